// SPDX-License-Identifier: Apache-2.0
#include "runtime/settings_catalogue.h"

namespace hitme::runtime {
namespace {

constexpr std::uint64_t milliseconds = 1'000'000;  // in nanoseconds, as all durations of the table
constexpr std::uint64_t seconds = 1'000 * milliseconds;
constexpr std::uint64_t minutes = 60 * seconds;
constexpr std::uint64_t hours = 60 * minutes;
constexpr std::uint64_t kib = 1'024;
constexpr std::uint64_t mib = 1'024 * kib;
constexpr std::uint64_t gib = 1'024 * mib;
constexpr std::uint64_t tib = 1'024 * gib;

Section sensor_section() {
    using enum SettingType;
    return {
        "sensor",
        Repeat::once,
        "What this sensor is called and how it runs.",
        {
            {"name", text, "", "\"\"", 0, 64, "",
             "Name in every event; empty takes the host's name. Renaming makes a new sensor."},
            {"user", text, "", "\"nobody\"", 1, 32, "",
             "Who the process becomes after binding, when it was started as root; never root."},
            {"syn_watch", boolean, "", "true", 0, 1, "",
             "Also record bare SYNs, with a packet socket, where the right to open one is there."},
            {"backlog", number, "connections", "4096", 16, 65'535, "",
             "How many finished handshakes the kernel keeps for us; net.core.somaxconn may cut "
             "it."},
            {"heartbeat", duration, "", "\"1m\"", 1 * seconds, 1 * hours, "",
             "How often the sensor says that it is up, with its counters."},
            {"network_class", text, "", "\"\"", 0, 0,
             "|consumer|commercial|corporate|hosting|education|internal",
             "What kind of network it stands in; empty is unknown."},
            {"provider", text, "", "\"\"", 0, 64, "", "Who provides its connection."},
            {"region", text, "", "\"\"", 0, 64, "", "Where it stands, in your own words."},
        },
        {}};
}

Section limits_section() {
    using enum SettingType;
    return {"limits",
            Repeat::once,
            "Bounds on what strangers can use up. What is over a limit is counted and aggregated "
            "(first, last, count per source and minute), never dropped in silence.",
            {
                {"connections_total", number, "connections", "20000", 1, 1'000'000, "",
                 "Open connections, all together."},
                {"connections_per_source", number, "connections", "200", 1, 1'000'000, "",
                 "Open connections of one source: an IPv4 address or an IPv6 /64."},
                {"connections_per_prefix", number, "connections", "2000", 1, 1'000'000, "",
                 "Open connections of one network: an IPv4 /24 or an IPv6 /48."},
                {"contacts_per_source_and_minute", number, "contacts", "600", 1, 10'000'000, "",
                 "Contacts of one source in a minute that are kept one by one."},
                {"first_bytes", bytes, "", "4096", 0, 1 * mib, "",
                 "How much of what a source sends is kept."},
                {"bytes_per_connection", bytes, "", "\"1 MiB\"", 1, 1 * gib, "",
                 "How much is read from one connection before it is closed."},
                {"capture_memory", bytes, "", "\"64 MiB\"", 64 * kib, 64 * gib, "",
                 "Memory for the first bytes of open connections, all together."},
                {"idle", duration, "", "\"30s\"", 100 * milliseconds, 1 * hours, "",
                 "Silence after which a connection is closed."},
                {"lifetime", duration, "", "\"2m\"", 100 * milliseconds, 24 * hours, "",
                 "Age at which a connection is closed."},
                {"udp_exchange", duration, "", "\"2s\"", 10 * milliseconds, 5 * minutes, "",
                 "Silence after which datagrams of one source to one port are one contact."},
                {"queue_events", number, "events", "200000", 1'000, 10'000'000, "",
                 "Finished events that may wait for the store."},
                {"aggregates", number, "sources", "50000", 100, 10'000'000, "",
                 "Sources aggregated one by one in a minute; the rest share one record."},
            },
            {}};
}

Section honeypoint_section() {
    using enum SettingType;
    return {"honeypoint",
            Repeat::many,
            "A HoneyPoint: ports that should stay quiet, and what to say on them. Repeat it as "
            "often as you like; a port of an address belongs to one HoneyPoint.",
            {
                {"transport", text, "", "\"tcp\"", 0, 0, "tcp|udp", "The transport."},
                {"ports", list, "", "", 1, 65'535, "",
                 "Ports, as numbers and as ranges such as \"6000-6063\"; each from 1 to 65535, "
                 "once."},
                {"addresses", list, "", "[\"any\"]", 1, 256, "",
                 "Local IPv4 and IPv6 addresses to listen on; \"any\" is 0.0.0.0 and ::."},
                {"mode", text, "", "\"silent\"", 0, 0, "silent|banner",
                 "Whether to say nothing or to send the persona's greeting; UDP is always silent."},
                {"persona", text, "", "\"\"", 0, 64, "",
                 "Which greeting, for mode \"banner\": a service (ssh, ftp, smtp, telnet, pop3, "
                 "imap, vnc, mysql), or one of its templates, such as ssh-debian-12."},
            },
            shipped_honeypoints()};
}

Section store_section() {
    using enum SettingType;
    return {"store",
            Repeat::once,
            "Where `hitme up` and the console keep events.",
            {
                {"folder", text, "", "\"\"", 0, 1'024, "",
                 "The store's folder; empty is /var/lib/hitme for root, else hitme in the user's "
                 "state folder."},
                {"keep_days", number, "days", "90", 1, 36'500, "",
                 "Whole UTC days of events that are kept; roll-ups stay."},
                {"quota", bytes, "", "\"10 GiB\"", 16 * mib, 1'024 * tib, "",
                 "Disk space for events; the oldest days are removed first."},
            },
            {}};
}

Section dashboard_section() {
    using enum SettingType;
    return {"dashboard",
            Repeat::once,
            "The dashboard and its HTTP interface.",
            {
                {"listen", text, "", "\"127.0.0.1:7445\"", 1, 64, "",
                 "Loopback address and port, such as \"127.0.0.1:7445\" or \"[::1]:7445\"."},
            },
            {}};
}

Section geography_section() {
    using enum SettingType;
    return {"geography",
            Repeat::once,
            "Offline tables that say where an address is. Nothing is ever asked over the network.",
            {
                {"country_v4", text, "", "\"/usr/share/tor/geoip\"", 0, 1'024, "",
                 "Countries of IPv4 ranges, as in Debian's package tor-geoipdb; a missing file "
                 "means unknown."},
                {"country_v6", text, "", "\"/usr/share/tor/geoip6\"", 0, 1'024, "",
                 "The same for IPv6."},
            },
            {}};
}

}  // namespace

// What strangers try most. Basis, by distinct sources:
//   nine cloud decoys in 2013 (the "marx" set): 445 9312, 1433 8987, 3389 4899, 23 3036, 22 1855,
//   3306 1758,
//     8080 1160, 80 1035, 135 678, 4899 460, 25 395, 5900 380, 443 223, 139 217, 3128 184, 110 124,
//     1080 115, 8090 102, 8443 84, 808 82, 21 68; UDP 5060 746, 53 324, 3544 118, 137 100, 1434 39;
//   a dionaea host in 2025: 445 324, 3306 268, 81 242, 27017 221, 21 201, 1433 172, 135 149, 1723
//   131, 1883 103, 42 25; added by us because worms since then live on them: 2323, 5555 (adb),
//   6379, 7547, 9200, 11211, 37215, 52869,
//     and the UDP services that are probed for amplification: 123, 161, 1900, 11211.
// A port that another program holds is said and skipped, so this machine's own ssh does not stand
// in the way.
std::string_view shipped_honeypoints() {
    return R"([[honeypoint]]
ports = [445, 139, 135]

[[honeypoint]]
ports = [
    42, 80, 81, 443, 808, 1080, 1433, 1723, 1883, 2323, 3128, 3389, 4899, 5555, 6379, 6666, 7547, 8080,
    8090, 8443, 9200, 11211, 27017, 37215, 52869,
]

[[honeypoint]]
ports = [21]
mode = "banner"
persona = "ftp"

[[honeypoint]]
ports = [22]
mode = "banner"
persona = "ssh"

[[honeypoint]]
ports = [23]
mode = "banner"
persona = "telnet"

[[honeypoint]]
ports = [25]
mode = "banner"
persona = "smtp"

[[honeypoint]]
ports = [110]
mode = "banner"
persona = "pop3"

[[honeypoint]]
ports = [143]
mode = "banner"
persona = "imap"

[[honeypoint]]
ports = [3306]
mode = "banner"
persona = "mysql"

[[honeypoint]]
ports = [5900]
mode = "banner"
persona = "vnc"

[[honeypoint]]
transport = "udp"
ports = [53, 123, 137, 161, 1434, 1900, 3544, 5060, 11211]
)";
}

Catalogue settings_catalogue() {
    static const std::vector<Section> sections = {sensor_section(),     limits_section(),
                                                  honeypoint_section(), store_section(),
                                                  dashboard_section(),  geography_section()};
    return sections;
}

}  // namespace hitme::runtime
