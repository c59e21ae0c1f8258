// SPDX-License-Identifier: Apache-2.0
#include "runtime/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <thread>

#include "runtime/event_stream.h"

namespace hitme::runtime {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

// A server on its own thread, stopped and joined at the end.
class Running {
 public:
    explicit Running(HttpHandler handler, HttpSettings settings = {}) {
        settings.addresses = {*core::Address::parse("127.0.0.1")};
        auto opened = HttpServer::open(std::move(settings), std::move(handler));
        EXPECT_TRUE(opened.has_value()) << opened.error().context;
        server_ = std::move(*opened);
        thread_ = std::thread([this] { server_->run(); });
    }
    ~Running() { finish(); }
    void finish() {
        if (!thread_.joinable()) return;
        server_->stop();
        thread_.join();
    }
    HttpServer& server() { return *server_; }

 private:
    std::unique_ptr<HttpServer> server_;
    std::thread thread_;
};

// A peer that writes bytes as they are and reads what comes.
class Peer {
 public:
    explicit Peer(std::uint16_t port) { socket_.connect({asio::ip::address_v4::loopback(), port}); }
    void send(std::string_view text) { asio::write(socket_, asio::buffer(text)); }
    /// Reads up to and including `end`; all there is when the server closes first.
    std::string read_to(std::string_view end) {
        boost::system::error_code failed;
        const auto count = asio::read_until(socket_, asio::dynamic_buffer(pending_), end, failed);
        if (failed) return std::exchange(pending_, {});
        std::string text = pending_.substr(0, count);
        pending_.erase(0, count);
        return text;
    }
    std::string read_all() {
        boost::system::error_code failed;
        asio::read(socket_, asio::dynamic_buffer(pending_), failed);
        return std::exchange(pending_, {});
    }
    void shut_down() { socket_.shutdown(tcp::socket::shutdown_both); }

