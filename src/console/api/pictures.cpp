// SPDX-License-Identifier: Apache-2.0
#include "console/api/pictures.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <vector>

#include "analytics/attribution/network_class.h"
#include "console/api/sources.h"
#include "console/json_writer.h"
#include "core/digest.h"
#include "core/text.h"
#include "event/drill.h"
#include "store/source_snapshot.h"

namespace hitme::console::api {
namespace {

using namespace std::chrono_literals;

constexpr std::array<core::Duration, 6> bin_widths{1h, 3h, 6h, 12h, 24h, 7 * 24h};
constexpr std::size_t stages = static_cast<std::size_t>(event::Stage::payload_delivery) + 1;
/// Of more sources than are drawn the days are read, because how long one was there on this port is known only then.
constexpr std::size_t raster_candidates = 3 * most_raster_rows;

/// A contact may be stored so long after it began, and still be younger than a snapshot of the sources.
constexpr core::Duration unseen_for = 1h;

/// Who came in one hour, by class of network.
using Arrivals = std::array<std::uint64_t, analytics::network_classes>;

/// Who was there longest from the first contact on, the longest on top of a heap's end.
struct Candidate {
    core::Duration span;
    std::size_t number = 0;
};
bool stays_longer(const Candidate& a, const Candidate& b) {
    return a.span != b.span ? a.span > b.span : a.number < b.number;
}

/// One walk over the sources of the signal.
struct Walk {
    std::uint64_t sources = 0;
    std::unordered_map<std::int64_t, Arrivals>
        arrivals;                                      ///< by hours since 1970 of the first contact
    std::array<std::uint64_t, stages + 1> by_stage{};  ///< by rank_of_stage()
    std::vector<Candidate> longest;
};

Walk walk_over(const store::SourceSnapshot& snapshot, std::uint32_t signal) {
    Walk walk;
    snapshot.visit_signal(signal, [&](const store::SourceSnapshot::Glance& source) {
        ++walk.sources;
        const std::int64_t hour = core::bin_of(source.first_seen, 1h).time_since_epoch() / 1h;
        ++walk.arrivals[hour][std::min<std::size_t>(source.network.network_class,
                                                    analytics::network_classes - 1)];
        ++walk.by_stage[std::min<std::size_t>(source.stage, stages)];
        const Candidate candidate{source.last_seen - source.first_seen, source.number};
        if (walk.longest.size() == raster_candidates) {
            // Of millions nearly none gets in.
            if (!stays_longer(candidate, walk.longest.front())) return;
            std::pop_heap(walk.longest.begin(), walk.longest.end(), stays_longer);
            walk.longest.pop_back();
        }
        walk.longest.push_back(candidate);
        std::push_heap(walk.longest.begin(), walk.longest.end(), stays_longer);
    });
    return walk;
}
core::Time hour_time(std::int64_t hour) {
    return core::Time{hour * 1h};
}

struct Bins {
    core::Time from;
    core::Duration width = bin_widths[0];
    std::size_t count = 0;
};

Bins bins_over(core::Time from, core::Time to) {
    Bins bins;
    const auto fit = [&](core::Duration width) {
        bins.width = width;
        bins.from = core::bin_of(from, width);
        const auto whole = (to - bins.from + width - core::Duration{1}) / width;
        bins.count = static_cast<std::size_t>(std::max<std::int64_t>(whole, 1));
        return bins.count <= most_picture_bins;
    };
    for (const auto width : bin_widths)
        if (fit(width)) return bins;
    // Years: an old capture was imported beside what comes now.
    while (!fit(2 * bins.width)) {
    }
    return bins;
}

void write_arrivals(JsonWriter& json, const Walk& walk, const Bins& bins, bool has_networks) {
    std::vector<std::array<std::uint64_t, analytics::network_classes>> by_class(bins.count);
    for (const auto& [hour, came] : walk.arrivals) {
        const auto bin = std::clamp<std::int64_t>((hour_time(hour) - bins.from) / bins.width, 0,
                                                  static_cast<std::int64_t>(bins.count) - 1);
        auto& of_bin = by_class[static_cast<std::size_t>(bin)];
        for (std::size_t i = 0; i < came.size(); ++i) of_bin[i] += came[i];
    }
    json.key("networks_known").truth(has_networks).key("classes").begin_array();
    for (std::size_t i = 0; i < analytics::network_classes; ++i)
        json.text(analytics::name_of(static_cast<analytics::NetworkClass>(i)));
    json.end_array().key("arrivals").begin_array();
    std::uint64_t cumulative = 0;
    for (std::size_t bin = 0; bin < bins.count; ++bin) {
        std::uint64_t came = 0;
        for (const auto count : by_class[bin]) came += count;
        cumulative += came;
        json.begin_object().key("at").time(bins.from + static_cast<std::int64_t>(bin) * bins.width);
        json.key("sources").number(came).key("cumulative").number(cumulative);
        json.key("by_class").begin_array();
        if (has_networks)
            for (const auto count : by_class[bin]) json.number(count);
        json.end_array().end_object();
    }
    json.end_array();
}

void write_stages(JsonWriter& json, const Walk& walk) {
    json.key("stages").begin_array();
    for (std::size_t stage = 0; stage < stages; ++stage) {
        // A source whose stage was not kept came all the same.
        std::uint64_t reached = stage == 0 ? walk.by_stage[0] : 0;
        for (std::size_t rank = stage + 1; rank <= stages; ++rank) reached += walk.by_stage[rank];
        json.begin_object().key("stage").text(event::name_of(static_cast<event::Stage>(stage)));
        json.key("sources").number(reached).end_object();
    }
    json.end_array().key("stage_not_kept").number(walk.by_stage[0]);
}

struct RasterRow {
    core::Address source;
    store::SourceRow::OnSignal on;
    std::vector<std::uint32_t> cells;  ///< with a contact, by place from the raster's start
};

struct RasterCells {
    core::Time from;
    core::Duration width = 24h;
};

/// The narrowest cells that may be drawn of these rows, filled; those of a day are left to the rows' days.
core::Result<RasterCells> fill_cells(const Context& context, const event::Signal& signal,
                                     std::vector<RasterRow>& rows) {
    RasterCells cells;
    if (rows.empty()) return cells;
    core::Time first = core::Time::max();
    core::Time last = core::Time::min();
    for (const auto& row : rows) {
        first = std::min(first, row.on.first_seen);
        last = std::max(last, row.on.last_seen);
    }
    cells.from = core::Time{core::day_of(first)};
    // Times of rows are known to the second or worse: the last one's hour is wholly in.
    const core::Time to = core::bin_of(last, 1h) + 1h;
    for (const auto width : {core::Duration{6h}, core::Duration{3h}, core::Duration{1h}})
        if ((to - cells.from + width - core::Duration{1}) / width <=
            static_cast<std::int64_t>(most_raster_cells))
            cells.width = width;
    const RasterCells of_days{cells.from, 24h};
    if (cells.width == of_days.width) return of_days;
    const auto points = context.store.series({}, cells.from, to);
    if (!points) return points.error();
    std::uint64_t contacts = 0;
    for (const auto& point : *points) contacts += point.events;
    if (contacts > most_raster_contacts) return of_days;
    std::unordered_map<core::Address, std::size_t, core::AddressHash> number;
    for (std::size_t i = 0; i < rows.size(); ++i) number.emplace(rows[i].source, i);
    const auto visited = context.store.visit(cells.from, to, [&](const event::Event& event) {
        const auto* contact = std::get_if<event::Contact>(&event);
        if (contact == nullptr || event::of_drill(*contact) ||
            event::Signal::of(*contact) != signal)
            return true;
        const auto found = number.find(contact->source.source_key());
        if (found == number.end()) return true;
        const auto cell = static_cast<std::uint32_t>((contact->seen_at - cells.from) / cells.width);
        auto& seen = rows[found->second].cells;
        if (seen.empty() || seen.back() != cell)
            seen.push_back(cell);  // they come in order of time
        return true;
    });
    if (!visited) return visited.error();
    for (auto& row : rows)
        for (const auto day : row.on.days.days()) {
            const auto kept = [&](std::uint32_t cell) {
                return core::day_of(cells.from + cell * cells.width) == day;
            };
            if (std::ranges::any_of(row.cells, kept)) continue;
            for (auto& other : rows) other.cells.clear();
            return of_days;  // the contacts of a day are gone
        }
    return cells;
}

core::Result<void> write_raster(JsonWriter& json, const Context& context,
                                const store::SourceSnapshot& snapshot, Walk& walk,
                                const event::Signal& signal) {
    std::vector<RasterRow> rows;
    for (const auto& candidate : walk.longest) {
        const auto found = source_row(context, snapshot.address_of(candidate.number));
        if (!found) return found.error();
        if (!*found) continue;
        for (const auto& on : (*found)->signals)
            if (on.signal == signal) rows.push_back({(*found)->source, on, {}});
    }
    std::ranges::sort(rows, [](const RasterRow& a, const RasterRow& b) {
        const auto span_of = [](const RasterRow& row) {
            return row.on.last_seen - row.on.first_seen;
        };
        if (span_of(a) != span_of(b)) return span_of(a) > span_of(b);
        return a.on.events != b.on.events ? a.on.events > b.on.events : a.source < b.source;
    });
    if (rows.size() > most_raster_rows) rows.resize(most_raster_rows);
    const auto cells = fill_cells(context, signal, rows);
    if (!cells) return cells.error();
    json.key("raster").begin_object();
    json.key("cells_from").time(cells->from).key("cell_seconds");
    json.number(static_cast<std::uint64_t>(cells->width / 1s));
    json.key("rows").begin_array();
    for (const auto& row : rows) {
        json.begin_object().key("source").text(row.source.to_string());
        json.key("country").text(context.geo.country(row.source));
        json.key("contacts").number(row.on.events).key("first_seen").time(row.on.first_seen);
        json.key("last_seen").time(row.on.last_seen).key("days").begin_array();
        for (const auto day : row.on.days.days()) json.text(core::format_day(day));
        json.end_array().key("cells").begin_array();
        for (const auto cell : row.cells) json.number(cell);
        json.end_array().end_object();
    }
    json.end_array().key("sources_not_shown");
    json.number(walk.sources - std::min<std::uint64_t>(walk.sources, rows.size())).end_object();
    return {};
}

/// Payloads that are alike by their similarity key are one family; those too short for a key are each their own.
core::Result<void> write_families(JsonWriter& json, const Context& context,
                                  const event::Signal& signal) {
    const auto payloads = context.store.payloads(signal, 2 * store::most_payloads_of_signal);
    if (!payloads) return payloads.error();
    struct Family {
        const store::PayloadRow* example = nullptr;
        std::uint64_t copies = 0;
        std::uint64_t variants = 0;
        core::Time first_seen;
        core::Time last_seen;
    };
    std::map<std::pair<std::uint64_t, std::uint64_t>, Family> families;
    for (const auto& payload :
         *payloads) {  // most copies first: the first of a family is its example
        const std::uint64_t alike = core::similarity_key(payload.begins);
        auto& family = families[{alike, alike == 0 ? payload.hash : 0}];
        if (family.example == nullptr) {
            family.example = &payload;
            family.first_seen = payload.first_seen;
            family.last_seen = payload.last_seen;
        }
        family.copies += payload.copies;
        ++family.variants;
        family.first_seen = std::min(family.first_seen, payload.first_seen);
        family.last_seen = std::max(family.last_seen, payload.last_seen);
    }
    std::vector<Family> sorted;
    for (const auto& [key, family] : families) sorted.push_back(family);
    std::ranges::sort(sorted, [](const Family& a, const Family& b) {
        return a.copies != b.copies ? a.copies > b.copies : a.example->hash < b.example->hash;
    });
    if (sorted.size() > most_picture_families) sorted.resize(most_picture_families);
    json.key("families").begin_array();
    for (const auto& family : sorted) {
        char digits[17];
        std::snprintf(digits, sizeof digits, "%016llx",
                      static_cast<unsigned long long>(family.example->hash));
        std::string begins;
        core::append_base64(begins, family.example->begins);
        json.begin_object().key("payload").text(digits).key("begins").text(begins);
        json.key("copies").number(family.copies).key("variants").number(family.variants);
        json.key("first_seen").time(family.first_seen).key("last_seen").time(family.last_seen);
        json.end_object();
    }
    json.end_array();
    return {};
}

}  // namespace

PicturesQuestion read_pictures(Parameters& parameters) {
    const auto signal = parameters.signal("signal");
    if (!signal) parameters.fail("signal", "is missing: pictures are of one signal");
    return {signal.value_or(event::Signal{})};
}

core::Result<std::string> answer_pictures(const Context& context,
                                          const PicturesQuestion& question) {
    const auto snapshot = source_snapshot(context);
    if (!snapshot) return snapshot.error();
    Walk walk = walk_over(**snapshot, question.signal.key());
    // A signal that is younger than the snapshot has contacts, and no source in it yet.
    core::Time from = walk.sources == 0 ? (*snapshot)->taken_at() - unseen_for : context.now;
    for (const auto& [hour, came] : walk.arrivals) from = std::min(from, hour_time(hour));
    const auto points = context.store.series(question.signal, from, core::Time::max());
    if (!points) return points.error();
    std::uint64_t contacts = 0;
    core::Time to = from + store::series_bin;
    for (const auto& point : *points) {
        contacts += point.events;
        to = std::max(to, point.bin + store::series_bin);
    }
    for (const auto& [hour, came] : walk.arrivals)
        to = std::max(to, hour_time(hour) + core::Duration{1});
    const auto days = context.store.day_hosts(question.signal, core::day_of(from),
                                              core::day_of(to) + std::chrono::days{1});
    if (!days) return days.error();
    const Bins bins = bins_over(from, to);

    JsonWriter json;
    json.begin_object().key("signal").text(question.signal.to_string());
    json.key("simulated").truth(context.origin == Origin::simulated);
    json.key("from").time(from).key("to").time(to).key("counted_at").time((*snapshot)->taken_at());
    json.key("contacts").number(contacts).key("sources").number(walk.sources);
    json.key("bin_seconds")
        .number(static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::seconds>(bins.width).count()));
    write_arrivals(json, walk, bins, (*snapshot)->has_networks());
    json.key("active_days").begin_array();
    for (const auto& day : *days) {
        json.begin_object().key("day").text(core::format_day(day.day));
        json.key("sources").number(day.hosts).end_object();
    }
    json.end_array();
    write_stages(json, walk);
    if (auto done = write_raster(json, context, **snapshot, walk, question.signal); !done)
        return done.error();
    if (auto done = write_families(json, context, question.signal); !done) return done.error();
    return json.end_object().take();
}

}  // namespace hitme::console::api
