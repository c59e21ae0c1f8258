// SPDX-License-Identifier: Apache-2.0
// What `hitme campaign`, `claim`, `outside` and `advisory` were asked for. Exit status as in options.h; `advisory check`,
// `publish` and `update` end with 1 where the wording guard has something to say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"

namespace hitme::app {

struct CampaignOptions {
    enum class Action : std::uint8_t { list, show, follow, open, state, reach };
    Action action = Action::list;
    std::string store;
    std::string zone;
    std::string id;                ///< show, state: a campaign; open, reach: a signal
    std::string state;             ///< state; reach: reachable, unreachable, unknown
    std::string reason;            ///< state, open; reach: how it was tested
    std::string sensor;            ///< reach
    std::optional<core::Time> at;  ///< follow: up to this event time; reach: since; default: now
    bool json = false;
};

struct ClaimOptions {
    enum class Action : std::uint8_t { list, add, fate };
    Action action = Action::list;
    std::string store;
    std::string zone;
    std::string id;
    std::string who, link, quote, subject, event = "outbreak", grade = "report", credit;
    std::optional<core::Time> said_at;
    std::vector<std::string> sources;
    std::string fate, why, by;
};

struct OutsideOptions {
    enum class Action : std::uint8_t { list, import, submitted, compare };
    Action action = Action::list;
    std::string store;
    std::string kind, file, source, licence, subject;
    std::optional<core::Time> fetched_at;
    std::optional<core::Time> from, to, at;
    std::string day;                     ///< submitted
    double count = 0;                    ///< submitted: sources of that day
    std::vector<std::string> addresses;  ///< submitted
};

struct AdvisoryOptions {
    enum class Action : std::uint8_t {
        list,
        draft,
        show,
        edit,
        publish,
        withdraw,
        update,
        check,
        remind,
        due,
        feed,
    };
    enum class Form : std::uint8_t { text, markdown, html, json };
    Action action = Action::list;
    std::string store;
    std::string zone;
    std::string id;    ///< an advisory; draft, check, remind: a campaign
    std::string file;  ///< check, update, edit: text; "-" is standard input
    std::string title;
    std::string statement;              ///< edit
    std::vector<std::string> replaces;  ///< update
    std::string reason;
    std::string text;  ///< remind
    std::string when;  ///< remind: a time or a weekday
    std::optional<core::Time> as_of;
    std::optional<core::Time>
        at;  ///< time of publishing, of an update, or of now for reminders; default: now
    Form form = Form::text;
    std::string config;  ///< settings that say where the dashboard is (alerts.link)
};

int run_campaign(const CampaignOptions& options);
int run_claim(const ClaimOptions& options);
int run_outside(const OutsideOptions& options);
int run_advisory(const AdvisoryOptions& options);

}  // namespace hitme::app
