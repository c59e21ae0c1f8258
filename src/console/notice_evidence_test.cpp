// SPDX-License-Identifier: Apache-2.0
#include "console/notice_evidence.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "core/text.h"

namespace hitme::console {
namespace {

event::Contact contact() {
    event::Contact made;
    made.sensor = "lan-1";
    made.seen_at = *core::parse_time("2026-03-01T12:00:05.123456789Z");
    made.source = *core::Address::parse("10.1.2.3");
    made.first_bytes = {0x00, 0xff, 'G'};
    return made;
}

// printf '\000\377G' | base64; the same | sha256sum
TEST(NoticeEvidence, HasTheBytesAndTheWholeTime) {
    const auto json = boost::json::parse(evidence_json(contact()));
    EXPECT_EQ(json.at("first_bytes").as_string(), "AP9H");
    EXPECT_EQ(json.at("first_bytes_sha256").as_string(),
              "30c0c2b87c1bb586ec843c33e107f14d34523f7b983f08d4cbb16efbb47cd930");
    EXPECT_FALSE(json.at("first_bytes_cut").as_bool());
    EXPECT_EQ(json.at("seen_at").as_string(), "2026-03-01T12:00:05.123456789Z");
    EXPECT_EQ(json.at("source").as_string(), "10.1.2.3");
}

// C-65: a hook gets exactly these bytes.
TEST(NoticeEvidence, HoldsFourKibibytesWholeWhateverTheyAre) {
    event::Contact hostile = contact();
    const std::string_view hard{"$(reboot);`id`|\"'\\\n\r\0<b>", 24};
    std::string sent;
    while (sent.size() < 4096) sent += hard;
    sent.resize(4096);
    hostile.first_bytes.assign(sent.begin(), sent.end());
    const auto json = boost::json::parse(evidence_json(hostile));
    EXPECT_FALSE(json.at("first_bytes_cut").as_bool());
    const auto bytes = core::from_base64(std::string(json.at("first_bytes").as_string()));
    EXPECT_EQ(core::as_text(*bytes), sent);
}

TEST(NoticeEvidence, StaysSmallWhateverWasSent) {
    event::Contact hostile = contact();
    hostile.first_bytes.assign(64 * 1024, 'A');
    for (int i = 0; i < 4'000; ++i) hostile.decoded.push_back({"fact", std::string(10'000, '"')});
    const std::string text = evidence_json(hostile);
    EXPECT_LT(text.size(), 17'000u);
    const auto json = boost::json::parse(text);
    EXPECT_TRUE(json.at("first_bytes_cut").as_bool());
    const auto bytes = core::from_base64(std::string(json.at("first_bytes").as_string()));
    EXPECT_EQ(core::as_text(*bytes), std::string(4096, 'A'));
    // head -c 65536 /dev/zero | tr '\0' A | sha256sum
    EXPECT_EQ(json.at("first_bytes_sha256").as_string(),
              "156c38442089c1323d3e3ba549a6ac24341c47e8b6367bec4740c9b8c865826e");
}

}  // namespace
}  // namespace hitme::console
