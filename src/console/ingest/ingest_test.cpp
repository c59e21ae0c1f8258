// SPDX-License-Identifier: Apache-2.0
// Ingest against a real store on disk; only the failing of the disk is played by a store that refuses.
#include "console/ingest/ingest.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "store/sqlite/store.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

class IngestTest : public testing::Test {
 protected:
    void SetUp() override {
        folder_ =
            std::filesystem::temp_directory_path() / ("hitme-ingest-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::unique_ptr<store::EventStore> open() {
        auto store = store::open_sqlite_store({folder_, 0, 0}, store::Access::write);
        EXPECT_TRUE(store) << store.error().context;
        return std::move(*store);
    }
    std::filesystem::path folder_;
};

event::Event contact(std::uint64_t sequence) {
    event::Contact c;
    c.sensor = "a";
    c.epoch = 5;
    c.sequence = sequence;
    c.seen_at = *core::parse_time("2026-03-01T12:00:00Z") + std::chrono::seconds{sequence};
    c.source = core::Address::v4(0xC0000201);
    c.transport = event::Transport::tcp;
    c.destination_port = 445;
    return c;
}

TEST_F(IngestTest, StoresWhatTheLinkCarriesAndEndsWhenItIsClosed) {
    auto store = open();
    link::MemoryLink link{"a", 5, 10'000};
    std::uint64_t told = 0;
    Ingest ingest{link,
                  *store,
                  {[&](const event::Batch& batch, const store::Appended& appended) {
                       told += batch.events.size();
                       EXPECT_EQ(appended.fates.size(), batch.events.size());
                   },
                   {},
                   {}}};
    std::thread thread{[&] { ingest.run(); }};
    constexpr std::uint64_t count = 5000;
    for (std::uint64_t i = 1; i <= count; ++i) {
        auto event = contact(i);
        while (!link.offer(event)) std::this_thread::yield();
    }
    link.close();
    thread.join();
    EXPECT_EQ(ingest.counters().received, count);
    EXPECT_EQ(ingest.counters().stored, count);
    EXPECT_EQ(told, count);
    EXPECT_EQ(*store->high_water("a", 5), count);
    std::uint64_t read = 0;
    ASSERT_TRUE(store->visit(core::Time::min(), core::Time::max(), [&](const event::Event& event) {
        EXPECT_EQ(std::get<event::Contact>(event).sequence, ++read);
        return true;
    }));
    EXPECT_EQ(read, count);
}

/// Refuses its first writes as a full disk does, then is the real store.
class Refusing : public store::EventStore {
 public:
    Refusing(store::EventStore& real, int refusals) : real_(real), refusals_(refusals) {}
    core::Result<store::Appended> append(const event::Batch& batch) override {
        if (refusals_-- > 0) return core::error(core::ErrorCode::disk_full, "no space");
        return real_.append(batch);
    }
    core::Result<std::uint64_t> high_water(const std::string& s, std::uint64_t e) override {
        return real_.high_water(s, e);
    }
    void set_retention(const store::Retention& r) override { real_.set_retention(r); }
    core::Result<std::uint64_t> apply_retention(core::Time t) override {
        return real_.apply_retention(t);
    }
    core::Result<void> visit(core::Time a, core::Time b, const store::Visitor& v) override {
        return real_.visit(a, b, v);
    }
    core::Result<void> visit_arrivals(const store::Marks& m, const ArrivalVisitor& v) override {
        return real_.visit_arrivals(m, v);
    }
    core::Result<store::Marks> arrivals() override { return real_.arrivals(); }
    core::Result<void> apply(const store::RollUp& r) override { return real_.apply(r); }
    core::Result<store::Marks> applied() override { return real_.applied(); }
    core::Result<void> replace_series(core::Time from, const store::RollUp& r) override {
        return real_.replace_series(from, r);
    }
    core::Result<void> note_skipped(const std::string& f, const std::string& r,
                                    std::uint64_t c) override {
        return real_.note_skipped(f, r, c);
    }
    core::Result<std::map<std::string, std::uint64_t>> skipped() override {
        return real_.skipped();
    }
    core::Result<std::vector<store::SeriesPoint>> series(std::optional<event::Signal> s,
                                                         core::Time a, core::Time b) override {
        return real_.series(s, a, b);
    }
    core::Result<std::vector<SignalTotal>> top_signals(core::Time a, core::Time b,
                                                       std::size_t n) override {
        return real_.top_signals(a, b, n);
    }
    core::Result<std::vector<store::DayHosts>> day_hosts(std::optional<event::Signal> s,
                                                         core::Day a, core::Day b) override {
        return real_.day_hosts(s, a, b);
    }
    core::Result<std::vector<store::PayloadRow>> payloads(const event::Signal& s,
                                                          std::size_t n) override {
        return real_.payloads(s, n);
    }
    core::Result<void> visit_sources(const store::SourceVisitor& v) override {
        return real_.visit_sources(v);
    }
    core::Result<store::SourcePage> sources(const store::SourceQuery& q) override {
        return real_.sources(q);
    }
    core::Result<store::ContactPage> contacts(const store::ContactQuery& q) override {
        return real_.contacts(q);
    }
    core::Result<store::StoredContact> contact(const std::string& id) override {
        return real_.contact(id);
    }
    core::Result<std::vector<store::SensorRow>> sensors() override { return real_.sensors(); }
    core::Result<std::vector<store::UptimeSpan>> uptime(core::Time a, core::Time b) override {
        return real_.uptime(a, b);
    }
    core::Result<store::StoreState> state() override { return real_.state(); }

 private:
    store::EventStore& real_;
    int refusals_;
};

TEST_F(IngestTest, KeepsABatchUntilTheDiskTakesItAgain) {
    auto real = open();
    Refusing store{*real, 2};
    link::MemoryLink link{"a", 5, 10};
    int failures = 0;
    Ingest ingest{link, store, {{}, [&](const core::Error&) { ++failures; }, {}}};
    std::thread thread{[&] { ingest.run(); }};
    auto event = contact(1);
    link.offer(event);
    link.close();
    thread.join();
    EXPECT_EQ(failures, 2);
    EXPECT_EQ(ingest.counters().failed_writes, 2u);
    EXPECT_EQ(ingest.counters().stored, 1u);
    EXPECT_FALSE(ingest.counters().store_full);
    EXPECT_EQ(*real->high_water("a", 5), 1u);
}

}  // namespace
}  // namespace hitme::console
