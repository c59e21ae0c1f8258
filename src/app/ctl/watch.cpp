// SPDX-License-Identifier: Apache-2.0
// hitme watch: a live view of a store in the terminal, read beside the program that fills it.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "app/ctl/watch_frame.h"
#include "runtime/clock.h"
#include "runtime/signals.h"
#include "store/sqlite/store.h"

namespace hitme::app {

int run_watch(const WatchOptions& options) {
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    auto signals = runtime::Signals::open();
    if (!signals) return say_failure(signals.error());
    auto store = store::open_sqlite_store({store_folder(options.store), 0, 0}, store::Access::read);
    if (!store) return say_failure(store.error());
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    const runtime::SystemClock clock;
    while (true) {
        const auto state = read_watch_state(**store, clock.now());
        if (!state) return say_failure(state.error());
        winsize size{};
        if (!terminal || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row < 2)
            size.ws_row = 40, size.ws_col = 120;
        const std::string frame =
            watch_frame(*state, *zone, std::size_t{size.ws_row} - 1, size.ws_col);
        // Home and clear: the only control bytes, and they are ours.
        if (terminal && !options.once) std::fputs("\x1b[H\x1b[2J", stdout);
        std::fputs(frame.c_str(), stdout);
        std::fflush(stdout);
        if (options.once || signals->wait(std::chrono::seconds{1})) return 0;
    }
}

}  // namespace hitme::app
