// SPDX-License-Identifier: Apache-2.0
#include "console/judge/attribution_area.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>
#include <vector>

#include "console/address_network.h"
#include "console/judge/questions.h"
#include "console/problem.h"
#include "console/query.h"
#include "core/text.h"

namespace hitme::console {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::array<std::string_view, 7> groupings{
    "class_region", "class", "country", "region", "registry", "as", "sensor_class"};
constexpr std::string_view network_path = "/api/v1/network/";

std::optional<double> number(const object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    return found->to_number<double>();
}

std::uint64_t count(const object& from, std::string_view key) {
    return static_cast<std::uint64_t>(number(from, key).value_or(0));
}

// A member as it stands in the finding.
void copy(JsonWriter& json, const object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    json.key(key);
    if (found == nullptr)
        json.null();
    else
        json.raw(boost::json::serialize(*found));
}

void write_group(JsonWriter& json, const object& group, double window_hosts) {
    json.begin_object();
    copy(json, group, "name");
    copy(json, group, "hosts");
    json.key("level").real(window_hosts > 0 ? number(group, "hosts").value_or(0) / window_hosts
                                            : 0);
    copy(json, group, "baseline_hosts");
    copy(json, group, "excess");
    json.key("growth");
    if (const auto share = number(group, "share")) {
        json.begin_object().key("value").real(*share);
        copy(json, group, "ci95");
        json.end_object();
    } else {
        json.null();
    }
    copy(json, group, "growth_rank");
    copy(json, group, "over_representation");
    json.key("unknown").truth(group.at("name").as_string() == "unknown");
    json.end_object();
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
    const auto parsed = boost::json::parse(judge(stream, Judgement::attribution, window));
    const auto& finding = parsed.as_object();
    std::vector<const object*> groups;
    double window_hosts = 0;
    for (const auto& one : finding.at("classes").as_array()) {
        groups.push_back(&one.as_object());
        window_hosts += number(one.as_object(), "hosts").value_or(0);
    }
    // By what they hold now; the growth's own order stands in growth_rank.
    std::ranges::stable_sort(groups, std::greater{},
                             [](const object* group) { return count(*group, "hosts"); });
    const std::size_t listed = std::min(groups.size(), question.limit);

    JsonWriter json;
    json.begin_object().key("by").text(name_of(question.by));
    copy(json, finding, "method");
    const auto* span = finding.if_contains("window");
    json.key("from").raw(boost::json::serialize(span->as_object().at("from")));
    json.key("to").raw(boost::json::serialize(span->as_object().at("to")));
    copy(json, finding, "baseline_from");
    json.key("simulated").truth(stream.simulated);
    const auto& refusal = finding.at("refusal");
    json.key("refusal").text(refusal.is_string() ? std::string_view(refusal.as_string()) : "none");
    copy(json, finding, "excess");
    copy(json, finding, "unknown_share");
    copy(json, finding, "largest");
    copy(json, finding, "sentence");
    json.key("groups").begin_array();
    for (std::size_t i = 0; i < listed; ++i) write_group(json, *groups[i], window_hosts);
    if (listed < groups.size()) {
        object rest;
        std::uint64_t hosts = 0;
        std::uint64_t baseline = 0;
        double excess = 0;
        for (std::size_t i = listed; i < groups.size(); ++i) {
            hosts += count(*groups[i], "hosts");
            baseline += count(*groups[i], "baseline_hosts");
            excess += number(*groups[i], "excess").value_or(0);
        }
        rest["name"] = "rest";
        rest["hosts"] = hosts;
        rest["baseline_hosts"] = baseline;
        rest["excess"] = excess;
        write_group(json, rest, window_hosts);
    }
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
