// SPDX-License-Identifier: Apache-2.0
// Compares text with a file of tests/golden. A wanted change is made by running the test with HITME_WRITE_GOLDEN=1, and read
// in the difference before it is kept.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace hitme::tests {

inline void expect_golden(const std::string& name, const std::string& text) {
    const std::string path = std::string(HITME_SOURCE_DIR) + "/tests/golden/" + name;
    if (std::getenv("HITME_WRITE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << text;
    std::ifstream in(path, std::ios::binary);
    ASSERT_TRUE(in) << path;
    const std::string kept{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(text, kept) << path;
}

}  // namespace hitme::tests
