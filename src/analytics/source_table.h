// SPDX-License-Identifier: Apache-2.0
// A value per (signal, source): 8 bytes of key for IPv4, 16 for an IPv6 /64, beside the value.
//
// Value is a small trivially copyable struct. Pointers hold until the next insert. Pure, not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "analytics/flat_table.h"
#include "core/ip.h"

namespace hitme::analytics {

template <class Value>
class SourceTable {
 public:
    explicit SourceTable(std::uint64_t secret) : v4_(secret), v6_(secret) {}

    /// Starts to load what find_or_insert() will read.
    void prefetch(std::uint32_t signal, const core::Address& source) const {
        if (source.is_v4()) v4_.prefetch(entry4(signal, source, Value{}));
    }

    /// The value of that pair, made from `otherwise` where there was none.
    Value* find_or_insert(std::uint32_t signal, const core::Address& source,
                          const Value& otherwise) {
        return source.is_v4() ? find_or_insert(v4_, entry4(signal, source, otherwise))
                              : find_or_insert(v6_, Entry6{source.high(), signal, otherwise});
    }

    /// The value of that pair, or a null pointer.
    Value* find(std::uint32_t signal, const core::Address& source) {
        if (source.is_v4()) {
            Entry4* const found = v4_.find(entry4(signal, source, Value{}));
            return found == nullptr ? nullptr : &found->value;
        }
        Entry6* const found = v6_.find(Entry6{source.high(), signal, Value{}});
        return found == nullptr ? nullptr : &found->value;
    }
    /// Adds a pair that find() did not find.
    void insert(std::uint32_t signal, const core::Address& source, const Value& value) {
        if (source.is_v4())
            v4_.insert(entry4(signal, source, value), NeverDead{});
        else
            v6_.insert(Entry6{source.high(), signal, value}, NeverDead{});
    }
    /// Removes the pairs of which dead(std::uint32_t signal, const Value&) is true.
    template <class Dead>
    void erase_if(const Dead& dead) {
        std::vector<const Entry4*> gone4;
        v4_.each([&](const Entry4& entry) {
            if (dead(static_cast<std::uint32_t>(entry.key >> 32), entry.value))
                gone4.push_back(&entry);
        });
        for (const Entry4* entry : gone4) v4_.erase(entry);
        std::vector<const Entry6*> gone6;
        v6_.each([&](const Entry6& entry) {
            if (dead(entry.signal, entry.value)) gone6.push_back(&entry);
        });
        for (const Entry6* entry : gone6) v6_.erase(entry);
    }

    /// Calls visit(std::uint32_t signal, const core::Address& source, const Value&), in no order.
    template <class Visit>
    void each(const Visit& visit) const {
        v4_.each([&](const Entry4& entry) {
            visit(static_cast<std::uint32_t>(entry.key >> 32),
                  core::Address::v4(static_cast<std::uint32_t>(entry.key)), entry.value);
        });
        v6_.each([&](const Entry6& entry) {
            std::array<std::uint8_t, 16> bytes{};
            for (std::size_t i = 0; i < 8; ++i)
                bytes[i] = static_cast<std::uint8_t>(entry.prefix >> (56 - 8 * i));
            visit(entry.signal, core::Address::v6(bytes.data()), entry.value);
        });
    }

    std::size_t size() const { return v4_.size() + v6_.size(); }
    std::size_t memory_bytes() const { return v4_.memory_bytes() + v6_.memory_bytes(); }

 private:
    struct Entry4 {
        std::uint64_t key = 0;  ///< signal in the upper half, address in the lower
        Value value;
        bool same(const Entry4& other) const { return key == other.key; }
        std::uint64_t hash(const Seed& seed) const { return hash_of(key, seed); }
    };
    struct Entry6 {
        std::uint64_t prefix = 0;
        std::uint32_t signal = 0;
        Value value;
        bool same(const Entry6& other) const {
            return prefix == other.prefix && signal == other.signal;
        }
        std::uint64_t hash(const Seed& seed) const {
            return hash_of(hash_of(prefix, seed) ^ signal, seed);
        }
    };

    static Entry4 entry4(std::uint32_t signal, const core::Address& source, const Value& value) {
        return {(static_cast<std::uint64_t>(signal) << 32) | source.v4_value(), value};
    }
    template <class Entry>
    static Value* find_or_insert(FlatTable<Entry>& table, const Entry& entry) {
        if (Entry* const found = table.find(entry)) return &found->value;
        return &table.insert(entry, NeverDead{})->value;
    }

    FlatTable<Entry4> v4_;
    FlatTable<Entry6> v6_;
};

}  // namespace hitme::analytics
