// SPDX-License-Identifier: Apache-2.0
#include "console/export/block_list.h"

#include <algorithm>
#include <array>

namespace hitme::console {
namespace {

// ipset's largest timeout (ipset(8)); nftables takes more, and a list is fetched again long before.
constexpr std::int64_t max_timeout_seconds = 2'147'483;

/// Set names take no hyphen in every tool, and a rule's name may hold one.
std::string set_name(const BlockList& list, std::string_view family) {
    std::string name = "hitme_" + list.rule.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name + '_' + std::string(family);
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + ' ' + std::string(count == 1 ? one : many);
}

std::string left_out_line(const BlockList& list) {
    std::string line;
    for (const auto& [reason, count] : list.left_out)
        line += (line.empty() ? "# left out: " : ", ") + reason + ' ' + std::to_string(count);
    return line.empty() ? line : line + '\n';
}

/// A list that is empty because of its rule must not be taken for one of a quiet time.
std::string why_empty(const BlockList& list, core::Time now) {
    const BlockListRule& rule = list.rule;
    std::string text = "# 0 entries, because: ";
    if (list.sources_known == 0) {
        // Evidence goes no further back than the longest rule asks.
        text += "no source was seen with a completed handshake within " +
                core::format_duration(max_rule_span);
        if (list.unproven > 0)
            text += " (" + counted(list.unproven, "contact", "contacts") + " without one " +
                    (list.unproven == 1 ? "counts" : "count") + " for nobody)";
        return text + '\n';
    }
    text += counted(list.sources_known, "source is", "sources are") + " known, and of them\n";
    const auto add = [&](std::uint64_t count, const std::string& what) {
        if (count > 0) text += "#   " + std::to_string(count) + ' ' + what + '\n';
    };
    const auto failed = [&](const char* condition) {
        const auto found = list.not_named.find(condition);
        return found == list.not_named.end() ? 0 : found->second;
    };
    add(failed("within"), "not seen within " + core::format_duration(rule.within));
    add(failed("stage"), "went less far than the stage " + std::string(event::name_of(rule.stage)));
    add(failed("sensors"), "on fewer than " + counted(rule.sensors, "sensor", "sensors"));
    add(failed("contacts"), "with fewer than " + counted(rule.contacts, "contact", "contacts"));
    // Also those that ran out since the list was made.
    std::uint64_t over = failed("expire");
    for (const auto& entry : list.entries)
        if (entry.expires <= now) ++over;
    add(over, "over, " + core::format_duration(rule.expire) + " after their last contact");
    std::uint64_t left_out = 0;
    for (const auto& [reason, count] : list.left_out) left_out += count;
    add(left_out, "left out (the line above tells why)");
    return text;
}

std::string header(const BlockList& list, std::string_view form, core::Time now,
                   std::size_t entries) {
    return "# hitme block list " + list.rule.name + ", " + std::string(form) + ", " +
           core::format_rfc3339(std::chrono::floor<std::chrono::seconds>(now)) + ", " +
           std::to_string(entries) + (entries == 1 ? " entry" : " entries") +
           "; completed handshakes only\n" + left_out_line(list) +
           (entries == 0 ? why_empty(list, now) : "");
}

std::string timeout_of(const ListEntry& entry, core::Time now) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(entry.expires - now).count();
    return std::to_string(std::clamp<std::int64_t>(left, 1, max_timeout_seconds));
}

void append_nft(std::string& out, const BlockList& list, const std::vector<ListEntry>& entries,
                bool v4, core::Time now) {
    const std::string set = "inet hitme " + set_name(list, v4 ? "v4" : "v6");
    out += "add set " + set +
           (v4 ? " { type ipv4_addr; flags timeout; }\n"
               : " { type ipv6_addr; flags interval, timeout; }\n");
    out += "flush set " + set + '\n';
    // One command a line of some kilobytes, not one of megabytes.
    constexpr std::size_t elements_a_command = 200;
    std::size_t in_command = 0;
    for (const auto& entry : entries) {
        if (entry.network.address.is_v4() != v4) continue;
        out += in_command == 0 ? "add element " + set + " { " : ", ";
        out += (v4 ? entry.network.address.to_string() : entry.network.to_string()) + " timeout " +
               timeout_of(entry, now) + 's';
        if (++in_command == elements_a_command) {
            out += " }\n";
            in_command = 0;
        }
    }
    if (in_command > 0) out += " }\n";
}

void append_ipset(std::string& out, const BlockList& list, const std::vector<ListEntry>& entries,
                  bool v4, core::Time now) {
    const std::string set = set_name(list, v4 ? "v4" : "v6");
    out += "create " + set + (v4 ? " hash:ip family inet" : " hash:net family inet6") +
           " timeout 0 maxelem " + std::to_string(max_list_entries) + '\n';
    out += "flush " + set + '\n';
    for (const auto& entry : entries) {
        if (entry.network.address.is_v4() != v4) continue;
        out += "add " + set + ' ' +
               (v4 ? entry.network.address.to_string() : entry.network.to_string()) + " timeout " +
               timeout_of(entry, now) + '\n';
    }
}

std::vector<ListEntry> not_over(const BlockList& list, core::Time now) {
    std::vector<ListEntry> entries;
    for (const auto& entry : list.entries)
        if (entry.expires > now) entries.push_back(entry);
    return entries;
}

std::vector<core::Prefix> put_together(const std::vector<ListEntry>& entries) {
    // Two halves of a network that are both whole become that network; entries come sorted and apart, so a stack is enough.
    std::vector<core::Prefix> stack;
    for (const auto& entry : entries) {
        stack.push_back(entry.network);
        while (stack.size() >= 2) {
            const core::Prefix& low = stack[stack.size() - 2];
            const core::Prefix& high = stack.back();
            if (low.length != high.length || low.length == 0 ||
                low.address.is_v4() != high.address.is_v4())
                break;
            const core::Prefix both = core::Prefix::of(low.address, low.length - 1);
            if (both.address != low.address || both.last() != high.last()) break;
            stack.pop_back();
            stack.back() = both;
        }
    }
    return stack;
}

}  // namespace

