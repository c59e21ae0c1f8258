// SPDX-License-Identifier: Apache-2.0
#include "wire/line_splitter.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    wire::LineSplitter whole{16};
    wire::LineSplitter pieces{16};
    core::Bytes all{data, size};
    std::size_t at = 0;
    while (whole.take(all)) {
        bool ended = false;
        while (!ended) {
            core::Bytes one = core::Bytes{data, size}.subspan(at++, 1);
            ended = pieces.take(one);
        }
        core::check(whole.line() == pieces.line() && whole.cut() == pieces.cut(),
                    "pieces do not change a line");
    }
    return 0;
}
