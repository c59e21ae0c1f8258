// SPDX-License-Identifier: Apache-2.0
#include "console/api/api.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>
#include <thread>
#include <utility>

#include "console/address_network.h"
#include "console/api/assets.h"
#include "console/api/host_guard.h"
#include "console/api/live.h"
#include "console/api/metrics.h"
#include "console/api/routes.h"
#include "console/benign_file.h"
#include "console/feed_path.h"
#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "console/query.h"
#include "runtime/http_server.h"
#include "runtime/log.h"
#include "store/geo_db.h"
#include "store/snapshot_store.h"
#include "store/sqlite/book.h"
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

constexpr std::string_view me_path = "/api/v1/me";

/// `scopes` null: a session may do all that its role may.
runtime::HttpResponse answer_me(const Caller& caller, std::string_view csrf,
                                const std::vector<std::string>* scopes) {
    constexpr std::string_view roles[] = {"viewer", "analyst", "admin"};
    JsonWriter json;
    json.begin_object();
    json.key("name").text(caller.name);
    json.key("role").text(roles[static_cast<std::size_t>(caller.role)]);
    json.key("scopes");
    if (scopes == nullptr) {
        json.null();
    } else {
        json.begin_array();
        for (const auto& scope : *scopes) json.text(scope);
        json.end_array();
    }
    json.key("csrf").text(csrf);
    json.end_object();
    return answer_json(json.take());
}

/// What a live token is answered where it opens nothing, or itself.
std::optional<runtime::HttpResponse> answer_token(const TokenHolder& token, std::string_view method,
                                                  std::string_view path) {
    const bool reads = method == "GET" || method == "HEAD";
    if (path == me_path && reads) return answer_me(token.caller, "", &token.scopes);
    if (path == me_path || path == "/api/v1/live" || path == "/api/v1/logout")
        return answer_problem({403, "this is for sessions of a browser, not for tokens", ""});
    if (!token.missing_scope.empty())
        return answer_problem(
            {403, "this token does not have the scope " + token.missing_scope, ""});
    return {};
}

}  // namespace

struct Api::Inner {
    Inner(ApiSettings wanted, ApiHooks lent, const runtime::Clock& given)
        : settings(std::move(wanted)),
          hooks(std::move(lent)),
          clock(given),
          sessions(hooks.sessions ? hooks.sessions : std::make_shared<Sessions>(given)),
          assets(settings.ui_dir),
          routes(hooks.report),
          benign_file(settings.benign_list) {}

    // On the serving thread.
    void handle(runtime::HttpRequest request, const runtime::Responder& responder);
    std::optional<runtime::HttpResponse> refuse(const runtime::HttpRequest& request);
    std::optional<Sessions::View> session_of(const runtime::HttpRequest& request);
    std::optional<runtime::HttpResponse> refuse_change(const runtime::HttpRequest& request,
                                                       const Sessions::View* session) const;
    runtime::HttpResponse log_out(const runtime::HttpRequest& request);
    bool has_metrics_token(const runtime::HttpRequest& request) const;
    runtime::HttpResponse log_in(const runtime::HttpRequest& request);
    runtime::HttpResponse start_live(const runtime::HttpRequest& request);
    /// The token in the address of the advisories' feed.
    std::optional<std::string> feed_token(const runtime::HttpRequest& request) const;
    void ask_reader(runtime::HttpRequest request, const runtime::Responder& responder,
                    std::optional<Caller> caller);
    std::string link_for(const std::string& token) const;

