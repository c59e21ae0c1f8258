// SPDX-License-Identifier: Apache-2.0
#include "runtime/settings.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace hitme::runtime {
namespace {

using std::chrono::seconds;

const std::vector<Section>& kitchen() {
    static const std::vector<Section> sections = {
        {"kitchen",
         Repeat::once,
         "Where food is made.",
         {{"owner", SettingType::text, "", "\"Ada\"", 1, 8, "", "Who cooks."},
          {"fuel", SettingType::text, "", "\"gas\"", 0, 0, "gas|wood", "What burns."},
          {"open", SettingType::boolean, "", "true", 0, 1, "", "Whether guests may come."},
          {"pots", SettingType::number, "pots", "3", 1, 9, "", "How many pots."},
          {"boil", SettingType::duration, "", "\"3m\"", 1'000'000'000, 600'000'000'000, "",
           "How long water boils."},
          {"pantry", SettingType::bytes, "", "\"1 KiB\"", 1, 1 << 20, "", "Room for recipes."}},
         {}},
        {"dish",
         Repeat::many,
         "Something to eat.",
         {{"parts", SettingType::list, "", "", 1, 3, "", "What goes in."},
          {"hot", SettingType::boolean, "", "true", 0, 1, "", "Whether it is hot."}},
         "[[dish]]\nparts = [\"salt\"]\n"}};
    return sections;
}

core::Result<SettingsDocument> read(std::string_view text) {
    return SettingsDocument::parse(text, "k.toml", kitchen());
}

std::string refusal(std::string_view text) {
    const auto document = read(text);
    if (document) return "accepted";
    EXPECT_EQ(document.error().code, core::ErrorCode::bad_input);
    return document.error().context;
}

TEST(Settings, AnEmptyFileGivesTheDefaults) {
    const auto document = read("");
    ASSERT_TRUE(document) << document.error().context;
    const SectionValues& kitchen_values = document->section("kitchen");
    EXPECT_EQ(kitchen_values.text("owner"), "Ada");
    EXPECT_EQ(kitchen_values.text("fuel"), "gas");
    EXPECT_TRUE(kitchen_values.boolean("open"));
    EXPECT_EQ(kitchen_values.number("pots"), 3u);
    EXPECT_EQ(kitchen_values.duration("boil"), seconds{180});
    EXPECT_EQ(kitchen_values.number("pantry"), 1024u);
    EXPECT_EQ(kitchen_values.line("owner"), 0u);
    EXPECT_TRUE(document->sections("dish").empty());
}

TEST(Settings, WrittenValuesAreTakenWithTheirLines) {
    const auto document = read(
        "[kitchen]\n"
        "owner = \"Bo\"\n"
        "fuel = 'wood'\n"
        "open = false\n"
        "pots = 9\n"
        "boil = \"90s\"\n"
        "pantry = \"64 KiB\"\n"
        "[[dish]]\n"
        "parts = [1, \"two\"]\n"
        "[[dish]]\n"
        "parts = [3]\n"
        "hot = false\n");
    ASSERT_TRUE(document) << document.error().context;
    const SectionValues& values = document->section("kitchen");
    EXPECT_EQ(values.text("owner"), "Bo");
    EXPECT_EQ(values.line("owner"), 2u);
    EXPECT_EQ(values.text("fuel"), "wood");
    EXPECT_FALSE(values.boolean("open"));
    EXPECT_EQ(values.number("pots"), 9u);
    EXPECT_EQ(values.duration("boil"), seconds{90});
    EXPECT_EQ(values.number("pantry"), 65536u);  // 64 * 1024
    const auto& dishes = document->sections("dish");
    ASSERT_EQ(dishes.size(), 2u);
    EXPECT_EQ(dishes[0].line(), 8u);
    EXPECT_EQ(dishes[0].list("parts"),
              (std::vector<ListItem>{std::uint64_t{1}, std::string("two")}));
    EXPECT_TRUE(dishes[0].boolean("hot"));
    EXPECT_EQ(dishes[1].line("hot"), 12u);
}

TEST(Settings, AnUnknownKeyIsRefusedWithTheNearestKnownOne) {
    EXPECT_EQ(refusal("[kitchen]\n\npotts = 2\n"),
              "k.toml:3: kitchen.potts: unknown key; the nearest known one is \"pots\"");
    EXPECT_EQ(refusal("[kitchn]\n"),
              "k.toml:1: kitchn: unknown section; the nearest known one is \"kitchen\"");
    EXPECT_EQ(refusal("[[dish]]\nparts=[1]\nzzzzzzzz=1\n"),
              "k.toml:3: dish.zzzzzzzz: unknown key; known are parts, hot");
}

TEST(Settings, AWrongTypeSaysWhatIsAllowed) {
    EXPECT_EQ(refusal("[kitchen]\npots = \"three\"\n"),
              "k.toml:2: kitchen.pots: is a text: allowed is a whole number from 1 to 9");
    EXPECT_EQ(refusal("[kitchen]\nopen = 1\n"),
              "k.toml:2: kitchen.open: is a whole number: allowed is true or false");
    EXPECT_EQ(refusal("[kitchen]\nowner = 1.5\n"),
              "k.toml:2: kitchen.owner: is a number with a fraction: allowed is a text of 1 to 8 "
              "bytes");
    EXPECT_EQ(refusal("kitchen = 3\n"),
              "k.toml:1: kitchen: is a whole number: allowed is a section [kitchen], once");
    EXPECT_EQ(refusal("[dish]\nparts=[1]\n"),
              "k.toml:1: dish: is a table: allowed are sections [[dish]], with two brackets on "
              "each side");
    EXPECT_EQ(refusal("[[dish]]\nparts=[[1]]\n"),
              "k.toml:2: dish.parts: holds a list: allowed is a list of 1 to 3 whole numbers or "
              "texts");
}

TEST(Settings, AnImpossibleValueSaysWhatIsAllowed) {
    EXPECT_EQ(refusal("[kitchen]\npots = 10\n"),
              "k.toml:2: kitchen.pots: is 10: allowed is a whole number from 1 to 9");
    EXPECT_EQ(refusal("[kitchen]\npots = -1\n"),
              "k.toml:2: kitchen.pots: is -1: allowed is a whole number from 1 to 9");
    EXPECT_EQ(refusal("[kitchen]\nfuel = \"coal\"\n"),
              "k.toml:2: kitchen.fuel: is \"coal\": allowed is one of \"gas\" or \"wood\"");
    EXPECT_EQ(refusal("[kitchen]\nboil = \"11m\"\n"),
              "k.toml:2: kitchen.boil: is \"11m\": allowed is a duration such as \"30s\", "
              "\"15m\" or \"24h\", from 1s to 10m");
    EXPECT_EQ(refusal("[kitchen]\npantry = \"2 MiB\"\n"),
              "k.toml:2: kitchen.pantry: is \"2 MiB\": allowed is a size such as 4096 or "
              "\"64 MiB\", from 1 bytes to 1 MiB");
    EXPECT_EQ(refusal("[kitchen]\nowner = \"a\\u001bb\"\n"),
              "k.toml:2: kitchen.owner: holds control characters: allowed is a text of 1 to 8 "
              "bytes");
    EXPECT_EQ(refusal("[[dish]]\n"),
              "k.toml:1: dish.parts: is missing: allowed is a list of 1 to 3 whole numbers or "
              "texts");
    EXPECT_EQ(refusal("[[dish]]\nparts=[1,2,3,4]\n"),
              "k.toml:2: dish.parts: has 4 items: allowed is a list of 1 to 3 whole numbers or "
              "texts");
}

TEST(Settings, AllFaultsAreToldInTheOrderOfTheFile) {
    EXPECT_EQ(refusal("[[dish]]\nparts=[]\n[kitchen]\npots = 0\nopen = 3\n"),
              "k.toml:2: dish.parts: has 0 items: allowed is a list of 1 to 3 whole numbers or "
              "texts\n"
              "k.toml:4: kitchen.pots: is 0: allowed is a whole number from 1 to 9\n"
              "k.toml:5: kitchen.open: is a whole number: allowed is true or false");
    std::string many = "[kitchen]\n";
    for (int i = 0; i < 12; ++i) many += "k" + std::to_string(i) + " = 1\n";
    EXPECT_NE(refusal(many).find("\nand 2 more"), std::string::npos);
}

TEST(Settings, BrokenTomlIsRefusedWithItsLine) {
    EXPECT_EQ(refusal("[kitchen]\npots = \n").rfind("k.toml:2: ", 0), 0u);
    EXPECT_EQ(refusal("[kitchen]\npots = 1\npots = 2\n").rfind("k.toml:3: ", 0), 0u);
    EXPECT_EQ(refusal(std::string_view("\xff\xfe", 2)).rfind("k.toml:1: ", 0), 0u);
    EXPECT_NE(refusal("[kitchen]\nx = " + std::string(100'000, '[')), "accepted");
}

TEST(Settings, TextOverItsLimitIsRefusedUnread) {
    const auto document = read(std::string(max_settings_bytes + 1, '\n'));
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, core::ErrorCode::over_limit);
    EXPECT_TRUE(read(std::string(max_settings_bytes, '\n')));
}

TEST(Settings, SizesHaveBinaryAndDecimalUnits) {
    const auto size_of = [](const char* written) {
        const auto document = read("[kitchen]\npantry = \"" + std::string(written) + "\"\n");
        return document ? document->section("kitchen").number("pantry") : 0;
    };
    EXPECT_EQ(size_of("512"), 512u);
    EXPECT_EQ(size_of("512 B"), 512u);
    EXPECT_EQ(size_of("1MiB"), 1'048'576u);
    EXPECT_EQ(size_of("1 MB"), 1'000'000u);
    EXPECT_EQ(size_of("2 kB"), 2'000u);
    for (const char* bad : {"", "MiB", "1 mib", "1  MiB", "-1", "1.5 KiB", "99999999999 TiB"})
        EXPECT_EQ(size_of(bad), 0u) << bad;
    EXPECT_EQ(format_bytes(65536), "64 KiB");
    EXPECT_EQ(format_bytes(1000), "1000 bytes");
    EXPECT_EQ(format_bytes(std::uint64_t{3} << 40), "3 TiB");
}

TEST(Settings, AUserOfAValueRefusesItInTheSameForm) {
    const auto document = read("");
    ASSERT_TRUE(document);
    EXPECT_EQ(document->refuse(7, "dish.parts", "is eaten").context,
              "k.toml:7: dish.parts: is eaten");
}

TEST(Settings, ExplainFindsSettingsSectionsAndNearNames) {
    const auto pots = explain_setting(kitchen(), "kitchen.pots");
    ASSERT_TRUE(pots);
    EXPECT_EQ(*pots,
              "kitchen.pots\n"
              "  How many pots.\n"
              "  type      number, pots\n"
              "  default   3\n"
              "  allowed   a whole number from 1 to 9\n"
              "  takes effect at start\n");
    EXPECT_EQ(*explain_setting(kitchen(), "pots"), *pots);
    EXPECT_NE(explain_setting(kitchen(), "dish")->find("dish.hot"), std::string::npos);
    const auto slip = explain_setting(kitchen(), "kitchen.pot");
    ASSERT_FALSE(slip);
    EXPECT_EQ(slip.error().context,
              "no setting is called \"kitchen.pot\"; the nearest known one is \"kitchen.pots\"");
}

TEST(Settings, TheExampleWithItsHashSignsTakenAwayIsTheDefaults) {
    const std::string example = settings_example(kitchen());
    const auto commented = read(example);
    ASSERT_TRUE(commented) << commented.error().context;
    EXPECT_EQ(commented->sections("dish").size(), 1u);
    EXPECT_EQ(commented->section("kitchen").number("pots"), 3u);
    // A setting's line has no space after its #, a sentence's has. The repeated section is left as
    // it is.
    const std::size_t kitchen_end = example.find("# Something to eat.");
    std::string opened;
    for (std::size_t i = 0; i < example.size(); ++i) {
        const bool line_start = i == 0 || example[i - 1] == '\n';
        const bool setting = line_start && example[i] == '#' && example[i + 1] != ' ' &&
                             example[i + 1] != '\n' && i < kitchen_end;
        if (!setting) opened += example[i];
    }
    const auto all = read(opened);
    ASSERT_TRUE(all) << all.error().context << "\n" << opened;
    EXPECT_NE(all->section("kitchen").line("pots"), commented->section("kitchen").line());
    EXPECT_EQ(all->section("kitchen").duration("boil"), seconds{180});
}

TEST(Settings, AFileIsReadUpToItsLimit) {
    const std::string path = testing::TempDir() + "settings_test.toml";
    std::ofstream(path) << "[kitchen]\n";
    EXPECT_EQ(*read_settings_file(path), "[kitchen]\n");
    std::ofstream(path) << std::string(max_settings_bytes + 1, ' ');
    EXPECT_EQ(read_settings_file(path).error().code, core::ErrorCode::over_limit);
    std::remove(path.c_str());
    EXPECT_EQ(read_settings_file(path).error().code, core::ErrorCode::not_found);
}

}  // namespace
}  // namespace hitme::runtime
