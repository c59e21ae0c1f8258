// SPDX-License-Identifier: Apache-2.0
#include "console/response/response_desk.h"

#include <algorithm>

#include "console/registered_networks.h"
#include "runtime/log.h"

namespace hitme::console {
namespace {

using runtime::Level;

constexpr core::Duration refresh_every = std::chrono::seconds{1};
constexpr std::size_t max_running_drills = 100;

}  // namespace

ResponseDesk::ResponseDesk(ResponseSettings settings, DrillSettings drills, store::Book& book,
                           OpenBook open, Notices* notices, const runtime::Clock& clock,
                           BenignCase benign_case)
    : settings_(std::move(settings)),
      drills_(std::move(drills)),
      book_(book),
      open_(std::move(open)),
      notices_(notices),
      clock_(clock),
      internal_(settings_.internal),
      benign_case_(std::move(benign_case)) {}

core::Result<std::unique_ptr<ResponseDesk>> ResponseDesk::make(
    ResponseSettings settings, DrillSettings drills, store::Book& book, OpenBook open,
    Notices* notices, const runtime::Clock& clock, BenignCase benign_case) {
    auto adapter = make_adapter(settings);
    if (!adapter) return adapter.error();
    std::unique_ptr<ResponseDesk> desk{new ResponseDesk(std::move(settings), std::move(drills),
                                                        book, std::move(open), notices, clock,
                                                        std::move(benign_case))};
    desk->adapter_ = std::move(*adapter);
    return desk;
}

ResponseDesk::~ResponseDesk() {
    stop();
}

void ResponseDesk::start() {
    working_ = std::thread{[this] { work(); }};
    drilling_ = std::thread{[this] { run_drills(); }};
}

void ResponseDesk::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    ready_.notify_all();
    if (working_.joinable()) working_.join();
    if (drilling_.joinable()) drilling_.join();
}

Spared ResponseDesk::spared(const event::Contact& contact) const {
    const Shown shown = visibility_.of(contact);
    if (shown.how == Shown::How::hidden) return {Spared::Why::allowed, shown.by};
    if (benign_case_)
        if (auto id = benign_case_(contact)) return {Spared::Why::case_benign, std::move(*id)};
    return {};
}

void ResponseDesk::stored(const event::Batch& batch, const store::Appended& appended) {
    const core::Time now = clock_.now();
    bool refreshed = false;
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
        if (const auto* change = std::get_if<event::SensorChange>(&batch.events[i]))
            sensors_.announce(*change);
        const auto* contact = std::get_if<event::Contact>(&batch.events[i]);
        if (contact == nullptr || appended.fates[i] == store::Fate::duplicate) continue;
        if (settings_.mode == ResponseMode::none || !internal_.contains(contact->source)) continue;
        Quarantine::Candidate candidate;
        candidate.seen_by = sensors_.internal_at(contact->sensor, contact->seen_at)
                                ? SeenBy::internal_sensor
                                : SeenBy::other_sensor;
        if (candidate.seen_by != SeenBy::internal_sensor) continue;
        if (!refreshed) {
            // A touch whose rules cannot be read makes no request: its source will touch again.
            if (auto done = visibility_.refresh(book_); !done)
                return runtime::log(Level::error, "response", done.error().context);
            refreshed = true;
        }
        candidate.spared = spared(*contact);
        candidate.completes = appended.fates[i] != store::Fate::stored;
        candidate.contact = *contact;
        candidate.contact.first_bytes.clear();
        candidate.contact.decoded.clear();
        candidate.contact.labels.clear();
        candidate.detected_at = now;
        candidate.drill = marks_.drill_of(*contact);
        const std::lock_guard lock{mutex_};
        if (waiting_.size() >= max_waiting_touches) {
            ++dropped_;
            continue;
        }
        waiting_.push_back(std::move(candidate));
    }
    ready_.notify_all();
}

void ResponseDesk::idle(core::Time) {
    const core::Duration now = clock_.steady();
    if (last_refresh_ != core::Duration{} && now - last_refresh_ < refresh_every) return;
    last_refresh_ = now;
    if (auto done = sensors_.refresh(book_); !done)
        runtime::log(Level::error, "response", done.error().context);
}

void ResponseDesk::work() {
    auto book = open_();
    if (!book)
        return runtime::log(Level::error, "response",
                            "no book, so no requests: " + book.error().context);
    Quarantine quarantine{settings_, adapter_.get(), **book, notices_, clock_, &stopping_};
    if (auto done = quarantine.begin(); !done)
        runtime::log(Level::error, "response", done.error().context);
    bool complained = false;
    while (!stopping_) {
        const auto done = turn(quarantine, **book);
        if (!done && !complained) runtime::log(Level::error, "response", done.error().context);
        complained = !done;
    }
    if (auto done = quarantine.finish(); !done)
        runtime::log(Level::error, "response", done.error().context);
}

