// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/simulated_log.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>
#include <vector>

#include "app/ctl/stream_file.h"

namespace hitme::app {
namespace {

std::vector<std::string> kinds() {
    std::vector<std::string> names;
    std::string text{simulated_kinds()};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find_first_of(", ", at);
        const std::string word = text.substr(at, end - at);
        if (!word.empty() && word != "or") names.push_back(word);
        at = end == text.npos ? text.size() : end + 1;
    }
    return names;
}

TEST(SimulatedLog, MakesEveryKindThatItNames) {
    EXPECT_EQ(kinds().size(), 15u);
    for (const auto& kind : kinds()) {
        const auto log = simulate(kind, 3);
        ASSERT_TRUE(log) << kind;
        EXPECT_FALSE(log->rows.empty()) << kind;
        const auto entry = parse_uptime(truth_text(*log));
        ASSERT_TRUE(entry) << kind;
        EXPECT_GT(entry->now_ms, 0) << kind;
        EXPECT_LT(entry->now_ms, 60LL * 86'400'000) << kind;  // the stream's own scale
        EXPECT_EQ(stream_text(*log), stream_text(*simulate(kind, 3))) << kind;
        EXPECT_NE(stream_text(*log), stream_text(*simulate(kind, 4))) << kind;
    }
    EXPECT_FALSE(simulate("nothing", 3));
}

TEST(SimulatedLog, HostsThatCameTogetherAreNoNeighbours) {
    constexpr std::uint32_t all = 1U << 17;
    std::vector<bool> seen(all);
    std::set<std::uint32_t> networks;
    for (std::uint32_t number = 0; number < all; ++number) {
        const std::uint32_t address = simulated_source(number).v4_value();
        ASSERT_EQ(address >> 17, 0xC6120000U >> 17) << "of 198.18.0.0/15";
        ASSERT_FALSE(seen[address % all]) << "every address once";
        seen[address % all] = true;
        if (number < 100) networks.insert(address >> 8);
    }
    // A hundred draws of 512 networks of a /24 meet 91 different ones on the average.
    EXPECT_GT(networks.size(), 80u);
}

TEST(SimulatedLog, WritesRowsThatTheReaderTakesWhole) {
    for (const char* kind : {"linear", "step", "sleep"}) {
        const auto log = simulate(kind, 5);
        const std::string text = stream_text(*log);
        const std::string header = text.substr(0, text.find('\n'));
        const auto columns = StreamColumns::parse(header);
        ASSERT_TRUE(columns) << header;
        std::size_t rows = 0;
        for (std::size_t at = header.size() + 1; at < text.size(); ++rows) {
            const std::size_t end = text.find('\n', at);
            console::StreamBuilder::Row row;
            std::optional<std::uint16_t> port;
            ASSERT_EQ(columns->decode(std::string_view(text).substr(at, end - at), row, port), "");
            at = end + 1;
        }
        EXPECT_EQ(rows, log->rows.size()) << kind;
    }
}

TEST(SimulatedLog, MarksEveryEventAndNamesNoAddressOfTheInternet) {
    const auto log = simulate("exponential", 5, LoudHost::one);
    const std::string text = events_text(*log, *core::parse_time("2026-01-05"), 445);
    EXPECT_NE(text.find("\"seen_at\":\"2026-01-0"), std::string::npos);
    const auto measuring = *core::Prefix::parse("198.18.0.0/15");
    std::size_t contacts = 0;
    std::set<std::string> delivered;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        const auto event = boost::json::parse(std::string_view(text).substr(at, end - at));
        EXPECT_TRUE(event.at("simulated").as_bool());
        EXPECT_TRUE(delivered
                        .insert(std::string(event.at("sensor").as_string()) + "/" +
                                boost::json::serialize(event.at("sequence")))
                        .second);
        if (const auto* source = event.as_object().if_contains("source")) {
            ++contacts;
            EXPECT_TRUE(measuring.contains(*core::Address::parse(source->as_string())));
        }
        at = end + 1;
    }
    EXPECT_EQ(contacts, log->rows.size());
    EXPECT_EQ(simulated_source(1U << 17).to_string(), "100.64.0.0");
}

TEST(SimulatedLog, AForgedFloodProvesNoneOfItsSources) {
    auto log = *simulate("quiet", 5);
    const std::size_t rows = log.rows.size();
    add_forged(log, 2'000, 5);
    const std::string text = events_text(log, *core::parse_time("2026-01-05"), 445);
    std::size_t forged = 0;
    std::size_t proved = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        const auto event = boost::json::parse(std::string_view(text).substr(at, end - at));
        at = end + 1;
        EXPECT_TRUE(event.at("simulated").as_bool());
        if (!event.as_object().if_contains("source")) continue;
        ++(event.at("handshake").as_string() == "syn_only" ? forged : proved);
    }
    EXPECT_EQ(forged, 2'000u);
    EXPECT_EQ(proved, rows);
}

}  // namespace
}  // namespace hitme::app
