// SPDX-License-Identifier: Apache-2.0
#include "sensor/settings.h"

#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "core/check.h"
#include "core/text.h"
#include "dialogue/sessions.h"
#include "runtime/settings.h"
#include "runtime/settings_catalogue.h"
#include "sensor/personas.h"
#include "wire/smb_text.h"

namespace hitme::sensor {
namespace {

using runtime::SectionValues;
using runtime::SettingsDocument;

constexpr std::uint64_t largest_port = 65'535;  // RFC 9293 section 3.1: 16 bits
constexpr std::size_t max_password_bytes = 64;  // ours; lists of guesses hold shorter ones
constexpr std::size_t max_item_told = 80;       // ours: an item in a message stays on its line

std::string host_name() {
    char name[HOST_NAME_MAX + 1] = {};
    if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "sensor";
    return core::printable(std::string_view{name}, HOST_NAME_MAX);
}

// machine-id(5): made at installation, confidential. Nothing where there is none.
std::string machine_identity() {
    std::ifstream file{"/etc/machine-id"};
    std::string line;
    std::getline(file, line);
    return line.substr(0, 64);
}

std::uint32_t number32(const SectionValues& values, std::string_view name) {
    return static_cast<std::uint32_t>(values.number(name));  // the table keeps it below 2^32
}

recognition::GuessingLimits guessing_of(const SectionValues& values) {
    recognition::GuessingLimits limits;
    limits.distinct = number32(values, "credentials");
    limits.window = values.duration("window");
    limits.spray_accounts = number32(values, "spraying_accounts");
    limits.repeats = number32(values, "client_repeats");
    limits.repeats_within = values.duration("client_repeats_within");
    limits.burst = number32(values, "windows_burst");
    return limits;
}

Limits limits_of(const SectionValues& values) {
    Limits limits;
    limits.connections_total = number32(values, "connections_total");
    limits.connections_per_source = number32(values, "connections_per_source");
    limits.connections_per_prefix = number32(values, "connections_per_prefix");
    limits.contacts_per_source_and_minute = number32(values, "contacts_per_source_and_minute");
    limits.first_bytes = number32(values, "first_bytes");
    limits.bytes_per_connection = values.number("bytes_per_connection");
    limits.answer_bytes_per_connection = values.number("answer_bytes_per_connection");
    limits.answer_memory_bytes = values.number("answer_memory");
    limits.capture_memory_bytes = values.number("capture_memory");
    limits.idle = values.duration("idle");
    limits.lifetime = values.duration("lifetime");
    limits.udp_exchange = values.duration("udp_exchange");
    limits.queue_events = number32(values, "queue_events");
    limits.aggregates = number32(values, "aggregates");
    return limits;
}

/// A number, "445" or "6000-6063"; nothing for anything else.
std::optional<PortRange> port_range_of(const runtime::ListItem& item) {
    const auto port = [](std::uint64_t value) { return static_cast<std::uint16_t>(value); };
    if (const auto* number = std::get_if<std::uint64_t>(&item)) {
        if (*number == 0 || *number > largest_port) return std::nullopt;
        return PortRange{port(*number), port(*number)};
    }
    const std::string_view text = std::get<std::string>(item);
    const std::size_t dash = std::min(text.find('-'), text.size());
    const auto first = core::parse_unsigned(text.substr(0, dash), largest_port);
    const auto last =
        dash == text.size() ? first : core::parse_unsigned(text.substr(dash + 1), largest_port);
    if (!first || !last || *first == 0 || *last < *first) return std::nullopt;
    return PortRange{port(*first), port(*last)};
}

std::string text_of(const runtime::ListItem& item) {
    if (const auto* number = std::get_if<std::uint64_t>(&item)) return std::to_string(*number);
    return "\"" + core::printable(std::get<std::string>(item), max_item_told) + "\"";
}

std::string plain_text_of(const runtime::ListItem& item) {
    if (const auto* number = std::get_if<std::uint64_t>(&item)) return std::to_string(*number);
    return std::get<std::string>(item);
}

std::string text_of(PortRange range) {
    std::string out = std::to_string(range.first);
    if (range.last != range.first) out += "-" + std::to_string(range.last);
    return out;
}

core::Result<std::vector<PortRange>> ports_of(const SettingsDocument& document,
                                              const SectionValues& values) {
    std::vector<PortRange> ports;
    for (const runtime::ListItem& item : values.list("ports")) {
        const auto range = port_range_of(item);
        if (!range)
            return document.refuse(values.line("ports"), "honeypoint.ports",
                                   "holds " + text_of(item) +
                                       ": allowed are ports from 1 to 65535 and ranges such as "
                                       "\"6000-6063\"");
        ports.push_back(*range);
    }
    std::vector<PortRange> sorted = ports;
    std::sort(sorted.begin(), sorted.end(),
              [](PortRange a, PortRange b) { return a.first < b.first; });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i].first <= sorted[i - 1].last)
            return document.refuse(values.line("ports"), "honeypoint.ports",
                                   "holds port " + std::to_string(sorted[i].first) + " twice (" +
                                       text_of(sorted[i - 1]) + " and " + text_of(sorted[i]) +
                                       "): allowed is once");
    }
    return ports;
}

