// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/told.h"

#include "app/ctl/area_call.h"
#include "console/alert/logged_notice.h"
#include "console/json_writer.h"
#include "console/told_time.h"

namespace hitme::app {
namespace {

namespace alert = console::alert;

/// The words of the dashboard (web/src/lib/Telling.svelte).
std::string_view words_of(alert::Outcome outcome) {
    switch (outcome) {
        case alert::Outcome::sent_on:
            return "sent on at once";
        case alert::Outcome::gathered:
            return "in the next digest";
        case alert::Outcome::filtered:
            return "filtered";
        case alert::Outcome::quiet:
            return "kept until the quiet hours end";
        case alert::Outcome::off:
            return "off";
    }
    return "";
}

}  // namespace

core::Result<std::string> told_text(store::Book& book, std::string_view page) {
    const auto rows = alert::kept_notices(book, page);
    if (!rows) return rows.error();
    console::JsonWriter json;
    json.begin_object().key("rows").begin_array();
    bool any = false;
    for (const auto& one : *rows) {
        for (const auto& reached : one.outcomes) {
            any = true;
            json.begin_object().key("told").text(console::told_time(one.told));
            json.key("notice").text(console::name_of(one.notice.kind));
            json.key("severity").text(console::name_of(one.notice.severity));
            json.key("channel").text(reached.channel);
            json.key("outcome").text(words_of(reached.outcome));
            json.key("why").text(reached.why).end_object();
        }
    }
    json.end_array().end_object();
    if (!any) return std::string("TOLD  nobody, or it is longer ago than is kept\n");
    return table_of(json.take(), "rows",
                    {"TOLD=told", "NOTICE=notice", "SEVERITY=severity", "CHANNEL=channel",
                     "HOW=outcome", "WHY=why"});
}

core::Result<std::string> with_told(store::Book& book, std::string_view page, std::string answer) {
    const auto rows = alert::kept_notices(book, page);
    if (!rows) return rows.error();
    console::JsonWriter json;
    json.begin_object().key("told").begin_array();
    for (const auto& one : *rows) json.raw(alert::logged_notice_json(one));
    json.end_array().end_object();
    answer.pop_back();
    return answer + "," + json.take().substr(1);
}

}  // namespace hitme::app
