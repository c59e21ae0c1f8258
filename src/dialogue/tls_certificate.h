// SPDX-License-Identifier: Apache-2.0
// Keys and self-signed certificates as the products make them that a persona stands for.
//
// Shape    who it names and in which kind of string, how long it is valid, how long its serial number and its key are, which
//          extensions it has and in which order: what a scanner's table of certificates shows.
// Identity key and serial number come of a seed, the dates of it and of a grid of time, so that a restart changes nothing; after a
//          year at most the certificate is a new one, with the same key.
// Pure     no clock, no file; a key of 2,048 bits takes a fifth of a second.
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/time.h"

namespace hitme::dialogue {

/// How the texts of a name are encoded (X.520 DirectoryString).
enum class NameText : std::uint8_t { utf8, printable, bmp };
enum class CertificateHash : std::uint8_t { sha1, sha256 };
/// When the product makes a new one: when the old one ends, or at each start.
enum class Renewal : std::uint8_t { when_it_ends, at_each_start };

struct CertificateShape {
    /// "C=AU/O=Company/CN={host}", in the order of the encoding; {host} is the identity's.
    std::string_view subject = "CN={host}";
    NameText text = NameText::utf8;
    std::uint32_t days = 365;
    std::uint32_t years = 0;  ///< of the calendar, instead of days
    int key_bits = 2048;
    CertificateHash hash = CertificateHash::sha256;
    std::size_t serial_bytes = 20;
    /// Lines "name=value" as in OpenSSL's x509v3_config(5), in the order of the encoding.
    std::string_view extensions = {};
    Renewal renewal = Renewal::when_it_ends;
};

/// Whose certificate it is.
struct TlsIdentity {
    std::string host;
    std::uint64_t seed = 0;  ///< secret of the machine
    core::Time as_of{};      ///< it is valid then, and was made some time before
    core::Time started{};    ///< of the machine: what is made at each start is made then
};

struct KeyAndCertificate {
    std::shared_ptr<EVP_PKEY> key;
    std::shared_ptr<X509> certificate;
};

/// `purpose` tells certificates of one host apart: services of one machine do not share their keys. With a key that was made
/// before, the certificate alone is made, a thousand times as fast.
KeyAndCertificate make_certificate(const CertificateShape& shape, std::string_view purpose,
                                   const TlsIdentity& identity,
                                   std::shared_ptr<EVP_PKEY> key = nullptr);
/// Which of the certificates that follow each other it is: another number, another certificate.
std::uint64_t certificate_number(const CertificateShape& shape, std::string_view purpose,
                                 const TlsIdentity& identity);

}  // namespace hitme::dialogue
