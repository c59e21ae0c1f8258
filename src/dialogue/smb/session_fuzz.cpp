// SPDX-License-Identifier: Apache-2.0
// The whole SMB decoy: the first byte chooses the persona, the second how the rest is cut.
#include "dialogue/smb/session.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (size < 2) return 0;
    const auto systems = dialogue::smb::systems();
    dialogue::Surroundings surroundings;
    surroundings.random_seed = 1;
    dialogue::smb::SmbSession session{systems[data[0] % systems.size()], dialogue::smb::Choices{},
                                      surroundings};
    const std::size_t piece = data[1] == 0 ? size : data[1];
    core::Bytes left{data + 2, size - 2};
    while (!left.empty()) {
        const std::size_t length = piece < left.size() ? piece : left.size();
        dialogue::Output out;
        session.receive(left.first(length), core::Time{}, out);
        // A turn ends with the frame that passed the bound, whose answer is bounded too.
        core::check(out.bytes.size() <= 2 * dialogue::max_output_per_turn, "turns are bounded");
        left = left.subspan(length);
    }
    core::check(session.memory() < (2u << 20), "memory is bounded");
    return 0;
}
