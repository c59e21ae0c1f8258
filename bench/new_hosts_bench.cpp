// SPDX-License-Identifier: Apache-2.0
// bench_new_hosts EVENTS: the 24-hour rule over the synthetic events, per port and for any port, and beside it the bare
// thing: a standard hash map of last sightings that takes events in order only. Prints three "M events/s" and the
// bytes per live (port, source).
#include <cstdio>
#include <cstdlib>
#include <unordered_map>
#include <vector>

#include "analytics/new_hosts.h"
#include "bench/events.h"
#include "event/signal.h"

namespace {

using namespace hitme;
using Clock = std::chrono::steady_clock;

struct Sighting {
    core::Time at;
    core::Address source;
    std::uint32_t signal;
};

double rate(std::size_t count, Clock::duration spent) {
    return static_cast<double>(count) / std::chrono::duration<double>(spent).count() / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 4'000'000;
    std::vector<Sighting> sightings;
    sightings.reserve(count);
    bench::Events events{count};
    event::Contact contact;
    for (std::uint64_t i = 0; i < count; ++i) {
        events.next(contact);
        sightings.push_back({contact.seen_at, contact.source, event::Signal::of(contact).key()});
    }
    constexpr std::size_t ahead = 12;
    const auto run = [&](bool any_port, std::size_t& live, std::size_t& bytes,
                         std::int64_t& found) {
        analytics::NewHosts new_hosts{{analytics::new_host_memory, std::chrono::hours{1}, 4711}};
        found = 0;
        const auto start = Clock::now();
        for (std::size_t i = 0; i < sightings.size(); ++i) {
            if (i + ahead < sightings.size()) {
                const Sighting& later = sightings[i + ahead];
                new_hosts.prefetch(any_port ? analytics::any_signal : later.signal, later.source);
            }
            const Sighting& now = sightings[i];
            new_hosts.observe(any_port ? analytics::any_signal : now.signal, now.source, now.at,
                              [&](core::Time, int difference) { found += difference; });
        }
        const auto spent = Clock::now() - start;
        live = new_hosts.live();
        bytes = new_hosts.memory_bytes();
        return rate(sightings.size(), spent);
    };
    std::size_t live = 0;
    std::size_t bytes = 0;
    std::int64_t per_port_found = 0;
    std::int64_t any_found = 0;
    const double any_rate = run(true, live, bytes, any_found);
    const double port_rate = run(false, live, bytes, per_port_found);

    std::unordered_map<std::uint64_t, std::int64_t> last;
    std::int64_t bare_found = 0;
    const auto start = Clock::now();
    for (const Sighting& now : sightings) {
        const std::int64_t at = core::nanoseconds_of(now.at);
        const auto [entry, fresh] =
            last.try_emplace((std::uint64_t{now.signal} << 32) | now.source.v4_value(), at);
        if (fresh || at - entry->second > analytics::new_host_memory.count()) ++bare_found;
        entry->second = at;
    }
    const double bare_rate = rate(sightings.size(), Clock::now() - start);
    if (bare_found != per_port_found) {
        std::fprintf(stderr, "the bare map counts %lld new hosts, the rule %lld\n",
                     static_cast<long long>(bare_found), static_cast<long long>(per_port_found));
        return 1;
    }
    std::printf(
        "any_port_m_per_s %.2f per_port_m_per_s %.2f bare_map_m_per_s %.2f bytes_per_live %.1f\n",
        any_rate, port_rate, bare_rate, static_cast<double>(bytes) / static_cast<double>(live));
    return 0;
}
