// SPDX-License-Identifier: Apache-2.0
#include "console/export/block_list.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "core/random.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

core::Time noon() {
    return *core::parse_time("2026-03-08T12:00:00Z");
}
event::Contact contact(const core::Address& source, core::Time at, const std::string& sensor) {
    event::Contact c;
    c.sensor = sensor;
    c.seen_at = at;
    c.transport = event::Transport::tcp;
    c.source = source;
    c.destination = *core::Address::parse("203.0.113.1");
    c.destination_port = 445;
    c.handshake = event::Handshake::sent_data;
    c.stage = event::Stage::probe;
    return c;
}
event::Contact contact(const char* source, core::Time at, const std::string& sensor) {
    return contact(*core::Address::parse(source), at, sensor);
}
BlockListRule rule_of(std::uint64_t sensors, std::uint64_t contacts) {
    BlockListRule rule;
    rule.name = "edge";
    rule.sensors = sensors;
    rule.contacts = contacts;
    return rule;
}
std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && line[0] != '#') lines.push_back(line);
    return lines;
}
std::string plain(const BlockList& list) {
    std::string all;
    for (const auto& line : lines_of(list_text(list, ListForm::plain, list.at))) all += line + ' ';
    return all;
}
PrefixSet set_of(std::initializer_list<const char*> texts) {
    PrefixSet set;
    for (const char* text : texts) set.add(*core::Prefix::parse(text));
    return set;
}

TEST(BlockList, ListsWhatTheRuleNames) {
    SourceEvidence evidence{SourceEvidence::Takes::seen};
    // Two sensors, three contacts: on. One sensor: off. Two contacts: off. Stage below: off.
    for (int i = 0; i < 3; ++i)
        evidence.add(contact("61.218.147.66", noon() - 1h, i == 0 ? "alpha" : "beta"));
    for (int i = 0; i < 5; ++i) evidence.add(contact("61.218.147.67", noon() - 1h, "alpha"));
    for (int i = 0; i < 2; ++i)
        evidence.add(contact("61.218.147.68", noon() - 1h, i == 0 ? "alpha" : "beta"));
    for (int i = 0; i < 4; ++i) {
        auto low = contact("61.218.147.69", noon() - 1h, i == 0 ? "alpha" : "beta");
        low.stage = event::Stage::scan;
        evidence.add(low);
    }
    const auto list = make_block_list(rule_of(2, 3), evidence, {}, {}, noon());
    EXPECT_EQ(plain(list), "61.218.147.66 ");
    EXPECT_EQ(list.entries[0].contacts, 3u);
    EXPECT_EQ(list.sources_known, 4u);
}

TEST(BlockList, AnEntryLeavesAfterItsTime) {
    SourceEvidence evidence{SourceEvidence::Takes::seen};
    evidence.add(contact("61.218.147.66", noon(), "alpha"));
    auto rule = rule_of(1, 1);
    rule.expire = 1h;
    const auto at = [&](core::Time now) { return make_block_list(rule, evidence, {}, {}, now); };
    EXPECT_EQ(at(noon()).entries.size(), 1u);
    EXPECT_EQ(at(noon() + 1h - 1ns).entries.size(), 1u);
    EXPECT_EQ(at(noon() + 1h).entries.size(), 0u);
    // Also from a list that was made before: its text at a later time.
    const auto made = at(noon());
    EXPECT_EQ(lines_of(list_text(made, ListForm::plain, noon() + 59min)).size(), 1u);
    EXPECT_EQ(lines_of(list_text(made, ListForm::plain, noon() + 1h)).size(), 0u);
    // A contact of the future, by a sensor whose clock is ahead, lives no longer than one of now.
    evidence.add(contact("61.218.147.67", noon() + 5h, "alpha"));
    EXPECT_EQ(at(noon()).entries[1].expires, noon() + 1h);
}

