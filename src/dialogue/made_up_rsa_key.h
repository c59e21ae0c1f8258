// SPDX-License-Identifier: Apache-2.0
// What looks like the public RSA key of a server, in PEM: a number of 2,048 bits that nobody has factors of, and 65537.
//
// Why      MySQL 8.0 gives its key to whoever asks before a logon. What is encrypted with it is refused unread, so no private
//          half is needed, and the same sensor shows the same key for ever.
// Form     SubjectPublicKeyInfo (RFC 5280 section 4.1, RFC 8017 appendix A.1.1), lines of 64 (RFC 7468).
// Pure.
#pragma once

#include <cstdint>
#include <string>

namespace hitme::dialogue {

std::string made_up_rsa_key(std::uint64_t identity_seed);

}  // namespace hitme::dialogue
