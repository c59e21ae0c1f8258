// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <list>
#include <tuple>
#include <unordered_map>

#include "store/sqlite/day_file.h"
#include "store/sqlite/folder.h"
#include "store/sqlite/packed.h"
#include "store/sqlite/state_file.h"

namespace hitme::store {
namespace sqlite {
namespace {

constexpr core::Duration one_second = std::chrono::seconds{1};

std::string run_key(const std::string& sensor, std::uint64_t epoch) {
    std::string key;
    append_fixed(key, epoch, 8);
    return key + sensor;
}

/// Numbers between dots after a day: "2026-03-01.5.17". Nothing unless there are exactly `count`.
std::optional<std::pair<core::Day, std::vector<std::uint64_t>>> parse_place(std::string_view text,
                                                                            std::size_t count) {
    const auto day = core::parse_day(text.substr(0, 10));
    if (!day) return std::nullopt;
    text.remove_prefix(std::min<std::size_t>(10, text.size()));
    std::vector<std::uint64_t> numbers;
    while (!text.empty() && numbers.size() < count) {
        if (text.front() != '.') return std::nullopt;
        std::uint64_t number = 0;
        const auto [end, failed] =
            std::from_chars(text.data() + 1, text.data() + text.size(), number);
        if (failed != std::errc{}) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        numbers.push_back(number);
    }
    if (!text.empty() || numbers.size() != count) return std::nullopt;
    return std::pair{*day, std::move(numbers)};
}

class SqliteStore final : public EventStore {
 public:
    SqliteStore(StoreSettings settings, Access access)
        : settings_(std::move(settings)), access_(access) {}
    core::Result<void> open();

    core::Result<Appended> append(const event::Batch& batch) override;
    core::Result<std::uint64_t> high_water(const std::string& sensor, std::uint64_t epoch) override;
    void set_retention(const Retention& retention) override {
        settings_.keep_days = retention.keep_days;
        settings_.quota_bytes = retention.quota_bytes;
    }
    core::Result<std::uint64_t> apply_retention(core::Time now) override;
    core::Result<void> visit(core::Time from, core::Time to, const Visitor& visitor) override;
    core::Result<void> visit_arrivals(const Marks& marks, const ArrivalVisitor& visitor) override;
    core::Result<Marks> arrivals() override;
    core::Result<ContactPage> contacts(const ContactQuery& query) override;
    core::Result<StoredContact> contact(const std::string& id) override;
    core::Result<std::vector<SensorRow>> sensors() override;
    core::Result<std::vector<UptimeSpan>> uptime(core::Time from, core::Time to) override;
    core::Result<StoreState> state() override;

    core::Result<void> apply(const RollUp& roll_up) override {
        return noting_space(state_->apply(roll_up));
    }
    core::Result<Marks> applied() override { return state_->applied(); }
    core::Result<void> replace_series(core::Time from, const RollUp& roll_up) override {
        return state_->replace_series(from, roll_up);
    }
    core::Result<void> note_skipped(const std::string& file, const std::string& reason,
                                    std::uint64_t count) override {
        return state_->note_skipped(file, reason, count);
    }
    core::Result<std::map<std::string, std::uint64_t>> skipped() override {
        return state_->skipped();
    }
    core::Result<std::vector<SeriesPoint>> series(std::optional<event::Signal> signal,
                                                  core::Time from, core::Time to) override {
        return state_->series(signal ? signal->key() : any_signal, from, to);
    }
    core::Result<std::vector<SignalTotal>> top_signals(core::Time from, core::Time to,
                                                       std::size_t limit) override {
        return state_->top_signals(from, to, limit);
    }
    core::Result<SourcePage> sources(const SourceQuery& query) override {
        return state_->sources(query);
    }
    core::Result<std::vector<DayHosts>> day_hosts(std::optional<event::Signal> signal,
                                                  core::Day from, core::Day to) override {
        return state_->day_hosts(signal ? signal->key() : any_signal, from, to);
    }
    core::Result<std::vector<PayloadRow>> payloads(const event::Signal& signal,
                                                   std::size_t limit) override {
        return state_->payloads(signal.key(), limit);
    }
    core::Result<void> visit_sources(const SourceVisitor& visitor) override {
        return state_->visit_sources(visitor);
    }

