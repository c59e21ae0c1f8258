// SPDX-License-Identifier: Apache-2.0
// The benign list on disk, read again when it changes. One that is refused is named, and the list before it stays in force.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "console/benign_list.h"

namespace hitme::console {

class BenignFile {
 public:
    /// An empty path: no list.
    explicit BenignFile(std::string path) : path_(std::move(path)) {}
    /// The entries, where the file changed since the last call and is good; nothing otherwise. Looks at most once a second.
    std::optional<std::vector<BenignEntry>> changed(core::Time now);
    const std::string& path() const { return path_; }
    /// Why the file on disk is not in force, with its line; empty where it is.
    const std::string& refused() const { return refused_; }

 private:
    std::string path_;
    std::string refused_;
    std::int64_t written_ = -1;
    core::Time looked_at_;
};

/// Reads the list as a start does; an empty path is no list.
/// Errors   bad_input: why it would not be in force, with its line.
core::Result<void> check_benign_file(const std::string& path, core::Time now);

}  // namespace hitme::console
