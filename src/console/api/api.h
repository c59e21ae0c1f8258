// SPDX-License-Identifier: Apache-2.0
// The dashboard's web server: sessions, the API of docs/formats/api.yaml, live events, metrics, and the dashboard's files.
//
// Use      auto api = Api::open(settings, hooks, clock);           // binds; says what is wrong
//          std::thread web([&] { (*api)->run(); });                // serves until stop()
//          print((*api)->first_link());                            // the reader opens this, once
//          (*api)->publish(contact);                               // from ingest, whenever a contact is stored
//          (*api)->stop(); web.join();
// Threads  run() serves on its caller's thread and has one more, for reading the store: its read handle is opened there
//          at the first question and belongs to it. publish(), stop(), first_link(), counters of hooks: any thread.
// Safety   loopback names only in Host (a page elsewhere cannot reach us by a rebound name); a session or a token for
//          everything but /healthz, signing in and the dashboard's own files, which hold no data (of the address itself a token is
//          taken for the feed of advisories alone, feed_caller); strict content-security
//          policy. What changes something takes POST, PUT or DELETE with a JSON body, comes from our own pages (Origin,
//          Sec-Fetch-Site), and carries the session's CSRF secret in X-Hitme-Csrf; a token needs none of these.
// Limits   max_waiting_questions for the reading thread (then 503); those of runtime::HttpSettings, Sessions and Live.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "console/api/context.h"
#include "console/area.h"
#include "console/session.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "event/signal.h"
#include "runtime/clock.h"
#include "store/event_store.h"
#include "store/ip_data.h"

namespace hitme::console::api {

constexpr std::size_t max_waiting_questions = 64;  // ours: a page asks for some five at once
/// Ours: a piece of a log, or a feed's file; a long advisory is 50 KiB.
constexpr std::size_t max_request_body_bytes = 1 << 20;
constexpr core::Duration now_every = std::chrono::seconds{5};  // api.yaml: `now` events

struct ApiSettings {
    /// Where to listen, loopback unless the operator knows better. The first must work.
    std::vector<core::Address> addresses{core::Address::v4(0x7f000001)};
    std::uint16_t port = 7445;  ///< 0: any free one, see Api::port()
    std::string ui_dir;         ///< the dashboard's files from this folder; empty: those built in
    std::string store_folder;   ///< of the event store, opened for reading only
    std::string country_v4_file =
        "/usr/share/tor/geoip";  ///< may be missing: countries are then unknown
    std::string country_v6_file = "/usr/share/tor/geoip6";
    store::IpDataSettings ip;  ///< beside the two: networks, their names and kinds
    std::string
        metrics_token_file;  ///< its first line also opens /metrics, as "Authorization: Bearer ..."
    std::string benign_list;  ///< file of benign scanners (console/benign_list.h); empty: none
    bool simulated = false;   ///< a demonstration: every answer says so
};

constexpr std::string_view csrf_header = "X-Hitme-Csrf";

/// A token that is known and has not ended.
struct TokenHolder {
    Caller caller;
    std::vector<std::string> scopes;
    /// The scope that would open what is asked for, such as "write:cases"; empty where it is open.
    std::string missing_scope;
};
/// Whose a token is, for the method and path that it asks for; nothing where it is not known or has ended.
using TokenCaller = std::function<std::optional<TokenHolder>(
    store::Book& book, std::string_view token, std::string_view method, std::string_view path,
    core::Time now)>;

/// What /api/v1/report asks for.
struct ReportQuestion {
    std::optional<event::Signal> signal;
    std::optional<core::Time> from;
    std::optional<core::Time> to;
};

/// What the program lends. Each may be empty.
struct ApiHooks {
    /// Called, on the serving thread, with each new one-time link after the first, for printing.
    std::function<void(const std::string& link)> on_link;
    /// The program's counters for /metrics; called on the reading thread.
    std::function<std::vector<event::Counter>()> counters;
    /// What the writing store knows; called on the reading thread. Empty: /api/v1/now cannot say that the disk is full.
    std::function<WriterState()> writer;
    /// The report as JSON, from the reading thread's store. Empty: /api/v1/report answers 501.
    std::function<core::Result<std::string>(store::EventStore&, const ReportQuestion&)> report;
    /// The sessions that the areas share with the server. Empty: the server makes its own.
    std::shared_ptr<Sessions> sessions;
    /// Whose a token is. Empty: tokens open nothing.
    TokenCaller token_caller;
    /// Whose a token is that stands in the address of the advisories' feed, as feed readers need it: nothing where it opens more, or
    /// not the feed. Empty: none may.
    TokenCaller feed_caller;
    /// Asked in turn for paths that the server does not know itself; their book is book.db of settings.store_folder.
    std::vector<std::shared_ptr<Area>> areas;
    /// How to open the store. Empty: SQLite in settings.store_folder.
    std::function<core::Result<std::unique_ptr<store::EventStore>>()> open_store;
};

class Api {
 public:
    /// Binds the port.
    /// Errors   refused: another program has the port. network. bad_input: the metrics token file cannot be read or is
    ///          shorter than 16 characters.
    static core::Result<std::unique_ptr<Api>> open(ApiSettings settings, ApiHooks hooks,
                                                   const runtime::Clock& clock);
    ~Api();
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    /// Serves until stopped. Once.
    void run();
    void stop();
    std::uint16_t port() const;
    /// "http://127.0.0.1:7445/?token=...": opens the dashboard once; then the next one is given to on_link.
    std::string first_link() const;
    /// Tells open dashboards of a contact. Never waits for them.
    void publish(const event::Contact& contact);
    /// The same of a notice, a Notice object of api.yaml.
    void publish_notice(const std::string& notice);

 private:
    struct Inner;
    explicit Api(std::unique_ptr<Inner> inner);
    std::unique_ptr<Inner> inner_;
};

}  // namespace hitme::console::api
