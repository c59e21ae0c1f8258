// SPDX-License-Identifier: Apache-2.0
#include "runtime/tcp_reach.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>

#include "runtime/descriptor.h"

namespace hitme::runtime {
namespace {

using namespace std::chrono_literals;

/// A listener on a port that the kernel chose; `backlog` connections wait there.
struct Listener {
    Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::uint16_t port = 0;
    explicit Listener(const char* address) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(core::Address::parse(address)->v4_value());
        EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
        socklen_t length = sizeof at;
        EXPECT_EQ(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&at), &length), 0);
        port = ntohs(at.sin_port);
    }
    void listen() { EXPECT_EQ(::listen(socket.get(), 8), 0); }
};

ReachTarget target(const char* address, std::uint16_t port) {
    return {*core::Address::parse(address), port};
}

TEST(TcpReach, FindsWhatListensAndSaysWhatRefuses) {
    Listener listens{"127.0.5.1"};
    listens.listen();
    const Listener closed{"127.0.5.2"};  // bound, and nobody listens
    const std::vector<ReachTarget> targets{target("127.0.5.1", listens.port),
                                           target("127.0.5.2", closed.port)};
    const auto answers = reach(targets, {1'000, 8, 2s}, false);
    ASSERT_TRUE(answers);
    EXPECT_EQ(*answers, (std::vector{Reach::open, Reach::refused}));
}

TEST(TcpReach, SendsNotOneByte) {
    Listener listens{"127.0.5.1"};
    listens.listen();
    const std::vector<ReachTarget> targets{target("127.0.5.1", listens.port)};
    ASSERT_EQ(reach(targets, {1'000, 8, 2s}, false)->at(0), Reach::open);
    const Descriptor taken{::accept(listens.socket.get(), nullptr, nullptr)};
    ASSERT_TRUE(taken);
    char byte = 0;
    EXPECT_EQ(::recv(taken.get(), &byte, 1, 0), 0) << "the end, and nothing before it";
}

TEST(TcpReach, KeepsToItsRate) {
    Listener listens{"127.0.5.1"};
    listens.listen();
    const std::vector<ReachTarget> targets(6, target("127.0.5.1", listens.port));
    const auto before = std::chrono::steady_clock::now();
    const auto answers = reach(targets, {20, 8, 2s}, false);
    // Six connections, five pauses of a twentieth of a second.
    EXPECT_GE(std::chrono::steady_clock::now() - before, 250ms);
    for (const Reach one : *answers) EXPECT_EQ(one, Reach::open);
}

TEST(TcpReach, StopsWhenAskedAndRefusesALimitOfNothing) {
    const std::vector<ReachTarget> targets{target("127.0.5.1", 9)};
    EXPECT_EQ(reach(targets, {20, 8, 2s}, true)->at(0), Reach::not_asked);
    EXPECT_EQ(reach(targets, {0, 8, 2s}, false).error().code, core::ErrorCode::bad_input);
}

}  // namespace
}  // namespace hitme::runtime
