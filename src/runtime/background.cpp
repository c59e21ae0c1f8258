// SPDX-License-Identifier: Apache-2.0
#include "runtime/background.h"

#include <sys/resource.h>
#include <unistd.h>

namespace hitme::runtime {

void work_in_background() {
    const auto thread = static_cast<id_t>(::gettid());
    if (::getpriority(PRIO_PROCESS, thread) < background_nice)
        (void)::setpriority(PRIO_PROCESS, thread, background_nice);
}

}  // namespace hitme::runtime
