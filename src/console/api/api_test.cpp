// SPDX-License-Identifier: Apache-2.0
// The whole server over loopback: sessions, guards, the contract of docs/formats/api.yaml, live events.
#include "console/api/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "console/problem.h"
#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* secret = "0123456789abcdef0123456789abcdef";

/// Says who asked what.
class EchoArea : public Area {
 public:
    std::optional<runtime::HttpResponse> answer(const AreaContext&,
                                                const AreaRequest& request) override {
        if (request.path != "/api/v1/echo") return {};
        return answer_json("[\"" + std::string(request.method) + "\",\"" + request.caller.name +
                           "\",\"" + std::string(request.body) + "\"]");
    }
};

// The server over the small store, at noon, on a free port.
class ApiServer : public testing::Test {
 protected:
    ApiServer() {
        token_file_ = filled_.folder() + ".token";
        std::ofstream(token_file_) << secret << "\n";
        ApiSettings settings;
        settings.port = 0;
        settings.store_folder = filled_.folder();
        settings.country_v4_file = settings.country_v6_file = "";
        settings.metrics_token_file = token_file_;
        ApiHooks hooks;
        hooks.on_link = [this](const std::string& link) { links_.push_back(link); };
        hooks.counters = [] { return std::vector<event::Counter>{{"stored", 4}}; };
        hooks.report = [](store::EventStore&, const ReportQuestion&) {
            return core::Result<std::string>("{\"total\":{}}");
        };
        hooks.areas = {std::make_shared<EchoArea>()};
        hooks.feed_caller = [](store::Book&, std::string_view token, std::string_view,
                               std::string_view path, core::Time) -> std::optional<TokenHolder> {
            if (token != "hitme_feed" || path != "/api/v1/advisories.atom") return {};
            return TokenHolder{{"token feed", Role::viewer}, {"read:advisories-feed"}, ""};
        };
        hooks.token_caller = [](store::Book&, std::string_view token, std::string_view,
                                std::string_view path, core::Time) -> std::optional<TokenHolder> {
            if (token != "hitme_secret") return {};
            return TokenHolder{{"token test", Role::analyst},
                               {"write:echo"},
                               path == "/api/v1/echo" ? "" : "read:now"};
        };
        auto opened = Api::open(settings, hooks, clock_);
        EXPECT_TRUE(opened.has_value()) << opened.error().context;
        api_ = std::move(*opened);
        thread_ = std::thread([this] { api_->run(); });
    }
    ~ApiServer() override {
        api_->stop();
        thread_.join();
        std::filesystem::remove(token_file_);
    }

    std::string ours() const { return "127.0.0.1:" + std::to_string(api_->port()); }
    tcp::socket connect() {
        tcp::socket socket(context_);
        socket.connect({asio::ip::address_v4::loopback(), api_->port()});
        return socket;
    }
    /// The whole answer to one request.
    std::string ask(const std::string& method, const std::string& target, const std::string& host,
                    const std::string& more = "", const std::string& body = "") {
        auto socket = connect();
        asio::write(socket, asio::buffer(method + " " + target + " HTTP/1.1\r\nHost: " + host +
                                         "\r\nConnection: close\r\n" + more + "\r\n" + body));
        std::string answer;
        boost::system::error_code ended;
        asio::read(socket, asio::dynamic_buffer(answer), ended);
        return answer;
    }
    std::string get(const std::string& target, const std::string& more = "") {
        return ask("GET", target, ours(), more);
    }
    std::string cookie_name() const { return "hitme_session_" + std::to_string(api_->port()); }
    std::string path_of(const std::string& link) { return link.substr(link.find("/?")); }
    /// A Cookie header field, from the present link.
    std::string log_in() {
        const std::string answer = get(path_of(api_->first_link()));
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 303 "));
        const auto from = answer.find(cookie_name() + "=");
        return "Cookie: " + answer.substr(from, answer.find(';', from) - from) + "\r\n";
    }
    static boost::json::value json_of(const std::string& answer) {
        return boost::json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
    }

