// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/canonical_path.h"

#include <algorithm>
#include <vector>

#include "wire/smb_text.h"

namespace hitme::dialogue::rpc {
namespace {

// [MS-SRVS] 2.2.2.9.
constexpr std::uint32_t unc = 0x1000;
constexpr std::uint32_t relative = 0x2000;
constexpr std::uint32_t absolute = 0x2002;
constexpr std::uint32_t relative_on_drive = 0x2004;
constexpr std::uint32_t absolute_on_drive = 0x2006;

bool has_drive(std::string_view path) {
    const char letter = path.empty() ? '\0' : path.front();
    return path.size() >= 2 && path[1] == ':' &&
           ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'));
}

std::string_view take_name(std::string_view& left) {
    const auto end = std::ranges::find_if(left, wire::is_path_separator);
    const auto length = static_cast<std::size_t>(end - left.begin());
    const std::string_view name = left.substr(0, length);
    left.remove_prefix(length);
    return name;
}

// What no ".." takes away: "C:\", "\", "\\server\share" or nothing.
std::string take_root(std::string_view& left, std::uint32_t& type) {
    std::string root;
    if (has_drive(left)) {
        root = left.substr(0, 2);
        left.remove_prefix(2);
        const bool is_absolute = !left.empty() && wire::is_path_separator(left.front());
        type = is_absolute ? absolute_on_drive : relative_on_drive;
        return is_absolute ? root + '\\' : root;
    }
    if (left.size() >= 2 && wire::is_path_separator(left[0]) && wire::is_path_separator(left[1])) {
        type = unc;
        for (int part = 0; part < 2; ++part) {
            while (!left.empty() && wire::is_path_separator(left.front())) left.remove_prefix(1);
            const std::string_view name = take_name(left);
            if (!name.empty()) root += (root.empty() ? "\\\\" : "\\") + std::string(name);
        }
        return root;
    }
    type = !left.empty() && wire::is_path_separator(left.front()) ? absolute : relative;
    return type == absolute ? "\\" : "";
}

}  // namespace

CanonicalPath canonical_path(std::string_view prefix, std::string_view path) {
    std::string whole{path};
    const bool is_complete =
        has_drive(path) || (!path.empty() && wire::is_path_separator(path.front()));
    if (!is_complete && !prefix.empty()) whole = std::string(prefix) + '\\' + whole;
    std::string_view left = whole;
    CanonicalPath made;
    made.path = take_root(left, made.type);
    std::vector<std::string_view> names;
    while (!left.empty()) {
        if (wire::is_path_separator(left.front())) {
            left.remove_prefix(1);
            continue;
        }
        const std::string_view name = take_name(left);
        if (name == ".") continue;
        if (name != "..") {
            names.push_back(name);
        } else if (names.empty()) {
            made.climbs = true;
            return made;
        } else {
            names.pop_back();
        }
    }
    const bool is_unc = made.type == unc;
    for (const std::string_view name : names) {
        const bool at_root = !is_unc && name.data() == names.front().data();
        if (!at_root) made.path += '\\';
        made.path += name;
    }
    return made;
}

std::size_t utf16_bytes(std::string_view text) {
    core::ByteVector characters;
    wire::append_utf16(characters, text);
    return characters.size() + 2;
}

}  // namespace hitme::dialogue::rpc
