// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/pipe.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "dialogue/ntlm_crypto.h"
#include "dialogue/ntlm_seal.h"
#include "support/pipe_streams.h"
#include "support/rpc_client.h"
#include "support/rpc_samples.h"
#include "wire/ntlmssp.h"
#include "wire/smb_text.h"
#include "wire/spnego.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;

constexpr std::uint64_t any_seed = 7;

std::vector<wire::RpcMessage> answers_to(Pipe& pipe, core::Bytes bytes) {
    pipe.write(bytes, RpcClient::now());
    wire::RpcCalls calls;
    std::vector<wire::RpcMessage> all;
    while (pipe.waiting() > 0)
        for (auto& message : calls.push(pipe.read(0xFFFF))) all.push_back(std::move(message));
    return all;
}

TEST(RpcPipe, OpensTheUsualNamesInAnySpelling) {
    const auto machine = tests::made_up_machine();
    for (const char* name :
         {"browser", "\\\\BROWSER", "\\PIPE\\srvsvc", "SAMR", "lsarpc", "netlogon", "svcctl",
          "atsvc", "winreg", "spoolss", "epmapper", "ntsvcs", "wkssvc"})
        EXPECT_TRUE(open_pipe(name, machine, Caller::anonymous, any_seed)) << name;
    for (const char* name : {"", "sql\\query", "PSEXESVC", "nddeapi"})
        EXPECT_FALSE(open_pipe(name, machine, Caller::anonymous, any_seed)) << name;
    // As Samba 4.17 did on loopback (the captures' README): no \BROWSER.
    const auto samba = tests::made_up_machine(tests::made_up_samba());
    EXPECT_FALSE(open_pipe("browser", samba, Caller::anonymous, any_seed));
    EXPECT_TRUE(open_pipe("srvsvc", samba, Caller::anonymous, any_seed));
    EXPECT_TRUE(open_pipe("wkssvc", samba, Caller::anonymous, any_seed));
}

TEST(RpcPipe, AnswersEachContextInOrder) {
    const auto machine = tests::made_up_machine();
    const auto pipe = open_pipe("browser", machine, Caller::anonymous, any_seed);
    const auto srvsvc = wire::find_rpc_interface(std::string_view("srvsvc"))->uuid;
    wire::RpcBind bind;
    bind.max_transmit = bind.max_receive = 4280;
    bind.contexts = {{0, {{0xDEADBEEF, 1, 2, {}}, 1, 0}, {wire::ndr_syntax()}},
                     {1, {srvsvc, 3, 0}, {wire::ndr_syntax()}},
                     {2, {srvsvc, 3, 0}, {wire::ndr64_syntax()}},
                     {3, {srvsvc, 4, 0}, {wire::ndr_syntax()}},
                     {4, {srvsvc, 3, 0}, {{{0x6cb71c2c, 0x9812, 0x4540, {3}}, 1, 0}}}};
    core::ByteVector bytes;
    wire::encode_rpc_bind(bytes, 9, bind);
    const auto answers = answers_to(*pipe, bytes);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].type, wire::RpcType::bind_ack);
    EXPECT_EQ(answers[0].call_id, 9u);
    EXPECT_EQ(answers[0].ack.secondary_address, "\\PIPE\\browser");  // as in a Windows XP's capture
    std::vector<std::pair<int, int>> results;
    for (const auto& result : answers[0].ack.results)
        results.emplace_back(result.result, result.reason);
    // smb.md 1.8: known accepted, the rest result 2 reason 1; NDR64 alone: transfer syntax; features: 3
    EXPECT_EQ(results, (std::vector<std::pair<int, int>>{{2, 1}, {0, 0}, {2, 2}, {2, 1}, {3, 3}}));
    EXPECT_NE(answers[0].ack.association_group, 0u);
}

