// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/rap.h"

#include <gtest/gtest.h>

#include "core/reader.h"
#include "core/writer.h"
#include "support/piecewise.h"

namespace hitme::dialogue::smb {
namespace {

Machine machine() {
    Machine made = make_machine(*system_named("windows-7", 1), 1, {}, {});
    made.computer = "ALF";
    made.domain = "OFFICE";
    made.shares.resize(2);
    made.shares[0].name = "ADMIN$";
    made.shares[0].comment = "Remote Admin";
    made.shares[1].name = "IPC$";
    made.shares[1].kind = ShareKind::pipe;
    made.shares[1].comment = "Remote IPC";
    return made;
}

core::ByteVector share_enum(std::uint16_t level, std::uint16_t buffer) {
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u16le(0);
    out.text(std::string_view("WrLeh\0B13BWz\0", 13));
    out.u16le(level);
    out.u16le(buffer);
    return bytes;
}

TEST(Rap, ListsShares) {
    const Machine made = machine();
    const auto answer = answer_rap(share_enum(1, 0xFFE0), 0xFFFF, made);
    ASSERT_TRUE(answer);
    core::Reader parameters{answer->parameters};
    EXPECT_EQ(parameters.u16le("Win32ErrorCode"), 0);
    EXPECT_EQ(parameters.u16le("Converter"), 0);
    EXPECT_EQ(parameters.u16le("EntriesReturned"), 2);
    EXPECT_EQ(parameters.u16le("EntriesAvailable"), 2);
    // Two entries of 20 bytes ([MS-RAP] 2.5.6.2), the comments behind them.
    core::Reader data{answer->data};
    EXPECT_EQ(core::as_text(data.take(7, "Name")), std::string_view("ADMIN$\0", 7));
    data.seek(14, "Type");
    EXPECT_EQ(data.u16le("Type"), 0);
    EXPECT_EQ(data.u32le("Remark"), 40u);
    data.seek(34, "Type");
    EXPECT_EQ(data.u16le("Type"), 3);
    EXPECT_EQ(data.u32le("Remark"), 53u);
    EXPECT_EQ(core::as_text(data.rest()), std::string_view("Remote Admin\0Remote IPC\0", 24));
}

TEST(Rap, LeavesAwayWhatDoesNotFitAndSaysSo) {
    const Machine made = machine();
    const auto answer = answer_rap(share_enum(1, 40), 0xFFFF, made);
    ASSERT_TRUE(answer);
    core::Reader parameters{answer->parameters};
    EXPECT_EQ(parameters.u16le("Win32ErrorCode"), 234);
    parameters.skip(2, "Converter");
    EXPECT_EQ(parameters.u16le("EntriesReturned"), 1);
    EXPECT_EQ(parameters.u16le("EntriesAvailable"), 2);
    EXPECT_LE(answer->data.size(), 40u);
}

TEST(Rap, ListsItselfAndItsWorkgroup) {
    const Machine made = machine();
    for (const auto& [type, name] :
         {std::pair{0xFFFFFFFFu, "ALF"}, std::pair{0x80000000u, "OFFICE"}}) {
        core::ByteVector bytes;
        core::Writer out{bytes};
        out.u16le(0x68);
        out.text(std::string_view("WrLehDz\0B16BBDz\0", 16));
        out.u16le(1);
        out.u16le(0xFFFF);
        out.u32le(type);
        out.text(std::string_view("OFFICE\0", 7));
        const auto answer = answer_rap(bytes, 0xFFFF, made);
        ASSERT_TRUE(answer);
        ASSERT_GE(answer->data.size(), 26u);
        EXPECT_STREQ(reinterpret_cast<const char*>(answer->data.data()), name);
        EXPECT_EQ(answer->data[16], 6);  // version 6.1
        EXPECT_EQ(answer->data[17], 1);
    }
}

TEST(Rap, RefusesOtherOperationsAndLevels) {
    const Machine made = machine();
    core::ByteVector other = share_enum(1, 100);
    other[0] = 0x3F;
    EXPECT_EQ(answer_rap(other, 0xFFFF, made)->parameters[0], 50);
    EXPECT_EQ(answer_rap(share_enum(2, 100), 0xFFFF, made)->parameters[0], 124);
    EXPECT_FALSE(answer_rap(core::as_bytes("x"), 0xFFFF, made));
}

TEST(Rap, SurvivesEveryCutAndFlip) {
    const Machine made = machine();
    tests::for_each_cut_and_flip(
        share_enum(1, 1000), [&](core::Bytes damaged) { (void)answer_rap(damaged, 1000, made); });
}

}  // namespace
}  // namespace hitme::dialogue::smb
