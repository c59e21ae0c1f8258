// SPDX-License-Identifier: Apache-2.0
// A message as an e-mail (RFC 5322), plain text.
//
// Headers   every value is printable ASCII of our own making or an encoded word (RFC 2047); none can hold a line break, so nothing
//           that a stranger sent can begin a header of its own. Lines are folded to at most 78 characters where they can be.
// Body      text/plain in UTF-8, quoted-printable (RFC 2045 section 6.7), then the dashboard's link.
// Threads   one thread a group: References and In-Reply-To name the group's own id, which no message has; mail programs join
//           what refers to the same one (RFC 5322 section 3.6.4).
// Pure      date and the unique part of the Message-ID are passed in.
#pragma once

#include <string>
#include <vector>

#include "console/alert/channel.h"
#include "console/alert/message.h"

namespace hitme::console::alert {

/// `unique`: letters and digits, different for each message.
std::string mail_text(const Channel& channel, const Message& message, const Reader& reader,
                      const std::string& unique);

/// "Sun, 01 Mar 2026 12:00:00 +0000" (RFC 5322 section 3.3).
std::string mail_date(core::Time at);
/// `text` as it may stand in an unstructured header: itself where it is printable ASCII of at most 60 characters, else
/// encoded words of at most 75 characters with CRLF and a blank between them.
std::string mail_header_text(std::string_view text);
std::string quoted_printable(std::string_view text);

}  // namespace hitme::console::alert
