// SPDX-License-Identifier: Apache-2.0
// A dense open-addressing table for millions of small entries under keys that adversaries choose.
//
// What     256 shards, each with a byte of the hash per slot beside its entries: a look-up compares eight of those bytes
//          at once and reads an entry only where its byte agrees, so the table may be full to fifteen sixteenths.
//          A shard then grows by 3/16, so the load stays above 0.78 at any size, and growing moves one shard only.
// Cost     under a flood each new entry is moved some five times in its life. Slots follow the hash, so a shard is
//          rebuilt from front to back in both memories; a byte per group says how full it is, because reading back
//          eight tags just after writing one of them stalls the processor for longer than all the rest takes.
// Entry    a trivially copyable aggregate with `bool same(const Entry&) const` (equal keys) and
//          `std::uint64_t hash(const Seed&) const`. Entries may share a key (each_same).
// Hash     keyed by a secret seed: sources are chosen by adversaries, and equal slots would be a slow path for them.
// Lifetime pointers to entries hold until the next insert.
// Source   the tag bytes and their comparison are those of Abseil's portable group (abseil.io/about/design/swisstables).
// Pure, not thread-safe.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace hitme::analytics {

/// The key of a hash, spread from one secret number.
struct Seed {
    explicit Seed(std::uint64_t secret)
        : first(secret ^ 0xA0761D6478BD642Fu),
          // Odd, and far from 0 and 1 for a secret of 0 too: a factor of 1 would not mix.
          second(((secret * 0x8EBC6AF09C88C6E3u) ^ 0xE7037ED1A0B428DBu) | 1) {}
    std::uint64_t first;
    std::uint64_t second;
};

/// Both halves of the 128-bit product, folded: the mixing step of wyhash (Wang Yi 2019).
inline std::uint64_t fold_product(std::uint64_t left, std::uint64_t right) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(left) * right;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t hash_of(std::uint64_t key, const Seed& seed) {
    return fold_product(fold_product(key ^ seed.first, seed.second) ^ seed.first,
                        0x589965CC75374CC3u ^ seed.second);
}

template <class Entry>
class FlatTable {
    static_assert(std::is_trivially_copyable_v<Entry> && std::is_aggregate_v<Entry>);

 public:
    explicit FlatTable(std::uint64_t secret) : seed_(secret), shards_(shard_count) {}

    std::size_t size() const { return size_; }
    /// All memory held, spare slots included.
    std::size_t memory_bytes() const {
        std::size_t bytes = sizeof(*this) + shard_count * sizeof(Shard);
        for (const Shard& shard : shards_) bytes += shard.slots() * bytes_per_slot;
        return bytes + fill_.capacity();
    }

    /// The hash of a key, for find() and insert() of the same one.
    std::uint64_t hash(const Entry& key) const { return key.hash(seed_); }

    /// Starts to load what find(key) will read first.
    void prefetch(const Entry& key) const {
        const std::uint64_t hash = key.hash(seed_);
        const Shard& shard = shards_[hash % shard_count];
        if (shard.groups == 0) return;
        const std::size_t group = home(hash, shard);
        __builtin_prefetch(shard.tags + group * group_size);
        const auto* const entries =
            reinterpret_cast<const char*>(shard.entries + group * group_size);
        __builtin_prefetch(entries, 1);
        __builtin_prefetch(entries + 64, 1);
        __builtin_prefetch(entries + 128, 1);
    }

    /// The first entry of that key, or nothing.
    Entry* find(const Entry& key) { return find(hash(key), key); }
    Entry* find(std::uint64_t hash, const Entry& key) {
        Entry* found = nullptr;
        probe(hash, key, [&found](Entry& entry) {
            found = &entry;
            return Go::stop;
        });
        return found;
    }

    /// Calls visit(Entry&) for each entry of that key, in no order.
    template <class Visit>
    void each_same(const Entry& key, const Visit& visit) {
        probe(hash(key), key, [&visit](Entry& entry) {
            visit(entry);
            return Go::on;
        });
    }

    /// Adds `entry`, beside others of its key. `dead(entry)` says which entries may go when the shard is full.
    template <class Dead>
    Entry* insert(const Entry& entry, const Dead& dead) {
        return insert(hash(entry), entry, dead);
    }
    template <class Dead>
    Entry* insert(std::uint64_t hash, const Entry& entry, const Dead& dead) {
        Shard& shard = shards_[hash % shard_count];
        if (shard.taken == shard.most_taken()) rebuild(shard, dead);
        ++size_;
        return place(shard, hash, entry);
    }

    /// Removes the entry that `slot` points to. Its place is used again when the shard is next rebuilt.
    void erase(const Entry* slot) {
        Shard& shard = shards_[slot->hash(seed_) % shard_count];
        shard.tags[slot - shard.entries] = erased_tag;
        --size_;
    }

    /// Calls visit(const Entry&) for every entry, in no order.
    template <class Visit>
    void each(const Visit& visit) const {
        for (const Shard& shard : shards_)
            each_held(shard, [&](std::size_t at) { visit(std::as_const(shard.entries[at])); });
    }

 private:
    static constexpr std::size_t shard_count = 256;  // ours: a shard of 10 M entries is then 1 MB
    static constexpr std::size_t group_size = 8;
    static constexpr std::uint8_t empty_tag = 0;
    static constexpr std::uint8_t erased_tag = 1;
    static constexpr std::uint8_t least_tag = 128;

    enum class Go { on, stop };

    static constexpr std::size_t bytes_per_slot = sizeof(Entry) + sizeof(std::uint8_t);

