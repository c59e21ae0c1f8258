// SPDX-License-Identifier: Apache-2.0
#include "console/api/api.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>
#include <thread>
#include <utility>

#include "console/api/assets.h"
#include "console/api/host_guard.h"
#include "console/api/live.h"
#include "console/api/metrics.h"
#include "console/problem.h"
#include "console/query.h"
#include "console/api/routes.h"
#include "console/api/session.h"
#include "runtime/http_server.h"
#include "runtime/log.h"
#include "store/geo_db.h"
#include "store/sqlite/store.h"

namespace hitme::console::api {
namespace {

constexpr std::size_t min_metrics_token = 16;  // ours: 64 bits in hexadecimal

runtime::HttpResponse page(unsigned status, std::string_view title, std::string_view text) {
    runtime::HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Cache-Control", "no-store"}};
    response.body =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>hitme: ";
    response.body += title;
    response.body += "</title></head><body><h1>";
    response.body += title;
    response.body += "</h1><p>";
    response.body += text;
    response.body += "</p></body></html>\n";
    return response;
}

core::Result<std::string> read_token(const std::string& path) {
    std::string token;
    if (path.empty()) return token;
    std::ifstream in(path);
    std::getline(in, token);
    while (!token.empty() && (token.back() == '\r' || token.back() == ' ')) token.pop_back();
    if (token.size() < min_metrics_token) {
        return core::error(core::ErrorCode::bad_input, "metrics token file " + path +
                                                           ": cannot be read, or its first line is "
                                                           "shorter than 16 characters");
    }
    return token;
}

}  // namespace

struct Api::Inner {
    Inner(ApiSettings wanted, ApiHooks lent, const runtime::Clock& given)
        : settings(std::move(wanted)),
          hooks(std::move(lent)),
          clock(given),
          sessions(given),
          assets(settings.ui_dir),
          routes(hooks.report) {}

    // On the serving thread.
    void handle(runtime::HttpRequest request, const runtime::Responder& responder);
    std::optional<runtime::HttpResponse> refuse(const runtime::HttpRequest& request);
    bool has_session(const runtime::HttpRequest& request);
    bool has_metrics_token(const runtime::HttpRequest& request) const;
    runtime::HttpResponse log_in(const runtime::HttpRequest& request);
    runtime::HttpResponse start_live(const runtime::HttpRequest& request);
    void ask_reader(runtime::HttpRequest request, const runtime::Responder& responder);
    std::string link_for(const std::string& token) const;

    // On the reading thread.
    struct Question {
        runtime::HttpRequest request;
        runtime::Responder responder;
    };
    void read_loop();
    void open_geo();
    core::Result<store::EventStore*> opened_store();
    runtime::HttpResponse answer(const Question& question);
    runtime::HttpResponse answer_metrics();
    void tell_now();
    Context context_of(store::EventStore& events) const {
        std::optional<WriterState> writer;
        if (hooks.writer) writer = hooks.writer();
        return {events, *geo, clock.now(), settings.simulated ? Origin::simulated : Origin::seen,
                writer};
    }

    const ApiSettings settings;
    const ApiHooks hooks;
    const runtime::Clock& clock;
    std::string metrics_token;
    Sessions sessions;
    const Assets assets;
    Live live;
    std::unique_ptr<runtime::HttpServer> server;

    // Owned by the reading thread.
    Routes routes;
    std::unique_ptr<store::EventStore> store;
    std::shared_ptr<const store::GeoDb> geo = std::make_shared<store::GeoDb>();

