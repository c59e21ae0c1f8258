// SPDX-License-Identifier: Apache-2.0
#include "console/alert/message_json.h"

#include <array>

#include "console/alert/advice.h"
#include "console/json_writer.h"

namespace hitme::console::alert {
namespace {

constexpr std::array<std::string_view, 3> kinds{"notice", "urgent", "digest"};

void write_members(JsonWriter& out, const Notice& notice) {
    out.key("at").time(notice.at);
    out.key("kind").text(name_of(notice.kind));
    out.key("severity").text(name_of(notice.severity));
    out.key("group").text(notice.group);
    out.key("title").text(notice.title);
    out.key("text").text(notice.text);
    out.key("source").text(notice.source);
    out.key("signal").text(notice.signal);
    out.key("sensor").text(notice.sensor);
    out.key("page").text(notice.page);
    out.key("simulated").truth(notice.simulated);
    out.key("body");
    if (notice.body.empty())
        out.null();
    else
        out.raw(notice.body);
}

void write_whole(JsonWriter& out, const Notice& notice, const std::string& dashboard_link) {
    Reader reader;
    reader.dashboard_link = dashboard_link;
    out.begin_object();
    write_members(out, notice);
    out.key("advice").text(advice_for(notice.kind, notice.severity));
    out.key("link").text(link_to(notice.page, reader));
    out.key("evidence").begin_array();
    if (!notice.evidence.empty()) out.raw(notice.evidence);
    out.end_array();
    out.end_object();
}

}  // namespace

std::string notice_json(const Notice& notice) {
    JsonWriter out;
    out.begin_object();
    write_members(out, notice);
    out.end_object();
    return out.take();
}

std::string message_json(const Message& message, const std::string& dashboard_link) {
    JsonWriter out;
    out.begin_object();
    out.key("format").text("hitme-alert-1");
    out.key("message").text(kinds[static_cast<std::size_t>(message.kind)]);
    out.key("at").time(message.at);
    out.key("title").text(message_title(message));
    out.key("severity").text(name_of(message.worst));
    out.key("simulated").truth(message.simulated);
    out.key("count").number(message.all);
    out.key("dashboard").text(dashboard_link);
    out.key("notices").begin_array();
    for (const Notice& notice : message.notices) write_whole(out, notice, dashboard_link);
    out.end_array();
    out.key("groups").begin_array();
    for (const GroupSum& sum : message.groups) {
        out.begin_object();
        out.key("group").text(sum.group);
        out.key("notices").number(sum.notices);
        out.key("first").time(sum.first);
        out.key("last").time(sum.last);
        out.key("severity").text(name_of(sum.worst));
        out.key("title").text(sum.title);
        out.key("page").text(sum.page);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace hitme::console::alert
