// SPDX-License-Identifier: Apache-2.0
// The endpoint mapper behind its pipe: ept_lookup, ept_map and ept_lookup_handle_free (C706 appendix O; [MS-RPCE] 2.2.1.2).
//
// What     what rpc/endpoints has; where that is nothing, "not registered", as smbd says.
// Order    as registered; a list that is longer than the client takes goes on by its handle, which counts entries given.
// Bounds   max_map_towers towers of one ept_map; entries as many as there are.
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

constexpr std::uint32_t max_map_towers = 64;  // ours; clients ask for one to four

Answer answer_epmapper(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
