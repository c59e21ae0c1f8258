// SPDX-License-Identifier: Apache-2.0
// hitme import: reads files of what was seen elsewhere into a store.
//
// A file is known by the hash of its bytes: the same file given again, whole or after an import that was cut short,
// adds only what is missing.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "app/ctl/options.h"
#include "app/ctl/report_output.h"
#include "app/ctl/shared_words.h"
#include "app/ctl/stream_file.h"
#include "console/jobs/roll_up.h"
#include "core/digest.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "runtime/descriptor.h"
#include "sensor/capture/read_file.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

constexpr std::size_t batch_events = 5'000;

/// A number for the file's contents; 52 bits, so that JSON can carry it.
core::Result<std::uint64_t> contents_number(const std::string& path) {
    const auto failed = [&] {
        return core::error(core::ErrorCode::io, path + ": " + std::strerror(errno));
    };
    const runtime::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat about {};
    if (!file || ::fstat(file.get(), &about) != 0) return failed();
    if (!S_ISREG(about.st_mode))
        return core::error(core::ErrorCode::bad_input, path + ": not a file");
    std::array<std::uint8_t, 32> hash = core::sha256({});
    if (about.st_size > 0) {
        const auto size = static_cast<std::size_t>(about.st_size);
        void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
        if (bytes == MAP_FAILED) return failed();
        hash = core::sha256({static_cast<const std::uint8_t*>(bytes), size});
        ::munmap(bytes, size);
    }
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 7; ++i) number = (number << 8) | hash[i];
    return number >> 4;
}

class Imported : public sensor::EventSink {
 public:
    Imported(store::EventStore& store, std::uint64_t contents, core::Time now)
        : store_(store), latest_(now + std::chrono::hours{24}) {
        batch_.sensor = "import";
        batch_.epoch = contents;
        batch_.first_delivery = 1;
    }
    core::Result<void> take(event::Event& event) override {
        // The store has no day for it; refusing one record must not refuse the file.
        // An event of the future would make everything that really happens "late" (analytics/new_hosts.h).
        const core::Day day = core::day_of(event::seen_at(event));
        if (day < store::sqlite::first_day || event::seen_at(event) > latest_) {
            ++outside;
            return {};
        }
        // Records of foreign logs are numbered per file: the file's contents are their run.
        if (auto* contact = std::get_if<event::Contact>(&event);
            contact != nullptr && contact->epoch == 0)
            contact->epoch = batch_.epoch;
        batch_.events.push_back(std::move(event));
        return batch_.events.size() < batch_events ? core::Result<void>{} : flush();
    }
    core::Result<void> flush() {
        if (batch_.events.empty()) return {};
        const auto appended = store_.append(batch_);
        if (!appended) return appended.error();
        stored += appended->stored + appended->completed;
        duplicates += appended->duplicates;
        batch_.first_delivery += batch_.events.size();
        batch_.events.clear();
        return {};
    }
    std::uint64_t stored = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t outside = 0;  ///< records with an impossible time

 private:
    store::EventStore& store_;
    const core::Time latest_;
    event::Batch batch_;
};

/// What a file says about when each sensor listened, as heartbeats. Returns how many were new.
core::Result<std::uint64_t> import_uptime(store::EventStore& store, const std::string& path) {
    const auto contents = contents_number(path);
    if (!contents) return contents.error();
    const auto text = uptime_text(path);
    if (!text) return text.error();
    const auto entry = parse_uptime(*text);
    if (!entry) return core::Error{entry.error().code, path + ": " + entry.error().context};
    Imported imported{store, *contents, runtime::SystemClock{}.now()};
    for (auto& beat : heartbeats_of(*entry, *contents)) {
        event::Event event{std::move(beat)};
        if (auto taken = imported.take(event); !taken) return taken.error();
    }
    if (auto flushed = imported.flush(); !flushed) return flushed.error();
    return imported.stored;
}

}  // namespace

int run_import(const ImportOptions& options) {
    const std::string folder = store_folder(options.store);
    auto store = store::open_sqlite_store({folder, 0, 0}, store::Access::write);
    if (!store) return say_failure(store.error());
    int status = 0;
    std::uint64_t stored = 0;
    // The same bytes read in another way are other events.
    const auto way = core::sha256(core::as_bytes(
        options.columns + '|' + (options.signal ? options.signal->to_string() : "")));
    const std::uint64_t reading =
        options.columns.empty() && !options.signal ? 0 : (std::uint64_t{way[0]} << 8) | way[1];
    for (const auto& path : options.files) {
        const auto contents = contents_number(path);
        if (!contents) {
            status = say_failure(contents.error());
            continue;
        }
        Imported imported{**store, *contents ^ reading, runtime::SystemClock{}.now()};
        sensor::ReadOptions read;
        read.columns = options.columns;
        read.signal = options.signal;
        auto file = sensor::read_file(path, read, imported);
        // What was read before a failure stays.
        if (auto flushed = imported.flush(); !flushed) return say_failure(flushed.error());
        stored += imported.stored;
        if (!file) {
            status = say_failure(file.error());
            continue;
        }
        if (imported.outside > 0) file->skipped["bad_time"] += imported.outside;
        for (const auto& [reason, count] : file->skipped) {
            if (imported.duplicates > 0) continue;  // noted when the file came first
            if (auto noted = (*store)->note_skipped(path, reason, count); !noted)
                return say_failure(noted.error());
        }
        std::printf("%s: %s, %llu events stored", core::printable(path, 500).c_str(),
                    file->format.c_str(), static_cast<unsigned long long>(imported.stored));
        if (imported.duplicates > 0)
            std::printf(", %llu were there already",
                        static_cast<unsigned long long>(imported.duplicates));
        for (const auto& [reason, count] : file->skipped)
            std::printf(", %llu skipped (%s)", static_cast<unsigned long long>(count),
                        core::printable(reason, 60).c_str());
        if (!file->truncated.empty())
            std::printf(", the file ends early: %s", core::printable(file->truncated, 200).c_str());
        std::printf("\n");
    }
    if (!options.uptime.empty()) {
        const auto beats = import_uptime(**store, options.uptime);
        if (!beats) return say_failure(beats.error());
        std::printf("%s: %llu heartbeats stored\n", core::printable(options.uptime, 500).c_str(),
                    static_cast<unsigned long long>(*beats));
    }
    if (stored > 0) {
        console::RollUpJob job{**store, 0};
        auto counted = job.catch_up();
        if (counted && job.needs_rebuild()) counted = job.rebuild();
        if (!counted) return say_failure(counted.error());
    }
    return status;
}

}  // namespace hitme::app
