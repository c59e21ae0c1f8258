// SPDX-License-Identifier: Apache-2.0
#include "analytics/payload/families.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/digest.h"

namespace hitme::analytics {
namespace {

constexpr std::size_t least_identifier = 6;
constexpr std::size_t block_bytes = 3;
constexpr std::size_t least_indexed = 16;  // ours: fewer are compared as quickly
static_assert(most_families <= 1 << 16);

std::size_t most_varying_of(std::size_t window) {
    return static_cast<std::size_t>(most_varying_share * static_cast<double>(window));
}
// One more than may vary; each lies in the window, as three times a quarter does.
std::size_t blocks_of(std::size_t window) {
    return most_varying_of(window) + 1;
}
static_assert(block_bytes * most_varying_share < 1.0);
std::uint64_t block_at(core::Bytes window, std::size_t block) {
    const std::uint8_t* at = window.data() + block * block_bytes;
    return std::uint64_t{at[0]} | std::uint64_t{at[1]} << 8 | std::uint64_t{at[2]} << 16;
}
constexpr int place_bits = 16;

bool is_digit(std::uint8_t byte) {
    return byte >= '0' && byte <= '9';
}
bool is_letter(std::uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}
bool is_printable(std::uint8_t byte) {
    return (byte >= 0x20 && byte < 0x7F) || byte == '\r' || byte == '\n' || byte == '\t';
}

std::uint64_t eight_at(const std::uint8_t* bytes) {
    std::uint64_t eight;
    std::memcpy(&eight, bytes, sizeof eight);
    return eight;
}
/// How many of the eight bytes are not zero.
std::size_t bytes_set(std::uint64_t eight) {
    constexpr std::uint64_t low = 0x7F7F7F7F7F7F7F7F;
    constexpr std::uint64_t ones = 0x0101010101010101;
    const std::uint64_t high_bits = (((eight & low) + low) | eight) & ~low;
    return ((high_bits >> 7) * ones) >> 56;
}

template <class Key, class Value>
void drop_oldest(std::map<Key, Value>& days) {
    if (days.size() > most_days_held) days.erase(days.begin());
}

}  // namespace

std::vector<PayloadFamilies::Role> PayloadFamilies::roles_of(core::Bytes bytes) {
    std::vector<Role> roles(bytes.size(), Role::binary);
    for (std::size_t first = 0; first < bytes.size();) {
        std::size_t last = first;
        while (last < bytes.size() && is_printable(bytes[last])) ++last;
        if (last - first < least_text_run) {
            first = std::max(last, first + 1);
            continue;
        }
        while (first < last) {
            std::size_t end = first;
            std::size_t digits = 0;
            while (end < last && (is_letter(bytes[end]) || is_digit(bytes[end])))
                digits += is_digit(bytes[end++]) ? 1u : 0u;
            Role role = Role::literal;
            if (end == first)
                ++end;
            else if (digits == end - first)
                role = Role::number;
            else if (digits > 0 && end - first >= least_identifier)
                role = Role::identifier;
            std::fill(roles.begin() + static_cast<std::ptrdiff_t>(first),
                      roles.begin() + static_cast<std::ptrdiff_t>(end), role);
            first = end;
        }
    }
    return roles;
}

/// Literals as they are; one mark for each number, identifier and stretch of no text. Empty where the literals hold too
/// few letters to tell two texts apart.
std::string PayloadFamilies::tokens_of(core::Bytes bytes, const std::vector<Role>& roles) {
    std::string tokens;
    std::size_t letters = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (roles[i] == Role::literal) {
            tokens += static_cast<char>(bytes[i]);
            letters += is_letter(bytes[i]) ? 1u : 0u;
        } else if (i == 0 || roles[i - 1] != roles[i]) {
            tokens += static_cast<char>(roles[i]);  // below 4, so never a literal
        }
    }
    return letters < least_common_letters ? std::string{} : tokens;
}

bool PayloadFamilies::is_copy(const Shape& shape, core::Bytes window, const std::vector<Role>& is) {
    const std::size_t most_varying = most_varying_of(window.size());
    // Most shapes are no match, and a flood of bytes by chance is held against every one of its length: eight places at once.
    std::size_t varying = 0;
    std::size_t i = 0;
    for (; i + 8 <= window.size(); i += 8) {
        const std::uint64_t differs =
            eight_at(window.data() + i) ^ eight_at(shape.bytes.data() + i);
        varying += bytes_set(differs | eight_at(shape.varies.data() + i));
        if (varying > most_varying) return false;
    }
    for (; i < window.size(); ++i)
        varying += window[i] != shape.bytes[i] || shape.varies[i] != 0 ? 1u : 0u;
    if (varying > most_varying) return false;
    if (window.size() - varying < least_fixed_bytes) return false;
    const auto& was = shape.roles;
    for (i = 0; i < window.size(); ++i) {
        if (window[i] == shape.bytes[i] || shape.varies[i] != 0) continue;
        // Text on both sides: only a number or an identifier may differ, and stays one.
        const bool both_text = was[i] != Role::binary && is[i] != Role::binary;
        if (both_text && (was[i] != is[i] || was[i] == Role::literal)) return false;
    }
    return true;
}