TEST(RpcPipe, FaultsWhereARealServerFaults) {
    RpcClient client("srvsvc", "srvsvc");
    ASSERT_TRUE(client.bound.is_answered);
    EXPECT_EQ(client.call(199, {}).fault, 0x1C010002u);  // nca_s_op_rng_error
    EXPECT_EQ(client.call(15, {}).fault, 0x000006F7u);   // RPC_X_BAD_STUB_DATA
    EXPECT_EQ(client.exchange(tests::request_bytes(15, {}, 3, 4, 77)).fault,
              0x1C010003u);  // nca_s_unk_if
    EXPECT_EQ(client.exchange(tests::request_bytes(15, {}, 2, 4)).fault,
              0x1C01000Bu);  // no first fragment
}

// A client that logs on inside the pipe, with NTLM answered for one of the machine's users.
struct LoggingOn {
    std::string user;
    std::string password;
    std::uint8_t level = wire::rpc_auth_level_connect;
    std::uint8_t type = wire::rpc_auth_ntlm;
    bool is_samba = false;

    smb::Policy policy{smb::LogonPolicy::refuse, 0, {"letmein"}};
    std::uint32_t tried = 0;
    smb::Machine machine =
        tests::made_up_machine(is_samba ? tests::made_up_samba() : tests::made_up_windows());
    PipeLogons logons{policy, 0, tried};
    std::unique_ptr<Pipe> pipe = open_pipe("srvsvc", machine, Caller::anonymous, any_seed, &logons);

    core::ByteVector bind(wire::RpcType kind, core::Bytes token) const {
        const auto srvsvc = wire::find_rpc_interface(std::string_view("srvsvc"))->uuid;
        const wire::RpcAuth auth{type, level, 79231, token};
        core::ByteVector bytes;
        wire::encode_rpc_bind(
            bytes, 1, {4280, 4280, 0, {{0, {srvsvc, 3, 0}, {wire::ndr_syntax()}}}}, kind, &auth);
        return bytes;
    }
    static core::ByteVector first_token() {
        wire::NtlmNegotiate message;
        message.flags = wire::ntlm::flag_unicode | wire::ntlm::flag_ntlm |
                        wire::ntlm::flag_request_target |
                        wire::ntlm::flag_extended_session_security;
        return wire::encode_ntlm_negotiate(message);
    }
    core::ByteVector last_token(core::Bytes challenge_token) const {
        const auto challenge = wire::decode_ntlm_challenge(challenge_token).value();
        core::ByteVector user16;
        wire::append_utf16(user16, user);
        core::ByteVector blob(28, 0);
        blob.insert(blob.end(), challenge.target_info.begin(), challenge.target_info.end());
        blob.resize(blob.size() + 4, 0);
        const auto key = smb::nt_hash_v2(smb::nt_hash(password), user16, {});
        const auto proof = smb::hmac_md5(key, {challenge.challenge, blob});
        core::ByteVector response(proof.begin(), proof.end());
        response.insert(response.end(), blob.begin(), blob.end());
        wire::NtlmAuthenticate message;
        message.flags = challenge.flags;
        message.nt_response = response;
        message.user = user16;
        return wire::encode_ntlm_authenticate(message);
    }
    /// The session base key of last_token() ([MS-NLMP] 3.3.2): no key is exchanged.
    smb::Key session_key(core::Bytes last) const {
        const auto message = wire::decode_ntlm_authenticate(last).value();
        core::ByteVector user16;
        wire::append_utf16(user16, user);
        const auto key = smb::nt_hash_v2(smb::nt_hash(password), user16, {});
        return smb::hmac_md5(key, {message.nt_response.first(16)});
    }
    /// bind, auth3, NetrServerGetInfo level 102, which is an account's alone: its fault or return value.
    std::vector<wire::RpcMessage> whole() {
        auto answers = answers_to(*pipe, bind(wire::RpcType::bind, first_token()));
        core::ByteVector bytes;
        wire::encode_rpc_auth3(bytes, 1,
                               {type, level, 79231, last_token(answers.at(0).auth_value)});
        const auto stub = tests::Stub{}.u32(0).u32(102).bytes();
        wire::encode_rpc_request(bytes, 2, 0, 21, stub);
        for (auto& each : answers_to(*pipe, bytes)) answers.push_back(std::move(each));
        return answers;
    }
};

