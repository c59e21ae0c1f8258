// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/publishing.h"

#include <gtest/gtest.h>

#include "console/advisory/render.h"
#include "store/sqlite/book.h"
#include "support/advisory_material.h"
#include "support/filled_store.h"

namespace hitme::console {
namespace {

struct Heard : Notices {
    void tell(Notice notice) override { titles.push_back(notice.title); }
    std::vector<std::string> titles;
};

TEST(Publishing, TellsOnceAndDoesNotJudgeAgainWhatWasPublished) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    auto book = std::move(*store::open_sqlite_book(filled.folder(), store::Access::write));
    const auto now = tests::at("2008-11-08T00:10:00Z");
    const auto material = tests::made_material();
    ASSERT_TRUE(book->put(campaign_entry(material.campaign, now, "hitme"), 0));
    for (const auto& finding : material.findings)
        ASSERT_TRUE(book->put(finding_entry(finding, now), 0));
    const AdvisorySources none;
    Publishing publishing(*store, *book, none);
    Heard heard;
    const Writer writer{"mara", now, std::nullopt, &heard};
    const auto draft = publishing.draft(material.campaign.id, runtime::Zone::utc(), {}, writer);
    ASSERT_TRUE(draft) << draft.error().context;
    EXPECT_TRUE(heard.titles.empty());
    const auto published = publishing.publish(draft->advisory.id, writer);
    ASSERT_TRUE(published) << published.error().context;
    EXPECT_TRUE(published->problems.empty());
    ASSERT_EQ(heard.titles.size(), 1u);
    EXPECT_EQ(publishing.published()->size(), 1u);
    // A second draft has a number of its own.
    const auto again = publishing.draft(material.campaign.id, runtime::Zone::utc(), {}, writer);
    EXPECT_EQ(again->advisory.id, "tcp-445.campaign.1.advisory.2");
    EXPECT_TRUE(publishing.show(draft->advisory.id)->problems.empty());
    // Taken back, whatever the words: it stays, says why, and nothing in it changes any more.
    EXPECT_EQ(publishing.withdraw(again->advisory.id, "x", writer).error().code,
              core::ErrorCode::refused)
        << "a draft is no word that was given";
    const auto back =
        publishing.withdraw(draft->advisory.id, "It was our own exponential scanner.", writer);
    ASSERT_TRUE(back) << back.error().context;
    EXPECT_EQ(heard.titles.back().substr(0, 10), "Withdrawn:");
    EXPECT_EQ(publishing.published()->size(), 1u);
    const auto text = as_text(publishing.show(draft->advisory.id)->advisory, runtime::Zone::utc());
    EXPECT_EQ(text.substr(0, 11), "Withdrawn: ");
    EXPECT_NE(text.find("** Sat 2008-11-08 12:10 AM UTC Withdrawn:"), std::string::npos) << text;
    EXPECT_NE(text.find("It was our own exponential scanner."), std::string::npos);
    EXPECT_NE(as_atom(*publishing.published()).find("Withdrawn: "), std::string::npos);
    EXPECT_EQ(publishing.edit(draft->advisory.id, {}, writer).error().code,
              core::ErrorCode::refused);
    EXPECT_EQ(publishing.publish(draft->advisory.id, writer).error().code,
              core::ErrorCode::refused);
    EXPECT_EQ(publishing.withdraw(draft->advisory.id, "again", writer).error().code,
              core::ErrorCode::refused);
}

}  // namespace
}  // namespace hitme::console
