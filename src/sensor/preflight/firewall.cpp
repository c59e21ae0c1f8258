// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/firewall.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "core/text.h"

namespace hitme::sensor::preflight {
namespace {

namespace json = boost::json;

constexpr std::uint64_t largest_port = 65'535;
constexpr std::size_t max_rule_text = 160;  // ours: one line of a report

Condition fixed(Answer answer) {
    Condition condition;
    condition.fixed = answer;
    return condition;
}

Condition transport_condition(std::string_view name) {
    Condition condition;
    condition.kind = Condition::Kind::transport;
    if (name == "tcp" || name == "6") condition.transports = {event::Transport::tcp};
    if (name == "udp" || name == "17") condition.transports = {event::Transport::udp};
    if (name == "all" || name == "0") return fixed(Answer::yes);
    return condition;  // another protocol: an empty list of transports holds neither
}

Condition port_condition(std::vector<PortRange> ports) {
    Condition condition;
    condition.kind = Condition::Kind::port;
    condition.ports = std::move(ports);
    return condition;
}

Condition loopback_condition() {
    Condition condition;
    condition.kind = Condition::Kind::loopback;
    return condition;
}

// ---- walking -------------------------------------------------------------------------------------------------------

Answer truth(bool holds) {
    return holds ? Answer::yes : Answer::no;
}

bool is_any(const core::Address& address) {
    return address.is_unspecified() || address == core::Address::v4(0);
}

Answer holds(const Condition& condition, const Probe& probe) {
    Answer answer = condition.fixed;
    switch (condition.kind) {
        case Condition::Kind::transport:
            answer = truth(std::find(condition.transports.begin(), condition.transports.end(),
                                     probe.transport) != condition.transports.end());
            break;
        case Condition::Kind::port:
            if (!condition.transports.empty() &&
                std::find(condition.transports.begin(), condition.transports.end(),
                          probe.transport) == condition.transports.end())
                return Answer::no;  // negated or not: "tcp dport != 22" is a condition on TCP
            answer = truth(
                std::any_of(condition.ports.begin(), condition.ports.end(), [&](PortRange range) {
                    return range.first <= probe.port && probe.port <= range.last;
                }));
            break;
        case Condition::Kind::address:
            if (is_any(probe.address)) {
                answer = Answer::unknown;
            } else {
                answer = truth(std::any_of(
                    condition.addresses.begin(), condition.addresses.end(),
                    [&](const core::Prefix& prefix) { return prefix.contains(probe.address); }));
            }
            break;
        case Condition::Kind::family:
            answer = truth((condition.family == 4) == probe.address.is_v4());
            break;
        case Condition::Kind::loopback:
            answer = truth(probe.address.is_loopback());
            break;
        case Condition::Kind::fixed:
            break;
    }
    if (condition.negated && answer != Answer::unknown) answer = truth(answer == Answer::no);
    return answer;
}

Answer matches(const Rule& rule, const Probe& probe) {
    Answer all = Answer::yes;
    for (const Condition& condition : rule.conditions) {
        const Answer one = holds(condition, probe);
        if (one == Answer::no) return Answer::no;
        if (one == Answer::unknown) all = Answer::unknown;
    }
    return all;
}

/// What can happen to the packet, gathered along the way.
struct Walk {
    bool may_pass = false;  ///< an accept was met that perhaps applies
    bool may_stop = false;
    std::string why_stop;
    std::string why_perhaps;
    std::size_t steps = 0;
    bool too_long = false;
};

enum class Outcome : std::uint8_t { accepted, stopped, fell_through };

class Walker {
 public:
    Walker(const Firewall& firewall, const Probe& probe) : firewall_(firewall), probe_(probe) {}

