// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ssh_decoy.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/reader.h"
#include "core/writer.h"
#include "dialogue/message_session.h"
#include "dialogue/persona_choice.h"
#include "dialogue/ssh_cipher.h"
#include "dialogue/ssh_exchange.h"
#include "wire/ssh.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;
using wire::SshMessage;

// Algorithm lists as these releases offer them by default (sshd_config(5) of each release, KexAlgorithms and on).
constexpr std::string_view modern_kex =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-"
    "sha2-nistp521,"
    "diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-"
    "sha512,"
    "diffie-hellman-group14-sha256";
constexpr std::string_view kex_with_sha1 =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-"
    "sha2-nistp521,"
    "diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-"
    "sha512,"
    "diffie-hellman-group14-sha256,diffie-hellman-group14-sha1";
constexpr std::string_view old_kex =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-"
    "sha2-nistp521,"
    "diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-"
    "sha512,"
    "diffie-hellman-group-exchange-sha1,diffie-hellman-group14-sha256,diffie-hellman-group14-sha1,"
    "diffie-hellman-group1-sha1";
constexpr std::string_view modern_host_keys =
    "rsa-sha2-512,rsa-sha2-256,ssh-rsa,ecdsa-sha2-nistp256,ssh-ed25519";
constexpr std::string_view old_host_keys =
    "ssh-rsa,rsa-sha2-512,rsa-sha2-256,ecdsa-sha2-nistp256,ssh-ed25519";
constexpr std::string_view modern_ciphers =
    "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-"
    "gcm@openssh.com";
constexpr std::string_view old_ciphers =
    "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-"
    "gcm@openssh.com,"
    "aes128-cbc,aes192-cbc,aes256-cbc,blowfish-cbc,cast128-cbc,3des-cbc";
constexpr std::string_view macs =
    "umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-"
    "etm@openssh.com,"
    "hmac-sha1-etm@openssh.com,umac-64@openssh.com,umac-128@openssh.com,hmac-sha2-256,hmac-sha2-"
    "512,hmac-sha1";
constexpr std::string_view compressions = "none,zlib@openssh.com";

// What EXT_INFO names as server-sig-algs (RFC 8308 section 3.1), in the order of these releases.
constexpr std::string_view signatures_84 =
    "ssh-ed25519,sk-ssh-ed25519@openssh.com,ssh-rsa,rsa-sha2-256,rsa-sha2-512,ssh-dss,ecdsa-sha2-"
    "nistp256,"
    "ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,sk-ecdsa-sha2-nistp256@openssh.com";
constexpr std::string_view signatures_76 =
    "ssh-ed25519,ssh-rsa,rsa-sha2-256,rsa-sha2-512,ssh-dss,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,"
    "ecdsa-sha2-nistp521";
constexpr std::string_view signatures_74 = "rsa-sha2-256,rsa-sha2-512";

constexpr std::uint32_t max_auth_tries = 6;  // sshd_config(5), MaxAuthTries
constexpr std::size_t max_inner_kept = 64 << 10;

struct Persona {
    std::string_view name;
    std::string_view identification;
    std::string_view kex;
    std::string_view host_keys;
    std::string_view ciphers;
    /// To a client that does not speak SSH: the words changed with OpenSSH 8.0.
    std::string_view no_ssh_line;
    std::string_view signatures;
};

constexpr Persona personas[] = {
    {"ssh-debian-11", "SSH-2.0-OpenSSH_8.4p1 Debian-5+deb11u1", modern_kex, modern_host_keys,
     modern_ciphers, "Invalid SSH identification string.\r\n", signatures_84},
    {"ssh-ubuntu-20", "SSH-2.0-OpenSSH_8.2p1 Ubuntu-4ubuntu0.5", modern_kex, modern_host_keys,
     modern_ciphers, "Invalid SSH identification string.\r\n", signatures_84},
    {"ssh-debian-10", "SSH-2.0-OpenSSH_7.9p1 Debian-10+deb10u2", kex_with_sha1, modern_host_keys,
     modern_ciphers, "Protocol mismatch.\n", signatures_76},
    {"ssh-ubuntu-18", "SSH-2.0-OpenSSH_7.6p1 Ubuntu-4ubuntu0.3", kex_with_sha1, old_host_keys,
     modern_ciphers, "Protocol mismatch.\n", signatures_76},
    {"ssh-centos-7", "SSH-2.0-OpenSSH_7.4", old_kex, old_host_keys, old_ciphers,
     "Protocol mismatch.\n", signatures_74},
};

