// SPDX-License-Identifier: Apache-2.0
#include "console/export/block_lists.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <thread>

#include "console/export/export_area.h"
#include "runtime/settings_catalogue.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/hostile_contact.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

core::Result<std::vector<BlockListRule>> rules_of(const std::string& text) {
    const auto document =
        runtime::SettingsDocument::parse(text, "a.toml", runtime::settings_catalogue());
    if (!document) return document.error();
    return block_list_rules(*document);
}

TEST(BlockListRules, ComeFromTheSettingsFile) {
    EXPECT_EQ(rules_of("")->front().name, "default");
    const auto rules = rules_of(
        "[[blocklist]]\nname = \"edge\"\nsensors = 1\nexpire = \"2h\"\nnever = [\"61.0.0.0/8\"]\n");
    ASSERT_TRUE(rules.has_value()) << rules.error().context;
    EXPECT_EQ(rules->front().expire, 2h);
    EXPECT_EQ(rules->front().never.size(), 1u);
    EXPECT_EQ(rules_of("[[blocklist]]\nname = \"Edge\"\n").error().context.substr(0, 25),
              "a.toml:2: blocklist.name:");
    EXPECT_EQ(
        rules_of("[[blocklist]]\nname = \"a\"\nnever = [\"x\"]\n").error().context.substr(0, 26),
        "a.toml:3: blocklist.never:");
    EXPECT_EQ(rules_of("[[blocklist]]\nname = \"a\"\n[[blocklist]]\nname = \"a\"\n")
                  .error()
                  .context.substr(0, 25),
              "a.toml:4: blocklist.name:");
}

/// A console's block lists over a store that saw 61.218.147.66 three times an hour ago on two sensors.
class BlockListsTest : public testing::Test {
 protected:
    BlockListsTest() {
        auto writer = *store::open_sqlite_store({folder.path(), 0, 0}, store::Access::write);
        for (const char* sensor : {"alpha", "beta"}) {
            event::Batch batch;
            batch.sensor = sensor;
            batch.epoch = 1;
            batch.first_delivery = 1;
            for (std::uint64_t i = 1; i <= 2; ++i) {
                auto contact = tests::plain_contact("61.218.147.66", "2026-03-08T11:00:00Z");
                contact.sensor = sensor;
                contact.sequence = i;
                batch.events.emplace_back(contact);
            }
            EXPECT_TRUE(writer->append(batch));
        }
        writer.reset();
        store = *store::open_sqlite_store({folder.path(), 0, 0}, store::Access::read);
        lists = std::make_shared<BlockLists>(
            *rules_of(""), SourceEvidence::Takes::seen,
            [this] {
                return store::open_sqlite_store({folder.path(), 0, 0}, store::Access::read);
            },
            ClassOf{}, clock);
    }
    void start() {
        lists->start();
        while (!lists->ready()) std::this_thread::yield();
    }
    runtime::HttpResponse ask(std::string_view method, std::string_view path,
                              std::string_view query = "", std::string_view body = "",
                              Role role = Role::admin) {
        ExportArea area{lists, {}, benign_list};
        const AreaContext context{*store, *book, geo, clock.now(), false};
        return *area.answer(context, {method, path, query, body, {"mara", role}});
    }
    std::string plain(const char* query = "") {
        std::string text = ask("GET", "/api/v1/exports/blocklist", query).body;
        // What is said beside the entries has tests of its own (block_list_test.cpp).
        std::string entries;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
            if (text[at] != '#') entries += text.substr(at, end - at);
            at = end;
        }
        return entries;
    }

    tests::ScratchFolder folder;
    runtime::ManualClock clock{*core::parse_time("2026-03-08T12:00:00Z")};
    std::unique_ptr<store::EventStore> store;
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
    store::GeoDb geo;
    std::shared_ptr<BlockLists> lists;
    std::string benign_list;
};

TEST_F(BlockListsTest, GiveNoListBeforeTheStoreIsRead) {
    EXPECT_EQ(ask("GET", "/api/v1/exports/blocklist").status, 503u);
    start();
    EXPECT_EQ(plain(), "61.218.147.66\n");
    EXPECT_NE(plain("form=nft")
                  .find("add element inet hitme hitme_default_v4 { 61.218.147.66 timeout 82800s }"),
              std::string::npos);
    EXPECT_EQ(ask("GET", "/api/v1/exports/blocklist", "form=xml").status, 400u);
    EXPECT_EQ(ask("GET", "/api/v1/exports/blocklist", "rule=none").status, 404u);
    // 24 h after the last contact the entry is gone.
    clock.advance(23h);
    EXPECT_EQ(plain(), "");
    EXPECT_NE(ask("GET", "/api/v1/exports/blocklist").body.find("1 over, 1d after their last"),
              std::string::npos)
        << "an empty list says why";
    lists->stop();
}