    tests::FilledStore filled_;
    std::string token_file_;
    runtime::ManualClock clock_{tests::noon()};
    std::vector<std::string>
        links_;  // written on the serving thread, before the answer that a test waits for
    asio::io_context context_;
    std::unique_ptr<Api> api_;
    std::thread thread_;
};

TEST_F(ApiServer, OpensOnceByItsLinkAndPrintsTheNext) {
    const std::string link = api_->first_link();
    EXPECT_THAT(link, StartsWith("http://" + ours() + "/?token="));
    EXPECT_THAT(ask("HEAD", path_of(link), ours()),
                StartsWith("HTTP/1.1 401 "));  // uses nothing up
    const std::string answer = get(path_of(link));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 303 "));
    EXPECT_THAT(answer, HasSubstr("\r\nLocation: /\r\n"));
    EXPECT_THAT(answer, HasSubstr("; HttpOnly; SameSite=Strict; Path=/\r\n"));
    EXPECT_THAT(get(path_of(link)), StartsWith("HTTP/1.1 401 "));
    ASSERT_EQ(links_.size(), 1u);
    EXPECT_EQ(links_[0], api_->first_link());
    EXPECT_NE(links_[0], link);
}

// A browser sends the cookies of a host to each of its ports.
TEST_F(ApiServer, AnotherConsoleOfTheHostNeitherEndsNorOpensASession) {
    const std::string cookie = log_in();
    const std::string value = cookie.substr(cookie.find('='));
    const std::string other = "hitme_session_1" + value.substr(0, value.find('\r'));
    EXPECT_THAT(get("/api/v1/me", "Cookie: " + other + "; " + cookie.substr(8)),
                StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(get("/api/v1/me", "Cookie: " + other + "\r\n"), StartsWith("HTTP/1.1 401 "));
}

TEST_F(ApiServer, ShowsNothingWithoutASession) {
    for (const char* path :
         {"/api/v1/now", "/api/v1/live", "/api/v1/me", "/api/v1/nothing", "/metrics"})
        EXPECT_THAT(get(path), StartsWith("HTTP/1.1 401 ")) << path;
    // The dashboard's own files are what a person signs in with; they hold no data.
    EXPECT_THAT(get("/"), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(get("/api/v1/now", "Cookie: " + cookie_name() + "=0123\r\n"),
                StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(get("/healthz"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ApiServer, ServesTheDashboardToASession) {
    const std::string cookie = log_in();
    EXPECT_THAT(get("/", cookie), HasSubstr("<!doctype html>"));
    EXPECT_THAT(get("/nothing", cookie), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(get("/../../etc/passwd", cookie), StartsWith("HTTP/1.1 404 "));
}

TEST_F(ApiServer, RefusesNamesThatAreNotItsOwn) {
    const std::string cookie = log_in();
    EXPECT_THAT(ask("GET", "/api/v1/now", "evil.example", cookie), StartsWith("HTTP/1.1 421 "));
    EXPECT_THAT(ask("GET", "/", "127.0.0.1:1", cookie), StartsWith("HTTP/1.1 421 "));
    EXPECT_THAT(ask("GET", "/api/v1/now", "localhost:" + std::to_string(api_->port()), cookie),
                StartsWith("HTTP/1.1 200 "));
}

std::string body(const std::string& text) {
    return "Content-Type: application/json\r\nContent-Length: " + std::to_string(text.size()) +
           "\r\n";
}

TEST_F(ApiServer, AChangeNeedsOurOwnPageAndTheCsrfSecret) {
    const std::string cookie = log_in();
    const auto me = json_of(get("/api/v1/me", cookie));
    EXPECT_EQ(me.at("name").as_string(), "local");
    EXPECT_EQ(me.at("role").as_string(), "admin");
    const std::string csrf =
        "X-Hitme-Csrf: " + std::string(me.at("csrf").as_string().c_str()) + "\r\n";
    const auto post = [&](const std::string& more) {
        return ask("POST", "/api/v1/echo", ours(), more + body("hello"), "hello");
    };
    EXPECT_THAT(post(cookie + csrf), HasSubstr("[\"POST\",\"local\",\"hello\"]"));
    EXPECT_THAT(post(cookie), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(post(cookie + "X-Hitme-Csrf: 00\r\n"), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(post(csrf), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(post(cookie + csrf + "Origin: http://evil.example\r\n"),
                StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(post(cookie + csrf + "Sec-Fetch-Site: cross-site\r\n"),
                StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(post(cookie + csrf + "Origin: http://" + ours() + "\r\n"),
                StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(ask("POST", "/api/v1/echo", ours(),
                    cookie + csrf + "Content-Type: text/plain\r\nContent-Length: 5\r\n", "hello"),
                StartsWith("HTTP/1.1 415 "));
    EXPECT_THAT(ask("PUT", "/", ours(), cookie + csrf + "Content-Length: 0\r\n"),
                StartsWith("HTTP/1.1 405 "));
    EXPECT_THAT(ask("POST", "/api/v1/now", ours(), cookie + csrf + "Content-Length: 0\r\n"),
                StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(ask("PATCH", "/api/v1/echo", ours(), cookie + csrf + "Content-Length: 0\r\n"),
                StartsWith("HTTP/1.1 405 "));
}

TEST_F(ApiServer, ATokenOpensWhatItIsForWithoutASession) {
    const std::string token = "Authorization: Bearer hitme_secret\r\n";
    EXPECT_THAT(get("/api/v1/echo", token), HasSubstr("[\"GET\",\"token test\",\"\"]"));
    EXPECT_THAT(ask("POST", "/api/v1/echo", ours(), token + body("x"), "x"),
                HasSubstr("\"token test\""));
    EXPECT_THAT(get("/api/v1/echo", "Authorization: Bearer hitme_other\r\n"),
                StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(get("/api/v1/me", "Authorization: Bearer hitme_other\r\n"),
                StartsWith("HTTP/1.1 401 "));
}

TEST_F(ApiServer, ATokenIsToldWhoItIsAndWhatItLacks) {
    const std::string token = "Authorization: Bearer hitme_secret\r\n";
    const auto lacks = get("/api/v1/now", token);
    EXPECT_THAT(lacks, StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(lacks, HasSubstr("read:now"));
    const auto me = json_of(get("/api/v1/me", token));
    EXPECT_EQ(me.at("name").as_string(), "token test");
    EXPECT_EQ(me.at("role").as_string(), "analyst");
    ASSERT_EQ(me.at("scopes").as_array().size(), 1u);
    EXPECT_EQ(me.at("scopes").as_array()[0].as_string(), "write:echo");
    EXPECT_EQ(me.at("csrf").as_string(), "");
    for (const char* path : {"/api/v1/live", "/api/v1/logout"})
        EXPECT_THAT(get(path, token), StartsWith("HTTP/1.1 403 ")) << path;
    EXPECT_TRUE(json_of(get("/api/v1/me", log_in())).at("scopes").is_null());
}

TEST_F(ApiServer, ATokenInTheAddressOpensTheFeedOfAdvisoriesAlone) {
    const std::string feed = "/api/v1/advisories.atom";
    EXPECT_THAT(get(feed), StartsWith("HTTP/1.1 401 ")) << "never open to everybody";
    EXPECT_THAT(get(feed + "?token=hitme_other"), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(get(feed + "?token=hitme_secret"), StartsWith("HTTP/1.1 401 "));
    // No area is there to answer: the token was good.
    EXPECT_THAT(get(feed + "?token=hitme_feed"), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(get("/api/v1/echo?token=hitme_feed"), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(get("/api/v1/echo?token=hitme_secret"), StartsWith("HTTP/1.1 401 "));
}

TEST_F(ApiServer, LoggingOutEndsTheSession) {
    const std::string cookie = log_in();
    const auto me = json_of(get("/api/v1/me", cookie));
    const std::string csrf =
        "X-Hitme-Csrf: " + std::string(me.at("csrf").as_string().c_str()) + "\r\n";
    EXPECT_THAT(ask("POST", "/api/v1/logout", ours(), cookie + csrf + "Content-Length: 0\r\n"),
                StartsWith("HTTP/1.1 204 "));
    EXPECT_THAT(get("/api/v1/me", cookie), StartsWith("HTTP/1.1 401 "));
}

TEST_F(ApiServer, GuardsEveryAnswer) {
    const std::string cookie = log_in();
    for (const char* path : {"/", "/api/v1/now", "/api/v1/none", "/metrics", "/healthz", "/none"}) {
        const std::string answer = get(path, cookie);
        EXPECT_THAT(answer, HasSubstr("\r\nContent-Security-Policy: default-src 'none'; ")) << path;
        EXPECT_THAT(answer, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n")) << path;
        EXPECT_THAT(answer, HasSubstr("\r\nReferrer-Policy: no-referrer\r\n")) << path;
        EXPECT_THAT(answer, HasSubstr("\r\nCache-Control: ")) << path;
    }
}

TEST_F(ApiServer, OpensMetricsToItsTokenToo) {
    const std::string bearer = std::string("Authorization: Bearer ") + secret + "\r\n";
    EXPECT_THAT(get("/metrics", bearer), HasSubstr("\nhitme_stored_total 4\n"));
    EXPECT_THAT(get("/metrics", bearer), HasSubstr("\nhitme_sensors_up 1\n"));
    EXPECT_THAT(get("/metrics", "Authorization: Bearer wrong\r\n"), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(get("/api/v1/now", bearer), StartsWith("HTTP/1.1 401 "));
}

TEST_F(ApiServer, TellsOpenDashboardsOfContacts) {
    auto socket = connect();
    asio::write(socket, asio::buffer("GET /api/v1/live HTTP/1.1\r\nHost: " + ours() + "\r\n" +
                                     log_in() + "\r\n"));
    std::string text;
    asio::read_until(socket, asio::dynamic_buffer(text), ": hello\n\n");
    EXPECT_THAT(text, HasSubstr("\r\nContent-Type: text/event-stream\r\n"));
    api_->publish(tests::full_contact());
    asio::read_until(socket, asio::dynamic_buffer(text), "\"}\n\n");
    EXPECT_THAT(text, HasSubstr("event: contact\ndata: {\"id\":\"live."));
}

// What docs/formats/api.yaml promises: its paths, and the members that each schema requires. Read line by line, since
// the file keeps to one layout; a yaml reader would be a library for one test.
struct Contract {
    std::vector<std::string> paths;
    std::map<std::string, std::string> schema_of;  // by path, of its 200 answer
    std::map<std::string, std::vector<std::string>> required_by_schema;

    Contract() {
        std::ifstream in(HITME_SOURCE_DIR "/docs/formats/api.yaml");
        std::string section;
        std::string schema;
        for (std::string line; std::getline(in, line);) {
            if (!line.starts_with(' ')) section = line;
            if (section == "paths:" && line.starts_with("  /"))
                paths.push_back(line.substr(2, line.size() - 3));
            if (section == "paths:" && line.find("'200'") != std::string::npos) {
                const std::string mark = "#/components/schemas/";
                const auto at = line.find(mark);
                if (at != std::string::npos && line.find("type: array") == std::string::npos) {
                    const auto from = at + mark.size();
                    schema_of[paths.back()] = line.substr(from, line.find('\'', from) - from);
                }
            }
            if (section == "components:" && line.starts_with("    ") && line[4] != ' ' &&
                line.ends_with(':'))
                schema = line.substr(4, line.size() - 5);
            if (section == "components:" && line.starts_with("      required: [")) {
                std::string name;
                for (const char c : line.substr(line.find('[') + 1)) {
                    if (c == ',' || c == ']') {
                        required_by_schema[schema].push_back(std::exchange(name, {}));
                    } else if (c != ' ') {
                        name += c;
                    }
                }
            }
        }
    }
};

TEST_F(ApiServer, ServesEveryPathOfTheContractWithItsRequiredMembers) {
    Contract contract;
    // What the server answers by itself; the areas that it is lent have tests of their own.
    const std::set<std::string> own{"/api/v1/now",      "/api/v1/series",
                                    "/api/v1/sources",  "/api/v1/sources/{address}",
                                    "/api/v1/contacts", "/api/v1/contacts/{id}",
                                    "/api/v1/sensors",  "/api/v1/report",
                                    "/api/v1/live",     "/api/v1/me",
                                    "/metrics"};
    std::erase_if(contract.paths, [&](const auto& path) { return !own.contains(path); });
    ASSERT_EQ(contract.paths.size(), own.size());
    const std::string cookie = log_in();
    const auto first = json_of(get("/api/v1/contacts?limit=1", cookie));
    const std::string id(first.at("rows").at(0).at("id").as_string());
    std::size_t checked = 0;
    for (std::string path : contract.paths) {
        const std::string in_contract = path;
        if (path == "/api/v1/live") continue;  // has its own test
        if (const auto at = path.find("{address}"); at != std::string::npos)
            path.replace(at, 9, "192.0.2.77");
        if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, id);
        const std::string answer = get(path, cookie);
        ASSERT_THAT(answer, StartsWith("HTTP/1.1 200 ")) << path << answer;
        if (!contract.schema_of.contains(in_contract)) continue;
        const auto value = json_of(answer);
        for (const auto& member :
             contract.required_by_schema.at(contract.schema_of.at(in_contract))) {
            EXPECT_TRUE(value.as_object().contains(member)) << path << " lacks " << member;
            ++checked;
        }
    }
    EXPECT_GT(checked, 30u);
    // The objects inside.
    const auto has_all = [&](const boost::json::value& value, const std::string& schema) {
        for (const auto& member : contract.required_by_schema.at(schema))
            EXPECT_TRUE(value.as_object().contains(member)) << schema << " lacks " << member;
    };
    const auto now = json_of(get("/api/v1/now", cookie));
    has_all(now.at("new_hosts"), "Interval");
    has_all(now.at("coverage"), "Coverage");
    has_all(json_of(get("/api/v1/sources", cookie)).at("rows").at(0), "Source");
    has_all(json_of(get("/api/v1/sensors", cookie)).at("sensors").at(0), "Sensor");
    has_all(first.at("rows").at(0), "Contact");
    has_all(json_of(get("/api/v1/now?window=1s", cookie)), "Problem");
}

TEST_F(ApiServer, AnswersManyQuestionsAtOnce) {
    const std::string cookie = log_in();
    std::vector<tcp::socket> sockets;
    for (int i = 0; i < 20; ++i) {
        sockets.push_back(connect());
        asio::write(sockets.back(), asio::buffer("GET /api/v1/now HTTP/1.1\r\nHost: " + ours() +
                                                 "\r\nConnection: close\r\n" + cookie + "\r\n"));
    }
    for (auto& socket : sockets) {
        std::string answer;
        boost::system::error_code ended;
        asio::read(socket, asio::dynamic_buffer(answer), ended);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    }
}

TEST(Api, RefusesAMetricsTokenFileThatItCannotRead) {
    const runtime::ManualClock clock{tests::noon()};
    ApiSettings settings;
    settings.port = 0;
    settings.metrics_token_file = "/nonexistent/token";
    EXPECT_EQ(Api::open(settings, {}, clock).error().code, core::ErrorCode::bad_input);
}

}  // namespace
}  // namespace hitme::console::api