class SshSession : public MessageSession {
 public:
    SshSession(const Persona& persona, const Surroundings& surroundings)
        : persona_(persona),
          random_(surroundings.random_seed),
          identity_seed_(surroundings.identity_seed) {}

    void open(core::Time, Output& out) override {
        core::Writer writer{out.bytes};
        writer.text(persona_.identification);
        writer.text("\r\n");
    }
    std::string_view inner_protocol() const override {
        return in_cipher_ != nullptr ? "ssh_userauth" : std::string_view{};
    }
    Inner take_inner() override { return std::exchange(seen_, {}); }

 private:
    std::size_t message(Bytes bytes, core::Time, Output& out) override {
        if (!is_identified_) return identification(bytes, out);
        if (in_cipher_ != nullptr) return sealed_packet(bytes, out);
        return clear_packet(bytes, out);
    }

    std::size_t identification(Bytes bytes, Output& out) {
        const auto identification = wire::take_ssh_identification(bytes);
        if (!identification) {
            if (identification.error().fault == core::Fault::need_more) return 0;
            // OpenSSH reads to the end of the line before it judges.
            const bool has_line = core::as_text(bytes).find('\n') != std::string_view::npos;
            if (has_line || bytes.size() >= wire::max_ssh_identification)
                end(out, persona_.no_ssh_line);
            return 0;
        }
        if (identification->protocol != "2.0" && identification->protocol != "1.99") {
            end(out, "Protocol major versions differ.\n");  // sshd: what it says to SSH-1 clients
            return 0;
        }
        is_identified_ = true;
        client_identification_ = std::string(identification->line);
        server_kexinit_ = wire::encode_ssh_kexinit(
            random_bytes(random_, 16),
            {persona_.kex, persona_.host_keys, persona_.ciphers, persona_.ciphers, macs, macs,
             compressions, compressions, "", ""});
        send(out, server_kexinit_);
        return identification->consumed;
    }

    std::size_t clear_packet(Bytes bytes, Output& out) {
        const auto packet = wire::take_ssh_packet(bytes);
        if (!packet) {
            if (packet.error().fault != core::Fault::need_more)
                disconnect(out, 2, "Packet corrupt");
            return 0;
        }
        ++received_;
        switch (static_cast<SshMessage>(packet->message)) {
            case SshMessage::ignore:
            case SshMessage::debug:
            case SshMessage::unimplemented:
                break;
            case SshMessage::disconnect:
                close();
                break;
            case SshMessage::kexinit:
                kexinit(packet->payload, out);
                break;
            case SshMessage::newkeys:
                newkeys(out);
                break;
            default:
                if (skip_guess_ && packet->message >= 30 && packet->message < 50)
                    skip_guess_ = false;
                else if (packet->message == 30 && !agreed_.exchange.empty() && !exchange_)
                    exchange(packet->payload, out);
                else
                    disconnect(out, 2, "Packet corrupt");  // SSH_DISCONNECT_PROTOCOL_ERROR
                break;
        }
        return packet->consumed;
    }

