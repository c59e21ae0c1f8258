// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/recognise.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::sensor {
namespace {

FileForm form(std::string_view text) {
    return recognise_form(core::as_bytes(text));
}

TEST(Recognise, KnowsCapturesByTheirMagicNumbers) {
    for (const bool big : {false, true})
        for (const bool nanoseconds : {false, true})
            EXPECT_EQ(recognise_form(tests::pcap_header_bytes(big, 1, nanoseconds)),
                      FileForm::pcap);
    EXPECT_EQ(recognise_form(tests::pcapng_section_bytes()), FileForm::pcapng);
    EXPECT_EQ(recognise_form(core::Bytes(tests::pcap_header_bytes()).first(10)), FileForm::pcap);
}

TEST(Recognise, KnowsLogsByTheirKeys) {
    EXPECT_EQ(form("{\"kind\":\"contact\"}\n"), FileForm::json_lines);
    EXPECT_EQ(form("[\n{\"connection\": {}, \"src_ip\": \"\"},\n"), FileForm::dionaea);
    EXPECT_EQ(form("{\"eventid\":\"cowrie.session.connect\"}\n"), FileForm::cowrie);
    EXPECT_EQ(form("{\"logtype\": 1001, \"src_host\": \"\"}\n"), FileForm::opencanary);
    EXPECT_EQ(
        form(
            "# hitme\n\n2025-02-12 08:28:02 +00:00\t1\t1\t192.0.2.1\t1\t198.51.100.2\t53\tUDP\t\n"),
        FileForm::dshield);
    EXPECT_EQ(form("t_ms,sensor,src\r\n1,2,192.0.2.1\r\n"), FileForm::csv);
}

TEST(Recognise, DoesNotGuess) {
    EXPECT_EQ(form(""), FileForm::empty);
    EXPECT_EQ(form("Dear reader,\nhello\n"), FileForm::unknown);
    EXPECT_EQ(form("{\"a\":1}\n{\"b\":2}\n"), FileForm::unknown);
    EXPECT_EQ(form(std::string(1000, '\0')), FileForm::unknown);
}

}  // namespace
}  // namespace hitme::sensor
