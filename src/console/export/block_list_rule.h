// SPDX-License-Identifier: Apache-2.0
// A rule that says which sources go onto a block list: the body of kind block_list_rule (docs/formats/book.md), and the
// section [[blocklist]] of the settings file.
//
// What no rule can ask for: a source without a completed handshake, and an address that is own, allow-listed, reserved or a
// resolver. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>
#include "console/json_writer.h"
#include "core/ip.h"
#include "core/time.h"
#include "event/kinds.h"

namespace hitme::console {

constexpr std::size_t max_rule_bytes = 64 << 10;  // ours: a thousand networks fit
constexpr std::size_t max_rule_items = 1'000;     // ours: of each list in a rule
constexpr std::size_t max_rule_name =
    20;  ///< an ipset's name has at most 31 bytes with ours around it
constexpr core::Duration max_rule_span = std::chrono::days{90};

struct BlockListRule {
    std::string name;
    std::uint64_t sensors = 2;
    std::uint64_t contacts = 3;
    event::Stage stage = event::Stage::probe;
    core::Duration within = std::chrono::days{7};
    core::Duration expire = std::chrono::hours{24};
    std::vector<std::string> except_classes;
    std::vector<core::Prefix> never;
    std::uint64_t version = 0;  ///< of the book; 0: from the settings file
};

/// Why a rule was refused, and where.
struct RuleFault {
    std::size_t line = 1;  ///< of the text, from 1
    std::string field;     ///< empty: the text as a whole
    std::string reason;
    std::string to_string() const;  ///< "line 3: stage: ..."
};

/// Reads the JSON form. `name`: what the rule is called; a `name` inside must be the same.
/// Errors  a text over max_rule_bytes, not JSON, an unknown or repeated field, a value that is not allowed: with its line.
boost::system::result<BlockListRule, RuleFault> parse_rule(std::string_view json,
                                                           std::string_view name);

/// The fields of the body as members of an object that the caller has begun, so that it may add more.
void write_rule(JsonWriter& json, const BlockListRule& rule);
/// The body for the book.
std::string rule_body(const BlockListRule& rule);

}  // namespace hitme::console

namespace hitme::console {
[[noreturn]] void throw_exception_from_error(const RuleFault& fault,
                                             const boost::source_location& where);
}
