// SPDX-License-Identifier: Apache-2.0
// Prints a report on standard output in the form that was asked for.
#pragma once

#include "app/ctl/options.h"
#include "console/report/report.h"
#include "sensor/capture/read_file.h"

namespace hitme::app {

void print_report(const console::Report& report, Form form, const runtime::Zone& zone);

/// What a reader said about a file, for the report.
void add_file(console::Report& report, const sensor::ReadReport& file);

}  // namespace hitme::app
