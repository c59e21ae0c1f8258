// SPDX-License-Identifier: Apache-2.0
#include "runtime/mail_client.h"

#include <gtest/gtest.h>

#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::runtime {
namespace {

const std::string message = "Subject: t\r\n\r\n.a line with a dot\r\nend\r\n";

TEST(MailClient, HandsAMessageOverTlsAfterALogin) {
    const tests::ScratchFolder folder;
    const tests::Certificate certificate{folder.path()};
    tests::Receiver server{tests::receiver_words(
        "smtp_receiver.py", {"--certificate", certificate.file, "--key", certificate.key, "--user",
                             "hitme", "--password", "secret"})};
    MailServer to{"127.0.0.1", server.port(),    MailTls::starttls,   "hitme",
                  "secret",    certificate.file, "sensor.example.org"};
    const auto sent =
        send_mail(to, "hitme@example.org", {"a@example.org", "b@example.org"}, message);
    ASSERT_TRUE(sent) << sent.error().context;
    const auto seen = server.line();
    ASSERT_TRUE(seen);
    EXPECT_NE(seen->find("\"to\": [\"a@example.org\", \"b@example.org\"]"), std::string::npos);
    EXPECT_NE(seen->find("\"tls\": true, \"authenticated\": true"), std::string::npos);
    // The text as it was, the leading dot not doubled: base64 of `message`.
    EXPECT_NE(seen->find("U3ViamVjdDogdA0KDQouYSBsaW5lIHdpdGggYSBkb3QNCmVuZA0K"), std::string::npos)
        << *seen;

    to.password = "wrong";
    EXPECT_EQ(send_mail(to, "hitme@example.org", {"a@example.org"}, message).error().code,
              core::ErrorCode::network)
        << "a login that the operator mends is worth another try";
    to.password = "secret";
    to.ca_file.clear();
    EXPECT_EQ(send_mail(to, "hitme@example.org", {"a@example.org"}, message).error().code,
              core::ErrorCode::network)
        << "nobody vouches for the certificate";
}

TEST(MailClient, NeverGoesOnWithoutTheTlsThatWasAskedFor) {
    tests::Receiver server{tests::receiver_words("smtp_receiver.py")};
    MailServer to{"127.0.0.1", server.port(), MailTls::starttls, "", "", "", ""};
    EXPECT_FALSE(send_mail(to, "a@example.org", {"b@example.org"}, message));
    to.tls = MailTls::none;
    EXPECT_TRUE(send_mail(to, "a@example.org", {"b@example.org"}, message));
    to.password = "x";
    EXPECT_EQ(send_mail(to, "a@example.org", {"b@example.org"}, message).error().code,
              core::ErrorCode::bad_input);
}

TEST(MailClient, ARefusalForGoodIsToldApart) {
    tests::Receiver never{tests::receiver_words("smtp_receiver.py", {"--refuse", "554 no"})};
    tests::Receiver later{tests::receiver_words("smtp_receiver.py", {"--refuse", "451 later"})};
    MailServer to{"127.0.0.1", never.port(), MailTls::none, "", "", "", ""};
    EXPECT_EQ(send_mail(to, "a@example.org", {"b@example.org"}, message).error().code,
              core::ErrorCode::refused);
    to.port = later.port();
    EXPECT_EQ(send_mail(to, "a@example.org", {"b@example.org"}, message).error().code,
              core::ErrorCode::network);
}

TEST(MailClient, AnAddressThatCouldBeMoreThanAnAddressIsRefused) {
    for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a@b\r\nRCPT TO:<c@d>", "a b@c", "<a@b>",
                            "a@b>", "\"a\"@b", "a@b,c@d", "\xc3\xa4@b"}) {
        EXPECT_FALSE(is_mail_address(bad)) << bad;
        EXPECT_EQ(send_mail({}, "a@example.org", {bad}, message).error().code,
                  core::ErrorCode::bad_input);
    }
    EXPECT_TRUE(is_mail_address("night.shift+hitme@mail.example.org"));
    EXPECT_FALSE(is_mail_address(std::string(250, 'a') + "@b.org"));
}

}  // namespace
}  // namespace hitme::runtime
