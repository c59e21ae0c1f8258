// SPDX-License-Identifier: Apache-2.0
#include "console/export/block_list_rule.h"

#include "console/plain_name.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "core/text.h"

namespace hitme::console {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 8> fields = {"name",   "sensors", "contacts",       "stage",
                                                    "within", "expire",  "except_classes", "never"};

std::size_t line_at(std::string_view text, std::size_t offset) {
    return 1 +
           static_cast<std::size_t>(std::count(
               text.begin(),
               text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size())), '\n'));
}

/// Where the member of that name stands: the first place where its quoted name is followed by a colon.
std::size_t line_of(std::string_view text, std::string_view field) {
    const std::string quoted = '"' + std::string(field) + '"';
    for (std::size_t at = text.find(quoted); at != std::string_view::npos;
         at = text.find(quoted, at + 1)) {
        const std::size_t next = text.find_first_not_of(" \t\r\n", at + quoted.size());
        if (next != std::string_view::npos && text[next] == ':') return line_at(text, at);
    }
    return 1;
}

class RuleReader {
 public:
    RuleReader(std::string_view text, const json::object& object) : text_(text), object_(object) {}

    RuleFault fault(std::string_view field, std::string reason) const {
        return {line_of(text_, field), std::string(field), std::move(reason)};
    }
    std::optional<RuleFault> number(std::string_view field, std::uint64_t least, std::uint64_t most,
                                    std::uint64_t& to) const {
        const json::value* value = object_.if_contains(field);
        if (value == nullptr) return std::nullopt;
        const auto wrong = fault(field, "must be a whole number from " + std::to_string(least) +
                                            " to " + std::to_string(most));
        boost::system::error_code failed;
        if (!value->is_int64() && !value->is_uint64()) return wrong;
        const auto got = value->to_number<std::uint64_t>(failed);
        if (failed || got < least || got > most) return wrong;
        to = got;
        return std::nullopt;
    }
    std::optional<RuleFault> span(std::string_view field, core::Duration least,
                                  core::Duration& to) const {
        const json::value* value = object_.if_contains(field);
        if (value == nullptr) return std::nullopt;
        const auto got =
            value->is_string() ? core::parse_duration(value->get_string()) : std::nullopt;
        if (!got || *got < least || *got > max_rule_span)
            return fault(field, "must be a span from " + core::format_duration(least) + " to " +
                                    core::format_duration(max_rule_span) + ", such as \"24h\"");
        to = *got;
        return std::nullopt;
    }
    /// Calls take(text) for each item; it answers false where the item cannot be.
    template <class Take>
    std::optional<RuleFault> list(std::string_view field, std::string_view what, Take take) const {
        const json::value* value = object_.if_contains(field);
        if (value == nullptr) return std::nullopt;
        if (!value->is_array() || value->get_array().size() > max_rule_items)
            return fault(field, "must be a list of at most " + std::to_string(max_rule_items) +
                                    ' ' + std::string(what));
        for (const auto& item : value->get_array()) {
            if (!item.is_string() || !take(std::string_view(item.get_string())))
                return fault(field, core::printable(json::serialize(item), 80) +
                                        " is none of the " + std::string(what) +
                                        " that can stand here");
        }
        return std::nullopt;
    }

 private:
    std::string_view text_;
    const json::object& object_;
};

}  // namespace

std::string RuleFault::to_string() const {
    return "line " + std::to_string(line) + ": " + (field.empty() ? "" : field + ": ") + reason;
}

boost::system::result<BlockListRule, RuleFault> parse_rule(std::string_view text,
                                                           std::string_view name) {
    if (text.size() > max_rule_bytes)
        return RuleFault{1, "", "longer than " + std::to_string(max_rule_bytes) + " bytes"};
    if (!is_plain_name(name, max_rule_name))
        return RuleFault{1, "name",
                         "must be 1 to 20 of a-z, 0-9, - and _, the first a letter or digit"};

    json::stream_parser parser;
    boost::system::error_code failed;
    const std::size_t read = parser.write_some(text.data(), text.size(), failed);
    if (!failed && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos)
        failed = json::make_error_code(json::error::extra_data);
    if (!failed) parser.finish(failed);
    if (failed) return RuleFault{line_at(text, read), "", "not JSON: " + failed.message()};
    const json::value value = parser.release();
    if (!value.is_object()) return RuleFault{1, "", "must be an object"};
    const auto& object = value.get_object();

    const RuleReader reader{text, object};
    for (const auto& member : object) {
        const std::string_view key = member.key();
        if (std::find(fields.begin(), fields.end(), key) != fields.end()) continue;
        // What the API adds when it shows a rule may come back with it.
        if (key == "version" || key == "from") continue;
        const auto nearest = core::nearest_name(key, fields);
        return reader.fault(
            key,
            "is no field of a rule" +
                (nearest.empty() ? std::string{} : "; did you mean " + std::string(nearest) + "?"));
    }

    BlockListRule rule;
    rule.name = name;
    if (const auto* own = object.if_contains("name");
        own != nullptr && (!own->is_string() || std::string_view(own->get_string()) != name))
        return reader.fault("name", "must be the name that the rule is written under");
    if (auto wrong = reader.number("sensors", 1, 1'000, rule.sensors)) return *wrong;
    if (auto wrong = reader.number("contacts", 1, 1'000'000, rule.contacts)) return *wrong;
    if (const auto* stage = object.if_contains("stage")) {
        const auto known =
            stage->is_string()
                ? event::from_name<event::Stage>(std::string_view(stage->get_string()))
                : std::nullopt;
        if (!known) {
            std::string allowed;
            for (const auto one : event::names_of<event::Stage>())
                allowed += (allowed.empty() ? "" : ", ") + std::string(one);
            return reader.fault("stage", "must be one of " + allowed);
        }
        rule.stage = *known;
    }
    if (auto wrong = reader.span("within", std::chrono::days{1}, rule.within)) return *wrong;
    if (auto wrong = reader.span("expire", std::chrono::minutes{1}, rule.expire)) return *wrong;
    if (auto wrong = reader.list("except_classes", "names of classes", [&](std::string_view item) {
            if (item.empty() || item.size() > 64) return false;
            rule.except_classes.emplace_back(item);
            return true;
        }))
        return *wrong;
    if (auto wrong = reader.list("never", "addresses or networks", [&](std::string_view item) {
            const auto prefix = core::Prefix::parse(item);
            if (prefix) rule.never.push_back(*prefix);
            return prefix.has_value();
        }))
        return *wrong;
    return rule;
}

void write_rule(JsonWriter& json, const BlockListRule& rule) {
    json.key("name").text(rule.name);
    json.key("sensors").number(rule.sensors);
    json.key("contacts").number(rule.contacts);
    json.key("stage").text(event::name_of(rule.stage));
    json.key("within").text(core::format_duration(rule.within));
    json.key("expire").text(core::format_duration(rule.expire));
    json.key("except_classes").begin_array();
    for (const auto& name : rule.except_classes) json.text(name);
    json.end_array().key("never").begin_array();
    for (const auto& prefix : rule.never) json.text(prefix.to_string());
    json.end_array();
}

std::string rule_body(const BlockListRule& rule) {
    JsonWriter json;
    json.begin_object();
    write_rule(json, rule);
    json.end_object();
    return json.take();
}

void throw_exception_from_error(const RuleFault& fault, const boost::source_location&) {
    throw std::logic_error("unchecked rule fault: " + fault.reason);
}

}  // namespace hitme::console
