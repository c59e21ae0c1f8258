// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace hitme::store::sqlite {
namespace {

constexpr std::string_view day_begin = "events-";
constexpr std::string_view day_end = ".db";

core::Error system_failure(const std::string& path, int number) {
    auto code = core::ErrorCode::io;
    if (number == ENOSPC || number == EDQUOT) code = core::ErrorCode::disk_full;
    if (number == EACCES || number == EPERM || number == EROFS) code = core::ErrorCode::refused;
    if (number == ENOENT) code = core::ErrorCode::not_found;
    return core::error(code, path + ": " + std::strerror(number));
}

std::uint64_t file_stamp(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return 0;
    if (status.st_size == 0) return 0;  // a log that a reader made, and that holds nothing
    std::uint64_t stamp = status.st_ino;
    for (const auto part : {static_cast<std::uint64_t>(status.st_size),
                            static_cast<std::uint64_t>(status.st_mtim.tv_sec),
                            static_cast<std::uint64_t>(status.st_mtim.tv_nsec)})
        stamp = (stamp ^ part) * 0x100000001B3u;  // the prime of FNV-1a
    return stamp | 1;
}

}  // namespace

std::string day_path(const std::string& folder, core::Day day) {
    return folder + "/" + std::string(day_begin) + core::format_day(day) + std::string(day_end);
}

std::string state_path(const std::string& folder) {
    return folder + "/state.db";
}

core::Result<std::vector<core::Day>> list_days(const std::string& folder) {
    std::error_code failed;
    std::filesystem::directory_iterator entries(folder, failed);
    std::vector<core::Day> days;
    for (; !failed && entries != std::filesystem::directory_iterator(); entries.increment(failed)) {
        const std::string name = entries->path().filename().string();
        if (name.size() != day_begin.size() + 10 + day_end.size() || !name.starts_with(day_begin) ||
            !name.ends_with(day_end))
            continue;
        const auto day = core::parse_day(std::string_view(name).substr(day_begin.size(), 10));
        if (day) days.push_back(*day);
    }
    if (failed) return system_failure(folder, failed.value());
    std::sort(days.begin(), days.end());
    return days;
}

std::uint64_t bytes_in(const std::string& folder, std::string_view beginning) {
    std::uint64_t bytes = 0;
    std::error_code failed;
    std::filesystem::directory_iterator entries(folder, failed);
    for (; !failed && entries != std::filesystem::directory_iterator(); entries.increment(failed)) {
        if (!entries->path().filename().string().starts_with(beginning)) continue;
        std::error_code gone;  // a log may vanish meanwhile
        const auto size = entries->file_size(gone);
        if (!gone) bytes += size;
    }
    return bytes;
}

core::Result<void> delete_day(const std::string& folder, core::Day day) {
    const std::string path = day_path(folder, day);
    // The main file last: as long as it is there, the day is listed and its removal can be taken up again.
    for (const char* suffix : {"-shm", "-wal", "-journal", ""}) {
        const std::string file = path + suffix;
        if (::unlink(file.c_str()) != 0 && errno != ENOENT) return system_failure(file, errno);
    }
    return {};
}

std::uint64_t stamp_of(const std::string& folder, core::Day day) {
    const std::string path = day_path(folder, day);
    const std::uint64_t main_file = file_stamp(path);
    if (main_file == 0) return 0;
    return ((main_file * 0x100000001B3u) ^ file_stamp(path + "-wal")) | 1;
}

bool is_at_rest(const std::string& folder, core::Day day) {
    struct timespec now {};
    if (::clock_gettime(CLOCK_REALTIME, &now) != 0) return false;
    // The times of files go in steps of at most 10 ms; some file systems know seconds alone.
    constexpr std::time_t far_enough_s = 2;
    const std::string path = day_path(folder, day);
    for (const char* suffix : {"", "-wal"}) {
        struct stat status {};
        if (::stat((path + suffix).c_str(), &status) != 0) continue;
        if (status.st_mtim.tv_sec + far_enough_s >= now.tv_sec) return false;
    }
    return true;
}

std::optional<core::Time> written_at(const std::string& folder, core::Day day) {
    // Not its log: a reader makes one that is empty.
    struct stat status {};
    if (::stat(day_path(folder, day).c_str(), &status) != 0) return std::nullopt;
    return core::Time{std::chrono::seconds{status.st_mtim.tv_sec}};
}

core::Result<WriterLock> WriterLock::take(const std::string& folder) {
    const std::string path = folder + "/writer.lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor < 0) return system_failure(path, errno);
    WriterLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return system_failure(path, errno);
        std::array<char, 32> text{};
        const auto length = ::pread(descriptor, text.data(), text.size() - 1, 0);
        std::string holder(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
        while (!holder.empty() && holder.back() == '\n') holder.pop_back();
        return core::error(core::ErrorCode::refused,
                           folder + ": the store is being written by process " +
                               (holder.empty() ? "(unknown)" : holder));
    }
    // The number is for people only; the lock holds without it, so a full disk does not stop us here.
    const std::string number = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor, 0) == 0)
        (void)!::pwrite(descriptor, number.data(), number.size(), 0);
    return lock;
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

WriterLock::~WriterLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace hitme::store::sqlite
