// SPDX-License-Identifier: Apache-2.0
#include "console/retention/retention.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

TEST(Retention, ARecordThatCannotBeReadIsAnErrorAndNoNumber) {
    tests::ScratchFolder folder;
    auto book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
    const store::Retention settings{7, std::uint64_t{1} << 30};
    EXPECT_EQ(retention_in_force(*book, settings)->retention, settings);
    store::Entry entry;
    entry.kind = retention_kind;
    entry.id = retention_id;
    entry.state = "active";
    entry.body = R"({"keep_days":0,"quota_bytes":1073741824})";
    ASSERT_TRUE(book->put(entry, {}));
    const auto none = retention_in_force(*book, settings);
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().context.find("keep_days"), std::string::npos);
    entry.body = retention_body({3, std::uint64_t{2} << 30});
    ASSERT_TRUE(book->put(entry, {}));
    const auto written = retention_in_force(*book, settings);
    EXPECT_EQ(written->retention, (store::Retention{3, std::uint64_t{2} << 30}));
    EXPECT_EQ(written->version, 2u);
}

}  // namespace
}  // namespace hitme::console
