// SPDX-License-Identifier: Apache-2.0
// One HTTP request to an address that the operator named, through libcurl.
//
// Trust     TLS certificates are checked against the system's list, or `ca_file`. Schemes http and https only. A proxy only
//           from `proxy`, never from the environment. No cookies, no .netrc.
// Redirects a GET follows at most max_redirects to the same scheme, host and port; all others come back as the answer that
//           they are (status 3xx).
// Limits    time-outs for the whole call; max_answer bytes of the body.
// Threads   any; each call is on its own. Waits: never call it where events are taken in.
// Errors    bad_input: the URL. network: name, connection, certificate or time-out; the text says which. over_limit: the
//           answer was longer than max_answer. cancelled: `stop` was set.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace hitme::runtime {

enum class HttpMethod : std::uint8_t { get, post };

constexpr int max_redirects = 3;

struct HttpCall {
    HttpMethod method = HttpMethod::get;
    std::string url;
    std::vector<std::string> headers;  ///< "Name: value"; one with a line break is bad_input
    std::string body;                  ///< of a POST
    std::string ca_file;               ///< PEM; empty: the system's
    std::string proxy;                 ///< URL; empty: none
    core::Duration timeout = std::chrono::seconds{10};
    std::size_t max_answer = 64 << 10;
};

struct HttpAnswer {
    long status = 0;
    std::string body;
};

/// An answer of any status is no error.
core::Result<HttpAnswer> call_http(const HttpCall& call, const std::atomic<bool>* stop = nullptr);

/// Scheme, host and port of a URL, for showing it without what may be secret in it; empty where it is none that
/// call_http takes.
std::string shown_url(const std::string& url);

}  // namespace hitme::runtime
