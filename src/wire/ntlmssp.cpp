// SPDX-License-Identifier: Apache-2.0
#include "wire/ntlmssp.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

namespace {

constexpr std::uint8_t signature[8] = {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0};

// [MS-NLMP] 2.2.1.1: Len, MaxLen and BufferOffset, which point into the message.
struct Field {
    std::size_t length = 0;
    std::size_t offset = 0;
    const char* name = "";
};

Field read_field(core::Reader& in, const char* name) {
    Field field;
    field.name = name;
    field.length = in.u16le(name);
    in.skip(2, name);  // MaxLen: ignored on receipt
    field.offset = in.u32le(name);
    return field;
}

core::Bytes view(core::Reader& in, const Field& field) {
    if (field.length == 0) return {};
    in.seek(field.offset, field.name);
    return in.take(field.length, field.name);
}

NtlmVersion read_version(core::Reader& in) {
    NtlmVersion version;
    version.major = in.u8("Version");
    version.minor = in.u8("Version");
    version.build = in.u16le("Version");
    in.skip(3, "Version");
    version.revision = in.u8("Version");
    return version;
}

void write_version(core::Writer& to, const std::optional<NtlmVersion>& version) {
    const NtlmVersion said = version.value_or(NtlmVersion{});
    to.u8(said.major);
    to.u8(said.minor);
    to.u16le(said.build);
    to.zeros(3);
    to.u8(said.revision);
}

void begin(core::Reader& in, std::uint32_t type) {
    const core::Bytes magic = in.take(sizeof signature, "Signature");
    if (in.ok() && !std::equal(magic.begin(), magic.end(), signature))
        in.fail(core::Fault::bad_value, "Signature");
    if (in.u32le("MessageType") != type) in.fail(core::Fault::bad_value, "MessageType");
}

void write_field(core::Writer& to, core::Bytes value, std::size_t& offset) {
    to.u16le(static_cast<std::uint16_t>(value.size()));
    to.u16le(static_cast<std::uint16_t>(value.size()));
    to.u32le(static_cast<std::uint32_t>(offset));
    offset += value.size();
}

}  // namespace

std::optional<int> ntlm_message_type(core::Bytes bytes) {
    core::Reader in{bytes};
    const core::Bytes magic = in.take(sizeof signature, "Signature");
    const std::uint32_t type = in.u32le("MessageType");
    if (!in.ok() || !std::equal(magic.begin(), magic.end(), signature)) return {};
    if (type < 1 || type > 3) return {};
    return static_cast<int>(type);
}

core::Parsed<NtlmNegotiate> decode_ntlm_negotiate(core::Bytes bytes) {
    core::Reader in{bytes};  // [MS-NLMP] 2.2.1.1, in its order
    NtlmNegotiate message;
    begin(in, 1);
    message.flags = in.u32le("NegotiateFlags");
    if (!in.ok()) return in.error();
    // Old clients end here, or after the two names ([MS-NLMP] 2.2.1.1 note on Version).
    constexpr std::size_t fields_bytes = 16;
    if (in.left() < fields_bytes) return message;
    const Field domain = read_field(in, "DomainNameFields");
    const Field workstation = read_field(in, "WorkstationFields");
    // Where the names begin where it would stand, there is none, whatever the flag says.
    std::size_t payload = bytes.size();
    for (const Field* field : {&domain, &workstation})
        if (field->length > 0) payload = std::min(payload, field->offset);
    if ((message.flags & ntlm::flag_version) != 0 && in.offset() + 8 <= payload)
        message.version = read_version(in);
    // Without their flags the fields are not to be looked at.
    if ((message.flags & ntlm::flag_domain_supplied) != 0) message.domain = view(in, domain);
    if ((message.flags & ntlm::flag_workstation_supplied) != 0)
        message.workstation = view(in, workstation);
    if (!in.ok()) return in.error();
    return message;
}

core::Parsed<NtlmChallenge> decode_ntlm_challenge(core::Bytes bytes) {
    core::Reader in{bytes};  // [MS-NLMP] 2.2.1.2, in its order
    NtlmChallenge message;
    begin(in, 2);
    const Field target_name = read_field(in, "TargetNameFields");
    message.flags = in.u32le("NegotiateFlags");
    const core::Bytes challenge = in.take(8, "ServerChallenge");
    if (!in.ok()) return in.error();
    std::copy(challenge.begin(), challenge.end(), message.challenge.begin());
    Field target_info;
    constexpr std::size_t reserved_and_info = 16;
    if (in.left() >= reserved_and_info) {
        in.skip(8, "Reserved");
        target_info = read_field(in, "TargetInfoFields");
        if ((message.flags & ntlm::flag_version) != 0 && in.left() >= 8)
            message.version = read_version(in);
    }
    message.target_name = view(in, target_name);
    message.target_info = view(in, target_info);
    if (!in.ok()) return in.error();
    return message;
}

