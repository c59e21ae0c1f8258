// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/outside_data.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(OutsideData, PortHistoryIsReadInBothShapes) {
    constexpr std::string_view object =
        R"({"0":{"date":"2008-11-05","records":"1200","targets":"40","sources":"300"},"1":{"date":"2008-11-07","records":90000,"targets":70,"sources":7000},"limit":{"limit":30}})";
    constexpr std::string_view list =
        R"([{"date":"2008-11-05","records":"1200","targets":"40","sources":"300"},{"date":"2008-11-07","records":90000,"targets":70,"sources":7000}])";
    for (const auto text : {object, list}) {
        const auto data = parse_outside(OutsideKind::isc_port_history, text);
        ASSERT_TRUE(data);
        ASSERT_EQ(data->days.size(), 2u);  // 6 November is missing, not 0
        EXPECT_EQ(core::format_day(data->days[1].day), "2008-11-07");
        EXPECT_EQ(data->days[0].sources, 300.0);
        EXPECT_EQ(data->days[1].records, 90000.0);
        EXPECT_EQ(data->skipped, 0u);
    }
}

TEST(OutsideData, AMissingValueIsMissing) {
    const auto data = parse_outside(
        OutsideKind::isc_port_history,
        R"([{"date":"2008-11-05","records":null,"sources":""},{"date":"2008-11-06"},{"date":"soon"},7])");
    ASSERT_TRUE(data);
    ASSERT_EQ(data->days.size(), 2u);
    EXPECT_FALSE(data->days[0].records);
    EXPECT_FALSE(data->days[0].sources);
    EXPECT_FALSE(data->days[0].targets);
    EXPECT_EQ(data->skipped, 2u);
}

TEST(OutsideData, ZeroPaddedAddressesAreDecimal) {
    const auto data =
        parse_outside(OutsideKind::dshield_as_report,
                      "# AS report\n"
                      "061.218.147.066\t1203\t88\t2008-11-01\t2008-11-06\t2008-11-07\n"
                      "not an address\t1\t1\n"
                      "208.023.024.052\t9\t3\t2008-11-02\t2008-11-06\t2008-11-07\r\n");
    ASSERT_TRUE(data);
    ASSERT_EQ(data->rows.size(), 2u);
    EXPECT_EQ(data->rows[0].network->address.to_string(), "61.218.147.66");
    EXPECT_EQ(data->rows[1].network->address.to_string(), "208.23.24.52");
    EXPECT_EQ(data->rows[0].count, 1203.0);
    EXPECT_EQ(core::format_day(*data->rows[0].last), "2008-11-06");
    EXPECT_EQ(data->skipped, 1u);
}

TEST(OutsideData, TheBlockListHoldsNetworks) {
    const auto data =
        parse_outside(OutsideKind::dshield_block_list,
                      "#Start\tEnd\tNetmask\tAttacks\tName\tCountry\temail\n"
                      "61.218.147.0\t61.218.147.255\t24\t2650\tHI\x1bNET\tTW\tabuse@example\n"
                      "1.2.3.4\tx\t99\t1\n");
    ASSERT_TRUE(data);
    ASSERT_EQ(data->rows.size(), 1u);
    EXPECT_EQ(data->rows[0].network->to_string(), "61.218.147.0/24");
    EXPECT_EQ(data->rows[0].targets, 2650.0);
    EXPECT_EQ(data->rows[0].name, "HI?NET");
    EXPECT_EQ(data->skipped, 1u);
}

TEST(OutsideData, InfoconIsAWordWhereverItStands) {
    EXPECT_EQ(parse_outside(OutsideKind::isc_infocon, R"({"status":"yellow"})")->level, "yellow");
    EXPECT_EQ(
        parse_outside(OutsideKind::isc_infocon, "<infocon><status>GREEN</status></infocon>")->level,
        "green");
    EXPECT_FALSE(parse_outside(OutsideKind::isc_infocon, "purple"));
}

TEST(OutsideData, AnySeriesOfDaysAsCsv) {
    const auto data = parse_outside(OutsideKind::csv_series,
                                    "day,value\n2009-01-16,353495\n2009-01-22,1005941\n");
    ASSERT_TRUE(data);
    ASSERT_EQ(data->days.size(), 2u);
    EXPECT_EQ(data->days[1].sources, 1005941.0);
    EXPECT_FALSE(parse_outside(OutsideKind::csv_series, "no,header\n1,2\n"));
}

core::ParseError refused(OutsideKind kind, std::string_view text) {
    const auto data = parse_outside(kind, text);
    EXPECT_FALSE(data) << text;
    return data ? core::ParseError{} : data.error();
}