TEST(RpcPipe, GivesAChallengeInItsBindAck) {
    LoggingOn client{"ann", "letmein"};
    const auto answers =
        answers_to(*client.pipe, client.bind(wire::RpcType::bind, LoggingOn::first_token()));
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].type, wire::RpcType::bind_ack);
    // [MS-RPCE] 2.2.2.11: type, level and context are those of the bind
    EXPECT_EQ(answers[0].auth_type, 10u);
    EXPECT_EQ(answers[0].auth_level, 2u);
    EXPECT_EQ(answers[0].auth_context, 79231u);
    EXPECT_EQ(wire::ntlm_message_type(answers[0].auth_value), 2);
    EXPECT_EQ(answers[0].ack.results.at(0).result, 0u);
}

TEST(RpcPipe, ServesCallsOfWhoLoggedOnAtLevelConnect) {
    LoggingOn client{"ann", "letmein"};
    const auto answers = client.whole();
    ASSERT_EQ(answers.size(), 2u);  // an auth3 has none
    EXPECT_EQ(answers[1].type, wire::RpcType::response);
    EXPECT_EQ(client.tried, 1u);
    const auto& stub = answers[1].stub;
    ASSERT_GT(stub.size(), 8u);
    EXPECT_EQ(stub[stub.size() - 4], 0u);  // as the account that the logon proved
    // Without a logon the same call is refused: ERROR_ACCESS_DENIED.
    RpcClient nobody("srvsvc", "srvsvc");
    EXPECT_EQ(nobody.call(21, tests::Stub{}.u32(0).u32(102).bytes()).status(), 5u);
}

TEST(RpcPipe, RefusesTheCallsOfWhoFailedToLogOn) {
    LoggingOn client{"ann", "wrong"};
    const auto answers = client.whole();
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(answers[1].type, wire::RpcType::fault);
    EXPECT_EQ(answers[1].status, 5u);  // rpc_s_access_denied
    EXPECT_EQ(client.tried, 1u);
}

TEST(RpcPipe, RefusesPlainCallsWhereSignedOnesWereAgreedAndThoseBeforeTheLogonsEnd) {
    for (const std::uint8_t level : {std::uint8_t{4}, std::uint8_t{5}, std::uint8_t{6}}) {
        LoggingOn client{"ann", "letmein", level};
        const auto answers = client.whole();
        ASSERT_EQ(answers.size(), 2u);
        EXPECT_EQ(answers[1].status, 5u) << int{level};
    }
    LoggingOn early{"ann", "letmein"};
    auto bytes = early.bind(wire::RpcType::bind, LoggingOn::first_token());
    wire::encode_rpc_request(bytes, 2, 0, 21, tests::Stub{}.u32(0).u32(100).bytes());
    EXPECT_EQ(answers_to(*early.pipe, bytes).at(1).status, 5u);
}

