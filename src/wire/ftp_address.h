// SPDX-License-Identifier: Apache-2.0
// Where an FTP client asks the server to connect to.
//
// What     PORT h1,h2,h3,h4,p1,p2 (RFC 959 section 5.3.2); EPRT |1|address|port| (RFC 2428 section 2).
// Why      an address other than the client's own is a bounce (CERT CA-1997-27). Nobody here connects to it.
// Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/ip.h"
#include "core/result.h"

namespace hitme::wire {

struct FtpAddress {
    core::Address address;
    std::uint16_t port = 0;
};

/// Errors   bad_value: "host-port".
core::Parsed<FtpAddress> decode_ftp_port(std::string_view argument);
/// Errors   bad_value: "net-prt" (neither 1 nor 2), "net-addr", "tcp-port".
core::Parsed<FtpAddress> decode_ftp_eprt(std::string_view argument);

}  // namespace hitme::wire
