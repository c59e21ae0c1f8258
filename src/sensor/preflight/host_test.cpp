// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/host.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/descriptor.h"
#include "sensor/preflight/evaluate.h"

namespace hitme::sensor::preflight {
namespace {

/// A socket of this test that listens on a free port of loopback.
struct BusyPort {
    runtime::Descriptor descriptor;
    std::uint16_t port = 0;
};

BusyPort busy_port(int family) {
    BusyPort busy{runtime::Descriptor{socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)}, 0};
    sockaddr_storage storage{};
    socklen_t length = 0;
    if (family == AF_INET) {
        auto& address = reinterpret_cast<sockaddr_in&>(storage);
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        length = sizeof address;
    } else {
        auto& address = reinterpret_cast<sockaddr_in6&>(storage);
        address.sin6_family = AF_INET6;
        address.sin6_addr = in6addr_loopback;
        length = sizeof address;
    }
    auto* name = reinterpret_cast<sockaddr*>(&storage);
    if (bind(busy.descriptor.get(), name, length) != 0 || listen(busy.descriptor.get(), 1) != 0 ||
        getsockname(busy.descriptor.get(), name, &length) != 0)
        return busy;
    busy.port = ntohs(family == AF_INET ? reinterpret_cast<sockaddr_in&>(storage).sin_port
                                        : reinterpret_cast<sockaddr_in6&>(storage).sin6_port);
    return busy;
}

SensorSettings listening(std::uint16_t port, const char* where) {
    SensorSettings settings;
    settings.honeypoints.push_back({event::Transport::tcp,
                                    {{port, port}},
                                    {*core::Address::parse(where)},
                                    Mode::silent,
                                    "",
                                    1,
                                    ""});
    return settings;
}

const Finding* port_finding(const std::vector<Finding>& findings) {
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [](const Finding& each) { return each.name == "port"; });
    return found == findings.end() ? nullptr : &*found;
}

TEST(Host, ABusyPortIsFoundWithItsProcess) {
    for (const auto& [family, where] :
         {std::pair{AF_INET, "127.0.0.1"}, std::pair{AF_INET6, "::1"}}) {
        const BusyPort busy = busy_port(family);
        if (busy.port == 0 && family == AF_INET6) continue;  // no IPv6 here
        ASSERT_NE(busy.port, 0);
        const SensorSettings settings = listening(busy.port, where);
        const auto findings = evaluate(settings, look_at_host(settings));
        const Finding* port = port_finding(findings);
        ASSERT_NE(port, nullptr);
        EXPECT_EQ(port->verdict, Verdict::fail);
        EXPECT_NE(port->what.find("process " + std::to_string(getpid())), std::string::npos)
            << port->what;
        EXPECT_EQ(exit_status(findings), 1);
    }
}

TEST(Host, AnEndedListenerLeavesItsPortFree) {
    std::uint16_t port = 0;
    { port = busy_port(AF_INET).port; }
    ASSERT_NE(port, 0);
    const SensorSettings settings = listening(port, "127.0.0.1");
    const auto findings = evaluate(settings, look_at_host(settings));
    ASSERT_NE(port_finding(findings), nullptr);
    EXPECT_EQ(port_finding(findings)->verdict, Verdict::pass) << port_finding(findings)->what;
}

TEST(Host, ADualStackSocketIsToldFromOneForIpv6Alone) {
    for (const int v6_alone : {0, 1}) {
        runtime::Descriptor busy{socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        setsockopt(busy.get(), IPPROTO_IPV6, IPV6_V6ONLY, &v6_alone, sizeof v6_alone);
        sockaddr_in6 any{};
        any.sin6_family = AF_INET6;
        socklen_t length = sizeof any;
        auto* name = reinterpret_cast<sockaddr*>(&any);
        if (bind(busy.get(), name, length) != 0 || listen(busy.get(), 1) != 0)
            GTEST_SKIP() << "no IPv6 here";
        getsockname(busy.get(), name, &length);
        const SensorSettings settings = listening(ntohs(any.sin6_port), "0.0.0.0");
        const auto findings = evaluate(settings, look_at_host(settings));
        ASSERT_NE(port_finding(findings), nullptr);
        EXPECT_EQ(port_finding(findings)->verdict, v6_alone ? Verdict::pass : Verdict::fail);
    }
}

TEST(Host, LookingTakesUnderTwoSecondsForEveryPort) {
    SensorSettings settings = default_settings();
    settings.honeypoints = {{event::Transport::tcp,
                             {{1, 65'535}},
                             {core::Address::v4(0), core::Address{}},
                             Mode::silent,
                             "",
                             1,
                             ""}};
    const auto start = std::chrono::steady_clock::now();
    const auto findings = evaluate(settings, look_at_host(settings));
    // capabilities C-02; sanitizers make it some five times slower, so the test allows ten seconds.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{10});
    EXPECT_GT(findings.size(), 5u);
}

TEST(Host, AUnitIsReadFromTheControlGroup) {
    EXPECT_EQ(unit_of_cgroup("0::/system.slice/smbd.service\n"), "smbd.service");
    EXPECT_EQ(unit_of_cgroup("0::/user.slice/user-0.slice/session-1.scope\n"), "");
    EXPECT_EQ(unit_of_cgroup("1:name=systemd:/system.slice/a.service/inner\n0::/\n"), "a.service");
    EXPECT_EQ(unit_of_cgroup(""), "");
}

TEST(Host, AnSmbPackageCountsOnlyWhenItIsInstalled) {
    const std::string removed =
        "Package: samba\nStatus: deinstall ok config-files\nVersion: 1\n\n"
        "Package: samba-common\nStatus: install ok installed\n\n";
    EXPECT_TRUE(smb_packages(removed).empty());
    const std::string installed =
        "Package: zlib\nStatus: install ok installed\nDescription: x\n Package: samba\n\n"
        "Package: samba\nStatus: install ok installed\nVersion: 1\n\n";
    EXPECT_EQ(smb_packages(installed), (std::vector<std::string>{"package samba"}));
    EXPECT_TRUE(smb_packages("").empty());
}

}  // namespace
}  // namespace hitme::sensor::preflight
