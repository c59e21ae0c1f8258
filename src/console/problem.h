// SPDX-License-Identifier: Apache-2.0
// Errors as problem+json (RFC 9457), and the header fields that every answer carries.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "runtime/http_server.h"

namespace hitme::console {

/// What was wrong. `parameter` names the query parameter, where one was.
struct Problem {
    unsigned status = 500;
    std::string detail;
    std::string parameter;
};

runtime::HttpResponse answer_problem(const Problem& problem);
/// A failure of the store or the machine as the client sees it: not_found 404, bad_input 400, disk_full and refused
/// 503, the rest 500.
Problem problem_of(const core::Error& error);

/// A JSON answer, not to be kept by any cache.
runtime::HttpResponse answer_json(std::string body);
/// The same of any media type.
runtime::HttpResponse answer_text(std::string body, std::string_view media_type);

/// Adds to `response` what keeps a browser from doing more with it than it should: the content-security policy of the
/// dashboard where the answer has none of its own, no sniffing, no referrer, no framing.
void add_guards(runtime::HttpResponse& response);

}  // namespace hitme::console
