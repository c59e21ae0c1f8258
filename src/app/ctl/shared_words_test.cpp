// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/shared_words.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace hitme::app {
namespace {

TEST(StoreFolder, IsWhatWasAskedElseTheDefault) {
    EXPECT_EQ(store_folder("/tmp/x"), "/tmp/x");
    const std::string folder = store_folder("");
    EXPECT_TRUE(folder.ends_with("hitme")) << folder;
    if (::geteuid() == 0) {
        EXPECT_EQ(folder, "/var/lib/hitme");
    }
}

TEST(SettingsText, SaysWhichFileIsMissing) {
    EXPECT_EQ(*settings_text(""), "");
    const auto text = settings_text("/nonexistent/hitme.toml");
    ASSERT_FALSE(text);
    EXPECT_NE(text.error().context.find("/nonexistent/hitme.toml"), std::string::npos);
}

TEST(AnswerZone, OfJsonIsUtcUnlessOneIsNamed) {
    EXPECT_EQ(answer_zone(Form::json, "")->name(), "UTC");
    EXPECT_EQ(answer_zone(Form::json, "America/New_York")->name(), "America/New_York");
    EXPECT_EQ(answer_zone(Form::text, "")->name(), runtime::Zone::local().name());
}

TEST(CheckWindow, RefusesOneThatEndsBeforeItBegins) {
    const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");
    EXPECT_TRUE(check_window(std::nullopt, noon));
    EXPECT_TRUE(check_window(noon, noon + core::Duration{1}));
    EXPECT_FALSE(check_window(noon, noon));
}

}  // namespace
}  // namespace hitme::app
