// SPDX-License-Identifier: Apache-2.0
#include "runtime/confinement.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <span>
#include <thread>
#include <vector>

namespace hitme::runtime {
namespace {

/// errno of a call made by a confined thread; 0 when it succeeded.
int confined(const std::function<long()>& call, std::span<const int> answering = {}) {
    int outcome = -1;
    std::thread thread{[&] {
        const auto confinement = confine_decoys(answering);
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

/// A UDP socket on loopback, and its address.
struct DatagramSocket {
    DatagramSocket() : number(::socket(AF_INET, SOCK_DGRAM, 0)) {
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        EXPECT_EQ(::bind(number, as_any(), length), 0);
        EXPECT_EQ(::getsockname(number, as_any(), &length), 0);
    }
    ~DatagramSocket() { ::close(number); }
    DatagramSocket(const DatagramSocket&) = delete;
    DatagramSocket& operator=(const DatagramSocket&) = delete;
    sockaddr* as_any() { return reinterpret_cast<sockaddr*>(&address); }

    sockaddr_in address{};
    int number;
};

long send_message(DatagramSocket& from, DatagramSocket& to) {
    char byte = 'x';
    iovec vector{&byte, 1};
    msghdr message{};
    message.msg_name = to.as_any();
    message.msg_namelen = sizeof to.address;
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    return ::sendmsg(from.number, &message, MSG_DONTWAIT);
}

TEST(Confinement, LetsNoDatagramOutThatNamesAnAddress) {
    DatagramSocket open;
    DatagramSocket peer;
    ASSERT_EQ(send_message(open, peer), 1);  // what is refused below works before
    char byte;
    ASSERT_EQ(::recv(peer.number, &byte, 1, 0), 1);
    EXPECT_EQ(confined([&] {
                  return ::sendto(open.number, "x", 1, MSG_DONTWAIT, peer.as_any(),
                                  sizeof peer.address);
              }),
              EPERM);
    EXPECT_EQ(confined([&] { return send_message(open, peer); }), EPERM);
    EXPECT_LT(::recv(peer.number, &byte, 1, MSG_DONTWAIT), 0);  // nothing arrived
}

TEST(Confinement, LetsAnswersOutOfTheSocketsThatAnswerAlone) {
    DatagramSocket answers;
    DatagramSocket other;
    DatagramSocket peer;
    const int answering[] = {answers.number};
    EXPECT_EQ(confined([&] { return send_message(answers, peer); }, answering), 0);
    EXPECT_EQ(confined([&] { return send_message(other, peer); }, answering), EPERM);
    EXPECT_EQ(confined(
                  [&] {
                      return ::sendto(answers.number, "x", 1, MSG_DONTWAIT, peer.as_any(),
                                      sizeof peer.address);
                  },
                  answering),
              EPERM);
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