    // On the reading thread.
    struct Question {
        runtime::HttpRequest request;
        runtime::Responder responder;
        std::optional<Caller> caller;  ///< nothing: by the token in the request, or signing in
    };
    void read_loop();
    void open_geo();
    store::NetworkLookUp look_up() const;
    core::Result<store::EventStore*> opened_store();
    core::Result<store::Book*> opened_book();
    std::optional<runtime::HttpResponse> answer_area(const Question& question,
                                                     store::EventStore& events,
                                                     const Caller& caller);
    runtime::HttpResponse answer(const Question& question);
    runtime::HttpResponse answer_metrics();
    void tell_now();
    bool ip_tells_systems() const {
        return std::any_of(ip.databases().begin(), ip.databases().end(), [](const auto& database) {
            return std::find(database.tells.begin(), database.tells.end(), "as") !=
                   database.tells.end();
        });
    }
    Context context_of(store::EventStore& events) {
        std::optional<WriterState> writer;
        if (hooks.writer) writer = hooks.writer();
        Context context{events,      *geo,
                        clock.now(), settings.simulated ? Origin::simulated : Origin::seen,
                        writer,      ip};
        if (const auto opened = opened_book(); opened.has_value()) context.book = *opened;
        if (ip_tells_systems())
            context.network_has = [this](const core::Address& source, core::Time at,
                                         std::uint32_t number) {
                return ip.facts(source, at).asn == number;
            };
        // One that is refused is named by /api/v1/allow-rules; the one before it stays.
        if (auto entries = benign_file.changed(context.now))
            visibility.set_benign(std::move(*entries));
        context.visibility = &visibility;
        return context;
    }

    const ApiSettings settings;
    const ApiHooks hooks;
    const runtime::Clock& clock;
    std::string metrics_token;
    const std::shared_ptr<Sessions> sessions;
    const Assets assets;
    Live live;
    std::unique_ptr<runtime::HttpServer> server;

