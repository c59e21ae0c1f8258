// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ntp_answer.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    for (const std::string_view persona : dialogue::ntp_personas()) {
        const auto answer = dialogue::answer_ntp(persona, {data, size}, {}, {});
        core::check(!answer || answer->size() <= size,
                    "an answer is never longer than its question");
    }
    return 0;
}