core::Result<std::vector<core::Address>> addresses_of(const SettingsDocument& document,
                                                      const SectionValues& values) {
    std::vector<core::Address> addresses;
    const auto refuse = [&](const std::string& what) {
        return document.refuse(values.line("addresses"), "honeypoint.addresses", what);
    };
    for (const runtime::ListItem& item : values.list("addresses")) {
        const auto* text = std::get_if<std::string>(&item);
        if (text != nullptr && *text == "any") {
            addresses.push_back(core::Address::v4(0));
            addresses.push_back(core::Address{});
            continue;
        }
        const auto address = text != nullptr ? core::Address::parse(*text) : std::nullopt;
        if (!address)
            return refuse("holds " + text_of(item) +
                          ": allowed are IPv4 and IPv6 addresses of this host, and \"any\"");
        addresses.push_back(*address);
    }
    std::vector<core::Address> sorted = addresses;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end())
        return refuse("holds " + twice->to_string() + " twice: allowed is once");
    return addresses;
}

/// `what`, then the nearest of `known`, or all of them when nothing is near.
std::string with_known(std::string what, std::string_view given,
                       std::span<const std::string_view> known) {
    const std::string_view nearest = core::nearest_name(given, known);
    if (!given.empty() && !nearest.empty())
        return what + "; the nearest known one is \"" + std::string(nearest) + "\"";
    what += ": allowed is one of ";
    for (std::size_t i = 0; i < known.size(); ++i)
        what += (i > 0 ? ", " : "") + std::string(known[i]);
    return what;
}

/// Mode "answer" has a protocol of its transport and one of that protocol's systems; other modes have no protocol.
core::Result<void> refuse_unanswerable(const SettingsDocument& document,
                                       const SectionValues& values, const HoneyPoint& point) {
    if (point.mode != Mode::answer) {
        if (point.protocol.empty()) return {};
        return document.refuse(values.line("protocol"), "honeypoint.protocol",
                               "is set, but the mode is not \"answer\": allowed is a protocol with "
                               "mode \"answer\"");
    }
    const auto carrier = point.transport == event::Transport::udp ? dialogue::Carrier::datagram
                                                                  : dialogue::Carrier::stream;
    std::vector<std::string_view> names;
    for (const dialogue::Protocol& protocol : dialogue::protocols()) {
        if (protocol.carrier != carrier) continue;
        if (protocol.name != point.protocol) {
            names.push_back(protocol.name);
            continue;
        }
        const auto& personas = protocol.personas;
        if (point.persona.empty() ||
            std::find(personas.begin(), personas.end(), point.persona) != personas.end())
            return {};
        return document.refuse(
            values.line("persona"), "honeypoint.persona",
            with_known("is \"" + core::printable(point.persona, max_item_told) + "\"",
                       point.persona, personas));
    }
    return document.refuse(
        values.line("protocol"), "honeypoint.protocol",
        with_known("is \"" + core::printable(point.protocol, max_item_told) + "\"", point.protocol,
                   names));
}

// Settings of the SMB decoy alone.
constexpr std::string_view smb_settings[] = {"logon_policy", "accept_after_tries", "passwords",
                                             "shares"};

