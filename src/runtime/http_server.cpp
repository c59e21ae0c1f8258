// SPDX-License-Identifier: Apache-2.0
#include "runtime/http_server.h"

#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <ctime>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "core/check.h"
#include "runtime/event_stream.h"
#include "runtime/log.h"
#include "runtime/stream.h"

// g++ 12 sees Asio's coroutine frames allocated and freed by a matching pair and warns all the same.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace hitme::runtime {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

// The way from other threads into the server's; it outlives the server, which then only drops what
// comes.
class Mailbox {
 public:
    explicit Mailbox(asio::io_context& context) : context_(&context) {}

    void post(std::function<void()> work) {
        const std::lock_guard lock(mutex_);
        if (context_ != nullptr) asio::post(*context_, std::move(work));
    }
    void shut() {
        const std::lock_guard lock(mutex_);
        context_ = nullptr;
    }

 private:
    std::mutex mutex_;
    asio::io_context* context_;
};

// One request that waits for its answer, or one event stream that waits for events. Touched only on
// the server's thread; others reach it through the mailbox and a weak pointer.
struct Exchange {
    explicit Exchange(const asio::any_io_executor& executor) : ready(executor) {}

    void wake() {
        woken = true;
        ready.cancel();
    }

    asio::steady_timer ready;
    bool woken = false;
    std::optional<HttpResponse> response;
};

struct Responder::Ticket {
    Ticket(std::shared_ptr<Mailbox> box, std::weak_ptr<Exchange> to)
        : mailbox(std::move(box)), exchange(std::move(to)) {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() {
        if (sent) return;
        HttpResponse lost;
        lost.status = 500;
        send(std::move(lost));
    }

    void send(HttpResponse response) {
        if (sent.exchange(true)) return;
        auto carried = std::make_shared<HttpResponse>(std::move(response));
        mailbox->post([to = exchange, carried] {
            const auto waiting = to.lock();
            if (!waiting) return;
            waiting->response = std::move(*carried);
            waiting->wake();
        });
    }

    std::shared_ptr<Mailbox> mailbox;
    std::weak_ptr<Exchange> exchange;
    std::atomic<bool> sent = false;
};

Responder::Responder(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Exchange> exchange)
    : ticket_(std::make_shared<Ticket>(std::move(mailbox), std::move(exchange))) {}

void Responder::send(HttpResponse response) const {
    ticket_->send(std::move(response));
}

const std::string* HttpRequest::header(std::string_view name) const {
    for (const auto& field : headers) {
        if (boost::beast::iequals(field.name, name)) return &field.value;
    }
    return nullptr;
}

std::string_view status_phrase(unsigned status) {
    const auto phrase = http::obsolete_reason(static_cast<http::status>(status));
    return {phrase.data(), phrase.size()};
}

namespace {

using Parser = http::request_parser<http::string_body>;

constexpr std::size_t read_bytes = 4096;  // ours: a browser's request fits in one read
constexpr auto accept_pause =
    std::chrono::milliseconds{100};  // ours: without descriptors, wait instead of spinning

struct Connection {
    std::unique_ptr<Stream> stream;
    std::shared_ptr<EventStream> events;  // while it is an event stream
    bool between_requests = true;
};

Deadline in(core::Duration span) {
    return std::chrono::steady_clock::now() +
           std::chrono::duration_cast<std::chrono::steady_clock::duration>(span);
}

// IMF-fixdate (RFC 9110 section 5.6.7).
std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 40> text{};
    const auto length =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), length};
}

enum class After { keep_alive, close };
enum class Framing { length, chunked, until_close };

// A value that came from a request must not end its header field early.
void append_field(std::string& head, std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    for (const char c : value) head += (c == '\r' || c == '\n' || c == '\0') ? ' ' : c;
    head += "\r\n";
}

std::string make_head(const HttpResponse& response, std::size_t length, Framing framing,
                      After after) {
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
    head += status_phrase(response.status);
    head += "\r\n";
    for (const auto& field : response.headers) append_field(head, field.name, field.value);
    append_field(head, "Date", http_date());
    if (framing == Framing::length) append_field(head, "Content-Length", std::to_string(length));
    if (framing == Framing::chunked) append_field(head, "Transfer-Encoding", "chunked");
    append_field(head, "Connection", after == After::close ? "close" : "keep-alive");
    head += "\r\n";
    return head;
}

std::string make_chunk(std::string_view data, Framing framing) {
    if (framing != Framing::chunked) return std::string(data);
    std::array<char, 24> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", data.size());
    std::string chunk = size.data();
    chunk += data;
    chunk += "\r\n";
    return chunk;
}

HttpResponse plain(unsigned status) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"Cache-Control", "no-store"}};
    response.body = std::to_string(status) + " " + std::string(status_phrase(status)) + "\n";
    return response;
}

