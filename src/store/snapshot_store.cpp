// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot_store.h"

#include <algorithm>
#include <utility>

#include "store/snapshot_file.h"

namespace hitme::store {
namespace {

using Clock = std::chrono::steady_clock;

core::Prefix whole(const core::Address& address) {
    return core::Prefix::of(address, address.is_v4() ? 32 : 64);
}

class SnapshotStore final : public EventStore {
 public:
    SnapshotStore(std::unique_ptr<EventStore> store, SnapshotKeeper& keeper)
        : store_(std::move(store)), keeper_(keeper) {}

    core::Result<SourcePage> sources(const SourceQuery& query) override {
        // A single address or a small network is found by its key at once.
        const auto snapshot = is_narrow(query) ? nullptr : keeper_.latest();
        if (!snapshot) return store_->sources(query);
        const auto found = snapshot->page(query);
        SourcePage page;
        page.total = found.total;
        for (const auto& address : found.addresses) {
            SourceQuery one;
            one.prefix = whole(address);
            one.limit = 1;
            auto row = store_->sources(one);
            if (!row) return row.error();
            for (auto& source : row->rows) page.rows.push_back(std::move(source));
        }
        return page;
    }
    core::Result<std::shared_ptr<const SourceSnapshot>> snapshot(
        core::Time now, const NetworkOf& networks) override {
        if (auto kept = keeper_.latest()) return kept;
        return store_->snapshot(now, networks);
    }
    core::Result<std::vector<DayHosts>> day_hosts(std::optional<event::Signal> signal,
                                                  core::Day from, core::Day to) override {
        return store_->day_hosts(signal, from, to);
    }
    core::Result<std::vector<PayloadRow>> payloads(const event::Signal& signal,
                                                   std::size_t limit) override {
        return store_->payloads(signal, limit);
    }
    core::Result<void> visit_matching_sources(
        const SourceQuery& query,
        const std::function<void(const core::Address&, core::Time)>& visitor) override {
        const auto snapshot = keeper_.latest();
        if (!snapshot) return store_->visit_matching_sources(query, visitor);
        snapshot->visit(query, visitor);
        return {};
    }

    core::Result<void> visit_sources(const SourceVisitor& visitor) override {
        return store_->visit_sources(visitor);
    }
    core::Result<Appended> append(const event::Batch& batch) override {
        return store_->append(batch);
    }
    core::Result<std::uint64_t> high_water(const std::string& sensor,
                                           std::uint64_t epoch) override {
        return store_->high_water(sensor, epoch);
    }
    void set_retention(const Retention& retention) override { store_->set_retention(retention); }
    core::Result<std::uint64_t> apply_retention(core::Time now) override {
        return store_->apply_retention(now);
    }
    core::Result<void> visit(core::Time from, core::Time to, const Visitor& visitor) override {
        return store_->visit(from, to, visitor);
    }
    core::Result<void> visit_arrivals(const Marks& marks, const ArrivalVisitor& visitor) override {
        return store_->visit_arrivals(marks, visitor);
    }
    core::Result<Marks> arrivals() override { return store_->arrivals(); }
    core::Result<void> apply(const RollUp& roll_up) override { return store_->apply(roll_up); }
    core::Result<Marks> applied() override { return store_->applied(); }
    core::Result<void> replace_series(core::Time from, const RollUp& roll_up) override {
        return store_->replace_series(from, roll_up);
    }
    core::Result<void> note_skipped(const std::string& file, const std::string& reason,
                                    std::uint64_t count) override {
        return store_->note_skipped(file, reason, count);
    }
    core::Result<std::map<std::string, std::uint64_t>> skipped() override {
        return store_->skipped();
    }
    core::Result<std::vector<SeriesPoint>> series(std::optional<event::Signal> signal,
                                                  core::Time from, core::Time to) override {
        return store_->series(signal, from, to);
    }
    core::Result<std::vector<SignalTotal>> top_signals(core::Time from, core::Time to,
                                                       std::size_t limit) override {
        return store_->top_signals(from, to, limit);
    }
    core::Result<ContactPage> contacts(const ContactQuery& query) override {
        return store_->contacts(query);
    }
    core::Result<StoredContact> contact(const std::string& id) override {
        return store_->contact(id);
    }
    core::Result<std::vector<SensorRow>> sensors() override { return store_->sensors(); }
    core::Result<std::vector<UptimeSpan>> uptime(core::Time from, core::Time to) override {
        return store_->uptime(from, to);
    }
    core::Result<StoreState> state() override { return store_->state(); }

 private:
    static bool is_narrow(const SourceQuery& query) {
        return query.prefix && query.prefix->length >= (query.prefix->address.is_v4() ? 20 : 52);
    }

