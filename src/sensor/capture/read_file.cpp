// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/read_file.h"

#include <memory>
#include <optional>
#include <string_view>

#include "sensor/capture/archive_stream.h"
#include "sensor/capture/capture_file.h"
#include "sensor/capture/cowrie.h"
#include "sensor/capture/csv.h"
#include "sensor/capture/delivery.h"
#include "sensor/capture/dionaea.h"
#include "sensor/capture/dshield.h"
#include "sensor/capture/json_lines.h"
#include "sensor/capture/lines.h"
#include "sensor/capture/opencanary.h"
#include "sensor/capture/recognise.h"

namespace hitme::sensor {
namespace {

constexpr std::size_t most_formats_named = 8;  // ours: an archive may hold many files of many forms

std::string_view base_name(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == path.npos ? path : path.substr(slash + 1);
}

const char* name_of(FileForm form) {
    switch (form) {
        case FileForm::pcap:
            return "pcap";
        case FileForm::pcapng:
            return "pcapng";
        case FileForm::json_lines:
            return "json lines";
        case FileForm::dionaea:
            return "dionaea";
        case FileForm::cowrie:
            return "cowrie";
        case FileForm::opencanary:
            return "opencanary";
        case FileForm::dshield:
            return "dshield";
        case FileForm::csv:
            return "csv";
        case FileForm::empty:
            return "empty";
        case FileForm::unknown:
            break;
    }
    return "unknown";
}

// Runs `each` over the lines; it answers a result and, for the last piece of a truncated file, is not asked.
template <class Each>
core::Result<void> for_each_line(ArchiveStream& stream, ReadReport& report, Each&& each) {
    Lines lines(stream);
    while (true) {
        const std::uint64_t start = stream.offset();
        const auto line = lines.next();
        if (!line) return line.error();
        if (!line->has_value()) break;
        if (lines.unfinished() && !stream.truncated().empty()) {
            report.truncated = "record " + std::to_string(report.records + 1) + " (line " +
                               std::to_string(lines.number()) + ") at byte " +
                               std::to_string(start) + ": ends early";
            break;
        }
        if (auto taken = each(**line); !taken) return taken;
    }
    if (lines.too_long() > 0) {
        report.records += lines.too_long();
        report.skipped["line_too_long"] += lines.too_long();
    }
    return {};
}

// A form in which each line is one contact or none.
template <class Decode>
core::Result<void> read_contacts(ArchiveStream& stream, Delivery& delivery, Decode&& decode) {
    return for_each_line(stream, delivery.report(),
                         [&](std::string_view line) -> core::Result<void> {
                             const std::string_view reason = decode(line, delivery.fresh());
                             if (reason == not_a_record) return {};
                             ++delivery.report().records;
                             if (reason.empty()) return delivery.give();
                             delivery.skip(reason);
                             return {};
                         });
}

core::Result<void> read_json_lines(ArchiveStream& stream, Delivery& delivery) {
    event::Event event;
    return for_each_line(stream, delivery.report(),
                         [&](std::string_view line) -> core::Result<void> {
                             const std::string_view reason = decode_json_line(line, event);
                             if (reason == not_a_record) return {};
                             ++delivery.report().records;
                             if (reason.empty()) return delivery.give(event);
                             delivery.skip(reason);
                             return {};
                         });
}

core::Result<void> read_cowrie(ArchiveStream& stream, Delivery& delivery) {
    CowrieSessions sessions(delivery);
    auto done = for_each_line(stream, delivery.report(), [&](std::string_view line) {
        ++delivery.report().records;
        return sessions.take(line);
    });
    if (!done) return done;
    return sessions.finish();
}

core::Result<void> read_csv(ArchiveStream& stream, std::optional<CsvForm> form,
                            Delivery& delivery) {
    bool first = true;
    return for_each_line(
        stream, delivery.report(), [&](std::string_view line) -> core::Result<void> {
            if (!form) {  // the header line
                form = CsvForm::from_header(line);
                if (form) delivery.report().format = form->name();
                return {};
            }
            const std::string_view reason =
                form->decode(line, delivery.options().signal, delivery.fresh());
            // With a map given by hand the file may still have a header line: no time can be read from it.
            const bool header =
                first && !delivery.options().columns.empty() && reason == "bad_time";
            first = false;
            if (reason == not_a_record || header) return {};
            ++delivery.report().records;
            if (reason.empty()) return delivery.give();
            delivery.skip(reason);
            return {};
        });
}

core::Result<void> read_entry(ArchiveStream& stream, FileForm form, const ReadOptions& options,
                              ReadReport& report, EventSink& sink) {
    Delivery delivery(options, report, sink);
    switch (form) {
        case FileForm::pcap:
            return read_capture(stream, CaptureForm::pcap, options, report, sink);
        case FileForm::pcapng:
            return read_capture(stream, CaptureForm::pcapng, options, report, sink);
        case FileForm::json_lines:
            return read_json_lines(stream, delivery);
        case FileForm::dionaea:
            return read_contacts(stream, delivery, decode_dionaea);
        case FileForm::opencanary:
            return read_contacts(stream, delivery, decode_opencanary);
        case FileForm::dshield:
            return read_contacts(stream, delivery, decode_dshield);
        case FileForm::cowrie:
            return read_cowrie(stream, delivery);
        case FileForm::csv: {
            if (options.columns.empty()) return read_csv(stream, {}, delivery);
            auto columns = CsvForm::from_columns(options.columns);
            if (!columns) return columns.error();
            return read_csv(stream, *columns, delivery);
        }
        case FileForm::empty:
        case FileForm::unknown:
            break;
    }
    return {};
}

}  // namespace

core::Result<ReadReport> read_file(const std::string& path, const ReadOptions& options,
                                   EventSink& sink) {
    ReadReport report;
    report.file = path;
    if (!options.columns.empty())
        if (auto columns = CsvForm::from_columns(options.columns); !columns) return columns.error();
    auto opened = ArchiveStream::open(path);
    if (!opened) return opened.error();
    ArchiveStream& stream = **opened;
    ReadOptions named = options;
    if (named.sensor.empty()) named.sensor = foreign_text(base_name(path));

    std::string formats;
    std::size_t formats_named = 0;
    std::uint64_t unknown = 0;
    while (true) {
        auto entry = stream.next_entry();
        if (!entry) return entry.error();
        if (!*entry) break;
        while (stream.view().size() < recognise_bytes) {
            auto grown = stream.grow();
            if (!grown) return grown.error();
            if (!*grown) break;
        }
        FileForm form = recognise_form(stream.view());
        if (!options.columns.empty() && (form == FileForm::unknown || form == FileForm::dshield))
            form = FileForm::csv;
        if (form == FileForm::unknown) {
            ++unknown;
            continue;
        }
        if (form == FileForm::empty) continue;
        report.format = name_of(form);
        auto done = read_entry(stream, form, named, report, sink);
        if (!done) return done.error();
        if (formats.find(report.format) == formats.npos && formats_named++ < most_formats_named)
            formats += (formats.empty() ? "" : ", ") + report.format;
    }
    report.format = formats.empty() ? "empty" : formats;
    if (unknown > 0) {
        if (formats.empty())
            return core::error(core::ErrorCode::bad_input,
                               path + ": no reader knows this form of file");
        report.skipped["unknown_file"] += unknown;
    }
    if (report.truncated.empty() && !stream.truncated().empty())
        report.truncated =
            "after record " + std::to_string(report.records) + ": " + stream.truncated();
    else if (!stream.truncated().empty())
        report.truncated += "; " + stream.truncated();
    return report;
}

}  // namespace hitme::sensor
