// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/conversation_file.h"

#include <gtest/gtest.h>

#include "support/kept_events.h"
#include "support/packet_writer.h"

namespace hitme::sensor {
namespace {

class Kept final : public ConversationSink {
 public:
    core::Result<void> take(WatchedConversation& conversation) override {
        all.push_back(std::move(conversation));
        return {};
    }
    std::vector<WatchedConversation> all;
};

core::ByteVector capture_of_two_attempts() {
    const auto packet = [](std::uint16_t port) {
        return tests::ip_bytes("2001:db8::1", "2001:db8::2", 6,
                               tests::tcp_bytes({port, 445, 7, 0, tests::syn, {}}));
    };
    return tests::Writer()
        .raw(tests::pcap_header_bytes())
        .raw(tests::pcap_record_bytes(1'700'000'000, 0, packet(1)))
        .raw(tests::pcap_record_bytes(1'700'000'001, 0, packet(2)))
        .bytes();
}

TEST(ConversationFile, TellsEachConversationOfACapture) {
    const tests::ScratchFile file(capture_of_two_attempts());
    Kept kept;
    const auto report = read_conversations(file.path(), {}, kept);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->format, "pcap");
    EXPECT_EQ(report->records, 2u);
    EXPECT_EQ(report->events, 2u);
    ASSERT_EQ(kept.all.size(), 2u);
    EXPECT_EQ(kept.all[0].source.to_string(), "2001:db8::1");
}

TEST(ConversationFile, SaysWhereACaptureEndsEarly) {
    core::ByteVector bytes = capture_of_two_attempts();
    bytes.resize(bytes.size() - 3);
    const tests::ScratchFile file(bytes);
    Kept kept;
    const auto report = read_conversations(file.path(), {}, kept);
    ASSERT_TRUE(report);
    EXPECT_EQ(kept.all.size(), 1u);
    EXPECT_NE(report->truncated.find("record 2"), std::string::npos);
}

TEST(ConversationFile, RefusesWhatIsNoCapture) {
    const tests::ScratchFile file(std::string_view("time,src\n2026-01-01T00:00:00Z,192.0.2.1\n"));
    Kept kept;
    const auto report = read_conversations(file.path(), {}, kept);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, core::ErrorCode::bad_input);
    EXPECT_EQ(read_conversations("/nonexistent/file", {}, kept).error().code,
              core::ErrorCode::not_found);
}

}  // namespace
}  // namespace hitme::sensor
