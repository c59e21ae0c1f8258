// SPDX-License-Identifier: Apache-2.0
#include "analytics/live.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "analytics/attribution/spoofed.h"
#include "analytics/new_hosts.h"

namespace hitme::analytics {
namespace {

constexpr std::int64_t bin_count = live_bin.count();
constexpr std::int64_t hour_count = core::Duration{std::chrono::hours{1}}.count();
constexpr std::int64_t day_count = core::Duration{std::chrono::hours{24}}.count();
constexpr double bin_hours = 5.0 / 60;
/// How far ahead pairs are fetched: a look-up waits for memory longer than ten others take.
constexpr std::size_t fetch_ahead = 12;
constexpr std::uint32_t state_version = 1;
constexpr std::string_view state_magic = "HITMELIV";
constexpr std::size_t max_saved_signals = 65'536;

// The monitor's own form in the literature has bins of five minutes; a pass over a thousand signals can afford those.
std::uint64_t hash_source(const core::Address& source, const Seed& seed) {
    return source.is_v4() ? hash_of(source.v4_value(), seed)
                          : hash_of(hash_of(source.high(), seed), seed);
}

void put(core::Writer& out, double value) {
    out.u64be(std::bit_cast<std::uint64_t>(value));
}
double get(core::Reader& in) {
    return std::bit_cast<double>(in.u64be("number"));
}
void put(core::Writer& out, core::Time at) {
    out.u64be(static_cast<std::uint64_t>(core::nanoseconds_of(at)));
}
core::Time get_time(core::Reader& in) {
    return core::from_nanoseconds(static_cast<std::int64_t>(in.u64be("time")));
}

core::Address prefix_address(std::uint64_t prefix) {
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<std::uint8_t>(prefix >> (56 - 8 * i));
    return core::Address::v6(bytes.data());
}

}  // namespace

std::size_t Live::KeyHash::operator()(const LiveKey& key) const {
    return static_cast<std::size_t>(
        fold_product((std::uint64_t{key.family} << 32 | key.signal) ^ 0x9E3779B97F4A7C15u,
                     0xD6E8FEB86659FD93u + static_cast<unsigned>(key.proof)));
}

Live::Live(const LiveSettings& settings, Sink sink)
    : settings_(settings),
      sink_(std::move(sink)),
      seed_(settings.secret),
      closed_until_(core::bin_of(settings.from, live_bin)),
      received_(settings.from),
      sources_(settings.secret) {
    settings_.from = closed_until_;
}

// One that has seen the watched time since the start, or as much of it as a fit looks at, without a host.
Monitor Live::new_monitor() const {
    const MonitorSettings settings = five_minute_cells();
    const core::Duration looked_at = std::chrono::hours{24 * 8};
    const core::Time from = std::max(settings_.from, closed_until_ - looked_at);
    Monitor monitor{seconds_of(from), seconds_of(settings_.from + settings_.baseline), settings};
    for (core::Time at = from; at < closed_until_; at += live_bin)
        monitor.close(0, bin_hours * share_at(at));
    return monitor;
}

std::optional<std::uint32_t> Live::signal_number(const LiveKey& key) {
    if (!signals_.empty() && key == latest_key_) return latest_number_;
    const auto found = numbers_.find(key);
    if (found != numbers_.end()) {
        latest_key_ = key;
        latest_number_ = found->second;
        return found->second;
    }
    if (signals_.size() >= settings_.most_signals) return std::nullopt;
    const auto number = static_cast<std::uint32_t>(signals_.size());
    signals_.emplace_back(key, new_monitor());
    signals_.back().bins.resize(kept_live_bins);
    signals_.back().last_seen_in.resize(day_bins);
    numbers_.emplace(key, number);
    return number;
}

void Live::listening(core::Time from, double share) {
    listening_.emplace_back(from, std::clamp(share, 0.0, 1.0));
}

double Live::share_at(core::Time from) const {
    // The mean over the bin: a change inside it counts for its part.
    double share = 1;
    double sum = 0;
    core::Time since = from;
    const core::Time end = from + live_bin;
    for (const auto& [at, next] : listening_) {
        if (at >= end) break;
        if (at > since) {
            sum += share * static_cast<double>((at - since).count());
            since = at;
        }
        share = next;
    }
    sum += share * static_cast<double>((end - since).count());
    return sum / static_cast<double>(bin_count);
}

void Live::observe(const LiveSighting& sighting) {
    if (sighting.at > sighting.received + settings_.most_ahead ||
        sighting.received > received_ + longest_gap) {
        ++totals_.early;
        return;
    }
    advance(sighting.received);
    if (sighting.at < closed_until_) {
        ++totals_.late;
        return;
    }
    const auto number = signal_number(sighting.key);
    if (!number) {
        ++totals_.over_signals;
        return;
    }
    ++totals_.taken;
    const std::int64_t at = core::nanoseconds_of(sighting.at);
    const auto place =
        static_cast<std::size_t>(bin_number(at) - bin_number(core::nanoseconds_of(closed_until_)));
    if (place >= pending_.size()) pending_.resize(place + 1);
    if (sighting.source.is_v4())
        pending_[place].v4.push_back({at, *number, sighting.source.v4_value()});
    else
        pending_[place].v6.push_back({at, sighting.source.high(), *number});
}

void Live::advance(core::Time now) {
    if (now <= received_ || now > received_ + longest_gap) return;
    received_ = now;
    close_until(now - settings_.lateness);
}

void Live::close_until(core::Time limit) {
    while (closed_until_ + live_bin <= limit) close_bin();
}

void Live::close_bin() {
    Pending bin;
    if (!pending_.empty()) {
        bin = std::move(pending_.front());
        pending_.pop_front();
    }
    // This bin takes the place of the one that is a day old.
    const auto slot = static_cast<std::size_t>(bin_number(core::nanoseconds_of(closed_until_)) %
                                               static_cast<std::int64_t>(day_bins));
    for (auto& signal : signals_) {
        signal.active -= signal.last_seen_in[slot];
        signal.last_seen_in[slot] = 0;
    }
    std::ranges::sort(bin.v4, [](const Sight4& a, const Sight4& b) {
        if (a.at != b.at) return a.at < b.at;
        return a.signal != b.signal ? a.signal < b.signal : a.source < b.source;
    });
    std::ranges::sort(bin.v6, [](const Sight6& a, const Sight6& b) {
        if (a.at != b.at) return a.at < b.at;
        return a.signal != b.signal ? a.signal < b.signal : a.prefix < b.prefix;
    });
    for (std::size_t i = 0; i < bin.v4.size(); ++i) {
        if (i + fetch_ahead < bin.v4.size()) {
            const auto& ahead = bin.v4[i + fetch_ahead];
            sources_.prefetch(ahead.signal, core::Address::v4(ahead.source));
        }
        const auto& sight = bin.v4[i];
        take(signals_[sight.signal], sight.signal, core::Address::v4(sight.source), sight.at);
    }
    for (const auto& sight : bin.v6)
        take(signals_[sight.signal], sight.signal, prefix_address(sight.prefix), sight.at);
    const double exposed_hours = bin_hours * share_at(closed_until_);
    const double threshold = threshold_for(signals_.size(), settings_.false_alarms_in_30_days);
    for (auto& signal : signals_) close_signal(signal, exposed_hours, threshold);
    closed_until_ += live_bin;
    // One change before now is what holds now.
    while (listening_.size() > 1 &&
           listening_[1].first <= closed_until_ - std::chrono::hours{24 * 9})
        listening_.pop_front();
    constexpr std::int64_t sweep_every = day_count / 4;
    if (core::nanoseconds_of(closed_until_) % sweep_every == 0 &&
        sources_.size() > settings_.most_pairs)
        sweep();
}

void Live::take(Signal& signal, std::uint32_t number, const core::Address& source,
                std::int64_t at) {
    ++signal.now.events;
    if (signal.top) signal.top->add(source);
    Pair* const pair = sources_.find(number, source);
    const auto ring = [](std::int64_t bin) {
        return static_cast<std::size_t>(bin % static_cast<std::int64_t>(day_bins));
    };
    const std::int64_t bin = bin_number(at);
    if (pair == nullptr) {
        ++signal.now.hosts;
        ++signal.now.hourly_hosts;
        ++signal.now.new_hosts;
        ++signal.now.first_ever;
        if (sources_.size() >= 2 * settings_.most_pairs) {
            ++totals_.pairs_refused;
            return;
        }
        sources_.insert(number, source, {at, 1, 0});
        ++signal.last_seen_in[ring(bin)];
        ++signal.active;
        first_of(signal, number, source);
        return;
    }
    const std::int64_t last_bin = bin_number(pair->last);
    if (at - pair->last > day_count) ++signal.now.new_hosts;
    if (pair->last / hour_count != at / hour_count) ++signal.now.hourly_hosts;
    if (last_bin != bin) {
        ++signal.now.hosts;
        // It moves to this bin; where its last sighting is a day old, its old bin has left the ring already.
        if (bin - last_bin < static_cast<std::int64_t>(day_bins)) {
            --signal.last_seen_in[ring(last_bin)];
            --signal.active;
        }
        ++signal.last_seen_in[ring(bin)];
        ++signal.active;
    }
    if (signal.key.proof == Proof::unproved && pair->events == 1) ++signal.forged[0].seen_again;
    pair->last = at;
    if (pair->events != std::numeric_limits<std::uint32_t>::max()) ++pair->events;
}

void Live::first_of(Signal& signal, std::uint32_t number, const core::Address& source) {
    ++signal.sources;
    signal.distinct.add(hash_source(source, seed_));
    if (signal.key.proof == Proof::unproved) count_forged(signal, source);
    if (signal.sources == exact_top) start_top(signal, number);
}

void Live::count_forged(Signal& signal, const core::Address& source) {
    if (!source.is_v4()) return;
    auto& today = signal.forged[0];
    ++today.sources;
    if (reserved_v4(source.v4_value()))
        ++today.reserved;
    else
        ++today.by_first_octet[source.v4_value() >> 24];
}

void Live::close_signal(Signal& signal, double exposed_hours, double threshold) {
    const std::int64_t bin = bin_number(core::nanoseconds_of(closed_until_));
    signal.bins[static_cast<std::size_t>(bin) % kept_live_bins] = signal.now;
    const bool is_warm_up = closed_until_ < settings_.from + new_host_memory;
    if (signal.now.events > 0 && sink_.closed)
        sink_.closed({signal.key,
                      closed_until_,
                      {signal.now.events, signal.now.hosts, signal.now.hourly_hosts,
                       signal.now.new_hosts, signal.now.first_ever},
                      is_warm_up});
    const bool has_news = signal.now.new_hosts > 0;
    const double new_hosts = signal.now.new_hosts;
    signal.now = {};
    if (signal.key.proof == Proof::unproved && has_news) {
        SpoofedInput input;
        std::array<std::uint64_t, 256> octets{};
        std::uint64_t again = 0;
        for (const auto& day : signal.forged) {
            input.sources += day.sources;
            input.reserved += day.reserved;
            again += day.seen_again;
            for (std::size_t i = 0; i < octets.size(); ++i) octets[i] += day.by_first_octet[i];
        }
        input.seen_once = input.sources - std::min(again, input.sources);
        input.by_first_octet = octets;
        const auto finding = judge_spoofing(input);
        signal.withheld = finding.looks_forged();
    }
    signal.monitor.threshold(threshold);
    const auto alarm = signal.monitor.close(new_hosts, exposed_hours);
    if (alarm && sink_.alarm) sink_.alarm({signal.key, *alarm, threshold, signal.withheld});
    if (core::nanoseconds_of(closed_until_ + live_bin) % day_count == 0) {
        signal.forged[1] = signal.forged[0];
        signal.forged[0] = {};
    }
}

void Live::start_top(Signal& signal, std::uint32_t number) {
    std::vector<SpaceSaving::Counter> all;
    sources_.each([&](std::uint32_t of, const core::Address& source, const Pair& pair) {
        if (of == number) all.push_back({source, pair.events, 0});
    });
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        return a.count != b.count ? a.count > b.count : a.source < b.source;
    });
    // The largest, exact so far, then the rest as the sketch would have it: their events belong to somebody.
    signal.top.emplace(top_counters);
    for (const auto& one : all) signal.top->add(one.source, one.count);
}

