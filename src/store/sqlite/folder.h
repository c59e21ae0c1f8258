// SPDX-License-Identifier: Apache-2.0
// The folder of a store: which files are days, how large all is, who writes.
//
//   events-2026-03-01.db   one UTC day       state.db   roll-ups and what outlives days
//   writer.lock            held by the writing process, holds its number
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace hitme::store::sqlite {

std::string day_path(const std::string& folder, core::Day day);
std::string state_path(const std::string& folder);

/// Days that have a file, oldest first. Errors   not_found: no folder. refused, io.
core::Result<std::vector<core::Day>> list_days(const std::string& folder);
/// Bytes of all files in the folder whose name begins so.
std::uint64_t bytes_in(const std::string& folder, std::string_view beginning = {});
constexpr std::string_view day_beginning = "events-";
/// Deletes a day's file with its log. Errors   refused, io.
core::Result<void> delete_day(const std::string& folder, core::Day day);

/// Changes whenever a day's file or its log was written or replaced; 0 where there is none. Of writes within some
/// milliseconds of one another, which the times of files do not tell apart, it may change once.
std::uint64_t stamp_of(const std::string& folder, core::Day day);
/// Whether the last write of the day's file and of its log lies so far back that the next one surely changes its stamp.
bool is_at_rest(const std::string& folder, core::Day day);

/// When the day's own file was last written, by the system's clock; nothing where there is none.
std::optional<core::Time> written_at(const std::string& folder, core::Day day);

/// The right to write, held as long as the object lives. The system takes it back from a process that dies.
class WriterLock {
 public:
    WriterLock() = default;
    /// Errors   refused: another writer, which the message names by its process number. disk_full, io.
    static core::Result<WriterLock> take(const std::string& folder);
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&& other) noexcept;
    ~WriterLock();

 private:
    explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace hitme::store::sqlite
