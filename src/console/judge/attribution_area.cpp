// SPDX-License-Identifier: Apache-2.0
#include "console/judge/attribution_area.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include "console/address_network.h"
#include "console/judge/asked.h"
#include "console/problem.h"
#include "console/query.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 7> groupings{
    "class_region", "class", "country", "region", "registry", "as", "sensor_class"};
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
    question.by = static_cast<Grouping>(parameters.choice("by", groupings, 0));
    question.limit = parameters.number("limit", 1, most_groups, usual_groups);
    if (question.from && question.to && *question.from >= *question.to)
        parameters.fail("from", "the range is empty: from must lie before to");
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    auto stream = stream_of(context.store, signal, question.to, secret_);
    if (!stream) return answer_problem(problem_of(stream.error()));
    stream->simulated |= context.simulated;
    return answer_json(attribution_answer(*stream, question, context.ip, context.now));
}

}  // namespace hitme::console
