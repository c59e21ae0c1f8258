// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/evaluate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

namespace hitme::sensor::preflight {
namespace {

core::Address address(const char* text) {
    return *core::Address::parse(text);
}

/// A HoneyPoint on 445 of every address, and a host on which nothing stands in its way.
SensorSettings on_445() {
    SensorSettings settings;
    HoneyPoint point;
    point.ports = {{445, 445}};
    point.addresses = {address("0.0.0.0"), address("::")};
    point.line = 1;
    settings.honeypoints.push_back(point);
    return settings;
}

Host good_host() {
    Host host;
    host.holders_complete = true;
    host.is_root = host.may_bind_low_ports = host.may_watch_packets = true;
    host.firewall_v4 = host.firewall_v6 = FirewallKnown::read;
    host.addresses = {address("127.0.0.1"), address("::1"), address("192.0.2.10"),
                      address("2001:db8::10")};
    host.descriptors_hard = 1'048'576;
    return host;
}

void hold(Host& host, const char* where, const char* process, const char* unit,
          Answer covers_ipv4 = Answer::no) {
    const std::uint64_t inode = 100 + host.sockets.size();
    host.sockets.push_back({event::Transport::tcp, address(where), 445, inode, covers_ipv4});
    if (process != nullptr) host.holders.push_back({inode, process, 4242, unit});
}

const Finding& finding(const std::vector<Finding>& findings, const std::string& name,
                       const std::string& subject) {
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& each) {
        return each.name == name && each.subject == subject;
    });
    static const Finding none{"none", "", Verdict::pass, "", "", Answer::unknown};
    EXPECT_NE(found, findings.end()) << name << " " << subject << "\n" << as_text(findings);
    return found == findings.end() ? none : *found;
}

TEST(Preflight, AFreePortOnAGoodHostPassesAltogether) {
    const auto findings = evaluate(on_445(), good_host());
    for (const Finding& each : findings) {
        EXPECT_EQ(each.verdict, Verdict::pass) << each.name << " " << each.what;
        EXPECT_TRUE(each.remedy.empty()) << each.remedy;
    }
    EXPECT_EQ(exit_status(findings), 0);
    EXPECT_EQ(finding(findings, "port", "tcp/445 on 0.0.0.0").what, "free");
}

TEST(Preflight, SambaOnAllAddressesFailsThePortAndIsNamed) {
    Host host = good_host();
    hold(host, "0.0.0.0", "smbd", "smbd.service");
    host.smb_running = {host.holders.front()};
    host.smb_installed = {"package samba"};
    const auto findings = evaluate(on_445(), host);
    const Finding& port = finding(findings, "port", "tcp/445 on 0.0.0.0");
    EXPECT_EQ(port.verdict, Verdict::fail);
    EXPECT_EQ(port.what, "held by smbd (process 4242, smbd.service) on 0.0.0.0");
    EXPECT_NE(port.remedy.find("another host"), std::string::npos);
    EXPECT_EQ(finding(findings, "smb", "SMB servers").verdict, Verdict::warn);
    EXPECT_EQ(finding(findings, "port", "tcp/445 on ::").verdict, Verdict::pass);
    EXPECT_EQ(exit_status(findings), 1);
}

TEST(Preflight, SambaOnBothFamiliesThroughOneSocketFailsBoth) {
    Host host = good_host();
    hold(host, "::", "smbd", "smbd.service", Answer::yes);
    const auto findings = evaluate(on_445(), host);
    EXPECT_EQ(finding(findings, "port", "tcp/445 on 0.0.0.0").verdict, Verdict::fail);
    EXPECT_EQ(finding(findings, "port", "tcp/445 on ::").verdict, Verdict::fail);
    host.sockets[0].covers_ipv4 = Answer::unknown;
    const auto doubtful = evaluate(on_445(), host);
    EXPECT_EQ(finding(doubtful, "port", "tcp/445 on 0.0.0.0").verdict, Verdict::warn);
    EXPECT_EQ(finding(doubtful, "port", "tcp/445 on 0.0.0.0").delivers, Answer::unknown);
}

TEST(Preflight, SambaOnOneAddressLeavesTheOthersFree) {
    Host host = good_host();
    hold(host, "192.0.2.10", "smbd", "smbd.service");
    const Finding port = finding(evaluate(on_445(), host), "port", "tcp/445 on 0.0.0.0");
    EXPECT_EQ(port.verdict, Verdict::fail);
    EXPECT_NE(port.remedy.find("the other addresses"), std::string::npos);
    host.addresses.push_back(address("192.0.2.11"));
    SensorSettings elsewhere = on_445();
    elsewhere.honeypoints[0].addresses = {address("192.0.2.11")};
    const auto findings = evaluate(elsewhere, host);
    EXPECT_EQ(finding(findings, "port", "tcp/445 on 192.0.2.11").verdict, Verdict::pass);
    EXPECT_EQ(exit_status(findings), 0);
}

