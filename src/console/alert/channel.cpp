// SPDX-License-Identifier: Apache-2.0
#include "console/alert/channel.h"

#include <algorithm>
#include <array>

#include "console/alert/text_template.h"
#include "console/json_writer.h"
#include "core/text.h"
#include "runtime/http_client.h"
#include "runtime/zone.h"

namespace hitme::console::alert {
namespace {

constexpr std::array<std::string_view, 6> type_names{"email",   "webhook", "syslog",
                                                     "desktop", "program", "dashboard"};
constexpr std::array<std::string_view, 6> shape_names{"json",    "slack",    "teams",
                                                      "discord", "telegram", "ntfy"};
constexpr std::array<std::string_view, 5> severity_names{"info", "low", "medium", "high",
                                                         "critical"};
constexpr std::array<std::string_view, 2> audience_names{"people", "machines"};
constexpr std::array<std::string_view, 3> throttle_names{"channel", "kind", "signal"};

bool is_name(std::string_view text) {
    const auto letter_or_digit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    };
    return !text.empty() && text.size() <= max_channel_name && letter_or_digit(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return letter_or_digit(c) || c == '-'; });
}

std::string_view domain_of(std::string_view address) {
    return address.substr(std::min(address.find('@') + 1, address.size()));
}

std::string clock_text(std::uint16_t minute) {
    std::string text = std::to_string(100 + minute / 60).substr(1) + ":";
    return text + std::to_string(100 + minute % 60).substr(1);
}

TemplateContext context_of(const Channel& channel) {
    return channel.type == ChannelType::webhook ? TemplateContext::json : TemplateContext::text;
}

}  // namespace

std::string_view name_of(ChannelType type) {
    return type_names[static_cast<std::size_t>(type)];
}

std::string_view name_of(Shape shape) {
    return shape_names[static_cast<std::size_t>(shape)];
}

Audience default_audience(ChannelType type, Shape shape) {
    const bool machine = type == ChannelType::syslog || type == ChannelType::program ||
                         type == ChannelType::dashboard ||
                         (type == ChannelType::webhook && shape == Shape::json);
    return machine ? Audience::machines : Audience::people;
}

std::optional<std::uint16_t> minute_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return {};
    const auto hour = core::parse_unsigned(text.substr(0, 2), 23);
    const auto minute = core::parse_unsigned(text.substr(3), 59);
    if (!hour || !minute) return {};
    return static_cast<std::uint16_t>(*hour * 60 + *minute);
}

bool passes(const Filter& filter, const Notice& notice) {
    if (notice.kind == NoticeKind::test) return true;
    if (notice.severity < filter.least || (notice.simulated && !filter.simulated)) return false;
    if (!filter.kinds.empty() &&
        std::find(filter.kinds.begin(), filter.kinds.end(), notice.kind) == filter.kinds.end())
        return false;
    if (!filter.signals.empty() && !notice.signal.empty()) {
        const auto signal = event::Signal::parse(notice.signal);
        if (!signal || std::find(filter.signals.begin(), filter.signals.end(), *signal) ==
                           filter.signals.end())
            return false;
    }
    if (!filter.sources.empty() && !notice.source.empty()) {
        const auto source = core::Address::parse(notice.source);
        if (!source || std::none_of(filter.sources.begin(), filter.sources.end(),
                                    [&](const core::Prefix& one) { return one.contains(*source); }))
            return false;
    }
    return true;
}

