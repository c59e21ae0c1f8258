// SPDX-License-Identifier: Apache-2.0
#include "console/measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/filled_store.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;

TEST(Measures, AreCountedFromTheStore) {
    // support/filled_store.h: 2 sources on tcp/445, one contact each; alpha listened 11:00 to 12:00.
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const auto measures = measures_of(*store, *event::Signal::parse("tcp/445"),
                                      tests::noon() - std::chrono::hours{1}, tests::noon());
    ASSERT_TRUE(measures);
    ASSERT_EQ(measures->size(), 4u);
    EXPECT_THAT(
        (*measures)[1].sentence,
        HasSubstr("2 sources made 2 contacts; the first 2 of 2: 192.0.2.77, 198.51.100.9."));
    EXPECT_THAT((*measures)[2].sentence, HasSubstr("1 of 1 sensors saw it: alpha (2)."));
    // 60 heartbeats of a minute each, the last of which ends at noon itself.
    EXPECT_EQ((*measures)[3].value, 1);
    // Nothing is known of the day before: no interval of new hosts.
    EXPECT_FALSE((*measures)[0].value);
    EXPECT_THAT((*measures)[1].query,
                HasSubstr("signal=tcp/445&from=2026-03-01T11:00:00Z&to=2026-03-01T12:00:00Z"));
}

TEST(Measures, OfASilentSignalAreCoverageAlone) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const auto measures = measures_of(*store, *event::Signal::parse("tcp/23"),
                                      tests::noon() - std::chrono::hours{1}, tests::noon());
    ASSERT_TRUE(measures);
    ASSERT_EQ(measures->size(), 1u);
    EXPECT_EQ(measures->front().id, "coverage");
}

}  // namespace
}  // namespace hitme::console
