// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/contact_row.h"

#include <limits>

#include "event/binary.h"
#include "store/sqlite/packed.h"

namespace hitme::store::sqlite {
namespace {

enum Layout : unsigned {
    source_is_v6 = 1,
    has_ended_at = 2,
    has_bytes_in = 4,
    has_bytes_out = 8,
    has_counts = 16,
    has_rest = 32,
    transport_shift = 6,
};

constexpr int in_day_bytes = 6;  // a day has 8.64e13 ns < 2^47
constexpr auto day_length = std::chrono::duration_cast<core::Duration>(std::chrono::days{1});

template <class Enum>
Enum enumerator(std::int64_t value) {
    // A later version may know more names: its number is read as the first, "not said".
    return static_cast<std::uint64_t>(value) < event::names_of<Enum>().size()
               ? static_cast<Enum>(value)
               : Enum{};
}

std::uint32_t read_u32(core::Reader& in, const char* field) {
    const std::uint64_t value = read_varint(in, field);
    if (value > std::numeric_limits<std::uint32_t>::max()) in.fail(core::Fault::bad_value, field);
    return static_cast<std::uint32_t>(value);
}

}  // namespace

Shape Shape::of(const event::Contact& contact) {
    return {contact.handshake, contact.ending, contact.stage, contact.simulated,
            contact.protocol,  contact.origin, contact.limit};
}

std::int64_t Shape::flags() const {
    return static_cast<std::int64_t>(handshake) | static_cast<std::int64_t>(ending) << 4 |
           static_cast<std::int64_t>(stage) << 8 | (simulated ? std::int64_t{1} << 16 : 0);
}

void Shape::set_flags(std::int64_t flags) {
    handshake = enumerator<event::Handshake>(flags & 15);
    ending = enumerator<event::Ending>((flags >> 4) & 15);
    stage = enumerator<event::Stage>((flags >> 8) & 255);
    simulated = ((flags >> 16) & 1) != 0;
}

void append_contact_row(std::string& out, const event::Contact& contact, core::Day day,
                        const RowNames& names) {
    const bool v4 = contact.source.is_v4();
    const bool counted = contact.packets != 0 || contact.count != 1;
    const bool rest =
        !contact.decoded.empty() || !contact.labels.empty() || contact.hornet.has_value();
    unsigned layout = static_cast<unsigned>(contact.transport) << transport_shift;
    if (!v4) layout |= source_is_v6;
    if (contact.ended_at) layout |= has_ended_at;
    if (contact.bytes_in != contact.first_bytes.size()) layout |= has_bytes_in;
    if (contact.bytes_out != 0) layout |= has_bytes_out;
    if (counted) layout |= has_counts;
    if (rest) layout |= has_rest;

    out += static_cast<char>(layout);
    append_fixed(out, static_cast<std::uint64_t>((contact.seen_at - day).count()), in_day_bytes);
    if (v4) {
        const std::uint32_t value = contact.source.v4_value();
        for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
    } else {
        const auto bytes = contact.source.bytes();
        out.append(core::as_text(bytes));
    }
    append_fixed(out, contact.destination_port, 2);
    append_fixed(out, contact.source_port, 2);
    append_varint(out, names.run);
    append_varint(out, names.destination);
    append_varint(out, names.shape);
    append_varint(out, contact.sequence);
    if (contact.ended_at) {
        const auto length = static_cast<std::uint64_t>(core::nanoseconds_of(*contact.ended_at)) -
                            static_cast<std::uint64_t>(core::nanoseconds_of(contact.seen_at));
        append_zigzag(out, static_cast<std::int64_t>(length));
    }
    if ((layout & has_bytes_in) != 0) append_varint(out, contact.bytes_in);
    if ((layout & has_bytes_out) != 0) append_varint(out, contact.bytes_out);
    if (counted) {
        append_varint(out, contact.packets);
        append_varint(out, contact.count);
    }
    if (rest) {
        event::Contact only;
        only.decoded = contact.decoded;
        only.labels = contact.labels;
        only.hornet = contact.hornet;
        std::string bytes;
        event::append_binary(bytes, event::Event{std::move(only)});
        append_varint(out, bytes.size());
        out.append(bytes);
    }
    out.append(core::as_text(contact.first_bytes));
}

core::Parsed<ContactRow> decode_contact_row(core::Bytes body) {
    core::Reader in{body};
    ContactRow row;
    const unsigned layout = in.u8("layout");
    row.in_day = core::Duration{static_cast<std::int64_t>(read_fixed(in, in_day_bytes, "seen_at"))};
    if (row.in_day >= day_length) in.fail(core::Fault::bad_value, "seen_at");
    if ((layout & source_is_v6) != 0) {
        const auto bytes = in.take(16, "source");
        if (bytes.size() == 16) row.source = core::Address::v6(bytes.data());
    } else {
        row.source = core::Address::v4(in.u32be("source"));
    }
    row.signal.transport = static_cast<event::Transport>(layout >> transport_shift);
    row.signal.port = in.u16le("destination_port");
    row.source_port = in.u16le("source_port");
    row.names.run = read_varint(in, "run");
    row.names.destination = read_varint(in, "destination");
    row.names.shape = read_varint(in, "shape");
    row.sequence = read_varint(in, "sequence");
    if ((layout & has_ended_at) != 0) row.ended_after = read_zigzag(in, "ended_at");
    if ((layout & has_bytes_in) != 0) row.bytes_in = read_varint(in, "bytes_in");
    if ((layout & has_bytes_out) != 0) row.bytes_out = read_varint(in, "bytes_out");
    if ((layout & has_counts) != 0) {
        row.packets = read_u32(in, "packets");
        row.count = read_u32(in, "count");
    }
    if ((layout & has_rest) != 0) {
        const std::uint64_t length = read_varint(in, "rest");
        if (length > in.left()) in.fail(core::Fault::truncated, "rest");
        row.rest = in.take(in.ok() ? static_cast<std::size_t>(length) : 0, "rest");
    }
    row.first_bytes = in.rest();
    if (!in.ok()) return in.error();
    if ((layout & has_bytes_in) == 0) row.bytes_in = row.first_bytes.size();
    return row;
}

core::Parsed<event::Contact> contact_of(const ContactRow& row, core::Day day,
                                        const std::string& sensor, std::uint64_t epoch,
                                        const core::Address& destination, const Shape& shape) {
    event::Contact contact;
    if (!row.rest.empty()) {
        auto decoded = event::decode_binary(row.rest);
        if (!decoded) return decoded.error();
        auto* only = std::get_if<event::Contact>(&*decoded);
        if (only == nullptr) return core::ParseError{core::Fault::bad_value, 0, "rest"};
        contact.decoded = std::move(only->decoded);
        contact.labels = std::move(only->labels);
        contact.hornet = std::move(only->hornet);
    }
    contact.sensor = sensor;
    contact.epoch = epoch;
    contact.sequence = row.sequence;
    contact.seen_at = core::Time{day} + row.in_day;
    if (row.ended_after)
        contact.ended_at = core::from_nanoseconds(static_cast<std::int64_t>(
            static_cast<std::uint64_t>(core::nanoseconds_of(contact.seen_at)) +
            static_cast<std::uint64_t>(*row.ended_after)));
    contact.transport = row.signal.transport;
    contact.source = row.source;
    contact.source_port = row.source_port;
    contact.destination = destination;
    contact.destination_port = row.signal.port;
    contact.handshake = shape.handshake;
    contact.ending = shape.ending;
    contact.bytes_in = row.bytes_in;
    contact.bytes_out = row.bytes_out;
    contact.first_bytes.assign(row.first_bytes.begin(), row.first_bytes.end());
    contact.protocol = shape.protocol;
    contact.stage = shape.stage;
    contact.packets = row.packets;
    contact.count = row.count;
    contact.limit = shape.limit;
    contact.origin = shape.origin;
    contact.simulated = shape.simulated;
    return contact;
}

}  // namespace hitme::store::sqlite
