// SPDX-License-Identifier: Apache-2.0
// Runs a program that the operator named, with an argument vector and bytes on its standard input; no shell.
//
// Inherits  nothing: only the standard streams are open (output goes nowhere, the first max_program_words of standard error
//           are kept to be told), the environment is PATH alone, signals are as at first, its process group is its own.
// Ends      at the time-out, or when `stop` is set, with SIGKILL to the whole group.
// Threads   any. Waits for the program.
// Errors    not_found, refused: it could not be started. cancelled: stopped. network: never.
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace hitme::runtime {

constexpr std::size_t max_program_words = 512;  // ours: a reason on one line

struct ProgramCall {
    std::string path;                      ///< absolute
    std::vector<std::string> arguments{};  ///< after the name
    std::string input;
    core::Duration timeout = std::chrono::seconds{10};
};

struct ProgramEnd {
    int exit_status = -1;  ///< -1: ended by a signal
    int signal = 0;
    bool timed_out = false;
    std::string words;  ///< start of its standard error, printable
};

core::Result<ProgramEnd> run_program(const ProgramCall& call,
                                     const std::atomic<bool>* stop = nullptr);

}  // namespace hitme::runtime
