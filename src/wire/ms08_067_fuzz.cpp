// SPDX-License-Identifier: Apache-2.0
#include "wire/ms08_067.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (size == 0) return 0;
    const std::uint16_t opnum = (data[0] & 1) != 0 ? 31 : 32;
    const auto order = (data[0] & 2) != 0 ? wire::ByteOrder::big : wire::ByteOrder::little;
    const auto form = (data[0] & 4) != 0 ? wire::NdrForm::ndr64 : wire::NdrForm::ndr;
    const core::Bytes stub = core::Bytes(data, size).subspan(1);
    const auto verdict = wire::judge_path_call(opnum, stub, order, form);
    core::check(verdict.shape.separators.size() <= wire::max_path_separators, "kept separators");
    core::check(verdict.shape.climb_offsets.size() <= wire::max_path_separators, "kept climbs");
    core::check(verdict.words.size() < 512, "words are bounded");
    for (const auto offset : verdict.shape.climb_offsets)
        core::check(offset < stub.size(), "evidence lies in the stub");
    return 0;
}
