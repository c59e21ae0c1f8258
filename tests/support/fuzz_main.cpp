// SPDX-License-Identifier: Apache-2.0
// A fuzz target without an engine: runs every file of the corpus folder whole, cut at every length (the first 4 KiB of
// cuts), and with seeded mutations, so that the corpus is a regression test in every build.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "core/random.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t max_cuts = 4096;
constexpr int mutations_per_file = 200;

// A copy of exactly this size on the heap, so that the address sanitizer sees one byte too many.
void run(const std::vector<std::uint8_t>& bytes, std::size_t size) {
    const std::vector<std::uint8_t> exact(bytes.begin(),
                                          bytes.begin() + static_cast<std::ptrdiff_t>(size));
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t files = 0;
    std::size_t runs = 0;
    LLVMFuzzerTestOneInput(nullptr, 0);
    for (int i = 1; i < argc; ++i) {
        if (!std::filesystem::is_directory(argv[i])) {
            std::fprintf(stderr, "no corpus at %s\n", argv[i]);
            return 1;
        }
        for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
            ++files;
            run(bytes, bytes.size());
            // Every cut of a short file, evenly spread cuts of a long one.
            const std::size_t step = std::max<std::size_t>(1, bytes.size() / max_cuts);
            for (std::size_t cut = 0; cut < bytes.size(); cut += step, ++runs) run(bytes, cut);
            hitme::core::Random random{bytes.size() + 1};
            for (int k = 0; k < mutations_per_file && !bytes.empty(); ++k, ++runs) {
                auto changed = bytes;
                for (std::uint64_t n = 1 + random.below(4); n > 0; --n)
                    changed[random.below(changed.size())] =
                        static_cast<std::uint8_t>(random.next());
                run(changed, changed.size());
            }
        }
    }
    std::printf("%zu corpus files, %zu cuts and mutations\n", files, runs);
    return files == 0 ? 1 : 0;
}
