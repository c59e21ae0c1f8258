// SPDX-License-Identifier: Apache-2.0
// Runs a pcap file of the fuzzer's making through the exchanges and their watchers, with so few places that they run out.
#include "sensor/capture/packet_exchanges.h"

#include "core/check.h"
#include "wire/pcap.h"

namespace {

class Counting final : public hitme::sensor::ConversationSink {
 public:
    hitme::core::Result<void> take(hitme::sensor::WatchedConversation& told) override {
        hitme::core::check(told.ended_at >= told.started_at, "time goes forward");
        hitme::core::check(!told.story.sentence.empty() &&
                               told.story.operations.size() <= hitme::recognition::max_operations,
                           "a story is told and bounded");
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
    sensor::ConversationLimits limits;
    limits.flows = 4;
    sensor::PacketExchanges exchanges(limits, sink);
    sensor::Packet packet;
    std::size_t at = wire::pcap_header_bytes;
    while (at < size) {
        const auto captured =
            wire::decode_pcap_packet(*header, bytes.subspan(at), core::Input::whole);
        if (!captured) break;
        at += captured->record_bytes;
        packet = {};
        if (sensor::decode_packet(*captured, packet).empty()) (void)exchanges.take(packet);
        core::check(exchanges.exchanges() <= 4, "the table stays bounded");
    }
    (void)exchanges.finish();
    core::check(exchanges.exchanges() == 0 && sink.taken == exchanges.told(), "each ends once");
    return 0;
}
