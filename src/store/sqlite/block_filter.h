// SPDX-License-Identifier: Apache-2.0
// Says of a block of contacts which sources, networks, signals and payloads cannot be in it, so that a search passes over it.
//
// What     a Bloom filter (Bloom 1970) over up to four keys per contact: the source, its network, its signal, its payload.
// Size     filter_bits_per_key for each distinct key, so 2 to 5 bytes per contact; about 1 block in 120 is read in vain
//          (0.6185^10 = 0.8 %, the textbook figure for the best number of probes, 0.693 * 10 = 7).
// Never    says "not here" of a key that was added.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/ip.h"
#include "event/signal.h"

namespace hitme::store::sqlite {

constexpr std::size_t filter_bits_per_key = 10;
constexpr int filter_probes = 7;

// Keys of the filter. Stored files depend on them: a change is a new format version.
std::uint64_t source_key(const core::Address& source);
/// The network of a source that the filter knows: /24 for IPv4, /48 for IPv6.
std::uint64_t network_key(const core::Address& source);
std::uint64_t signal_key(event::Signal signal);
/// By the first 8 bytes of the SHA-256 of the first bytes, big-endian.
std::uint64_t payload_key(std::uint64_t hash_start);
/// The key of these first bytes; nothing where there are none.
std::optional<std::uint64_t> payload_key(core::Bytes first_bytes);
/// The key that each contact with a source in `prefix` has in common; nothing where the prefix is wider than a network.
std::optional<std::uint64_t> prefix_key(const core::Prefix& prefix);

class FilterBuilder {
 public:
    void add(const core::Address& source, event::Signal signal);
    void add(std::uint64_t key) { keys_.push_back(key); }
    /// The filter's bytes; empties the builder.
    std::string finish();
    void clear() { keys_.clear(); }

 private:
    std::vector<std::uint64_t> keys_;
};

/// Whether `key` may have been added. An empty filter holds nothing back.
bool may_contain(core::Bytes filter, std::uint64_t key);

}  // namespace hitme::store::sqlite
