// SPDX-License-Identifier: Apache-2.0
#include "console/notice.h"

namespace hitme::console {

std::string_view name_of(NoticeKind kind) {
    switch (kind) {
        case NoticeKind::internal_host:
            return "internal_host";
        case NoticeKind::incident_opened:
            return "incident_opened";
        case NoticeKind::incident_ended:
            return "incident_ended";
        case NoticeKind::alarm:
            return "alarm";
        case NoticeKind::alarm_ended:
            return "alarm_ended";
        case NoticeKind::finding:
            return "finding";
        case NoticeKind::campaign:
            return "campaign";
        case NoticeKind::own_network:
            return "own_network";
        case NoticeKind::sensor_health:
            return "sensor_health";
        case NoticeKind::store_health:
            return "store_health";
        case NoticeKind::feed_health:
            return "feed_health";
        case NoticeKind::advisory:
            return "advisory";
        case NoticeKind::reminder:
            return "reminder";
        case NoticeKind::response:
            return "response";
        case NoticeKind::test:
            return "test";
    }
    return "test";
}

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::info:
            return "info";
        case Severity::low:
            return "low";
        case Severity::medium:
            return "medium";
        case Severity::high:
            return "high";
        case Severity::critical:
            return "critical";
    }
    return "info";
}

std::optional<NoticeKind> notice_kind_named(std::string_view name) {
    for (int kind = 0; kind <= static_cast<int>(NoticeKind::test); ++kind)
        if (name_of(static_cast<NoticeKind>(kind)) == name) return static_cast<NoticeKind>(kind);
    return {};
}

std::optional<Severity> severity_named(std::string_view name) {
    for (int severity = 0; severity <= static_cast<int>(Severity::critical); ++severity)
        if (name_of(static_cast<Severity>(severity)) == name)
            return static_cast<Severity>(severity);
    return {};
}

}  // namespace hitme::console
