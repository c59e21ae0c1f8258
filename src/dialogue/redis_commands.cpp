// SPDX-License-Identifier: Apache-2.0
#include "dialogue/redis_commands.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "dialogue/redis_command_table.h"
#include "dialogue/redis_settings.h"
#include "wire/smb_text.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

using Words = std::vector<std::string_view>;

struct Version {
    int major = 0;
    int minor = 0;
    int patch = 0;
    auto operator<=>(const Version&) const = default;
};

/// A line of the table, taken apart once: a client asks for all of them with one word.
struct Row {
    std::string_view name;
    int arity = 0;
    int first = 0;
    int last = 0;
    int step = 0;
    std::string_view since;
    Version from;
    std::string_view group;
    Words flags;
    Words categories;  ///< as they are said: with those that follow from group and flags
    Words tips;
    Words keys;
    std::string_view summary;
    std::optional<Version> until;  ///< the first version that has it no more
};

/// Who says it, with the number of its version.
struct Voice : RedisVoice {
    explicit Voice(const RedisVoice& voice);
    Version number;
};

std::string_view take_until(std::string_view& rest, char end) {
    const std::size_t at = std::min(rest.find(end), rest.size());
    const std::string_view part = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return part;
}

Words split(std::string_view text, char separator) {
    Words parts;
    if (text == "-") return parts;
    while (!text.empty()) parts.push_back(take_until(text, separator));
    return parts;
}

