// SPDX-License-Identifier: Apache-2.0
// What a web server's TLS port says to a client that speaks HTTP in clear to it.
//
// nginx     looks at the first byte: what begins no TLS is a request, read to the end of its head and refused with its own page.
// Apache    is told by OpenSSL at five bytes, of "GET ", "POST ", "HEAD " and "PUT " alone; refuses without reading on.
// Others    leave it to TLS, which ends the connection.
// As nginx 1.22.1 and Apache 2.4.71 did beside ours.
#pragma once

#include <memory>

#include "dialogue/http_pages.h"
#include "dialogue/session.h"
#include "wire/http_message.h"

namespace hitme::dialogue {

class ClearOnTls {
 public:
    enum class Spoken : std::uint8_t { undecided, tls, clear };

    ClearOnTls(const HttpPersona& persona, const Surroundings& surroundings)
        : persona_(persona), local_(surroundings.local), booted_(surroundings.booted) {}
    /// By the first bytes of a connection; decided at the fifth at the latest.
    Spoken spoken(core::Bytes begun) const;
    /// What is spoken in clear, from its first byte.
    void receive(core::Bytes bytes, core::Time now, Output& out);
    std::size_t memory() const;

 private:
    const HttpPersona& persona_;
    core::Address local_;
    core::Time booted_;
    std::unique_ptr<wire::HttpRequestReader> reader_;
};

}  // namespace hitme::dialogue