core::Parsed<NtlmAuthenticate> decode_ntlm_authenticate(core::Bytes bytes) {
    core::Reader in{bytes};  // [MS-NLMP] 2.2.1.3, in its order
    NtlmAuthenticate message;
    begin(in, 3);
    const Field lm_response = read_field(in, "LmChallengeResponseFields");
    const Field nt_response = read_field(in, "NtChallengeResponseFields");
    const Field domain = read_field(in, "DomainNameFields");
    const Field user = read_field(in, "UserNameFields");
    const Field workstation = read_field(in, "WorkstationFields");
    if (!in.ok()) return in.error();
    // Everything from the session key on is missing in the oldest clients: the payload begins where it would stand.
    std::size_t payload = bytes.size();
    for (const Field* field : {&lm_response, &nt_response, &domain, &user, &workstation})
        if (field->length > 0) payload = std::min(payload, field->offset);
    Field session_key;
    constexpr std::size_t session_key_and_flags = 12;
    if (in.offset() + session_key_and_flags <= payload) {
        session_key = read_field(in, "EncryptedRandomSessionKeyFields");
        message.flags = in.u32le("NegotiateFlags");
        if (session_key.length > 0) payload = std::min(payload, session_key.offset);
        if ((message.flags & ntlm::flag_version) != 0 && in.ok() && in.offset() + 8 <= payload) {
            message.version = read_version(in);
            if (in.offset() + 16 <= payload && payload <= bytes.size())
                message.mic_offset = in.offset();
        }
    }
    message.lm_response = view(in, lm_response);
    message.nt_response = view(in, nt_response);
    message.domain = view(in, domain);
    message.user = view(in, user);
    message.workstation = view(in, workstation);
    message.session_key = view(in, session_key);
    if (!in.ok()) return in.error();
    return message;
}

core::Parsed<std::vector<AvPair>> decode_av_pairs(core::Bytes target_info) {
    core::Reader in{target_info};  // [MS-NLMP] 2.2.2.1
    std::vector<AvPair> pairs;
    while (true) {
        AvPair pair;
        pair.id = static_cast<AvId>(in.u16le("AvId"));
        const std::size_t length = in.u16le("AvLen");
        pair.value = in.take(length, "Value");
        if (!in.ok()) return in.error();
        if (pair.id == AvId::end) return pairs;
        if (pairs.size() == max_av_pairs)
            return core::ParseError{core::Fault::over_limit, in.offset(), "AvPairs"};
        pairs.push_back(pair);
    }
}

void encode_av_pairs(core::ByteVector& out, const std::vector<AvPair>& pairs) {
    core::Writer to{out};
    for (const AvPair& pair : pairs) {
        to.u16le(static_cast<std::uint16_t>(pair.id));
        to.u16le(static_cast<std::uint16_t>(pair.value.size()));
        to.bytes(pair.value);
    }
    to.u32le(0);  // MsvAvEOL
}

core::ByteVector encode_ntlm_negotiate(const NtlmNegotiate& message) {
    core::ByteVector out;
    core::Writer to{out};
    to.bytes(signature);
    to.u32le(1);
    to.u32le(message.flags);
    std::size_t offset = 40;
    write_field(to, message.domain, offset);
    write_field(to, message.workstation, offset);
    write_version(to, message.version);
    to.bytes(message.domain);
    to.bytes(message.workstation);
    return out;
}

core::ByteVector encode_ntlm_challenge(const NtlmChallenge& message) {
    core::ByteVector out;
    core::Writer to{out};
    to.bytes(signature);
    to.u32le(2);
    std::size_t offset = 56;
    write_field(to, message.target_name, offset);
    to.u32le(message.flags);
    to.bytes(message.challenge);
    to.zeros(8);  // Reserved
    write_field(to, message.target_info, offset);
    write_version(to, message.version);
    to.bytes(message.target_name);
    to.bytes(message.target_info);
    return out;
}

core::ByteVector encode_ntlm_authenticate(const NtlmAuthenticate& message) {
    core::ByteVector out;
    core::Writer to{out};
    to.bytes(signature);
    to.u32le(3);
    const std::size_t mic_bytes = message.mic_offset ? 16 : 0;
    std::size_t offset = 72 + mic_bytes;
    write_field(to, message.lm_response, offset);
    write_field(to, message.nt_response, offset);
    write_field(to, message.domain, offset);
    write_field(to, message.user, offset);
    write_field(to, message.workstation, offset);
    write_field(to, message.session_key, offset);
    to.u32le(message.flags);
    write_version(to, message.version);
    to.zeros(mic_bytes);
    to.bytes(message.lm_response);
    to.bytes(message.nt_response);
    to.bytes(message.domain);
    to.bytes(message.user);
    to.bytes(message.workstation);
    to.bytes(message.session_key);
    return out;
}

}  // namespace hitme::wire
