// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/admission.h"

namespace hitme::sensor {
namespace {

std::int64_t minute_of(core::Time now) {
    return core::nanoseconds_of(now) / 60'000'000'000;
}

}  // namespace

const char* name_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::none:
            return "none";
        case Refusal::connections_total:
            return "connections_total";
        case Refusal::connections_per_source:
            return "connections_per_source";
        case Refusal::connections_per_prefix:
            return "connections_per_prefix";
        case Refusal::contacts_per_source_and_minute:
            return "contacts_per_source_and_minute";
        case Refusal::descriptors:
            return "descriptors";
        case Refusal::queue:
            return "queue";
        case Refusal::syn_table:
            return "syn_table";
    }
    return "none";
}

core::Address limit_prefix(const core::Address& source) {
    return core::Prefix::of(source, source.is_v4() ? 24 : 48).address;
}

std::size_t Admission::SeededHash::operator()(const core::Address& address) const {
    std::uint64_t mixed = (address.high() ^ seed) * 0x9E3779B97F4A7C15u + address.low();
    mixed = (mixed ^ (mixed >> 32)) * (0xD6E8FEB86659FD93u ^ (seed << 1));
    return static_cast<std::size_t>(mixed ^ (mixed >> 29));
}

Admission::Admission(const Limits& limits, std::uint64_t seed)
    : limits_(limits), sources_(0, SeededHash{seed}), prefixes_(0, SeededHash{~seed}) {}

Admission::Use* Admission::find_or_make(Table& table, const core::Address& key,
                                        std::int64_t minute) {
    if (minute != swept_minute_) sweep(minute);
    const auto found = table.find(key);
    if (found != table.end()) return &found->second;
    if (table.size() >= max_tracked) return nullptr;
    return &table.try_emplace(key).first->second;
}

bool Admission::over_minute(Use& use, std::int64_t minute) const {
    if (use.minute != minute) {
        use.minute = minute;
        use.in_minute = 0;
    }
    return ++use.in_minute > limits_.contacts_per_source_and_minute;
}

void Admission::sweep(std::int64_t minute) {
    swept_minute_ = minute;
    const auto idle = [minute](const auto& entry) {
        return entry.second.open == 0 && entry.second.minute != minute;
    };
    std::erase_if(sources_, idle);
    std::erase_if(prefixes_, idle);
}

Refusal Admission::enter(const core::Address& source, core::Time now) {
    const std::int64_t minute = minute_of(now);
    Use* use = find_or_make(sources_, source.source_key(), minute);
    if (use != nullptr && over_minute(*use, minute)) return Refusal::contacts_per_source_and_minute;
    if (open_ >= limits_.connections_total) return Refusal::connections_total;
    if (use != nullptr && use->open >= limits_.connections_per_source)
        return Refusal::connections_per_source;
    Use* prefix = find_or_make(prefixes_, limit_prefix(source), minute);
    if (prefix != nullptr && prefix->open >= limits_.connections_per_prefix)
        return Refusal::connections_per_prefix;
    if (use == nullptr || prefix == nullptr) ++untracked_;
    if (use != nullptr) ++use->open;
    if (prefix != nullptr) ++prefix->open;
    ++open_;
    return Refusal::none;
}

void Admission::leave(const core::Address& source) {
    if (open_ > 0) --open_;
    for (auto [table, key] :
         {std::pair{&sources_, source.source_key()}, std::pair{&prefixes_, limit_prefix(source)}}) {
        const auto found = table->find(key);
        if (found != table->end() && found->second.open > 0) --found->second.open;
    }
}

Refusal Admission::note(const core::Address& source, core::Time now) {
    const std::int64_t minute = minute_of(now);
    Use* use = find_or_make(sources_, source.source_key(), minute);
    if (use == nullptr) {
        ++untracked_;
        return Refusal::none;
    }
    return over_minute(*use, minute) ? Refusal::contacts_per_source_and_minute : Refusal::none;
}

}  // namespace hitme::sensor
