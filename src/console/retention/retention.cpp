// SPDX-License-Identifier: Apache-2.0
#include "console/retention/retention.h"

#include "console/json_body.h"
#include "console/json_writer.h"

namespace hitme::console {

core::Result<RetentionInForce> retention_in_force(store::Book& book,
                                                  const store::Retention& settings) {
    const auto entry = book.get(std::string(retention_kind), std::string(retention_id));
    if (!entry) {
        if (entry.error().code == core::ErrorCode::not_found) return RetentionInForce{settings};
        return entry.error();
    }
    if (entry->state != "active") return RetentionInForce{settings, entry->version, false};
    JsonBody body(entry->body, Unasked::is_passed_by);
    store::Retention written;
    written.keep_days = static_cast<std::uint32_t>(body.number("keep_days", 1, max_keep_days));
    written.quota_bytes = body.number("quota_bytes", min_quota_bytes, max_quota_bytes);
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input,
                           "retention in the book: " + fault->parameter + ": " + fault->reason);
    return RetentionInForce{written, entry->version, true};
}

std::string retention_body(const store::Retention& retention) {
    JsonWriter json;
    json.begin_object().key("keep_days").number(retention.keep_days);
    json.key("quota_bytes").number(retention.quota_bytes).end_object();
    return json.take();
}

}  // namespace hitme::console