 private:
    struct OpenDay {
        core::Day day;
        std::unique_ptr<DayFile> file;
    };
    /// The open file of a day. A writer makes it where it is missing; a reader gets not_found.
    core::Result<DayFile*> day_file(core::Day day);
    void close_day(core::Day day);
    core::Result<std::vector<core::Day>> days() const { return list_days(settings_.folder); }
    /// Calls visit(day, file) for each day in [first, last] until it says false; newest first where asked. The file of a day that
    /// is not wanted stays closed.
    enum class Order { oldest_first, newest_first };
    template <class Visit>
    core::Result<void> each_day(
        core::Day first, core::Day last, Order order, Visit&& visit,
        const std::function<bool(core::Day)>& wants = [](core::Day) { return true; });

    /// What was read of a day at rest. A walk over a log of months asks for it at each step, and opening a file takes longer.
    struct AtRest {
        std::uint64_t stamp = 0;
        std::optional<std::uint64_t> events;
        std::optional<std::uint64_t> last_ordinal;
    };
    /// A number of the day's file, read where it is not held; nothing where the day went meanwhile.
    core::Result<std::optional<std::uint64_t>> number_of(
        core::Day day, std::optional<std::uint64_t> AtRest::*held,
        core::Result<std::uint64_t> (DayFile::*read)());
    /// Days with a file; what is held of those without one goes.
    core::Result<std::vector<core::Day>> present_days();

    core::Result<void> load_runs();
    core::Result<Appended> append_parts(const event::Batch& batch, std::uint64_t& complete);
    core::Result<void> remove_day(core::Day day);
    core::Result<void> finish_removal(core::Day day);

    /// Keeps state().full true to what the last write said.
    template <class T>
    core::Result<T> noting_space(core::Result<T> result) {
        if (result) {
            full_ = false;
        } else if (result.error().code == core::ErrorCode::disk_full) {
            full_ = true;
        }
        return result;
    }

