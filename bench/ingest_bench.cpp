// SPDX-License-Identifier: Apache-2.0
// bench_ingest FOLDER EVENTS: events to durable SQLite rows with block filters and roll-ups, on one thread, in batches of
// 1,000; roll-ups are applied as the Personal Edition does (RollUpJob::apply_after). Making the events is not counted.
// Prints "rows_per_s X bytes_per_event Y".
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "bench/events.h"
#include "console/jobs/roll_up.h"
#include "store/sqlite/store.h"

int main(int argc, char** argv) {
    using namespace hitme;
    using Clock = std::chrono::steady_clock;
    if (argc != 3) return std::fprintf(stderr, "bench_ingest FOLDER EVENTS\n"), 2;
    const std::filesystem::path folder = argv[1];
    const std::uint64_t count = std::strtoull(argv[2], nullptr, 10);
    constexpr std::uint64_t batch_events = 1'000;
    std::filesystem::create_directories(folder);
    Clock::duration spent{};
    Clock::duration applied_at{};
    {
        auto store = store::open_sqlite_store({folder, 0, 0}, store::Access::write);
        if (!store) return std::fprintf(stderr, "%s\n", store.error().context.c_str()), 1;
        console::RollUpJob job{**store, 12345};
        bench::Events events{count};
        event::Batch batch{"bench", 1, 1, {}};
        for (std::uint64_t done = 0; done < count;) {
            batch.events.clear();
            for (std::uint64_t i = 0; i < batch_events && done + i < count; ++i) {
                event::Contact contact;
                events.next(contact);
                batch.events.emplace_back(std::move(contact));
            }
            const auto start = Clock::now();
            const auto appended = (*store)->append(batch);
            if (!appended) return std::fprintf(stderr, "%s\n", appended.error().context.c_str()), 1;
            job.note(batch, *appended);
            done += batch.events.size();
            if (spent - applied_at >= job.apply_after() || done >= count) {
                applied_at = spent;
                if (auto applied = job.apply(); !applied)
                    return std::fprintf(stderr, "%s\n", applied.error().context.c_str()), 1;
            }
            spent += Clock::now() - start;
            batch.first_delivery += batch.events.size();
        }
        const auto start = Clock::now();
        store->reset();
        spent += Clock::now() - start;
    }
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_regular_file()) bytes += entry.file_size();
    std::printf("rows_per_s %.0f bytes_per_event %.1f\n",
                static_cast<double>(count) / std::chrono::duration<double>(spent).count(),
                static_cast<double>(bytes) / static_cast<double>(count));
    return 0;
}
