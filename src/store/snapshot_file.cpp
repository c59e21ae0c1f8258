// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/digest.h"
#include "core/reader.h"
#include "core/writer.h"
#include "runtime/descriptor.h"
#include "store/ip/mapped_file.h"

namespace hitme::store {
namespace {

constexpr std::string_view beginning = "hitmeSRC";
constexpr std::size_t header_bytes = 8 + 4 + 4 + 4 + 4 + 8 + 8 + 8;
constexpr std::size_t digest_bytes = 32;
constexpr std::size_t bytes_a_source = 3 * 8 + 4 + 4 + 2 + 1 + 1;  // beside its address

// Columns go as they lie in memory: a hundred megabytes of them in a loop over bytes would be half a second.
static_assert(std::endian::native == std::endian::little, "columns are written as they lie");

template <class Number>
void put(core::Writer& out, std::span<const Number> column) {
    static_assert(std::is_integral_v<Number>);
    out.bytes(
        {reinterpret_cast<const std::uint8_t*>(column.data()), column.size() * sizeof(Number)});
}

template <class Number>
std::span<const Number> take(core::Reader& in, std::size_t count, const char* field) {
    static_assert(std::is_integral_v<Number>);
    const auto bytes = in.take(count * sizeof(Number), field);
    // Integers of another type may look at bytes of a file where they lie (no object of ours is there).
    return {reinterpret_cast<const Number*>(bytes.data()), bytes.size() / sizeof(Number)};
}

template <class Number>
bool rises(std::span<const Number> column) {
    return std::adjacent_find(column.begin(), column.end(), std::greater_equal<Number>()) ==
           column.end();
}

bool on_eight(core::Bytes bytes) {
    return reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::uint64_t) == 0;
}

core::Error failure(const std::string& path, int number) {
    const auto code = number == ENOENT                       ? core::ErrorCode::not_found
                      : number == EACCES || number == EPERM  ? core::ErrorCode::refused
                      : number == ENOSPC || number == EDQUOT ? core::ErrorCode::disk_full
                                                             : core::ErrorCode::io;
    return core::error(code, path + ": " + std::strerror(number));
}

core::Result<void> write_all(const std::string& path, core::Bytes bytes) {
    const runtime::Descriptor file{
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640)};
    if (!file) return failure(path, errno);
    while (!bytes.empty()) {
        const auto written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return failure(path, written == 0 ? EIO : errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace

core::ByteVector encode_snapshot(const SourceColumns& columns) {
    core::ByteVector bytes;
    bytes.reserve(header_bytes + digest_bytes + 4 * columns.v4.size() + 8 * columns.v6.size() +
                  bytes_a_source * columns.events.size() + 6 * columns.signals.size());
    core::Writer out{bytes};
    out.text(beginning);
    out.u32le(snapshot_file_version);
    out.u32le(static_cast<std::uint32_t>(columns.v4.size()));
    out.u32le(static_cast<std::uint32_t>(columns.v6.size()));
    out.u32le(static_cast<std::uint32_t>(columns.signals.size()));
    out.u64le(static_cast<std::uint64_t>(core::nanoseconds_of(columns.taken_at)));
    out.u64le(columns.events_stored);
    // Networks that nobody could tell from others are looked up again.
    const bool has_networks = columns.networks_from != 0 && !columns.asn.empty();
    out.u64le(has_networks ? columns.networks_from : 0);
    put(out, columns.first_seen);
    put(out, columns.last_seen);
    put(out, columns.events);
    put(out, columns.v6);
    put(out, columns.v4);
    put(out, columns.signals_to);
    put(out, columns.signals);
    if (has_networks) put(out, columns.asn);
    put(out, columns.first_hours);
    if (has_networks) {
        put(out, columns.country);
        put(out, columns.network_class);
        put(out, columns.continent);
    }
    const auto digest = core::sha256(bytes);
    out.bytes(digest);
    return bytes;
}

core::Parsed<SourceColumns> decode_snapshot(core::Bytes bytes) {
    core::Reader in{bytes};
    if (core::as_text(in.take(beginning.size(), "beginning")) != beginning)
        in.fail(core::Fault::bad_value, "beginning");
    if (in.u32le("version") != snapshot_file_version && in.ok())
        in.fail(core::Fault::unsupported, "version");
    if (!on_eight(bytes)) in.fail(core::Fault::bad_value, "alignment");
    const std::size_t v4 = in.u32le("IPv4 sources");
    const std::size_t v6 = in.u32le("IPv6 sources");
    const std::size_t signals = in.u32le("signals");
    SourceColumns columns;
    columns.taken_at = core::from_nanoseconds(static_cast<std::int64_t>(in.u64le("taken_at")));
    columns.events_stored = in.u64le("events stored");
    columns.networks_from = in.u64le("networks");
    const std::size_t networks = columns.networks_from != 0 ? v4 + v6 : 0;
    columns.first_seen = take<std::int64_t>(in, v4 + v6, "first seen");
    columns.last_seen = take<std::int64_t>(in, v4 + v6, "last seen");
    columns.events = take<std::uint64_t>(in, v4 + v6, "events");
    columns.v6 = take<std::uint64_t>(in, v6, "IPv6 networks");
    columns.v4 = take<std::uint32_t>(in, v4, "IPv4 addresses");
    columns.signals_to = take<std::uint32_t>(in, v4 + v6, "ends of signals");
    columns.signals = take<std::uint32_t>(in, signals, "signals");
    columns.asn = take<std::uint32_t>(in, networks, "AS numbers");
    columns.first_hours = take<std::uint16_t>(in, signals, "first hours");
    columns.country = take<std::uint16_t>(in, networks, "countries");
    columns.network_class = take<std::uint8_t>(in, networks, "network classes");
    columns.continent = take<std::uint8_t>(in, networks, "continents");
    const std::size_t end = in.offset();
    const auto digest = in.take(digest_bytes, "digest");
    if (!in.ok()) return in.error();
    if (!rises(columns.v4) || !rises(columns.v6)) in.fail(core::Fault::bad_value, "order");
    const auto& to = columns.signals_to;
    if (!std::is_sorted(to.begin(), to.end()) || (to.empty() ? 0 : to.back()) != signals)
        in.fail(core::Fault::bad_value, "ends of signals");
    if (in.left() != 0) in.fail(core::Fault::bad_value, "bytes left over");
    // Last, because it costs most.
    if (in.ok() && !std::ranges::equal(core::sha256(bytes.first(end)), digest))
        in.fail(core::Fault::bad_value, "digest");
    if (!in.ok()) return in.error();
    return columns;
}

core::Result<void> write_snapshot_file(const std::string& path, const SourceColumns& columns) {
    const auto bytes = encode_snapshot(columns);
    if (bytes.size() > max_snapshot_file)
        return core::error(core::ErrorCode::over_limit, path + ": too many sources for a file");
    const std::string next = path + ".next";
    auto written = write_all(next, bytes);
    if (written && ::rename(next.c_str(), path.c_str()) != 0) written = failure(path, errno);
    if (!written) ::unlink(next.c_str());
    return written;
}

core::Result<SourceColumns> read_snapshot_file(const std::string& path) {
    auto file = MappedFile::open(path);
    if (!file) return file.error();
    const auto mapped = std::make_shared<const MappedFile>(std::move(*file));
    auto columns = decode_snapshot(mapped->bytes());
    if (!columns)
        return core::error(core::ErrorCode::bad_input,
                           path + ": no whole snapshot, at " + columns.error().field);
    columns->owner = mapped;
    return std::move(*columns);
}

}  // namespace hitme::store
