// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/waves.h"

#include <gtest/gtest.h>

namespace hitme::console::incidents {
namespace {

using namespace std::chrono_literals;
const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");
const event::Signal smb{event::Transport::tcp, 445};

TEST(Waves, TwentySourcesInTenMinutesAreOneWave) {
    Waves waves;
    for (int i = 0; i < 19; ++i) EXPECT_EQ(waves.opened(smb, noon + i * 10s), WaveStep::alone);
    EXPECT_EQ(waves.opened(smb, noon + 190s), WaveStep::begun);
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(waves.opened(smb, noon + 200s + i * 1s), WaveStep::joined);
    ASSERT_NE(waves.on(smb), nullptr);
    EXPECT_EQ(waves.on(smb)->openings, 1020u);
    EXPECT_TRUE(waves.end_silent(noon + 200s + 999s + 30min).empty());
    const auto ended = waves.end_silent(noon + 200s + 999s + 30min + 1ns);
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].first, noon);
    EXPECT_EQ(waves.on(smb), nullptr);
}

TEST(Waves, ASteadyTrickleIsNone) {
    Waves waves;
    // Every 40 s: 16 in any ten minutes.
    for (int i = 0; i < 500; ++i) EXPECT_EQ(waves.opened(smb, noon + i * 40s), WaveStep::alone);
}

TEST(Waves, AScanOfAllPortsByManyKeepsToItsBound) {
    Waves waves;
    for (int i = 0; i < 20; ++i) waves.opened(smb, noon);
    for (std::uint32_t port = 1; port < 60'000; port += 3)
        waves.opened({event::Transport::udp, static_cast<std::uint16_t>(port)}, noon + port * 1ms);
    EXPECT_EQ(waves.watched(), max_watched_signals);
    EXPECT_NE(waves.on(smb), nullptr) << "a running wave is not forgotten for it";
}

}  // namespace
}  // namespace hitme::console::incidents
