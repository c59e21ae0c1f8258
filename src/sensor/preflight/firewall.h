// SPDX-License-Identifier: Apache-2.0
// Whether the local packet filter lets a stranger's first packet reach a port.
//
// What     reads what `nft -j list ruleset` and `iptables-save` print into plain rules, and walks them with the packet in
//          question: a new TCP or UDP flow, from anywhere, to a port of an address. A condition that depends on what we
//          do not know (the source, a rate, a mark) makes a rule count as "perhaps".
// Answers  passes, stopped, or cannot_tell; with the rule that decided. Never a guess.
// Limits   max_rules rules, max_steps rules looked at for one packet, max_depth jumps.
// Source   libnftables-json(5); iptables-extensions(8), iptables-save(8).
// Pure     text in, verdicts out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "event/kinds.h"
#include "sensor/preflight/sockets.h"
#include "sensor/settings.h"

namespace hitme::sensor::preflight {

constexpr std::size_t max_rules = 50'000;  // ours: large blocking lists are sets, not rules
constexpr std::size_t max_steps = 20'000;
constexpr int max_depth = 16;  // the kernel's own limit of nested jumps (NFT_JUMP_STACK_SIZE)

enum class Passage : std::uint8_t { passes, stopped, cannot_tell };

struct FirewallVerdict {
    Passage passage = Passage::passes;
    std::string why;  ///< the rule or policy that decided; empty for "no rule speaks about it"
};

/// The packet in question.
struct Probe {
    event::Transport transport = event::Transport::tcp;
    core::Address
        address;  ///< where it goes; unspecified of either family: some address of this host
    std::uint16_t port = 0;
};

enum class Action : std::uint8_t { none, accept, drop, divert, jump, go_to, leave, perhaps };

/// One condition of a rule. An empty list means that it does not restrict.
struct Condition {
    enum class Kind : std::uint8_t { transport, port, address, family, loopback, fixed };
    Kind kind = Kind::fixed;
    bool negated = false;
    std::vector<event::Transport> transports;
    std::vector<PortRange> ports;
    std::vector<core::Prefix> addresses;
    int family = 0;                  ///< 4 or 6
    Answer fixed = Answer::unknown;  ///< for what does not depend on the packet's own fields
};

struct Rule {
    std::vector<Condition> conditions;
    Action action = Action::none;
    std::string target;  ///< of a jump
    std::string text;    ///< as the operator may know it
};

struct Chain {
    std::string name;  ///< unique: "inet filter input", "iptables filter INPUT"
    int family = 0;    ///< 4, 6 or 0 for both
    bool is_hook = false;
    std::int64_t priority = 0;
    Action policy = Action::accept;
    std::vector<Rule> rules;
};

struct Firewall {
    std::vector<Chain> chains;
};

/// Adds what `nft -j list ruleset` printed. `skip_iptables` leaves out tables that iptables-save shows better.
/// False when it cannot be read or is over a limit.
enum class IptablesTables : std::uint8_t { keep, skip };
bool add_nft_ruleset(Firewall& firewall, std::string_view json, IptablesTables iptables);

/// Adds what iptables-save (family 4) or ip6tables-save (6) printed. False as above.
bool add_iptables_rules(Firewall& firewall, std::string_view text, int family);

FirewallVerdict verdict_for(const Firewall& firewall, const Probe& probe);

}  // namespace hitme::sensor::preflight
