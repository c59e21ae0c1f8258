// SPDX-License-Identifier: Apache-2.0
#include "wire/resp.h"

#include <algorithm>

#include "core/check.h"

namespace {

std::string told(hitme::core::Bytes all, std::size_t piece) {
    using Step = hitme::wire::RespCommandReader::Step;
    hitme::wire::RespCommandReader reader;
    std::string text;
    for (std::size_t at = 0; at < all.size(); at += piece) {
        hitme::core::Bytes bytes = all.subspan(at, std::min(piece, all.size() - at));
        for (Step step = reader.next(bytes); step != Step::need_more; step = reader.next(bytes)) {
            if (step == Step::fault)
                text += reader.error().field;
            else
                text += std::to_string(reader.command().offset) + reader.command().name();
        }
        hitme::core::check(reader.memory() < 64 << 10, "memory is bounded");
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::check(told({data, size}, size + 1) == told({data, size}, 1),
                "pieces do not change what is read");
    return 0;
}
