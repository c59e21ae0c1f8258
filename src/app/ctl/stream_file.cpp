// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/stream_file.h"

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "app/ctl/each_event.h"
#include "core/text.h"
#include "sensor/capture/archive_stream.h"
#include "sensor/capture/lines.h"
#include "sensor/capture/read_file.h"

namespace hitme::app {
namespace {

constexpr std::size_t max_fields = 64;
constexpr std::uint64_t latest_ms = 9'000'000'000'000;  // the year 2255, within core::Time
constexpr std::int64_t largest_zone_h = 14;
constexpr std::size_t max_heartbeats = 10'000'000;  // a hundred sensors for ten years

using Fields = std::array<std::string_view, max_fields>;

// Stream files quote nothing: what is between commas is the value.
std::size_t split(std::string_view line, Fields& fields) {
    std::size_t count = 0;
    while (count < max_fields) {
        const std::size_t comma = line.find(',');
        fields[count++] = line.substr(0, comma);
        if (comma == line.npos) return count;
        line.remove_prefix(comma + 1);
    }
    return 0;
}

// Milliseconds, rounded where they have a fraction.
std::optional<std::int64_t> whole_number(const boost::json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_double() && std::abs(value.get_double()) < static_cast<double>(latest_ms))
        return std::llround(value.get_double());
    return std::nullopt;
}

core::Error not_so(const std::string& what) {
    return {core::ErrorCode::bad_input, what};
}

core::Result<void> take_uptime(const boost::json::value& value, StreamEntry& entry) {
    if (!value.is_object()) return not_so("uptime is no object of sensors");
    for (const auto& [sensor, spans] : value.get_object()) {
        entry.uptime.emplace_back(std::string(sensor), 0);
        if (!spans.is_array()) return not_so("uptime of " + std::string(sensor) + " is no list");
        for (const auto& span : spans.get_array()) {
            const auto* pair = span.if_array();
            const auto from =
                pair != nullptr && pair->size() == 2 ? whole_number((*pair)[0]) : std::nullopt;
            const auto to =
                pair != nullptr && pair->size() == 2 ? whole_number((*pair)[1]) : std::nullopt;
            if (!from || !to)
                return not_so("uptime of " + std::string(sensor) +
                              " has a span that is not [from, to]");
            if (*to < *from)
                return not_so("uptime of " + std::string(sensor) +
                              " has a span that ends before it begins");
            entry.uptime.back().second.emplace_back(*from, *to);
        }
    }
    return {};
}

core::Result<StreamEntry> entry_of(std::string name, const boost::json::value& value) {
    StreamEntry entry;
    entry.name = std::move(name);
    const auto* object = value.if_object();
    if (object == nullptr) return not_so(entry.name + " is no object");
    for (const auto& [key, number] :
         {std::pair{"t0_ms", &entry.t0_ms}, std::pair{"now_ms", &entry.now_ms},
          std::pair{"watch_from_ms", &entry.watch_from_ms}}) {
        const auto* member = object->if_contains(key);
        if (member == nullptr || member->is_null()) continue;
        *number = whole_number(*member);
        if (!*number) return not_so(entry.name + ": " + key + " is no whole number");
    }
    if (const auto* uptime = object->if_contains("uptime_ms");
        uptime != nullptr && !uptime->is_null())
        if (auto taken = take_uptime(*uptime, entry); !taken) return taken.error();
    return entry;
}

core::Result<boost::json::value> parsed(std::string_view text) {
    boost::system::error_code failed;
    boost::json::value value = boost::json::parse(text, failed);
    if (failed) return not_so("no JSON: " + failed.message());
    return value;
}

core::Time at_ms(core::Time epoch, std::int64_t ms) {
    constexpr auto most = static_cast<std::int64_t>(latest_ms);
    return epoch + std::chrono::milliseconds{std::clamp(ms, -most, most)};
}

core::Result<void> read_rows(sensor::Lines& lines, const StreamColumns& columns,
                             std::optional<std::string> first, const StreamQuestion& question,
                             console::StreamBuilder& builder, StreamFile& file) {
    const auto wanted = question.signal;
    while (true) {
        std::string_view line;
        if (first) {
            line = *first;
        } else {
            const auto next = lines.next();
            if (!next) return next.error();
            if (!*next) break;
            line = **next;
        }
        console::StreamBuilder::Row row;
        std::optional<std::uint16_t> port;
        const std::string_view reason =
            lines.number() > max_stream_rows ? "over_limit" : columns.decode(line, row, port);
        if (!reason.empty()) {
            ++file.skipped[std::string(reason)];
        } else if (!port || !wanted || wanted->port == *port) {
            builder.add(row);
        } else {
            builder.add_other(row);
            ++file.skipped["other_signal"];
        }
        first.reset();
    }
    if (lines.too_long() > 0) file.skipped["too_long"] += lines.too_long();
    return {};
}

}  // namespace

