// SPDX-License-Identifier: Apache-2.0
#include "runtime/program_runner.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "core/text.h"
#include "runtime/descriptor.h"

namespace hitme::runtime {
namespace {

using Steady = std::chrono::steady_clock;
constexpr auto look_for_stop = std::chrono::milliseconds{100};

core::Error failed(const ProgramCall& call, int number) {
    const auto code = number == ENOENT                      ? core::ErrorCode::not_found
                      : number == EACCES || number == EPERM ? core::ErrorCode::refused
                                                            : core::ErrorCode::io;
    return core::error(code, core::printable(call.path, 200) + ": " + std::strerror(number));
}

/// The pair's second end is the program's. A socket, because a write to it can be told not to raise SIGPIPE.
bool open_pair(Descriptor& ours, Descriptor& theirs) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
    ours = Descriptor{ends[0]};
    theirs = Descriptor{ends[1]};
    return ::fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
}

int spawn(const ProgramCall& call, int input, int words, pid_t& child) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, words, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setflags(
        &how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::vector<char*> words_of_call{const_cast<char*>(call.path.c_str())};
    for (const std::string& argument : call.arguments)
        words_of_call.push_back(const_cast<char*>(argument.c_str()));
    words_of_call.push_back(nullptr);
    std::string path = "PATH=/usr/local/bin:/usr/bin:/bin";
    std::array<char*, 2> environment{path.data(), nullptr};
    const int number = ::posix_spawn(&child, call.path.c_str(), &files, &how, words_of_call.data(),
                                     environment.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return number;
}

}  // namespace

core::Result<ProgramEnd> run_program(const ProgramCall& call, const std::atomic<bool>* stop) {
    Descriptor input;
    Descriptor input_theirs;
    Descriptor words;
    Descriptor words_theirs;
    if (!open_pair(input, input_theirs) || !open_pair(words, words_theirs))
        return failed(call, errno);
    pid_t child = -1;
    if (const int number = spawn(call, input_theirs.get(), words_theirs.get(), child); number != 0)
        return failed(call, number);
    input_theirs.reset();
    words_theirs.reset();
    const Descriptor ended{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};

    ProgramEnd end;
    std::string_view rest = call.input;
    const auto deadline =
        Steady::now() + std::chrono::duration_cast<Steady::duration>(call.timeout);
    bool stopped = false;
    for (;;) {
        if (rest.empty() && input) input.reset();
        std::array<pollfd, 3> wanted{{{ended.get(), POLLIN, 0},
                                      {input ? input.get() : -1, POLLOUT, 0},
                                      {words ? words.get() : -1, POLLIN, 0}}};
        ::poll(wanted.data(), wanted.size(),
               static_cast<int>(std::chrono::milliseconds{look_for_stop}.count()));
        if ((wanted[1].revents & (POLLOUT | POLLERR | POLLHUP)) != 0) {
            const ssize_t sent = ::send(input.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent > 0)
                rest.remove_prefix(static_cast<std::size_t>(sent));
            else if (sent < 0 && errno != EAGAIN && errno != EINTR)
                rest = {};  // it does not read: that is its business
        }
        if (wanted[2].revents != 0) {
            std::array<char, 512> buffer{};
            const ssize_t got = ::recv(words.get(), buffer.data(), buffer.size(), 0);
            if (got > 0 && end.words.size() < max_program_words)
                end.words.append(buffer.data(), std::min(static_cast<std::size_t>(got),
                                                         max_program_words - end.words.size()));
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) words.reset();
        }
        if (wanted[0].revents != 0) break;
        stopped = stop != nullptr && stop->load();
        if (stopped || Steady::now() >= deadline) {
            end.timed_out = !stopped;
            ::kill(-child, SIGKILL);
            break;
        }
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (stopped) return core::error(core::ErrorCode::cancelled, call.path + ": stopped");
    if (WIFEXITED(status)) end.exit_status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    end.words = core::printable(end.words, max_program_words);
    return end;
}

}  // namespace hitme::runtime
