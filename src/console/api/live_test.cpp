// SPDX-License-Identifier: Apache-2.0
#include "console/api/live.h"

#include <gtest/gtest.h>

#include "support/sample_events.h"

namespace hitme::console::api {
namespace {

TEST(Live, TellsEveryReaderOfAContact) {
    Live live;
    const auto first = live.subscribe();
    const auto second = live.subscribe();
    live.publish(tests::full_contact(), store::GeoDb());
    const std::string text = first->take();
    EXPECT_TRUE(text.starts_with("event: contact\ndata: {\"id\":\"live.")) << text;
    EXPECT_EQ(second->take(), text);
}

TEST(Live, TellsEveryReaderOfANotice) {
    Live live;
    const auto reader = live.subscribe();
    live.publish_notice("{\"title\":\"t\"}");
    EXPECT_EQ(reader->take(), "event: notice\ndata: {\"title\":\"t\"}\n\n");
}

TEST(Live, SendsNoMoreThanTheFirst64Bytes) {
    Live live;
    const auto reader = live.subscribe();
    auto contact = tests::full_contact();
    contact.first_bytes.assign(65, 'A');
    live.publish(contact, store::GeoDb());
    // 64 bytes of A in Base64: "QUFB" for each three, and "QQ==" for the last one.
    const std::string text = reader->take();
    std::string wanted;
    for (int i = 0; i < 21; ++i) wanted += "QUFB";
    EXPECT_NE(text.find("\"" + wanted + "QQ==\""), std::string::npos) << text;
}

TEST(Live, CountsWhatASlowReaderMisses) {
    Live live;
    const auto reader = live.subscribe();
    for (std::size_t i = 0; i < max_live_events + 3; ++i)
        live.publish(tests::full_contact(), store::GeoDb());
    live.publish_now("{}");
    EXPECT_EQ(live.dropped(), 3u);
    EXPECT_NE(reader->take().find("event: dropped\ndata: {\"contacts\":3}\n\n"), std::string::npos);
}

TEST(Live, ForgetsReadersThatLeftAndBoundsTheRest) {
    Live live;
    std::vector<std::shared_ptr<runtime::EventStream>> readers;
    for (std::size_t i = 0; i < max_live_readers; ++i) readers.push_back(live.subscribe());
    EXPECT_EQ(live.subscribe(), nullptr);
    readers.front()->close();
    EXPECT_NE(live.subscribe(), nullptr);
    live.close();
    EXPECT_EQ(live.readers(), 0u);
    EXPECT_TRUE(readers.back()->closed());
}

}  // namespace
}  // namespace hitme::console::api