/// What an operator chose for SMB; refused where it would have no effect.
core::Result<dialogue::smb::Choices> smb_choices_of(const SettingsDocument& document,
                                                    const SectionValues& values,
                                                    const HoneyPoint& point) {
    const auto refuse = [&](std::string_view name, const std::string& what) {
        return document.refuse(values.line(name), "honeypoint." + std::string(name), what);
    };
    const auto is_written = [&](std::string_view name) {
        return values.line(name) != values.line();
    };
    dialogue::smb::Choices choices;
    if (point.mode != Mode::answer || point.protocol != "smb") {
        for (const std::string_view name : smb_settings)
            if (is_written(name))
                return refuse(name,
                              "is set, but the HoneyPoint does not answer as SMB: allowed is "
                              "it with mode \"answer\" and protocol \"smb\"");
        return choices;
    }
    using dialogue::smb::LogonPolicy;
    const std::string& policy = values.text("logon_policy");
    choices.policy.logon = policy == "refuse"   ? LogonPolicy::refuse
                           : policy == "accept" ? LogonPolicy::accept_after
                                                : LogonPolicy::guest;
    if (policy != "accept" && is_written("accept_after_tries"))
        return refuse("accept_after_tries",
                      "is set, but logon_policy is not \"accept\": allowed is it with that");
    choices.policy.accept_after = number32(values, "accept_after_tries");
    for (const runtime::ListItem& item : values.list("passwords")) {
        std::string password = plain_text_of(item);
        if (password.empty() || password.size() > max_password_bytes)
            return refuse("passwords", "holds " + text_of(item) + ": allowed are texts of 1 to " +
                                           std::to_string(max_password_bytes) + " bytes");
        choices.policy.weak_passwords.push_back(std::move(password));
    }
    for (const runtime::ListItem& item : values.list("shares")) {
        std::string share = plain_text_of(item);
        const std::string_view fault = dialogue::smb::fault_of_share_name(share);
        if (!fault.empty())
            return refuse("shares", "holds " + text_of(item) + ", which " + std::string(fault));
        const bool twice =
            std::any_of(choices.shares.begin(), choices.shares.end(), [&](const std::string& each) {
                return wire::lower_ascii(each) == wire::lower_ascii(share);
            });
        if (twice) return refuse("shares", "holds " + text_of(item) + " twice: allowed is once");
        choices.shares.push_back(std::move(share));
    }
    return choices;
}

core::Result<HoneyPoint> honeypoint_of(const SettingsDocument& document,
                                       const SectionValues& values) {
    HoneyPoint point;
    point.line = values.line();
    point.transport =
        values.text("transport") == "udp" ? event::Transport::udp : event::Transport::tcp;
    const std::string mode = values.text("mode");
    point.mode = mode == "answer" ? Mode::answer : mode == "banner" ? Mode::banner : Mode::silent;
    point.protocol = values.text("protocol");
    point.persona = values.text("persona");
    if (auto fits = refuse_unanswerable(document, values, point); !fits) return fits.error();
    auto smb = smb_choices_of(document, values, point);
    if (!smb) return smb.error();
    point.smb = std::move(*smb);
    if (point.transport == event::Transport::udp && point.mode == Mode::banner)
        return document.refuse(
            values.line("mode"), "honeypoint.mode",
            "is \"banner\" on UDP: allowed are \"silent\" and \"answer\", because a "
            "service over datagrams does not speak first");
    const auto personas = known_personas();
    if (point.mode == Mode::banner &&
        std::find(personas.begin(), personas.end(), point.persona) == personas.end()) {
        return document.refuse(
            values.line("persona"), "honeypoint.persona",
            with_known("is \"" + core::printable(point.persona, max_item_told) + "\"",
                       point.persona, personas));
    }
    if (point.mode == Mode::silent && !point.persona.empty())
        return document.refuse(values.line("persona"), "honeypoint.persona",
                               "is set, but the mode is \"silent\": allowed is a persona with "
                               "mode \"banner\" or \"answer\"");
    auto ports = ports_of(document, values);
    if (!ports) return ports.error();
    point.ports = std::move(*ports);
    auto addresses = addresses_of(document, values);
    if (!addresses) return addresses.error();
    point.addresses = std::move(*addresses);
    return point;
}

/// One range of one address of one HoneyPoint.
struct Claim {
    event::Transport transport;
    core::Address address;
    PortRange ports;
    std::uint32_t line;
};

bool is_any(const core::Address& address) {
    return address.is_unspecified() || address == core::Address::v4(0);
}

core::Error refuse_overlap(const SettingsDocument& document, const Claim& a, const Claim& b) {
    const Claim& later = a.line < b.line ? b : a;
    const Claim& earlier = a.line < b.line ? a : b;
    std::string what = std::string(event::name_of(later.transport)) + " port " +
                       std::to_string(std::max(a.ports.first, b.ports.first)) + " of " +
                       later.address.to_string() + " belongs to the HoneyPoint of line " +
                       std::to_string(earlier.line) + " already";
    if (earlier.address != later.address)
        what += " (through " + earlier.address.to_string() +
                "; the kernel does not bind a port both to all addresses and to one of them)";
    return document.refuse(later.line, "honeypoint.ports", what);
}

