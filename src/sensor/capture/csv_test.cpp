// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/csv.h"

#include <gtest/gtest.h>

#include "core/time.h"
#include "sensor/capture/delivery.h"

namespace hitme::sensor {
namespace {

using event::Transport;

event::Contact decoded(std::string_view header, std::string_view row,
                       std::string_view expected = "") {
    auto form = CsvForm::from_header(header);
    EXPECT_TRUE(form) << header;
    event::Contact contact;
    EXPECT_EQ(form->decode(row, {}, contact), expected) << row;
    return contact;
}

TEST(Csv, ReadsMarxRows) {
    const std::string_view header = "datetime,host,src,proto,type,spt,dpt";
    const auto tcp =
        decoded(header, "2013-03-03 21:53:59,groucho-oregon,3221225985,TCP,,6000,1433");
    EXPECT_EQ(tcp.source.to_string(), "192.0.2.1");  // 192 x 2^24 + 2 x 2^8 + 1
    EXPECT_EQ(tcp.sensor, "groucho-oregon");
    EXPECT_EQ(tcp.source_port, 6000);
    EXPECT_EQ(event::Signal::of(tcp).to_string(), "tcp/1433");
    EXPECT_EQ(tcp.handshake, event::Handshake::unknown);
    EXPECT_EQ(core::format_rfc3339(tcp.seen_at), "2013-03-03T21:53:59Z");
    const auto icmp = decoded(header, "2013-03-03 21:53:59,alpha,3221225985,ICMP,8,,");
    EXPECT_EQ(event::Signal::of(icmp).to_string(), "icmp/8");
    EXPECT_EQ(CsvForm::from_header(header)->name(), "csv: marx");
}

TEST(Csv, ReadsCowrieSessionsAndStories) {
    const auto session = decoded(
        "session_id,start_time,end_time,duration,src_ip,src_port,dst_port,protocol",
        "8ec4,2025-02-18T05:25:41.286469Z,2025-02-18T05:25:42.7Z,1.4,192.0.2.1,28080,22,ssh");
    EXPECT_EQ(session.handshake, event::Handshake::completed);
    EXPECT_EQ(session.protocol, "ssh");
    EXPECT_EQ(core::format_rfc3339(*session.ended_at), "2025-02-18T05:25:42.700Z");
    const auto story =
        decoded("time_ms,sensor,src,dport,class", "1700000000000,3,192.0.2.1,445,worm");
    EXPECT_EQ(event::Signal::of(story).to_string(), "tcp/445");
    EXPECT_EQ(core::format_rfc3339(story.seen_at), "2023-11-14T22:13:20Z");
    ASSERT_EQ(story.decoded.size(), 1u);
    EXPECT_EQ(story.decoded[0].name, "source_class");
    EXPECT_EQ(story.decoded[0].value, "worm");
}

TEST(Csv, StartsSyntheticTimeOnAMonday) {
    const auto row = decoded("t_ms,sensor,src", "0,6,192.0.2.1");
    EXPECT_EQ(std::chrono::weekday(core::day_of(row.seen_at)), std::chrono::Monday);
    EXPECT_EQ(core::format_rfc3339(row.seen_at), "1970-01-05T00:00:00Z");
    decoded("t_ms", "17", "no_source");
}

TEST(Csv, GivesRowsWithoutPortTheSignalThatIsNamed) {
    auto form = *CsvForm::from_header("t_ms,src");
    event::Contact contact;
    EXPECT_EQ(form.decode("1,192.0.2.1", event::Signal{Transport::udp, 53}, contact), "");
    EXPECT_EQ(event::Signal::of(contact).to_string(), "udp/53");
    EXPECT_EQ(event::Signal::of(decoded("t_ms,src", "1,192.0.2.1")).port, 0);
}

TEST(Csv, UnderstandsQuotesOfRfc4180) {
    const auto row = decoded("sensor,time,src,dport",
                             "\"a \"\"b\"\", c\",\"2025-02-18 05:25:41\",\"2001:db8::1\",445");
    EXPECT_EQ(row.sensor, "a \"b\", c");
    EXPECT_EQ(row.source.to_string(), "2001:db8::1");
    decoded("sensor,time,src,dport", "\"open,2025-02-18,192.0.2.1,445", "bad_row");
}

TEST(Csv, SaysWhyARowIsSkipped) {
    const std::string_view header = "time,src,dport";
    decoded(header, "", "not_a_record");
    decoded(header, ",192.0.2.1,445", "no_time");
    decoded(header, "soon,192.0.2.1,445", "bad_time");
    decoded(header, "2025-02-18,,445", "no_source");
    decoded(header, "2025-02-18,4294967296,445", "bad_address");
    decoded(header, "2025-02-18,192.0.2.1,port", "bad_port");
    decoded(header, "2025-02-18,192.0.2.1,445,more", "bad_row");
}

TEST(Csv, KnowsNoFormWithoutATime) {
    EXPECT_FALSE(CsvForm::from_header("name,address,port"));
    EXPECT_FALSE(CsvForm::from_header(std::string(200, ',')));
    EXPECT_EQ(CsvForm::from_columns("src,dport").error().code, core::ErrorCode::bad_input);
    EXPECT_TRUE(CsvForm::from_columns("time,,src,-,dport"));
}

}  // namespace
}  // namespace hitme::sensor