    void kexinit(Bytes payload, Output& out) {
        const auto kexinit = wire::decode_ssh_kexinit(payload);
        if (!kexinit || exchange_ || !client_kexinit_.empty())
            return disconnect(out, 2, "Packet corrupt");
        const auto& lists = kexinit->lists;
        agreed_.exchange = wire::agree_on(lists[wire::ssh_kex], persona_.kex);
        agreed_.host_key = wire::agree_on(lists[wire::ssh_host_key], persona_.host_keys);
        agreed_.cipher_in = wire::agree_on(lists[wire::ssh_cipher_to_server], persona_.ciphers);
        agreed_.cipher_out = wire::agree_on(lists[wire::ssh_cipher_to_client], persona_.ciphers);
        agreed_.mac_in = wire::agree_on(lists[wire::ssh_mac_to_server], macs);
        agreed_.mac_out = wire::agree_on(lists[wire::ssh_mac_to_client], macs);
        // sshd ends the connection without a word when nothing is agreed on.
        if (agreed_.exchange.empty() || agreed_.host_key.empty() || agreed_.cipher_in.empty() ||
            agreed_.cipher_out.empty())
            return close();
        // RFC 4253 section 7.1: a wrong guess is followed by a packet that must be ignored.
        skip_guess_ =
            kexinit->first_packet_follows &&
            lists[wire::ssh_kex].substr(0, lists[wire::ssh_kex].find(',')) != agreed_.exchange;
        wants_extensions_ = !wire::agree_on("ext-info-c", lists[wire::ssh_kex]).empty();
        client_kexinit_.assign(payload.begin(), payload.end());
    }

    void exchange(Bytes payload, Output& out) {
        SshExchangeInput input;
        input.exchange = agreed_.exchange;
        input.host_key_algorithm = agreed_.host_key;
        input.client_identification = client_identification_;
        input.server_identification = persona_.identification;
        input.client_kexinit = client_kexinit_;
        input.server_kexinit = server_kexinit_;
        input.client_init = payload;
        const core::ByteVector random = random_bytes(random_, 64);
        input.random = random;
        input.identity_seed = identity_seed_;
        exchange_ = SshExchange::make(input);
        core::ByteVector().swap(client_kexinit_);
        core::ByteVector().swap(server_kexinit_);
        if (!exchange_) return disconnect(out, 3, "Key exchange failed");
        send(out, exchange_->reply());
        const std::uint8_t newkeys = static_cast<std::uint8_t>(SshMessage::newkeys);
        send(out, {&newkeys, 1});
        const auto derive = [this](char letter, std::size_t length) {
            return exchange_->derive(letter, length);
        };
        out_cipher_ = SshCipher::make(SshCipher::Use::seal, agreed_.cipher_out, agreed_.mac_out,
                                      "BDF", derive, sent_);
        // A MAC that the persona offers and OpenSSL has not (UMAC): the exchange ends here, as one that failed.
        if (out_cipher_ == nullptr) return close();
        if (wants_extensions_) {
            core::ByteVector extensions;
            core::Writer writer{extensions};
            writer.u8(static_cast<std::uint8_t>(SshMessage::ext_info));
            writer.u32be(1);
            wire::write_ssh_string(writer, "server-sig-algs");
            wire::write_ssh_string(writer, persona_.signatures);
            send(out, extensions);
        }
    }

    void newkeys(Output& out) {
        if (!exchange_ || out_cipher_ == nullptr) return disconnect(out, 2, "Packet corrupt");
        const auto derive = [this](char letter, std::size_t length) {
            return exchange_->derive(letter, length);
        };
        in_cipher_ = SshCipher::make(SshCipher::Use::open, agreed_.cipher_in, agreed_.mac_in, "ACE",
                                     derive, received_);
        if (in_cipher_ == nullptr) close();
    }

    std::size_t sealed_packet(Bytes bytes, Output& out) {
        const auto opened = in_cipher_->open(bytes);
        if (!opened) {
            if (opened.error().fault == core::Fault::need_more) return 0;
            const bool is_mac = std::string_view(opened.error().field) == "mac";
            disconnect(out, is_mac ? 5 : 2, is_mac ? "Corrupted MAC on input." : "Packet corrupt");
            return 0;
        }
        keep(seen_.client, opened->payload);
        inside(opened->payload, out);
        return opened->consumed;
    }

    void inside(Bytes payload, Output& out) {
        switch (static_cast<SshMessage>(payload.front())) {
            case SshMessage::ignore:
            case SshMessage::debug:
            case SshMessage::unimplemented:
            case SshMessage::ext_info:
                return;
            case SshMessage::disconnect:
                return close();
            case SshMessage::service_request:
                return service(payload, out);
            case SshMessage::userauth_request:
                return userauth(payload, out);
            case SshMessage::kexinit:
                return disconnect(
                    out, 2, "Packet corrupt");  // nobody exchanges keys anew before it is logged in
            default: {
                core::ByteVector answer;
                core::Writer writer{answer};
                writer.u8(static_cast<std::uint8_t>(SshMessage::unimplemented));
                writer.u32be(in_cipher_->sequence() - 1);
                return send(out, answer);
            }
        }
    }

