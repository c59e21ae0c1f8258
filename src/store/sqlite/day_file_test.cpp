// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/day_file.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "core/digest.h"
#include "support/scratch_folder.h"

namespace hitme::store::sqlite {
namespace {

const core::Day day = *core::parse_day("2026-03-01");

/// Contact i: one second after i - 1, from a source that 100 contacts in a row share.
event::Contact contact(std::uint64_t i) {
    event::Contact made;
    made.sensor = "alpha";
    made.epoch = 5;
    made.sequence = i;
    made.seen_at = core::Time{day} + std::chrono::seconds{static_cast<std::int64_t>(i)};
    made.source = core::Address::v4(static_cast<std::uint32_t>(0xC6000000 + i / 100 * 1000));
    made.transport = event::Transport::tcp;
    made.destination_port = 445;
    made.ending = event::Ending::idle;
    made.first_bytes.assign(64, static_cast<std::uint8_t>(i));
    made.bytes_in = 64;
    return made;
}

class DayFileTest : public testing::Test {
 public:
    DayFileTest() { reopen(); }
    void reopen() {
        file.reset();
        auto opened = DayFile::open(folder.path() + "/day.db", day, OpenAs::writer);
        ASSERT_TRUE(opened) << opened.error().context;
        file = std::move(*opened);
    }
    core::Result<Appended> append(std::uint64_t first, std::uint64_t count) {
        event::Batch batch{"alpha", 5, first, {}};
        for (std::uint64_t i = first; i < first + count; ++i) batch.events.emplace_back(contact(i));
        std::vector<std::uint32_t> indexes(count);
        std::iota(indexes.begin(), indexes.end(), 0u);
        Appended appended;
        appended.fates.resize(count);
        std::vector<std::uint64_t> early(count);
        const auto done =
            file->append(DayPart{batch, std::move(indexes), first + count - 1}, appended, early);
        if (!done) return done.error();
        return appended;
    }
    std::size_t count_of(const ContactQuery& query) {
        const auto found = file->search(query, std::nullopt, 100'000);
        EXPECT_TRUE(found) << found.error().context;
        return found ? found->size() : 0;
    }
    tests::ScratchFolder folder;
    std::unique_ptr<DayFile> file;
};

// 10,000 contacts are nine full blocks of 1,024 and an unfinished tenth. Each of 100 sources is in one block or two, so
// at most two blocks and the tail are read, and now and then (0.8 %) one in vain. All blocks hold the same 256 payloads, so
// a source whose key collides with those is looked for in every block: some 0.8 of 100 sources.
TEST_F(DayFileTest, SearchReadsOnlyBlocksThatMayHoldIt) {
    for (std::uint64_t first = 0; first < 10'000; first += 500) ASSERT_TRUE(append(first + 1, 500));
    std::uint64_t read = 0;
    std::uint64_t in_vain = 0;
    for (std::uint64_t i = 0; i < 100; ++i) {
        ContactQuery query;
        query.source = core::Prefix::of(contact(i * 100).source, 32);
        // Contacts 1 to 10,000: the first source has 99 of them, number 10,000 stands alone in the 101st.
        EXPECT_EQ(count_of(query), i == 0 ? 99u : 100u);
        if (file->blocks_read() > 4) ++in_vain;
        read += file->blocks_read();
    }
    EXPECT_LE(in_vain, 2u);
    EXPECT_LT(read, 230u);
    ContactQuery absent;
    absent.signal = event::Signal{event::Transport::udp, 53};
    EXPECT_EQ(count_of(absent), 0u);
    EXPECT_LE(file->blocks_read(), 2u);
}

ContactQuery payload_of(const event::Contact& contact) {
    ContactQuery query;
    query.payload = PayloadHash::parse(core::sha256_hex(contact.first_bytes));
    return query;
}

// Payload n is that of the contacts i with i mod 256 = n: four in each block of 1,024, so no block can be passed over;
// a payload that is nowhere is looked for in the tail alone.
TEST_F(DayFileTest, SearchFindsPayloads) {
    for (std::uint64_t first = 0; first < 10'000; first += 500) ASSERT_TRUE(append(first + 1, 500));
    EXPECT_EQ(count_of(payload_of(contact(7))), 40u);  // 7, 263, ..., 9991
    auto rare = contact(10'001);
    rare.first_bytes.assign(64, 0);
    rare.first_bytes[0] = 'x';
    EXPECT_EQ(count_of(payload_of(rare)), 0u);
    EXPECT_LE(file->blocks_read(), 2u);
}

// The early report comes in the first block with no bytes, its completion with bytes after that block is full.
TEST_F(DayFileTest, AnAnswerThatCameLaterIsFoundByItsPayload) {
    const auto put = [&](event::Contact made, std::uint64_t delivery) {
        event::Batch batch{"alpha", 5, delivery, {event::Event{made}}};
        Appended appended;
        appended.fates.resize(1);
        std::vector<std::uint64_t> early(1);
        ASSERT_TRUE(file->append(DayPart{batch, {0}, delivery}, appended, early));
    };
    auto held = contact(1);
    held.sequence = 100'000;
    held.ending = event::Ending::open;
    held.first_bytes.clear();
    held.bytes_in = 0;
    put(held, 1);
    ASSERT_TRUE(append(2, 3'000));
    held.ending = event::Ending::peer_closed;
    held.first_bytes.assign({'w', 'o', 'r', 'm'});
    held.bytes_in = 4;
    put(held, 3'002);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(count_of(payload_of(held)), 1u);
        EXPECT_LE(file->blocks_read(), 2u);
        reopen();
    }
}

TEST_F(DayFileTest, ADayOfVersion1IsUpgradedAndSearchedWhole) {
    ASSERT_TRUE(append(1, 3'000));
    file.reset();
    {
        // What version 1 left: no tables of version 2, and filters without payloads (here: without anything but one
        // key of another kind, so that passing over a block would be seen).
        auto database = Database::open(folder.path() + "/day.db", OpenAs::writer);
        ASSERT_TRUE(database);
        FilterBuilder builder;
        builder.add(signal_key({event::Transport::tcp, 445}));
        const auto filter = builder.finish();
        auto set = database->prepare("UPDATE block SET filter = ?1");
        ASSERT_TRUE(set);
        set->bind(1, core::as_bytes(filter));
        ASSERT_TRUE(set->run());
        ASSERT_TRUE(
            database->run("DROP TABLE late_payload; DROP TABLE without_payloads;"
                          "PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    {
        auto reader = DayFile::open(folder.path() + "/day.db", day, OpenAs::reader);
        ASSERT_TRUE(reader) << reader.error().context;
        EXPECT_EQ((*reader)->search(payload_of(contact(7)), std::nullopt, 100)->size(), 12u);
    }
    reopen();
    EXPECT_EQ(count_of(payload_of(contact(7))), 12u);  // 7, 263, ..., 2823
    EXPECT_EQ(peek_header(folder.path() + "/day.db")->version, 2u);
    // What is written from now on has its payloads in its filters; the old blocks are read for each question.
    ASSERT_TRUE(append(3'001, 3'000));
    EXPECT_EQ(count_of(payload_of(contact(7))), 24u);  // and 3079, ..., 5895
}

TEST_F(DayFileTest, BlocksAreRightWhereverTheWriterStoppedInBetween) {
    // Stops just before, at, and just after the end of a block, and goes on.
    std::uint64_t next = 1;
    for (const std::uint64_t count : {1023u, 1u, 1u, 1023u, 1024u, 2047u, 2u}) {
        ASSERT_TRUE(append(next, count));
        next += count;
        reopen();
        for (std::uint64_t i = 100; i < next; i += 700) {
            ContactQuery query;
            query.source = core::Prefix::of(contact(i).source, 32);
            const std::uint64_t begin = i / 100 * 100;
            EXPECT_EQ(count_of(query), std::min(begin + 100, next) - begin) << i << " of " << next;
        }
    }
}

TEST_F(DayFileTest, FullFileLeavesNothingOfThePartAndGoesOnAfterwards) {
    ASSERT_TRUE(append(1, 1000));
    const auto pages =
        40u;  // 40 * 8 KiB: the 1,000 contacts of about 95 bytes and some hundred more
    ASSERT_TRUE(file->limit_pages(pages));
    std::uint64_t next = 1001;
    core::Error refusal;
    for (;;) {
        const auto appended = append(next, 1000);
        if (!appended) {
            refusal = appended.error();
            break;
        }
        next += 1000;
        ASSERT_LT(next, 20'000u);
    }
    EXPECT_EQ(refusal.code, core::ErrorCode::disk_full) << refusal.context;
    EXPECT_EQ(*file->last_ordinal(), next - 1);
    EXPECT_EQ(count_of({}), next - 1);
    ASSERT_TRUE(file->limit_pages(1'000'000));
    const auto appended = append(next, 1000);
    ASSERT_TRUE(appended) << appended.error().context;
    EXPECT_EQ(appended->stored, 1000u);
    EXPECT_EQ(*file->last_ordinal(), next + 999);
    reopen();
    EXPECT_EQ(count_of({}), next + 999);
    EXPECT_EQ(*file->events(), next + 999);
}

TEST_F(DayFileTest, DamagedBodiesAreErrorsNotCrashes) {
    ASSERT_TRUE(append(1, 3));
    {
        auto database = Database::open(folder.path() + "/day.db", OpenAs::writer);
        ASSERT_TRUE(database);
        ASSERT_TRUE(database->run("UPDATE contact SET body = x'00' WHERE ordinal = 2"));
    }
    const auto visited = file->visit(core::Time{day}, core::Time{day} + std::chrono::days{1},
                                     [](const auto&) { return true; });
    ASSERT_FALSE(visited);
    EXPECT_EQ(visited.error().code, core::ErrorCode::io);
    EXPECT_TRUE(file->contact(1));
    EXPECT_TRUE(file->contact(3));
    EXPECT_FALSE(file->search({}, std::nullopt, 10));
    EXPECT_TRUE(append(4, 1));
}

}  // namespace
}  // namespace hitme::store::sqlite
