// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_files.h"

#include <gtest/gtest.h>

#include "support/smb1_client.h"
#include "wire/smb1_read_write.h"

namespace hitme::dialogue::smb {
namespace {

using tests::Smb1Client;
using wire::Smb1Command;

// Logged on as a guest, connected to the share that guests may write to.
Smb1Client guest_on_public() {
    Smb1Client client{"samba-4"};
    client.negotiate();
    client.log_on();
    EXPECT_EQ(client.connect("\\\\h\\public").status(), 0u);
    return client;
}

core::ByteVector path_bytes(std::string_view path) {
    core::ByteVector bytes{4};  // at 32 + 1 + 2 + 2, so that the text behind it is aligned
    wire::append_utf16(bytes, path);
    bytes.push_back(0);
    bytes.push_back(0);
    return bytes;
}

tests::Smb1Answer remove(Smb1Client& client, std::string_view path) {
    core::ByteVector words;
    core::Writer{words}.u16le(6);
    return client.command(Smb1Command::delete_file, words, path_bytes(path));
}

TEST(Smb1Files, ReadsBackAFewBytesThatWereWritten) {
    Smb1Client client = guest_on_public();
    ASSERT_EQ(client.create("\\h1.txt", wire::disposition_create).status(), 0u);
    ASSERT_EQ(client.write(core::as_bytes("hello")).status(), 0u);
    const auto answer = client.read(100);
    ASSERT_EQ(answer.status(), 0u);
    const auto message = answer.message();
    const auto reply = wire::decode_smb1_read_reply(message, message.blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_EQ(core::as_text(reply->data), "hello");
}

// As smbd 4.17.12 refuses them (tests/end_to_end/smb_against_samba.py).
TEST(Smb1Files, RefusesNamesThatAreNone) {
    Smb1Client client = guest_on_public();
    for (const auto disposition : {wire::disposition_open, wire::disposition_open_if}) {
        for (const char* name : {"\\a*", "\\a:b", "\\."})
            EXPECT_EQ(client.create(name, disposition).status(), 0xC0000033u) << name;
        EXPECT_EQ(client.create("\\..\\x", disposition).status(), 0xC000003Bu);
        EXPECT_EQ(client.create("\\no\\x", disposition).status(), 0xC000003Au);
    }
}

TEST(Smb1Files, CountsWhatIsWrittenAndKeepsNone) {
    Smb1Client client = guest_on_public();
    ASSERT_EQ(client.create("\\x.exe", wire::disposition_overwrite_if).status(), 0u);
    const std::size_t before = client.session().memory();
    const core::ByteVector block(60'000, 'x');
    for (std::uint32_t i = 0; i < 10; ++i) {
        const auto answer = client.write(block, i * 60'000);
        ASSERT_EQ(answer.status(), 0u);
        const auto message = answer.message();
        // Count, Available, CountHigh.
        core::Reader words{message.blocks()[0].words};
        words.skip(4, "AndX");
        EXPECT_EQ(words.u16le("Count"), 60'000);
    }
    EXPECT_LT(client.session().memory(), before + 1024);
    EXPECT_EQ(client.close_file().status(), 0u);
    // Opened again it says its size.
    const auto again = client.create("\\X.EXE");
    ASSERT_EQ(again.status(), 0u);
    const auto message = again.message();
    const auto reply = wire::decode_smb1_create_reply(message, message.blocks()[0]);
    EXPECT_EQ(reply->end_of_file, 600'000u);
    EXPECT_EQ(reply->action, 1u);
    EXPECT_EQ(client.read(100).status(), 0xC0000054u);
}

TEST(Smb1Files, DeletesWhatWasMadeAndWhatAnotherConnectionMade) {
    Smb1Client client = guest_on_public();
    ASSERT_EQ(client.create("a.txt", wire::disposition_create).status(), 0u);
    EXPECT_EQ(client.create("a.txt", wire::disposition_create).status(), 0xC0000035u);
    EXPECT_EQ(client.close_file().status(), 0u);
    EXPECT_EQ(remove(client, "\\A.txt").status(), 0u);
    EXPECT_EQ(client.create("a.txt").status(), 0xC0000034u);
    EXPECT_EQ(remove(client, "nmap-test-file").status(), 0u);
    EXPECT_EQ(remove(client, "\\no\\file").status(), 0xC000003Au);
    EXPECT_EQ(remove(client, "\\*.txt").status(), 0xC000000Fu);
    ASSERT_EQ(client.create("b.txt", wire::disposition_create).status(), 0u);
    EXPECT_EQ(remove(client, "\\*.TXT").status(), 0u);
    EXPECT_EQ(client.create("b.txt").status(), 0xC0000034u);
}

TEST(Smb1Files, ShowsARenamedFileByItsNewName) {
    Smb1Client client = guest_on_public();
    ASSERT_EQ(client.create("a.txt", wire::disposition_create).status(), 0u);
    ASSERT_EQ(client.create("b.txt", wire::disposition_create).status(), 0u);
    const auto rename = [&](std::string_view from, std::string_view to) {
        core::ByteVector words;
        core::Writer{words}.u16le(6);
        core::ByteVector bytes = path_bytes(from);
        bytes.push_back(4);
        bytes.push_back(0);  // aligns the text behind it
        wire::append_utf16(bytes, to);
        bytes.push_back(0);
        bytes.push_back(0);
        return client.command(Smb1Command::rename, words, bytes).status();
    };
    EXPECT_EQ(rename("\\a.txt", "\\b.txt"), 0xC0000035u);
    EXPECT_EQ(rename("\\none", "\\c.txt"), 0xC0000034u);
    EXPECT_EQ(rename("\\a.txt", "\\C.txt"), 0u);
    EXPECT_EQ(client.create("a.txt").status(), 0xC0000034u);
    EXPECT_EQ(client.create("c.txt").status(), 0u);
}

TEST(Smb1Files, RefusesWritesWhereTheClientMayNotWrite) {
    Smb1Client client{"samba-4"};
    client.negotiate();
    client.log_on();
    ASSERT_EQ(client.connect("\\\\h\\IPC$").status(), 0u);
    EXPECT_EQ(client.create("nmap-test-file", wire::disposition_overwrite_if).status(),
              0xC0000034u);
    EXPECT_EQ(client.close_file().status(), 0xC0000008u);
}

TEST(Smb1Files, BoundsOpensAndFiles) {
    Smb1Client client = guest_on_public();
    for (std::size_t i = 0; i < max_opens; ++i)
        ASSERT_EQ(client.create("\\f" + std::to_string(i), wire::disposition_create).status(), 0u);
    EXPECT_EQ(client.create("\\one more", wire::disposition_create).status(), 0xC000011Fu);
    client.close_file();
    EXPECT_EQ(client.create("\\one more", wire::disposition_create).status(), 0xC000007Fu);
    EXPECT_EQ(client.create("\\" + std::string(600, 'x')).status(), 0xC0000033u);
}

TEST(Smb1Files, OpensPipesAndSaysTheirState) {
    Smb1Client client{"windows-xp-sp3"};
    client.header.flags2 = 0x2801;  // OEM text and DOS errors: Metasploit against Windows XP
    client.negotiate();
    client.header.flags2 = 0x2001;
    client.log_on();
    client.connect("\\\\h\\IPC$", "IPC", 0);
    const auto answer = client.create("\\BROWSER");
    ASSERT_EQ(answer.status(), 0u);
    const auto message = answer.message();
    const auto reply = wire::decode_smb1_create_reply(message, message.blocks()[0]);
    EXPECT_EQ(reply->fid, 0x4000);
    EXPECT_EQ(reply->resource_type, 2);
    EXPECT_EQ(reply->nm_pipe_status, 0x05FF);
    EXPECT_EQ(reply->allocation_size, 4096u);
    // As Windows XP in the capture: WordCount 42, and 135 bytes of message.
    EXPECT_EQ(message.blocks()[0].word_count, 42);
    EXPECT_EQ(answer.bytes.size(), 135u);
    EXPECT_EQ(client.create("\\nosuchpipe").status(), 0xC0000034u);
    // A failure has NT status even for this client.
    EXPECT_EQ(client.create("\\nosuchpipe").message().header.flags2 & 0x4000, 0x4000);
}

TEST(Smb1Files, CarriesCallsByWriteAndReadInPieces) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    client.log_on();
    client.connect("\\\\h\\IPC$");
    ASSERT_EQ(client.create("\\srvsvc").status(), 0u);
    EXPECT_EQ(client.read(100).status(), 0xC00000D9u);  // nothing waits
    const core::ByteVector bind = tests::srvsvc_bind();
    ASSERT_EQ(bind.size(), 72u);
    EXPECT_EQ(client.write(core::Bytes(bind).first(30)).status(), 0u);
    EXPECT_EQ(client.write(core::Bytes(bind).subspan(30)).status(), 0u);
    const auto first = client.read(20);
    EXPECT_EQ(first.status(), 0x80000005u);
    const auto rest = client.read(1000);
    EXPECT_EQ(rest.status(), 0u);
    const auto first_message = first.message();
    const auto rest_message = rest.message();
    core::ByteVector answer;
    for (const auto* message : {&first_message, &rest_message}) {
        const auto reply = wire::decode_smb1_read_reply(*message, message->blocks()[0]);
        ASSERT_TRUE(reply);
        answer.insert(answer.end(), reply->data.begin(), reply->data.end());
    }
    ASSERT_GE(answer.size(), 16u);
    EXPECT_EQ(answer[0], 5);
    EXPECT_EQ(answer[2], 12);  // bind_ack
    EXPECT_EQ(answer[8] | (answer[9] << 8), static_cast<int>(answer.size()));
}

}  // namespace
}  // namespace hitme::dialogue::smb
