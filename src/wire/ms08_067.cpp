// SPDX-License-Identifier: Apache-2.0
#include "wire/ms08_067.h"

#include <algorithm>
#include <array>
#include <bitset>

namespace hitme::wire {
namespace {

constexpr std::uint16_t last_usual_character = 0x024F;  // end of Latin Extended-B (smb.md 1.11)
constexpr std::size_t run_of_nops = 8;                  // ours: shorter runs of 0x90 occur in text
constexpr std::uint8_t nop = 0x90;
constexpr std::size_t key_window = 32;  // ours: the decoder's key stands in its first bytes
constexpr std::size_t separators_in_words = 8;
constexpr std::size_t repeated_climbs = 2;  // ours: in bytes that cannot be parsed

bool is_separator(std::uint16_t unit) {
    return unit == '\\' || unit == '/';
}

bool holds_nops(core::Bytes bytes) {
    std::size_t run = 0;
    for (const auto byte : bytes) {
        run = byte == nop ? run + 1 : 0;
        if (run == run_of_nops) return true;
    }
    return false;
}

// Goes over the components of a path and keeps the account of smb.md 1.11: +1 for a name, 0 for "." or nothing, -1 for "..".
class Walk {
 public:
    explicit Walk(PathShape& shape) : shape_(shape), separator_offset_(shape.offset) {}

    void unit(std::size_t index, std::size_t offset, std::uint16_t unit) {
        if (!is_separator(unit)) {
            ++length_;
            only_dots_ = only_dots_ && unit == '.';
            return;
        }
        component();
        ++shape_.separator_count;
        if (shape_.separators.size() < max_path_separators) shape_.separators.push_back(index);
        separator_offset_ = offset;
    }

    void component() {
        if (only_dots_ && length_ == 2) {
            shape_.climbs = true;
            ++shape_.climbed;
            --shape_.depth;
            shape_.lowest_depth = std::min(shape_.lowest_depth, shape_.depth);
            if (shape_.climb_offsets.size() < max_path_separators)
                shape_.climb_offsets.push_back(separator_offset_);
        } else if (length_ > 0 && !(only_dots_ && length_ == 1)) {
            ++shape_.depth;
            ++shape_.names;
        }
        length_ = 0;
        only_dots_ = true;
    }

