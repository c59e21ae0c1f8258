// SPDX-License-Identifier: Apache-2.0
#include "dialogue/redis_store.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "dialogue/redis_settings.h"
#include "wire/http_message.h"
#include "wire/smb_text.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;
using Number = std::int64_t;

constexpr std::string_view wrong_type =
    "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
constexpr std::string_view no_number = "-ERR value is not an integer or out of range\r\n";
constexpr std::string_view syntax = "-ERR syntax error\r\n";
constexpr std::string_view ok = "+OK\r\n";

std::optional<Number> number_of(std::string_view text) {
    Number number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    // "007" and "-0" are texts (util.c, string2ll).
    if (std::to_string(number) != text) return std::nullopt;
    return number;
}

std::string bulk(std::string_view text) {
    return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}
std::string count(Number number) {
    return ":" + std::to_string(number) + "\r\n";
}
bool is(std::string_view word, std::string_view name) {
    return wire::same_without_case(word, name);
}

/// An index from the end where it is negative, within a list of `size`; LRANGE and GETRANGE.
std::pair<std::size_t, std::size_t> part_of(Number from, Number to, std::size_t size) {
    const auto length = static_cast<Number>(size);
    if (from < 0) from = std::max<Number>(0, from < -length ? 0 : from + length);
    if (to < 0) to = to < -length ? -1 : to + length;
    to = std::min(to, length - 1);
    if (from > to || from >= length) return {0, 0};
    return {static_cast<std::size_t>(from), static_cast<std::size_t>(to - from + 1)};
}

}  // namespace

/// One request: its words, and where it may say what.
class RedisStore::Turn {
 public:
    using Say = std::string (Turn::*)();

    Turn(RedisStore& store, const RedisRequest& request) : store_(store), request_(request) {}

    // Texts.
    std::string set();
    std::string setnx() {
        return mine(Kind::text) || other() ? count(0) : (put(word(2)), count(1));
    }
    std::string setex() { return set_until(std::chrono::seconds{1}); }
    std::string psetex() { return set_until(std::chrono::milliseconds{1}); }
    std::string get() { return other() ? std::string(wrong_type) : value(mine(Kind::text)); }
    std::string getset();
    std::string getdel();
    std::string mget();
    std::string mset();
    std::string append();
    std::string strlen();
    std::string getrange();
    std::string incr() { return add(1); }
    std::string decr() { return add(-1); }
    std::string incrby() { return add_number(1); }
    std::string decrby() { return add_number(-1); }
    // Hashes.
    std::string hset();
    std::string hsetnx();
    std::string hmset();
    std::string hget();
    std::string hmget();
    std::string hgetall() { return fields(true, true); }
    std::string hkeys() { return fields(true, false); }
    std::string hvals() { return fields(false, true); }
    std::string hdel();
    std::string hlen() { return length(Kind::hash, 2); }
    std::string hexists();
    std::string hincrby();
    // Lists.
    std::string lpush() { return push(true, false); }
    std::string rpush() { return push(false, false); }
    std::string lpushx() { return push(true, true); }
    std::string rpushx() { return push(false, true); }
    std::string lpop() { return pop(true); }
    std::string rpop() { return pop(false); }
    std::string lrange();
    std::string lindex();
    std::string llen() { return length(Kind::list, 1); }
    // Sets.
    std::string sadd();
    std::string srem();
    std::string smembers();
    std::string scard() { return length(Kind::set, 1); }
    std::string sismember();
    // Any key.
    std::string del();
    std::string exists();
    std::string type();
    std::string ttl() { return left(std::chrono::seconds{1}); }
    std::string pttl() { return left(std::chrono::milliseconds{1}); }
    std::string expire() { return end_after(std::chrono::seconds{1}); }
    std::string pexpire() { return end_after(std::chrono::milliseconds{1}); }
    std::string persist();
    std::string rename() { return move(false); }
    std::string renamenx() { return move(true); }
    std::string dbsize();
    std::string randomkey();
    std::string keys();
    std::string scan();
    std::string flushall() { return flush(true); }
    std::string flushdb() { return flush(false); }
    std::string object();

