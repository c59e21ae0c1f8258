// SPDX-License-Identifier: Apache-2.0
// The hand that isolates: a webhook, a program, or a RADIUS server (RFC 5176), as the settings file says.
//
// Webhook   POST of order_for_adapter() as application/json; any 2xx is done.
// Program   the same JSON on standard input; exit status 0 is done. No shell, no arguments.
// RADIUS    Disconnect-Request or CoA-Request about Framed-IP-Address; the ACK is done. Sent again within the timeout; an answer
//           is believed by its authenticators alone.
// Threads   one at a time. Waits for the other side, at most the settings' timeout.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "console/response/order.h"
#include "console/response/settings.h"
#include "core/result.h"

namespace hitme::console {

class Adapter {
 public:
    virtual ~Adapter() = default;
    /// Returns  what the other side said, printable; the order is carried out.
    /// Errors   refused: the other side said no, or is not who it should be. network, not_found, cancelled: it was not reached.
    virtual core::Result<std::string> carry_out(const Order& order, OrderAction action,
                                                const std::atomic<bool>* stop) = 0;
};

/// Nothing for mode none.
/// Errors   not_found, refused: a file with a secret cannot be read, or is empty.
core::Result<std::unique_ptr<Adapter>> make_adapter(const ResponseSettings& settings);

/// The attributes of a request that isolates or releases a host.
wire::RadiusPacket radius_request(const ResponseSettings& settings, const Order& order,
                                  OrderAction action, core::Time now);

}  // namespace hitme::console
