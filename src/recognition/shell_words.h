// SPDX-License-Identifier: Apache-2.0
// What a line of shell text asks for: files fetched from elsewhere, and programs written byte by byte.
//
// What     a command named wget, curl, tftp, ftpget or fetch (by path, or as an applet of busybox) with its source; an ELF
//          header written with echo or printf ("\x7f\x45\x4c\x46", "\177ELF").
// Never    fetched: a source is text.
// Limits   max_shell_bytes of a text are looked at, max_downloads are told.
// Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hitme::recognition {

constexpr std::size_t max_shell_bytes = 8192;  // ours
constexpr std::size_t max_downloads = 8;       // ours

struct Download {
    std::string tool;        ///< "wget"
    std::string source;      ///< "http://192.0.2.1/a.sh", "192.0.2.1 a.sh"
    std::size_t offset = 0;  ///< of the tool in the text
};

/// Commands that fetch a file, in their order; a tool without a source is none.
std::vector<Download> downloads_in(std::string_view text);

/// Where a written ELF header begins; npos when there is none.
std::size_t written_program_in(std::string_view text);

}  // namespace hitme::recognition