HttpRequest take_request(Parser& parser, const core::Address& peer) {
    auto& message = parser.get();
    HttpRequest request;
    const auto method = message.method_string();
    const auto target = message.target();
    request.method.assign(method.data(), method.size());
    request.target.assign(target.data(), target.size());
    const auto question = request.target.find('?');
    request.path = request.target.substr(0, question);
    if (question != std::string::npos) request.query = request.target.substr(question + 1);
    for (const auto& field : message) {
        const auto name = field.name_string();
        const auto value = field.value();
        request.headers.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
    }
    request.body = std::move(message.body());
    request.peer = peer;
    return request;
}

}  // namespace

struct HttpServer::Inner {
    Inner(HttpSettings wanted, HttpHandler answerer)
        : settings(std::move(wanted)),
          handler(std::move(answerer)),
          mailbox(std::make_shared<Mailbox>(context)),
          grace_timer(context) {}
    ~Inner() { mailbox->shut(); }

    core::Result<void> listen();
    core::Result<tcp::acceptor> bind(const core::Address& address);
    asio::awaitable<void> accept_loop(tcp::acceptor& acceptor);
    asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
    /// What came of waiting for a request.
    enum class Got { request, bad, end };
    asio::awaitable<Got> read_request(Connection& connection, boost::beast::flat_buffer& buffer,
                                      Parser& parser, unsigned& status);
    asio::awaitable<HttpResponse> ask_handler(Connection& connection, HttpRequest request);
    asio::awaitable<void> stream_events(std::shared_ptr<Connection> connection,
                                        const HttpResponse& response, Framing framing);
    asio::awaitable<void> watch_for_end(std::shared_ptr<Connection> connection,
                                        std::shared_ptr<EventStream> events);
    void start(asio::awaitable<void> task);
    void begin_stop();
    void close_all();

    HttpSettings settings;
    HttpHandler handler;
    asio::io_context context{1};
    std::shared_ptr<Mailbox> mailbox;
    asio::steady_timer grace_timer;
    std::vector<tcp::acceptor> acceptors;
    std::uint16_t port = 0;
    std::set<std::shared_ptr<Connection>> connections;
    bool stopping = false;

    std::atomic<std::uint64_t> accepted = 0;
    std::atomic<std::uint64_t> refused = 0;
    std::atomic<std::uint64_t> open_now = 0;
    std::atomic<std::uint64_t> accept_failures = 0;
    std::atomic<std::uint64_t> requests = 0;
    std::atomic<std::uint64_t> malformed = 0;
    std::atomic<std::uint64_t> timeouts = 0;
    std::atomic<std::uint64_t> event_streams = 0;
};

core::Result<tcp::acceptor> HttpServer::Inner::bind(const core::Address& address) {
    const tcp::endpoint endpoint(asio_address(address), port);
    const std::string where = address.to_string() + " port " + std::to_string(port);
    tcp::acceptor acceptor(context);
    error_code failed;
    acceptor.open(endpoint.protocol(), failed);
    if (!failed) acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed && !address.is_v4()) acceptor.set_option(asio::ip::v6_only(true), failed);
    if (!failed) acceptor.bind(endpoint, failed);
    if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
    if (failed == asio::error::address_in_use) {
        return core::error(core::ErrorCode::refused,
                           "listen on " + where + ": another program has it");
    }
    if (failed)
        return core::error(core::ErrorCode::network,
                           "listen on " + where + ": " + failed.message());
    return acceptor;
}

core::Result<void> HttpServer::Inner::listen() {
    port = settings.port;
    for (const auto& address : settings.addresses) {
        auto bound = bind(address);
        if (!bound.has_value()) {
            if (acceptors.empty() || bound.error().code == core::ErrorCode::refused)
                return bound.error();
            log(Level::warning, "http", bound.error().context);
            continue;
        }
        acceptors.push_back(std::move(*bound));
        port = acceptors.front().local_endpoint().port();
    }
    if (acceptors.empty())
        return core::error(core::ErrorCode::bad_input, "http server: no address to listen on");
    return {};
}

void HttpServer::Inner::start(asio::awaitable<void> task) {
    asio::co_spawn(context, std::move(task), [](const std::exception_ptr& thrown) {
        if (!thrown) return;
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& what) {
            // Out of memory, or a library that threw: this connection is lost, the server goes on.
            log(Level::error, "http", what.what());
        }
    });
}

