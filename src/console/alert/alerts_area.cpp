// SPDX-License-Identifier: Apache-2.0
#include "console/alert/alerts_area.h"

#include <algorithm>

#include "console/json_writer.h"
#include "console/problem.h"
#include "console/query.h"

namespace hitme::console::alert {
namespace {

constexpr std::string_view channels_path = "/api/v1/channels";
constexpr std::string_view notices_path = "/api/v1/notices";

runtime::HttpResponse not_there() {
    return answer_problem({404, "there is no such channel", ""});
}

/// What stands in the book of a channel that may still take the change.
std::string shown(Channel channel, std::uint64_t version) {
    channel.version = version;
    return channel_view_json({std::move(channel), {}, 0});
}

store::Entry entry_of(const Channel& channel, const AreaContext& context,
                      const AreaRequest& request) {
    store::Entry entry;
    entry.kind = channel_kind;
    entry.id = channel.name;
    entry.at = context.now;
    entry.author = request.caller.name;
    entry.subject = name_of(channel.type);
    entry.state = channel.enabled ? "on" : "off";
    entry.body = channel_json(channel);
    return entry;
}

runtime::HttpResponse refused(const core::Error& error) {
    if (error.code == core::ErrorCode::refused)
        return answer_problem(
            {409, "somebody else changed it meanwhile: " + error.context, "version"});
    return answer_problem(problem_of(error));
}

}  // namespace

std::optional<runtime::HttpResponse> AlertsArea::answer(const AreaContext& context,
                                                        const AreaRequest& request) {
    if (request.path == notices_path) {
        if (request.method != "GET") return answer_problem({405, "only GET", ""});
        return notices(request);
    }
    if (!request.path.starts_with(channels_path)) return {};
    std::string_view rest = request.path.substr(channels_path.size());
    if (!rest.empty() && rest.front() != '/') return {};
    if (request.method != "GET" && !request.caller.may(Role::admin))
        return answer_problem({403, "channels are changed by an admin", ""});
    if (rest.empty()) {
        if (request.method == "GET") return list();
        if (request.method == "POST") return add(context, request);
        return answer_problem({405, "only GET and POST", ""});
    }
    rest.remove_prefix(1);
    const bool test = rest.ends_with("/test");
    if (test) rest.remove_suffix(5);
    const auto name = decode_percent(rest, Plus::is_plus);
    if (!name) return answer_problem({400, "bad percent-encoding", ""});
    if (test) {
        if (request.method != "POST") return answer_problem({405, "only POST", ""});
        if (!alerts_->test(*name)) return not_there();
        auto taken = answer_json("{\"queued\":true}");
        taken.status = 202;
        return taken;
    }
    if (request.method == "GET") {
        const auto one = alerts_->channel(*name);
        return one ? answer_json(channel_view_json(*one)) : not_there();
    }
    if (request.method == "PUT") return change(context, request, *name);
    if (request.method == "DELETE") return remove(context, request, *name);
    return answer_problem({405, "only GET, PUT and DELETE", ""});
}

runtime::HttpResponse AlertsArea::list() const {
    JsonWriter out;
    out.begin_object().key("channels").begin_array();
    for (const ChannelView& one : alerts_->channels()) out.raw(channel_view_json(one));
    out.end_array().end_object();
    return answer_json(out.take());
}

runtime::HttpResponse AlertsArea::notices(const AreaRequest& request) const {
    Parameters parameters{request.query};
    const auto channel = parameters.text("channel");
    std::optional<NoticeKind> kind;
    if (const auto name = parameters.text("kind")) {
        kind = notice_kind_named(*name);
        if (!kind) parameters.fail("kind", "is no kind of notice");
    }
    const auto page = parameters.text("page");
    const auto most = parameters.number("limit", 1, max_log, 50);
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    const Alerts::Log log = alerts_->log(most, channel, kind, page);
    JsonWriter out;
    out.begin_object();
    out.key("told").number(log.told);
    out.key("not_taken").number(log.not_taken);
    out.key("rows").begin_array();
    for (const LoggedNotice& one : log.rows) out.raw(logged_notice_json(one));
    out.end_array().end_object();
    return answer_json(out.take());
}

runtime::HttpResponse AlertsArea::add(const AreaContext& context, const AreaRequest& request) {
    const auto read =
        channel_of_json(request.body, Unasked::is_fault, alerts_->settings_channels());
    if (read.fault) return answer_problem({400, read.fault->reason, read.fault->parameter});
    const Channel& channel = read.channel;
    if (alerts_->channel(channel.name))
        return answer_problem({409, "a channel of this name is there", "name"});
    if (alerts_->channels().size() >= max_channels)
        return answer_problem({409, "there are as many channels as there may be", "name"});
    // One that was removed has versions, which stay.
    const auto before = context.book.get(channel_kind, channel.name);
    if (before && before->state != "removed")
        return answer_problem({409, "a channel of this name is there", "name"});
    const auto put = context.book.put(entry_of(channel, context, request),
                                      before ? before->version : std::uint64_t{0});
    if (!put) return refused(put.error());
    alerts_->reload();
    auto answer = answer_json(shown(channel, *put));
    answer.status = 201;
    return answer;
}

runtime::HttpResponse AlertsArea::change(const AreaContext& context, const AreaRequest& request,
                                         const std::string& name) {
    const auto& fixed = alerts_->settings_channels();
    if (name == "dashboard" || std::any_of(fixed.begin(), fixed.end(),
                                           [&](const Channel& one) { return one.name == name; }))
        return answer_problem({409, "this channel is changed in the settings file", "name"});
    const auto before = context.book.get(channel_kind, name);
    if (!before || before->state == "removed") return not_there();
    const auto read =
        channel_of_json(request.body, Unasked::is_fault, alerts_->settings_channels());
    if (read.fault) return answer_problem({400, read.fault->reason, read.fault->parameter});
    if (read.channel.name != name) return answer_problem({400, "a channel keeps its name", "name"});
    const auto put =
        context.book.put(entry_of(read.channel, context, request), read.channel.version);
    if (!put) return refused(put.error());
    alerts_->reload();
    return answer_json(shown(read.channel, *put));
}

runtime::HttpResponse AlertsArea::remove(const AreaContext& context, const AreaRequest& request,
                                         const std::string& name) {
    const auto& fixed = alerts_->settings_channels();
    if (name == "dashboard" || std::any_of(fixed.begin(), fixed.end(),
                                           [&](const Channel& one) { return one.name == name; }))
        return answer_problem({409, "this channel is changed in the settings file", "name"});
    auto entry = context.book.get(channel_kind, name);
    if (!entry || entry->state == "removed") return not_there();
    entry->state = "removed";
    entry->at = context.now;
    entry->author = request.caller.name;
    const auto put = context.book.put(*entry, entry->version);
    if (!put) return refused(put.error());
    alerts_->reload();
    runtime::HttpResponse answer = answer_json("");
    answer.status = 204;
    return answer;
}

}  // namespace hitme::console::alert
