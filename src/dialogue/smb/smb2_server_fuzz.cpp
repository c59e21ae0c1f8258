// SPDX-License-Identifier: Apache-2.0
// A whole SMB2 conversation: the input is what a client sends, in NetBIOS frames. One that begins with FB is encrypted by the
// target, as a client that logged on would, so that what lies inside is reached. The target writes the message ids, which a
// server takes only in its window; and asks for credits.
#include "dialogue/smb/smb2_server.h"

#include <algorithm>

#include "core/check.h"
#include "wire/netbios_session.h"

namespace {

void put(hitme::core::ByteVector& bytes, std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
        bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

// The same messages with the next ids ([MS-SMB2] 2.2.1.2: credits at 14, NextCommand at 20, MessageId at 24).
hitme::core::ByteVector numbered(hitme::core::Bytes payload, std::uint64_t& next_id) {
    using namespace hitme;
    core::ByteVector bytes(payload.begin(), payload.end());
    const auto chain = wire::decode_smb2_chain(payload);
    for (const auto& message : chain.messages) {
        if (message.header.command == wire::Smb2Command::cancel) continue;
        put(bytes, message.offset + 14, 64, 2);
        put(bytes, message.offset + 24, next_id, 8);
        next_id += std::max<std::uint16_t>(message.header.credit_charge, 1);
    }
    return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    using namespace hitme::dialogue::smb;
    static const Machine machine = make_machine(*system_named("windows-10", 1), 5, {}, {});
    const Policy policy;
    const dialogue::Surroundings surroundings;
    State state{machine, policy, surroundings, core::Random{1}, {}, {}, {}, {}, 0, {}, {}};
    constexpr Smb3Cipher cipher = Smb3Cipher::aes_128_gcm;
    constexpr std::uint64_t session = 1;
    EncryptionKeys keys;
    keys.from_server.fill(1);
    state.users[session].established = true;
    state.users[session].outcome = LogonOutcome::user;
    state.users[session].encryption =
        std::make_shared<Smb3Encryption>(cipher, keys, session, NonceStart{});
    Smb3Encryption client{cipher, {keys.from_server, keys.from_client}, session, {}};
    Smb2Server server{state};
    core::Bytes left{data, size};
    std::uint64_t next_id = 0;
    const core::Time now = core::Time{std::chrono::seconds{1'800'000'000}};
    while (const auto frame = wire::take_frame(left)) {
        core::ByteVector out;
        Smb2Server::Next next = Smb2Server::Next::go_on;
        if (!frame->payload.empty() && frame->payload[0] == 0xFF) {
            server.answer_multi_protocol(Smb2Server::MultiProtocol::wildcard, now, out);
            next_id = std::max<std::uint64_t>(next_id, 1);
        } else if (!frame->payload.empty() && frame->payload[0] == 0xFB) {
            core::ByteVector encrypted;
            client.close(numbered(frame->payload.subspan(1), next_id), encrypted);
            next = server.receive(encrypted, now, out);
        } else
            next = server.receive(numbered(frame->payload, next_id), now, out);
        state.opened_frames = {};  // taken after each turn
        core::check(out.size() <= dialogue::max_output_per_turn, "an answer is bounded");
        core::check(state.opens.size() <= max_opens && state.trees.size() <= max_trees &&
                        state.users.size() <= max_users && state.files.size() <= max_created_files,
                    "what is held is bounded");
        if (next == Smb2Server::Next::close) break;
        left = left.subspan(frame->consumed);
    }
    (void)server.memory();
    return 0;
}