TEST_F(BlockListsTest, FollowWhatIsStored) {
    start();
    event::Batch batch;
    store::Appended appended;
    for (int i = 0; i < 3; ++i) {
        auto contact = tests::plain_contact("61.218.147.67", "2026-03-08T12:00:00Z");
        contact.sensor = i == 0 ? "alpha" : "beta";
        batch.events.emplace_back(contact);
        appended.fates.push_back(store::Fate::stored);
    }
    lists->stored(batch, appended);
    while (plain().find("61.218.147.67") == std::string::npos) std::this_thread::yield();
    lists->stop();
}

// An old log that is imported, or a sensor that was cut off: seen before the program began, stored afterwards.
TEST_F(BlockListsTest, CountWhatComesLate) {
    start();
    event::Batch batch{"import", 7, 1, {}};
    for (std::uint64_t i = 1; i <= 3; ++i) {
        auto contact = tests::plain_contact("45.155.204.9", "2026-03-08T10:00:00Z");
        contact.sensor = i == 1 ? "gamma" : "delta";
        contact.epoch = 7;
        contact.sequence = i;
        batch.events.emplace_back(contact);
    }
    store::Appended appended;
    appended.fates.assign(3, store::Fate::stored);
    lists->stored(batch, appended);
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (plain() == "61.218.147.66\n" && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(plain(), "45.155.204.9\n61.218.147.66\n");
    lists->stop();
}

TEST_F(BlockListsTest, OwnAndAllowedNetworksOfTheBookLeaveAtOnce) {
    start();
    store::Entry entry;
    entry.kind = "allow_rule";
    entry.id = "r-1";
    entry.author = "mara";
    entry.state = "active";
    entry.body =
        R"({"network":"61.218.147.66","from":"2026-03-08T00:00:00Z","expires":"2026-03-09T00:00:00Z"})";
    ASSERT_TRUE(book->put(entry, 0));
    EXPECT_EQ(plain(), "");
    const auto entries = boost::json::parse(ask("GET", "/api/v1/exports/blocklist/entries").body);
    EXPECT_EQ(entries.at("left_out").at("allowed"), 1);
    EXPECT_EQ(entries.at("sources_known"), 1);
    lists->stop();
}

// One judgement: whom the list leaves out, the indicators leave out, too.
TEST_F(BlockListsTest, BenignScannersAreOnNoListAndInNoIndicator) {
    start();
    const auto indicators = [&] {
        return ask("GET", "/api/v1/exports/zeek", "from=2026-03-08T10:00:00Z");
    };
    const auto left_out = [](const runtime::HttpResponse& response) {
        for (const auto& header : response.headers)
            if (header.name == "Hitme-Left-Out") return header.value;
        return std::string{};
    };
    EXPECT_NE(indicators().body.find("61.218.147.66"), std::string::npos);
    EXPECT_EQ(left_out(indicators()), "");
    benign_list = folder.path() + "/benign.csv";
    std::ofstream(benign_list)
        << "61.218.147.64/28,research,Example University,https://example.edu/scans,2026-03-01\n";
    EXPECT_EQ(plain(), "");
    EXPECT_NE(ask("GET", "/api/v1/exports/blocklist").body.find("# left out: benign 1\n"),
              std::string::npos);
    const auto without = indicators();
    EXPECT_EQ(without.body.find("61.218.147.66"), std::string::npos);
    EXPECT_EQ(left_out(without), "benign=4");  // contacts: two of each sensor
    lists->stop();
}

TEST_F(BlockListsTest, ARuleThatDoesNotParseIsRefusedWithItsLineAndTheOldOneStays) {
    start();
    EXPECT_EQ(
        ask("PUT", "/api/v1/exports/blocklist/rules/edge", "", R"({"sensors":2,"contacts":4})")
            .status,
        200u);
    EXPECT_EQ(plain("rule=edge"), "61.218.147.66\n");
    const auto refused = ask("PUT", "/api/v1/exports/blocklist/rules/edge", "",
                             "{\n\"sensors\": 2,\n\"stage\": \"x\"}");
    EXPECT_EQ(refused.status, 400u);
    EXPECT_NE(refused.body.find("line 3: stage"), std::string::npos) << refused.body;
    EXPECT_EQ(plain("rule=edge"), "61.218.147.66\n");
    EXPECT_EQ(ask("PUT", "/api/v1/exports/blocklist/rules/edge", "", "{}", Role::analyst).status,
              403u);
    EXPECT_EQ(ask("PUT", "/api/v1/exports/blocklist/rules/E%20", "", "{}").status, 400u);
    const auto rules =
        boost::json::parse(ask("GET", "/api/v1/exports/blocklist/rules").body).at("rules");
    EXPECT_EQ(rules.at(1).at("from"), "book");
    EXPECT_EQ(ask("DELETE", "/api/v1/exports/blocklist/rules/edge").status, 200u);
    EXPECT_EQ(ask("GET", "/api/v1/exports/blocklist", "rule=edge").status, 404u);
    EXPECT_EQ(ask("DELETE", "/api/v1/exports/blocklist/rules/default").status, 404u);
    lists->stop();
}

}  // namespace
}  // namespace hitme::console
