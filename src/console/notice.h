// SPDX-License-Identifier: Apache-2.0
// A notice: something that a person or a machine may want to hear of at once. Desks and jobs tell them; console/alert decides
// who hears, when, and in what form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace hitme::console {

enum class NoticeKind : std::uint8_t {
    internal_host,  ///< first touch of an internal decoy by this host, or again after it was cleaned
    incident_opened,  ///< a source began to contact us
    incident_ended,   ///< it has been silent for the time that ends an incident
    alarm,            ///< new hosts on a signal rose: an onset
    alarm_ended,      ///< that event is over
    finding,          ///< a verdict that differs from the one before
    campaign,         ///< a campaign changed its state
    own_network,      ///< one of our own networks is a source, here or in a feed
    sensor_health,    ///< a sensor is silent, blind or late
    store_health,     ///< the disk is full, writes are refused
    feed_health,      ///< outside data do not come any more, or come again
    advisory,         ///< published or updated
    reminder,         ///< something promised is due, a forecast was scored
    response,         ///< a quarantine request and its result
    test,             ///< asked for by the operator
};
std::string_view name_of(NoticeKind kind);
std::optional<NoticeKind> notice_kind_named(std::string_view name);

/// From least to most urgent; severity follows hosts, not probes.
enum class Severity : std::uint8_t { info, low, medium, high, critical };
std::string_view name_of(Severity severity);
std::optional<Severity> severity_named(std::string_view name);
/// A response of severity low: what a dry run of quarantine would have done.
constexpr bool is_dry_run(NoticeKind kind, Severity severity) {
    return kind == NoticeKind::response && severity == Severity::low;
}

struct Notice {
    NoticeKind kind = NoticeKind::test;
    Severity severity = Severity::info;
    core::Time at;       ///< event time of what it speaks of
    std::string group;   ///< notices of one group are one matter: a campaign, a case, a source
    std::string title;   ///< one line, at most 120 bytes of printable text
    std::string text;    ///< a few sentences, printable text
    std::string source;  ///< address, where one is meant
    std::string signal;  ///< "tcp/445", where one is meant
    std::string sensor;  ///< name, where one is meant
    std::string page;    ///< path of the dashboard that tells more, such as "/cases/c-12"
    std::string body;    ///< a JSON object for machines; may be empty
    std::string
        evidence;  ///< for machines: the contact it speaks of (notice_evidence.h); may be empty
    bool simulated = false;
};

/// Takes notices. Any thread; never waits.
class Notices {
 public:
    virtual ~Notices() = default;
    virtual void tell(Notice notice) = 0;
};

}  // namespace hitme::console
