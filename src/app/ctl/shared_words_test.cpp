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

}  // namespace
}  // namespace hitme::app
