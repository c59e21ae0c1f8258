// SPDX-License-Identifier: Apache-2.0
#include "link/memory_link.h"

#include <gtest/gtest.h>

#include <thread>

namespace hitme::link {
namespace {

using namespace std::chrono_literals;

event::Event contact(std::uint64_t sequence) {
    event::Contact c;
    c.sequence = sequence;
    return c;
}

std::uint64_t sequence_of(const event::Event& event) {
    return std::get<event::Contact>(event).sequence;
}

TEST(MemoryLink, NumbersDeliveriesAndGivesTheSameBatchUntilAcknowledged) {
    MemoryLink link{"a", 5, 10};
    for (std::uint64_t i = 1; i <= 5; ++i) {
        auto event = contact(i);
        EXPECT_TRUE(link.offer(event));
    }
    auto first = link.take(3, 0ns);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->first_delivery, 1u);
    EXPECT_EQ(first->events.size(), 3u);
    auto again = link.take(10, 0ns);
    EXPECT_EQ(again->first_delivery, 1u);
    EXPECT_EQ(again->events.size(), 3u);
    link.acknowledge();
    auto rest = link.take(10, 0ns);
    EXPECT_EQ(rest->first_delivery, 4u);
    EXPECT_EQ(sequence_of(rest->events.at(1)), 5u);
    link.acknowledge();
    EXPECT_FALSE(link.take(10, 0ns));
}

TEST(MemoryLink, RefusesWhenFullAndLeavesTheEventWhole) {
    MemoryLink link{"a", 5, 1};
    auto one = contact(1);
    auto two = contact(2);
    EXPECT_TRUE(link.offer(one));
    EXPECT_FALSE(link.offer(two));
    EXPECT_EQ(sequence_of(two), 2u);
}

TEST(MemoryLink, RefusesWhenTooManyBytesWaitUntilABatchIsAcknowledged) {
    MemoryLink link{"a", 5, 1'000'000};
    std::size_t taken = 0;
    const auto large = [] {
        event::Contact c;
        c.first_bytes.resize(1 << 20);
        return event::Event{std::move(c)};
    };
    for (auto event = large(); link.offer(event); event = large()) ++taken;
    EXPECT_EQ(taken, MemoryLink::max_bytes >> 20);
    ASSERT_TRUE(link.take(3, 0ns));
    auto event = large();
    EXPECT_FALSE(link.offer(event));
    link.acknowledge();
    for (int i = 0; i < 3; ++i) {
        event = large();
        EXPECT_TRUE(link.offer(event));
    }
    event = large();
    EXPECT_FALSE(link.offer(event));
}

TEST(MemoryLink, GivesWhatIsLeftAfterClosingThenNothing) {
    MemoryLink link{"a", 5, 10};
    auto one = contact(1);
    link.offer(one);
    link.close();
    auto late = contact(2);
    EXPECT_FALSE(link.offer(late));
    EXPECT_TRUE(link.take(10, 1h));
    link.acknowledge();
    EXPECT_FALSE(link.take(10, 1h));
}

TEST(MemoryLink, CarriesEverythingAcrossThreadsInOrder) {
    MemoryLink link{"a", 5, 64};
    constexpr std::uint64_t count = 20000;
    std::thread sender([&] {
        for (std::uint64_t i = 1; i <= count; ++i) {
            auto event = contact(i);
            while (!link.offer(event)) std::this_thread::yield();
        }
        link.close();
    });
    std::uint64_t next = 1;
    while (auto batch = link.take(50, 10s)) {
        EXPECT_EQ(batch->first_delivery, next);
        for (const auto& event : batch->events) EXPECT_EQ(sequence_of(event), next++);
        link.acknowledge();
    }
    sender.join();
    EXPECT_EQ(next, count + 1);
}

}  // namespace
}  // namespace hitme::link
