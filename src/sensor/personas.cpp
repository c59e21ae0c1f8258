// SPDX-License-Identifier: Apache-2.0
#include "sensor/personas.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/check.h"
#include "core/digest.h"
#include "core/random.h"

namespace hitme::sensor {
namespace {

using namespace std::string_view_literals;

/// One greeting. In `text`, {host} and {domain} are a made-up name, {serial} is a number, {process}
/// a process id; {mysql} is replaced by the parts of a MySQL handshake that are numbers.
struct Template {
    std::string_view name;
    std::string_view service;
    std::string_view text;
};

// What these programs send as installed, written from their documentation and source, without
// dates: a date would need a clock, and one that stands still gives us away.
constexpr Template templates[] = {
    // RFC 4253 section 4.2: "SSH-protoversion-softwareversion SP comments CR LF".
    {"ssh-debian-12", "ssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"},
    {"ssh-ubuntu-22", "ssh", "SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10\r\n"},
    {"ssh-ubuntu-20", "ssh", "SSH-2.0-OpenSSH_8.2p1 Ubuntu-4ubuntu0.11\r\n"},
    {"ssh-centos-7", "ssh", "SSH-2.0-OpenSSH_7.4\r\n"},
    {"ssh-router", "ssh", "SSH-2.0-dropbear_2019.78\r\n"},

    // RFC 959 section 4.2: a code of three digits, a space, text; 220 is "service ready for new
    // user".
    {"ftp-vsftpd", "ftp", "220 (vsFTPd 3.0.3)\r\n"},
    {"ftp-proftpd", "ftp", "220 ProFTPD Server ({host}) [10.{octet}.{octet}.{octet}]\r\n"},
    {"ftp-microsoft", "ftp", "220 Microsoft FTP Service\r\n"},
    {"ftp-filezilla", "ftp",
     "220-FileZilla Server 0.9.60 beta\r\n"
     "220-written by Tim Kosse (tim.kosse@filezilla-project.org)\r\n"
     "220 Please visit https://filezilla-project.org/\r\n"},

    // RFC 5321 section 4.2: "220 " domain [ SP text ] CR LF.
    {"smtp-postfix-debian", "smtp", "220 {host}.{domain} ESMTP Postfix (Debian/GNU)\r\n"},
    {"smtp-postfix-ubuntu", "smtp", "220 {host}.{domain} ESMTP Postfix (Ubuntu)\r\n"},
    {"smtp-postfix", "smtp", "220 {host}.{domain} ESMTP Postfix\r\n"},

    // RFC 854: IAC (255) WILL (251) or DO (253) option; 1 echo, 3 suppress go ahead, 24 terminal
    // type, 31 window size.
    {"telnet-busybox", "telnet",
     "\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03\r\n{host} login: "sv},
    {"telnet-router", "telnet", "\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\nLogin: "sv},
    {"telnet-camera", "telnet", "\xff\xfb\x01\xff\xfb\x03\r\n(none) login: "sv},

    // RFC 1939 section 4: "+OK", a space and text.
    {"pop3-dovecot", "pop3", "+OK Dovecot (Debian) ready.\r\n"},
    {"pop3-dovecot-ubuntu", "pop3", "+OK Dovecot (Ubuntu) ready.\r\n"},
    {"pop3-apop", "pop3", "+OK POP3 ready <{process}.{serial}@{host}.{domain}>\r\n"},

    // RFC 3501 section 7.1: untagged OK with an optional capability code.
    {"imap-dovecot", "imap",
     "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ STARTTLS "
     "AUTH=PLAIN] Dovecot (Debian) ready.\r\n"},
    {"imap-courier", "imap",
     "* OK [CAPABILITY IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT "
     "THREAD=REFERENCES SORT QUOTA IDLE ACL ACL2=UNION STARTTLS] Courier-IMAP ready. "
     "Copyright 1998-2018 Double Precision, Inc.  See COPYING for distribution information.\r\n"},

    // RFC 6143 section 7.1.1: "RFB xxx.yyy" and a line feed, 12 bytes.
    {"vnc-38", "vnc", "RFB 003.008\n"},
    {"vnc-37", "vnc", "RFB 003.007\n"},

    // MySQL client/server protocol, "Protocol::HandshakeV10".
    {"mysql-57", "mysql", "5.7.42-log{mysql}"},
    {"mysql-80", "mysql", "8.0.36-0ubuntu0.22.04.1{mysql}"},
    {"mysql-mariadb", "mysql", "5.5.5-10.11.6-MariaDB-0+deb12u1{mysql}"},
};

constexpr std::string_view services[] = {"ssh",  "ftp",  "smtp", "telnet",
                                         "pop3", "imap", "vnc",  "mysql"};

// Made-up host names: a word, a number. RFC 1123 section 2.1: letters, digits and hyphens.
constexpr std::string_view host_words[] = {"srv",  "mail",   "web",   "db",   "app",  "files",
                                           "node", "office", "store", "core", "edge", "backup"};
// RFC 6761 section 6.5 reserves none of these, and none can be registered: they are names for
// inside networks.
constexpr std::string_view domains[] = {"lan", "local", "internal", "localdomain", "home.arpa"};

/// The numbers that are filled in, drawn in this order from the seed.
struct Fields {
    explicit Fields(std::uint64_t seed) : random(seed) {
        host = std::string(host_words[random.below(std::size(host_words))]);
        host += (random.below(2) == 0 ? "-" : "") + std::to_string(1 + random.below(40));
        domain = domains[random.below(std::size(domains))];
    }
    core::Random random;
    std::string host;
    std::string domain;
};

void append_little_endian(std::string& out, std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
}

/// A packet with the HandshakeV10 payload around `version`.
std::string mysql_handshake(std::string_view version, core::Random& random) {
    const auto salt = [&](int length) {
        std::string out;
        // 0x21 to 0x7e: servers take printable bytes, because older clients read the salt as text.
        for (int i = 0; i < length; ++i) out += static_cast<char>(0x21 + random.below(0x5e));
        return out;
    };
    std::string payload = "\x0a";  // protocol version 10
    payload += version;
    payload += '\0';
    append_little_endian(payload, static_cast<std::uint32_t>(40 + random.below(90'000)), 4);
    payload += salt(8);                        // auth-plugin-data-part-1
    payload += '\0';                           // filler
    append_little_endian(payload, 0xf7ff, 2);  // capability flags, lower half; no TLS (0x0800)
    payload += '\x21';                         // character set 33, utf8_general_ci
    append_little_endian(payload, 0x0002, 2);  // status: autocommit
    append_little_endian(payload, 0x81ff, 2);  // capability flags, upper half
    payload += '\x15';                         // length of auth-plugin-data, 8 + 13
    payload += std::string(10, '\0');          // reserved
    payload += salt(12);                       // auth-plugin-data-part-2
    payload += '\0';
    payload += "mysql_native_password";
    payload += '\0';
    std::string packet;
    append_little_endian(packet, static_cast<std::uint32_t>(payload.size()), 3);
    packet += '\0';  // sequence id
    return packet + payload;
}

void replace_all(std::string& text, std::string_view field, const auto& value_of) {
    for (std::size_t at = text.find(field); at != std::string::npos; at = text.find(field, at)) {
        const std::string value = value_of();
        text.replace(at, field.size(), value);
        at += value.size();
    }
}

core::ByteVector fill(const Template& chosen, std::uint64_t seed) {
    Fields fields{seed};
    std::string text(chosen.text);
    replace_all(text, "{host}", [&] { return fields.host; });
    replace_all(text, "{domain}", [&] { return fields.domain; });
    replace_all(text, "{octet}", [&] { return std::to_string(1 + fields.random.below(254)); });
    replace_all(text, "{process}",
                [&] { return std::to_string(300 + fields.random.below(30'000)); });
    replace_all(text, "{serial}",
                [&] { return std::to_string(fields.random.below(1'000'000'000)); });
    constexpr std::string_view mysql = "{mysql}";
    if (text.ends_with(mysql)) {
        text.resize(text.size() - mysql.size());
        text = mysql_handshake(text, fields.random);
    }
    core::check(text.size() <= max_banner_bytes, "a shipped banner is within its limit");
    return {text.begin(), text.end()};
}

}  // namespace

std::span<const std::string_view> known_personas() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all(std::begin(services), std::end(services));
        for (const Template& each : templates) all.push_back(each.name);
        return all;
    }();
    return names;
}

std::uint64_t persona_seed(std::string_view sensor_name, std::string_view machine) {
    std::string text{sensor_name};
    if (!machine.empty()) text += '\n' + std::string(machine);
    const auto digest = core::sha256(core::as_bytes(text));
    std::uint64_t seed = 0;
    for (std::size_t i = 0; i < 8; ++i) seed = seed << 8 | digest[i];
    return seed;
}

core::ByteVector banner_for(std::string_view persona, std::uint64_t seed) {
    std::vector<const Template*> fitting;
    for (const Template& each : templates)
        if (each.name == persona || each.service == persona) fitting.push_back(&each);
    if (fitting.empty()) return {};
    // A draw of its own, so that adding a template does not change the fields of the others.
    core::Random choice{seed ^ 0x70657273'6f6e6173u};
    return fill(*fitting[choice.below(fitting.size())], seed);
}

}  // namespace hitme::sensor