 private:
    std::string_view word(std::size_t at) const {
        return at < request_.words.size() ? request_.words[at] : std::string_view{};
    }
    std::size_t words() const { return request_.words.size(); }
    Entry* any() { return store_.find(request_.database, word(1)); }
    Entry* mine(Kind kind) {
        Entry* const found = any();
        return found != nullptr && found->kind == kind ? found : nullptr;
    }
    /// A key of that name that is no text.
    bool other(Kind kind = Kind::text) {
        const Entry* const found = any();
        return found != nullptr && found->kind != kind;
    }
    std::string nothing() const { return request_.protocol < 3 ? "$-1\r\n" : "_\r\n"; }
    std::string none() const { return request_.protocol < 3 ? "*-1\r\n" : "_\r\n"; }
    std::string value(const Entry* entry) const {
        return entry == nullptr ? nothing() : bulk(entry->items.front());
    }
    std::string head(char kind, std::size_t size) const {
        // A map and a set are arrays before RESP3.
        const bool is_old = request_.protocol < 3;
        if (kind == '%' && is_old) size *= 2;
        return std::string(1, is_old ? '*' : kind) + std::to_string(size) + "\r\n";
    }
    std::string wrong_arguments() const {
        return "-ERR wrong number of arguments for '" + wire::lower_ascii(request_.name) +
               "' command\r\n";
    }
    std::string wrong_time() const {
        const std::string name = wire::lower_ascii(request_.name);
        return "-ERR invalid expire time in " +
               (request_.major >= 7 ? "'" + name + "' command" : name) + "\r\n";
    }
    bool has_room(std::size_t items, std::size_t bytes) const {
        return store_.items() + items <= max_items && store_.bytes() + bytes <= max_stored_bytes;
    }
    /// The key for that kind; null when there is no room for another.
    Entry* made(Kind kind) {
        if (Entry* const found = mine(kind)) return found;
        if (store_.entries_.size() >= max_keys || !has_room(1, word(1).size())) return nullptr;
        store_.entries_.push_back({request_.database, kind, std::string(word(1)), {}, {}});
        return &store_.entries_.back();
    }
    void end_if_empty() {
        const Entry* const found = any();
        if (found != nullptr && found->items.empty())
            store_.forget(request_.database, std::string(word(1)));
    }
    void put(std::string_view text, std::optional<core::Time> until = {}) {
        const std::string kept(text);
        const std::string key(word(1));
        store_.forget(request_.database, key);
        if (!has_room(1, key.size() + kept.size())) return;
        if (Entry* const entry = made(Kind::text)) {
            entry->items = {kept};
            entry->until = until;
        }
    }
    std::optional<core::Time> after(Number units, core::Duration unit) const {
        constexpr core::Duration most = std::chrono::hours{24 * 365 * 100};  // ours: a century
        if (units > most / unit) return std::nullopt;
        return request_.now + units * unit;
    }
    std::string set_until(core::Duration unit);
    std::string add(Number by);
    std::string add_number(int sign);
    std::string fields(bool names, bool values);
    std::string length(Kind kind, std::size_t each) {
        if (other(kind)) return std::string(wrong_type);
        const Entry* const found = mine(kind);
        return count(found == nullptr ? 0 : static_cast<Number>(found->items.size() / each));
    }
    std::string push(bool in_front, bool only_there);
    std::string pop(bool in_front);
    std::string left(core::Duration unit);
    std::string end_after(core::Duration unit);
    std::string move(bool only_new);
    std::string flush(bool all);
    std::string encoding(const Entry& entry) const;
    bool is_here(const Entry& entry) const { return entry.database == request_.database; }
    static std::vector<std::string>::iterator item(Entry& entry, std::string_view name) {
        if (entry.kind != Kind::hash)
            return std::find(entry.items.begin(), entry.items.end(), name);
        for (auto each = entry.items.begin(); each != entry.items.end(); each += 2)
            if (*each == name) return each;
        return entry.items.end();
    }
    bool set_field(std::string_view name, std::string_view text);

    RedisStore& store_;
    const RedisRequest& request_;
};

