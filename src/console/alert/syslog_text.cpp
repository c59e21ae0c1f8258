// SPDX-License-Identifier: Apache-2.0
#include "console/alert/syslog_text.h"

#include <algorithm>

#include "core/text.h"

namespace hitme::console::alert {
namespace {

constexpr int facility = 10;
constexpr std::size_t most_value = 120;
constexpr std::size_t most_text = 400;
constexpr std::size_t most_host = 255;  // RFC 5424 section 6

/// A header field: PRINTUSASCII without blanks, "-" for nothing.
std::string field(const std::string& text, std::size_t most) {
    std::string out;
    for (const char c : text.substr(0, most))
        if (c > 0x20 && c < 0x7f) out += c;
    return out.empty() ? "-" : out;
}

/// `text` printable, with a backslash before each of `special`. core::printable doubles backslashes itself.
std::string escaped(const std::string& text, std::size_t most, std::string_view special) {
    std::string out;
    for (const char c : core::printable(text, most)) {
        if (special.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

/// RFC 5424 section 6.2.3: at most microseconds.
std::string timestamp(core::Time at) {
    return core::format_rfc3339(std::chrono::floor<std::chrono::microseconds>(at));
}

int cef_severity(Severity severity) {
    switch (severity) {
        case Severity::info:
            return 1;
        case Severity::low:
            return 3;
        case Severity::medium:
            return 5;
        case Severity::high:
            return 8;
        case Severity::critical:
            return 10;
    }
    return 1;
}

std::string cef(const Notice& notice) {
    const auto header = [](const std::string& text) { return escaped(text, most_value, "|"); };
    std::string out = "CEF:0|hitme|hitme|1|";
    out += std::string(name_of(notice.kind)) + "|" + header(notice.title) + "|" +
           std::to_string(cef_severity(notice.severity)) + "|";
    const auto add = [&](const char* key, const std::string& value) {
        if (!value.empty()) out += std::string(key) + "=" + escaped(value, most_text, "=") + " ";
    };
    add("rt", std::to_string(core::nanoseconds_of(notice.at) / 1'000'000));
    const auto source = core::Address::parse(notice.source);
    add(source && !source->is_v4() ? "c6a2" : "src", notice.source);
    if (source && !source->is_v4()) add("c6a2Label", "Source IPv6 Address");
    const auto signal = event::Signal::parse(notice.signal);
    if (signal) {
        add("dpt", std::to_string(signal->port));
        add("proto", std::string(event::name_of(signal->transport)));
    }
    add("dvchost", notice.sensor);
    add("cs1Label", notice.group.empty() ? "" : "group");
    add("cs1", notice.group);
    add("msg", notice.text);
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

}  // namespace

int syslog_severity(Severity severity) {
    switch (severity) {
        case Severity::info:
            return 6;
        case Severity::low:
            return 5;
        case Severity::medium:
            return 4;
        case Severity::high:
            return 2;
        case Severity::critical:
            return 1;
    }
    return 6;
}

std::string syslog_text(const Notice& notice, SyslogForm form, const std::string& host) {
    std::string out = "<" + std::to_string(facility * 8 + syslog_severity(notice.severity)) +
                      ">1 " + timestamp(notice.at) + " " + field(host, most_host) + " hitme - " +
                      std::string(name_of(notice.kind)) + " ";
    if (form == SyslogForm::cef) {
        out += "- " + cef(notice);
    } else {
        out += "[hitme@32473";
        const auto add = [&](const char* key, const std::string& value) {
            // printable has doubled each backslash already, as section 6.3.3 wants.
            if (!value.empty())
                out += std::string(" ") + key + "=\"" + escaped(value, most_value, "\"]") + "\"";
        };
        add("severity", std::string(name_of(notice.severity)));
        add("group", notice.group);
        add("source", notice.source);
        add("signal", notice.signal);
        add("sensor", notice.sensor);
        add("page", notice.page);
        if (notice.simulated) add("simulated", "true");
        out +=
            "] " + core::printable(notice.title + (notice.text.empty() ? "" : ": " + notice.text),
                                   most_text);
    }
    if (out.size() > max_syslog_bytes) out.resize(max_syslog_bytes);
    return out;
}

}  // namespace hitme::console::alert