/// A transport, address and port belongs to one HoneyPoint; all addresses of a family count as each
/// of them.
core::Result<void> refuse_overlaps(const SettingsDocument& document,
                                   std::span<const HoneyPoint> points) {
    std::vector<Claim> claims;
    for (const HoneyPoint& point : points)
        for (const core::Address& address : point.addresses)
            for (const PortRange range : point.ports)
                claims.push_back({point.transport, address, range, point.line});
    std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
        return std::tie(a.transport, a.address, a.ports.first, a.line) <
               std::tie(b.transport, b.address, b.ports.first, b.line);
    });
    std::vector<Claim> of_all;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        if (is_any(claims[i].address)) of_all.push_back(claims[i]);
        if (i == 0) continue;
        const Claim& before = claims[i - 1];
        if (before.transport == claims[i].transport && before.address == claims[i].address &&
            claims[i].ports.first <= before.ports.last)
            return refuse_overlap(document, before, claims[i]);
    }
    // Claims of all addresses are disjoint and sorted by now, so a binary search finds the only
    // candidate.
    for (const Claim& claim : claims) {
        if (is_any(claim.address)) continue;
        const core::Address any = claim.address.is_v4() ? core::Address::v4(0) : core::Address{};
        const auto after =
            std::partition_point(of_all.begin(), of_all.end(), [&](const Claim& each) {
                return std::tie(each.transport, each.address, each.ports.first) <=
                       std::tie(claim.transport, any, claim.ports.last);
            });
        if (after == of_all.begin()) continue;
        const Claim& candidate = *std::prev(after);
        if (candidate.transport == claim.transport && candidate.address == any &&
            candidate.ports.last >= claim.ports.first)
            return refuse_overlap(document, candidate, claim);
    }
    return {};
}

core::Result<std::vector<HoneyPoint>> honeypoints_of(const SettingsDocument& document) {
    std::vector<HoneyPoint> points;
    std::size_t listeners = 0;
    for (const SectionValues& values : document.sections("honeypoint")) {
        auto point = honeypoint_of(document, values);
        if (!point) return point.error();
        std::size_t ports = 0;
        for (const PortRange range : point->ports) ports += range.last - range.first + 1u;
        listeners += ports * point->addresses.size();
        if (listeners > max_listeners)
            return document.refuse(point->line, "honeypoint.ports",
                                   "makes more than " + std::to_string(max_listeners) +
                                       " listeners (ports times addresses)");
        points.push_back(std::move(*point));
    }
    const auto disjoint = refuse_overlaps(document, points);
    if (!disjoint) return disjoint.error();
    return points;
}

}  // namespace

core::Result<SensorSettings> parse_settings(const std::string& text, const std::string& where) {
    const auto document = SettingsDocument::parse(text, where, runtime::settings_catalogue());
    if (!document) return document.error();
    const SectionValues& values = document->section("sensor");
    SensorSettings settings;
    settings.name = values.text("name");
    if (settings.name.empty()) settings.name = host_name();
    settings.machine = machine_identity();
    settings.user = values.text("user");
    if (settings.user == "root")
        return document->refuse(values.line("user"), "sensor.user",
                                "is \"root\": allowed is an unprivileged user");
    settings.syn_watch = values.boolean("syn_watch");
    settings.backlog = number32(values, "backlog");
    settings.heartbeat = values.duration("heartbeat");
    settings.network_class = values.text("network_class");
    settings.provider = values.text("provider");
    settings.region = values.text("region");
    settings.limits = limits_of(document->section("limits"));
    settings.guessing = guessing_of(document->section("guessing"));
    auto points = honeypoints_of(*document);
    if (!points) return points.error();
    settings.honeypoints = std::move(*points);
    if (settings.honeypoints.empty()) settings.honeypoints = default_settings().honeypoints;
    return settings;
}

SensorSettings default_settings() {
    auto settings =
        parse_settings(std::string(runtime::shipped_honeypoints()), "shipped HoneyPoints");
    core::check(settings.has_value(), "the shipped HoneyPoints are good settings");
    return std::move(*settings);
}

}  // namespace hitme::sensor