    Outcome run(const Chain& chain, int depth) {
        for (const Rule& rule : chain.rules) {
            if (++walk_.steps > max_steps || depth > max_depth) {
                walk_.too_long = true;
                return Outcome::fell_through;
            }
            const Answer applies = matches(rule, probe_);
            if (applies == Answer::no) continue;
            const bool certain = applies == Answer::yes;
            switch (rule.action) {
                case Action::none:
                    break;
                case Action::perhaps:
                    perhaps(rule, true, true);
                    break;
                case Action::accept:
                    if (certain) return Outcome::accepted;
                    perhaps(rule, true, false);
                    break;
                case Action::drop:
                case Action::divert:
                    if (certain) {
                        walk_.why_stop = rule.text;
                        return Outcome::stopped;
                    }
                    perhaps(rule, false, true);
                    break;
                case Action::leave:
                    if (certain) return Outcome::fell_through;
                    perhaps(rule, true, true);
                    break;
                case Action::jump:
                case Action::go_to: {
                    const Chain* next = find(rule.target);
                    if (next == nullptr) {
                        perhaps(rule, true, true);
                        break;
                    }
                    const Outcome inner = run(*next, depth + 1);
                    if (certain && inner != Outcome::fell_through) return inner;
                    if (certain && rule.action == Action::go_to) return Outcome::fell_through;
                    if (!certain)
                        perhaps(rule, inner == Outcome::accepted || rule.action == Action::go_to,
                                inner == Outcome::stopped || rule.action == Action::go_to);
                    break;
                }
            }
        }
        return Outcome::fell_through;
    }

    Walk& walk() { return walk_; }

 private:
    void perhaps(const Rule& rule, bool pass, bool stop) {
        if (!pass && !stop) return;
        walk_.may_pass |= pass;
        walk_.may_stop |= stop;
        if (walk_.why_perhaps.empty()) walk_.why_perhaps = rule.text;
    }

    const Chain* find(const std::string& name) const {
        const auto found = std::find_if(firewall_.chains.begin(), firewall_.chains.end(),
                                        [&](const Chain& chain) { return chain.name == name; });
        return found == firewall_.chains.end() ? nullptr : &*found;
    }

