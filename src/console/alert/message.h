// SPDX-License-Identifier: Apache-2.0
// A message: what one delivery says. One notice, several urgent ones, or a digest of groups.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "console/notice.h"
#include "core/time.h"

namespace hitme::console::alert {

constexpr std::size_t max_listed = 20;     // ours: notices in one message, as many as are read
constexpr std::size_t max_groups = 200;    // ours: groups that a digest keeps apart
constexpr std::size_t listed_groups = 30;  // ours: of them, those that a digest lists

/// Notices of one group in a digest.
struct GroupSum {
    std::string group;
    std::uint64_t notices = 0;
    core::Time first;
    core::Time last;
    Severity worst = Severity::info;
    std::string title;  ///< of the latest of the worst
    std::string page;
};

enum class MessageKind : std::uint8_t { notice, urgent, digest };

struct Message {
    MessageKind kind = MessageKind::notice;
    core::Time at;                 ///< when it was made
    std::vector<Notice> notices;   ///< notice: one. urgent: at most max_listed. digest: none
    std::vector<GroupSum> groups;  ///< digest: at most listed_groups, worst and largest first
    std::uint64_t all = 1;         ///< notices that it stands for
    std::uint64_t all_groups = 1;
    Severity worst = Severity::info;
    bool simulated = false;  ///< all of it
};

/// What every form begins with.
std::string message_title(const Message& message);
/// Sentences and lists; lines end with \n. Printable but for those.
std::string message_text(const Message& message);
/// One line a notice or group.
std::string message_list(const Message& message);

}  // namespace hitme::console::alert