void Live::sweep() {
    const std::int64_t now = core::nanoseconds_of(closed_until_);
    sources_.erase_if([&](std::uint32_t number, const Pair& pair) {
        auto& signal = signals_[number];
        if (signal.sources <= exact_sources || now - pair.last <= day_count) return false;
        signal.dropped = true;
        return true;
    });
}

const Live::Signal* Live::find(const LiveKey& key) const {
    const auto found = numbers_.find(key);
    return found == numbers_.end() ? nullptr : &signals_[found->second];
}

std::optional<LiveCounts> Live::counts(const LiveKey& key, core::Time from, core::Time to) const {
    const Signal* const signal = find(key);
    if (signal == nullptr) return std::nullopt;
    const core::Time oldest =
        std::max(settings_.from, closed_until_ - live_bin * static_cast<int>(kept_live_bins));
    LiveCounts sum;
    core::Time at = core::bin_of(from, live_bin);
    if (at < from) at += live_bin;
    for (at = std::max(at, oldest); at < std::min(to, closed_until_); at += live_bin) {
        const auto& bin =
            signal->bins[static_cast<std::size_t>(bin_number(core::nanoseconds_of(at))) %
                         kept_live_bins];
        sum.events += bin.events;
        sum.hosts += bin.hosts;
        sum.hourly_hosts += bin.hourly_hosts;
        sum.new_hosts += bin.new_hosts;
        sum.first_ever += bin.first_ever;
    }
    return sum;
}

