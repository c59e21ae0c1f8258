// SPDX-License-Identifier: Apache-2.0
#include "wire/ssh.h"

#include <algorithm>

#include "core/digest.h"

namespace hitme::wire {

using core::Bytes;
using core::Fault;
using core::Input;
using core::ParseError;
using core::Reader;

// RFC 4253 section 4.2: SSH-protoversion-softwareversion SP comments CR LF
core::Parsed<SshIdentification> take_ssh_identification(Bytes bytes) {
    constexpr std::string_view mark = "SSH-";
    const std::string_view text =
        core::as_text(bytes.first(std::min(bytes.size(), max_ssh_identification)));
    if (text.substr(0, mark.size()) != mark.substr(0, std::min(mark.size(), text.size())))
        return ParseError{Fault::bad_value, 0, "SSH-"};
    const std::size_t end = text.find('\n');
    if (end == text.npos) {
        if (bytes.size() >= max_ssh_identification)
            return ParseError{Fault::over_limit, max_ssh_identification, "identification"};
        return ParseError{Fault::need_more, bytes.size(), "identification"};
    }
    SshIdentification identification;
    identification.consumed = end + 1;
    identification.line = text.substr(0, end > 0 && text[end - 1] == '\r' ? end - 1 : end);
    // "The null character MUST NOT be sent"; the others are not printable US-ASCII either.
    const auto control = std::find_if(identification.line.begin(), identification.line.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (control != identification.line.end())
        return ParseError{Fault::bad_value,
                          static_cast<std::size_t>(control - identification.line.begin()),
                          "identification"};
    std::string_view rest = identification.line.substr(mark.size());
    const std::size_t minus = rest.find('-');
    if (minus == rest.npos) return ParseError{Fault::bad_value, mark.size(), "protoversion"};
    identification.protocol = rest.substr(0, minus);
    rest.remove_prefix(minus + 1);
    const std::size_t space = rest.find(' ');
    identification.software = rest.substr(0, space);
    if (space != rest.npos) identification.comments = rest.substr(space + 1);
    return identification;
}

std::string_view name_of_ssh_message(std::uint8_t number) {
    switch (static_cast<SshMessage>(number)) {
        case SshMessage::disconnect:
            return "SSH_MSG_DISCONNECT";
        case SshMessage::ignore:
            return "SSH_MSG_IGNORE";
        case SshMessage::unimplemented:
            return "SSH_MSG_UNIMPLEMENTED";
        case SshMessage::debug:
            return "SSH_MSG_DEBUG";
        case SshMessage::service_request:
            return "SSH_MSG_SERVICE_REQUEST";
        case SshMessage::service_accept:
            return "SSH_MSG_SERVICE_ACCEPT";
        case SshMessage::ext_info:
            return "SSH_MSG_EXT_INFO";
        case SshMessage::kexinit:
            return "SSH_MSG_KEXINIT";
        case SshMessage::newkeys:
            return "SSH_MSG_NEWKEYS";
        case SshMessage::kexdh_init:
            return "SSH_MSG_KEXDH_INIT";
        case SshMessage::kexdh_reply:
            return "SSH_MSG_KEXDH_REPLY";
        case SshMessage::userauth_request:
            return "SSH_MSG_USERAUTH_REQUEST";
        case SshMessage::userauth_failure:
            return "SSH_MSG_USERAUTH_FAILURE";
        case SshMessage::userauth_success:
            return "SSH_MSG_USERAUTH_SUCCESS";
        case SshMessage::userauth_banner:
            return "SSH_MSG_USERAUTH_BANNER";
    }
    return {};
}

// RFC 4253 section 6
core::Parsed<SshPacket> take_ssh_packet(Bytes bytes) {
    Reader in{bytes, Input::open};
    const std::size_t packet_length = in.u32be("packet_length");
    if (!in.ok()) return in.error();
    if (packet_length > max_ssh_packet - 4)
        return ParseError{Fault::over_limit, 0, "packet_length"};
    const Bytes packet = in.take(packet_length, "packet");
    if (!in.ok()) return in.error();
    Reader inside{packet};
    const std::size_t padding = inside.u8("padding_length");
    // Section 6: at least four bytes of padding; a payload has its message number at least.
    if (!inside.ok() || padding < 4 || packet.size() < padding + 2)
        return ParseError{Fault::bad_value, 4, "padding_length"};
    SshPacket out;
    out.payload = inside.take(packet.size() - padding - 1, "payload");
    out.message = out.payload.front();
    out.consumed = 4 + packet_length;
    return out;
}

Bytes read_ssh_string(Reader& in, const char* field) {
    const std::size_t length = in.u32be(field);
    return in.take(length, field);
}

void write_ssh_string(core::Writer& out, Bytes value) {
    out.u32be(static_cast<std::uint32_t>(value.size()));
    out.bytes(value);
}

// RFC 4253 section 7.1
core::Parsed<SshKexinit> decode_ssh_kexinit(Bytes payload) {
    static constexpr const char* fields[ssh_lists] = {"kex_algorithms",
                                                      "server_host_key_algorithms",
                                                      "encryption_algorithms_client_to_server",
                                                      "encryption_algorithms_server_to_client",
                                                      "mac_algorithms_client_to_server",
                                                      "mac_algorithms_server_to_client",
                                                      "compression_algorithms_client_to_server",
                                                      "compression_algorithms_server_to_client",
                                                      "languages_client_to_server",
                                                      "languages_server_to_client"};
    Reader in{payload};
    if (in.u8("SSH_MSG_KEXINIT") != static_cast<std::uint8_t>(SshMessage::kexinit) && in.ok())
        return ParseError{Fault::bad_value, 0, "SSH_MSG_KEXINIT"};
    SshKexinit kexinit;
    kexinit.cookie = in.take(16, "cookie");
    for (std::size_t i = 0; i < ssh_lists; ++i) {
        const std::size_t at = in.offset();
        kexinit.lists[i] = core::as_text(read_ssh_string(in, fields[i]));
        const auto names = std::count(kexinit.lists[i].begin(), kexinit.lists[i].end(), ',');
        if (static_cast<std::size_t>(names) >= max_ssh_names)
            return ParseError{Fault::over_limit, at, fields[i]};
    }
    kexinit.first_packet_follows = in.u8("first_kex_packet_follows") != 0;
    in.skip(4, "reserved");
    if (!in.ok()) return in.error();
    return kexinit;
}

namespace {

std::string hassh_text(std::string_view kex, std::string_view cipher, std::string_view mac,
                       std::string_view compression) {
    std::string text(kex);
    for (const std::string_view list : {cipher, mac, compression}) {
        text += ';';
        text += list;
    }
    return text;
}

bool contains_name(std::string_view list, std::string_view name) {
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        if (list.substr(at, comma - at) == name) return true;
        at = comma + 1;
    }
    return false;
}

}  // namespace

std::string hassh_text_of_client(const SshKexinit& kexinit) {
    return hassh_text(kexinit.lists[ssh_kex], kexinit.lists[ssh_cipher_to_server],
                      kexinit.lists[ssh_mac_to_server], kexinit.lists[ssh_compression_to_server]);
}

std::string hassh_text_of_server(const SshKexinit& kexinit) {
    return hassh_text(kexinit.lists[ssh_kex], kexinit.lists[ssh_cipher_to_client],
                      kexinit.lists[ssh_mac_to_client], kexinit.lists[ssh_compression_to_client]);
}

std::string hassh_of(std::string_view text) {
    return core::md5_hex(core::as_bytes(text));
}

std::string_view agree_on(std::string_view wanted, std::string_view offered) {
    std::size_t looked_at = 0;
    for (std::size_t at = 0; at < wanted.size() && looked_at < max_ssh_names; ++looked_at) {
        const std::size_t comma = std::min(wanted.find(',', at), wanted.size());
        const std::string_view name = wanted.substr(at, comma - at);
        if (!name.empty() && contains_name(offered, name)) return name;
        at = comma + 1;
    }
    return {};
}

core::Parsed<SshDisconnect> decode_ssh_disconnect(Bytes payload) {
    Reader in{payload};
    if (in.u8("SSH_MSG_DISCONNECT") != static_cast<std::uint8_t>(SshMessage::disconnect) && in.ok())
        return ParseError{Fault::bad_value, 0, "SSH_MSG_DISCONNECT"};
    SshDisconnect disconnect;
    disconnect.reason = in.u32be("reason code");
    disconnect.description = core::as_text(read_ssh_string(in, "description"));
    if (!in.ok()) return in.error();
    return disconnect;
}

// RFC 4252 section 5: user name, service name, method name, then what the method adds
core::Parsed<SshUserauth> decode_ssh_userauth(Bytes payload) {
    Reader in{payload};
    if (in.u8("SSH_MSG_USERAUTH_REQUEST") !=
            static_cast<std::uint8_t>(SshMessage::userauth_request) &&
        in.ok())
        return ParseError{Fault::bad_value, 0, "SSH_MSG_USERAUTH_REQUEST"};
    SshUserauth request;
    request.user = core::as_text(read_ssh_string(in, "user name"));
    request.service = core::as_text(read_ssh_string(in, "service name"));
    request.method = core::as_text(read_ssh_string(in, "method name"));
    if (request.method == "password") {  // section 8
        in.skip(1, "FALSE");
        request.secret = read_ssh_string(in, "plaintext password");
    } else if (request.method == "publickey") {  // section 7
        request.has_signature = in.u8("has signature") != 0;
        request.key_algorithm = core::as_text(read_ssh_string(in, "public key algorithm name"));
        request.key = read_ssh_string(in, "public key blob");
    }
    if (!in.ok()) return in.error();
    return request;
}

core::ByteVector encode_ssh_kexinit(Bytes cookie,
                                    const std::array<std::string_view, ssh_lists>& lists) {
    core::ByteVector payload;
    core::Writer out{payload};
    out.u8(static_cast<std::uint8_t>(SshMessage::kexinit));
    out.bytes(cookie);
    for (const std::string_view list : lists) write_ssh_string(out, list);
    out.u8(0);     // first_kex_packet_follows
    out.u32be(0);  // reserved
    return payload;
}

core::ByteVector encode_ssh_disconnect(std::uint32_t reason, std::string_view description) {
    core::ByteVector payload;
    core::Writer out{payload};
    out.u8(static_cast<std::uint8_t>(SshMessage::disconnect));
    out.u32be(reason);
    write_ssh_string(out, description);
    write_ssh_string(out, "");  // language tag
    return payload;
}

void encode_ssh_packet(core::ByteVector& out, Bytes payload, std::size_t block) {
    // Section 6: the whole is a multiple of the block (8 at least), with four bytes of padding at least.
    std::size_t padding = block - (5 + payload.size()) % block;
    if (padding < 4) padding += block;
    core::Writer writer{out};
    writer.u32be(static_cast<std::uint32_t>(1 + payload.size() + padding));
    writer.u8(static_cast<std::uint8_t>(padding));
    writer.bytes(payload);
    writer.zeros(padding);
}

}  // namespace hitme::wire
