// SPDX-License-Identifier: Apache-2.0
#include "console/response/drill.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/response/order.h"
#include "core/text.h"
#include "runtime/descriptor.h"
#include "runtime/socket_address.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 4> state_names = {"asked", "announced", "armed", "done"};

double seconds_of(core::Duration span) {
    return std::chrono::duration<double>(span).count();
}
std::string endpoint_text(const core::Address& address, std::uint16_t port) {
    return (address.is_v4() ? address.to_string() : '[' + address.to_string() + ']') + ':' +
           std::to_string(port);
}
void write_body(JsonWriter& out, const Drill& drill) {
    out.key("source").text(drill.source.to_string());
    out.key("target").text(endpoint_text(drill.target, drill.target_port));
    out.key("from").time(drill.from).key("until").time(drill.until);
    out.key("verdict").text(drill.verdict).key("why").text(drill.why);
    out.key("request").text(drill.request).key("probed_at").time(drill.probed_at);
    out.key("detect_seconds").real(drill.detect_seconds);
    out.key("request_seconds").real(drill.request_seconds);
    out.key("isolated_seconds").real(drill.isolated_seconds);
    out.key("released_seconds").real(drill.released_seconds);
}

class TcpProber : public Prober {
 public:
    explicit TcpProber(const DrillSettings& settings) : settings_(settings) {}
    bool touch() override {
        held_ = connected();
        if (!held_) return false;
        constexpr std::string_view words = "hitme drill\r\n";
        static_cast<void>(::send(held_.get(), words.data(), words.size(), MSG_NOSIGNAL));
        return true;
    }
    bool reaches() override { return static_cast<bool>(connected()); }

 private:
    /// A connection made within drill_probe_wait; none where it was not.
    runtime::Descriptor connected() const {
        runtime::Descriptor socket{::socket(settings_.source.is_v4() ? AF_INET : AF_INET6,
                                            SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
        const runtime::SocketAddress from{settings_.source, 0};
        const runtime::SocketAddress to{settings_.target, settings_.target_port};
        if (!socket || ::bind(socket.get(), from.get(), from.length) != 0) return {};
        if (::connect(socket.get(), to.get(), to.length) == 0) return socket;
        if (errno != EINPROGRESS) return {};
        pollfd waiting{socket.get(), POLLOUT, 0};
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(drill_probe_wait).count();
        if (::poll(&waiting, 1, static_cast<int>(wait)) != 1) return {};
        int failed = 0;
        socklen_t length = sizeof failed;
        if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &failed, &length) != 0 || failed != 0)
            return {};
        return socket;
    }

    const DrillSettings settings_;
    runtime::Descriptor held_;
};

class Runner {
 public:
    Runner(store::Book& book, const DrillSettings& settings, Prober& prober,
           const runtime::Clock& clock, const std::atomic<bool>* stop)
        : book_(book), settings_(settings), prober_(prober), clock_(clock), stop_(stop) {}

    core::Result<Drill> run(const std::string& author, const std::string& id) {
        const core::Time now = clock_.now();
        drill_.id = id.empty() ? drill_id(now) : id;
        drill_.author = author;
        drill_.source = settings_.source;
        drill_.target = settings_.target;
        drill_.target_port = settings_.target_port;
        drill_.from = now;
        drill_.until = now + armed_within + 2 * settings_.within + marked_after;
        if (!id.empty()) {
            const auto asked = book_.get(std::string(drill_kind), id);
            if (!asked) return asked.error();
            drill_.version = asked->version;
        }
        if (auto done = put(DrillState::announced); !done) return done.error();
        auto why = prove();
        if (!why) return why.error();
        drill_.why = *why;
        auto back = let_back();
        if (!back) return back.error();
        if (drill_.why.empty()) drill_.why = *back;
        drill_.verdict = drill_.why.empty() ? "PASS" : "FAIL";
        if (auto done = put(DrillState::done); !done) return done.error();
        return drill_;
    }

