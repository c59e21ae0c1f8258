// SPDX-License-Identifier: Apache-2.0
#include "runtime/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "core/text.h"

namespace hitme::runtime {
namespace {

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

// Made at the first message and never destroyed, so that a thread may still log while the program
// ends.
spdlog::logger& logger() {
    static spdlog::logger* const only = [] {
        auto* made = new spdlog::logger("hitme", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_formatter(std::make_unique<spdlog::pattern_formatter>(
            "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
        made->flush_on(spdlog::level::debug);
        return made;
    }();
    return *only;
}

}  // namespace

void log(Level level, std::string_view room, std::string_view message) {
    logger().log(spdlog_level(level), "{}: {}", room, core::printable(message, max_log_bytes));
}

void set_log_level(Level level) {
    logger().set_level(spdlog_level(level));
}

}  // namespace hitme::runtime
