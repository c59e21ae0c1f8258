// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/block_filter.h"

#include <algorithm>

#include "core/digest.h"

namespace hitme::store::sqlite {
namespace {

constexpr int network_length_v4 = 24;
constexpr int network_length_v6 = 48;

enum KeyKind : std::uint64_t { of_source = 1, of_network = 2, of_signal = 3, of_payload = 4 };

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014), over both halves.
std::uint64_t mix(std::uint64_t word) {
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
    return word ^ (word >> 31);
}
std::uint64_t key(KeyKind kind, std::uint64_t high, std::uint64_t low) {
    return mix(mix(mix(kind) + high) + low);
}

// Kirsch and Mitzenmacher 2006: two hashes make as many probes as are wanted.
template <class Visit>
void probe(std::uint64_t hashed, std::size_t bits, Visit&& visit) {
    const std::uint64_t stride = (hashed >> 32) | 1;
    std::uint64_t at = hashed;
    for (int i = 0; i < filter_probes; ++i, at += stride) {
        const auto bit = static_cast<std::size_t>(((at & 0xFFFFFFFFu) * bits) >> 32);
        visit(bit / 8, static_cast<std::uint8_t>(1u << (bit % 8)));
    }
}

}  // namespace

std::uint64_t source_key(const core::Address& source) {
    return key(of_source, source.high(), source.low());
}
std::uint64_t network_key(const core::Address& source) {
    if (source.is_v4()) return key(of_network, source.high(), source.low() >> 8);
    return key(of_network, source.high() >> 16, ~std::uint64_t{0});
}
std::uint64_t signal_key(event::Signal signal) {
    return key(of_signal, 0, signal.key());
}

std::uint64_t payload_key(std::uint64_t hash_start) {
    return key(of_payload, 0, hash_start);
}
std::optional<std::uint64_t> payload_key(core::Bytes first_bytes) {
    if (first_bytes.empty()) return std::nullopt;
    const auto hash = core::sha256(first_bytes);
    std::uint64_t start = 0;
    for (std::size_t i = 0; i < 8; ++i) start = start << 8 | hash[i];
    return payload_key(start);
}

std::optional<std::uint64_t> prefix_key(const core::Prefix& prefix) {
    const bool v4 = prefix.address.is_v4();
    if (prefix.length == (v4 ? 32 : 128)) return source_key(prefix.address);
    if (prefix.length >= (v4 ? network_length_v4 : network_length_v6))
        return network_key(prefix.address);
    return std::nullopt;
}

void FilterBuilder::add(const core::Address& source, event::Signal signal) {
    keys_.push_back(source_key(source));
    keys_.push_back(network_key(source));
    keys_.push_back(signal_key(signal));
}

std::string FilterBuilder::finish() {
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    std::string filter((keys_.size() * filter_bits_per_key + 7) / 8, '\0');
    for (const auto hashed : keys_)
        probe(hashed, filter.size() * 8, [&](std::size_t byte, std::uint8_t bit) {
            filter[byte] = static_cast<char>(static_cast<std::uint8_t>(filter[byte]) | bit);
        });
    keys_.clear();
    return filter;
}

bool may_contain(core::Bytes filter, std::uint64_t key) {
    if (filter.empty()) return true;
    bool all = true;
    probe(key, filter.size() * 8,
          [&](std::size_t byte, std::uint8_t bit) { all = all && (filter[byte] & bit) != 0; });
    return all;
}

}  // namespace hitme::store::sqlite
