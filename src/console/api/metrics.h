// SPDX-License-Identifier: Apache-2.0
// /metrics: the Prometheus text format (version 0.0.4), written by hand. Names and meanings: docs/metrics.md.
//
// Labels   never hold an address: a stranger must not be able to make series without end.
#pragma once

#include <string>
#include <vector>

#include "event/kinds.h"
#include "runtime/http_server.h"
#include "store/event_store.h"

namespace hitme::console::api {

struct MetricsInput {
    runtime::HttpCounters http;
    std::uint64_t live_dropped = 0;
    std::size_t sessions = 0;
    std::vector<event::Counter>
        counters;  ///< the program's own, as "ingest_stored" or "refused.per_source"
    const store::StoreState* store = nullptr;  ///< null where the store cannot be read
    std::uint64_t sensors_up = 0;
    std::uint64_t sensors_total = 0;
};

std::string metrics_text(const MetricsInput& input);

/// "refused.per_source" as "hitme_refused_per_source_total": what is no letter or digit becomes an underscore.
std::string metric_name(const std::string& counter);

}  // namespace hitme::console::api
