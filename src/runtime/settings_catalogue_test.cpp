// SPDX-License-Identifier: Apache-2.0
#include "runtime/settings_catalogue.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

namespace hitme::runtime {
namespace {

/// Compares a file of the project with what the table prints. With HITME_PRINT_DOCS set the file is
/// written instead, which is how it is made anew after the table changed.
void expect_file_is(const std::string& path, const std::string& printed) {
    const std::string full = std::string(HITME_SOURCE_DIR "/") + path;
    if (std::getenv("HITME_PRINT_DOCS") != nullptr) std::ofstream(full) << printed;
    std::ifstream in(full);
    const std::string stored{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(stored, printed) << "run hitme_runtime_test with HITME_PRINT_DOCS=1 to write "
                               << path;
}

TEST(SettingsCatalogue, TheReferencePageIsWhatTheTablePrints) {
    expect_file_is("docs/config.md", settings_reference(settings_catalogue()));
}

TEST(SettingsCatalogue, TheExampleFileIsWhatTheTablePrints) {
    expect_file_is("packaging/config/hitme.toml", settings_example(settings_catalogue()));
}

TEST(SettingsCatalogue, TheExampleFileIsAccepted) {
    const auto text = read_settings_file(HITME_SOURCE_DIR "/packaging/config/hitme.toml");
    ASSERT_TRUE(text);
    const auto document = SettingsDocument::parse(*text, "hitme.toml", settings_catalogue());
    ASSERT_TRUE(document) << document.error().context;
    EXPECT_FALSE(document->sections("honeypoint").empty());
}

TEST(SettingsCatalogue, EverySettingHasASentenceAndAName) {
    std::set<std::string> keys;
    for (const Section& section : settings_catalogue()) {
        EXPECT_TRUE(section.sentence.ends_with('.')) << section.name;
        for (const Setting& setting : section.settings) {
            const std::string key = std::string(section.name) + "." + std::string(setting.name);
            EXPECT_TRUE(keys.insert(key).second) << key;
            EXPECT_TRUE(setting.sentence.ends_with('.')) << key;
            EXPECT_LE(setting.smallest, setting.largest) << key;
            EXPECT_EQ(setting.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"),
                      std::string_view::npos)
                << key;
        }
    }
}

TEST(SettingsCatalogue, EveryDefaultIsInsideItsOwnRange) {
    const auto document = SettingsDocument::parse("", "nothing", settings_catalogue());
    ASSERT_TRUE(document) << document.error().context;
    const auto shipped =
        SettingsDocument::parse(shipped_honeypoints(), "shipped", settings_catalogue());
    ASSERT_TRUE(shipped) << shipped.error().context;
}

}  // namespace
}  // namespace hitme::runtime