 private:
    core::Result<void> put(DrillState state) {
        drill_.state = state;
        drill_.at = clock_.now();
        const auto version = book_.put(entry_of(drill_), drill_.version);
        if (!version) return version.error();
        drill_.version = *version;
        return {};
    }
    bool stopped() const { return stop_ != nullptr && *stop_; }
    /// The clock that others' times are compared with decides, a steady one bounds.
    template <class Done>
    core::Result<bool> wait(core::Duration most, core::Duration every, const Done& done) {
        const core::Duration start = clock_.steady();
        while (true) {
            const core::Result<bool> yes = done();
            if (!yes) return yes.error();
            if (*yes) return true;
            if (stopped() || clock_.steady() - start >= most) return false;
            std::this_thread::sleep_for(every);
        }
    }
    /// The request of this drill; nothing while there is none.
    core::Result<std::optional<Order>> request() {
        store::EntryQuery query;
        query.kind = quarantine_kind;
        query.subject = settings_.source.to_string();
        query.limit = 20;
        const auto page = book_.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries)
            if (auto order = order_of(entry); order && order->drill == drill_.id)
                return std::optional<Order>{*order};
        return std::optional<Order>{};
    }

    /// Empty: proved. Else what failed.
    core::Result<std::string> prove() {
        const auto armed = wait(armed_within, drill_probe_every, [&]() -> core::Result<bool> {
            const auto entry = book_.get(std::string(drill_kind), drill_.id);
            if (!entry) return entry.error();
            if (entry->state != name_of(DrillState::armed)) return false;
            drill_.version = entry->version;
            return true;
        });
        if (!armed) return armed.error();
        if (!*armed)
            return std::string(
                "no console marked the test host's contacts: is hitme up running on this store, "
                "with [response] in its settings?");
        const core::Time start = clock_.now();
        drill_.probed_at = start;
        if (!prober_.touch())
            return std::string("the test host cannot reach the decoy, so nothing can be proved");

        int lost = 0;
        core::Time lost_since;
        std::optional<Order> order;
        const auto over = wait(settings_.within, drill_probe_every, [&]() -> core::Result<bool> {
            auto found = request();
            if (!found) return found.error();
            order = *found;
            if (order) {
                drill_.request = order->id;
                drill_.detect_seconds = seconds_of(order->detected_at - start);
                if (order->done_at) drill_.request_seconds = seconds_of(*order->done_at - start);
                if (order->state == OrderState::failed) return true;
            }
            const core::Time at = clock_.now();
            if (prober_.reaches()) {
                lost = 0;
            } else if (lost++ == 0) {
                lost_since = at;
            }
            return order && order->done_at && lost >= lost_in_a_row;
        });
        if (!over) return over.error();
        if (lost >= lost_in_a_row) drill_.isolated_seconds = seconds_of(lost_since - start);
        if (!order)
            return lost >= lost_in_a_row ? std::string(
                                               "the connection was lost, but no request was made: "
                                               "something else cut it")
                                         : std::string(
                                               "no request was made: is the sensor internal, and "
                                               "the test host inside "
                                               "response.internal?");
        if (order->state == OrderState::failed) return "the request failed: " + order->result;
        if (order->state != OrderState::isolated)
            return "the request is " + std::string(name_of(order->state)) + ", not isolated";
        if (lost < lost_in_a_row)
            return "the hook said done (" + order->result +
                   "), but the test host still reaches the decoy";
        return std::string();
    }

    /// Undoes whatever was asked for. Empty: the test host is back.
    core::Result<std::string> let_back() {
        if (drill_.request.empty()) return std::string();
        const core::Time start = clock_.now();
        auto entry = book_.get(std::string(quarantine_kind), drill_.request);
        if (!entry) return entry.error();
        auto order = order_of(*entry);
        if (!order) return order.error();
        if (order->state == OrderState::asked || order->state == OrderState::isolated ||
            order->state == OrderState::failed) {
            order->state = OrderState::undo_asked;
            order->author = drill_.author;
            order->reason = "drill " + drill_.id + " is over";
            order->at = start;
            const auto written = book_.put(entry_of(*order), order->version);
            if (!written) return written.error();
        }
        const auto back = wait(settings_.within, drill_probe_every, [&]() -> core::Result<bool> {
            const auto now = book_.get(std::string(quarantine_kind), drill_.request);
            if (!now) return now.error();
            return now->state != name_of(OrderState::undo_asked) && prober_.reaches();
        });
        if (!back) return back.error();
        if (!*back) return std::string("the test host was not let back in time");
        drill_.released_seconds = seconds_of(clock_.now() - start);
        return std::string();
    }

    store::Book& book_;
    const DrillSettings settings_;
    Prober& prober_;
    const runtime::Clock& clock_;
    const std::atomic<bool>* stop_;
    Drill drill_;
};

}  // namespace

