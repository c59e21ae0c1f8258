// SPDX-License-Identifier: Apache-2.0
// How much of a client's first flight must be there before a TLS server can say anything to it.
//
// What     RFC 8446 section 5.1: a ClientHello lies in one record or in several; RFC 5246 appendix E.2: or in the form of SSL 2.0.
//          What is no TLS is told apart at five bytes, another record when it is whole: OpenSSL decides upon them then.
// Why      a connection of OpenSSL holds some 45 KiB in its handshake, and a stranger who waits holds none of it.
// Pure     the records' lengths are looked at, and nothing else of them.
#pragma once

#include <cstddef>

#include "core/bytes.h"

namespace hitme::dialogue {

/// ours: a record of 16 KiB and some; the longest ClientHello in use has 2 KiB. What is longer is OpenSSL's to keep.
constexpr std::size_t max_tls_opening = 20 << 10;

/// The number of bytes at which to look again; at most `begun.size()` when there is nothing to wait for.
std::size_t tls_opening_needs(core::Bytes begun);

}  // namespace hitme::dialogue
