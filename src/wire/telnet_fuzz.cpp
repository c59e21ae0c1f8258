// SPDX-License-Identifier: Apache-2.0
#include "wire/telnet.h"

#include <algorithm>

#include "core/check.h"

namespace {

std::string text_of(hitme::core::Bytes all, std::size_t piece) {
    using Step = hitme::wire::TelnetReader::Step;
    hitme::wire::TelnetReader reader;
    std::string text;
    for (std::size_t at = 0; at < all.size(); at += piece) {
        hitme::core::Bytes bytes = all.subspan(at, std::min(piece, all.size() - at));
        for (Step step = reader.next(bytes); step != Step::need_more; step = reader.next(bytes)) {
            if (step == Step::data)
                text += hitme::core::as_text(reader.data());
            else
                text += std::to_string(reader.verb()) + " " + std::to_string(reader.option());
            if (step == Step::subnegotiation) text += reader.parameters();
        }
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::check(text_of({data, size}, size + 1) == text_of({data, size}, 1),
                "pieces do not change what is read");
    return 0;
}
