// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/archive_stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hitme::sensor {

using core::ErrorCode;

// Reads the file and takes off gzip or zstd, told by the first bytes.
class ArchiveStream::Unpacker {
 public:
    Unpacker(int descriptor, std::string path)
        : descriptor_(descriptor),
          path_(std::move(path)),
          in_(read_block_bytes),
          out_(read_block_bytes) {}
    ~Unpacker() {
        if (form_ == Form::gzip) inflateEnd(&gzip_);
        if (zstd_ != nullptr) ZSTD_freeDStream(zstd_);
        ::close(descriptor_);
    }
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    /// The next bytes; empty at the end or after a failure.
    core::Bytes next() {
        if (form_ == Form::unknown) begin();
        switch (form_) {
            case Form::gzip:
                return next_gzip();
            case Form::zstd:
                return next_zstd();
            default:
                break;
        }
        if (left_.empty() && !fill()) return {};
        const core::Bytes all = left_;
        left_ = {};
        return all;
    }

    const std::string& truncated() const { return truncated_; }
    const std::string& failure() const { return failure_; }

 private:
    enum class Form { unknown, plain, gzip, zstd };

    bool fill() {
        ssize_t got = 0;
        do got = ::read(descriptor_, in_.data(), in_.size());
        while (got < 0 && errno == EINTR);
        if (got < 0) failure_ = path_ + ": " + std::strerror(errno);
        if (got <= 0) return false;
        left_ = core::Bytes(in_).first(static_cast<std::size_t>(got));
        read_ += static_cast<std::uint64_t>(got);
        return true;
    }

    void begin() {
        form_ = Form::plain;
        if (!fill() || left_.size() < 4) return;
        if (left_[0] == 0x1F && left_[1] == 0x8B) {  // RFC 1952 section 2.3.1
            constexpr int gzip_window = 15 + 16;     // zlib.h: 16 more for a gzip header
            if (inflateInit2(&gzip_, gzip_window) == Z_OK) form_ = Form::gzip;
        } else if (left_[0] == 0x28 && left_[1] == 0xB5 && left_[2] == 0x2F && left_[3] == 0xFD) {
            zstd_ = ZSTD_createDStream();  // RFC 8878 section 3.1.1
            if (zstd_ != nullptr) form_ = Form::zstd;
        }
    }

    void end_early(const char* what) {
        truncated_ =
            std::string(what) + " ends early at byte " + std::to_string(read_ - left_.size());
        done_ = true;
    }

    core::Bytes next_gzip() {
        std::size_t made = 0;
        while (!done_ && made == 0) {
            if (left_.empty() && !fill()) {
                if (in_member_) end_early("gzip stream");
                done_ = true;
                break;
            }
            if (!in_member_) {
                if (left_[0] !=
                    0x1F) {  // padding behind the last member is not an error (gzip itself ignores it)
                    done_ = true;
                    break;
                }
                inflateReset(&gzip_);
                in_member_ = true;
            }
            gzip_.next_in = const_cast<Bytef*>(left_.data());
            gzip_.avail_in = static_cast<uInt>(left_.size());
            gzip_.next_out = out_.data();
            gzip_.avail_out = static_cast<uInt>(out_.size());
            const int result = inflate(&gzip_, Z_NO_FLUSH);
            left_ = left_.last(gzip_.avail_in);
            made = out_.size() - gzip_.avail_out;
            if (result == Z_STREAM_END) in_member_ = false;
            if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
                end_early("damaged gzip stream");
        }
        return core::Bytes(out_).first(made);
    }

    core::Bytes next_zstd() {
        std::size_t made = 0;
        while (!done_ && made == 0) {
            if (left_.empty() && !fill()) {
                if (in_member_) end_early("zstd stream");
                done_ = true;
                break;
            }
            ZSTD_inBuffer in{left_.data(), left_.size(), 0};
            ZSTD_outBuffer out{out_.data(), out_.size(), 0};
            const std::size_t result = ZSTD_decompressStream(zstd_, &out, &in);
            left_ = left_.subspan(in.pos);
            made = out.pos;
            if (ZSTD_isError(result) != 0)
                end_early("damaged zstd stream");
            else
                in_member_ = result != 0;
        }
        return core::Bytes(out_).first(made);
    }

