// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/port_advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(PortAdvice, SaysOf445WhatBothReportsSaid) {
    std::string all;
    for (const auto& advice : advice_for(*event::Signal::parse("tcp/445"))) {
        all += std::string(advice.text) + '\n';
        EXPECT_FALSE(advice.source.empty());
    }
    EXPECT_THAT(all, testing::HasSubstr("Block 445/tcp at the border"));
    EXPECT_THAT(all, testing::HasSubstr("servers first"));
    EXPECT_THAT(all, testing::HasSubstr("hosts without SMB"));
    EXPECT_THAT(all, testing::HasSubstr("internal host"));
}

TEST(PortAdvice, HasSomethingForAnyPort) {
    EXPECT_EQ(advice_for(*event::Signal::parse("udp/9")).size(), 4u);
    EXPECT_EQ(service_of(*event::Signal::parse("udp/9")), "");
}

}  // namespace
}  // namespace hitme::console
