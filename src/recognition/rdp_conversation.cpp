// SPDX-License-Identifier: Apache-2.0
#include "recognition/rdp_conversation.h"

#include <algorithm>
#include <cctype>

#include "core/reader.h"
#include "recognition/stream_conversation.h"
#include "recognition/tls_facts.h"
#include "wire/rdp.h"

namespace hitme::recognition {
namespace {

using core::Bytes;
using event::Grade;
using event::Stage;

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return std::toupper(static_cast<unsigned char>(x)) ==
                      std::toupper(static_cast<unsigned char>(y));
           });
}

class RdpConversation : public StreamConversation {
 public:
    enum class Begin : std::uint8_t { with_request, inside_tls };
    explicit RdpConversation(Begin begin)
        : StreamConversation("rdp", "RDP", wire::max_tpkt + 4),
          has_request_(begin == Begin::inside_tls) {}

 private:
    core::Parsed<std::size_t> client_message(Bytes bytes, core::Time) override {
        if (has_request_ && bytes.front() == 22) {  // a TLS record in place of a TPKT
            const auto hello = wire::take_client_hello(bytes);
            if (!hello) return hello.error();
            tell_client_hello(story_, *hello);
            story_.operation("ClientHello", hello->server_name, at_offset());
            stop_client();
            return hello->consumed;
        }
        const auto tpkt = wire::take_tpkt(bytes);
        if (!tpkt) return tpkt.error();
        if (!has_request_) return connection_request(*tpkt);
        constexpr std::size_t choice_at =
            3;  // behind X.224 data: the tag of Connect-Initial, or a domain request
        if (tpkt->payload.size() <= choice_at || tpkt->payload[choice_at] != 0x7F) {
            mcs_request(tpkt->payload);
            return tpkt->consumed;
        }
        const auto data = wire::decode_rdp_connect_initial(tpkt->payload);
        if (!data) return at_payload(data.error());
        connect_initial(*data);
        return tpkt->consumed;
    }

    static core::ParseError at_payload(core::ParseError error) {
        error.offset += 4;
        return error;
    }

    core::Parsed<std::size_t> connection_request(const wire::Tpkt& tpkt) {
        const auto request = wire::decode_rdp_connection_request(tpkt.payload);
        if (!request) return at_payload(request.error());
        has_request_ = true;
        story_.reach(Stage::probe, "X.224 connection request");
        story_.fact("rdp.cookie", request->cookie);
        story_.fact("rdp.routing_token", request->token);
        const std::string protocols = wire::names_of_rdp_protocols(request->protocols);
        story_.fact("rdp.protocols", protocols);
        std::string arguments = "protocols " + protocols;
        if (!request->cookie.empty())
            arguments += ", cookie \"" + std::string(request->cookie) + "\"";
        story_.operation("Connection Request", arguments, at_offset());
        return tpkt.consumed;
    }

    void connect_initial(const wire::RdpClientData& data) {
        story_.fact("rdp.client_name", data.client_name);
        story_.fact("rdp.client_build", std::to_string(data.build));
        story_.fact("rdp.keyboard", hexadecimal(data.keyboard, 8));
        std::string channels;
        for (const std::string& name : data.channels)
            channels += (channels.empty() ? "" : ",") + name;
        story_.fact("rdp.channels", channels);
        story_.operation("MCS Connect Initial",
                         "client \"" + data.client_name + "\", channels " + channels, at_offset());
        for (std::size_t i = 0; i < data.channels.size(); ++i) {
            if (!same_name(data.channels[i], "MS_T120")) continue;
            story_.reach(Stage::exploit_attempt, "MCS Connect Initial, channel MS_T120");
            story_.label(
                label_of("CVE-2019-0708 (MS_T120 channel)", Grade::likely, "rdp.ms_t120@1",
                         {"T1210", "T1190"},
                         {at_offset() + 4 + data.channel_offsets[i], 8,
                          "static channel \"" + data.channels[i] + "\" asked for by the client"}));
        }
    }

    void mcs_request(Bytes payload) {
        const auto request = wire::decode_mcs_request(payload);
        if (!request) return;
        switch (request->kind) {
            case wire::McsRequest::erect_domain:
                story_.operation("MCS Erect Domain Request", "", at_offset());
                break;
            case wire::McsRequest::attach_user:
                story_.operation("MCS Attach User Request", "", at_offset());
                break;
            case wire::McsRequest::channel_join:
                story_.operation("MCS Channel Join Request",
                                 "channel " + std::to_string(request->channel), at_offset());
                break;
            case wire::McsRequest::send_data:
                story_.operation("MCS Send Data Request",
                                 std::to_string(request->data.size()) + " bytes on channel " +
                                     std::to_string(request->channel),
                                 at_offset());
                break;
            case wire::McsRequest::disconnect:
                story_.operation("MCS Disconnect", "", at_offset());
                break;
            case wire::McsRequest::other:
                break;
        }
    }

    core::Parsed<std::size_t> server_message(Bytes bytes, core::Time) override {
        const auto tpkt = wire::take_tpkt(bytes);
        if (!tpkt) return tpkt.error();
        core::Reader in{tpkt->payload};
        in.skip(1, "LengthIndicator");
        const std::uint8_t code = in.u8("Code");
        in.skip(5, "DestinationReference");
        if (in.ok() && code == wire::x224_connection_confirm && in.left() >= 8) {
            const std::uint8_t type = in.u8("type");
            in.skip(3, "flags");
            const std::uint32_t value = in.u32le("selectedProtocol");
            if (type == 2) {
                story_.fact("rdp.selected", wire::names_of_rdp_protocols(value));
                story_.outcome(wire::names_of_rdp_protocols(value));
                if ((value & ~std::uint32_t{wire::rdp_standard}) != 0)
                    stop_server();  // TLS follows
            } else if (type == 3) {
                story_.fact("rdp.failure", std::to_string(value));
                story_.outcome("failure " + std::to_string(value));
            }
        }
        return tpkt->consumed;
    }

    bool has_request_;
};

}  // namespace

std::unique_ptr<Conversation> watch_rdp() {
    return std::make_unique<RdpConversation>(RdpConversation::Begin::with_request);
}

std::unique_ptr<Conversation> watch_rdp_mcs() {
    return std::make_unique<RdpConversation>(RdpConversation::Begin::inside_tls);
}

}  // namespace hitme::recognition
