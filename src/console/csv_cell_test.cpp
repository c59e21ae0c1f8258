// SPDX-License-Identifier: Apache-2.0
#include "console/csv_cell.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

std::string cell(std::string_view text) {
    std::string out;
    append_csv_cell(out, text);
    return out;
}

// The quoting is RFC 4180 section 2, rules 5 to 7.
TEST(CsvCell, QuotesWhatHoldsSeparatorsAndDoublesQuotes) {
    EXPECT_EQ(cell("plain"), "plain");
    EXPECT_EQ(cell(""), "");
    EXPECT_EQ(cell("a,b"), "\"a,b\"");
    EXPECT_EQ(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
}

// The first characters are those of OWASP's page "CSV Injection".
TEST(CsvCell, AFormulaIsMadeAText) {
    EXPECT_EQ(cell("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
    EXPECT_EQ(cell("+1"), "\"'+1\"");
    EXPECT_EQ(cell("-1+2"), "\"'-1+2\"");
    EXPECT_EQ(cell("@SUM(A1)"), "\"'@SUM(A1)\"");
    EXPECT_EQ(cell("\t=1"), "\"'\\t=1\"");
    EXPECT_EQ(cell("  =1"), "\"'  =1\"");
}

TEST(CsvCell, NoByteEndsTheLineOrReachesATerminal) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string out = cell(std::string("x") + static_cast<char>(byte) + "y");
        for (const char c : out) {
            EXPECT_GE(static_cast<unsigned char>(c), 0x20) << byte;
            EXPECT_LT(static_cast<unsigned char>(c), 0x7f) << byte;
        }
    }
}

}  // namespace
}  // namespace hitme::console
