// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_negotiate.h"

#include <algorithm>

#include "wire/smb1_block.h"

namespace hitme::wire {
namespace {

constexpr std::uint8_t dialect_format = 0x02;
constexpr std::uint8_t words_of_nt_lm = 17;
constexpr std::uint8_t words_of_refusal = 1;
constexpr std::size_t guid_bytes = 16;
constexpr std::uint32_t cap_unicode = 0x00000004;

SmbText encoding_of_names(const Smb1Header& header, std::uint32_t capabilities) {
    return header.is_unicode() || (capabilities & cap_unicode) != 0 ? SmbText::utf16 : SmbText::oem;
}

}  // namespace

std::uint16_t Smb1NegotiateRequest::index_of(std::string_view name) const {
    const auto list = dialects();
    const auto found = std::ranges::find(list, name);
    return found == list.end() ? no_dialect : static_cast<std::uint16_t>(found - list.begin());
}

core::Parsed<Smb1NegotiateRequest> decode_smb1_negotiate(const Smb1Message& message,
                                                         const Smb1Block& block) {
    // [MS-CIFS] 2.2.4.52.1. WordCount must be 0; servers pass over other words.
    core::Reader in = bytes_of(message, block);
    Smb1NegotiateRequest request;
    while (in.ok() && in.left() > 0) {
        if (in.u8("BufferFormat") != dialect_format) {
            in.fail(core::Fault::bad_value, "BufferFormat");
            break;
        }
        core::Reader ahead = in;
        const std::string_view rest = core::as_text(ahead.rest());
        const std::size_t length = rest.find('\0');
        if (length == std::string_view::npos) {
            in.fail(core::Fault::truncated, "DialectName");
            break;
        }
        const std::string_view name = core::as_text(in.take(length, "DialectName"));
        in.skip(1, "DialectName");
        if (request.count == max_dialects) {
            ++request.not_kept;
        } else {
            request.names[request.count++] = name;
        }
    }
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb1NegotiateReply> decode_smb1_negotiate_reply(const Smb1Message& message,
                                                             const Smb1Block& block) {
    // [MS-CIFS] 2.2.4.52.2, [MS-SMB] 2.2.4.5.2.
    if (block.word_count != words_of_nt_lm && block.word_count != words_of_refusal)
        return wrong_word_count(block);
    core::Reader in = words_of(message, block);
    Smb1NegotiateReply reply;
    reply.word_count = block.word_count;
    reply.dialect_index = in.u16le("DialectIndex");
    if (block.word_count == words_of_refusal) return reply;
    reply.security_mode = in.u8("SecurityMode");
    reply.max_mpx_count = in.u16le("MaxMpxCount");
    reply.max_number_vcs = in.u16le("MaxNumberVcs");
    reply.max_buffer_size = in.u32le("MaxBufferSize");
    reply.max_raw_size = in.u32le("MaxRawSize");
    reply.session_key = in.u32le("SessionKey");
    reply.capabilities = in.u32le("Capabilities");
    reply.system_time = in.u64le("SystemTime");
    reply.server_time_zone = static_cast<std::int16_t>(in.u16le("ServerTimeZone"));
    const std::uint8_t challenge_length = in.u8("ChallengeLength");

    core::Reader data = bytes_of(message, block);
    if ((reply.capabilities & smb1_cap_extended_security) != 0) {
        const core::Bytes guid = data.take(guid_bytes, "ServerGUID");
        std::ranges::copy(guid, reply.server_guid.begin());
        reply.security_blob = data.rest();
    } else {
        reply.challenge = data.take(challenge_length, "Challenge");
        // These two follow the challenge at once, without padding, whatever their place, and in UTF-16 even where the
        // client has not asked for Unicode: Windows and Samba go by their own capability.
        const SmbText encoding = encoding_of_names(message.header, reply.capabilities);
        reply.domain = take_smb_text(data, encoding, "DomainName");
        reply.server = take_smb_text(data, encoding, "ServerName");
    }
    if (!data.ok()) return data.error();
    return reply;
}

core::ByteVector encode_smb1_negotiate(const Smb1Header& header,
                                       std::span<const std::string_view> dialects) {
    core::ByteVector out;
    Smb1Writer writer{out, header};
    writer.begin(Smb1Command::negotiate);
    writer.begin_bytes();
    for (const std::string_view name : dialects) {
        writer.bytes().u8(dialect_format);
        writer.text(name, SmbText::oem);
    }
    writer.end();
    return out;
}

void write_smb1_negotiate_reply(Smb1Writer& writer, const Smb1Header& header,
                                const Smb1NegotiateReply& reply) {
    writer.begin(Smb1Command::negotiate);
    writer.words().u16le(reply.dialect_index);
    if (reply.dialect_index == no_dialect) {
        writer.begin_bytes();
        writer.end();
        return;
    }
    const bool is_extended = (reply.capabilities & smb1_cap_extended_security) != 0;
    writer.words().u8(reply.security_mode);
    writer.words().u16le(reply.max_mpx_count);
    writer.words().u16le(reply.max_number_vcs);
    writer.words().u32le(reply.max_buffer_size);
    writer.words().u32le(reply.max_raw_size);
    writer.words().u32le(reply.session_key);
    writer.words().u32le(reply.capabilities);
    writer.words().u64le(reply.system_time);
    writer.words().u16le(static_cast<std::uint16_t>(reply.server_time_zone));
    writer.words().u8(is_extended ? 0 : static_cast<std::uint8_t>(reply.challenge.size()));
    writer.begin_bytes();
    if (is_extended) {
        writer.bytes().bytes(reply.server_guid);
        writer.bytes().bytes(reply.security_blob);
    } else {
        writer.bytes().bytes(reply.challenge);
        for (const std::string& name : {reply.domain, reply.server}) {
            if (encoding_of_names(header, reply.capabilities) == SmbText::utf16) {
                core::ByteVector text;
                append_utf16(text, name);
                writer.bytes().bytes(text);
                writer.bytes().u16le(0);
            } else {
                writer.text(name, SmbText::oem);
            }
        }
    }
    writer.end();
}

core::ByteVector encode_smb1_negotiate_reply(const Smb1Header& header,
                                             const Smb1NegotiateReply& reply) {
    core::ByteVector out;
    Smb1Writer writer{out, header};
    write_smb1_negotiate_reply(writer, header, reply);
    return out;
}

}  // namespace hitme::wire
