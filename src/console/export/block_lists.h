// SPDX-License-Identifier: Apache-2.0
// The block lists of a running console: which rules are in force, what decoys saw within their spans, and the lists made from
// both when somebody asks.
//
// Start     the evidence is read from the store once, by a thread of its own; until then no list is given, because an empty one
//           would be a wrong one.
// Threads   the desk's calls come on the ingesting thread and only fill a queue; list() on any other.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "console/desk.h"
#include "console/export/block_list.h"
#include "console/export/block_list_rule.h"
#include "console/export/source_evidence.h"
#include "runtime/clock.h"
#include "runtime/settings.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::console {

constexpr std::string_view block_list_rule_kind = "block_list_rule";
constexpr std::size_t max_waiting_evidence = 200'000;  // ours: contacts, some 40 MB

/// Rules of the settings file; one named "default" where it has none.
/// Errors   bad_input: file, line, key and what is allowed.
core::Result<std::vector<BlockListRule>> block_list_rules(
    const runtime::SettingsDocument& document);

/// The rules in force: those of the file in their order, then those of the book by name; of two with one name the book's. A record
/// that does not parse is left out, and what was under its name before stays.
core::Result<std::vector<BlockListRule>> rules_in_force(const std::vector<BlockListRule>& file,
                                                        store::Book& book);

/// Own and allow-listed networks of the book, and this machine's own addresses and resolvers.
/// This machine's alone, where there is no book.
Untouchable untouchable_here();
core::Result<Untouchable> untouchable_of(store::Book& book, core::Time now);

using OpenStore = std::function<core::Result<std::unique_ptr<store::EventStore>>()>;

class BlockLists : public Desk {
 public:
    BlockLists(std::vector<BlockListRule> rules, SourceEvidence::Takes takes, OpenStore open,
               ClassOf class_of, const runtime::Clock& clock);
    ~BlockLists() override;

    void start();
    void stop();
    void stored(const event::Batch& batch, const store::Appended& appended) override;
    void idle(core::Time) override {}

    /// Whether the store has been read.
    bool ready() const { return ready_; }
    const std::vector<BlockListRule>& file_rules() const { return rules_; }
    BlockList list(const BlockListRule& rule, const Untouchable& untouchable, core::Time now) const;

 private:
    /// What the store holds, into the evidence. False where it cannot be read: it is logged.
    bool read_store();
    void work();

    const std::vector<BlockListRule> rules_;
    const SourceEvidence::Takes takes_;
    OpenStore open_;
    ClassOf class_of_;
    const runtime::Clock& clock_;

    struct Waiting {
        event::Contact contact;
        SourceEvidence::Arrives arrives;
        bool may_be_read = false;  ///< it came while the store was being read
    };
    std::mutex queue_mutex_;
    std::condition_variable filled_;
    std::vector<Waiting> queue_;
    std::atomic<std::uint64_t> dropped_ = 0;
    core::Time reads_until_;  ///< what the store is read for; later contacts come by the queue
    mutable std::mutex mutex_;
    SourceEvidence evidence_;
    std::atomic<bool> ready_ = false;
    std::atomic<bool> stopping_ = false;
    std::thread working_;
};

}  // namespace hitme::console
