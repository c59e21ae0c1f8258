// SPDX-License-Identifier: Apache-2.0
#include "console/judge/attribution_area.h"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <optional>

#include "analytics/new_hosts.h"
#include "console/address_network.h"
#include "console/attribution_view.h"
#include "console/finding.h"
#include "console/judge/asked.h"
#include "console/problem.h"
#include "console/query.h"
#include "core/text.h"

namespace hitme::console {
namespace {

namespace json = boost::json;

constexpr std::string_view network_path = "/api/v1/network/";

void write_share(JsonWriter& json, const std::optional<analytics::Share>& share) {
    if (!share) {
        json.null();
        return;
    }
    json.begin_object().key("value").real(share->median).key("ci95").begin_array();
    json.real(share->low).real(share->high).end_array().end_object();
}

void write_group(JsonWriter& json, const analytics::ClassShare& group, std::uint64_t window_hosts) {
    const auto hosts = static_cast<double>(group.hosts);
    json.begin_object().key("name").text(group.name).key("hosts").number(group.hosts);
    json.key("level").real(window_hosts > 0 ? hosts / static_cast<double>(window_hosts) : 0);
    json.key("baseline_hosts").number(group.baseline_hosts).key("excess").real(group.excess);
    json.key("growth");
    write_share(json, group.share);
    json.key("growth_rank");
    if (group.growth_rank)
        json.number(*group.growth_rank);
    else
        json.null();
    json.key("over_representation");
    write_share(json, group.over_representation);
    json.key("unknown").truth(group.unknown).end_object();
}

std::optional<runtime::HttpResponse> only_get(const AreaRequest& request) {
    if (request.method == "GET") return std::nullopt;
    auto response = answer_problem({405, "this path takes GET", ""});
    response.headers.push_back({"Allow", "GET"});
    return response;
}

runtime::HttpResponse network_answer(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters{request.query};
    const auto at = parameters.time("at");
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    const auto text =
        decode_percent(request.path.substr(network_path.size()), Plus::is_plus).value_or("");
    const auto address = core::Address::parse(text);
    if (!address)
        return answer_problem(
            {400, "\"" + core::printable(text, 64) + "\" is not an address", "address"});
    JsonWriter json;
    json.begin_object().key("network");
    write_network(json, context.ip, network_of(context.ip, *address, at.value_or(context.now)));
    json.key("databases");
    write_databases(json, context.ip, context.now);
    return answer_json(json.end_object().take());
}

}  // namespace

std::string attribution_answer(Stream& stream, const AttributionQuestion& question,
                               const store::IpData& data, core::Time now) {
    group_sources(stream, question.by, data);
    JudgeWindow window;
    window.from = question.from;
    window.to = question.to;
    const AskedTimes times = times_of(stream, window);
    auto finding = ask_attribution(stream, times);
    auto& groups = finding.classes;
    std::uint64_t window_hosts = 0;
    for (const auto& group : groups) window_hosts += group.hosts;
    // By what they hold now; the growth's own order stands in growth_rank.
    std::ranges::stable_sort(groups, std::greater{}, &analytics::ClassShare::hosts);
    const std::size_t listed = std::min(groups.size(), question.limit);

    JsonWriter json;
    json.begin_object().key("by").text(name_of(question.by)).key("method").text("attribution/1");
    json.key("from").time(times.from).key("to").time(times.to);
    json.key("baseline_from").time(judged_window(times).baseline_from);
    json.key("simulated").truth(stream.simulated);
    json.key("refusal").text(finding.refusal == analytics::AttributionRefusal::none
                                 ? "none"
                                 : analytics::name_of(finding.refusal));
    json.key("excess").real(finding.excess).key("unknown_share").real(finding.unknown_share);
    json.key("largest");
    if (finding.largest)
        json.text(*finding.largest);
    else
        json.null();
    json.key("sentence").text(finding.sentence).key("groups").begin_array();
    analytics::ClassShare rest;
    rest.name = "rest";
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i < listed) {
            write_group(json, groups[i], window_hosts);
            continue;
        }
        rest.hosts += groups[i].hosts;
        rest.baseline_hosts += groups[i].baseline_hosts;
        rest.excess += groups[i].excess;
    }
    if (listed < groups.size()) write_group(json, rest, window_hosts);
    json.end_array().key("groups_not_listed").number(groups.size() - listed);
    json.key("databases");
    write_databases(json, data, now);
    return json.end_object().take();
}

namespace {

/// Notes that somebody wants to see it, at most once in so long.
core::Result<void> want(const AreaContext& context, const std::string& subject, Grouping by) {
    constexpr core::Duration noted_every = std::chrono::hours{1};
    const auto key = attribution_wanted_note(subject, name_of(by));
    const auto before = context.book.noted(key);
    if (!before) return before.error();
    const auto at = *before ? core::parse_time(**before) : std::nullopt;
    if (at && context.now - *at < noted_every) return {};
    return context.book.note(key, core::format_rfc3339(context.now));
}

}  // namespace

