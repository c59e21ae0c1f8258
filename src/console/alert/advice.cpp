// SPDX-License-Identifier: Apache-2.0
#include "console/alert/advice.h"

namespace hitme::console::alert {

std::string_view advice_for(NoticeKind kind, Severity severity) {
    switch (kind) {
        case NoticeKind::internal_host:
            // Post B: "investigate any host that probes that open port". Memory is lost where the power goes.
            return "First: find this machine and its user, and take it off the network without "
                   "switching it off.";
        case NoticeKind::incident_opened:
            return severity >= Severity::high
                       ? "First: see whether own machines answer on this port from outside, and "
                         "what this source did there."
                       : "First: see whether own machines answer on this port from outside; for "
                         "the decoy nothing is to be done.";
        case NoticeKind::incident_ended:
            return "Nothing to do: it is over. Its page tells how far it went.";
        case NoticeKind::alarm:
            return "First: check that this port is closed at the border, and patch the servers "
                   "that need it open.";
        case NoticeKind::alarm_ended:
            return "Nothing to do: it is over. See whether what was closed for it may open again.";
        case NoticeKind::finding:
            return "First: see whether a published advisory rests on the verdict before, and "
                   "update it.";
        case NoticeKind::campaign:
            return "First: read its page, and decide whether an advisory or an update is due.";
        case NoticeKind::own_network:
            return "First: find the machine behind this address at that time, and treat it as "
                   "infected until you know.";
        case NoticeKind::sensor_health:
            return "First: see whether the sensor runs and is reached; until then its silence "
                   "says nothing.";
        case NoticeKind::store_health:
            return "First: make room on the disk or keep fewer days; what is refused meanwhile is "
                   "not stored.";
        case NoticeKind::feed_health:
            return severity == Severity::info
                       ? "Nothing to do: it works again."
                       : "First: see whether the provider's address still holds; comparisons rest "
                         "on older data.";
        case NoticeKind::advisory:
            return "First: read what it asks of you, and pass it to those who must act.";
        case NoticeKind::reminder:
            return "First: do what was promised, or say in an update that it comes later.";
        case NoticeKind::response:
            if (is_dry_run(kind, severity))
                return "Nothing to do: nobody was isolated. See whether it would have been right, "
                       "and end the dry run when it is.";
            return severity == Severity::critical
                       ? "First: do by hand what failed; the host is as it was."
                       : "First: see whether the host is off the network or back on it, as this "
                         "says, and tell its user.";
        case NoticeKind::test:
            return "Nothing to do: it was a test.";
    }
    return "";
}

}  // namespace hitme::console::alert
