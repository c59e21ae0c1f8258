// SPDX-License-Identifier: Apache-2.0
#include "core/ip.h"

#include <charconv>

namespace hitme::core {
namespace {

constexpr std::uint64_t v4_mark = 0xFFFF00000000u;
constexpr int v4_offset_bits = 96;

// Decimal octets, one to three digits each; a leading zero stays decimal, never octal.
std::optional<std::uint32_t> parse_v4(std::string_view text) {
    std::uint32_t value = 0;
    for (int part = 0; part < 4; ++part) {
        std::uint32_t octet = 0;
        std::size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
            if (digits == 3) return std::nullopt;
            octet = octet * 10 + static_cast<std::uint32_t>(text[digits] - '0');
            ++digits;
        }
        if (digits == 0 || octet > 255) return std::nullopt;
        value = (value << 8) | octet;
        text.remove_prefix(digits);
        if (part == 3) break;
        if (text.empty() || text[0] != '.') return std::nullopt;
        text.remove_prefix(1);
    }
    if (!text.empty()) return std::nullopt;
    return value;
}

// RFC 4291 section 2.2: eight groups, "::" once, the last 32 bits may be dotted decimal.
std::optional<std::array<std::uint16_t, 8>> parse_v6(std::string_view text) {
    std::array<std::uint16_t, 8> head{};
    std::array<std::uint16_t, 8> tail{};
    std::size_t heads = 0;
    std::size_t tails = 0;
    bool gap = false;
    if (text.starts_with("::")) {
        gap = true;
        text.remove_prefix(2);
    }
    bool need_group = !gap;
    while (!text.empty()) {
        std::size_t length = text.find(':');
        if (length == std::string_view::npos) length = text.size();
        const std::string_view group = text.substr(0, length);
        if (heads + tails >= 8) return std::nullopt;
        auto put = [&](std::uint16_t word) {
            if (gap) {
                tail[tails++] = word;
            } else {
                head[heads++] = word;
            }
        };
        if (group.find('.') != std::string_view::npos) {
            const auto dotted = parse_v4(group);
            if (!dotted || length != text.size() || heads + tails > 6) return std::nullopt;
            put(static_cast<std::uint16_t>(*dotted >> 16));
            put(static_cast<std::uint16_t>(*dotted));
            text = {};
            need_group = false;
            break;
        }
        if (group.empty() || group.size() > 4) return std::nullopt;
        std::uint16_t word = 0;
        const auto [end, failed] =
            std::from_chars(group.data(), group.data() + group.size(), word, 16);
        if (failed != std::errc{} || end != group.data() + group.size()) return std::nullopt;
        put(word);
        need_group = false;
        text.remove_prefix(length);
        if (text.empty()) break;
        if (text.starts_with("::")) {
            if (gap) return std::nullopt;
            gap = true;
            text.remove_prefix(2);
        } else {
            text.remove_prefix(1);
            need_group = true;
        }
    }
    if (need_group) return std::nullopt;
    if (gap ? heads + tails > 7 : heads + tails != 8) return std::nullopt;
    for (std::size_t i = 0; i < tails; ++i) head[8 - tails + i] = tail[i];
    return head;
}

void append_decimal(std::string& out, std::uint32_t value) {
    char digits[10];
    const auto [end, failed] = std::to_chars(digits, digits + sizeof digits, value);
    (void)failed;
    out.append(digits, end);
}

}  // namespace

Address Address::v4(std::uint32_t host_order) {
    return {0, v4_mark | host_order};
}

Address Address::v6(const std::uint8_t* network_order) {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    for (int i = 0; i < 8; ++i) high = (high << 8) | network_order[i];
    for (int i = 8; i < 16; ++i) low = (low << 8) | network_order[i];
    return {high, low};
}

std::optional<Address> Address::from_bytes(Bytes bytes) {
    if (bytes.size() == 4) {
        return v4((std::uint32_t{bytes[0]} << 24) | (std::uint32_t{bytes[1]} << 16) |
                  (std::uint32_t{bytes[2]} << 8) | bytes[3]);
    }
    if (bytes.size() == 16) return v6(bytes.data());
    return std::nullopt;
}

std::optional<Address> Address::parse(std::string_view text) {
    constexpr std::size_t max_text = 45;  // INET6_ADDRSTRLEN without its NUL
    if (text.size() > max_text) return std::nullopt;
    if (text.find(':') == std::string_view::npos) {
        const auto value = parse_v4(text);
        if (!value) return std::nullopt;
        return v4(*value);
    }
    const auto groups = parse_v6(text);
    if (!groups) return std::nullopt;
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    for (std::size_t i = 0; i < 4; ++i) high = (high << 16) | (*groups)[i];
    for (std::size_t i = 4; i < 8; ++i) low = (low << 16) | (*groups)[i];
    return Address{high, low};
}

