// SPDX-License-Identifier: Apache-2.0
// How a PostgreSQL server reads the two messages of a client's SCRAM-SHA-256, and in what words it refuses them.
//
// What     RFC 5802 section 7 and 5.1; words, source lines and their order as a live 15.18 gave them.
// Salt     one for each user and sensor, also for users that do not exist ("mock authentication"): else the second question tells.
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace hitme::dialogue {

struct ScramFault {
    std::string_view state = "08P01";
    std::string_view message = "malformed SCRAM message";
    std::string detail;
    std::string_view line;
    std::string_view routine;
};

class PostgresqlScram {
 public:
    /// client-first-message.
    std::optional<ScramFault> read_first(std::string_view text);
    /// server-first-message; `random` is the server's part of the nonce.
    std::string first_answer(core::Bytes random, std::uint64_t identity_seed,
                             std::string_view user);
    /// client-final-message. Whoever passes has tried a password.
    std::optional<ScramFault> read_final(std::string_view text) const;
    std::size_t memory() const { return nonce_.capacity(); }

 private:
    char binding_ = 'n';
    std::string nonce_;
};

std::array<std::uint8_t, 16> postgresql_salt(std::uint64_t identity_seed, std::string_view user);

}  // namespace hitme::dialogue
