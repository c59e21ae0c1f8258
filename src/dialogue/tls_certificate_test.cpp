// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_certificate.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <set>

#include "core/digest.h"
#include "core/text.h"
#include "dialogue/tls_profile.h"

namespace hitme::dialogue {
namespace {

core::ByteVector encoded(const KeyAndCertificate& made) {
    unsigned char* bytes = nullptr;
    const int length = i2d_X509(made.certificate.get(), &bytes);
    core::ByteVector copy(bytes, bytes + length);
    OPENSSL_free(bytes);
    return copy;
}

std::string digest_of_modulus(const KeyAndCertificate& made) {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(made.key.get(), "n", &number);
    core::ByteVector bytes(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, bytes.data());
    BN_free(number);
    return core::sha256_hex(bytes);
}

std::int64_t seconds_of(const ASN1_TIME* time) {
    int days = 0;
    int rest = 0;
    ASN1_TIME* const epoch = ASN1_TIME_set(nullptr, 0);
    ASN1_TIME_diff(&days, &rest, epoch, time);
    ASN1_TIME_free(epoch);
    return std::int64_t{days} * 86'400 + rest;
}

bool holds(const core::ByteVector& whole, const core::ByteVector& part) {
    return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end();
}

core::ByteVector bytes_of_hex(std::string_view hex) {
    return *core::from_hex(hex);
}

const core::Time november = *core::parse_time("2026-11-29T12:00:00Z");

// The modulus by another program (Python: SHA-256 of "tls p test SEEDED", the seed and a counter, both top bits and the lowest
// set, then on to the next prime; the same for q).
TEST(TlsCertificate, HasTheKeyOfItsSeed) {
    CertificateShape shape;
    const TlsIdentity identity{"SEEDED", 42, november};
    EXPECT_EQ(digest_of_modulus(make_certificate(shape, "test", identity)),
              "b19ad8751e0ac1b78b3ab7fb9dd2d173d277aa4e92d4893387067bcca08474b6");
    shape.key_bits = 1024;
    EXPECT_EQ(digest_of_modulus(make_certificate(shape, "test", identity)),
              "93674ec537c859e12b3c3672df046796a3b56fb12bddab313b95f27684efbb2b");
    // Nor do two machines, two names of one machine or two services of one name share it.
    std::set<std::string> keys;
    keys.insert(digest_of_modulus(make_certificate(shape, "test", identity)));
    keys.insert(digest_of_modulus(make_certificate(shape, "test", {"SEEDED", 43, november})));
    keys.insert(digest_of_modulus(make_certificate(shape, "test", {"SEEDED2", 42, november})));
    keys.insert(digest_of_modulus(make_certificate(shape, "other", identity)));
    EXPECT_EQ(keys.size(), 4u);
}

TEST(TlsCertificate, IsTheSameForTheSameMachineAndTime) {
    const TlsIdentity identity{"WIN-1", 7, november};
    for (const TlsProfile& profile : tls_profiles())
        EXPECT_EQ(encoded(make_certificate(profile.certificate, profile.name, identity)),
                  encoded(make_certificate(profile.certificate, profile.name, identity)))
            << profile.name;
}

// The next one when the last one ends, to the second, with the same key.
TEST(TlsCertificate, FollowsTheLastOne) {
    CertificateShape shape;
    shape.days = 183;
    shape.key_bits = 1024;
    TlsIdentity identity{"WIN-1", 7, november};
    const auto first = make_certificate(shape, "test", identity);
    const auto number = certificate_number(shape, "test", identity);
    const auto end = seconds_of(X509_get0_notAfter(first.certificate.get()));
    identity.as_of = core::from_nanoseconds((end - 1) * 1'000'000'000);
    EXPECT_EQ(certificate_number(shape, "test", identity), number);
    identity.as_of = core::from_nanoseconds(end * 1'000'000'000);
    EXPECT_EQ(certificate_number(shape, "test", identity), number + 1);
    const auto second = make_certificate(shape, "test", identity, first.key);
    EXPECT_EQ(seconds_of(X509_get0_notBefore(second.certificate.get())), end);
    EXPECT_EQ(digest_of_modulus(second), digest_of_modulus(first));
    EXPECT_NE(encoded(second), encoded(first));
}

TEST(TlsCertificate, IsValidWhenItIsAskedForAndWasMadeAtAnotherTime) {
    const auto as_of = core::nanoseconds_of(november) / 1'000'000'000;
    for (const std::uint32_t days : {183u, 3650u}) {
        CertificateShape shape;
        shape.days = days;
        shape.key_bits = 1024;
        std::set<std::int64_t> begun;
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const auto made = make_certificate(shape, "test", {"VALID", seed, november});
            const auto from = seconds_of(X509_get0_notBefore(made.certificate.get()));
            const auto to = seconds_of(X509_get0_notAfter(made.certificate.get()));
            EXPECT_LE(from, as_of);
            EXPECT_GT(to, as_of);
            EXPECT_EQ(to - from, std::int64_t{days} * 86'400);
            begun.insert(from);
        }
        EXPECT_EQ(begun.size(), 3u);
    }
}

// The bytes that each SQL Server's certificate has, whatever its key, as nmap's ssl-cert printed them: of 2019 (15.00.2000), and
// of 2012 (11.00.2100). Lengths, version 3 and a serial number of 16 bytes at the front; the name twice.
TEST(TlsCertificate, OfSqlServerIsShapedAsTheRealOne) {
    const core::ByteVector name = bytes_of_hex(
        "303b31393037060355040"
        "31e3000530053004c005f00530065006c0066005f005300690067006e00650064005f00460061006c006c00620"
        "061"
        "0063006b");
    const TlsIdentity identity{"WIN-1", 7, november, november};
    const auto new_one =
        encoded(make_certificate(tls_profile("mssql-2019").certificate, "mssql-2019", identity));
    // MIIDADCCAeigAwIBAgIQ: the real one has 772 bytes too.
    EXPECT_EQ(new_one.size(), 772u);
    EXPECT_TRUE(std::equal(new_one.begin(), new_one.begin() + 15,
                           bytes_of_hex("30820300308201e8a0030201020210").begin()));
    EXPECT_TRUE(holds(new_one, name));
    const auto old_one =
        encoded(make_certificate(tls_profile("mssql-2012").certificate, "mssql-2012", identity));
    // MIIB+zCCAWSgAwIBAgIQ
    EXPECT_EQ(old_one.size(), 511u);
    EXPECT_TRUE(std::equal(old_one.begin(), old_one.begin() + 15,
                           bytes_of_hex("308201fb30820164a0030201020210").begin()));
    EXPECT_TRUE(holds(old_one, name));
    // sha1WithRSAEncryption, RFC 8017 appendix A.2.4
    EXPECT_TRUE(holds(old_one, bytes_of_hex("300d06092a864886f70d0101050500")));
}

// "Not valid before: 2025-08-28T07:07:17, Not valid after: 2055-08-28T07:07:17": thirty years to the second, with whatever
// leap days.
TEST(TlsCertificate, OfSqlServerIsMadeAtItsStartForThirtyYears) {
    for (const std::string_view start : {"2026-11-29T12:00:00Z", "2028-02-29T12:00:00Z"}) {
        const core::Time booted = *core::parse_time(start);
        const auto made = make_certificate(tls_profile("mssql-2017").certificate, "mssql-2017",
                                           {"WIN-1", 7, november, booted});
        const auto from = seconds_of(X509_get0_notBefore(made.certificate.get()));
        const auto as_of = core::nanoseconds_of(booted) / 1'000'000'000;
        EXPECT_GT(from, as_of);
        EXPECT_LT(from, as_of + 300);
        const auto to = seconds_of(X509_get0_notAfter(made.certificate.get()));
        // From 2026 to 2056 there are the leap days of 2028, 2032 ... 2056: eight; the 29th of February of 2028 has no fellow in
        // 2058, and the leap days of 2032 to 2056 lie between.
        EXPECT_EQ((to - from) / 86'400, start.starts_with("2026") ? 30 * 365 + 8 : 30 * 365 + 7);
    }
}

// Extensions of a Server 2019's certificate for remote desktop, from the same source:
// MCIwEwYDVR0lBAwwCgYIKwYBBQUHAwEwCwYDVR0PBAQDAgQw.
TEST(TlsCertificate, OfRemoteDesktopIsShapedAsTheRealOne) {
    const auto made = encoded(make_certificate(tls_profile("rdp-windows-10").certificate,
                                               "rdp-windows-10", {"WIN-ABCDEFGHIJK", 7, november}));
    EXPECT_TRUE(
        holds(made, bytes_of_hex("a324302230130603551d25040c300a06082b06010505070301300b0603551d0"
                                 "f040403020430")));
    // SEQUENCE of one SET of one SEQUENCE: commonName, PrintableString of 15 letters.
    EXPECT_TRUE(holds(made, bytes_of_hex("301a31183016060355040313"
                                         "0f57494e2d4142434445464748494a4b")));
}

// What OpenSSL 3.0 made with the configuration of Debian's ssl-cert.
TEST(TlsCertificate, OfDebianIsShapedAsTheRealOne) {
    const auto made = make_certificate(tls_profile("apache-2.4").certificate, "apache-2.4",
                                       {"web1", 7, november});
    const X509* const certificate = made.certificate.get();
    ASSERT_EQ(X509_get_ext_count(certificate), 3);
    const int expected[] = {NID_basic_constraints, NID_subject_alt_name,
                            NID_subject_key_identifier};
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(OBJ_obj2nid(X509_EXTENSION_get_object(X509_get_ext(certificate, i))),
                  expected[i]);
    EXPECT_EQ(ASN1_STRING_length(X509_get0_serialNumber(certificate)), 20);
    EXPECT_EQ(X509_verify(made.certificate.get(), made.key.get()), 1);
}

}  // namespace
}  // namespace hitme::dialogue
