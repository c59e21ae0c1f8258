// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/smb_conversation.h"

#include <gtest/gtest.h>

#include <string>

#include "core/digest.h"
#include "support/rpc_samples.h"
#include "support/smb_samples.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;
using tests::Stub;
using tests::Writer;

const core::Time now = core::from_nanoseconds(1'700'000'000'000'000'000);

void append(core::ByteVector& to, const core::ByteVector& more) {
    to.insert(to.end(), more.begin(), more.end());
}

/// The way of an MS08-067 attempt: negotiate, IPC$, \browser, bind, NetprPathCanonicalize. The numbers are the server's
/// that never answers, so everything is found by order alone. The path has 305 characters with its terminator, as smb.md
/// 1.11 counts.
core::ByteVector path_attack() {
    const auto stub = Stub{}
                          .u32(0)
                          .string(u"\\" + std::u16string(250, u'\x9090') + u"\\..\\..\\" +
                                  std::u16string(46, u'A'))
                          .u32(500)
                          .string(u"\\")
                          .u32(1)
                          .u32(0)
                          .bytes();
    core::ByteVector bytes = tests::smb1_negotiate({.flags2 = 0x2801}, {"NT LM 0.12"});
    append(bytes, tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\IPC$"));
    append(bytes, tests::smb1_create({.mid = 2}, "\\BROWSER"));
    append(bytes, tests::smb1_write({.mid = 3}, 0x4000, 0, tests::bind_bytes()));
    append(bytes, tests::smb1_write({.mid = 4}, 0x4000, 0, tests::request_bytes(31, stub)));
    return bytes;
}

std::string story_text(const Story& story) {
    std::string text = story.protocol + "/" + std::string(event::name_of(story.stage)) + "/";
    for (const auto& one : story.stages) text += one.why + ";";
    for (const auto& one : story.labels) {
        text += one.name + std::string(event::name_of(one.grade)) + ";";
        for (const auto& evidence : one.evidence)
            text += std::to_string(evidence.offset) + evidence.value + ";";
    }
    for (const auto& one : story.facts) text += std::string(one.name) + "=" + one.value + ";";
    for (const auto& one : story.operations)
        text += one.name + one.arguments + one.outcome + std::to_string(one.offset) + ";";
    for (const auto& one : story.malformed)
        text += one.field + "@" + std::to_string(one.offset) + ";";
    return text + story.sentence;
}

Story watched(core::Bytes bytes, std::size_t piece) {
    SmbConversation conversation("smb1");
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        conversation.client(bytes.subspan(at, std::min(piece, bytes.size() - at)), now);
    conversation.finish();
    return conversation.story();
}

TEST(SmbConversation, TellsTheStoryOfAPathAttack) {
    const Story story = watched(path_attack(), 1'000'000);
    EXPECT_EQ(story.stage, Stage::exploit_attempt);
    EXPECT_EQ(story.sentence,
              "asked for SRVSVC over \\browser, called NetprPathCanonicalize with a path of 305 "
              "characters that climbs above its root: MS08-067 exploit attempt, certain");
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].grade, Grade::certain);
    EXPECT_TRUE(story.malformed.empty());
}

TEST(SmbConversation, TellsTheSameWhateverThePieces) {
    const core::ByteVector bytes = path_attack();
    const std::string whole = story_text(watched(bytes, bytes.size()));
    for (const std::size_t piece : {1u, 2u, 3u, 5u, 17u, 64u, 333u})
        EXPECT_EQ(story_text(watched(bytes, piece)), whole) << piece;
}

TEST(SmbConversation, SurvivesEveryCutAndEveryByteTurnedOver) {
    tests::cut_and_flip(path_attack(), [](core::Bytes bytes) {
        const Story story = watched(bytes, 1'000'000);
        EXPECT_LE(story.malformed.size(), max_malformed);
        EXPECT_FALSE(story.sentence.empty());
        for (const auto& reached : story.stages) EXPECT_FALSE(reached.why.empty());
    });
}