std::string RedisStore::Turn::set() {
    bool only_new = false;
    bool only_old = false;
    bool gives_old = false;
    bool keeps = false;
    std::optional<core::Time> until;
    for (std::size_t at = 3; at < words(); ++at) {
        const std::string_view option = word(at);
        const bool is_time = is(option, "EX") || is(option, "PX");
        if (is(option, "NX") && !only_old) {
            only_new = true;
        } else if (is(option, "XX") && !only_new) {
            only_old = true;
        } else if (is(option, "GET") && request_.major >= 7) {
            gives_old = true;
        } else if (is(option, "KEEPTTL") && request_.major >= 6 && !until) {
            keeps = true;
        } else if (is_time && !until && !keeps && at + 1 < words()) {
            const auto units = number_of(word(++at));
            if (!units) return std::string(no_number);
            if (*units > 0)
                until = after(*units, is(option, "EX") ? core::Duration{std::chrono::seconds{1}}
                                                       : std::chrono::milliseconds{1});
            if (!until) return wrong_time();
        } else {
            return std::string(syntax);
        }
    }
    Entry* const found = any();
    if (gives_old && other()) return std::string(wrong_type);
    const std::string before = gives_old ? value(found) : std::string(ok);
    if ((only_new && found != nullptr) || (only_old && found == nullptr))
        return gives_old ? before : nothing();
    if (keeps && found != nullptr) until = found->until;
    put(word(2), until);
    return before;
}

std::string RedisStore::Turn::set_until(core::Duration unit) {
    const auto units = number_of(word(2));
    if (!units) return std::string(no_number);
    const auto until = *units > 0 ? after(*units, unit) : std::nullopt;
    if (!until) return wrong_time();
    put(word(3), until);
    return std::string(ok);
}

std::string RedisStore::Turn::getset() {
    if (other()) return std::string(wrong_type);
    const std::string before = value(mine(Kind::text));
    put(word(2));
    return before;
}

std::string RedisStore::Turn::getdel() {
    if (other()) return std::string(wrong_type);
    const std::string before = value(mine(Kind::text));
    store_.forget(request_.database, word(1));
    return before;
}

std::string RedisStore::Turn::mget() {
    std::string said = head('*', words() - 1);
    for (const std::string_view key : request_.words.subspan(1)) {
        const Entry* const found = store_.find(request_.database, key);
        said += value(found != nullptr && found->kind == Kind::text ? found : nullptr);
    }
    return said;
}

std::string RedisStore::Turn::mset() {
    if (request_.count % 2 == 0) return wrong_arguments();
    for (std::size_t at = 1; at + 1 < words(); at += 2) {
        const std::string_view one[] = {"SET", word(at), word(at + 1)};
        RedisRequest request = request_;
        request.words = one;
        Turn{store_, request}.put(word(at + 1));
    }
    return std::string(ok);
}

std::string RedisStore::Turn::append() {
    if (other()) return std::string(wrong_type);
    const Entry* const found = mine(Kind::text);
    const auto until = found == nullptr ? std::nullopt : found->until;
    const std::string text =
        (found == nullptr ? std::string{} : found->items.front()) + std::string(word(2));
    put(text, until);
    return count(static_cast<Number>(text.size()));
}

std::string RedisStore::Turn::strlen() {
    if (other()) return std::string(wrong_type);
    const Entry* const found = mine(Kind::text);
    return count(found == nullptr ? 0 : static_cast<Number>(found->items.front().size()));
}

std::string RedisStore::Turn::getrange() {
    const auto from = number_of(word(2));
    const auto to = number_of(word(3));
    if (!from || !to) return std::string(no_number);
    if (other()) return std::string(wrong_type);
    const Entry* const found = mine(Kind::text);
    const std::string text = found == nullptr ? "" : found->items.front();
    const auto [start, size] = part_of(*from, *to, text.size());
    return bulk(text.substr(start, size));
}

std::string RedisStore::Turn::add(Number by) {
    if (other()) return std::string(wrong_type);
    const Entry* const found = mine(Kind::text);
    const auto before = found == nullptr ? Number{0} : number_of(found->items.front());
    if (!before) return std::string(no_number);
    Number sum = 0;
    if (__builtin_add_overflow(*before, by, &sum))
        return "-ERR increment or decrement would overflow\r\n";
    put(std::to_string(sum), found == nullptr ? std::nullopt : found->until);
    return count(sum);
}

