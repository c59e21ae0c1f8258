// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <span>
#include <vector>

#include "core/digest.h"
#include "core/text.h"
#include "support/many_sources.h"

namespace hitme::store {
namespace {

/// Three sources whose numbers a test may change.
struct Three {
    std::vector<std::uint32_t> v4{0x01020304, 0xC6120001};
    std::vector<std::uint64_t> v6{0x20010DB800000000};
    std::vector<std::int64_t> first_seen{1, 2, 3};
    std::vector<std::int64_t> last_seen{4, 5, 6};
    std::vector<std::uint64_t> events{1, 10, 1};
    std::vector<std::uint32_t> signals_to{1, 1, 3};
    std::vector<std::uint32_t> signals{445, 22, 80};
    std::vector<std::uint16_t> first_hours{0, 5, 65535};
    std::vector<std::uint32_t> asn{64500, 0, 64501};
    std::vector<std::uint16_t> country{country_key("DE"), 0, country_key("BR")};
    std::vector<std::uint8_t> network_class{1, 0, 3};
    std::vector<std::uint8_t> continent{4, 0, 7};
    std::uint64_t events_stored = 12;
    std::uint64_t networks_from = 77;

    SourceColumns columns() const {
        return {tests::many_sources_from,
                events_stored,
                v4,
                v6,
                first_seen,
                last_seen,
                events,
                signals_to,
                signals,
                first_hours,
                networks_from,
                asn,
                country,
                network_class,
                continent,
                nullptr};
    }
};

template <class Number>
std::vector<Number> copy(std::span<const Number> column) {
    return {column.begin(), column.end()};
}

void expect_same(const SourceColumns& a, const SourceColumns& b) {
    EXPECT_EQ(a.taken_at, b.taken_at);
    EXPECT_EQ(a.events_stored, b.events_stored);
    EXPECT_EQ(copy(a.v4), copy(b.v4));
    EXPECT_EQ(copy(a.v6), copy(b.v6));
    EXPECT_EQ(copy(a.first_seen), copy(b.first_seen));
    EXPECT_EQ(copy(a.last_seen), copy(b.last_seen));
    EXPECT_EQ(copy(a.events), copy(b.events));
    EXPECT_EQ(copy(a.signals_to), copy(b.signals_to));
    EXPECT_EQ(copy(a.signals), copy(b.signals));
    EXPECT_EQ(copy(a.first_hours), copy(b.first_hours));
    EXPECT_EQ(a.networks_from, b.networks_from);
    EXPECT_EQ(copy(a.asn), copy(b.asn));
    EXPECT_EQ(copy(a.country), copy(b.country));
    EXPECT_EQ(copy(a.network_class), copy(b.network_class));
    EXPECT_EQ(copy(a.continent), copy(b.continent));
}

/// The bytes with the digest that they should have, after a test changed one.
core::ByteVector signed_again(core::ByteVector bytes) {
    bytes.resize(bytes.size() - 32);
    const auto digest = core::sha256(bytes);
    bytes.insert(bytes.end(), digest.begin(), digest.end());
    return bytes;
}

const Three three;

TEST(SnapshotFile, HasTheFormThatItsHeaderTells) {
    const auto bytes = encode_snapshot(three.columns());
    ASSERT_EQ(bytes.size(), 48u + 2 * 4 + 8 + 3 * 28 + 3 * 6 + 3 * 8 + 32);
    // Written out by hand: beginning, version, 2 + 1 sources, 3 signals, 2026-03-01T12:00:00Z in ns, 12 events, databases 77, a
    // first seen.
    EXPECT_EQ(core::to_hex(core::Bytes{bytes}.first(56)),
              "6869746d65535243"
              "02000000"
              "02000000"
              "01000000"
              "03000000"
              "0080d6b3d9b59818"
              "0c00000000000000"
              "4d00000000000000"
              "0100000000000000");
}

TEST(SnapshotFile, IsReadAsItWasWritten) {
    tests::ScratchFolder folder;
    const std::string path = folder.path() + "/sources.snapshot";
    ASSERT_TRUE(write_snapshot_file(path, three.columns()));
    const auto read = read_snapshot_file(path);
    ASSERT_TRUE(read) << read.error().context;
    expect_same(*read, three.columns());
    EXPECT_FALSE(std::filesystem::exists(path + ".next"));
}

TEST(SnapshotFile, IsSmallerWhereNoNetworkWasLookedUp) {
    auto without = three;
    without.networks_from = 0;
    without.asn = {};
    without.country = {};
    without.network_class = {};
    without.continent = {};
    const auto bytes = encode_snapshot(without.columns());
    EXPECT_EQ(bytes.size(), encode_snapshot(three.columns()).size() - 3 * 8);
    const auto read = decode_snapshot(bytes);
    ASSERT_TRUE(read);
    expect_same(*read, without.columns());
}

TEST(SnapshotFile, KeepsWhatAStoreHas) {
    tests::ManySources many(300);
    const auto snapshot = SourceSnapshot::of(*many.reader(), tests::many_sources_from);
    ASSERT_TRUE(snapshot);
    const auto bytes = encode_snapshot((*snapshot)->columns());
    const auto read = decode_snapshot(bytes);
    ASSERT_TRUE(read);
    expect_same(*read, (*snapshot)->columns());
}

TEST(SnapshotFile, EveryCutAndEveryFlippedByteIsRefused) {
    const auto whole = encode_snapshot(three.columns());
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(decode_snapshot(core::Bytes{whole}.first(length))) << length;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto changed = whole;
        changed[at] ^= 0x10;
        EXPECT_FALSE(decode_snapshot(changed)) << at;
    }
    auto longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(decode_snapshot(longer));
}

TEST(SnapshotFile, SourcesOutOfOrderAreRefusedThoughTheDigestIsRight) {
    const auto field = [](const Three& of) {
        const auto bytes = encode_snapshot(of.columns());
        return std::string(decode_snapshot(bytes).error().field);
    };
    auto changed = three;
    std::swap(changed.v4[0], changed.v4[1]);
    EXPECT_EQ(field(changed), "order");
    changed = three;
    changed.signals_to = {2, 1, 3};
    EXPECT_EQ(field(changed), "ends of signals");
    changed = three;
    changed.signals_to = {1, 1, 2};
    EXPECT_EQ(field(changed), "ends of signals");
}

TEST(SnapshotFile, BytesThatDoNotLieOnEightAreRefused) {
    auto bytes = encode_snapshot(three.columns());
    bytes.insert(bytes.begin(), 0);
    EXPECT_STREQ(decode_snapshot(core::Bytes{bytes}.subspan(1)).error().field, "alignment");
}

TEST(SnapshotFile, ALaterVersionIsNotRead) {
    auto bytes = encode_snapshot(three.columns());
    bytes[8] = 3;
    EXPECT_EQ(decode_snapshot(signed_again(bytes)).error().fault, core::Fault::unsupported);
}

TEST(SnapshotFile, WhatCannotBeWrittenLeavesTheOldOne) {
    tests::ScratchFolder folder;
    const std::string path = folder.path() + "/sources.snapshot";
    ASSERT_TRUE(write_snapshot_file(path, three.columns()));
    std::filesystem::create_directory(path + ".next");
    auto other = three;
    other.events_stored = 99;
    EXPECT_FALSE(write_snapshot_file(path, other.columns()));
    EXPECT_EQ(read_snapshot_file(path)->events_stored, 12u);
    EXPECT_EQ(read_snapshot_file(folder.path() + "/none").error().code, core::ErrorCode::not_found);
}

}  // namespace
}  // namespace hitme::store