// A bind, and a request whose fragments have the first flag and never the last (C706 12.6.3.1).
TEST(SmbConversation, TellsAnEndlessChainOfFragmentsOnceAtTheEnd) {
    core::ByteVector bytes = tests::smb1_negotiate({.flags2 = 0x2801}, {"NT LM 0.12"});
    append(bytes, tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\IPC$"));
    append(bytes, tests::smb1_create({.mid = 2}, "\\srvsvc"));
    append(bytes, tests::smb1_write({.mid = 3}, 0x4000, 0, tests::bind_bytes()));
    const std::size_t before = bytes.size();
    const core::ByteVector piece(40, 0);
    append(bytes, tests::smb1_write({.mid = 4}, 0x4000, 0, tests::request_bytes(15, piece, 1)));
    for (int i = 0; i < 20; ++i)
        append(bytes, tests::smb1_write({.mid = 5}, 0x4000, 0, tests::request_bytes(15, piece, 0)));
    SmbConversation conversation("smb1");
    conversation.client(bytes, now);
    EXPECT_TRUE(conversation.story().malformed.empty());
    conversation.finish();
    const Story story = conversation.story();
    ASSERT_EQ(story.malformed.size(), 1u);
    EXPECT_EQ(story.malformed[0].field, "PFC_LAST_FRAG");
    EXPECT_GT(story.malformed[0].offset, before);
    // Missing bytes may have held its end.
    SmbConversation gapped("smb1");
    gapped.client(bytes, now);
    gapped.gap(Side::client, 100);
    gapped.finish();
    EXPECT_TRUE(gapped.story().malformed.empty());
}

TEST(SmbConversation, WhatIsTooLongForAFrameIsOneFaultAndHasASentence) {
    const Story story = watched(Writer().be32(0x00FFFFFF).u8(0xFF).text("SMB").bytes(), 100);
    EXPECT_EQ(story.malformed.size(), 1u);
    EXPECT_NE(story.sentence.find("broken at byte"), std::string::npos) << story.sentence;
}

// A length that is too short or too long by some bytes (RFC 1002 section 4.3.1) puts what follows out of place.
TEST(SmbConversation, AWrongLengthIsOneFaultAndTheNextMessageIsFound) {
    for (const int wrong : {-30, -10, -4, 3, 20}) {
        core::ByteVector bytes = tests::smb1_negotiate({.flags2 = 0x2801}, {"NT LM 0.12"});
        const std::size_t at = bytes.size();
        append(bytes, tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\IPC$"));
        bytes[at + 3] = static_cast<std::uint8_t>(bytes[at + 3] + wrong);
        for (std::uint16_t mid = 2; mid < 6; ++mid)
            append(bytes, tests::smb1_create({.mid = mid}, "\\srvsvc"));
        for (const std::size_t piece : {1u, 7u, 100'000u}) {
            const Story story = watched(bytes, piece);
            EXPECT_EQ(story.malformed.size(), 1u) << wrong;
            EXPECT_EQ(story.malformed_not_kept, 0u) << wrong;
            EXPECT_GE(story.operations.size(), 3u) << wrong;  // at most one message is swallowed
        }
    }
}

// RFC 1002 section 4.3.1: no packet has such a TYPE.
TEST(SmbConversation, BytesThatBeginNoFrameAreOneFault) {
    const core::ByteVector bytes(5000, 'x');
    for (const std::size_t piece : {1u, 100'000u}) {
        const Story story = watched(bytes, piece);
        ASSERT_EQ(story.malformed.size(), 1u);
        EXPECT_EQ(story.malformed[0].field, "TYPE");
        EXPECT_EQ(story.malformed[0].offset, 0u);
        EXPECT_EQ(story.stage, Stage::probe);
        EXPECT_EQ(story.sentence, "sent bytes that are no NetBIOS frame");
    }
    // A message behind them: then they are the end of one that began before.
    core::ByteVector middle(50, 'x');
    append(middle, tests::smb1_negotiate({}, {"NT LM 0.12"}));
    EXPECT_TRUE(watched(middle, 100'000).malformed.empty());
    SmbConversation answered("smb1");
    answered.client(bytes, now);
    answered.server(tests::smb1_frame({.command = 0x2F, .flags = 0x98}, {}, {}), now);
    answered.finish();
    EXPECT_TRUE(answered.story().malformed.empty());
}

TEST(SmbConversation, AnswersAloneAreSaidToBeThat) {
    SmbConversation conversation("smb3");
    // MS-SMB2 2.2.42: a compressed answer begins FC 'SMB'.
    const auto answer = Writer().be32(60).u8(0xFC).text("SMB").zeros(56).bytes();
    conversation.server(answer, now);
    conversation.finish();
    EXPECT_EQ(conversation.story().sentence, "was answered compressed");
    SmbConversation two("smb1");
    two.client(core::Bytes(answer).first(2), now);
    two.finish();
    EXPECT_EQ(two.story().sentence, "sent less than a message");
    EXPECT_EQ(two.story().stage, Stage::probe);
    SmbConversation silent("smb2");
    silent.finish();
    EXPECT_EQ(silent.story().sentence, "only answers were seen");
}

TEST(SmbConversation, KnowsEternalBluesPreparationThoughItNeverEnds) {
    // smb.md 1.13: NetBIOS length 0xFFF7, FE 'SMB', zeros, and an end after 4204 bytes.
    const auto bytes = Writer().be32(0xFFF7).u8(0xFE).text("SMB").zeros(4204 - 8).bytes();
    for (const std::size_t piece : {1u, 1460u, 10'000u}) {
        SmbConversation conversation("smb2");
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            conversation.client(core::Bytes(bytes).subspan(at, std::min(piece, bytes.size() - at)),
                                now);
        EXPECT_EQ(conversation.story().stage, Stage::exploit_attempt) << "before the end";
        conversation.finish();
        const Story story = conversation.story();
        ASSERT_FALSE(story.labels.empty());
        EXPECT_EQ(story.labels[0].name, "EternalBlue pool preparation");
        EXPECT_EQ(story.labels[0].grade, Grade::certain);
        EXPECT_FALSE(story.malformed.empty());
    }
}

TEST(SmbConversation, HashesAWriteThatIsLongerThanAFrameIsKept) {
    core::ByteVector data(300'000);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::uint8_t>(i * 7 >> 3);
    const core::ByteVector share = tests::utf16("\\\\192.0.2.1\\public");
    const core::ByteVector name = tests::utf16("big.bin");
    core::ByteVector bytes;
    append(bytes, tests::smb2_frame(wire::Smb2Command::tree_connect, 1, [&](core::ByteVector& out) {
               wire::encode_smb2_tree_connect_request(out, {0, share});
           }));
    append(bytes, tests::smb2_frame(wire::Smb2Command::create, 2, [&](core::ByteVector& out) {
               wire::Smb2CreateRequest request;
               request.disposition = 2;
               request.name = name;
               wire::encode_smb2_create_request(out, request);
           }));
    append(bytes, tests::smb2_frame(wire::Smb2Command::write, 3, [&](core::ByteVector& out) {
               wire::Smb2WriteRequest request;
               request.file = {1, 2};
               request.declared = static_cast<std::uint32_t>(data.size());
               request.data = data;
               wire::encode_smb2_write_request(out, request);
           }));
    const std::string expected =
        "big.bin on PUBLIC, 300000 bytes, SHA-256 " + core::sha256_hex(data);
    for (const std::size_t piece : {777u, 1'000'000u}) {
        SmbConversation conversation("smb2");
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            conversation.client(core::Bytes(bytes).subspan(at, std::min(piece, bytes.size() - at)),
                                now);
            EXPECT_LT(conversation.memory(), 256u << 10);
        }
        bool found = false;
        for (const auto& fact : conversation.story().facts) found |= fact.value == expected;
        EXPECT_TRUE(found) << piece;
    }
}

// [MS-CIFS] 2.2.4.25: behind WRITE_RAW the next frame may be data alone.
TEST(SmbConversation, TheFrameBehindAWriteRawIsNoFault) {
    core::ByteVector bytes = tests::smb1_negotiate({}, {"NT LM 0.12"});
    append(bytes, tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\public"));
    append(bytes, tests::smb1_create({.mid = 2}, "\\a.bin", 2));
    Writer words;
    words.le16(0x4000).le16(8).le16(0).le32(0).le32(0).le16(0).le32(0).le16(0).le16(0);
    append(bytes, tests::smb1_frame({.command = 0x1D, .mid = 3}, words.bytes(), {}));
    append(bytes, tests::framed({'M', 'Z', 1, 2, 3, 4, 5, 6}));
    for (const std::size_t piece : {1u, 100'000u}) {
        const Story story = watched(bytes, piece);
        EXPECT_TRUE(story.malformed.empty());
        EXPECT_NE(story.sentence.find("wrote \\a.bin to PUBLIC"), std::string::npos);
    }
    append(bytes, tests::framed({'M', 'Z', 1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(watched(bytes, 100'000).malformed.size(), 1u) << "but the next is";
}

TEST(SmbConversation, HoldsLittleForAUsualConversation) {
    SmbConversation conversation("smb1");
    EXPECT_LT(conversation.memory(), 2048u);
    conversation.client(path_attack(), now);
    EXPECT_LT(conversation.memory(), 8192u);
}

TEST(SmbConversation, StaysBoundedForEndlessRequests) {
    SmbConversation conversation("smb1");
    for (unsigned i = 0; i < 20'000; ++i) {
        conversation.client(tests::smb1_create({.mid = i}, "\\f" + std::to_string(i), 2), now);
        conversation.client(tests::smb1_write({.mid = i}, i, 0, {1, 2, 3}), now);
    }
    EXPECT_LT(conversation.memory(), 512u << 10);
    EXPECT_EQ(conversation.story().operations.size(), max_operations);
}

TEST(SmbConversation, GoesOnBehindMissingBytes) {
    const core::ByteVector bytes = path_attack();
    SmbConversation conversation("smb1");
    conversation.client(core::Bytes(bytes).first(60), now);
    conversation.gap(Side::client, 30);
    conversation.client(core::Bytes(bytes).subspan(90), now);
    conversation.finish();
    EXPECT_EQ(conversation.story().stage, Stage::exploit_attempt);
}

TEST(SmbConversation, ReadsTheNamesOfANetBiosSessionRequest) {
    // RFC 1001 section 14.1: "DECOY" padded with spaces to 15, then 0x20; each half byte as a letter from A.
    const auto encoded = [](std::string_view name, unsigned last) {
        Writer out;
        out.u8(32);
        for (std::size_t i = 0; i < 15; ++i) {
            const unsigned letter = i < name.size() ? static_cast<std::uint8_t>(name[i]) : ' ';
            out.u8('A' + (letter >> 4)).u8('A' + (letter & 15));
        }
        return out.u8('A' + (last >> 4)).u8('A' + (last & 15)).u8(0).bytes();
    };
    SmbConversation conversation("smb_session_request");
    conversation.client(
        Writer().be32(0x81000044).raw(encoded("DECOY", 0x20)).raw(encoded("CLIENT", 0)).bytes(),
        now);
    conversation.client(tests::smb1_negotiate({}, {"NT LM 0.12"}), now);
    const Story story = conversation.story();
    EXPECT_EQ(story.facts[0].name, "netbios.called");
    EXPECT_EQ(story.facts[0].value, "DECOY");
    EXPECT_EQ(story.stage, Stage::probe);
}

}  // namespace
}  // namespace hitme::recognition::smb
