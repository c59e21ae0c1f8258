// SPDX-License-Identifier: Apache-2.0
// Files that a browser sends piece by piece, kept in a folder of the store until they were read.
//
// Pieces   in order: each says where it begins, which must be where the file ends.
// Names    ours are numbers; what the browser calls a file never names one here.
// Limits   max_log_bytes a file, max_uploads at once. Whatever an earlier run left is removed at the start.
// Threads  one at a time; the caller holds its lock.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::console::log_import {

constexpr std::uint64_t max_log_bytes = std::uint64_t{1} << 30;  // ours: bigger ones by command
constexpr std::size_t max_piece_bytes = 512 << 10;
constexpr std::size_t max_uploads = 8;

class Uploads {
 public:
    explicit Uploads(std::string folder);

    /// Errors   over_limit: max_log_bytes, max_uploads. io.
    core::Result<void> begin(std::uint64_t id, std::uint64_t bytes);
    /// Returns how many bytes are there now.
    /// Errors   not_found. refused: not where the file ends, or more than was announced. disk_full, io.
    core::Result<std::uint64_t> append(std::uint64_t id, std::uint64_t offset, core::Bytes piece);
    void remove(std::uint64_t id);
    std::string path_of(std::uint64_t id) const;

 private:
    struct Sizes {
        std::uint64_t announced = 0;
        std::uint64_t received = 0;
    };
    std::string folder_;
    std::map<std::uint64_t, Sizes> sizes_;
};

}  // namespace hitme::console::log_import
