// SPDX-License-Identifier: Apache-2.0
#include "dialogue/dns_answer.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    for (const std::string_view persona : dialogue::dns_personas()) {
        const auto answer = dialogue::answer_dns(persona, {data, size}, {}, {});
        core::check(!answer || answer->size() <= size,
                    "an answer is never longer than its question");
    }
    return 0;
}
