// SPDX-License-Identifier: Apache-2.0
#include "console/growth_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include "console/json_body.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr double width = 880;
constexpr double height = 360;
constexpr double left = 52;
constexpr double right = 16;
constexpr double top = 30;
constexpr double bottom = 52;
constexpr double strip_height = 6;      // when sensors listened, below the axis of time
constexpr double least_exposure = 0.5;  // as the dashboard's curve: below it a bin says too little
constexpr double most_value = 1e12;
constexpr double room = 2;  // ours: how many times what was seen a limit may raise the axis
constexpr std::size_t most_name = 32;
constexpr std::array<int, 11> hour_steps{1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720};
constexpr double most_time_marks = 9;

struct Look {
    const char* colour;
    const char* dash;
};
constexpr std::array<Look, max_picture_curves> looks{
    {{"#0072B2", ""}, {"#D55E00", "7 4"}, {"#009E73", "2 3"}}};

/// Of a family, for people; nothing for a name that is none of ours.
std::optional<std::string_view> words_of(std::string_view family) {
    if (family == "const") return "no growth";
    if (family == "linear") return "linear";
    if (family == "exp") return "exponential";
    if (family == "logistic") return "logistic";
    if (family == "hump") return "rise and fall";
    return std::nullopt;
}

struct Dot {
    core::Time from;
    double hosts = 0;  ///< at full exposure
    double exposure = 0;
    bool judged = false;
};
struct BandPoint {
    core::Time at;
    double mean = 0;
    double low = 0;
    double high = 0;
};
struct Curve {
    std::string_view words;
    double weight = 0;
    std::vector<BandPoint> points;
};
struct Forecast {
    core::Time at;
    double low = 0;
    double middle = 0;
    double high = 0;
};
struct Onset {
    core::Time at;
    core::Time low;
    core::Time high;
};
struct Chart {
    core::Duration bin{};
    std::vector<Dot> dots;
    std::vector<Curve> curves;
    std::vector<BandPoint> baseline;
    std::vector<Forecast> forecasts;
    std::optional<Onset> onset;
};

/// The first fault of any part of the record.
class Reading {
 public:
    core::Time time(JsonBody& body, std::string_view name) {
        const auto read = body.time(name, Needed::yes);
        note(body);
        return read.value_or(core::Time{});
    }
    double real(JsonBody& body, std::string_view name) {
        const double read = body.real(name, -most_value, most_value);
        note(body);
        return read;
    }
    std::vector<JsonBody> objects(JsonBody& body, std::string_view name) {
        auto read = body.objects(name, max_picture_points, Needed::yes);
        note(body);
        return read;
    }
    void note(const JsonBody& body) {
        const auto found = body.fault();
        if (!fault && found) fault = found->parameter + ": " + found->reason;
    }
    std::optional<std::string> fault;
};

std::vector<BandPoint> band_of(Reading& in, JsonBody& body) {
    std::vector<BandPoint> band;
    for (auto& row : in.objects(body, "points"))
        band.push_back(
            {in.time(row, "at"), in.real(row, "mean"), in.real(row, "low"), in.real(row, "high")});
    return band;
}

core::Result<Chart> chart_of(std::string_view text) {
    Reading in;
    JsonBody body(text, Unasked::is_passed_by);
    Chart chart;
    chart.bin =
        std::chrono::seconds{static_cast<std::int64_t>(body.number("bin_seconds", 1, 7 * 86'400))};
    for (auto& row : in.objects(body, "bins")) {
        Dot dot;
        dot.from = in.time(row, "at");
        dot.exposure = in.real(row, "exposure");
        dot.judged = row.truth("judged", false);
        const double counted = std::max(0.0, in.real(row, "hosts") - in.real(row, "loud"));
        if (dot.exposure > 0) dot.hosts = counted / dot.exposure;
        chart.dots.push_back(dot);
    }
    for (auto& row : in.objects(body, "curves")) {
        const auto words = words_of(row.text("family", most_name));
        const double weight = in.real(row, "weight");
        if (words && chart.curves.size() < max_picture_curves)
            chart.curves.push_back({*words, weight, band_of(in, row)});
    }
    if (const auto raw = body.raw("baseline"); !raw.empty()) {
        JsonBody baseline(raw, Unasked::is_passed_by);
        chart.baseline = band_of(in, baseline);
    }
    for (auto& row : in.objects(body, "forecasts")) {
        // A forecast that was refused has no numbers.
        if (row.raw("q50").empty() || row.raw("q50") == "null") continue;
        chart.forecasts.push_back(
            {in.time(row, "at"), in.real(row, "q025"), in.real(row, "q50"), in.real(row, "q975")});
    }
    if (const auto raw = body.raw("onset"); !raw.empty() && raw != "null") {
        JsonBody onset(raw, Unasked::is_passed_by);
        chart.onset = Onset{in.time(onset, "at"), in.time(onset, "low"), in.time(onset, "high")};
    }
    in.note(body);
    if (!in.fault && chart.dots.empty()) in.fault = "bins: there are none";
    if (in.fault) return core::error(core::ErrorCode::bad_input, "chart: " + *in.fault);
    return chart;
}

std::string number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}
std::string short_number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, value >= 10 ? "%.0f" : "%.2g", value);
    return text;
}

