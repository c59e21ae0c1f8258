// SPDX-License-Identifier: Apache-2.0
#include "wire/ftp_address.h"

#include <gtest/gtest.h>

#include <string>

namespace hitme::wire {
namespace {

TEST(FtpAddress, ReadsPort) {  // RFC 959 section 5.3.2; 31 * 256 + 144 = 8080
    const auto target = decode_ftp_port("192,0,2,7,31,144");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->address.to_string(), "192.0.2.7");
    EXPECT_EQ(target->port, 8080);
}

TEST(FtpAddress, ReadsEprt) {  // RFC 2428 section 2, its two examples
    EXPECT_EQ(decode_ftp_eprt("|1|132.235.1.2|6275|")->address.to_string(), "132.235.1.2");
    const auto six = decode_ftp_eprt("|2|1080::8:800:200C:417A|5282|");
    ASSERT_TRUE(six);
    EXPECT_EQ(six->address.to_string(), "1080::8:800:200c:417a");
    EXPECT_EQ(six->port, 5282);
}

TEST(FtpAddress, RefusesWhatIsNoAddress) {
    for (const std::string_view text :
         {"", "1,2,3,4,5", "1,2,3,4,5,256", "1,2,3,4,5,6,7", "a,2,3,4,5,6"})
        EXPECT_FALSE(decode_ftp_port(text)) << text;
    for (const std::string_view text : {"", "||||", "|3|1.2.3.4|5|", "|1|1.2.3.4|5", "|1|::1|5|",
                                        "|2|1.2.3.4|5|", "|1|1.2.3.4|65536|"})
        EXPECT_FALSE(decode_ftp_eprt(text)) << text;
}

}  // namespace
}  // namespace hitme::wire
