// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/digest.h"
#include "core/text.h"
#include "support/many_sources.h"

namespace hitme::store {
namespace {

SourceColumns three_sources() {
    SourceColumns columns;
    columns.taken_at = tests::many_sources_from;
    columns.events_stored = 12;
    columns.v4 = {0x01020304, 0xC6120001};
    columns.v6 = {0x20010DB800000000};
    columns.first_seen = {1, 2, 3};
    columns.last_seen = {4, 5, 6};
    columns.events = {1, 10, 1};
    columns.signals_to = {1, 1, 3};
    columns.signals = {445, 22, 80};
    return columns;
}

void expect_same(const SourceColumns& a, const SourceColumns& b) {
    EXPECT_EQ(a.taken_at, b.taken_at);
    EXPECT_EQ(a.events_stored, b.events_stored);
    EXPECT_EQ(a.v4, b.v4);
    EXPECT_EQ(a.v6, b.v6);
    EXPECT_EQ(a.first_seen, b.first_seen);
    EXPECT_EQ(a.last_seen, b.last_seen);
    EXPECT_EQ(a.events, b.events);
    EXPECT_EQ(a.signals_to, b.signals_to);
    EXPECT_EQ(a.signals, b.signals);
}

/// The bytes with the digest that they should have, after a test changed one.
core::ByteVector signed_again(core::ByteVector bytes) {
    bytes.resize(bytes.size() - 32);
    const auto digest = core::sha256(bytes);
    bytes.insert(bytes.end(), digest.begin(), digest.end());
    return bytes;
}

TEST(SnapshotFile, HasTheFormThatItsHeaderTells) {
    const auto bytes = encode_snapshot(three_sources());
    ASSERT_EQ(bytes.size(), 40u + 2 * 4 + 8 + 3 * 28 + 3 * 4 + 32);
    // Written out by hand: beginning, version, 2026-03-01T12:00:00Z in ns, 12 events, 2 + 1 sources, 3 signals, an address.
    EXPECT_EQ(core::to_hex(core::Bytes{bytes}.first(44)),
              "6869746d65535243"
              "01000000"
              "0080d6b3d9b59818"
              "0c00000000000000"
              "02000000"
              "01000000"
              "03000000"
              "04030201");
}

TEST(SnapshotFile, IsReadAsItWasWritten) {
    tests::ScratchFolder folder;
    const std::string path = folder.path() + "/sources.snapshot";
    ASSERT_TRUE(write_snapshot_file(path, three_sources()));
    const auto read = read_snapshot_file(path);
    ASSERT_TRUE(read) << read.error().context;
    expect_same(*read, three_sources());
    EXPECT_FALSE(std::filesystem::exists(path + ".next"));
}

TEST(SnapshotFile, KeepsWhatAStoreHas) {
    tests::ManySources many(300);
    const auto snapshot = SourceSnapshot::of(*many.reader(), tests::many_sources_from);
    ASSERT_TRUE(snapshot);
    const auto read = decode_snapshot(encode_snapshot((*snapshot)->columns()));
    ASSERT_TRUE(read);
    expect_same(*read, (*snapshot)->columns());
}

TEST(SnapshotFile, EveryCutAndEveryFlippedByteIsRefused) {
    const auto whole = encode_snapshot(three_sources());
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
    auto columns = three_sources();
    std::swap(columns.v4[0], columns.v4[1]);
    EXPECT_STREQ(decode_snapshot(encode_snapshot(columns)).error().field, "order");
    columns = three_sources();
    columns.signals_to = {2, 1, 3};
    EXPECT_STREQ(decode_snapshot(encode_snapshot(columns)).error().field, "ends of signals");
    columns = three_sources();
    columns.signals_to = {1, 1, 2};
    EXPECT_STREQ(decode_snapshot(encode_snapshot(columns)).error().field, "ends of signals");
}

TEST(SnapshotFile, ALaterVersionIsNotRead) {
    auto bytes = encode_snapshot(three_sources());
    bytes[8] = 2;
    EXPECT_EQ(decode_snapshot(signed_again(bytes)).error().fault, core::Fault::unsupported);
}

TEST(SnapshotFile, WhatCannotBeWrittenLeavesTheOldOne) {
    tests::ScratchFolder folder;
    const std::string path = folder.path() + "/sources.snapshot";
    ASSERT_TRUE(write_snapshot_file(path, three_sources()));
    std::filesystem::create_directory(path + ".next");
    auto other = three_sources();
    other.events_stored = 99;
    EXPECT_FALSE(write_snapshot_file(path, other));
    EXPECT_EQ(read_snapshot_file(path)->events_stored, 12u);
    EXPECT_EQ(read_snapshot_file(folder.path() + "/none").error().code, core::ErrorCode::not_found);
}

}  // namespace
}  // namespace hitme::store
