// SPDX-License-Identifier: Apache-2.0
#include "recognition/sql_signs.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

std::string first(SqlDialect dialect, std::string_view text) {
    const auto signs = sql_signs_in(dialect, text);
    return signs.empty() ? "" : std::string(signs.front().name);
}

TEST(SqlSigns, SeesWhatRunsProgramsInEachDialect) {
    EXPECT_EQ(first(SqlDialect::mssql, "EXEC master..XP_CmdShell 'dir'"), "xp_cmdshell");
    EXPECT_EQ(first(SqlDialect::mssql, "EXEC sp_configure 'xp_cmdshell', 1"), "xp_cmdshell");
    EXPECT_EQ(first(SqlDialect::mssql, "declare @o int; exec sp_oacreate 'x', @o out"),
              "sp_OACreate");
    EXPECT_EQ(first(SqlDialect::mssql, "CREATE  ASSEMBLY a FROM 0x4D5A"), "CREATE ASSEMBLY");
    EXPECT_EQ(first(SqlDialect::postgresql, "COPY cmd FROM PROGRAM 'id'"), "COPY FROM PROGRAM");
    EXPECT_EQ(first(SqlDialect::postgresql, "copy/**/t(a)/*x*/from\nprogram $$id$$"),
              "COPY FROM PROGRAM");
    EXPECT_EQ(first(SqlDialect::postgresql, "COPY (SELECT 1 FROM a) TO PROGRAM 'id'"),
              "COPY TO PROGRAM");
    EXPECT_EQ(first(SqlDialect::mysql, "select 0x7f into dumpfile '/tmp/x.so'"),
              "SELECT INTO DUMPFILE");
    EXPECT_EQ(first(SqlDialect::mysql, "create function f returns string soname 'x.so'"),
              "CREATE FUNCTION SONAME");
}

TEST(SqlSigns, SeesNoneInOrdinarySql) {
    EXPECT_EQ(first(SqlDialect::mssql, "select @@version"), "");
    EXPECT_EQ(first(SqlDialect::mssql, "create table assembly (a int)"), "");
    EXPECT_EQ(first(SqlDialect::postgresql, "COPY t FROM STDIN"), "");
    EXPECT_EQ(first(SqlDialect::postgresql, "select program from copy"), "");
    EXPECT_EQ(first(SqlDialect::postgresql, "-- copy x from program\nselect 1"), "");
    EXPECT_EQ(first(SqlDialect::mysql, "insert into t values (1)"), "");
    EXPECT_EQ(first(SqlDialect::mysql, "xp_cmdshell"), "");
    EXPECT_EQ(first(SqlDialect::mysql, ""), "");
}

TEST(SqlSigns, SaysWhere) {
    const auto signs = sql_signs_in(SqlDialect::mssql, "EXEC xp_cmdshell 'x'");
    ASSERT_EQ(signs.size(), 1u);
    EXPECT_EQ(signs[0].offset, 5u);
    EXPECT_EQ(signs[0].length, 11u);
}

}  // namespace
}  // namespace hitme::recognition
