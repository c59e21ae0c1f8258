// SPDX-License-Identifier: Apache-2.0
#include "app/judging.h"

#include <utility>

#include "console/judge/logs.h"
#include "runtime/secret_number.h"

namespace hitme::app {

console::JudgingSettings judging_settings(const console::ConsoleSettings::Judging& settings) {
    console::JudgingSettings judging;
    judging.every = settings.every;
    judging.watch_every = settings.watch_every;
    judging.lateness = settings.lateness;
    judging.signals = static_cast<std::size_t>(settings.signals);
    return judging;
}

std::unique_ptr<console::JudgingThread> make_judging(
    const std::string& store_folder, const console::ConsoleSettings::Judging& settings,
    const store::IpDataSettings& networks, console::Notices* notices, const runtime::Clock& clock) {
    const auto zone = runtime::Zone::local();
    console::JudgingThread::Settings thread{store_folder, judging_settings(settings), zone};
    // The thread opens the databases for itself, when it has a store to judge.
    const auto make_judge = [zone, networks]() -> std::unique_ptr<console::SignalJudge> {
        return std::make_unique<console::SignalLogs>(runtime::secret_number(), zone,
                                                     store::IpData::open(networks));
    };
    return std::make_unique<console::JudgingThread>(std::move(thread), make_judge, notices, clock);
}

}  // namespace hitme::app