 private:
    asio::io_context context_;
    tcp::socket socket_{context_};
    std::string pending_;
};

HttpResponse text(std::string body) {
    HttpResponse response;
    response.headers = {{"Content-Type", "text/plain"}};
    response.body = std::move(body);
    return response;
}

void echo(const HttpRequest& request, const Responder& responder) {
    const std::string* agent = request.header("user-agent");
    responder.send(text(request.method + " " + request.path + " " + request.query + " " +
                        (agent != nullptr ? *agent : "-")));
}

TEST(HttpServer, AnswersARequestAndThenAnotherOnTheSameConnection) {
    Running running(echo);
    Peer peer(running.server().port());
    peer.send("GET /a?b=c HTTP/1.1\r\nHost: x\r\nUser-Agent: test\r\n\r\n");
    const std::string head = peer.read_to("\r\n\r\n");
    EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Length: 15\r\n"));
    EXPECT_THAT(head, HasSubstr("Connection: keep-alive\r\n"));
    EXPECT_EQ(peer.read_to("test"), "GET /a b=c test");
    peer.send("GET /again HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(peer.read_all(), HasSubstr("GET /again  -"));
    EXPECT_EQ(running.server().counters().requests, 2u);
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
    Running running(echo);
    Peer peer(running.server().port());
    peer.send(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: "
        "close\r\n\r\n");
    const std::string all = peer.read_all();
    EXPECT_LT(all.find("GET /1"), all.find("GET /2"));
    EXPECT_NE(all.find("GET /2"), std::string::npos);
}

TEST(HttpServer, TakesARequestThatComesByteByByte) {
    Running running(echo);
    Peer peer(running.server().port());
    for (const char c :
         std::string_view("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        peer.send(std::string_view(&c, 1));
    EXPECT_THAT(peer.read_all(), HasSubstr("GET /slow"));
}

TEST(HttpServer, SendsNoBodyForHead) {
    Running running(echo);
    Peer peer(running.server().port());
    peer.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string all = peer.read_all();
    EXPECT_THAT(all, HasSubstr("Content-Length: 9\r\n"));
    EXPECT_TRUE(all.ends_with("\r\n\r\n"));
}

TEST(HttpServer, TakesAnswersFromAnotherThread) {
    std::thread worker;
    Running running([&worker](const HttpRequest&, const Responder& responder) {
        worker = std::thread([responder] { responder.send(text("from afar")); });
    });
    Peer peer(running.server().port());
    peer.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(peer.read_all(), HasSubstr("from afar"));
    worker.join();
}

TEST(HttpServer, SaysInternalErrorWhenTheHandlerForgetsToAnswer) {
    Running running([](const HttpRequest&, const Responder&) {});
    Peer peer(running.server().port());
    peer.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(peer.read_all(), StartsWith("HTTP/1.1 500 "));
}

TEST(HttpServer, AnswersForAHandlerThatTakesTooLong) {
    std::optional<Responder> kept;
    HttpSettings settings;
    settings.answer_within = 20ms;
    Running running([&kept](const HttpRequest&, const Responder& responder) { kept = responder; },
                    settings);
    Peer peer(running.server().port());
    peer.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(peer.read_all(), StartsWith("HTTP/1.1 504 "));
    running.finish();
    kept->send(text("too late"));  // after the server's end: dropped, and nothing is touched
}

TEST(HttpServer, RefusesWhatIsNotHttp) {
    Running running(echo);
    Peer peer(running.server().port());
    peer.send(std::string_view("\x16\x03\x01\x02\x00 hello\r\n\r\n", 15));
    EXPECT_THAT(peer.read_all(), StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(running.server().counters().malformed, 1u);
}

TEST(HttpServer, BoundsTheHeadAndTheBody) {
    HttpSettings settings;
    settings.max_head_bytes = 256;
    settings.max_body_bytes = 8;
    Running running(echo, settings);
    {
        Peer peer(running.server().port());
        peer.send("GET / HTTP/1.1\r\nHost: " + std::string(300, 'x') + "\r\n\r\n");
        EXPECT_THAT(peer.read_all(), StartsWith("HTTP/1.1 431 "));
    }
    Peer peer(running.server().port());
    peer.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n123456789");
    EXPECT_THAT(peer.read_all(), StartsWith("HTTP/1.1 413 "));
}

TEST(HttpServer, GivesASlowRequestATimeLimit) {
    HttpSettings settings;
    settings.request_within = 20ms;
    Running running(echo, settings);
    Peer peer(running.server().port());
    peer.send("GET / HT");
    EXPECT_THAT(peer.read_all(), StartsWith("HTTP/1.1 408 "));
}

TEST(HttpServer, ClosesAnIdleConnectionWithoutAWord) {
    HttpSettings settings;
    settings.idle_for = 20ms;
    Running running(echo, settings);
    Peer peer(running.server().port());
    EXPECT_EQ(peer.read_all(), "");
}

TEST(HttpServer, RefusesConnectionsOverTheLimit) {
    HttpSettings settings;
    settings.max_connections = 1;
    Running running(echo, settings);
    Peer first(running.server().port());
    first.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
    first.read_to("GET /1");
    Peer second(running.server().port());
    EXPECT_THAT(second.read_all(), StartsWith("HTTP/1.1 503 "));
    EXPECT_EQ(running.server().counters().connections_refused, 1u);
}

TEST(HttpServer, KeepsAnAnswersHeaderFieldOnItsLine) {
    Running running([](const HttpRequest&, const Responder& responder) {
        HttpResponse response = text("x");
        response.headers.push_back({"X-Note", "a\r\nSet-Cookie: forged"});
        responder.send(std::move(response));
    });
    Peer peer(running.server().port());
    peer.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(peer.read_all(), HasSubstr("X-Note: a  Set-Cookie: forged\r\n"));
}

TEST(HttpServer, FeedsAnEventStreamUntilTheReaderLeaves) {
    const auto events = std::make_shared<EventStream>(8, 1 << 16);
    Running running([&events](const HttpRequest&, const Responder& responder) {
        HttpResponse response;
        response.headers = {{"Content-Type", "text/event-stream"}};
        response.events = events;
        responder.send(std::move(response));
    });
    Peer peer(running.server().port());
    peer.send("GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(peer.read_to("\r\n\r\n"), HasSubstr("Transfer-Encoding: chunked\r\n"));
    events->push("contact", "{\"n\":1}");
    EXPECT_THAT(peer.read_to("\n\n\r\n"), HasSubstr(": hello\n\n"));
    EXPECT_THAT(peer.read_to("\n\n\r\n"), HasSubstr("event: contact\ndata: {\"n\":1}\n\n"));
    EXPECT_EQ(running.server().counters().event_streams_open, 1u);
    peer.shut_down();
    while (!events->closed()) std::this_thread::yield();
}

TEST(HttpServer, SendsACommentOnASilentEventStream) {
    HttpSettings settings;
    settings.comment_every = 10ms;
    const auto events = std::make_shared<EventStream>(8, 1 << 16);
    Running running(
        [&events](const HttpRequest&, const Responder& responder) {
            HttpResponse response;
            response.events = events;
            responder.send(std::move(response));
        },
        settings);
    Peer peer(running.server().port());
    peer.send("GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(peer.read_to(": still here\n\n"), HasSubstr(": still here\n\n"));
}

TEST(HttpServer, EndsEventStreamsAndIdleConnectionsWhenStopped) {
    const auto events = std::make_shared<EventStream>(8, 1 << 16);
    Running running([&events](const HttpRequest& request, const Responder& responder) {
        if (request.path == "/live") {
            HttpResponse response;
            response.events = events;
            responder.send(std::move(response));
        } else {
            responder.send(text("x"));
        }
    });
    Peer idle(running.server().port());
    idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    idle.read_to("\r\n\r\n");
    Peer live(running.server().port());
    live.send("GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
    live.read_to(": hello\n\n");
    const auto before = std::chrono::steady_clock::now();
    running.finish();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);  // below the 2 s of grace
    EXPECT_TRUE(events->closed());
    EXPECT_THAT(live.read_all(), HasSubstr("0\r\n\r\n"));
}

TEST(HttpServer, SaysWhichAddressIsTaken) {
    Running running(echo);
    HttpSettings settings;
    settings.addresses = {*core::Address::parse("127.0.0.1")};
    settings.port = running.server().port();
    const auto second = HttpServer::open(settings, echo);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, core::ErrorCode::refused);
    EXPECT_THAT(second.error().context,
                HasSubstr("127.0.0.1 port " + std::to_string(settings.port)));
}

}  // namespace
}  // namespace hitme::runtime