std::string RedisStore::Turn::add_number(int sign) {
    const auto by = number_of(word(2));
    if (!by) return std::string(no_number);
    if (sign < 0 && *by == std::numeric_limits<Number>::min())
        return "-ERR decrement would overflow\r\n";
    return add(sign * *by);
}

bool RedisStore::Turn::set_field(std::string_view name, std::string_view text) {
    Entry* const entry = made(Kind::hash);
    if (entry == nullptr) return true;
    const auto found = item(*entry, name);
    if (found != entry->items.end()) {
        if (has_room(0, text.size())) *(found + 1) = text;
        return false;
    }
    if (!has_room(2, name.size() + text.size())) return true;
    entry->items.emplace_back(name);
    entry->items.emplace_back(text);
    return true;
}

std::string RedisStore::Turn::hset() {
    if (request_.count % 2 != 0) return wrong_arguments();
    if (other(Kind::hash)) return std::string(wrong_type);
    Number fresh = 0;
    for (std::size_t at = 2; at + 1 < words(); at += 2)
        fresh += set_field(word(at), word(at + 1)) ? 1 : 0;
    end_if_empty();
    return count(fresh);
}

std::string RedisStore::Turn::hmset() {
    const std::string said = hset();
    return said.starts_with(':') ? std::string(ok) : said;
}

std::string RedisStore::Turn::hsetnx() {
    if (other(Kind::hash)) return std::string(wrong_type);
    Entry* const found = mine(Kind::hash);
    if (found != nullptr && item(*found, word(2)) != found->items.end()) return count(0);
    set_field(word(2), word(3));
    end_if_empty();
    return count(1);
}

std::string RedisStore::Turn::hget() {
    if (other(Kind::hash)) return std::string(wrong_type);
    Entry* const found = mine(Kind::hash);
    if (found == nullptr) return nothing();
    const auto at = item(*found, word(2));
    return at == found->items.end() ? nothing() : bulk(*(at + 1));
}

std::string RedisStore::Turn::hmget() {
    if (other(Kind::hash)) return std::string(wrong_type);
    Entry* const found = mine(Kind::hash);
    std::string said = head('*', words() - 2);
    for (const std::string_view name : request_.words.subspan(2)) {
        const bool is_there = found != nullptr && item(*found, name) != found->items.end();
        said += is_there ? bulk(*(item(*found, name) + 1)) : nothing();
    }
    return said;
}

std::string RedisStore::Turn::fields(bool names, bool values) {
    if (other(Kind::hash)) return std::string(wrong_type);
    const Entry* const found = mine(Kind::hash);
    const std::size_t size = found == nullptr ? 0 : found->items.size();
    std::string said = head(names && values ? '%' : '*', size / 2);
    for (std::size_t at = 0; at < size; ++at)
        if (at % 2 == 0 ? names : values) said += bulk(found->items[at]);
    return said;
}

std::string RedisStore::Turn::hdel() {
    if (other(Kind::hash)) return std::string(wrong_type);
    Number gone = 0;
    if (Entry* const found = mine(Kind::hash)) {
        for (const std::string_view name : request_.words.subspan(2)) {
            const auto at = item(*found, name);
            if (at == found->items.end()) continue;
            found->items.erase(at, at + 2);
            ++gone;
        }
    }
    end_if_empty();
    return count(gone);
}

std::string RedisStore::Turn::hexists() {
    if (other(Kind::hash)) return std::string(wrong_type);
    Entry* const found = mine(Kind::hash);
    return count(found != nullptr && item(*found, word(2)) != found->items.end() ? 1 : 0);
}

std::string RedisStore::Turn::hincrby() {
    const auto by = number_of(word(3));
    if (!by) return std::string(no_number);
    if (other(Kind::hash)) return std::string(wrong_type);
    Entry* const found = mine(Kind::hash);
    Number before = 0;
    if (found != nullptr && item(*found, word(2)) != found->items.end()) {
        const auto number = number_of(*(item(*found, word(2)) + 1));
        if (!number) return "-ERR hash value is not an integer\r\n";
        before = *number;
    }
    Number sum = 0;
    if (__builtin_add_overflow(before, *by, &sum))
        return "-ERR increment or decrement would overflow\r\n";
    set_field(word(2), std::to_string(sum));
    end_if_empty();
    return count(sum);
}