    const Firewall& firewall_;
    const Probe& probe_;
    Walk walk_;
};

FirewallVerdict verdict_of_hook(const Firewall& firewall, const Chain& hook, const Probe& probe) {
    Walker walker{firewall, probe};
    Outcome outcome = walker.run(hook, 0);
    Walk& walk = walker.walk();
    if (walk.too_long) return {Passage::cannot_tell, hook.name + " has too many rules to follow"};
    if (outcome == Outcome::fell_through) {
        outcome = hook.policy == Action::drop ? Outcome::stopped : Outcome::accepted;
        walk.why_stop = "the policy of " + hook.name + " is drop";
    }
    if (outcome == Outcome::accepted && walk.may_stop)
        return {Passage::cannot_tell, "it depends on: " + walk.why_perhaps};
    if (outcome == Outcome::stopped && walk.may_pass)
        return {Passage::cannot_tell,
                walk.why_stop + ", unless this lets it in first: " + walk.why_perhaps};
    if (outcome == Outcome::stopped) return {Passage::stopped, walk.why_stop};
    return {Passage::passes, ""};
}

// ---- nftables ------------------------------------------------------------------------------------------------------

std::string_view text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

const json::object* object_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr ? value->if_object() : nullptr;
}

std::optional<std::uint16_t> port_of(const json::value& value) {
    if (const auto* number = value.if_int64(); number && *number >= 0 && *number <= 65'535)
        return static_cast<std::uint16_t>(*number);
    return std::nullopt;
}

class NftReader {
 public:
    NftReader(Firewall& firewall, IptablesTables iptables)
        : firewall_(firewall), iptables_(iptables) {}

    bool read(std::string_view text) {
        json::error_code failed;
        json::parse_options options;
        options.max_depth = 64;
        const json::value root = json::parse({text.data(), text.size()}, failed, {}, options);
        if (failed || !root.is_object()) return false;
        const json::value* list = root.get_object().if_contains("nftables");
        if (list == nullptr || !list->is_array()) return false;
        for (const json::value& item : list->get_array()) {
            if (!item.is_object()) return false;
            if (const auto* chain = object_at(item.get_object(), "chain")) add_chain(*chain);
            if (const auto* set = object_at(item.get_object(), "set"))
                sets_.push_back({key_of(*set, "name"), set});
        }
        for (const json::value& item : list->get_array()) {
            const auto* rule = object_at(item.get_object(), "rule");
            if (rule != nullptr && ++rules_ > max_rules) return false;
            if (rule != nullptr) add_rule(*rule);
        }
        return true;
    }

 private:
    struct NamedSet {
        std::string key;
        const json::object* set;
    };

    static std::string key_of(const json::object& object, std::string_view name_key) {
        return std::string(text_at(object, "family")) + " " +
               std::string(text_at(object, "table")) + " " + std::string(text_at(object, name_key));
    }

    /// iptables keeps its rules in tables of these names and families, with matches that nft prints as "xt".
    bool skipped(const json::object& object) const {
        if (iptables_ == IptablesTables::keep) return false;
        const auto family = text_at(object, "family");
        const auto table = text_at(object, "table");
        return (family == "ip" || family == "ip6") &&
               (table == "filter" || table == "nat" || table == "mangle" || table == "raw");
    }

    void add_chain(const json::object& object) {
        if (skipped(object)) return;
        const auto family = text_at(object, "family");
        if (family != "ip" && family != "ip6" && family != "inet" && family != "netdev") return;
        Chain chain;
        chain.name = key_of(object, "name");
        chain.family = family == "ip" ? 4 : family == "ip6" ? 6 : 0;
        const auto hook = text_at(object, "hook");
        chain.is_hook = hook == "input" || hook == "prerouting" || hook == "ingress";
        if (const auto* priority = object.if_contains("prio"); priority && priority->is_int64())
            chain.priority = priority->get_int64();
        chain.policy = text_at(object, "policy") == "drop" ? Action::drop : Action::accept;
        firewall_.chains.push_back(std::move(chain));
    }

    void add_rule(const json::object& object) {
        const std::string name = key_of(object, "chain");
        const auto chain = std::find_if(firewall_.chains.begin(), firewall_.chains.end(),
                                        [&](const Chain& each) { return each.name == name; });
        const json::value* expressions = object.if_contains("expr");
        if (chain == firewall_.chains.end() || expressions == nullptr || !expressions->is_array())
            return;
        table_ =
            std::string(text_at(object, "family")) + " " + std::string(text_at(object, "table"));
        Rule rule;
        rule.text =
            "nft " + name + ": " + core::printable(json::serialize(*expressions), max_rule_text);
        if (const auto comment = text_at(object, "comment"); !comment.empty())
            rule.text = "nft " + name + ": " + core::printable(comment, max_rule_text);
        for (const json::value& expression : expressions->get_array()) {
            if (!expression.is_object() || expression.get_object().size() != 1) {
                rule.conditions.push_back(fixed(Answer::unknown));
                continue;
            }
            const auto& [key, value] = *expression.get_object().begin();
            if (!statement({key.data(), key.size()}, value, rule, chain->rules)) return;
        }
        chain->rules.push_back(std::move(rule));
    }

    /// Reads one statement of a rule. False when the rule is complete and was added (a verdict map).
    bool statement(std::string_view key, const json::value& value, Rule& rule,
                   std::vector<Rule>& rules) {
        if (key == "match") {
            rule.conditions.push_back(match(value));
        } else if (key == "vmap") {
            verdict_map(value, rule, rules);
            return false;
        } else if (!action(key, value, rule)) {
            // Statements that change nothing about who gets in; anything else may.
            constexpr std::string_view harmless[] = {"counter",   "log", "mangle", "notrack",
                                                     "ct helper", "set", "tproxy"};
            if (std::find(std::begin(harmless), std::end(harmless), key) == std::end(harmless))
                rule.conditions.push_back(fixed(Answer::unknown));
        }
        return true;
    }

    bool action(std::string_view key, const json::value& value, Rule& rule) {
        if (key == "accept") rule.action = Action::accept;
        if (key == "drop" || key == "reject") rule.action = Action::drop;
        if (key == "return") rule.action = Action::leave;
        if (key == "queue") rule.action = Action::perhaps;
        if (key == "dnat" || key == "redirect") rule.action = Action::divert;
        if (key == "continue") return true;
        if (key == "jump" || key == "goto") {
            rule.action = key == "jump" ? Action::jump : Action::go_to;
            if (const auto* object = value.if_object())
                rule.target = table_ + " " + std::string(text_at(*object, "target"));
        }
        return rule.action != Action::none;
    }

    /// `ct state vmap { established : accept, ... }` is as many rules.
    void verdict_map(const json::value& value, const Rule& before, std::vector<Rule>& rules) {
        const auto give_up = [&] {
            Rule rule = before;
            rule.action = Action::perhaps;
            rules.push_back(std::move(rule));
        };
        const auto* map = value.if_object();
        const json::value* left = map != nullptr ? map->if_contains("key") : nullptr;
        const auto* data = map != nullptr ? object_at(*map, "data") : nullptr;
        const json::value* elements = data != nullptr ? data->if_contains("set") : nullptr;
        if (left == nullptr || elements == nullptr || !elements->is_array()) return give_up();
        for (const json::value& element : elements->get_array()) {
            const auto* pair = element.if_array();
            if (pair == nullptr || pair->size() != 2 || !(*pair)[1].is_object() ||
                (*pair)[1].get_object().size() != 1)
                return give_up();
            Rule rule = before;
            rule.conditions.push_back(compare(*left, (*pair)[0]));
            const auto& [key, verdict] = *(*pair)[1].get_object().begin();
            if (!action({key.data(), key.size()}, verdict, rule)) return give_up();
            rules.push_back(std::move(rule));
        }
    }

    Condition match(const json::value& value) {
        const auto* object = value.if_object();
        if (object == nullptr) return fixed(Answer::unknown);
        const auto operation = text_at(*object, "op");
        const json::value* left = object->if_contains("left");
        const json::value* right = object->if_contains("right");
        if (left == nullptr || right == nullptr) return fixed(Answer::unknown);
        if (operation != "==" && operation != "!=" && operation != "in")
            return fixed(Answer::unknown);
        Condition condition = compare(*left, *right);
        condition.negated = operation == "!=";
        return condition;
    }

    /// The items of a right-hand side: one value, a list, or a set, written out or by name.
    std::vector<json::value> items_of(const json::value& right, bool& known) {
        if (const auto* list = right.if_array()) return {list->begin(), list->end()};
        if (const auto* object = right.if_object()) {
            if (const json::value* set = object->if_contains("set"); set && set->is_array())
                return {set->get_array().begin(), set->get_array().end()};
        }
        if (const auto* text = right.if_string(); text && !text->empty() && text->front() == '@') {
            const std::string key = table_ + " " + std::string(text->c_str() + 1);
            for (const NamedSet& named : sets_) {
                if (named.key != key) continue;
                const json::value* elements = named.set->if_contains("elem");
                if (elements == nullptr) return {};
                if (elements->is_array())
                    return {elements->get_array().begin(), elements->get_array().end()};
            }
            known = false;
            return {};
        }
        return {right};
    }

    Condition compare(const json::value& left, const json::value& right) {
        const auto* object = left.if_object();
        if (object == nullptr) return fixed(Answer::unknown);
        bool known = true;
        const std::vector<json::value> items = items_of(right, known);
        if (!known) return fixed(Answer::unknown);
        if (const auto* payload = object_at(*object, "payload"))
            return compare_payload(text_at(*payload, "protocol"), text_at(*payload, "field"),
                                   items);
        if (const auto* meta = object_at(*object, "meta"))
            return compare_meta(text_at(*meta, "key"), items);
        if (const auto* tracking = object_at(*object, "ct");
            tracking && text_at(*tracking, "key") == "state") {
            // The first packet of a flow is "new", whoever sends it.
            const bool has_new =
                std::any_of(items.begin(), items.end(), [](const json::value& item) {
                    return item.is_string() && item.get_string() == "new";
                });
            return fixed(truth(has_new));
        }
        return fixed(Answer::unknown);
    }

    static Condition compare_payload(std::string_view protocol, std::string_view field,
                                     const std::vector<json::value>& items) {
        if (field == "dport" && (protocol == "tcp" || protocol == "udp" || protocol == "th")) {
            std::vector<PortRange> ports;
            for (const json::value& item : items) {
                const auto* object = item.if_object();
                const json::value* range = object ? object->if_contains("range") : nullptr;
                if (range && range->is_array() && range->get_array().size() == 2) {
                    const auto first = port_of(range->get_array()[0]);
                    const auto last = port_of(range->get_array()[1]);
                    if (!first || !last) return fixed(Answer::unknown);
                    ports.push_back({*first, *last});
                } else if (const auto port = port_of(item)) {
                    ports.push_back({*port, *port});
                } else {
                    return fixed(Answer::unknown);
                }
            }
            Condition condition = port_condition(std::move(ports));
            // "tcp dport" also asks for the protocol; the walk needs both.
            if (protocol != "th")
                condition.transports = {protocol == "tcp" ? event::Transport::tcp
                                                          : event::Transport::udp};
            return condition;
        }
        if (field == "protocol" || field == "nexthdr") return transports_of(items);
        if (field == "daddr" && (protocol == "ip" || protocol == "ip6")) {
            Condition condition;
            condition.kind = Condition::Kind::address;
            for (const json::value& item : items) {
                const auto prefix = prefix_of(item);
                if (!prefix) return fixed(Answer::unknown);
                condition.addresses.push_back(*prefix);
            }
            return condition;
        }
        // A field of ICMP and the like: its protocol is neither of ours.
        if (protocol == "icmp" || protocol == "icmpv6" || protocol == "igmp" || protocol == "arp")
            return fixed(Answer::no);
        return fixed(Answer::unknown);
    }

    static std::optional<core::Prefix> prefix_of(const json::value& item) {
        if (const auto* text = item.if_string())
            return core::Prefix::parse({text->data(), text->size()});
        const auto* object = item.if_object();
        const auto* prefix = object ? object_at(*object, "prefix") : nullptr;
        const json::value* length = prefix ? prefix->if_contains("len") : nullptr;
        if (length == nullptr || !length->is_int64()) return std::nullopt;
        return core::Prefix::parse(std::string(text_at(*prefix, "addr")) + "/" +
                                   std::to_string(length->get_int64()));
    }

    static Condition transports_of(const std::vector<json::value>& items) {
        Condition condition;
        condition.kind = Condition::Kind::transport;
        for (const json::value& item : items) {
            const bool is_tcp = (item.is_string() && item.get_string() == "tcp") ||
                                (item.is_int64() && item.get_int64() == 6);
            const bool is_udp = (item.is_string() && item.get_string() == "udp") ||
                                (item.is_int64() && item.get_int64() == 17);
            if (is_tcp) condition.transports.push_back(event::Transport::tcp);
            if (is_udp) condition.transports.push_back(event::Transport::udp);
        }
        return condition;
    }

    static Condition compare_meta(std::string_view key, const std::vector<json::value>& items) {
        if (key == "l4proto") return transports_of(items);
        if (key == "nfproto" && items.size() == 1 && items[0].is_string()) {
            Condition condition;
            condition.kind = Condition::Kind::family;
            condition.family = items[0].get_string() == "ipv4" ? 4 : 6;
            return condition;
        }
        if ((key == "iif" || key == "iifname") && items.size() == 1 && items[0].is_string() &&
            items[0].get_string() == "lo")
            return loopback_condition();
        return fixed(Answer::unknown);
    }

    Firewall& firewall_;
    IptablesTables iptables_;
    std::vector<NamedSet> sets_;
    std::string table_;
    std::size_t rules_ = 0;
};

// ---- iptables ------------------------------------------------------------------------------------------------------

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool quoted = false;
    bool started = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"') {
            quoted = !quoted;
            started = true;
        } else if (c == '\\' && quoted && i + 1 < line.size()) {
            word += line[++i];
        } else if (c == ' ' && !quoted) {
            if (started) words.push_back(std::exchange(word, {}));
            started = false;
        } else {
            word += c;
            started = true;
        }
    }
    if (started) words.push_back(word);
    return words;
}

