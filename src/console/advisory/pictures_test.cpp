// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/finding.h"
#include "store/sqlite/book.h"
#include "support/advisory_material.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;

class AdvisoryPictures : public testing::Test {
 protected:
    AdvisoryPictures() {
        for (const auto& [id, hosts] : {std::pair{"a", "5"}, std::pair{"b", "9"}}) {
            store::Entry entry;
            entry.kind = finding_chart_kind;
            entry.id = id;
            entry.body = R"({"bin_seconds":3600,"bins":[{"at":"2009-01-24T10:00:00Z","hosts":)" +
                         std::string(hosts) +
                         R"(,"loud":0,"exposure":1,"judged":true}],"curves":[],"forecasts":[]})";
            EXPECT_TRUE(book_->put(entry, {}));
        }
        AdvisoryStatement told;
        told.id = "s1";
        told.text = "Linear.";
        told.links = {{"measure", "m", "", {}, {}},
                      {"finding", "none", "", {}, {}},
                      {"finding", "a", "", {}, {}},
                      {"finding", "b", "", {}, {}}};
        advisory_.statements = {told};
    }
    tests::ScratchFolder folder_;
    std::unique_ptr<store::Book> book_ =
        std::move(*store::open_sqlite_book(folder_.path(), store::Access::write));
    Advisory advisory_;
};

TEST_F(AdvisoryPictures, ShowTheFirstChartOnBothAxes) {
    const auto figures = pictures_of(*book_, advisory_, runtime::Zone::utc());
    ASSERT_TRUE(figures);
    ASSERT_EQ(figures->original.size(), 2u);
    EXPECT_EQ(figures->original[0].finding, "a");
    EXPECT_THAT(figures->original[0].svg, HasSubstr("Last bin: 5 hosts"));
    EXPECT_THAT(figures->original[1].svg, HasSubstr("logarithmic"));
    const auto page = as_html(advisory_, runtime::Zone::utc(), *figures);
    EXPECT_THAT(page, HasSubstr("<figure><svg"));
    EXPECT_THAT(page, HasSubstr("fitted to them in a.</figcaption>"));
}

TEST_F(AdvisoryPictures, AnUpdateHasItsOwnAndTheOriginalKeepsIts) {
    AdvisoryStatement later;
    later.id = "s2";
    later.section = Section::update;
    later.links = {{"finding", "b", "", {}, {}}};
    advisory_.statements.push_back(later);
    AdvisoryUpdate update;
    update.statements = {"s2"};
    advisory_.updates = {update};
    const auto figures = pictures_of(*book_, advisory_, runtime::Zone::utc());
    ASSERT_TRUE(figures);
    EXPECT_EQ(figures->original[0].finding, "a");
    ASSERT_EQ(figures->updates.size(), 1u);
    ASSERT_EQ(figures->updates[0].size(), 2u);
    EXPECT_EQ(figures->updates[0][0].finding, "b");
}

TEST_F(AdvisoryPictures, WithoutAChartThereIsNone) {
    advisory_.statements[0].links.clear();
    EXPECT_TRUE(pictures_of(*book_, advisory_, runtime::Zone::utc())->original.empty());
}

}  // namespace
}  // namespace hitme::console