    StoreSettings settings_;
    Access access_;
    WriterLock lock_;
    std::unique_ptr<StateFile> state_;
    std::list<OpenDay> open_days_;                             ///< latest used first
    std::unordered_map<std::string, std::uint64_t> complete_;  ///< writers: by run
    Removed removed_;
    bool full_ = false;
    std::uint64_t refused_writes_ = 0;
    std::map<core::Day, AtRest> at_rest_;
};

core::Result<void> SqliteStore::open() {
    if (access_ == Access::write) {
        std::error_code failed;
        std::filesystem::create_directories(settings_.folder, failed);
        if (failed)
            return core::error(core::ErrorCode::refused,
                               settings_.folder + ": " + failed.message());
        auto lock = WriterLock::take(settings_.folder);
        if (!lock) return lock.error();
        lock_ = std::move(*lock);
    }
    // Every file is looked at before any is opened, so that a store of a later version stays as it is, byte for byte.
    const auto listed = days();
    if (!listed) return listed.error();
    for (const auto day : *listed) {
        const auto checked = check_kind(day_path(settings_.folder, day), day_file_kind());
        if (!checked) return checked.error();
    }
    auto state = StateFile::open(state_path(settings_.folder),
                                 access_ == Access::write ? OpenAs::writer : OpenAs::reader);
    if (!state) return state.error();
    state_ = std::move(*state);
    if (access_ == Access::read) return {};
    const auto removals = state_->removals();
    if (!removals) return removals.error();
    for (const auto day : *removals) {
        const auto finished = finish_removal(day);
        if (!finished) return finished.error();
    }
    return load_runs();
}

core::Result<DayFile*> SqliteStore::day_file(core::Day day) {
    const auto known = std::find_if(open_days_.begin(), open_days_.end(),
                                    [&](const OpenDay& open) { return open.day == day; });
    if (known != open_days_.end()) {
        open_days_.splice(open_days_.begin(), open_days_, known);
        return open_days_.front().file.get();
    }
    auto file = DayFile::open(day_path(settings_.folder, day), day,
                              access_ == Access::write ? OpenAs::writer : OpenAs::reader);
    if (!file) return file.error();
    if (open_days_.size() >= (access_ == Access::write ? max_open_days : max_read_days)) {
        // Closing the last connection of a day moves its log into the file and deletes the log. A reader may have it open for
        // long, so the log is moved before.
        if (access_ == Access::write) (void)open_days_.back().file->checkpoint();
        open_days_.pop_back();
    }
    open_days_.push_front({day, std::move(*file)});
    return open_days_.front().file.get();
}

void SqliteStore::close_day(core::Day day) {
    open_days_.remove_if([&](const OpenDay& open) { return open.day == day; });
}

core::Result<std::vector<core::Day>> SqliteStore::present_days() {
    auto listed = days();
    if (!listed) return listed;
    const auto is_gone = [&](core::Day day) {
        return !std::binary_search(listed->begin(), listed->end(), day);
    };
    // Days that the writer has removed; their open files would show what is no longer there.
    if (access_ == Access::read)
        open_days_.remove_if([&](const OpenDay& open) { return is_gone(open.day); });
    std::erase_if(at_rest_, [&](const auto& known) { return is_gone(known.first); });
    return listed;
}

template <class Visit>
core::Result<void> SqliteStore::each_day(core::Day first, core::Day last, Order order,
                                         Visit&& visit,
                                         const std::function<bool(core::Day)>& wants) {
    auto listed = present_days();
    if (!listed) return listed.error();
    if (order == Order::newest_first) std::reverse(listed->begin(), listed->end());
    for (const auto day : *listed) {
        if (day < first || day > last || !wants(day)) continue;
        const auto file = day_file(day);
        if (!file) {
            if (file.error().code == core::ErrorCode::not_found) continue;
            return file.error();
        }
        core::Result<bool> visited = visit(day, **file);
        if (!visited) return visited.error();
        if (!*visited) break;
    }
    return {};
}

core::Result<void> SqliteStore::load_runs() {
    auto removed = state_->removed();
    if (!removed) return removed.error();
    removed_ = *removed;
    return each_day(first_day, last_day, Order::oldest_first,
                    [&](core::Day, DayFile& file) -> core::Result<bool> {
                        const auto runs = file.runs();
                        if (!runs) return runs.error();
                        for (const auto& run : *runs) {
                            auto& complete = complete_[run_key(run.sensor, run.epoch)];
                            complete = std::max(complete, run.complete);
                        }
                        return true;
                    });
}

core::Result<std::uint64_t> SqliteStore::high_water(const std::string& sensor,
                                                    std::uint64_t epoch) {
    const auto removed = state_->removed_run(sensor, epoch);
    if (!removed) return removed.error();
    std::uint64_t complete = removed->complete;
    if (access_ == Access::write) {
        const auto known = complete_.find(run_key(sensor, epoch));
        return known == complete_.end() ? complete : std::max(complete, known->second);
    }
    const auto read = each_day(first_day, last_day, Order::newest_first,
                               [&](core::Day, DayFile& file) -> core::Result<bool> {
                                   const auto run = file.known_run(sensor, epoch);
                                   if (!run) return run.error();
                                   if (*run) complete = std::max(complete, (*run)->complete);
                                   return true;
                               });
    if (!read) return read.error();
    return complete;
}

core::Result<Appended> SqliteStore::append(const event::Batch& batch) {
    if (access_ == Access::read)
        return core::error(core::ErrorCode::refused, settings_.folder + ": opened for reading");
    const auto mark = high_water(batch.sensor, batch.epoch);
    if (!mark) return mark.error();
    std::uint64_t complete = *mark;
    auto appended = noting_space(append_parts(batch, complete));
    if (!appended) {
        if (appended.error().code == core::ErrorCode::disk_full) ++refused_writes_;
        return appended;
    }
    complete_[run_key(batch.sensor, batch.epoch)] = complete;
    appended->high_water = complete;
    return appended;
}

core::Result<Appended> SqliteStore::append_parts(const event::Batch& batch,
                                                 std::uint64_t& complete) {
    Appended appended;
    appended.fates.assign(batch.events.size(), Fate::duplicate);
    if (batch.events.empty()) return appended;
    if (batch.first_delivery == 0 || batch.first_delivery > ~std::uint64_t{0} - batch.events.size())
        return core::error(core::ErrorCode::bad_input, "batch: deliveries count from 1");
    const std::uint64_t last = batch.first_delivery + (batch.events.size() - 1);

    std::map<core::Day, std::vector<std::uint32_t>> parts;
    std::vector<std::uint32_t>* part = nullptr;
    core::Day part_day;
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
        const auto seen_at = event::seen_at(batch.events[i]);
        if (seen_at < core::Time{first_day} || seen_at >= core::Time{last_day})
            return core::error(core::ErrorCode::bad_input,
                               "batch: seen_at lies outside 1900 to 2261");
        if (batch.first_delivery + i <= complete) {
            ++appended.duplicates;
            continue;
        }
        const auto day = core::day_of(seen_at);
        if (part == nullptr || day != part_day) {
            part = &parts[day];
            part_day = day;
        }
        part->push_back(static_cast<std::uint32_t>(i));
    }
    // A day that retention removed is not made again for events that it once held.
    if (removed_.latest && !parts.empty() && parts.begin()->first <= *removed_.latest) {
        const auto kept = days();
        if (!kept) return kept.error();
        const auto once = state_->removed_run(batch.sensor, batch.epoch);
        if (!once) return once.error();
        for (auto& [day, indexes] : parts) {
            if (day > *removed_.latest || std::binary_search(kept->begin(), kept->end(), day))
                continue;
            appended.duplicates += std::erase_if(indexes, [&](std::uint32_t index) {
                return batch.first_delivery + index <= once->high_water;
            });
        }
        std::erase_if(parts, [](const auto& entry) { return entry.second.empty(); });
    }
    std::vector<std::uint64_t> early_bytes_in(batch.events.size());
    std::size_t left = parts.size();
    for (auto& [day, indexes] : parts) {
        const auto file = day_file(day);
        if (!file) return file.error();
        DayPart to_store{batch, std::move(indexes), std::nullopt};
        // Only the last part says that the batch is complete: after a crash between two parts the run's mark is still
        // below this batch, it is delivered again, and each day takes what it lacks.
        if (--left == 0) to_store.complete = last;
        const auto stored = (*file)->append(to_store, appended, early_bytes_in);
        if (!stored) return stored.error();
    }
    for (std::size_t i = 0; i < batch.events.size(); ++i)
        if (appended.fates[i] == Fate::completed)
            appended.early_bytes_in.push_back(early_bytes_in[i]);
    complete = std::max(complete, last);
    return appended;
}

core::Result<void> SqliteStore::finish_removal(core::Day day) {
    close_day(day);
    const auto deleted = delete_day(settings_.folder, day);
    if (!deleted) return deleted.error();
    return state_->end_removal(day);
}

core::Result<void> SqliteStore::remove_day(core::Day day) {
    std::uint64_t events = 0;
    std::vector<Run> runs;
    // A day that cannot be read any more must not keep retention from giving its space back.
    if (const auto file = day_file(day)) {
        if (const auto counted = (*file)->events()) events = *counted;
        if (auto known = (*file)->runs()) runs = std::move(*known);
    }
    const auto begun = state_->begin_removal(day, events, runs);
    if (!begun) return begun.error();
    removed_.latest = std::max(removed_.latest.value_or(day), day);
    return finish_removal(day);
}

core::Result<std::uint64_t> SqliteStore::apply_retention(core::Time now) {
    if (access_ == Access::read)
        return core::error(core::ErrorCode::refused, settings_.folder + ": opened for reading");
    const auto today = core::day_of(now);
    const auto listed = days();
    if (!listed) return listed.error();
    // Logs count against the quota as long as they are there.
    for (auto& open : open_days_) (void)open.file->checkpoint();
    (void)state_->checkpoint();
    const auto limit = today - std::chrono::days{static_cast<int>(settings_.keep_days)};
    // A time that is yet to come says nothing: the clock was set back, or it is a test's.
    const auto was_filled_lately = [&](core::Day day) {
        const auto written = written_at(settings_.folder, day);
        return written && *written <= now && core::day_of(*written) >= limit;
    };
    // Only the days: roll-ups outlive them, and when those alone were too large, removing days would not help.
    auto bytes = bytes_in(settings_.folder, day_beginning);
    std::uint64_t removed = 0;
    for (const auto day : *listed) {
        if (day >= today) break;
        const bool old = settings_.keep_days != 0 && day < limit && !was_filled_lately(day);
        const bool over = settings_.quota_bytes != 0 && bytes > settings_.quota_bytes;
        if (!old && !over) continue;  // what was imported lately may lie before what was not
        const auto done = remove_day(day);
        if (!done) return done.error();
        ++removed;
        bytes = bytes_in(settings_.folder, day_beginning);
    }
    return removed;
}

core::Result<void> SqliteStore::visit(core::Time from, core::Time to, const Visitor& visitor) {
    if (from >= to) return {};
    return each_day(core::day_of(std::max(from, core::Time{first_day})),
                    core::day_of(std::min(to, core::Time{last_day})), Order::oldest_first,
                    [&](core::Day, DayFile& file) { return file.visit(from, to, visitor); });
}

core::Result<void> SqliteStore::visit_arrivals(const Marks& marks, const ArrivalVisitor& visitor) {
    const auto last = arrivals();
    if (!last) return last.error();
    const auto after = [&](core::Day day) {
        const auto mark = marks.find(day);
        return mark == marks.end() ? 0 : mark->second;
    };
    return each_day(
        first_day, last_day, Order::oldest_first,
        [&](core::Day day, DayFile& file) { return file.visit_arrivals(after(day), visitor); },
        [&](core::Day day) {
            const auto arrived = last->find(day);
            return arrived != last->end() && arrived->second > after(day);
        });
}

core::Result<Marks> SqliteStore::arrivals() {
    const auto listed = present_days();
    if (!listed) return listed.error();
    Marks marks;
    for (const auto day : *listed) {
        const auto last = number_of(day, &AtRest::last_ordinal, &DayFile::last_ordinal);
        if (!last) return last.error();
        if (last->value_or(0) > 0) marks[day] = **last;
    }
    return marks;
}

core::Result<std::optional<std::uint64_t>> SqliteStore::number_of(
    core::Day day, std::optional<std::uint64_t> AtRest::*held,
    core::Result<std::uint64_t> (DayFile::*read)()) {
    // Before the file is read: what is written meanwhile changes the stamp that is held.
    const bool rests = is_at_rest(settings_.folder, day);
    const std::uint64_t stamp = stamp_of(settings_.folder, day);
    auto known = at_rest_.find(day);
    if (known != at_rest_.end() && (!rests || known->second.stamp != stamp)) {
        at_rest_.erase(known);
        known = at_rest_.end();
    }
    if (known != at_rest_.end() && known->second.*held) return known->second.*held;
    const auto file = day_file(day);
    if (!file && file.error().code == core::ErrorCode::not_found)
        return std::optional<std::uint64_t>{};
    if (!file) return file.error();
    const auto number = ((*file)->*read)();
    if (!number) return number.error();
    if (rests) {
        AtRest& now = at_rest_[day];
        now.stamp = stamp;
        now.*held = *number;
    }
    return std::optional{*number};
}

core::Result<ContactPage> SqliteStore::contacts(const ContactQuery& query) {
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, max_page);
    core::Day newest = last_day;
    if (query.to && *query.to < core::Time{last_day}) newest = core::day_of(*query.to);
    std::optional<Place> below;
    core::Day below_day;
    if (query.cursor) {
        const auto place = parse_place(*query.cursor, 2);
        if (!place) return core::error(core::ErrorCode::bad_input, "cursor: not one of ours");
        below_day = place->first;
        below = Place{static_cast<std::int64_t>(place->second[0]), place->second[1]};
        newest = std::min(newest, below_day);
    }
    core::Day oldest = first_day;
    if (query.from && *query.from > core::Time{first_day}) oldest = core::day_of(*query.from);

