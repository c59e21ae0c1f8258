// SPDX-License-Identifier: Apache-2.0
#include "sensor/settings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "runtime/settings.h"
#include "sensor/personas.h"

namespace hitme::sensor {
namespace {

using std::chrono::seconds;

SensorSettings accepted(const std::string& text) {
    auto settings = parse_settings(text, "s.toml");
    if (!settings) {
        ADD_FAILURE() << settings.error().context;
        return {};
    }
    return *settings;
}

std::string refusal(const std::string& text) {
    const auto settings = parse_settings(text, "s.toml");
    if (settings) return "accepted";
    EXPECT_EQ(settings.error().code, core::ErrorCode::bad_input);
    return settings.error().context;
}

bool listens(const SensorSettings& settings, event::Transport transport, std::uint16_t port) {
    return std::any_of(
        settings.honeypoints.begin(), settings.honeypoints.end(), [&](const HoneyPoint& point) {
            return point.transport == transport &&
                   std::any_of(point.ports.begin(), point.ports.end(), [&](PortRange range) {
                       return range.first <= port && port <= range.last;
                   });
        });
}

TEST(SensorSettings, TheTablesDefaultsAreThoseOfTheStructs) {
    const SensorSettings read = accepted("");
    const SensorSettings made;
    EXPECT_FALSE(read.name.empty()) << "the host's name";
    EXPECT_EQ(read.user, "nobody");
    EXPECT_EQ(read.syn_watch, made.syn_watch);
    EXPECT_EQ(read.backlog, made.backlog);
    EXPECT_EQ(read.heartbeat, made.heartbeat);
    EXPECT_EQ(read.network_class, made.network_class);
    const Limits& a = read.limits;
    const Limits b;
    EXPECT_EQ(a.connections_total, b.connections_total);
    EXPECT_EQ(a.connections_per_source, b.connections_per_source);
    EXPECT_EQ(a.connections_per_prefix, b.connections_per_prefix);
    EXPECT_EQ(a.contacts_per_source_and_minute, b.contacts_per_source_and_minute);
    EXPECT_EQ(a.first_bytes, b.first_bytes);
    EXPECT_EQ(a.bytes_per_connection, b.bytes_per_connection);
    EXPECT_EQ(a.capture_memory_bytes, b.capture_memory_bytes);
    EXPECT_EQ(a.idle, b.idle);
    EXPECT_EQ(a.lifetime, b.lifetime);
    EXPECT_EQ(a.udp_exchange, b.udp_exchange);
    EXPECT_EQ(a.queue_events, b.queue_events);
    EXPECT_EQ(a.aggregates, b.aggregates);
    const recognition::GuessingLimits& c = read.guessing;
    const recognition::GuessingLimits d;
    EXPECT_EQ(c.distinct, d.distinct);
    EXPECT_EQ(c.window, d.window);
    EXPECT_EQ(c.spray_accounts, d.spray_accounts);
    EXPECT_EQ(c.repeats, d.repeats);
    EXPECT_EQ(c.repeats_within, d.repeats_within);
    EXPECT_EQ(c.burst, d.burst);
}

TEST(SensorSettings, WhatIsCalledGuessingCanBeWritten) {
    const SensorSettings settings = accepted(
        "[guessing]\ncredentials=10\nwindow='5m'\nspraying_accounts=4\nclient_repeats=1\n"
        "client_repeats_within='2s'\nwindows_burst=200\n");
    EXPECT_EQ(settings.guessing.distinct, 10u);
    EXPECT_EQ(settings.guessing.window, seconds{300});
    EXPECT_EQ(settings.guessing.spray_accounts, 4u);
    EXPECT_EQ(settings.guessing.repeats, 1u);
    EXPECT_EQ(settings.guessing.repeats_within, seconds{2});
    EXPECT_EQ(settings.guessing.burst, 200u);
    // No more refusals of a source than this are remembered.
    const recognition::GuessingLimits defaults;
    EXPECT_EQ(defaults.max_per_source, 256u);
    EXPECT_NE(refusal("[guessing]\ncredentials=257\n"), "accepted");
    EXPECT_NE(refusal("[guessing]\ncredentials=1\n"), "accepted");
}

TEST(SensorSettings, EveryLimitCanBeWritten) {
    const SensorSettings settings = accepted(
        "[sensor]\nname='edge'\nuser='www-data'\nsyn_watch=false\nbacklog=17\nheartbeat='10s'\n"
        "network_class='hosting'\nprovider='p'\nregion='r'\n"
        "[limits]\nconnections_total=1\nconnections_per_source=2\nconnections_per_prefix=3\n"
        "contacts_per_source_and_minute=4\nfirst_bytes=5\nbytes_per_connection=6\n"
        "capture_memory='1 MiB'\nidle='7s'\nlifetime='8s'\nudp_exchange='9s'\nqueue_events=1000\n"
        "aggregates=101\n");
    EXPECT_EQ(settings.name, "edge");
    EXPECT_EQ(settings.user, "www-data");
    EXPECT_FALSE(settings.syn_watch);
    EXPECT_EQ(settings.backlog, 17u);
    EXPECT_EQ(settings.heartbeat, seconds{10});
    EXPECT_EQ(settings.network_class, "hosting");
    EXPECT_EQ(settings.provider, "p");
    EXPECT_EQ(settings.region, "r");
    EXPECT_EQ(settings.limits.connections_total, 1u);
    EXPECT_EQ(settings.limits.connections_per_source, 2u);
    EXPECT_EQ(settings.limits.connections_per_prefix, 3u);
    EXPECT_EQ(settings.limits.contacts_per_source_and_minute, 4u);
    EXPECT_EQ(settings.limits.first_bytes, 5u);
    EXPECT_EQ(settings.limits.bytes_per_connection, 6u);
    EXPECT_EQ(settings.limits.capture_memory_bytes, 1'048'576u);
    EXPECT_EQ(settings.limits.idle, seconds{7});
    EXPECT_EQ(settings.limits.lifetime, seconds{8});
    EXPECT_EQ(settings.limits.udp_exchange, seconds{9});
    EXPECT_EQ(settings.limits.queue_events, 1'000u);
    EXPECT_EQ(settings.limits.aggregates, 101u);
}

TEST(SensorSettings, AHoneyPointTakesPortsRangesAndAddresses) {
    const SensorSettings settings = accepted(
        "[[honeypoint]]\n"
        "ports = [445, \"6000-6063\", \"80\"]\n"
        "[[honeypoint]]\n"
        "transport = \"udp\"\n"
        "ports = [53]\n"
        "addresses = [\"192.0.2.1\", \"2001:db8::1\"]\n"
        "[[honeypoint]]\n"
        "ports = [22]\n"
        "mode = \"banner\"\n"
        "persona = \"ssh-debian-12\"\n");
    ASSERT_EQ(settings.honeypoints.size(), 3u);
    const HoneyPoint& first = settings.honeypoints[0];
    EXPECT_EQ(first.transport, event::Transport::tcp);
    EXPECT_EQ(first.ports, (std::vector<PortRange>{{445, 445}, {6000, 6063}, {80, 80}}));
    EXPECT_EQ(first.addresses, (std::vector<core::Address>{*core::Address::parse("0.0.0.0"),
                                                           *core::Address::parse("::")}));
    EXPECT_EQ(first.mode, Mode::silent);
    EXPECT_EQ(first.line, 1u);
    EXPECT_EQ(settings.honeypoints[1].transport, event::Transport::udp);
    EXPECT_EQ(settings.honeypoints[1].addresses[1].to_string(), "2001:db8::1");
    EXPECT_EQ(settings.honeypoints[2].mode, Mode::banner);
    EXPECT_EQ(settings.honeypoints[2].persona, "ssh-debian-12");
    EXPECT_EQ(settings.honeypoints[2].line, 7u);
}

TEST(SensorSettings, AllPortsOfOneTransportAreAllowed) {
    const SensorSettings settings = accepted("[[honeypoint]]\nports = [\"1-65535\"]\n");
    EXPECT_EQ(settings.honeypoints.at(0).ports, (std::vector<PortRange>{{1, 65535}}));
    // 65,535 ports of two addresses are 131,070 listeners; one port of two more addresses is the
    // last that fits.
    const std::string both = "[[honeypoint]]\nports=['1-65535']\n[[honeypoint]]\ntransport='udp'\n";
    EXPECT_EQ(refusal(both + "ports=[1]\n"), "accepted");
    EXPECT_EQ(refusal(both + "ports=[1, 2]\n"),
              "s.toml:3: honeypoint.ports: makes more than 131072 listeners (ports times "
              "addresses)");
}

TEST(SensorSettings, APortThatIsNoneIsRefused) {
    for (const char* port : {"0", "65536", "'65536'", "'0-5'", "'9-8'", "'1-'", "'-1'", "'1-2-3'",
                             "'smb'", "''", "' 1'"})
        EXPECT_NE(refusal(std::string("[[honeypoint]]\nports = [") + port + "]\n")
                      .find("s.toml:2: honeypoint.ports: holds "),
                  std::string::npos)
            << port;
    EXPECT_EQ(refusal("[[honeypoint]]\nports = [1, 0]\n"),
              "s.toml:2: honeypoint.ports: holds 0: allowed are ports from 1 to 65535 and ranges "
              "such as \"6000-6063\"");
}

TEST(SensorSettings, APortTwiceInOneHoneyPointIsRefused) {
    EXPECT_EQ(refusal("[[honeypoint]]\nports = [80, \"70-90\"]\n"),
              "s.toml:2: honeypoint.ports: holds port 80 twice (70-90 and 80): allowed is once");
    EXPECT_EQ(refusal("[[honeypoint]]\nports = [80, 80]\n"),
              "s.toml:2: honeypoint.ports: holds port 80 twice (80 and 80): allowed is once");
}

TEST(SensorSettings, OverlappingHoneyPointsAreRefusedWithBothLines) {
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[445]\naddresses=['192.0.2.1']\n\n"
                      "[[honeypoint]]\nports=['400-500']\naddresses=['192.0.2.1']\n"),
              "s.toml:5: honeypoint.ports: tcp port 445 of 192.0.2.1 belongs to the HoneyPoint of "
              "line 1 already");
    EXPECT_EQ(refusal("[[honeypoint]]\nports=['1-100']\n"
                      "[[honeypoint]]\nports=[445, '50-60']\naddresses=['192.0.2.1']\n"),
              "s.toml:3: honeypoint.ports: tcp port 50 of 192.0.2.1 belongs to the HoneyPoint of "
              "line 1 already (through 0.0.0.0; the kernel does not bind a port both to all "
              "addresses and to one of them)");
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[445]\naddresses=['::1']\n"
                      "[[honeypoint]]\nports=[445]\naddresses=['0.0.0.0']\n"),
              "accepted");
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[445]\n"
                      "[[honeypoint]]\ntransport='udp'\nports=[445]\n"),
              "accepted");
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[445]\naddresses=['192.0.2.1']\n"
                      "[[honeypoint]]\nports=[445]\naddresses=['192.0.2.2']\n"),
              "accepted");
}

