// SPDX-License-Identifier: Apache-2.0
// A folder for one test, removed with it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace hitme::tests {

class ScratchFolder {
 public:
    ScratchFolder() : path_(testing::TempDir() + "/hitme-scratch-XXXXXX") {
        if (::mkdtemp(path_.data()) == nullptr) path_.clear();
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    const std::string& path() const { return path_; }

 private:
    std::string path_;
};

}  // namespace hitme::tests
