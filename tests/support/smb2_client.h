// SPDX-License-Identifier: Apache-2.0
// A client of SMB2 for tests: it builds frames, takes answers apart, logs on with NTLMv2 and signs.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/writer.h"
#include "dialogue/ntlm_crypto.h"
#include "dialogue/smb/encryption.h"
#include "dialogue/smb/signing.h"
#include "dialogue/smb/smb2_server.h"
#include "wire/netbios_session.h"
#include "wire/ntlmssp.h"
#include "wire/smb2_negotiate.h"
#include "wire/smb2_session_setup.h"
#include "wire/smb2_tree_connect.h"
#include "wire/smb_text.h"
#include "wire/spnego.h"

namespace hitme::tests {

inline core::ByteVector utf16_of(std::string_view text) {
    core::ByteVector out;
    wire::append_utf16(out, text);
    return out;
}

/// One answer with its bytes.
struct Smb2Reply {
    wire::Smb2Header header;
    core::ByteVector bytes;
};

class Smb2Client {
 public:
    dialogue::smb::Smb2Server& server;
    core::Time now = core::Time{std::chrono::seconds{1'800'000'000}};
    std::uint16_t dialect = 0;
    std::uint64_t session = 0;
    std::uint32_t tree = 0;
    std::uint64_t message_id = 0;
    std::uint16_t credits = 1;
    std::uint32_t capabilities = 0x7F;  ///< of the next negotiate
    bool signs = false;
    bool closed = false;
    std::vector<std::uint16_t> ciphers;  ///< listed in the next negotiate of 3.1.1
    /// The client's side of the encryption that encrypt() begins.
    std::optional<dialogue::smb::Smb3Encryption> encryption;
    dialogue::smb::SigningKey key{};
    dialogue::smb::SigningKey session_key{};
    dialogue::smb::PreauthHash hash;

    explicit Smb2Client(dialogue::smb::Smb2Server& to) : server(to) {}

    wire::Smb2Header header(wire::Smb2Command command) {
        wire::Smb2Header made;
        made.command = command;
        made.credits = credits;
        made.message_id = message_id++;
        made.session_id = session;
        made.tree_id = tree;
        return made;
    }

    core::ByteVector message(const wire::Smb2Header& made, core::Bytes body) const {
        core::ByteVector out;
        wire::encode_smb2_header(out, made);
        out.insert(out.end(), body.begin(), body.end());
        return out;
    }

    /// All answers to one payload; frames are taken apart and chains followed.
    std::vector<Smb2Reply> send(core::Bytes payload) {
        core::ByteVector out;
        core::ByteVector encrypted;
        if (encryption) encryption->close(payload, encrypted);
        if (server.receive(encryption ? core::Bytes(encrypted) : payload, now, out) ==
            dialogue::smb::Smb2Server::Next::close)
            closed = true;
        return encryption ? replies_in(opened(out)) : replies_in(out);
    }

    /// From now on, every request is encrypted, and so must every answer be.
    void encrypt(dialogue::smb::Smb3Cipher cipher) {
        using namespace dialogue::smb;
        const EncryptionKeys keys = encryption_keys(dialect, cipher, session_key, hash);
        encryption.emplace(cipher, EncryptionKeys{keys.from_server, keys.from_client}, session,
                           NonceStart{1, 2});
        signs = false;
    }

    /// The same frames in clear; one that was not encrypted is a failure.
    core::ByteVector opened(core::Bytes out) const {
        core::ByteVector clear;
        while (const auto frame = wire::take_frame(out)) {
            const auto message = encryption->open(frame->payload);
            EXPECT_TRUE(message) << "an answer is not encrypted";
            if (message) wire::encode_netbios_frame(clear, wire::NetbiosType::message, *message);
            out = out.subspan(frame->consumed);
        }
        return clear;
    }

    static std::vector<Smb2Reply> replies_in(core::Bytes out) {
        std::vector<Smb2Reply> replies;
        while (!out.empty()) {
            const auto frame = wire::take_frame(out);
            if (!frame) {
                ADD_FAILURE() << "an answer is no NetBIOS frame";
                break;
            }
            const auto chain = wire::decode_smb2_chain(frame->payload);
            EXPECT_FALSE(chain.fault);
            for (const auto& one : chain.messages)
                replies.push_back({one.header, {one.bytes.begin(), one.bytes.end()}});
            out = out.subspan(frame->consumed);
        }
        return replies;
    }

    /// One request, signed where the session signs; its only answer.
    Smb2Reply ask(wire::Smb2Command command, core::Bytes body) {
        auto made = header(command);
        if (signs) made.flags |= wire::smb2_flag_signed;
        auto bytes = message(made, body);
        if (signs) dialogue::smb::sign_smb2(dialect, key, bytes);
        const auto replies = send(bytes);
        if (replies.size() != 1) return {};
        if (signs) {
            EXPECT_TRUE(dialogue::smb::smb2_signature_holds(dialect, key, replies[0].bytes));
        }
        return replies[0];
    }

    Smb2Reply negotiate(std::vector<std::uint16_t> dialects) {
        wire::Smb2NegotiateRequest request;
        request.security_mode = 1;
        request.capabilities = capabilities;
        request.client_guid = {1, 2, 3};
        request.dialects = std::move(dialects);
        const core::ByteVector salt(32, 0x5A);
        const auto data = wire::smb2_preauth_context_data(salt);
        core::ByteVector cipher_list;
        if (request.dialects.back() == 0x0311) {
            request.contexts.resize(1);
            request.contexts[0].data = data;
            core::Writer list{cipher_list};
            if (!ciphers.empty()) list.u16le(static_cast<std::uint16_t>(ciphers.size()));
            for (const std::uint16_t cipher : ciphers) list.u16le(cipher);
            if (!ciphers.empty()) {
                request.contexts.emplace_back();
                request.contexts[1].type = wire::Smb2ContextType::encryption;
                request.contexts[1].data = cipher_list;
            }
        }
        core::ByteVector body;
        wire::encode_smb2_negotiate_request(body, request);
        const auto bytes = message(header(wire::Smb2Command::negotiate), body);
        const auto replies = send(bytes);
        if (replies.size() != 1) return {};
        hash = {};
        hash.extend(bytes);
        hash.extend(replies[0].bytes);
        if (const auto said = wire::decode_smb2_negotiate_response(replies[0].bytes))
            dialect = said->dialect;
        return replies[0];
    }

    Smb2Reply session_setup(core::Bytes blob) {
        wire::Smb2SessionSetupRequest request;
        request.security_mode = 1;
        request.security_blob = blob;
        core::ByteVector body;
        wire::encode_smb2_session_setup_request(body, request);
        const auto bytes = message(header(wire::Smb2Command::session_setup), body);
        const auto replies = send(bytes);
        if (replies.size() != 1) return {};
        session = replies[0].header.session_id;
        hash.extend(bytes);
        if (replies[0].header.status != 0) hash.extend(replies[0].bytes);
        return replies[0];
    }

    /// The last answer of a logon. An empty user logs on anonymously.
    Smb2Reply log_on(std::string_view user, std::string_view password) {
        wire::NtlmNegotiate first;
        first.flags = 0x62088215;
        const auto asked = session_setup(wire::encode_spnego_init(
            {{wire::SpnegoMechanism::ntlmssp}, wire::encode_ntlm_negotiate(first), {}}));
        const auto response = wire::decode_smb2_session_setup_response(asked.bytes);
        if (!response) return asked;
        const auto token = wire::decode_spnego(response->security_blob);
        const auto challenge = wire::decode_ntlm_challenge(token->token);
        wire::NtlmAuthenticate last;
        last.flags = challenge->flags;
        const auto user16 = utf16_of(user);
        const auto domain16 = utf16_of("HOME");
        core::ByteVector proof;
        std::array<std::uint8_t, 16> encrypted{};
        const std::array<std::uint8_t, 16> chosen = {9, 8, 7, 6, 5, 4, 3, 2, 1};
        if (!user.empty()) {
            using namespace dialogue::smb;
            core::ByteVector temp = {1, 1};
            temp.resize(28, 0);
            temp.insert(temp.end(), challenge->target_info.begin(), challenge->target_info.end());
            temp.resize(temp.size() + 4, 0);
            const Key v2 = nt_hash_v2(nt_hash(password), user16, domain16);
            const Key sum = hmac_md5(v2, {challenge->challenge, temp});
            proof.assign(sum.begin(), sum.end());
            proof.insert(proof.end(), temp.begin(), temp.end());
            encrypted = chosen;
            Rc4{hmac_md5(v2, {sum})}.apply(encrypted);
            last.nt_response = proof;
            last.user = user16;
            last.domain = domain16;
            last.session_key = encrypted;
        }
        const auto blob = wire::encode_spnego_response({wire::SpnegoState::accept_incomplete,
                                                        std::nullopt,
                                                        wire::encode_ntlm_authenticate(last),
                                                        {}});
        const auto done = session_setup(blob);
        session_key = chosen;
        key = dialogue::smb::signing_key(dialect, chosen, hash);
        return done;
    }

    Smb2Reply connect(std::string_view share) {
        const auto path = utf16_of("\\\\192.0.2.1\\" + std::string(share));
        core::ByteVector body;
        wire::encode_smb2_tree_connect_request(body, {0, path});
        tree = 0;
        const auto reply = ask(wire::Smb2Command::tree_connect, body);
        tree = reply.header.tree_id;
        return reply;
    }

    Smb2Reply create(std::string_view name, std::uint32_t disposition, std::uint32_t options = 0,
                     std::uint32_t access = 0x0012019F) {
        const auto name16 = utf16_of(name);
        wire::Smb2CreateRequest request;
        request.desired_access = access;
        request.disposition = disposition;
        request.options = options;
        request.name = name16;
        core::ByteVector body;
        wire::encode_smb2_create_request(body, request);
        return ask(wire::Smb2Command::create, body);
    }
    static wire::Smb2FileId file_of(const Smb2Reply& reply) {
        const auto said = wire::decode_smb2_create_response(reply.bytes);
        return said ? said->file : wire::Smb2FileId{};
    }
    Smb2Reply write(const wire::Smb2FileId& file, std::uint64_t offset, core::Bytes data) {
        wire::Smb2WriteRequest request;
        request.offset = offset;
        request.file = file;
        request.data = data;
        core::ByteVector body;
        wire::encode_smb2_write_request(body, request);
        return ask(wire::Smb2Command::write, body);
    }
    core::ByteVector read_body(const wire::Smb2FileId& file, std::uint32_t length) const {
        core::ByteVector body;
        wire::encode_smb2_read_request(body, {length, 0, file, 0});
        return body;
    }
    Smb2Reply ioctl(std::uint32_t code, const wire::Smb2FileId& file, core::Bytes input,
                    std::uint32_t most = 4280) {
        core::ByteVector body;
        wire::encode_smb2_ioctl_request(body, {code, file, input, 0, most, 1});
        return ask(wire::Smb2Command::ioctl, body);
    }
    Smb2Reply close(const wire::Smb2FileId& file) {
        core::ByteVector body;
        wire::encode_smb2_close_request(body, {wire::smb2_close_wants_attributes, file});
        return ask(wire::Smb2Command::close, body);
    }
};

}  // namespace hitme::tests