int number_of(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Version version_of(std::string_view text) {
    Version version;
    for (int* part : {&version.major, &version.minor, &version.patch})
        *part = number_of(take_until(text, '.'));
    return version;
}

Voice::Voice(const RedisVoice& voice) : RedisVoice(voice), number(version_of(voice.version)) {}

bool contains(const Words& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// acl.c: the order in which categories are said. Some follow from flags (server.c, setImplicitACLCategories).
constexpr std::array all_categories = {
    "keyspace"sv,   "read"sv,        "write"sv,     "set"sv,         "sortedset"sv, "list"sv,
    "hash"sv,       "string"sv,      "bitmap"sv,    "hyperloglog"sv, "geo"sv,       "stream"sv,
    "pubsub"sv,     "admin"sv,       "fast"sv,      "slow"sv,        "blocking"sv,  "dangerous"sv,
    "connection"sv, "transaction"sv, "scripting"sv,
};

/// `own`: those that the table names.
Words categories_of(Words own, std::string_view group, const Words& flags) {
    if (contains(flags, "write")) own.push_back("write");
    if (contains(flags, "readonly") && group != "scripting") own.push_back("read");
    if (contains(flags, "admin")) own.insert(own.end(), {"admin", "dangerous"});
    if (contains(flags, "pubsub")) own.push_back("pubsub");
    if (contains(flags, "blocking")) own.push_back("blocking");
    own.push_back(contains(flags, "fast") ? "fast" : "slow");
    Words said;
    for (const std::string_view category : all_categories)
        if (contains(own, category)) said.push_back(category);
    return said;
}

Row row_of(std::string_view line) {
    Row row;
    row.name = take_until(line, ' ');
    row.arity = number_of(take_until(line, ' '));
    row.first = number_of(take_until(line, ','));
    row.last = number_of(take_until(line, ','));
    row.step = number_of(take_until(line, ' '));
    row.since = take_until(line, ' ');
    row.from = version_of(row.since);
    row.group = take_until(line, ' ');
    row.flags = split(take_until(line, ' '), ',');
    row.categories = categories_of(split(take_until(line, ' '), ','), row.group, row.flags);
    row.tips = split(take_until(line, ' '), ',');
    row.keys = split(take_until(line, ' '), ';');
    row.summary = line;
    return row;
}

// server.c of 5.0 and 6.0: what 7 has no more.
constexpr std::array gone = {
    "host: -1 0,0,0 3.0.0 server readonly,loading,stale - - -"sv,
    "post -1 0,0,0 3.0.0 server readonly,loading,stale - - -"sv,
    "stralgo -2 0,0,0 6.0.0 string readonly,movablekeys - - -"sv,
};

// Before 7 a command of several words had the flags that its parts have now.
constexpr std::array older = {
    "acl -2 0,0,0 6.0.0 server admin,noscript,loading,stale,skip_slowlog - - -"sv,
    "client -2 0,0,0 2.4.0 connection admin,noscript,random,loading,stale connection - -"sv,
    "cluster -2 0,0,0 3.0.0 cluster admin,random,stale - - -"sv,
    "command -1 0,0,0 2.8.13 server random,loading,stale connection - -"sv,
    "config -2 0,0,0 2.0.0 server admin,noscript,loading,stale - - -"sv,
    "latency -2 0,0,0 2.8.13 server admin,noscript,loading,stale - - -"sv,
    "memory -2 0,0,0 4.0.0 server readonly,random,movablekeys - - -"sv,
    "module -2 0,0,0 4.0.0 server admin,noscript - - -"sv,
    "object -2 2,2,1 2.2.3 generic readonly,random keyspace - -"sv,
    "pubsub -2 0,0,0 2.8.0 pubsub pubsub,random,loading,stale - - -"sv,
    "script -2 0,0,0 2.6.0 scripting noscript scripting - -"sv,
    "slowlog -2 0,0,0 2.2.12 server admin,random,loading,stale - - -"sv,
    "xgroup -2 2,2,1 5.0.0 stream write,denyoom stream - -"sv,
    "xinfo -2 2,2,1 5.0.0 stream readonly,random stream - -"sv,
};

const std::vector<Row>& table() {
    static const std::vector<Row> rows = [] {
        std::vector<Row> all;
        for (const std::string_view line : split(redis_command_table, '\n'))
            if (!line.empty()) all.push_back(row_of(line));
        for (const std::string_view line : gone) {
            all.push_back(row_of(line));
            all.back().until = Version{7, 0, 0};
        }
        return all;
    }();
    return rows;
}

bool is_part(const Row& row) {
    return row.name.find('|') != row.name.npos;
}

bool has(const Version& version, const Row& row) {
    if (version < row.from || (row.until && version >= *row.until)) return false;
    // QUIT came into the table with 7; before, it was known without being in it.
    return version.major >= 7 || (!is_part(row) && row.name != "quit");
}

/// What a command was in that version: `row`, or what stands for it before 7.
const Row& as_in(const Version& version, const Row& row) {
    static const std::vector<Row> before = [] {
        std::vector<Row> all;
        for (const std::string_view line : older) all.push_back(row_of(line));
        return all;
    }();
    if (version.major >= 7) return row;
    const auto known = std::find_if(before.begin(), before.end(),
                                    [&](const Row& old) { return old.name == row.name; });
    return known == before.end() ? row : *known;
}

constexpr std::size_t max_name = 64;  // ours: those of the table are shorter than 30

/// The rows by name; of one name those of the table's beginning first.
const std::vector<const Row*>& by_name() {
    static const std::vector<const Row*> rows = [] {
        std::vector<const Row*> all;
        for (const Row& row : table()) all.push_back(&row);
        std::stable_sort(all.begin(), all.end(),
                         [](const Row* a, const Row* b) { return a->name < b->name; });
        return all;
    }();
    return rows;
}

const Row* find(const Version& version, std::string_view name) {
    if (name.size() > max_name) return nullptr;
    const std::string wanted = wire::lower_ascii(name);
    const auto& rows = by_name();
    auto at = std::lower_bound(rows.begin(), rows.end(), wanted,
                               [](const Row* row, const auto& key) { return row->name < key; });
    for (; at != rows.end() && (*at)->name == wanted; ++at)
        if (has(version, **at)) return *at;
    return nullptr;
}

bool is_served(const Voice& voice, std::string_view name) {
    return voice.number.major >= 6 || voice.serves == nullptr || voice.serves(name);
}

// FNV-1a over the name, begun with the seed and mixed at the end: only that no two machines have one order.
std::uint64_t place_of(const Voice& voice, std::string_view name) {
    std::uint64_t mixed = voice.identity_seed ^ 0xcbf29ce484222325u;
    for (const char c : name) mixed = (mixed ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    mixed = (mixed ^ (mixed >> 32)) * 0xd6e8feb86659fd93u;
    return mixed ^ (mixed >> 32);
}

/// Those of the version, in the machine's order.
std::vector<const Row*> ordered(const Voice& voice, std::span<const Row> rows, bool parts) {
    std::vector<std::pair<std::uint64_t, const Row*>> placed;
    for (const Row& row : rows)
        if (is_part(row) == parts && has(voice.number, row) && is_served(voice, row.name))
            placed.emplace_back(place_of(voice, row.name), &row);
    std::sort(placed.begin(), placed.end());
    std::vector<const Row*> in_order;
    for (const auto& [place, row] : placed) in_order.push_back(row);
    return in_order;
}

std::vector<const Row*> all_of(const Voice& voice) {
    return ordered(voice, table(), false);
}

/// `whole` is a row of the table: its parts stand behind it.
std::span<const Row> parts_in_table(const Row& whole) {
    const Row* const end = table().data() + table().size();
    const Row* last = &whole + 1;
    while (last != end && last->name.size() > whole.name.size() &&
           last->name.starts_with(whole.name) && last->name[whole.name.size()] == '|')
        ++last;
    return {&whole + 1, last};
}

std::vector<const Row*> parts_of(const Voice& voice, const Row& whole) {
    return ordered(voice, parts_in_table(whole), true);
}

// ---- RESP ----

void append_digits(std::string& out, char kind, std::int64_t number) {
    std::array<char, 20> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out += kind;
    out.append(digits.data(), written.ptr).append("\r\n");
}
void append_head(std::string& out, char kind, std::size_t count) {
    append_digits(out, kind, static_cast<std::int64_t>(count));
}
void append_bulk(std::string& out, std::string_view text) {
    append_head(out, '$', text.size());
    out.append(text).append("\r\n");
}
void append_number(std::string& out, int number) {
    append_digits(out, ':', number);
}
void append_status(std::string& out, std::string_view text) {
    out.append("+").append(text).append("\r\n");
}
char set_kind(const Voice& voice) {
    return voice.protocol < 3 ? '*' : '~';
}
void append_map_head(std::string& out, const Voice& voice, std::size_t pairs) {
    voice.protocol < 3 ? append_head(out, '*', 2 * pairs) : append_head(out, '%', pairs);
}
void append_set(std::string& out, const Voice& voice, const Words& words) {
    append_head(out, set_kind(voice), words.size());
    for (const std::string_view word : words) append_status(out, word);
}

// Flags in the order in which 5 and 6 say them; tips of 7 were flags there.
constexpr std::array older_flags = {
    "write"sv,   "readonly"sv, "denyoom"sv,      "admin"sv,
    "pubsub"sv,  "noscript"sv, "random"sv,       "sort_for_script"sv,
    "loading"sv, "stale"sv,    "skip_monitor"sv, "skip_slowlog"sv,
    "asking"sv,  "fast"sv,     "no_auth"sv,      "movablekeys"sv,
};

Words flags_of(const Voice& voice, const Row& row) {
    Words flags = row.flags;
    if (voice.number.major >= 7) return flags;
    if (contains(row.tips, "nondeterministic_output")) flags.push_back("random");
    if (contains(row.tips, "nondeterministic_output_order")) flags.push_back("sort_for_script");
    Words old;
    for (const std::string_view flag : older_flags) {
        if (voice.number.major < 6 && (flag == "skip_slowlog" || flag == "no_auth")) continue;
        if (contains(flags, flag)) old.push_back(flag);
    }
    return old;
}

void append_place(std::string& out, const Voice& voice, std::string_view text) {
    append_map_head(out, voice, 3);
    append_bulk(out, "flags");
    append_set(out, voice, split(take_until(text, '@'), '+'));
    const bool is_counted = text.find('#') != text.npos;
    const bool is_told = text != "?";
    const Words begin = split(take_until(text, is_counted ? '#' : '/'), ',');
    const Words end = split(text, ',');

    const auto append_spec = [&](std::string_view type,
                                 std::initializer_list<std::string_view> names,
                                 const Words& values) {
        append_map_head(out, voice, 2);
        append_bulk(out, "type");
        append_bulk(out, type);
        append_bulk(out, "spec");
        append_map_head(out, voice, names.size());
        std::size_t at = 0;
        for (const std::string_view name : names) {
            append_bulk(out, name);
            if (name == "keyword")
                append_bulk(out, values[at++]);
            else
                append_number(out, number_of(values[at++]));
        }
    };
    append_bulk(out, "begin_search");
    if (!is_told)
        append_spec("unknown", {}, {});
    else if (begin.size() == 1)
        append_spec("index", {"index"}, begin);
    else
        append_spec("keyword", {"keyword", "startfrom"}, begin);
    append_bulk(out, "find_keys");
    if (!is_told)
        append_spec("unknown", {}, {});
    else if (is_counted)
        append_spec("keynum", {"keynumidx", "firstkey", "keystep"}, end);
    else
        append_spec("range", {"lastkey", "keystep", "limit"}, end);
}

/// What is said of a command before its parts: the same by all machines of a major version.
std::string beginning_of(const Voice& voice, const Row& now) {
    std::string out;
    const Row& row = as_in(voice.number, now);
    const int major = voice.number.major;
    append_head(out, '*', major >= 7 ? 10 : major == 6 ? 7 : 6);
    append_bulk(out, row.name);
    append_number(out, row.arity);
    append_set(out, voice, flags_of(voice, row));
    append_number(out, row.first);
    append_number(out, row.last);
    append_number(out, row.step);
    if (major < 6) return out;
    append_head(out, set_kind(voice), row.categories.size());
    for (const std::string_view category : row.categories)
        out.append("+@").append(category).append("\r\n");
    if (major < 7) return out;
    append_head(out, set_kind(voice), row.tips.size());
    for (const std::string_view tip : row.tips) append_bulk(out, tip);
    append_head(out, set_kind(voice), row.keys.size());
    for (const std::string_view place : row.keys) append_place(out, voice, place);
    return out;
}

/// All beginnings, one a row of the table. They are made once: the reply to COMMAND is 200 times as long as the question.
template <int major, int protocol>
const std::vector<std::string>& made_beginnings() {
    static const std::vector<std::string> made = [] {
        RedisVoice asked;
        asked.protocol = protocol;
        Voice voice{asked};
        voice.number = Version{major, 0, 0};
        std::vector<std::string> all;
        for (const Row& row : table()) all.push_back(beginning_of(voice, row));
        return all;
    }();
    return made;
}

const std::vector<std::string>& beginnings(const Voice& voice) {
    const bool is_old = voice.protocol < 3;
    if (voice.number.major >= 7) return is_old ? made_beginnings<7, 2>() : made_beginnings<7, 3>();
    if (voice.number.major == 6) return is_old ? made_beginnings<6, 2>() : made_beginnings<6, 3>();
    return is_old ? made_beginnings<5, 2>() : made_beginnings<5, 3>();
}

/// `row` is one of the table.
void append_info(std::string& out, const Voice& voice, const Row& row) {
    out += beginnings(voice)[static_cast<std::size_t>(&row - table().data())];
    if (voice.number.major < 7) return;
    const auto parts = parts_of(voice, row);
    append_head(out, set_kind(voice), parts.size());
    for (const Row* part : parts) append_info(out, voice, *part);
}

void append_docs(std::string& out, const Voice& voice, const Row& row) {
    const auto parts = parts_of(voice, row);
    append_bulk(out, row.name);
    append_map_head(out, voice, 2u + (row.summary.empty() ? 0 : 1) + (parts.empty() ? 0 : 1));
    if (!row.summary.empty()) {
        append_bulk(out, "summary");
        append_bulk(out, row.summary);
    }
    append_bulk(out, "since");
    append_bulk(out, row.since);
    append_bulk(out, "group");
    append_bulk(out, row.group);
    if (parts.empty()) return;
    append_bulk(out, "subcommands");
    append_map_head(out, voice, parts.size());
    for (const Row* part : parts) append_docs(out, voice, *part);
}

}  // namespace

std::size_t redis_command_count(const RedisVoice& asked) {
    return all_of(Voice{asked}).size();
}

std::optional<RedisShape> redis_shape(std::string_view version, std::string_view name) {
    const Version number = version_of(version);
    const Row* const row = find(number, name);
    if (row == nullptr) return std::nullopt;
    const auto parts = parts_in_table(*row);
    const bool has_parts =
        std::any_of(parts.begin(), parts.end(), [&](const Row& each) { return has(number, each); });
    return RedisShape{as_in(number, *row).arity, has_parts};
}

std::string redis_command_info(const RedisVoice& asked, std::span<const std::string_view> names) {
    const Voice voice{asked};
    std::string out;
    if (names.empty()) {
        const auto rows = all_of(voice);
        append_head(out, '*', rows.size());
        for (const Row* row : rows) append_info(out, voice, *row);
        return out;
    }
    append_head(out, '*', names.size());
    for (const std::string_view name : names) {
        const Row* const row = find(voice.number, name);
        if (row != nullptr && is_served(voice, row->name))
            append_info(out, voice, *row);
        else
            out += voice.number.major < 6 ? "*-1\r\n" : voice.protocol < 3 ? "$-1\r\n" : "_\r\n";
    }
    return out;
}

std::string redis_command_docs(const RedisVoice& asked, std::span<const std::string_view> names) {
    const Voice voice{asked};
    std::vector<const Row*> rows;
    if (names.empty()) rows = all_of(voice);
    for (const std::string_view name : names)
        if (const Row* row = find(voice.number, name)) rows.push_back(row);
    std::string out;
    append_map_head(out, voice, rows.size());
    for (const Row* row : rows) append_docs(out, voice, *row);
    return out;
}

std::string redis_command_list(const RedisVoice& asked, std::string_view pattern,
                               std::string_view category) {
    const Voice voice{asked};
    std::vector<std::string_view> names;
    const auto add = [&](const Row* row) {
        if (!fits_redis_pattern(pattern, row->name)) return;
        if (category.empty() || contains(row->categories, category)) names.push_back(row->name);
    };
    for (const Row* row : all_of(voice)) {
        add(row);
        for (const Row* part : parts_of(voice, *row)) add(part);
    }
    std::string out;
    append_head(out, '*', names.size());
    for (const std::string_view name : names) append_bulk(out, name);
    return out;
}

RedisKeys redis_keys(std::string_view version, std::span<const std::string_view> words) {
    using Verdict = RedisKeys::Verdict;
    const Row* const row = words.empty() ? nullptr : find(version_of(version), words[0]);
    if (row == nullptr) return {Verdict::unknown_command, {}};
    const bool is_movable = contains(row->flags, "movablekeys");
    if (row->first == 0 && !is_movable) return {Verdict::no_keys, {}};
    const int count = static_cast<int>(words.size());
    if (row->arity < 0 ? count < -row->arity : count != row->arity)
        return {Verdict::wrong_arity, {}};
    if (is_movable) return {Verdict::not_told, {}};
    const int last = row->last < 0 ? count + row->last : row->last;
    RedisKeys found{Verdict::found, {}};
    for (int at = row->first; at <= last && at < count; at += row->step)
        found.keys.push_back(words[static_cast<std::size_t>(at)]);
    return found;
}

}  // namespace hitme::dialogue
