// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ssh_exchange.h"

#include <gtest/gtest.h>

#include "core/reader.h"
#include "core/text.h"
#include "core/writer.h"
#include "wire/ssh.h"

namespace hitme::dialogue {
namespace {

core::ByteVector init_with(core::Bytes value) {
    core::ByteVector payload;
    core::Writer out{payload};
    out.u8(30);
    wire::write_ssh_string(out, value);
    return payload;
}

SshExchangeInput input_with(std::string_view exchange, std::string_view host_key, core::Bytes init,
                            core::Bytes random) {
    SshExchangeInput input;
    input.exchange = exchange;
    input.host_key_algorithm = host_key;
    input.client_identification = "SSH-2.0-c";
    input.server_identification = "SSH-2.0-s";
    input.client_init = init;
    input.random = random;
    input.identity_seed = 7;
    return input;
}

TEST(SshExchange, KeepsItsHostKeysForASeed) {
    const core::ByteVector theirs(32, 9);  // any value is a point
    const auto init = init_with(theirs);
    const core::ByteVector random(64, 3);
    for (const std::string_view key :
         {"ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-256", "ssh-rsa"}) {
        const auto one = SshExchange::make(input_with("curve25519-sha256", key, init, random));
        const auto two = SshExchange::make(input_with("curve25519-sha256", key, init, random));
        ASSERT_TRUE(one && two) << key;
        EXPECT_EQ(one->hash(), two->hash()) << key;  // the host key is part of it
        EXPECT_EQ(one->hash().size(), 32u);
        core::Reader in{one->reply()};
        EXPECT_EQ(in.u8("message"), 31);
        core::Reader blob{wire::read_ssh_string(in, "K_S")};
        const std::string_view format = core::as_text(wire::read_ssh_string(blob, "format"));
        EXPECT_EQ(format, key == "rsa-sha2-256" ? "ssh-rsa" : key);
    }
}

TEST(SshExchange, DerivesAsManyBytesAsAreAskedFor) {
    const auto init = init_with(core::ByteVector(32, 9));
    const core::ByteVector random(64, 3);
    const auto exchange =
        SshExchange::make(input_with("curve25519-sha256", "ssh-ed25519", init, random));
    ASSERT_TRUE(exchange);
    const auto small = exchange->derive('C', 16);
    const auto large = exchange->derive('C', 64);
    EXPECT_TRUE(std::equal(small.begin(), small.end(), large.begin()));
    EXPECT_NE(exchange->derive('D', 16), small);
}

TEST(SshExchange, RefusesValuesThatTheExchangeForbids) {
    const core::ByteVector random(64, 3);
    const auto make = [&](std::string_view exchange, core::Bytes value) {
        const auto init = init_with(value);
        return SshExchange::make(input_with(exchange, "ssh-ed25519", init, random)).has_value();
    };
    EXPECT_FALSE(make("curve25519-sha256", core::ByteVector(31, 9)));
    EXPECT_FALSE(make("curve25519-sha256",
                      core::ByteVector(32, 0)));  // RFC 8731 section 3: an all-zero secret
    EXPECT_FALSE(make("ecdh-sha2-nistp256", core::ByteVector(65, 4)));         // not on the curve
    EXPECT_FALSE(make("diffie-hellman-group14-sha256", core::ByteVector{1}));  // RFC 4253 section 8
    EXPECT_FALSE(make("diffie-hellman-group14-sha256", core::ByteVector{}));
    EXPECT_TRUE(make("diffie-hellman-group14-sha256", core::ByteVector{5}));
    EXPECT_TRUE(make("diffie-hellman-group16-sha512", core::ByteVector{5}));
    EXPECT_FALSE(make("sntrup761x25519-sha512", core::ByteVector(32, 9)));
    // A length beyond the packet.
    const auto cut = *core::from_hex("1e000000ff");
    EXPECT_FALSE(
        SshExchange::make(input_with("curve25519-sha256", "ssh-ed25519", cut, random)).has_value());
}

}  // namespace
}  // namespace hitme::dialogue
