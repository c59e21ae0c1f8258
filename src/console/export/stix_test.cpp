// SPDX-License-Identifier: Apache-2.0
#include "console/export/stix.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "support/exported_story.h"
#include "support/golden.h"

namespace hitme::console {
namespace {

namespace json = boost::json;

std::string stix_of(const std::vector<event::Contact>& contacts) {
    const Untouchable nobody;
    Gathering gathering{nobody};
    for (const auto& contact : contacts) gathering.add(contact);
    std::string out;
    const ExportTitle title{"", *core::parse_time("2026-03-01T10:00:00Z"),
                            *core::parse_time("2026-03-01T12:00:00Z")};
    EXPECT_TRUE(write_stix(gathering, title, [&](std::string_view piece) -> core::Result<void> {
        out += piece;
        return {};
    }));
    return out;
}
std::vector<json::object> of_type(const std::string& text, std::string_view type) {
    std::vector<json::object> found;
    const auto bundle = json::parse(text);
    for (const auto& object : bundle.at("objects").get_array())
        if (object.at("type") == json::string_view(type.data(), type.size()))
            found.push_back(object.get_object());
    return found;
}

TEST(Stix, TellsTheStory) {
    const std::string text = stix_of(tests::exported_story());
    tests::expect_golden("export/stix.json", text);
    EXPECT_EQ(of_type(text, "indicator").size(), 3u);
    EXPECT_EQ(of_type(text, "sighting").size(), 3u);
    EXPECT_EQ(of_type(text, "attack-pattern").size(), 2u);
    EXPECT_EQ(of_type(text, "malware").size(), 1u);
    const auto report = of_type(text, "report");
    ASSERT_EQ(report.size(), 1u);
    EXPECT_EQ(report[0].at("object_refs").get_array().size(), 3u);
    // The forged datagram's source is nowhere.
    EXPECT_EQ(text.find("61.218.147.70"), std::string::npos);
    // Our own address is not told.
    EXPECT_EQ(text.find("203.0.113.1"), std::string::npos);
}

// Identifier made with Python's uuid.uuid5(UUID("00abedb4-aa42-466c-9c01-fed23315a9b7"), '{"value":"61.218.147.66"}').
TEST(Stix, ObservablesHaveTheStandardsIdentifiers) {
    const auto addresses = of_type(stix_of(tests::exported_story()), "ipv4-addr");
    ASSERT_EQ(addresses.size(), 2u);
    EXPECT_EQ(addresses[1].at("value"), "61.218.147.66");
    EXPECT_EQ(addresses[1].at("id"), "ipv4-addr--e7b661ab-c8ba-529b-963f-79a959b3db6d");
}

TEST(Stix, EveryReferenceIsInTheBundle) {
    const std::string text = stix_of(tests::exported_story());
    std::set<std::string> ids;
    const auto bundle = json::parse(text);
    for (const auto& object : bundle.at("objects").get_array())
        EXPECT_TRUE(ids.insert(std::string(object.at("id").get_string())).second);
    for (const auto& object : bundle.at("objects").get_array()) {
        for (const auto& [key, value] : object.get_object()) {
            if (key.ends_with("_ref")) {
                EXPECT_TRUE(ids.contains(std::string(value.get_string()))) << value.get_string();
            }
            if (!key.ends_with("_refs")) continue;
            for (const auto& one : value.get_array())
                EXPECT_TRUE(ids.contains(std::string(one.get_string()))) << one.get_string();
        }
    }
}

TEST(Stix, NoContactsMakeABundleWithoutReport) {
    const std::string text = stix_of({});
    EXPECT_EQ(of_type(text, "identity").size(), 1u);
    EXPECT_TRUE(of_type(text, "report").empty());
}

TEST(Stix, TheSameWindowGivesTheSameBytes) {
    auto story = tests::exported_story();
    const std::string text = stix_of(story);
    EXPECT_EQ(stix_of(story), text);
}

TEST(Stix, AFailingSinkEndsIt) {
    const Untouchable nobody;
    Gathering gathering{nobody};
    const auto failed = write_stix(gathering, {}, [](std::string_view) -> core::Result<void> {
        return core::error(core::ErrorCode::disk_full, "full");
    });
    EXPECT_FALSE(failed);
}

TEST(Stix, TechniquesAreRecognisedByTheirForm) {
    EXPECT_TRUE(is_technique_id("T1210"));
    EXPECT_TRUE(is_technique_id("T1595.002"));
    for (const char* bad : {"", "T121", "t1210", "T12100", "T1210.02", "T1210x002", "T1210.0a2"})
        EXPECT_FALSE(is_technique_id(bad)) << bad;
    EXPECT_EQ(technique_name("T1210"), "Exploitation of Remote Services");
    EXPECT_EQ(technique_name("T9999"), "T9999");
}

}  // namespace
}  // namespace hitme::console
