// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/check.h"
#include "runtime/descriptor.h"

namespace hitme::sensor::preflight {
namespace {

using Clock = std::chrono::steady_clock;

/// Ends the child if it still runs and takes its status; -1 when it did not end by itself with a status.
int finish(pid_t child, Clock::time_point until) {
    int status = 0;
    constexpr int pause_ms = 2;  // ours: a program that closed its output ends at once
    while (Clock::now() < until) {
        const pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended == child) return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if (ended < 0 && errno != EINTR) return -1;
        poll(nullptr, 0, pause_ms);
    }
    kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return -1;
}

}  // namespace

core::Result<std::string> run_program(const std::vector<std::string>& arguments,
                                      std::chrono::milliseconds time) {
    core::check(!arguments.empty() && arguments[0].starts_with('/'), "a program has a path");
    const auto until = Clock::now() + time;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return core::error(core::ErrorCode::io, "pipe: " + std::string(std::strerror(errno)));
    const runtime::Descriptor reading{ends[0]};
    runtime::Descriptor writing{ends[1]};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, writing.get(), 1);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    std::vector<char*> words;
    std::vector<std::string> copies = arguments;
    for (std::string& word : copies) words.push_back(word.data());
    words.push_back(nullptr);
    std::string language = "LC_ALL=C";
    std::array<char*, 2> environment{language.data(), nullptr};
    pid_t child = 0;
    const int failed =
        posix_spawn(&child, words[0], &files, nullptr, words.data(), environment.data());
    posix_spawn_file_actions_destroy(&files);
    if (failed != 0)
        return core::error(core::ErrorCode::not_found,
                           arguments[0] + ": " + std::string(std::strerror(failed)));
    writing.reset();
    std::string output;
    std::array<char, 65'536> room;
    bool at_end = false;
    while (!at_end && output.size() <= max_program_output) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        if (left.count() <= 0) break;
        pollfd ready{reading.get(), POLLIN, 0};
        if (poll(&ready, 1, static_cast<int>(left.count())) <= 0) continue;
        const ssize_t got = read(reading.get(), room.data(), room.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            at_end = true;
        } else {
            output.append(room.data(), static_cast<std::size_t>(got));
        }
    }
    const int status = finish(child, at_end ? until : Clock::now());
    if (output.size() > max_program_output)
        return core::error(core::ErrorCode::over_limit, arguments[0] + ": printed too much");
    if (!at_end) return core::error(core::ErrorCode::cancelled, arguments[0] + ": took too long");
    if (status != 0)
        return core::error(core::ErrorCode::refused,
                           arguments[0] + ": failed with status " + std::to_string(status));
    return output;
}

}  // namespace hitme::sensor::preflight
