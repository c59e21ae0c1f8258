// SPDX-License-Identifier: Apache-2.0
// A session behind TLS: "https" is the http decoy inside dialogue/tls_server.
//
// What     the inner session's persona speaks; its certificate's name is made up from the identity seed.
// Inside   what went in and out in clear is offered through Session::take_inner(), bounded by max_inner_kept: what is not
//          taken in time is left out.
// Bounds   the inner session's and that of TlsServer.
#pragma once

#include <memory>
#include <string_view>

#include "dialogue/clear_on_tls.h"
#include "dialogue/session.h"
#include "dialogue/tls_server.h"

namespace hitme::dialogue {

constexpr std::size_t max_inner_kept = 1 << 20;

/// `inner` behind TLS; `protocol` names it and must live as long as the program, as must `profile`. `clear` answers who speaks
/// in clear; null: TLS does.
std::unique_ptr<Session> make_tls_session(std::unique_ptr<Session> inner, std::string_view protocol,
                                          const TlsProfile& profile, const TlsIdentity& identity,
                                          std::unique_ptr<ClearOnTls> clear = nullptr);

/// "https": the http decoy of that persona; null where there is none.
std::unique_ptr<Session> make_https_session(std::string_view persona,
                                            const Surroundings& surroundings);

}  // namespace hitme::dialogue
