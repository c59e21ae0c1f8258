// SPDX-License-Identifier: Apache-2.0
#include "wire/pcapng.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::Bytes left{data, size};
    wire::PcapngSection section;
    while (!left.empty()) {
        const auto block = wire::decode_pcapng_block(section, left, core::Input::whole);
        if (!block) break;
        core::check(block->block_bytes >= 12 && block->block_bytes <= left.size(),
                    "a block goes forward and stays inside");
        core::check(section.interfaces.size() <= wire::max_interfaces, "the limit holds");
        left = left.subspan(block->block_bytes);
    }
    return 0;
}
