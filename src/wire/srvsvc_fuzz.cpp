// SPDX-License-Identifier: Apache-2.0
#include "wire/srvsvc.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (size == 0) return 0;
    const auto order = (data[0] & 1) != 0 ? wire::ByteOrder::big : wire::ByteOrder::little;
    const auto form = (data[0] & 2) != 0 ? wire::NdrForm::ndr64 : wire::NdrForm::ndr;
    const core::Bytes stub = core::Bytes(data, size).subspan(1);
    switch ((data[0] >> 2) % 6) {
        case 0:
        case 1: {
            const std::uint16_t opnum = (data[0] & 4) != 0 ? 31 : 32;
            if (const auto call = wire::decode_path_call(opnum, stub, order, form))
                core::check(call->path.offset + call->path.bytes.size() <= stub.size(),
                            "a path lies inside its stub");
            break;
        }
        case 2:
            wire::decode_share_enum(stub, order, form);
            break;
        case 3:
            wire::decode_share_get_info(stub, order, form);
            break;
        case 4:
            wire::decode_server_get_info(stub, order, form);
            break;
        default:
            wire::decode_session_enum(stub, order, form);
    }
    return 0;
}
