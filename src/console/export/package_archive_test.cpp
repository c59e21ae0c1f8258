// SPDX-License-Identifier: Apache-2.0
#include "console/export/package_archive.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

core::Time at(std::string_view text) {
    return *core::parse_time(text);
}

/// What a command of the system prints.
std::string printed(const std::string& command) {
    std::string text;
    std::FILE* in = ::popen(command.c_str(), "r");
    std::array<char, 4096> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), in))
        text.append(buffer.data(), count);
    EXPECT_EQ(::pclose(in), 0) << command;
    return text;
}

TEST(PackageArchive, TheSystemsTarReadsIt) {
    const tests::ScratchFolder folder;
    const std::string big(70'000, 'x');
    const auto text = tar_of("hitme-package", {{"README.md", "# One\n"}, {"data.csv", big}},
                             at("2009-10-31T12:00:00Z"));
    ASSERT_TRUE(text) << text.error().context;
    const auto path = folder.path() + "/package.tar";
    std::ofstream{path, std::ios::binary} << *text;
    EXPECT_EQ(printed("TZ=UTC tar --list --file '" + path + "'"),
              "hitme-package/README.md\nhitme-package/data.csv\n");
    EXPECT_EQ(printed("tar --extract --to-stdout --file '" + path + "' hitme-package/README.md"),
              "# One\n");
    EXPECT_EQ(printed("tar --extract --to-stdout --file '" + path + "' hitme-package/data.csv"),
              big);
    EXPECT_EQ(text->size() % 512, 0u);
}

TEST(PackageArchive, ZlibReadsTheGzip) {
    std::string plain;
    for (int i = 0; i < 20'000; ++i) plain += std::to_string(i) + ",sensor-1\n";
    const auto packed = gzip_of(plain);
    ASSERT_TRUE(packed) << packed.error().context;
    EXPECT_LT(packed->size(), plain.size() / 2);
    EXPECT_EQ(*packed, *gzip_of(plain));
    const tests::ScratchFolder folder;
    const auto path = folder.path() + "/data.gz";
    std::ofstream{path, std::ios::binary} << *packed;
    const gzFile in = gzopen(path.c_str(), "rb");
    std::string read(plain.size() + 1, '\0');
    EXPECT_EQ(gzread(in, read.data(), static_cast<unsigned>(read.size())),
              static_cast<int>(plain.size()));
    gzclose(in);
    read.resize(plain.size());
    EXPECT_EQ(read, plain);
}

}  // namespace
}  // namespace hitme::console
