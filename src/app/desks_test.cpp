// SPDX-License-Identifier: Apache-2.0
#include "app/desks.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <thread>

#include "console/access/tokens.h"
#include "console/ingest/ingest.h"
#include "core/text.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/location_sample.h"
#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::app {
namespace {

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(Desks, LendTokensThatOpenWhatTheirScopesName) {
    const tests::ScratchFolder folder;
    const runtime::ManualClock clock{noon};
    auto desks = Desks::open({folder.path(), false, {}}, clock);
    ASSERT_TRUE(desks) << desks.error().context;
    console::api::ApiHooks hooks;
    (*desks)->lend(hooks);
    ASSERT_TRUE(hooks.sessions && hooks.token_caller);
    EXPECT_FALSE(hooks.areas.empty());

    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    console::ApiToken token;
    token.label = "firewall";
    token.scopes = {"read:exports"};
    token.expires_at = noon + std::chrono::hours{1};
    ASSERT_TRUE(console::write_token(*book, token, "hitme_secret", "mara", noon));
    const auto caller =
        hooks.token_caller(*book, "hitme_secret", "GET", "/api/v1/exports/blocklist", noon);
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->caller.name, "token firewall");
    EXPECT_EQ(caller->caller.role, console::Role::viewer);
    EXPECT_EQ(caller->missing_scope, "");
    const auto missing = [&](const char* method, const char* path) {
        return hooks.token_caller(*book, "hitme_secret", method, path, noon)->missing_scope;
    };
    EXPECT_EQ(missing("GET", "/api/v1/users"), "read:users");
    EXPECT_EQ(missing("POST", "/api/v1/exports/x"), "write:exports");
    EXPECT_FALSE(hooks.token_caller(*book, "hitme_other", "GET", "/api/v1/exports", noon));
}

TEST(Desks, OnlyATokenOfTheFeedAloneOpensItFromAnAddress) {
    const tests::ScratchFolder folder;
    const runtime::ManualClock clock{noon};
    auto desks = Desks::open({folder.path(), false, {}}, clock);
    ASSERT_TRUE(desks) << desks.error().context;
    console::api::ApiHooks hooks;
    (*desks)->lend(hooks);
    ASSERT_TRUE(hooks.feed_caller);
    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    const auto make = [&](const std::string& secret, std::vector<std::string> scopes) {
        console::ApiToken token;
        token.label = secret;
        token.scopes = std::move(scopes);
        token.expires_at = noon + std::chrono::hours{1};
        ASSERT_TRUE(console::write_token(*book, token, secret, "mara", noon));
    };
    make("hitme_feed", {"read:advisories-feed"});
    make("hitme_wide", {"read:*"});
    make("hitme_both", {"read:advisories-feed", "read:exports"});
    const auto opens = [&](const char* secret, const char* path, core::Time at) {
        return hooks.feed_caller(*book, secret, "GET", path, at).has_value();
    };
    const char* feed = "/api/v1/advisories.atom";
    EXPECT_TRUE(opens("hitme_feed", feed, noon));
    EXPECT_FALSE(opens("hitme_wide", feed, noon));
    EXPECT_FALSE(opens("hitme_both", feed, noon));
    EXPECT_FALSE(opens("hitme_none", feed, noon));
    EXPECT_FALSE(opens("hitme_feed", "/api/v1/advisories", noon));
    EXPECT_FALSE(opens("hitme_feed", feed, noon + std::chrono::hours{2})) << "it has ended";
    // As a bearer it opens the feed, and no draft.
    const auto missing = [&](const char* path) {
        return hooks.token_caller(*book, "hitme_feed", "GET", path, noon)->missing_scope;
    };
    EXPECT_EQ(missing(feed), "");
    EXPECT_EQ(missing("/api/v1/advisories/x"), "read:advisories");
}

