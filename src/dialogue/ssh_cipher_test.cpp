// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ssh_cipher.h"

#include <gtest/gtest.h>

#include <string>

#include "support/piecewise.h"

namespace hitme::dialogue {
namespace {

using core::Fault;

/// Keys that only depend on letter and length: both sides have the same.
core::ByteVector derive(char letter, std::size_t length) {
    core::ByteVector bytes;
    for (std::size_t i = 0; i < length; ++i)
        bytes.push_back(static_cast<std::uint8_t>(letter * 7 + static_cast<int>(i)));
    return bytes;
}

constexpr std::string_view cipher_names[] = {"chacha20-poly1305@openssh.com",
                                             "aes128-ctr",
                                             "aes192-ctr",
                                             "aes256-ctr",
                                             "aes128-gcm@openssh.com",
                                             "aes256-gcm@openssh.com",
                                             "aes128-cbc",
                                             "aes256-cbc"};
constexpr std::string_view mac_names[] = {"hmac-sha2-256", "hmac-sha2-512", "hmac-sha1",
                                          "hmac-sha2-256-etm@openssh.com",
                                          "hmac-sha1-etm@openssh.com"};

TEST(SshCipher, OpensWhatItSealedOverSeveralPacketsInAnyPieces) {
    for (const std::string_view cipher : cipher_names)
        for (const std::string_view mac : mac_names) {
            const auto seal = SshCipher::make(SshCipher::Use::seal, cipher, mac, "ACE", derive, 3);
            const auto open = SshCipher::make(SshCipher::Use::open, cipher, mac, "ACE", derive, 3);
            ASSERT_NE(seal, nullptr) << cipher;
            for (const std::size_t size : {1u, 7u, 16u, 100u, 300u}) {
                const core::ByteVector payload(size, 0x5A);
                core::ByteVector packet;
                seal->seal(payload, packet);
                for (std::size_t cut = 0; cut < packet.size(); ++cut)
                    ASSERT_EQ(open->open(core::Bytes(packet).first(cut)).error().fault,
                              Fault::need_more);
                const auto opened = open->open(packet);
                ASSERT_TRUE(opened) << cipher << ' ' << mac << ' ' << opened.error().field;
                EXPECT_EQ(opened->payload, payload);
                EXPECT_EQ(opened->consumed, packet.size());
            }
        }
}

TEST(SshCipher, RefusesEveryFlippedByte) {
    for (const std::string_view cipher : cipher_names) {
        core::ByteVector packet;
        SshCipher::make(SshCipher::Use::seal, cipher, "hmac-sha2-256", "ACE", derive, 0)
            ->seal(core::ByteVector(20, 1), packet);
        for (std::size_t at = 0; at < packet.size(); ++at) {
            auto changed = packet;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ 0x01);
            const auto open =
                SshCipher::make(SshCipher::Use::open, cipher, "hmac-sha2-256", "ACE", derive, 0);
            EXPECT_FALSE(open->open(changed)) << cipher << ' ' << at;
        }
    }
}

TEST(SshCipher, HasNoCipherOrMacThatItDoesNotKnow) {
    EXPECT_EQ(SshCipher::make(SshCipher::Use::seal, "3des-cbc", "hmac-sha1", "ACE", derive, 0),
              nullptr);
    EXPECT_EQ(SshCipher::make(SshCipher::Use::seal, "aes128-ctr", "umac-64@openssh.com", "ACE",
                              derive, 0),
              nullptr);
    EXPECT_FALSE(has_ssh_mac("umac-64@openssh.com"));
    EXPECT_TRUE(has_ssh_cipher("aes128-ctr"));
}

}  // namespace
}  // namespace hitme::dialogue
