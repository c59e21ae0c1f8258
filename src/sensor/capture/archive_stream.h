// SPDX-License-Identifier: Apache-2.0
// The bytes of a file as a growing view, whatever it is packed in: plain, gzip or zstd, and tar inside of them; also
// what else libarchive reads (bzip2, xz).
//
// Truncated  gzip and zstd are unpacked here and not by libarchive, which throws away the last block of a stream that
//            ends early; so such a file gives all that it holds, and truncated() says where it ends.
// Limits     one read is at most read_block_bytes, the view at most max_view_bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::sensor {

constexpr std::size_t read_block_bytes = 256 << 10;
constexpr std::size_t max_view_bytes = 32 << 20;  // ours: twice the largest pcapng block

class ArchiveStream {
 public:
    /// Errors   not_found, io.
    static core::Result<std::unique_ptr<ArchiveStream>> open(const std::string& path);
    ~ArchiveStream();
    ArchiveStream(const ArchiveStream&) = delete;
    ArchiveStream& operator=(const ArchiveStream&) = delete;

    /// Goes to the next file inside (for anything but tar there is one); false after the last.
    core::Result<bool> next_entry();
    /// Its name inside the archive; empty outside of one.
    const std::string& entry_name() const { return entry_name_; }

    /// What was read and not yet consumed. Valid until the next grow().
    core::Bytes view() const { return core::Bytes(buffer_).subspan(begin_); }
    /// Reads more behind the view; false at the end. Errors   over_limit: the view is at its limit.
    core::Result<bool> grow();
    void consume(std::size_t bytes) { begin_ += bytes; }
    /// Bytes consumed of this entry.
    std::uint64_t offset() const { return dropped_ + begin_; }

    /// How the file ends early, or empty.
    const std::string& truncated() const { return truncated_; }

 private:
    class Unpacker;
    struct Handle;
    ArchiveStream();

    std::unique_ptr<Unpacker> unpacker_;
    std::unique_ptr<Handle> handle_;
    core::ByteVector buffer_;
    std::size_t begin_ = 0;
    std::uint64_t dropped_ = 0;
    bool ended_ = false;
    std::string entry_name_;
    std::string truncated_;
};

}  // namespace hitme::sensor
