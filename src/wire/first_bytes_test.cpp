// SPDX-License-Identifier: Apache-2.0
#include "wire/first_bytes.h"

#include <gtest/gtest.h>

#include <string>

#include "support/packet_writer.h"

namespace hitme::wire {
namespace {

using namespace std::string_view_literals;
using tests::Writer;

std::string_view stream(std::string_view text) {
    return guess_protocol(core::as_bytes(text), Carrier::stream);
}
std::string_view datagram(std::string_view text) {
    return guess_protocol(core::as_bytes(text), Carrier::datagram);
}

TEST(FirstBytes, NamesSmbByItsSignatureBehindTheLength) {
    EXPECT_EQ(stream("\0\0\0\x85\xFFSMBr\0\0\0\0"sv), "smb1");
    EXPECT_EQ(stream("\0\0\0\x66\xFESMB@\0"sv), "smb2");
    EXPECT_EQ(stream("\0\0\0\xA0\xFDSMB"sv), "smb3");
    EXPECT_EQ(stream("\0\0\0\x85\xFFSM"sv), "");
    // RFC 1002 section 4.3.2, called name "*SMBSERVER" encoded as in section 4.1.
    EXPECT_EQ(stream("\x81\0\0\x44 CKFDENECFDEFFCFGEFFCCACACACACACA\0 "
                     "EMEPEDEBEMEIEPFDFECACACACACACACA\0"sv),
              "smb_session_request");
}

TEST(FirstBytes, NamesProtocolsOfText) {
    EXPECT_EQ(stream("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "http");
    EXPECT_EQ(stream("CONNECT example.com:443 HTTP/1.1\r\n"), "http");
    EXPECT_EQ(stream("OPTIONS rtsp://192.0.2.1/ RTSP/1.0\r\n"), "rtsp");
    EXPECT_EQ(stream("OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm\r\n"), "sip");
    EXPECT_EQ(stream("SSH-2.0-OpenSSH_9.2\r\n"), "ssh");
    EXPECT_EQ(stream("EHLO scanner.example\r\n"), "smtp");
    EXPECT_EQ(stream("RFB 003.008\n"), "vnc");
    EXPECT_EQ(stream("*1\r\n$4\r\nPING\r\n"), "redis");
    EXPECT_EQ(stream("set key 0 900 5\r\nvalue\r\n"), "memcached");
    EXPECT_EQ(stream("USER anonymous\r\nPASS x@\r\nSYST\r\n"), "ftp");
    EXPECT_EQ(stream("USER anonymous\r\n"), "");  // POP3 begins so too
    EXPECT_EQ(stream("hello world\r\n"), "");
}

TEST(FirstBytes, NamesBinaryProtocolsOverStreams) {
    EXPECT_EQ(stream("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"sv), "tls");
    // [MS-RDPBCGR] section 4.1.1, the example connection request (without its cookie).
    EXPECT_EQ(stream("\x03\0\0\x13\x0E\xE0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0"sv), "rdp");
    EXPECT_EQ(
        stream("\x03\0\0\x2B\x26\xE0\0\0\0\0\0Cookie: mstshash=eltons\r\n\x01\0\x08\0\0\0\0\0"sv),
        "rdp");
    EXPECT_EQ(
        stream("\x03\0\0\x16\x11\xE0\0\0\0\x01\0\xC1\x02\x01\0\xC2\x02\x01\x02\xC0\x01\x0A"sv),
        "iso_tsap");
    // [MS-TDS] section 4.1, the example pre-login request.
    EXPECT_EQ(stream("\x12\x01\0\x2F\0\0\x01\0\0\0\x1A\0\x06\x01\0\x20\0\x01"sv), "mssql");
    EXPECT_EQ(stream("\0\0\0\x08\x04\xD2\x16\x2F"sv), "postgresql");
    EXPECT_EQ(stream("\x10\x10\0\x04MQTT\x04\x02\0\x3C"sv), "mqtt");
    EXPECT_EQ(stream("\xFF\xFD\x18\xFF\xFD\x20"sv), "telnet");
    EXPECT_EQ(stream("\x05\x01\0"sv), "socks5");
    EXPECT_EQ(stream("\x04\x01\0\x50\xC0\0\x02\x01\0"sv), "socks4");
    EXPECT_EQ(stream("\x05\0\x0B\x03\x10\0\0\0\x48\0\0\0\x01\0\0\0"sv), "dcerpc");
    EXPECT_EQ(stream("\x30\x0C\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0"sv), "ldap");
    EXPECT_EQ(stream("CNXN\x01\0\0\x01\0\0\x10\0\x07\0\0\0\0\0\0\0\xBC\xB1\xA7\xB1"sv), "adb");
}

core::ByteVector question(std::string_view name, unsigned type) {
    return Writer().be16(7).be16(0x0100).be16(1).zeros(6).text(name).be16(type).be16(1).bytes();
}

TEST(FirstBytes, NamesDatagramProtocols) {
    const auto dns = question("\7example\3com\0"sv, 1);
    EXPECT_EQ(guess_protocol(dns, Carrier::datagram), "dns");
    EXPECT_EQ(guess_protocol(Writer().be16(static_cast<unsigned>(dns.size())).raw(dns).bytes(),
                             Carrier::stream),
              "dns");
    EXPECT_EQ(
        guess_protocol(question(" CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0"sv, 0x21), Carrier::datagram),
        "netbios_ns");  // what nbtstat sends (RFC 1002 section 4.2.17)
    // RFC 1002 section 4.4.1: DIRECT_GROUP, flags, id, source 192.0.2.9:138, length, offset, then WORKGROUP<1d> (section
    // 4.1: each half byte as a letter from A on).
    const auto dgm = Writer()
                         .u8(0x11)
                         .u8(0x0A)
                         .be16(7)
                         .be32(0xC0000209)
                         .be16(138)
                         .be16(187)
                         .be16(0)
                         .text(" FHEPFCELEHFCEPFFFACACACACACACABN\0"sv)
                         .zeros(60)
                         .bytes();
    EXPECT_EQ(guess_protocol(dgm, Carrier::datagram), "netbios_dgm");
    auto none = dgm;
    none[20] = 'Q';
    EXPECT_EQ(guess_protocol(none, Carrier::datagram), "");
    EXPECT_EQ(guess_protocol(Writer().u8(0x23).zeros(47).bytes(), Carrier::datagram), "ntp");
    EXPECT_EQ(datagram("\x17\0\3\x2A\0\0\0\0"sv), "ntp");
    EXPECT_EQ(datagram("\x17\0\2\x2A"sv), "ntp");
    // ntpq's READVAR (RFC 9327 section 4): no data; and one that says more data than it has.
    EXPECT_EQ(datagram("\x16\2\0\1\0\0\0\0\0\0\0\0"sv), "ntp");
    EXPECT_EQ(datagram("\x16\2\0\1\0\0\0\0\0\0\0\x09"sv), "");
    EXPECT_EQ(datagram("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"), "ssdp");
    EXPECT_EQ(datagram("\0\1pxelinux.0\0octet\0"sv), "tftp");
    EXPECT_EQ(datagram("\x30\x26\x02\x01\x01\x04\x06public\xA1\x19"sv), "snmp");
    EXPECT_EQ(datagram("\0\0\0\0\0\1\0\0stats\r\n"sv), "memcached");
    EXPECT_EQ(datagram("OPTIONS sip:100@192.0.2.1 SIP/2.0\r\n"), "sip");
}

// RFC 1002 section 4.3.6: keep-alives before, between and instead of anything else.
TEST(FirstBytes, PassesOverNetbiosKeepAlives) {
    const std::string alive = std::string("\x85\0\0\0", 4);
    const std::string smb = std::string("\0\0\0\x23\xFFSMBr\0\0\0", 12);
    EXPECT_EQ(stream(alive + smb), "smb1");
    std::string many;
    for (int i = 0; i < 256; ++i) many += alive;
    EXPECT_EQ(stream(many), "smb_session_request");
    EXPECT_EQ(stream(alive), "");
    EXPECT_EQ(stream(alive + "hello, world"), "");
}

TEST(FirstBytes, SaysNothingOnThinEvidence) {
    for (const auto text : {""sv, "\0"sv, "\r\n\r\n"sv, "\x16"sv, "\x03\0\0"sv, "\x05"sv,
                            "\xFF\xFB"sv, "GET"sv, "\0\0\0\0"sv, "\x16\x03\x01"sv}) {
        EXPECT_EQ(stream(text), "") << core::as_bytes(text).size();
        EXPECT_EQ(datagram(text), "");
    }
    EXPECT_EQ(datagram(std::string(48, '\0')), "");
}

}  // namespace
}  // namespace hitme::wire
