// SPDX-License-Identifier: Apache-2.0
// A TLS client over memory, for tests of what serves TLS.
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "support/piecewise.h"

namespace hitme::tests {

class TlsClient {
 public:
    /// Of exactly this version.
    explicit TlsClient(int version, const char* ciphers = "DEFAULT:@SECLEVEL=0")
        : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_cipher_list(context_.get(), ciphers);
        SSL_CTX_set_min_proto_version(context_.get(), version);
        SSL_CTX_set_max_proto_version(context_.get(), version);
        connection_ = {SSL_new(context_.get()), SSL_free};
        in_ = BIO_new(BIO_s_mem());
        out_ = BIO_new(BIO_s_mem());
        SSL_set_bio(connection_.get(), in_, out_);
        SSL_set_connect_state(connection_.get());
    }

    /// Before the handshake: the protocols to ask for, and the session of another client to go on with.
    void offer_alpn(const std::vector<std::string>& names) {
        std::string wire;
        for (const std::string& name : names) (wire += static_cast<char>(name.size())) += name;
        SSL_set_alpn_protos(connection_.get(), reinterpret_cast<const unsigned char*>(wire.data()),
                            static_cast<unsigned>(wire.size()));
    }
    void come_back_to(const TlsClient& other) {
        SSL_SESSION* const session = SSL_get1_session(other.connection_.get());
        SSL_set_session(connection_.get(), session);
        SSL_SESSION_free(session);
    }
    bool has_come_back() const { return SSL_session_reused(connection_.get()) == 1; }
    std::string alpn() const {
        const unsigned char* name = nullptr;
        unsigned length = 0;
        SSL_get0_alpn_selected(connection_.get(), &name, &length);
        return {reinterpret_cast<const char*>(name), length};
    }

    /// The records that begin a handshake.
    core::ByteVector hello() {
        SSL_do_handshake(connection_.get());
        return taken();
    }

    /// With anything that has receive(bytes, clear, send); true when both sides are done.
    template <class Server>
    bool shake_hands(Server& server, std::size_t piece = 1 << 20) {
        for (int round = 0; round < 8; ++round) {
            const int done = SSL_do_handshake(connection_.get());
            const core::ByteVector said = taken();
            core::ByteVector answer;
            core::ByteVector clear;
            for (const core::Bytes part : pieces_of(said, piece))
                server.receive(part, clear, answer);
            give(answer);
            if (done == 1 && said.empty()) return true;
        }
        return SSL_is_init_finished(connection_.get()) == 1;
    }

    core::ByteVector encrypt(std::string_view text) {
        SSL_write(connection_.get(), text.data(), static_cast<int>(text.size()));
        return taken();
    }
    core::ByteVector encrypt(core::Bytes bytes) { return encrypt(core::as_text(bytes)); }
    std::string decrypt(core::Bytes records) {
        give(records);
        std::string text;
        char piece[4096];
        int count = 0;
        while ((count = SSL_read(connection_.get(), piece, sizeof piece)) > 0)
            text.append(piece, static_cast<std::size_t>(count));
        return text;
    }
    /// One step of the handshake with these records; what to send.
    core::ByteVector step(core::Bytes records) {
        give(records);
        SSL_do_handshake(connection_.get());
        return taken();
    }
    bool finished() const { return SSL_is_init_finished(connection_.get()) == 1; }

    std::string common_name() const {
        X509* const certificate = SSL_get0_peer_certificate(connection_.get());
        if (certificate == nullptr) return {};
        X509_NAME* const subject = X509_get_subject_name(certificate);
        const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
        if (at < 0) return {};
        unsigned char* text = nullptr;
        const int length =
            ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
        const std::string name(reinterpret_cast<const char*>(text),
                               static_cast<std::size_t>(std::max(length, 0)));
        OPENSSL_free(text);
        return name;
    }
    std::string certificate() const {
        X509* const certificate = SSL_get0_peer_certificate(connection_.get());
        unsigned char digest[32] = {};
        unsigned length = 0;
        if (certificate != nullptr) X509_digest(certificate, EVP_sha256(), digest, &length);
        return {reinterpret_cast<const char*>(digest), length};
    }

 private:
    core::ByteVector taken() {
        core::ByteVector bytes(static_cast<std::size_t>(BIO_ctrl_pending(out_)));
        if (!bytes.empty()) BIO_read(out_, bytes.data(), static_cast<int>(bytes.size()));
        return bytes;
    }
    void give(core::Bytes bytes) {
        if (!bytes.empty()) BIO_write(in_, bytes.data(), static_cast<int>(bytes.size()));
    }

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> connection_{nullptr, SSL_free};
    BIO* in_ = nullptr;
    BIO* out_ = nullptr;
};

}  // namespace hitme::tests
