// SPDX-License-Identifier: Apache-2.0
#include "sensor/doors.h"

#include "runtime/log.h"

namespace hitme::sensor {

core::Result<Doors> open_doors(const SensorSettings& settings) {
    auto listeners = bind_listeners(settings);
    if (!listeners) return listeners.error();
    for (const FailedListener& failed : listeners->failed)
        runtime::log(runtime::Level::warning, "sensor",
                     failed.signal.to_string() + " on " + failed.address.to_string() +
                         " is not listened on: " + failed.reason);
    Doors doors{std::move(*listeners), std::nullopt};
    if (!settings.syn_watch) return doors;
    auto opened = SynWatch::open();
    if (opened) {
        doors.syn_watch = std::move(*opened);
    } else {
        runtime::log(runtime::Level::warning, "sensor",
                     "bare SYNs (half-open scans) are not seen: " + opened.error().context);
    }
    return doors;
}

}  // namespace hitme::sensor