std::string_view name_of(DrillState state) {
    return state_names[static_cast<std::size_t>(state)];
}

std::string drill_id(core::Time at) {
    char id[32];
    std::snprintf(id, sizeof id, "d-%016llx",
                  static_cast<unsigned long long>(core::nanoseconds_of(at)));
    return id;
}

store::Entry entry_of(const Drill& drill) {
    JsonWriter out;
    out.begin_object();
    write_body(out, drill);
    out.end_object();
    store::Entry entry;
    entry.kind = drill_kind;
    entry.id = drill.id;
    entry.at = drill.at;
    entry.author = drill.author;
    entry.subject = drill.source.to_string();
    entry.state = name_of(drill.state);
    entry.body = out.take();
    return entry;
}

core::Result<Drill> drill_of(const store::Entry& entry) {
    Drill drill;
    drill.id = entry.id;
    drill.version = entry.version;
    drill.at = entry.at;
    drill.author = entry.author;
    const auto bad = [&](const char* what) {
        return core::error(core::ErrorCode::bad_input, entry.id + ": " + what);
    };
    bool known = false;
    for (std::size_t i = 0; i < state_names.size(); ++i)
        if (state_names[i] == entry.state) {
            drill.state = static_cast<DrillState>(i);
            known = true;
        }
    if (!known) return bad("state");
    JsonBody body{entry.body, Unasked::is_passed_by};
    const auto source = core::Address::parse(body.text("source", 64, Needed::no));
    if (!source) return bad("source");
    drill.source = *source;
    const std::string target = body.text("target", 80, Needed::no);
    const std::size_t colon = target.rfind(':');
    if (colon == std::string::npos) return bad("target");
    std::string host = target.substr(0, colon);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    const auto address = core::Address::parse(host);
    const auto port = core::parse_unsigned(target.substr(colon + 1), 65'535);
    if (!address || !port) return bad("target");
    drill.target = *address;
    drill.target_port = static_cast<std::uint16_t>(*port);
    drill.from = body.time("from").value_or(entry.at);
    drill.until = body.time("until").value_or(entry.at);
    drill.verdict = body.text("verdict", 16, Needed::no);
    drill.why = body.text("why", 2 * max_order_text, Needed::no);
    drill.request = body.text("request", 64, Needed::no);
    drill.probed_at = body.time("probed_at");
    const auto seconds = [&](const char* name) -> std::optional<double> {
        if (!body.has(name)) return std::nullopt;
        return body.real(name, -1e6, 1e6);
    };
    drill.detect_seconds = seconds("detect_seconds");
    drill.request_seconds = seconds("request_seconds");
    drill.isolated_seconds = seconds("isolated_seconds");
    drill.released_seconds = seconds("released_seconds");
    return drill;
}

std::string drill_json(const Drill& drill) {
    JsonWriter out;
    out.begin_object().key("id").text(drill.id).key("version").number(drill.version);
    out.key("state").text(name_of(drill.state)).key("at").time(drill.at);
    out.key("author").text(drill.author);
    write_body(out, drill);
    out.end_object();
    return out.take();
}

std::string drill_words(const Drill& drill) {
    const auto line = [](const char* what, const std::optional<double>& seconds) {
        char text[64];
        if (seconds)
            std::snprintf(text, sizeof text, "  %-12s %8.2f s\n", what, *seconds);
        else
            std::snprintf(text, sizeof text, "  %-12s        -\n", what);
        return std::string(text);
    };
    return drill.verdict + ": " + drill.source.to_string() + " touched " +
           endpoint_text(drill.target, drill.target_port) + '\n' +
           line("t_detect", drill.detect_seconds) + line("t_request", drill.request_seconds) +
           line("t_isolated", drill.isolated_seconds) + line("t_released", drill.released_seconds) +
           (drill.why.empty() ? "" : "  " + core::printable(drill.why, 2 * max_order_text) + '\n');
}

std::unique_ptr<Prober> tcp_prober(const DrillSettings& settings) {
    return std::make_unique<TcpProber>(settings);
}

core::Result<Drill> run_drill(store::Book& book, const DrillSettings& settings, Prober& prober,
                              const runtime::Clock& clock, const std::string& author,
                              const std::string& id, const std::atomic<bool>* stop) {
    return Runner{book, settings, prober, clock, stop}.run(author, id);
}

}  // namespace hitme::console
