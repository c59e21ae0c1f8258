// SPDX-License-Identifier: Apache-2.0
// A small HTTP/1.1 server for the dashboard and the API.
//
// What     keep-alive, GET-sized requests, answers from memory, server-sent events. No TLS: it
// listens on loopback by
//          default, and a console that listens elsewhere stands behind a proxy or (later) our own
//          TLS stream.
// How      Asio coroutines on the one thread that calls run(); Beast parses and writes heads
// without doing I/O. Handler  called on that thread for each request and must not block. It answers
// through the Responder, at once or
//          later, from any thread. A Responder that goes away unanswered gives 500.
// Limits   HttpSettings: connections, bytes of head and body, time for each step. What is over a
// limit is answered
//          (503, 431, 413, 408) or closed, and counted.
// Stops    stop(): no new connections, idle ones closed, running answers get `grace`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"

namespace hitme::runtime {

class EventStream;

struct HttpSettings {
    /// Where to listen. The first must work; a further one that this machine does not have is left
    /// out with a warning.
    std::vector<core::Address> addresses{*core::Address::parse("127.0.0.1"),
                                         *core::Address::parse("::1")};
    std::uint16_t port = 0;             ///< 0: any free one, see HttpServer::port()
    std::size_t max_connections = 256;  ///< ours: a browser opens six; beyond, 503 and closed
    std::size_t max_event_streams =
        64;  ///< ours: connections that server-sent events may hold; beyond, 503
    std::uint32_t max_head_bytes = 16 << 10;  ///< request line and header fields (431)
    std::uint64_t max_body_bytes = 16 << 10;  ///< request body (413)
    core::Duration request_within =
        std::chrono::seconds{10};  ///< a whole request, from its first byte (408)
    core::Duration idle_for = std::chrono::seconds{60};       ///< between requests
    core::Duration answer_within = std::chrono::seconds{30};  ///< the handler (504)
    core::Duration write_within = std::chrono::seconds{30};   ///< one answer, or one push of events
    core::Duration comment_every =
        std::chrono::seconds{15};  ///< on a silent event stream, so that proxies keep it
    core::Duration grace = std::chrono::seconds{2};  ///< for running answers, once stopped
};

struct HttpHeader {
    std::string name;
    std::string value;
};

struct HttpRequest {
    std::string method;  ///< as sent, "GET"
    std::string target;  ///< as sent, "/api/v1/now?window=24h"
    std::string path;    ///< the target up to the first ?
    std::string query;   ///< what follows it, still percent-encoded
    std::vector<HttpHeader> headers;
    std::string body;
    core::Address peer;

    /// The value of the first header field of that name (any case); nothing when absent.
    const std::string* header(std::string_view name) const;
};

struct HttpResponse {
    unsigned status = 200;
    std::vector<HttpHeader> headers;  ///< content-length, connection and date are added
    std::string body;
    std::string_view
        static_body;  ///< used when `body` is empty: bytes that outlive the server, not copied
    /// Set for server-sent events: the connection then lives as long as the stream does, and the
    /// body is not used.
    std::shared_ptr<EventStream> events;
};

class Mailbox;
struct Exchange;

/// The right to answer one request, once. Copies share that right; any thread.
class Responder {
 public:
    Responder(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Exchange> exchange);
    /// The first call answers; later ones do nothing.
    void send(HttpResponse response) const;

 private:
    struct Ticket;
    std::shared_ptr<Ticket> ticket_;
};

using HttpHandler = std::function<void(HttpRequest, Responder)>;

struct HttpCounters {
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_refused = 0;  ///< over max_connections
    std::uint64_t connections_open = 0;
    std::uint64_t accept_failures =
        0;  ///< such as no descriptors left; the server waits and goes on
    std::uint64_t requests = 0;
    std::uint64_t malformed = 0;  ///< not HTTP, or over a limit of bytes
    std::uint64_t timeouts = 0;
    std::uint64_t event_streams_open = 0;
};

class HttpServer {
 public:
    /// Binds and listens; nothing is accepted before run().
    /// Errors   network: an address is taken or may not be bound; the context names it.
    static core::Result<std::unique_ptr<HttpServer>> open(HttpSettings settings,
                                                          HttpHandler handler);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// The port that it listens on.
    std::uint16_t port() const;
    /// Serves until stopped. Call once, on the thread that shall do the work.
    void run();
    /// Asks run() to end. Any thread, any number of times.
    void stop();
    /// Any thread.
    HttpCounters counters() const;

 private:
    struct Inner;
    explicit HttpServer(std::unique_ptr<Inner> inner);
    std::unique_ptr<Inner> inner_;
};

/// The standard phrase of a status, such as "Not Found".
std::string_view status_phrase(unsigned status);

}  // namespace hitme::runtime
