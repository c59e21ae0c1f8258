// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/book.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "store/sqlite/database.h"

namespace hitme::store {
namespace {

using sqlite::Database;
using sqlite::FileKind;
using sqlite::OpenAs;
using sqlite::Statement;
using sqlite::Step;
using sqlite::Transaction;

const char* const schema = R"sql(
CREATE TABLE entry(serial INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL,
    version INTEGER NOT NULL, at_ns INTEGER NOT NULL, author TEXT NOT NULL, subject TEXT NOT NULL,
    state TEXT NOT NULL, body TEXT NOT NULL, UNIQUE(kind, id, version));
CREATE INDEX entry_kind ON entry(kind, serial);
CREATE INDEX entry_author ON entry(author, serial);
CREATE TABLE newest(kind TEXT NOT NULL, id TEXT NOT NULL, serial INTEGER NOT NULL,
    version INTEGER NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY(kind, id)) WITHOUT ROWID;
CREATE INDEX newest_serial ON newest(kind, serial);
CREATE INDEX newest_subject ON newest(kind, subject, serial);
CREATE INDEX newest_state ON newest(kind, state, serial);
CREATE TABLE note(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)sql";

const FileKind& book_kind() {
    static const FileKind kind{"hitme's book", sqlite::book_application, sqlite::book_version, 4096,
                               schema};
    return kind;
}

core::Error too_long(const Entry& entry) {
    return core::error(core::ErrorCode::over_limit,
                       "book: " + entry.kind + ": a record or one of its words is too long");
}

/// Binds texts and numbers to the question marks in the order of their parts, as a query is put together.
class Question {
 public:
    explicit Question(std::string sql) : sql_(std::move(sql)) {}
    void where(const std::string& condition, std::string value) {
        sql_ += condition;
        texts_.emplace_back(++bound_, std::move(value));
    }
    void where(const std::string& condition, std::int64_t value) {
        sql_ += condition;
        numbers_.emplace_back(++bound_, value);
    }
    void add(const std::string& sql) { sql_ += sql; }
    /// The question lives longer than the statement, which does not copy what is bound.
    core::Result<Statement> ask(Database& database, const std::string& before) const {
        auto statement = database.prepare(before + sql_);
        if (!statement) return statement.error();
        for (const auto& [column, value] : texts_) statement->bind(column, std::string_view(value));
        for (const auto& [column, value] : numbers_) statement->bind(column, value);
        return statement;
    }

 private:
    std::string sql_;
    int bound_ = 0;
    std::vector<std::pair<int, std::string>> texts_;
    std::vector<std::pair<int, std::int64_t>> numbers_;
};

constexpr const char* columns =
    "SELECT entry.kind, entry.id, entry.version, entry.at_ns, entry.author, entry.subject,"
    " entry.state, entry.body";

Entry entry_of(const Statement& row) {
    Entry entry;
    entry.kind = row.text(0);
    entry.id = row.text(1);
    entry.version = static_cast<std::uint64_t>(row.integer(2));
    entry.at = core::from_nanoseconds(row.integer(3));
    entry.author = row.text(4);
    entry.subject = row.text(5);
    entry.state = row.text(6);
    entry.body = row.text(7);
    return entry;
}

core::Result<std::vector<Entry>> entries_of(Statement& statement) {
    std::vector<Entry> entries;
    for (;;) {
        const auto stepped = statement.step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return entries;
        entries.push_back(entry_of(statement));
    }
}

class SqliteBook : public Book {
 public:
    explicit SqliteBook(Database database) : database_(std::move(database)) {}

    core::Result<void> prepare() {
        return database_.run("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 1048576");
    }

    core::Result<std::uint64_t> put(const Entry& entry,
                                    std::optional<std::uint64_t> expected) override {
        std::uint64_t version = 0;
        auto done = write([&]() -> core::Result<void> {
            auto written = put_one(entry, expected);
            if (!written) return written.error();
            version = *written;
            return {};
        });
        if (!done) return done.error();
        return version;
    }