    int descriptor_;
    std::string path_;
    core::ByteVector in_;
    core::ByteVector out_;
    core::Bytes left_;
    std::uint64_t read_ = 0;
    Form form_ = Form::unknown;
    z_stream gzip_{};
    ZSTD_DStream* zstd_ = nullptr;
    bool in_member_ = false;
    bool done_ = false;
    std::string truncated_;
    std::string failure_;
};

struct ArchiveStream::Handle {
    archive* in = archive_read_new();
    Handle() = default;
    ~Handle() { archive_read_free(in); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    static la_ssize_t read(archive*, void* unpacker, const void** bytes) {
        const core::Bytes next = static_cast<Unpacker*>(unpacker)->next();
        *bytes = next.data();
        return static_cast<la_ssize_t>(next.size());
    }
    std::string message(const char* otherwise) const {
        const char* text = archive_error_string(in);
        return text != nullptr ? text : otherwise;
    }
};

ArchiveStream::ArchiveStream() = default;
ArchiveStream::~ArchiveStream() {
    handle_.reset();
}

core::Result<std::unique_ptr<ArchiveStream>> ArchiveStream::open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return core::error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                           path + ": " + std::strerror(errno));
    std::unique_ptr<ArchiveStream> stream(new ArchiveStream);
    stream->unpacker_ = std::make_unique<Unpacker>(descriptor, path);
    struct stat about {};
    if (::fstat(descriptor, &about) == 0 && S_ISDIR(about.st_mode))
        return core::error(ErrorCode::io, path + ": is a folder");
    stream->handle_ = std::make_unique<Handle>();
    archive* in = stream->handle_->in;
    // Most telling first does not matter: libarchive asks each how sure it is, and raw is never surer than another.
    archive_read_support_format_tar(in);
    archive_read_support_format_raw(in);
    archive_read_support_format_empty(in);
    archive_read_support_filter_bzip2(in);
    archive_read_support_filter_xz(in);
    if (archive_read_open(in, stream->unpacker_.get(), nullptr, Handle::read, nullptr) !=
        ARCHIVE_OK) {
        if (!stream->unpacker_->failure().empty())
            return core::error(ErrorCode::io, stream->unpacker_->failure());
        return core::error(ErrorCode::io, path + ": " + stream->handle_->message("cannot be read"));
    }
    return stream;
}

core::Result<bool> ArchiveStream::next_entry() {
    buffer_.clear();
    begin_ = 0;
    dropped_ = 0;
    ended_ = false;
    while (true) {
        archive_entry* entry = nullptr;
        const int result = archive_read_next_header(handle_->in, &entry);
        if (!unpacker_->failure().empty()) return core::error(ErrorCode::io, unpacker_->failure());
        if (truncated_.empty()) truncated_ = unpacker_->truncated();
        if (result == ARCHIVE_EOF) return false;
        if (result == ARCHIVE_FATAL || result == ARCHIVE_RETRY) {
            if (truncated_.empty()) truncated_ = handle_->message("archive ends early");
            return false;
        }
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        const char* name = archive_entry_pathname(entry);
        const bool raw = archive_format(handle_->in) == ARCHIVE_FORMAT_RAW;
        entry_name_ = raw || name == nullptr ? "" : name;
        return true;
    }
}

core::Result<bool> ArchiveStream::grow() {
    if (ended_) return false;
    if (buffer_.size() - begin_ > max_view_bytes)
        return core::error(ErrorCode::over_limit, "a record is larger than any that is read");
    if (begin_ > 0) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
        dropped_ += begin_;
        begin_ = 0;
    }
    while (true) {
        const void* bytes = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int result = archive_read_data_block(handle_->in, &bytes, &size, &offset);
        if (!unpacker_->failure().empty()) return core::error(ErrorCode::io, unpacker_->failure());
        if (result == ARCHIVE_OK || result == ARCHIVE_WARN) {
            if (size == 0) continue;
            const auto* from = static_cast<const std::uint8_t*>(bytes);
            buffer_.insert(buffer_.end(), from, from + size);
            return true;
        }
        ended_ = true;
        if (truncated_.empty()) truncated_ = unpacker_->truncated();
        if (result != ARCHIVE_EOF && truncated_.empty())
            truncated_ = handle_->message("archive ends early");
        return false;
    }
}

}  // namespace hitme::sensor
