// SPDX-License-Identifier: Apache-2.0
// bench_new_hosts EVENTS: the 24-hour rule over the synthetic events, per port and for any port, and beside it the bare
// thing: a standard hash map of last sightings that takes events in order only. Two mixes: "flood", in which most
// events are the first of their (port, source) in a day, and "repeats", in which most are not. One line a mix.
#include <cstdio>
#include <cstdlib>
#include <unordered_map>
#include <vector>

#include "analytics/new_hosts.h"
#include "bench/events.h"
#include "bench/stopwatch.h"
#include "event/signal.h"

namespace {

using namespace hitme;
struct Sighting {
    core::Time at;
    core::Address source;
    std::uint32_t signal;
};

struct Run {
    double wall = 0;  ///< millions of events a second
    double cpu = 0;
    std::int64_t found = 0;
    double bytes_per_live = 0;
};

Run by_the_rule(const std::vector<Sighting>& sightings, bool any_port) {
    constexpr std::size_t ahead = 12;
    const auto signal_of = [any_port](const Sighting& sighting) {
        return any_port ? analytics::any_signal : sighting.signal;
    };
    analytics::NewHosts new_hosts{{analytics::new_host_memory, std::chrono::hours{1}, 4711}};
    Run run;
    const bench::Stopwatch watch;
    for (std::size_t i = 0; i < sightings.size(); ++i) {
        if (i + ahead < sightings.size()) {
            const Sighting& later = sightings[i + ahead];
            new_hosts.prefetch(signal_of(later), later.source);
        }
        const Sighting& now = sightings[i];
        new_hosts.observe(signal_of(now), now.source, now.at,
                          [&run](core::Time, int difference) { run.found += difference; });
    }
    run.wall = watch.millions_per_second(sightings.size());
    run.cpu = watch.millions_per_cpu_second(sightings.size());
    run.bytes_per_live =
        static_cast<double>(new_hosts.memory_bytes()) / static_cast<double>(new_hosts.live());
    return run;
}

Run by_a_bare_map(const std::vector<Sighting>& sightings) {
    std::unordered_map<std::uint64_t, std::int64_t> last;
    Run run;
    const bench::Stopwatch watch;
    for (const Sighting& now : sightings) {
        const std::int64_t at = core::nanoseconds_of(now.at);
        const auto [entry, fresh] =
            last.try_emplace((std::uint64_t{now.signal} << 32) | now.source.v4_value(), at);
        if (fresh || at - entry->second > analytics::new_host_memory.count()) ++run.found;
        entry->second = at;
    }
    run.wall = watch.millions_per_second(sightings.size());
    run.cpu = watch.millions_per_cpu_second(sightings.size());
    return run;
}

bool measure(const char* mix, std::uint64_t count, std::uint64_t sources) {
    std::vector<Sighting> sightings;
    sightings.reserve(count);
    bench::Events events{count, sources};
    event::Contact contact;
    for (std::uint64_t i = 0; i < count; ++i) {
        events.next(contact);
        sightings.push_back({contact.seen_at, contact.source, event::Signal::of(contact).key()});
    }
    const Run any_port = by_the_rule(sightings, true);
    const Run per_port = by_the_rule(sightings, false);
    const Run bare = by_a_bare_map(sightings);
    if (bare.found != per_port.found) {
        std::fprintf(stderr, "the bare map counts %lld new hosts, the rule %lld\n",
                     static_cast<long long>(bare.found), static_cast<long long>(per_port.found));
        return false;
    }
    std::printf(
        "mix %s new_percent %.0f any_port_m_per_s %.2f per_port_m_per_s %.2f bare_map_m_per_s %.2f "
        "any_port_m_per_cpu_s %.2f per_port_m_per_cpu_s %.2f bare_map_m_per_cpu_s %.2f "
        "bytes_per_live %.1f\n",
        mix, 100.0 * static_cast<double>(per_port.found) / static_cast<double>(count),
        any_port.wall, per_port.wall, bare.wall, any_port.cpu, per_port.cpu, bare.cpu,
        per_port.bytes_per_live);
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 4'000'000;
    constexpr std::uint64_t sources_in_a_flood = 200'000;
    constexpr std::uint64_t sources_that_repeat = 20'000;
    return measure("flood", count, sources_in_a_flood) &&
                   measure("repeats", count, sources_that_repeat)
               ? 0
               : 1;
}
