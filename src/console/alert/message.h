// SPDX-License-Identifier: Apache-2.0
// A message: what one delivery says. One notice, several urgent ones, or a digest of groups.
//
// Times     people read them in their channel's zone, to the second, with the zone's name; machines get UTC (message_json.h).
// Links     each listed notice and group has its own, where the dashboard's address is known.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "console/notice.h"
#include "core/time.h"
#include "runtime/zone.h"

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
    NoticeKind kind = NoticeKind::test;  ///< of the latest of the worst
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

constexpr std::size_t max_advice = 3;  // ours: lines of advice under a list

/// For whom it is worded.
struct Reader {
    runtime::Zone zone = runtime::Zone::utc();
    std::string dashboard_link;  ///< without a slash at its end; empty: no links
};

/// What every form begins with.
std::string message_title(const Message& message);
/// Sentences and lists, then what to do first; lines end with \n. Printable but for those.
std::string message_text(const Message& message, const Reader& reader);
/// One line a notice or group, and under it a line with its link.
std::string message_list(const Message& message, const Reader& reader);
/// What to do first, one line a kind that the message holds, at most max_advice; without a line end.
std::string message_advice(const Message& message);
/// Where the dashboard tells of `page`; empty where its address is not known.
std::string link_to(const std::string& page, const Reader& reader);

}  // namespace hitme::console::alert
