// SPDX-License-Identifier: Apache-2.0
// A TLS client over memory, for tests of what serves TLS.
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "support/piecewise.h"

namespace hitme::tests {

class TlsClient {
 public:
    /// Of exactly this version.
    explicit TlsClient(int version) : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_cipher_list(context_.get(), "DEFAULT:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(context_.get(), version);
        SSL_CTX_set_max_proto_version(context_.get(), version);
        connection_ = {SSL_new(context_.get()), SSL_free};
        in_ = BIO_new(BIO_s_mem());
        out_ = BIO_new(BIO_s_mem());
        SSL_set_bio(connection_.get(), in_, out_);
        SSL_set_connect_state(connection_.get());
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
        char name[128] = {};
        if (certificate != nullptr)
            X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                                      sizeof name);
        return name;
    }
    std::string certificate() const {
        X509* const certificate = SSL_get0_peer_certificate(connection_.get());
        unsigned char digest[32] = {};
        unsigned length = 0;
        if (certificate != nullptr) X509_digest(certificate, EVP_sha256(), digest, &length);
        return {reinterpret_cast<const char*>(digest), length};
    }

    /// The modulus of the server's RSA key.
    core::ByteVector modulus() const {
        core::ByteVector bytes;
        const X509* const certificate = SSL_get0_peer_certificate(connection_.get());
        BIGNUM* number = nullptr;
        if (certificate != nullptr &&
            EVP_PKEY_get_bn_param(X509_get0_pubkey(certificate), "n", &number) == 1) {
            bytes.resize(static_cast<std::size_t>(BN_num_bytes(number)));
            BN_bn2bin(number, bytes.data());
        }
        BN_free(number);
        return bytes;
    }
    /// Seconds since 1970.
    std::int64_t valid_from() const { return seconds(&X509_get0_notBefore); }
    std::int64_t valid_to() const { return seconds(&X509_get0_notAfter); }

 private:
    std::int64_t seconds(const ASN1_TIME* (*end)(const X509*)) const {
        const X509* const certificate = SSL_get0_peer_certificate(connection_.get());
        int days = 0;
        int rest = 0;
        ASN1_TIME* const epoch = ASN1_TIME_set(nullptr, 0);
        if (certificate != nullptr) ASN1_TIME_diff(&days, &rest, epoch, end(certificate));
        ASN1_TIME_free(epoch);
        return std::int64_t{days} * 86'400 + rest;
    }
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
