// SPDX-License-Identifier: Apache-2.0
// A drill: a marked test host touches a decoy, and must lose its connection. capabilities C-46.
//
// Steps     announce in the book (the console then marks its contacts), touch the decoy, wait for the contact, the request and
//           its answer, and for the loss of connection as the probing side sees it; then undo, and wait until it is back.
// Verdict   PASS only when all of it happened in time. A hook that answers "done" while the host still reaches the decoy is
//           FAIL: that is what a drill is for.
// Lost      three connections in a row that were not made within a fraction of a second each; the first one is the time.
// Threads   any; waits, at most some two minutes at the settings' default.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "console/response/settings.h"
#include "core/result.h"
#include "core/time.h"
#include "runtime/clock.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view drill_kind = "drill";
constexpr core::Duration armed_within =
    std::chrono::seconds{10};  // the console looks four times a second
constexpr core::Duration drill_probe_every = std::chrono::milliseconds{100};
constexpr core::Duration drill_probe_wait = std::chrono::milliseconds{500};
constexpr int lost_in_a_row = 3;
/// Contacts end, and are reported, this long after a drill at most.
constexpr core::Duration marked_after = std::chrono::minutes{5};

enum class DrillState : std::uint8_t { asked, announced, armed, done };
std::string_view name_of(DrillState state);

struct Drill {
    std::string id;
    std::uint64_t version = 0;
    core::Time at;
    std::string author;
    DrillState state = DrillState::announced;
    core::Address source;
    core::Address target;
    std::uint16_t target_port = 0;
    core::Time from;
    core::Time until;     ///< contacts of the source are marked until then
    std::string verdict;  ///< PASS, FAIL, or empty
    std::string why;
    std::string request;
    std::optional<core::Time> probed_at;
    std::optional<double> detect_seconds;
    std::optional<double> request_seconds;
    std::optional<double> isolated_seconds;
    std::optional<double> released_seconds;
};

std::string drill_id(core::Time at);
store::Entry entry_of(const Drill& drill);
core::Result<Drill> drill_of(const store::Entry& entry);
std::string drill_json(const Drill& drill);
/// For people, several lines.
std::string drill_words(const Drill& drill);

/// The test host's side of the wire.
class Prober {
 public:
    virtual ~Prober() = default;
    /// Makes a connection to the decoy, and keeps it so that it is reported.
    virtual bool touch() = 0;
    /// Whether a connection to it can be made now.
    virtual bool reaches() = 0;
};
/// Real TCP connections from `source` (an address of this machine) to the target.
std::unique_ptr<Prober> tcp_prober(const DrillSettings& settings);

/// Runs a drill. `id`: of a record in state asked, or empty for a new one.
/// Returns  the record, done; its verdict says how it went.
/// Errors   those of the book.
core::Result<Drill> run_drill(store::Book& book, const DrillSettings& settings, Prober& prober,
                              const runtime::Clock& clock, const std::string& author,
                              const std::string& id = {}, const std::atomic<bool>* stop = nullptr);

}  // namespace hitme::console
