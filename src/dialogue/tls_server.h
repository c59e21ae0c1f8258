// SPDX-License-Identifier: Apache-2.0
// The server's side of TLS over bytes: records of a client in, clear text out, and the reverse.
//
// What     TLS 1.0 to 1.3 by OpenSSL over memory, in the manner of a profile; no socket, no file, no client certificate.
// Identity a key and a self-signed certificate (tls_certificate.h), made in memory at their first use: prepare them.
// Random   OpenSSL's own: the same bytes give the same clear text, not the same records.
// Bounds   OpenSSL holds some 45 KiB for a connection in its handshake and 15 for an open one (measured by the test), so that it
//          is asked only when a ClientHello is whole (tls_opening.h) and let go when the connection fails or ends. Sessions to
//          come back to are kept by the profile's number, some KiB each; their age is OpenSSL's to measure.
#pragma once

#include <cstdint>
#include <memory>

#include "core/bytes.h"
#include "dialogue/tls_certificate.h"
#include "dialogue/tls_profile.h"

namespace hitme::dialogue {

enum class TlsState : std::uint8_t { handshake, open, closed, failed };

class TlsServer {
 public:
    /// `profile` must live as long as the program.
    TlsServer(const TlsProfile& profile, const TlsIdentity& identity);
    /// Makes key and certificate, if none asked for them before.
    static void prepare(const TlsProfile& profile, const TlsIdentity& identity);
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