// The client's half is NtlmSeal's other direction, whose values come from [MS-NLMP] and impacket; real clients (rpcclient,
// impacket) are in tests/end_to_end/smb_clients.py.
TEST(RpcPipe, ServesSignedAndSealedCallsWhereThePasswordIsKnown) {
    for (const bool is_samba : {false, true})
        for (const std::uint8_t level : {std::uint8_t{4}, std::uint8_t{5}, std::uint8_t{6}}) {
            LoggingOn client{"ann", "letmein", level, wire::rpc_auth_ntlm, is_samba};
            OpenedCalls opened;
            client.logons.opened = &opened;
            client.pipe =
                open_pipe("srvsvc", client.machine, Caller::anonymous, any_seed, &client.logons);
            const auto challenge =
                answers_to(*client.pipe, client.bind(wire::RpcType::bind, LoggingOn::first_token()))
                    .at(0)
                    .auth_value;
            const auto last = client.last_token(challenge);
            const std::uint32_t flags = wire::decode_ntlm_challenge(challenge)->flags;
            core::ByteVector bytes;
            wire::encode_rpc_auth3(bytes, 1, {client.type, level, 79231, last});
            // NetrServerGetInfo level 102, then NetrShareEnum: in the bytes of one write.
            smb::NtlmSeal seal{client.session_key(last), flags,
                               smb::NtlmDirection::client_to_server};
            constexpr smb::Key no_signature{};
            const wire::RpcAuth trailer{client.type, level, 79231, no_signature};
            core::ByteVector calls;
            const auto info = tests::Stub{}.u32(0).u32(102).bytes();
            wire::encode_rpc_request(calls, 2, 0, 21, info, 4280, &trailer);
            const auto list = tests::Stub{}
                                  .u32(0)
                                  .u32(1)
                                  .u32(1)
                                  .u32(4)
                                  .u32(0)
                                  .u32(0)
                                  .u32(0xFFFFFFFF)
                                  .u32(0)
                                  .bytes();
            wire::encode_rpc_request(calls, 3, 0, 15, list, 4280, &trailer);
            std::span<std::uint8_t> left{calls};
            while (!left.empty()) {
                const auto pdu = left.first(wire::decode_rpc_header(left)->fragment_length);
                const core::ByteVector plain(pdu.begin(), pdu.end() - 16);
                if (level == 6) seal.apply(pdu.subspan(24, pdu.size() - 24 - 24));
                const auto sum = seal.signature(plain);
                std::copy(sum.begin(), sum.end(), pdu.end() - 16);
                left = left.subspan(pdu.size());
            }
            bytes.insert(bytes.end(), calls.begin(), calls.end());
            client.pipe->write(bytes, RpcClient::now());
            smb::NtlmSeal answers{client.session_key(last), flags,
                                  smb::NtlmDirection::server_to_client};
            std::size_t responses = 0;
            while (client.pipe->waiting() > 0) {
                auto pdu = client.pipe->read(0xFFFF);
                ASSERT_EQ(wire::decode_rpc_header(pdu)->type, wire::RpcType::response)
                    << int{level} << is_samba;
                if (level == 6) answers.apply(std::span(pdu).subspan(24, pdu.size() - 24 - 24));
                const auto sum = answers.signature(core::Bytes(pdu).first(pdu.size() - 16));
                EXPECT_TRUE(std::equal(sum.begin(), sum.end(), pdu.end() - 16));
                const auto read = wire::decode_rpc_pdu(pdu);
                ASSERT_TRUE(read);
                const auto stub = std::get<wire::RpcResponse>(read->body).stub;
                ASSERT_GT(stub.size(), 8u);
                EXPECT_EQ(stub[stub.size() - 4], 0u);
                ++responses;
            }
            EXPECT_EQ(responses, 2u);
            // What was sealed is told once more, open: a bind, then both calls.
            std::vector<std::uint16_t> operations;
            wire::RpcCalls told;
            for (const auto& message : told.push(opened.bytes))
                if (message.type == wire::RpcType::request) {
                    ASSERT_TRUE(message.interface);
                    EXPECT_EQ(wire::find_rpc_interface(message.interface->uuid)->name, "srvsvc");
                    operations.push_back(message.opnum);
                }
            EXPECT_EQ(operations, level == 6 ? (std::vector<std::uint16_t>{21, 15})
                                             : std::vector<std::uint16_t>{});
        }
}

