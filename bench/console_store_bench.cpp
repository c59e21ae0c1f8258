// SPDX-License-Identifier: Apache-2.0
// bench_console_store FOLDER CONTACTS: a store of that many contacts in the 30 days before now, as a decoy network of forty
// sensors gets them: two million possible sources of which few knock often, eleven busy ports and a tail, four of five
// payloads among a thousand that repeat and the rest random. Heartbeats come hourly. Roll-ups are applied as the Personal
// Edition does. The same count gives the same contacts, but for the day on which it is made.
// Prints "contacts N seconds S bytes B".
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "console/jobs/roll_up.h"
#include "core/random.h"
#include "runtime/clock.h"
#include "store/sqlite/store.h"

namespace {

using namespace hitme;

constexpr std::uint64_t days = 30;
constexpr std::uint64_t batch_events = 20'000;
constexpr std::uint64_t payloads = 1'000;
constexpr std::uint64_t sources = 2'000'000;
constexpr int sensors = 40;

class Contacts {
 public:
    Contacts(core::Time start, std::uint64_t count)
        : start_(start), step_(days * 86'400'000'000'000 / count) {}

    event::Contact next() {
        static constexpr std::uint16_t ports[] = {445,  445,  22,   23,   80,   443,
                                                  3389, 8080, 1433, 5900, 6379, 2323};
        const std::uint64_t a = random_.next();
        const std::uint64_t b = random_.next();
        event::Contact contact;
        contact.sensor = "sensor-" + std::to_string(a % sensors);
        contact.epoch = 1;
        contact.sequence = ++given_;
        contact.seen_at = start_ + core::Duration{static_cast<std::int64_t>(given_ * step_)};
        contact.ended_at = contact.seen_at + std::chrono::seconds{1};
        const std::uint64_t skewed = (a >> 8) % sources * ((b >> 8) % 1000) / 1000;
        contact.source = core::Address::v4(0x0A000000u + static_cast<std::uint32_t>(skewed * 83));
        contact.destination = core::Address::v4(0xC6336400u + static_cast<std::uint32_t>(a % 40));
        contact.destination_port =
            (b & 7) < 7 ? ports[(a >> 40) % 12] : static_cast<std::uint16_t>(b >> 20);
        contact.transport = event::Transport::tcp;
        contact.handshake = event::Handshake::sent_data;
        contact.ending = event::Ending::peer_closed;
        contact.stage = event::Stage::probe;
        contact.bytes_in = 64;
        core::Random payload{(b & 0xF0000) < 0xD0000 ? b % payloads : given_ + payloads};
        contact.first_bytes.resize(64);
        for (std::size_t i = 0; i < 64; i += 8) {
            const std::uint64_t word = payload.next();
            for (std::size_t k = 0; k < 8; ++k)
                contact.first_bytes[i + k] = static_cast<std::uint8_t>(word >> (8 * k));
        }
        return contact;
    }

 private:
    const core::Time start_;
    const std::uint64_t step_;
    std::uint64_t given_ = 0;
    core::Random random_{20261128};
};

int fail(const core::Error& failed) {
    std::fprintf(stderr, "bench_console_store: %s\n", failed.context.c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "bench_console_store FOLDER CONTACTS\n"), 2;
    const std::filesystem::path folder = argv[1];
    const std::uint64_t count = std::strtoull(argv[2], nullptr, 10);
    if (count == 0 || count > 1'000'000'000) return 2;
    std::filesystem::create_directories(folder);
    const runtime::SystemClock clock;
    const core::Time start =
        core::bin_of(clock.now(), std::chrono::hours{1}) - std::chrono::hours{24 * days};
    const auto began = clock.steady();
    {
        auto store = store::open_sqlite_store({folder, 0, 0}, store::Access::write);
        if (!store) return fail(store.error());
        console::RollUpJob job{**store, 12345};
        event::Batch beats{"bench-heartbeats", 1, 1, {}};
        for (std::uint64_t hour = 1; hour <= days * 24; ++hour) {
            for (int sensor = 0; sensor < sensors; ++sensor) {
                event::Heartbeat beat;
                beat.sensor = "sensor-" + std::to_string(sensor);
                beat.epoch = 1;
                beat.seen_at = start + std::chrono::hours{static_cast<std::int64_t>(hour)};
                beat.covers_seconds = 3600;
                beats.events.emplace_back(std::move(beat));
            }
        }
        if (auto done = (*store)->append(beats); !done) return fail(done.error());
        Contacts contacts{start, count};
        event::Batch batch{"bench", 1, 1, {}};
        core::Duration applied_at = began;
        for (std::uint64_t done = 0; done < count;) {
            batch.events.clear();
            for (std::uint64_t i = 0; i < batch_events && done + i < count; ++i)
                batch.events.emplace_back(contacts.next());
            const auto appended = (*store)->append(batch);
            if (!appended) return fail(appended.error());
            job.note(batch, *appended);
            done += batch.events.size();
            batch.first_delivery += batch.events.size();
            if (clock.steady() - applied_at >= job.apply_after() || done >= count) {
                if (auto applied = job.apply(); !applied) return fail(applied.error());
                applied_at = clock.steady();
            }
        }
    }
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_regular_file()) bytes += entry.file_size();
    std::printf("contacts %llu seconds %.0f bytes %llu\n", static_cast<unsigned long long>(count),
                std::chrono::duration<double>(clock.steady() - began).count(),
                static_cast<unsigned long long>(bytes));
    return 0;
}
