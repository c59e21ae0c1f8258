// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ntp_answer.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "wire/ntp.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_literals;

const std::string request = "\x23\0\6\xEC"s + std::string(36, '\0') + "\xE0\1\2\3\4\5\6\7"s;

TEST(NtpAnswer, TellsTheTimeToAClient) {  // RFC 5905 section 7.3 and 8: org is the client's xmt
    for (const std::string_view persona : ntp_personas()) {
        const core::Time now = *core::parse_time("1970-01-01T12:00:00Z");
        const auto bytes = answer_ntp(persona, core::as_bytes(request), now, {});
        ASSERT_TRUE(bytes);
        EXPECT_EQ(bytes->size(), 48u);
        const auto reply = wire::decode_ntp(*bytes);
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->mode, 4);
        EXPECT_EQ(reply->version, 4);
        EXPECT_EQ(reply->origin_time, 0xE001020304050607u);
        EXPECT_EQ(reply->receive_time >> 32, 2'208'988'800u + 43'200u);
        EXPECT_GT(reply->transmit_time, reply->receive_time);
        EXPECT_LE(reply->reference_time, reply->receive_time);
        EXPECT_LT((reply->receive_time - reply->reference_time) >> 32, 1024u);
    }
}

// RFC 5905 section 6: the lower 32 bits are the fraction. A whole second in all of them would be chance of one in 2^32.
TEST(NtpAnswer, HasFractionsThatChangeFromPollToPoll) {
    Surroundings surroundings;
    surroundings.identity_seed = 5;
    const core::Time noon = *core::parse_time("2026-03-01T12:00:00.25Z");
    const auto at = [&](core::Time now) {
        return *wire::decode_ntp(*answer_ntp("ntpd", core::as_bytes(request), now, surroundings));
    };
    const auto fraction = [](std::uint64_t time) { return time & 0xFFFF'FFFF; };
    const auto first = at(noon);
    EXPECT_NE(fraction(first.reference_time), 0u);
    EXPECT_NE(fraction(first.receive_time), 0u);
    EXPECT_NE(fraction(first.transmit_time), 0u);
    const auto later = at(noon + std::chrono::seconds{2048});
    EXPECT_NE(fraction(later.reference_time), fraction(first.reference_time));
    EXPECT_GT(later.reference_time, first.reference_time);
}

TEST(NtpAnswer, IsSilentToWhatFloodsOthers) {
    for (const std::string& bytes :
         {"\x17\0\3\x2A\0\0\0\0"s, "\x16\2\0\1\0\0\0\0\0\0\0\0"s, "\x24" + request.substr(1),
          "\x21" + request.substr(1), request.substr(0, 47), "\x2B" + request.substr(1)})
        EXPECT_FALSE(answer_ntp("ntpd", core::as_bytes(bytes), {}, {}));
}

TEST(NtpAnswer, IsNeverLongerThanTheRequest) {
    tests::for_each_cut_and_flip(core::as_bytes(request), [](core::Bytes bytes) {
        const auto reply = answer_ntp("chrony", bytes, {}, {});
        if (reply) {
            EXPECT_LE(reply->size(), bytes.size());
        }
    });
}

}  // namespace
}  // namespace hitme::dialogue