TEST(RpcPipe, RefusesASignatureThatDoesNotHold) {
    LoggingOn client{"ann", "letmein", wire::rpc_auth_level_integrity};
    const auto challenge =
        answers_to(*client.pipe, client.bind(wire::RpcType::bind, LoggingOn::first_token()))
            .at(0)
            .auth_value;
    core::ByteVector bytes;
    wire::encode_rpc_auth3(bytes, 1,
                           {client.type, client.level, 79231, client.last_token(challenge)});
    constexpr smb::Key no_signature{};
    const wire::RpcAuth trailer{client.type, client.level, 79231, no_signature};
    wire::encode_rpc_request(bytes, 2, 0, 21, tests::Stub{}.u32(0).u32(102).bytes(), 4280,
                             &trailer);
    const auto answers = answers_to(*client.pipe, bytes);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].type, wire::RpcType::fault);
    EXPECT_EQ(answers[0].status, 5u);
    // However many of them are written, and none of the answers is read.
    core::ByteVector bad;
    wire::encode_rpc_request(bad, 3, 0, 21, {}, 4280, &trailer);
    for (int i = 0; i < 20'000; ++i) client.pipe->write(bad, RpcClient::now());
    EXPECT_LT(client.pipe->memory(), 1u << 20);
}

// As smbd 4.17.12 of Debian 12 answered tests/end_to_end/smb_rpc_logon.py, started by hand against it.
TEST(RpcPipe, RefusesLevelConnectAsSambaDoes) {
    LoggingOn right{"ann", "letmein", wire::rpc_auth_level_connect, wire::rpc_auth_ntlm, true};
    EXPECT_EQ(right.whole().at(1).status, 5u);
    LoggingOn wrong{"ann", "wrong", wire::rpc_auth_level_connect, wire::rpc_auth_ntlm, true};
    EXPECT_EQ(wrong.whole().at(1).type, wire::RpcType::response);
}

// SPNEGO has its third message in an alter_context, which is answered ([MS-RPCE] 3.3.1.5.2.2).
TEST(RpcPipe, LogsOnWithSpnegoInAnAlterContext) {
    for (const bool is_right : {true, false}) {
        LoggingOn client{"ann", is_right ? "letmein" : "wrong"};
        client.type = wire::rpc_auth_spnego;
        const auto ntlm = LoggingOn::first_token();
        wire::SpnegoInit init;
        init.mechanisms = {wire::SpnegoMechanism::ntlmssp};
        init.token = ntlm;
        const auto first = answers_to(
            *client.pipe, client.bind(wire::RpcType::bind, wire::encode_spnego_init(init)));
        ASSERT_EQ(first.size(), 1u);
        const auto said = wire::decode_spnego(first[0].auth_value);
        ASSERT_TRUE(said);
        const auto last = client.last_token(said->token);
        const auto second = answers_to(
            *client.pipe,
            client.bind(wire::RpcType::alter_context,
                        wire::encode_spnego_response(
                            {wire::SpnegoState::accept_incomplete, std::nullopt, last, {}})));
        ASSERT_EQ(second.size(), 1u);
        EXPECT_EQ(second[0].type,
                  is_right ? wire::RpcType::alter_context_response : wire::RpcType::fault);
        if (!is_right) {
            EXPECT_EQ(second[0].status, 5u);
        }
    }
}

TEST(RpcPipe, RefusesLogonsOfKindsThatItDoesNotKnow) {
    LoggingOn client{"ann", "letmein"};
    client.type = 68;  // Netlogon's secure channel
    const auto answers =
        answers_to(*client.pipe, client.bind(wire::RpcType::bind, LoggingOn::first_token()));
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].type, wire::RpcType::bind_nak);
    EXPECT_EQ(answers[0].status, 8u);
}

