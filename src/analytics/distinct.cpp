// SPDX-License-Identifier: Apache-2.0
#include "analytics/distinct.h"

namespace hitme::analytics {

Distinct::Seen Distinct::observe(std::uint32_t signal, const core::Address& source,
                                 core::Time bin) {
    Bin& sources = bins_.try_emplace(bin, secret_).first->second;
    if (source.is_v4()) {
        const Entry4 key{(static_cast<std::uint64_t>(signal) << 32) | source.v4_value()};
        if (sources.v4.find(key) != nullptr) return Seen::again;
        sources.v4.insert(key, NeverDead{});
    } else {
        const Entry6 key{source.high(), signal};
        if (sources.v6.find(key) != nullptr) return Seen::again;
        sources.v6.insert(key, NeverDead{});
    }
    return Seen::first;
}

void Distinct::drop_before(core::Time first_kept) {
    bins_.erase(bins_.begin(), bins_.lower_bound(first_kept));
}

std::size_t Distinct::memory_bytes() const {
    std::size_t bytes = sizeof(*this);
    for (const auto& [at, bin] : bins_) bytes += bin.v4.memory_bytes() + bin.v6.memory_bytes();
    return bytes;
}

}  // namespace hitme::analytics
