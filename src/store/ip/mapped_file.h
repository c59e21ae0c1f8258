// SPDX-License-Identifier: Apache-2.0
// A file's bytes, mapped for reading: only what is looked at takes memory.
//
// A file that is replaced (written beside, then renamed, as every updater does) stays as it was for us; one that is cut
// short in place ends the program, so the folder must be the operator's own.
#pragma once

#include <string>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::store {

constexpr std::size_t max_mapped_bytes = std::size_t{1} << 30;  // ours: the largest seen has 55 MB

class MappedFile {
 public:
    /// Errors   not_found: cannot be opened, or no ordinary file. over_limit. io. bad_input: it is empty.
    static core::Result<MappedFile> open(const std::string& path);
    MappedFile(MappedFile&& other) noexcept : bytes_(other.bytes_) { other.bytes_ = {}; }
    MappedFile& operator=(MappedFile&&) = delete;
    ~MappedFile();
    core::Bytes bytes() const { return bytes_; }

 private:
    explicit MappedFile(core::Bytes bytes) : bytes_(bytes) {}
    core::Bytes bytes_;
};

}  // namespace hitme::store