std::optional<LiveState> Live::state(const LiveKey& key) const {
    const Signal* const signal = find(key);
    if (signal == nullptr) return std::nullopt;
    LiveState state;
    state.active = signal->active;
    state.sketched = signal->dropped || totals_.pairs_refused > 0;
    state.cumulative =
        state.sketched ? signal->distinct.estimate() : static_cast<double>(signal->sources);
    SpoofedInput input;
    for (const auto& day : signal->forged) {
        input.sources += day.sources;
        input.reserved += day.reserved;
    }
    state.spoofed_share = judge_spoofing(input).spoofed_share.value_or(0);
    state.withheld = signal->withheld;
    return state;
}

std::vector<SpaceSaving::Counter> Live::top(const LiveKey& key, std::size_t at_most) const {
    const Signal* const signal = find(key);
    if (signal == nullptr) return {};
    if (signal->top) return signal->top->top(at_most);
    const auto number = numbers_.at(key);
    std::vector<SpaceSaving::Counter> all;
    sources_.each([&](std::uint32_t of, const core::Address& source, const Pair& pair) {
        if (of == number) all.push_back({source, pair.events, 0});
    });
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        return a.count != b.count ? a.count > b.count : a.source < b.source;
    });
    if (all.size() > at_most) all.resize(at_most);
    return all;
}