/// "22", "6000:6063", and lists of them with commas.
std::optional<std::vector<PortRange>> port_list(std::string_view text) {
    std::vector<PortRange> ports;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view item = text.substr(0, comma);
        const std::size_t colon = std::min(item.find(':'), item.size());
        const auto first = colon == 0 ? std::optional<std::uint64_t>{0}
                                      : core::parse_unsigned(item.substr(0, colon), largest_port);
        std::optional<std::uint64_t> last = first;
        if (colon < item.size()) {
            const auto end = item.substr(colon + 1);
            last = end.empty() ? std::optional<std::uint64_t>{largest_port}
                               : core::parse_unsigned(end, largest_port);
        }
        if (!first || !last) return std::nullopt;
        ports.push_back({static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)});
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return ports;
}

/// One option of a rule with its argument; nothing for an option that says nothing about the packet.
std::optional<Condition> iptables_condition(std::string_view option, std::string_view argument) {
    if (option == "-p" || option == "--protocol") return transport_condition(argument);
    if (option == "--dport" || option == "--dports" || option == "--destination-port") {
        auto ports = port_list(argument);
        return ports ? port_condition(std::move(*ports)) : fixed(Answer::unknown);
    }
    if (option == "-i") return argument == "lo" ? loopback_condition() : fixed(Answer::unknown);
    if (option == "--ctstate" || option == "--state")
        return fixed(truth(("," + std::string(argument) + ",").find(",NEW,") != std::string::npos));
    if (option == "-d") {
        Condition condition;
        condition.kind = Condition::Kind::address;
        const auto prefix = core::Prefix::parse(argument);
        if (!prefix) return fixed(Answer::unknown);
        condition.addresses.push_back(*prefix);
        return condition;
    }
    if (option == "--dst-type")
        return argument == "LOCAL" ? fixed(Answer::yes)
                                   : fixed(argument == "BROADCAST" || argument == "MULTICAST" ||
                                                   argument == "ANYCAST"
                                               ? Answer::no
                                               : Answer::unknown);
    if (option == "--comment" || option == "-m" || option == "--reject-with" ||
        option.starts_with("--log-") || option.starts_with("--nflog-"))
        return std::nullopt;
    return fixed(Answer::unknown);
}

