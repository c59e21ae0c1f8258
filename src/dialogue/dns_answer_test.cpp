// SPDX-License-Identifier: Apache-2.0
#include "dialogue/dns_answer.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "wire/dns.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_literals;

std::string answer(std::string_view persona, const std::string& query) {
    const auto bytes = answer_dns(persona, core::as_bytes(query), {}, {});
    return bytes ? std::string(core::as_text(*bytes)) : "silent";
}

const std::string question = "\7example\3com\0\0\1\0\1"s;
const std::string opt = "\0\0\x29\x10\0\0\0\x80\0\0\0"s;

TEST(DnsAnswer, RefusesWithTheQuestionAsItCame) {  // RFC 1035 section 4.1.1
    EXPECT_EQ(answer("bind", "\x12\x34\1\0\0\1\0\0\0\0\0\0"s + question),
              "\x12\x34\x81\5\0\1\0\0\0\0\0\0"s + question);
    EXPECT_EQ(answer("dnsmasq", "\x12\x34\1\0\0\1\0\0\0\0\0\0"s + question),
              "\x12\x34\x81\x85\0\1\0\0\0\0\0\0"s + question);
    EXPECT_EQ(answer("bind", "\x12\x34\0\0\0\1\0\0\0\0\0\1"s + question + opt),
              "\x12\x34\x80\5\0\1\0\0\0\0\0\1"s + question + "\0\0\x29\4\xD0\0\0\x80\0\0\0"s);
}

TEST(DnsAnswer, SaysWhatItDoesNotKnowOrCannotRead) {
    EXPECT_EQ(answer("bind", "\0\1\x28\0\0\1\0\0\0\0\0\0"s + question),
              "\0\1\xA8\4"s + std::string(8, '\0'));
    EXPECT_EQ(answer("bind", "\0\1\1\0\0\1\0\0\0\0\0\0\7exam"s),
              "\0\1\x81\1"s + std::string(8, '\0'));
}

TEST(DnsAnswer, IsSilentToResponsesAndScraps) {
    EXPECT_EQ(answer("bind", "\0\1\x81\5\0\1\0\0\0\0\0\0"s + question), "silent");
    EXPECT_EQ(answer("bind", "\0\1\1\0"s), "silent");
    EXPECT_EQ(answer("no-such", "\0\1\1\0\0\1\0\0\0\0\0\0"s + question), "silent");
}

TEST(DnsAnswer, IsNeverLongerThanTheQueryWhateverItIs) {
    const std::string query = "\0\1\1\0\0\1\0\0\0\0\0\1"s + question + opt;
    for (const std::string_view persona : dns_personas())
        tests::for_each_cut_and_flip(core::as_bytes(query), [&](core::Bytes bytes) {
            const auto reply = answer_dns(persona, bytes, {}, {});
            if (!reply) return;
            EXPECT_LE(reply->size(), bytes.size());
            const auto message = wire::decode_dns(*reply);
            if (message) {
                EXPECT_TRUE(message->is_response);
            }
        });
}

}  // namespace
}  // namespace hitme::dialogue
