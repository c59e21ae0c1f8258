// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/session.h"

#include <algorithm>
#include <utility>

#include "dialogue/persona_choice.h"
#include "wire/netbios_session.h"
#include "wire/smb1_negotiate.h"

namespace hitme::dialogue::smb {
namespace {

// A node of the standard library's tree: three pointers and a colour.
constexpr std::size_t node_bytes = 4 * sizeof(void*);

std::size_t memory_of(const std::string& text) {
    return text.capacity() > std::string{}.capacity() ? text.capacity() + 1 : 0;
}

std::size_t memory_of(const State& state) {
    std::size_t bytes = state.opened_calls.bytes.capacity() +
                        state.opened_frames.client.capacity() +
                        state.opened_frames.server.capacity();
    for (const auto& [id, user] : state.users)
        bytes += node_bytes + sizeof(std::pair<std::uint64_t, User>) +
                 (user.logon == nullptr ? 0 : sizeof(Logon)) +
                 (user.encryption == nullptr ? 0 : sizeof(Smb3Encryption));
    bytes += state.trees.size() * (node_bytes + sizeof(std::pair<std::uint32_t, Tree>));
    for (const auto& [id, open] : state.opens)
        bytes += node_bytes + sizeof(std::pair<std::uint64_t, Open>) + memory_of(open.name) +
                 open.locks.capacity() * sizeof(LockedRange) +
                 (open.pipe == nullptr ? 0 : open.pipe->memory());
    for (const auto& [key, file] : state.files)
        bytes += node_bytes + sizeof(std::pair<std::string, CreatedFile>) + memory_of(key) +
                 memory_of(file.name) + file.contents.capacity();
    return bytes;
}

std::shared_ptr<const Host> host_for(const System& system, const Choices& choices,
                                     const Surroundings& surroundings) {
    return surroundings.smb_hosts != nullptr
               ? surroundings.smb_hosts->get(system, choices, surroundings)
               : make_host(system, choices, surroundings);
}

bool begins(core::Bytes payload, std::uint8_t first) {
    return payload.size() >= 4 && payload[0] == first && payload[1] == 'S' && payload[2] == 'M' &&
           payload[3] == 'B';
}

}  // namespace

SmbSession::SmbSession(const System& system, const Choices& choices,
                       const Surroundings& surroundings)
    : SmbSession(host_for(system, choices, surroundings), surroundings) {}

SmbSession::SmbSession(std::shared_ptr<const Host> host, const Surroundings& surroundings)
    : surroundings_(surroundings),
      host_(std::move(host)),
      state_{.machine = host_->machine,
             .policy = host_->policy,
             .surroundings = surroundings_,
             .random = core::Random{surroundings.random_seed},
             .users = {},
             .trees = {},
             .opens = {},
             .files = {},
             .logons_tried = 0,
             .opened_calls = {},
             .opened_frames = {}} {}

Smb1Server& SmbSession::smb1_half() {
    if (!smb1_) smb1_ = std::make_unique<Smb1Server>(state_);
    return *smb1_;
}

Smb2Server& SmbSession::smb2_half() {
    if (!smb2_) smb2_ = std::make_unique<Smb2Server>(state_);
    return *smb2_;
}

void SmbSession::open(core::Time, Output&) {}

void SmbSession::receive(core::Bytes bytes, core::Time now, Output& out) {
    if (closed_) return;
    // Whole frames are answered where they lie; only the rest is copied.
    core::Bytes left = bytes;
    if (!unread_.empty()) {
        unread_.insert(unread_.end(), bytes.begin(), bytes.end());
        left = unread_;
    }
    Next next = Next::go_on;
    while (next == Next::go_on && !left.empty()) {
        std::size_t consumed = 0;
        next = take_frame(left, now, out, consumed);
        if (consumed == 0) break;
        left = left.subspan(consumed);
        if (out.bytes.size() > max_output_per_turn) next = Next::close;
    }
    if (next == Next::close) {
        closed_ = true;
        out.close = true;
        left = {};
    }
    core::ByteVector kept(left.begin(), left.end());
    unread_ = std::move(kept);
}

SmbSession::Next SmbSession::take_frame(core::Bytes bytes, core::Time now, Output& out,
                                        std::size_t& consumed) {
    const auto frame = wire::take_frame(bytes);
    if (!frame) return frame.error().fault == core::Fault::need_more ? Next::go_on : Next::close;
    consumed = frame->consumed;
    switch (frame->type) {
        case wire::NetbiosType::message:
            return answer(frame->payload, now, out.bytes);
        case wire::NetbiosType::request:
            // Whatever name is called: a client that asks for another one would only ask again.
            wire::encode_netbios_frame(out.bytes, wire::NetbiosType::positive_response, {});
            return Next::go_on;
        case wire::NetbiosType::keepalive:
            return Next::go_on;
        default:
            return Next::close;
    }
}

SmbSession::Next SmbSession::answer(core::Bytes payload, core::Time now, core::ByteVector& out) {
    constexpr std::uint8_t smb1 = 0xFF;
    constexpr std::uint8_t smb2 = 0xFE;
    constexpr std::uint8_t encrypted = 0xFD;
    constexpr std::uint8_t compressed = 0xFC;
    if (begins(payload, smb1)) return answer_smb1(payload, now, out);
    const bool is_smb2 =
        begins(payload, smb2) || begins(payload, encrypted) || begins(payload, compressed);
    if (!is_smb2 || host_->machine.system->dialects.empty()) return Next::close;
    // smbd takes no SMB2 behind a session of SMB1, and a client has one protocol on a connection ([MS-SMB2] 3.3.5.2).
    if (smb1_ && smb1_->had_session()) return Next::close;
    return smb2_half().receive(payload, now, out) == Smb2Server::Next::close ? Next::close
                                                                             : Next::go_on;
}

SmbSession::Next SmbSession::answer_smb1(core::Bytes payload, core::Time now,
                                         core::ByteVector& out) {
    // [MS-SMB2] 3.3.5.2.2 and 3.3.5.3: once SMB2 was begun nothing of SMB1 is served; smbd and Windows end the connection.
    if (smb2_) return Next::close;
    const std::span<const std::uint16_t> dialects = host_->machine.system->dialects;
    const auto message = wire::decode_smb1(payload);
    const bool is_negotiate = message && !message->blocks().empty() &&
                              message->blocks()[0].kind() == wire::Smb1Command::negotiate;
    if (is_negotiate && !dialects.empty()) {
        const auto asked = wire::decode_smb1_negotiate(*message, message->blocks()[0]);
        // [MS-SMB2] 3.3.5.3.1: the wildcard only where more than 2.0.2 is spoken.
        if (asked && dialects.back() > 0x0202 && asked->index_of("SMB 2.???") != wire::no_dialect) {
            smb2_half().answer_multi_protocol(Smb2Server::MultiProtocol::wildcard, now, out);
            return Next::go_on;
        }
        if (asked && asked->index_of("SMB 2.002") != wire::no_dialect) {
            smb2_half().answer_multi_protocol(Smb2Server::MultiProtocol::smb2_002, now, out);
            return Next::go_on;
        }
    }
    // Windows without SMB1 ends the connection. smbd says that it knows no such dialect, and then ends it; at anything else
    // of SMB1 it does so at once.
    if (!host_->machine.system->smb1 && !(host_->machine.system->is_samba && is_negotiate))
        return Next::close;
    return smb1_half().receive(payload, now, out) == Smb1Server::Next::close ? Next::close
                                                                             : Next::go_on;
}

std::string_view SmbSession::inner_protocol() const {
    return state_.opened_frames.any ? "smb3" : std::string_view{};
}

Inner SmbSession::take_inner() {
    return {std::exchange(state_.opened_frames.client, {}),
            std::exchange(state_.opened_frames.server, {})};
}

std::string_view SmbSession::second_inner_protocol() const {
    return state_.opened_calls.interface == nullptr ? std::string_view{} : "dcerpc";
}

Inner SmbSession::take_second_inner() {
    return {std::exchange(state_.opened_calls.bytes, {}), {}};
}

std::size_t SmbSession::memory() const {
    return sizeof(*this) + unread_.capacity() + memory_of(state_) +
           (smb1_ ? sizeof *smb1_ + smb1_->memory() : 0) +
           (smb2_ ? sizeof *smb2_ + smb2_->memory() : 0);
}

std::vector<std::string_view> smb_personas() {
    return names_of(systems());
}

std::unique_ptr<Session> make_smb_session(std::string_view persona,
                                          const Surroundings& surroundings) {
    const System* system = system_named(persona, surroundings.identity_seed);
    if (system == nullptr) return nullptr;
    const Choices& choices = surroundings.smb != nullptr ? *surroundings.smb : Choices{};
    return std::make_unique<SmbSession>(*system, choices, surroundings);
}

}  // namespace hitme::dialogue::smb
