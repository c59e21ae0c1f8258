// SPDX-License-Identifier: Apache-2.0
// hitme replay: reads files of what was seen elsewhere and reports on them, without a store. Event time is kept.
#include <cmath>
#include <cstdio>
#include <thread>

#include "app/ctl/options.h"
#include "app/ctl/report_output.h"
#include "app/ctl/shared_words.h"
#include "console/report/report.h"
#include "core/text.h"
#include "event/json.h"
#include "runtime/secret_number.h"
#include "sensor/capture/read_file.h"

namespace hitme::app {
namespace {

class Replayed : public sensor::EventSink {
 public:
    explicit Replayed(const ReplayOptions& options) : options_(options) {}

    core::Result<void> take(event::Event& event) override {
        if (options_.speed > 0) wait_for(event::seen_at(event));
        // Records of foreign logs are numbered per file: two files of one sensor must not look like one delivered twice.
        if (auto* contact = std::get_if<event::Contact>(&event);
            contact != nullptr && contact->epoch == 0)
            contact->epoch = file_number;
        summariser.add(event);
        if (options_.events) {
            if (auto* contact = std::get_if<event::Contact>(&event)) event::derive(*contact);
            line_.clear();
            event::append_json(line_, event);
            line_ += '\n';
            std::fwrite(line_.data(), 1, line_.size(), stdout);
        } else if (options_.speed > 0) {
            if (const auto* contact = std::get_if<event::Contact>(&event)) print(*contact);
        }
        return {};
    }
    analytics::Summariser summariser{
        analytics::Summariser::Settings{std::nullopt, std::nullopt, runtime::secret_number()}};
    std::uint64_t file_number = 0;

 private:
    /// Sleeps until the event's turn: event time since the first one, divided by the speed.
    void wait_for(core::Time at) {
        const auto now = std::chrono::steady_clock::now();
        if (!first_) {
            first_ = at;
            started_ = now;
        }
        const double after = static_cast<double>((at - *first_).count()) / options_.speed;
        constexpr double longest = 1e17;  // three years: far more than anybody waits
        const auto due =
            started_ + core::Duration{static_cast<std::int64_t>(std::clamp(after, 0.0, longest))};
        if (due > now) {
            std::fflush(stdout);
            std::this_thread::sleep_until(due);
        }
    }
    static void print(const event::Contact& contact) {
        std::printf("%s  %s -> %s  %s  %s\n", core::format_rfc3339(contact.seen_at).c_str(),
                    contact.source.to_string().c_str(),
                    event::Signal::of(contact).to_string().c_str(),
                    std::string(event::name_of(contact.handshake)).c_str(),
                    core::printable(contact.first_bytes, 60).c_str());
    }

    const ReplayOptions& options_;
    std::string line_;
    std::optional<core::Time> first_;
    std::chrono::steady_clock::time_point started_;
};

}  // namespace

int run_replay(const ReplayOptions& options) {
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    Replayed replayed{options};
    console::Report report;
    int status = 0;
    for (const auto& path : options.files) {
        sensor::ReadOptions read;
        read.columns = options.columns;
        read.signal = options.signal;
        ++replayed.file_number;
        const auto file = sensor::read_file(path, read, replayed);
        if (!file) {
            status = say_failure(file.error());
            continue;
        }
        add_file(report, *file);
    }
    if (report.files.empty()) return status;
    report.summary = replayed.summariser.summary();
    console::measure(report);
    print_report(report, options.form, *zone);
    return status;
}

}  // namespace hitme::app
