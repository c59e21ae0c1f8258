// SPDX-License-Identifier: Apache-2.0
#include "console/response/settings.h"

#include <gtest/gtest.h>

#include "runtime/settings_catalogue.h"

namespace hitme::console {
namespace {

std::string fault_of(const std::string& text) {
    const auto document =
        runtime::SettingsDocument::parse(text, "a.toml", runtime::settings_catalogue());
    if (!document) return document.error().context;
    if (const auto response = response_settings(*document); !response)
        return response.error().context;
    if (const auto drill = drill_settings(*document); !drill) return drill.error().context;
    return "good";
}

TEST(ResponseSettings, DoNothingUnlessAsked) {
    const auto document =
        runtime::SettingsDocument::parse("", "a.toml", runtime::settings_catalogue());
    const auto settings = response_settings(*document);
    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings->mode, ResponseMode::none);
    EXPECT_TRUE(settings->dry_run);
    EXPECT_FALSE(drill_settings(*document)->whole);
}

TEST(ResponseSettings, ReadRadius) {
    const auto document = runtime::SettingsDocument::parse(
        "[response]\nmode = \"radius\"\ninternal = [\"10.0.0.0/8\"]\nradius_server = "
        "\"[::1]:3799\"\n"
        "radius_secret_file = \"/etc/s\"\nradius_request = \"coa\"\n"
        "radius_isolate = [\"Filter-Id=quarantine\"]\nradius_release = [\"Filter-Id=normal\"]\n",
        "a.toml", runtime::settings_catalogue());
    ASSERT_TRUE(document.has_value()) << document.error().context;
    const auto settings = response_settings(*document);
    ASSERT_TRUE(settings.has_value()) << settings.error().context;
    EXPECT_EQ(settings->radius_address.to_string(), "::1");
    EXPECT_EQ(settings->radius_port, 3799);
    EXPECT_EQ(settings->radius_isolate.size(), 1u);
}

TEST(ResponseSettings, FaultsNameTheirLine) {
    const std::string start = "[response]\ninternal = [\"10.0.0.0/8\"]\n";
    EXPECT_EQ(fault_of(start + "mode = \"webhook\"\n").substr(0, 29),
              "a.toml:1: response.webhook_ur");
    EXPECT_EQ(fault_of(start + "mode = \"program\"\nprogram = \"x\"\n").substr(0, 26),
              "a.toml:4: response.program");
    EXPECT_EQ(fault_of(start + "mode = \"radius\"\nradius_server = \"x\"\n").substr(0, 32),
              "a.toml:4: response.radius_server");
    EXPECT_EQ(fault_of("[response]\nmode = \"program\"\nprogram = \"/x\"\n").substr(0, 27),
              "a.toml:1: response.internal");
    EXPECT_EQ(fault_of("[response]\nnever = [\"10.0.0.0/33\"]\n").substr(0, 24),
              "a.toml:2: response.never");
    EXPECT_EQ(fault_of("[response]\nradius_isolate = [\"Filter=x\"]\n").substr(0, 33),
              "a.toml:2: response.radius_isolate");
    EXPECT_EQ(fault_of("[drill]\nsource = \"10.1\"\n").substr(0, 22), "a.toml:2: drill.source");
    EXPECT_EQ(fault_of("[drill]\ntarget = \"10.1.1.1\"\n").substr(0, 22), "a.toml:2: drill.target");
    EXPECT_EQ(fault_of("[drill]\nevery = \"1d\"\n").substr(0, 21), "a.toml:2: drill.every");
    EXPECT_EQ(fault_of("[drill]\nsource = \"::1\"\ntarget = \"127.0.0.1:445\"\n").substr(0, 22),
              "a.toml:2: drill.source");
}

}  // namespace
}  // namespace hitme::console
