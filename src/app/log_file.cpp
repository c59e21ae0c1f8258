// SPDX-License-Identifier: Apache-2.0
#include "app/log_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "app/ctl/stream_file.h"
#include "core/digest.h"
#include "runtime/descriptor.h"
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

/// The same bytes read in another way are other events.
std::uint64_t way_of(const LogFileQuestion& question) {
    if (question.columns.empty() && !question.signal) return 0;
    const auto way = core::sha256(core::as_bytes(
        question.columns + '|' + (question.signal ? question.signal->to_string() : "")));
    return (std::uint64_t{way[0]} << 8) | way[1];
}

class Batches : public sensor::EventSink {
 public:
    Batches(const AppendBatch& append, std::uint64_t contents, core::Time now, LogFileRead& read)
        : append_(append), latest_(now + std::chrono::hours{24}), read_(read) {
        batch_.sensor = "import";
        batch_.epoch = contents;
        batch_.first_delivery = 1;
    }
    core::Result<void> take(event::Event& event) override {
        // The store has no day for it; refusing one record must not refuse the file.
        // An event of the future would make everything that really happens "late" (analytics/new_hosts.h).
        const core::Time at = event::seen_at(event);
        if (core::day_of(at) < store::sqlite::first_day || at > latest_) {
            ++outside;
            return {};
        }
        if (auto* contact = std::get_if<event::Contact>(&event)) {
            // Records of foreign logs are numbered per file: the file's contents are their run.
            if (contact->epoch == 0) contact->epoch = batch_.epoch;
            read_.first = read_.first ? std::min(*read_.first, at) : at;
            read_.last = read_.last ? std::max(*read_.last, at) : at;
        }
        batch_.events.push_back(std::move(event));
        return batch_.events.size() < batch_events ? core::Result<void>{} : flush();
    }
    core::Result<void> flush() {
        if (batch_.events.empty()) return {};
        const auto appended = append_(batch_);
        if (!appended) return appended.error();
        read_.stored += appended->stored + appended->completed;
        read_.duplicates += appended->duplicates;
        batch_.first_delivery += batch_.events.size();
        batch_.events.clear();
        return {};
    }
    std::uint64_t outside = 0;  ///< records with an impossible time

 private:
    const AppendBatch& append_;
    const core::Time latest_;
    LogFileRead& read_;
    event::Batch batch_;
};

}  // namespace

core::Result<LogFileRead> read_log_file(const LogFileQuestion& question, core::Time now,
                                        const AppendBatch& append) {
    const auto contents = contents_number(question.path);
    if (!contents) return contents.error();
    LogFileRead read;
    Batches batches{append, *contents ^ way_of(question), now, read};
    sensor::ReadOptions options;
    options.sensor = question.sensor;
    options.columns = question.columns;
    options.signal = question.signal;
    auto report = sensor::read_file(question.path, options, batches);
    // What was read before a failure stays.
    const auto flushed = batches.flush();
    if (report) {
        read.report = std::move(*report);
        if (batches.outside > 0) read.report.skipped["bad_time"] += batches.outside;
    } else {
        read.failed = report.error();
    }
    if (!flushed) read.failed = flushed.error();
    return read;
}

core::Result<std::uint64_t> read_uptime_file(const std::string& path, core::Time now,
                                             const AppendBatch& append) {
    const auto contents = contents_number(path);
    if (!contents) return contents.error();
    const auto text = uptime_text(path);
    if (!text) return text.error();
    const auto entry = parse_uptime(*text);
    if (!entry) return core::Error{entry.error().code, path + ": " + entry.error().context};
    LogFileRead read;
    Batches batches{append, *contents, now, read};
    for (auto& beat : heartbeats_of(*entry, *contents)) {
        event::Event event{std::move(beat)};
        if (auto taken = batches.take(event); !taken) return taken.error();
    }
    if (auto flushed = batches.flush(); !flushed) return flushed.error();
    return read.stored;
}

}  // namespace hitme::app