    using Book::put_all;
    core::Result<void> put_all(
        const std::vector<std::pair<Entry, std::optional<std::uint64_t>>>& entries,
        const std::vector<Note>& notes) override {
        return write([&]() -> core::Result<void> {
            for (const auto& [entry, expected] : entries) {
                auto written = put_one(entry, expected);
                if (!written) return written.error();
            }
            for (const auto& [key, value] : notes) {
                auto done = value ? note(key, *value) : forget(key);
                if (!done) return done;
            }
            return {};
        });
    }

    core::Result<Entry> get(const std::string& kind, const std::string& id) override {
        Question question(" FROM newest JOIN entry ON entry.serial = newest.serial WHERE 1");
        question.where(" AND newest.kind = ?", kind);
        question.where(" AND newest.id = ?", id);
        auto statement = question.ask(database_, columns);
        if (!statement) return statement.error();
        auto found = entries_of(*statement);
        if (!found) return found.error();
        if (found->empty())
            return core::error(core::ErrorCode::not_found, kind + " " + id + ": not there");
        return std::move(found->front());
    }

    core::Result<std::vector<Entry>> history(const std::string& kind,
                                             const std::string& id) override {
        Question question(" FROM entry WHERE 1");
        question.where(" AND kind = ?", kind);
        question.where(" AND id = ?", id);
        question.add(" ORDER BY version");
        auto statement = question.ask(database_, columns);
        if (!statement) return statement.error();
        return entries_of(*statement);
    }

    core::Result<EntryPage> list(const EntryQuery& query) override {
        Question question(" FROM newest JOIN entry ON entry.serial = newest.serial WHERE 1");
        question.where(" AND newest.kind = ?", query.kind);
        if (query.subject) question.where(" AND newest.subject = ?", *query.subject);
        if (query.state) question.where(" AND newest.state = ?", *query.state);
        if (query.since)
            question.where(" AND entry.at_ns >= ?", core::nanoseconds_of(*query.since));
        return page(std::move(question), " ORDER BY newest.serial DESC", query.offset, query.limit);
    }

    core::Result<EntryPage> trail(const TrailQuery& query) override {
        Question question(" FROM entry WHERE 1");
        if (query.kind) question.where(" AND kind = ?", *query.kind);
        if (query.author) question.where(" AND author = ?", *query.author);
        if (query.from) question.where(" AND at_ns >= ?", core::nanoseconds_of(*query.from));
        if (query.to) question.where(" AND at_ns < ?", core::nanoseconds_of(*query.to));
        return page(std::move(question), " ORDER BY serial DESC", query.offset, query.limit);
    }

    core::Result<std::uint64_t> changes(const std::string& kind) override {
        Question question("SELECT coalesce(max(serial), 0) FROM entry WHERE 1");
        if (!kind.empty()) question.where(" AND kind = ?", kind);
        auto statement = question.ask(database_, "");
        if (!statement) return statement.error();
        const auto stepped = statement->step();
        if (!stepped) return stepped.error();
        return static_cast<std::uint64_t>(statement->integer(0));
    }

    core::Result<void> note(const std::string& key, const std::string& value) override {
        auto statement = database_.prepare(
            "INSERT INTO note(key, value) VALUES(?1, ?2) ON CONFLICT DO UPDATE SET value = ?2");
        if (!statement) return statement.error();
        statement->bind(1, std::string_view(key));
        statement->bind(2, std::string_view(value));
        return statement->run();
    }

    core::Result<std::optional<std::string>> noted(const std::string& key) override {
        auto statement = database_.prepare("SELECT value FROM note WHERE key = ?1");
        if (!statement) return statement.error();
        statement->bind(1, std::string_view(key));
        const auto stepped = statement->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return std::optional<std::string>{};
        return std::optional<std::string>{std::string(statement->text(0))};
    }

 private:
    core::Result<void> forget(const std::string& key) {
        auto statement = database_.prepare("DELETE FROM note WHERE key = ?1");
        if (!statement) return statement.error();
        statement->bind(1, std::string_view(key));
        return statement->run();
    }

    template <class Work>
    core::Result<void> write(const Work& work) {
        auto transaction = Transaction::begin_write(database_);
        if (!transaction) return transaction.error();
        auto done = work();
        if (!done) return done.error();
        return transaction->commit();
    }