TEST(RpcPipe, SurvivesEveryCutAndEveryFlipOfALogon) {
    LoggingOn client{"ann", "letmein"};
    const auto first = client.bind(wire::RpcType::bind, LoggingOn::first_token());
    auto bytes = first;
    const auto challenge = answers_to(*client.pipe, first).at(0).auth_value;
    wire::encode_rpc_auth3(bytes, 1, {10, 2, 79231, client.last_token(challenge)});
    tests::cut_and_flip(bytes, [&](core::Bytes cut) {
        const auto pipe =
            open_pipe("srvsvc", client.machine, Caller::anonymous, any_seed, &client.logons);
        answers_to(*pipe, cut);
    });
}

TEST(RpcPipe, RefusesALogonWhereNobodyCanJudgeIt) {
    const auto machine = tests::made_up_machine();
    const auto pipe = open_pipe("srvsvc", machine, Caller::anonymous, any_seed);
    auto bind = tests::bind_bytes();
    const core::ByteVector trailer{10, 2, 0, 0, 1, 0, 0, 0, 'N', 'T', 'L', 'M'};
    bind.insert(bind.end(), trailer.begin(), trailer.end());
    bind[8] = static_cast<std::uint8_t>(bind.size());
    bind[10] = 4;
    const auto answers = answers_to(*pipe, bind);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].type, wire::RpcType::bind_nak);
    EXPECT_EQ(answers[0].status, 8u);
}

TEST(RpcPipe, GivesOnePduAtATimeInAnyPieces) {
    const auto machine = tests::made_up_machine();
    const auto pipe = open_pipe("srvsvc", machine, Caller::anonymous, any_seed);
    auto two = tests::bind_bytes();
    const auto request = tests::request_bytes(199, {});
    two.insert(two.end(), request.begin(), request.end());
    for (const auto byte : two) pipe->write(core::Bytes(&byte, 1), RpcClient::now());
    EXPECT_EQ(pipe->waiting(), 68u + 32u);  // bind_ack of one context with "\PIPE\srvsvc", fault
    EXPECT_EQ(pipe->read(16).size(), 16u);
    EXPECT_EQ(pipe->read(1000).size(), 52u);  // never beyond the PDU in front
    EXPECT_EQ(pipe->read(1000).size(), 32u);
    EXPECT_TRUE(pipe->read(1000).empty());
}

TEST(RpcPipe, CutsAnswersToWhatTheClientTakes) {
    const auto machine = tests::made_up_machine();
    const auto pipe = open_pipe("srvsvc", machine, Caller::anonymous, any_seed);
    auto bind = tests::bind_bytes();
    bind[18] = 100;  // max_recv_frag
    bind[19] = 0;
    answers_to(*pipe, bind);
    const auto stub =
        tests::Stub{}.u32(0).u32(1).u32(1).u32(4).u32(0).u32(0).u32(0xFFFFFFFF).u32(0).bytes();
    pipe->write(tests::request_bytes(15, stub), RpcClient::now());
    std::size_t pdus = 0;
    while (pipe->waiting() > 0) {
        EXPECT_LE(pipe->read(0xFFFF).size(), 100u);
        ++pdus;
    }
    EXPECT_GT(pdus, 2u);
}

TEST(RpcPipe, SaysOnceThatBytesAreNoRpc) {
    const auto machine = tests::made_up_machine();
    const auto pipe = open_pipe("srvsvc", machine, Caller::anonymous, any_seed);
    const auto answers = answers_to(*pipe, core::as_bytes("GET / HTTP/1.1\r\n\r\n"));
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].type, wire::RpcType::bind_nak);
    EXPECT_TRUE(answers_to(*pipe, tests::bind_bytes()).empty());
}

