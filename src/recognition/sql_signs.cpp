// SPDX-License-Identifier: Apache-2.0
#include "recognition/sql_signs.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;

constexpr std::string_view shell_ids[] = {"T1505.001", "T1059"};
constexpr std::string_view code_ids[] = {"T1505.001"};
constexpr std::string_view program_ids[] = {"T1190", "T1059"};

struct Rule {
    SqlDialect dialect;
    std::string_view name;
    /// Words that follow each other; between the first two any others may stand where `gap` says so.
    std::array<std::string_view, 3> words;
    bool gap = false;
    Grade grade = Grade::likely;
    std::span<const std::string_view> attack_ids;
};

// Names by the vendors' references: xp_cmdshell, OLE automation procedures, CREATE ASSEMBLY; COPY; SELECT ... INTO.
constexpr Rule rules[] = {
    {SqlDialect::mssql, "xp_cmdshell", {"xp_cmdshell"}, false, Grade::certain, shell_ids},
    {SqlDialect::mssql, "sp_OACreate", {"sp_oacreate"}, false, Grade::likely, shell_ids},
    {SqlDialect::mssql, "CREATE ASSEMBLY", {"create", "assembly"}, false, Grade::likely, code_ids},
    {SqlDialect::postgresql,
     "COPY FROM PROGRAM",
     {"copy", "from", "program"},
     true,
     Grade::certain,
     program_ids},
    {SqlDialect::postgresql,
     "COPY TO PROGRAM",
     {"copy", "to", "program"},
     true,
     Grade::certain,
     program_ids},
    {SqlDialect::mysql,
     "SELECT INTO DUMPFILE",
     {"into", "dumpfile"},
     false,
     Grade::likely,
     code_ids},
    {SqlDialect::mysql,
     "CREATE FUNCTION SONAME",
     {"function", "soname"},
     true,
     Grade::likely,
     code_ids},
};

struct Word {
    std::string_view text;
    std::size_t offset = 0;
};

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// The words of the text; comments are passed over.
std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at, 2) == "/*") {
            const std::size_t end = text.find("*/", at + 2);
            at = end == text.npos ? text.size() : end + 2;
        } else if (text.substr(at, 2) == "--") {
            const std::size_t end = text.find('\n', at);
            at = end == text.npos ? text.size() : end + 1;
        } else if (is_word(text[at])) {
            std::size_t end = at;
            while (end < text.size() && is_word(text[end])) ++end;
            words.push_back({text.substr(at, end - at), at});
            at = end;
        } else {
            ++at;
        }
    }
    return words;
}

bool same(std::string_view word, std::string_view lower) {
    return word.size() == lower.size() &&
           std::equal(word.begin(), word.end(), lower.begin(), [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) == b;
           });
}

}  // namespace

std::vector<SqlSign> sql_signs_in(SqlDialect dialect, std::string_view text) {
    const std::vector<Word> words = words_of(text.substr(0, max_sql_bytes));
    std::vector<SqlSign> signs;
    for (const Rule& rule : rules) {
        if (rule.dialect != dialect) continue;
        const auto count = static_cast<std::size_t>(
            std::find(rule.words.begin(), rule.words.end(), std::string_view{}) -
            rule.words.begin());
        std::size_t have = 0;
        std::size_t start = 0;
        for (const Word& word : words) {
            if (have > 1 || (have == 1 && !rule.gap)) {
                // The words after the second stand directly behind it; a break begins anew.
                if (!same(word.text, rule.words[have])) have = have > 1 && rule.gap ? 1 : 0;
            }
            if (same(word.text, rule.words[have])) {
                if (have == 0) start = word.offset;
                ++have;
            }
            if (have == count) {
                signs.push_back({rule.name, Stage::exploit_attempt, rule.grade, rule.attack_ids,
                                 start, word.offset + word.text.size() - start});
                break;
            }
        }
    }
    return signs;
}

}  // namespace hitme::recognition
