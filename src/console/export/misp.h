// SPDX-License-Identifier: Apache-2.0
// A MISP event in the core format (draft-dulaunoy-misp-core-format-16): one attribute ip-src a source.
//
// Distribution  0, "your organisation only", and unpublished: whoever imports it decides. Pure.
#pragma once

#include "console/export/gathering.h"
#include "console/export/sink.h"
#include "console/export/stix.h"

namespace hitme::console {

core::Result<void> write_misp(const Gathering& gathering, const ExportTitle& title,
                              const Sink& sink);

}  // namespace hitme::console
