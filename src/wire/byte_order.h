// SPDX-License-Identifier: Apache-2.0
// For formats that say their own byte order: captures and DCE/RPC.
#pragma once

#include <cstdint>

namespace hitme::wire {

enum class ByteOrder : std::uint8_t { little, big };

}  // namespace hitme::wire
