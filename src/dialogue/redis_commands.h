// SPDX-License-Identifier: Apache-2.0
// What COMMAND of a made-up Redis server says: all commands of its version, with arity, flags, keys and categories.
//
// Versions  the table is 7.0.15's. Before 7 there are no parts, tips and places of keys, and before 6 no categories; commands of several
//           words have flags of their own, and three commands were there that 7 has no more.
// Left out  arguments, history and complexity (DOCS), notes on keys (INFO): texts of others; summaries are ours.
// Order     by the machine: a server's is by a secret of its process.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hitme::dialogue {

/// Who says it and how: "7.0.15", protocol 2 or 3 of RESP.
struct RedisVoice {
    std::string_view version;
    int protocol = 2;
    std::uint64_t identity_seed = 0;
    /// Before 6 what its owner keeps from strangers is renamed, and COMMAND knows it no more: whether a name
    /// is as it was. Null: all.
    bool (*serves)(std::string_view name) = nullptr;
};

/// COMMAND COUNT.
std::size_t redis_command_count(const RedisVoice& voice);

/// What a version knows of a command by its name, or of a part by "acl|list".
struct RedisShape {
    int arity = 0;           ///< with the name itself; negative: at least so many
    bool has_parts = false;  ///< its second word is one of its own commands
};
std::optional<RedisShape> redis_shape(std::string_view version, std::string_view name);
/// COMMAND and COMMAND INFO: the reply for `names`, in their order; for none that of all.
std::string redis_command_info(const RedisVoice& voice, std::span<const std::string_view> names);
/// COMMAND DOCS, since 7: of the names that there are; for none that of all.
std::string redis_command_docs(const RedisVoice& voice, std::span<const std::string_view> names);
/// COMMAND LIST, since 7: names with those of parts that fit `pattern` (as KEYS takes it) and are of `category`, where it is not empty.
std::string redis_command_list(const RedisVoice& voice, std::string_view pattern,
                               std::string_view category);

/// Which of a request's words are keys.
struct RedisKeys {
    enum class Verdict : std::uint8_t { found, unknown_command, no_keys, wrong_arity, not_told };
    Verdict verdict = Verdict::not_told;
    std::vector<std::string_view> keys;
};
/// COMMAND GETKEYS of `words`, a request by itself; not told where its keys are not at fixed places.
RedisKeys redis_keys(std::string_view version, std::span<const std::string_view> words);

}  // namespace hitme::dialogue
