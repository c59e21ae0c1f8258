// SPDX-License-Identifier: Apache-2.0
#include "dialogue/postgresql_scram.h"

#include <gtest/gtest.h>

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

// Words and lines of both tables as a live 15.18 of Debian answered.
TEST(PostgresqlScram, RefusesFirstMessagesAs15Does) {
    const struct {
        std::string_view said;
        std::string_view line;
        std::string_view detail;
    } rows[] = {
        {"", "366", "The message is empty."},
        {"n,,n=\0,r=a"sv, "371", "Message length does not match input length."},
        {"n,a=x,n=,r=abc", "1036", ""},
        {"n,x,n=,r=abc", "1040", "Unexpected attribute \"'x'\" in client-first-message."},
        {"n,,m=1,n=,r=abc", "1057", ""},
        {"nx,n=,r=abc", "963", "Comma expected, but found character \"'x'\"."},
        {"n", "963", "Comma expected, but found character \"0x00\"."},
        {"n,", "1040", "Unexpected attribute \"0x00\" in client-first-message."},
        {"n,,", "712", "Expected attribute \"n\" but found \"0x00\"."},
        {"n,,n", "720", "Expected character \"=\" for attribute \"n\"."},
        {"n,,n=,r=a\1bc", "1071", ""},
        {"n,,n=,r=a,junk", "848", "Expected character \"=\" for attribute \"j\"."},
        {"n,,n=,r=a,1=2", "838", "Attribute expected, but found invalid character \"'1'\"."},
        {"\xff", "1025", "Unexpected channel-binding flag \"0xff\"."},
    };
    for (const auto& row : rows) {
        PostgresqlScram scram;
        const auto fault = scram.read_first(row.said);
        ASSERT_TRUE(fault) << row.said;
        EXPECT_EQ(fault->line, row.line) << row.said;
        EXPECT_EQ(fault->detail, row.detail) << row.said;
    }
    for (const std::string_view good : {"n,,n=,r=", "y,,n=,r=ab", "n,,n=,r=a,x=1"}) {
        PostgresqlScram scram;
        EXPECT_FALSE(scram.read_first(good)) << good;
    }
}

TEST(PostgresqlScram, RefusesFinalMessagesAs15Does) {
    // 32 times 'x' in base64; three bytes of 'A' end the nonce: "abcQUFB".
    const std::string proof = "p=eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=";
    const struct {
        std::string said;
        std::string_view line;
        std::string_view detail;
    } rows[] = {
        {"c=biws,r=abcQUFB,p=AAAA", "1353", "Malformed proof in client-final-message."},
        {"c=biws,r=abcQUFB," + proof + ",x=1", "1361",
         "Garbage found at the end of client-final-message."},
        {"c=eSws,r=abcQUFB," + proof, "1335", ""},
        {"c=biws,r=bad", "825", "Attribute expected, but found end of string."},
        {"c=biws,r=bad,x=1," + proof, "404", "Nonce does not match."},
        {"c=biws,p=a", "712", "Expected attribute \"r\" but found \"'p'\"."},
        {"x", "712", "Expected attribute \"c\" but found \"'x'\"."},
        {"", "366", "The message is empty."},
    };
    PostgresqlScram scram;
    ASSERT_FALSE(scram.read_first("n,,n=,r=abc"));
    EXPECT_TRUE(scram.first_answer(core::as_bytes("AAA"), 1, "a").starts_with("r=abcQUFB,s="));
    for (const auto& row : rows) {
        const auto fault = scram.read_final(row.said);
        ASSERT_TRUE(fault) << row.said;
        EXPECT_EQ(fault->line, row.line) << row.said;
        EXPECT_EQ(fault->detail, row.detail) << row.said;
    }
    EXPECT_FALSE(scram.read_final("c=biws,r=abcQUFB," + proof));
}

}  // namespace
}  // namespace hitme::dialogue
