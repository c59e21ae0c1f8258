// SPDX-License-Identifier: Apache-2.0
#include "recognition/ntp_conversation.h"

#include "recognition/telling.h"
#include "wire/ntp.h"

namespace hitme::recognition {

using event::Grade;
using event::Stage;

void NtpConversation::client(core::Bytes datagram, core::Time) {
    if (datagram.empty()) return;
    builder_.reach(Stage::probe, "bytes were sent");
    const std::uint64_t start = offset_;
    offset_ += datagram.size();
    const auto packet = wire::decode_ntp(datagram);
    if (!packet) {
        builder_.malformed(packet.error(), start);
        return;
    }
    builder_.fact("ntp.version", std::to_string(packet->version));
    builder_.fact("ntp.mode", std::to_string(packet->mode));
    if (packet->mode < 6) {
        builder_.operation("mode " + std::to_string(packet->mode),
                           "version " + std::to_string(packet->version), start);
        return;
    }
    const bool is_private = packet->mode == 7;
    std::string name(is_private ? wire::ntp_private_request_name(packet->request)
                                : wire::ntp_control_operation_name(packet->request));
    if (name.empty()) name = "request " + std::to_string(packet->request);
    builder_.operation(is_private ? "private" : "control", name, start);
    if (packet->is_response) return;
    builder_.reach(Stage::enumeration, "asked the server about itself: " + name);
    const bool is_list =
        is_private && (packet->request <= 1 || packet->request == 20 || packet->request == 42);
    if (is_list || (!is_private && packet->request == 2))
        builder_.label({"NTP amplification probe",
                        is_list ? Grade::likely : Grade::consistent,
                        "ntp.amplification@1",
                        {"T1498.002"},
                        {{start, datagram.size(), name}}});
}

void NtpConversation::server(core::Bytes datagram, core::Time) {
    builder_.outcome(std::to_string(datagram.size()) + " bytes");
}

void NtpConversation::finish() {
    if (builder_.so_far().stage == Stage::none) builder_.reach(Stage::scan, "no bytes");
}

Story NtpConversation::story() const {
    return builder_.story(sentence_of(builder_.so_far(), "NTP"));
}

}  // namespace hitme::recognition
