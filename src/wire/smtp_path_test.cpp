// SPDX-License-Identifier: Apache-2.0
#include "wire/smtp_path.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

TEST(SmtpPath,
     ReadsPathsWithParametersAndSourceRoutes) {  // RFC 5321 sections 4.1.1.2, 4.1.1.3, appendix C
    const auto from = decode_smtp_path("FROM:<smith@bar.com> SIZE=5", SmtpPathKind::from);
    ASSERT_TRUE(from);
    EXPECT_EQ(from->mailbox, "smith@bar.com");
    EXPECT_EQ(from->domain, "bar.com");
    EXPECT_EQ(from->parameters, "SIZE=5");
    EXPECT_EQ(decode_smtp_path("to:<@a.net,@b.net:c@d.net>", SmtpPathKind::to)->mailbox, "c@d.net");
    EXPECT_EQ(decode_smtp_path("FROM:<>", SmtpPathKind::from)->mailbox, "");
    EXPECT_EQ(decode_smtp_path("TO: jones@foo.org", SmtpPathKind::to)->domain, "foo.org");
}

TEST(SmtpPath, RefusesWhatIsNoPath) {
    EXPECT_STREQ(decode_smtp_path("TO:<a@b>", SmtpPathKind::from).error().field, "keyword");
    for (const std::string_view text : {"TO:", "TO:<a@b", "TO:<@a,@b>", "TO:<a b@c>"})
        EXPECT_STREQ(decode_smtp_path(text, SmtpPathKind::to).error().field, "path") << text;
}

TEST(SmtpPath, ReadsSaslPlain) {  // RFC 4616 section 4: NUL tim NUL tanstaaftanstaaf
    const auto plain = decode_sasl_plain("AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->user, "tim");
    EXPECT_EQ(plain->password, "tanstaaftanstaaf");
    EXPECT_STREQ(decode_sasl_plain("A*==").error().field, "base64");
    EXPECT_STREQ(decode_sasl_plain("dGlt").error().field, "message");  // "tim"
}

}  // namespace
}  // namespace hitme::wire
