// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <set>

#include "core/random.h"
#include "store/event_store_contract.h"
#include "store/sqlite/database.h"
#include "store/sqlite/folder.h"
#include "store/sqlite/state_file.h"

namespace hitme::store::contract {

INSTANTIATE_TEST_SUITE_P(Sqlite, EventStoreContract,
                         testing::Values(Engine{"sqlite",
                                                [](const StoreSettings& settings) {
                                                    return open_sqlite_store(settings,
                                                                             Access::write);
                                                }}),
                         engine_name);

}  // namespace hitme::store::contract

namespace hitme::store {
namespace {

using contract::at;
using contract::batch_of;
using contract::contact_at;

class SqliteStoreTest : public testing::Test {
 public:
    SqliteStoreTest() {
        std::string pattern = testing::TempDir() + "/hitme-sqlite-XXXXXX";
        if (::mkdtemp(pattern.data()) != nullptr) settings.folder = pattern;
    }
    ~SqliteStoreTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(settings.folder, ignored);
    }
    std::unique_ptr<EventStore> open(Access access) {
        auto opened = open_sqlite_store(settings, access);
        EXPECT_TRUE(opened) << opened.error().context;
        return opened ? std::move(*opened) : nullptr;
    }
    std::string bytes_of_file(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    StoreSettings settings;
};

std::multiset<std::uint64_t> sequences_of(EventStore& store) {
    std::multiset<std::uint64_t> sequences;
    const auto visited = store.visit(at("2000-01-01"), at("2100-01-01"), [&](const auto& event) {
        sequences.insert(std::get<event::Contact>(event).sequence);
        return true;
    });
    EXPECT_TRUE(visited) << visited.error().context;
    return sequences;
}

TEST_F(SqliteStoreTest, SecondWriterIsRefusedWithTheNumberOfTheFirst) {
    const auto first = open(Access::write);
    const auto second = open_sqlite_store(settings, Access::write);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, core::ErrorCode::refused);
    EXPECT_NE(second.error().context.find(std::to_string(::getpid())), std::string::npos);
}

TEST_F(SqliteStoreTest, LockFileOfADeadWriterDoesNotRefuse) {
    std::ofstream(settings.folder + "/writer.lock") << "1\n";
    EXPECT_TRUE(open(Access::write));
}

TEST_F(SqliteStoreTest, ReaderSeesWhatTheWriterAddsAndWritesNothing) {
    EXPECT_EQ(open_sqlite_store(settings, Access::read).error().code, core::ErrorCode::not_found);
    const auto writer = open(Access::write);
    const auto reader = open(Access::read);
    EXPECT_TRUE(sequences_of(*reader).empty());
    ASSERT_TRUE(writer->append(batch_of(1, {contact_at("2026-03-01T10:00:00Z", 1)})));
    EXPECT_EQ(sequences_of(*reader).size(), 1u);
    ASSERT_TRUE(writer->append(batch_of(2, {contact_at("2026-03-01T10:00:01Z", 2)})));
    EXPECT_EQ(sequences_of(*reader).size(), 2u);
    EXPECT_EQ(*reader->high_water("alpha", 5), 2u);
    EXPECT_EQ(reader->state()->events, 2u);
    const auto refused = reader->append(batch_of(3, {contact_at("2026-03-01T10:00:02Z", 3)}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, core::ErrorCode::refused);
    EXPECT_EQ(*writer->apply_retention(at("2099-01-01")), 1u);
    EXPECT_TRUE(sequences_of(*reader).empty());
}

// Days at rest are not opened again to ask for their last ordinal; one that is written to is.
TEST_F(SqliteStoreTest, ArrivalsOfDaysAtRestAreThereAndANewOneShows) {
    const auto writer = open(Access::write);
    ASSERT_TRUE(writer->append(batch_of(
        1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-02T10:00:00Z", 2)})));
    const auto rest = [&] {
        const auto back = std::filesystem::file_time_type::clock::now() - std::chrono::minutes{1};
        for (const auto& entry : std::filesystem::directory_iterator(settings.folder))
            std::filesystem::last_write_time(entry.path(), back);
    };
    rest();
    const auto reader = open(Access::read);
    const core::Day second = core::day_of(at("2026-03-02"));
    const Marks before{{core::day_of(at("2026-03-01")), 1}, {second, 1}};
    for (int asked = 0; asked < 3; ++asked) {
        const auto arrivals = reader->arrivals();
        ASSERT_TRUE(arrivals) << arrivals.error().context;
        EXPECT_EQ(*arrivals, before);
    }
    ASSERT_TRUE(writer->append(batch_of(3, {contact_at("2026-03-02T11:00:00Z", 3)})));
    for (int asked = 0; asked < 2; ++asked) {
        EXPECT_EQ(reader->arrivals()->at(second), 2u);
        std::vector<std::uint64_t> fresh;
        ASSERT_TRUE(reader->visit_arrivals(before, [&](const Arrival& arrival) {
            fresh.push_back(std::get<event::Contact>(arrival.event).sequence);
            return true;
        }));
        EXPECT_EQ(fresh, std::vector<std::uint64_t>{3});
        rest();  // and then from what is held
    }
}

TEST_F(SqliteStoreTest, ADayOfLongAgoThatWasImportedIsKeptAsLongAsOneOfToday) {
    settings.keep_days = 2;
    {
        const auto writer = open(Access::write);
        ASSERT_TRUE(writer->append(batch_of(
            1, {contact_at("2013-03-01T10:00:00Z", 1), contact_at("2013-03-02T10:00:00Z", 2)})));
    }
    const auto filled = [&](const char* day, const char* when) {
        const auto since_1970 =
            std::chrono::duration_cast<std::chrono::seconds>(at(when).time_since_epoch());
        const std::array<timespec, 2> times{{{since_1970.count(), 0}, {since_1970.count(), 0}}};
        const std::string file = settings.folder + "/events-" + day + ".db";
        ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times.data(), 0), 0);
    };
    filled("2013-03-01", "2026-03-08T12:00:00Z");
    filled("2013-03-02", "2026-03-01T12:00:00Z");
    const auto writer = open(Access::write);
    EXPECT_EQ(*writer->apply_retention(at("2026-03-10T12:00:00Z")), 1u) << "of 2 March alone";
    EXPECT_EQ(writer->state()->oldest_day, core::day_of(at("2013-03-01")));
    EXPECT_EQ(*writer->apply_retention(at("2026-03-11T12:00:00Z")), 1u);
}

TEST_F(SqliteStoreTest, VisitSeesOneStateWhileTheWriterGoesOn) {
    const auto writer = open(Access::write);
    ASSERT_TRUE(writer->append(batch_of(
        1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-01T10:00:01Z", 2)})));
    const auto reader = open(Access::read);
    std::vector<std::uint64_t> seen;
    ASSERT_TRUE(reader->visit(at("2026-03-01"), at("2026-03-02"), [&](const auto& event) {
        if (seen.empty()) {
            EXPECT_TRUE(writer->append(batch_of(3, {contact_at("2026-03-01T10:00:00.5Z", 3)})));
        }
        seen.push_back(std::get<event::Contact>(event).sequence);
        return true;
    }));
    EXPECT_EQ(seen, (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(sequences_of(*reader).size(), 3u);
}

TEST_F(SqliteStoreTest, FilesOfALaterVersionAreRefusedUntouched) {
    {
        const auto writer = open(Access::write);
        ASSERT_TRUE(writer->append(batch_of(1, {contact_at("2026-03-01T10:00:00Z", 1)})));
    }
    for (const std::string name : {"events-2026-03-01.db", "state.db"}) {
        const std::string path = settings.folder + "/" + name;
        const std::string before = bytes_of_file(path);
        // user_version: four bytes, big-endian, at offset 60 (sqlite.org/fileformat2.html section 1.3).
        std::string later = before;
        later[63] = 99;
        std::ofstream(path, std::ios::binary) << later;
        for (const auto access : {Access::write, Access::read}) {
            const auto refused = open_sqlite_store(settings, access);
            ASSERT_FALSE(refused) << name;
            EXPECT_EQ(refused.error().code, core::ErrorCode::newer_version);
        }
        EXPECT_EQ(bytes_of_file(path), later);
        EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
        std::ofstream(path, std::ios::binary) << before;
    }
    EXPECT_EQ(sequences_of(*open(Access::write)).size(), 1u);
}

TEST_F(SqliteStoreTest, ForeignFilesAreBadInput) {
    std::ofstream(settings.folder + "/events-2026-03-01.db") << std::string(4096, 'x');
    const auto refused = open_sqlite_store(settings, Access::write);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, core::ErrorCode::bad_input);
}

// A crash after the counters were committed and before the file was deleted.
TEST_F(SqliteStoreTest, RemovalThatWasBegunIsFinishedOnceAtTheNextStart) {
    {
        const auto writer = open(Access::write);
        ASSERT_TRUE(writer->append(batch_of(
            1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-02T10:00:00Z", 2)})));
    }
    {
        auto state =
            sqlite::StateFile::open(sqlite::state_path(settings.folder), sqlite::OpenAs::writer);
        ASSERT_TRUE(state);
        ASSERT_TRUE((*state)->begin_removal(core::day_of(at("2026-03-01")), 1, {}));
    }
    const auto writer = open(Access::write);
    EXPECT_EQ(sequences_of(*writer), (std::multiset<std::uint64_t>{2}));
    EXPECT_EQ(writer->state()->events_removed, 1u);
    EXPECT_EQ(writer->state()->days_removed, 1u);
    EXPECT_EQ(writer->state()->events, 2u);
}

// Contact i of the crash test; every second one lies behind midnight, so each batch has two parts.
event::Contact crash_contact(std::uint64_t i) {
    auto contact = contact_at(i % 2 == 0 ? "2026-03-01T12:00:00Z" : "2026-03-02T12:00:00Z", i);
    contact.seen_at += std::chrono::milliseconds{static_cast<std::int64_t>(i)};
    contact.source = core::Address::v4(static_cast<std::uint32_t>(0xC0000200 + i % 251));
    return contact;
}
event::Batch crash_batch(std::uint64_t first, std::uint64_t count) {
    std::vector<event::Event> events;
    for (std::uint64_t i = first; i < first + count; ++i) events.emplace_back(crash_contact(i));
    return batch_of(first, std::move(events));
}

/// Appends for ever from the high-water mark on; each mark that append() acknowledged goes to `acknowledged`.
[[noreturn]] void append_until_killed(const StoreSettings& settings, int acknowledged) {
    auto store = open_sqlite_store(settings, Access::write);
    if (!store) ::_exit(2);
    auto mark = (*store)->high_water("alpha", 5);
    while (mark) {
        const auto appended = (*store)->append(crash_batch(*mark + 1, 37));
        if (!appended) ::_exit(3);
        mark = appended->high_water;
        if (::write(acknowledged, &*mark, sizeof(*mark)) != sizeof(*mark)) ::_exit(4);
    }
    ::_exit(5);
}

TEST_F(SqliteStoreTest, KilledWriterLosesNothingAcknowledgedAndStoresNothingTwice) {
    constexpr int kills = 25;
    core::Random random{7};
    std::uint64_t highest = 0;
    for (int round = 0; round < kills; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        const pid_t child = ::fork();
        if (child == 0) append_until_killed(settings, ends[1]);
        ::close(ends[1]);
        // Kill at a random instant up to 40 ms after the first acknowledgement.
        std::uint64_t mark = 0;
        ASSERT_EQ(::read(ends[0], &mark, sizeof(mark)), static_cast<ssize_t>(sizeof(mark)));
        highest = std::max(highest, mark);
        const auto until =
            std::chrono::steady_clock::now() +
            std::chrono::microseconds{static_cast<std::int64_t>(random.below(40'000))};
        while (std::chrono::steady_clock::now() < until) {
            pollfd ready{ends[0], POLLIN, 0};
            if (::poll(&ready, 1, 1) > 0 && ::read(ends[0], &mark, sizeof(mark)) == sizeof(mark))
                highest = std::max(highest, mark);
        }
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
        while (::read(ends[0], &mark, sizeof(mark)) == sizeof(mark))
            highest = std::max(highest, mark);
        ::close(ends[0]);

        const auto store = open(Access::write);
        EXPECT_GE(*store->high_water("alpha", 5), highest);
        const auto stored = sequences_of(*store);
        const std::set<std::uint64_t> distinct(stored.begin(), stored.end());
        ASSERT_EQ(stored.size(), distinct.size()) << "stored twice";
        for (std::uint64_t i = 1; i <= highest; ++i) ASSERT_TRUE(distinct.contains(i)) << i;
    }
    // Everything again, from the first delivery on, and a little more.
    const auto store = open(Access::write);
    const std::uint64_t last = *store->high_water("alpha", 5) + 100;
    for (std::uint64_t first = 1; first <= last; first += 500)
        ASSERT_TRUE(
            store->append(crash_batch(first, std::min<std::uint64_t>(500, last - first + 1))));
    const auto stored = sequences_of(*store);
    EXPECT_EQ(stored.size(), last);
    EXPECT_EQ(std::set<std::uint64_t>(stored.begin(), stored.end()).size(), last);
    EXPECT_EQ(store->state()->events, last);
}

// The crash between the two commits itself: the first day has its part, the second has nothing.
TEST_F(SqliteStoreTest, RedeliveryAfterACrashBetweenTwoDaysStoresExactlyTheMissingPart) {
    {
        const auto writer = open(Access::write);
        ASSERT_TRUE(writer->append(crash_batch(1, 10)));
    }
    const std::string second_day = settings.folder + "/events-2026-03-02.db";
    const std::string before = bytes_of_file(second_day);
    {
        const auto writer = open(Access::write);
        ASSERT_TRUE(writer->append(crash_batch(11, 10)));
    }
    std::ofstream(second_day, std::ios::binary | std::ios::trunc) << before;
    const auto writer = open(Access::write);
    EXPECT_EQ(*writer->high_water("alpha", 5), 10u);
    EXPECT_EQ(sequences_of(*writer).size(), 15u);
    // Cut otherwise than the first time.
    const auto some = writer->append(crash_batch(11, 3));
    EXPECT_EQ(some->stored, 2u);
    EXPECT_EQ(some->duplicates, 1u);
    EXPECT_EQ(some->high_water, 13u);
    EXPECT_EQ(writer->append(crash_batch(11, 10))->stored, 3u);
    const auto stored = sequences_of(*writer);
    EXPECT_EQ(stored.size(), 20u);
    EXPECT_EQ(std::set<std::uint64_t>(stored.begin(), stored.end()).size(), 20u);
}

TEST_F(SqliteStoreTest, FullDiskRefusesWholeBatchesAndRecoversByItself) {
    // A mount of its own, seen by this process only.
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", settings.folder.c_str(), "tmpfs", 0, "size=3m") != 0)
        GTEST_SKIP() << "needs the right to mount; DayFile tests the same with a page limit";
    {
        const std::string filler = settings.folder + "/filler";
        std::ofstream(filler) << std::string(1 << 20, 'x');
        auto store = open(Access::write);
        ASSERT_TRUE(store);
        std::uint64_t next = 1;
        core::Error refusal;
        while (next < 100'000) {
            const auto appended = store->append(crash_batch(next, 100));
            if (!appended) {
                refusal = appended.error();
                break;
            }
            next += 100;
        }
        EXPECT_EQ(refusal.code, core::ErrorCode::disk_full) << refusal.context;
        EXPECT_GT(next, 100u);
        EXPECT_TRUE(store->state()->full);
        EXPECT_EQ(store->state()->refused_writes, 1u);
        // Of each day either all of its part is there or nothing; the mark is below the batch.
        EXPECT_EQ(*store->high_water("alpha", 5), next - 1);
        const auto stored = sequences_of(*store).size();
        EXPECT_TRUE(stored == next - 1 || stored == next + 49) << stored << " of " << next;
        EXPECT_FALSE(store->append(crash_batch(next, 100)));
        std::filesystem::remove(filler);
        const auto appended = store->append(crash_batch(next, 100));
        ASSERT_TRUE(appended) << appended.error().context;
        EXPECT_FALSE(store->state()->full);
        const auto after = sequences_of(*store);
        EXPECT_EQ(after.size(), next + 99);
        EXPECT_EQ(std::set<std::uint64_t>(after.begin(), after.end()).size(), next + 99);
        store.reset();
        EXPECT_EQ(sequences_of(*open(Access::write)).size(), next + 99);
    }
    ::umount(settings.folder.c_str());
}

}  // namespace
}  // namespace hitme::store
