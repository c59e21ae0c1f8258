// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/frames.h"

#include <gtest/gtest.h>

#include <string>

#include "support/packet_writer.h"

namespace hitme::recognition::smb {
namespace {

/// Writes down what it is given: "[0 abc]", "[4 ab+3]" for a beginning, "(xyz)" for the rest, "!TYPE@0".
class Heard : public FrameHandler {
 public:
    void frame(const Frame& frame) override {
        text +=
            "[" + std::to_string(frame.offset) + " " + std::string(core::as_text(frame.payload));
        if (frame.is_cut()) text += "+" + std::to_string(frame.declared - frame.payload.size());
        if (frame.ended_early) text += "!";
        text += "]";
        rest_open_ = false;
    }
    void rest(core::Bytes bytes) override {
        if (!rest_open_) text += "()";
        rest_open_ = true;
        text.insert(text.size() - 1, core::as_text(bytes));
    }
    void early(const Frame& beginning) override { early_at_least = beginning.payload.size(); }
    void no_frame(std::uint64_t offset, const core::ParseError& error) override {
        text += "!" + std::string(error.field) + "@" + std::to_string(offset);
    }
    std::string text;
    std::size_t early_at_least = 0;

 private:
    bool rest_open_ = false;
};

std::string framed(std::string_view payload) {
    return tests::Writer().be32(static_cast<std::uint32_t>(payload.size())).text(payload).string();
}

std::string heard(std::string_view stream, std::size_t piece, std::size_t most_kept = 100) {
    Heard heard;
    FrameReader reader(most_kept);
    for (std::size_t at = 0; at < stream.size(); at += piece)
        reader.push(core::as_bytes(stream.substr(at, piece)), heard);
    reader.finish(heard);
    return heard.text;
}

TEST(Frames, AreTheSameWhateverThePieces) {
    const std::string stream =
        framed("\xFFSMBone") + framed("") + framed("\xFESMBtwo!") + framed(std::string(150, 'x'));
    const std::string whole = heard(stream, stream.size());
    EXPECT_EQ(whole, "[0 \xFFSMBone][11 ][15 \xFESMBtwo!][27 " + std::string(100, 'x') + "+50](" +
                         std::string(50, 'x') + ")");
    for (std::size_t piece = 1; piece < 40; ++piece) EXPECT_EQ(heard(stream, piece), whole);
}

TEST(Frames, GivesWhatCameOfAFrameThatNeverEnds) {
    EXPECT_EQ(heard(std::string("\0\0\xFF\xF7", 4) + "abc", 2), "[0 abc+65524!]");
    EXPECT_EQ(heard(framed("abc") + std::string("\0\0", 2), 3), "[0 abc]!LENGTH@7");
}

TEST(Frames, TellsOfAFrameEarlyWhenItsHeaderIsThere) {
    Heard heard;
    FrameReader reader(1000);
    const std::string stream = framed(std::string(500, 'x'));
    reader.push(core::as_bytes(std::string_view(stream).substr(0, 20)), heard);
    EXPECT_EQ(heard.early_at_least, 0u);
    reader.push(core::as_bytes(std::string_view(stream).substr(20, 60)), heard);
    EXPECT_GE(heard.early_at_least, early_bytes);
    EXPECT_EQ(heard.text, "");
}

TEST(Frames, FindsTheNextMessageAfterBytesThatAreNone) {
    const std::string stream =
        framed("\xFFSMBa") + "garbage without an end\0\0" + framed("\xFESMBb");
    for (std::size_t piece : {1u, 3u, 1000u})
        EXPECT_EQ(heard(stream, piece), "[0 \xFFSMBa]!TYPE@9[31 \xFESMBb]") << piece;
}

TEST(Frames, SearchesBehindAFrameThatItsHandlerDoesNotBelieve) {
    struct Doubting final : Heard {
        void frame(const Frame& frame) override {
            Heard::frame(frame);
            if (frame.payload.size() < 4) reader->lose_step();
        }
        FrameReader* reader = nullptr;
    };
    // The length of the second frame is 2 where its payload has 11 bytes.
    std::string stream = framed("\xFFSMBa") + framed("eleven letr") + framed("\xFESMBb");
    stream[9 + 3] = 2;
    for (const std::size_t piece : {1u, 3u, 1000u}) {
        FrameReader reader(1000);
        Doubting doubting;
        doubting.reader = &reader;
        for (std::size_t at = 0; at < stream.size(); at += piece)
            reader.push(core::as_bytes(std::string_view(stream).substr(at, piece)), doubting);
        reader.finish(doubting);
        EXPECT_EQ(doubting.text, "[0 \xFFSMBa][9 el][24 \xFESMBb]") << piece;
    }
}

TEST(Frames, BeginsInTheMiddleOfAStreamWithoutAFault) {
    const std::string stream = "the end of something" + framed("\xFFSMBa") + framed("next");
    for (std::size_t piece : {1u, 5u, 1000u})
        EXPECT_EQ(heard(stream, piece), "[20 \xFFSMBa][29 next]") << piece;
}

TEST(Frames, KeepsItsPlaceAcrossMissingBytesInsideAFrame) {
    Heard heard;
    FrameReader reader(1000);
    const std::string stream = framed("\xFFSMB" + std::string(96, 'x')) + framed("\xFFSMBb");
    reader.push(core::as_bytes(std::string_view(stream).substr(0, 30)), heard);
    reader.gap(50, heard);
    reader.push(core::as_bytes(std::string_view(stream).substr(80)), heard);
    EXPECT_EQ(heard.text, "[0 \xFFSMB" + std::string(22, 'x') + "+74!](" + std::string(24, 'x') +
                              ")[104 \xFFSMBb]");
}

TEST(Frames, SearchesAfterMissingBytesThatReachBeyondAFrame) {
    Heard heard;
    FrameReader reader(1000);
    const std::string stream = framed("\xFFSMBa") + framed("\xFFSMBb") + framed("\xFFSMBc");
    reader.push(core::as_bytes(std::string_view(stream).substr(0, 6)), heard);
    reader.gap(8, heard);
    reader.push(core::as_bytes(std::string_view(stream).substr(14)), heard);
    EXPECT_EQ(heard.text, "[18 \xFFSMBc]");
}

TEST(Frames, HoldsNothingWhenNothingWaits) {
    Heard heard;
    FrameReader reader(100'000);
    const std::string stream = framed(std::string(60'000, 'x'));
    for (std::size_t at = 0; at < stream.size(); at += 700) {
        reader.push(core::as_bytes(std::string_view(stream).substr(at, 700)), heard);
        EXPECT_LE(reader.memory(), 131'072u);
    }
    EXPECT_EQ(reader.memory(), 0u);
}

}  // namespace
}  // namespace hitme::recognition::smb
