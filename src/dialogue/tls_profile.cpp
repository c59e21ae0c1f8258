// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_profile.h"

#include "core/check.h"

namespace hitme::dialogue {
namespace {

// ---- Certificates --------------------------------------------------------------------------------------------------

// Debian's package ssl-cert, make-ssl-cert and its ssleay.cnf, as OpenSSL 3.0 made one of it beside ours.
constexpr CertificateShape snake_oil{
    .days = 3650,
    .extensions =
        "basicConstraints=CA:FALSE\nsubjectAltName=DNS:{host}\nsubjectKeyIdentifier=hash"};

// "openssl req -x509 -nodes -days 365" with every question answered by Return but the name, of 3.0 and its shipped openssl.cnf.
constexpr CertificateShape by_hand{
    .subject = "C=AU/ST=Some-State/O=Internet Widgits Pty Ltd/CN={host}",
    .extensions =
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n"
        "basicConstraints=critical,CA:TRUE"};

// The same by OpenSSL 1.0: a serial number of 64 bits, and basicConstraints not critical (its apps/openssl.cnf). For ten years, as
// small devices have them.
constexpr CertificateShape of_device{
    .subject = "C=CN/ST=GD/O=Router/CN={host}",
    .days = 3650,
    .serial_bytes = 8,
    .extensions =
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n"
        "basicConstraints=CA:TRUE"};

// keytool -genkeypair of Java 11, every question answered by Return: 90 days, a serial number of 32 bits.
constexpr CertificateShape by_keytool{
    .subject = "C=Unknown/ST=Unknown/L=Unknown/O=Unknown/OU=Unknown/CN=Unknown",
    .text = NameText::printable,
    .days = 90,
    .serial_bytes = 4,
    .extensions = "subjectKeyIdentifier=hash"};

// Of Windows' remote desktop, read in certificates that nmap's ssl-cert printed of Windows 10, Server 2016 and 2019: 183 days.
constexpr CertificateShape remote_desktop{
    .text = NameText::printable,
    .days = 183,
    .serial_bytes = 16,
    .extensions = "extendedKeyUsage=serverAuth\nkeyUsage=keyEncipherment,dataEncipherment"};

// Likewise, of Server 2012 R2 and, by the words of its administrators, of what came before it.
constexpr CertificateShape old_remote_desktop{
    .text = NameText::printable,
    .days = 183,
    .hash = CertificateHash::sha1,
    .serial_bytes = 16,
    .extensions = "extendedKeyUsage=serverAuth\nkeyUsage=keyEncipherment,dataEncipherment"};

// "Create Self-Signed Certificate" of IIS Manager: a year. From descriptions; no certificate of one was read.
constexpr CertificateShape iis_manager{
    .text = NameText::printable,
    .days = 365,
    .serial_bytes = 16,
    .extensions = "keyUsage=keyEncipherment,dataEncipherment\nextendedKeyUsage=serverAuth"};

// Of SQL Server 2017 and 2019, read in certificates that nmap's ssl-cert printed: thirty years to the second, no extensions, a
// name of 16-bit characters because '_' is none of a PrintableString. Anew at each start.
constexpr CertificateShape sql_fallback{.subject = "CN=SSL_Self_Signed_Fallback",
                                        .text = NameText::bmp,
                                        .years = 30,
                                        .serial_bytes = 16,
                                        .renewal = Renewal::at_each_start};

// Up to SQL Server 2016: SHA-1 ("Changes to hashing algorithm for self-signed certificate in SQL Server 2017", Microsoft, 2017),
// and a key of 1,024 bits.
constexpr CertificateShape old_sql_fallback{.subject = "CN=SSL_Self_Signed_Fallback",
                                            .text = NameText::bmp,
                                            .years = 30,
                                            .key_bits = 1024,
                                            .hash = CertificateHash::sha1,
                                            .serial_bytes = 16,
                                            .renewal = Renewal::at_each_start};

// ---- OpenSSL -------------------------------------------------------------------------------------------------------

// Debian's mods-available/ssl.conf, the same in bookworm and jammy: SSLProtocol all -SSLv3, SSLCipherSuite HIGH:!aNULL, tickets
// off, sessions in shared memory. Both releases build OpenSSL 3.0 with security level 2, which forbids TLS 1.0 and 1.1.
constexpr TlsProfile apache{.name = "apache-2.4",
                            .highest = 0x0304,
                            .security_level = 2,
                            .ciphers = "HIGH:!aNULL",
                            .order = CipherOrder::of_client,
                            .alpn = "http/1.1",
                            .unknown_alpn = UnknownAlpn::says_its_own,
                            .sessions = 64,
                            .certificate = snake_oil};

// nginx.conf of both packages: ssl_protocols TLSv1 to TLSv1.3, ssl_prefer_server_ciphers on; ssl_ciphers as compiled in
// (HIGH:!aNULL:!MD5), no group for DHE, tickets on, no sessions kept.
constexpr TlsProfile nginx_22{.name = "nginx-1.22",
                              .highest = 0x0304,
                              .security_level = 2,
                              .ciphers = "HIGH:!aNULL:!MD5",
                              .alpn = "http/1.1 http/1.0 http/0.9",
                              .unknown_alpn = UnknownAlpn::ends,  // since 1.21.4 (its CHANGES)
                              .tickets = Tickets::some,
                              .has_dh = false,
                              .confirms_server_name = true,
                              .certificate = by_hand};

constexpr TlsProfile nginx_18{.name = "nginx-1.18",
                              .highest = 0x0304,
                              .security_level = 2,
                              .ciphers = "HIGH:!aNULL:!MD5",
                              .alpn = "http/1.1",
                              .tickets = Tickets::some,
                              .has_dh = false,
                              .confirms_server_name = true,
                              .certificate = snake_oil};

// Postfix 3.7 of Debian with the certificate of its main.cf: postconf(5) smtpd_tls_protocols, smtpd_tls_ciphers (medium) and, since
// it takes whom it gets, no security level and ciphers without a certificate too. Versions, groups, tickets and their life are those of
// 3.7.11 beside ours.
constexpr TlsProfile postfix{.name = "postfix-3.7",
                             .highest = 0x0304,
                             .ciphers = "aNULL:-aNULL:HIGH:MEDIUM:+RC4:@STRENGTH",
                             .groups = "X25519:X448:P-256:P-521:P-384",  // tls_eecdh_auto_curves
                             .order = CipherOrder::of_client,
                             .tickets = Tickets::some,
                             .session_seconds = 7200,
                             .tickets_at_once = 1,
                             .certificate = snake_oil};

// mini_httpd on OpenSSL 1.0: what it serves without a call for curves, and neither of the extensions that came after it.
constexpr TlsProfile router{.name = "router",
                            .ciphers =
                                "AES256-GCM-SHA384:AES256-SHA256:AES256-SHA:CAMELLIA256-SHA:"
                                "AES128-GCM-SHA256:AES128-SHA256:AES128-SHA:CAMELLIA128-SHA",
                            .order = CipherOrder::of_client,
                            .tickets = Tickets::some,
                            .sessions = 16,
                            .has_dh = false,
                            .has_extended_master_secret = false,
                            .has_encrypt_then_mac = false,
                            .certificate = of_device};

// ---- Java ----------------------------------------------------------------------------------------------------------

// Tomcat 9's SSLHostConfig: HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!kRSA, of what Java 11 has; the client's order.
constexpr TlsProfile tomcat{
    .name = "tomcat-9",
    .lowest = 0x0303,
    .highest = 0x0304,
    .ciphers =
        "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305:"
        "DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:"
        "ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA256:ECDHE-RSA-AES128-SHA256:"
        "DHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA:DHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:"
        "DHE-RSA-AES128-SHA",
    .suites = "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256",
    .groups = "X25519:P-256:P-384:P-521:X448",
    .order = CipherOrder::of_client,
    .sessions = 64,
    .session_seconds = 86'400,  // SSLSessionContext.getSessionTimeout of the JDK's documentation
    .has_encrypt_then_mac = false,
    .certificate = by_keytool};

// ---- SChannel ------------------------------------------------------------------------------------------------------
// Versions: "Protocols in TLS/SSL (Schannel SSP)"; orders: "TLS Cipher Suites in Windows 7", "... 8.1", "... 10 v1607", "... 10
// v1809"; curves of Windows 10: "TLS Elliptic Curves in Windows 10 version 1607 and later"; all of learn.microsoft.com. Left out
// of each is what needs an ECDSA or DSS certificate, and 3DES and RC4, which OpenSSL 3.0 is built without. A handshake that has
// no common cipher ends without a word (RST, "SSL/TLS handshake, cipher suites and and schannel error explained",
// docs.ysoft.cloud).

constexpr std::string_view ciphers_1809 =
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:"
    "DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256:"
    "ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA256:"
    "AES128-SHA256:AES256-SHA:AES128-SHA";

constexpr std::string_view ciphers_1607 =
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:"
    "DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256:"
    "ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA:"
    "AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA256:AES128-SHA256:AES256-SHA:AES128-SHA";

// The same list for Windows 7 and 8.1, with the updates that it names.
constexpr std::string_view ciphers_7 =
    "ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:"
    "DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA:"
    "AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA256:AES128-SHA256:AES256-SHA:AES128-SHA";

constexpr TlsProfile schannel(std::string_view name, std::string_view ciphers,
                              std::string_view groups, const CertificateShape& certificate) {
    return {.name = name,
            .ciphers = ciphers,
            .groups = groups,
            .failure = Failure::silence,
            .sessions = 64,
            .session_seconds = 36'000,  // ServerCacheTime, of the same site: ten hours
            .has_encrypt_then_mac = false,
            .certificate = certificate};
}

constexpr std::string_view groups_10 = "X25519:P-256:P-384";
constexpr std::string_view groups_7 = "P-256:P-384";

constexpr TlsProfile iis_10 = [] {
    TlsProfile profile = schannel("iis-10", ciphers_1809, groups_10, iis_manager);
    profile.alpn = "http/1.1";  // HTTP.sys offers h2 too, where it is not turned off
    return profile;
}();

constexpr TlsProfile profiles[] = {
    apache,
    nginx_18,
    nginx_22,
    postfix,
    router,
    tomcat,
    iis_10,
    schannel("rdp-windows-10", ciphers_1809, groups_10, remote_desktop),
    schannel("rdp-2016", ciphers_1607, groups_10, remote_desktop),
    schannel("rdp-windows-7", ciphers_7, groups_7, old_remote_desktop),
    schannel("mssql-2019", ciphers_1809, groups_10, sql_fallback),
    schannel("mssql-2017", ciphers_1607, groups_10, sql_fallback),
    schannel("mssql-2012", ciphers_7, groups_7, old_sql_fallback),
};

}  // namespace

std::span<const TlsProfile> tls_profiles() {
    return profiles;
}

const TlsProfile& tls_profile(std::string_view name) {
    for (const TlsProfile& each : profiles)
        if (each.name == name) return each;
    core::check(false, "a persona names a TLS profile that there is");
    return profiles[0];
}

}  // namespace hitme::dialogue
