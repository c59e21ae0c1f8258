// SPDX-License-Identifier: Apache-2.0
// Runs a pcap file of the fuzzer's making through the conversations and their watchers, with limits so low that all bite.
#include "sensor/capture/packet_conversations.h"

#include "core/check.h"
#include "wire/pcap.h"

namespace {

class Counting final : public hitme::sensor::ConversationSink {
 public:
    hitme::core::Result<void> take(hitme::sensor::WatchedConversation& told) override {
        hitme::core::check(told.ended_at >= told.started_at, "time goes forward");
        hitme::core::check(told.story.operations.size() <= hitme::recognition::max_operations,
                           "a story is bounded");
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
    limits.flows = 6;
    limits.held_bytes = 4000;
    limits.held_per_flow = 1500;
    limits.wait_packets = 4;
    limits.settle_packets = 3;
    sensor::PacketConversations conversations(limits, sink);
    sensor::Packet packet;
    std::size_t at = wire::pcap_header_bytes;
    while (at < size) {
        const auto captured =
            wire::decode_pcap_packet(*header, bytes.subspan(at), core::Input::whole);
        if (!captured) break;
        at += captured->record_bytes;
        packet = {};
        if (sensor::decode_packet(*captured, packet).empty()) (void)conversations.take(packet);
        core::check(conversations.flows() <= 6, "the table stays bounded");
        core::check(conversations.held_bytes() <= 4000 + (std::size_t{1} << 17),
                    "what waits stays bounded");
    }
    (void)conversations.finish();
    core::check(conversations.flows() == 0 && sink.taken == conversations.told(), "each ends once");
    core::check(conversations.held_bytes() == 0, "nothing waits any more");
    return 0;
}
