// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/share_paths.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "wire/smb_text.h"

namespace hitme::dialogue::smb {
namespace {

using wire::NtStatus;

std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const auto end = std::ranges::find_if(path, wire::is_path_separator);
        const auto length = static_cast<std::size_t>(end - path.begin());
        if (length > 0) parts.push_back(path.substr(0, length));
        path.remove_prefix(std::min(length + 1, path.size()));
    }
    return parts;
}

std::size_t characters_in(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(
        utf8, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

bool is_bad_name(std::string_view name, bool matches) {
    constexpr std::string_view wildcards = "*?<>\"";
    constexpr std::string_view never = ":|";
    if (name == "." || characters_in(name) > max_name_characters) return true;
    return std::ranges::any_of(name, [&](char letter) {
        return static_cast<unsigned char>(letter) < 0x20 ||
               never.find(letter) != std::string_view::npos ||
               (!matches && wildcards.find(letter) != std::string_view::npos);
    });
}

// The part of a key behind the share's name.
std::string_view below_share(const Share& share, const std::string& key) {
    return std::string_view(key).substr(std::min(share.name.size() + 1, key.size()));
}

std::string_view parent_of(std::string_view path) {
    while (!path.empty() && wire::is_path_separator(path.back())) path.remove_suffix(1);
    const std::size_t separator = path.find_last_of("\\/");
    return separator == std::string_view::npos ? std::string_view{} : path.substr(0, separator);
}

}  // namespace

NtStatus judge_path(std::string_view path, bool last_matches) {
    const auto parts = parts_of(path);
    for (const std::string_view part : parts)
        if (part == "..") return NtStatus::object_path_syntax_bad;
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (is_bad_name(parts[i], last_matches && i + 1 == parts.size()))
            return NtStatus::object_name_invalid;
    return NtStatus::success;
}

bool is_system_folder(const Share& share, std::string_view path) {
    static constexpr std::array<std::string_view, 5> below_windows = {
        "system32", "temp", "system32\\drivers", "system32\\tasks", "tasks"};
    static constexpr std::array<std::string_view, 6> below_root = {
        "windows", "windows\\temp", "windows\\system32", "users", "program files", "programdata"};
    const std::string key = file_key(share, path);
    const std::string_view wanted = below_share(share, key);
    const std::string shared = wire::lower_ascii(share.name);
    const auto holds = [&](const auto& list) {
        return std::find(list.begin(), list.end(), wanted) != list.end();
    };
    if (shared == "admin$") return holds(below_windows);
    return shared == "c$" && holds(below_root);
}

std::string file_key(const Share& share, std::string_view path) {
    std::string key = wire::lower_ascii(share.name);
    for (const std::string_view part : parts_of(path)) {
        key += '\\';
        key += wire::lower_ascii(part);
    }
    return key;
}

bool is_folder(const State& state, const Share& share, std::string_view path) {
    const std::string key = file_key(share, path);
    if (key.size() == share.name.size() || is_system_folder(share, path)) return true;
    const auto found = state.files.find(key);
    return found != state.files.end() && found->second.is_directory;
}

bool has_parent(const State& state, const Share& share, std::string_view path) {
    return is_folder(state, share, parent_of(path));
}

bool has_children(const State& state, const Share& share, std::string_view path) {
    const std::string below = file_key(share, path) + "\\";
    const auto next = state.files.lower_bound(below);
    return next != state.files.end() && next->first.starts_with(below);
}

NtStatus rename_made(State& state, const Share& share, std::string_view from, std::string_view to) {
    const std::string old_key = file_key(share, from);
    const std::string new_key = file_key(share, to);
    if (!state.files.contains(old_key)) return NtStatus::object_name_not_found;
    if (!has_parent(state, share, to)) return NtStatus::object_path_not_found;
    const bool is_there = state.files.contains(new_key) || is_folder(state, share, to);
    if (is_there && new_key != old_key) return NtStatus::object_name_collision;
    // Below itself there is no place for it.
    if (new_key.starts_with(old_key + "\\")) return NtStatus::object_path_not_found;
    std::vector<std::string> moved{old_key};
    for (auto next = state.files.lower_bound(old_key + "\\");
         next != state.files.end() && next->first.starts_with(old_key + "\\"); ++next)
        moved.push_back(next->first);
    for (const std::string& key : moved) {
        auto node = state.files.extract(key);
        node.key() = new_key + key.substr(old_key.size());
        if (key == old_key) node.mapped().name = last_part(to);
        state.files.insert(std::move(node));
    }
    return NtStatus::success;
}

std::string_view last_part(std::string_view path) {
    while (!path.empty() && wire::is_path_separator(path.back())) path.remove_suffix(1);
    const std::size_t separator = path.find_last_of("\\/");
    return separator == std::string_view::npos ? path : path.substr(separator + 1);
}

}  // namespace hitme::dialogue::smb
