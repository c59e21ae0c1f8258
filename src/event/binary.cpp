// SPDX-License-Identifier: Apache-2.0
#include "event/binary.h"

#include "core/reader.h"
#include "event/fields.h"
#include "event/json.h"

namespace hitme::event {
namespace {

enum WireType : std::uint32_t { varint = 0, fixed64 = 1, length_delimited = 2, fixed32 = 5 };

// Field numbers of the two envelopes; the kinds' own stand in fields.h.
enum EnvelopeField : int { event_contact = 1, event_heartbeat = 2, event_sensor_change = 3 };
enum BatchField : int {
    batch_sensor = 1,
    batch_epoch = 2,
    batch_first_delivery = 3,
    batch_events = 4
};

// ---- writing ----

void append_varint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

void append_tag(std::string& out, int number, WireType type) {
    append_varint(out, (static_cast<std::uint64_t>(number) << 3) | type);
}

void append_fixed64(std::string& out, std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>(value >> shift);
}

void append_bytes(std::string& out, int number, std::string_view bytes) {
    append_tag(out, number, length_delimited);
    append_varint(out, bytes.size());
    out.append(bytes);
}

template <class Kind>
void append_message(std::string& out, int number, const Kind& kind);

struct Writer {
    std::string& out;

    template <class T>
    void operator()(const Field& field, const T& value) {
        if constexpr (std::is_same_v<T, std::string>) {
            if (!value.empty()) append_bytes(out, field.number, value);
        } else if constexpr (std::is_same_v<T, bool> || std::is_enum_v<T> ||
                             std::is_unsigned_v<T>) {
            if (value == T{}) return;
            append_tag(out, field.number, varint);
            append_varint(out, static_cast<std::uint64_t>(value));
        } else if constexpr (std::is_same_v<T, Bits64>) {
            if (value.value == 0) return;
            append_tag(out, field.number, fixed64);
            append_fixed64(out, value.value);
        } else if constexpr (std::is_same_v<T, core::Time>) {
            append_tag(out, field.number, fixed64);
            append_fixed64(out, static_cast<std::uint64_t>(core::nanoseconds_of(value)));
        } else if constexpr (std::is_same_v<T, std::optional<core::Time>>) {
            if (value) (*this)(field, *value);
        } else if constexpr (std::is_same_v<T, core::Address>) {
            if (!value.is_unspecified())
                append_bytes(out, field.number, core::as_text(value.compact()));
        } else if constexpr (std::is_same_v<T, core::ByteVector>) {
            if (!value.empty()) append_bytes(out, field.number, core::as_text(value));
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
            for (const auto& element : value) append_bytes(out, field.number, element);
        } else if constexpr (std::is_same_v<T, std::optional<Hornet>>) {
            if (value) append_message(out, field.number, *value);
        } else {
            for (const auto& element : value) append_message(out, field.number, element);
        }
    }
};

template <class Kind>
void append_message(std::string& out, int number, const Kind& kind) {
    std::string inner;
    Writer writer{inner};
    Fields<Kind>::walk(kind, writer);
    append_bytes(out, number, inner);
}

// ---- reading ----

std::uint64_t read_varint(core::Reader& in, const char* field) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const std::uint8_t byte = in.u8(field);
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) return value;
    }
    in.fail(core::Fault::bad_value, field);  // more than ten bytes
    return 0;
}

core::Bytes read_bytes(core::Reader& in, const char* field) {
    const std::uint64_t length = read_varint(in, field);
    if (length > in.left()) {
        in.fail(core::Fault::truncated, field);
        return {};
    }
    return in.take(static_cast<std::size_t>(length), field);
}

void skip_value(core::Reader& in, std::uint32_t type) {
    switch (type) {
        case varint:
            read_varint(in, "unknown field");
            return;
        case fixed64:
            in.skip(8, "unknown field");
            return;
        case length_delimited:
            read_bytes(in, "unknown field");
            return;
        case fixed32:
            in.skip(4, "unknown field");
            return;
        default:
            in.fail(core::Fault::unsupported, "wire type");
    }
}

template <class Kind>
void read_message(core::Reader& in, Kind& kind);

/// Reads the value of one tag into the member that has its number.
struct Fetcher {
    core::Reader& in;
    int number;
    std::uint32_t type;
    bool found = false;

