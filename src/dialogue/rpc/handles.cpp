// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/handles.h"

#include <algorithm>
#include <utility>

namespace hitme::dialogue::rpc {

std::optional<Handles::Id> Handles::open(HandleKind kind, core::Random& random,
                                         std::uint32_t number, std::string name) {
    if (handles_.size() >= max_handles) return std::nullopt;
    if (name.size() > max_handle_name) name = name.substr(0, max_handle_name);
    Id id{};
    for (std::size_t i = 4; i < id.size(); ++i) id[i] = static_cast<std::uint8_t>(random.next());
    handles_[id] = {kind, number, std::move(name)};
    return id;
}

Handle* Handles::find(core::Bytes bytes) {
    Id id{};
    if (bytes.size() != id.size()) return nullptr;
    std::copy(bytes.begin(), bytes.end(), id.begin());
    const auto found = handles_.find(id);
    return found == handles_.end() ? nullptr : &found->second;
}

Handle* Handles::find(core::Bytes bytes, HandleKind kind) {
    auto* handle = find(bytes);
    return handle && handle->kind == kind ? handle : nullptr;
}

void Handles::close(core::Bytes bytes) {
    Id id{};
    if (bytes.size() != id.size()) return;
    std::copy(bytes.begin(), bytes.end(), id.begin());
    handles_.erase(id);
}

bool Handles::knows(HandleKind kind, std::string_view name) const {
    const auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    };
    return std::ranges::any_of(handles_, [&](const auto& entry) {
        return entry.second.kind == kind &&
               std::ranges::equal(entry.second.name, name, {}, lower, lower);
    });
}

std::size_t Handles::memory() const {
    constexpr std::size_t node = 40;  // a map node's own words, about
    std::size_t bytes = 0;
    for (const auto& [id, handle] : handles_)
        bytes += sizeof id + sizeof handle + node + handle.name.capacity();
    return bytes;
}

}  // namespace hitme::dialogue::rpc
