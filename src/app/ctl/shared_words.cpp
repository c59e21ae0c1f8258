// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/shared_words.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "core/text.h"
#include "runtime/settings.h"

namespace hitme::app {

std::string store_folder(const std::string& asked) {
    if (!asked.empty()) return asked;
    if (::geteuid() == 0) return "/var/lib/hitme";
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/')
        return std::string(state) + "/hitme";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
        return std::string(home) + "/.local/state/hitme";
    return "hitme-store";
}

core::Result<std::string> settings_text(const std::string& path) {
    if (path.empty()) return std::string{};
    return runtime::read_settings_file(path);
}

core::Result<console::ConsoleSettings> console_settings(const std::string& path) {
    const auto text = settings_text(path);
    if (!text) return text.error();
    return console::parse_console_settings(*text, path);
}

core::Result<runtime::Zone> zone_named(const std::string& name) {
    if (name.empty()) return runtime::Zone::local();
    return runtime::Zone::find(name);
}

core::Result<runtime::Zone> answer_zone(Form form, const std::string& name) {
    if (form == Form::json && name.empty()) return runtime::Zone::utc();
    return zone_named(name);
}

core::Result<void> check_window(const std::optional<core::Time>& from,
                                const std::optional<core::Time>& to) {
    if (from && to && *from >= *to)
        return core::error(core::ErrorCode::bad_input,
                           "the window is empty: --from must lie before --to");
    return {};
}

void say_skipped(const std::string& path, const std::map<std::string, std::uint64_t>& skipped) {
    for (const auto& [reason, count] : skipped)
        std::fprintf(stderr, "hitme: %s: %llu skipped: %s\n", path.c_str(),
                     static_cast<unsigned long long>(count), reason.c_str());
}

int say_failure(const core::Error& failed) {
    std::fprintf(stderr, "hitme: %s\n", core::printable(failed.context, 2000).c_str());
    return 1;
}

}  // namespace hitme::app