    template <class T>
    void operator()(const Field& field, T& member) {
        if (field.number != number || found) return;
        found = true;
        const char* name = field.name.data();
        const auto expect = [&](std::uint32_t wanted) {
            if (type != wanted) in.fail(core::Fault::bad_value, name);
            return in.ok();
        };
        if constexpr (std::is_same_v<T, std::string>) {
            if (expect(length_delimited)) member = core::as_text(read_bytes(in, name));
        } else if constexpr (std::is_same_v<T, bool>) {
            if (expect(varint)) member = read_varint(in, name) != 0;
        } else if constexpr (std::is_enum_v<T>) {
            if (!expect(varint)) return;
            const std::uint64_t value = read_varint(in, name);
            // A later version may know more names: its number is read as the first, "not said".
            member = value < names_of<T>().size() ? static_cast<T>(value) : T{};
        } else if constexpr (std::is_unsigned_v<T>) {
            if (!expect(varint)) return;
            const std::uint64_t value = read_varint(in, name);
            if (value > std::numeric_limits<T>::max()) return in.fail(core::Fault::bad_value, name);
            member = static_cast<T>(value);
        } else if constexpr (std::is_same_v<T, Bits64>) {
            if (expect(fixed64)) member.value = in.u64le(name);
        } else if constexpr (std::is_same_v<T, core::Time> ||
                             std::is_same_v<T, std::optional<core::Time>>) {
            if (expect(fixed64))
                member = core::from_nanoseconds(static_cast<std::int64_t>(in.u64le(name)));
        } else if constexpr (std::is_same_v<T, core::Address>) {
            if (!expect(length_delimited)) return;
            const auto address = core::Address::from_bytes(read_bytes(in, name));
            if (!address) return in.fail(core::Fault::bad_value, name);
            member = *address;
        } else if constexpr (std::is_same_v<T, core::ByteVector>) {
            if (!expect(length_delimited)) return;
            const auto bytes = read_bytes(in, name);
            member.assign(bytes.begin(), bytes.end());
        } else if constexpr (std::is_same_v<T, std::optional<Hornet>>) {
            if (!expect(length_delimited)) return;
            nested(member.emplace(), name);
        } else {
            if (!expect(length_delimited)) return;
            if (member.size() >= max_repeated) return in.fail(core::Fault::over_limit, name);
            auto& element = member.emplace_back();
            if constexpr (std::is_same_v<T, std::vector<std::string>>) {
                element = core::as_text(read_bytes(in, name));
            } else {
                nested(element, name);
            }
        }
    }
    template <class Kind>
    void nested(Kind& kind, const char* name) {
        core::Reader inner{read_bytes(in, name)};
        read_message(inner, kind);
        if (!inner.ok()) in.fail(inner.error().fault, inner.error().field);
    }
};

template <class Kind>
void read_message(core::Reader& in, Kind& kind) {
    while (in.ok() && in.left() > 0) {
        const std::uint64_t tag = read_varint(in, "tag");
        const auto type = static_cast<std::uint32_t>(tag & 7);
        if (tag >> 3 > 0x1FFFFFFF) in.fail(core::Fault::bad_value, "tag");
        Fetcher fetcher{in, static_cast<int>(tag >> 3), type};
        Fields<Kind>::walk(kind, fetcher);
        if (!fetcher.found) skip_value(in, type);
    }
}

template <class Kind>
std::optional<Event> read_kind(core::Reader& in) {
    Kind kind;
    if constexpr (std::is_same_v<Kind, Contact>) kind.count = 0;
    core::Reader inner{read_bytes(in, Fields<Kind>::name.data())};
    read_message(inner, kind);
    if (!inner.ok()) {
        in.fail(inner.error().fault, inner.error().field);
        return std::nullopt;
    }
    if constexpr (std::is_same_v<Kind, Contact>) {
        if (kind.count == 0) kind.count = 1;
        derive(kind);
    }
    return Event{std::move(kind)};
}

}  // namespace

void append_binary(std::string& out, const Event& event) {
    std::visit(
        [&](const auto& kind) {
            append_message(out, static_cast<int>(event.index()) + event_contact, kind);
        },
        event);
}

void append_binary(std::string& out, const Batch& batch) {
    append_bytes(out, batch_sensor, batch.sensor);
    append_tag(out, batch_epoch, varint);
    append_varint(out, batch.epoch);
    append_tag(out, batch_first_delivery, varint);
    append_varint(out, batch.first_delivery);
    std::string inner;
    for (const auto& event : batch.events) {
        inner.clear();
        append_binary(inner, event);
        append_bytes(out, batch_events, inner);
    }
}

core::Parsed<Event> decode_binary(core::Bytes bytes) {
    core::Reader in{bytes};
    std::optional<Event> event;
    while (in.ok() && in.left() > 0) {
        const std::uint64_t tag = read_varint(in, "tag");
        switch (tag) {
            case (event_contact << 3) | length_delimited:
                event = read_kind<Contact>(in);
                break;
            case (event_heartbeat << 3) | length_delimited:
                event = read_kind<Heartbeat>(in);
                break;
            case (event_sensor_change << 3) | length_delimited:
                event = read_kind<SensorChange>(in);
                break;
            default:
                skip_value(in, static_cast<std::uint32_t>(tag & 7));
        }
    }
    if (!in.ok()) return in.error();
    if (!event) return core::ParseError{core::Fault::unsupported, 0, "kind"};
    return std::move(*event);
}

core::Parsed<Batch> decode_batch(core::Bytes bytes) {
    if (bytes.size() > max_batch_bytes)
        return core::ParseError{core::Fault::over_limit, max_batch_bytes, "batch"};
    core::Reader in{bytes};
    Batch batch;
    while (in.ok() && in.left() > 0) {
        const std::uint64_t tag = read_varint(in, "tag");
        switch (tag) {
            case (batch_sensor << 3) | length_delimited:
                batch.sensor = core::as_text(read_bytes(in, "sensor"));
                break;
            case (batch_epoch << 3) | varint:
                batch.epoch = read_varint(in, "epoch");
                break;
            case (batch_first_delivery << 3) | varint:
                batch.first_delivery = read_varint(in, "first_delivery");
                break;
            case (batch_events << 3) | length_delimited: {
                if (batch.events.size() >= max_batch_events) {
                    in.fail(core::Fault::over_limit, "events");
                    break;
                }
                auto event = decode_binary(read_bytes(in, "events"));
                if (!event) {
                    in.fail(event.error().fault, event.error().field);
                    break;
                }
                batch.events.push_back(std::move(*event));
                break;
            }
            default:
                skip_value(in, static_cast<std::uint32_t>(tag & 7));
        }
    }
    if (!in.ok()) return in.error();
    return batch;
}

}  // namespace hitme::event
