// SPDX-License-Identifier: Apache-2.0
#include "dialogue/vnc_decoy.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/session_runs.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

constexpr auto logon = "RFB 003.008\n\2abcdefghijklmnop"sv;

TEST(VncDecoy, ChallengesAndRefusesWithItsReason) {  // RFC 6143 sections 7.1 and 7.2.2
    const auto ran = tests::run_session(make_vnc_session, "vnc-38", core::as_bytes(logon));
    const std::string_view said = core::as_text(ran.bytes);
    EXPECT_EQ(said.substr(0, 14), "RFB 003.008\n\1\2");
    EXPECT_EQ(said.substr(14 + 16),
              "\0\0\0\1\0\0\0\x15"
              "Authentication failed"sv);
    EXPECT_TRUE(ran.closed);
    EXPECT_EQ(ran.logons, 1u);
}

TEST(VncDecoy, DecidesTheTypeItselfFor33) {
    const auto ran = tests::run_session(make_vnc_session, "vnc-38",
                                        core::as_bytes("RFB 003.003\nabcdefghijklmnop"sv));
    EXPECT_EQ(core::to_hex(core::Bytes(ran.bytes).subspan(12, 4)), "00000002");
    EXPECT_EQ(ran.bytes.size(), 12u + 4 + 16 + 4);  // no reason before 3.8
}

TEST(VncDecoy, EndsUpOnATypeThatItDidNotOffer) {
    const auto ran =
        tests::run_session(make_vnc_session, "vnc-38", core::as_bytes("RFB 003.008\n\1"sv));
    EXPECT_TRUE(ran.closed);
    EXPECT_EQ(ran.bytes.size(), 14u);
    EXPECT_EQ(ran.logons, 0u);
}

TEST(VncDecoy, AnswersTheSameWhateverThePiecesAndStaysSmall) {
    for (const std::string_view persona : vnc_personas())
        tests::expect_steady(make_vnc_session, persona, core::as_bytes(logon), 8 << 10);
}

}  // namespace
}  // namespace hitme::dialogue