std::string RedisStore::Turn::push(bool in_front, bool only_there) {
    if (other(Kind::list)) return std::string(wrong_type);
    if (only_there && any() == nullptr) return count(0);
    Entry* const entry = made(Kind::list);
    auto size = static_cast<Number>(entry == nullptr ? 0 : entry->items.size());
    for (const std::string_view text : request_.words.subspan(2)) {
        ++size;
        if (entry == nullptr || !has_room(1, text.size())) continue;
        entry->items.emplace(in_front ? entry->items.begin() : entry->items.end(), text);
    }
    end_if_empty();
    return count(size);
}

std::string RedisStore::Turn::pop(bool in_front) {
    const bool counts = words() > 2 && request_.major >= 7;
    if (words() > (request_.major >= 7 ? 3u : 2u)) return wrong_arguments();
    const auto asked = counts ? number_of(word(2)) : Number{1};
    if (!asked || *asked < 0) return "-ERR value is out of range, must be positive\r\n";
    if (other(Kind::list)) return std::string(wrong_type);
    Entry* const found = mine(Kind::list);
    if (found == nullptr) return counts ? none() : nothing();
    const std::size_t size = static_cast<std::size_t>(
        std::min<Number>(*asked, static_cast<Number>(found->items.size())));
    std::string said = counts ? head('*', size) : "";
    for (std::size_t i = 0; i < size; ++i) {
        const auto at = in_front ? found->items.begin() : found->items.end() - 1;
        said += bulk(*at);
        found->items.erase(at);
    }
    end_if_empty();
    return said;
}

std::string RedisStore::Turn::lrange() {
    const auto from = number_of(word(2));
    const auto to = number_of(word(3));
    if (!from || !to) return std::string(no_number);
    if (other(Kind::list)) return std::string(wrong_type);
    const Entry* const found = mine(Kind::list);
    const auto [start, size] = part_of(*from, *to, found == nullptr ? 0 : found->items.size());
    std::string said = head('*', size);
    for (std::size_t at = start; at < start + size; ++at) said += bulk(found->items[at]);
    return said;
}

std::string RedisStore::Turn::lindex() {
    const auto index = number_of(word(2));
    if (!index) return std::string(no_number);
    if (other(Kind::list)) return std::string(wrong_type);
    const Entry* const found = mine(Kind::list);
    const auto size = static_cast<Number>(found == nullptr ? 0 : found->items.size());
    if (*index >= size || *index < -size) return nothing();
    return bulk(found->items[static_cast<std::size_t>(*index < 0 ? *index + size : *index)]);
}

std::string RedisStore::Turn::sadd() {
    if (other(Kind::set)) return std::string(wrong_type);
    Entry* const entry = made(Kind::set);
    Number fresh = 0;
    for (const std::string_view text : request_.words.subspan(2)) {
        if (entry != nullptr && item(*entry, text) != entry->items.end()) continue;
        ++fresh;
        if (entry != nullptr && has_room(1, text.size())) entry->items.emplace_back(text);
    }
    end_if_empty();
    return count(fresh);
}

std::string RedisStore::Turn::srem() {
    if (other(Kind::set)) return std::string(wrong_type);
    Number gone = 0;
    if (Entry* const found = mine(Kind::set))
        for (const std::string_view text : request_.words.subspan(2))
            gone += static_cast<Number>(std::erase(found->items, text));
    end_if_empty();
    return count(gone);
}

std::string RedisStore::Turn::smembers() {
    if (other(Kind::set)) return std::string(wrong_type);
    const Entry* const found = mine(Kind::set);
    std::string said = head('~', found == nullptr ? 0 : found->items.size());
    if (found != nullptr)
        for (const std::string& text : found->items) said += bulk(text);
    return said;
}

std::string RedisStore::Turn::sismember() {
    if (other(Kind::set)) return std::string(wrong_type);
    Entry* const found = mine(Kind::set);
    return count(found != nullptr && item(*found, word(2)) != found->items.end() ? 1 : 0);
}

