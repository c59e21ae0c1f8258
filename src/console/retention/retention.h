// SPDX-License-Identifier: Apache-2.0
// How long events are kept: what the settings file says, until somebody wrote another in the book (kind `retention`).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::console {

constexpr std::string_view retention_kind = "retention";
constexpr std::string_view retention_id = "events";
constexpr std::uint32_t max_keep_days = 36'500;                     // as store.keep_days
constexpr std::uint64_t min_quota_bytes = std::uint64_t{16} << 20;  // as store.quota
constexpr std::uint64_t max_quota_bytes = std::uint64_t{1024} << 40;

struct RetentionInForce {
    store::Retention retention;
    std::uint64_t version = 0;  ///< of the book; 0: nobody ever wrote one
    bool from_book = false;     ///< false: the settings file's
};

/// `settings` unless the book has one in force. Errors   those of the book; bad_input: a record that cannot be read.
core::Result<RetentionInForce> retention_in_force(store::Book& book,
                                                  const store::Retention& settings);

/// The body of the record.
std::string retention_body(const store::Retention& retention);

}  // namespace hitme::console
