// SPDX-License-Identifier: Apache-2.0
#include "console/alert/alerts.h"

#include <sys/stat.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "console/alert/message_json.h"
#include "console/alert/quiet_hours.h"
#include "console/json_writer.h"
#include "runtime/log.h"

namespace hitme::console::alert {
namespace {

using namespace std::chrono_literals;

constexpr auto turn = 250ms;  // ours: what is due waits no longer than this

const char* status_of(const ChannelView& view) {
    if (!view.channel.enabled) return "off";
    if (view.state.failing) return "failing";
    return view.state.delivered > 0 ? "working" : "unused";
}

ChannelRules::Hours hours_of(const Channel& channel, core::Time now) {
    return is_quiet(channel.quiet, now) ? ChannelRules::Hours::quiet : ChannelRules::Hours::open;
}

bool same_target(const Channel& a, const Channel& b) {
    return a.type == b.type && a.through == b.through && a.to == b.to;
}

}  // namespace

std::string channel_view_json(const ChannelView& view) {
    std::string channel = channel_json(view.channel);
    channel.pop_back();
    JsonWriter out;
    out.begin_object();
    out.key("from").text(view.channel.from_settings ? "settings" : "book");
    out.key("version").number(view.channel.version);
    out.key("target").text(shown_target(view.channel));
    out.key("state").begin_object();
    out.key("status").text(status_of(view));
    out.key("last_delivery").time(view.state.last_delivery);
    out.key("last_failure").time(view.state.last_failure);
    out.key("last_error").text(view.state.last_error);
    out.key("next_attempt").time(view.state.next_attempt);
    out.key("backoff_seconds").real(std::chrono::duration<double>(view.state.backoff).count());
    out.key("queued").number(view.state.queued);
    out.key("delivered").number(view.state.delivered);
    out.key("failed_attempts").number(view.state.failed_attempts);
    out.key("dropped").number(view.state.dropped);
    out.key("held_back").number(view.held_back);
    out.end_object();
    out.end_object();
    return channel + "," + out.take().substr(1);
}

Alerts::Alerts(AlertsSettings settings, std::unique_ptr<store::Book> book,
               std::function<void(const std::string&)> on_dashboard, const runtime::Clock& clock)
    : settings_(std::move(settings)),
      book_(std::move(book)),
      on_dashboard_(std::move(on_dashboard)),
      clock_(clock) {
    if (!settings_.spool_folder.empty()) ::mkdir(settings_.spool_folder.c_str(), 0700);
    for (const Channel& channel : settings_.channels) open(channel);
    if (std::none_of(running_.begin(), running_.end(), [](const auto& one) {
            return one.second.channel.type == ChannelType::dashboard;
        })) {
        Channel dashboard;
        dashboard.name = "dashboard";
        dashboard.from_settings = true;
        dashboard.audience = Audience::machines;
        dashboard.filter.simulated = true;
        open(dashboard);
    }
    load();
    restore();
}

Alerts::~Alerts() {
    stop();
}

void Alerts::start() {
    if (!thread_.joinable()) thread_ = std::thread{[this] { run(); }};
}

void Alerts::stop() {
    {
        const std::lock_guard lock(mailbox_mutex_);
        stop_ = true;
        wake_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
    {
        const std::lock_guard lock(mutex_);
        for (auto& [name, running] : running_)
            if (running.worker) running.worker->stop();
    }
    save();
}

void Alerts::tell(Notice notice) {
    const std::lock_guard lock(mailbox_mutex_);
    if (mailbox_.size() >= max_mailbox) {
        ++not_taken_;
        return;
    }
    mailbox_.push_back({std::move(notice), ""});
    wake_.notify_one();
}

bool Alerts::test(const std::string& name) {
    {
        const std::lock_guard lock(mutex_);
        if (!running_.contains(name)) return false;
    }
    Notice notice;
    notice.kind = NoticeKind::test;
    notice.at = clock_.now();
    notice.group = "test/" + name;
    notice.title = "Test of the channel " + name;
    notice.text =
        "Somebody asked for this message to see whether the channel works. Nothing happened.";
    notice.page = "/settings";
    const std::lock_guard lock(mailbox_mutex_);
    mailbox_.push_back({std::move(notice), name});
    wake_.notify_one();
    return true;
}

void Alerts::reload() {
    const std::lock_guard lock(mailbox_mutex_);
    reload_ = true;
    wake_.notify_one();
}

void Alerts::run() {
    core::Duration saved{};
    for (;;) {
        std::deque<Waiting> taken;
        bool ends = false;
        bool load_now = false;
        {
            std::unique_lock lock(mailbox_mutex_);
            wake_.wait_for(lock, turn, [&] { return !mailbox_.empty() || reload_ || stop_; });
            taken.swap(mailbox_);
            ends = stop_;
            load_now = std::exchange(reload_, false);
        }
        if (load_now) load();
        for (const Waiting& waiting : taken) handle(waiting);
        due();
        if (ends) {
            const std::lock_guard lock(mutex_);
            for (auto& [name, running] : running_)
                deliver(running, running.rules.flush(clock_.now()));
        }
        const core::Duration steady = clock_.steady();
        if (ends || steady - saved >= save_every) {
            saved = steady;
            if (book_) {
                const auto changes = book_->changes(channel_kind);
                if (changes && *changes != seen_changes_) load();
            }
            save();
        }
        if (ends) return;
    }
}

void Alerts::handle(const Waiting& waiting) {
    const std::lock_guard lock(mutex_);
    const core::Time now = clock_.now();
    ++told_;
    LoggedNotice logged{waiting.notice, now, {}};
    for (auto& [name, running] : running_) {
        if (!waiting.only.empty() && waiting.only != name) continue;
        Verdict verdict = running.rules.take(waiting.notice, now, hours_of(running.channel, now));
        if (verdict.outcome != Outcome::sent_on) ++running.held_back;
        logged.outcomes.push_back({name, verdict.outcome, std::string(verdict.why)});
        if (running.channel.type == ChannelType::dashboard) {
            if (verdict.outcome != Outcome::sent_on) continue;
            ++running.delivered;
            if (on_dashboard_) on_dashboard_(notice_json(waiting.notice));
        } else {
            deliver(running, verdict.messages);
        }
    }
    logged.notice.evidence.clear();  // the log is for people; the store has the contact
    if (logged.notice.page.starts_with(case_pages)) {
        case_log_.push_front(logged);
        case_log_.front().notice.text.clear();  // the case itself says more
        if (case_log_.size() > max_case_log) case_log_.pop_back();
        ++case_notices_;
    }
    log_.push_front(std::move(logged));
    if (log_.size() > max_log) log_.pop_back();
}

void Alerts::deliver(Running& running, const std::vector<Message>& messages) {
    if (!running.worker) return;
    for (const Message& message : messages) {
        // Different for each message of each run: the time, a count, the seed.
        const std::string unique = std::to_string(core::nanoseconds_of(clock_.now())) + "." +
                                   std::to_string(++messages_) + "." +
                                   std::to_string(settings_.seed % 1'000'000);
        for (std::string& payload :
             payloads_of(running.channel, message, settings_.speaker, unique))
            running.worker->offer(std::move(payload));
    }
}

void Alerts::due() {
    const std::lock_guard lock(mutex_);
    const core::Time now = clock_.now();
    for (auto& [name, running] : running_)
        deliver(running, running.rules.due(now, hours_of(running.channel, now)));
}

void Alerts::open(const Channel& channel) {
    Running running{channel};
    if (channel.type != ChannelType::dashboard) {
        auto spool = Spool::open(settings_.spool_folder.empty()
                                     ? ""
                                     : settings_.spool_folder + "/" + channel.name + ".spool");
        if (!spool) {
            runtime::log(runtime::Level::error, "alert",
                         spool.error().context + "; what waits is not kept over a restart");
            spool = Spool::open("");
        }
        running.worker = std::make_unique<ChannelWorker>(
            channel.name, make_sender(channel, settings_.speaker), std::move(*spool), clock_,
            settings_.seed + std::hash<std::string>{}(channel.name), settings_.backoff);
    }
    running_.emplace(channel.name, std::move(running));
}

/// Brings the running channels to what the book says.
void Alerts::load() {
    if (!book_) return;
    const auto changes = book_->changes(channel_kind);
    store::EntryQuery query;
    query.kind = channel_kind;
    query.limit = store::max_entries_per_page;
    const auto page = book_->list(query);
    if (!changes || !page) return;
    seen_changes_ = *changes;
    const std::lock_guard lock(mutex_);
    for (const store::Entry& entry : page->entries) {
        const auto known = running_.find(entry.id);
        if (known != running_.end() && known->second.channel.from_settings) continue;
        if (entry.state == "removed") {
            if (known != running_.end()) running_.erase(known);
            continue;
        }
        auto read = channel_of_json(entry.body, Unasked::is_passed_by, settings_.channels);
        read.channel.version = entry.version;
        if (read.fault || read.channel.name != entry.id) {
            runtime::log(runtime::Level::error, "alert",
                         "channel " + entry.id + " of the book is not used: " +
                             (read.fault ? read.fault->parameter + " " + read.fault->reason
                                         : "it has another name"));
            continue;
        }
        if (known == running_.end()) {
            if (running_.size() < max_channels)
                open(read.channel);
            else
                runtime::log(runtime::Level::error, "alert", "there are too many channels");
            continue;
        }
        Running& running = known->second;
        if (running.channel.type != read.channel.type) {
            running_.erase(known);
            open(read.channel);
            continue;
        }
        running.rules.change(read.channel);
        if (running.worker && !same_target(running.channel, read.channel))
            running.worker->change(make_sender(read.channel, settings_.speaker));
        running.channel = std::move(read.channel);
    }
}

ChannelView Alerts::view(const Running& running) const {
    ChannelView view{running.channel, {}, running.held_back};
    if (running.worker)
        view.state = running.worker->state();
    else
        view.state.delivered = running.delivered;
    return view;
}

std::vector<ChannelView> Alerts::channels() const {
    const std::lock_guard lock(mutex_);
    std::vector<ChannelView> views;
    for (const auto& [name, running] : running_) views.push_back(view(running));
    return views;
}

std::optional<ChannelView> Alerts::channel(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = running_.find(name);
    if (found == running_.end()) return {};
    return view(found->second);
}

Alerts::Log Alerts::log(std::size_t most, const std::optional<std::string>& channel,
                        const std::optional<NoticeKind>& kind,
                        const std::optional<std::string>& page) const {
    Log answer;
    {
        const std::lock_guard lock(mailbox_mutex_);
        answer.not_taken = not_taken_;
    }
    const std::lock_guard lock(mutex_);
    answer.told = told_;
    const bool of_a_case = page && page->starts_with(case_pages);
    for (const LoggedNotice& logged : of_a_case ? case_log_ : log_) {
        if (answer.rows.size() >= most) break;
        if (kind && logged.notice.kind != *kind) continue;
        if (page && logged.notice.page != *page) continue;
        if (channel && std::none_of(logged.outcomes.begin(), logged.outcomes.end(),
                                    [&](const auto& one) { return one.channel == *channel; }))
            continue;
        answer.rows.push_back(logged);
    }
    return answer;
}

void Alerts::save() {
    if (!book_) return;
    JsonWriter states;
    states.begin_array();
    for (const ChannelView& one : channels()) states.raw(channel_view_json(one));
    states.end_array();
    std::string text = states.take();
    if (text != saved_) {
        if (book_->note(state_note, text)) saved_ = std::move(text);
    }
    const auto listed = [](const auto& logged) {
        JsonWriter rows;
        rows.begin_array();
        for (const LoggedNotice& one : logged) rows.raw(logged_notice_json(one));
        rows.end_array();
        return rows.take();
    };
    const Log latest = log(max_log_kept, {}, {});
    if (latest.told == saved_told_) return;
    if (book_->note(notices_note, listed(latest.rows))) saved_told_ = latest.told;
    std::deque<LoggedNotice> of_cases;
    std::uint64_t case_notices = 0;
    {
        const std::lock_guard lock(mutex_);
        case_notices = case_notices_;
        if (case_notices != saved_case_notices_) of_cases = case_log_;
    }
    if (case_notices != saved_case_notices_ && book_->note(case_notices_note, listed(of_cases)))
        saved_case_notices_ = case_notices;
}

/// The counters and the last notices of the run before.
void Alerts::restore() {
    if (!book_) return;
    namespace json = boost::json;
    const auto read = [&](const char* key) -> json::array {
        const auto noted = book_->noted(key);
        if (!noted || !*noted) return {};
        json::error_code failed;
        json::value value = json::parse(**noted, failed);
        return !failed && value.is_array() ? value.get_array() : json::array{};
    };
    const auto text_of = [](const json::object& object, const char* name) {
        const json::value* value = object.if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                      : std::string{};
    };
    const auto number_of = [](const json::object& object, const char* name) {
        const json::value* value = object.if_contains(name);
        return value != nullptr && value->is_int64() && value->get_int64() > 0
                   ? static_cast<std::uint64_t>(value->get_int64())
                   : std::uint64_t{0};
    };
    for (const json::value& one : read(state_note)) {
        if (!one.is_object()) continue;
        const auto found = running_.find(text_of(one.get_object(), "name"));
        const json::value* state = one.get_object().if_contains("state");
        if (found == running_.end() || state == nullptr || !state->is_object()) continue;
        const json::object& object = state->get_object();
        ChannelState before;
        before.last_delivery = core::parse_time(text_of(object, "last_delivery"));
        before.last_failure = core::parse_time(text_of(object, "last_failure"));
        before.last_error = text_of(object, "last_error");
        before.delivered = number_of(object, "delivered");
        before.failed_attempts = number_of(object, "failed_attempts");
        before.dropped = number_of(object, "dropped");
        found->second.held_back = number_of(object, "held_back");
        if (found->second.worker)
            found->second.worker->restore(before);
        else
            found->second.delivered = before.delivered;
    }
    const auto logged = [&](const char* key) {
        const auto noted = book_->noted(key);
        return noted && *noted ? logged_notices_of(**noted) : std::vector<LoggedNotice>{};
    };
    for (LoggedNotice& one : logged(notices_note))
        if (log_.size() < max_log) log_.push_back(std::move(one));
    for (LoggedNotice& one : logged(case_notices_note))
        if (case_log_.size() < max_case_log) case_log_.push_back(std::move(one));
}

}  // namespace hitme::console::alert
