// SPDX-License-Identifier: Apache-2.0
// hitme simulate: an outbreak of a known truth, as a stream for hitme judge or an event log for hitme import.
#include <cstdio>
#include <fstream>

#include "app/ctl/live_outbreak.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "app/ctl/simulated_log.h"

namespace hitme::app {
namespace {

int simulate_live(const SimulateOptions& options, const SimulatedLog& log) {
    LiveOutbreak outbreak;
    outbreak.plan = plan_contacts(log, options.lasting);
    outbreak.port = options.port;
    outbreak.output = options.output;
    const auto result = run_live_outbreak(outbreak);
    if (!result) return say_failure(result.error());
    std::printf(
        "{\"planned\":%llu,\"sources\":%llu,\"tried\":%llu,\"connected\":%llu,\"seen\":%llu,"
        "\"interrupted\":%s}\n",
        static_cast<unsigned long long>(outbreak.plan.size()),
        static_cast<unsigned long long>(result->sources),
        static_cast<unsigned long long>(result->tried),
        static_cast<unsigned long long>(result->connected),
        static_cast<unsigned long long>(result->seen), result->interrupted ? "true" : "false");
    return 0;
}

}  // namespace

int run_simulate(const SimulateOptions& options) {
    auto log =
        simulate(options.kind, options.seed, options.loud_host ? LoudHost::one : LoudHost::none);
    if (!log)
        return say_failure({core::ErrorCode::bad_input,
                            options.kind + " is not " + std::string(simulated_kinds())});
    if (options.forged > 0) add_forged(*log, options.forged, options.seed);
    if (!options.truth.empty()) {
        std::ofstream truth{options.truth, std::ios::binary};
        truth << truth_text(*log, options.live ? std::nullopt : options.start);
        if (!truth.flush())
            return say_failure({core::ErrorCode::io, options.truth + ": cannot be written"});
    }
    if (options.live) return simulate_live(options, *log);
    const std::string text =
        options.start ? events_text(*log, *options.start, options.port) : stream_text(*log);
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        return say_failure({core::ErrorCode::io, "standard output: cannot be written"});
    return 0;
}

}  // namespace hitme::app
