// SPDX-License-Identifier: Apache-2.0
#include "recognition/scan_shape.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

using event::Grade;

core::Time at(int ms) {
    return core::from_nanoseconds(1'700'000'000'000'000'000) + std::chrono::milliseconds{ms};
}

const core::ByteVector segment_size_alone{2, 4, 5, 0xB4};  // MSS 1460
const core::ByteVector windows{2, 4, 5, 0xB4, 1, 3, 3, 8, 1, 1, 4, 2};
const core::ByteVector windows_last_try{2, 4, 5, 0xB4, 1, 1, 4, 2};

SynSeen syn(int ms, std::uint16_t window, const core::ByteVector& options, std::uint8_t hop_limit) {
    SynSeen seen;
    seen.at = at(ms);
    seen.sequence = 0x11223344;
    seen.window = window;
    seen.hop_limit = hop_limit;
    seen.options = *wire::decode_tcp_options(options);
    return seen;
}

Attempt attempt_of(std::vector<SynSeen> syns) {
    Attempt attempt;
    attempt.source = *core::Address::parse("192.0.2.1");
    attempt.destination = *core::Address::parse("198.51.100.2");
    attempt.destination_port = 445;
    attempt.syn_count = static_cast<std::uint32_t>(syns.size());
    attempt.syns = std::move(syns);
    return attempt;
}

TEST(ScanShape, NmapSendsWindow1024AndTheSegmentSizeAlone) {
    const auto verdict = recognise_scan(attempt_of({syn(0, 1024, segment_size_alone, 43)}));
    EXPECT_EQ(verdict.kind, ScanKind::nmap_half_open);
    EXPECT_EQ(verdict.grade, Grade::likely);
    EXPECT_EQ(verdict.why, "window 1024, options M1460, time to live 43");
}

TEST(ScanShape, MasscanNumbersItsPacketsByWhereTheyGo) {
    Attempt attempt = attempt_of({syn(0, 1024, {}, 240)});
    EXPECT_EQ(recognise_scan(attempt).kind, ScanKind::masscan);
    EXPECT_EQ(recognise_scan(attempt).grade, Grade::consistent);
    // 198.51.100.2 is 0xC6336402; its low half 0x6402 ^ 445 (0x01BD) ^ 0x3344 = 0x56FB.
    attempt.syns[0].identification = 0x56FB;
    EXPECT_EQ(recognise_scan(attempt).grade, Grade::likely);
}

TEST(ScanShape, ZmapNumbersAllPackets54321) {
    Attempt attempt = attempt_of({syn(0, 65535, segment_size_alone, 244)});
    EXPECT_EQ(recognise_scan(attempt).kind, ScanKind::unknown);
    attempt.syns[0].identification = 54321;
    EXPECT_EQ(recognise_scan(attempt).kind, ScanKind::zmap);
    EXPECT_EQ(recognise_scan(attempt).grade, Grade::likely);
}

TEST(ScanShape, AnOperatingSystemRepeatsAfterThreeAndNineSeconds) {
    // The shape of scan-ncsa-445-internet.pcap; given out of order.
    const auto verdict =
        recognise_scan(attempt_of({syn(9000, 8192, windows_last_try, 117),
                                   syn(0, 8192, windows, 117), syn(3000, 8192, windows, 117)}));
    EXPECT_EQ(verdict.kind, ScanKind::operating_system);
    EXPECT_EQ(verdict.grade, Grade::likely);
    EXPECT_NE(verdict.why.find("repeated after 3.0, 9.0 s"), std::string::npos) << verdict.why;
}

TEST(ScanShape, OneSynWithFullOptionsIsOnlyConsistent) {
    const auto verdict = recognise_scan(attempt_of({syn(0, 64240, windows, 64)}));
    EXPECT_EQ(verdict.kind, ScanKind::operating_system);
    EXPECT_EQ(verdict.grade, Grade::consistent);
}

TEST(ScanShape, RepeatsAtEvenTimesAreNoStack) {
    const auto verdict =
        recognise_scan(attempt_of({syn(0, 64240, windows, 64), syn(2000, 64240, windows, 64),
                                   syn(4000, 64240, windows, 64)}));
    EXPECT_EQ(verdict.grade, Grade::consistent);
}

TEST(ScanShape, TellsTheStoryOfAnAttempt) {
    Attempt attempt = attempt_of({syn(0, 1024, segment_size_alone, 43)});
    attempt.answered = Answered::reset;
    const Story story = story_of_attempt(attempt);
    EXPECT_EQ(story.stage, event::Stage::scan);
    ASSERT_EQ(story.stages.size(), 1u);
    EXPECT_EQ(story.stages[0].why, "1 SYN, reset when answered");
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].name, "nmap half-open scan");
    EXPECT_EQ(story.sentence,
              "tried to connect; reset when answered: nmap half-open scan, likely (window 1024, "
              "options M1460, time to live 43)");
    ASSERT_FALSE(story.facts.empty());
    EXPECT_EQ(story.facts[0].name, "tcp.syn_window");
}

TEST(ScanShape, AnAttemptWithoutItsSynIsAScanAllTheSame) {
    Attempt attempt = attempt_of({});
    attempt.answered = Answered::completed;
    EXPECT_EQ(story_of_attempt(attempt).sentence, "connected and sent nothing");
    EXPECT_EQ(initial_hop_limit(117), 128);
    EXPECT_EQ(initial_hop_limit(64), 64);
    EXPECT_EQ(initial_hop_limit(200), 255);
}

}  // namespace
}  // namespace hitme::recognition
