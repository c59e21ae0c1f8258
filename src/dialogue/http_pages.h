// SPDX-License-Identifier: Apache-2.0
// What made-up web servers answer: status, fields in their order, and pages, by persona.
//
// What     Apache, nginx, IIS, Tomcat, a panel with a logon form behind nginx, and the small server of a router, each as it
//          is installed: RFC 9110 for statuses and fields, the products' own default pages for the rest.
// Logons   are asked for where the product does (Tomcat's manager, the router, the panel) and refused.
// Never    reads a file, runs anything, follows a URL; a path only chooses among fixed pages. What a page repeats of a
//          request is escaped and cut to max_repeated_bytes.
// Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "wire/http_message.h"

namespace hitme::dialogue {

constexpr std::size_t max_repeated_bytes = 256;  // ours
constexpr std::size_t max_page_bytes = 4096;     // ours: no page here is longer

enum class HttpServer : std::uint8_t { apache, nginx, iis, tomcat, router };

struct HttpPersona {
    std::string_view name;
    HttpServer kind = HttpServer::apache;
    std::string_view
        product;  ///< of the Server field and of error pages; Tomcat says it on pages only
    bool has_panel = false;  ///< a page with a logon form
    std::uint64_t max_body_bytes = 0;
    std::string_view tls = "apache-2.4";  ///< how its TLS shows itself: dialogue/tls_profile.h
};
std::span<const HttpPersona> http_personas_table();

/// Who the client spoke to.
struct HttpPlace {
    std::string host;  ///< of the Host field, or the local address
    std::uint16_t port = 80;
    core::Time now;
    core::Time booted;
};

enum class Connection : std::uint8_t { keep, close };

struct HttpAnswer {
    std::string bytes;  ///< status line, fields and body
    Connection connection = Connection::keep;
};

/// The answer to a complete head. `wanted` is what the client asks of the connection; `answers_left` how many more this
/// connection gets.
HttpAnswer answer_request(const HttpPersona& persona, const wire::HttpRequest& request,
                          const HttpPlace& place, Connection wanted, std::uint32_t answers_left);
/// The answer to what is no request; the connection is closed after it.
HttpAnswer answer_fault(const HttpPersona& persona, const core::ParseError& fault,
                        const HttpPlace& place);
/// The answer of nginx or Apache on a port of TLS to a request in clear (Apache does not look at it); the connection is closed.
HttpAnswer answer_clear_on_tls(const HttpPersona& persona, const wire::HttpRequest& request,
                               const HttpPlace& place);
/// 413, and the connection is closed.
HttpAnswer answer_too_large(const HttpPersona& persona, const HttpPlace& place);

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
std::string http_date(core::Time at);

}  // namespace hitme::dialogue
