// SPDX-License-Identifier: Apache-2.0
// Sends syslog messages that are ready made.
//
// Over      UDP: one datagram a message (RFC 5426). TCP: octet counting (RFC 6587 section 3.4.1). TLS: the same over TLS 1.2 or
//           later, the server's name checked (RFC 5425 sections 4.3 and 4.2.2).
// Loss      UDP may lose without a word; so may the last messages on a TCP connection that the receiver gave up, because
//           syslog acknowledges nothing. A connection that the receiver has closed is seen before the next message.
// Threads   one. Waits up to `timeout` for the name, the connection and the message.
// Errors    bad_input: host, CA file. network: name, connection, certificate, time-out. over_limit: a datagram longer than
//           max_syslog_datagram.
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "runtime/descriptor.h"

namespace hitme::runtime {

enum class SyslogOver : std::uint8_t { udp, tcp, tls };

constexpr std::size_t max_syslog_datagram = 2048;  // RFC 5426 section 3.2: receivers should take it

struct SyslogServer {
    std::string host;
    std::uint16_t port = 514;
    SyslogOver over = SyslogOver::udp;
    std::string ca_file{};  ///< PEM; empty: the system's
    core::Duration timeout = std::chrono::seconds{5};
};

class SyslogClient {
 public:
    explicit SyslogClient(SyslogServer server);
    ~SyslogClient();
    SyslogClient(SyslogClient&&) noexcept;
    SyslogClient& operator=(SyslogClient&&) noexcept;

    core::Result<void> send(std::string_view message);

 private:
    struct Tls;
    core::Result<void> connect();
    core::Result<void> write(std::string_view bytes);
    bool peer_closed();
    void disconnect();
    core::Error failed(const std::string& what) const;

    SyslogServer server_;
    Descriptor socket_;
    std::unique_ptr<Tls> tls_;
};

}  // namespace hitme::runtime