TEST(Preflight, AnotherProcessIsNamed) {
    Host host = good_host();
    hold(host, "0.0.0.0", "my\x1b[31mserver", "");
    const Finding port = finding(evaluate(on_445(), host), "port", "tcp/445 on 0.0.0.0");
    EXPECT_EQ(port.verdict, Verdict::fail);
    EXPECT_EQ(port.what, "held by my\\x1b[31mserver (process 4242) on 0.0.0.0");
}

TEST(Preflight, TheKernelItselfIsNamedWhenNoProcessHasTheSocket) {
    Host host = good_host();
    hold(host, "0.0.0.0", nullptr, "");
    EXPECT_NE(finding(evaluate(on_445(), host), "port", "tcp/445 on 0.0.0.0")
                  .what.find("the kernel itself"),
              std::string::npos);
    // Whoever may not look at all processes must not blame the kernel.
    host.holders_complete = false;
    EXPECT_NE(finding(evaluate(on_445(), host), "port", "tcp/445 on 0.0.0.0")
                  .what.find("may not look at"),
              std::string::npos);
}

TEST(Preflight, WithoutTheRightToLowPortsItFails) {
    Host host = good_host();
    host.is_root = host.may_bind_low_ports = false;
    const auto findings = evaluate(on_445(), host);
    const Finding& privilege = finding(findings, "privilege", "ports below 1024");
    EXPECT_EQ(privilege.verdict, Verdict::fail);
    EXPECT_NE(privilege.remedy.find("setcap cap_net_bind_service+ep"), std::string::npos);
    EXPECT_EQ(exit_status(findings), 1);
    host.first_unprivileged_port = 445;
    EXPECT_EQ(finding(evaluate(on_445(), host), "privilege", "ports below 445").verdict,
              Verdict::pass);
    host.first_unprivileged_port = 1'024;
    host.may_bind_low_ports = true;
    EXPECT_EQ(exit_status(evaluate(on_445(), host)), 0);
}

TEST(Preflight, AFirewallThatDropsFailsThePort) {
    Host host = good_host();
    ASSERT_TRUE(add_iptables_rules(
        host.firewall,
        "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 445 -j DROP\nCOMMIT\n", 4));
    const auto findings = evaluate(on_445(), host);
    const Finding& port = finding(findings, "firewall", "tcp/445 on 0.0.0.0");
    EXPECT_EQ(port.verdict, Verdict::fail);
    EXPECT_EQ(port.what,
              "stopped by the local packet filter: -A INPUT -p tcp -m tcp --dport 445 -j DROP");
    EXPECT_EQ(finding(findings, "firewall", "tcp/445 on ::").verdict, Verdict::pass);
    EXPECT_EQ(exit_status(findings), 1);
}

TEST(Preflight, AFirewallThatCannotBeReadIsADoubtAndNotAPass) {
    Host host = good_host();
    host.firewall_v4 = FirewallKnown::unknown;
    const auto findings = evaluate(on_445(), host);
    EXPECT_EQ(finding(findings, "firewall", "tcp/445 on 0.0.0.0").verdict, Verdict::warn);
    EXPECT_EQ(exit_status(findings), 2);
    host.firewall_v4 = FirewallKnown::not_there;
    EXPECT_EQ(exit_status(evaluate(on_445(), host)), 0);
}

TEST(Preflight, AHostWithIpv6AloneGetsNothingOnIpv4) {
    Host host = good_host();
    host.addresses = {address("127.0.0.1"), address("::1"), address("2001:db8::10")};
    const auto findings = evaluate(on_445(), host);
    EXPECT_EQ(finding(findings, "address", "0.0.0.0").verdict, Verdict::warn);
    EXPECT_EQ(finding(findings, "address", "0.0.0.0").delivers, Answer::no);
    EXPECT_EQ(finding(findings, "address", "::").verdict, Verdict::pass);
    EXPECT_EQ(exit_status(findings), 1);
    SensorSettings v6_alone = on_445();
    v6_alone.honeypoints[0].addresses = {address("::")};
    EXPECT_EQ(exit_status(evaluate(v6_alone, host)), 0);
}

TEST(Preflight, AHostWithoutIpv6SaysSo) {
    Host host = good_host();
    host.ipv6_disabled = true;
    EXPECT_NE(finding(evaluate(on_445(), host), "address", "::").what.find("IPv6 is off"),
              std::string::npos);
    host = good_host();
    // fe80::/10 reaches the same link alone.
    host.addresses = {address("192.0.2.10"), address("fe80::1")};
    EXPECT_EQ(finding(evaluate(on_445(), host), "address", "::").delivers, Answer::no);
}

