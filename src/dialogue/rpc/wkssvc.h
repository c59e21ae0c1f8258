// SPDX-License-Identifier: Apache-2.0
// The Workstation service: the machine's name, domain and version; who is logged on.
//
// What     [MS-WKST] 3.2.4: 0 NetrWkstaGetInfo, 2 NetrWkstaUserEnum. Others are refused.
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_wkssvc(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
