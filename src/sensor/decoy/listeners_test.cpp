// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/listeners.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>

#include "runtime/socket_address.h"
#include "support/loopback.h"

namespace hitme::sensor {
namespace {

SensorSettings settings_for(std::vector<PortRange> ports) {
    SensorSettings settings;
    settings.name = "test";
    HoneyPoint point;
    point.ports = std::move(ports);
    point.addresses = {*core::Address::parse("127.0.0.1"), *core::Address::parse("::1")};
    settings.honeypoints = {point};
    return settings;
}

TEST(Listeners, BindAPortOncePerFamily) {
    const auto port = tests::free_port();
    const auto listeners = bind_listeners(settings_for({{port, port}}));
    ASSERT_TRUE(listeners);
    EXPECT_EQ(listeners->bound.size(), 2u);
    EXPECT_TRUE(listeners->tcp_ports.test(port));
    EXPECT_EQ(listeners->signals(), std::vector<std::string>{"tcp/" + std::to_string(port)});
}

TEST(Listeners, NameABusyPortAndGoOnWithTheRest) {
    const auto busy = tests::free_port();
    const auto holder = bind_listeners(settings_for({{busy, busy}}));
    ASSERT_TRUE(holder);
    const auto free = tests::free_port();
    const auto listeners = bind_listeners(settings_for({{busy, busy}, {free, free}}));
    ASSERT_TRUE(listeners);
    EXPECT_EQ(listeners->bound.size(), 2u);
    ASSERT_EQ(listeners->failed.size(), 2u);
    EXPECT_EQ(listeners->failed[0].signal.port, busy);
    EXPECT_EQ(listeners->failed[0].reason, "Address already in use");
    EXPECT_FALSE(bind_listeners(settings_for({{busy, busy}})));
}

TEST(Listeners, LetDatagramsOutOfTheSocketsThatAnswerAlone) {
    SensorSettings settings;
    const auto silent = tests::free_port();
    auto answering = tests::free_port();
    while (answering == silent) answering = tests::free_port();
    for (const auto port : {silent, answering}) {
        HoneyPoint point;
        point.transport = event::Transport::udp;
        point.ports = {{port, port}};
        point.addresses = {*core::Address::parse("127.0.0.1"), *core::Address::parse("::1")};
        if (port == answering) {
            point.mode = Mode::answer;
            point.protocol = "dns";
        }
        settings.honeypoints.push_back(point);
    }
    const auto listeners = bind_listeners(settings);
    ASSERT_TRUE(listeners);
    const auto sockets = listeners->answering_datagrams();
    ASSERT_EQ(sockets.size(), 2u);
    for (const Listener& listener : listeners->bound) {
        runtime::SocketAddress to{listener.address,
                                  listener.port};  // itself: whatever is sent arrives
        const auto sent = ::sendto(listener.socket.get(), "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL,
                                   to.get(), to.length);
        const bool answers = std::ranges::find(sockets, listener.socket.get()) != sockets.end();
        EXPECT_EQ(answers, listener.port == answering);
        EXPECT_EQ(sent, answers ? 1 : -1) << listener.address.to_string();
        char byte;
        EXPECT_EQ(::recv(listener.socket.get(), &byte, 1, MSG_DONTWAIT), answers ? 1 : -1);
    }
}

TEST(Listeners, WriteRunsOfPortsAsRanges) {
    Listeners listeners;
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{80, 81, 82, 445}) {
        Listener listener;
        listener.transport = event::Transport::tcp;
        listener.port = port;
        listeners.bound.push_back(std::move(listener));
    }
    EXPECT_EQ(listeners.signals(), (std::vector<std::string>{"tcp/80-82", "tcp/445"}));
}

}  // namespace
}  // namespace hitme::sensor
