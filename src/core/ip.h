// SPDX-License-Identifier: Apache-2.0
// IPv4 and IPv6 addresses and prefixes.
//
// What     one 16-byte value for both families; IPv4 is kept as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2).
// Text     IPv4 dotted decimal, zero-padded octets read as decimal (feeds print 061.218.147.066); IPv6 as RFC 5952.
// Source   what counts as one host: IPv4 the address, IPv6 the /64 (capabilities C-11).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace hitme::core {

class Address {
 public:
    /// The unspecified address `::`, used for "not known".
    Address() = default;
    static Address v4(std::uint32_t host_order);
    /// 16 bytes in network order.
    static Address v6(const std::uint8_t* network_order);
    /// Reads either family; nothing when the text is not exactly an address.
    static std::optional<Address> parse(std::string_view text);
    /// 4 or 16 bytes in network order; nothing for another length.
    static std::optional<Address> from_bytes(Bytes bytes);

    bool is_v4() const;
    bool is_unspecified() const { return high_ == 0 && low_ == 0; }
    bool is_loopback() const;
    /// The IPv4 address in host order; only where is_v4().
    std::uint32_t v4_value() const { return static_cast<std::uint32_t>(low_); }
    std::uint64_t high() const { return high_; }
    std::uint64_t low() const { return low_; }
    std::array<std::uint8_t, 16> bytes() const;
    /// 4 bytes for IPv4, 16 for IPv6, network order: the stored form.
    ByteVector compact() const;
    std::string to_string() const;

    /// The address that stands for the host: itself, or its /64 for IPv6.
    Address source_key() const;

    friend auto operator<=>(const Address&, const Address&) = default;

 private:
    Address(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}
    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

/// A network: an address and how many of its leading bits count.
struct Prefix {
    Address address;  ///< host bits are zero
    int length = 0;   ///< 0..32 for IPv4, 0..128 for IPv6

    /// "192.0.2.0/24", "2001:db8::/32", or a bare address. Nothing when malformed or too long.
    static std::optional<Prefix> parse(std::string_view text);
    /// The network of `length` bits around `address`; length is cut to the family's.
    static Prefix of(const Address& address, int length);
    bool contains(const Address& address) const;
    /// The highest address inside.
    Address last() const;
    std::string to_string() const;
    friend auto operator<=>(const Prefix&, const Prefix&) = default;
};

struct AddressHash {
    std::size_t operator()(const Address& address) const {
        std::uint64_t mixed = address.high() * 0x9E3779B97F4A7C15u + address.low();
        mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93u;
        return static_cast<std::size_t>(mixed ^ (mixed >> 32));
    }
};

}  // namespace hitme::core
