// SPDX-License-Identifier: Apache-2.0
#include "console/api/series.h"

#include <array>
#include <map>

#include "console/api/listening.h"
#include "console/json_writer.h"

namespace hitme::console::api {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 5> bin_names{"5m", "15m", "1h", "6h", "1d"};
constexpr std::array<core::Duration, 5> bin_widths{5min, 15min, 1h, 6h, 24h};

}  // namespace

SeriesQuestion read_series(Parameters& parameters, core::Time now) {
    SeriesQuestion question;
    question.signal = parameters.signal("signal");
    question.bin = bin_widths[parameters.choice("bin", bin_names, 0)];
    const TimeRange asked = parameters.range(now, 24h);
    question.range.from = core::bin_of(asked.from, question.bin);
    question.range.to = core::bin_of(asked.to - core::Duration{1}, question.bin) + question.bin;
    if ((question.range.to - question.range.from) / question.bin > max_series_bins) {
        parameters.fail("bin", "the window has more than " + std::to_string(max_series_bins) +
                                   " bins of that width; take a wider one");
    }
    return question;
}

core::Result<std::string> answer_series(const Context& context, const SeriesQuestion& question) {
    const auto points =
        context.store.series(question.signal, question.range.from, question.range.to);
    if (!points.has_value()) return points.error();
    const auto coverage = listening(context, question.range.from, question.range.to, question.bin);
    if (!coverage.has_value()) return coverage.error();

    std::map<core::Time, store::SeriesPoint> bins;
    for (const auto& point : *points) {
        auto& bin = bins[core::bin_of(point.bin, question.bin)];
        bin.events += point.events;
        bin.bytes_in += point.bytes_in;
        bin.hosts += point.hosts;
        bin.new_hosts += point.new_hosts;
    }
    JsonWriter json;
    json.begin_object().key("signal");
    if (question.signal)
        json.text(question.signal->to_string());
    else
        json.null();
    json.key("bin_seconds")
        .number(static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::seconds>(question.bin).count()));
    json.key("hosts_are")
        .text(question.bin == store::series_bin ? "distinct" : "sum_of_5m_distinct");
    json.key("points").begin_array();
    for (const auto& [at, bin] : bins) {
        json.begin_object().key("at").time(at).key("events").number(bin.events);
        json.key("bytes_in").number(bin.bytes_in).key("hosts").number(bin.hosts);
        json.key("new_hosts").number(bin.new_hosts).end_object();
    }
    json.end_array().key("coverage").begin_array();
    std::size_t next = 0;
    for (core::Time at = question.range.from; at < question.range.to; at += question.bin) {
        json.begin_object().key("at").time(at).key("share");
        while (next < coverage->bins.size() && coverage->bins[next].at < at) ++next;
        const bool told =
            coverage->known && next < coverage->bins.size() && coverage->bins[next].at == at;
        if (told)
            json.real(coverage->bins[next].share);
        else
            json.null();
        json.end_object();
    }
    json.end_array().end_object();
    return json.take();
}

}  // namespace hitme::console::api