TEST(BlockList, SaysWhyASourceIsLeftOut) {
    SourceEvidence evidence{SourceEvidence::Takes::seen};
    for (const char* source :
         {"61.218.147.66", "61.218.148.1", "61.218.149.1", "8.8.8.8", "10.1.2.3", "61.218.150.1",
          "203.0.113.1", "61.218.151.1", "2a00:1:2:3::9", "61.218.152.1"})
        evidence.add(contact(source, noon() - 1h, "alpha"));
    Untouchable untouchable;
    untouchable.own = set_of({"61.218.148.0/24"});
    // One allow-listed host keeps its whole /64 off the list.
    untouchable.allowed = set_of({"61.218.149.1", "2a00:1:2:3::53"});
    untouchable.resolvers = set_of({"61.218.150.1"});
    auto rule = rule_of(1, 1);
    rule.never = {*core::Prefix::parse("61.218.151.0/24")};
    rule.except_classes = {"research"};
    const auto class_of = [](const core::Address& source) {
        return source.to_string() == "61.218.152.1" ? std::string("research") : std::string();
    };
    const auto list = make_block_list(rule, evidence, untouchable, class_of, noon());
    EXPECT_EQ(plain(list), "61.218.147.66 ");
    const std::map<std::string, std::uint64_t> expected = {
        {"own", 2}, {"allowed", 2}, {"resolver", 2}, {"reserved", 1}, {"never", 1}, {"class", 1}};
    EXPECT_EQ(list.left_out, expected);
}

TEST(BlockList, AnEmptyListSaysWhy) {
    SourceEvidence evidence{SourceEvidence::Takes::seen};
    const auto text = [&](const BlockListRule& rule, const Untouchable& untouchable = {}) {
        return list_text(make_block_list(rule, evidence, untouchable, {}, noon()), ListForm::plain,
                         noon());
    };
    const std::string head =
        "# hitme block list edge, plain, 2026-03-08T12:00:00Z, 0 entries; completed handshakes "
        "only\n";
    EXPECT_EQ(
        text(rule_of(1, 1)),
        head + "# 0 entries, because: no source was seen with a completed handshake within 90d\n");
    auto datagram = contact("61.218.147.1", noon(), "alpha");
    datagram.transport = event::Transport::udp;
    evidence.add(datagram);
    EXPECT_EQ(text(rule_of(1, 1)), head +
                                       "# 0 entries, because: no source was seen with a completed "
                                       "handshake within 90d (1 contact "
                                       "without one counts for nobody)\n");
    evidence.add(contact("61.218.147.66", noon() - 1h, "alpha"));
    evidence.add(contact("61.218.147.67", noon() - 1h, "alpha"));
    evidence.add(contact("61.218.147.67", noon() - 1h, "beta"));
    evidence.add(contact("61.218.147.68", noon() - std::chrono::days{9}, "alpha"));
    auto low = contact("61.218.147.69", noon() - 1h, "alpha");
    low.stage = event::Stage::scan;
    evidence.add(low);
    evidence.add(contact("61.218.147.70", noon() - 30h, "alpha"));
    evidence.add(contact("61.218.147.70", noon() - 30h, "beta"));
    evidence.add(contact("61.218.147.70", noon() - 30h, "beta"));
    EXPECT_EQ(text(rule_of(2, 3)), head +
                                       "# 0 entries, because: 5 sources are known, and of them\n"
                                       "#   1 not seen within 7d\n"
                                       "#   1 went less far than the stage probe\n"
                                       "#   1 on fewer than 2 sensors\n"
                                       "#   1 with fewer than 3 contacts\n"
                                       "#   1 over, 1d after their last contact\n");
    Untouchable untouchable;
    untouchable.allowed = set_of({"61.218.147.64/29"});
    EXPECT_NE(text(rule_of(1, 1), untouchable).find("# left out: allowed 2\n"), std::string::npos);
    EXPECT_NE(text(rule_of(1, 1), untouchable).find("#   2 left out"), std::string::npos);
    EXPECT_EQ(text(rule_of(1, 1)).find("because"), std::string::npos) << "that one is not empty";
}