Rule iptables_rule(const std::vector<std::string>& words, const std::string& prefix,
                   std::string_view line) {
    Rule rule;
    rule.text = core::printable(line, max_rule_text);
    bool negated = false;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const std::string& option = words[i];
        if (option == "!") {
            negated = true;
            continue;
        }
        if (!option.starts_with('-')) continue;  // a further argument of an option we do not know
        const std::string argument = i + 1 < words.size() ? words[i + 1] : "";
        if (option == "-j" || option == "-g") {
            if (argument == "ACCEPT") {
                rule.action = Action::accept;
            } else if (argument == "DROP" || argument == "REJECT" || argument == "TARPIT") {
                rule.action = Action::drop;
            } else if (argument == "RETURN") {
                rule.action = Action::leave;
            } else if (argument == "DNAT" || argument == "REDIRECT" || argument == "TPROXY") {
                rule.action = Action::divert;
            } else if (argument == "NFQUEUE" || argument == "QUEUE") {
                rule.action = Action::perhaps;
            } else if (argument == "LOG" || argument == "NFLOG" || argument == "ULOG" ||
                       argument == "MARK" || argument == "CONNMARK" || argument == "TRACE" ||
                       argument == "CT" || argument == "NOTRACK" || argument == "TCPMSS" ||
                       argument == "CHECKSUM" || argument == "AUDIT") {
                rule.action = Action::none;
            } else {
                rule.action = option == "-j" ? Action::jump : Action::go_to;
                rule.target = prefix + argument;
            }
            return rule;  // what follows are the target's own options
        }
        auto condition = iptables_condition(option, argument);
        // Our own option takes one argument, never one that is an option itself.
        if (condition) {
            condition->negated = negated;
            rule.conditions.push_back(std::move(*condition));
        }
        negated = false;
        if (!argument.starts_with('-') && argument != "!") ++i;
    }
    return rule;
}

}  // namespace

