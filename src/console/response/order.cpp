// SPDX-License-Identifier: Apache-2.0
#include "console/response/order.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>

#include "console/json_writer.h"
#include "core/text.h"
#include "event/signal.h"

namespace hitme::console {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> mode_names = {"none", "webhook", "program", "radius"};
constexpr std::array<std::string_view, 9> state_names = {"asked",    "dry_run",     "isolated",
                                                         "failed",   "held",        "undo_asked",
                                                         "released", "undo_failed", "not_made"};

template <class Enum, std::size_t Count>
std::optional<Enum> named(const std::array<std::string_view, Count>& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

void write_evidence(JsonWriter& out, const OrderEvidence& evidence) {
    out.key("evidence").begin_object().key("sensor").text(evidence.sensor);
    out.key("seen_at").time(evidence.seen_at).key("signal").text(evidence.signal);
    out.key("destination").text(evidence.destination).key("handshake").text(evidence.handshake);
    out.key("stage").text(evidence.stage).end_object();
}
void write_body(JsonWriter& out, const Order& order) {
    out.key("source").text(order.source.to_string());
    write_evidence(out, order.evidence);
    out.key("mode").text(name_of(order.mode)).key("dry_run").truth(order.dry_run);
    out.key("simulated").truth(order.simulated).key("drill").text(order.drill);
    out.key("reason").text(order.reason).key("result").text(order.result);
    out.key("detected_at").time(order.detected_at).key("sent_at").time(order.sent_at);
    out.key("done_at").time(order.done_at);
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string{};
}
bool truth_of(const json::object& object, std::string_view name, bool otherwise) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}
std::optional<core::Time> time_of(const json::object& object, std::string_view name) {
    return core::parse_time(text_of(object, name));
}

}  // namespace

std::string_view name_of(ResponseMode mode) {
    return mode_names[static_cast<std::size_t>(mode)];
}
std::optional<ResponseMode> response_mode_named(std::string_view name) {
    return named<ResponseMode>(mode_names, name);
}
std::string_view name_of(OrderState state) {
    return state_names[static_cast<std::size_t>(state)];
}
std::optional<OrderState> order_state_named(std::string_view name) {
    return named<OrderState>(state_names, name);
}

OrderEvidence evidence_of(const event::Contact& contact) {
    return {contact.sensor,
            contact.seen_at,
            event::Signal::of(contact).to_string(),
            contact.destination.to_string(),
            std::string(event::name_of(contact.handshake)),
            std::string(event::name_of(contact.stage))};
}

std::string order_id(core::Time at) {
    char id[32];
    std::snprintf(id, sizeof id, "q-%016llx",
                  static_cast<unsigned long long>(core::nanoseconds_of(at)));
    return id;
}

store::Entry entry_of(const Order& order) {
    JsonWriter out;
    out.begin_object();
    write_body(out, order);
    out.end_object();
    store::Entry entry;
    entry.kind = quarantine_kind;
    entry.id = order.id;
    entry.at = order.at;
    entry.author = order.author;
    entry.subject = order.source.to_string();
    entry.state = name_of(order.state);
    entry.body = out.take();
    return entry;
}

core::Result<Order> order_of(const store::Entry& entry) {
    const auto bad = [&](const char* what) {
        return core::error(core::ErrorCode::bad_input, entry.id + ": " + what);
    };
    boost::system::error_code failed;
    const auto value = json::parse(entry.body, failed);
    if (failed || !value.is_object()) return bad("no JSON object");
    const auto& body = value.get_object();
    Order order;
    order.id = entry.id;
    order.version = entry.version;
    order.at = entry.at;
    order.author = entry.author;
    const auto state = order_state_named(entry.state);
    if (!state) return bad("state");
    order.state = *state;
    const auto source = core::Address::parse(text_of(body, "source"));
    if (!source) return bad("source");
    order.source = *source;
    const auto mode = response_mode_named(text_of(body, "mode"));
    if (!mode) return bad("mode");
    order.mode = *mode;
    // What cannot be read stays on the side where nothing is sent.
    order.dry_run = truth_of(body, "dry_run", true);
    order.simulated = truth_of(body, "simulated", false);
    order.drill = text_of(body, "drill");
    order.reason = text_of(body, "reason");
    order.result = text_of(body, "result");
    const auto detected = time_of(body, "detected_at");
    if (!detected) return bad("detected_at");
    order.detected_at = *detected;
    order.sent_at = time_of(body, "sent_at");
    order.done_at = time_of(body, "done_at");
    if (const auto* evidence = body.if_contains("evidence"); evidence && evidence->is_object()) {
        const auto& object = evidence->get_object();
        order.evidence = {
            text_of(object, "sensor"),    time_of(object, "seen_at").value_or(*detected),
            text_of(object, "signal"),    text_of(object, "destination"),
            text_of(object, "handshake"), text_of(object, "stage")};
    }
    return order;
}

std::string order_json(const Order& order) {
    JsonWriter out;
    out.begin_object().key("id").text(order.id).key("version").number(order.version);
    out.key("state").text(name_of(order.state)).key("at").time(order.at);
    out.key("author").text(order.author);
    write_body(out, order);
    out.end_object();
    return out.take();
}

std::string order_for_adapter(const Order& order, OrderAction action) {
    JsonWriter out;
    out.begin_object().key("action").text(action == OrderAction::isolate ? "isolate" : "release");
    out.key("id").text(order.id).key("source").text(order.source.to_string());
    out.key("family").text(order.source.is_v4() ? "ipv4" : "ipv6");
    out.key("reason").text(order.reason).key("simulated").truth(order.simulated);
    out.key("author").text(order.author);
    write_evidence(out, order.evidence);
    out.end_object();
    return out.take() + '\n';
}

}  // namespace hitme::console