    std::unique_ptr<EventStore> store_;
    SnapshotKeeper& keeper_;
};

/// A first look-up reads every block's filter of every day: tens of thousands of small pieces, over a second from a cold disk.
/// Asked for an address that nobody has (RFC 5737), they are in the system's cache before somebody asks.
void read_what_look_ups_need(EventStore& store) {
    ContactQuery nobody;
    nobody.source = core::Prefix::parse("192.0.2.0/32");
    nobody.limit = 1;
    (void)store.contacts(nobody);
}

}  // namespace

SnapshotKeeper::SnapshotKeeper(Opener open, Now now, std::size_t few, std::string file,
                               NetworkLookUp networks)
    : open_(std::move(open)),
      now_(std::move(now)),
      few_(few),
      file_(std::move(file)),
      networks_(std::move(networks)),
      thread_([this] { run(); }) {}

SnapshotKeeper::~SnapshotKeeper() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

std::shared_ptr<const SourceSnapshot> SnapshotKeeper::latest() {
    std::unique_lock lock(mutex_);
    asked_at_ = Clock::now();
    changed_.wait_for(lock, first_walk_within, [&] { return has_tried_ || stopping_; });
    return snapshot_;
}

bool SnapshotKeeper::wait_for_walk(std::chrono::milliseconds within) {
    std::unique_lock lock(mutex_);
    const auto before = walks_;
    asked_at_ = Clock::now();
    walk_now_ = true;
    changed_.notify_all();
    return changed_.wait_for(lock, within, [&] { return walks_ > before; });
}

std::shared_ptr<const SourceSnapshot> SnapshotKeeper::looked_up(
    const std::shared_ptr<const SourceSnapshot>& snapshot, const SourceSnapshot* before) const {
    if (!snapshot || !networks_.of) return snapshot;
    const auto* known =
        before != nullptr && before->columns().networks_from == networks_.from ? before : nullptr;
    return snapshot->with_networks(networks_.of, networks_.from, known);
}

std::shared_ptr<const SourceSnapshot> SnapshotKeeper::kept_for(EventStore& store) const {
    if (file_.empty()) return nullptr;
    auto kept = read_snapshot_file(file_);
    const auto state = store.state();
    if (!kept || !state || state->events < kept->events_stored) return nullptr;
    const auto lacks = static_cast<double>(state->events - kept->events_stored);
    if (lacks > snapshot_may_lack * static_cast<double>(state->events)) return nullptr;
    if (kept->networks_from != networks_.from) {  // of other databases
        kept->networks_from = 0;
        kept->asn = {};
        kept->country = {};
        kept->network_class = {};
        kept->continent = {};
    }
    auto snapshot = std::make_shared<const SourceSnapshot>(std::move(*kept));
    return snapshot->size() >= few_ ? snapshot : nullptr;
}

void SnapshotKeeper::run() {
    std::unique_ptr<EventStore> store;
    const auto open_once = [&] {
        if (store) return;
        auto opened = open_();
        if (opened) store = std::move(*opened);
    };
    // A file that cannot be written costs the next start a walk, and nothing else.
    std::shared_ptr<const SourceSnapshot> in_file;
    std::shared_ptr<const SourceSnapshot> last_looked_up;
    auto kept_at = Clock::now();
    const auto keep = [&](const std::shared_ptr<const SourceSnapshot>& snapshot) {
        if (file_.empty() || !snapshot || snapshot == in_file) return;
        if (write_snapshot_file(file_, snapshot->columns())) in_file = snapshot;
        kept_at = Clock::now();
    };

    open_once();
    if (store) in_file = kept_for(*store);
    std::unique_lock lock(mutex_);
    if (in_file && in_file->has_networks()) last_looked_up = in_file;
    if (in_file) {
        snapshot_ = in_file;
        has_tried_ = true;
        changed_.notify_all();
    }
    auto next = Clock::now();
    if (in_file) {
        next += walk_after_file;
        lock.unlock();
        read_what_look_ups_need(*store);
        lock.lock();
    }
    while (!stopping_) {
        changed_.wait_until(lock, next, [&] { return stopping_ || walk_now_; });
        if (stopping_) break;
        const bool wanted = walk_now_ || Clock::now() - asked_at_ < asked_lately;
        walk_now_ = false;
        if (!wanted) {
            next = Clock::now() + std::chrono::seconds{1};
            continue;
        }
        lock.unlock();
        std::shared_ptr<const SourceSnapshot> made;
        const auto began = Clock::now();
        open_once();
        bool walked = false;
        if (store) {
            auto taken = SourceSnapshot::of(*store, now_());
            walked = taken.has_value();
            if (walked && (*taken)->size() >= few_) made = std::move(*taken);
            if (!walked) store.reset();  // opened again: the file may have been replaced
        }
        // Look-ups of millions of sources take a while, the first time: the counts need not wait for them.
        const auto before = last_looked_up;
        if (made && networks_.of && !before) {
            lock.lock();
            snapshot_ = made;
            has_tried_ = true;
            changed_.notify_all();
            lock.unlock();
        }
        made = looked_up(made, before.get());
        if (made && networks_.of) last_looked_up = made;
        if (!in_file || Clock::now() - kept_at >= snapshot_kept_every) keep(made);
        lock.lock();
        if (walked) {
            snapshot_ = std::move(made);
            ++walks_;
        }
        has_tried_ = true;
        changed_.notify_all();
        const auto rests = std::clamp<Clock::duration>(
            walk_rests * (Clock::now() - began),
            std::chrono::duration_cast<Clock::duration>(snapshot_every), longest_rest);
        next = Clock::now() + rests;
    }
    const auto last = snapshot_;
    lock.unlock();
    keep(last);
}

std::unique_ptr<EventStore> with_snapshots(std::unique_ptr<EventStore> store,
                                           SnapshotKeeper& keeper) {
    return std::make_unique<SnapshotStore>(std::move(store), keeper);
}

}  // namespace hitme::store
