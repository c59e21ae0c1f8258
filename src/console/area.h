// SPDX-License-Identifier: Apache-2.0
// An area of the API: the paths of one subject (cases, campaigns, alerts, ...). The subject's own subfolder answers for it;
// app joins the areas.
//
// Paths    each area owns everything below its prefix, such as /api/v1/cases. Reading is GET; anything that changes
//          something is POST, PUT or DELETE with a JSON body, asked only by a caller with the right role.
// Threads  the reading thread, which owns the store and the book that the context lends.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "console/caller.h"
#include "core/result.h"
#include "core/time.h"
#include "runtime/http_server.h"
#include "store/book.h"
#include "store/event_store.h"
#include "store/geo_db.h"
#include "store/ip_data.h"

namespace hitme::console {

/// What an area may use while it answers.
struct AreaContext {
    store::EventStore& store;  ///< for reading
    store::Book& book;         ///< for reading and writing
    const store::GeoDb& geo;
    core::Time now;
    bool simulated = false;                           ///< a demonstration: every answer says so
    const store::IpData& ip = store::IpData::none();  ///< country, network and class of addresses
};

struct AreaRequest {
    std::string_view method;  ///< GET (also for HEAD), POST, PUT, DELETE
    std::string_view path;    ///< whole, percent-encoding untouched
    std::string_view query;
    std::string_view body;
    Caller
        caller;  ///< who asks; the server has checked that a changing request comes from our own pages or by token
};

class Area {
 public:
    virtual ~Area() = default;
    /// Nothing where the path is not this area's.
    virtual std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                        const AreaRequest& request) = 0;
};

}  // namespace hitme::console
