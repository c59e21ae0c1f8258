// SPDX-License-Identifier: Apache-2.0
#include "store/ip/location_file.h"

#include <algorithm>

#include "core/reader.h"

namespace hitme::store {
namespace {

constexpr std::size_t as_bytes_each = 8;
constexpr std::size_t network_bytes_each = 12;
constexpr std::size_t node_bytes_each = 12;
constexpr std::uint32_t no_network = 0xFFFFFFFF;
constexpr std::uint64_t latest_second = 253402300799;  // 9999-12-31T23:59:59Z

std::uint32_t u32_at(core::Bytes bytes, std::size_t at) {
    core::Reader in{bytes.subspan(at, 4)};
    return in.u32be("number");
}

}  // namespace

core::Parsed<LocationFile> LocationFile::over(core::Bytes bytes) {
    LocationFile file;
    core::Reader in{bytes};
    if (core::as_text(in.take(7, "magic")) != "LOCDBXX") in.fail(core::Fault::bad_value, "magic");
    if (in.u8("version") != 1) in.fail(core::Fault::unsupported, "version");
    const std::uint64_t created = in.u64be("created_at");
    if (created > latest_second) in.fail(core::Fault::bad_value, "created_at");
    file.vendor_ = in.u32be("vendor");
    in.skip(4, "description");
    file.licence_ = in.u32be("license");
    const auto section = [&](std::size_t row, const char* name) -> core::Bytes {
        const std::uint32_t offset = in.u32be(name);
        const std::uint32_t length = in.u32be(name);
        if (offset > bytes.size() || length > bytes.size() - offset)
            in.fail(core::Fault::truncated, name);
        else if (length % row != 0)
            in.fail(core::Fault::bad_value, name);
        return in.ok() ? bytes.subspan(offset, length) : core::Bytes{};
    };
    file.ases_ = section(as_bytes_each, "as");
    file.networks_ = section(network_bytes_each, "network_data");
    file.tree_ = section(node_bytes_each, "network_tree");
    section(as_bytes_each, "countries");
    file.pool_ = section(1, "pool");
    if (!in.ok()) return in.error();
    file.created_ = core::Time{std::chrono::seconds{static_cast<std::int64_t>(created)}};
    return file;
}

std::optional<LocationNetwork> LocationFile::network(const core::Address& address) const {
    std::array<std::uint8_t, 16> bits = address.bytes();
    const std::size_t nodes = tree_.size() / node_bytes_each;
    std::size_t node = 0;
    std::optional<std::uint32_t> found;
    int length = 0;
    for (int depth = 0; depth <= 128 && node < nodes; ++depth) {
        const std::size_t at = node * node_bytes_each;
        const std::uint32_t here = u32_at(tree_, at + 8);
        if (here != no_network) {
            found = here;
            length = depth;
        }
        if (depth == 128) break;
        const bool one = (bits[static_cast<std::size_t>(depth / 8)] >> (7 - depth % 8) & 1) != 0;
        node = u32_at(tree_, at + (one ? 4 : 0));
        if (node == 0) break;
    }
    if (!found || *found >= networks_.size() / network_bytes_each) return std::nullopt;
    core::Reader in{networks_.subspan(*found * network_bytes_each, network_bytes_each)};
    LocationNetwork network;
    const auto country = in.take(2, "country_code");
    network.country = {static_cast<char>(country[0]), static_cast<char>(country[1])};
    in.skip(2, "padding");
    if (const std::uint32_t asn = in.u32be("asn"); asn != 0) network.asn = asn;
    network.flags = in.u16be("flags");
    network.length = address.is_v4() ? std::max(0, length - 96) : length;
    return network;
}

std::string_view LocationFile::as_name(std::uint32_t asn) const {
    std::size_t low = 0;
    std::size_t high = ases_.size() / as_bytes_each;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const std::uint32_t number = u32_at(ases_, middle * as_bytes_each);
        if (number == asn) return text_at(u32_at(ases_, middle * as_bytes_each + 4));
        if (number < asn)
            low = middle + 1;
        else
            high = middle;
    }
    return {};
}

std::string_view LocationFile::text_at(std::uint32_t offset) const {
    if (offset >= pool_.size()) return {};
    const auto text = core::as_text(pool_.subspan(offset));
    return text.substr(0, std::min(text.find('\0'), max_location_text));
}

}  // namespace hitme::store
