// SPDX-License-Identifier: Apache-2.0
#include "runtime/confinement.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <thread>
#include <vector>

namespace hitme::runtime {
namespace {

/// errno of a call made by a confined thread; 0 when it succeeded.
int confined(const std::function<long()>& call) {
    int outcome = -1;
    std::thread thread{[&] {
        const auto confinement = confine_decoys();
        if (!confinement || !confinement->calls) return;
        errno = 0;
        outcome = call() < 0 ? errno : 0;
    }};
    thread.join();
    return outcome;
}

TEST(Confinement, RefusesToOpenMakeOrRemoveAFile) {
    EXPECT_EQ(confined([] { return ::open("/etc/passwd", O_RDONLY); }), EPERM);
    EXPECT_EQ(confined([] { return ::open("/tmp/x", O_WRONLY | O_CREAT, 0600); }), EPERM);
    EXPECT_EQ(confined([] { return ::unlink("/tmp/x"); }), EPERM);
    EXPECT_EQ(confined([] { return ::mkdir("/tmp/x", 0700); }), EPERM);
}

TEST(Confinement, RefusesToRunAnythingOrToMakeAProcess) {
    EXPECT_EQ(confined([] {
                  char* const arguments[] = {nullptr};
                  return ::execve("/bin/true", arguments, arguments);
              }),
              EPERM);
    EXPECT_EQ(confined([] {
                  const pid_t child = ::fork();
                  if (child == 0) ::_exit(0);
                  return child;
              }),
              EPERM);
}

TEST(Confinement, RefusesToConnectOnAnySocketEvenOneThatWasOpenBefore) {
    EXPECT_EQ(confined([] { return ::socket(AF_INET, SOCK_STREAM, 0); }), EPERM);
    const int before = ::socket(AF_INET, SOCK_DGRAM, 0);
    ASSERT_GE(before, 0);
    EXPECT_EQ(confined([&] {
                  sockaddr address{};
                  address.sa_family = AF_UNSPEC;
                  return ::connect(before, &address, sizeof address);
              }),
              EPERM);
    ::close(before);
}

TEST(Confinement, LeavesWhatTheDecoysNeed) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    EXPECT_EQ(confined([&] { return ::send(pair[0], "x", 1, MSG_NOSIGNAL); }), 0);
    EXPECT_EQ(confined([&] {
                  char byte;
                  return ::recv(pair[1], &byte, 1, 0);
              }),
              0);
    EXPECT_EQ(confined([] { return ::eventfd(0, EFD_CLOEXEC); }), 0);
    EXPECT_EQ(confined([] {
                  std::vector<char> memory(std::size_t{8} << 20, 'x');
                  return memory.back() == 'x' ? 0L : -1L;
              }),
              0);
    ::close(pair[0]);
    ::close(pair[1]);
}

TEST(Confinement, HoldsForItsThreadAlone) {
    EXPECT_EQ(confined([] { return 0L; }), 0);
    const int file = ::open("/etc/passwd", O_RDONLY);
    EXPECT_GE(file, 0);
    ::close(file);
}

}  // namespace
}  // namespace hitme::runtime
