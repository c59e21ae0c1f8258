// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "core/reader.h"

namespace hitme::store::sqlite {
namespace {

// A writer waits this long for a reader that holds what a checkpoint needs (ours: far longer than any query).
constexpr int busy_milliseconds = 10'000;

core::Error failure(sqlite3* handle, int code) {
    const char* file = handle != nullptr ? sqlite3_db_filename(handle, "main") : nullptr;
    std::string context = (file != nullptr ? std::string(file) : std::string("database")) + ": " +
                          (handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
    const int system = handle != nullptr ? sqlite3_system_errno(handle) : 0;
    const int kind = code & 0xFF;
    const bool about_files = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN;
    if (about_files && system != 0) context += std::string(" (") + std::strerror(system) + ")";
    if (kind == SQLITE_FULL || (about_files && (system == ENOSPC || system == EDQUOT)))
        return core::error(core::ErrorCode::disk_full, std::move(context));
    if (kind == SQLITE_PERM || kind == SQLITE_READONLY || kind == SQLITE_AUTH ||
        (about_files && (system == EACCES || system == EPERM)))
        return core::error(core::ErrorCode::refused, std::move(context));
    return core::error(core::ErrorCode::io, std::move(context));
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}
void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

// Binding fails only for a wrong column number or without memory; both show at the step that follows.
void Statement::bind(int column, std::int64_t value) {
    sqlite3_bind_int64(handle_.get(), column, value);
}
void Statement::bind(int column, core::Bytes value) {
    // An empty view may have a null pointer, which SQLite would take for NULL.
    static constexpr std::uint8_t nothing = 0;
    sqlite3_bind_blob64(handle_.get(), column, value.empty() ? &nothing : value.data(),
                        value.size(), nullptr);
}
void Statement::bind(int column, std::string_view value) {
    sqlite3_bind_text64(handle_.get(), column, value.empty() ? "" : value.data(), value.size(),
                        nullptr, SQLITE_UTF8);
}

core::Result<Step> Statement::step() {
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return Step::row;
    if (code == SQLITE_DONE) {
        // Binding to a statement that ended and was not reset is refused, and would leave the values of before.
        sqlite3_reset(handle_.get());
        return Step::done;
    }
    auto failed = failure(sqlite3_db_handle(handle_.get()), code);
    sqlite3_reset(handle_.get());
    return failed;
}

core::Result<void> Statement::run() {
    for (;;) {
        const auto stepped = step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return {};
    }
}

void Statement::reset() {
    sqlite3_reset(handle_.get());
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}
core::Bytes Statement::blob(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_.get(), column));
    const int size = sqlite3_column_bytes(handle_.get(), column);
    return {data, data == nullptr ? 0 : static_cast<std::size_t>(size)};
}
std::string_view Statement::text(int column) const {
    const auto* data = sqlite3_column_text(handle_.get(), column);
    const int size = sqlite3_column_bytes(handle_.get(), column);
    if (data == nullptr) return {};
    return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)};
}
bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

core::Result<Database> Database::open(const std::string& path, OpenAs as) {
    const int flags =
        as == OpenAs::writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database;
    database.handle_.reset(handle);
    if (code != SQLITE_OK) {
        auto failed = failure(handle, code);
        if (handle != nullptr && sqlite3_system_errno(handle) == ENOENT)
            failed.code = core::ErrorCode::not_found;
        failed.context = path + ": " + failed.context;
        return failed;
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busy_milliseconds);
    return database;
}

core::Result<Database> Database::open(const std::string& path, const FileKind& kind, OpenAs as) {
    const auto header = check_kind(path, kind);
    if (!header) return header.error();
    const bool made = header->exists && header->application != 0;
    if (made) return open(path, as);
    if (as == OpenAs::reader) return core::error(core::ErrorCode::not_found, path + ": not there");
    auto database = open(path, as);
    if (!database) return database.error();
    // The schema is committed before the file becomes WAL, so the first page of the main file always tells the
    // version, and a reader that looks meanwhile sees an empty file or the whole schema.
    const std::string sql = "PRAGMA page_size = " + std::to_string(kind.page_bytes) +
                            "; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;" + kind.schema +
                            "PRAGMA application_id = " + std::to_string(kind.application) +
                            "; PRAGMA user_version = " + std::to_string(kind.version) +
                            "; COMMIT; PRAGMA journal_mode = WAL;";
    const auto made_now = database->run(sql.c_str());
    if (!made_now) return made_now.error();
    return database;
}

