// SPDX-License-Identifier: Apache-2.0
#include "runtime/event_stream.h"

#include <gtest/gtest.h>

namespace hitme::runtime {
namespace {

// The form is that of the HTML standard, section 9.2.6.
TEST(EventStream, WritesNameDataAndAnEmptyLine) {
    EventStream stream{4, 1 << 10};
    EXPECT_EQ(stream.push("contact", "{\"a\":1}"), EventStream::Push::queued);
    EXPECT_EQ(stream.take(), "event: contact\ndata: {\"a\":1}\n\n");
    EXPECT_EQ(stream.take(), "");
}

TEST(EventStream, KeepsLineBreaksInsideOneEvent) {
    EXPECT_EQ(format_event("note", "one\r\ntwo"), "event: note\ndata: one\ndata: two\n\n");
}

TEST(EventStream, DropsWhatDoesNotFitAndTellsTheReaderOnce) {
    EventStream stream{2, 1 << 10};
    stream.push("contact", "1");
    stream.push("contact", "2");
    EXPECT_EQ(stream.push("contact", "3"), EventStream::Push::dropped);
    EXPECT_EQ(stream.push("contact", "4"), EventStream::Push::dropped);
    EXPECT_EQ(stream.dropped(), 2u);
    EXPECT_EQ(stream.take(),
              "event: contact\ndata: 1\n\nevent: contact\ndata: 2\n\n"
              "event: dropped\ndata: {\"contacts\":2}\n\n");
    stream.push("contact", "5");
    EXPECT_EQ(stream.take(), "event: contact\ndata: 5\n\n");
}

TEST(EventStream, DropsStatesWithoutTelling) {
    EventStream stream{1, 1 << 10};
    stream.push("contact", "1");
    EXPECT_EQ(stream.push_state("now", "{}"), EventStream::Push::dropped);
    EXPECT_EQ(stream.take(), "event: contact\ndata: 1\n\n");
}

TEST(EventStream, IsBoundedInBytesToo) {
    EventStream stream{100, 64};
    EXPECT_EQ(stream.push("contact", std::string(65, 'x')), EventStream::Push::dropped);
    EXPECT_EQ(stream.take(), "event: dropped\ndata: {\"contacts\":1}\n\n");
}

TEST(EventStream, WakesTheServerAtEachPushAndAtTheEnd) {
    EventStream stream{4, 1 << 10};
    int woken = 0;
    stream.attach([&woken] { ++woken; });
    stream.push("contact", "1");
    EXPECT_EQ(woken, 1);
    stream.close();
    EXPECT_EQ(woken, 2);
    EXPECT_TRUE(stream.closed());
    EXPECT_EQ(stream.push("contact", "2"), EventStream::Push::closed);
}

}  // namespace
}  // namespace hitme::runtime
