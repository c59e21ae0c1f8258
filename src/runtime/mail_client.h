// SPDX-License-Identifier: Apache-2.0
// Hands one message to a mail server (RFC 5321), through libcurl.
//
// Trust     starttls: the session is upgraded or fails (RFC 3207); tls: from the first byte. Certificates are checked against
//           the system's list, or `ca_file`. A password is never sent without TLS.
// Errors    bad_input: an address that is no plain address, a password without TLS. refused: the server said no for good
//           (5yz to sender, recipient or text). network: everything else; trying again may help. cancelled.
// Threads   any. Waits up to `timeout`.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace hitme::runtime {

enum class MailTls : std::uint8_t { none, starttls, tls };

struct MailServer {
    std::string host;
    std::uint16_t port = 587;
    MailTls tls = MailTls::starttls;
    std::string user;  ///< empty: no login
    std::string password;
    std::string ca_file;    ///< PEM; empty: the system's
    std::string greets_as;  ///< our name for EHLO; empty: the host's
    core::Duration timeout = std::chrono::seconds{15};
};

/// Whether `text` is a plain address local@domain that can stand in a command and in a header line: ASCII without
/// blanks, quotes, brackets, commas or control characters.
bool is_mail_address(std::string_view text);

/// `message`: RFC 5322 with CRLF line ends.
core::Result<void> send_mail(const MailServer& server, const std::string& from,
                             const std::vector<std::string>& to, const std::string& message,
                             const std::atomic<bool>* stop = nullptr);

}  // namespace hitme::runtime