TEST(RpcPipe, HoldsLittleHoweverMuchIsWritten) {
    const auto machine = tests::made_up_machine();
    const auto pipe = open_pipe("srvsvc", machine, Caller::anonymous, any_seed);
    EXPECT_LT(pipe->memory(), 4096u);
    pipe->write(tests::bind_bytes(), RpcClient::now());
    const auto request = tests::request_bytes(199, core::ByteVector(1000, 0));
    for (int i = 0; i < 20'000; ++i) pipe->write(request, RpcClient::now());  // and never reads
    const auto endless = tests::request_bytes(31, core::ByteVector(60'000, 0), 0);
    pipe->write(tests::request_bytes(31, {}, 1), RpcClient::now());
    for (int i = 0; i < 20; ++i) pipe->write(endless, RpcClient::now());
    EXPECT_LT(pipe->memory(), 1u << 20);
}

TEST(RpcPipe, AnswersTheSameToTheSame) {
    const auto transcript = [] {
        const auto machine = tests::made_up_machine();
        const auto pipe = open_pipe("samr", machine, Caller::anonymous, any_seed);
        core::ByteVector all;
        const auto samr = wire::find_rpc_interface(std::string_view("samr"));
        wire::RpcBind bind{4280, 4280, 0, {{0, {samr->uuid, 1, 0}, {wire::ndr_syntax()}}}};
        core::ByteVector bytes;
        wire::encode_rpc_bind(bytes, 1, bind);
        wire::encode_rpc_request(bytes, 2, 0, 57, tests::Stub{}.u32(0).u32(1).bytes());
        pipe->write(bytes, RpcClient::now());
        while (pipe->waiting() > 0) {
            const auto pdu = pipe->read(100);
            all.insert(all.end(), pdu.begin(), pdu.end());
        }
        return all;
    };
    EXPECT_EQ(transcript(), transcript());
}

// What nmap, rpcclient, smbclient and impacket wrote into a Samba's pipes: each request is answered, none as a bad stub.
// Handles are the other server's, so that calls behind an open answer that they know no such handle.
TEST(RpcPipe, ReadsWhatRealClientsWrite) {
    const std::filesystem::path folder = std::string(HITME_SHARED_DIR) + "/captures/loopback";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared captures are not here";
    const auto machine = tests::made_up_machine();
    std::size_t requests = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".pcap") continue;
        for (const auto& stream : tests::pipe_streams(entry.path())) {
            wire::RpcCalls asked;
            std::string name = "browser";
            std::size_t expected = 0;
            for (const auto& message : asked.push(stream.joined())) {
                ++expected;
                if (message.type == wire::RpcType::bind && !message.bind.contexts.empty())
                    if (const auto* interface =
                            wire::find_rpc_interface(message.bind.contexts[0].interface.uuid))
                        name = interface->pipes.empty() ? "epmapper" : interface->pipes[0];
                requests += message.type == wire::RpcType::request ? 1u : 0u;
            }
            const auto pipe = open_pipe(name, machine, Caller::user, any_seed);
            ASSERT_TRUE(pipe) << name;
            const auto answers = answers_to(*pipe, stream.joined());
            EXPECT_EQ(answers.size(), expected) << entry.path() << ' ' << name;
            for (const auto& answer : answers)
                if (answer.type == wire::RpcType::fault) {
                    EXPECT_NE(answer.status, wire::rpc_fault_bad_stub)
                        << entry.path() << ' ' << name;
                }
        }
    }
    EXPECT_GT(requests, 150u);  // the README's table counts them by file
}

TEST(RpcPipe, SurvivesEveryCutAndEveryFlipOfAConversation) {
    const auto machine = tests::made_up_machine();
    auto bytes = tests::bind_bytes();
    const auto stub =
        tests::Stub{}.u32(0).u32(1).u32(1).u32(4).u32(0).u32(0).u32(0xFFFFFFFF).u32(0).bytes();
    const auto request = tests::request_bytes(15, stub);
    bytes.insert(bytes.end(), request.begin(), request.end());
    tests::cut_and_flip(bytes, [&](core::Bytes cut) {
        const auto pipe = open_pipe("srvsvc", machine, Caller::user, any_seed);
        answers_to(*pipe, cut);
    });
}

}  // namespace
}  // namespace hitme::dialogue::rpc
