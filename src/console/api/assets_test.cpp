// SPDX-License-Identifier: Apache-2.0
#include "console/api/assets.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace hitme::console::api {
namespace {

runtime::HttpRequest get(std::string path, std::string encoding = "") {
    runtime::HttpRequest request;
    request.method = "GET";
    request.path = std::move(path);
    if (!encoding.empty()) request.headers.push_back({"accept-encoding", std::move(encoding)});
    return request;
}

std::string header_of(const runtime::HttpResponse& response, std::string_view name) {
    for (const auto& header : response.headers) {
        if (header.name == name) return header.value;
    }
    return "";
}

TEST(Assets, HoldAFirstPageThatABrowserCanRead) {
    const Assets assets;
    const auto zipped = assets.answer(get("/", "gzip, deflate, br"));
    ASSERT_TRUE(zipped);
    EXPECT_EQ(header_of(*zipped, "Content-Encoding"), "gzip");
    EXPECT_EQ(header_of(*zipped, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header_of(*zipped, "Cache-Control"), "no-cache");
    const auto plain = assets.answer(get("/index.html"));
    ASSERT_TRUE(plain);
    EXPECT_EQ(header_of(*plain, "Content-Encoding"), "");
    EXPECT_NE(plain->body.find("<!doctype html>"), std::string::npos);
    EXPECT_EQ(*unzip(zipped->static_body), plain->body);
}

TEST(Assets, AreAllReadableUnderTheirNames) {
    for (const auto& asset : embedded_assets()) {
        const auto answer = Assets().answer(get("/" + std::string(asset.path)));
        ASSERT_TRUE(answer) << asset.path;
        EXPECT_NE(header_of(*answer, "Content-Type"), "application/octet-stream") << asset.path;
    }
}

class AssetFolder : public testing::Test {
 protected:
    AssetFolder()
        : folder_(std::filesystem::path(testing::TempDir()) /
                  ("assets-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_ / "ui/assets");
        std::ofstream(folder_ / "secret") << "secret";
        std::ofstream(folder_ / "ui/.hidden") << "hidden";
        std::ofstream(folder_ / "ui/index.html") << "page";
        std::ofstream(folder_ / "ui/assets/app-1a2b.js") << "code";
    }
    ~AssetFolder() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path folder_;
};

TEST_F(AssetFolder, ServesAFolderInstead) {
    const Assets assets{folder_ / "ui"};
    EXPECT_EQ(assets.answer(get("/"))->body, "page");
    const auto script = assets.answer(get("/assets/app-1a2b.js"));
    ASSERT_TRUE(script);
    EXPECT_EQ(header_of(*script, "Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(header_of(*script, "Cache-Control"), "public, max-age=31536000, immutable");
}

TEST_F(AssetFolder, NamesNothingOutsideIt) {
    const Assets assets{folder_ / "ui"};
    for (const char* path : {"/../secret", "/assets/../../secret", "/.hidden", "//etc/passwd",
                             "/%2e%2e/secret", "/assets", "/none.html", "/a\\b"})
        EXPECT_FALSE(assets.answer(get(path))) << path;
}

TEST(Unzip, RefusesWhatIsNotGzip) {
    EXPECT_FALSE(unzip("").has_value());
    EXPECT_FALSE(unzip("plain text").has_value());
}

}  // namespace
}  // namespace hitme::console::api
