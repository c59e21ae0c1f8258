// SPDX-License-Identifier: Apache-2.0
#include "console/api/ask.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "store/sqlite/book.h"
#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

std::string_view kind(std::string_view text) {
    const auto subject = subject_of(text);
    if (!subject) return "none";
    if (std::holds_alternative<core::Prefix>(*subject)) return "prefix";
    if (std::holds_alternative<AutonomousSystem>(*subject)) return "as";
    if (std::holds_alternative<store::PayloadHash>(*subject)) return "payload";
    return "signal";
}

TEST(Ask, KnowsWhatIsMeant) {
    for (const char* text : {"192.0.2.1", " 192.0.2.0/24 ", "2001:db8::1", "2001:db8::/32"})
        EXPECT_EQ(kind(text), "prefix") << text;
    for (const char* text : {"AS64500", "as1"}) EXPECT_EQ(kind(text), "as") << text;
    for (const char* text : {"tcp/445", "445", "udp/53", "0", "445/tcp", "53 udp", "TCP 445"})
        EXPECT_EQ(kind(text), "signal") << text;
    // The ways in which people write a port all mean the same one.
    for (const char* text : {"445", "tcp/445", "445/tcp", "tcp 445", "port 445", "Port tcp/445"})
        EXPECT_EQ(std::get<event::Signal>(*subject_of(text)).to_string(), "tcp/445") << text;
    EXPECT_EQ(std::get<event::Signal>(*subject_of("port 53/udp")).to_string(), "udp/53");
    EXPECT_EQ(kind("ba7816bf8f01cfea"), "payload");
    for (const char* text : {"", " ", "AS", "AS4294967296", "192.0.2.256", "70000", "worm", "<b>",
                             "port", "port 70000", "445/445", "tcp/tcp", "/", "445/"})
        EXPECT_EQ(kind(text), "none") << text;
    EXPECT_EQ(kind(std::string(200, '1')), "none");
}

class AskOfAStore : public testing::Test {
 protected:
    AskOfAStore()
        : store_(filled_.reader()),
          book_(std::move(*store::open_sqlite_book(filled_.folder(), store::Access::write))) {}
    boost::json::object ask(std::string_view text) {
        Context context{*store_, geo_, tests::noon()};
        context.book = book_.get();
        context.visibility = &visibility_;
        context.network_has = [](const core::Address& source, core::Time, std::uint32_t number) {
            return number == 64500 && source == *core::Address::parse("192.0.2.77");
        };
        const auto answered = answer_ask(context, text);
        EXPECT_TRUE(answered) << answered.error().context;
        return boost::json::parse(*answered).as_object();
    }
    tests::FilledStore filled_;
    store::GeoDb geo_;
    Visibility visibility_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
};

TEST_F(AskOfAStore, AListedBenignScannerIsNamedAlsoWhereItNeverCame) {
    visibility_.set_benign(
        *parse_benign_list("203.0.113.0/24,research,Example University,page,2026-01-02\n", "list"));
    EXPECT_EQ(ask("203.0.113.7").at("benign").at("class"), "research");
    EXPECT_FALSE(ask("198.51.100.1").contains("benign"));
}

TEST_F(AskOfAStore, AnAddressGivesItsSourceContactsAndRecords) {
    store::Entry entry;
    entry.kind = "case";
    entry.id = "c-1";
    entry.at = tests::noon();
    entry.subject = "192.0.2.77";
    entry.state = "new";
    entry.body = "{}";
    ASSERT_TRUE(book_->put(entry, 0));
    const auto answer = ask("192.0.2.77");
    EXPECT_EQ(answer.at("kind"), "address");
    EXPECT_EQ(answer.at("sources").at("total"), 1);
    EXPECT_EQ(answer.at("sources").at("rows").at(0).at("address"), "192.0.2.77");
    EXPECT_FALSE(answer.at("contacts").at("rows").as_array().empty());
    ASSERT_EQ(answer.at("records").as_array().size(), 1u);
    EXPECT_EQ(answer.at("records").at(0).at("id"), "c-1");
}