    core::Result<std::uint64_t> put_one(const Entry& entry, std::optional<std::uint64_t> expected) {
        for (const std::string* word :
             {&entry.kind, &entry.id, &entry.author, &entry.subject, &entry.state})
            if (word->size() > sqlite::max_book_word_bytes) return too_long(entry);
        if (entry.body.size() > max_entry_bytes) return too_long(entry);

        auto found = database_.prepare("SELECT version FROM newest WHERE kind = ?1 AND id = ?2");
        if (!found) return found.error();
        found->bind(1, std::string_view(entry.kind));
        found->bind(2, std::string_view(entry.id));
        const auto stepped = found->step();
        if (!stepped) return stepped.error();
        const auto present =
            *stepped == Step::row ? static_cast<std::uint64_t>(found->integer(0)) : 0;
        found->reset();
        if (expected && *expected != present)
            return core::error(core::ErrorCode::refused,
                               entry.kind + " " + entry.id + ": version " +
                                   std::to_string(present) + " stands there, not " +
                                   std::to_string(*expected) + "; read it again");

        const std::uint64_t version = present + 1;
        auto added = database_.prepare(
            "INSERT INTO entry(kind, id, version, at_ns, author, subject, state, body)"
            " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING serial");
        if (!added) return added.error();
        added->bind(1, std::string_view(entry.kind));
        added->bind(2, std::string_view(entry.id));
        added->bind(3, static_cast<std::int64_t>(version));
        added->bind(4, core::nanoseconds_of(entry.at));
        added->bind(5, std::string_view(entry.author));
        added->bind(6, std::string_view(entry.subject));
        added->bind(7, std::string_view(entry.state));
        added->bind(8, std::string_view(entry.body));
        const auto inserted = added->step();
        if (!inserted) return inserted.error();
        const std::int64_t serial = added->integer(0);
        added->reset();

        auto newest = database_.prepare(
            "INSERT INTO newest(kind, id, serial, version, subject, state)"
            " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET serial = ?3, version = ?4,"
            " subject = ?5, state = ?6");
        if (!newest) return newest.error();
        newest->bind(1, std::string_view(entry.kind));
        newest->bind(2, std::string_view(entry.id));
        newest->bind(3, serial);
        newest->bind(4, static_cast<std::int64_t>(version));
        newest->bind(5, std::string_view(entry.subject));
        newest->bind(6, std::string_view(entry.state));
        auto set = newest->run();
        if (!set) return set.error();
        return version;
    }

    core::Result<EntryPage> page(Question question, const std::string& order, std::size_t offset,
                                 std::size_t limit) {
        EntryPage page;
        auto transaction = Transaction::begin_read(database_);
        if (!transaction) return transaction.error();
        {
            auto counted = question.ask(database_, "SELECT count(*)");
            if (!counted) return counted.error();
            const auto stepped = counted->step();
            if (!stepped) return stepped.error();
            page.total = static_cast<std::uint64_t>(counted->integer(0));
        }
        question.add(order);
        question.where(" LIMIT ?",
                       static_cast<std::int64_t>(std::min(limit, max_entries_per_page)));
        question.where(" OFFSET ?",
                       static_cast<std::int64_t>(std::min(offset, std::size_t{1} << 32)));
        auto statement = question.ask(database_, columns);
        if (!statement) return statement.error();
        auto entries = entries_of(*statement);
        if (!entries) return entries.error();
        page.entries = std::move(*entries);
        return page;
    }

    Database database_;
};

}  // namespace

core::Result<std::unique_ptr<Book>> open_sqlite_book(const std::string& folder, Access access) {
    const std::string path = folder + "/book.db";
    const OpenAs as = access == Access::write ? OpenAs::writer : OpenAs::reader;
    if (as == OpenAs::writer) {
        std::error_code made;
        std::filesystem::create_directories(folder, made);
        if (made) return core::error(core::ErrorCode::io, folder + ": " + made.message());
    }
    auto database = Database::open(path, book_kind(), as);
    // Two writers may make the file at the same time; whoever comes second finds it made.
    if (!database && as == OpenAs::writer) database = Database::open(path, book_kind(), as);
    if (!database) return database.error();
    auto book = std::make_unique<SqliteBook>(std::move(*database));
    auto prepared = book->prepare();
    if (!prepared) return prepared.error();
    return std::unique_ptr<Book>(std::move(book));
}

}  // namespace hitme::store