TEST(Preflight, WindowsNamesTheOwnerOf445AndWarnsOfTheHostItself) {
    Host host = good_host();
    host.platform = Platform::windows;
    const auto findings = evaluate(on_445(), host);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].verdict, Verdict::fail);
    EXPECT_NE(findings[0].what.find("System (4)"), std::string::npos);
    EXPECT_NE(findings[0].what.find("LanmanServer"), std::string::npos);
    EXPECT_NE(findings[0].what.find("may be vulnerable itself"), std::string::npos);
    EXPECT_EQ(exit_status(findings), 1);
}

TEST(Preflight, AnInstalledSambaThatDoesNotRunIsAWarning) {
    Host host = good_host();
    host.smb_installed = {"package samba", "/usr/sbin/smbd"};
    const auto findings = evaluate(on_445(), host);
    const Finding& smb = finding(findings, "smb", "SMB servers");
    EXPECT_EQ(smb.verdict, Verdict::warn);
    EXPECT_EQ(smb.what, "installed, not running: package samba, /usr/sbin/smbd");
    EXPECT_EQ(exit_status(findings), 0);
}

TEST(Preflight, AnAddressThatIsNotOursFails) {
    SensorSettings settings = on_445();
    settings.honeypoints[0].addresses = {address("198.51.100.1")};
    const auto findings = evaluate(settings, good_host());
    EXPECT_EQ(finding(findings, "address", "198.51.100.1").verdict, Verdict::fail);
    EXPECT_EQ(exit_status(findings), 1);
}

TEST(Preflight, DescriptorsAreCountedAgainstListenersAndConnections) {
    SensorSettings settings = on_445();  // 2 listeners, 64 of our own, 20,000 connections
    Host host = good_host();
    host.descriptors_hard = 20'066;
    EXPECT_EQ(finding(evaluate(settings, host), "descriptors", "open files").verdict,
              Verdict::pass);
    host.descriptors_hard = 20'065;
    EXPECT_EQ(finding(evaluate(settings, host), "descriptors", "open files").verdict,
              Verdict::warn);
    host.descriptors_hard = 65;
    EXPECT_EQ(finding(evaluate(settings, host), "descriptors", "open files").verdict,
              Verdict::fail);
    host.may_raise_descriptors = true;
    EXPECT_EQ(finding(evaluate(settings, host), "descriptors", "open files").verdict,
              Verdict::pass);
}

TEST(Preflight, RunsOfPortsWithOneVerdictAreOneFinding) {
    SensorSettings settings = on_445();
    settings.honeypoints[0].ports = {{400, 500}};
    settings.honeypoints[0].addresses = {address("0.0.0.0")};
    Host host = good_host();
    hold(host, "0.0.0.0", "smbd", "");
    const auto findings = evaluate(settings, host);
    EXPECT_EQ(finding(findings, "port", "tcp/400-444 on 0.0.0.0").verdict, Verdict::pass);
    EXPECT_EQ(finding(findings, "port", "tcp/445 on 0.0.0.0").verdict, Verdict::fail);
    EXPECT_EQ(finding(findings, "port", "tcp/446-500 on 0.0.0.0").verdict, Verdict::pass);
    EXPECT_EQ(finding(findings, "firewall", "tcp/400-500 on 0.0.0.0").verdict, Verdict::pass);
}

TEST(Preflight, TheTextSaysTheSameOfSeveralListenersOnce) {
    SensorSettings settings = on_445();
    settings.honeypoints[0].ports = {{445, 445}, {139, 139}, {80, 80}};
    const std::string text = as_text(evaluate(settings, good_host()));
    EXPECT_NE(text.find("pass  port  tcp/445 on 0.0.0.0, tcp/139 on 0.0.0.0, tcp/80 on 0.0.0.0, "
                        "tcp/445 on :: and 2 more: free\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(" fail: every listener would get packets\n"), std::string::npos);
}

TEST(Preflight, TheJsonIsJsonAndHoldsEveryFinding) {
    Host host = good_host();
    hold(host, "0.0.0.0", "a\"b\xff", "x.service");
    const auto findings = evaluate(on_445(), host);
    const boost::json::value root = boost::json::parse(as_json(findings));
    EXPECT_FALSE(root.at("ok").as_bool());
    EXPECT_EQ(root.at("exit_status").as_int64(), 1);
    ASSERT_EQ(root.at("findings").as_array().size(), findings.size());
    EXPECT_EQ(root.at("findings").at(1).at("verdict").as_string(), "fail");
    EXPECT_EQ(root.at("findings").at(1).at("subject").as_string(), "tcp/445 on 0.0.0.0");
    EXPECT_EQ(root.at("findings").at(0).at("name").as_string(), "platform");
}

}  // namespace
}  // namespace hitme::sensor::preflight
