// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_header.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto chain = wire::decode_smb2_chain({data, size});
    for (const auto& message : chain.messages) {
        core::check(message.offset + message.bytes.size() <= size, "messages lie inside");
        core::ByteVector out;
        wire::encode_smb2_header(out, message.header);
        core::check(wire::decode_smb2_header(out).value() == message.header, "a header reads back");
    }
    return 0;
}
