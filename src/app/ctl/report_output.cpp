// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/report_output.h"

#include <cstdio>

namespace hitme::app {

void print_report(const console::Report& report, Form form, const runtime::Zone& zone) {
    const std::string text = form == Form::json       ? console::to_json(report)
                             : form == Form::markdown ? console::to_markdown(report, zone)
                                                      : console::to_text(report, zone);
    std::fwrite(text.data(), 1, text.size(), stdout);
}

void add_file(console::Report& report, const sensor::ReadReport& file) {
    report.files.push_back(
        {file.file, file.format, file.records, file.events, file.truncated, file.counters});
    for (const auto& [reason, count] : file.skipped) report.skipped[reason] += count;
}

}  // namespace hitme::app
