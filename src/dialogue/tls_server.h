// SPDX-License-Identifier: Apache-2.0
// The server's side of TLS over bytes: records of a client in, clear text out, and the reverse.
//
// What     TLS 1.0 to 1.3 by OpenSSL over memory; no socket, no file, no session cache, no client certificate.
// Identity a key and a self-signed certificate, made in memory at their first use (a fifth of a second: prepare them). They come
//          of the subject's seed, and the dates of it and of a grid of time, so that a restart changes nothing; after a year
//          at most the certificate is a new one, with the same key.
// Random   OpenSSL's own: the same bytes give the same clear text, not the same records.
// Bounds   OpenSSL holds some 45 KiB for a connection in its handshake and 15 for an open one (measured by the test), so that it is
//          asked only when a ClientHello is whole (tls_opening.h) and let go when the connection fails or ends.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/bytes.h"
#include "core/time.h"

namespace hitme::dialogue {

/// What the made-up certificate says.
struct TlsSubject {
    std::string common_name;
    std::string organisation;  ///< left out when empty
    std::uint32_t days = 365;
    bool is_version_1_2_the_highest = false;  ///< servers before TLS 1.3
    std::uint64_t seed = 0;                   ///< secret of the machine: its key comes of it
    core::Time as_of{};  ///< the certificate is valid then, and some time before
};

enum class TlsState : std::uint8_t { handshake, open, closed, failed };

class TlsServer {
 public:
    explicit TlsServer(const TlsSubject& subject);
    /// Makes key and certificate, if none asked for them before.
    static void prepare(const TlsSubject& subject);
    ~TlsServer();
    TlsServer(TlsServer&&) noexcept;

    /// Takes the client's records; appends their clear text, and what must be sent for the handshake or as alert.
    TlsState receive(core::Bytes records, core::ByteVector& clear, core::ByteVector& send);
    /// Encrypts; only when open.
    void write(core::Bytes clear, core::ByteVector& send);
    /// close_notify.
    void close(core::ByteVector& send);
    TlsState state() const;
    /// An estimate: OpenSSL does not tell.
    std::size_t memory() const;

 private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace hitme::dialogue