asio::awaitable<void> HttpServer::Inner::accept_loop(tcp::acceptor& acceptor) {
    const auto token = asio::as_tuple(asio::use_awaitable);
    asio::steady_timer pause(context);
    while (!stopping) {
        auto [failed, socket] = co_await acceptor.async_accept(token);
        if (stopping) co_return;
        if (failed) {
            ++accept_failures;
            pause.expires_after(accept_pause);
            [[maybe_unused]] const auto waited = co_await pause.async_wait(token);
            continue;
        }
        if (connections.size() >= settings.max_connections) {
            ++refused;
            error_code ignored;
            const auto response = plain(503);
            const auto text =
                make_head(response, response.body.size(), Framing::length, After::close) +
                response.body;
            socket.non_blocking(true, ignored);
            socket.write_some(asio::buffer(text), ignored);
            continue;
        }
        ++accepted;
        auto connection = std::make_shared<Connection>();
        connection->stream = make_tcp_stream(std::move(socket));
        connections.insert(connection);
        open_now = connections.size();
        start(serve(std::move(connection)));
    }
}

asio::awaitable<HttpServer::Inner::Got> HttpServer::Inner::read_request(
    Connection& connection, boost::beast::flat_buffer& buffer, Parser& parser, unsigned& status) {
    parser.eager(true);
    parser.header_limit(settings.max_head_bytes);
    parser.body_limit(settings.max_body_bytes);
    auto deadline = in(settings.idle_for);
    bool begun = false;
    while (!parser.is_done()) {
        if (buffer.size() > 0) {
            if (!begun) {
                begun = true;
                connection.between_requests = false;
                deadline = in(settings.request_within);
            }
            error_code failed;
            const auto used = parser.put(buffer.data(), failed);
            buffer.consume(used);
            if (parser.is_done() && !failed) break;
            if (failed && failed != http::error::need_more) {
                ++malformed;
                status = 400;
                if (failed == http::error::header_limit || failed == http::error::buffer_overflow)
                    status = 431;
                if (failed == http::error::body_limit) status = 413;
                co_return Got::bad;
            }
            if (!failed && buffer.size() > 0) continue;
        }
        if (buffer.size() + read_bytes > buffer.max_size()) {
            ++malformed;
            status = 431;
            co_return Got::bad;
        }
        const auto room = buffer.prepare(read_bytes);
        const std::span<std::uint8_t> into(static_cast<std::uint8_t*>(room.data()), room.size());
        const auto count = co_await connection.stream->read_some(into, deadline);
        if (!count.has_value()) {
            if (count.error().code != core::ErrorCode::over_limit) co_return Got::end;
            ++timeouts;
            if (!begun) co_return Got::end;
            status = 408;
            co_return Got::bad;
        }
        if (*count == 0) co_return Got::end;
        buffer.commit(*count);
    }
    co_return Got::request;
}

asio::awaitable<HttpResponse> HttpServer::Inner::ask_handler(Connection& connection,
                                                             HttpRequest request) {
    const auto exchange = std::make_shared<Exchange>(context.get_executor());
    exchange->ready.expires_at(in(settings.answer_within));
    {
        const Responder responder{mailbox, exchange};
        handler(std::move(request), responder);
    }
    const auto token = asio::as_tuple(asio::use_awaitable);
    if (!exchange->woken) {
        [[maybe_unused]] const auto waited = co_await exchange->ready.async_wait(token);
    }
    if (!exchange->response) {
        ++timeouts;
        auto late = plain(504);
        co_return late;
    }
    if (exchange->response->status == 500 && exchange->response->body.empty())
        exchange->response = plain(500);
    connection.events = exchange->response->events;
    HttpResponse response = std::move(*exchange->response);
    co_return response;
}

// A reader that goes away is noticed by its end of stream, not only at the next write.
asio::awaitable<void> HttpServer::Inner::watch_for_end(std::shared_ptr<Connection> connection,
                                                       std::shared_ptr<EventStream> events) {
    std::array<std::uint8_t, 64> ignored{};
    std::size_t spare = 4096;  // a peer that talks into an event stream is cut off after this
    while (spare > 0) {
        const auto count = co_await connection->stream->read_some(ignored, no_deadline);
        if (!count.has_value() || *count == 0) break;
        spare -= std::min(spare, *count);
    }
    events->close();
}

asio::awaitable<void> HttpServer::Inner::stream_events(std::shared_ptr<Connection> connection,
                                                       const HttpResponse& response,
                                                       Framing framing) {
    const auto events = response.events;
    const auto exchange = std::make_shared<Exchange>(context.get_executor());
    events->attach([box = mailbox, weak = std::weak_ptr<Exchange>(exchange)] {
        box->post([weak] {
            if (const auto waiting = weak.lock()) waiting->wake();
        });
    });
    const std::string head = make_head(response, 0, framing, After::close);
    const std::string hello = make_chunk(": hello\n\n", framing);
    auto written = co_await connection->stream->write_all(head, hello, in(settings.write_within));
    const auto token = asio::as_tuple(asio::use_awaitable);
    while (written.has_value()) {
        const bool ending = events->closed() || stopping;
        exchange->woken = false;
        std::string text = events->take();
        if (text.empty()) {
            if (ending) break;
            exchange->ready.expires_after(settings.comment_every);
            [[maybe_unused]] const auto waited = co_await exchange->ready.async_wait(token);
            if (exchange->woken) continue;
            text = ": still here\n\n";
        }
        const std::string chunk = make_chunk(text, framing);
        const Deadline deadline = in(settings.write_within);
        written = co_await connection->stream->write_all(chunk, "", deadline);
    }
    events->close();
    if (written.has_value() && framing == Framing::chunked) {
        const Deadline deadline = in(settings.write_within);
        written = co_await connection->stream->write_all("0\r\n\r\n", "", deadline);
    }
}

