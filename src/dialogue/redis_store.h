// SPDX-License-Identifier: Apache-2.0
// The keys of one connection to a made-up Redis server: texts, hashes, lists and sets, and what commands on them answer.
//
// What     redis.io's command reference; words of errors as a live 7.0.15 gave them, where 5 and 6 say the same but for the quotes.
// Bounds   max_keys, max_items of all keys and max_stored_bytes of names and items: what is over is taken and not kept, as if it
//          had been evicted. An answer is no longer than what is stored and 16 bytes an item.
// Order    of sets and hashes: as their items came.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace hitme::dialogue {

/// A request as the store reads it.
struct RedisRequest {
    std::string_view name;                    ///< "HSET"
    std::span<const std::string_view> words;  ///< as they are kept, with the name
    std::uint64_t count = 0;                  ///< with those that are not kept
    int database = 0;
    int protocol = 2;  ///< 2 or 3 of RESP
    int major = 7;     ///< of the server's version
    core::Time now;
};

class RedisStore {
 public:
    /// What a command on keys says; nothing for a name that is none.
    std::optional<std::string> answer(const RedisRequest& request);
    /// Whether answer() would know it.
    static bool serves(std::string_view name);
    std::size_t keys(int database, core::Time now);
    /// Bytes of memory that it holds besides itself.
    std::size_t memory() const;

    static constexpr std::size_t max_keys = 64;            // ours
    static constexpr std::size_t max_items = 256;          // ours: of all keys together
    static constexpr std::size_t max_stored_bytes = 4096;  // ours: names and items of all keys

    enum class Kind : std::uint8_t { text, hash, list, set };

 private:
    struct Entry {
        int database = 0;
        Kind kind = Kind::text;
        std::string key;
        /// A text: one; a hash: names and values in turn.
        std::vector<std::string> items;
        std::optional<core::Time> until;
    };
    class Turn;

    Entry* find(int database, std::string_view key);
    bool forget(int database, std::string_view key);
    void forget_old(core::Time now);
    std::size_t items() const;
    std::size_t bytes() const;

    std::vector<Entry> entries_;
};

}  // namespace hitme::dialogue
