// SPDX-License-Identifier: Apache-2.0
// What a SQL text asks of the machine behind the database: programs run, files read or written, code loaded.
//
// What     words in their order with any space or comment between them, without case; string literals are read too, since
//          dynamic SQL carries its commands in them.
// Honest   a sign says that the text asks for it, not that the server would do it.
// Limits   max_sql_bytes of a text are looked at.
// Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "event/kinds.h"

namespace hitme::recognition {

constexpr std::size_t max_sql_bytes = 16 << 10;  // ours

enum class SqlDialect : std::uint8_t { mssql, mysql, postgresql };

struct SqlSign {
    std::string_view name;  ///< "xp_cmdshell"
    event::Stage stage = event::Stage::exploit_attempt;
    event::Grade grade = event::Grade::likely;
    std::span<const std::string_view> attack_ids;
    std::size_t offset = 0;  ///< in the text
    std::size_t length = 0;
};

/// The signs of that dialect in `text`, each once.
std::vector<SqlSign> sql_signs_in(SqlDialect dialect, std::string_view text);

}  // namespace hitme::recognition
