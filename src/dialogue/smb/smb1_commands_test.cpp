// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_commands.h"

#include <gtest/gtest.h>

#include <set>

namespace hitme::dialogue::smb {
namespace {

using wire::NtStatus;

constexpr Smb1Standing on_pipes{true, true, true, false};
constexpr Smb1Standing on_disk{true, true, false, true};
constexpr Smb1Standing nowhere{false, false, false, false};

// As smbd 4.17.12 of Debian 12 answered each number, without words and bytes, behind a null session.
const std::set<int> not_had_by_smbd = [] {
    std::set<int> all;
    for (int number = 0; number < 256; ++number) all.insert(number);
    for (const auto& [first, last] : {std::pair{0x00, 0x14},
                                      {0x1A, 0x1F},
                                      {0x22, 0x27},
                                      {0x29, 0x29},
                                      {0x2B, 0x2F},
                                      {0x32, 0x35},
                                      {0x70, 0x75},
                                      {0x80, 0x84},
                                      {0xA0, 0xA2},
                                      {0xA4, 0xA5},
                                      {0xC0, 0xC3},
                                      {0xD0, 0xD0},
                                      {0xD5, 0xD7}})
        for (int number = first; number <= last; ++number) all.erase(number);
    return all;
}();

std::set<int> refused_with(NtStatus status, const Smb1Standing& standing) {
    std::set<int> all;
    for (int number = 0; number < 256; ++number)
        if (smbd_refusal(static_cast<std::uint8_t>(number), standing) == status) all.insert(number);
    return all;
}

TEST(Smb1Commands, NumbersThatSmbdDoesNotHaveAreBadOnesWhoeverAsks) {
    EXPECT_EQ(not_had_by_smbd.size(), 189u);
    for (const auto& standing : {on_pipes, on_disk, nowhere})
        EXPECT_EQ(refused_with(NtStatus::smb_bad_command, standing), not_had_by_smbd);
}

TEST(Smb1Commands, TheShareOfPipesTakesTheCommandsOfPipes) {
    EXPECT_EQ(refused_with(NtStatus::access_denied, on_pipes),
              (std::set<int>{0x02, 0x03, 0x05, 0x08, 0x0A, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x12,
                             0x13, 0x14, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x23, 0x24, 0x2C,
                             0x34, 0x35, 0x80, 0x81, 0x82, 0x83, 0x84, 0xC0, 0xC1, 0xC2, 0xC3}));
    EXPECT_EQ(refused_with(NtStatus::media_write_protected, on_pipes),
              (std::set<int>{0x00, 0x01, 0x06, 0x07, 0x09, 0x22, 0x29, 0xA5}));
    EXPECT_TRUE(refused_with(NtStatus::access_denied, on_disk).empty());
    EXPECT_TRUE(refused_with(NtStatus::media_write_protected, on_disk).empty());
}

TEST(Smb1Commands, TheTreeIsAskedForBeforeTheUser) {
    EXPECT_EQ(smbd_refusal(0x10, nowhere), NtStatus::network_name_deleted);
    EXPECT_EQ(smbd_refusal(0xA2, nowhere), NtStatus::invalid_handle);
    EXPECT_EQ(smbd_refusal(0x10, {true, false, false, false}), NtStatus::smb_bad_uid);
    EXPECT_EQ(smbd_refusal(0x71, nowhere), NtStatus::smb_bad_tid);
    EXPECT_EQ(smbd_refusal(0x71, {true, false, false, false}), std::nullopt);
    EXPECT_EQ(smbd_refusal(0x11, {true, false, false, false}), NtStatus::smb_bad_tid);
    EXPECT_EQ(smbd_refusal(0x11, {false, true, false, false}), std::nullopt);
    EXPECT_EQ(smbd_refusal(0xD5, nowhere), NtStatus::request_not_accepted);
    for (const std::uint8_t free :
         std::initializer_list<std::uint8_t>{0x27, 0x2B, 0x70, 0x72, 0x73, 0x74, 0x75, 0xA4})
        EXPECT_EQ(smbd_refusal(free, nowhere), std::nullopt) << int{free};
}

TEST(Smb1Commands, WhatIsNotCarriedOutSaysWhatSmbdSaysOfItsWords) {
    EXPECT_EQ(smbd_unanswered(0x29, 0), NtStatus::not_implemented);
    EXPECT_EQ(wire::value_of(smbd_unanswered(0x1B, 8)), 0x00FB0002u);  // ERRSRV, ERRuseSTD
    for (const std::uint8_t number :
         std::initializer_list<std::uint8_t>{0x02, 0x0C, 0x12, 0x24, 0x34, 0x81, 0xA5, 0xC0})
        EXPECT_EQ(smbd_unanswered(number, 0), NtStatus::invalid_parameter) << int{number};
    EXPECT_EQ(smbd_unanswered(0xC0, 10), NtStatus::access_denied);
    EXPECT_EQ(smbd_unanswered(0x0C, 5), NtStatus::not_supported);
    EXPECT_EQ(fid_word(0x24), 2);
    EXPECT_EQ(fid_word(0x0C), 0);
    EXPECT_EQ(fid_word(0x81), std::nullopt);
}

TEST(Smb1Commands, RequestsHaveTheWordsOfTheSpecification) {
    // [MS-CIFS] 2.2.4.5.1, 2.2.4.32.1, 2.2.4.46.1, 2.2.4.64.1; 2.2.4.52.1 has none.
    EXPECT_EQ(least_words(0x04), 3);
    EXPECT_EQ(least_words(0x24), 8);
    EXPECT_EQ(least_words(0x32), 14);
    EXPECT_EQ(least_words(0xA2), 24);
    EXPECT_EQ(least_words(0x72), 0);
    EXPECT_EQ(least_words(0x99), 0);
}

TEST(Smb1Commands, OlderClientsAreToldTheClassAndCodeOfDos) {
    // ERRDOS 1: 6 bad FID, 64 name deleted, 71 request not accepted, 87 invalid parameter (smbd's answers before a logon).
    EXPECT_EQ(wire::value_of(dos_status(NtStatus::invalid_handle)), 0x00060001u);
    EXPECT_EQ(wire::value_of(dos_status(NtStatus::network_name_deleted)), 0x00400001u);
    EXPECT_EQ(wire::value_of(dos_status(NtStatus::request_not_accepted)), 0x00470001u);
    EXPECT_EQ(wire::value_of(dos_status(NtStatus::invalid_parameter)), 0x00570001u);
    EXPECT_EQ(dos_status(NtStatus::smb_bad_uid), NtStatus::smb_bad_uid);
    EXPECT_EQ(dos_status(NtStatus::success), NtStatus::success);
}

}  // namespace
}  // namespace hitme::dialogue::smb
