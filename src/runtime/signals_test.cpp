// SPDX-License-Identifier: Apache-2.0
#include "runtime/signals.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>

namespace hitme::runtime {
namespace {

using namespace std::chrono_literals;

TEST(Signals, AreReadFromADescriptorInsteadOfEndingTheProgram) {
    auto signals = Signals::open();
    ASSERT_TRUE(signals.has_value());
    EXPECT_FALSE(signals->take());
    ::kill(::getpid(), SIGTERM);
    pollfd watched{signals->descriptor(), POLLIN, 0};
    ASSERT_EQ(::poll(&watched, 1, 5000), 1);
    EXPECT_EQ(signals->take(), SIGTERM);
    EXPECT_FALSE(signals->take());
}

TEST(Signals, WakeWhoWaitsForThem) {
    auto signals = Signals::open();
    ASSERT_TRUE(signals.has_value());
    ::kill(::getpid(), SIGINT);
    EXPECT_EQ(signals->wait(5s), SIGINT);
    EXPECT_EQ(signals->wait(1ms), std::nullopt);
}

TEST(Signals, StayWithTheObjectThatTookThemOver) {
    auto first = Signals::open();
    ASSERT_TRUE(first.has_value());
    Signals second = std::move(*first);
    ::kill(::getpid(), SIGTERM);
    EXPECT_EQ(second.wait(5s), SIGTERM);
}

}  // namespace
}  // namespace hitme::runtime
