// SPDX-License-Identifier: Apache-2.0
#include "recognition/tls_conversation.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/client_hello.h"
#include "support/watched.h"

namespace hitme::recognition {
namespace {

tests::Turns hello_then(std::string_view records) {
    core::ByteVector bytes = tests::in_records(tests::hello_message(tests::ja4_example()), 100);
    const auto more = *core::from_hex(records);
    bytes.insert(bytes.end(), more.begin(), more.end());
    return {{Side::client, bytes}};
}

TEST(TlsConversation, TellsBothFingerprintsAndWhatIsAskedFor) {
    // change_cipher_spec, then bytes that are no record: encrypted, and not read
    const auto turns = hello_then("140303000101ffffffffffff");
    const Story story = tests::watched(watch_tls, turns);
    EXPECT_EQ(tests::fact_of(story, "tls.ja4"), "t13d1516h2_8daaf6152771_e5627efa2ab1");
    EXPECT_EQ(tests::fact_of(story, "tls.ja3").size(), 32u);
    EXPECT_EQ(tests::fact_of(story, "tls.server_name"), "example.org");
    EXPECT_EQ(tests::fact_of(story, "tls.alpn"), "h2");
    EXPECT_EQ(tests::fact_of(story, "tls.version"), "1.3");
    EXPECT_EQ(story.stage, event::Stage::probe);
    EXPECT_TRUE(story.malformed.empty());
    EXPECT_TRUE(story.labels.empty());
    tests::expect_steady_story(watch_tls, turns);
}

TEST(TlsConversation,
     IsCertainOfAHeartbeatLongerThanItsRecord) {  // CVE-2014-0160, RFC 6520 section 4
    // type 24, TLS 1.1, 3 bytes: request, payload_length 0x4000
    const Story story = tests::watched(watch_tls, hello_then("1803020003014000"));
    EXPECT_EQ(story.stage, event::Stage::exploit_attempt);
    EXPECT_TRUE(
        tests::has_label(story, "CVE-2014-0160 (heartbeat over-read)", event::Grade::certain));
    // One byte of payload and sixteen of padding: as the document has it.
    const Story benign =
        tests::watched(watch_tls, hello_then("180302001401000141000102030405060708090a0b0c0d0e0f"));
    EXPECT_TRUE(benign.labels.empty());
}

TEST(TlsConversation, SaysWhatIsMalformed) {
    const Story story = tests::watched(watch_tls, {{Side::client, {0x16, 3, 1, 0, 1, 2}}});
    ASSERT_EQ(story.malformed.size(), 1u);
    EXPECT_EQ(story.malformed[0].field, "msg_type");
}

}  // namespace
}  // namespace hitme::recognition