/// A step of 1, 2 or 5 times a power of ten that cuts `length` into at most five.
double step_for(double length) {
    const double raw = length / 5;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= raw * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

class Axes {
 public:
    Axes(const Chart& chart, PictureScale scale) : scale_(scale) {
        from_ = chart.dots.front().from;
        to_ = chart.dots.back().from + chart.bin;
        double seen = 4;
        for (const auto& dot : chart.dots)
            if (dot.exposure >= least_exposure) seen = std::max(seen, dot.hosts);
        // Limits far out must not press what was seen into a line: they are cut off at the top.
        double most = seen;
        const auto make_room = [&](double value, double middle) {
            most = std::max(most, std::min(value, room * std::max(seen, middle)));
        };
        const core::Time last = to_;
        for (const auto& forecast : chart.forecasts) {
            to_ = std::max(to_, forecast.at);
            make_room(forecast.high, forecast.middle);
        }
        if (!chart.curves.empty())
            for (const auto& point : chart.curves.front().points)
                if (point.at <= last) make_room(point.high, point.mean);
        // A little room behind the last thing shown.
        to_ += (to_ - from_) / 50;
        step_ = step_for(most);
        high_ = scale == PictureScale::log ? most * 1.2 : std::ceil(most / step_ - 1e-9) * step_;
    }
    core::Time from() const { return from_; }
    core::Time to() const { return to_; }
    double x(core::Time at) const {
        const double share =
            std::chrono::duration<double>(at - from_) / std::chrono::duration<double>(to_ - from_);
        return left + std::clamp(share, 0.0, 1.0) * (width - left - right);
    }
    double y(double value) const {
        double share = value / high_;
        if (scale_ == PictureScale::log)
            share = std::log(std::max(value, least_) / least_) / std::log(high_ / least_);
        return height - bottom - std::clamp(share, 0.0, 1.0) * (height - top - bottom);
    }
    std::vector<double> marks() const {
        std::vector<double> marks;
        if (scale_ == PictureScale::log) {
            for (double mark = 1; mark <= high_; mark *= 10) marks.push_back(mark);
        } else {
            for (int i = 0; i * step_ <= high_ * (1 + 1e-9); ++i) marks.push_back(i * step_);
        }
        return marks;
    }

 private:
    static constexpr double least_ =
        0.5;  // the bottom of a logarithmic axis: an empty bin lies on it
    PictureScale scale_;
    core::Time from_;
    core::Time to_;
    double high_ = 1;
    double step_ = 1;
};

class Drawing {
 public:
    void text(double x, double y, std::string_view anchor, std::string_view words) {
        out_ += "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" +
                std::string(anchor) + "\">" + std::string(words) + "</text>\n";
    }
    void line(double x1, double y1, double x2, double y2, std::string_view more) {
        out_ += "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) +
                "\" y2=\"" + number(y2) + "\" " + std::string(more) + "/>\n";
    }
    void box(double x, double y, double wide, double high, std::string_view more) {
        out_ += "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" +
                number(std::max(0.0, wide)) + "\" height=\"" + number(high) + "\" " +
                std::string(more) + "/>\n";
    }
    void raw(std::string_view markup) { out_ += markup; }
    std::string take() { return std::move(out_); }

 private:
    std::string out_;
};

std::string path_of(const std::vector<BandPoint>& points, const Axes& axes) {
    std::string path;
    for (const auto& point : points) {
        if (point.at < axes.from() || point.at > axes.to()) continue;
        path += (path.empty() ? "M" : "L") + number(axes.x(point.at)) + " " +
                number(axes.y(point.mean));
    }
    return path;
}
std::string outline_of(const std::vector<BandPoint>& points, const Axes& axes) {
    std::string there;
    std::string back;
    for (const auto& point : points) {
        if (point.at < axes.from() || point.at > axes.to()) continue;
        const std::string x = number(axes.x(point.at));
        there += (there.empty() ? "M" : "L") + x + " " + number(axes.y(point.high));
        back = "L" + x + " " + number(axes.y(point.low)) + back;
    }
    return there.empty() ? there : there + back + "Z";
}

/// "01-25 11:00"
std::string label(const runtime::Zone& zone, core::Time at) {
    std::string text = zone.format_iso(at).substr(5, 11);
    if (text.size() > 5) text[5] = ' ';
    return text;
}

void draw_axes(Drawing& draw, const Axes& axes, const runtime::Zone& zone) {
    for (const double mark : axes.marks()) {
        const double y = axes.y(mark);
        draw.line(left, y, width - right, y, "stroke=\"#ddd\"");
        draw.text(left - 6, y + 4, "end", short_number(mark));
    }
    const double hours = std::chrono::duration<double>(axes.to() - axes.from()).count() / 3600;
    int step = hour_steps.back();
    for (const int one : hour_steps)
        if (hours / one <= most_time_marks) {
            step = one;
            break;
        }
    const auto width_of_step = std::chrono::hours{step};
    for (core::Time at = core::bin_of(axes.from(), width_of_step); at <= axes.to();
         at += width_of_step) {
        if (at < axes.from()) continue;
        const double x = axes.x(at);
        draw.line(x, height - bottom, x, height - bottom + 4, "stroke=\"#111\"");
        if (x > left + 20 && x < width - right - 20)
            draw.text(x, height - bottom + 28, "middle", label(zone, at));
    }
    draw.line(left, height - bottom, width - right, height - bottom, "stroke=\"#111\"");
}

void draw_coverage(Drawing& draw, const Chart& chart, const Axes& axes) {
    const double y = height - bottom + 6;
    draw.box(left, y, axes.x(chart.dots.back().from + chart.bin) - left, strip_height,
             "fill=\"none\" stroke=\"#999\"");
    // Joined where they touch: a month is a few boxes, not thousands.
    for (std::size_t i = 0; i < chart.dots.size();) {
        std::size_t end = i + 1;
        while (end < chart.dots.size() && chart.dots[end].exposure == chart.dots[i].exposure) ++end;
        const double share = std::clamp(chart.dots[i].exposure, 0.0, 1.0);
        const double x = axes.x(chart.dots[i].from);
        if (share > 0)
            draw.box(x, y, axes.x(chart.dots[end - 1].from + chart.bin) - x, strip_height,
                     "fill=\"#555\" fill-opacity=\"" + number(share) + "\"");
        i = end;
    }
}

void draw_data(Drawing& draw, const Chart& chart, const Axes& axes) {
    if (const auto band = outline_of(chart.baseline, axes); !band.empty())
        draw.raw("<path d=\"" + band + "\" fill=\"#bbb\" fill-opacity=\"0.4\"/>\n");
    if (chart.onset) {
        const double low = axes.x(chart.onset->low);
        draw.box(low, top, std::max(1.0, axes.x(chart.onset->high) - low), height - top - bottom,
                 "fill=\"#CC79A7\" fill-opacity=\"0.25\"");
        const double x = axes.x(chart.onset->at);
        draw.line(x, top, x, height - bottom, "stroke=\"#CC79A7\" stroke-width=\"1.5\"");
    }
    for (std::size_t i = chart.curves.size(); i-- > 0;) {
        const auto& curve = chart.curves[i];
        const Look& look = looks[i];
        if (i == 0)
            draw.raw("<path d=\"" + outline_of(curve.points, axes) + "\" fill=\"" + look.colour +
                     "\" fill-opacity=\"0.15\"/>\n");
        draw.raw(
            "<path d=\"" + path_of(curve.points, axes) + "\" fill=\"none\" stroke=\"" +
            look.colour + "\" stroke-width=\"2\"" +
            (look.dash[0] != '\0' ? std::string(" stroke-dasharray=\"") + look.dash + "\"" : "") +
            "/>\n");
    }
    for (const auto& dot : chart.dots) {
        if (dot.exposure < least_exposure) continue;
        draw.raw("<circle cx=\"" + number(axes.x(dot.from + chart.bin / 2)) + "\" cy=\"" +
                 number(axes.y(dot.hosts)) + "\" r=\"" + (dot.judged ? "2.2" : "1.4") +
                 "\" fill=\"" + (dot.judged ? "#111" : "#777") + "\"/>\n");
    }
    for (const auto& forecast : chart.forecasts) {
        const double x = axes.x(forecast.at);
        draw.line(x, axes.y(forecast.low), x, axes.y(forecast.high),
                  "stroke=\"#111\" stroke-width=\"1.5\"");
        draw.box(x - 4, axes.y(forecast.middle) - 1.5, 8, 3, "fill=\"#111\"");
    }
}

void draw_legend(Drawing& draw, const Chart& chart, std::string_view unit) {
    double x = left;
    draw.text(x, 16, "start", unit);
    x += 8 + 6.4 * static_cast<double>(unit.size());
    for (std::size_t i = 0; i < chart.curves.size(); ++i) {
        const auto& curve = chart.curves[i];
        const std::string words =
            std::string(curve.words) + " (" + number(curve.weight * 100) + " %)";
        draw.line(x, 12, x + 22, 12,
                  std::string("stroke-width=\"2\" stroke=\"") + looks[i].colour + "\"" +
                      (looks[i].dash[0] != '\0'
                           ? std::string(" stroke-dasharray=\"") + looks[i].dash + "\""
                           : ""));
        draw.text(x + 27, 16, "start", words);
        x += 40 + 6.4 * static_cast<double>(words.size());
    }
}

std::string description(const Chart& chart, const runtime::Zone& zone) {
    std::string text = "From " + zone.format(chart.dots.front().from) + " to " +
                       zone.format(chart.dots.back().from + chart.bin) + ".";
    const auto gaps = std::ranges::count_if(
        chart.dots, [](const Dot& dot) { return dot.exposure < least_exposure; });
    if (gaps > 0)
        text += " In " + std::to_string(gaps) + " of " + std::to_string(chart.dots.size()) +
                " bins fewer than half of the sensors listened: they are blank.";
    if (chart.onset)
        text += " Onset " + zone.format(chart.onset->at) + ", 95 % between " +
                zone.format(chart.onset->low) + " and " + zone.format(chart.onset->high) + ".";
    const auto last = std::find_if(chart.dots.rbegin(), chart.dots.rend(),
                                   [](const Dot& dot) { return dot.exposure >= least_exposure; });
    if (last != chart.dots.rend()) text += " Last bin: " + short_number(last->hosts) + " hosts.";
    for (const auto& curve : chart.curves)
        text +=
            " Curve " + std::string(curve.words) + ": weight " + number(curve.weight * 100) + " %.";
    for (const auto& forecast : chart.forecasts)
        text += " Forecast for " + zone.format(forecast.at) + ": " + short_number(forecast.middle) +
                ", 95 % between " + short_number(forecast.low) + " and " +
                short_number(forecast.high) + ".";
    return text;
}

}  // namespace

core::Result<std::string> growth_picture(std::string_view text, PictureScale scale,
                                         const runtime::Zone& zone) {
    const auto chart = chart_of(text);
    if (!chart) return chart.error();
    const Axes axes(*chart, scale);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(chart->bin).count();
    const std::string unit = "Hosts per " + std::to_string(minutes) + " min" +
                             (scale == PictureScale::log ? ", logarithmic" : "");
    Drawing draw;
    draw.raw(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 880 360\" role=\"img\" "
        "font-family=\"sans-serif\" font-size=\"12\" fill=\"#111\">\n<title>" +
        unit + "</title>\n<desc>" + description(*chart, zone) + "</desc>\n");
    draw.raw("<rect width=\"880\" height=\"360\" fill=\"#fff\"/>\n");
    draw_axes(draw, axes, zone);
    draw_coverage(draw, *chart, axes);
    draw_data(draw, *chart, axes);
    draw_legend(draw, *chart, unit);
    draw.text(left, height - 6, "start",
              "times in " + zone.name() + "; the strip is dark where sensors listened");
    draw.raw("</svg>\n");
    return draw.take();
}

}  // namespace hitme::console
