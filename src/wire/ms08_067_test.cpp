// SPDX-License-Identifier: Apache-2.0
#include "wire/ms08_067.h"

#include <gtest/gtest.h>

#include "support/pipe_streams.h"
#include "support/rpc_samples.h"
#include "wire/dcerpc_calls.h"

namespace hitme::wire {
namespace {

using tests::Stub;

// [MS-SRVS] 3.1.4.30 with a path and, where asked for, another prefix.
core::ByteVector canonicalize(std::u16string_view path, std::u16string_view prefix = u"\\") {
    return Stub{}
        .unique_string(u"h")
        .string(path)
        .u32(700)
        .string(prefix)
        .u32(0x1001)
        .u32(0)
        .bytes();
}

PathVerdict judge(std::u16string_view path, std::u16string_view prefix = u"\\") {
    return judge_path_call(31, canonicalize(path, prefix), ByteOrder::little);
}

TEST(Ms08067, CountsDepthAsTheRuleSays) {
    // +1 for a name, 0 for "." or nothing, -1 for ".." (smb.md 1.11)
    EXPECT_EQ(judge(u"\\a\\b").shape.depth, 2);
    EXPECT_EQ(judge(u"\\a\\.\\\\b/c").shape.depth, 3);
    EXPECT_EQ(judge(u"\\a\\..\\n").shape.depth, 1);
    EXPECT_EQ(judge(u"\\a\\..\\n").shape.lowest_depth, 0);
    EXPECT_EQ(judge(u"\\a\\..\\..\\n").shape.lowest_depth, -1);
    EXPECT_EQ(judge(u"..").shape.lowest_depth, -1);
    EXPECT_EQ(judge(u"\\...").shape.depth, 1);  // three dots are a name
    EXPECT_EQ(judge(u"\\a..\\..b").shape.lowest_depth, 0);
}

TEST(Ms08067, CallsAShortPrintableClimbACheck) {
    EXPECT_EQ(judge(u"\\..\\").kind, PathKind::check);
    EXPECT_EQ(judge(u"\\AAAA\\..\\n").kind, PathKind::check);
    EXPECT_EQ(judge(u"\\").kind, PathKind::plain);
    EXPECT_EQ(judge(u"C:\\Windows\\System32").kind, PathKind::plain);
}

TEST(Ms08067, CallsALongOrUnreadableClimbAboveTheRootAnExploit) {
    const std::u16string letters(150, u'A');
    EXPECT_EQ(judge(u"\\" + letters + u"\\..\\..\\x").kind, PathKind::exploit_shape);
    const std::u16string unusual(40, u'\x4141');
    EXPECT_EQ(judge(u"\\" + unusual + u"\\..\\..\\x").kind, PathKind::exploit_shape);
    // The same, short and printable, is a check; and without climbing above the root, a path.
    EXPECT_EQ(judge(u"\\A\\..\\..\\x").kind, PathKind::check);
    EXPECT_EQ(judge(u"\\" + unusual).kind, PathKind::plain);
}

TEST(Ms08067, CallsVeryLongUnusualPathsAndPrefixesTheWeakerShape) {
    const std::u16string unusual(300, u'\x4141');
    EXPECT_EQ(judge(unusual).kind, PathKind::weaker_shape);
    EXPECT_FALSE(judge(unusual).in_prefix);
    EXPECT_EQ(judge(u"\\x", unusual).kind, PathKind::weaker_shape);
    EXPECT_TRUE(judge(u"\\x", unusual).in_prefix);
    EXPECT_EQ(judge(u"\\x", unusual).words,
              "path of 3 characters, depth 1, separators at 0, Prefix of 300 characters, 300 "
              "unusual");
    // Length alone is no attack: a Windows path has up to 32,767 characters.
    EXPECT_EQ(judge(std::u16string(300, u'A')).kind, PathKind::plain);
    EXPECT_EQ(judge(u"\\x", std::u16string(300, u'A')).kind, PathKind::plain);
    EXPECT_EQ(judge(std::u16string(200, u'A')).kind, PathKind::plain);
    // Nor are letters that are not Latin, up to Snort 7209's bound.
    std::u16string cyrillic = u"\\\x041F\x0440\x043E\x0435\x043A\x0442\x044B";
    for (int i = 0; i < 8; ++i)
        cyrillic += u"\\\x041E\x0442\x0447\x0435\x0442\x044B 2023 \x0433\x043E\x0434";
    EXPECT_TRUE(judge(cyrillic).shape.is_binary);
    EXPECT_EQ(judge(cyrillic).kind, PathKind::plain);
    // Only of operation 31 (smb.md 1.11).
    const auto compare = Stub{}.u32(0).string(unusual).string(u"\\n").u32(1).u32(0).bytes();
    EXPECT_EQ(judge_path_call(32, compare, ByteOrder::little).kind, PathKind::plain);
}

TEST(Ms08067, KnowsTheLongWalkInPlaceOfEclipsedWing) {
    std::u16string path;
    for (int i = 0; i < 40; ++i) path += u"./A/../";  // ET 2024214: never below its root
    const auto verdict = judge(path);
    EXPECT_EQ(verdict.kind, PathKind::walk_in_place);
    EXPECT_EQ(verdict.shape.lowest_depth, 0);
    EXPECT_EQ(verdict.shape.climbed, 40u);
    EXPECT_EQ(verdict.shape.names, 40u);
    EXPECT_EQ(verdict.shape.separator_count, 120u);
    EXPECT_EQ(verdict.shape.separators.size(), max_path_separators);
}

// A folder that somebody typed: long, and up once or twice on the way.
TEST(Ms08067, CallsALongPathThatGoesUpInsideAPath) {
    std::u16string path = u"\\Users\\Public\\Documents";
    for (int i = 0; i < 4; ++i) path += u"\\Projektunterlagen 2023 Abteilung Einkauf";
    EXPECT_EQ(judge(path + u"\\..\\Rechnungen.xlsx").kind, PathKind::plain);
    EXPECT_EQ(judge(path + u"\\..\\..\\Rechnungen.xlsx").kind, PathKind::plain);
}

// [MS-SRVS] 3.1.4.30: Prefix stands before the path.
TEST(Ms08067, JoinsThePathWithItsPrefix) {
    const std::u16string unusual = u"\\" + std::u16string(240, u'\x4141');
    EXPECT_EQ(judge(u"\\..\\..\\AAAA", unusual).kind, PathKind::climbing_prefix);
    EXPECT_EQ(judge(u"\\x", unusual + u"\\..\\..").kind, PathKind::climbing_prefix);
    // One up is where the Prefix began, and not below it.
    EXPECT_EQ(judge(u"\\..\\AAAA", unusual).kind, PathKind::check);
    // What nmap asks, and what is short.
    EXPECT_EQ(judge(u"\\..\\", u"\\").kind, PathKind::check);
    EXPECT_EQ(judge(u"\\..\\..\\x", u"\\server\\share").kind, PathKind::check);
}

TEST(Ms08067, JudgesTheWorseOfTwoComparedPaths) {
    const std::u16string bad = u"\\" + std::u16string(150, u'A') + u"\\..\\..\\x";
    const auto stub = Stub{}.u32(0).string(u"\\n").string(bad).u32(1).u32(0).bytes();
    EXPECT_EQ(judge_path_call(32, stub, ByteOrder::little).kind, PathKind::exploit_shape);
}

TEST(Ms08067, TellsWhereThePathClimbs) {
    const auto verdict = judge(u"\\a\\..\\..");
    // 4 + 12 + 4 server, 12 of the path's counts: the first character stands at 32, the separators before the climbs at
    // characters 2 and 5.
    EXPECT_EQ(verdict.shape.offset, 32u);
    EXPECT_EQ(verdict.shape.climb_offsets, (std::vector<std::size_t>{36, 42}));
    EXPECT_EQ(verdict.words, "path of 9 characters, depth -1, separators at 0, 2, 5");
}

TEST(Ms08067, SearchesBytesThatCannotBeRead) {
    auto stub = canonicalize(u"\\" + std::u16string(300, u'\x9090') + u"\\..\\..\\AAAA");
    stub.resize(stub.size() - 30);  // the end is lost
    auto verdict = judge_path_call(31, stub, ByteOrder::little);
    EXPECT_FALSE(verdict.parsed);
    EXPECT_EQ(verdict.kind, PathKind::exploit_shape);
    stub = canonicalize(u"\\a\\..\\b");
    stub.resize(stub.size() - 6);
    verdict = judge_path_call(31, stub, ByteOrder::little);
    EXPECT_FALSE(verdict.parsed);
    EXPECT_EQ(verdict.kind, PathKind::check);
    EXPECT_EQ(judge_path_call(31, {}, ByteOrder::little).kind, PathKind::plain);
}

TEST(Ms08067, FindsTheMarksOfConfickersCopies) {
    const auto with = [](core::ByteVector coded) {
        auto stub = canonicalize(u"\\x\\..\\..\\y");
        stub.insert(stub.end(), coded.begin(), coded.end());
        return judge_path_call(31, stub, ByteOrder::little);
    };
    // smb.md 1.12: prefix, key byte, end marker
    const auto a = with({0xE8, 0xFF, 0xFF, 0xFF, 0xFF, 0xC1, 0x5E, 0xC4, 0x00, 0x45, 0x50});
    EXPECT_EQ(a.conficker, ConfickerMark::a);
    EXPECT_TRUE(a.conficker_key);
    EXPECT_TRUE(a.conficker_ending);
    const auto b = with({0xE8, 0xFF, 0xFF, 0xFF, 0xFF, 0xC2, 0x5E, 0x00, 0x00, 0x4D, 0x53});
    EXPECT_EQ(b.conficker, ConfickerMark::b);
    EXPECT_FALSE(b.conficker_key);
    EXPECT_TRUE(b.conficker_ending);
    EXPECT_EQ(with({0xE8, 0xFF, 0xFF, 0xFF, 0xFF, 0xC0, 0x5E}).conficker, ConfickerMark::none);
    EXPECT_EQ(with({0xE8, 0xFF, 0xFF, 0xFF, 0xFF}).conficker, ConfickerMark::none);
}

TEST(Ms08067, SurvivesEveryCutAndEveryFlip) {
    const auto stub = canonicalize(u"\\" + std::u16string(40, u'\x4141') + u"\\..\\..\\x");
    tests::cut_and_flip(stub, [](core::Bytes bytes) {
        for (const std::uint16_t opnum : {std::uint16_t{31}, std::uint16_t{32}})
            for (const auto order : {ByteOrder::little, ByteOrder::big})
                EXPECT_FALSE(judge_path_call(opnum, bytes, order).words.empty());
    });
}

struct Judged {
    std::uint16_t opnum;
    PathVerdict verdict;
};

std::vector<Judged> judged_calls(const std::string& name) {
    std::vector<Judged> all;
    for (const auto& stream :
         tests::pipe_streams(std::string(HITME_SHARED_DIR) + "/captures/" + name)) {
        RpcCalls calls;
        for (const auto& piece : stream.pieces)
            for (const auto& message : calls.push(piece))
                if (message.type == RpcType::request &&
                    (message.opnum == 31 || message.opnum == 32) && message.interface &&
                    message.interface->uuid.time_low == 0x4b324fc8)
                    all.push_back({message.opnum, judge_path_call(message.opnum, message.stub,
                                                                  message.order, message.form)});
    }
    return all;
}

// The verified shape of smb.md 1.11.
TEST(Ms08067, RecognisesTheCapturedExploit) {
    const auto calls = judged_calls("public/exploit-ms08-067-metasploit.pcap");
    if (calls.empty()) GTEST_SKIP() << "the shared captures are not here";
    ASSERT_EQ(calls.size(), 1u);
    const auto& verdict = calls[0].verdict;
    EXPECT_EQ(calls[0].opnum, 31);
    EXPECT_EQ(verdict.kind, PathKind::exploit_shape);
    EXPECT_TRUE(verdict.parsed);
    EXPECT_EQ(verdict.shape.characters, 305u);
    EXPECT_EQ(verdict.shape.separators, (std::vector<std::size_t>{0, 251, 254, 257}));
    EXPECT_EQ(verdict.shape.lowest_depth, -1);
    EXPECT_TRUE(verdict.shape.unusual == 281 || verdict.shape.unusual == 285);
    EXPECT_EQ(verdict.shape.climb_offsets.size(), 2u);
    EXPECT_EQ(verdict.shape.climb_offsets[0] - verdict.shape.offset, 502u);
    EXPECT_EQ(verdict.shape.climb_offsets[1] - verdict.shape.offset, 508u);
    EXPECT_TRUE(verdict.out_length == 733 || verdict.out_length == 318);
    EXPECT_EQ(verdict.path_type, 0x1001u);
    EXPECT_EQ(verdict.flags, 0u);
    EXPECT_EQ(verdict.conficker, ConfickerMark::none);
}

TEST(Ms08067, DoesNotBlameTheCapturedChecks) {
    std::size_t checks = 0;
    for (const char* mode : {"patched", "unpatched", "conficker-c", "conficker-d"})
        for (const char* script : {"ms08-067", "conficker"})
            for (const auto& call :
                 judged_calls(std::string("loopback/stub-") + mode + '-' + script + ".pcap")) {
                EXPECT_LE(call.verdict.kind, PathKind::check) << mode << ' ' << script;
                ++checks;
            }
    if (checks == 0) GTEST_SKIP() << "the shared captures are not here";
    EXPECT_EQ(checks, 11u);  // the README's table: 1 for each of four, then 2, 2, 2 and 1
}

TEST(Ms08067, TellsLettersByChanceFromOneThatIsRepeated) {
    const auto measured = [](std::u16string_view text) {
        const auto stub = tests::Stub{}.u32(0).string(text).u32(500).string(u"\\").u32(1).u32(0);
        return judge_path_call(31, stub.bytes(), ByteOrder::little).shape.is_letters;
    };
    std::u16string letters;
    std::u16string packed;
    for (int i = 0; i < 100; ++i) {
        letters += static_cast<char16_t>(u'A' + (i * 7) % 26);
        packed += static_cast<char16_t>((0x61 + i % 26) << 8 | (0x41 + i % 26));
    }
    EXPECT_TRUE(measured(letters));
    EXPECT_TRUE(measured(packed));
    EXPECT_FALSE(measured(std::u16string(100, u'A')));
    EXPECT_FALSE(measured(std::u16string(300, u'\x9090') + letters.substr(0, 40)));
}

}  // namespace
}  // namespace hitme::wire
