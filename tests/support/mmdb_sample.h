// SPDX-License-Identifier: Apache-2.0
// Makes an MMDB by libmaxmind-db-writer-perl (Debian), in a folder of the test's own.
#pragma once

#include <cstdlib>
#include <string>

namespace hitme::tests {

/// False where the writer is not installed: skip the test, saying so.
inline bool make_mmdb(const std::string& kind, const std::string& file, const std::string& epoch) {
    const std::string command = "perl '" HITME_SOURCE_DIR "/tests/support/make_mmdb.pl' " + kind +
                                " '" + file + "' " + epoch + " 2>/dev/null";
    return std::system(command.c_str()) == 0;
}

}  // namespace hitme::tests
