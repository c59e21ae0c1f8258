// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_signing.h"

#include <gtest/gtest.h>

#include "core/text.h"

namespace hitme::dialogue::smb {
namespace {

SigningKey counting_key() {
    SigningKey key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
    return key;
}

/// FF 'SMB', a command, zeros, and four bytes behind the header.
core::ByteVector message_of(std::uint8_t command) {
    core::ByteVector message{0xFF, 'S', 'M', 'B', command};
    message.resize(32);
    for (const char letter : {'t', 'a', 'i', 'l'})
        message.push_back(static_cast<std::uint8_t>(letter));
    return message;
}

TEST(Smb1Signing, IsTheFirstHalfOfAnMd5WithTheNumberInItsPlace) {
    auto message = message_of(0x75);
    sign_smb1(counting_key(), 2, message);
    // By Python's hashlib: md5(key + message with 02 00 00 00 00 00 00 00 at byte 14).
    EXPECT_EQ(core::to_hex(core::Bytes(message).subspan(14, 8)), "8b9f4221aba62a70");
    EXPECT_TRUE(smb1_signature_holds(counting_key(), 2, message));
    EXPECT_FALSE(smb1_signature_holds(counting_key(), 3, message));
    message[20] ^= 1;
    EXPECT_FALSE(smb1_signature_holds(counting_key(), 2, message));
    EXPECT_FALSE(smb1_signature_holds(counting_key(), 2, core::Bytes(message).first(31)));
}

TEST(Smb1Signing, CountsTwoForWhatIsAnsweredAndOneForWhatIsNot) {
    Smb1Signing signing;
    EXPECT_FALSE(signing.is_on());
    signing.begin(counting_key());
    auto answer = message_of(0x73);
    signing.sign(answer);
    EXPECT_TRUE(smb1_signature_holds(counting_key(), 1, answer));
    // A tree connect, a piece of a transaction ([MS-CIFS] 2.2.4.34), then an echo: 2, 4, 5.
    for (const auto& [command, number] :
         {std::pair{std::uint8_t{0x75}, 2U}, std::pair{std::uint8_t{0x26}, 4U},
          std::pair{std::uint8_t{0x2B}, 5U}}) {
        auto request = message_of(command);
        sign_smb1(counting_key(), number, request);
        EXPECT_TRUE(signing.take(command, request)) << number;
        signing.sign(answer);
        EXPECT_TRUE(smb1_signature_holds(counting_key(), number + 1, answer)) << number;
    }
    auto wrong = message_of(0x75);
    EXPECT_FALSE(signing.take(0x75, wrong));
}

}  // namespace
}  // namespace hitme::dialogue::smb
