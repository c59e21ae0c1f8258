// SPDX-License-Identifier: Apache-2.0
#include "recognition/ssh_conversation.h"

#include <algorithm>

#include "recognition/stream_conversation.h"
#include "wire/ssh.h"

namespace hitme::recognition {
namespace {

using core::Bytes;
using event::Grade;
using event::Stage;
using wire::SshMessage;

// What scanners and frameworks call themselves; the words stand in their published sources or documentation.
struct Scanner {
    std::string_view mark;
    std::string_view name;
};
constexpr Scanner scanners[] = {
    {"Nmap", "nmap"},
    {"zgrab", "zgrab"},
    {"ZGrab", "zgrab"},
    {"masscan", "masscan"},
    {"Censys", "censys"},
    {"OpenVAS", "openvas"},
    {"Ruby/Net::SSH", "net-ssh"},
    {"paramiko", "paramiko"},
    {"Go", "go-ssh"},
    {"libssh2", "libssh2"},
    {"libssh", "libssh"},
    {"JSCH", "jsch"},
    {"AsyncSSH", "asyncssh"},
};

class SshConversation : public StreamConversation {
 public:
    SshConversation() : StreamConversation("ssh", "SSH", wire::max_ssh_packet) {}

 private:
    core::Parsed<std::size_t> client_message(Bytes bytes, core::Time) override {
        if (!client_identified_) {
            const auto identification = wire::take_ssh_identification(bytes);
            if (!identification) return identification.error();
            client_identified_ = true;
            story_.reach(Stage::probe, "identification of the client");
            story_.fact("ssh.client", identification->line);
            story_.fact("ssh.protocol", identification->protocol);
            story_.operation("identification", identification->line, at_offset());
            for (const Scanner& scanner : scanners) {
                if (!identification->software.starts_with(scanner.mark)) continue;
                if (scanner.mark == "Go" && identification->software != "Go") continue;
                const auto at = static_cast<std::size_t>(identification->software.data() -
                                                         identification->line.data());
                // What a client says of itself is a hint: anybody can say it.
                story_.label(label_of(
                    scanner.name, Grade::consistent, "ssh.client_software@1", {},
                    {at_offset() + at, scanner.mark.size(), std::string(identification->line)}));
                break;
            }
            return identification->consumed;
        }
        const auto packet = wire::take_ssh_packet(bytes);
        if (!packet) return packet.error();
        const auto message = static_cast<SshMessage>(packet->message);
        const auto kexinit = wire::decode_ssh_kexinit(packet->payload);
        if (message == SshMessage::kexinit && !kexinit) {
            core::ParseError error = kexinit.error();
            error.offset += 5;
            return error;
        }
        if (message == SshMessage::kexinit) {
            const std::string text = wire::hassh_text_of_client(*kexinit);
            story_.fact("ssh.hassh", wire::hassh_of(text));
            story_.fact("ssh.hassh_algorithms", text);
            client_kex_ = kexinit->lists[wire::ssh_kex];
            tell_agreement();
        }
        if (message == SshMessage::disconnect)
            if (const auto disconnect = wire::decode_ssh_disconnect(packet->payload))
                story_.fact("ssh.disconnect", std::to_string(disconnect->reason) + " " +
                                                  std::string(disconnect->description));
        const std::string_view name = wire::name_of_ssh_message(packet->message);
        story_.operation(
            name.empty() ? "message " + std::to_string(packet->message) : std::string(name), "",
            at_offset());
        if (message == SshMessage::newkeys) stop_client();  // encrypted from here on
        return packet->consumed;
    }

    core::Parsed<std::size_t> server_message(Bytes bytes, core::Time) override {
        if (!server_identified_) {
            // RFC 4253 section 4.2: a server may send other lines before its identification.
            if (bytes.front() != 'S') {
                const std::size_t end = core::as_text(bytes).find('\n');
                if (end == std::string_view::npos)
                    return core::ParseError{core::Fault::need_more, 0, "line"};
                return end + 1;
            }
            const auto identification = wire::take_ssh_identification(bytes);
            if (!identification) return identification.error();
            server_identified_ = true;
            story_.fact("ssh.server", identification->line);
            return identification->consumed;
        }
        const auto packet = wire::take_ssh_packet(bytes);
        if (!packet) return packet.error();
        if (const auto kexinit = wire::decode_ssh_kexinit(packet->payload)) {
            story_.fact("ssh.hassh_server", wire::hassh_of(wire::hassh_text_of_server(*kexinit)));
            server_kex_ = kexinit->lists[wire::ssh_kex];
            tell_agreement();
        }
        if (packet->message == static_cast<std::uint8_t>(SshMessage::newkeys)) stop_server();
        return packet->consumed;
    }

    void tell_agreement() {
        if (!client_kex_.empty() && !server_kex_.empty())
            story_.fact("ssh.kex", wire::agree_on(client_kex_, server_kex_));
    }

    bool client_identified_ = false;
    bool server_identified_ = false;
    std::string client_kex_;
    std::string server_kex_;
};

}  // namespace

std::unique_ptr<Conversation> watch_ssh() {
    return std::make_unique<SshConversation>();
}

}  // namespace hitme::recognition