BlockList make_block_list(const BlockListRule& rule, const SourceEvidence& evidence,
                          const Untouchable& untouchable, const ClassOf& class_of, core::Time now) {
    BlockList list;
    list.rule = rule;
    list.at = now;
    list.sources_known = evidence.known();
    list.sources_not_known = evidence.not_known();
    list.unproven = evidence.unproven();
    const PrefixSet never{rule.never};
    std::uint64_t within = 0;
    evidence.visit(core::day_of(now - rule.within), [&](const SourceEvidence::Sum& sum) {
        ++within;
        const core::Time last = std::min(sum.last, now);
        const core::Time expires = last + rule.expire;
        const std::string_view fails = sum.stage < rule.stage         ? "stage"
                                       : sum.sensors < rule.sensors   ? "sensors"
                                       : sum.contacts < rule.contacts ? "contacts"
                                       : expires <= now               ? "expire"
                                                                      : "";
        if (!fails.empty()) {
            ++list.not_named[std::string(fails)];
            return;
        }
        const core::Prefix network = named_network(sum.source);
        auto against = reason_against(network, untouchable, evidence.decoys());
        if (against.empty() && never.overlaps(network)) against = "never";
        if (!against.empty()) {
            ++list.left_out[std::string(against)];
            return;
        }
        if (class_of && !rule.except_classes.empty()) {
            const std::string its_class = class_of(sum.source);
            if (std::find(rule.except_classes.begin(), rule.except_classes.end(), its_class) !=
                rule.except_classes.end()) {
                ++list.left_out["class"];
                return;
            }
        }
        list.entries.push_back(
            {network, sum.first, last, expires, sum.contacts, sum.sensors, sum.stage});
    });
    if (evidence.known() > within) list.not_named["within"] = evidence.known() - within;
    if (list.entries.size() > max_list_entries) {
        list.left_out["limit"] = list.entries.size() - max_list_entries;
        std::nth_element(list.entries.begin(),
                         list.entries.begin() + static_cast<std::ptrdiff_t>(max_list_entries),
                         list.entries.end(), [](const ListEntry& a, const ListEntry& b) {
                             return std::pair(b.last_seen, a.network) <
                                    std::pair(a.last_seen, b.network);
                         });
        list.entries.resize(max_list_entries);
    }
    std::sort(list.entries.begin(), list.entries.end(),
              [](const ListEntry& a, const ListEntry& b) { return a.network < b.network; });
    return list;
}

std::vector<core::Prefix> aggregated(const BlockList& list) {
    return put_together(list.entries);
}

std::optional<ListForm> list_form_named(std::string_view name) {
    constexpr std::array<std::string_view, 4> names = {"plain", "cidr", "nft", "ipset"};
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<ListForm>(found - names.begin());
}

std::string list_text(const BlockList& list, ListForm form, core::Time now) {
    const auto entries = not_over(list, now);
    std::string out;
    switch (form) {
        case ListForm::plain:
            out = header(list, "plain", now, entries.size());
            for (const auto& entry : entries)
                out += (entry.network.address.is_v4() ? entry.network.address.to_string()
                                                      : entry.network.to_string()) +
                       '\n';
            return out;
        case ListForm::cidr:
            out = header(list, "CIDR", now, entries.size());
            for (const auto& prefix : put_together(entries)) out += prefix.to_string() + '\n';
            return out;
        case ListForm::nft:
            out = header(list, "nftables", now, entries.size());
            out += "add table inet hitme\n";
            append_nft(out, list, entries, true, now);
            append_nft(out, list, entries, false, now);
            return out;
        case ListForm::ipset:
            out = header(list, "ipset", now, entries.size());
            append_ipset(out, list, entries, true, now);
            append_ipset(out, list, entries, false, now);
            return out;
    }
    return out;
}

}  // namespace hitme::console