asio::awaitable<void> HttpServer::Inner::serve(std::shared_ptr<Connection> connection) {
    boost::beast::flat_buffer buffer{settings.max_head_bytes + settings.max_body_bytes +
                                     2 * read_bytes};
    bool more = true;
    while (more && !stopping) {
        Parser parser;
        unsigned status = 0;
        connection->between_requests = true;
        const auto got = co_await read_request(*connection, buffer, parser, status);
        if (got == Got::end) break;
        HttpResponse response;
        bool head_only = false;
        Framing framing = Framing::chunked;
        if (got == Got::bad) {
            response = plain(status);
            more = false;
        } else {
            ++requests;
            more = parser.get().keep_alive();
            head_only = parser.get().method() == http::verb::head;
            if (parser.get().version() < 11) framing = Framing::until_close;
            HttpRequest request = take_request(parser, connection->stream->peer());
            HttpResponse answer = co_await ask_handler(*connection, std::move(request));
            response = std::move(answer);
        }
        if (response.events && event_streams >= settings.max_event_streams) {
            response.events->close();
            response = plain(503);
        }
        if (response.events && !head_only) {
            ++event_streams;
            start(watch_for_end(connection, response.events));
            co_await stream_events(connection, response, framing);
            --event_streams;
            break;
        }
        if (response.events) response.events->close();
        if (stopping) more = false;
        const std::string_view body = response.body.empty() ? response.static_body : response.body;
        const bool bodiless = response.status == 304 || response.status == 204;
        const std::string head =
            make_head(response, body.size(), bodiless ? Framing::until_close : Framing::length,
                      more ? After::keep_alive : After::close);
        const std::string_view sent = head_only || bodiless ? std::string_view{} : body;
        const Deadline deadline = in(settings.write_within);
        const auto written = co_await connection->stream->write_all(head, sent, deadline);
        if (!written.has_value()) {
            if (written.error().code == core::ErrorCode::over_limit) ++timeouts;
            break;
        }
    }
    connection->stream->close();
    connections.erase(connection);
    open_now = connections.size();
    if (stopping && connections.empty()) grace_timer.cancel();
}

void HttpServer::Inner::close_all() {
    for (const auto& connection : connections) connection->stream->close();
}

void HttpServer::Inner::begin_stop() {
    if (stopping) return;
    stopping = true;
    error_code ignored;
    for (auto& acceptor : acceptors) acceptor.close(ignored);
    for (const auto& connection : connections) {
        if (connection->events) connection->events->close();
        if (connection->between_requests) connection->stream->close();
    }
    if (connections.empty()) return;
    grace_timer.expires_at(in(settings.grace));
    grace_timer.async_wait([this](error_code failed) {
        if (!failed) close_all();
    });
}

HttpServer::HttpServer(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
HttpServer::~HttpServer() = default;

core::Result<std::unique_ptr<HttpServer>> HttpServer::open(HttpSettings settings,
                                                           HttpHandler handler) {
    core::check(static_cast<bool>(handler), "an HTTP server has a handler");
    auto inner = std::make_unique<Inner>(std::move(settings), std::move(handler));
    const auto listening = inner->listen();
    if (!listening.has_value()) return listening.error();
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(inner)));
}

std::uint16_t HttpServer::port() const {
    return inner_->port;
}

void HttpServer::run() {
    for (auto& acceptor : inner_->acceptors) inner_->start(inner_->accept_loop(acceptor));
    inner_->context.run();
}

void HttpServer::stop() {
    inner_->mailbox->post([inner = inner_.get()] { inner->begin_stop(); });
}

HttpCounters HttpServer::counters() const {
    HttpCounters counters;
    counters.connections_accepted = inner_->accepted;
    counters.connections_refused = inner_->refused;
    counters.connections_open = inner_->open_now;
    counters.accept_failures = inner_->accept_failures;
    counters.requests = inner_->requests;
    counters.malformed = inner_->malformed;
    counters.timeouts = inner_->timeouts;
    counters.event_streams_open = inner_->event_streams;
    return counters;
}

}  // namespace hitme::runtime
