// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/connections.h"

#include <gtest/gtest.h>

#include <deque>

#include "core/random.h"

namespace hitme::sensor {
namespace {

TEST(Connections, AreSmall) {
    // The issue allows 1 KiB of user space for a held idle connection.
    EXPECT_LE(sizeof(Connection), 176u);
}

TEST(Connections, TellALateEventOfAFormerConnection) {
    Connections connections;
    const auto slot = connections.make();
    connections.at(slot).socket = 5;
    const auto generation = connections.at(slot).generation;
    EXPECT_TRUE(connections.holds(slot, generation));
    connections.release(slot);
    EXPECT_FALSE(connections.holds(slot, generation));
    const auto again = connections.make();
    EXPECT_EQ(again, slot);
    connections.at(again).socket = 5;
    EXPECT_FALSE(connections.holds(again, generation));
}

TEST(Connections, KeepTheirListsInOrderUnderRandomUse) {
    Connections connections;
    std::vector<std::uint32_t> slots;
    for (int i = 0; i < 20; ++i) {
        slots.push_back(connections.make());
        connections.at(slots.back()).socket = i;
    }
    std::deque<std::uint32_t> model;
    core::Random random{5};
    for (int step = 0; step < 20000; ++step) {
        const auto slot = slots[random.below(slots.size())];
        std::erase(model, slot);
        if (random.below(3) == 0) {
            connections.dequeue(Queue::idle, slot);
        } else {
            connections.enqueue(Queue::idle, slot);
            model.push_back(slot);
        }
        ASSERT_EQ(connections.front(Queue::idle), model.empty() ? no_slot : model.front());
    }
    while (!model.empty()) {
        ASSERT_EQ(connections.front(Queue::idle), model.front());
        connections.release(model.front());
        model.pop_front();
    }
    EXPECT_EQ(connections.front(Queue::idle), no_slot);
}

}  // namespace
}  // namespace hitme::sensor