TEST(SensorSettings, ABannerIsForStreamsAlone) {
    EXPECT_EQ(refusal("[[honeypoint]]\ntransport='udp'\nports=[53]\nmode='banner'\n"
                      "persona='ssh'\n"),
              "s.toml:4: honeypoint.mode: is \"banner\" on UDP: allowed are \"silent\" and "
              "\"answer\", because a service over datagrams does not speak first");
}

TEST(SensorSettings, APersonaMustBeKnown) {
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[22]\nmode='banner'\npersona='shh'\n"),
              "s.toml:4: honeypoint.persona: is \"shh\"; the nearest known one is \"ssh\"");
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[22]\nmode='banner'\n")
                  .rfind("s.toml:1: honeypoint.persona: is \"\": allowed is one of ssh, ", 0),
              0u);
    EXPECT_NE(refusal("[[honeypoint]]\nports=[22]\npersona='ssh'\n").find("the mode is \"silent\""),
              std::string::npos);
}

TEST(SensorSettings, AnAnsweringHoneyPointNamesAProtocolOfItsTransport) {
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[80]\nmode='answer'\nprotocol='http'\n"), "accepted");
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[80]\nmode='answer'\nprotocol='htpp'\n"),
              "s.toml:4: honeypoint.protocol: is \"htpp\"; the nearest known one is \"http\"");
    EXPECT_NE(refusal("[[honeypoint]]\nports=[53]\nmode='answer'\nprotocol='dns'\n")
                  .find("allowed is one of"),
              std::string::npos);
    EXPECT_EQ(
        refusal("[[honeypoint]]\ntransport='udp'\nports=[53]\nmode='answer'\nprotocol='dns'\n"),
        "accepted");
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[80]\nprotocol='http'\n"),
              "s.toml:3: honeypoint.protocol: is set, but the mode is not \"answer\": allowed is a "
              "protocol with mode \"answer\"");
    EXPECT_NE(refusal("[[honeypoint]]\nports=[80]\nmode='answer'\nprotocol='http'\npersona='x'\n"),
              "accepted");
}

