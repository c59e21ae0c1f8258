// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/archive_stream.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <string>

#include "core/random.h"
#include "support/kept_events.h"
#include "support/packet_writer.h"

namespace hitme::sensor {
namespace {

using tests::ScratchFile;

std::string lines_of_text(int lines) {
    core::Random random{3};
    std::string text;
    for (int i = 0; i < lines; ++i) text += std::to_string(random.next()) + "\n";
    return text;
}

core::ByteVector gzipped(std::string_view text) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    core::ByteVector out(deflateBound(&stream, static_cast<uLong>(text.size())));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

core::ByteVector zstandard(std::string_view text) {
    core::ByteVector out(ZSTD_compressBound(text.size()));
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

// A tar member: POSIX.1-1988 ustar header of 512 bytes, then the file, padded to 512.
core::ByteVector tar_member(const std::string& name, std::string_view text) {
    std::string header(512, '\0');
    const auto put = [&](std::size_t at, const std::string& field) {
        header.replace(at, field.size(), field);
    };
    char size[12];
    std::snprintf(size, sizeof size, "%011zo", text.size());
    put(0, name);
    put(100, "0000644");
    put(124, size);
    put(136, "00000000000");
    put(148, "        ");
    put(156, "0");
    put(257, std::string("ustar\0", 6) + "00");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    char check[8];
    std::snprintf(check, sizeof check, "%06o", sum);
    put(148, check);
    return tests::Writer().text(header).text(text).zeros((512 - text.size() % 512) % 512).bytes();
}

// All bytes of the present entry.
std::string rest_of(ArchiveStream& stream) {
    std::string all;
    while (true) {
        all += core::as_text(stream.view());
        stream.consume(stream.view().size());
        const auto grown = stream.grow();
        EXPECT_TRUE(grown);
        if (!grown || !*grown) return all;
    }
}

std::string whole(core::Bytes file, std::string* truncated = nullptr) {
    const ScratchFile scratch(file);
    auto stream = ArchiveStream::open(scratch.path());
    EXPECT_TRUE(stream);
    const auto entry = (*stream)->next_entry();
    EXPECT_TRUE(entry);
    std::string all = *entry ? rest_of(**stream) : "";
    if (truncated != nullptr) *truncated = (*stream)->truncated();
    return all;
}

TEST(ArchiveStream, GivesPlainGzipAndZstdAlike) {
    const std::string text = lines_of_text(60'000);  // more than one block of 256 KiB
    std::string truncated;
    for (const auto& file :
         {core::ByteVector(text.begin(), text.end()), gzipped(text), zstandard(text)}) {
        EXPECT_TRUE(whole(file, &truncated) == text);
        EXPECT_EQ(truncated, "");
    }
}

TEST(ArchiveStream, GoesOnThroughGzipMembersOneAfterAnother) {
    auto file = gzipped("one ");
    const auto second = gzipped("two");
    file.insert(file.end(), second.begin(), second.end());
    EXPECT_EQ(whole(file), "one two");
}

TEST(ArchiveStream, GivesWhatATruncatedStreamHolds) {
    const std::string text = lines_of_text(3000);
    for (const auto& file : {gzipped(text), zstandard(text)}) {
        std::string truncated;
        const std::string held = whole(core::Bytes(file).first(file.size() / 2), &truncated);
        EXPECT_NE(truncated.find("ends early at byte " + std::to_string(file.size() / 2)),
                  std::string::npos)
            << truncated;
        EXPECT_TRUE(text.starts_with(held));
        if (file[0] == 0x1F) {
            EXPECT_GT(held.size(), text.size() / 3);
        }
    }
}

TEST(ArchiveStream, GoesThroughTheFilesOfATar) {
    const auto tar = tests::Writer()
                         .raw(tar_member("a.log", "first"))
                         .raw(tar_member("b.log", lines_of_text(100)))
                         .zeros(1024)
                         .string();
    const ScratchFile scratch(gzipped(tar));
    auto stream = ArchiveStream::open(scratch.path());
    ASSERT_TRUE(stream);
    ASSERT_TRUE(*(*stream)->next_entry());
    EXPECT_EQ((*stream)->entry_name(), "a.log");
    EXPECT_EQ(rest_of(**stream), "first");
    ASSERT_TRUE(*(*stream)->next_entry());
    EXPECT_EQ((*stream)->entry_name(), "b.log");
    EXPECT_TRUE(rest_of(**stream) == lines_of_text(100));
    EXPECT_FALSE(*(*stream)->next_entry());
    EXPECT_EQ((*stream)->truncated(), "");
}

TEST(ArchiveStream, SaysWhatCannotBeOpened) {
    EXPECT_EQ(ArchiveStream::open("/nonexistent").error().code, core::ErrorCode::not_found);
    EXPECT_EQ(ArchiveStream::open("/").error().code, core::ErrorCode::io);
}

TEST(ArchiveStream, TakesAnEmptyFileForNoEntryOrAnEmptyOne) {
    EXPECT_EQ(whole({}), "");
}

}  // namespace
}  // namespace hitme::sensor
