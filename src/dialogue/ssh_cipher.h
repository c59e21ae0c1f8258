// SPDX-License-Identifier: Apache-2.0
// One direction of an SSH connection after SSH_MSG_NEWKEYS: packets sealed and opened.
//
// What     RFC 4253 section 6 and 7.2; RFC 4344 (aes-ctr); RFC 5647 as OpenSSH has it (aes-gcm@openssh.com);
//          PROTOCOL.chacha20poly1305 of OpenSSH; encrypt-then-mac as PROTOCOL of OpenSSH has it.
// Never    a cipher of our own: all by OpenSSL.
// Limits   a packet of max_ssh_packet.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::dialogue {

/// Whether this side has that cipher, or MAC.
bool has_ssh_cipher(std::string_view name);
bool has_ssh_mac(std::string_view name);

class SshCipher {
 public:
    enum class Use : std::uint8_t { seal, open };
    /// `derive` gives `length` bytes for a letter of RFC 4253 section 7.2: 'A' or 'B' the IV, 'C' or 'D' the key, 'E' or
    /// 'F' the MAC's; `letters` are those of this direction. Null when it has no such cipher or MAC.
    using Derive = std::function<core::ByteVector(char letter, std::size_t length)>;
    static std::unique_ptr<SshCipher> make(Use use, std::string_view cipher, std::string_view mac,
                                           std::string_view letters, const Derive& derive,
                                           std::uint32_t sequence);
    ~SshCipher();

    /// Appends a packet with `payload`.
    void seal(core::Bytes payload, core::ByteVector& out);

    struct Opened {
        core::ByteVector payload;
        std::size_t consumed = 0;
    };
    /// The packet in front. Errors: need_more; over_limit; bad_value: "mac", "packet_length", "padding_length".
    core::Parsed<Opened> open(core::Bytes bytes);
    std::uint32_t sequence() const { return sequence_; }

 private:
    struct Parts;
    explicit SshCipher(std::unique_ptr<Parts> parts, std::uint32_t sequence);
    std::unique_ptr<Parts> parts_;
    std::uint32_t sequence_;
};

}  // namespace hitme::dialogue
