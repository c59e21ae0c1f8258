// SPDX-License-Identifier: Apache-2.0
#include "console/cases/re_entry_report.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "analytics/coverage.h"
#include "console/cases/case_record.h"
#include "console/json_writer.h"
#include "console/own_networks.h"
#include "console/sensor_registry.h"
#include "console/visibility.h"

namespace hitme::console::cases {
namespace {

constexpr std::size_t searched_cases = 20'000;

/// The cases of an address, to tell which of them a touch belongs to.
using CasesOfAddress =
    std::unordered_map<core::Address, std::vector<std::size_t>, core::AddressHash>;

core::Result<std::vector<Case>> read_cases(store::Book& book) {
    std::vector<Case> cases;
    const auto visited = visit_cases(book, {}, searched_cases, [&](Case& record) {
        if (!record.simulated) cases.push_back(std::move(record));
    });
    if (!visited) return visited.error();
    return cases;
}

const Case* case_of_touch(const std::vector<Case>& cases, const CasesOfAddress& index,
                          const core::Address& address, core::Time at) {
    const auto found = index.find(address);
    if (found == index.end()) return nullptr;
    for (const auto which : found->second)
        for (const auto& each : cases[which].addresses)
            if (each.address == address && each.first <= at && at <= each.last)
                return &cases[which];
    return &cases[found->second.front()];
}

std::string segment_of(const OwnNetworks& networks, const core::Address& address) {
    if (const auto* own = networks.owner_of(address)) return own->network.to_string();
    return core::Prefix::of(address, address.is_v4() ? 24 : 64).to_string();
}

core::Result<std::optional<double>> coverage(store::EventStore& store,
                                             const std::vector<std::string>& sensors,
                                             core::Time from, core::Time to) {
    if (from >= to || sensors.empty()) return std::optional<double>{};
    const auto spans = store.uptime(from, to);
    if (!spans) return spans.error();
    std::vector<analytics::Uptime> uptime;
    for (const auto& span : *spans)
        if (std::find(sensors.begin(), sensors.end(), span.sensor) != sensors.end())
            uptime.push_back({span.sensor, span.from, span.to});
    const auto measured = analytics::measure_coverage(uptime, {from, to, {}, sensors});
    if (!measured.known) return std::optional<double>{};
    return std::optional<double>{measured.share};
}

std::string hosts_text(std::uint64_t count) {
    return count == 0 ? "no host" : std::to_string(count) + (count == 1 ? " host" : " hosts");
}

}  // namespace

core::Result<ReEntryReport> re_entry_report(store::EventStore& store, store::Book& book,
                                            const Hosts& hosts, const ReEntryWatch& watch,
                                            core::Time now) {
    ReEntryReport report;
    report.watch = watch;
    report.before.from = watch.before;
    report.before.to = report.during.from = watch.from;
    report.during.to = std::max(watch.from, std::min(watch.ends(), now));

    SensorRegistry registry;
    Visibility visibility;
    OwnNetworks networks;
    for (const auto& done :
         {registry.refresh(book), visibility.refresh(book), networks.refresh(book)})
        if (!done) return done.error();
    const auto rows = store.sensors();
    if (!rows) return rows.error();
    for (const auto& row : *rows)
        if (row.change) registry.announce(*row.change);
    auto sensors = registry.internal_between(watch.before, watch.ends());
    if (!watch.sensors.empty())
        std::erase_if(sensors, [&](const std::string& sensor) {
            return std::find(watch.sensors.begin(), watch.sensors.end(), sensor) ==
                   watch.sensors.end();
        });
    report.internal_sensors = sensors.size();

    const auto cases = read_cases(book);
    if (!cases) return cases.error();
    CasesOfAddress index;
    for (std::size_t i = 0; i < cases->size(); ++i)
        for (const auto& each : (*cases)[i].addresses) index[each.address].push_back(i);

    std::set<std::string> before;
    std::map<std::string, ReEntryHost> during;
    std::size_t looked = 0;
    for (const auto& sensor : sensors) {
        store::ContactQuery query;
        query.sensor = sensor;
        query.from = watch.before;
        query.to = report.during.to;
        query.limit = store::max_page;
        while (query.from < query.to) {
            const auto page = store.contacts(query);
            if (!page) return page.error();
            for (const auto& row : page->rows) {
                ++looked;
                const auto& contact = row.contact;
                if (contact.simulated || !registry.internal_at(sensor, contact.seen_at)) continue;
                if (visibility.of(contact).how == Shown::How::hidden) continue;
                const auto* of = case_of_touch(*cases, index, contact.source, contact.seen_at);
                const std::string key = of != nullptr ? of->id : contact.source.to_string();
                if (contact.seen_at < watch.from) {
                    before.insert(key);
                    report.before.touches += contact.count;
                    continue;
                }
                report.during.touches += contact.count;
                auto& host = during[key];
                if (host.touches == 0 || contact.seen_at < host.first_touch) {
                    host.first_touch = contact.seen_at;
                    host.address = contact.source.to_string();
                    host.segment = segment_of(networks, contact.source);
                    host.arrived.reset();
                    if (of != nullptr) {
                        host.case_id = of->id;
                        host.mac = of->mac;
                        host.name = of->name;
                        host.state = name_of(of->state);
                        for (const auto& each : of->addresses)
                            if (each.address == contact.source) host.arrived = each.from;
                    }
                    if (const auto* lease = hosts.leases().at(contact.source, contact.seen_at))
                        host.arrived = lease->from;
                }
                host.touches += contact.count;
            }
            if (!page->next) break;
            if (looked >= max_report_contacts) {
                report.complete = false;
                break;
            }
            query.cursor = page->next;
        }
    }
    report.before.hosts = before.size();
    report.during.hosts = during.size();
    std::map<std::string, ReEntrySegment> segments;
    std::set<std::string> touched_macs;
    for (auto& [key, host] : during) {
        host.touched_before = before.contains(key);
        touched_macs.insert(host.mac);
        auto& segment = segments[host.segment];
        segment.segment = host.segment;
        if (segment.hosts == 0 || host.first_touch < segment.first_touch)
            segment.first_touch = host.first_touch;
        ++segment.hosts;
        report.hosts.push_back(std::move(host));
    }
    const auto by_first = [](const auto& a, const auto& b) {
        return a.first_touch < b.first_touch;
    };
    std::sort(report.hosts.begin(), report.hosts.end(), by_first);
    for (auto& [name, segment] : segments) report.segments.push_back(std::move(segment));
    std::sort(report.segments.begin(), report.segments.end(), by_first);
    report.arrivals_known = hosts.has_leases() && hosts.problem().empty();
    if (report.arrivals_known)
        for (const auto& lease : hosts.leases().arrivals(watch.from, report.during.to)) {
            ++report.arrived_devices;
            if (touched_macs.contains(lease.mac)) ++report.arrived_touched;
        }
    for (auto* span : {&report.before, &report.during}) {
        const auto share = coverage(store, sensors, span->from, span->to);
        if (!share) return share.error();
        span->coverage = *share;
    }
    return report;
}

std::string sentence_of(const ReEntryReport& report) {
    if (report.internal_sensors == 0)
        return "No sensor was internal in that time, so nothing could be seen.";
    const auto hours =
        std::chrono::duration_cast<std::chrono::hours>(report.before.to - report.before.from)
            .count();
    std::string text = hosts_text(report.during.hosts) +
                       " touched internal decoys during the watch, " +
                       (report.before.hosts == 0 ? "none" : std::to_string(report.before.hosts)) +
                       " in the " + std::to_string(hours) + " h before.";
    text[0] = static_cast<char>(text[0] == 'n' ? 'N' : text[0]);
    std::uint64_t fresh = 0;
    for (const auto& host : report.hosts)
        if (!host.touched_before) ++fresh;
    if (report.before.hosts > 0 && report.during.hosts > 0)
        text += " " + std::to_string(fresh) + " of them had not touched any before.";
    if (report.arrivals_known)
        text += " Of " + std::to_string(report.arrived_devices) +
                " devices that arrived during the watch, " +
                std::to_string(report.arrived_touched) + " touched a decoy.";
    for (const auto& [span, name] :
         {std::pair{&report.before, "before"}, std::pair{&report.during, "during"}})
        if (span->hosts == 0 && span->coverage.value_or(0) < analytics::share_for_nothing_seen)
            text += std::string(" The sensors did not cover the time ") + name +
                    " it well enough to say that there was nothing.";
    if (!report.complete) text += " There were more contacts than were looked at.";
    return text;
}

std::string re_entry_json(const ReEntryReport& report, core::Time now) {
    JsonWriter json;
    json.begin_object().key("watch").raw(watch_json(report.watch, now));
    json.key("sentence").text(sentence_of(report));
    for (const auto& [span, name] :
         {std::pair{&report.before, "before"}, std::pair{&report.during, "during"}}) {
        json.key(name).begin_object().key("from").time(span->from).key("to").time(span->to);
        json.key("hosts").number(span->hosts).key("touches").number(span->touches);
        json.key("coverage").real(span->coverage).end_object();
    }
    json.key("arrivals").begin_object().key("known").truth(report.arrivals_known);
    json.key("devices")
        .number(report.arrived_devices)
        .key("touched")
        .number(report.arrived_touched);
    json.end_object().key("hosts").begin_array();
    for (const auto& host : report.hosts) {
        json.begin_object().key("case").text(host.case_id).key("address").text(host.address);
        json.key("mac").text(host.mac).key("name").text(host.name).key("arrived").time(
            host.arrived);
        json.key("first_touch").time(host.first_touch).key("touches").number(host.touches);
        json.key("segment").text(host.segment).key("touched_before").truth(host.touched_before);
        json.key("state").text(host.state).end_object();
    }
    json.end_array().key("segments").begin_array();
    for (const auto& segment : report.segments) {
        json.begin_object().key("segment").text(segment.segment).key("hosts").number(segment.hosts);
        json.key("first_touch").time(segment.first_touch).end_object();
    }
    json.end_array().end_object();
    return json.take();
}

}  // namespace hitme::console::cases
