// SPDX-License-Identifier: Apache-2.0
// A notice as a syslog message (RFC 5424), or with CEF in it (ArcSight Common Event Format, revision 26).
//
// Form      <PRI>1 TIMESTAMP HOST hitme PID MSGID [hitme@32473 ...] text. Facility 10 (authpriv: security). Values of the
//           structured data escape ", \ and ] (section 6.3.3); everything else that is not printable is written as by
//           core::printable, so no byte can end a value, a line or a frame. 32473 is the number that RFC 5612 gives to examples;
//           hitme has none of its own.
// CEF       header fields escape \ and |, extension values \ and = (section "Character encoding").
// Pure      no I/O.
#pragma once

#include <string>

#include "console/alert/channel.h"
#include "console/notice.h"

namespace hitme::console::alert {

constexpr std::size_t max_syslog_bytes = 2'000;  // below runtime::max_syslog_datagram

std::string syslog_text(const Notice& notice, SyslogForm form, const std::string& host);
/// RFC 5424 table 2.
int syslog_severity(Severity severity);

}  // namespace hitme::console::alert