std::string RedisStore::Turn::del() {
    Number gone = 0;
    for (const std::string_view key : request_.words.subspan(1))
        gone += store_.forget(request_.database, key) ? 1 : 0;
    return count(gone);
}

std::string RedisStore::Turn::exists() {
    Number found = 0;
    for (const std::string_view key : request_.words.subspan(1))
        found += store_.find(request_.database, key) != nullptr ? 1 : 0;
    return count(found);
}

std::string RedisStore::Turn::type() {
    static constexpr std::array names = {"string"sv, "hash"sv, "list"sv, "set"sv};
    const Entry* const found = any();
    return "+" +
           std::string(found == nullptr ? "none" : names[static_cast<std::size_t>(found->kind)]) +
           "\r\n";
}

std::string RedisStore::Turn::left(core::Duration unit) {
    const Entry* const found = any();
    if (found == nullptr) return count(-2);
    if (!found->until) return count(-1);
    return count((*found->until - request_.now + unit / 2) / unit);
}

std::string RedisStore::Turn::end_after(core::Duration unit) {
    const auto units = number_of(word(2));
    if (!units) return std::string(no_number);
    const auto until = *units > 0 ? after(*units, unit) : request_.now;
    if (!until) return wrong_time();
    if (request_.major < 7 && words() > 3) return wrong_arguments();
    Entry* const found = any();
    for (std::size_t at = 3; at < words(); ++at) {
        const bool has_end = found != nullptr && found->until.has_value();
        if (is(word(at), "NX") ? has_end : is(word(at), "XX") && !has_end) return count(0);
        if (!is(word(at), "NX") && !is(word(at), "XX") && !is(word(at), "GT") &&
            !is(word(at), "LT"))
            return "-ERR Unsupported option " + std::string(word(at)) + "\r\n";
    }
    if (found == nullptr) return count(0);
    if (*units <= 0)
        store_.forget(request_.database, word(1));
    else
        found->until = until;
    return count(1);
}

std::string RedisStore::Turn::persist() {
    Entry* const found = any();
    if (found == nullptr || !found->until) return count(0);
    found->until.reset();
    return count(1);
}

std::string RedisStore::Turn::move(bool only_new) {
    if (any() == nullptr) return "-ERR no such key\r\n";
    const bool is_taken = store_.find(request_.database, word(2)) != nullptr;
    if (only_new && is_taken) return count(0);
    if (word(1) != word(2)) {
        store_.forget(request_.database, word(2));
        Entry* const entry = any();
        if (word(2).size() <= entry->key.size() || has_room(0, word(2).size()))
            entry->key = word(2);
    }
    return only_new ? count(1) : std::string(ok);
}

std::string RedisStore::Turn::dbsize() {
    return count(static_cast<Number>(store_.keys(request_.database, request_.now)));
}

std::string RedisStore::Turn::randomkey() {
    for (const Entry& each : store_.entries_)
        if (is_here(each)) return bulk(each.key);
    return nothing();
}

std::string RedisStore::Turn::keys() {
    std::vector<std::string_view> names;
    for (const Entry& each : store_.entries_)
        if (is_here(each) && fits_redis_pattern(word(1), each.key)) names.push_back(each.key);
    std::string said = head('*', names.size());
    for (const std::string_view each : names) said += bulk(each);
    return said;
}

std::string RedisStore::Turn::scan() {
    const auto cursor = number_of(word(1));
    if (!cursor || *cursor < 0) return "-ERR invalid cursor\r\n";
    std::string_view pattern = "*";
    for (std::size_t at = 2; at < words(); at += 2) {
        if (at + 1 >= words()) return std::string(syntax);
        if (is(word(at), "MATCH"))
            pattern = word(at + 1);
        else if (!is(word(at), "COUNT") && !(is(word(at), "TYPE") && request_.major >= 6))
            return std::string(syntax);
        else if (is(word(at), "COUNT") && !number_of(word(at + 1)))
            return std::string(no_number);
    }
    std::vector<std::string_view> names;
    for (const Entry& each : store_.entries_)
        if (is_here(each) && fits_redis_pattern(pattern, each.key)) names.push_back(each.key);
    std::string said = "*2\r\n$1\r\n0\r\n" + head('*', names.size());
    for (const std::string_view each : names) said += bulk(each);
    return said;
}

