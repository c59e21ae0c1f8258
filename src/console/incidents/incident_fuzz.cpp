// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/incident.h"

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/check.h"
#include "core/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme::console::incidents;
    const auto incident = incident_of_json(hitme::core::as_text({data, size}));
    if (!incident) return 0;
    (void)severity_of(*incident);
    (void)incident_title(*incident);
    const std::string written = incident_json(*incident);
    const auto again = incident_of_json(written);
    hitme::core::check(again.has_value() && incident_json(*again) == written,
                       "what is written is read as the same");
    return 0;
}
