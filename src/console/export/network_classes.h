// SPDX-License-Identifier: Apache-2.0
// The class of an address's network for a block list's rule ("education"), as of now, by the local databases (docs/methods/attribution.md).
#pragma once

#include "console/export/block_list.h"
#include "runtime/clock.h"
#include "store/ip_data.h"

namespace hitme::console {

/// Answers with the class's name, and with nothing where nobody knows it. Threads   any. `clock` must outlive it.
ClassOf network_classes(store::IpData data, const runtime::Clock& clock);

}  // namespace hitme::console
