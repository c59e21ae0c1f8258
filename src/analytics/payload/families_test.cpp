// SPDX-License-Identifier: Apache-2.0
#include "analytics/payload/families.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analytics/payload/first_payload.h"
#include "core/bytes.h"
#include "core/random.h"

namespace hitme::analytics {
namespace {

using std::chrono::days;
const core::Time t0 = core::Time{} + days{20000};

std::uint32_t next_number(std::uint64_t& state) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return static_cast<std::uint32_t>((state * 2685821657736338717u) >> 32);
}

/// An SMB1 negotiate request (MS-CIFS 2.2.4.52): 32 bytes of header with process and multiplex number, then dialects.
std::string negotiate(std::uint64_t& state, const std::vector<std::string>& dialects) {
    std::string body;
    for (const auto& dialect : dialects) body += '\x02' + dialect + '\0';
    std::string packet = "\xffSMB\x72";
    packet.append(19, '\0');
    for (int i = 0; i < 8; ++i) packet += static_cast<char>(next_number(state) & 0xFF);
    packet += '\0';
    packet += static_cast<char>(body.size());
    packet += '\0';
    return packet + body;
}

std::optional<std::size_t> seen(PayloadFamilies& families, const std::string& payload,
                                std::uint32_t network = 1, core::Time at = t0) {
    return families.observe(core::as_bytes(payload), network, at);
}

// C-34: a known family with a random field per connection stays one; a new dialect list makes a second.
TEST(PayloadFamilies, KeepsRandomFieldsTogetherAndDialectListsApart) {
    PayloadFamilies families;
    std::uint64_t state = 88172645463325252u;
    const std::vector<std::string> old{"PC NETWORK PROGRAM 1.0", "LANMAN1.0", "NT LM 0.12"};
    const std::vector<std::string> longer{"PC NETWORK PROGRAM 1.0", "LANMAN1.0", "NT LM 0.12",
                                          "SMB 2.002"};
    const std::vector<std::string> other{"PC NETWORK PROGRAM 1.0", "LANMAN1.0", "NT XY 0.12"};
    for (int i = 0; i < 500; ++i) {
        EXPECT_EQ(seen(families, negotiate(state, old)), 0u);
        EXPECT_EQ(seen(families, negotiate(state, longer)), 1u);
        EXPECT_EQ(seen(families, negotiate(state, other)), 2u);
    }
    ASSERT_EQ(families.families().size(), 3u);
    EXPECT_EQ(families.families()[0].copies, 500u);
    EXPECT_EQ(families.families()[0].distinct, 500u);
}

TEST(PayloadFamilies, TakesNumbersAndIdentifiersOfATextForAny) {
    PayloadFamilies families;
    const auto request = [](const char* path, const char* host, const char* agent) {
        return std::string("GET ") + path + " HTTP/1.1\r\nHost: " + host +
               "\r\nUser-Agent: " + agent + "\r\nAccept: */*\r\n\r\n";
    };
    EXPECT_EQ(seen(families, request("/shell?id=17", "192.0.2.7:80", "curl")), 0u);
    EXPECT_EQ(seen(families, request("/shell?id=1234", "198.51.100.20:8080", "curl")), 0u);
    EXPECT_EQ(seen(families, request("/admin?id=17", "192.0.2.7:80", "curl")), 1u);
    EXPECT_EQ(seen(families, request("/shell?id=17", "192.0.2.7:80", "wget")), 2u);
    EXPECT_EQ(seen(families, request("/k/a8f3c0de11", "192.0.2.7:80", "curl")), 3u);
    EXPECT_EQ(seen(families, request("/k/77b1e9d", "192.0.2.9:80", "curl")), 3u);
}

TEST(PayloadFamilies, DoesNotMergeWhatIsRandomAllThrough) {
    PayloadFamilies families;
    std::uint64_t state = 362436069;
    for (std::size_t i = 0; i < 50; ++i) {
        std::string noise;
        for (int k = 0; k < 64; ++k) noise += static_cast<char>(next_number(state) & 0xFF);
        EXPECT_EQ(seen(families, noise), i);
    }
    EXPECT_FALSE(seen(families, ""));
    EXPECT_EQ(seen(families, "a"), 50u);  // too short for any structure: exact copies only
    EXPECT_EQ(seen(families, "b"), 51u);
    EXPECT_EQ(seen(families, "a"), 50u);
}

// A quarter of 64 bytes is 16: copies that differ in 16 places are one family, in 17 they are not.
TEST(PayloadFamilies, ObeysItsLimitOfVaryingPlaces) {
    const std::string first(64, '\x01');
    for (const std::size_t changed : {16u, 17u}) {
        PayloadFamilies families;
        std::string second = first;
        for (std::size_t i = 0; i < changed; ++i) second[i * 3] = '\x02';
        seen(families, first);
        EXPECT_EQ(seen(families, second), changed == 16 ? 0u : 1u);
    }
}

// Many families of one length: copies are found whatever their order and wherever they differ, up to a quarter of the places.
TEST(PayloadFamilies, FindsACopyAmongManyOfItsLength) {
    constexpr std::size_t size = 64;
    core::Random random{11};
    PayloadFamilies families;
    std::vector<std::string> first;
    for (int i = 0; i < 200; ++i) {
        std::string bytes(size, '\0');
        for (char& byte : bytes) byte = static_cast<char>(128 + random.below(128));  // no text
        // Every other one begins as the first does, for less than the places that must be equal.
        if (i % 2 == 1) bytes.replace(0, 20, first.front(), 0, 20);
        ASSERT_EQ(seen(families, bytes, 1, t0), first.size());
        first.push_back(std::move(bytes));
    }
    const auto differing = [&](std::string bytes, std::size_t places, std::size_t step) {
        for (std::size_t i = 0; i < places; ++i) {
            char& byte = bytes[i * step % size];
            byte = static_cast<char>(byte ^ 0x40);
        }
        return bytes;
    };
    for (const std::size_t family : {0u, 1u, 14u, 15u, 16u, 99u, 199u}) {
        // One place of each block of three, so that one block alone stays; then a run from the start.
        EXPECT_EQ(seen(families, differing(first[family], 16, 3), 1, t0), family);
    }
    for (const std::size_t family : {2u, 3u, 17u, 100u, 198u})
        EXPECT_EQ(seen(families, differing(first[family], 16, 1), 1, t0), family);
    for (const std::size_t family : {4u, 5u, 18u, 101u, 197u})
        EXPECT_GE(seen(families, differing(first[family], 17, 3), 1, t0), first.size());
}

TEST(PayloadFamilies, HoldsNoMoreThanItsLimits) {
    PayloadFamilies families;
    for (std::uint32_t i = 0; i < most_families + 5; ++i)
        seen(families, std::string(1 + i / 200, static_cast<char>(i % 200 + 1)), i,
             t0 + days{static_cast<int>(i)});
    EXPECT_EQ(families.families().size(), most_families);
    EXPECT_EQ(families.unplaced(), 5u);
    for (std::uint32_t i = 0; i < 500; ++i)
        seen(families, std::string(1, '\x01'), i, t0 + days{static_cast<int>(i)});
    EXPECT_LE(families.families()[0].networks.size(), most_networks_held);
    EXPECT_LE(families.families()[0].days.size(), most_days_held);
}

// C-34: new is a share above 1 %, five networks, not seen in 14 d; both families are counted per day, tools by their label.
TEST(PayloadFamilies, SaysWhichIsNew) {
    PayloadFamilies families;
    for (int day = 0; day < 30; ++day)
        for (std::uint32_t i = 0; i < 100; ++i) seen(families, "worm one", i, t0 + days{day});
    for (std::uint32_t i = 0; i < 5; ++i) seen(families, "TOOL two", i, t0 + days{29});
    const core::Day last = core::day_of(t0 + days{29});
    EXPECT_EQ(families.new_on(last), std::vector<std::size_t>{1});
    EXPECT_TRUE(families.new_on(last - days{1}).empty());
    EXPECT_EQ(families.families()[0].days.at(last), 100u);
    EXPECT_EQ(families.families()[1].days.at(last), 5u);
    families.label(1, "framework");
    EXPECT_EQ(families.families()[1].label, "framework");
    // Four networks are not five.
    for (std::uint32_t i = 0; i < 40; ++i) seen(families, "third thing", i % 4, t0 + days{29});
    EXPECT_EQ(families.new_on(last), std::vector<std::size_t>{1});
    // Back after a silence of more than 14 d it is new again.
    for (std::uint32_t i = 0; i < 9; ++i) seen(families, "TOOL two", i, t0 + days{50});
    EXPECT_EQ(families.new_on(core::day_of(t0 + days{50})), std::vector<std::size_t>{1});
}

TEST(FirstPayload, HoldsEveryFamilyThatThereCanBe) {
    EXPECT_FALSE(FirstPayload{}.was_sent());
    EXPECT_FALSE(FirstPayload{}.family());
    for (std::size_t family = 0; family < most_families; ++family)
        for (const bool is_exploit : {false, true}) {
            const FirstPayload held{family, is_exploit};
            ASSERT_EQ(held.family(), family);
            ASSERT_EQ(held.is_exploit(), is_exploit);
            ASSERT_TRUE(held.was_sent());
        }
    const FirstPayload unplaced{std::nullopt, true};
    EXPECT_TRUE(unplaced.was_sent());
    EXPECT_FALSE(unplaced.family());
    EXPECT_TRUE(unplaced.is_exploit());
}

}  // namespace
}  // namespace hitme::analytics