std::optional<ChannelFault> check_channel(const Channel& channel) {
    if (!is_name(channel.name))
        return ChannelFault{"name", "is made of 1 to 40 of a-z, 0-9 and -, no - at first"};
    if (channel.digest < least_digest || channel.digest > most_digest)
        return ChannelFault{"digest", "is from 1m to 24h"};
    if (channel.throttle.messages < 1 || channel.throttle.messages > max_throttle_messages)
        return ChannelFault{"throttle_messages", "is from 1 to 100"};
    if (channel.throttle.per < least_throttle_span || channel.throttle.per > most_throttle_span)
        return ChannelFault{"throttle_per", "is from 1m to 24h"};
    if (channel.quiet.any() && !runtime::Zone::find(channel.quiet.zone))
        return ChannelFault{"quiet_zone", "is no time zone, such as Europe/Berlin"};
    if (!runtime::Zone::find(channel.zone))
        return ChannelFault{"zone", "is no time zone, such as Europe/Berlin"};
    if (!channel.template_text.empty()) {
        const auto parsed = TextTemplate::parse(channel.template_text, context_of(channel));
        if (!parsed) return ChannelFault{"template", parsed.error().context};
    }
    const Target& target = channel.target;
    switch (channel.type) {
        case ChannelType::email:
            if (target.mail.host.empty()) return ChannelFault{"server", "is missing"};
            if (!runtime::is_mail_address(target.mail_from))
                return ChannelFault{"from", "is no plain mail address"};
            if (channel.to.empty() || channel.to.size() > max_recipients)
                return ChannelFault{"to", "names 1 to 20 recipients"};
            for (const std::string& one : channel.to)
                if (!runtime::is_mail_address(one))
                    return ChannelFault{"to", "holds what is no plain mail address"};
            if (!target.mail.password.empty() && target.mail.tls == runtime::MailTls::none)
                return ChannelFault{"security", "a password is not sent without TLS"};
            break;
        case ChannelType::webhook:
            if (runtime::shown_url(target.url).empty())
                return ChannelFault{"url", "is no http or https address"};
            if ((target.shape == Shape::telegram || target.shape == Shape::ntfy) &&
                target.room.empty())
                return ChannelFault{"room", "is missing: the chat of Telegram, the topic of ntfy"};
            for (const std::string& header : target.headers)
                if (header.find_first_of("\r\n") != std::string::npos ||
                    header.find(':') == std::string::npos)
                    return ChannelFault{"header_file", "is no line \"Name: value\""};
            break;
        case ChannelType::syslog:
            if (target.syslog.host.empty()) return ChannelFault{"server", "is missing"};
            break;
        case ChannelType::program:
            if (!target.program.starts_with('/'))
                return ChannelFault{"program", "is no absolute path"};
            break;
        case ChannelType::desktop:
        case ChannelType::dashboard:
            break;
    }
    return {};
}

ReadChannel channel_of_json(std::string_view text, Unasked unasked,
                            const std::vector<Channel>& settings_channels) {
    JsonBody body{text, unasked};
    Channel channel;
    channel.version = body.number("version", 0, ~std::uint64_t{0} >> 1, 0);
    channel.name = body.text("name", max_channel_name);
    channel.type = static_cast<ChannelType>(body.choice("type", type_names));
    channel.through = body.text("through", max_channel_name, Needed::no);
    channel.enabled = body.truth("enabled", true);
    channel.to = body.texts("to", max_recipients, 254);
    channel.filter.least = static_cast<Severity>(body.choice("least_severity", severity_names, 0));
    for (const std::string& name : body.texts("kinds", 32, 40)) {
        const auto kind = notice_kind_named(name);
        if (!kind)
            body.fail("kinds", core::printable(name, 40) + " is no kind of notice");
        else
            channel.filter.kinds.push_back(*kind);
    }
    for (const std::string& name : body.texts("signals", max_filter_words, 20)) {
        const auto signal = event::Signal::parse(name);
        if (!signal)
            body.fail("signals", core::printable(name, 20) + " is no signal such as tcp/445");
        else
            channel.filter.signals.push_back(*signal);
    }
    for (const std::string& name : body.texts("sources", max_filter_words, 50)) {
        const auto prefix = core::Prefix::parse(name);
        if (!prefix)
            body.fail("sources", core::printable(name, 50) + " is no address or prefix");
        else
            channel.filter.sources.push_back(*prefix);
    }
    channel.filter.simulated = body.truth("simulated", false);
    const std::string digest = body.text("digest", 20, Needed::no);
    if (!digest.empty()) {
        const auto span = core::parse_duration(digest);
        if (!span)
            body.fail("digest", "is no time such as 10m");
        else
            channel.digest = *span;
    }
    channel.throttle.messages = body.number("throttle_messages", 1, max_throttle_messages,
                                            std::uint64_t{Throttle{}.messages});
    if (const std::string per = body.text("throttle_per", 20, Needed::no); !per.empty()) {
        const auto span = core::parse_duration(per);
        if (!span)
            body.fail("throttle_per", "is no time such as 1h");
        else
            channel.throttle.per = *span;
    }
    channel.throttle.by = static_cast<ThrottleBy>(body.choice("throttle_by", throttle_names, 0));
    channel.quiet.zone = body.text("quiet_zone", runtime::max_zone_name_bytes, Needed::no);
    const std::string from = body.text("quiet_from", 5, Needed::no);
    const std::string to = body.text("quiet_to", 5, Needed::no);
    if (!from.empty() || !to.empty()) {
        const auto first = minute_of_day(from);
        const auto last = minute_of_day(to);
        if (!first || !last)
            body.fail(first ? "quiet_to" : "quiet_from", "is no time of day such as 22:00");
        else
            channel.quiet = {*first, *last, channel.quiet.zone};
    }
    channel.zone = body.text("zone", runtime::max_zone_name_bytes, Needed::no);
    channel.template_text = body.text("template", max_template_bytes, Needed::no);

    if (channel.type != ChannelType::dashboard) {
        const auto lender = std::find_if(
            settings_channels.begin(), settings_channels.end(), [&](const Channel& one) {
                return one.name == channel.through && one.type == channel.type;
            });
        if (lender == settings_channels.end()) {
            body.fail("through", "names no channel of this type in the settings file");
        } else {
            channel.target = lender->target;
            if (channel.to.empty()) channel.to = lender->to;
            if (channel.zone.empty()) channel.zone = lender->zone;
            for (const std::string& one : channel.to) {
                const auto same = [&](const std::string& known) {
                    return domain_of(known) == domain_of(one);
                };
                if (channel.type == ChannelType::email && !same(lender->target.mail_from) &&
                    std::none_of(lender->to.begin(), lender->to.end(), same))
                    body.fail("to", "a recipient is in no domain that the settings file names");
            }
        }
    }
    if (channel.zone.empty()) channel.zone = Channel{}.zone;
    const std::size_t audience =
        body.choice("audience", audience_names,
                    static_cast<std::size_t>(default_audience(channel.type, channel.target.shape)));
    channel.audience = static_cast<Audience>(audience);
    auto fault = body.fault();
    if (!fault) {
        if (const auto wrong = check_channel(channel))
            fault = QueryFault{wrong->part, wrong->reason};
    }
    return {std::move(channel), std::move(fault)};
}