    // One allocation: the entries, then their tags. Entries are not set before they are used.
    struct Shard {
        Shard() = default;
        explicit Shard(std::size_t group_count)
            : memory(std::make_unique_for_overwrite<std::byte[]>(group_count * group_size *
                                                                 bytes_per_slot)),
              entries(reinterpret_cast<Entry*>(memory.get())),
              tags(reinterpret_cast<std::uint8_t*>(entries + group_count * group_size)),
              groups(group_count) {
            std::memset(tags, empty_tag, slots());
        }
        std::size_t slots() const { return groups * group_size; }
        /// Fifteen sixteenths: what `taken` may reach.
        std::size_t most_taken() const { return slots() * 15 / 16; }

        std::unique_ptr<std::byte[]> memory;
        Entry* entries = nullptr;
        std::uint8_t* tags = nullptr;
        std::size_t groups = 0;
        std::size_t taken = 0;  ///< slots that are not empty, erased ones included; never all
    };

    /// The hash's upper 32 bits scaled to the number of groups (Lemire 2016): no division, any size.
    static std::size_t home(std::uint64_t hash, const Shard& shard) {
        return static_cast<std::size_t>(((hash >> 32) * shard.groups) >> 32);
    }
    static std::uint8_t tag_of(std::uint64_t hash) {
        return static_cast<std::uint8_t>(least_tag | ((hash >> 8) & 127));
    }
    static std::uint64_t tags_at(const Shard& shard, std::size_t group) {
        std::uint64_t tags = 0;
        std::memcpy(&tags, shard.tags + group * group_size, sizeof tags);
        if constexpr (std::endian::native == std::endian::big) tags = __builtin_bswap64(tags);
        return tags;
    }
    static constexpr std::uint64_t ones = 0x0101010101010101u;
    static constexpr std::uint64_t tops = 0x8080808080808080u;
    /// The top bit of each byte that is zero; a byte of 1 above a zero byte may be marked too.
    static std::uint64_t zeroes(std::uint64_t tags) { return (tags - ones) & ~tags & tops; }

    /// Calls visit for the entries of that key, until it says stop.
    template <class Visit>
    void probe(std::uint64_t hash, const Entry& key, const Visit& visit) {
        Shard& shard = shards_[hash % shard_count];
        if (shard.groups == 0) return;
        const std::uint64_t wanted = ones * tag_of(hash);
        for (std::size_t group = home(hash, shard);;) {
            const std::uint64_t tags = tags_at(shard, group);
            // A false mark is harmless here: the entry itself is compared, and it is one that was set.
            for (std::uint64_t marks = zeroes(tags ^ wanted); marks != 0; marks &= marks - 1) {
                const std::size_t at =
                    group * group_size + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
                if (shard.tags[at] < least_tag || !shard.entries[at].same(key)) continue;
                if (visit(shard.entries[at]) == Go::stop) return;
            }
            // Exact as a yes or no: the lowest mark is always a true one.
            if (zeroes(tags) != 0) return;
            if (++group == shard.groups) group = 0;
        }
    }

    Entry* place(Shard& shard, std::uint64_t hash, const Entry& entry) {
        std::size_t group = home(hash, shard);
        std::uint64_t empty = 0;
        while ((empty = zeroes(tags_at(shard, group))) == 0)
            if (++group == shard.groups) group = 0;
        const std::size_t at =
            group * group_size + static_cast<std::size_t>(std::countr_zero(empty)) / 8;
        shard.tags[at] = tag_of(hash);
        shard.entries[at] = entry;
        ++shard.taken;
        return &shard.entries[at];
    }

    /// Calls visit with the number of each slot that holds an entry.
    template <class Visit>
    static void each_held(const Shard& shard, const Visit& visit) {
        for (std::size_t group = 0; group < shard.groups; ++group)
            for (std::uint64_t held = tags_at(shard, group) & tops; held != 0; held &= held - 1)
                visit(group * group_size + static_cast<std::size_t>(std::countr_zero(held)) / 8);
    }

    /// Drops the dead and the erased, and sizes the shard so that the rest fills 15/19 of it.
    // Not inline: it is rare, and insert() is in the path of every event.
    template <class Dead>
    [[gnu::noinline]] void rebuild(Shard& shard, const Dead& dead) {
        std::size_t held = 0;
        std::size_t living = 0;
        each_held(shard, [&](std::size_t at) {
            const bool gone = dead(shard.entries[at]);
            if (gone) shard.tags[at] = erased_tag;
            ++held;
            living += gone ? 0 : 1;
        });
        Shard grown(((living + 1) * 19 / 15) / group_size + 1);
        fill_.assign(grown.groups, 0);
        std::uint8_t* const fill = fill_.data();
        each_held(shard, [&](std::size_t from) {
            const std::uint64_t hash = shard.entries[from].hash(seed_);
            std::size_t group = home(hash, grown);
            while (fill[group] == group_size)
                if (++group == grown.groups) group = 0;
            const std::size_t at = group * group_size + fill[group]++;
            grown.tags[at] = tag_of(hash);
            grown.entries[at] = shard.entries[from];
        });
        grown.taken = living;
        size_ -= held - living;
        shard = std::move(grown);
    }

    Seed seed_;
    std::vector<Shard> shards_;
    std::size_t size_ = 0;
    std::vector<std::uint8_t> fill_;  ///< of rebuild(): entries in each group
};

/// For insert(): entries are kept for ever.
struct NeverDead {
    template <class Entry>
    bool operator()(const Entry&) const {
        return false;
    }
};

}  // namespace hitme::analytics