bool Address::is_v4() const {
    return high_ == 0 && (low_ >> 32) == 0xFFFF;
}

bool Address::is_loopback() const {
    if (is_v4()) return (v4_value() >> 24) == 127;
    return high_ == 0 && low_ == 1;
}

std::array<std::uint8_t, 16> Address::bytes() const {
    std::array<std::uint8_t, 16> out{};
    for (std::size_t i = 0; i < 8; ++i) {
        out[i] = static_cast<std::uint8_t>(high_ >> (56 - 8 * i));
        out[8 + i] = static_cast<std::uint8_t>(low_ >> (56 - 8 * i));
    }
    return out;
}

ByteVector Address::compact() const {
    const auto all = bytes();
    if (is_v4()) return {all.begin() + 12, all.end()};
    return {all.begin(), all.end()};
}

std::string Address::to_string() const {
    std::string out;
    if (is_v4()) {
        const std::uint32_t value = v4_value();
        for (int shift = 24; shift >= 0; shift -= 8) {
            append_decimal(out, (value >> shift) & 255);
            if (shift > 0) out += '.';
        }
        return out;
    }
    // RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as "::".
    std::array<std::uint16_t, 8> groups{};
    for (std::size_t i = 0; i < 4; ++i) {
        groups[i] = static_cast<std::uint16_t>(high_ >> (48 - 16 * i));
        groups[4 + i] = static_cast<std::uint16_t>(low_ >> (48 - 16 * i));
    }
    std::size_t best = 8;
    std::size_t best_length = 1;
    for (std::size_t i = 0; i < 8;) {
        std::size_t end = i;
        while (end < 8 && groups[end] == 0) ++end;
        if (end - i > best_length) {
            best = i;
            best_length = end - i;
        }
        i = end == i ? i + 1 : end;
    }
    for (std::size_t i = 0; i < 8;) {
        if (i == best) {
            out += "::";
            i += best_length;
            continue;
        }
        if (!out.empty() && out.back() != ':') out += ':';
        char digits[4];
        const auto [end, failed] = std::to_chars(digits, digits + sizeof digits, groups[i], 16);
        (void)failed;
        out.append(digits, end);
        ++i;
    }
    return out;
}

Address Address::source_key() const {
    if (is_v4()) return *this;
    return {high_, 0};
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto address = Address::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    const int widest = address->is_v4() ? 32 : 128;
    if (slash == std::string_view::npos) return of(*address, widest);
    const std::string_view digits = text.substr(slash + 1);
    int length = 0;
    const auto [end, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (failed != std::errc{} || digits.empty() || end != digits.data() + digits.size() ||
        length < 0 || length > widest) {
        return std::nullopt;
    }
    return of(*address, length);
}

namespace {

std::uint64_t mask_of(int bits) {
    if (bits <= 0) return 0;
    if (bits >= 64) return ~std::uint64_t{0};
    return ~std::uint64_t{0} << (64 - bits);
}

Address masked(const Address& address, int bits, std::uint64_t fill) {
    const std::uint64_t high_mask = mask_of(bits);
    const std::uint64_t low_mask = mask_of(bits - 64);
    std::array<std::uint8_t, 16> out{};
    const std::uint64_t high = (address.high() & high_mask) | (fill & ~high_mask);
    const std::uint64_t low = (address.low() & low_mask) | (fill & ~low_mask);
    for (std::size_t i = 0; i < 8; ++i) {
        out[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
        out[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    }
    return Address::v6(out.data());
}

int bits_of(const Prefix& prefix) {
    return prefix.length + (prefix.address.is_v4() ? v4_offset_bits : 0);
}

}  // namespace

Prefix Prefix::of(const Address& address, int length) {
    const bool v4 = address.is_v4();
    const int widest = v4 ? 32 : 128;
    if (length > widest) length = widest;
    if (length < 0) length = 0;
    return {masked(address, length + (v4 ? v4_offset_bits : 0), 0), length};
}

bool Prefix::contains(const Address& other) const {
    return other.is_v4() == address.is_v4() && masked(other, bits_of(*this), 0) == address;
}

Address Prefix::last() const {
    const Address highest = masked(address, bits_of(*this), ~std::uint64_t{0});
    if (highest.is_v4() == address.is_v4()) return highest;
    // ::/80 ends in the block that stands for IPv4 (RFC 4291 section 2.5.5.2), whose addresses are none of this network.
    constexpr std::array<std::uint8_t, 16> below_mapped = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF};
    return Address::v6(below_mapped.data());
}

std::string Prefix::to_string() const {
    std::string out = address.to_string() + '/';
    append_decimal(out, static_cast<std::uint32_t>(length));
    return out;
}

}  // namespace hitme::core
