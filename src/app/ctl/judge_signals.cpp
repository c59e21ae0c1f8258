// SPDX-License-Identifier: Apache-2.0
// hitme judge signals: counts and alarms of every signal of a store or a file in one pass (console/judge/all_signals.h).
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>

#include "app/ctl/each_event.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/judge/all_signals.h"
#include "runtime/clock.h"
#include "runtime/secret_number.h"
#include "sensor/capture/read_file.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

core::Result<std::string> read(const JudgeOptions& options, console::AllSignals& signals) {
    if (!options.events.empty()) {
        EachEvent sink{signals};
        sensor::ReadOptions read;
        read.columns = options.columns;
        const auto file = sensor::read_file(options.events, read, sink);
        if (!file) return file.error();
        say_skipped(options.events, file->skipped);
        return std::filesystem::path(options.events).filename().string();
    }
    auto store = store::open_sqlite_store({store_folder(options.store), 0, 0}, store::Access::read);
    if (!store) return store.error();
    const auto visited = (*store)->visit(core::Time::min(), options.to.value_or(core::Time::max()),
                                         [&](const event::Event& event) {
                                             signals.add(event);
                                             return true;
                                         });
    if (!visited) return visited.error();
    return std::string{"all"};
}

constexpr std::size_t most_lines = 40;

void print_table(const std::string& line) {
    const auto answer = boost::json::parse(line).as_object();
    std::printf("%s\n\n", answer.at("sentence").as_string().c_str());
    std::printf("%-16s %10s %10s %10s %10s %8s %6s\n", "signal", "contacts", "new hosts",
                "first ever", "active", "repeats", "alarms");
    std::size_t printed = 0;
    for (const auto& one : answer.at("signals").as_array()) {
        if (printed++ == most_lines) break;
        std::string name = one.at("signal").as_string().c_str();
        if (one.at("proof").as_string() == "unverified") name += " *";
        const auto& repeats = one.at("repeat_share");
        char share[16] = "-";
        if (!repeats.is_null())
            std::snprintf(share, sizeof share, "%.0f %%", 100 * repeats.to_number<double>());
        const auto number = [&](const char* key) {
            return static_cast<unsigned long long>(one.at(key).to_number<std::uint64_t>());
        };
        std::printf("%-16s %10llu %10llu %10llu %10llu %8s %6llu\n", name.c_str(), number("events"),
                    number("new_hosts"), number("first_ever"), number("active"), share,
                    number("alarms_in_all"));
    }
    std::printf("\n* unverified: addresses may be forged. --json tells all, with times.\n");
}

}  // namespace

int run_judge_signals(const JudgeOptions& options) {
    const auto zone = answer_zone(options.form, options.zone);
    if (!zone) return say_failure(zone.error());
    if (const auto window = check_window(options.from, options.to); !window)
        return say_failure(window.error());
    using Order = console::AllSignals::Order;
    console::AllSignals signals{options.from, options.to, runtime::secret_number(),
                                options.events.empty() ? Order::by_time : Order::any};
    signals.leave_out_after(runtime::SystemClock{}.now());
    const auto name = read(options, signals);
    if (!name) return say_failure(name.error());
    const std::string line = signals.answer(*name, *zone);
    if (options.form == Form::json)
        std::printf("%s\n", line.c_str());
    else
        print_table(line);
    return 0;
}

}  // namespace hitme::app