std::string RedisStore::Turn::flush(bool all) {
    if (request_.count > 1 && !is(word(1), "async") &&
        !(request_.major >= 7 && is(word(1), "sync")))
        return std::string(syntax);
    std::erase_if(store_.entries_, [&](const Entry& each) { return all || is_here(each); });
    return std::string(ok);
}

// object.c of 7.0 and before: lists and sets have no listpack yet.
std::string RedisStore::Turn::encoding(const Entry& entry) const {
    constexpr std::size_t longest_embedded = 44;  // OBJ_ENCODING_EMBSTR_SIZE_LIMIT
    constexpr std::size_t longest_packed = 64;    // hash-max-listpack-value
    const auto is_number = [](const std::string& text) { return number_of(text).has_value(); };
    switch (entry.kind) {
        case Kind::text:
            if (is_number(entry.items.front())) return "int";
            return entry.items.front().size() <= longest_embedded ? "embstr" : "raw";
        case Kind::hash:
            for (const std::string& text : entry.items)
                if (text.size() > longest_packed) return "hashtable";
            return request_.major >= 7 ? "listpack" : "ziplist";
        case Kind::list:
            return "quicklist";
        case Kind::set:
            break;
    }
    return std::all_of(entry.items.begin(), entry.items.end(), is_number) ? "intset" : "hashtable";
}

std::string RedisStore::Turn::object() {
    constexpr Number shared_integers = 10'000;  // OBJ_SHARED_INTEGERS, counted as INT_MAX
    const bool is_known = is(word(1), "ENCODING") || is(word(1), "REFCOUNT") ||
                          is(word(1), "IDLETIME") || is(word(1), "FREQ");
    if (!is_known || request_.count != 3) {
        if (is_known && request_.major >= 7)
            return "-ERR wrong number of arguments for 'object|" + wire::lower_ascii(word(1)) +
                   "' command\r\n";
        return request_.major >= 7
                   ? "-ERR unknown subcommand '" + std::string(word(1)) + "'. Try OBJECT HELP.\r\n"
                   : "-ERR Unknown subcommand or wrong number of arguments for '" +
                         std::string(word(1)) + "'. Try OBJECT HELP.\r\n";
    }
    const Entry* const found = store_.find(request_.database, word(2));
    if (found == nullptr) return nothing();
    if (is(word(1), "ENCODING")) return bulk(encoding(*found));
    if (is(word(1), "IDLETIME")) return count(0);
    if (is(word(1), "FREQ"))
        return "-ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please "
               "note that when switching between policies at runtime LRU and LFU data will take "
               "some time to adjust.\r\n";
    const auto number = found->kind == Kind::text ? number_of(found->items.front()) : std::nullopt;
    const bool is_shared = number && *number >= 0 && *number < shared_integers;
    return count(is_shared ? std::numeric_limits<std::int32_t>::max() : 1);
}

