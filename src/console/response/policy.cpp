// SPDX-License-Identifier: Apache-2.0
#include "console/response/policy.h"

#include "event/drill.h"

namespace hitme::console {
namespace {

/// Addresses that belong to nobody in particular, so that no registration can be asked for them: RFC 1918, RFC 6598, RFC
/// 3927, loopback, and of IPv6 unique local and link-local (RFC 4193, RFC 4291).
const PrefixSet& shared_by_all() {
    static const PrefixSet set = [] {
        PrefixSet made;
        for (const char* text :
             {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
              "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128"})
            made.add(*core::Prefix::parse(text));
        static_cast<void>(made.contains(core::Address{}));
        return made;
    }();
    return set;
}

}  // namespace

std::string_view reason_not_to_isolate(const event::Contact& contact, SeenBy seen_by,
                                       const ResponsePolicy& policy) {
    if (seen_by != SeenBy::internal_sensor) return "sensor_not_internal";
    if (contact.transport != event::Transport::tcp || !event::verified(contact)) return "unproven";
    if (contact.simulated && !event::of_drill(contact)) return "simulated";
    if (!policy.internal.contains(contact.source)) return "not_internal";
    if (!policy.own.empty() && !policy.own.contains(contact.source) &&
        !shared_by_all().contains(contact.source))
        return "not_own";
    if (policy.never.contains(contact.source)) return "never";
    return {};
}

bool StopRule::take(core::Time now) {
    if (recent(now) >= limit_) return false;
    times_.push_back(now);
    return true;
}

std::uint64_t StopRule::recent(core::Time now) {
    while (!times_.empty() && times_.front() <= now - window_) times_.pop_front();
    return times_.size();
}

}  // namespace hitme::console