core::Result<void> ResponseDesk::turn(Quarantine& quarantine, store::Book& book) {
    std::deque<Quarantine::Candidate> taken;
    {
        std::unique_lock lock{mutex_};
        ready_.wait_for(lock, response_turn, [&] { return stopping_ || !waiting_.empty(); });
        taken.swap(waiting_);
    }
    if (auto done = arm(book); !done) return done;
    if (!taken.empty()) {
        auto own = own_networks_of(book);
        if (!own) return own.error();
        quarantine.set_own(std::move(*own));
    }
    for (const auto& candidate : taken) {
        if (stopping_) break;
        const auto order = quarantine.consider(candidate);
        if (!order) return order.error();
        if (*order)
            runtime::log((*order)->state == OrderState::not_made ? Level::info : Level::warning,
                         "response",
                         (*order)->source.to_string() + ": " +
                             std::string(name_of((*order)->state)) + ": " + (*order)->result);
    }
    if (stopping_) return {};
    return quarantine.attend();
}

/// Marks what drills announce, and says so.
core::Result<void> ResponseDesk::arm(store::Book& book) {
    const auto changes = book.changes(std::string(drill_kind));
    if (!changes) return changes.error();
    if (seen_drills_ == *changes) return {};
    store::EntryQuery query;
    query.kind = drill_kind;
    query.limit = max_running_drills;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<DrillMark> marks;
    std::vector<std::pair<Drill, std::uint64_t>> announced;
    const core::Time now = clock_.now();
    for (const auto& entry : page->entries) {
        auto drill = drill_of(entry);
        if (!drill || drill->state == DrillState::asked || drill->until <= now) continue;
        // Only a host that may be isolated can be a test host: nobody hides contacts behind a drill.
        if (!internal_.contains(drill->source)) continue;
        marks.push_back({drill->id, drill->source, drill->from, drill->until});
        if (drill->state == DrillState::announced) announced.emplace_back(*drill, entry.version);
    }
    marks_.set(std::move(marks));
    for (auto& [drill, version] : announced) {
        drill.state = DrillState::armed;
        drill.at = now;
        const auto done = book.put(entry_of(drill), version);
        if (!done) return done.error();
    }
    seen_drills_ = *changes;
    return {};
}

void ResponseDesk::run_drills() {
    if (!drills_.whole) return;
    auto book = open_();
    if (!book)
        return runtime::log(Level::error, "response",
                            "no book, so no drills: " + book.error().context);
    bool complained = false;
    while (!stopping_) {
        {
            std::unique_lock lock{mutex_};
            ready_.wait_for(lock, std::chrono::seconds{1}, [&] { return stopping_.load(); });
        }
        if (stopping_) break;
        const auto done = drill_when_due(**book);
        if (!done && !complained) runtime::log(Level::error, "drill", done.error().context);
        complained = !done;
    }
}

core::Result<void> ResponseDesk::drill_when_due(store::Book& book) {
    store::EntryQuery query;
    query.kind = drill_kind;
    query.state = std::string(name_of(DrillState::asked));
    query.limit = 1;
    const auto asked = book.list(query);
    if (!asked) return asked.error();
    std::string id, author = "hitme";
    if (!asked->entries.empty()) {
        id = asked->entries.front().id;
        author = asked->entries.front().author;
    } else {
        if (drills_.every <= core::Duration{}) return {};
        query.state.reset();
        const auto latest = book.list(query);
        if (!latest) return latest.error();
        if (!latest->entries.empty() && clock_.now() - latest->entries.front().at < drills_.every)
            return {};
    }
    const auto prober = tcp_prober(drills_);
    const auto drill = run_drill(book, drills_, *prober, clock_, author, id, &stopping_);
    if (!drill) return drill.error();
    runtime::log(drill->verdict == "PASS" ? Level::info : Level::error, "drill",
                 drill_words(*drill));
    if (notices_ != nullptr) {
        Notice notice;
        notice.kind = NoticeKind::response;
        notice.severity = drill->verdict == "PASS" ? Severity::info : Severity::high;
        notice.at = drill->at;
        notice.group = "drill";
        notice.title = "Drill: " + drill->verdict;
        notice.text = drill_words(*drill);
        notice.source = drill->source.to_string();
        notice.page = "/drills/" + drill->id;
        notice.body = drill_json(*drill);
        notice.simulated = true;
        notices_->tell(std::move(notice));
    }
    return {};
}

}  // namespace hitme::console
