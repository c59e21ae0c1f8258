// SPDX-License-Identifier: Apache-2.0
// An alert channel: where notices go, which of them, and how often.
//
// From      the settings file ([[channel]]), which alone names servers, URLs, programs and secrets; or the book, for channels
//           that go `through` one of those with rules of their own. The dashboard is a channel without a target.
// Check     check_channel() says what cannot be, with the name of the part.
// Pure      no I/O: secrets and templates are read by channels_file.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/json_body.h"
#include "console/notice.h"
#include "console/query.h"
#include "core/ip.h"
#include "core/time.h"
#include "event/signal.h"
#include "runtime/mail_client.h"
#include "runtime/syslog_client.h"

namespace hitme::console::alert {

enum class ChannelType : std::uint8_t { email, webhook, syslog, desktop, program, dashboard };
std::string_view name_of(ChannelType type);

/// The form of a webhook's body.
enum class Shape : std::uint8_t { json, slack, teams, discord, telegram, ntfy };
std::string_view name_of(Shape shape);

enum class SyslogForm : std::uint8_t { rfc5424, cef };

/// People are throttled and digested, machines get each notice.
enum class Audience : std::uint8_t { people, machines };

constexpr std::size_t max_channels = 32;            // ours: each has a thread
constexpr std::size_t max_recipients = 20;          // ours
constexpr std::size_t max_filter_words = 100;       // ours: of signals, and of sources
constexpr std::size_t max_template_bytes = 16'384;  // ours
constexpr std::size_t max_channel_name = 40;        // api.yaml
constexpr core::Duration least_digest = std::chrono::minutes{1};
constexpr core::Duration most_digest = std::chrono::hours{24};

struct Filter {
    Severity least = Severity::info;
    std::vector<NoticeKind> kinds;       ///< empty: all
    std::vector<event::Signal> signals;  ///< empty: all; notices without a signal pass
    std::vector<core::Prefix> sources;   ///< empty: all; notices without a source pass
    bool simulated = false;              ///< simulated ones pass, too
};

struct QuietHours {
    std::uint16_t from_minute = 0;  ///< of the day in `zone`
    std::uint16_t to_minute = 0;    ///< the same as from_minute: none
    std::string zone;
    bool any() const { return from_minute != to_minute; }
};

/// What messages at once are counted by.
enum class ThrottleBy : std::uint8_t { channel, kind, signal };

/// For people: how many messages may go at once before what follows waits for the digest. Urgent ones go in any case.
struct Throttle {
    std::size_t messages = 4;  ///< ours: with three digests and five urgent ones C-61's 12
    core::Duration per = std::chrono::hours{1};
    /// By kind or signal each has as many of its own, so that a busy one takes nothing from another; and the channel may speak
    /// that many times as often. Notices without a signal are one.
    ThrottleBy by = ThrottleBy::channel;
};
constexpr std::size_t max_throttle_messages = 100;                       // ours
constexpr core::Duration least_throttle_span = std::chrono::minutes{1};  // ours
constexpr core::Duration most_throttle_span = std::chrono::hours{24};    // ours

/// Where to. Only what the type needs is filled.
struct Target {
    runtime::MailServer mail;
    std::string mail_from;
    std::string url;
    std::vector<std::string> headers;
    Shape shape = Shape::json;
    std::string room;  ///< Telegram: chat; ntfy: topic
    std::string ca_file;
    std::string proxy;
    runtime::SyslogServer syslog;
    SyslogForm form = SyslogForm::rfc5424;
    std::string program;
    std::vector<std::string> arguments;
};

struct Channel {
    std::string name;
    ChannelType type = ChannelType::dashboard;
    bool enabled = true;
    bool from_settings = false;
    std::string through;          ///< of a channel from the book: whose target it uses
    std::vector<std::string> to;  ///< e-mail
    Filter filter;
    Audience audience = Audience::people;
    core::Duration digest = std::chrono::minutes{10};
    Throttle throttle;
    QuietHours quiet;
    std::string zone = "UTC";   ///< in which its messages tell times to people
    std::string template_text;  ///< empty: the channel's own words
    Target target;
    std::uint64_t version = 0;  ///< of its record in the book
};

struct ChannelFault {
    std::string part;  ///< name as in the settings and in api.yaml
    std::string reason;
};

/// Nothing where the channel can be used.
std::optional<ChannelFault> check_channel(const Channel& channel);
Audience default_audience(ChannelType type, Shape shape);
/// "22:00" as minutes of the day.
std::optional<std::uint16_t> minute_of_day(std::string_view text);
bool passes(const Filter& filter, const Notice& notice);

/// A channel as ChannelChange of api.yaml says it. The target comes from `settings_channels`, of which `through` names one;
/// e-mail recipients must be in domains that it names.
struct ReadChannel {
    Channel channel;
    std::optional<QueryFault> fault;
};
ReadChannel channel_of_json(std::string_view body, Unasked unasked,
                            const std::vector<Channel>& settings_channels);
/// The fields of ChannelChange, for the book and the API, without the closing brace's friends: one JSON object.
std::string channel_json(const Channel& channel);
/// Where it sends, without secrets, printable.
std::string shown_target(const Channel& channel);

}  // namespace hitme::console::alert