TEST(BlockList, NetworksCoverExactlyWhatIsListed) {
    SourceEvidence evidence{SourceEvidence::Takes::seen};
    // .64 to .71 is a /29; .73 stands alone; .74 and .75 are a /31. A /63 of two /64s.
    for (int last : {64, 65, 66, 67, 68, 69, 70, 71, 73, 74, 75})
        evidence.add(contact(("61.218.147." + std::to_string(last)).c_str(), noon(), "alpha"));
    evidence.add(contact("2a00:1:2:4::1", noon(), "alpha"));
    evidence.add(contact("2a00:1:2:5::1", noon(), "alpha"));
    const auto list = make_block_list(rule_of(1, 1), evidence, {}, {}, noon());
    EXPECT_EQ(lines_of(list_text(list, ListForm::cidr, noon())),
              (std::vector<std::string>{"61.218.147.64/29", "61.218.147.73/32", "61.218.147.74/31",
                                        "2a00:1:2:4::/63"}));
}

TEST(BlockList, FirewallFormsCarryTimeouts) {
    SourceEvidence evidence{SourceEvidence::Takes::seen};
    evidence.add(contact("61.218.147.66", noon() - 1h, "alpha"));
    evidence.add(contact("2a00:1:2:3::1", noon(), "alpha"));
    auto rule = rule_of(1, 1);
    rule.name = "at-edge";
    rule.expire = std::chrono::days{90};
    const auto list = make_block_list(rule, evidence, {}, {}, noon());
    // 89 d 23 h is 7,772,400 s; the tools take at most 2,147,483.
    EXPECT_EQ(
        lines_of(list_text(list, ListForm::nft, noon())),
        (std::vector<std::string>{
            "add table inet hitme",
            "add set inet hitme hitme_at_edge_v4 { type ipv4_addr; flags timeout; }",
            "flush set inet hitme hitme_at_edge_v4",
            "add element inet hitme hitme_at_edge_v4 { 61.218.147.66 timeout 2147483s }",
            "add set inet hitme hitme_at_edge_v6 { type ipv6_addr; flags interval, timeout; }",
            "flush set inet hitme hitme_at_edge_v6",
            "add element inet hitme hitme_at_edge_v6 { 2a00:1:2:3::/64 timeout 2147483s }"}));
    EXPECT_EQ(lines_of(list_text(list, ListForm::ipset, noon() + std::chrono::days{89})),
              (std::vector<std::string>{
                  "create hitme_at_edge_v4 hash:ip family inet timeout 0 maxelem 100000",
                  "flush hitme_at_edge_v4",
                  // 90 d from 11:00 is 23 h later than 89 d from 12:00.
                  "add hitme_at_edge_v4 61.218.147.66 timeout 82800",
                  "create hitme_at_edge_v6 hash:net family inet6 timeout 0 maxelem 100000",
                  "flush hitme_at_edge_v6", "add hitme_at_edge_v6 2a00:1:2:3::/64 timeout 86400"}));
}

TEST(BlockList, FormsHaveNames) {
    EXPECT_EQ(list_form_named("nft"), ListForm::nft);
    EXPECT_EQ(list_form_named("NFT"), std::nullopt);
}

