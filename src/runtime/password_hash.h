// SPDX-License-Identifier: Apache-2.0
// Passwords as argon2id hashes in their usual text form, "$argon2id$v=19$m=65536,t=3,p=1$SALT$HASH".
//
// Cost     64 MiB and three passes (RFC 9106 section 4, the second recommended choice, with one lane): some 0.1 s on one
//          core. Called where a tenth of a second may pass, and throttled by the caller.
// Source   RFC 9106; the text form is that of the reference implementation, which libargon2 is.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace hitme::runtime {

constexpr std::size_t min_password_bytes = 10;    // ours
constexpr std::size_t max_password_bytes = 1024;  // ours: so that nobody hashes megabytes
constexpr std::size_t max_password_hash_bytes = 256;

/// A hash with a salt of its own from the kernel.
/// Errors   bad_input: shorter than min_password_bytes or longer than max_password_bytes. io: no memory.
core::Result<std::string> hash_password(std::string_view password);

/// True when `hash` is of that password. False for anything that is no argon2id text, and for costs above
/// four times ours, so that a foreign hash cannot hold the machine up.
bool password_matches(std::string_view password, const std::string& hash);

}  // namespace hitme::runtime