core::Time monday_epoch() {
    return core::Time{std::chrono::days{4}};  // 1970 began on a Thursday
}

core::Result<std::string> uptime_text(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return core::Error{core::ErrorCode::not_found, path + ": cannot be read"};
    std::string text(max_uptime_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_uptime_bytes)
        return core::Error{core::ErrorCode::over_limit,
                           path + ": longer than an uptime file may be"};
    return text;
}

std::optional<core::Time> moment_of(std::string_view text) {
    std::int64_t ms = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (error != std::errc{} || end != text.data() + text.size() || ms < 0)
        return core::parse_time(text);
    return at_ms(ms < relative_ms ? monday_epoch() : core::Time{}, ms);
}

std::vector<event::Heartbeat> heartbeats_of(const StreamEntry& entry, std::uint64_t epoch) {
    constexpr core::Duration longest = std::chrono::hours{1};
    std::vector<event::Heartbeat> beats;
    std::uint64_t sequence = 0;
    for (const auto& [sensor, spans] : entry.uptime) {
        for (const auto& [from_ms, to_ms] : spans) {
            const core::Time zero = from_ms < relative_ms ? monday_epoch() : core::Time{};
            core::Time from = at_ms(zero, from_ms);
            const core::Time to = at_ms(zero, to_ms);
            while (from < to && beats.size() < max_heartbeats) {
                event::Heartbeat beat;
                beat.sensor = sensor;
                beat.epoch = epoch;
                beat.sequence = ++sequence;
                beat.seen_at = std::min(from + longest, to);
                beat.covers_seconds = static_cast<std::uint32_t>(
                    std::chrono::ceil<std::chrono::seconds>(beat.seen_at - from).count());
                from = beat.seen_at;
                beats.push_back(std::move(beat));
            }
        }
    }
    return beats;
}

core::Result<std::vector<StreamEntry>> parse_streams(std::string_view text) {
    const auto value = parsed(text);
    if (!value) return value.error();
    if (!value->is_object()) return not_so("streams.json is no object of streams");
    std::vector<StreamEntry> entries;
    for (const auto& [name, member] : value->get_object()) {
        auto entry = entry_of(std::string(name), member);
        if (!entry) return entry.error();
        entries.push_back(std::move(*entry));
    }
    return entries;
}

core::Result<StreamEntry> parse_uptime(std::string_view text, const std::string& stream) {
    const auto value = parsed(text);
    if (!value) return value.error();
    for (const char* key : {"uptime_ms", "t0_ms", "now_ms", "watch_from_ms"})
        if (value->is_object() && value->get_object().contains(key))
            return entry_of("uptime", *value);
    // A sensor's member is a list; an object under the stream's name is its entry.
    if (const auto* all = value->if_object())
        if (const auto* own = all->if_contains(stream); own != nullptr && own->is_object())
            return entry_of(stream, *own);
    StreamEntry entry;
    if (auto taken = take_uptime(*value, entry); !taken) return taken.error();
    return entry;
}

std::optional<StreamColumns> StreamColumns::parse(std::string_view line) {
    Fields fields;
    const std::size_t count = split(line, fields);
    StreamColumns columns;
    bool has_time = false;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view name = fields[i];
        Role role = Role::ignored;
        if (name == "t_ms" || name == "time_ms") {
            role = Role::time;
            has_time = true;
            columns.counts_from_monday_ = name == "t_ms";
        } else if (name == "sensor") {
            role = Role::sensor;
        } else if (name == "src") {
            role = Role::source;
        } else if (name == "dport") {
            role = Role::port;
        } else if (name == "class") {
            role = Role::source_class;
        } else if (name == "tz_h") {
            role = Role::zone;
        }
        columns.roles_.push_back(role);
    }
    if (!has_time) return std::nullopt;
    return columns;
}

