// SPDX-License-Identifier: Apache-2.0
// The Personal Edition: sensor and console in one process, over an in-memory link.
//
// Three threads of ours: the decoys' loop, the ingest with the store's writing side, and the dashboard's server (which has
// one more for reading). The main thread binds everything, drops all rights, starts them, and waits for a signal.
#pragma once

#include <string>

#include "console/alert/settings.h"
#include "console/settings.h"
#include "core/result.h"
#include "sensor/settings.h"

namespace hitme::app {

struct PersonalSettings {
    sensor::SensorSettings sensor;
    console::ConsoleSettings console;
    console::alert::AlertSettings alerts{};
    std::string ui_dir;
    bool demo = false;  ///< fill the store with a simulated outbreak first, and mark every answer
};

/// Runs until SIGINT or SIGTERM.
/// Errors   refused: another instance has the store, or a right is missing. network: nothing could be bound. io.
core::Result<void> run_personal(const PersonalSettings& settings);

}  // namespace hitme::app
