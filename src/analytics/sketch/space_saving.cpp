// SPDX-License-Identifier: Apache-2.0
#include "analytics/sketch/space_saving.h"

#include <algorithm>
#include <utility>

namespace hitme::analytics {

void save_address(core::Writer& out, const core::Address& address) {
    out.bytes(address.bytes());
}

core::Address load_address(core::Reader& in) {
    const auto bytes = in.take(16, "address");
    return core::Address::from_bytes(bytes).value_or(core::Address{});
}

void SpaceSaving::add(const core::Address& source, std::uint64_t events) {
    events_ += events;
    if (const auto held = places_.find(source); held != places_.end()) {
        heap_[held->second].count += events;
        sink(held->second);
        return;
    }
    if (heap_.size() < most_) {
        // A new leaf rises to its place.
        heap_.push_back({source, events, 0});
        places_[source] = heap_.size() - 1;
        for (std::size_t at = heap_.size() - 1; at > 0;) {
            const std::size_t parent = (at - 1) / 2;
            if (heap_[parent].count <= heap_[at].count) break;
            swap(at, parent);
            at = parent;
        }
        return;
    }
    Counter& least = heap_.front();
    places_.erase(least.source);
    least.source = source;
    least.error = least.count;
    least.count += events;
    places_[source] = 0;
    sink(0);
}

void SpaceSaving::sink(std::size_t at) {
    while (true) {
        std::size_t child = 2 * at + 1;
        if (child >= heap_.size()) return;
        if (child + 1 < heap_.size() && heap_[child + 1].count < heap_[child].count) ++child;
        if (heap_[at].count <= heap_[child].count) return;
        swap(at, child);
        at = child;
    }
}

void SpaceSaving::swap(std::size_t a, std::size_t b) {
    std::swap(heap_[a], heap_[b]);
    places_[heap_[a].source] = a;
    places_[heap_[b].source] = b;
}

std::vector<SpaceSaving::Counter> SpaceSaving::top(std::size_t at_most) const {
    std::vector<Counter> all = heap_;
    std::ranges::sort(all, [](const Counter& a, const Counter& b) {
        return a.count != b.count ? a.count > b.count : a.source < b.source;
    });
    if (all.size() > at_most) all.resize(at_most);
    return all;
}

void SpaceSaving::save(core::Writer& out) const {
    out.u64be(most_);
    out.u64be(events_);
    out.u64be(heap_.size());
    for (const auto& counter : heap_) {
        save_address(out, counter.source);
        out.u64be(counter.count);
        out.u64be(counter.error);
    }
}

SpaceSaving SpaceSaving::load(core::Reader& in) {
    const std::uint64_t most = in.u64be("counters");
    const std::uint64_t events = in.u64be("events");
    const std::uint64_t held = in.u64be("held");
    if (most == 0 || most > max_saved_counters || held > most)
        in.fail(core::Fault::over_limit, "counters");
    SpaceSaving made{in.ok() ? most : 1};
    made.events_ = events;
    for (std::uint64_t i = 0; in.ok() && i < held; ++i) {
        Counter counter;
        counter.source = load_address(in);
        counter.count = in.u64be("count");
        counter.error = in.u64be("error");
        if (i > 0 && made.heap_[(i - 1) / 2].count > counter.count)
            in.fail(core::Fault::bad_value, "count");
        if (!made.places_.emplace(counter.source, i).second)
            in.fail(core::Fault::bad_value, "source");
        made.heap_.push_back(counter);
    }
    return made;
}

}  // namespace hitme::analytics
