// SPDX-License-Identifier: Apache-2.0
#include "console/api/word_search.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console::api {
namespace {

class WordSearch : public testing::Test {
 protected:
    // Members as docs/formats/book.md has them.
    WordSearch() {
        put("campaign", "tcp-445.campaign.1", "tcp/445",
            R"({"title":"SMB probes of Autumn","aliases":["Conficker?"]})");
        put("campaign", "tcp-3389.campaign.1", "tcp/3389", R"({"title":"RDP guesses"})");
        put("advisory", "tcp-445.campaign.1.advisory.1", "tcp-445.campaign.1",
            R"({"title":"Probes of port 445 rise"})");
        put("case", "c-0123456789", "10.1.2.3",
            R"({"name":"LAPTOP-7","mac":"00:11:22:33:44:55","owner":"mara","addresses":[{"address":"10.1.2.2"},{"address":"10.1.2.3"}]})");
        put("case", "c-9876543210", "10.1.2.4", R"({"addresses":[{"address":"10.1.2.4"}]})");
    }
    void put(const char* kind, const std::string& id, const char* subject, const char* body) {
        store::Entry entry;
        entry.kind = kind;
        entry.id = id;
        entry.at = *core::parse_time("2026-03-01T12:00:00Z");
        entry.author = "mara";
        entry.subject = subject;
        entry.state = "new";
        entry.body = body;
        ASSERT_TRUE(book->put(entry, 0));
    }
    /// "id id ", in the order that was given.
    std::string ids(std::string_view text) {
        std::string ids;
        const auto found = records_called(*book, text);
        EXPECT_TRUE(found);
        for (const auto& one : *found) ids += one.id + ' ';
        return ids;
    }
    tests::ScratchFolder folder;
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
};

TEST_F(WordSearch, AnIdAndItsBeginningFindTheRecord) {
    EXPECT_EQ(ids("tcp-3389.campaign.1"), "tcp-3389.campaign.1 ");
    EXPECT_EQ(ids("tcp-445"), "tcp-445.campaign.1 tcp-445.campaign.1.advisory.1 ");
    EXPECT_EQ(ids(" c-0123456789 "), "c-0123456789 ");
}

TEST_F(WordSearch, WordsOfATitleFindItInAnyOrder) {
    EXPECT_EQ(ids("probes"), "tcp-445.campaign.1 tcp-445.campaign.1.advisory.1 ");
    EXPECT_EQ(ids("autumn SMB"), "tcp-445.campaign.1 ");
    EXPECT_EQ(ids("rise probes"), "tcp-445.campaign.1.advisory.1 ");
    EXPECT_EQ(ids("conficker"), "tcp-445.campaign.1 ");
    EXPECT_EQ(ids("autumn rdp"), "") << "each word must stand there";
    const auto found = *records_called(*book, "rdp");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].title, "RDP guesses");
    EXPECT_EQ(found[0].kind, "campaign");
}

TEST_F(WordSearch, ACaseIsCalledByItsHost) {
    for (const char* name : {"laptop-7", "00:11:22", "mara", "10.1.2.2"})
        EXPECT_EQ(ids(name), "c-0123456789 ") << name;
    EXPECT_EQ((*records_called(*book, "laptop"))[0].title, "LAPTOP-7");
    EXPECT_EQ((*records_called(*book, "10.1.2.4"))[0].title, "10.1.2.4") << "no name is known";
}

TEST_F(WordSearch, ALetterAloneFindsNothing) {
    for (const char* text : {"", "  ", "a"}) EXPECT_EQ(ids(text), "") << text;
}

TEST_F(WordSearch, OnlySoManyOfAKindAreGiven) {
    for (int i = 0; i < 12; ++i)
        put("campaign", "udp-53.campaign." + std::to_string(i + 1), "udp/53",
            R"({"title":"Resolvers"})");
    const auto found = *records_called(*book, "resolvers");
    EXPECT_EQ(found.size(), 10u);
    // An id is found also where ten others begin with it.
    EXPECT_EQ((*records_called(*book, "udp-53.campaign.1"))[0].id, "udp-53.campaign.1");
}

}  // namespace
}  // namespace hitme::console::api
