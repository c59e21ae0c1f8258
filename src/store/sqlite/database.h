// SPDX-License-Identifier: Apache-2.0
// SQLite behind three small owners: a database, a prepared statement, a transaction. Nothing is thrown; each failure is
// an Error with the file's name in it.
//
// Full disk   SQLITE_FULL, and any failure whose system error is ENOSPC or EDQUOT, is ErrorCode::disk_full.
// Versions    application_id and user_version stand in the first page of the main file; peek_header reads them as plain
//             bytes, so that a file of a later version is never opened, let alone changed.
// Threads     one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace hitme::store::sqlite {

enum class OpenAs { writer, reader };
enum class Step { row, done };

/// What a file is, as its first page tells.
struct FileKind {
    const char* name;  ///< for messages
    std::uint32_t application;
    std::uint32_t version;
    std::uint32_t page_bytes;
    std::string schema;
};

class Statement {
 public:
    Statement() = default;

    // Columns to fill count from 1. Bytes and text are not copied: they must live until reset().
    void bind(int column, std::int64_t value);
    void bind(int column, core::Bytes value);
    void bind(int column, std::string_view value);

    /// Resets at the end and after a failure. Whoever leaves before must call reset().
    core::Result<Step> step();
    /// Steps to the end; for statements that answer nothing.
    core::Result<void> run();
    void reset();

    // Columns of the row count from 0. Views are valid until the next step or reset.
    std::int64_t integer(int column) const;
    core::Bytes blob(int column) const;
    std::string_view text(int column) const;
    bool is_null(int column) const;

 private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const;
    };
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

class Database {
 public:
    Database() = default;
    /// A writer makes the file where it is missing. Errors   not_found (reader), disk_full, refused, io.
    static core::Result<Database> open(const std::string& path, OpenAs as);

    /// Opens a file of a known kind, making it where it is missing (writers).
    /// Errors   not_found: a reader found no file, or one that its writer has not finished making. bad_input: a file of
    ///          another kind. newer_version: left untouched. And those of open().
    static core::Result<Database> open(const std::string& path, const FileKind& kind, OpenAs as);

    /// Runs one or more statements without answers.
    core::Result<void> run(const char* sql);
    core::Result<Statement> prepare(std::string_view sql);
    /// The single integer that `sql` answers; 0 for none.
    core::Result<std::int64_t> number(std::string_view sql);
    /// What the last failure was.
    core::Error error() const;

 private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

/// Rolls back unless committed.
class Transaction {
 public:
    static core::Result<Transaction> begin_write(Database& database);
    static core::Result<Transaction> begin_read(Database& database);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    core::Result<void> commit();

 private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

/// What the first 100 bytes of a database file say (sqlite.org/fileformat2.html section 1.3).
struct Header {
    bool exists = false;  ///< false: no file, or one without a first page yet
    std::uint32_t version = 0;
    std::uint32_t application = 0;
};
/// Errors   bad_input: a file that is no SQLite database. refused.
core::Result<Header> peek_header(const std::string& path);
/// Errors   as Database::open of that kind, without opening the database.
core::Result<Header> check_kind(const std::string& path, const FileKind& kind);

}  // namespace hitme::store::sqlite
