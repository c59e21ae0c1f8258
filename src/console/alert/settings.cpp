// SPDX-License-Identifier: Apache-2.0
#include "console/alert/settings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include "core/text.h"
#include "runtime/descriptor.h"
#include "runtime/http_client.h"
#include "runtime/settings.h"
#include "runtime/settings_catalogue.h"
#include "runtime/zone.h"

namespace hitme::console::alert {
namespace {

constexpr std::size_t max_secret_bytes = 4'096;

enum class Holds : std::uint8_t { secret, text };

core::Result<std::string> content_of(const std::string& path, std::size_t most, Holds holds) {
    const runtime::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat facts {};
    if (!file || ::fstat(file.get(), &facts) != 0)
        return core::error(errno == ENOENT ? core::ErrorCode::not_found : core::ErrorCode::refused,
                           path + ": " + std::strerror(errno));
    if (holds == Holds::secret && (facts.st_mode & S_IROTH) != 0)
        return core::error(core::ErrorCode::refused,
                           path + ": everybody can read this secret; take that away: chmod o-r");
    std::string text(most + 1, '\0');
    const ssize_t got = ::read(file.get(), text.data(), text.size());
    if (got < 0) return core::error(core::ErrorCode::refused, path + ": " + std::strerror(errno));
    if (static_cast<std::size_t>(got) > most)
        return core::error(core::ErrorCode::bad_input,
                           path + ": longer than " + std::to_string(most) + " bytes");
    text.resize(static_cast<std::size_t>(got));
    return text;
}

/// A secret is the first line of its file.
core::Result<std::string> secret_of(const std::string& path) {
    auto text = content_of(path, max_secret_bytes, Holds::secret);
    if (text) *text = text->substr(0, text->find_first_of("\r\n"));
    return text;
}

std::vector<std::string> texts_of(const std::vector<runtime::ListItem>& items) {
    std::vector<std::string> texts;
    for (const runtime::ListItem& item : items) {
        if (const auto* text = std::get_if<std::string>(&item))
            texts.push_back(*text);
        else
            texts.push_back(std::to_string(std::get<std::uint64_t>(item)));
    }
    return texts;
}

/// "mail.example.org:587", "[::1]:25".
bool split_server(const std::string& text, std::string& host, std::uint16_t& port) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) return false;
    const auto number = core::parse_unsigned(text.substr(colon + 1), 65'535);
    if (!number || *number == 0) return false;
    host = text.substr(0, colon);
    if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    port = static_cast<std::uint16_t>(*number);
    return host.find_first_of(" \t/@") == std::string::npos && !host.empty();
}

class ChannelReader {
 public:
    ChannelReader(const runtime::SettingsDocument& document, const runtime::SectionValues& section,
                  const runtime::SectionValues& alerts)
        : document_(document), section_(section) {
        channel_.target.proxy = alerts.text("proxy");
        channel_.zone = section.text("zone").empty() ? alerts.text("zone") : section.text("zone");
    }

    core::Result<Channel> read() {
        channel_.from_settings = true;
        channel_.name = section_.text("name");
        static constexpr std::array<std::string_view, 6> types{"email",   "webhook", "syslog",
                                                               "desktop", "program", "dashboard"};
        channel_.type = static_cast<ChannelType>(
            std::find(types.begin(), types.end(), section_.text("type")) - types.begin());
        channel_.enabled = section_.boolean("enabled");
        channel_.to = texts_of(section_.list("to"));
        filter();
        quiet();
        target();
        if (!fault_.empty()) return core::error(code_, fault_);
        channel_.audience = section_.text("audience").empty()
                                ? default_audience(channel_.type, channel_.target.shape)
                            : section_.text("audience") == "people" ? Audience::people
                                                                    : Audience::machines;
        channel_.digest = section_.duration("digest");
        channel_.throttle.messages = section_.number("throttle_messages");
        channel_.throttle.per = section_.duration("throttle_per");
        const std::string& by = section_.text("throttle_by");
        channel_.throttle.by = by == "kind"     ? ThrottleBy::kind
                               : by == "signal" ? ThrottleBy::signal
                                                : ThrottleBy::channel;
        if (const auto wrong = check_channel(channel_)) {
            const std::string file = section_.text("template_file");
            if (wrong->part == "template" && !file.empty())
                return core::error(core::ErrorCode::bad_input, file + ": " + wrong->reason);
            refuse(section_has(wrong->part) ? wrong->part : "name",
                   wrong->part + " " + wrong->reason);
            return core::error(code_, fault_);
        }
        return std::move(channel_);
    }