    std::mutex mutex;  // guards what follows
    std::condition_variable changed;
    std::deque<Question> questions;
    bool stopping = false;
    std::shared_ptr<const store::GeoDb> shared_geo = geo;  // for publish(), swapped whole
};

std::string Api::Inner::link_for(const std::string& token) const {
    const auto& address = settings.addresses.front();
    const std::string name = address.is_unspecified() ? "localhost"
                             : address.is_v4()        ? address.to_string()
                                                      : "[" + address.to_string() + "]";
    return "http://" + name + ":" + std::to_string(server->port()) + "/?token=" + token;
}

bool Api::Inner::has_session(const runtime::HttpRequest& request) {
    const std::string* cookies = request.header("Cookie");
    if (cookies == nullptr) return false;
    const auto value = cookie_value(*cookies);
    return value && sessions.valid(*value);
}

bool Api::Inner::has_metrics_token(const runtime::HttpRequest& request) const {
    constexpr std::string_view scheme = "Bearer ";
    const std::string* given = request.header("Authorization");
    return !metrics_token.empty() && given != nullptr && given->starts_with(scheme) &&
           equal_in_constant_time(std::string_view(*given).substr(scheme.size()), metrics_token);
}

runtime::HttpResponse Api::Inner::log_in(const runtime::HttpRequest& request) {
    Parameters parameters(request.query);
    const auto token = parameters.text("token");
    // Only GET: whatever looks at links before a person does (HEAD) shall not use the token up.
    if (token && request.method == "GET") {
        if (const auto cookie = sessions.exchange(*token)) {
            if (hooks.on_link) hooks.on_link(link_for(sessions.token()));
            runtime::HttpResponse response;
            response.status = 303;
            response.headers = {{"Location", "/"},
                                {"Set-Cookie", set_cookie(*cookie)},
                                {"Cache-Control", "no-store"}};
            return response;
        }
    }
    if (has_session(request)) {
        runtime::HttpResponse response;
        response.status = 303;
        response.headers = {{"Location", "/"}, {"Cache-Control", "no-store"}};
        return response;
    }
    return page(401, "This link has been used",
                "Each link opens the dashboard once. The program has printed the next one where it "
                "runs; open that.");
}

std::optional<runtime::HttpResponse> Api::Inner::refuse(const runtime::HttpRequest& request) {
    const std::string* host = request.header("Host");
    if (host == nullptr) return answer_problem({400, "a request needs a Host header field", ""});
    if (!host_is_ours(*host, server->port(), settings.addresses)) {
        return answer_problem({421,
                               "this server answers to loopback names with its own port only; "
                               "open it as http://localhost:" +
                                   std::to_string(server->port()) + "/",
                               ""});
    }
    if (request.method != "GET" && request.method != "HEAD") {
        auto response = answer_problem({405, "only GET and HEAD", ""});
        response.headers.push_back({"Allow", "GET, HEAD"});
        return response;
    }
    return {};
}

runtime::HttpResponse Api::Inner::start_live(const runtime::HttpRequest& request) {
    const Parameters parameters(request.query);
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    runtime::HttpResponse response;
    if (request.method == "HEAD") {
        response.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
        return response;
    }
    auto stream = live.subscribe();
    if (!stream) return answer_problem({503, "too many live readers", ""});
    response.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
    response.events = std::move(stream);
    return response;
}

void Api::Inner::ask_reader(runtime::HttpRequest request, const runtime::Responder& responder) {
    {
        const std::lock_guard lock(mutex);
        if (questions.size() < max_waiting_questions && !stopping) {
            questions.push_back({std::move(request), responder});
            changed.notify_one();
            return;
        }
    }
    auto busy = answer_problem({503, "too many questions wait already; ask again", ""});
    busy.headers.push_back({"Retry-After", "1"});
    add_guards(busy);
    responder.send(std::move(busy));
}

void Api::Inner::handle(runtime::HttpRequest request, const runtime::Responder& responder) {
    const auto send = [&responder](runtime::HttpResponse response) {
        add_guards(response);
        responder.send(std::move(response));
    };
    const bool for_machines = request.path.starts_with("/api/") || request.path == "/metrics";
    if (auto refused = refuse(request)) return send(std::move(*refused));
    if (request.path == "/healthz") {
        runtime::HttpResponse response;
        response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                            {"Cache-Control", "no-store"}};
        response.body = "ok\n";
        return send(std::move(response));
    }
    if (request.path == "/" && request.query.starts_with("token=")) return send(log_in(request));
    const bool by_token = request.path == "/metrics" && has_metrics_token(request);
    if (!by_token && !has_session(request)) {
        if (for_machines) {
            return send(
                answer_problem({401, "no session; open the link that the program printed", ""}));
        }
        return send(
            page(401, "No session", "Open the link that the program printed when it started."));
    }
    if (request.path == "/api/v1/live") return send(start_live(request));
    if (for_machines) return ask_reader(std::move(request), responder);
    if (auto asset = assets.answer(request)) return send(std::move(*asset));
    send(page(404, "Not found", "There is no such page. <a href=\"/\">The dashboard</a>."));
}

void Api::Inner::open_geo() {
    auto opened = store::GeoDb::open(settings.country_v4_file, settings.country_v6_file);
    if (!opened.has_value()) {
        runtime::log(runtime::Level::info, "api",
                     "countries stay unknown: " + opened.error().context);
        return;
    }
    geo = std::make_shared<const store::GeoDb>(std::move(*opened));
    const std::lock_guard lock(mutex);
    shared_geo = geo;
}

