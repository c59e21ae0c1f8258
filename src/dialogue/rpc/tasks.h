// SPDX-License-Identifier: Apache-2.0
// The schedulers: jobs and tasks are taken in, numbered, and never run.
//
// What     [MS-TSCH] 3.2.5.2 (atsvc 0 to 3) and 3.2.5.4 (ITaskSchedulerService 0, 1, 12, 13, 16). Others are refused.
// Access   users only.
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_atsvc(const Call& call, Visit& visit);
Answer answer_task_scheduler(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
