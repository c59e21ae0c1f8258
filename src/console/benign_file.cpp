// SPDX-License-Identifier: Apache-2.0
#include "console/benign_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace hitme::console {

std::optional<std::vector<BenignEntry>> BenignFile::changed(core::Time now) {
    if (path_.empty()) return {};
    if (looked_at_ != core::Time{} && now >= looked_at_ &&
        now - looked_at_ < std::chrono::seconds{1})
        return {};
    looked_at_ = now;
    struct stat about {};
    if (::stat(path_.c_str(), &about) != 0) {
        refused_ = path_ + ": " + std::strerror(errno);
        written_ = -1;
        return {};
    }
    const std::int64_t written =
        std::int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + about.st_mtim.tv_nsec;
    if (written == written_) return {};
    if (static_cast<std::uint64_t>(about.st_size) > max_benign_bytes) {
        refused_ = path_ + ": longer than 16 MiB";
        return {};
    }
    std::ifstream in{path_, std::ios::binary};
    if (!in) {
        refused_ = path_ + ": " + std::strerror(errno);
        return {};
    }
    const std::string text{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
    written_ = written;
    auto entries = parse_benign_list(text, path_);
    if (!entries) {
        refused_ = entries.error().context;
        return {};
    }
    refused_.clear();
    return std::move(*entries);
}

core::Result<void> check_benign_file(const std::string& path, core::Time now) {
    BenignFile file{path};
    (void)file.changed(now);
    if (!file.refused().empty())
        return core::error(core::ErrorCode::bad_input, "cases.benign_list: " + file.refused());
    return {};
}

}  // namespace hitme::console