// Whatever the sources, networks and rule: no own, allow-listed or reserved address is ever in a list, in any form, alone or
// covered by a network; and no network covers an address that is not listed.
TEST(BlockList, TenThousandRandomTrialsNeverListOwnOrAllowed) {
    core::Random random{20261128};
    std::uint64_t listed = 0;
    std::uint64_t left_out = 0;
    for (int trial = 0; trial < 10'000; ++trial) {
        // Sources crowd into a few networks, so that they meet own and allow-listed ones often. The last base is private.
        const std::uint32_t bases[] = {0x3DDA9340u, 0x3DDA9400u, 0x2D9B0000u, 0x0A010200u};
        const auto somewhere = [&](std::uint64_t spread) {
            return core::Address::v4(bases[random.below(4)] +
                                     static_cast<std::uint32_t>(random.below(spread)));
        };
        const auto somewhere_v6 = [&] {
            std::uint8_t bytes[16] = {0x2a, 0x00, 0, 1, 0, 2, 0, 0};
            bytes[7] = static_cast<std::uint8_t>(random.below(16));
            bytes[15] = static_cast<std::uint8_t>(random.below(4));
            return core::Address::v6(bytes);
        };
        SourceEvidence evidence{SourceEvidence::Takes::seen};
        std::set<core::Prefix> verified;
        const auto contacts = 1 + random.below(30);
        for (std::uint64_t i = 0; i < contacts; ++i) {
            const auto source = random.below(4) == 0 ? somewhere_v6() : somewhere(64);
            auto c = contact(source, noon() - std::chrono::minutes{random.below(3000)},
                             random.below(2) == 0 ? "alpha" : "beta");
            if (random.below(5) == 0) {
                c.transport = event::Transport::udp;
                c.handshake = event::Handshake::datagram;
            } else {
                verified.insert({source.source_key(), source.is_v4() ? 32 : 64});
            }
            evidence.add(c);
        }
        std::vector<core::Prefix> own, allowed;
        for (std::uint64_t i = random.below(4); i > 0; --i)
            own.push_back(core::Prefix::of(somewhere(64), 24 + static_cast<int>(random.below(9))));
        for (std::uint64_t i = random.below(4); i > 0; --i)
            allowed.push_back(
                random.below(3) == 0
                    ? core::Prefix::of(somewhere_v6(), 48 + 8 * static_cast<int>(random.below(11)))
                    : core::Prefix::of(somewhere(64), 26 + static_cast<int>(random.below(7))));
        Untouchable untouchable;
        untouchable.own = PrefixSet{own};
        untouchable.allowed = PrefixSet{allowed};
        auto rule = rule_of(1 + random.below(2), 1 + random.below(2));
        const auto list = make_block_list(rule, evidence, untouchable, {}, noon());
        listed += list.entries.size();
        for (const auto& [reason, count] : list.left_out) left_out += count;

        std::set<core::Prefix> entries;
        for (const auto& entry : list.entries) {
            entries.insert(entry.network);
            ASSERT_TRUE(verified.contains(entry.network)) << entry.network.to_string();
        }
        // The oracle asks one network at a time with Prefix alone, both ways round.
        const auto touches = [](const core::Prefix& a, const core::Prefix& b) {
            return a.contains(b.address) || b.contains(a.address);
        };
        const auto prefixes = [&](ListForm form) {
            std::vector<core::Prefix> all;
            for (const auto& line : lines_of(list_text(list, form, noon())))
                all.push_back(*core::Prefix::parse(line));
            return all;
        };
        for (const auto form : {ListForm::plain, ListForm::cidr}) {
            for (const auto& prefix : prefixes(form)) {
                for (const auto& one : own)
                    ASSERT_FALSE(touches(prefix, one))
                        << prefix.to_string() << " own " << one.to_string();
                for (const auto& one : allowed)
                    ASSERT_FALSE(touches(prefix, one))
                        << prefix.to_string() << " allowed " << one.to_string();
                ASSERT_FALSE(touches(prefix, *core::Prefix::parse("10.0.0.0/8")));
            }
        }
        // Every address of every aggregated IPv4 network is an entry, and none is lost.
        std::size_t covered = 0;
        for (const auto& prefix : prefixes(ListForm::cidr)) {
            if (!prefix.address.is_v4()) continue;
            for (std::uint64_t at = prefix.address.v4_value(); at <= prefix.last().v4_value();
                 ++at, ++covered)
                ASSERT_TRUE(
                    entries.contains({core::Address::v4(static_cast<std::uint32_t>(at)), 32}));
        }
        ASSERT_EQ(covered, static_cast<std::size_t>(
                               std::count_if(entries.begin(), entries.end(),
                                             [](const auto& e) { return e.address.is_v4(); })));
        for (const auto form : {ListForm::nft, ListForm::ipset}) {
            const std::string text = list_text(list, form, noon());
            std::size_t timeouts = 0;
            for (std::size_t at = text.find(" timeout "); at != std::string::npos;
                 at = text.find(" timeout ", at + 1))
                ++timeouts;
            ASSERT_EQ(timeouts, entries.size() + (form == ListForm::ipset ? 2 : 0));
        }
    }
    // The trials are no trial if nothing is listed or nothing left out.
    EXPECT_GT(listed, 10'000u);
    EXPECT_GT(left_out, 3'000u);
}

}  // namespace
}  // namespace hitme::console
