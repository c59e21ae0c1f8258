// SPDX-License-Identifier: Apache-2.0
// Events as protobuf bytes, made from the field walk; docs/formats/event.proto is printed from the same walk.
//
// Bytes    the protobuf encoding (protobuf.dev/programming-guides/encoding): tag = number << 3 | wire type, varints
//          little-endian in groups of seven bits, lengths before bytes. Instants are sfixed64 nanoseconds since
//          1970-01-01T00:00Z, addresses 4 or 16 bytes in network order, keys fixed64, enumerations varints.
// Reading  unknown fields are skipped, so a later version still reads. Derived fields are worked out again.
// Limits   max_batch_bytes, max_batch_events, max_repeated per repeated field; nesting is fixed by the kinds.
#pragma once

#include <string>

#include "core/bytes.h"
#include "core/result.h"
#include "event/kinds.h"

namespace hitme::event {

constexpr std::size_t max_batch_bytes = 16 << 20;  // ours: a sender cuts batches far smaller
constexpr std::size_t max_batch_events = 65536;    // ours

/// Appends the message Event (a oneof of the kinds).
void append_binary(std::string& out, const Event& event);
/// Appends the message Batch.
void append_binary(std::string& out, const Batch& batch);

/// Errors   truncated: a length or varint runs past the end. bad_value: `field` names the member. over_limit: see above.
core::Parsed<Event> decode_binary(core::Bytes bytes);
core::Parsed<Batch> decode_batch(core::Bytes bytes);

}  // namespace hitme::event
