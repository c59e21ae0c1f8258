// SPDX-License-Identifier: Apache-2.0
// The HoneyPoints at work: one thread, one epoll loop, every connection counted.
//
// Runs      run() takes its thread until stop(); nothing else here is thread-safe but stop().
// Accepts   everything; what is over a limit is closed at once, and counted into an aggregate (decoy/aggregates.h).
// Reports   each contact once at its end. A connection that stays open is reported early: within a second of its first
//           byte, and a second after it was accepted. Early report and completion carry the same sequence.
// Answers   only where a HoneyPoint is told to (decoy/talk.h), and datagrams never with more than came.
// Never     opens a connection.
// Stops     on stop(): listens no more, ends the open connections as `ours`, reports them, sends a last heartbeat.
// Counts    accepted = reported + open + aggregated; all three hold connections, UDP exchanges and bare SYNs.
//
// Why not coroutines: a held connection must cost less than 1 KiB, and an idle Asio session costs eight
// (docs/decisions/0001-epoll-for-the-decoys.md).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "core/random.h"
#include "core/result.h"
#include "dialogue/smb/made_hosts.h"
#include "event/kinds.h"
#include "recognition/logon_counter.h"
#include "runtime/descriptor.h"
#include "sensor/decoy/admission.h"
#include "sensor/decoy/aggregates.h"
#include "sensor/decoy/connections.h"
#include "sensor/decoy/exchanges.h"
#include "sensor/decoy/listeners.h"
#include "sensor/decoy/logon_tries.h"
#include "sensor/decoy/syn_watch.h"
#include "sensor/outbox.h"
#include "sensor/settings.h"

namespace hitme::sensor {

struct DecoyCounters {
    std::uint64_t accepted = 0;    ///< contacts that began
    std::uint64_t reported = 0;    ///< contacts that were given to the outbox at least once
    std::uint64_t aggregated = 0;  ///< contacts that were only counted, over a limit
    std::uint64_t refused_by[refusal_count] = {};  ///< the same, by limit
    std::uint64_t early_reports = 0;
    std::uint64_t completions_lost =
        0;  ///< early reports whose end could not be given: they stay open in the store
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t datagrams = 0;
    std::uint64_t syn_packets = 0;
    std::uint64_t syn_packets_missed = 0;
    std::uint64_t accept_errors = 0;
    std::uint64_t talks_without_room =
        0;                          ///< connections that were not answered for want of memory
    std::uint64_t answers_cut = 0;  ///< connections closed because all that may be said was said
    std::uint64_t datagrams_answered = 0;
    std::uint64_t captures_clipped =
        0;  ///< connections whose first bytes were cut by the memory limit
};

class Decoys {
 public:
    /// `epoch` is the number of this run, unique for this sensor: microseconds since 1970 at the start will do.
    Decoys(const SensorSettings& settings, Listeners listeners, std::optional<SynWatch> syn_watch,
           std::uint64_t epoch, Outbox& outbox);
    ~Decoys();

    /// Errors   network: the loop could not be set up.
    core::Result<void> run();
    /// May be called from any thread and from a signal handler.
    void stop();

    const DecoyCounters& counters() const { return counters_; }

 private:
    using Now = Instant;
    static Now read_clocks();

    core::Result<void> set_up();
    void watch(int descriptor, std::uint64_t tag, std::uint32_t events);
    void accept_some(std::uint32_t listener);
    void shed_one(std::uint32_t listener);
    void pause(std::uint32_t listener, Ticks now);
    /// The SYN packets of an accepted connection, which is then no bare SYN any more; 0 where they were not seen.
    std::uint32_t match_syn(const FlowKey& flow, Now now);
    void admit(std::uint32_t listener, int socket, const core::Address& source,
               std::uint16_t source_port, Now now);
    /// Reads what is there. False when the connection ended and its slot is gone.
    bool read_some(std::uint32_t slot, bool closing, Now now);
    void on_bytes(std::uint32_t slot, core::Bytes bytes, Now now);
    /// Begins to answer, where the HoneyPoint does and memory is left.
    void prepare_sessions();
    struct Ends {
        core::Address local;
        core::Address peer;
        std::uint16_t peer_port = 0;
    };
    /// What a session there is given. `at` answers.
    dialogue::Surroundings surroundings_at(const Listener& at, const Ends& ends);
    void begin_talk(std::uint32_t slot, Now now);
    /// Sends what waits. False when the connection ended and its slot is gone.
    bool send_some(std::uint32_t slot, Now now);
    void count_talk(std::uint32_t slot);
    void receive_datagrams(std::uint32_t listener, Now now);
    void answer_datagram(const Listener& at, const Exchanges::Key& key, core::Bytes payload,
                         Now now);
    void receive_syns(std::uint32_t index, Now now);

    void finish(std::uint32_t slot, event::Ending ending, Now now);
    /// Gives the end of a contact that was reported early; waits in completions_ while the outbox is full.
    void complete(event::Contact& contact);
    /// Gives a contact that goes on to the outbox; its sequence, 0 when there was no room.
    std::uint64_t offer_early(event::Contact contact);
    void report_early(std::uint32_t slot, Now now);
    event::Contact describe(std::uint32_t slot);
    enum class Telling : std::uint8_t { so_far, whole };
    void tell_talk(const Talk& talk, Telling telling, event::Contact& contact);
    /// A connection without a byte of its source, at its end: what a capture of it would tell.
    void tell_silence(std::uint32_t slot, const Syn& syn, event::Contact& contact);
    /// Our address that the connection came to.
    core::Address own_address(std::uint32_t slot);
    void stamp(event::Contact& contact);
    /// Gives a contact without connection to the outbox, or counts it into an aggregate.
    void report_or_aggregate(event::Contact& contact, core::Time now);
    /// No connection came of a SYN.
    void settle_syn(event::Contact& contact, const recognition::Attempt& attempt, core::Time now);
    void aggregate(const core::Address& source, event::Signal signal, event::Handshake handshake,
                   Refusal refusal, core::Time now);
    void run_timers(Now now);
    void drain_aggregates(core::Time until);
    void retry_completions();
    void heartbeat(Now now);
    /// A sensor_change: this run begins or ends.
    void announce(event::Change change, Now now);
    int wait_milliseconds() const;

    const SensorSettings settings_;
    Listeners listeners_;
    std::optional<SynWatch> syn_watch_;
    const std::uint64_t epoch_;
    Outbox& outbox_;

    runtime::Descriptor epoll_;
    runtime::Descriptor stop_;
    runtime::Descriptor reserve_;  ///< given up for a moment when no descriptor is left
    Connections connections_;
    Admission admission_;
    Aggregates aggregates_;
    Exchanges exchanges_;
    PendingSyns pending_syns_;
    recognition::LogonCounter guessing_;
    LogonTries logon_tries_;
    dialogue::smb::MadeHosts smb_hosts_;
    std::deque<event::Event> completions_;  ///< that found no room; at most connections_total
    struct Paused {
        std::uint32_t listener;
        Ticks until;
    };
    std::vector<Paused> paused_;
    std::vector<std::uint8_t> buffer_;
    std::uint64_t captured_bytes_ = 0;
    std::uint64_t talk_memory_ = 0;
    const std::uint64_t identity_seed_;
    core::Random random_;
    core::Time booted_;
    std::map<std::uint16_t, std::uint64_t> talks_of_port_;
    std::uint64_t next_sequence_ = 1;
    DecoyCounters counters_;
    Ticks started_;
    Ticks last_heartbeat_;
    Ticks heartbeat_tried_;
    bool stopping_ = false;
};

}  // namespace hitme::sensor
