// SPDX-License-Identifier: Apache-2.0
#include "console/notice.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(Notice, NamesAreReadBack) {
    EXPECT_EQ(name_of(NoticeKind::own_network), "own_network");
    EXPECT_EQ(notice_kind_named("internal_host"), NoticeKind::internal_host);
    EXPECT_EQ(notice_kind_named("test"), NoticeKind::test);
    EXPECT_FALSE(notice_kind_named("Test").has_value());
    EXPECT_EQ(severity_named("critical"), Severity::critical);
    EXPECT_FALSE(severity_named("").has_value());
}

}  // namespace
}  // namespace hitme::console