TEST(OutsideData, OneThatIsMostlyNoneIsRefusedByItsLine) {
    // "day,value\n" has 10 bytes, the second line 13.
    EXPECT_EQ(refused(OutsideKind::csv_series, "day,value\n2026-11-25,9\n2026-11-26,abc\n"),
              (core::ParseError{core::Fault::bad_value, 23, "its value is no number"}));
    EXPECT_EQ(
        refused(OutsideKind::dshield_as_report, "198.18.5.6\t1\t1\n198.18.5.999\t1\t1\nfoo\n"),
        (core::ParseError{core::Fault::bad_value, 15, "its first column is no address"}));
    EXPECT_TRUE(parse_outside(OutsideKind::csv_series, "day,value\n2026-11-25,\n"))
        << "an empty cell is a value that is missing";
}

TEST(OutsideData, OneWithoutAGoodRowIsRefusedByItsFirstBadOne) {
    // "# list\n" has 7 bytes.
    for (const auto kind : {OutsideKind::dshield_as_report, OutsideKind::isc_top_sources})
        EXPECT_EQ(refused(kind, "# list\n<html>\n<body>\n"),
                  (core::ParseError{core::Fault::bad_value, 7, "its first column is no address"}));
    EXPECT_EQ(refused(OutsideKind::dshield_block_list, "# list\n<html>\n").offset, 7u);
    EXPECT_EQ(refused(OutsideKind::csv_series, "no,header\n1,2\n"),
              (core::ParseError{core::Fault::bad_value, 0, "the header has no column day"}));
    // The object begins at byte 2, on the second line.
    EXPECT_EQ(refused(OutsideKind::isc_port_history, "[\n{\"date\":\"soon\"}]").offset, 2u);
    EXPECT_EQ(refused(OutsideKind::isc_top_ports, "{\"0\": 7}").offset, 6u);
    EXPECT_STREQ(refused(OutsideKind::isc_port_history, "<html>").field, "it is no JSON");
    EXPECT_STREQ(refused(OutsideKind::dshield_as_report, "# nothing\n").field, "it has no row");
}

TEST(OutsideData, TheFirstRowThatCouldNotBeReadIsNamed) {
    const auto lines = parse_outside(OutsideKind::dshield_as_report,
                                     "# list\n198.18.5.6\t1\t1\n198.18.5.7\t1\n198.18.5.8\t1\t1\n"
                                     "198.18.5.999\t1\t1\n198.18.5.9\t1\t1\n");
    ASSERT_TRUE(lines);
    EXPECT_EQ(lines->skipped, 2u);
    EXPECT_EQ(lines->first_skipped.line, 3u);
    EXPECT_EQ(lines->first_skipped.reason, "it has fewer than three columns, split by tabs");
    const auto network = parse_outside(
        OutsideKind::dshield_block_list,
        "192.0.2.0\t192.0.2.255\t24\t1\n192.0.2.0\tx\t99\t1\n198.51.100.0\tx\t24\t1\n");
    ASSERT_TRUE(network);
    EXPECT_EQ(network->first_skipped.line, 2u);
    EXPECT_EQ(network->first_skipped.reason, "its third column is no prefix length of 0 to 32");
    const auto days =
        parse_outside(OutsideKind::isc_port_history,
                      "{\"0\":{\"date\":\"2008-11-05\",\"x\":\"}:,{\"},\n \"limit\":{\"a\":1},\n"
                      " \"1\":\n{\"date\":\"soon\"}}");
    ASSERT_TRUE(days);
    EXPECT_EQ(days->skipped, 1u);
    EXPECT_EQ(days->first_skipped.line, 4u);
    EXPECT_EQ(days->first_skipped.reason, "its date is no day such as 2008-11-05");
}

TEST(OutsideData, EveryCutIsAnErrorOrShorter) {
    constexpr std::string_view text = R"([{"date":"2008-11-05","records":"1200"}])";
    for (std::size_t n = 0; n < text.size(); ++n)
        EXPECT_FALSE(parse_outside(OutsideKind::isc_port_history, text.substr(0, n)));
    EXPECT_FALSE(parse_outside(OutsideKind::csv_series, std::string(max_payload_bytes + 1, 'x')));
}

TEST(OutsideData, TopPortsKeepTheirCounts) {
    const auto data = parse_outside(
        OutsideKind::isc_top_ports,
        R"({"0":{"rank":1,"targetport":"445","records":"9","targets":"2"},"1":{"targetport":70000}})");
    ASSERT_TRUE(data);
    ASSERT_EQ(data->rows.size(), 1u);
    EXPECT_EQ(data->rows[0].port, 445);
    EXPECT_EQ(data->skipped, 1u);
    EXPECT_EQ(
        port_history_path(445, *core::parse_day("2008-11-01"), *core::parse_day("2008-11-08")),
        "porthistory/445/2008-11-01/2008-11-08");
}

}  // namespace
}  // namespace hitme::console