std::string_view StreamColumns::decode(std::string_view line, console::StreamBuilder::Row& row,
                                       std::optional<std::uint16_t>& port) const {
    Fields fields;
    if (split(line, fields) != roles_.size()) return "bad_row";
    const core::Time epoch = counts_from_monday_ ? monday_epoch() : core::Time{};
    for (std::size_t i = 0; i < roles_.size(); ++i) {
        const std::string_view value = fields[i];
        switch (roles_[i]) {
            case Role::ignored:
                break;
            case Role::time: {
                const auto ms = core::parse_unsigned(value, latest_ms);
                if (!ms) return "bad_time";
                row.at = at_ms(epoch, static_cast<std::int64_t>(*ms));
                break;
            }
            case Role::sensor:
                row.sensor = value;
                break;
            case Role::source:
                row.source = core::Address::parse(value);
                if (!row.source) return "bad_address";
                break;
            case Role::port: {
                const auto number =
                    core::parse_unsigned(value, std::numeric_limits<std::uint16_t>::max());
                if (!number) return "bad_port";
                port = static_cast<std::uint16_t>(*number);
                break;
            }
            case Role::source_class:
                row.source_class = value;
                break;
            case Role::zone: {
                const bool is_west = value.starts_with('-');
                const auto zone =
                    core::parse_unsigned(value.substr(is_west ? 1 : 0), largest_zone_h);
                if (!zone) return "bad_zone";
                const auto signed_hours = static_cast<std::int64_t>(*zone) * (is_west ? -1 : 1);
                row.zone = std::chrono::hours{signed_hours};
                break;
            }
        }
    }
    return {};
}

core::Result<StreamFile> read_stream(const std::string& path, const StreamQuestion& question,
                                     const std::optional<StreamEntry>& entry) {
    console::StreamBuilder builder{question.signal, question.secret, question.taken};
    if (question.now) builder.leave_out_after(*question.now);
    if (question.signal) builder.count_all_traffic();
    StreamFile file;
    core::Time epoch;
    bool is_stream = false;
    {
        auto archive = sensor::ArchiveStream::open(path);
        if (!archive) return archive.error();
        if (const auto has_entry = (*archive)->next_entry(); !has_entry) return has_entry.error();
        sensor::Lines lines{**archive};
        const auto first = lines.next();
        // A first line that is too long, or no text at all: some other form's business.
        if (first && *first) {
            const std::string head{**first};
            auto columns = StreamColumns::parse(head);
            const bool has_header = columns.has_value();
            if (!columns && !question.columns.empty())
                columns = StreamColumns::parse(question.columns);
            if (columns) {
                is_stream = true;
                epoch = columns->counts_from_monday() ? monday_epoch() : core::Time{};
                auto read =
                    read_rows(lines, *columns, has_header ? std::nullopt : std::optional{head},
                              question, builder, file);
                if (!read) return read.error();
                file.truncated = (*archive)->truncated();
            }
        }
    }
    if (!is_stream) {
        EachEvent sink{builder};
        sensor::ReadOptions options;
        options.columns = question.columns;
        options.signal = question.signal;
        const auto read = sensor::read_file(path, options, sink);
        if (!read) return read.error();
        file.skipped = read->skipped;
        file.truncated = read->truncated;
    }
    if (entry)
        for (const auto& [sensor, spans] : entry->uptime) {
            std::vector<analytics::Span> listened;
            for (const auto& [from, to] : spans)
                listened.push_back({at_ms(epoch, from), at_ms(epoch, to)});
            builder.uptime(sensor, std::move(listened));
        }
    std::string name = entry && !entry->name.empty()
                           ? entry->name
                           : std::filesystem::path(path).filename().string();
    file.stream = builder.take(std::move(name), epoch);
    return file;
}

}  // namespace hitme::app