std::size_t Live::memory_bytes() const {
    std::size_t bytes = sources_.memory_bytes();
    constexpr std::size_t monitor_cells = 8 * day_bins * 4 * sizeof(double);
    bytes += signals_.size() *
             (sizeof(Signal) + kept_live_bins * sizeof(SmallCounts) +
              day_bins * sizeof(std::uint32_t) + HyperLogLog::registers + monitor_cells);
    for (const auto& bin : pending_)
        bytes += bin.v4.capacity() * sizeof(Sight4) + bin.v6.capacity() * sizeof(Sight6);
    return bytes;
}

void Live::save(core::Writer& out, std::uint64_t log_position) const {
    out.text(state_magic);
    out.u32be(state_version);
    out.u64be(log_position);
    put(out, settings_.from);
    out.u64be(settings_.secret);
    for (const auto duration : {settings_.lateness, settings_.most_ahead, settings_.baseline})
        out.u64be(static_cast<std::uint64_t>(duration.count()));
    put(out, settings_.false_alarms_in_30_days);
    out.u64be(settings_.most_signals);
    out.u64be(settings_.most_pairs);
    put(out, closed_until_);
    put(out, received_);
    for (const auto total :
         {totals_.taken, totals_.late, totals_.early, totals_.over_signals, totals_.pairs_refused})
        out.u64be(total);
    out.u32be(static_cast<std::uint32_t>(listening_.size()));
    for (const auto& [at, share] : listening_) {
        put(out, at);
        put(out, share);
    }
    out.u32be(static_cast<std::uint32_t>(signals_.size()));
    for (const auto& signal : signals_) {
        out.u32be(signal.key.signal);
        out.u32be(signal.key.family);
        out.u8(static_cast<std::uint8_t>(signal.key.proof));
        signal.monitor.save(out);
        for (const auto& bin : signal.bins)
            for (const auto count :
                 {bin.events, bin.hosts, bin.hourly_hosts, bin.new_hosts, bin.first_ever})
                out.u32be(count);
        for (const auto count : signal.last_seen_in) out.u32be(count);
        out.u64be(signal.active);
        out.u64be(signal.sources);
        out.u8(signal.dropped ? 1 : 0);
        out.u8(signal.withheld ? 1 : 0);
        signal.distinct.save(out);
        for (const auto& day : signal.forged) {
            out.u64be(day.sources);
            out.u64be(day.reserved);
            out.u64be(day.seen_again);
            for (const auto count : day.by_first_octet) out.u64be(count);
        }
        out.u8(signal.top ? 1 : 0);
        if (signal.top) signal.top->save(out);
    }
    out.u32be(static_cast<std::uint32_t>(pending_.size()));
    for (const auto& bin : pending_) {
        out.u64be(bin.v4.size());
        for (const auto& sight : bin.v4) {
            out.u64be(static_cast<std::uint64_t>(sight.at));
            out.u32be(sight.signal);
            out.u32be(sight.source);
        }
        out.u64be(bin.v6.size());
        for (const auto& sight : bin.v6) {
            out.u64be(static_cast<std::uint64_t>(sight.at));
            out.u32be(sight.signal);
            out.u64be(sight.prefix);
        }
    }
    // 21 bytes an IPv4 pair: which table it is of is said by its first byte.
    out.u64be(sources_.size());
    sources_.each([&](std::uint32_t number, const core::Address& source, const Pair& pair) {
        out.u8(source.is_v4() ? 4 : 6);
        out.u32be(number);
        if (source.is_v4())
            out.u32be(source.v4_value());
        else
            out.u64be(source.high());
        out.u64be(static_cast<std::uint64_t>(pair.last));
        out.u32be(pair.events);
    });
}

