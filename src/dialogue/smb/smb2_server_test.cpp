// SPDX-License-Identifier: Apache-2.0
// Statuses, flags and identifiers are those of smb.md 1.16 and of the captures of Windows and Samba that it lists.
#include "dialogue/smb/smb2_server.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"
#include "support/smb2_client.h"
#include "support/smb311_exchange.h"
#include "wire/nt_status.h"

namespace hitme::dialogue::smb {
namespace {

using tests::Smb2Client;
using wire::NtStatus;

constexpr std::uint32_t open_existing = wire::smb2_disposition_open;
constexpr std::uint32_t create_new = wire::smb2_disposition_create;
constexpr std::uint16_t every_dialect[] = {0x0202, 0x0210, 0x0300, 0x0302, 0x0311};

// A DCE/RPC bind to SRVSVC 3.0 with NDR, call 1 (C706 12.6.4.3; [MS-SRVS] 1.9).
const core::ByteVector srvsvc_bind = *core::from_hex(
    "05000b03100000004800000001000000b810b810000000000100000000000100"
    "c84f324b7016d30112785a47bf6ee18803000000"
    "045d888aeb1cc9119fe808002b10486002000000");

class Smb2ServerTest : public ::testing::Test {
 protected:
    void SetUp() override { make("windows-10"); }
    void make(std::string_view persona) {
        const System* system = system_named(persona, 1);
        ASSERT_NE(system, nullptr);
        machine_ = make_machine(*system, 5, core::Time{std::chrono::seconds{1'799'000'000}}, {});
        machine_.users.emplace_back("alice");
        policy_.weak_passwords = {"Winter2020"};
        state_ = std::make_unique<State>(
            State{machine_, policy_, surroundings_, core::Random{1}, {}, {}, {}, {}, 0, {}, {}});
        server_ = std::make_unique<Smb2Server>(*state_);
        client_ = std::make_unique<Smb2Client>(*server_);
    }
    Smb2Client& client() { return *client_; }
    void log_on(std::string_view user, std::uint16_t dialect = 0x0311) {
        client().negotiate({dialect});
        ASSERT_EQ(client().log_on(user, "Winter2020").header.status, 0u);
        client().signs = user == "alice";
    }
    std::uint32_t status(const tests::Smb2Reply& reply) { return reply.header.status; }
    static std::uint32_t of(NtStatus value) { return wire::value_of(value); }

    Machine machine_;
    Policy policy_;
    Surroundings surroundings_;
    std::unique_ptr<State> state_;
    std::unique_ptr<Smb2Server> server_;
    std::unique_ptr<Smb2Client> client_;
};

TEST_F(Smb2ServerTest, AnswersTheMultiProtocolNegotiateAndThenTheSecondOne) {
    core::ByteVector out;
    server_->answer_multi_protocol(Smb2Server::MultiProtocol::wildcard, client().now, out);
    const auto replies = Smb2Client::replies_in(out);
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_EQ(replies[0].header.message_id, 0u);
    EXPECT_EQ(replies[0].header.credits, 1);
    const auto said = wire::decode_smb2_negotiate_response(replies[0].bytes);
    EXPECT_EQ(said->dialect, 0x02FF);
    EXPECT_TRUE(said->contexts.empty());
    client().message_id = 1;
    EXPECT_EQ(status(client().negotiate({0x0202, 0x0210, 0x0300})), 0u);
    EXPECT_EQ(client().dialect, 0x0300);
    client().negotiate({0x0202});
    EXPECT_TRUE(client().closed);
}

TEST_F(Smb2ServerTest, ChoosesTheHighestCommonDialect) {
    for (const std::uint16_t dialect : every_dialect) {
        make("windows-10");
        client().negotiate({dialect});
        EXPECT_EQ(client().dialect, dialect);
    }
    make("windows-7");
    client().negotiate({0x0202, 0x0210, 0x0300, 0x0302, 0x0311});
    EXPECT_EQ(client().dialect, 0x0210);
    make("windows-7");
    EXPECT_EQ(status(client().negotiate({0x0300})), of(NtStatus::not_supported));
}

TEST_F(Smb2ServerTest, AnswersAPublishedClientWithTheContextsOfWindows10) {
    // Its message id is 1: an SMB1 negotiate came first.
    core::ByteVector first;
    server_->answer_multi_protocol(Smb2Server::MultiProtocol::wildcard, client().now, first);
    const auto request = tests::smb311::bytes_of(tests::smb311::negotiate_request);
    const auto replies = client().send(request);
    ASSERT_EQ(replies.size(), 1u);
    const auto said = wire::decode_smb2_negotiate_response(replies[0].bytes);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->dialect, 0x0311);
    EXPECT_EQ(said->security_mode, 1);
    EXPECT_EQ(said->max_read, 1u << 20);
    EXPECT_EQ(said->start_time, 0u);
    // As in the published answer: its second context is 0200 0400 00000000 0100 0200, AES-128-GCM.
    ASSERT_EQ(said->contexts.size(), 2u);
    EXPECT_EQ(said->contexts[1].type, wire::Smb2ContextType::encryption);
    EXPECT_EQ(core::to_hex(said->contexts[1].data), "01000200");
    EXPECT_EQ(said->contexts[0].type, wire::Smb2ContextType::preauth_integrity);
    EXPECT_EQ(said->contexts[0].values, std::vector<std::uint16_t>{1});
    EXPECT_EQ(said->contexts[0].salt.size(), 32u);
    // 1,800,000,000 s after 1970 in FILETIME: (1800000000 + 11644473600) x 10^7.
    EXPECT_EQ(said->system_time, 134'444'736'000'000'000u);
    EXPECT_EQ(replies[0].header.process_id, 0xFEFFu);
    EXPECT_EQ(replies[0].header.credit_charge, 1);
}

TEST_F(Smb2ServerTest, TellsItsStartAsItsSystemDoes) {
    make("windows-7");
    const auto windows = client().negotiate({0x0210});
    EXPECT_NE(wire::decode_smb2_negotiate_response(windows.bytes)->start_time, 0u);
    make("samba-4");
    const auto samba = client().negotiate({0x0210});
    const auto said = wire::decode_smb2_negotiate_response(samba.bytes);
    EXPECT_EQ(said->start_time, 0u);
    EXPECT_EQ(core::as_text(core::Bytes(said->server_guid).first(machine_.computer.size())),
              wire::lower_ascii(machine_.computer));
}

// By 3.3.5.4 and the ciphers of each system; of smbd 4.17.12 as it answered (tests/end_to_end/smb_against_samba.py).
TEST_F(Smb2ServerTest, ChoosesACipherAsItsSystemDoes) {
    const auto chosen = [&](std::string_view persona, std::vector<std::uint16_t> ciphers) {
        make(persona);
        client().ciphers = std::move(ciphers);
        const auto answer = client().negotiate({0x0311});
        const auto said = wire::decode_smb2_negotiate_response(answer.bytes);
        EXPECT_EQ(said->capabilities, 7u);
        return said->contexts.size() == 2 ? said->contexts[1].values.at(0) : 0xFFFF;
    };
    for (const auto persona : {"windows-10", "windows-server-2016", "samba-4", "samba-4-smb2"}) {
        EXPECT_EQ(chosen(persona, {1, 2}), 2) << persona;
        EXPECT_EQ(chosen(persona, {1}), 1) << persona;
        EXPECT_EQ(chosen(persona, {9}), 0) << persona;
    }
    EXPECT_EQ(chosen("windows-10", {3, 4}), 0);
    EXPECT_EQ(chosen("samba-4", {3, 4}), 4);
    make("windows-10");
    EXPECT_EQ(
        wire::decode_smb2_negotiate_response(client().negotiate({0x0311}).bytes)->contexts.size(),
        1u);
}

TEST_F(Smb2ServerTest, OffersEncryptionBefore311ByABitWhereTheClientHasIt) {
    const auto capabilities = [&](std::string_view persona, std::uint16_t dialect) {
        make(persona);
        return wire::decode_smb2_negotiate_response(client().negotiate({dialect}).bytes)
            ->capabilities;
    };
    EXPECT_EQ(capabilities("windows-10", 0x0300), 0x47u);
    EXPECT_EQ(capabilities("windows-server-2016", 0x0302), 0x47u);
    EXPECT_EQ(capabilities("windows-10", 0x0210), 0x07u);
    EXPECT_EQ(capabilities("samba-4", 0x0300), 0x47u);
    EXPECT_EQ(capabilities("samba-4", 0x0311), 0x47u);  // no context: smbd takes the bit
    EXPECT_EQ(capabilities("windows-10", 0x0311), 0x07u);
    make("windows-10");
    client().capabilities = 0x3F;
    EXPECT_EQ(
        wire::decode_smb2_negotiate_response(client().negotiate({0x0300}).bytes)->capabilities,
        0x07u);
}

TEST_F(Smb2ServerTest, AnswersEncryptedRequestsEncryptedInEveryDialectAndCipher) {
    constexpr struct {
        std::string_view persona;
        std::uint16_t dialect;
        Smb3Cipher cipher;
    } all[] = {{"windows-10", 0x0300, Smb3Cipher::aes_128_ccm},
               {"windows-10", 0x0302, Smb3Cipher::aes_128_ccm},
               {"windows-10", 0x0311, Smb3Cipher::aes_128_ccm},
               {"windows-server-2016", 0x0311, Smb3Cipher::aes_128_gcm},
               {"samba-4", 0x0311, Smb3Cipher::aes_256_ccm},
               {"samba-4", 0x0311, Smb3Cipher::aes_256_gcm}};
    for (const auto& [persona, dialect, cipher] : all) {
        make(persona);
        if (dialect == 0x0311) client().ciphers = {static_cast<std::uint16_t>(cipher)};
        client().negotiate({dialect});
        ASSERT_EQ(client().log_on("alice", "Winter2020").header.status, 0u);
        client().encrypt(cipher);
        ASSERT_EQ(status(client().connect("IPC$")), 0u) << persona << dialect;
        const auto file = Smb2Client::file_of(client().create("srvsvc", open_existing));
        const auto answer = client().ioctl(wire::fsctl_pipe_transceive, file, srvsvc_bind);
        ASSERT_EQ(status(answer), 0u);
        EXPECT_EQ(answer.header.flags & wire::smb2_flag_signed, 0u);
        // What was inside is told in clear, both ways: the bind of SRVSVC and its answer.
        const auto has = [](const core::ByteVector& bytes, const core::ByteVector& part) {
            return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
        };
        EXPECT_TRUE(has(state_->opened_frames.client, srvsvc_bind));
        EXPECT_TRUE(has(state_->opened_frames.server, answer.bytes));
        EXPECT_EQ(status(client().ask(wire::Smb2Command::logoff, *core::from_hex("04000000"))), 0u);
    }
}

TEST_F(Smb2ServerTest, EncryptsAnswersThatComeLater) {
    client().negotiate({0x0300});
    ASSERT_EQ(client().log_on("alice", "Winter2020").header.status, 0u);
    client().encrypt(Smb3Cipher::aes_128_ccm);
    client().connect("IPC$");
    const auto file = Smb2Client::file_of(client().create("srvsvc", open_existing));
    const auto interim = client().ask(wire::Smb2Command::read, client().read_body(file, 1024));
    EXPECT_EQ(status(interim), of(NtStatus::pending));
    wire::Smb2WriteRequest write;
    write.file = file;
    write.data = srvsvc_bind;
    core::ByteVector body;
    wire::encode_smb2_write_request(body, write);
    const auto replies =
        client().send(client().message(client().header(wire::Smb2Command::write), body));
    ASSERT_EQ(replies.size(), 2u);  // opened() checked that both are encrypted
    EXPECT_EQ(replies[1].header.async_id, interim.header.async_id);
}

TEST_F(Smb2ServerTest, EndsTheConnectionAtWhatItCannotOpen) {
    const auto prepare = [&](std::string_view persona, std::string_view user) {
        make(persona);
        client().negotiate({0x0300});
        ASSERT_EQ(client().log_on(user, "Winter2020").header.status, 0u);
        client().encrypt(Smb3Cipher::aes_128_ccm);
    };
    const auto echo = *core::from_hex("04000000");
    const auto message = [&] {
        return client().message(client().header(wire::Smb2Command::echo), echo);
    };
    for (const auto persona : {"windows-10", "samba-4"}) {
        prepare(persona, "alice");
        EXPECT_EQ(status(client().ask(wire::Smb2Command::echo, echo)), 0u);
        // A byte of the content changed.
        core::ByteVector frame;
        client().encryption->close(message(), frame);
        frame.back() ^= 1;
        core::ByteVector out;
        EXPECT_EQ(server_->receive(frame, client().now, out), Smb2Server::Next::close);
        EXPECT_TRUE(out.empty());
        // A guest and a null session have no key that a server knows (3.3.5.2.1.1).
        for (const auto user : {"mallory", ""}) {
            prepare(persona, user);
            EXPECT_TRUE(client().send(message()).empty());
            EXPECT_TRUE(client().closed);
        }
        // Encrypted once more inside.
        prepare(persona, "alice");
        core::ByteVector once;
        client().encryption->close(message(), once);
        EXPECT_TRUE(client().send(once).empty());
        EXPECT_TRUE(client().closed);
    }
}

TEST_F(Smb2ServerTest, TakesNoRequestOfAnotherSessionThanItsFrame) {
    for (const auto& [persona, closes] : {std::pair{"windows-10", true}, {"samba-4", false}}) {
        make(persona);
        client().negotiate({0x0300});
        ASSERT_EQ(client().log_on("alice", "Winter2020").header.status, 0u);
        client().encrypt(Smb3Cipher::aes_128_ccm);
        auto made = client().header(wire::Smb2Command::tree_disconnect);
        made.session_id += 4;
        state_->users[made.session_id].established = true;
        const auto replies = client().send(client().message(made, *core::from_hex("04000000")));
        EXPECT_EQ(client().closed, closes) << persona;
        if (closes) continue;
        ASSERT_EQ(replies.size(), 1u);
        EXPECT_EQ(status(replies[0]), of(NtStatus::access_denied));
    }
}

TEST_F(Smb2ServerTest, WantsPreauthenticationFor311) {
    wire::Smb2NegotiateRequest request;
    request.dialects = {0x0311};
    core::ByteVector body;
    wire::encode_smb2_negotiate_request(body, request);
    EXPECT_EQ(status(client().ask(wire::Smb2Command::negotiate, body)),
              of(NtStatus::invalid_parameter));
}

TEST_F(Smb2ServerTest, SignsTheLogonOfAListedPasswordInEveryDialect) {
    for (const std::uint16_t dialect : every_dialect) {
        make("windows-10");
        client().negotiate({dialect});
        const auto done = client().log_on("alice", "Winter2020");
        EXPECT_EQ(done.header.status, 0u);
        EXPECT_NE(done.header.flags & wire::smb2_flag_signed, 0u);
        EXPECT_TRUE(smb2_signature_holds(dialect, client().key, done.bytes)) << dialect;
        EXPECT_EQ(wire::decode_smb2_session_setup_response(done.bytes)->session_flags, 0);
        client().signs = true;
        EXPECT_EQ(status(client().connect("IPC$")), 0u);
    }
}

TEST_F(Smb2ServerTest, RefusesAWrongPasswordAndForgetsTheSession) {
    client().negotiate({0x0311});
    const auto refused = client().log_on("alice", "wrong");
    EXPECT_EQ(refused.header.status, of(NtStatus::logon_failure));
    EXPECT_NE(refused.header.session_id, 0u);
    EXPECT_EQ(status(client().connect("IPC$")), of(NtStatus::user_session_deleted));
    EXPECT_EQ(state_->logons_tried, 1u);
    EXPECT_TRUE(state_->users.empty());
}

TEST_F(Smb2ServerTest, FlagsGuestsAndNullSessionsAsItsSystemDoes) {
    client().negotiate({0x0210});
    const auto guest = client().log_on("mallory", "x");
    EXPECT_EQ(wire::decode_smb2_session_setup_response(guest.bytes)->session_flags, 1);
    EXPECT_EQ(guest.header.flags & wire::smb2_flag_signed, 0u);
    client().session = 0;
    const auto nobody = client().log_on("", "");
    EXPECT_EQ(wire::decode_smb2_session_setup_response(nobody.bytes)->session_flags, 2);
    EXPECT_EQ(state_->logons_tried, 1u);
    make("samba-4");
    client().negotiate({0x0210});
    const auto samba = client().log_on("", "");
    EXPECT_EQ(wire::decode_smb2_session_setup_response(samba.bytes)->session_flags, 0);
}

TEST_F(Smb2ServerTest, NumbersItsSessionsAndTreesLikeWindows) {
    log_on("mallory", 0x0210);
    EXPECT_EQ(client().session & 0xFFFF'FFFF, 1u);
    EXPECT_EQ(client().connect("IPC$").header.tree_id, 1u);
    EXPECT_EQ(client().connect("ipc$").header.tree_id, 5u);
}

TEST_F(Smb2ServerTest, ConnectsSharesByWhoAsks) {
    log_on("mallory", 0x0210);
    EXPECT_EQ(status(client().connect("nmap-share-test")), of(NtStatus::bad_network_name));
    EXPECT_EQ(status(client().connect("ADMIN$")), of(NtStatus::access_denied));
    EXPECT_EQ(status(client().connect("c$")), of(NtStatus::access_denied));
    const auto pipe = client().connect("IPC$");
    EXPECT_EQ(status(pipe), 0u);
    const auto said = wire::decode_smb2_tree_connect_response(pipe.bytes);
    EXPECT_EQ(said->share_type, wire::Smb2ShareType::pipe);
    EXPECT_EQ(said->maximal_access, 0x001F00A9u);
    EXPECT_EQ(status(client().connect("Users")), 0u);
    make("windows-10");
    log_on("alice");
    EXPECT_EQ(status(client().connect("ADMIN$")), 0u);
    make("windows-10");
    log_on("");
    EXPECT_EQ(status(client().connect("Users")), of(NtStatus::access_denied));
}

TEST_F(Smb2ServerTest, RefusesSignaturesThatDoNotHold) {
    log_on("alice");
    client().connect("IPC$");
    auto bytes = client().message(
        [&] {
            auto made = client().header(wire::Smb2Command::tree_disconnect);
            made.flags |= wire::smb2_flag_signed;
            return made;
        }(),
        *core::from_hex("04000000"));
    const auto replies = client().send(bytes);
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_EQ(status(replies[0]), of(NtStatus::access_denied));
    EXPECT_EQ(state_->trees.size(), 1u);
}

TEST_F(Smb2ServerTest, TakesAFileAsANameAndACount) {
    log_on("alice");
    client().connect("ADMIN$");
    const auto made = client().create("Temp\\x.exe", create_new);
    ASSERT_EQ(status(made), 0u);
    EXPECT_EQ(wire::decode_smb2_create_response(made.bytes)->action, 2u);
    const auto file = Smb2Client::file_of(made);
    const core::ByteVector data(1000, 0x4D);
    EXPECT_EQ(wire::decode_smb2_write_response(client().write(file, 0, data).bytes)->count, 1000u);
    EXPECT_EQ(status(client().write(file, 5000, data)), 0u);
    // More than is kept: STATUS_FILE_LOCK_CONFLICT.
    EXPECT_EQ(status(client().ask(wire::Smb2Command::read, client().read_body(file, 10))),
              0xC0000054u);
    const auto closed = wire::decode_smb2_close_response(client().close(file).bytes);
    EXPECT_EQ(closed->facts.end_of_file, 6000u);
    EXPECT_EQ(closed->facts.allocation_size, 8192u);
    EXPECT_EQ(status(client().close(file)), of(NtStatus::file_closed));
    EXPECT_EQ(status(client().create("temp\\X.EXE", create_new)),
              of(NtStatus::object_name_collision));
    EXPECT_EQ(status(client().create("temp\\x.exe", open_existing, 0x1001, 0x0013'019F)),
              of(NtStatus::not_a_directory));
}

TEST_F(Smb2ServerTest, ReadsBackAFewBytesThatWereWritten) {
    log_on("alice");
    client().connect("Users");
    const auto file = Smb2Client::file_of(client().create("h1.txt", create_new));
    ASSERT_EQ(status(client().write(file, 0, core::as_bytes("hello"))), 0u);
    client().close(file);
    const auto again = Smb2Client::file_of(client().create("H1.TXT", open_existing));
    const auto read = client().ask(wire::Smb2Command::read, client().read_body(again, 65536));
    ASSERT_EQ(status(read), 0u);
    const auto said = wire::decode_smb2_read_response(read.bytes);
    EXPECT_EQ(core::as_text(said->data), "hello");
    auto behind = client().read_body(again, 10);
    behind[8] = 5;  // Offset, [MS-SMB2] 2.2.19
    EXPECT_EQ(status(client().ask(wire::Smb2Command::read, behind)), of(NtStatus::end_of_file));
    const auto emptied = client().create("h1.txt", wire::smb2_disposition_overwrite);
    EXPECT_EQ(wire::decode_smb2_create_response(emptied.bytes)->facts.end_of_file, 0u);
    EXPECT_EQ(status(client().ask(wire::Smb2Command::read, client().read_body(again, 10))),
              of(NtStatus::end_of_file));
}

TEST_F(Smb2ServerTest, LetsGuestsWriteOnlyWhereTheShareDoes) {
    log_on("mallory", 0x0210);
    client().connect("Users");
    EXPECT_EQ(status(client().create("a.txt", create_new)), 0u);
    for (Share& share : machine_.shares) share.guest_may_write = false;
    EXPECT_EQ(status(client().create("b.txt", create_new)), of(NtStatus::access_denied));
    EXPECT_EQ(status(client().create("", open_existing, 1, 0x00100081)), 0u);
}

TEST_F(Smb2ServerTest, SaysWhatIsWrongWithAName) {
    log_on("alice");
    client().connect("Users");
    EXPECT_EQ(status(client().create("none.txt", open_existing)),
              of(NtStatus::object_name_not_found));
    EXPECT_EQ(status(client().create("no\\such\\x", create_new)),
              of(NtStatus::object_path_not_found));
    EXPECT_EQ(status(client().create("a?b", create_new)), of(NtStatus::object_name_invalid));
    EXPECT_EQ(status(client().create("..\\..\\x", create_new)),
              of(NtStatus::object_path_syntax_bad));
    EXPECT_EQ(status(client().create("\\x", create_new)), of(NtStatus::invalid_parameter));
    EXPECT_EQ(status(client().create(std::string(2000, 'a'), create_new)),
              of(NtStatus::object_name_invalid));
}

TEST_F(Smb2ServerTest, ListsWhatWasMadeAndDeletesOnClose) {
    log_on("alice");
    client().connect("Users");
    client().close(Smb2Client::file_of(client().create("one.txt", create_new)));
    const auto root = Smb2Client::file_of(client().create("", open_existing, 1, 0x00100081));
    const auto star = tests::utf16_of("*");
    core::ByteVector body;
    wire::encode_smb2_query_directory_request(body, {37, 0, 0, root, star, 65536});
    const auto listed = client().ask(wire::Smb2Command::query_directory, body);
    ASSERT_EQ(status(listed), 0u);
    const auto buffer = wire::decode_smb2_query_response(listed.bytes)->buffer;
    // ".", ".." and "one.txt" at 0, 112 and 224: 104 bytes and the name, to a multiple of 8.
    EXPECT_EQ(buffer.size(), 224u + 104u + 14u);
    EXPECT_EQ(status(client().ask(wire::Smb2Command::query_directory, body)),
              of(NtStatus::no_more_files));
    const auto file = Smb2Client::file_of(
        client().create("one.txt", open_existing, wire::smb2_option_delete_on_close, 0x0013'019F));
    client().close(file);
    EXPECT_TRUE(state_->files.empty());
    const auto none = tests::utf16_of("one.txt");
    core::ByteVector again;
    wire::encode_smb2_query_directory_request(again, {37, 1, 0, root, none, 65536});
    EXPECT_EQ(status(client().ask(wire::Smb2Command::query_directory, again)),
              of(NtStatus::no_such_file));
}

TEST_F(Smb2ServerTest, AnswersACallOverAPipeByTransceive) {
    log_on("", 0x0210);
    client().connect("IPC$");
    EXPECT_EQ(status(client().create("nosuchpipe", open_existing)),
              of(NtStatus::object_name_not_found));
    const auto made = client().create("srvsvc", open_existing);
    ASSERT_EQ(status(made), 0u);
    const auto file = Smb2Client::file_of(made);
    const auto answer = client().ioctl(wire::fsctl_pipe_transceive, file, srvsvc_bind);
    ASSERT_EQ(status(answer), 0u);
    const auto said = wire::decode_smb2_ioctl_response(answer.bytes);
    ASSERT_TRUE(said);
    ASSERT_GT(said->output.size(), 16u);
    EXPECT_EQ(said->output[2], 12);  // bind_ack
}

TEST_F(Smb2ServerTest, GivesALongAnswerInPieces) {
    log_on("", 0x0210);
    client().connect("IPC$");
    const auto file = Smb2Client::file_of(client().create("srvsvc", open_existing));
    ASSERT_EQ(status(client().write(file, 0, srvsvc_bind)), 0u);
    const auto front = client().ask(wire::Smb2Command::read, client().read_body(file, 24));
    EXPECT_EQ(status(front), of(NtStatus::buffer_overflow));
    EXPECT_EQ(wire::decode_smb2_read_response(front.bytes)->data.size(), 24u);
    const auto rest = client().ask(wire::Smb2Command::read, client().read_body(file, 1024));
    EXPECT_EQ(status(rest), 0u);
}

TEST_F(Smb2ServerTest, LetsAReadOfAnEmptyPipeWaitForItsData) {
    log_on("", 0x0210);
    client().connect("IPC$");
    const auto file = Smb2Client::file_of(client().create("srvsvc", open_existing));
    const auto asked = client().message_id;
    const auto interim = client().ask(wire::Smb2Command::read, client().read_body(file, 1024));
    EXPECT_EQ(status(interim), of(NtStatus::pending));
    EXPECT_TRUE(interim.header.is_async());

    wire::Smb2WriteRequest write;
    write.file = file;
    write.data = srvsvc_bind;
    core::ByteVector body;
    wire::encode_smb2_write_request(body, write);
    const auto replies =
        client().send(client().message(client().header(wire::Smb2Command::write), body));
    ASSERT_EQ(replies.size(), 2u);
    EXPECT_EQ(replies[0].header.command, wire::Smb2Command::write);
    EXPECT_EQ(replies[1].header.command, wire::Smb2Command::read);
    EXPECT_EQ(replies[1].header.message_id, asked);
    EXPECT_EQ(replies[1].header.async_id, interim.header.async_id);
    EXPECT_EQ(replies[1].header.credits, 0);
    EXPECT_EQ(status(replies[1]), 0u);
    EXPECT_EQ(wire::decode_smb2_read_response(replies[1].bytes)->data[2], 12);  // bind_ack
}

TEST_F(Smb2ServerTest, CancelsWhatWaits) {
    log_on("", 0x0210);
    client().connect("IPC$");
    const auto file = Smb2Client::file_of(client().create("srvsvc", open_existing));
    const auto interim = client().ask(wire::Smb2Command::read, client().read_body(file, 1024));
    auto cancel = client().header(wire::Smb2Command::cancel);
    cancel.flags |= wire::smb2_flag_async;
    cancel.async_id = interim.header.async_id;
    const auto replies = client().send(client().message(cancel, *core::from_hex("04000000")));
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_EQ(status(replies[0]), of(NtStatus::cancelled));
    EXPECT_TRUE(client().send(client().message(cancel, *core::from_hex("04000000"))).empty());
}

// CREATE, QUERY_INFO and CLOSE of one file in one frame, signed where the client signs.
core::ByteVector related_compound(Smb2Client& client) {
    const auto name = tests::utf16_of("c.txt");
    wire::Smb2CreateRequest create;
    create.desired_access = 0x0012019F;
    create.disposition = wire::smb2_disposition_open_if;
    create.name = name;
    core::ByteVector first_body;
    wire::encode_smb2_create_request(first_body, create);
    core::ByteVector info_body;
    wire::encode_smb2_query_info_request(
        info_body, {wire::Smb2InfoType::file, 5, 24, {}, 0, 0, wire::smb2_same_file});
    core::ByteVector close_body;
    wire::encode_smb2_close_request(close_body, {0, wire::smb2_same_file});
    core::ByteVector frame;
    std::size_t at = 0;
    const auto add = [&](wire::Smb2Command command, const core::ByteVector& body, bool last) {
        auto made = client.header(command);
        if (client.signs) made.flags |= wire::smb2_flag_signed;
        if (at > 0) {
            made.flags |= wire::smb2_flag_related;
            made.session_id = ~std::uint64_t{0};
            made.tree_id = ~std::uint32_t{0};
        }
        const std::size_t length = (64 + body.size() + 7) / 8 * 8;
        made.next_command = last ? 0 : static_cast<std::uint32_t>(length);
        auto bytes = client.message(made, body);
        bytes.resize(length, 0);
        if (client.signs) sign_smb2(client.dialect, client.key, bytes);
        frame.insert(frame.end(), bytes.begin(), bytes.end());
        ++at;
    };
    add(wire::Smb2Command::create, first_body, false);
    add(wire::Smb2Command::query_info, info_body, false);
    add(wire::Smb2Command::close, close_body, true);
    return frame;
}

TEST_F(Smb2ServerTest, AnswersARelatedCompoundInOneFrame) {
    log_on("alice");
    client().credits = 4;
    client().connect("Users");
    client().credits = 1;
    const auto replies = client().send(related_compound(client()));
    ASSERT_EQ(replies.size(), 3u);
    // As Windows' answers in captures do: the last gives the credits of all, and is padded like the others.
    EXPECT_EQ(replies[0].header.credits, 0);
    EXPECT_EQ(replies[1].header.credits, 0);
    EXPECT_EQ(replies[2].header.credits, 3);
    EXPECT_EQ(replies[2].bytes.size() % 8, 0u);
    for (const auto& reply : replies) {
        EXPECT_EQ(status(reply), 0u);
        EXPECT_TRUE(smb2_signature_holds(client().dialect, client().key, reply.bytes));
    }
    EXPECT_NE(replies[1].header.flags & wire::smb2_flag_related, 0u);
    EXPECT_EQ(wire::decode_smb2_query_response(replies[1].bytes)->buffer.size(), 24u);
    EXPECT_TRUE(state_->opens.empty());
}

TEST_F(Smb2ServerTest, AnswersACompoundInOneEncryptedFrame) {
    client().ciphers = {2, 1};
    client().negotiate({0x0311});
    ASSERT_EQ(client().log_on("alice", "Winter2020").header.status, 0u);
    client().encrypt(Smb3Cipher::aes_128_gcm);
    client().credits = 4;
    client().connect("Users");
    const auto replies = client().send(related_compound(client()));
    ASSERT_EQ(replies.size(), 3u);
    for (const auto& reply : replies) EXPECT_EQ(status(reply), 0u);
    EXPECT_EQ(wire::decode_smb2_query_response(replies[1].bytes)->buffer.size(), 24u);
    EXPECT_TRUE(state_->opens.empty());
}

TEST_F(Smb2ServerTest, FailsWhatFollowsAFailedCreate) {
    log_on("mallory", 0x0210);
    client().credits = 4;
    client().connect("Users");
    wire::Smb2CreateRequest create;
    const auto name = tests::utf16_of("none");
    create.disposition = open_existing;
    create.name = name;
    core::ByteVector body;
    wire::encode_smb2_create_request(body, create);
    core::ByteVector close_body;
    wire::encode_smb2_close_request(close_body, {0, wire::smb2_same_file});
    auto made = client().header(wire::Smb2Command::create);
    made.next_command = static_cast<std::uint32_t>((64 + body.size() + 7) / 8 * 8);
    auto frame = client().message(made, body);
    frame.resize(made.next_command, 0);
    auto second = client().header(wire::Smb2Command::close);
    second.flags |= wire::smb2_flag_related;
    const auto last = client().message(second, close_body);
    frame.insert(frame.end(), last.begin(), last.end());
    const auto replies = client().send(frame);
    ASSERT_EQ(replies.size(), 2u);
    EXPECT_EQ(status(replies[0]), of(NtStatus::object_name_not_found));
    EXPECT_EQ(status(replies[1]), of(NtStatus::object_name_not_found));
}

TEST_F(Smb2ServerTest, GivesAtLeastOneCreditAndAtMostItsCap) {
    log_on("mallory", 0x0210);
    client().credits = 0;
    EXPECT_EQ(client().connect("IPC$").header.credits, 1);
    client().credits = 31;
    EXPECT_EQ(client().connect("IPC$").header.credits, 31);
    // What it may hold at once: 512 as Windows does by default, 30 of which it still has; of smbd 8,192.
    client().credits = 8192;
    EXPECT_EQ(client().connect("IPC$").header.credits, 512 - 30);
    make("samba-4");
    client().credits = 1;
    log_on("", 0x0210);
    client().credits = 9000;
    EXPECT_EQ(client().connect("IPC$").header.credits, 8192);
}

// [MS-SMB2] 3.3.5.2.3; smbd 4.17.12 ends the connection at each of these, too.
TEST_F(Smb2ServerTest, EndsTheConnectionAtAMessageIdThatItDidNotGrant) {
    const auto echo = *core::from_hex("04000000");
    for (const auto persona : {"windows-10", "samba-4"}) {
        for (const std::uint64_t id : {std::uint64_t{5000}, std::uint64_t{1}, ~std::uint64_t{0}}) {
            make(persona);
            log_on("", 0x0210);
            auto made = client().header(wire::Smb2Command::echo);
            made.message_id = id;
            EXPECT_TRUE(client().send(client().message(made, echo)).empty());
            EXPECT_TRUE(client().closed) << persona << id;
        }
        make(persona);
        client().message_id = 5;
        client().negotiate({0x0210});
        EXPECT_TRUE(client().closed) << persona;
        // More credits than the client holds, where requests of several are known.
        make(persona);
        log_on("", 0x0210);
        auto made = client().header(wire::Smb2Command::echo);
        made.credit_charge = 200;
        EXPECT_TRUE(client().send(client().message(made, echo)).empty());
        EXPECT_TRUE(client().closed) << persona;
    }
}

// [MS-SMB2] 3.3.5.2.5: 300,000 bytes are five credits.
TEST_F(Smb2ServerTest, WantsACreditForEach64KiB) {
    log_on("alice", 0x0210);
    client().connect("Users");
    const auto file = Smb2Client::file_of(client().create("a.bin", create_new));
    const auto read = client().read_body(file, 300'000);
    EXPECT_EQ(status(client().ask(wire::Smb2Command::read, read)), of(NtStatus::invalid_parameter));
    client().credits = 6;
    (void)client().ask(wire::Smb2Command::echo, *core::from_hex("04000000"));
    client().credits = 1;
    auto made = client().header(wire::Smb2Command::read);
    made.credit_charge = 5;
    made.flags |= wire::smb2_flag_signed;
    auto bytes = client().message(made, read);
    sign_smb2(client().dialect, client().key, bytes);
    const auto replies = client().send(bytes);
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_EQ(status(replies[0]), of(NtStatus::end_of_file));
    EXPECT_EQ(replies[0].header.credits, 5);
}

// 2.2.28: StructureSize 4; 3.3.5.2.7.2: the first of a chain is related to none; 3.3.5.2.4: a signature of nobody's key.
TEST_F(Smb2ServerTest, LooksAtWhatAHeaderAndAnEmptyBodySay) {
    const auto flagged = [&](std::uint32_t flags) {
        auto made = client().header(wire::Smb2Command::echo);
        made.flags |= flags;
        const auto replies = client().send(client().message(made, *core::from_hex("04000000")));
        return replies.size() == 1 ? replies[0] : tests::Smb2Reply{};
    };
    for (const auto persona : {"windows-10", "samba-4"}) {
        make(persona);
        log_on("");
        const auto ask = [&](std::string_view body) {
            return status(client().ask(wire::Smb2Command::echo, *core::from_hex(body)));
        };
        EXPECT_EQ(ask("04000000"), 0u);
        EXPECT_EQ(ask("05000000"), of(NtStatus::invalid_parameter)) << persona;
        EXPECT_EQ(ask("0400"), of(NtStatus::invalid_parameter)) << persona;
        EXPECT_EQ(status(flagged(wire::smb2_flag_related)), of(NtStatus::invalid_parameter));
        EXPECT_EQ(status(flagged(wire::smb2_flag_signed)), of(NtStatus::access_denied)) << persona;
    }
    // smbd repeats every flag and refuses what it does not know.
    EXPECT_EQ(flagged(wire::smb2_flag_signed).header.flags, 9u);
    EXPECT_EQ(flagged(wire::smb2_flag_dfs).header.flags, 0x1000'0001u);
    EXPECT_EQ(status(flagged(wire::smb2_flag_response)), of(NtStatus::invalid_parameter));
    EXPECT_FALSE(client().closed);
    (void)client().ask(wire::Smb2Command::echo, {});  // no body at all
    EXPECT_TRUE(client().closed);
    make("windows-10");
    log_on("");
    (void)flagged(wire::smb2_flag_response);
    EXPECT_TRUE(client().closed);
}

core::ByteVector notify_body(const wire::Smb2FileId& file, std::uint32_t length = 4096) {
    core::ByteVector body;  // [MS-SMB2] 2.2.35
    core::Writer to{body};
    to.u16le(32);
    to.u16le(0);
    to.u32le(length);
    to.u64le(file.persistent);
    to.u64le(file.volatile_part);
    to.u32le(0x17);
    to.u32le(0);
    return body;
}

// 3.3.5.19; what ends a notification is STATUS_NOTIFY_CLEANUP, behind the CLOSE and before the LOGOFF, as smbd 4.17.12 did.
TEST_F(Smb2ServerTest, WatchesOpenDirectoriesUntilTheyAreClosed) {
    constexpr std::uint32_t notify_cleanup = 0x0000010B;
    for (const auto persona : {"windows-10", "samba-4"}) {
        make(persona);
        log_on("alice");
        client().signs = false;
        client().connect("public");
        if (state_->trees.empty()) client().connect("Users");
        const auto notify = [&](const wire::Smb2FileId& file, std::uint32_t length) {
            return client().ask(wire::Smb2Command::change_notify, notify_body(file, length));
        };
        const auto file = Smb2Client::file_of(client().create("n.txt", create_new));
        EXPECT_EQ(status(notify({1, 2}, 4096)), of(NtStatus::file_closed));
        EXPECT_EQ(status(notify(file, 4096)), of(NtStatus::invalid_parameter));
        const auto folder = Smb2Client::file_of(client().create("", open_existing, 1, 0x00100081));
        EXPECT_EQ(status(notify(folder, 9 << 20)), of(NtStatus::invalid_parameter));
        const auto interim = notify(folder, 4096);
        EXPECT_EQ(status(interim), of(NtStatus::pending));
        EXPECT_EQ(interim.bytes.back(), persona == std::string_view("samba-4") ? 0x21 : 0);
        core::ByteVector body;
        wire::encode_smb2_close_request(body, {0, folder});
        auto replies =
            client().send(client().message(client().header(wire::Smb2Command::close), body));
        ASSERT_EQ(replies.size(), 2u) << persona;
        EXPECT_EQ(replies[0].header.command, wire::Smb2Command::close);
        EXPECT_EQ(status(replies[1]), notify_cleanup);
        EXPECT_EQ(replies[1].header.async_id, interim.header.async_id);

        const auto again = Smb2Client::file_of(client().create("", open_existing, 1, 0x00100081));
        EXPECT_EQ(status(notify(again, 4096)), of(NtStatus::pending));
        replies = client().send(client().message(client().header(wire::Smb2Command::logoff),
                                                 *core::from_hex("04000000")));
        ASSERT_EQ(replies.size(), 2u) << persona;
        EXPECT_EQ(status(replies[0]), notify_cleanup);
        EXPECT_EQ(replies[1].header.command, wire::Smb2Command::logoff);
    }
}

// 3.3.5.14: a lock that has to wait is answered when the other one is given back.
TEST_F(Smb2ServerTest, LetsALockWaitForAnother) {
    log_on("alice");
    client().connect("Users");
    const auto first = Smb2Client::file_of(client().create("l.txt", create_new));
    const auto second = Smb2Client::file_of(client().create("l.txt", open_existing));
    const auto lock = [&](const wire::Smb2FileId& file, std::uint32_t flags) {
        core::ByteVector body;  // [MS-SMB2] 2.2.26
        core::Writer to{body};
        to.u16le(48);
        to.u16le(1);
        to.u32le(0);
        to.u64le(file.persistent);
        to.u64le(file.volatile_part);
        to.u64le(0);
        to.u64le(10);
        to.u32le(flags);
        to.u32le(0);
        return body;
    };
    const auto ask = [&](const wire::Smb2FileId& file, std::uint32_t flags) {
        return client().ask(wire::Smb2Command::lock, lock(file, flags));
    };
    EXPECT_EQ(status(ask({1, 2}, 2)), of(NtStatus::file_closed));
    EXPECT_EQ(status(ask(first, 4)), 0xC000007Eu);  // STATUS_RANGE_NOT_LOCKED
    EXPECT_EQ(status(ask(first, 2)), 0u);
    EXPECT_EQ(status(ask(second, 0x12)), 0xC0000055u);  // STATUS_LOCK_NOT_GRANTED
    EXPECT_EQ(status(ask(second, 2)), of(NtStatus::pending));
    client().signs = false;
    const auto replies = client().send([&] {
        auto made = client().header(wire::Smb2Command::lock);
        made.flags |= wire::smb2_flag_signed;
        auto bytes = client().message(made, lock(first, 4));
        sign_smb2(client().dialect, client().key, bytes);
        return bytes;
    }());
    ASSERT_EQ(replies.size(), 2u);
    EXPECT_EQ(status(replies[0]), 0u);
    EXPECT_EQ(status(replies[1]), 0u);
    EXPECT_TRUE(replies[1].header.is_async());
    EXPECT_EQ(state_->opens.at(second.volatile_part).locks.size(), 1u);
}

// 3.3.5.22.1 and .2: nothing breaks, because no oplock or lease is ever given. smbd 4.17.12 says another status.
TEST_F(Smb2ServerTest, KnowsNoOplockThatBreaks) {
    for (const auto& [persona, said] :
         {std::pair{"windows-10", 0xC0000184u}, {"samba-4", 0xC00000E3u}}) {
        make(persona);
        log_on("");
        client().connect("IPC$");
        const auto file = Smb2Client::file_of(client().create("srvsvc", open_existing));
        const auto acknowledge = [&](const wire::Smb2FileId& of_file) {
            core::ByteVector body;
            core::Writer to{body};
            to.u16le(24);
            to.zeros(6);
            to.u64le(of_file.persistent);
            to.u64le(of_file.volatile_part);
            return status(client().ask(wire::Smb2Command::oplock_break, body));
        };
        EXPECT_EQ(acknowledge(file), said) << persona;
        EXPECT_EQ(acknowledge({1, 2}), of(NtStatus::file_closed));
        core::ByteVector lease(36, 0);
        lease[0] = 36;
        EXPECT_EQ(status(client().ask(wire::Smb2Command::oplock_break, lease)),
                  of(NtStatus::object_name_not_found));
    }
}

TEST_F(Smb2ServerTest, ConfirmsItsNegotiationAndEndsAFalseOne) {
    log_on("alice", 0x0300);
    client().connect("IPC$");
    // What Smb2Client asked for: capabilities 0x7F, GUID 010203..., mode 1, dialect 0x0300.
    auto input = *core::from_hex(
        "7f000000"
        "01020300000000000000000000000000"
        "0100"
        "0100"
        "0003");
    const auto answer =
        client().ioctl(wire::fsctl_validate_negotiate_info, wire::smb2_same_file, input);
    ASSERT_EQ(status(answer), 0u);
    const auto said = wire::decode_smb2_ioctl_response(answer.bytes);
    EXPECT_EQ(core::to_hex(said->output),
              "47000000" + core::to_hex(machine_.server_guid) + "01000003");
    input[0] = 0x7E;
    client().signs = false;
    auto made = client().header(wire::Smb2Command::ioctl);
    made.flags |= wire::smb2_flag_signed;
    core::ByteVector body;
    wire::encode_smb2_ioctl_request(
        body, {wire::fsctl_validate_negotiate_info, wire::smb2_same_file, input, 0, 24, 1});
    auto bytes = client().message(made, body);
    sign_smb2(client().dialect, client().key, bytes);
    EXPECT_TRUE(client().send(bytes).empty());
    EXPECT_TRUE(client().closed);
}

// An SMB1 negotiate that offers "SMB 2.002" says no capabilities and no GUID, which smbclient -m SMB2_02 validates later.
TEST_F(Smb2ServerTest, ConfirmsA202NegotiationThatAnSmb1OneBegan) {
    core::ByteVector out;
    server_->answer_multi_protocol(Smb2Server::MultiProtocol::smb2_002, client().now, out);
    const auto replies = Smb2Client::replies_in(out);
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_EQ(wire::decode_smb2_negotiate_response(replies[0].bytes)->dialect, 0x0202);
    client().message_id = 1;
    client().dialect = 0x0202;
    ASSERT_EQ(status(client().log_on("alice", "Winter2020")), 0u);
    client().signs = true;  // ask() checks the signature of each answer
    ASSERT_EQ(status(client().connect("IPC$")), 0u);
    const auto answer = client().ioctl(wire::fsctl_validate_negotiate_info, wire::smb2_same_file,
                                       *core::from_hex("00000000"
                                                       "0102030405060708090a0b0c0d0e0f10"
                                                       "0100"
                                                       "0100"
                                                       "0202"));
    ASSERT_EQ(status(answer), 0u);
    EXPECT_FALSE(client().closed);
    // [MS-SMB2] 2.2.32.6: capabilities (2.0.2: DFS alone), GUID, signing enabled, dialect.
    EXPECT_EQ(core::to_hex(wire::decode_smb2_ioctl_response(answer.bytes)->output),
              "01000000" + core::to_hex(machine_.server_guid) + "01000202");
}

// Commands are 0 to 0x12 ([MS-SMB2] 2.2.1.2); smbd 4.17.12 answers 0x13 so (tests/end_to_end/smb_against_samba.py).
TEST_F(Smb2ServerTest, CallsACommandThatIsNoneAnInvalidParameter) {
    log_on("");
    const auto body = *core::from_hex("04000000");
    EXPECT_EQ(status(client().ask(static_cast<wire::Smb2Command>(0x13), body)), 0xC000000Du);
    ASSERT_EQ(status(client().connect("IPC$")), 0u);
    EXPECT_EQ(status(client().ask(static_cast<wire::Smb2Command>(0x7777), body)), 0xC000000Du);
    EXPECT_FALSE(client().closed);
}

TEST_F(Smb2ServerTest, RefusesReferralsAsItsSystemDoes) {
    log_on("", 0x0210);
    client().connect("IPC$");
    const auto level_4 = *core::from_hex("04005c0078000000");
    EXPECT_EQ(status(client().ioctl(wire::fsctl_dfs_get_referrals, wire::smb2_same_file, level_4)),
              0xC000019Cu);
    EXPECT_EQ(status(client().ioctl(wire::fsctl_dfs_get_referrals, wire::smb2_same_file, {})),
              of(NtStatus::invalid_parameter));
    make("samba-4");
    log_on("", 0x0210);
    client().connect("IPC$");
    EXPECT_EQ(status(client().ioctl(wire::fsctl_dfs_get_referrals, wire::smb2_same_file, level_4)),
              0xC0000225u);
}

TEST_F(Smb2ServerTest, LogsOffAndKnowsTheSessionNoMore) {
    log_on("alice");
    client().connect("IPC$");
    EXPECT_EQ(status(client().ask(wire::Smb2Command::echo, *core::from_hex("04000000"))), 0u);
    EXPECT_EQ(status(client().ask(wire::Smb2Command::logoff, *core::from_hex("04000000"))), 0u);
    EXPECT_TRUE(state_->trees.empty());
    client().signs = false;
    EXPECT_EQ(status(client().connect("IPC$")), of(NtStatus::user_session_deleted));
}

TEST_F(Smb2ServerTest, ClosesOnWhatItDidNotAgreeTo) {
    core::ByteVector sealed = {0xFD, 'S', 'M', 'B'};
    sealed.resize(120, 0);
    (void)client().send(sealed);
    EXPECT_TRUE(client().closed);
    make("windows-10");
    core::ByteVector zeros = {0xFE, 'S', 'M', 'B'};  // StructureSize 0
    zeros.resize(4200, 0);
    (void)client().send(zeros);
    EXPECT_TRUE(client().closed);
    make("windows-10");
    (void)client().connect("IPC$");  // before any NEGOTIATE
    EXPECT_TRUE(client().closed);
}

TEST_F(Smb2ServerTest, HoldsItsLimits) {
    log_on("alice", 0x0210);
    for (std::size_t i = 0; i < max_trees; ++i) EXPECT_EQ(status(client().connect("Users")), 0u);
    const auto last = client().tree = state_->trees.begin()->first;
    EXPECT_EQ(status(client().connect("Users")), of(NtStatus::insuff_server_resources));
    client().tree = last;
    for (std::size_t i = 0; i < max_opens; ++i)
        EXPECT_EQ(status(client().create("f" + std::to_string(i), create_new)), 0u);
    EXPECT_EQ(status(client().create("", open_existing, 1)), of(NtStatus::too_many_opened_files));
    EXPECT_EQ(state_->files.size(), max_created_files);
    client().close({0, state_->opens.begin()->first});
    EXPECT_EQ(status(client().create("one-more", create_new)), of(NtStatus::disk_full));

    make("windows-10");
    client().negotiate({0x0210});
    wire::NtlmNegotiate first;
    first.flags = 0x62088215;
    const auto blob = wire::encode_ntlm_negotiate(first);
    for (std::size_t i = 0; i < max_users; ++i) {
        client().session = 0;
        EXPECT_EQ(status(client().session_setup(blob)), of(NtStatus::more_processing_required));
    }
    client().session = 0;
    EXPECT_EQ(status(client().session_setup(blob)), 0xC00000D0u);  // STATUS_REQUEST_NOT_ACCEPTED
}

TEST_F(Smb2ServerTest, SurvivesEveryCutAndFlipOfItsRequests) {
    for (const auto hex : {tests::smb311::negotiate_request, tests::smb311::session_setup_1}) {
        tests::for_each_cut_and_flip(tests::smb311::bytes_of(hex), [&](core::Bytes bytes) {
            make("windows-10");
            client().negotiate({0x0311});
            (void)client().send(bytes);
        });
    }
    log_on("", 0x0210);
    client().connect("Users");
    client().connect("IPC$");
    wire::Smb2CreateRequest create;
    const auto name = tests::utf16_of("srvsvc");
    create.disposition = open_existing;
    create.name = name;
    core::ByteVector body;
    wire::encode_smb2_create_request(body, create);
    const auto frame = client().message(client().header(wire::Smb2Command::create), body);
    client().credits = 500;
    client().connect("IPC$");
    tests::for_each_cut_and_flip(frame, [&](core::Bytes bytes) {
        // MessageId at 24: each of them is one that was granted.
        core::ByteVector numbered(bytes.begin(), bytes.end());
        if (numbered.size() >= 32) {
            for (std::size_t i = 0; i < 8; ++i)
                numbered[24 + i] = static_cast<std::uint8_t>(client().message_id >> (8 * i));
            ++client().message_id;
        }
        (void)client().send(numbered);
    });
    EXPECT_LE(state_->opens.size(), max_opens);
}

}  // namespace
}  // namespace hitme::dialogue::smb