bool add_nft_ruleset(Firewall& firewall, std::string_view text, IptablesTables iptables) {
    return NftReader{firewall, iptables}.read(text);
}

bool add_iptables_rules(Firewall& firewall, std::string_view text, int family) {
    std::string prefix;
    std::size_t rules = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#' || line == "COMMIT") continue;
        if (line.front() == '*') {
            prefix = (family == 4 ? "iptables " : "ip6tables ") + std::string(line.substr(1)) + " ";
            continue;
        }
        const auto words = words_of(line);
        if (line.front() == ':' && words.size() >= 2) {
            Chain chain;
            const std::string bare = words[0].substr(1);
            chain.name = prefix + bare;
            chain.family = family;
            chain.is_hook = bare == "INPUT" || bare == "PREROUTING";
            // Order of the tables at one hook: raw, mangle, nat, filter (iptables(8)); here only the sum counts.
            chain.policy = words[1] == "DROP" ? Action::drop : Action::accept;
            firewall.chains.push_back(std::move(chain));
            continue;
        }
        if (words.size() < 2 || words[0] != "-A") return false;
        if (++rules > max_rules) return false;
        const std::string name = prefix + words[1];
        const auto chain = std::find_if(firewall.chains.begin(), firewall.chains.end(),
                                        [&](const Chain& each) { return each.name == name; });
        if (chain == firewall.chains.end()) return false;
        chain->rules.push_back(iptables_rule(words, prefix, line));
    }
    return true;
}

FirewallVerdict verdict_for(const Firewall& firewall, const Probe& probe) {
    FirewallVerdict worst;
    for (const Chain& chain : firewall.chains) {
        if (!chain.is_hook) continue;
        if (chain.family != 0 && (chain.family == 4) != probe.address.is_v4()) continue;
        FirewallVerdict one = verdict_of_hook(firewall, chain, probe);
        // Every hook must let it in: one that surely stops it decides.
        if (one.passage == Passage::stopped) return one;
        if (one.passage == Passage::cannot_tell && worst.passage == Passage::passes)
            worst = std::move(one);
    }
    return worst;
}

}  // namespace hitme::sensor::preflight