std::string channel_json(const Channel& channel) {
    JsonWriter out;
    out.begin_object();
    out.key("name").text(channel.name);
    out.key("type").text(name_of(channel.type));
    if (!channel.through.empty()) out.key("through").text(channel.through);
    out.key("enabled").truth(channel.enabled);
    out.key("to").begin_array();
    for (const std::string& one : channel.to) out.text(one);
    out.end_array();
    out.key("least_severity").text(name_of(channel.filter.least));
    out.key("kinds").begin_array();
    for (const NoticeKind kind : channel.filter.kinds) out.text(name_of(kind));
    out.end_array();
    out.key("signals").begin_array();
    for (const event::Signal& signal : channel.filter.signals) out.text(signal.to_string());
    out.end_array();
    out.key("sources").begin_array();
    for (const core::Prefix& prefix : channel.filter.sources) out.text(prefix.to_string());
    out.end_array();
    out.key("simulated").truth(channel.filter.simulated);
    out.key("audience").text(audience_names[static_cast<std::size_t>(channel.audience)]);
    out.key("digest").text(core::format_duration(channel.digest));
    out.key("throttle_messages").number(channel.throttle.messages);
    out.key("throttle_per").text(core::format_duration(channel.throttle.per));
    out.key("throttle_by").text(throttle_names[static_cast<std::size_t>(channel.throttle.by)]);
    if (channel.quiet.any()) {
        out.key("quiet_from").text(clock_text(channel.quiet.from_minute));
        out.key("quiet_to").text(clock_text(channel.quiet.to_minute));
        out.key("quiet_zone").text(channel.quiet.zone);
    }
    out.key("zone").text(channel.zone);
    if (!channel.template_text.empty()) out.key("template").text(channel.template_text);
    out.end_object();
    return out.take();
}

std::string shown_target(const Channel& channel) {
    std::string text;
    switch (channel.type) {
        case ChannelType::email:
            text =
                channel.target.mail.host + ":" + std::to_string(channel.target.mail.port) + " to";
            for (const std::string& one : channel.to) text += " " + one;
            break;
        case ChannelType::webhook:
            text = std::string(name_of(channel.target.shape)) + " at " +
                   runtime::shown_url(channel.target.url);
            break;
        case ChannelType::syslog:
            text = channel.target.syslog.host + ":" + std::to_string(channel.target.syslog.port);
            text += channel.target.syslog.over == runtime::SyslogOver::udp   ? " over UDP"
                    : channel.target.syslog.over == runtime::SyslogOver::tcp ? " over TCP"
                                                                             : " over TLS";
            break;
        case ChannelType::program:
            text = channel.target.program;
            break;
        case ChannelType::desktop:
            text = "session bus of the user who runs hitme";
            break;
        case ChannelType::dashboard:
            text = "open dashboards";
            break;
    }
    return core::printable(text, 500);
}

}  // namespace hitme::console::alert
