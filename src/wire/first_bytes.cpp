// SPDX-License-Identifier: Apache-2.0
#include "wire/first_bytes.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/reader.h"

namespace hitme::wire {
namespace {

using core::Bytes;
using core::Reader;
using namespace std::string_view_literals;

// No mark is empty. One byte tells most of them apart, without a call.
bool begins(Bytes bytes, std::string_view mark) {
    return bytes.size() >= mark.size() && bytes[0] == static_cast<std::uint8_t>(mark[0]) &&
           core::as_text(bytes).substr(0, mark.size()) == mark;
}

bool has_at(Bytes bytes, std::size_t offset, std::string_view mark) {
    return bytes.size() >= offset && begins(bytes.subspan(offset), mark);
}

std::string_view first_line(Bytes bytes) {
    const std::string_view text = core::as_text(bytes);
    // Two searches for one byte each: find_first_of asks for every byte of the text anew.
    return text.substr(0, std::min(text.find('\r'), text.find('\n')));
}

bool has_line_end(Bytes bytes) {
    return core::as_text(bytes).find('\n') != std::string_view::npos;
}

// ---- SMB over TCP ----------------------------------------------------------------------------------------------

// RFC 1002 section 4.3.6: SESSION KEEP ALIVE, type 0x85 and no length. A server passes over any number of them.
Bytes after_keep_alives(Bytes bytes) {
    while (has_at(bytes, 0, "\x85\0\0\0"sv)) bytes = bytes.subspan(4);
    return bytes;
}

// Direct TCP transport: a zero byte and three of length ([MS-SMB2] 2.1; RFC 1002 section 4.3.1 on port 139).
bool in_smb_transport(Bytes all, std::string_view mark) {
    const Bytes bytes = after_keep_alives(all);
    return bytes.size() >= 8 && bytes[0] == 0 && has_at(bytes, 4, mark);
}
bool smb1(Bytes bytes) {
    return in_smb_transport(bytes, "\xFFSMB"sv);
}  // [MS-CIFS] 2.2.3.1
bool smb2(Bytes bytes) {
    return in_smb_transport(bytes, "\xFESMB"sv);
}  // [MS-SMB2] 2.2.1
bool smb3(Bytes bytes) {
    return in_smb_transport(bytes, "\xFDSMB"sv) ||  // [MS-SMB2] 2.2.41 TRANSFORM_HEADER
           in_smb_transport(bytes, "\xFCSMB"sv);    // [MS-SMB2] 2.2.42 COMPRESSION_TRANSFORM_HEADER
}

bool is_encoded_name(Bytes bytes) {  // RFC 1001 section 14.1: 32 letters A to P
    return bytes.size() >= 32 && std::all_of(bytes.begin(), bytes.begin() + 32,
                                             [](std::uint8_t c) { return c >= 'A' && c <= 'P'; });
}

// RFC 1002 section 4.3.2: SESSION REQUEST, type 0x81, then two encoded names.
bool smb_session_request(Bytes all) {
    const Bytes bytes = after_keep_alives(all);
    // Nothing else begins with two of them.
    constexpr std::size_t two_keep_alives = 8;
    if (all.size() - bytes.size() >= two_keep_alives && bytes.size() < 4) return true;
    return bytes.size() >= 37 && bytes[0] == 0x81 && bytes[1] <= 1 && bytes[4] == 32 &&
           is_encoded_name(bytes.subspan(5));
}

// ---- TLS -------------------------------------------------------------------------------------------------------

// RFC 8446 section 5.1: handshake record of at most 2^14 bytes; section 4: client_hello is 1.
bool tls(Bytes bytes) {
    Reader in{bytes};
    const std::uint8_t type = in.u8("ContentType");
    const std::uint16_t version = in.u16be("Version");
    const std::uint16_t length = in.u16be("Length");
    const std::uint8_t handshake = in.u8("HandshakeType");
    const std::uint8_t high = in.u8("Length");
    return in.ok() && type == 22 && version >= 0x0300 && version <= 0x0304 && length >= 4 &&
           length <= 1 << 14 && handshake == 1 && high == 0;
}

// RFC 5246 appendix E.2: a ClientHello in the form of SSL 2.0; cipher specs are three bytes each.
bool tls_in_old_form(Bytes bytes) {
    if ((bytes[0] & 0x80) == 0) return false;
    Reader old{bytes};
    const std::uint16_t old_length = old.u16be("MsgLength");
    const std::uint8_t old_type = old.u8("MsgType");
    const std::uint16_t old_version = old.u16be("Version");
    const std::uint16_t ciphers = old.u16be("CipherSpecLength");
    const std::uint16_t session = old.u16be("SessionIdLength");
    const std::uint16_t challenge = old.u16be("ChallengeLength");
    return old.ok() && old_type == 1 &&
           (old_version == 2 || (old_version >= 0x0300 && old_version <= 0x0303)) && ciphers > 0 &&
           ciphers % 3 == 0 && challenge >= 16 && challenge <= 32 &&
           (old_length & 0x7FFF) == 9 + ciphers + session + challenge;
}

// ---- Lines of text ---------------------------------------------------------------------------------------------

bool line_ends_with(Bytes bytes, std::string_view mark) {
    return first_line(bytes).ends_with(mark);
}

bool sip(Bytes bytes) {
    return line_ends_with(bytes, " SIP/2.0");
}  // RFC 3261 section 7.1
bool rtsp(Bytes bytes) {
    return line_ends_with(bytes, " RTSP/1.0");
}  // RFC 2326 section 6.1
bool ssdp(Bytes bytes) {
    return begins(bytes, "M-SEARCH * HTTP/1.1");
}  // UPnP Device Architecture 1.3.2

// RFC 9112 section 3: method SP target; the target's forms are those of section 3.2.
bool http(Bytes bytes) {
    static constexpr std::array methods{"GET"sv,      "HEAD"sv,    "POST"sv,  "PUT"sv,
                                        "DELETE"sv,   "OPTIONS"sv, "TRACE"sv, "PATCH"sv,
                                        "PROPFIND"sv, "SEARCH"sv,  "MKCOL"sv, "COPY"sv,
                                        "MOVE"sv,     "LOCK"sv,    "REPORT"sv};
    if (begins(bytes, "PRI * HTTP/2.0\r\n")) return true;  // RFC 9113 section 3.4
    const std::string_view line = first_line(bytes);
    if (line.starts_with("CONNECT ") && line.find(" HTTP/1.") != line.npos) return true;
    for (const std::string_view method : methods) {
        if (!line.starts_with(method)) continue;
        const std::string_view rest = line.substr(method.size());
        if (rest.starts_with(" /") || rest.starts_with(" http://") ||
            rest.starts_with(" https://") || rest.starts_with(" * HTTP/"))
            return true;
    }
    return false;
}

bool ssh(Bytes bytes) {  // RFC 4253 section 4.2; 1.x before it
    return begins(bytes, "SSH-2.0-") || begins(bytes, "SSH-1.");
}

bool smtp(Bytes bytes) {  // RFC 5321 section 4.1.1.1
    return (begins(bytes, "EHLO ") || begins(bytes, "HELO ")) && has_line_end(bytes);
}

bool vnc(Bytes bytes) {  // RFC 6143 section 7.1.1: "RFB xxx.yyy\n"
    return bytes.size() >= 12 && begins(bytes, "RFB 00") && bytes[7] == '.' && bytes[11] == '\n';
}

// RFC 959: USER alone is also POP3's (RFC 1939), so a command that only FTP has must follow; AUTH TLS is RFC 4217's.
bool ftp(Bytes bytes) {
    if (begins(bytes, "AUTH TLS\r\n") || begins(bytes, "AUTH SSL\r\n")) return true;
    if (!begins(bytes, "USER ")) return false;
    const std::string_view text = core::as_text(bytes);
    for (const std::string_view command :
         {"\nSYST"sv, "\nPASV"sv, "\nEPSV"sv, "\nPORT "sv, "\nTYPE "sv, "\nCWD "sv, "\nPWD"sv,
          "\nFEAT"sv, "\nOPTS "sv})
        if (text.find(command) != text.npos) return true;
    return false;
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.size() <= 10 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// RESP, redis.io/docs/reference/protocol-spec: a command is an array of bulk strings.
bool redis(Bytes bytes) {
    const std::string_view text = core::as_text(bytes);
    if (!text.starts_with('*')) return false;
    const std::size_t end = text.find("\r\n$");
    if (end == text.npos || !is_digits(text.substr(1, end - 1))) return false;
    const std::string_view rest = text.substr(end + 3);
    return is_digits(rest.substr(0, rest.find("\r\n")));
}

// memcached, doc/protocol.txt; over UDP eight bytes of frame header come first.
bool memcached_text(Bytes bytes) {
    if (begins(bytes, "stats\r\n") || begins(bytes, "stats items\r\n") || begins(bytes, "gets "))
        return true;
    if (!begins(bytes, "set ") && !begins(bytes, "add ")) return false;
    // "set <key> <flags> <exptime> <bytes>"
    const std::string_view line = first_line(bytes);
    return std::count(line.begin(), line.end(), ' ') >= 4 &&
           is_digits(line.substr(line.rfind(' ') + 1));
}
bool memcached_udp(Bytes bytes) {
    return has_at(bytes, 2, "\0\0\0\1\0\0"sv) && memcached_text(bytes.subspan(8));
}

// ---- Binary forms over streams ---------------------------------------------------------------------------------

// RFC 1006: TPKT version 3; X.224 connection request has code 0xE0 ([MS-RDPBCGR] 2.2.1.1).
bool x224_request(Bytes bytes) {
    Reader in{bytes};
    const std::uint16_t version = in.u16be("Version");
    const std::uint16_t length = in.u16be("Length");
    const std::uint8_t indicator = in.u8("LengthIndicator");
    const std::uint8_t code = in.u8("Code");
    return in.ok() && version == 0x0300 && length >= 11 && indicator + 5 == length &&
           (code & 0xF0) == 0xE0;
}
bool rdp(Bytes bytes) {
    if (!x224_request(bytes)) return false;
    const std::size_t length = bytes[3];
    // [MS-RDPBCGR] 2.2.1.1: a cookie, or the negotiation request (2.2.1.1.1: type 1, length 8), or neither (RDP 4).
    if (has_at(bytes, 11, "Cookie: ")) return true;
    if (bytes[2] == 0 && length == 11) return true;
    return bytes[2] == 0 && length >= 19 && has_at(bytes, length - 8, "\1"sv) &&
           has_at(bytes, length - 6, "\x08\0"sv);
}
bool iso_tsap(
    Bytes
        bytes) {  // RFC 905 section 13.3.4: parameters 0xC0 to 0xC2, as industrial controllers use them
    return x224_request(bytes) && bytes.size() > 11 && bytes[11] >= 0xC0 && bytes[11] <= 0xC2;
}

// [MS-TDS] 2.2.3.1: type, status, length, SPID, packet id, window.
bool mssql(Bytes bytes) {
    Reader in{bytes};
    const std::uint8_t type = in.u8("Type");
    const std::uint8_t status = in.u8("Status");
    const std::uint16_t length = in.u16be("Length");
    in.skip(3, "SPID");
    const std::uint8_t window = in.u8("Window");
    if (!in.ok() || status > 1 || window != 0 || length < 16) return false;
    if (type ==
        0x12) {  // PRELOGIN (2.2.6.5): the first option is VERSION, at an offset past the option list
        const std::uint8_t token = in.u8("PL_OPTION_TOKEN");
        const std::uint16_t offset = in.u16be("PL_OFFSET");
        const std::uint16_t size = in.u16be("PL_OPTION_LENGTH");
        return in.ok() && token == 0 && offset >= 6 && offset < length && size == 6;
    }
    if (type == 0x10) {  // LOGIN7 (2.2.6.4): its own length, then the version of TDS
        const std::uint32_t own = in.u32le("Length");
        return in.ok() && own + 8 == length;
    }
    return false;
}

// MySQL internals, Protocol::HandshakeResponse41: CLIENT_PROTOCOL_41 is set and 23 zero bytes follow the character set.
bool mysql(Bytes bytes) {
    Reader in{bytes};
    const std::uint32_t header = in.u32le("PayloadLength");
    const std::uint32_t capabilities = in.u32le("CapabilityFlags");
    in.skip(5, "MaxPacketSize");
    const Bytes filler = in.take(23, "Filler");
    return in.ok() && header >> 24 == 1 && (header & 0xFFFFFF) >= 32 &&
           (capabilities & 0x200) != 0 &&
           std::all_of(filler.begin(), filler.end(), [](std::uint8_t b) { return b == 0; });
}

// PostgreSQL documentation, "Message Formats": StartupMessage, SSLRequest, GSSENCRequest, CancelRequest.
bool postgresql(Bytes bytes) {
    if (begins(bytes, "\0\0\0\x08\x04\xD2\x16\x2F"sv)) return true;
    if (begins(bytes, "\0\0\0\x08\x04\xD2\x16\x30"sv)) return true;
    if (begins(bytes, "\0\0\0\x10\x04\xD2\x16\x2E"sv)) return true;
    return has_at(bytes, 0, "\0\0"sv) && has_at(bytes, 4, "\0\3\0\0user\0"sv);
}

// MQTT 3.1.1 section 3.1: CONNECT, remaining length of one to four bytes, then the protocol name.
bool mqtt(Bytes bytes) {
    if (bytes.size() < 2 || bytes[0] != 0x10) return false;
    std::size_t at = 1;
    while (at < 4 && at < bytes.size() && (bytes[at] & 0x80) != 0) ++at;
    return has_at(bytes, at + 1, "\0\4MQTT"sv) || has_at(bytes, at + 1, "\0\6MQIsdp"sv);
}

// RFC 854: IAC, then WILL, WONT, DO or DONT, then an option; two such commands, or one alone.
bool telnet(Bytes bytes) {
    const auto is_command = [&](std::size_t at) {
        return bytes.size() >= at + 3 && bytes[at] == 0xFF && bytes[at + 1] >= 0xFB &&
               bytes[at + 1] <= 0xFE && bytes[at + 2] <= 49;  // IANA Telnet options 0 to 49
    };
    return is_command(0) && (bytes.size() == 3 || is_command(3));
}

// Android adb, protocol.txt: the magic is the command with all bits turned.
bool adb(Bytes bytes) {
    return begins(bytes, "CNXN") && has_at(bytes, 20, "\xBC\xB1\xA7\xB1"sv);
}

// RFC 1928 section 3: version 5, number of methods, methods, and nothing more.
bool socks5(Bytes bytes) {
    return bytes.size() >= 3 && bytes[0] == 5 && bytes[1] >= 1 && bytes[1] <= 4 &&
           bytes.size() == std::size_t{2} + bytes[1] &&
           std::all_of(bytes.begin() + 2, bytes.end(),
                       [](std::uint8_t method) { return method <= 9; });  // IANA SOCKS methods
}
// SOCKS 4 (Y.-D. Lee's memo): version 4, CONNECT or BIND, port, address, user name, zero; 4A adds a name and a zero.
bool socks4(Bytes bytes) {
    if (bytes.size() < 9 || bytes[0] != 4 || bytes[1] < 1 || bytes[1] > 2 || bytes.back() != 0)
        return false;
    const auto zeros = std::count(bytes.begin() + 8, bytes.end(), 0);
    const bool has_name = bytes[4] == 0 && bytes[5] == 0 && bytes[6] == 0 && bytes[7] != 0;
    return zeros == (has_name ? 2 : 1) && (bytes[2] != 0 || bytes[3] != 0);
}

// DCE 1.1 RPC (C706) section 12.6.4.3: version 5.0, bind, little-endian; fragments are at least 72 bytes.
bool dcerpc(Bytes bytes) {
    return begins(bytes, "\5\0\x0B"sv) && has_at(bytes, 4, "\x10\0\0\0"sv) && bytes.size() >= 10 &&
           (bytes[9] << 8 | bytes[8]) >= 72;
}

// RFC 4511 section 4.2: SEQUENCE, messageID, then a bind request ([APPLICATION 0]) or a search ([APPLICATION 3]).
// RFC 1157 and RFC 3416: SEQUENCE, version 0 or 1, community string, then a request PDU (context 0 to 8).
std::size_t after_sequence(Bytes bytes) {
    if (bytes.size() < 2 || bytes[0] != 0x30) return 0;
    if (bytes[1] < 0x80) return 2;
    const std::size_t length_bytes = bytes[1] & 0x7F;
    return length_bytes >= 1 && length_bytes <= 4 ? 2 + length_bytes : 0;
}
bool ldap(Bytes bytes) {
    const std::size_t at = after_sequence(bytes);
    if (at == 0 || bytes.size() < at + 3 || bytes[at] != 2) return false;
    const std::size_t id_bytes = bytes[at + 1];
    if (id_bytes < 1 || id_bytes > 4 || bytes.size() < at + id_bytes + 7) return false;
    const Bytes operation = bytes.subspan(at + 2 + id_bytes);
    // A bind request goes on with its version (INTEGER 2 or 3), a search with its base (OCTET STRING).
    const std::size_t inside = operation[1] < 0x80 ? 2 : 2 + std::size_t{operation[1]} % 0x80;
    if (operation[0] == 0x60)
        return has_at(operation, inside, "\2\1\2"sv) || has_at(operation, inside, "\2\1\3"sv);
    return operation[0] == 0x63 && has_at(operation, inside, "\4"sv);
}
bool snmp(Bytes bytes) {
    const std::size_t at = after_sequence(bytes);
    if (at == 0 || bytes.size() < at + 5 || bytes[at] != 2 || bytes[at + 1] != 1) return false;
    const std::uint8_t version = bytes[at + 2];
    if (version == 3) return bytes[at + 3] == 0x30;  // RFC 3412 section 6: header data
    if (version > 1 || bytes[at + 3] != 4) return false;
    const std::size_t request = at + 5 + bytes[at + 4];
    return bytes.size() > request && bytes[request] >= 0xA0 && bytes[request] <= 0xA8;
}

// MongoDB wire protocol: length, request, response to, OP_QUERY (2004) or OP_MSG (2013).
bool mongodb(Bytes bytes) {
    Reader in{bytes};
    const std::uint32_t length = in.u32le("messageLength");
    in.skip(4, "requestID");
    const std::uint32_t response_to = in.u32le("responseTo");
    const std::uint32_t code = in.u32le("opCode");
    return in.ok() && length >= 26 && length <= 48'000'000 && response_to == 0 &&
           (code == 2004 || code == 2013);
}

// X Window System Protocol, Connection Setup: byte order, then version 11.0.
bool x11(Bytes bytes) {
    return begins(bytes, "l\0\x0B\0\0\0"sv) || begins(bytes, "B\0\0\x0B\0\0"sv);
}

bool pptp(Bytes bytes) {
    return has_at(bytes, 2, "\0\1\x1A\x2B\x3C\x4D"sv);
}  // RFC 2637 section 2.1
bool java_rmi(Bytes bytes) {
    return begins(bytes, "JRMI\0\2"sv);
}  // Java RMI specification 10.2
bool bittorrent(Bytes bytes) {  // BEP 3; BEP 5 over datagrams
    return begins(bytes,
                  "\x13"
                  "BitTorrent protocol"sv) ||
           begins(bytes, "d1:ad2:id20:");
}
bool bitcoin(Bytes bytes) {
    return begins(bytes, "\xF9\xBE\xB4\xD9version\0"sv);
}

// ---- Datagrams (DNS also over streams, with a length before it) ------------------------------------------------

// RFC 1035 section 4.1: one question, no answers, a name of labels, a type, a class.
struct Question {
    bool found = false;
    std::uint16_t type = 0;
    bool encoded_name = false;
};
Question question_of(Bytes bytes) {
    Reader in{bytes};
    in.skip(2, "ID");
    const std::uint16_t flags = in.u16be("Flags");
    const std::uint16_t questions = in.u16be("QDCOUNT");
    const std::uint16_t answers = in.u16be("ANCOUNT");
    const std::uint16_t authorities = in.u16be("NSCOUNT");
    const std::uint16_t additional = in.u16be("ARCOUNT");
    Question question;
    if (!in.ok() || (flags & 0x8000) != 0 || (flags & 0x7800) != 0 || questions != 1 ||
        answers != 0 || authorities != 0 || additional > 2)
        return question;
    for (int labels = 0; labels < 128;
         ++labels) {  // section 3.1: 255 bytes hold at most 127 labels
        const std::size_t length = in.u8("Length");
        if (length > 63) return question;  // section 2.3.4; a question has no pointer
        const Bytes label = in.take(length, "Label");
        if (!in.ok()) return question;
        if (labels == 0) question.encoded_name = length == 32 && is_encoded_name(label);
        if (length == 0) break;
    }
    question.type = in.u16be("QTYPE");
    const std::uint16_t qclass =
        in.u16be("QCLASS") & 0x7FFF;  // the high bit asks for unicast (RFC 6762 5.4)
    question.found = in.ok() && question.type != 0 && (qclass == 1 || qclass == 3 || qclass == 255);
    return question;
}
// RFC 1002 section 4.2: the same form; types NB (0x20) and NBSTAT (0x21).
bool netbios_ns(Bytes bytes) {
    const Question question = question_of(bytes);
    return question.found && question.encoded_name &&
           (question.type == 0x20 || question.type == 0x21);
}
// RFC 1002 section 4.4.2: a datagram to a name, to a group, or to all. Fourteen bytes, then the sender's name in first level
// encoding: 32 letters from A to P.
bool netbios_dgm(Bytes bytes) {
    constexpr std::size_t name_at = 14;
    constexpr std::size_t name_bytes = 32;
    if (bytes.size() < name_at + 1 + name_bytes || bytes[0] < 0x10 || bytes[0] > 0x12 ||
        (bytes[1] & 0xF0) != 0 || bytes[name_at] != name_bytes)
        return false;
    const Bytes name = bytes.subspan(name_at + 1, name_bytes);
    return std::all_of(name.begin(), name.end(),
                       [](std::uint8_t letter) { return letter >= 'A' && letter <= 'P'; });
}
bool dns(Bytes bytes) {
    return question_of(bytes).found;
}
bool dns_over_stream(Bytes bytes) {  // RFC 1035 section 4.2.2
    return bytes.size() > 14 && std::size_t{bytes[0]} * 256 + bytes[1] + 2 == bytes.size() &&
           dns(bytes.subspan(2));
}

// RFC 9327 section 2: a control request (mode 6), version 1 to 4, no response, offset 0, as much data as it says, filled up
// to a multiple of four.
bool ntp_control(Bytes bytes) {
    constexpr std::size_t header = 12;
    constexpr std::uint8_t highest_operation = 12;
    if (bytes.size() < header || (bytes[0] & 7) != 6 || bytes[0] < 0x08 || bytes[0] > 0x26)
        return false;
    const std::size_t count = std::size_t{bytes[10]} << 8 | bytes[11];
    return bytes[1] <= highest_operation && bytes[8] == 0 && bytes[9] == 0 &&
           bytes.size() - header >= count && bytes.size() - header < count + 4;
}

// ntpd's ntp_request.h: a private request (mode 7) of either implementation for one of its lists: peers (0, 1), monitor (20, 42).
bool ntp_private(Bytes bytes) {
    if (bytes.size() < 4 || (bytes[0] & 7) != 7 || bytes[0] < 0x08 || bytes[0] > 0x27) return false;
    const bool is_known = bytes[2] == 2 || bytes[2] == 3;
    return is_known && (bytes[3] <= 1 || bytes[3] == 20 || bytes[3] == 42);
}

// RFC 5905 section 7.3: 48 bytes, client mode, version 1 to 4.
bool ntp(Bytes bytes) {
    if (ntp_control(bytes) || ntp_private(bytes)) return true;
    return bytes.size() == 48 && (bytes[0] & 7) == 3 && ((bytes[0] >> 3) & 7) >= 1 &&
           ((bytes[0] >> 3) & 7) <= 4 && bytes[1] <= 16;
}

bool stun(Bytes bytes) {  // RFC 8489 section 5: magic cookie
    return bytes.size() >= 20 && bytes[0] < 0x40 && has_at(bytes, 4, "\x21\x12\xA4\x42"sv);
}

// RFC 1350 section 5: read or write request, file name, mode.
bool tftp(Bytes bytes) {
    if (!begins(bytes, "\0\1"sv) && !begins(bytes, "\0\2"sv)) return false;
    const std::string_view text = core::as_text(bytes).substr(2);
    const std::size_t name = text.find('\0');
    if (name == text.npos || name == 0) return false;
    const std::string_view mode = text.substr(name + 1);
    return mode.starts_with("octet\0"sv) || mode.starts_with("netascii\0"sv);
}

// RFC 9000 section 17.2 and 14.1: long header with the fixed bit, version 1 or 2, at least 1200 bytes in a datagram;
// what was kept may be shorter.
bool quic(Bytes bytes) {
    return bytes.size() >= max_guess_bytes && (bytes[0] & 0xC0) == 0xC0 &&
           (has_at(bytes, 1, "\0\0\0\1"sv) || has_at(bytes, 1, "\x6B\x33\x43\xCF"sv));
}

bool ipmi(Bytes bytes) {  // IPMI 2.0 section 13.1.3: RMCP version 6, sequence 0xFF, class 7
    return begins(bytes, "\6\0\xFF\7"sv) && bytes.size() >= 14;
}

struct Mark {
    std::string_view name;
    bool (*says)(Bytes);
    /// The first bytes that it takes, so that it need not be asked for others; none named: any.
    std::string_view first = {};
};

// Most telling first: a longer signature before a form that might hold for other bytes too.
constexpr Mark stream_marks[] = {
    {"smb1", smb1, "\0\x85"sv},
    {"smb2", smb2, "\0\x85"sv},
    {"smb3", smb3, "\0\x85"sv},
    {"smb_session_request", smb_session_request, "\x81\x85"sv},
    {"ssh", ssh, "S"sv},
    {"rtsp", rtsp},
    {"sip", sip},
    {"http", http, "CDGHLMOPRST"sv},
    {"tls", tls, "\x16"sv},
    {"tls", tls_in_old_form},
    {"rdp", rdp, "\3"sv},
    {"iso_tsap", iso_tsap, "\3"sv},
    {"adb", adb, "C"sv},
    {"postgresql", postgresql, "\0"sv},
    {"mssql", mssql, "\x10\x12"sv},
    {"mysql", mysql},
    {"mongodb", mongodb},
    {"dcerpc", dcerpc, "\5"sv},
    {"mqtt", mqtt, "\x10"sv},
    {"redis", redis, "*"sv},
    {"memcached", memcached_text, "ags"sv},
    {"vnc", vnc, "R"sv},
    {"pptp", pptp},
    {"java_rmi", java_rmi, "J"sv},
    {"bittorrent", bittorrent,
     "\x13"
     "d"sv},
    {"bitcoin", bitcoin, "\xF9"sv},
    {"x11", x11, "Bl"sv},
    {"ldap", ldap, "\x30"sv},
    {"smtp", smtp, "EH"sv},
    {"ftp", ftp, "AU"sv},
    {"dns", dns_over_stream},
    {"telnet", telnet, "\xFF"sv},
    {"socks5", socks5, "\5"sv},
    {"socks4", socks4, "\4"sv},
};
constexpr Mark datagram_marks[] = {
    {"sip", sip},
    {"ssdp", ssdp, "M"sv},
    {"rtsp", rtsp},
    {"memcached", memcached_udp},
    {"bittorrent", bittorrent,
     "\x13"
     "d"sv},
    {"stun", stun},
    {"ipmi", ipmi, "\6"sv},
    {"quic", quic},
    {"tftp", tftp, "\0"sv},
    {"snmp", snmp, "\x30"sv},
    {"ldap", ldap, "\x30"sv},
    {"netbios_ns", netbios_ns},
    {"netbios_dgm", netbios_dgm, "\x10\x11\x12"sv},
    {"dns", dns},
    {"ntp", ntp},
};

/// For each first byte the marks that may take it, a bit for each.
using MarksByByte = std::array<std::uint64_t, 256>;

template <std::size_t count>
constexpr MarksByByte by_first_byte(const Mark (&marks)[count]) {
    static_assert(count <= 64);
    MarksByByte bits{};
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t bit = std::uint64_t{1} << i;
        if (marks[i].first.empty())
            for (std::uint64_t& each : bits) each |= bit;
        for (const char first : marks[i].first) bits[static_cast<std::uint8_t>(first)] |= bit;
    }
    return bits;
}
constexpr MarksByByte stream_marks_by_byte = by_first_byte(stream_marks);
constexpr MarksByByte datagram_marks_by_byte = by_first_byte(datagram_marks);

}  // namespace

std::string_view guess_protocol(core::Bytes first_bytes, Carrier carrier) {
    const Bytes bytes = first_bytes.first(std::min(first_bytes.size(), max_guess_bytes));
    if (bytes.empty()) return {};
    const bool stream = carrier == Carrier::stream;
    const Mark* const marks = stream ? stream_marks : datagram_marks;
    // The lowest bit first, which is the order of the list.
    for (std::uint64_t may = (stream ? stream_marks_by_byte : datagram_marks_by_byte)[bytes[0]];
         may != 0; may &= may - 1) {
        const Mark& mark = marks[std::countr_zero(may)];
        if (mark.says(bytes)) return mark.name;
    }
    return {};
}

}  // namespace hitme::wire