TEST(SensorSettings, AnSmbDecoyHasItsOwnChoices) {
    const std::string smb = "[[honeypoint]]\nports=[445]\nmode='answer'\nprotocol='smb'\n";
    using dialogue::smb::LogonPolicy;
    const auto shipped = accepted(smb).honeypoints.at(0).smb;
    EXPECT_EQ(shipped.policy.logon, LogonPolicy::guest);
    EXPECT_TRUE(shipped.policy.weak_passwords.empty());
    EXPECT_TRUE(shipped.shares.empty());

    EXPECT_EQ(accepted(smb + "logon_policy='refuse'\n").honeypoints.at(0).smb.policy.logon,
              LogonPolicy::refuse);
    EXPECT_EQ(accepted(smb + "logon_policy='accept'\n").honeypoints.at(0).smb.policy.accept_after,
              3u);
    const auto chosen = accepted(smb +
                                 "logon_policy='accept'\naccept_after_tries=7\n"
                                 "passwords=['admin', 123456]\nshares=['Finance', 'Scans']\n")
                            .honeypoints.at(0)
                            .smb;
    EXPECT_EQ(chosen.policy.logon, LogonPolicy::accept_after);
    EXPECT_EQ(chosen.policy.accept_after, 7u);
    EXPECT_EQ(chosen.policy.weak_passwords, (std::vector<std::string>{"admin", "123456"}));
    EXPECT_EQ(chosen.shares, (std::vector<std::string>{"Finance", "Scans"}));
}