 private:
    static bool section_has(const std::string& part) {
        static const std::set<std::string> parts{"name",   "digest",      "quiet_zone", "zone",
                                                 "server", "from",        "to",         "url",
                                                 "room",   "header_file", "program"};
        return parts.contains(part);
    }
    void refuse(const std::string& key, const std::string& what) {
        if (!fault_.empty()) return;
        fault_ = document_.refuse(section_.line(key), "channel." + key, what).context;
        code_ = core::ErrorCode::bad_input;
    }
    std::string file_of(const char* key, core::Result<std::string> content) {
        if (content) return std::move(*content);
        if (fault_.empty()) {
            fault_ = document_
                         .refuse(section_.line(key), std::string("channel.") + key,
                                 content.error().context)
                         .context;
            code_ = content.error().code;
        }
        return {};
    }
    std::string secret(const char* key) {
        const std::string& path = section_.text(key);
        return path.empty() ? "" : file_of(key, secret_of(path));
    }

    void filter() {
        channel_.filter.least =
            severity_named(section_.text("least_severity")).value_or(Severity::info);
        for (const std::string& name : texts_of(section_.list("kinds"))) {
            const auto kind = notice_kind_named(name);
            if (!kind)
                refuse("kinds", "\"" + core::printable(name, 40) + "\" is no kind of notice");
            if (kind) channel_.filter.kinds.push_back(*kind);
        }
        for (const std::string& name : texts_of(section_.list("signals"))) {
            const auto signal = event::Signal::parse(name);
            if (!signal)
                refuse("signals",
                       "\"" + core::printable(name, 40) + "\" is no signal such as tcp/445");
            if (signal) channel_.filter.signals.push_back(*signal);
        }
        for (const std::string& name : texts_of(section_.list("sources"))) {
            const auto prefix = core::Prefix::parse(name);
            if (!prefix)
                refuse("sources", "\"" + core::printable(name, 50) + "\" is no address or prefix");
            if (prefix) channel_.filter.sources.push_back(*prefix);
        }
        channel_.filter.simulated = section_.boolean("simulated");
    }

    void quiet() {
        channel_.quiet.zone = section_.text("quiet_zone");
        const std::string& from = section_.text("quiet_from");
        const std::string& to = section_.text("quiet_to");
        if (from.empty() && to.empty()) return;
        const auto first = minute_of_day(from);
        const auto last = minute_of_day(to);
        if (!first) refuse("quiet_from", "is no time of day such as \"22:00\"");
        if (!last) refuse("quiet_to", "is no time of day such as \"07:00\"");
        if (first && last) channel_.quiet = {*first, *last, channel_.quiet.zone};
    }

