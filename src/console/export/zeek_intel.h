// SPDX-License-Identifier: Apache-2.0
// An intelligence file for Zeek's Intel framework: tab-separated, one header line, one source a line.
//
// Escapes  what Zeek's ASCII reader undoes: \xNN for tabs, line ends, backslashes and everything that is not printable ASCII.
//          Empty fields are "(empty)", so none is mistaken for unset. Pure.
#pragma once

#include "console/export/gathering.h"
#include "console/export/sink.h"
#include "console/export/stix.h"

namespace hitme::console {

core::Result<void> write_zeek(const Gathering& gathering, const ExportTitle& title,
                              const Sink& sink);

/// One field.
std::string zeek_field(std::string_view text);

}  // namespace hitme::console
