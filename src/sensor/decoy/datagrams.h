// SPDX-License-Identifier: Apache-2.0
// Sending the answer to a datagram from the very address that it came to.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/ip.h"

namespace hitme::sensor {

/// Sends one datagram without waiting; false when the kernel took none. `own` is the sender's address; a wildcard leaves
/// the choice to the kernel.
bool send_datagram(int socket, const core::Address& own, const core::Address& peer,
                   std::uint16_t peer_port, core::Bytes payload);

}  // namespace hitme::sensor
