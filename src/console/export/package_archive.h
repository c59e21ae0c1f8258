// SPDX-License-Identifier: Apache-2.0
// Files in memory as one archive for a download: tar (POSIX pax), and gzip of one file. Written by libarchive; the same files and
// time give the same bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace hitme::console {

struct PackageFile {
    std::string path;  ///< inside the folder
    std::string bytes;
};
/// Errors   io: what libarchive says.
core::Result<std::string> tar_of(std::string_view folder, const std::vector<PackageFile>& files,
                                 core::Time at);
core::Result<std::string> gzip_of(std::string_view bytes);

}  // namespace hitme::console