 private:
    PathShape& shape_;
    std::size_t separator_offset_;
    std::size_t length_ = 0;
    bool only_dots_ = true;
};

bool is_unusual(const NdrText& path, std::uint16_t unit) {
    return path.width == 1 ? unit >= 0x80 : unit > last_usual_character;
}

struct ConfickerSearch {
    ConfickerMark mark = ConfickerMark::none;
    bool key = false;
    bool ending = false;
    std::size_t offset = 0;
};

bool contains(core::Bytes bytes, std::span<const std::uint8_t> wanted) {
    return std::search(bytes.begin(), bytes.end(), wanted.begin(), wanted.end()) != bytes.end();
}

// Honeynet KYE 2009-03-30, as smb.md 1.12 gives it. The first five bytes alone are a well-known way to find one's own
// address, so the sixth must be one of the two.
ConfickerSearch find_conficker(core::Bytes stub) {
    static constexpr std::array<std::uint8_t, 5> start{0xE8, 0xFF, 0xFF, 0xFF, 0xFF};
    static constexpr std::array<std::uint8_t, 2> ending_a{0x45, 0x50};
    static constexpr std::array<std::uint8_t, 2> ending_b{0x4D, 0x53};
    ConfickerSearch search;
    for (auto left = stub; left.size() > start.size();) {
        const auto found = std::search(left.begin(), left.end(), start.begin(), start.end());
        if (found == left.end()) break;
        const auto at = static_cast<std::size_t>(found - left.begin());
        left = left.subspan(at);
        if (left.size() <= start.size()) break;
        const std::uint8_t sixth = left[start.size()];
        if (sixth != 0xC1 && sixth != 0xC2) {
            left = left.subspan(1);
            continue;
        }
        search.mark = sixth == 0xC1 ? ConfickerMark::a : ConfickerMark::b;
        search.offset = stub.size() - left.size();
        const auto behind = left.subspan(start.size() + 1);
        search.key =
            std::ranges::find(behind.first(std::min(key_window, behind.size())), 0xC4) !=
            behind.begin() + static_cast<std::ptrdiff_t>(std::min(key_window, behind.size()));
        search.ending = contains(behind, sixth == 0xC1 ? ending_a : ending_b);
        break;
    }
    return search;
}

// Very long and unusual: one of the two alone is any path of a language that is not Latin, or of a deep folder.
bool is_weaker(const PathShape& shape) {
    return shape.characters > weaker_path_characters && shape.is_binary;
}

// EclipsedWing's "./A/../" over and over (smb.md 1.13): at least half of its names are undone, many times.
bool walks_in_place(const PathShape& shape) {
    return shape.is_long && shape.climbed >= many_climbs && 2 * shape.climbed >= shape.names;
}

PathKind kind_of(const PathShape& shape, std::uint16_t opnum) {
    const bool below_root = shape.lowest_depth < 0;
    if (below_root && (shape.is_long || shape.is_binary)) return PathKind::exploit_shape;
    if (walks_in_place(shape)) return PathKind::walk_in_place;
    if (opnum == netpr_path_canonicalize && is_weaker(shape)) return PathKind::weaker_shape;
    if (below_root || (shape.climbs && !shape.is_long)) return PathKind::check;
    return PathKind::plain;
}

// What the Prefix makes of a path: the server puts it in front ([MS-SRVS] 3.1.4.30) and walks over the whole.
void judge_prefix(PathVerdict& verdict) {
    const PathShape& path = verdict.shape;
    const PathShape& prefix = verdict.prefix;
    const int lowest = std::min(prefix.lowest_depth, prefix.depth + path.lowest_depth);
    const bool is_heavy = path.is_long || path.is_binary || prefix.is_long || prefix.is_binary;
    PathKind kind = PathKind::plain;
    if (lowest < 0 && is_heavy)
        kind = PathKind::climbing_prefix;
    else if (is_weaker(prefix))
        kind = PathKind::weaker_shape;
    if (kind <= verdict.kind) return;
    verdict.kind = kind;
    verdict.in_prefix = kind == PathKind::weaker_shape;
}

// Counts "\..": separator, dot, dot, separator, of characters of `width` bytes, wherever they stand.
PathShape measure_raw(core::Bytes stub, ByteOrder order) {
    PathShape shape;
    for (const std::uint8_t width : {std::uint8_t{2}, std::uint8_t{1}}) {
        for (std::size_t start = 0; start < width; ++start) {
            NdrText text;
            text.width = width;
            text.order = order;
            text.offset = start;
            text.bytes = stub.subspan(std::min(start, stub.size()));
            const std::size_t units = text.bytes.size() / width;
            PathShape found;
            found.characters = units;
            for (std::size_t i = 0; i < units; ++i)
                found.unusual += is_unusual(text, text.at(i)) ? 1u : 0u;
            for (std::size_t i = 0; i + 3 < units; ++i) {
                if (!is_separator(text.at(i)) || text.at(i + 1) != '.' || text.at(i + 2) != '.' ||
                    !is_separator(text.at(i + 3)))
                    continue;
                found.climbs = true;
                ++found.separator_count;
                if (found.climb_offsets.size() < max_path_separators)
                    found.climb_offsets.push_back(start + i * width);
            }
            if (found.climbs && found.separator_count > shape.separator_count) shape = found;
        }
    }
    if (!shape.climbs) shape.characters = stub.size() / 2;
    shape.is_long = shape.characters > long_path_characters;
    shape.is_binary = shape.unusual * 10 >= shape.characters && shape.unusual > 0;
    shape.is_binary = shape.is_binary || holds_nops(stub);
    return shape;
}

std::string words_of(const PathVerdict& verdict) {
    const auto& shape = verdict.shape;
    if (!verdict.parsed) {
        return "arguments of " + std::to_string(shape.characters) +
               " characters that cannot be read (" + verdict.fault.field + "), " +
               std::to_string(shape.climb_offsets.size()) + " climbs";
    }
    std::string words = "path of " + std::to_string(shape.characters) + " characters, depth " +
                        std::to_string(shape.lowest_depth < 0 ? shape.lowest_depth : shape.depth);
    if (shape.unusual > 0) words += ", " + std::to_string(shape.unusual) + " unusual";
    if (!shape.separators.empty()) {
        words += ", separators at ";
        for (std::size_t i = 0; i < shape.separators.size() && i < separators_in_words; ++i)
            words += (i == 0 ? "" : ", ") + std::to_string(shape.separators[i]);
        if (shape.separator_count > separators_in_words) words += " ...";
    }
    if (verdict.prefix_characters > weaker_path_characters || verdict.in_prefix ||
        verdict.kind == PathKind::climbing_prefix) {
        words += ", Prefix of " + std::to_string(verdict.prefix_characters) + " characters";
        if (verdict.prefix.unusual > 0)
            words += ", " + std::to_string(verdict.prefix.unusual) + " unusual";
    }
    return words;
}

}  // namespace

std::string_view name_of(PathKind kind) {
    switch (kind) {
        case PathKind::plain:
            return "plain";
        case PathKind::check:
            return "check";
        case PathKind::weaker_shape:
            return "weaker_shape";
        case PathKind::walk_in_place:
            return "walk_in_place";
        case PathKind::climbing_prefix:
            return "climbing_prefix";
        case PathKind::exploit_shape:
            return "exploit_shape";
    }
    return "plain";
}

namespace {

// ASCII letters by themselves, or two packed into one unit of UTF-16.
class LetterCount {
 public:
    void unit(std::uint16_t unit) {
        const unsigned low = unit & 0xFFu;
        const unsigned high = unit >> 8;
        if (!is_letter(low) || (high != 0 && !is_letter(high))) return;
        ++units_;
        kinds_.set(low);
        if (high != 0) kinds_.set(high);
    }
    bool is_most_of(std::size_t length) const {
        return 2 * units_ >= length && kinds_.count() >= many_letters;
    }