std::optional<std::string> RedisStore::answer(const RedisRequest& request) {
    struct Row {
        std::string_view name;
        Turn::Say say;
    };
    static constexpr std::array rows = {
        Row{"SET", &Turn::set},
        Row{"SETNX", &Turn::setnx},
        Row{"SETEX", &Turn::setex},
        Row{"PSETEX", &Turn::psetex},
        Row{"GET", &Turn::get},
        Row{"GETSET", &Turn::getset},
        Row{"GETDEL", &Turn::getdel},
        Row{"MGET", &Turn::mget},
        Row{"MSET", &Turn::mset},
        Row{"APPEND", &Turn::append},
        Row{"STRLEN", &Turn::strlen},
        Row{"GETRANGE", &Turn::getrange},
        Row{"SUBSTR", &Turn::getrange},
        Row{"INCR", &Turn::incr},
        Row{"DECR", &Turn::decr},
        Row{"INCRBY", &Turn::incrby},
        Row{"DECRBY", &Turn::decrby},
        Row{"HSET", &Turn::hset},
        Row{"HSETNX", &Turn::hsetnx},
        Row{"HMSET", &Turn::hmset},
        Row{"HGET", &Turn::hget},
        Row{"HMGET", &Turn::hmget},
        Row{"HGETALL", &Turn::hgetall},
        Row{"HKEYS", &Turn::hkeys},
        Row{"HVALS", &Turn::hvals},
        Row{"HDEL", &Turn::hdel},
        Row{"HLEN", &Turn::hlen},
        Row{"HEXISTS", &Turn::hexists},
        Row{"HINCRBY", &Turn::hincrby},
        Row{"LPUSH", &Turn::lpush},
        Row{"RPUSH", &Turn::rpush},
        Row{"LPUSHX", &Turn::lpushx},
        Row{"RPUSHX", &Turn::rpushx},
        Row{"LPOP", &Turn::lpop},
        Row{"RPOP", &Turn::rpop},
        Row{"LRANGE", &Turn::lrange},
        Row{"LINDEX", &Turn::lindex},
        Row{"LLEN", &Turn::llen},
        Row{"SADD", &Turn::sadd},
        Row{"SREM", &Turn::srem},
        Row{"SMEMBERS", &Turn::smembers},
        Row{"SCARD", &Turn::scard},
        Row{"SISMEMBER", &Turn::sismember},
        Row{"DEL", &Turn::del},
        Row{"UNLINK", &Turn::del},
        Row{"EXISTS", &Turn::exists},
        Row{"TOUCH", &Turn::exists},
        Row{"TYPE", &Turn::type},
        Row{"TTL", &Turn::ttl},
        Row{"PTTL", &Turn::pttl},
        Row{"EXPIRE", &Turn::expire},
        Row{"PEXPIRE", &Turn::pexpire},
        Row{"PERSIST", &Turn::persist},
        Row{"RENAME", &Turn::rename},
        Row{"RENAMENX", &Turn::renamenx},
        Row{"DBSIZE", &Turn::dbsize},
        Row{"RANDOMKEY", &Turn::randomkey},
        Row{"KEYS", &Turn::keys},
        Row{"SCAN", &Turn::scan},
        Row{"FLUSHALL", &Turn::flushall},
        Row{"FLUSHDB", &Turn::flushdb},
        Row{"OBJECT", &Turn::object},
    };
    for (const Row& row : rows) {
        if (row.name != request.name) continue;
        if (request.words.empty()) return std::string{};
        forget_old(request.now);
        Turn turn{*this, request};
        return (turn.*row.say)();
    }
    return std::nullopt;
}

bool RedisStore::serves(std::string_view name) {
    RedisStore nobody;
    RedisRequest request;
    request.name = name;
    return nobody.answer(request).has_value();
}

RedisStore::Entry* RedisStore::find(int database, std::string_view key) {
    for (Entry& each : entries_)
        if (each.database == database && each.key == key) return &each;
    return nullptr;
}

bool RedisStore::forget(int database, std::string_view key) {
    const Entry* const found = find(database, key);
    if (found == nullptr) return false;
    entries_.erase(entries_.begin() + (found - entries_.data()));
    return true;
}

void RedisStore::forget_old(core::Time now) {
    std::erase_if(entries_, [&](const Entry& each) { return each.until && *each.until <= now; });
}

std::size_t RedisStore::keys(int database, core::Time now) {
    forget_old(now);
    return static_cast<std::size_t>(
        std::count_if(entries_.begin(), entries_.end(),
                      [&](const Entry& each) { return each.database == database; }));
}

std::size_t RedisStore::items() const {
    std::size_t sum = 0;
    for (const Entry& each : entries_) sum += each.items.size();
    return sum;
}

std::size_t RedisStore::bytes() const {
    std::size_t sum = 0;
    for (const Entry& each : entries_) {
        sum += each.key.size();
        for (const std::string& text : each.items) sum += text.size();
    }
    return sum;
}

std::size_t RedisStore::memory() const {
    std::size_t sum = entries_.capacity() * sizeof(Entry);
    for (const Entry& each : entries_) {
        sum += each.key.capacity() + each.items.capacity() * sizeof(std::string);
        for (const std::string& text : each.items) sum += text.capacity();
    }
    return sum;
}

}  // namespace hitme::dialogue
