// SPDX-License-Identifier: Apache-2.0
#include "wire/ssh.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

using core::Fault;

Fault fault_of(std::string_view text) {
    return take_ssh_identification(core::as_bytes(text)).error().fault;
}

TEST(Ssh, ReadsAnIdentificationWithAndWithoutComments) {  // RFC 4253 section 4.2
    const auto full =
        take_ssh_identification(core::as_bytes("SSH-2.0-billsSSH_3.6.3q3 a comment\r\nrest"));
    ASSERT_TRUE(full);
    EXPECT_EQ(full->protocol, "2.0");
    EXPECT_EQ(full->software, "billsSSH_3.6.3q3");
    EXPECT_EQ(full->comments, "a comment");
    EXPECT_EQ(full->consumed, 36u);  // 34 characters, CR, LF
    const auto bare = take_ssh_identification(core::as_bytes("SSH-1.5-x\n"));
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->line, "SSH-1.5-x");
    EXPECT_TRUE(bare->comments.empty());
}

TEST(Ssh, RefusesWhatIsNoIdentification) {
    EXPECT_EQ(fault_of("GET / HTTP/1.1\r\n"), Fault::bad_value);
    EXPECT_EQ(fault_of("SSH-2.0\r\n"), Fault::bad_value);       // no softwareversion
    EXPECT_EQ(fault_of("SSH-2.0-a\tb\r\n"), Fault::bad_value);  // a control character
    EXPECT_EQ(fault_of("SSH-2.0-a"), Fault::need_more);
    EXPECT_EQ(fault_of("SS"), Fault::need_more);
    EXPECT_EQ(fault_of(""), Fault::need_more);
    EXPECT_EQ(fault_of("SSH-2.0-" + std::string(300, 'a')), Fault::over_limit);  // 255
}

TEST(Ssh, ReadsAPacketAndLeavesItsPadding) {  // section 6
    // length 12, padding length 10, payload of one byte (21, SSH_MSG_NEWKEYS), ten bytes of padding
    const auto bytes = *core::from_hex("0000000c0a1500000000000000000000ff");
    const auto packet = take_ssh_packet(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->message, 21);
    EXPECT_EQ(packet->payload.size(), 1u);
    EXPECT_EQ(packet->consumed, 16u);
    EXPECT_EQ(name_of_ssh_message(packet->message), "SSH_MSG_NEWKEYS");
    for (std::size_t cut = 0; cut < 16; ++cut)
        EXPECT_EQ(take_ssh_packet(core::Bytes(bytes).first(cut)).error().fault, Fault::need_more);
}

TEST(Ssh, RefusesPacketsBeyondTheLimitsOfSection6) {
    EXPECT_EQ(take_ssh_packet(*core::from_hex("00010000")).error().fault, Fault::over_limit);
    EXPECT_STREQ(take_ssh_packet(*core::from_hex("0000000303000000")).error().field,
                 "padding_length");  // below four
    EXPECT_STREQ(take_ssh_packet(*core::from_hex("00000006061500000000")).error().field,
                 "padding_length");  // leaves no payload
    EXPECT_STREQ(take_ssh_packet(*core::from_hex("00000000")).error().field, "padding_length");
}

SshKexinit with_lists(std::string_view kex, std::string_view cipher, std::string_view mac,
                      std::string_view compression) {
    SshKexinit kexinit;
    kexinit.lists[ssh_kex] = kex;
    kexinit.lists[ssh_cipher_to_server] = cipher;
    kexinit.lists[ssh_mac_to_server] = mac;
    kexinit.lists[ssh_compression_to_server] = compression;
    return kexinit;
}

TEST(Ssh, GivesThePublishedHasshOfCyberduck) {  // the README of HASSH, example 1
    const auto kexinit = with_lists(
        "curve25519-sha256@libssh.org,diffie-hellman-group-exchange-sha256,ecdh-sha2-nistp521,"
        "ecdh-sha2-nistp384,ecdh-sha2-nistp256,diffie-hellman-group-exchange-sha1,"
        "diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,diffie-hellman-group14-sha256,"
        "diffie-hellman-group15-sha512,diffie-hellman-group16-sha512,diffie-hellman-group17-sha512,"
        "diffie-hellman-group18-sha512,diffie-hellman-group14-sha256@ssh.com,"
        "diffie-hellman-group15-sha256,diffie-hellman-group15-sha256@ssh.com,"
        "diffie-hellman-group15-sha384@ssh.com,diffie-hellman-group16-sha256,"
        "diffie-hellman-group16-sha384@ssh.com,diffie-hellman-group16-sha512@ssh.com,"
        "diffie-hellman-group18-sha512@ssh.com",
        "aes128-cbc,aes128-ctr,aes192-cbc,aes192-ctr,aes256-cbc,aes256-ctr,blowfish-cbc,"
        "blowfish-ctr,cast128-cbc,cast128-ctr,idea-cbc,idea-ctr,serpent128-cbc,serpent128-ctr,"
        "serpent192-cbc,serpent192-ctr,serpent256-cbc,serpent256-ctr,3des-cbc,3des-ctr,"
        "twofish128-cbc,twofish128-ctr,twofish192-cbc,twofish192-ctr,twofish256-cbc,"
        "twofish256-ctr,twofish-cbc,arcfour,arcfour128,arcfour256",
        "hmac-sha1,hmac-sha1-96,hmac-md5,hmac-md5-96,hmac-sha2-256,hmac-sha2-512",
        "zlib@openssh.com,zlib,none");
    EXPECT_EQ(hassh_of(hassh_text_of_client(kexinit)), "8a8ae540028bf433cd68356c1b9e8d5b");
}

