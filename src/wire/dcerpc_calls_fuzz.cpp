// SPDX-License-Identifier: Apache-2.0
#include "wire/dcerpc_calls.h"

#include <algorithm>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (size == 0) return 0;
    // The first byte says the size of the pieces.
    const std::size_t step = 1 + data[0];
    const core::Bytes bytes = core::Bytes(data, size).subspan(1);
    wire::RpcCalls whole;
    const auto expected = whole.push(bytes);
    wire::RpcCalls pieces;
    std::size_t count = 0;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        for (const auto& message :
             pieces.push(bytes.subspan(at, std::min(step, bytes.size() - at)))) {
            core::check(count < expected.size(), "pieces give no more messages");
            core::check(message.offset == expected[count].offset &&
                            message.stub == expected[count].stub &&
                            message.type == expected[count].type &&
                            message.malformed == expected[count].malformed,
                        "pieces give the same messages");
            ++count;
        }
        core::check(pieces.memory() < 512 * 1024, "memory is bounded");
    }
    core::check(count == expected.size(), "pieces give no fewer messages");
    return 0;
}
