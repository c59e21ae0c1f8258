// SPDX-License-Identifier: Apache-2.0
// Made-up machines and the policies at their doors, made once and shared by all SMB sessions that show the same one.
//
// Why      a machine with its shares and accounts takes about 1 KiB and 2 us, and is the same for every connection to one address.
// Bounds   max_kept_hosts; with more addresses than that the oldest gives way, and lives on in the sessions that hold it.
// Pure     values only; whoever answers keeps one of these and names it in Surroundings.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dialogue/session.h"
#include "dialogue/smb_machine.h"

namespace hitme::dialogue::smb {

constexpr std::size_t max_kept_hosts =
    64;  // ours: 64 KiB; a HoneyPoint has one for each own address

/// What all connections to one address of a HoneyPoint have in common.
struct Host {
    Machine machine;
    Policy policy;
};

/// Bytes of memory that it holds, itself included.
std::size_t memory_of(const Host& host);

/// `system` lives as long as the program (systems()).
std::shared_ptr<const Host> make_host(const System& system, const Choices& choices,
                                      const Surroundings& surroundings);

class MadeHosts {
 public:
    /// The same host for the same system, choices, identity, start and own address.
    std::shared_ptr<const Host> get(const System& system, const Choices& choices,
                                    const Surroundings& surroundings);
    std::size_t size() const { return kept_.size(); }

 private:
    struct Kept {
        Choices choices;
        std::uint64_t identity_seed = 0;
        std::shared_ptr<const Host> host;
    };
    std::vector<Kept> kept_;
    std::size_t oldest_ = 0;  ///< gives way next, once all places are taken
};

}  // namespace hitme::dialogue::smb
