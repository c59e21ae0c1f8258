// SPDX-License-Identifier: Apache-2.0
// Which names a request may call us by.
//
// Why      a page on the internet can point its own name at 127.0.0.1 and then speak to us as if we were that page (DNS
//          rebinding). Its requests carry its name in Host, so only loopback names with our port are served.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/ip.h"

namespace hitme::console::api {

/// True for "localhost", a loopback address or one of `listening`, each with ":port" (which port 80 may leave out).
bool host_is_ours(std::string_view host, std::uint16_t port,
                  const std::vector<core::Address>& listening);

}  // namespace hitme::console::api
