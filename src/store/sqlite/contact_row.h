// SPDX-License-Identifier: Apache-2.0
// A contact as the body of a row: as few bytes as its values need.
//
// Bytes    layout byte, then in this order (LE fixed, varint, zigzag as in packed.h):
//          seen_at fixed6 (ns of the UTC day) · source 4 or 16 network order · destination_port fixed2 · source_port
//          fixed2 · run varint · destination varint (0: `::`) · shape varint · sequence varint · [ended_at - seen_at
//          zigzag, ns] · [bytes_in varint, else the length of first_bytes] · [bytes_out varint] · [packets varint, count
//          varint] · [rest: length varint, event::append_binary of a Contact with decoded, labels, hornet only] ·
//          first_bytes to the end.
// Shape    what few contacts differ in is stored once per day file (names.h): how it ended, stage, protocol, origin ...
// Derived  SHA-256 and similarity are not stored; reading works them out.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/result.h"
#include "event/kinds.h"
#include "event/signal.h"

namespace hitme::store::sqlite {

/// Numbers of what a day file stores once.
struct RowNames {
    std::uint64_t run = 0;          ///< sensor and epoch
    std::uint64_t destination = 0;  ///< 0: `::`
    std::uint64_t shape = 0;
};

/// What a shape stands for.
struct Shape {
    event::Handshake handshake = event::Handshake::unknown;
    event::Ending ending = event::Ending::unknown;
    event::Stage stage = event::Stage::none;
    bool simulated = false;
    std::string protocol;
    std::string origin;
    std::string limit;

    static Shape of(const event::Contact& contact);
    /// handshake in bits 0-3, ending 4-7, stage 8-15, simulated 16.
    std::int64_t flags() const;
    void set_flags(std::int64_t flags);
};

/// A row's body, read but not copied; views point into the body.
struct ContactRow {
    core::Duration in_day{0};  ///< seen_at since midnight UTC
    core::Address source;
    event::Signal signal;
    std::uint16_t source_port = 0;
    RowNames names;
    std::uint64_t sequence = 0;
    std::optional<std::int64_t> ended_after;  ///< ns, wraps as the subtraction did
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint32_t packets = 0;
    std::uint32_t count = 1;
    core::Bytes rest;
    core::Bytes first_bytes;
};

/// Appends the body of `contact`, whose seen_at lies in `day`.
void append_contact_row(std::string& out, const event::Contact& contact, core::Day day,
                        const RowNames& names);
core::Parsed<ContactRow> decode_contact_row(core::Bytes body);
/// The contact that a row, its day and its names make together; derived fields are filled in.
core::Parsed<event::Contact> contact_of(const ContactRow& row, core::Day day,
                                        const std::string& sensor, std::uint64_t epoch,
                                        const core::Address& destination, const Shape& shape);

}  // namespace hitme::store::sqlite
