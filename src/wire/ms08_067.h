// SPDX-License-Identifier: Apache-2.0
// What a path given to NetprPathCanonicalize or NetprPathCompare looks like: an exploit of MS08-067 (CVE-2008-4250), a
// check for it, or a path.
//
// Why      the same operation is called by exploits, by nmap's check and by nobody else; marking the call alone (as other
//          decoys do) blames the checks. The shape of the path tells them apart.
// How      split at \ and /; a name goes down one level, "." and nothing stay, ".." goes up. Below the root, together with
//          a long path or one that is not text, is the exploit's shape; each part alone is less.
// Depth    everything here is comparison of characters: nothing is decoded further, emulated or run.
// Pure     offsets count from the start of the stub.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/ndr.h"
#include "wire/srvsvc.h"

namespace hitme::wire {

constexpr std::size_t long_path_characters = 128;  ///< "long": more than this (Dionaea's bound)
/// "long" where nothing goes below the root (Snort 7209); length alone is no attack
constexpr std::size_t weaker_path_characters = 256;
constexpr std::size_t many_climbs = 8;           ///< ours: paths of people go up a few times
constexpr std::size_t many_letters = 16;         ///< ours: kinds of letters in a text by chance
constexpr std::size_t max_path_separators = 64;  ///< ours: kept for evidence; more are counted

enum class PathKind : std::uint8_t {
    plain,            ///< a path call like any other
    check,            ///< climbs or asks for it, but short and printable: what nmap does
    weaker_shape,     ///< very long and unusual, though never below its root: MS06-040's shape
    walk_in_place,    ///< long, and goes up over and over to no gain: EclipsedWing, MS08-067
    climbing_prefix,  ///< path and Prefix, joined as the server joins them, are what a path is below
    exploit_shape,    ///< below the root, and long or unusual: MS08-067
};

std::string_view name_of(PathKind kind);

/// One path, measured.
struct PathShape {
    std::size_t characters = 0;  ///< as sent, terminator included
    std::size_t unusual = 0;     ///< above U+024F; for an ASCII-packed path, bytes from 0x80 on
    int depth = 0;               ///< at the end of the path
    int lowest_depth = 0;        ///< below zero: it climbs above its root
    bool climbs = false;         ///< holds a component ".."
    std::size_t climbed = 0;     ///< how many of them
    std::size_t names = 0;       ///< components that go down
    bool is_long = false;
    bool is_binary = false;  ///< a tenth or more unusual, or a run of 0x90
    bool is_letters =
        false;  ///< half or more are ASCII letters, one or two in a unit, of many kinds
    std::size_t offset = 0;  ///< of its first character in the stub
    std::size_t separator_count = 0;
    std::vector<std::size_t> separators;     ///< character indices, the first max_path_separators
    std::vector<std::size_t> climb_offsets;  ///< stub offsets of the separators before each ".."
};
PathShape measure_path(const NdrText& path);

/// Marks of Conficker's coded part (Honeynet KYE 2009-03-30; ET 2009200, 2009201).
enum class ConfickerMark : std::uint8_t { none, a, b };

struct PathVerdict {
    PathKind kind = PathKind::plain;
    std::uint16_t opnum = 0;
    bool parsed = true;  ///< false: the stub could not be read, and only a raw search was made
    core::ParseError fault;
    PathShape shape;  ///< of the path that decides
    std::uint32_t out_length = 0;
    std::uint32_t path_type = 0;
    std::uint32_t flags = 0;
    std::size_t prefix_characters = 0;
    PathShape prefix;        ///< of NetprPathCanonicalize's Prefix
    bool in_prefix = false;  ///< the weaker shape is the Prefix's, not that of `shape`
    ConfickerMark conficker = ConfickerMark::none;
    bool conficker_prefix = false;  ///< e8 ff ff ff ff c1 (A) or c2 (B)
    bool conficker_key = false;     ///< c4, the decoder's key byte, close behind the prefix
    bool conficker_ending = false;  ///< 45 50 (A) or 4d 53 (B) behind the prefix
    std::size_t conficker_offset = 0;
    /// One line for a person: "path of 305 characters, depth -1, 281 unusual, separators at 0, 251, 254, 257".
    std::string words;
};

/// Judges the stub of an operation 31 or 32 of srvsvc.
PathVerdict judge_path_call(std::uint16_t opnum, core::Bytes stub, ByteOrder order,
                            NdrForm form = NdrForm::ndr);

}  // namespace hitme::wire
