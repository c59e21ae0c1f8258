// SPDX-License-Identifier: Apache-2.0
#include "console/alert/logged_notice.h"

#include <boost/json.hpp>

#include "console/alert/channel.h"
#include "console/alert/message_json.h"
#include "console/json_writer.h"

namespace hitme::console::alert {
namespace {

namespace json = boost::json;

void write_reached(JsonWriter& out, const LoggedNotice& logged) {
    out.key("outcomes").begin_array();
    for (const LoggedNotice::Reached& one : logged.outcomes) {
        out.begin_object();
        out.key("channel").text(one.channel);
        out.key("outcome").text(name_of(one.outcome));
        out.key("why").text(one.why);
        out.end_object();
    }
    out.end_array();
}

std::string text_of(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string{};
}

std::optional<LoggedNotice> logged_notice_of(const json::object& object) {
    LoggedNotice logged;
    const auto kind = notice_kind_named(text_of(object, "kind"));
    const auto told = core::parse_time(text_of(object, "told"));
    if (!kind || !told) return std::nullopt;
    logged.told = *told;
    Notice& notice = logged.notice;
    notice.kind = *kind;
    notice.severity = severity_named(text_of(object, "severity")).value_or(Severity::info);
    notice.at = core::parse_time(text_of(object, "at")).value_or(*told);
    notice.group = text_of(object, "group");
    notice.title = text_of(object, "title");
    notice.text = text_of(object, "text");
    notice.source = text_of(object, "source");
    notice.signal = text_of(object, "signal");
    notice.sensor = text_of(object, "sensor");
    notice.page = text_of(object, "page");
    const json::value* simulated = object.if_contains("simulated");
    notice.simulated = simulated != nullptr && simulated->is_bool() && simulated->get_bool();
    if (const json::value* outcomes = object.if_contains("outcomes");
        outcomes != nullptr && outcomes->is_array()) {
        for (const json::value& row : outcomes->get_array()) {
            if (!row.is_object() || logged.outcomes.size() >= max_channels) continue;
            const std::string name = text_of(row.get_object(), "outcome");
            Outcome outcome = Outcome::off;
            for (const Outcome each : {Outcome::sent_on, Outcome::gathered, Outcome::filtered,
                                       Outcome::quiet, Outcome::off})
                if (name_of(each) == name) outcome = each;
            logged.outcomes.push_back(
                {text_of(row.get_object(), "channel"), outcome, text_of(row.get_object(), "why")});
        }
    }
    return logged;
}

}  // namespace

std::string logged_notice_json(const LoggedNotice& logged) {
    std::string notice = notice_json(logged.notice);
    notice.pop_back();
    JsonWriter out;
    out.begin_object();
    out.key("told").time(logged.told);
    write_reached(out, logged);
    out.end_object();
    return notice + "," + out.take().substr(1);
}

std::vector<LoggedNotice> logged_notices_of(std::string_view text) {
    json::error_code failed;
    const json::value value = json::parse(json::string_view(text.data(), text.size()), failed);
    std::vector<LoggedNotice> rows;
    if (failed || !value.is_array()) return rows;
    for (const json::value& one : value.get_array()) {
        if (!one.is_object()) continue;
        if (auto logged = logged_notice_of(one.get_object())) rows.push_back(std::move(*logged));
    }
    return rows;
}

core::Result<std::vector<LoggedNotice>> kept_notices(store::Book& book, std::string_view page) {
    const auto noted = book.noted(page.starts_with(case_pages) ? case_notices_note : notices_note);
    if (!noted) return noted.error();
    if (!*noted) return std::vector<LoggedNotice>{};
    auto rows = logged_notices_of(**noted);
    std::erase_if(rows, [&](const LoggedNotice& one) { return one.notice.page != page; });
    return rows;
}

}  // namespace hitme::console::alert
