// SPDX-License-Identifier: Apache-2.0
// Work that may take its time gives way to answers that a person waits for.
#pragma once

namespace hitme::runtime {

/// 10 of 19: on a busy machine a tenth of the share of a thread at 0 (sched(7)).
constexpr int background_nice = 10;

/// Lowers the calling thread alone (setpriority(2) under Linux), for good: raising again would need a right. Where that fails the
/// thread goes on as it is.
void work_in_background();

}  // namespace hitme::runtime
