// SPDX-License-Identifier: Apache-2.0
// A whole SMB2 conversation: the input is what a client sends, in NetBIOS frames. One that begins with FB is encrypted by the
// target, as a client that logged on would, so that what lies inside is reached.
#include "dialogue/smb/smb2_server.h"

#include "core/check.h"
#include "wire/netbios_session.h"

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
    const core::Time now = core::Time{std::chrono::seconds{1'800'000'000}};
    while (const auto frame = wire::take_frame(left)) {
        core::ByteVector out;
        Smb2Server::Next next = Smb2Server::Next::go_on;
        if (!frame->payload.empty() && frame->payload[0] == 0xFF)
            server.answer_multi_protocol(Smb2Server::MultiProtocol::wildcard, now, out);
        else if (!frame->payload.empty() && frame->payload[0] == 0xFB) {
            core::ByteVector encrypted;
            client.close(frame->payload.subspan(1), encrypted);
            next = server.receive(encrypted, now, out);
        } else
            next = server.receive(frame->payload, now, out);
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
