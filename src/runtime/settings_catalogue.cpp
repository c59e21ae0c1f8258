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
                {"answer_bytes_per_connection", bytes, "", "\"1 MiB\"", 1, 1 * gib, "",
                 "How much a HoneyPoint in mode \"answer\" says in one connection before it is "
                 "closed."},
                {"answer_memory", bytes, "", "\"64 MiB\"", 64 * kib, 64 * gib, "",
                 "Memory for conversations of HoneyPoints in mode \"answer\", all together; beyond "
                 "it new connections are listened to in silence, and counted."},
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

// The first three numbers are suggestions of the specification (SMB ground truth 1.10); lists of signatures use 10 a minute.
Section guessing_section() {
    using enum SettingType;
    return {"guessing",
            Repeat::once,
            "When refused logons of one source, over all its connections and all decoys, are "
            "called password guessing (stage brute_force). Below that it is only said that logons "
            "were refused.",
            {
                {"credentials", number, "credentials", "5", 2, 256, "",
                 "So many different credentials, refused within the window."},
                {"window", duration, "", "\"1m\"", 1 * seconds, 24 * hours, "",
                 "How long the window is."},
                {"spraying_accounts", number, "accounts", "3", 2, 256, "",
                 "From so many accounts on it is called spraying."},
                {"client_repeats", number, "refusals", "8", 1, 256, "",
                 "How often Windows' own client may repeat one credential by itself: of such a "
                 "client so many refusals of an account in a row count as one."},
                {"client_repeats_within", duration, "", "\"1s\"", 0, 1 * minutes, "",
                 "The longest pause between two refusals of such a row."},
                {"windows_burst", number, "connections", "40", 2, 256, "",
                 "So many connections of Windows' own client with one refusal each, within the "
                 "window, are also called a spraying in the way of Conficker."},
            },
            {}};
}