TEST_F(AskOfAStore, AnAddressGivesWhatOthersSaidAndCasesThatKnewItEarlier) {
    // An outside_set as docs/formats/book.md has it.
    store::Entry list;
    list.kind = "outside_set";
    list.id = "dshield_as_report-1";
    list.at = tests::noon();
    list.subject = "dshield_as_report";
    list.state = "kept";
    list.body =
        R"({"kind":"dshield_as_report","source":"DShield","licence":"CC BY-NC-SA","subject":"dshield_as_report","fetched_at":"2026-03-01T00:00:00Z","sha256":"ab","skipped":0,"level":"","days":[],"rows":[{"network":"192.0.2.77/32","count":10}]})";
    ASSERT_TRUE(book_->put(list, 0));
    store::Entry moved;
    moved.kind = "case";
    moved.id = "c-2";
    moved.at = tests::noon();
    moved.subject = "192.0.2.99";
    moved.state = "cleaned";
    moved.body = R"({"addresses":[{"address":"192.0.2.77"},{"address":"192.0.2.99"}]})";
    ASSERT_TRUE(book_->put(moved, 0));
    // Other members and notes that name it are no address of the host.
    store::Entry noted = moved;
    noted.id = "c-3";
    noted.subject = "192.0.2.98";
    noted.body =
        R"({"addresses":[{"address":"192.0.2.98"}],"evidence":[{"address":"192.0.2.77"}],"notes":[{"text":"\"address\":\"192.0.2.77\""}]})";
    ASSERT_TRUE(book_->put(noted, 0));
    const auto answer = ask("192.0.2.77");
    EXPECT_EQ(answer.at("others").at("entries").at(0).at("source"), "DShield");
    EXPECT_EQ(answer.at("others").at("entries").at(0).at("network"), "192.0.2.77/32");
    ASSERT_EQ(answer.at("records").as_array().size(), 1u);
    EXPECT_EQ(answer.at("records").at(0).at("id"), "c-2");
    EXPECT_TRUE(ask("192.0.2.7").at("records").as_array().empty()) << "no part of an address";
    EXPECT_FALSE(ask("tcp/445").contains("others"));
}

TEST_F(AskOfAStore, ASystemGivesTheSourcesThatBelongToIt) {
    const auto answer = ask("AS64500");
    EXPECT_EQ(answer.at("kind"), "as");
    EXPECT_EQ(answer.at("sources").at("total"), 1);
    EXPECT_EQ(answer.at("sources").at("rows").at(0).at("address"), "192.0.2.77");
    EXPECT_EQ(ask("AS64501").at("sources").at("total"), 0);
}

TEST_F(AskOfAStore, WordsFindWhatIsCalledSo) {
    store::Entry entry;
    entry.kind = "campaign";
    entry.id = "tcp-445.campaign.1";
    entry.at = tests::noon();
    entry.subject = "tcp/445";
    entry.state = "rising";
    entry.body = R"({"title":"SMB probes of autumn"})";
    ASSERT_TRUE(book_->put(entry, 0));
    for (const char* text : {"Autumn probes", " tcp-445.campaign.1 "}) {
        const auto answer = ask(text);
        EXPECT_EQ(answer.at("kind"), "words");
        ASSERT_EQ(answer.at("records").as_array().size(), 1u) << text;
        EXPECT_EQ(answer.at("records").at(0).at("id"), "tcp-445.campaign.1");
        EXPECT_EQ(answer.at("records").at(0).at("title"), "SMB probes of autumn");
    }
    EXPECT_EQ(ask("port 445").at("query"), "tcp/445");
    EXPECT_EQ(ask("no/such").at("records").as_array().size(), 0u);
}

TEST_F(AskOfAStore, ANetworkAndASignalAndAPayload) {
    EXPECT_EQ(ask("192.0.2.0/24").at("kind"), "network");
    EXPECT_EQ(ask("198.51.100.0/24").at("sources").at("total").as_int64() >= 0, true);
    const auto first = ask("192.0.2.77").at("contacts").at("rows").at(0).as_object();
    if (const auto* hash = first.if_contains("first_bytes_sha256")) {
        const auto payload = ask(std::string(hash->as_string()));
        EXPECT_EQ(payload.at("kind"), "payload");
        EXPECT_FALSE(payload.at("contacts").at("rows").as_array().empty());
    }
    Context context{*store_, geo_, tests::noon()};
    for (const auto& refused : {std::string(" "), std::string("x"), std::string(129, 'x')})
        EXPECT_EQ(answer_ask(context, refused).error().code, core::ErrorCode::bad_input);
}

}  // namespace
}  // namespace hitme::console::api
