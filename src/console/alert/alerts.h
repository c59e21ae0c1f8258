// SPDX-License-Identifier: Apache-2.0
// Takes notices and sees that who should hear of them does.
//
// Ways      tell() puts a notice into a bounded mailbox and returns; a thread of ours asks each channel's rules and hands
//           messages to the channel's own thread (channel_worker.h). Nothing here waits for a receiver, so a dead channel delays
//           neither ingest nor another channel.
// Channels  those of the settings file, and those of the book, which are read again when the book changed; a record that is
//           no good is left out with a line in the log, and what was in force stays. There is always the dashboard.
// Kept      payloads in a spool a channel, in the folder `alerts` of the store; counters and the last notices as notes of the
//           book, at most every save_every; of notices about cases more, so that a case still says who was told of it. At the end of the program digests that are not due go out as they are. What is
//           gathered when the program is killed is lost; what waits to be sent is not.
// Limits    max_mailbox notices; what comes while it is full is counted in not_taken.
// Threads   tell(), test(), read(): any. start(), stop(): the owner's.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "console/alert/channel.h"
#include "console/alert/channel_rules.h"
#include "console/alert/channel_worker.h"
#include "console/alert/logged_notice.h"
#include "console/alert/senders.h"
#include "console/notice.h"
#include "runtime/clock.h"
#include "store/book.h"

namespace hitme::console::alert {

constexpr const char* channel_kind = "channel";
constexpr const char* state_note = "alert/state";
constexpr std::size_t max_mailbox = 50'000;  // ours: some 150 MB in the worst second
constexpr std::size_t max_log = 1'000;       // api.yaml
constexpr std::size_t max_log_kept = 200;    // ours: of them, in the book
/// Ours, in the book whole: a case is worked on for weeks, and who was told of its host must not be pushed out by what else came.
constexpr std::size_t max_case_log = 2'000;
constexpr core::Duration save_every = std::chrono::seconds{2};

struct AlertsSettings {
    std::vector<Channel> channels;  ///< of the settings file
    Speaker speaker;
    std::string spool_folder;  ///< made where it is missing; empty: nothing is kept
    std::uint64_t seed = 1;
    Backoff backoff{};
};

struct ChannelView {
    Channel channel;
    ChannelState state;
    std::uint64_t held_back = 0;
};
/// A Channel of api.yaml.
std::string channel_view_json(const ChannelView& view);

class Alerts : public Notices {
 public:
    /// `book` is used on our own thread. `on_dashboard`: each notice that open dashboards should get, as Notice JSON; called
    /// on our thread.
    Alerts(AlertsSettings settings, std::unique_ptr<store::Book> book,
           std::function<void(const std::string&)> on_dashboard, const runtime::Clock& clock);
    ~Alerts() override;

    void start();
    void stop();

    void tell(Notice notice) override;
    /// Sends a test message through one channel; false where there is none of that name.
    bool test(const std::string& channel);
    /// The book's channels changed: read them now.
    void reload();

    std::vector<ChannelView> channels() const;
    std::optional<ChannelView> channel(const std::string& name) const;
    struct Log {
        std::uint64_t told = 0;
        std::uint64_t not_taken = 0;
        std::vector<LoggedNotice> rows;  ///< latest first
    };
    /// Latest first. Of a case's page (`page`): those of the last max_case_log about cases.
    Log log(std::size_t most, const std::optional<std::string>& channel,
            const std::optional<NoticeKind>& kind,
            const std::optional<std::string>& page = {}) const;
    const std::vector<Channel>& settings_channels() const { return settings_.channels; }

 private:
    struct Waiting {
        Notice notice;
        std::string only;  ///< the one channel; empty: all
    };
    struct Running {
        Channel channel;
        ChannelRules rules;
        std::unique_ptr<ChannelWorker> worker;  ///< null: the dashboard
        std::uint64_t held_back = 0;
        std::uint64_t delivered = 0;  ///< of the dashboard
        explicit Running(const Channel& one) : channel(one), rules(one) {}
    };

    void run();
    void handle(const Waiting& waiting);
    void deliver(Running& running, const std::vector<Message>& messages);
    void due();
    void load();
    void open(const Channel& channel);
    void save();
    void restore();
    ChannelView view(const Running& running) const;

    const AlertsSettings settings_;
    std::unique_ptr<store::Book> book_;
    std::function<void(const std::string&)> on_dashboard_;
    const runtime::Clock& clock_;

    mutable std::mutex mailbox_mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> mailbox_;
    std::uint64_t not_taken_ = 0;
    bool reload_ = false;
    bool stop_ = false;

    mutable std::mutex mutex_;  ///< of what follows
    std::map<std::string, Running> running_;
    std::deque<LoggedNotice> log_;
    std::deque<LoggedNotice> case_log_;  ///< those about cases, without their text
    std::uint64_t case_notices_ = 0;     ///< since the start
    std::uint64_t told_ = 0;
    std::uint64_t messages_ = 0;

    std::uint64_t seen_changes_ = 0;  ///< of the book
    std::string saved_;
    std::uint64_t saved_told_ = 0;
    std::uint64_t saved_case_notices_ = 0;
    std::thread thread_;
};

}  // namespace hitme::console::alert
