// SPDX-License-Identifier: Apache-2.0
// Runs a program of the system and takes what it prints: without a shell, with an empty environment, bounded in time and
// bytes. Only the child that it started itself is ever ended.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/result.h"

namespace hitme::sensor::preflight {

constexpr std::size_t max_program_output = 8u << 20;  // ours: a ruleset of 50,000 rules

/// Runs `arguments[0]`, an absolute path, and returns its standard output.
/// Errors   not_found: no such program. cancelled: not done within `time`; it was ended. over_limit: printed more than
///          max_program_output. refused: ended with a status other than 0.
core::Result<std::string> run_program(const std::vector<std::string>& arguments,
                                      std::chrono::milliseconds time);

}  // namespace hitme::sensor::preflight