std::size_t PayloadFamilies::first_that_takes(core::Bytes payload, const std::vector<Role>& roles,
                                              const std::string& tokens) const {
    std::size_t first = shapes_.size();
    if (const auto same = by_tokens_.find(tokens); !tokens.empty() && same != by_tokens_.end())
        for (const std::size_t family : same->second)
            if (shapes_[family].size != payload.size()) {
                first = family;
                break;
            }
    const auto of_size = by_size_.find(payload.size());
    if (of_size == by_size_.end()) return first;
    const auto window = payload.first(std::min(payload.size(), payload_window));
    const Places may_take = candidates(of_size->second, window);
    for (std::size_t word = 0; word < may_take.size(); ++word)
        for (std::uint64_t bits = may_take[word]; bits != 0; bits &= bits - 1) {
            const auto place = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
            const std::size_t family = of_size->second.families[place];
            if (family > first) return first;
            if (is_copy(shapes_[family], window, roles)) return family;
        }
    return first;
}

PayloadFamilies::Places PayloadFamilies::candidates(const OfSize& of_size, core::Bytes window) {
    const auto all = [&] {
        Places places{};
        for (std::size_t place = 0; place < of_size.families.size(); ++place) set(places, place);
        return places;
    };
    if (of_size.blocks.empty()) return all();
    Places found{};
    for (std::size_t block = 0; block < of_size.blocks.size(); ++block) {
        const auto& entries = of_size.blocks[block];
        const std::uint64_t bytes = block_at(window, block);
        auto entry = std::lower_bound(entries.begin(), entries.end(), bytes << place_bits);
        // Where most families say the same there is nothing to choose by, and comparing them all costs less.
        const auto half = static_cast<std::ptrdiff_t>(entries.size() / 2);
        if (entries.end() - entry > half && entry[half] >> place_bits == bytes) return all();
        for (; entry != entries.end() && *entry >> place_bits == bytes; ++entry)
            set(found, *entry & ((1u << place_bits) - 1));
    }
    return found;
}

void PayloadFamilies::add_to_size(std::size_t size, std::size_t family) {
    OfSize& of_size = by_size_[size];
    of_size.families.push_back(static_cast<std::uint16_t>(family));
    // Shorter ones are never copies: too few of their bytes could stay.
    if (size < least_fixed_bytes || of_size.families.size() < least_indexed) return;
    if (of_size.blocks.empty()) {
        of_size.blocks.resize(blocks_of(std::min(size, payload_window)));
        for (std::size_t at = 0; at < of_size.families.size(); ++at) index(of_size, at);
    } else {
        index(of_size, of_size.families.size() - 1);
    }
}

// Places that vary later leave their entries: such a family is compared in vain.
void PayloadFamilies::index(OfSize& of_size, std::size_t place) {
    const core::Bytes bytes = shapes_[of_size.families[place]].bytes;
    for (std::size_t block = 0; block < of_size.blocks.size(); ++block) {
        auto& entries = of_size.blocks[block];
        const std::uint64_t entry = block_at(bytes, block) << place_bits | place;
        entries.insert(std::lower_bound(entries.begin(), entries.end(), entry), entry);
    }
}

std::optional<std::size_t> PayloadFamilies::place(core::Bytes payload) {
    const auto digest = core::sha256(payload);
    if (const auto known = exact_.find(digest); known != exact_.end()) return known->second;
    const auto window = payload.first(std::min(payload.size(), payload_window));
    auto roles = roles_of(window);
    std::string tokens = tokens_of(window, roles);
    const std::size_t family = first_that_takes(payload, roles, tokens);
    if (family == shapes_.size()) {
        if (family == most_families) return std::nullopt;
        if (!tokens.empty()) by_tokens_[tokens].push_back(family);
        shapes_.push_back({{window.begin(), window.end()},
                           std::vector<std::uint8_t>(window.size(), 0),
                           std::move(roles),
                           payload.size()});
        families_.emplace_back();
        add_to_size(payload.size(), family);
    } else if (Shape& shape = shapes_[family]; shape.size == payload.size()) {
        for (std::size_t i = 0; i < window.size(); ++i)
            if (window[i] != shape.bytes[i]) shape.varies[i] = 1;
    }
    if (exact_.size() < most_exact_copies) {
        exact_.emplace(digest, family);
        ++families_[family].distinct;
    }
    return family;
}

std::optional<std::size_t> PayloadFamilies::observe(core::Bytes payload, std::uint32_t network,
                                                    core::Time at) {
    if (payload.empty()) return std::nullopt;
    ++all_days_[core::day_of(at)];
    drop_oldest(all_days_);
    const auto found = place(payload);
    if (!found) {
        ++unplaced_;
        return std::nullopt;
    }
    PayloadFamily& family = families_[*found];
    if (family.copies == 0 || at - family.last > forgotten_after) {
        family.appeared = at;
        family.networks.clear();
    }
    ++family.copies;
    family.last = family.copies == 1 ? at : std::max(family.last, at);
    family.appeared = std::min(family.appeared, at);
    if (family.networks.size() < most_networks_held) family.networks.insert(network);
    ++family.days[core::day_of(at)];
    drop_oldest(family.days);
    return found;
}

std::vector<std::size_t> PayloadFamilies::new_on(core::Day day) const {
    std::vector<std::size_t> fresh;
    const auto all = all_days_.find(day);
    if (all == all_days_.end()) return fresh;
    for (std::size_t i = 0; i < families_.size(); ++i) {
        const auto& family = families_[i];
        const auto copies = family.days.find(day);
        if (copies == family.days.end() || family.networks.size() < least_networks_of_new) continue;
        const bool is_recent = core::Time{day} - family.appeared < forgotten_after;
        const double share = static_cast<double>(copies->second) / static_cast<double>(all->second);
        if (is_recent && share > least_share_of_new) fresh.push_back(i);
    }
    return fresh;
}

}  // namespace hitme::analytics
