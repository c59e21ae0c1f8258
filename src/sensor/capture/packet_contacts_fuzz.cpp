// SPDX-License-Identifier: Apache-2.0
// Runs a pcap file of the fuzzer's making through the table of flows, with limits so low that all of them bite.
#include "sensor/capture/packet_contacts.h"

#include "core/check.h"
#include "wire/pcap.h"

namespace {

class Counting final : public hitme::sensor::EventSink {
 public:
    hitme::core::Result<void> take(hitme::event::Event& event) override {
        const auto& contact = std::get<hitme::event::Contact>(event);
        hitme::core::check(contact.first_bytes.size() <= 300, "the limit holds");
        hitme::core::check(contact.ended_at >= contact.seen_at, "time goes forward");
        ++taken;
        return {};
    }
    std::uint64_t taken = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const core::Bytes bytes{data, size};
    const auto header = wire::decode_pcap_header(bytes, core::Input::whole);
    if (!header) return 0;
    Counting sink;
    sensor::FlowLimits limits;
    limits.flows = 6;
    limits.payload_bytes = 1200;
    limits.first_bytes = 300;
    sensor::PacketContacts contacts(limits, "fuzz", "pcap", sink);
    sensor::Packet packet;
    std::size_t at = wire::pcap_header_bytes;
    while (at < size) {
        const auto captured =
            wire::decode_pcap_packet(*header, bytes.subspan(at), core::Input::whole);
        if (!captured) break;
        at += captured->record_bytes;
        packet = {};
        if (sensor::decode_packet(*captured, packet).empty()) (void)contacts.take(packet);
        core::check(contacts.flows() <= 6, "the table stays bounded");
    }
    (void)contacts.finish();
    core::check(contacts.flows() == 0 && sink.taken == contacts.events(), "each ends once");
    return 0;
}
