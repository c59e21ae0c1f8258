// SPDX-License-Identifier: Apache-2.0
#include "dialogue/made_up_rsa_key.h"

#include <algorithm>
#include <string_view>

#include "core/random.h"
#include "core/text.h"
#include "core/writer.h"
#include "dialogue/persona_choice.h"

namespace hitme::dialogue {
namespace {

constexpr std::size_t modulus_bytes = 256;
constexpr unsigned largest_factor_tried = 1000;  // ours: who divides by small numbers finds none

bool has_small_factor(const core::ByteVector& number) {
    for (unsigned divisor = 3; divisor < largest_factor_tried; divisor += 2) {
        unsigned rest = 0;
        for (const std::uint8_t byte : number) rest = (rest << 8 | byte) % divisor;
        if (rest == 0) return true;
    }
    return false;
}

}  // namespace

std::string made_up_rsa_key(std::uint64_t identity_seed) {
    core::Random random{identity_seed ^ 0x7273616b6579u};
    core::ByteVector modulus;
    do {
        modulus = random_bytes(random, modulus_bytes);
        modulus.front() |= 0xC0;
        modulus.back() |= 1;
    } while (has_small_factor(modulus));
    // rsaEncryption and NULL, the bit string, and the key's sequence of two integers.
    core::ByteVector der =
        *core::from_hex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100");
    core::Writer out{der};
    out.bytes(modulus);
    out.bytes(*core::from_hex("0203010001"));
    std::string text;
    core::append_base64(text, der);
    std::string pem = "-----BEGIN PUBLIC KEY-----\n";
    constexpr std::size_t line = 64;
    for (std::size_t at = 0; at < text.size(); at += line) pem += text.substr(at, line) + "\n";
    return pem + "-----END PUBLIC KEY-----\n";
}

}  // namespace hitme::dialogue
