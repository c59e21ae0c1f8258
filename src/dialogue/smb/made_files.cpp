// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/made_files.h"

#include <algorithm>
#include <limits>

namespace hitme::dialogue::smb {
namespace {

std::size_t kept_by_others(const State& state, const CreatedFile& file) {
    std::size_t bytes = 0;
    for (const auto& [key, each] : state.files)
        if (&each != &file) bytes += each.contents.size();
    return bytes;
}

// Whether the file may be kept at that length; else nothing of it is, from now on.
bool keeps(const State& state, CreatedFile& file, std::uint64_t length) {
    if (!file.is_kept) return false;
    file.is_kept =
        length <= max_kept_contents && kept_by_others(state, file) + length <= max_kept_contents;
    if (!file.is_kept) core::ByteVector{}.swap(file.contents);
    return file.is_kept;
}

}  // namespace

void write_made(State& state, CreatedFile& file, std::uint64_t offset, core::Bytes data,
                core::Time now) {
    const std::uint64_t room = std::numeric_limits<std::uint64_t>::max() - offset;
    const std::uint64_t size =
        std::max<std::uint64_t>(file.size, offset + std::min<std::uint64_t>(room, data.size()));
    file.written = now;
    file.size = size;
    if (!keeps(state, file, size)) return;
    file.contents.resize(static_cast<std::size_t>(size), 0);
    std::ranges::copy(data, file.contents.begin() + static_cast<std::ptrdiff_t>(offset));
}

void resize_made(State& state, CreatedFile& file, std::uint64_t size) {
    file.size = size;
    if (size == 0) file.is_kept = true;
    if (keeps(state, file, size)) file.contents.resize(static_cast<std::size_t>(size), 0);
}

std::optional<core::Bytes> read_made(const CreatedFile& file, std::uint64_t offset,
                                     std::size_t most) {
    if (offset >= file.size) return core::Bytes{};
    if (!file.is_kept) return {};
    const core::Bytes behind = core::Bytes(file.contents).subspan(static_cast<std::size_t>(offset));
    return behind.first(std::min(most, behind.size()));
}

}  // namespace hitme::dialogue::smb