TEST(SensorSettings, ChoicesForSmbAreRefusedWhereTheyWouldDoNothing) {
    const std::string smb = "[[honeypoint]]\nports=[445]\nmode='answer'\nprotocol='smb'\n";
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[80]\nmode='answer'\nprotocol='http'\n"
                      "shares=['Public']\n"),
              "s.toml:5: honeypoint.shares: is set, but the HoneyPoint does not answer as SMB: "
              "allowed is it with mode \"answer\" and protocol \"smb\"");
    EXPECT_NE(refusal("[[honeypoint]]\nports=[445]\nlogon_policy='guest'\n")
                  .find("s.toml:3: honeypoint.logon_policy: is set"),
              std::string::npos);
    EXPECT_EQ(
        refusal(smb + "accept_after_tries=5\n"),
        "s.toml:5: honeypoint.accept_after_tries: is set, but logon_policy is not \"accept\": "
        "allowed is it with that");
    EXPECT_NE(refusal(smb + "logon_policy='always'\n").find("is \"always\""), std::string::npos);
    EXPECT_NE(refusal(smb + "passwords=['']\n").find("1 to 64 bytes"), std::string::npos);
    EXPECT_NE(refusal(smb + "shares=['a/b']\n").find("no share name may have"), std::string::npos);
    EXPECT_NE(refusal(smb + "shares=['ipc$']\n").find("honeypoint.shares: holds \"ipc$\""),
              std::string::npos);
    EXPECT_EQ(refusal(smb + "shares=['Data', 'dATA']\n"),
              "s.toml:5: honeypoint.shares: holds \"dATA\" twice: allowed is once");
}

TEST(SensorSettings, AnAddressMustBeOne) {
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[22]\naddresses=['localhost']\n"),
              "s.toml:3: honeypoint.addresses: holds \"localhost\": allowed are IPv4 and IPv6 "
              "addresses of this host, and \"any\"");
    EXPECT_EQ(refusal("[[honeypoint]]\nports=[22]\naddresses=['any', '::']\n"),
              "s.toml:3: honeypoint.addresses: holds :: twice: allowed is once");
    EXPECT_NE(refusal("[[honeypoint]]\nports=[22]\naddresses=[4]\n"), "accepted");
}

TEST(SensorSettings, TheUserIsNeverRoot) {
    EXPECT_EQ(refusal("[sensor]\nuser='root'\n"),
              "s.toml:2: sensor.user: is \"root\": allowed is an unprivileged user");
}

TEST(SensorSettings, SectionsOfOtherProgramsAreCheckedAndPassedOver) {
    EXPECT_EQ(refusal("[store]\nkeep_days=7\n[dashboard]\nlisten='127.0.0.1:1'\n"), "accepted");
    EXPECT_EQ(refusal("[store]\nkeep_day=7\n"),
              "s.toml:2: store.keep_day: unknown key; the nearest known one is \"keep_days\"");
}

TEST(SensorSettings, WithoutHoneyPointsThePortsThatStrangersTryMostAreTaken) {
    const SensorSettings settings = default_settings();
    // The ten TCP ports and the first UDP port by distinct sources in the marx set, and the first
    // five of the dionaea host of 2025.
    for (const int port : {445, 1433, 3389, 23, 22, 3306, 8080, 80, 135, 4899, 81, 27017, 21})
        EXPECT_TRUE(listens(settings, event::Transport::tcp, static_cast<std::uint16_t>(port)))
            << port;
    EXPECT_TRUE(listens(settings, event::Transport::udp, 5060));
    EXPECT_EQ(accepted("[sensor]\nname='x'\n").honeypoints.size(), settings.honeypoints.size());
}

TEST(SensorSettings, TheExampleFileIsTheDefaults) {
    const auto text = runtime::read_settings_file(HITME_SOURCE_DIR "/packaging/config/hitme.toml");
    ASSERT_TRUE(text);
    const SensorSettings example = accepted(*text);
    const SensorSettings shipped = default_settings();
    ASSERT_EQ(example.honeypoints.size(), shipped.honeypoints.size());
    for (std::size_t i = 0; i < shipped.honeypoints.size(); ++i) {
        EXPECT_EQ(example.honeypoints[i].ports, shipped.honeypoints[i].ports);
        EXPECT_EQ(example.honeypoints[i].persona, shipped.honeypoints[i].persona);
    }
    EXPECT_EQ(example.user, shipped.user);
}

}  // namespace
}  // namespace hitme::sensor