TEST(Desks, TheListOfBenignScannersIsInForceByNetworkAndByAs) {
    const tests::ScratchFolder folder;
    const runtime::ManualClock clock{noon};
    DesksSettings settings{folder.path() + "/store", false, {}};
    settings.console.cases.benign_list = folder.path() + "/benign.csv";
    std::ofstream(settings.console.cases.benign_list)
        << "203.0.113.0/24,research,Example University,page,2026-01-01\n"
           "AS64500,uptime,Example Monitor,page,2026-01-01\n";
    settings.console.location_file = folder.path() + "/location.db";
    const auto bytes = tests::location_sample();
    std::ofstream(settings.console.location_file, std::ios::binary) << core::as_text(bytes);
    auto desks = Desks::open(settings, clock);
    ASSERT_TRUE(desks) << desks.error().context;
    event::Batch batch;
    // 192.0.2.200 is of AS64500 in that database; the last is nobody's.
    for (const char* source : {"203.0.113.7", "192.0.2.200", "198.51.100.1"}) {
        event::Contact contact;
        contact.sensor = "edge";
        contact.seen_at = noon;
        contact.transport = event::Transport::tcp;
        contact.source = *core::Address::parse(source);
        contact.destination_port = 445;
        batch.events.emplace_back(std::move(contact));
    }
    store::Appended appended;
    appended.fates.assign(batch.events.size(), store::Fate::stored);
    (*desks)->stored(batch, appended);
    auto book = *store::open_sqlite_book(settings.store_folder, store::Access::read);
    std::map<std::string, std::string> classes;
    const auto page = *book->list({"incident", {}, {}, {}, 0, 10});
    for (const auto& entry : page.entries)
        classes[entry.subject] =
            boost::json::parse(entry.body).at("benign_class").as_string().c_str();
    EXPECT_EQ(classes,
              (std::map<std::string, std::string>{
                  {"203.0.113.7", "research"}, {"192.0.2.200", "uptime"}, {"198.51.100.1", ""}}));
}

TEST(Desks, AHostWhoseCaseIsBenignMakesNoRequestToIsolateIt) {
    const tests::ScratchFolder folder;
    const runtime::SystemClock clock;
    DesksSettings settings{folder.path() + "/store", false, {}};
    settings.console.response.mode = console::ResponseMode::program;
    settings.console.response.program = "/bin/true";
    settings.console.response.internal = {*core::Prefix::parse("10.0.0.0/8")};
    auto opened = Desks::open(settings, clock);
    ASSERT_TRUE(opened) << opened.error().context;
    Desks& desks = **opened;
    auto book = *store::open_sqlite_book(settings.store_folder, store::Access::write);
    const auto touch = [&](const char* source) {
        event::SensorChange change;
        change.sensor = "inside";
        change.network_class = "internal";
        event::Contact contact;
        contact.sensor = "inside";
        contact.seen_at = clock.now();
        contact.transport = event::Transport::tcp;
        contact.source = *core::Address::parse(source);
        contact.destination_port = 445;
        contact.handshake = event::Handshake::completed;
        event::Batch batch;
        batch.events = {change, contact};
        store::Appended appended;
        appended.fates.assign(batch.events.size(), store::Fate::stored);
        desks.stored(batch, appended);
    };
    // Before anything decides: the case, and a person who says what it is.
    touch("10.1.2.3");
    auto known = book->list({"case", "10.1.2.3", {}, {}, 0, 1})->entries;
    ASSERT_EQ(known.size(), 1u);
    known[0].state = "benign";
    known[0].author = "mara";
    ASSERT_TRUE(book->put(known[0], known[0].version));
    desks.start();
    touch("10.1.2.3");
    touch("10.1.2.4");
    std::vector<store::Entry> requests;
    for (int tries = 0; tries < 1000 && requests.size() < 3; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        requests = book->list({"quarantine_request", {}, {}, {}, 0, 10})->entries;
    }
    desks.stop();
    std::vector<std::string> states;
    for (const auto& one : requests) states.push_back(one.subject + " " + one.state);
    // Newest first; the first touch was before the case was benign, and the settings' dry run is the default.
    EXPECT_EQ(states, (std::vector<std::string>{"10.1.2.4 dry_run", "10.1.2.3 not_made",
                                                "10.1.2.3 dry_run"}));
}

/// Offers contacts as a sensor does, and waits where the console is behind.
class Knocking {
 public:
    explicit Knocking(link::MemoryLink& link) : link_(link) {}
    void change(const std::string& sensor, const std::string& network_class) {
        event::SensorChange told;
        told.sensor = sensor;
        told.epoch = 1;
        told.sequence = ++sequence_;
        told.seen_at = clock_.now();
        told.network_class = network_class;
        offer(event::Event{told});
    }
    void contact(const std::string& sensor, const core::Address& source) {
        event::Contact made;
        made.sensor = sensor;
        made.epoch = 1;
        made.sequence = ++sequence_;
        made.seen_at = clock_.now();
        made.transport = event::Transport::tcp;
        made.source = source;
        made.destination_port = 445;
        made.handshake = event::Handshake::completed;
        offer(event::Event{made});
    }

