// SPDX-License-Identifier: Apache-2.0
// Both sides of the fuzzer's making: the first byte of each piece says whose it is and how long, so that any interleaving
// and any gap can be written. The same bytes in small pieces must tell the same.
#include "recognition/smb/smb_conversation.h"

#include <algorithm>

#include "core/check.h"
#include "support/pieces.h"

namespace {

using namespace hitme;

recognition::Story run(core::Bytes bytes, std::size_t piece) {
    recognition::smb::SmbConversation conversation("smb1");
    while (bytes.size() >= 3) {
        const std::uint8_t whose = bytes[0];
        const std::size_t length =
            std::min<std::size_t>(bytes.size() - 3, std::size_t{bytes[1]} << 8 | bytes[2]);
        const core::Bytes said = bytes.subspan(3, length);
        bytes = bytes.subspan(3 + length);
        if (whose == 0xFF) {
            conversation.gap(recognition::Side::client, length);
            continue;
        }
        for (std::size_t at = 0; at < said.size(); at += piece) {
            const auto part = said.subspan(at, std::min(piece, said.size() - at));
            if ((whose & 1) == 0)
                conversation.client(part, {});
            else
                conversation.server(part, {});
        }
        core::check(conversation.memory() < (1u << 20), "memory is bounded");
    }
    conversation.finish();
    return conversation.story();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto whole = run({data, size}, 1 << 20);
    const auto cut = run({data, size}, tests::piece_length({data, size}));
    core::check(whole.stage == cut.stage && whole.sentence == cut.sentence &&
                    whole.labels.size() == cut.labels.size() &&
                    whole.operations.size() == cut.operations.size() &&
                    whole.facts.size() == cut.facts.size() &&
                    whole.malformed.size() == cut.malformed.size(),
                "the pieces make no difference");
    core::check(whole.stages.empty() || whole.stage == whole.stages.back().stage,
                "the highest stage is told");
    core::check(std::all_of(whole.sentence.begin(), whole.sentence.end(),
                            [](char letter) { return letter >= 0x20 && letter < 0x7F; }),
                "a terminal can print the sentence");
    return 0;
}