core::Result<void> Database::run(const char* sql) {
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(handle_.get(), code);
    return {};
}

core::Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) return failure(handle_.get(), code);
    return Statement{handle};
}

core::Result<std::int64_t> Database::number(std::string_view sql) {
    auto statement = prepare(sql);
    if (!statement) return statement.error();
    const auto stepped = statement->step();
    if (!stepped) return stepped.error();
    return *stepped == Step::row ? statement->integer(0) : 0;
}

core::Error Database::error() const {
    return failure(handle_.get(), sqlite3_errcode(handle_.get()));
}

core::Result<Transaction> Transaction::begin_write(Database& database) {
    const auto begun = database.run("BEGIN IMMEDIATE");
    if (!begun) return begun.error();
    return Transaction{database};
}

core::Result<Transaction> Transaction::begin_read(Database& database) {
    const auto begun = database.run("BEGIN");
    if (!begun) return begun.error();
    return Transaction{database};
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
    // SQLite may have rolled back by itself (full disk); then this fails and nothing is left to do.
    if (database_ != nullptr) (void)database_->run("ROLLBACK");
}

core::Result<void> Transaction::commit() {
    const auto committed = database_->run("COMMIT");
    if (!committed) return committed.error();
    database_ = nullptr;
    return {};
}

// Through SQLite's own file, not one of ours: closing any descriptor of a file gives up every lock that this process
// holds on it (POSIX advisory locks; sqlite.org/howtocorrupt.html section 2.2), and another program would then take the
// log away from under our other connections. No statement runs, so nothing is locked, recovered or written here.
core::Result<Header> peek_header(const std::string& path) {
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closing{handle, sqlite3_close};
    if (code != SQLITE_OK) {
        const int why = handle == nullptr ? ENOMEM : sqlite3_system_errno(handle);
        if (why == ENOENT) return Header{};
        return core::error(core::ErrorCode::refused,
                           path + ": " + (why == 0 ? sqlite3_errstr(code) : std::strerror(why)));
    }
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr)
        return core::error(core::ErrorCode::io, path + ": cannot be read");
    sqlite3_int64 size = 0;
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK)
        return core::error(core::ErrorCode::io, path + ": cannot be read");
    if (size == 0) return Header{};
    std::array<std::uint8_t, 100> bytes{};
    const auto told = static_cast<int>(std::min<sqlite3_int64>(size, bytes.size()));
    if (file->pMethods->xRead(file, bytes.data(), told, 0) != SQLITE_OK)
        return core::error(core::ErrorCode::io, path + ": cannot be read");
    core::Reader in{core::Bytes{bytes.data(), static_cast<std::size_t>(told)}};
    const auto magic = core::as_text(in.take(16, "magic"));
    Header header;
    header.exists = true;
    in.seek(60, "user_version");
    header.version = in.u32be("user_version");
    in.seek(68, "application_id");
    header.application = in.u32be("application_id");
    if (!in.ok() || magic != std::string_view("SQLite format 3\0", 16))
        return core::error(core::ErrorCode::bad_input, path + ": not a database of hitme");
    return header;
}

core::Result<Header> check_kind(const std::string& path, const FileKind& kind) {
    auto header = peek_header(path);
    if (!header || !header->exists || header->application == 0) return header;
    if (header->application != kind.application)
        return core::error(core::ErrorCode::bad_input, path + ": not " + kind.name);
    if (header->version > kind.version)
        return core::error(core::ErrorCode::newer_version,
                           path + ": written by a later version of hitme (format " +
                               std::to_string(header->version) + ", this one reads up to " +
                               std::to_string(kind.version) + ")");
    return header;
}

}  // namespace hitme::store::sqlite