    void service(Bytes payload, Output& out) {
        core::Reader in{payload};
        in.skip(1, "SSH_MSG_SERVICE_REQUEST");
        const std::string_view name = core::as_text(wire::read_ssh_string(in, "service name"));
        if (!in.ok() || name != "ssh-userauth")
            return disconnect(out, 2, "bad service request " + std::string(name.substr(0, 64)));
        core::ByteVector answer;
        core::Writer writer{answer};
        writer.u8(static_cast<std::uint8_t>(SshMessage::service_accept));
        wire::write_ssh_string(writer, name);
        has_service_ = true;
        send(out, answer);
    }

    void userauth(Bytes payload, Output& out) {
        const auto request = wire::decode_ssh_userauth(payload);
        if (!request || !has_service_) return disconnect(out, 2, "Packet corrupt");
        if (request->method == "password") logon_tried();
        // The first "none" asks for the methods and is no failure.
        if (request->method != "none" || asked_methods_) ++failures_;
        asked_methods_ = true;
        if (failures_ >= max_auth_tries)
            return disconnect(out, 2, "Too many authentication failures");
        core::ByteVector answer;
        core::Writer writer{answer};
        writer.u8(static_cast<std::uint8_t>(SshMessage::userauth_failure));
        wire::write_ssh_string(writer, "publickey,password");
        writer.u8(0);  // partial success
        send(out, answer);
    }

    void send(Output& out, Bytes payload) {
        if (out_cipher_ != nullptr) {
            keep(seen_.server, payload);
            return out_cipher_->seal(payload, out.bytes);
        }
        wire::encode_ssh_packet(out.bytes, payload);
        ++sent_;
    }
    void disconnect(Output& out, std::uint32_t reason, std::string_view words) {
        send(out, wire::encode_ssh_disconnect(reason, words));
        close();
    }
    void end(Output& out, std::string_view line) {
        core::Writer{out.bytes}.text(line);
        close();
    }
    /// As a length of 32 bits and the payload.
    static void keep(core::ByteVector& kept, Bytes payload) {
        if (kept.size() + payload.size() + 4 > max_inner_kept) return;
        core::Writer writer{kept};
        wire::write_ssh_string(writer, payload);
    }

    std::size_t more_memory() const override {
        constexpr std::size_t a_cipher = 1024;  // its keys and OpenSSL's context
        return client_identification_.capacity() + client_kexinit_.capacity() +
               server_kexinit_.capacity() + seen_.client.capacity() + seen_.server.capacity() +
               (exchange_ ? exchange_->reply().capacity() + 512 : 0) +
               (out_cipher_ ? a_cipher : 0) + (in_cipher_ ? a_cipher : 0);
    }

    struct Agreed {
        // Views of the client's lists would not outlive them.
        std::string exchange, host_key, cipher_in, cipher_out, mac_in, mac_out;
    };

    const Persona& persona_;
    core::Random random_;
    std::uint64_t identity_seed_;
    std::string client_identification_;
    core::ByteVector client_kexinit_;
    core::ByteVector server_kexinit_;
    Agreed agreed_;
    std::optional<SshExchange> exchange_;
    std::unique_ptr<SshCipher> out_cipher_;
    std::unique_ptr<SshCipher> in_cipher_;
    Inner seen_;
    std::uint32_t sent_ = 0;
    std::uint32_t received_ = 0;
    std::uint32_t failures_ = 0;
    bool is_identified_ = false;
    bool skip_guess_ = false;
    bool wants_extensions_ = false;
    bool has_service_ = false;
    bool asked_methods_ = false;
};

}  // namespace

std::vector<std::string_view> ssh_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::unique_ptr<Session> make_ssh_session(std::string_view persona,
                                          const Surroundings& surroundings) {
    const Persona* chosen =
        choose_persona(std::span<const Persona>(personas), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<SshSession>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
