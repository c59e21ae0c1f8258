// SPDX-License-Identifier: Apache-2.0
// From a path to the function that answers it. Runs on the reading thread; no HTTP but the answer.
#pragma once

#include <functional>
#include <string_view>

#include "console/api/api.h"
#include "console/api/context.h"
#include "console/api/now.h"
#include "runtime/http_server.h"

namespace hitme::console::api {

class Routes {
 public:
    explicit Routes(
        std::function<core::Result<std::string>(store::EventStore&, const ReportQuestion&)> report)
        : report_(std::move(report)) {}

    /// Answers a path below /api/v1/ but /live. Never fails: what is wrong becomes a problem.
    runtime::HttpResponse answer(const Context& context, std::string_view path,
                                 std::string_view query);
    /// The `now` that is told to live readers: any signal, the last 24 h.
    core::Result<std::string> now(const Context& context) { return now_.answer(context, {}); }

 private:
    NowHandler now_;
    std::function<core::Result<std::string>(store::EventStore&, const ReportQuestion&)> report_;
};

}  // namespace hitme::console::api
