// SPDX-License-Identifier: Apache-2.0
// What the process may do: descriptors up first, then every right down.
//
// Order    raise_descriptor_limit, bind, (give_folder_to), drop_privileges. After that the process is an ordinary user
//          without capabilities, cannot gain any by running a file, and its memory cannot be read by that same user.
// Threads  drop before starting any: capabilities and the no-new-privileges flag belong to a thread.
// Linux    setresuid(2), capabilities(7), prctl(2).
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace hitme::runtime {

/// Soft and hard descriptor limit after raising.
struct DescriptorLimit {
    std::uint64_t wanted = 0;
    std::uint64_t reached = 0;  ///< what the process may open now
    std::uint64_t was = 0;      ///< the soft limit before
    /// "descriptors: 1048576 (was 1024)", and what to do when less than wanted was reached.
    std::string describe() const;
};

/// Raises the soft limit to the hard one, and the hard one to `wanted` where that is allowed (root). Never lowers.
core::Result<DescriptorLimit> raise_descriptor_limit(std::uint64_t wanted);

struct UserIdentity {
    std::uint32_t user = 0;
    std::uint32_t group = 0;
};

/// Looks a user up by name.
/// Errors   not_found. refused: the name means uid 0.
core::Result<UserIdentity> find_user(const std::string& name);

/// Makes `folder` (created with mode 0700 when missing) and what it holds belong to `user`; links are not followed,
/// not even as the folder itself. Only as root; otherwise nothing is done.
/// Errors   io. refused: the folder is a link. over_limit: more than max_given_entries inside.
core::Result<void> give_folder_to(const std::string& folder, const UserIdentity& user);
constexpr std::size_t max_given_entries = 100'000;  // ours: a store has a few files a day

/// What dropping came to.
struct DroppedPrivileges {
    std::uint32_t user = 0;
    std::uint32_t group = 0;
    bool was_root = false;
    /// "running as nobody (65534), no capabilities" and the like.
    std::string description;
};

/// As root: becomes `user_name` with that user's group alone. As anybody: gives up every capability, also those that
/// file capabilities gave for binding, empties the bounding set where allowed, and forbids gaining any; then tries to
/// undo it, and fails if that works.
/// Errors   not_found, refused (uid 0), io (the kernel said no): the caller must not go on.
core::Result<DroppedPrivileges> drop_privileges(const std::string& user_name);

}  // namespace hitme::runtime
