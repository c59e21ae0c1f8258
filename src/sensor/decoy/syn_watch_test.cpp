// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/syn_watch.h"

#include <gtest/gtest.h>

#include <vector>

#include "sensor/story_fields.h"
#include "support/loopback.h"

namespace hitme::sensor {
namespace {

using namespace std::chrono_literals;

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");
const Ticks start{1000s};
const core::Address source = core::Address::v4(0xC0000201);
const core::Address ours = core::Address::v4(0x7F000001);

Instant at(core::Duration after) {
    return {noon + after, start + after};
}

std::vector<event::Contact> drained(PendingSyns& pending, Ticks now) {
    std::vector<event::Contact> out;
    pending.drain(now, [&](event::Contact& contact, const recognition::Attempt& attempt) {
        tell(recognition::story_of_attempt(attempt), contact);
        out.push_back(contact);
    });
    return out;
}

TEST(PendingSyns, BecomeContactsWhenNobodyAcceptsThem) {
    PendingSyns pending{1};
    pending.note({source, 1000, 445}, ours, at(0s));
    pending.note({source, 1000, 445}, ours, at(1s));
    pending.note({source, 1001, 445}, ours, at(1s));
    EXPECT_EQ(pending.accepted({source, 1001, 445}), 1u);
    EXPECT_EQ(pending.accepted({source, 1001, 445}), 0u);
    EXPECT_TRUE(drained(pending, start + 2s).empty());
    const auto contacts = drained(pending, start + 3s);
    ASSERT_EQ(contacts.size(), 1u);
    EXPECT_EQ(contacts[0].packets, 2u);
    EXPECT_EQ(contacts[0].handshake, event::Handshake::syn_only);
    EXPECT_EQ(contacts[0].seen_at, noon);
    EXPECT_EQ(contacts[0].ended_at, noon + 1s);
}

TEST(PendingSyns, TellWhoseShapeASynHas) {
    PendingSyns pending{1};
    // nmap -sS as recorded (spec/smb.md 1.3): window 1024, MSS 1460 alone, a time to live of 37 to 59.
    recognition::SynSeen scanner;
    scanner.window = 1024;
    scanner.hop_limit = 43;
    scanner.options.maximum_segment_size = 1460;
    scanner.options.kinds[0] = 2;
    scanner.options.count = 1;
    pending.note({source, 1000, 445}, ours, at(0s), scanner);
    pending.note({source, 1001, 445}, ours, at(0s), {});
    const auto contacts = drained(pending, start + 3s);
    ASSERT_EQ(contacts.size(), 2u);
    EXPECT_EQ(contacts[0].stage, event::Stage::scan);
    ASSERT_EQ(contacts[0].labels.size(), 1u);
    EXPECT_EQ(contacts[0].labels[0].name, "nmap half-open scan");
    EXPECT_EQ(contacts[0].labels[0].grade, event::Grade::likely);
    ASSERT_FALSE(contacts[0].decoded.empty());
    EXPECT_EQ(contacts[0].decoded[0].value,
              "tried to connect; the answer was not taken up: nmap half-open scan, likely (window "
              "1024, options M1460, "
              "time to live 43)");
    EXPECT_TRUE(contacts[1].labels.empty());
}

TEST(PendingSyns, SayWhenThereIsNoRoom) {
    PendingSyns pending{1};
    for (std::uint32_t i = 0; i < PendingSyns::max_waiting; ++i)
        ASSERT_EQ(pending.note({core::Address::v4(i), 1, 445}, ours, at(0s)),
                  PendingSyns::Noted::fresh);
    EXPECT_EQ(pending.note({core::Address::v4(0xFFFFFFFF), 1, 445}, ours, at(0s)),
              PendingSyns::Noted::no_room);
}

TEST(SynWatch, SeesTheSynOfARealConnectionOnBothFamilies) {
    auto watch = SynWatch::open();
    if (!watch) GTEST_SKIP() << watch.error().context;
    const auto port = tests::free_port();
    std::bitset<65536> ports;
    ports.set(port);
    // Nobody listens: the connection is refused, and its SYN was there all the same.
    for (const char* address : {"127.0.0.1", "::1"}) {
        tests::Client client{address, port};
        EXPECT_FALSE(client.connected());
    }
    std::vector<Syn> seen;
    for (std::size_t i = 0; i < watch->sockets().size(); ++i) {
        pollfd wait{watch->sockets()[i].get(), POLLIN, 0};
        ASSERT_GT(::poll(&wait, 1, 5000), 0);
        watch->read(i, ports, [&](const Syn& syn) { seen.push_back(syn); });
    }
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].flow.source.to_string(), "127.0.0.1");
    for (const auto& syn : seen) {
        // Linux: a time to live of 64 by default, and a window scale among its options.
        EXPECT_EQ(recognition::initial_hop_limit(syn.seen.hop_limit), 64);
        EXPECT_TRUE(syn.seen.options.window_scale);
        EXPECT_GT(syn.seen.window, 0);
    }
    EXPECT_EQ(seen[1].destination.to_string(), "::1");
    EXPECT_EQ(seen[1].flow.destination_port, port);
}

}  // namespace
}  // namespace hitme::sensor