std::optional<std::string> kept_attribution(std::string_view kept, std::size_t limit,
                                            core::Time now, core::Duration holds) {
    boost::system::error_code failed;
    auto value = json::parse(kept, failed);
    if (failed || !value.is_object()) return std::nullopt;
    auto& object = value.get_object();
    const auto* to = object.if_contains("to");
    auto* groups = object.if_contains("groups");
    if (to == nullptr || !to->is_string() || groups == nullptr || !groups->is_array())
        return std::nullopt;
    const auto at = core::parse_time(to->get_string());
    if (!at || *at + holds < now) return std::nullopt;
    auto& list = groups->get_array();
    if (list.size() <= limit) return json::serialize(value);
    // As attribution_answer() puts the rest together, whose own rest may be the last of these.
    analytics::ClassShare rest;
    rest.name = "rest";
    const auto number = [](const json::object& group, const char* name) {
        const auto* member = group.if_contains(name);
        return member != nullptr && member->is_number() ? member->to_number<double>() : 0.0;
    };
    std::uint64_t not_listed = 0;
    for (std::size_t i = limit; i < list.size(); ++i) {
        if (!list[i].is_object()) return std::nullopt;
        const auto& group = list[i].get_object();
        rest.hosts += static_cast<std::uint64_t>(number(group, "hosts"));
        rest.baseline_hosts += static_cast<std::uint64_t>(number(group, "baseline_hosts"));
        rest.excess += number(group, "excess");
        ++not_listed;
    }
    if (const auto before = number(object, "groups_not_listed"); before > 0)
        not_listed += static_cast<std::uint64_t>(before) - 1;  // one of them was the rest itself
    double hosts = 0;
    for (const auto& group : list)
        if (group.is_object()) hosts += number(group.get_object(), "hosts");
    list.resize(limit);
    JsonWriter written;
    write_group(written, rest, static_cast<std::uint64_t>(hosts));
    list.push_back(json::parse(written.take()));
    object["groups_not_listed"] = not_listed;
    return json::serialize(value);
}

std::optional<runtime::HttpResponse> AttributionArea::answer(const AreaContext& context,
                                                             const AreaRequest& request) {
    const bool asks_network = request.path.starts_with(network_path);
    if (!asks_network && request.path != "/api/v1/attribution" &&
        request.path != "/api/v1/ip_databases")
        return std::nullopt;
    if (auto refused = only_get(request)) return refused;
    if (asks_network) return network_answer(context, request);
    Parameters parameters{request.query};
    if (request.path == "/api/v1/ip_databases") {
        if (const auto fault = parameters.fault())
            return answer_problem({400, fault->reason, fault->parameter});
        JsonWriter json;
        json.begin_object().key("databases");
        write_databases(json, context.ip, context.now);
        return answer_json(json.end_object().take());
    }
    const auto signal = parameters.signal("signal");
    AttributionQuestion question;
    question.from = parameters.time("from");
    question.to = parameters.time("to");
    question.by = static_cast<Grouping>(parameters.choice("by", attribution_groupings, 0));
    question.limit = parameters.number("limit", 1, most_groups, usual_groups);
    if (question.from && question.to && *question.from >= *question.to)
        parameters.fail("from", "the range is empty: from must lie before to");
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    const std::string subject = signal ? signal->to_string() : std::string(fleet_subject);
    const bool as_kept = !question.from && !question.to;
    std::optional<std::string> kept;
    if (as_kept) {
        auto noted = context.book.noted(attribution_note(subject, name_of(question.by)));
        if (auto wanted = want(context, subject, question.by); !wanted)
            return answer_problem(problem_of(wanted.error()));
        if (noted) kept = std::move(*noted);
        if (kept)
            if (auto fresh =
                    kept_attribution(*kept, question.limit, context.now, attribution_holds))
                return answer_json(std::move(*fresh));
    }
    // Of a log that ended long ago the last days are meant.
    if (!question.to) {
        store::ContactQuery latest;
        latest.signal = signal;
        latest.limit = 1;
        const auto page = context.store.contacts(latest);
        if (!page) return answer_problem(problem_of(page.error()));
        if (!page->rows.empty())
            question.to = page->rows.front().contact.seen_at + core::Duration{1};
    }
    const core::Time to = question.to.value_or(context.now);
    const core::Time from =
        question.from.value_or(to - usual_window) - most_baseline - analytics::new_host_memory;
    const auto points = context.store.series(signal, from, to);
    if (!points) return answer_problem(problem_of(points.error()));
    std::uint64_t contacts = 0;
    for (const auto& point : *points) contacts += point.events;
    if (contacts > max_contacts_) {
        const std::string many = "that window and its baseline hold " + std::to_string(contacts) +
                                 " contacts, too many to read for a page; ";
        // After a start the judging thread reads for minutes: until then what stood before, with its own window.
        if (kept)
            if (auto last =
                    kept_attribution(*kept, question.limit, context.now, attribution_shown_for))
                return answer_json(std::move(*last));
        if (as_kept)
            return answer_problem({503,
                                   many + "it is being worked out, some minutes where " + subject +
                                       " is among the signals that are judged",
                                   ""});
        return answer_problem({413, many + "a shorter one, or hitme judge attribution", "from"});
    }
    auto stream = stream_of(context.store, signal, question.to, secret_, Taken::proved, from);
    if (!stream) return answer_problem(problem_of(stream.error()));
    stream->simulated |= context.simulated;
    return answer_json(attribution_answer(*stream, question, context.ip, context.now));
}

}  // namespace hitme::console
