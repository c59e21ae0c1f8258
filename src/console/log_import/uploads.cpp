// SPDX-License-Identifier: Apache-2.0
#include "console/log_import/uploads.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "runtime/descriptor.h"

namespace hitme::console::log_import {
namespace {

constexpr auto owner_alone = 0600;

core::Error failed(const std::string& path) {
    const auto code =
        errno == ENOSPC || errno == EDQUOT ? core::ErrorCode::disk_full : core::ErrorCode::io;
    return core::error(code, path + ": " + std::strerror(errno));
}

}  // namespace

Uploads::Uploads(std::string folder) : folder_(std::move(folder)) {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string Uploads::path_of(std::uint64_t id) const {
    return folder_ + "/" + std::to_string(id);
}

core::Result<void> Uploads::begin(std::uint64_t id, std::uint64_t bytes) {
    if (bytes > max_log_bytes)
        return core::error(core::ErrorCode::over_limit,
                           "longer than 1 GiB: use hitme import while hitme is stopped");
    if (sizes_.size() >= max_uploads)
        return core::error(core::ErrorCode::over_limit, "too many files wait to be read");
    std::error_code made;
    std::filesystem::create_directories(folder_, made);
    if (made) return core::error(core::ErrorCode::io, folder_ + ": " + made.message());
    const std::string path = path_of(id);
    const runtime::Descriptor file{
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, owner_alone)};
    if (!file) return failed(path);
    sizes_[id] = {bytes, 0};
    return {};
}

core::Result<std::uint64_t> Uploads::append(std::uint64_t id, std::uint64_t offset,
                                            core::Bytes piece) {
    const auto found = sizes_.find(id);
    if (found == sizes_.end()) return core::error(core::ErrorCode::not_found, "no such upload");
    Sizes& sizes = found->second;
    if (offset != sizes.received)
        return core::error(core::ErrorCode::refused,
                           "the file ends at " + std::to_string(sizes.received));
    if (piece.size() > sizes.announced - sizes.received)
        return core::error(core::ErrorCode::refused, "longer than was announced");
    const std::string path = path_of(id);
    const runtime::Descriptor file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (!file) return failed(path);
    std::size_t written = 0;
    while (written < piece.size()) {
        const ssize_t count = ::pwrite(file.get(), piece.data() + written, piece.size() - written,
                                       static_cast<off_t>(offset + written));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return failed(path);
        written += static_cast<std::size_t>(count);
    }
    sizes.received += piece.size();
    return sizes.received;
}

void Uploads::remove(std::uint64_t id) {
    if (sizes_.erase(id) == 0) return;
    std::error_code ignored;
    std::filesystem::remove(path_of(id), ignored);
}

}  // namespace hitme::console::log_import
