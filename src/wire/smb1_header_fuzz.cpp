// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_header.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto message = wire::decode_smb1({data, size});
    if (!message) return 0;
    const auto lies_inside = [&](core::Bytes view) {
        return view.empty() || (view.data() >= data && view.data() + view.size() <= data + size);
    };
    for (const wire::Smb1Block& block : message->blocks()) {
        core::check(lies_inside(block.words) && lies_inside(block.bytes), "views lie inside");
        core::check(block.words.size() == std::size_t{block.word_count} * 2, "words are whole");
    }
    return 0;
}
