// SPDX-License-Identifier: Apache-2.0
#include "wire/dcerpc.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto pdu = wire::decode_rpc_pdu({data, size});
    if (!pdu) return 0;
    core::check(pdu->header.fragment_length <= size, "a PDU lies inside its bytes");
    if (const auto* bind = std::get_if<wire::RpcBind>(&pdu->body)) {
        core::check(bind->contexts.size() <= wire::max_rpc_contexts, "contexts are bounded");
        core::ByteVector bytes;
        wire::encode_rpc_bind(bytes, pdu->header.call_id, *bind);
        const auto again = wire::decode_rpc_pdu(bytes);
        core::check(again.has_value(), "what was read can be written and read again");
        core::check(std::get<wire::RpcBind>(again->body).contexts.size() == bind->contexts.size(),
                    "with as many contexts");
    } else if (const auto* request = std::get_if<wire::RpcRequest>(&pdu->body)) {
        core::check(request->stub.size() + 24 <= size, "the stub lies behind its header");
    }
    return 0;
}