core::Result<store::EventStore*> Api::Inner::opened_store() {
    if (store) return store.get();
    store::StoreSettings where;
    where.folder = settings.store_folder;
    auto opened = hooks.open_store ? hooks.open_store()
                                   : store::open_sqlite_store(where, store::Access::read);
    if (!opened.has_value()) return opened.error();
    store = std::move(*opened);
    return store.get();
}

runtime::HttpResponse Api::Inner::answer_metrics() {
    MetricsInput input;
    input.http = server->counters();
    input.live_dropped = live.dropped();
    input.sessions = sessions.count();
    if (hooks.counters) input.counters = hooks.counters();
    const auto opened = opened_store();
    std::optional<store::StoreState> state;
    if (opened.has_value()) {
        const auto now = clock.now();
        const auto read = store_state(context_of(**opened));
        const auto sensors = (*opened)->sensors();
        if (read.has_value()) state = *read;
        if (sensors.has_value()) {
            input.sensors_total = sensors->size();
            input.sensors_up = static_cast<std::uint64_t>(std::count_if(
                sensors->begin(), sensors->end(),
                [&](const auto& sensor) { return now - sensor.last_heartbeat.seen_at <= up_for; }));
        }
    }
    if (state) input.store = &*state;
    runtime::HttpResponse response;
    response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"},
                        {"Cache-Control", "no-store"}};
    response.body = metrics_text(input);
    return response;
}

runtime::HttpResponse Api::Inner::answer(const Question& question) {
    if (question.request.path == "/metrics") return answer_metrics();
    const auto opened = opened_store();
    if (!opened.has_value()) {
        return answer_problem(
            {503, "the event store cannot be read: " + opened.error().context, ""});
    }
    return routes.answer(context_of(**opened), question.request.path, question.request.query);
}

void Api::Inner::tell_now() {
    if (live.readers() == 0) return;
    const auto opened = opened_store();
    if (!opened.has_value()) return;
    const auto now = routes.now(context_of(**opened));
    if (now.has_value()) live.publish_now(*now);
}

void Api::Inner::read_loop() {
    open_geo();
    auto next_now = std::chrono::steady_clock::now() + now_every;
    std::unique_lock lock(mutex);
    while (!stopping) {
        if (questions.empty()) {
            changed.wait_until(lock, next_now);
        } else {
            const Question question = std::move(questions.front());
            questions.pop_front();
            lock.unlock();
            auto response = answer(question);
            add_guards(response);
            question.responder.send(std::move(response));
            lock.lock();
        }
        if (std::chrono::steady_clock::now() < next_now || stopping) continue;
        lock.unlock();
        tell_now();
        next_now = std::chrono::steady_clock::now() + now_every;
        lock.lock();
    }
    questions.clear();
    lock.unlock();
    store.reset();
}

Api::Api(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
Api::~Api() = default;

core::Result<std::unique_ptr<Api>> Api::open(ApiSettings settings, ApiHooks hooks,
                                             const runtime::Clock& clock) {
    if (settings.addresses.empty())
        return core::error(core::ErrorCode::bad_input, "dashboard: no address to listen on");
    auto token = read_token(settings.metrics_token_file);
    if (!token.has_value()) return token.error();
    auto inner = std::make_unique<Inner>(std::move(settings), std::move(hooks), clock);
    inner->metrics_token = std::move(*token);
    runtime::HttpSettings http;
    http.addresses = inner->settings.addresses;
    http.port = inner->settings.port;
    http.max_event_streams = max_live_readers;
    auto server = runtime::HttpServer::open(
        http,
        [inner = inner.get()](runtime::HttpRequest request, const runtime::Responder& responder) {
            inner->handle(std::move(request), responder);
        });
    if (!server.has_value()) return server.error();
    inner->server = std::move(*server);
    return std::unique_ptr<Api>(new Api(std::move(inner)));
}

void Api::run() {
    std::thread reader([inner = inner_.get()] { inner->read_loop(); });
    inner_->server->run();
    {
        const std::lock_guard lock(inner_->mutex);
        inner_->stopping = true;
    }
    inner_->changed.notify_all();
    reader.join();
}

void Api::stop() {
    inner_->live.close();
    inner_->server->stop();
}

std::uint16_t Api::port() const {
    return inner_->server->port();
}

std::string Api::first_link() const {
    return inner_->link_for(inner_->sessions.token());
}

void Api::publish(const event::Contact& contact) {
    std::shared_ptr<const store::GeoDb> geo;
    {
        const std::lock_guard lock(inner_->mutex);
        geo = inner_->shared_geo;
    }
    inner_->live.publish(contact, *geo);
}

}  // namespace hitme::console::api
