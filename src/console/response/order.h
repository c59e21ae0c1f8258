// SPDX-License-Identifier: Apache-2.0
// A request to isolate a host, as the book keeps it (kind quarantine_request in docs/formats/book.md), and as adapters and the
// API are told. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view quarantine_kind = "quarantine_request";
constexpr std::string_view quarantine_stop_kind = "quarantine_stop";
constexpr std::size_t max_order_text = 500;  ///< of a reason and of an adapter's words

enum class ResponseMode : std::uint8_t { none, webhook, program, radius };
std::string_view name_of(ResponseMode mode);
std::optional<ResponseMode> response_mode_named(std::string_view name);

enum class OrderState : std::uint8_t {
    asked,
    dry_run,
    isolated,
    failed,
    held,
    undo_asked,
    released,
    undo_failed,
    not_made,  ///< spared.h
};
std::string_view name_of(OrderState state);
std::optional<OrderState> order_state_named(std::string_view name);

/// What the decoy saw: the reason for all of it.
struct OrderEvidence {
    std::string sensor;
    core::Time seen_at;
    std::string signal;
    std::string destination;
    std::string handshake;
    std::string stage;
};
OrderEvidence evidence_of(const event::Contact& contact);

struct Order {
    std::string id;
    std::uint64_t version = 0;
    core::Time at;
    std::string author;
    OrderState state = OrderState::asked;
    core::Address source;
    OrderEvidence evidence;
    ResponseMode mode = ResponseMode::none;
    bool dry_run = true;
    bool simulated = false;
    std::string drill;
    std::string reason;
    std::string result;
    core::Time detected_at;
    std::optional<core::Time> sent_at;
    std::optional<core::Time> done_at;
};

/// "q-" and the nanoseconds of the instant: sorts by time.
std::string order_id(core::Time at);
store::Entry entry_of(const Order& order);
/// Errors   bad_input: which member is wrong.
core::Result<Order> order_of(const store::Entry& entry);
/// The object that the API shows.
std::string order_json(const Order& order);

enum class OrderAction : std::uint8_t { isolate, release };
/// What a webhook and a program are told: one JSON object with action, source, and why.
std::string order_for_adapter(const Order& order, OrderAction action);

}  // namespace hitme::console