core::Parsed<Live::Loaded> Live::load(core::Bytes bytes, Sink sink) {
    core::Reader in{bytes};
    if (core::as_text(in.take(state_magic.size(), "magic")) != state_magic)
        in.fail(core::Fault::bad_value, "magic");
    if (in.u32be("version") != state_version) in.fail(core::Fault::unsupported, "version");
    const std::uint64_t position = in.u64be("log_position");
    LiveSettings settings;
    settings.from = get_time(in);
    settings.secret = in.u64be("secret");
    for (auto* duration : {&settings.lateness, &settings.most_ahead, &settings.baseline})
        *duration = core::Duration{static_cast<std::int64_t>(in.u64be("duration"))};
    settings.false_alarms_in_30_days = get(in);
    settings.most_signals = in.u64be("most_signals");
    settings.most_pairs = in.u64be("most_pairs");
    if (settings.most_signals > max_saved_signals) in.fail(core::Fault::over_limit, "most_signals");
    if (!in.ok()) return in.error();
    Live live{settings, std::move(sink)};
    live.closed_until_ = get_time(in);
    live.received_ = get_time(in);
    if (core::nanoseconds_of(live.closed_until_) % bin_count != 0 ||
        live.closed_until_ < live.settings_.from)
        in.fail(core::Fault::bad_value, "closed_until");
    for (auto* total : {&live.totals_.taken, &live.totals_.late, &live.totals_.early,
                        &live.totals_.over_signals, &live.totals_.pairs_refused})
        *total = in.u64be("total");
    const std::uint32_t changes = in.u32be("changes");
    for (std::uint32_t i = 0; in.ok() && i < changes; ++i) {
        const core::Time at = get_time(in);
        live.listening(at, get(in));
    }
    const std::uint32_t signals = in.u32be("signals");
    if (signals > settings.most_signals) in.fail(core::Fault::over_limit, "signals");
    for (std::uint32_t number = 0; in.ok() && number < signals; ++number) {
        LiveKey key;
        key.signal = in.u32be("signal");
        key.family = in.u32be("family");
        key.proof = in.u8("proof") == 0 ? Proof::proved : Proof::unproved;
        Signal signal{key, Monitor::load(in, five_minute_cells())};
        signal.bins.resize(kept_live_bins);
        for (auto& bin : signal.bins)
            for (auto* count :
                 {&bin.events, &bin.hosts, &bin.hourly_hosts, &bin.new_hosts, &bin.first_ever})
                *count = in.u32be("bin");
        signal.last_seen_in.resize(day_bins);
        for (auto& count : signal.last_seen_in) count = in.u32be("last_seen_in");
        signal.active = in.u64be("active");
        signal.sources = in.u64be("sources");
        signal.dropped = in.u8("dropped") == 1;
        signal.withheld = in.u8("withheld") == 1;
        signal.distinct = HyperLogLog::load(in);
        for (auto& day : signal.forged) {
            day.sources = in.u64be("sources");
            day.reserved = in.u64be("reserved");
            day.seen_again = in.u64be("seen_again");
            for (auto& count : day.by_first_octet) count = in.u64be("octet");
        }
        if (in.u8("top") == 1) signal.top = SpaceSaving::load(in);
        if (!live.numbers_.emplace(key, number).second) in.fail(core::Fault::bad_value, "signal");
        live.signals_.push_back(std::move(signal));
    }
    const std::uint32_t bins = in.u32be("pending");
    constexpr std::uint32_t most_pending = 100'000;  // ours: lateness and most_ahead in bins
    if (bins > most_pending) in.fail(core::Fault::over_limit, "pending");
    const auto known_signal = [&](std::uint32_t number) {
        if (number >= signals) in.fail(core::Fault::bad_value, "signal");
        return number;
    };
    for (std::uint32_t i = 0; in.ok() && i < bins; ++i) {
        Pending bin;
        const std::uint64_t four = in.u64be("sightings");
        for (std::uint64_t k = 0; in.ok() && k < four; ++k) {
            const auto at = static_cast<std::int64_t>(in.u64be("at"));
            const std::uint32_t number = known_signal(in.u32be("signal"));
            bin.v4.push_back({at, number, in.u32be("source")});
        }
        const std::uint64_t six = in.u64be("sightings");
        for (std::uint64_t k = 0; in.ok() && k < six; ++k) {
            const auto at = static_cast<std::int64_t>(in.u64be("at"));
            const std::uint32_t number = known_signal(in.u32be("signal"));
            bin.v6.push_back({at, in.u64be("prefix"), number});
        }
        live.pending_.push_back(std::move(bin));
    }
    const std::uint64_t pairs = in.u64be("pairs");
    for (std::uint64_t i = 0; in.ok() && i < pairs; ++i) {
        const std::uint8_t family = in.u8("family");
        const std::uint32_t number = known_signal(in.u32be("signal"));
        core::Address source;
        if (family == 4)
            source = core::Address::v4(in.u32be("source"));
        else if (family == 6)
            source = prefix_address(in.u64be("source"));
        else
            in.fail(core::Fault::bad_value, "family");
        Pair pair;
        pair.last = static_cast<std::int64_t>(in.u64be("last"));
        pair.events = in.u32be("events");
        if (!in.ok()) break;
        if (live.sources_.find(number, source) != nullptr) {
            in.fail(core::Fault::bad_value, "source");
            break;
        }
        live.sources_.insert(number, source, pair);
    }
    if (in.ok() && in.left() > 0) in.fail(core::Fault::bad_value, "end");
    if (!in.ok()) return in.error();
    return Loaded{std::move(live), position};
}

}  // namespace hitme::analytics
