// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ssh_decoy.h"

#include <gtest/gtest.h>

#include "support/session_runs.h"
#include "wire/ssh.h"

namespace hitme::dialogue {
namespace {

using tests::run_session;

core::ByteVector hello(std::string_view kex = "curve25519-sha256") {
    core::ByteVector bytes;
    core::Writer{bytes}.text("SSH-2.0-client\r\n");
    wire::encode_ssh_packet(bytes, wire::encode_ssh_kexinit(
                                       core::ByteVector(16),
                                       {kex, "ssh-ed25519,rsa-sha2-256", "aes128-ctr", "aes128-ctr",
                                        "hmac-sha2-256", "hmac-sha2-256", "none", "none", "", ""}));
    return bytes;
}

TEST(SshDecoy, GreetsThenOffersTheAlgorithmsOfItsRelease) {
    for (const std::string_view persona : ssh_personas()) {
        const auto ran = run_session(make_ssh_session, persona, hello());
        const auto identification = wire::take_ssh_identification(ran.bytes);
        ASSERT_TRUE(identification);
        EXPECT_TRUE(identification->software.starts_with("OpenSSH_")) << persona;
        const auto packet =
            wire::take_ssh_packet(core::Bytes(ran.bytes).subspan(identification->consumed));
        ASSERT_TRUE(packet);
        const auto kexinit = wire::decode_ssh_kexinit(packet->payload);
        ASSERT_TRUE(kexinit);
        EXPECT_FALSE(kexinit->lists[wire::ssh_kex].empty());
        EXPECT_FALSE(ran.closed) << persona;
    }
}

TEST(SshDecoy, EndsAsItsReleaseEndsClientsThatDoNotSpeakSsh) {
    const auto modern =
        run_session(make_ssh_session, "ssh-debian-11", core::as_bytes("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(modern.closed);
    EXPECT_TRUE(core::as_text(modern.bytes).ends_with("Invalid SSH identification string.\r\n"));
    const auto old =
        run_session(make_ssh_session, "ssh-centos-7", core::as_bytes("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(core::as_text(old.bytes).ends_with("Protocol mismatch.\n"));
    const auto first = run_session(make_ssh_session, "ssh-centos-7", core::as_bytes("SSH-1.5-x\n"));
    EXPECT_TRUE(core::as_text(first.bytes).ends_with("Protocol major versions differ.\n"));
}

TEST(SshDecoy, EndsWithoutAWordWhenNothingIsAgreedOn) {
    const auto ran = run_session(make_ssh_session, "ssh-debian-11", hello("no-such-exchange"));
    EXPECT_TRUE(ran.closed);
}

TEST(SshDecoy, AnswersTheSameWhateverThePiecesAndStaysSmall) {
    for (const std::string_view persona : ssh_personas())
        tests::expect_steady(make_ssh_session, persona, hello(), 8 << 10);
}

}  // namespace
}  // namespace hitme::dialogue
