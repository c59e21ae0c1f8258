// SPDX-License-Identifier: Apache-2.0
// A message and a notice as JSON: what programs and webhooks of shape json get, docs/alerting.md.
#pragma once

#include <string>

#include "console/alert/message.h"

namespace hitme::console::alert {

/// The notice's fields as in api.yaml (without outcomes); `body` is the notice's own object or null.
std::string notice_json(const Notice& notice);
std::string message_json(const Message& message, const std::string& dashboard_link);

}  // namespace hitme::console::alert
