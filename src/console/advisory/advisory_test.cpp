// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/advisory.h"

#include <gtest/gtest.h>

#include "support/advisory_material.h"

namespace hitme::console {
namespace {

TEST(AdvisoryRecord, IsReadAsItWasWritten) {
    auto advisory = *draft_advisory(tests::made_material(), runtime::Zone::utc());
    advisory.id = "a";
    advisory.statements[1].superseded_by = "s3";
    advisory.updates.push_back({tests::at("2009-01-25"), "** x", "mara", {"s3"}, {"s2"}, "why"});
    const auto entry = advisory_entry(advisory, tests::at("2009-01-25"), "mara");
    const auto again = advisory_of(entry);
    ASSERT_TRUE(again) << again.error().context;
    EXPECT_EQ(advisory_entry(*again, entry.at, "mara").body, entry.body);
}

TEST(AdvisoryRecord, ABodyThatIsNoneIsNamed) {
    store::Entry entry;
    entry.id = "a";
    entry.body = R"({"subject":"tcp/445"})";
    EXPECT_NE(advisory_of(entry).error().context.find("title"), std::string::npos);
}

}  // namespace
}  // namespace hitme::console
