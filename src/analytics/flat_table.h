// SPDX-License-Identifier: Apache-2.0
// A dense open-addressing table for millions of small entries under keys that adversaries choose.
//
// What     256 shards, each one array with linear probing. A shard grows by an eighth when it is
// seven eighths full, so
//          the load stays between 7/9 and 7/8 at any size, and growing moves one shard, not the
//          table.
// Entry    a trivially copyable struct with `bool empty() const`, `bool same(const Entry&) const`
// (equal keys),
//          `std::uint64_t hash(const Seed&) const`; a default one is empty. Entries may share a key
//          (each_same).
// Hash     keyed by a secret seed: sources are chosen by adversaries, and equal slots would be a
// slow path for them. Lifetime pointers to entries hold until the next insert or erase. Pure, not
// thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hitme::analytics {

/// The key of a hash, spread from one secret number.
struct Seed {
    explicit Seed(std::uint64_t secret)
        : first(secret ^ 0xA0761D6478BD642Fu), second((secret * 0xE7037ED1A0B428DBu) | 1) {}
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
                        0x8EBC6AF09C88C6E3u ^ seed.second);
}

template <class Entry>
class FlatTable {
 public:
    explicit FlatTable(std::uint64_t secret) : seed_(secret), shards_(shard_count) {}

    std::size_t size() const { return size_; }
    /// All memory held, spare slots included.
    std::size_t memory_bytes() const {
        std::size_t bytes = sizeof(*this) + shard_count * sizeof(Shard);
        for (const Shard& shard : shards_) bytes += shard.slots.capacity() * sizeof(Entry);
        return bytes;
    }

    /// Starts to load what find(key) will read.
    void prefetch(const Entry& key) const {
        const std::uint64_t hash = key.hash(seed_);
        const Shard& shard = shards_[hash % shard_count];
        if (!shard.slots.empty()) __builtin_prefetch(&shard.slots[home(hash, shard)], 1);
    }

    /// The first entry of that key, or nothing.
    Entry* find(const Entry& key) {
        const std::uint64_t hash = key.hash(seed_);
        Shard& shard = shards_[hash % shard_count];
        const std::size_t capacity = shard.slots.size();
        if (capacity == 0) return nullptr;
        Entry* const slots = shard.slots.data();
        for (std::size_t at = home(hash, shard);; at = at + 1 == capacity ? 0 : at + 1) {
            if (slots[at].empty()) return nullptr;
            if (slots[at].same(key)) return &slots[at];
        }
    }

    /// Adds `entry`, beside others of its key. `dead(entry)` says which entries may go when the
    /// shard is full.
    template <class Dead>
    Entry* insert(const Entry& entry, const Dead& dead) {
        const std::uint64_t hash = entry.hash(seed_);
        Shard& shard = shards_[hash % shard_count];
        if ((shard.used + 1) * 8 > shard.slots.size() * 7) rebuild(shard, dead);
        ++size_;
        return place(shard, hash, entry);
    }

    /// Removes the entry that `slot` points to.
    void erase(Entry* slot) {
        Shard& shard = shards_[slot->hash(seed_) % shard_count];
        const std::size_t capacity = shard.slots.size();
        auto hole = static_cast<std::size_t>(slot - shard.slots.data());
        // Knuth volume 3, section 6.4, algorithm R: pull back what probing had pushed over the
        // hole.
        for (std::size_t at = next(hole, capacity); !shard.slots[at].empty();
             at = next(at, capacity)) {
            const std::size_t wanted = home(shard.slots[at].hash(seed_), shard);
            const bool stays =
                hole <= at ? (hole < wanted && wanted <= at) : (hole < wanted || wanted <= at);
            if (stays) continue;
            shard.slots[hole] = shard.slots[at];
            hole = at;
        }
        shard.slots[hole] = Entry{};
        --shard.used;
        --size_;
    }

    /// Calls visit(Entry&) for each entry of that key, in no order.
    template <class Visit>
    void each_same(const Entry& key, const Visit& visit) {
        const std::uint64_t hash = key.hash(seed_);
        Shard& shard = shards_[hash % shard_count];
        const std::size_t capacity = shard.slots.size();
        if (capacity == 0) return;
        for (std::size_t at = home(hash, shard); !shard.slots[at].empty(); at = next(at, capacity))
            if (shard.slots[at].same(key)) visit(shard.slots[at]);
    }

    /// Calls visit(const Entry&) for every entry, in no order.
    template <class Visit>
    void each(const Visit& visit) const {
        for (const Shard& shard : shards_)
            for (const Entry& entry : shard.slots)
                if (!entry.empty()) visit(entry);
    }

 private:
    static constexpr std::size_t shard_count = 256;  // ours: a shard of 10 M entries is then 1 MB
    static constexpr std::size_t first_capacity = 8;

    struct Shard {
        std::vector<Entry> slots;  ///< at least one is always empty, so that probing ends
        std::size_t used = 0;
    };

    static std::size_t next(std::size_t at, std::size_t capacity) {
        return at + 1 == capacity ? 0 : at + 1;
    }
    /// The hash's upper 32 bits scaled to the capacity (Lemire 2016): no division, any capacity.
    static std::size_t home(std::uint64_t hash, const Shard& shard) {
        return static_cast<std::size_t>(((hash >> 32) * shard.slots.size()) >> 32);
    }

    Entry* place(Shard& shard, std::uint64_t hash, const Entry& entry) {
        std::size_t at = home(hash, shard);
        while (!shard.slots[at].empty()) at = next(at, shard.slots.size());
        shard.slots[at] = entry;
        ++shard.used;
        return &shard.slots[at];
    }

    /// Drops the dead and sizes the shard for the rest: at 7/9 full, an eighth of it is left to
    /// fill.
    template <class Dead>
    void rebuild(Shard& shard, const Dead& dead) {
        std::size_t living = 0;
        for (const Entry& entry : shard.slots) living += !entry.empty() && !dead(entry);
        const std::size_t wanted = (living + 1) * 9 / 7 + 1;
        std::vector<Entry> old(wanted < first_capacity ? first_capacity : wanted);
        old.swap(shard.slots);
        size_ -= shard.used;
        shard.used = 0;
        for (const Entry& entry : old)
            if (!entry.empty() && !dead(entry)) place(shard, entry.hash(seed_), entry);
        size_ += shard.used;
    }

    Seed seed_;
    std::vector<Shard> shards_;
    std::size_t size_ = 0;
};

/// For insert(): entries are kept for ever.
struct NeverDead {
    template <class Entry>
    bool operator()(const Entry&) const {
        return false;
    }
};

}  // namespace hitme::analytics
