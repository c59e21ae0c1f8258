// SPDX-License-Identifier: Apache-2.0
#include "console/problem.h"

#include <algorithm>

#include "console/json_writer.h"

namespace hitme::console {
namespace {

constexpr std::string_view policy_field = "Content-Security-Policy";
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

}  // namespace

runtime::HttpResponse answer_problem(const Problem& problem) {
    JsonWriter json;
    json.begin_object().key("type").text("about:blank");
    json.key("title").text(runtime::status_phrase(problem.status));
    json.key("status").number(problem.status);
    if (!problem.detail.empty()) json.key("detail").text(problem.detail);
    if (!problem.parameter.empty()) json.key("parameter").text(problem.parameter);
    json.end_object();
    runtime::HttpResponse response;
    response.status = problem.status;
    response.headers = {{"Content-Type", "application/problem+json"},
                        {"Cache-Control", "no-store"}};
    response.body = json.take();
    return response;
}

Problem problem_of(const core::Error& error) {
    unsigned status = 500;
    switch (error.code) {
        case core::ErrorCode::not_found:
            status = 404;
            break;
        case core::ErrorCode::bad_input:
            status = 400;
            break;
        case core::ErrorCode::disk_full:
        case core::ErrorCode::refused:
        case core::ErrorCode::over_limit:
        case core::ErrorCode::cancelled:
            status = 503;
            break;
        case core::ErrorCode::newer_version:
        case core::ErrorCode::io:
        case core::ErrorCode::network:
            break;
    }
    return {status, error.context, ""};
}

runtime::HttpResponse answer_json(std::string body) {
    return answer_text(std::move(body), "application/json");
}

runtime::HttpResponse answer_text(std::string body, std::string_view media_type) {
    runtime::HttpResponse response;
    response.headers = {{"Content-Type", std::string(media_type)}, {"Cache-Control", "no-store"}};
    response.body = std::move(body);
    return response;
}

void add_guards(runtime::HttpResponse& response) {
    const auto has_policy = [](const runtime::HttpHeader& one) { return one.name == policy_field; };
    if (std::ranges::none_of(response.headers, has_policy))
        response.headers.push_back(
            {std::string(policy_field), std::string(content_security_policy)});
    response.headers.push_back({"X-Content-Type-Options", "nosniff"});
    response.headers.push_back({"Referrer-Policy", "no-referrer"});
    response.headers.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
    response.headers.push_back({"Cross-Origin-Resource-Policy", "same-origin"});
}

}  // namespace hitme::console
