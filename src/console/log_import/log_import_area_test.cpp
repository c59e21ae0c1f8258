// SPDX-License-Identifier: Apache-2.0
#include "console/log_import/log_import_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/case_house.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;

const auto noon = *core::parse_time("2026-03-01T12:00:00Z");
constexpr const char* root = "/api/v1/log-imports";

class LogImportAreaTest : public testing::Test {
 protected:
    LogImportAreaTest() {
        log_import::Work work;
        work.read = [](auto&, const auto&, const auto&) { return core::Result<void>{}; };
        work.judge = [](auto&, auto, const auto&) { return core::Result<void>{}; };
        imports_ = std::make_shared<log_import::LogImports>(house_.folder.path() + "/uploads",
                                                            std::move(work));
        area_ = std::make_unique<LogImportArea>(imports_);
    }
    std::string post(const std::string& path, const std::string& body, Role role = Role::admin) {
        return house_.ask(*area_, "POST", root + path, noon, "", body, role);
    }
    tests::CaseHouse house_;
    std::shared_ptr<log_import::LogImports> imports_;
    std::unique_ptr<LogImportArea> area_;
};

TEST_F(LogImportAreaTest, AFileComesInPiecesAndIsStarted) {
    EXPECT_THAT(post("", R"({"name":"old.log","bytes":6})"),
                HasSubstr(R"("id":1,"name":"old.log")"));
    // "abc" and "def" (RFC 4648).
    EXPECT_THAT(post("/1/pieces", R"({"offset":0,"base64":"YWJj"})"),
                HasSubstr(R"("state":"uploading","bytes":6,"received":3)"));
    post("/1/start", "{}");
    EXPECT_EQ(house_.status, 409u) << "half of it is not here";
    EXPECT_THAT(post("/1/pieces", R"({"offset":0,"base64":"YWJj"})"),
                HasSubstr("the file ends at 3"));
    EXPECT_EQ(house_.status, 409u);
    post("/1/pieces", R"({"offset":3,"base64":"ZGVm"})");
    EXPECT_THAT(post("/1/start", R"({"signal":"tcp/445","judge":false})"),
                HasSubstr(R"("state":"waiting")"));
    EXPECT_FALSE(imports_->all().front().wanted.judge);
    EXPECT_EQ(imports_->all().front().wanted.signal->to_string(), "tcp/445");
    EXPECT_THAT(house_.ask(*area_, "GET", root, noon), HasSubstr(R"("rows":[{"id":1,)"));
    house_.ask(*area_, "DELETE", std::string(root) + "/1", noon);
    EXPECT_EQ(house_.status, 200u);
    EXPECT_EQ(house_.ask(*area_, "GET", root, noon), R"({"rows":[]})");
}

TEST_F(LogImportAreaTest, WhatCannotBeIsRefusedByName) {
    for (const char* wrong :
         {R"({"name":"x"})", R"({"name":"x","bytes":0})", R"({"name":"x","bytes":1073741825})",
          R"({"bytes":1})", "", R"({"name":"x","bytes":1,"path":"/etc/shadow"})"}) {
        post("", wrong);
        EXPECT_EQ(house_.status, 400u) << wrong;
    }
    post("", R"({"name":"../../x","bytes":3})");
    EXPECT_EQ(house_.status, 200u) << "a name is only told, and never a path";
    for (const char* wrong : {R"({"offset":0,"base64":"YWJ"})", R"({"offset":0})",
                              R"({"offset":-1,"base64":"YWJj"})"}) {
        post("/1/pieces", wrong);
        EXPECT_EQ(house_.status, 400u) << wrong;
    }
    post("/1/start", R"({"signal":"445"})");
    EXPECT_EQ(house_.status, 400u);
    for (const char* path : {"/2/start", "/x/start", "/1/other", "/"}) {
        post(path, "{}");
        EXPECT_EQ(house_.status, 404u) << path;
    }
}

TEST_F(LogImportAreaTest, OnlyAdminsImport) {
    post("", R"({"name":"x","bytes":1})", Role::analyst);
    EXPECT_EQ(house_.status, 403u);
    house_.ask(*area_, "GET", root, noon, "", "", Role::viewer);
    EXPECT_EQ(house_.status, 403u);
}

}  // namespace
}  // namespace hitme::console