Section honeypoint_section() {
    using enum SettingType;
    return {
        "honeypoint",
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
            {"mode", text, "", "\"silent\"", 0, 0, "silent|banner|answer",
             "Whether to say nothing, to send the persona's greeting, or to answer as a "
             "made-up server would. Answers to datagrams are never longer than what came."},
            {"protocol", text, "", "\"\"", 0, 64, "",
             "What to answer as, for mode \"answer\": smb, http, https, ftp, ssh, telnet, smtp, "
             "rdp, vnc, mssql, mysql, postgresql, redis or mqtt; over UDP: dns, ntp or sip."},
            {"persona", text, "", "\"\"", 0, 64, "",
             "Which system. For mode \"banner\" a service (ssh, ftp, smtp, telnet, pop3, imap, "
             "vnc, mysql), or one of its templates, such as ssh-debian-12. For mode \"answer\" "
             "one of the protocol's systems, such as windows-7; empty is one chosen by the "
             "sensor's name and the machine's id (/etc/machine-id), the same for ever."},
            {"logon_policy", text, "", "\"\"", 0, 0, "|refuse|guest|accept",
             "For protocol smb: what becomes of a logon whose password is not in passwords. "
             "\"refuse\": nobody comes in; \"guest\", or empty: names that the persona does not "
             "have come in as guest; \"accept\": after accept_after_tries tries of a source "
             "anything "
             "is right, and the source may write to ADMIN$. Null sessions reach IPC$ always."},
            {"accept_after_tries", number, "logons", "3", 0, 100'000, "",
             "For logon_policy \"accept\": how many logons of one source, over all its "
             "connections, are refused first."},
            {"passwords", list, "", "[]", 0, 32, "",
             "For protocol smb: passwords that are right for every account that the persona lists, "
             "from the first try; such logons are signed as a real server's are."},
            {"shares", list, "", "[]", 0, 16, "",
             "For protocol smb: names of shared folders that guests may write to, instead of the "
             "persona's own; its administrative shares stay. Empty: the persona's."},
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
                 "Whole UTC days of events that are kept, counted from the day or from when it was "
                 "last filled: what is imported stays as long. Roll-ups stay."},
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

Section judging_section() {
    using enum SettingType;
    return {"judging",
            Repeat::once,
            "How often the console judges what its signals mean, and of which it keeps findings.",
            {
                {"every", duration, "", "\"1h\"", 10 * minutes, 24 * hours, "",
                 "From one judgement of a signal to the next, at whole multiples of it."},
                {"watch_every", duration, "", "\"5m\"", 10 * seconds, 1 * hours, "",
                 "How often alarms alone are looked for in between."},
                {"lateness", duration, "", "\"5m\"", 0, 2 * hours, "",
                 "How long a judgement waits for events that come late."},
                {"signals", number, "signals", "10", 1, 60, "",
                 "How many of the busiest signals are judged, besides those with an open alarm and "
                 "all of them together."},
            },
            {}};
}

Section cases_section() {
    using enum SettingType;
    return {"cases",
            Repeat::once,
            "Hosts of your own networks that touch decoys, and who is known to be harmless.",
            {
                {"lease_files", list, "", "[]", 0, 16, "",
                 "Lease files of DHCP servers (ISC dhcpd, dnsmasq, Kea), which tell who had an "
                 "address when. sensor.user must be able to read them."},
                {"neighbours", boolean, "", "true", 0, 1, "",
                 "Also ask the kernel's neighbour table for the MAC of a host of the same "
                 "segment."},
                {"benign_list", text, "", "\"\"", 0, 1'024, "",
                 "File of benign scanners, dated, as docs/cases.md describes; what they send is "
                 "shown with its class, not dropped."},
                {"complaints", boolean, "", "false", 0, 1, "",
                 "Whether drafts of notices to the networks of sources may be made. Nothing is "
                 "ever sent."},
            },
            {}};
}

Section geography_section() {
    using enum SettingType;
    return {
        "geography",
        Repeat::once,
        "Offline tables that say where an address is and whose. Nothing is ever asked over the "
        "network.",
        {
            {"country_v4", text, "", "\"/usr/share/tor/geoip\"", 0, 1'024, "",
             "Countries of IPv4 ranges, as in Debian's package tor-geoipdb; a missing file "
             "means unknown."},
            {"country_v6", text, "", "\"/usr/share/tor/geoip6\"", 0, 1'024, "",
             "The same for IPv6."},
            {"location", text, "", "\"/usr/share/libloc-location/location.db\"", 0, 1'024, "",
             "A location database, as in Debian's package libloc-database: network, AS and its "
             "name. /var/lib/location/database.db where `location update` keeps it fresh."},
            {"mmdb", list, "", "[]", 0, 64, "",
             "MMDB files of yours (country, city, AS, kind of user); they are asked first."},
            {"folder", text, "", "\"\"", 0, 1'024, "",
             "A folder of dated files: NAME-2026-06-25.mmdb, NAME-2026-06-25.db, "
             "geoip-2026-06-25 with geoip6-2026-06-25. The one that was valid when an event "
             "happened answers."},
            {"networks", text, "", "\"\"", 0, 1'024, "",
             "A table of yours, rows asn,type,source; type is consumer, mobile, commercial, "
             "hosting, education, government or research_scanner. It wins over every database."},
        },
        {}};
}

Section blocklist_section() {
    using enum SettingType;
    return {"blocklist",
            Repeat::many,
            "A rule for a block list that firewalls fetch. Whatever a rule says, only sources with "
            "a completed "
            "handshake are listed, and never own, allow-listed, private, reserved or resolver "
            "addresses.",
            {
                {"name", text, "", "", 1, 20, "", "What the list is called: a-z, 0-9, - and _."},
                {"sensors", number, "sensors", "2", 1, 1'000, "",
                 "Least number of sensors that a source reached."},
                {"contacts", number, "contacts", "3", 1, 1'000'000, "",
                 "Least number of its contacts with a completed handshake."},
                {"stage", text, "", "\"probe\"", 0, 0,
                 "none|scan|probe|enumeration|brute_force|exploit_attempt|payload_delivery",
                 "Least stage that it reached."},
                {"within", duration, "", "\"7d\"", 24 * hours, 90 * 24 * hours, "",
                 "Contacts of the UTC days that lie in this span count."},
                {"expire", duration, "", "\"24h\"", 1 * minutes, 90 * 24 * hours, "",
                 "An entry leaves this long after the last contact."},
                {"except_classes", list, "", "[]", 0, 1'000, "",
                 "Classes of sources that are left out, such as \"research_scanner\"."},
                {"never", list, "", "[]", 0, 1'000, "",
                 "Addresses and networks that this list never holds."},
            },
            {}};
}

Section response_section() {
    using enum SettingType;
    return {
        "response",
        Repeat::once,
        "Isolation of hosts that touched an internal decoy. Read docs/response.md before switching "
        "it on.",
        {
            {"mode", text, "", "\"none\"", 0, 0, "none|webhook|program|radius",
             "How a request is made."},
            {"dry_run", boolean, "", "true", 0, 1, "",
             "Only write down what would have been asked; drills ask all the same."},
            {"internal", list, "", "[]", 0, 1'000, "",
             "Networks from which a host may be isolated; nobody else ever is."},
            {"never", list, "", "[]", 0, 1'000, "",
             "Addresses and networks that are never isolated: gateways, servers, the console."},
            {"limit", number, "requests", "5", 1, 1'000, "",
             "Requests within the window after which it stops by itself and asks a person."},
            {"window", duration, "", "\"10m\"", 1 * minutes, 24 * hours, "",
             "The window of the limit."},
            {"timeout", duration, "", "\"4s\"", 100 * milliseconds, 60 * seconds, "",
             "How long one request may take."},
            {"webhook_url", text, "", "\"\"", 0, 1'024, "",
             "For mode \"webhook\": where the JSON is posted."},
            {"webhook_secret_file", text, "", "\"\"", 0, 1'024, "",
             "A file whose first line is sent as the bearer token; empty sends none."},
            {"webhook_ca_file", text, "", "\"\"", 0, 1'024, "",
             "Certificates (PEM) that the webhook's own must come from; empty: the system's."},
            {"program", text, "", "\"\"", 0, 1'024, "",
             "For mode \"program\": absolute path; gets the JSON on standard input, no shell, no "
             "arguments."},
            {"radius_server", text, "", "\"\"", 0, 64, "",
             "For mode \"radius\": address and port, such as \"192.0.2.1:3799\"."},
            {"radius_secret_file", text, "", "\"\"", 0, 1'024, "",
             "A file whose first line is the shared secret."},
            {"radius_request", text, "", "\"disconnect\"", 0, 0, "disconnect|coa",
             "Whether the session is ended, or changed."},
            {"radius_isolate", list, "", "[]", 0, 32, "",
             "Attributes added to isolate, such as \"Filter-Id=quarantine\"."},
            {"radius_release", list, "", "[]", 0, 32, "", "Attributes added to release."},
            {"radius_tries", number, "packets", "3", 1, 10, "",
             "How often a request is sent within the timeout, the first included."},
        },
        {}};
}

Section drill_section() {
    using enum SettingType;
    return {"drill",
            Repeat::once,
            "A drill proves the chain from decoy to isolation: a marked test host touches a decoy "
            "and must lose "
            "its connection. Its contacts are marked simulated and count nowhere.",
            {
                {"every", duration, "", "\"0s\"", 0, 90 * 24 * hours, "",
                 "How often this machine runs one by itself; 0s: only by hand."},
                {"source", text, "", "\"\"", 0, 64, "",
                 "Address of the test host; of this machine where it runs by itself."},
                {"target", text, "", "\"\"", 0, 64, "",
                 "The decoy that it touches, as address and port, such as \"10.0.0.5:445\"."},
                {"within", duration, "", "\"20s\"", 1 * seconds, 10 * minutes, "",
                 "From the touch to the loss of connection at most, else it fails."},
            },
            {}};
}

Section alerts_section() {
    using enum SettingType;
    return {"alerts",
            Repeat::once,
            "What all alert channels share; docs/alerting.md tells of them.",
            {
                {"link", text, "", "\"\"", 0, 1'024, "",
                 "How the dashboard is reached from where messages are read, such as "
                 "\"http://127.0.0.1:7445\"; empty puts no links into messages."},
                {"zone", text, "", "\"UTC\"", 1, 64, "",
                 "Time zone in which messages tell people times, such as \"Europe/Berlin\"; a "
                 "channel may have its own. Machines get UTC."},
                {"desktop", boolean, "", "false", 0, 1, "",
                 "Show notices of severity medium and more as desktop notifications, where the "
                 "user who runs hitme has a session bus."},
                {"proxy", text, "", "\"\"", 0, 1'024, "",
                 "URL of a proxy for webhooks; empty is none. The environment is not asked."},
            },
            {}};
}

Section channel_section() {
    using enum SettingType;
    return {
        "channel",
        Repeat::many,
        "An alert channel: where notices go, which of them, and how often. Repeat it as often as "
        "you like. Servers, addresses to send to, programs and secrets are named here and nowhere "
        "else.",
        {
            {"name", text, "", "", 1, 40, "", "Its name: a-z, 0-9 and -."},
            {"type", text, "", "", 0, 0, "email|webhook|syslog|desktop|program|dashboard",
             "What kind of channel it is."},
            {"enabled", boolean, "", "true", 0, 1, "", "Whether it is in use."},
            {"least_severity", text, "", "\"info\"", 0, 0, "info|low|medium|high|critical",
             "Notices below it are left out."},
            {"kinds", list, "", "[]", 0, 32, "",
             "Only these kinds of notice, such as \"internal_host\"; empty is all."},
            {"signals", list, "", "[]", 0, 100, "",
             "Only these signals, such as \"tcp/445\"; empty is all. Notices without one pass."},
            {"sources", list, "", "[]", 0, 100, "",
             "Only sources in these prefixes; empty is all. Notices without one pass."},
            {"simulated", boolean, "", "false", 0, 1, "",
             "Whether notices of drills and demonstrations are told, too."},
            {"audience", text, "", "\"\"", 0, 0, "|people|machines",
             "People get the first notice at once and then digests, machines get each notice. "
             "Empty: "
             "machines for syslog, program and webhooks of shape json, people for all others."},
            {"digest", duration, "", "\"10m\"", 1 * minutes, 24 * hours, "",
             "For people: how long notices are gathered after the first one."},
            {"throttle_messages", number, "messages", "4", 1, 100, "",
             "For people: so many messages go at once within throttle_per; what follows waits for "
             "the digest. Urgent ones go in any case."},
            {"throttle_per", duration, "", "\"1h\"", 1 * minutes, 24 * hours, "",
             "For people: the span in which messages at once are counted."},
            {"throttle_by", text, "", "\"channel\"", 0, 0, "channel|kind|signal",
             "For people: what they are counted by. By kind of notice or by signal each has as "
             "many "
             "of its own: a busy one takes nothing from another, and there can be that many more."},
            {"quiet_from", text, "", "\"\"", 0, 5, "",
             "For people: from this time of day on, such as \"22:00\", all but urgent notices "
             "wait."},
            {"quiet_to", text, "", "\"\"", 0, 5, "", "Until this time of day."},
            {"quiet_zone", text, "", "\"UTC\"", 1, 64, "",
             "Time zone of the quiet hours, such as \"Europe/Berlin\"."},
            {"zone", text, "", "\"\"", 0, 64, "",
             "For people: time zone in which its messages tell times; empty is that of "
             "alerts.zone."},
            {"template_file", text, "", "\"\"", 0, 1'024, "",
             "A file with the text of messages, with {{title}} and its like; of a webhook it is "
             "JSON. "
             "Empty: hitme's own words."},
            {"server", text, "", "\"\"", 0, 300, "",
             "E-mail and syslog: host and port, such as \"mail.example.org:587\"."},
            {"security", text, "", "\"starttls\"", 0, 0, "starttls|tls|none",
             "E-mail: upgrade to TLS or fail; TLS from the first byte; or none, where no password "
             "is sent."},
            {"user", text, "", "\"\"", 0, 256, "",
             "E-mail: name for the login; empty is no login."},
            {"password_file", text, "", "\"\"", 0, 1'024, "",
             "E-mail: a file whose first line is the password; others must not be able to read "
             "it."},
            {"from", text, "", "\"\"", 0, 254, "", "E-mail: address of the sender."},
            {"to", list, "", "[]", 0, 20, "", "E-mail: addresses of the recipients."},
            {"ca_file", text, "", "\"\"", 0, 1'024, "",
             "PEM file with the authorities to trust instead of the system's."},
            {"url", text, "", "\"\"", 0, 2'048, "", "Webhook: the address to post to."},
            {"url_file", text, "", "\"\"", 0, 1'024, "",
             "Webhook: a file whose first line is the address, where it is a secret as with Slack, "
             "Teams, Discord and Telegram."},
            {"header_file", text, "", "\"\"", 0, 1'024, "",
             "Webhook: a file whose first line is a header, such as \"Authorization: Bearer "
             "...\"."},
            {"shape", text, "", "\"json\"", 0, 0, "json|slack|teams|discord|telegram|ntfy",
             "Webhook: what the receiver reads."},
            {"room", text, "", "\"\"", 0, 200, "",
             "Webhook: the chat of Telegram, the topic of ntfy."},
            {"over", text, "", "\"tls\"", 0, 0, "udp|tcp|tls",
             "Syslog: the transport (RFC 5426, 6587, 5425)."},
            {"form", text, "", "\"rfc5424\"", 0, 0, "rfc5424|cef",
             "Syslog: structured data, or the Common Event Format in the message."},
            {"program", text, "", "\"\"", 0, 1'024, "",
             "Program: its absolute path. It gets JSON on its standard input; no shell is "
             "involved."},
            {"arguments", list, "", "[]", 0, 64, "", "Program: its arguments."},
        },
        {}};
}

Section feed_section() {
    using enum SettingType;
    return {
        "feed",
        Repeat::many,
        "Data of others that hitme fetches by itself. Without such a section it fetches nothing. "
        "Read the publisher's terms first: most want to be asked rarely, and to know whom to "
        "write to.",
        {
            {"name", text, "", "", 1, 20, "", "Its name: a-z, 0-9, - and _."},
            {"kind", text, "", "", 0, 0,
             "isc_port_history|isc_top_ports|isc_top_sources|dshield_as_report|dshield_block_list|"
             "isc_infocon|csv_series",
             "Its form; docs/corroboration.md shows each."},
            {"url", text, "", "", 8, 2'048, "",
             "Where it is. {from} and {to} become the days of the time that is asked for, such as "
             "in \"https://isc.sans.edu/api/porthistory/445/{from}/{to}?json\"."},
            {"source", text, "", "", 1, 100, "", "Who publishes it, such as \"SANS ISC\"."},
            {"licence", text, "", "", 1, 200, "", "Under which terms its data may be used."},
            {"subject", text, "", "\"\"", 0, 40, "",
             "Of a series: the signal that it is about, such as \"tcp/445\"."},
            {"every", duration, "", "\"1d\"", 1 * hours, 30 * 24 * hours, "",
             "How long after an answer it is asked again."},
            {"days", number, "days", "30", 1, 366, "", "How far back {from} lies."},
            {"contact", text, "", "\"\"", 0, 200, "",
             "What the publisher is told of you, in User-Agent: an address to write to. Empty: "
             "nothing but the word hitme."},
            {"ca_file", text, "", "\"\"", 0, 1'024, "",
             "PEM file with the authorities to trust instead of the system's."},
            {"proxy", text, "", "\"\"", 0, 1'024, "", "URL of a proxy; empty is none."},
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
ports = [445, 139]
mode = "answer"
protocol = "smb"

[[honeypoint]]
ports = [80, 81, 808, 8080, 8090]
mode = "answer"
protocol = "http"

[[honeypoint]]
ports = [443, 8443]
mode = "answer"
protocol = "https"

[[honeypoint]]
ports = [21]
mode = "answer"
protocol = "ftp"

[[honeypoint]]
ports = [22]
mode = "answer"
protocol = "ssh"

[[honeypoint]]
ports = [23, 2323]
mode = "answer"
protocol = "telnet"

[[honeypoint]]
ports = [25]
mode = "answer"
protocol = "smtp"

[[honeypoint]]
ports = [110]
mode = "banner"
persona = "pop3"

[[honeypoint]]
ports = [143]
mode = "banner"
persona = "imap"

[[honeypoint]]
ports = [1433]
mode = "answer"
protocol = "mssql"

[[honeypoint]]
ports = [1883]
mode = "answer"
protocol = "mqtt"

[[honeypoint]]
ports = [3306]
mode = "answer"
protocol = "mysql"

[[honeypoint]]
ports = [3389]
mode = "answer"
protocol = "rdp"

[[honeypoint]]
ports = [5432]
mode = "answer"
protocol = "postgresql"

[[honeypoint]]
ports = [5900]
mode = "answer"
protocol = "vnc"

[[honeypoint]]
ports = [6379]
mode = "answer"
protocol = "redis"

[[honeypoint]]
ports = [
    42, 135, 1080, 1723, 3128, 4899, 5555, 6666, 7547, 9200, 11211, 27017, 37215, 52869,
]

[[honeypoint]]
transport = "udp"
ports = [53]
mode = "answer"
protocol = "dns"

[[honeypoint]]
transport = "udp"
ports = [123]
mode = "answer"
protocol = "ntp"

[[honeypoint]]
transport = "udp"
ports = [5060]
mode = "answer"
protocol = "sip"

[[honeypoint]]
transport = "udp"
ports = [137, 161, 1434, 1900, 3544, 11211]
)";
}

Catalogue settings_catalogue() {
    static const std::vector<Section> sections = {
        sensor_section(), limits_section(),    guessing_section(),  honeypoint_section(),
        store_section(),  dashboard_section(), geography_section(), judging_section(),
        cases_section(),  blocklist_section(), response_section(),  drill_section(),
        alerts_section(), channel_section(),   feed_section()};
    return sections;
}

}  // namespace hitme::runtime
