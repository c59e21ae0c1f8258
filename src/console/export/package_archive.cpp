// SPDX-License-Identifier: Apache-2.0
#include "console/export/package_archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <chrono>
#include <memory>

namespace hitme::console {
namespace {

using Archive = std::unique_ptr<archive, decltype(&archive_write_free)>;
constexpr auto readable = 0644;

core::Error failed(archive* out) {
    const char* text = out == nullptr ? nullptr : archive_error_string(out);
    return core::error(core::ErrorCode::io,
                       std::string("archive: ") + (text == nullptr ? "no memory" : text));
}

la_ssize_t append(archive*, void* text, const void* bytes, std::size_t count) {
    static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), count);
    return static_cast<la_ssize_t>(count);
}

/// Writes into `text` from now on.
bool opens(archive* out, std::string& text) {
    // Nothing after the last block: an archive is as long as what it holds.
    archive_write_set_bytes_in_last_block(out, 1);
    return archive_write_open(out, &text, nullptr, append, nullptr) == ARCHIVE_OK;
}

core::Result<void> put(archive* out, const std::string& path, std::string_view bytes,
                       core::Time at) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry{archive_entry_new(),
                                                                              archive_entry_free};
    if (entry == nullptr) return failed(nullptr);
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), readable);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
    archive_entry_set_mtime(entry.get(), static_cast<std::time_t>(seconds), 0);
    if (archive_write_header(out, entry.get()) != ARCHIVE_OK) return failed(out);
    if (archive_write_data(out, bytes.data(), bytes.size()) !=
        static_cast<la_ssize_t>(bytes.size()))
        return failed(out);
    return {};
}

}  // namespace

core::Result<std::string> tar_of(std::string_view folder, const std::vector<PackageFile>& files,
                                 core::Time at) {
    std::string text;
    const Archive out{archive_write_new(), archive_write_free};
    if (out == nullptr || archive_write_set_format_pax_restricted(out.get()) != ARCHIVE_OK ||
        !opens(out.get(), text))
        return failed(out.get());
    for (const auto& file : files)
        if (auto done = put(out.get(), std::string(folder) + "/" + file.path, file.bytes, at);
            !done)
            return done.error();
    if (archive_write_close(out.get()) != ARCHIVE_OK) return failed(out.get());
    return text;
}

core::Result<std::string> gzip_of(std::string_view bytes) {
    std::string text;
    const Archive out{archive_write_new(), archive_write_free};
    // Without a time inside, the same bytes give the same bytes.
    if (out == nullptr || archive_write_add_filter_gzip(out.get()) != ARCHIVE_OK ||
        archive_write_set_filter_option(out.get(), "gzip", "timestamp", nullptr) != ARCHIVE_OK ||
        archive_write_set_format_raw(out.get()) != ARCHIVE_OK || !opens(out.get(), text))
        return failed(out.get());
    if (auto done = put(out.get(), "data", bytes, {}); !done) return done.error();
    if (archive_write_close(out.get()) != ARCHIVE_OK) return failed(out.get());
    return text;
}

}  // namespace hitme::console
