// SPDX-License-Identifier: Apache-2.0
// Renames addresses under a key so that two which share their first n bits share exactly n bits afterwards: whoever gets the
// names can still count hosts and networks, and cannot tell whose they are (C-63).
//
// Method   Crypto-PAn: Xu, Fan, Ammar, Moon, "Prefix-Preserving IP Address Anonymization", ICNP 2002, with AES-128. Bit i of the
//          name is bit i of the address, changed by the first bit of AES(the i bits before it, filled up from a secret pad). IPv6
//          alike over 128 bits, as other implementations do. IPv4 is renamed as 32 bits, so it never becomes IPv6.
// Chance   where an address has the pad's bit, the next bit is changed alike: a whole prefix may keep its name (of 15 bits one key
//          in 112: 1/2 * (3/4)^14). Nothing tells which did.
// Weak     against who knows some pairs, or can make hosts of his own show up in the log: each pair tells the prefix of the
//          others that share it. It hides addresses from readers, not from an adversary with probes of his own.
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/ip.h"

namespace hitme::core {

class PrefixPreservingMap {
 public:
    static constexpr std::size_t key_bytes = 32;  ///< 16 for AES, 16 that become the pad
    using Key = std::array<std::uint8_t, key_bytes>;

    explicit PrefixPreservingMap(const Key& key);
    Address operator()(const Address& address) const;

 private:
    std::array<std::uint8_t, 16> cipher_key_{};
    std::array<std::uint8_t, 16> pad_{};
};

}  // namespace hitme::core
