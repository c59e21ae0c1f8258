// SPDX-License-Identifier: Apache-2.0
#include "store/ip/mmdb_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/mmdb_sample.h"
#include "support/scratch_folder.h"

namespace hitme::store {
namespace {

core::Address address(const char* text) {
    return *core::Address::parse(text);
}

class MmdbFiles : public testing::Test {
 protected:
    std::string made(const std::string& kind) {
        const std::string path = folder_.path() + "/" + kind + ".mmdb";
        return tests::make_mmdb(kind, path, "1770265439") ? path : std::string{};
    }
    tests::ScratchFolder folder_;
};

TEST_F(MmdbFiles, TellWhatTheyHold) {
    const auto path = made("country");
    if (path.empty()) GTEST_SKIP() << "libmaxmind-db-writer-perl is not installed";
    const auto file = MmdbFile::open(path);
    ASSERT_TRUE(file.has_value()) << file.error().context;
    EXPECT_EQ(file->type(), "hitme-test-country");
    EXPECT_EQ(file->description(), "made by a test, CC0");
    EXPECT_EQ(core::format_rfc3339(file->built()).substr(0, 10), "2026-02-05");
    const auto paris = file->find(address("192.0.2.9"));
    ASSERT_TRUE(paris);
    EXPECT_EQ(paris->country, "FR");
    EXPECT_EQ(paris->continent, "EU");
    EXPECT_EQ(paris->city, "Paris");
    EXPECT_EQ(file->find(address("198.51.100.3"))->country, "BR");  // where it is registered
    EXPECT_TRUE(file->find(address("203.0.113.1"))->anonymous_proxy);
    EXPECT_EQ(file->find(address("2001:db8::9"))->country, "JP");
    EXPECT_FALSE(file->find(address("192.0.2.200")));
    EXPECT_FALSE(file->find(address("2001:db9::")));

    const auto numbers = MmdbFile::open(made("asn"));
    ASSERT_TRUE(numbers.has_value());
    EXPECT_EQ(numbers->find(address("192.0.2.9"))->asn, 64500u);
    EXPECT_EQ(numbers->find(address("198.51.100.3"))->asn, 4200000001u);
    EXPECT_EQ(numbers->find(address("192.0.2.9"))->as_name, "Example Broadband");
    const auto kinds = MmdbFile::open(made("kind"));
    ASSERT_TRUE(kinds.has_value());
    EXPECT_EQ(kinds->find(address("192.0.2.9"))->user_type, "residential");
    EXPECT_EQ(kinds->find(address("198.51.100.3"))->connection_type, "Cellular");
}

// Cut short or with a byte turned: an error or some answer, never a crash.
TEST_F(MmdbFiles, EveryBrokenOneIsAnErrorOrAnAnswer) {
    const auto path = made("country");
    if (path.empty()) GTEST_SKIP() << "libmaxmind-db-writer-perl is not installed";
    std::ifstream in{path, std::ios::binary};
    const std::string whole{std::istreambuf_iterator<char>{in}, {}};
    const std::string broken = folder_.path() + "/broken.mmdb";
    const auto try_it = [&](const std::string& bytes) {
        std::ofstream(broken, std::ios::binary) << bytes;
        const auto file = MmdbFile::open(broken);
        if (!file) return;
        for (const char* text : {"192.0.2.9", "198.51.100.3", "203.0.113.1", "2001:db8::9"})
            EXPECT_LE(file->find(address(text)).value_or(MmdbRecord{}).country.size(),
                      4 * max_mmdb_text);
        EXPECT_LE(file->type().size(), 4 * max_mmdb_text);
    };
    for (std::size_t length = 0; length < whole.size(); length += 41)
        try_it(whole.substr(0, length));
    for (std::size_t at = 0; at < whole.size(); at += 5) {
        auto turned = whole;
        turned[at] = static_cast<char>(turned[at] ^ (at % 2 == 0 ? 0xff : 0x10));
        try_it(turned);
    }
}

TEST_F(MmdbFiles, SayWhatIsWrong) {
    EXPECT_EQ(MmdbFile::open(folder_.path() + "/none").error().code, core::ErrorCode::not_found);
    const std::string path = folder_.path() + "/text";
    std::ofstream(path) << "this is no database at all";
    EXPECT_EQ(MmdbFile::open(path).error().code, core::ErrorCode::bad_input);
}

}  // namespace
}  // namespace hitme::store