 private:
    static bool is_letter(unsigned byte) {
        return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
    }
    std::size_t units_ = 0;
    std::bitset<256> kinds_;
};

}  // namespace

PathShape measure_path(const NdrText& path) {
    PathShape shape;
    shape.offset = path.offset;
    const std::size_t sent = path.bytes.size() / path.width;
    const std::size_t length = path.length();
    shape.characters = std::min(length + 1, sent);
    Walk walk{shape};
    LetterCount letters;
    for (std::size_t i = 0; i < length; ++i) {
        const std::uint16_t unit = path.at(i);
        shape.unusual += is_unusual(path, unit) ? 1u : 0u;
        letters.unit(unit);
        walk.unit(i, path.offset + i * path.width, unit);
    }
    walk.component();
    shape.is_letters = letters.is_most_of(length);
    shape.is_long = shape.characters > long_path_characters;
    shape.is_binary = shape.unusual > 0 && shape.unusual * 10 >= shape.characters;
    shape.is_binary = shape.is_binary || holds_nops(path.bytes);
    return shape;
}

PathVerdict judge_path_call(std::uint16_t opnum, core::Bytes stub, ByteOrder order, NdrForm form) {
    PathVerdict verdict;
    verdict.opnum = opnum;
    const auto conficker = find_conficker(stub);
    verdict.conficker = conficker.mark;
    verdict.conficker_prefix = conficker.mark != ConfickerMark::none;
    verdict.conficker_key = conficker.key;
    verdict.conficker_ending = conficker.ending;
    verdict.conficker_offset = conficker.offset;

    const auto call = decode_path_call(opnum, stub, order, form);
    if (call) {
        verdict.out_length = call->out_length;
        verdict.path_type = call->path_type;
        verdict.flags = call->flags;
        verdict.prefix_characters = call->prefix ? call->prefix->length() : 0;
        verdict.shape = measure_path(call->path);
        verdict.kind = kind_of(verdict.shape, opnum);
        if (call->prefix) {
            verdict.prefix = measure_path(*call->prefix);
            judge_prefix(verdict);
        }
        if (call->second) {
            auto second = measure_path(*call->second);
            const auto kind = kind_of(second, opnum);
            if (kind > verdict.kind) {
                verdict.kind = kind;
                verdict.shape = std::move(second);
            }
        }
    } else {
        verdict.parsed = false;
        verdict.fault = call.error();
        verdict.shape = measure_raw(stub, order);
        const auto& shape = verdict.shape;
        const bool repeated = shape.separator_count >= repeated_climbs;
        if (shape.climbs && (shape.is_long || shape.is_binary))
            verdict.kind = repeated && shape.is_long && shape.is_binary ? PathKind::exploit_shape
                                                                        : PathKind::weaker_shape;
        else if (shape.climbs)
            verdict.kind = PathKind::check;
    }
    verdict.words = words_of(verdict);
    return verdict;
}

}  // namespace hitme::wire
