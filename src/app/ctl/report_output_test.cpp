// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/report_output.h"

#include <gtest/gtest.h>

namespace hitme::app {
namespace {

TEST(ReportOutput, AddsSkippedLinesOfSeveralFilesTogether) {
    console::Report report;
    sensor::ReadReport file;
    file.file = "a";
    file.skipped = {{"bad_json", 2}};
    add_file(report, file);
    file.file = "b";
    file.truncated = "record 7";
    add_file(report, file);
    EXPECT_EQ(report.skipped["bad_json"], 4u);
    ASSERT_EQ(report.files.size(), 2u);
    EXPECT_EQ(report.files[1].truncated, "record 7");
}

}  // namespace
}  // namespace hitme::app