    ContactPage page;
    std::string last_place;
    const auto read =
        each_day(oldest, newest, Order::newest_first,
                 [&](core::Day day, DayFile& file) -> core::Result<bool> {
                     // One more than the page holds tells whether there is a next one.
                     auto found = file.search(
                         query, below && day == below_day ? below : std::optional<Place>{},
                         limit + 1 - page.rows.size());
                     if (!found) return found.error();
                     for (auto& one : *found) {
                         if (page.rows.size() == limit) {
                             page.next = last_place;
                             return false;
                         }
                         const std::string name = core::format_day(day);
                         const std::string ordinal = std::to_string(one.place.ordinal);
                         last_place = name + "." + std::to_string(one.place.in_day) + "." + ordinal;
                         event::derive(one.contact);
                         page.rows.push_back({name + "." + ordinal, std::move(one.contact)});
                     }
                     return true;
                 });
    if (!read) return read.error();
    return page;
}

core::Result<StoredContact> SqliteStore::contact(const std::string& id) {
    const auto not_there = core::error(core::ErrorCode::not_found, "contact " + id);
    const auto place = parse_place(id, 1);
    if (!place) return not_there;
    const auto listed = days();
    if (!listed) return listed.error();
    if (!std::binary_search(listed->begin(), listed->end(), place->first)) return not_there;
    const auto file = day_file(place->first);
    if (!file) return file.error();
    auto found = (*file)->contact(place->second[0]);
    if (!found) return found.error();
    event::derive(*found);
    return StoredContact{id, std::move(*found)};
}

core::Result<std::vector<SensorRow>> SqliteStore::sensors() {
    struct Latest {
        SensorRow row;
        std::optional<std::int64_t> heartbeat_seen, change_seen;
    };
    std::map<std::string, Latest> latest;
    const auto read = each_day(
        first_day, last_day, Order::newest_first,
        [&](core::Day, DayFile& file) -> core::Result<bool> {
            const auto runs = file.runs();
            if (!runs) return runs.error();
            for (const auto& run : *runs) {
                if (run.events == 0 && run.heartbeat == 0 && run.change == 0) continue;
                auto& at = latest[run.sensor];
                at.row.name = run.sensor;
                at.row.events += run.events;
                if (run.events > 0)
                    at.row.last_event = std::max(at.row.last_event.value_or(core::Time::min()),
                                                 core::from_nanoseconds(run.last_event));
                if (run.heartbeat != 0 &&
                    (!at.heartbeat_seen || *at.heartbeat_seen < run.heartbeat_seen)) {
                    auto told = file.notice(static_cast<std::uint64_t>(run.heartbeat));
                    if (!told) return told.error();
                    if (auto* heartbeat = std::get_if<event::Heartbeat>(&*told)) {
                        at.row.last_heartbeat = std::move(*heartbeat);
                        at.heartbeat_seen = run.heartbeat_seen;
                    }
                }
                if (run.change != 0 && (!at.change_seen || *at.change_seen < run.change_seen)) {
                    auto told = file.notice(static_cast<std::uint64_t>(run.change));
                    if (!told) return told.error();
                    if (auto* change = std::get_if<event::SensorChange>(&*told)) {
                        at.row.change = std::move(*change);
                        at.change_seen = run.change_seen;
                    }
                }
            }
            return true;
        });
    if (!read) return read.error();
    std::vector<SensorRow> rows;
    for (auto& [name, at] : latest) rows.push_back(std::move(at.row));
    return rows;
}

core::Result<std::vector<UptimeSpan>> SqliteStore::uptime(core::Time from, core::Time to) {
    std::vector<UptimeSpan> spans;
    if (from >= to) return spans;
    // A span stands in the day of its last heartbeat, which may be long after its begin.
    const auto read =
        each_day(core::day_of(std::max(from, core::Time{first_day})), last_day, Order::oldest_first,
                 [&](core::Day, DayFile& file) -> core::Result<bool> {
                     const auto added = file.uptime(from, to, spans);
                     if (!added) return added.error();
                     return true;
                 });
    if (!read) return read.error();
    std::sort(spans.begin(), spans.end(), [](const UptimeSpan& a, const UptimeSpan& b) {
        return std::tie(a.sensor, a.from, a.to) < std::tie(b.sensor, b.from, b.to);
    });
    std::vector<UptimeSpan> merged;
    for (auto& span : spans) {
        if (!merged.empty() && merged.back().sensor == span.sensor &&
            span.from <= merged.back().to + one_second) {
            merged.back().to = std::max(merged.back().to, span.to);
        } else {
            merged.push_back(std::move(span));
        }
    }
    return merged;
}

core::Result<StoreState> SqliteStore::state() {
    StoreState state;
    const auto removed = state_->removed();
    if (!removed) return removed.error();
    state.events = removed->events;
    state.events_removed = removed->events;
    state.days_removed = removed->days;
    const auto listed = present_days();
    if (!listed) return listed.error();
    for (const auto day : *listed) {
        const auto events = number_of(day, &AtRest::events, &DayFile::events);
        if (!events) return events.error();
        if (!*events) continue;
        state.events += **events;
        ++state.days;
        if (!state.oldest_day) state.oldest_day = day;
    }
    state.bytes_on_disk = bytes_in(settings_.folder);
    state.full = full_;
    state.refused_writes = refused_writes_;
    return state;
}

}  // namespace
}  // namespace sqlite

core::Result<std::unique_ptr<EventStore>> open_sqlite_store(const StoreSettings& settings,
                                                            Access access) {
    auto store = std::make_unique<sqlite::SqliteStore>(settings, access);
    const auto opened = store->open();
    if (!opened) return opened.error();
    return std::unique_ptr<EventStore>(std::move(store));
}

}  // namespace hitme::store