TEST(Ssh, HasshOfAServerTakesTheListsToTheClient) {  // the README's example 2: OpenSSH_5.3
    SshKexinit kexinit = with_lists("kex", "not", "these", "lists");
    kexinit.lists[ssh_cipher_to_client] = "aes128-ctr";
    kexinit.lists[ssh_mac_to_client] = "hmac-md5";
    kexinit.lists[ssh_compression_to_client] = "none,zlib@openssh.com";
    EXPECT_EQ(hassh_text_of_server(kexinit), "kex;aes128-ctr;hmac-md5;none,zlib@openssh.com");
}

TEST(Ssh, ReadsBackAKexinitAtEveryCut) {  // section 7.1
    const core::ByteVector cookie(16, 0x5A);
    const auto payload =
        encode_ssh_kexinit(cookie, {"a,b", "c", "d", "e", "f", "g", "h", "i", "", ""});
    const auto kexinit = decode_ssh_kexinit(payload);
    ASSERT_TRUE(kexinit);
    EXPECT_EQ(kexinit->lists[ssh_kex], "a,b");
    EXPECT_EQ(kexinit->lists[ssh_compression_to_client], "i");
    EXPECT_FALSE(kexinit->first_packet_follows);
    // 1 + 16 + 10 lengths of 4 + 10 characters + 1 + 4
    EXPECT_EQ(payload.size(), 72u);
    for (std::size_t cut = 0; cut < payload.size(); ++cut)
        EXPECT_EQ(decode_ssh_kexinit(core::Bytes(payload).first(cut)).error().fault,
                  Fault::truncated);
    tests::for_each_cut_and_flip(payload,
                                 [](core::Bytes bytes) { (void)decode_ssh_kexinit(bytes); });
}

TEST(Ssh, RefusesAListOfTooManyNames) {
    const std::string many(max_ssh_names, ',');
    const auto payload =
        encode_ssh_kexinit(core::ByteVector(16), {many, "", "", "", "", "", "", "", "", ""});
    EXPECT_EQ(decode_ssh_kexinit(payload).error().fault, Fault::over_limit);
}

TEST(Ssh, AgreesOnTheClientsFirstChoiceThatTheServerHas) {  // section 7.1
    EXPECT_EQ(agree_on("x,b,a", "a,b"), "b");
    EXPECT_EQ(agree_on("aes", "aes128-ctr"), "");
    EXPECT_EQ(agree_on("", "a"), "");
    EXPECT_EQ(agree_on(",,a", "a"), "a");
}

TEST(Ssh, ReadsPasswordAndPublicKeyRequests) {  // RFC 4252 sections 7 and 8
    core::ByteVector payload;
    core::Writer out{payload};
    out.u8(50);
    write_ssh_string(out, "root");
    write_ssh_string(out, "ssh-connection");
    core::ByteVector key = payload;
    write_ssh_string(out, "password");
    out.u8(0);
    write_ssh_string(out, "123456");
    const auto password = decode_ssh_userauth(payload);
    ASSERT_TRUE(password);
    EXPECT_EQ(password->user, "root");
    EXPECT_EQ(core::as_text(password->secret), "123456");
    core::Writer more{key};
    write_ssh_string(more, "publickey");
    more.u8(1);
    write_ssh_string(more, "ssh-ed25519");
    write_ssh_string(more, "blob");
    const auto public_key = decode_ssh_userauth(key);
    ASSERT_TRUE(public_key);
    EXPECT_TRUE(public_key->has_signature);
    EXPECT_EQ(public_key->key_algorithm, "ssh-ed25519");
    EXPECT_EQ(core::as_text(public_key->key), "blob");
    tests::for_each_cut_and_flip(payload,
                                 [](core::Bytes bytes) { (void)decode_ssh_userauth(bytes); });
}

TEST(Ssh, PadsPacketsToTheBlockWithFourBytesAtLeast) {  // section 6
    for (std::size_t size = 1; size < 40; ++size)
        for (const std::size_t block : {8u, 16u}) {
            core::ByteVector bytes;
            encode_ssh_packet(bytes, core::ByteVector(size, 7), block);
            EXPECT_EQ(bytes.size() % block, 0u);
            EXPECT_GE(bytes[4], 4);
            const auto packet = take_ssh_packet(bytes);
            ASSERT_TRUE(packet);
            EXPECT_EQ(packet->payload.size(), size);
            EXPECT_EQ(packet->consumed, bytes.size());
        }
}

TEST(Ssh, ReadsADisconnect) {  // section 11.1: reason 3 is KEY_EXCHANGE_FAILED
    const auto payload = encode_ssh_disconnect(3, "no");
    const auto disconnect = decode_ssh_disconnect(payload);
    ASSERT_TRUE(disconnect);
    EXPECT_EQ(disconnect->reason, 3u);
    EXPECT_EQ(disconnect->description, "no");
}

}  // namespace
}  // namespace hitme::wire
