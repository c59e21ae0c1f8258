// SPDX-License-Identifier: Apache-2.0
#include "wire/sip.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

core::Parsed<SipRequest> decode(std::string_view text) {
    return decode_sip_request(core::as_bytes(text));
}

// RFC 3261 section 24.1, F1, shortened.
constexpr std::string_view request =
    "REGISTER sip:registrar.biloxi.com SIP/2.0\r\n"
    "Via: SIP/2.0/UDP bobspc.biloxi.com:5060;branch=z9hG4bKnashds7\r\n"
    "Max-Forwards: 70\r\n"
    "t: Bob <sip:bob@biloxi.com>\r\n"
    "f: Bob <sip:bob@biloxi.com>;tag=456248\r\n"
    "i: 843817637684230@998sdasdh09\r\n"
    "CSeq: 1826 REGISTER\r\n"
    "Subject: two\r\n  lines\r\n"
    "l: 3\r\n\r\nabcdef";

TEST(Sip, ReadsARequestWithShortNamesFoldedLinesAndABody) {
    const auto sip = decode(request);
    ASSERT_TRUE(sip);
    EXPECT_EQ(sip->method, "REGISTER");
    EXPECT_EQ(sip->uri, "sip:registrar.biloxi.com");
    EXPECT_EQ(sip->field("to"), "Bob <sip:bob@biloxi.com>");
    EXPECT_EQ(sip->field("Call-ID"), "843817637684230@998sdasdh09");
    EXPECT_EQ(sip->field("Subject"), "two\r\n  lines");
    EXPECT_EQ(sip->body, "abc");  // section 18.3
    EXPECT_TRUE(sip->has_end);
    EXPECT_EQ(sip->fields[0].value_offset, 48u);  // 43 bytes of request line, "Via: " is 5
}

TEST(Sip, RefusesWhatIsNoRequest) {  // section 7.1
    EXPECT_STREQ(decode("SIP/2.0 200 OK\r\n\r\n").error().field, "Method");
    EXPECT_STREQ(decode("OPTIONS sip:a SIP/1.0\r\n\r\n").error().field, "SIP-Version");
    EXPECT_STREQ(decode("OPTIONS SIP/2.0\r\n\r\n").error().field, "Request-URI");
    EXPECT_STREQ(decode("OPTIONS sip:a b SIP/2.0\r\n\r\n").error().field, "Request-URI");
    EXPECT_STREQ(decode("OPTIONS sip:a SIP/2.0\r\nno colon\r\n\r\n").error().field, "field-name");
    std::string many = "OPTIONS sip:a SIP/2.0\r\n";
    for (int i = 0; i < 65; ++i) many += "a: b\r\n";
    EXPECT_EQ(decode(many).error().fault, core::Fault::over_limit);
}

TEST(Sip, SurvivesEveryCut) {
    for (std::size_t cut = 0; cut < request.size(); ++cut) {
        const auto sip = decode(request.substr(0, cut));
        if (cut < 43) {
            EXPECT_EQ(sip.error().fault, core::Fault::truncated) << cut;
        } else {
            ASSERT_TRUE(sip) << cut;
            EXPECT_EQ(sip->has_end, cut >= request.size() - 6) << cut;
        }
    }
}

}  // namespace
}  // namespace hitme::wire
