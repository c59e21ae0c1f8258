// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/firewall.h"

#include <gtest/gtest.h>

#include <string>

namespace hitme::sensor::preflight {
namespace {

Probe tcp(std::uint16_t port, const char* address = "0.0.0.0") {
    return {event::Transport::tcp, *core::Address::parse(address), port};
}
Probe udp(std::uint16_t port, const char* address = "0.0.0.0") {
    return {event::Transport::udp, *core::Address::parse(address), port};
}

Passage passage(const Firewall& firewall, const Probe& probe) {
    return verdict_for(firewall, probe).passage;
}

Firewall nft(const std::string& items) {
    Firewall firewall;
    EXPECT_TRUE(add_nft_ruleset(firewall, "{\"nftables\": [" + items + "]}", IptablesTables::keep));
    return firewall;
}

std::string chain(const char* policy) {
    return std::string(R"({"chain": {"family": "inet", "table": "filter", "name": "input",
        "handle": 1, "type": "filter", "hook": "input", "prio": 0, "policy": ")") +
           policy + "\"}}";
}
std::string rule(const std::string& expressions) {
    return R"(, {"rule": {"family": "inet", "table": "filter", "chain": "input", "handle": 2, "expr": [)" +
           expressions + "]}}";
}
const std::string established =
    R"({"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": ["established", "related"]}}, {"accept": null})";
const std::string loopback =
    R"({"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "lo"}}, {"accept": null})";
std::string dport(const std::string& right, const char* verdict) {
    return R"({"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": )" +
           right + "}}, {\"" + verdict + "\": null}";
}

TEST(Nft, WithoutRulesEverythingPasses) {
    EXPECT_EQ(passage(nft(R"({"metainfo": {"version": "1.0.6"}})"), tcp(445)), Passage::passes);
    EXPECT_EQ(passage(nft(chain("accept")), tcp(445)), Passage::passes);
}

TEST(Nft, ADropPolicyStopsWhatNoRuleAccepts) {
    // The usual workstation: policy drop; established, loopback, ssh and a range are accepted.
    const Firewall firewall =
        nft(chain("drop") + rule(established) + rule(loopback) +
            rule(dport(R"({"set": [22, {"range": [8000, 8100]}]})", "accept")));
    EXPECT_EQ(passage(firewall, tcp(445)), Passage::stopped);
    EXPECT_EQ(verdict_for(firewall, tcp(445)).why, "the policy of inet filter input is drop");
    EXPECT_EQ(passage(firewall, tcp(22)), Passage::passes);
    EXPECT_EQ(passage(firewall, tcp(8100)), Passage::passes);
    EXPECT_EQ(passage(firewall, tcp(8101)), Passage::stopped);
    EXPECT_EQ(passage(firewall, udp(22)), Passage::stopped);
    EXPECT_EQ(passage(firewall, tcp(445, "127.0.0.1")), Passage::passes);
    EXPECT_EQ(passage(firewall, tcp(22, "::")), Passage::passes);
}

TEST(Nft, ADropRuleStopsItsPortAlone) {
    const Firewall firewall = nft(chain("accept") + rule(dport("445", "drop")));
    EXPECT_EQ(passage(firewall, tcp(445)), Passage::stopped);
    EXPECT_NE(verdict_for(firewall, tcp(445)).why.find("nft inet filter input"), std::string::npos);
    EXPECT_EQ(passage(firewall, tcp(446)), Passage::passes);
}

TEST(Nft, ARuleAboutTheSourceCannotBeToldForEverybody) {
    const std::string some_sources =
        R"({"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "192.0.2.1"}}, )";
    EXPECT_EQ(passage(nft(chain("drop") + rule(some_sources + R"({"accept": null})")), tcp(445)),
              Passage::cannot_tell);
    EXPECT_EQ(passage(nft(chain("accept") + rule(some_sources + R"({"drop": null})")), tcp(445)),
              Passage::cannot_tell);
    // What is accepted before is not touched by a doubt behind it.
    EXPECT_EQ(passage(nft(chain("drop") + rule(dport("445", "accept")) +
                          rule(some_sources + R"({"accept": null})")),
                      tcp(445)),
              Passage::passes);
}

TEST(Nft, VerdictMapsSetsAndJumpsAreFollowed) {
    const std::string state_map =
        R"({"vmap": {"key": {"ct": {"key": "state"}}, "data": {"set": [["established", {"accept": null}], ["related", {"accept": null}], ["invalid", {"drop": null}]]}}})";
    const std::string jump = R"({"jump": {"target": "open"}})";
    const std::string open =
        R"(, {"chain": {"family": "inet", "table": "filter", "name": "open", "handle": 3}})"
        R"(, {"set": {"family": "inet", "table": "filter", "name": "ports", "type": "inet_service", "elem": [445, 139]}})"
        R"(, {"rule": {"family": "inet", "table": "filter", "chain": "open", "handle": 4, "expr": [)" +
        dport("\"@ports\"", "accept") + "]}}";
    const Firewall firewall = nft(chain("drop") + rule(state_map) + rule(jump) + open);
    EXPECT_EQ(passage(firewall, tcp(445)), Passage::passes);
    EXPECT_EQ(passage(firewall, tcp(80)), Passage::stopped);
}