    // Owned by the reading thread.
    Routes routes;
    std::unique_ptr<store::SnapshotKeeper> snapshots;  // before the store, which leans on it
    std::unique_ptr<store::EventStore> store;
    std::unique_ptr<store::Book> book;
    std::shared_ptr<const store::GeoDb> geo = std::make_shared<store::GeoDb>();
    store::IpData ip;
    BenignFile benign_file;
    Visibility visibility{[this](const core::Address& address) {
        return ip.facts(address, clock.now()).asn.value_or(0);
    }};

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

std::optional<Sessions::View> Api::Inner::session_of(const runtime::HttpRequest& request) {
    const std::string* cookies = request.header("Cookie");
    if (cookies == nullptr) return {};
    const auto value = cookie_value(sessions->cookie_name(), *cookies);
    if (!value) return {};
    return sessions->find(*value);
}

std::optional<runtime::HttpResponse> Api::Inner::refuse_change(
    const runtime::HttpRequest& request, const Sessions::View* session) const {
    // Browsers say where a request comes from; a page elsewhere cannot change that (Fetch standard, "Origin" and
    // Sec-Fetch-Site). A program that says nothing needs a token, or the CSRF secret.
    if (const std::string* site = request.header("Sec-Fetch-Site"))
        if (*site != "same-origin" && *site != "none")
            return answer_problem({403, "this request comes from another page", ""});
    if (const std::string* origin = request.header("Origin")) {
        const std::string* host = request.header("Host");
        if (host == nullptr || *origin != "http://" + *host)
            return answer_problem({403, "this request comes from another page", ""});
    }
    if (!request.body.empty()) {
        const std::string* type = request.header("Content-Type");
        if (type == nullptr || !type->starts_with("application/json"))
            return answer_problem({415, "the body must be application/json", ""});
    }
    if (session == nullptr) return {};
    const std::string* given = request.header(csrf_header);
    if (given == nullptr || !equal_in_constant_time(*given, session->csrf))
        return answer_problem(
            {403,
             "the header field " + std::string(csrf_header) + " does not hold what /api/v1/me gave",
             ""});
    return {};
}

runtime::HttpResponse Api::Inner::log_out(const runtime::HttpRequest& request) {
    if (const std::string* cookies = request.header("Cookie"))
        if (const auto value = cookie_value(sessions->cookie_name(), *cookies))
            sessions->close(*value);
    runtime::HttpResponse response;
    response.status = 204;
    response.headers = {{"Set-Cookie", clear_cookie(sessions->cookie_name())},
                        {"Cache-Control", "no-store"}};
    return response;
}

bool Api::Inner::has_metrics_token(const runtime::HttpRequest& request) const {
    constexpr std::string_view scheme = "Bearer ";
    const std::string* given = request.header("Authorization");
    return !metrics_token.empty() && given != nullptr && given->starts_with(scheme) &&
           equal_in_constant_time(std::string_view(*given).substr(scheme.size()), metrics_token);
}

std::optional<std::string> Api::Inner::feed_token(const runtime::HttpRequest& request) const {
    if (!hooks.feed_caller || request.method != "GET" || request.path != feed_path ||
        request.header("Authorization") != nullptr)
        return {};
    return Parameters(request.query).text("token");
}

runtime::HttpResponse Api::Inner::log_in(const runtime::HttpRequest& request) {
    Parameters parameters(request.query);
    const auto token = parameters.text("token");
    // Only GET: whatever looks at links before a person does (HEAD) shall not use the token up.
    if (token && request.method == "GET") {
        if (const auto cookie = sessions->exchange(*token)) {
            if (hooks.on_link) hooks.on_link(link_for(sessions->token()));
            runtime::HttpResponse response;
            response.status = 303;
            response.headers = {{"Location", "/"},
                                {"Set-Cookie", set_cookie(sessions->cookie_name(), *cookie)},
                                {"Cache-Control", "no-store"}};
            return response;
        }
    }
    if (session_of(request)) {
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
    const bool reads = request.method == "GET" || request.method == "HEAD";
    const bool changes =
        request.method == "POST" || request.method == "PUT" || request.method == "DELETE";
    if (!reads && !(changes && request.path.starts_with("/api/v1/"))) {
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

void Api::Inner::ask_reader(runtime::HttpRequest request, const runtime::Responder& responder,
                            std::optional<Caller> caller) {
    {
        const std::lock_guard lock(mutex);
        if (questions.size() < max_waiting_questions && !stopping) {
            questions.push_back({std::move(request), responder, std::move(caller)});
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

    const auto session = session_of(request);
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (!reads) {
        if (auto refused = refuse_change(request, session ? &*session : nullptr))
            return send(std::move(*refused));
    }
    if (!for_machines) {
        // The dashboard's own files hold no data; they are what a person signs in with.
        if (auto asset = assets.answer(request)) return send(std::move(*asset));
        return send(
            page(404, "Not found", "There is no such page. <a href=\"/\">The dashboard</a>."));
    }
    const bool signs_in = request.path == "/api/v1/login";
    const bool metrics_by_token = request.path == "/metrics" && has_metrics_token(request);
    const bool has_bearer = hooks.token_caller && request.header("Authorization") != nullptr;
    if (!session && !signs_in && !metrics_by_token && !has_bearer && !feed_token(request)) {
        return send(answer_problem(
            {401, "no session; open the link that the program printed, or sign in", ""}));
    }
    if (session && request.path == me_path)
        return send(answer_me(session->caller, session->csrf, nullptr));
    if (session && request.path == "/api/v1/logout" && request.method == "POST")
        return send(log_out(request));
    if (session && request.path == "/api/v1/live" && reads) return send(start_live(request));
    std::optional<Caller> caller;
    if (session) caller = session->caller;
    if (signs_in || metrics_by_token) caller = Caller{"", Role::viewer};
    ask_reader(std::move(request), responder, std::move(caller));
}

void Api::Inner::open_geo() {
    auto opened = store::GeoDb::open(settings.country_v4_file, settings.country_v6_file);
    if (!opened.has_value()) {
        runtime::log(runtime::Level::info, "api",
                     "countries stay unknown: " + opened.error().context);
    } else {
        geo = std::make_shared<const store::GeoDb>(std::move(*opened));
        const std::lock_guard lock(mutex);
        shared_geo = geo;
    }
    ip = store::IpData::open(settings.ip, geo);
    for (const auto& problem : ip.problems()) runtime::log(runtime::Level::info, "api", problem);
}

store::NetworkLookUp Api::Inner::look_up() const {
    // The keeper's thread opens the databases for itself, and only where there are many sources to look up.
    const auto data = std::make_shared<std::unique_ptr<store::IpData>>();
    const auto of = [data, from = settings.ip, v4 = settings.country_v4_file,
                     v6 = settings.country_v6_file](const core::Address& source, core::Time at) {
        if (!*data) {
            auto ranges = store::GeoDb::open(v4, v6);
            *data = std::make_unique<store::IpData>(store::IpData::open(
                from, ranges ? std::make_shared<const store::GeoDb>(std::move(*ranges)) : nullptr));
        }
        return network_key(**data, source, at);
    };
    auto files = settings.ip;
    files.mmdb.push_back(settings.country_v4_file);
    files.mmdb.push_back(settings.country_v6_file);
    return {of, store::number_of_files(files, HITME_VERSION)};
}

core::Result<store::EventStore*> Api::Inner::opened_store() {
    if (store) return store.get();
    const auto open = [this] {
        return hooks.open_store
                   ? hooks.open_store()
                   : store::open_sqlite_store({settings.store_folder, 0, 0}, store::Access::read);
    };
    auto opened = open();
    if (!opened.has_value()) return opened.error();
    if (!snapshots)
        snapshots = std::make_unique<store::SnapshotKeeper>(
            open, [this] { return clock.now(); }, store::few_sources,
            settings.store_folder.empty() ? "" : settings.store_folder + "/sources.snapshot",
            look_up());
    store = store::with_snapshots(std::move(*opened), *snapshots);
    return store.get();
}

runtime::HttpResponse Api::Inner::answer_metrics() {
    MetricsInput input;
    input.http = server->counters();
    input.live_dropped = live.dropped();
    input.sessions = sessions->count();
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

core::Result<store::Book*> Api::Inner::opened_book() {
    if (book) return book.get();
    auto opened = store::open_sqlite_book(settings.store_folder, store::Access::write);
    if (!opened.has_value()) return opened.error();
    book = std::move(*opened);
    return book.get();
}

std::optional<runtime::HttpResponse> Api::Inner::answer_area(const Question& question,
                                                             store::EventStore& events,
                                                             const Caller& caller) {
    if (hooks.areas.empty()) return {};
    const auto opened = opened_book();
    if (!opened.has_value())
        return answer_problem({503, "the book cannot be read: " + opened.error().context, ""});
    const AreaContext context{events, **opened, *geo, clock.now(), settings.simulated, ip};
    const std::string_view method = question.request.method;
    const AreaRequest request{method == "HEAD" ? "GET" : method, question.request.path,
                              question.request.query, question.request.body, caller};
    for (const auto& area : hooks.areas)
        if (auto response = area->answer(context, request)) return response;
    return {};
}

runtime::HttpResponse Api::Inner::answer(const Question& question) {
    auto caller = question.caller;
    if (!caller) {
        constexpr std::string_view scheme = "Bearer ";
        const std::string* given = question.request.header("Authorization");
        const auto opened = opened_book();
        std::optional<TokenHolder> holder;
        if (const auto token = feed_token(question.request); token && opened.has_value())
            holder = hooks.feed_caller(**opened, *token, question.request.method,
                                       question.request.path, clock.now());
        else if (given != nullptr && given->starts_with(scheme) && opened.has_value())
            holder =
                hooks.token_caller(**opened, std::string_view(*given).substr(scheme.size()),
                                   question.request.method, question.request.path, clock.now());
        if (!holder)
            return answer_problem(
                {401, "this token is not known, has ended, or is not for this", ""});
        if (auto answered = answer_token(*holder, question.request.method, question.request.path))
            return std::move(*answered);
        caller = std::move(holder->caller);
    }
    if (question.request.path == "/metrics") return answer_metrics();
    const auto opened = opened_store();
    if (!opened.has_value()) {
        return answer_problem(
            {503, "the event store cannot be read: " + opened.error().context, ""});
    }
    if (auto response = answer_area(question, **opened, *caller)) return std::move(*response);
    if (question.request.method != "GET" && question.request.method != "HEAD")
        return answer_problem({404, "nothing to change here; see docs/formats/api.yaml", ""});
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
    // Before anybody asks, and first, because a thread of its own then reads what many sources need while this one goes on. A
    // store that is not there yet is opened later.
    (void)opened_store();
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
    snapshots.reset();
    book.reset();
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
    http.max_body_bytes = max_request_body_bytes;
    auto server = runtime::HttpServer::open(
        http,
        [inner = inner.get()](runtime::HttpRequest request, const runtime::Responder& responder) {
            inner->handle(std::move(request), responder);
        });
    if (!server.has_value()) return server.error();
    inner->server = std::move(*server);
    inner->sessions->set_port(inner->server->port());
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
    return inner_->link_for(inner_->sessions->token());
}

void Api::publish_notice(const std::string& notice) {
    inner_->live.publish_notice(notice);
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