 private:
    void offer(event::Event event) {
        while (!link_.offer(event)) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    link::MemoryLink& link_;
    runtime::SystemClock clock_;
    std::uint64_t sequence_ = 0;
};

// C-61, from the link to the mail server: 100,000 probes of 10,000 sources, and three hosts of our own among them. The hour is
// pressed into seconds, which allows no message more: what is told is counted by the hour.
TEST(Desks, AStormIsTwelveMessagesToAPersonAndNoInternalHostWaits) {
    tests::Receiver mail{tests::receiver_words("smtp_receiver.py")};
    ASSERT_NE(mail.port(), 0);
    const tests::ScratchFolder folder;
    const runtime::SystemClock clock;
    DesksSettings settings{folder.path(), false, {}};
    console::alert::Channel channel;
    channel.name = "soc";
    channel.type = console::alert::ChannelType::email;
    channel.from_settings = true;
    channel.to = {"soc@example.org"};
    channel.target.mail_from = "hitme@example.org";
    channel.target.mail.host = "127.0.0.1";
    channel.target.mail.port = mail.port();
    channel.target.mail.tls = runtime::MailTls::none;
    settings.alerts.channels.push_back(channel);
    auto opened = Desks::open(settings, clock);
    ASSERT_TRUE(opened) << opened.error().context;
    Desks& desks = **opened;
    auto store = *store::open_sqlite_store({folder.path(), 0, 0}, store::Access::write);
    desks.start();
    link::MemoryLink link{"edge", 1, 10'000};
    console::Ingest ingest{
        link,
        *store,
        {[&](const auto& batch, const auto& appended) { desks.stored(batch, appended); },
         [](const core::Error& error) { ADD_FAILURE() << error.context; },
         [&] { desks.idle(clock.now()); }, [&](event::Batch& batch) { desks.mark(batch); }}};
    std::thread ingesting{[&] { ingest.run(); }};

    constexpr std::uint32_t probes = 100'000;
    constexpr std::uint32_t sources = 10'000;
    const std::array<std::uint32_t, 3> ours_after{20'000, 50'000, 90'000};
    std::map<std::string, double> touched;
    Knocking knocking{link};
    knocking.change("edge", "consumer");
    knocking.change("inside", "internal");
    for (std::uint32_t i = 0; i < probes; ++i) {
        knocking.contact("edge", core::Address::v4(0xC6120000 + i % sources));
        for (std::uint32_t host = 0; host < ours_after.size(); ++host) {
            if (i != ours_after[host]) continue;
            const auto address = core::Address::v4(0x0A010201 + host);
            touched[address.to_string()] =
                static_cast<double>(core::nanoseconds_of(clock.now())) / 1e9;
            knocking.contact("inside", address);
        }
    }
    std::size_t messages = 0;
    std::map<std::string, double> waited;
    // After the last message that is waited for, as long again as urgent ones are gathered.
    while (const auto line = mail.line(std::chrono::seconds{waited.size() < 3 ? 30 : 12})) {
        ++messages;
        const auto got = boost::json::parse(*line).as_object();
        const auto data = core::from_base64(std::string(got.at("data").as_string()));
        if (!data) continue;
        const auto text = core::as_text(*data);
        for (const auto& [address, at] : touched)
            if (text.find(address) != text.npos)
                waited.try_emplace(address, got.at("at").to_number<double>() - at);
    }
    link.close();
    ingesting.join();
    desks.stop();
    EXPECT_EQ(ingest.counters().stored, probes + ours_after.size() + 2);
    EXPECT_LE(messages, 12u);
    ASSERT_EQ(waited.size(), ours_after.size());
    for (const auto& [address, seconds] : waited) EXPECT_LE(seconds, 10) << address;
    std::printf("  a storm of %u probes: %zu messages; internal hosts told after", probes,
                messages);
    for (const auto& [address, seconds] : waited) std::printf(" %.1f", seconds);
    std::printf(" s\n");
}

}  // namespace
}  // namespace hitme::app