TEST(Nft, WhatNftPrintsOfAnIptablesRuleIsReadOrDoubted) {
    // nft 1.0.6 after: iptables-nft -A INPUT -p tcp --dport 445 -j DROP, and -A INPUT -p tcp -m conntrack
    // --ctstate NEW -m limit --limit 5/min -m multiport --dports 80,443 -j DROP.
    const std::string printed =
        R"({"table": {"family": "ip", "name": "filter", "handle": 1}}, {"chain": {"family": "ip", "table": "filter", "name": "INPUT", "handle": 1, "type": "filter", "hook": "input", "prio": 0, "policy": "accept"}}, )"
        R"({"rule": {"family": "ip", "table": "filter", "chain": "INPUT", "handle": 2, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 445}}, {"counter": {"packets": 0, "bytes": 0}}, {"drop": null}]}}, )"
        R"({"rule": {"family": "ip", "table": "filter", "chain": "INPUT", "handle": 3, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"xt": {"type": "match", "name": "conntrack"}}, {"limit": {"rate": 5, "burst": 5, "per": "minute"}}, {"xt": {"type": "match", "name": "multiport"}}, {"counter": {"packets": 0, "bytes": 0}}, {"drop": null}]}})";
    const Firewall firewall = nft(printed);
    EXPECT_EQ(passage(firewall, tcp(445)), Passage::stopped);
    EXPECT_EQ(passage(firewall, tcp(80)), Passage::cannot_tell);
    EXPECT_EQ(passage(firewall, udp(80)), Passage::passes);
    EXPECT_EQ(passage(firewall, tcp(445, "::")), Passage::passes);
    // Where iptables-save was read, its own tables are left out here.
    Firewall skipped;
    ASSERT_TRUE(
        add_nft_ruleset(skipped, "{\"nftables\": [" + printed + "]}", IptablesTables::skip));
    EXPECT_EQ(passage(skipped, tcp(445)), Passage::passes);
}

TEST(Nft, ALoopOfJumpsEnds) {
    const Firewall firewall = nft(chain("accept") + rule(R"({"jump": {"target": "input"}})"));
    EXPECT_EQ(passage(firewall, tcp(445)), Passage::cannot_tell);
}

TEST(Nft, BrokenTextIsRefused) {
    Firewall firewall;
    for (const char* text : {"", "[]", "{}", "{\"nftables\": 3}", "{\"nftables\": [3]}", "{"})
        EXPECT_FALSE(add_nft_ruleset(firewall, text, IptablesTables::keep)) << text;
    const std::string whole = "{\"nftables\": [" + chain("drop") + rule(established) + "]}";
    for (std::size_t cut = 0; cut < whole.size(); ++cut)
        EXPECT_FALSE(add_nft_ruleset(firewall, whole.substr(0, cut), IptablesTables::keep));
}

// As iptables-save 1.8.9 prints it.
constexpr const char* saved =
    "# Generated by iptables-save v1.8.9 (nf_tables)\n"
    "*filter\n"
    ":INPUT DROP [0:0]\n"
    ":FORWARD DROP [0:0]\n"
    ":OUTPUT ACCEPT [0:0]\n"
    ":f2b-sshd - [0:0]\n"
    "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n"
    "-A INPUT -i lo -j ACCEPT\n"
    "-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd\n"
    "-A INPUT -p tcp -m tcp --dport 22 -m comment --comment \"let me -j DROP in\" -j ACCEPT\n"
    "-A INPUT -p udp -m udp --dport 5000:5100 -j ACCEPT\n"
    "-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 80 -j ACCEPT\n"
    "-A INPUT -p icmp -j ACCEPT\n"
    "-A f2b-sshd -j RETURN\n"
    "COMMIT\n";

TEST(Iptables, RulesAreFollowedAsTheyAreSaved) {
    Firewall firewall;
    ASSERT_TRUE(add_iptables_rules(firewall, saved, 4));
    EXPECT_EQ(passage(firewall, tcp(22)), Passage::passes);
    EXPECT_EQ(passage(firewall, tcp(445)), Passage::stopped);
    EXPECT_EQ(passage(firewall, udp(5060)), Passage::passes);
    EXPECT_EQ(passage(firewall, udp(5101)), Passage::stopped);
    EXPECT_EQ(passage(firewall, tcp(80)), Passage::cannot_tell);
    EXPECT_EQ(passage(firewall, tcp(445, "127.0.0.1")), Passage::passes);
    // The rules of IPv4 say nothing about IPv6.
    EXPECT_EQ(passage(firewall, tcp(445, "::")), Passage::passes);
}

TEST(Iptables, ARedirectedPortIsNotOurs) {
    Firewall firewall;
    ASSERT_TRUE(add_iptables_rules(firewall,
                                   "*nat\n:PREROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n"
                                   "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n"
                                   "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT "
                                   "--to-destination 172.17.0.2:80\nCOMMIT\n",
                                   4));
    EXPECT_EQ(passage(firewall, tcp(8080)), Passage::cannot_tell);
    EXPECT_EQ(passage(firewall, tcp(8081)), Passage::passes);
}

TEST(Iptables, BrokenTextIsRefusedOrShorter) {
    Firewall firewall;
    EXPECT_FALSE(add_iptables_rules(firewall, "-A INPUT -j DROP\n", 4));
    EXPECT_FALSE(add_iptables_rules(firewall, "permission denied\n", 4));
    const std::string whole = saved;
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        Firewall cut_firewall;
        add_iptables_rules(cut_firewall, whole.substr(0, cut), 4);
        verdict_for(cut_firewall, tcp(445));
    }
}

}  // namespace
}  // namespace hitme::sensor::preflight