    void target() {
        Target& target = channel_.target;
        const std::string& server = section_.text("server");
        target.ca_file = target.mail.ca_file = target.syslog.ca_file = section_.text("ca_file");
        std::string host;
        std::uint16_t port = 0;
        if (!server.empty() && !split_server(server, host, port))
            refuse("server", "is no host and port, such as \"mail.example.org:587\"");
        target.mail.host = target.syslog.host = host;
        target.mail.port = target.syslog.port = port;
        const std::string& security = section_.text("security");
        target.mail.tls = security == "none"  ? runtime::MailTls::none
                          : security == "tls" ? runtime::MailTls::tls
                                              : runtime::MailTls::starttls;
        target.mail.user = section_.text("user");
        target.mail.password = secret("password_file");
        target.mail_from = section_.text("from");
        target.url = section_.text("url");
        if (const std::string url = secret("url_file"); !url.empty()) target.url = url;
        if (const std::string header = secret("header_file"); !header.empty())
            target.headers.push_back(header);
        static constexpr std::array<std::string_view, 6> shapes{"json",    "slack",    "teams",
                                                                "discord", "telegram", "ntfy"};
        target.shape = static_cast<Shape>(
            std::find(shapes.begin(), shapes.end(), section_.text("shape")) - shapes.begin());
        target.room = section_.text("room");
        const std::string& over = section_.text("over");
        target.syslog.over = over == "udp"   ? runtime::SyslogOver::udp
                             : over == "tcp" ? runtime::SyslogOver::tcp
                                             : runtime::SyslogOver::tls;
        target.form = section_.text("form") == "cef" ? SyslogForm::cef : SyslogForm::rfc5424;
        target.program = section_.text("program");
        target.arguments = texts_of(section_.list("arguments"));
        const std::string& file = section_.text("template_file");
        if (!file.empty())
            channel_.template_text =
                file_of("template_file", content_of(file, max_template_bytes, Holds::text));
    }

    const runtime::SettingsDocument& document_;
    const runtime::SectionValues& section_;
    Channel channel_;
    std::string fault_;
    core::ErrorCode code_ = core::ErrorCode::bad_input;
};

core::Result<std::string> dashboard_link_of(const runtime::SettingsDocument& document) {
    const auto& alerts = document.section("alerts");
    std::string link = alerts.text("link");
    if (!link.empty() && runtime::shown_url(link).empty())
        return document.refuse(alerts.line("link"), "alerts.link",
                               "is no address such as \"http://127.0.0.1:7445\"");
    if (link.ends_with('/')) link.pop_back();
    return link;
}

}  // namespace

core::Result<std::string> parse_dashboard_link(const std::string& text, const std::string& where) {
    const auto document =
        runtime::SettingsDocument::parse(text, where, runtime::settings_catalogue());
    if (!document) return document.error();
    return dashboard_link_of(*document);
}

core::Result<AlertSettings> parse_alert_settings(const std::string& text,
                                                 const std::string& where) {
    const auto document =
        runtime::SettingsDocument::parse(text, where, runtime::settings_catalogue());
    if (!document) return document.error();
    AlertSettings settings;
    const auto& alerts = document->section("alerts");
    auto link = dashboard_link_of(*document);
    if (!link) return link.error();
    settings.link = std::move(*link);
    if (!runtime::Zone::find(alerts.text("zone")))
        return document->refuse(alerts.line("zone"), "alerts.zone",
                                "is no time zone, such as \"Europe/Berlin\"");
    std::set<std::string> names;
    for (const auto& section : document->sections("channel")) {
        auto channel = ChannelReader{*document, section, alerts}.read();
        if (!channel) return channel.error();
        if (!names.insert(channel->name).second)
            return document->refuse(section.line("name"), "channel.name", "stands twice");
        settings.channels.push_back(std::move(*channel));
        if (settings.channels.size() > max_channels)
            return document->refuse(section.line("name"), "channel",
                                    "there are more than " + std::to_string(max_channels));
    }
    if (alerts.boolean("desktop") && names.insert("desktop").second) {
        Channel desktop;
        desktop.name = "desktop";
        desktop.type = ChannelType::desktop;
        desktop.from_settings = true;
        desktop.zone = alerts.text("zone");
        desktop.filter.least = Severity::medium;
        settings.channels.push_back(std::move(desktop));
    }
    return settings;
}

}  // namespace hitme::console::alert
