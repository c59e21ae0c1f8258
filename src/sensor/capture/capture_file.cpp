// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/capture_file.h"

#include <random>
#include <string>

#include "sensor/capture/ip_fragments.h"
#include "sensor/capture/packet.h"
#include "sensor/capture/packet_contacts.h"
#include "sensor/capture/packet_exchanges.h"
#include "wire/pcap.h"
#include "wire/pcapng.h"

namespace hitme::sensor {
namespace {

using core::Fault;
using core::Input;

std::uint64_t random_seed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

// Conversations over TCP and UDP with the two steps that PacketContacts has; places need no memory fetched early.
class ConversationTable {
 public:
    ConversationTable(const ConversationLimits& limits, ConversationSink& sink,
                      const MakeConversation& make)
        : conversations_(limits, sink, make), exchanges_(limits, sink) {}
    std::uint32_t place_of(const Packet&) const { return 0; }
    core::Result<void> take(const Packet& packet, std::uint32_t) {
        return packet.kind == PacketKind::udp ? exchanges_.take(packet)
                                              : conversations_.take(packet);
    }
    core::Result<void> finish() {
        if (auto finished = conversations_.finish(); !finished) return finished;
        return exchanges_.finish();
    }
    std::uint64_t events() const { return conversations_.told() + exchanges_.told(); }
    std::map<std::string, std::uint64_t> counters() const {
        auto all = conversations_.counters();
        for (const auto& [name, count] : exchanges_.counters()) all[name] += count;
        return all;
    }

 private:
    PacketConversations conversations_;
    PacketExchanges exchanges_;
};

template <class Table>
class CaptureReader {
 public:
    CaptureReader(ArchiveStream& stream, ReadReport& report, Table& table)
        : stream_(stream), report_(report), table_(table) {}

    core::Result<void> read(CaptureForm form) {
        auto done = form == CaptureForm::pcap ? read_pcap() : read_pcapng();
        if (!done) return done;
        fragments_.finish();
        if (auto taken = take_datagrams(); !taken) return taken;
        if (fragments_.lost() > 0) report_.skipped["fragment"] += fragments_.lost();
        auto finished = table_.finish();
        report_.events += table_.events();
        for (const auto& [name, count] : table_.counters()) report_.counters[name] += count;
        return finished;
    }

 private:
    // True: there is more to look at. False: the file ends here, with `failed` said where it matters.
    core::Result<bool> more(const core::ParseError& failed) {
        if (auto flushed = flush(); !flushed) return flushed.error();
        if (failed.fault == Fault::need_more) {
            auto grown = stream_.grow();
            if (!grown) return grown.error();
            if (*grown) return true;
            if (!stream_.view().empty()) note("ends early", failed);
            return false;
        }
        note("damaged", failed);
        return false;
    }

    void note(const char* what, const core::ParseError& failed) {
        report_.truncated = "record " + std::to_string(report_.records + 1) + " at byte " +
                            std::to_string(stream_.offset()) + ": " + what + " (" + failed.field +
                            ")";
    }

    // One packet waits while the next one is decoded, so that memory for it is on its way (PacketContacts::place_of).
    core::Result<void> take(const wire::CapturedPacket& captured) {
        ++report_.records;
        Packet& packet = packets_[report_.records % 2];
        if (captured.has_time) last_time_ = core::from_nanoseconds(captured.time_ns);
        packet.at = last_time_;
        wire::IpPacket ip;
        std::string_view reason = decode_ip(captured, ip);
        if (reason.empty() && (ip.more_fragments || ip.fragment_offset > 0)) {
            if (auto flushed = flush(); !flushed) return flushed;
            fragments_.take(ip, last_time_);
            return take_datagrams();
        }
        if (reason.empty()) reason = decode_transport(ip, packet);
        if (!reason.empty()) {
            ++skipped(reason);
            return flush();
        }
        const std::uint32_t place = table_.place_of(packet);
        auto flushed = flush();
        waiting_ = &packet;
        waiting_place_ = place;
        return flushed;
    }

    core::Result<void> take_datagrams() {
        while (const IpFragments::Datagram* whole = fragments_.next()) {
            Packet packet;
            packet.at = whole->at;
            const std::string_view reason = decode_transport(whole->ip, packet);
            if (!reason.empty())
                ++skipped(reason);
            else if (auto taken = table_.take(packet, table_.place_of(packet)); !taken)
                return taken;
        }
        return {};
    }

    // Before the view grows, because the waiting packet points into it.
    core::Result<void> flush() {
        if (waiting_ == nullptr) return {};
        const Packet& packet = *waiting_;
        waiting_ = nullptr;
        return table_.take(packet, waiting_place_);
    }

    // No string is made for a reason that was met before: captures of a local network are half ARP.
    std::uint64_t& skipped(std::string_view reason) {
        if (reason != last_reason_) {
            last_reason_ = reason;
            last_count_ = &report_.skipped[std::string(reason)];
        }
        return *last_count_;
    }

    core::Result<void> read_pcap() {
        auto header = wire::decode_pcap_header(stream_.view(), Input::open);
        while (!header) {
            auto grown = more(header.error());
            if (!grown) return grown.error();
            if (!*grown) return {};
            header = wire::decode_pcap_header(stream_.view(), Input::open);
        }
        stream_.consume(wire::pcap_header_bytes);
        while (true) {
            const auto packet = wire::decode_pcap_packet(*header, stream_.view(), Input::open);
            if (!packet) {
                auto grown = more(packet.error());
                if (!grown) return grown.error();
                if (!*grown) return {};
                continue;
            }
            if (auto taken = take(*packet); !taken) return taken;
            stream_.consume(packet->record_bytes);
        }
    }

    core::Result<void> read_pcapng() {
        wire::PcapngSection section;
        while (true) {
            const auto block = wire::decode_pcapng_block(section, stream_.view(), Input::open);
            if (!block) {
                auto grown = more(block.error());
                if (!grown) return grown.error();
                if (!*grown) return {};
                continue;
            }
            if (block->packet) {
                if (auto taken = take(*block->packet); !taken) return taken;
            } else if (block->fault) {
                ++report_.records;
                ++skipped("bad_packet");
            }
            stream_.consume(block->block_bytes);
        }
    }

    ArchiveStream& stream_;
    ReadReport& report_;
    Table& table_;
    IpFragments fragments_;
    Packet packets_[2];
    Packet* waiting_ = nullptr;
    std::uint32_t waiting_place_ = 0;
    core::Time last_time_;
    std::string_view last_reason_;
    std::uint64_t* last_count_ = nullptr;
};

}  // namespace

core::Result<void> read_capture(ArchiveStream& stream, CaptureForm form, const ReadOptions& options,
                                ReadReport& report, EventSink& sink) {
    FlowLimits limits;
    limits.first_bytes = options.first_bytes;
    limits.hash_seed = random_seed();
    PacketContacts contacts(limits, options.sensor, report.format, sink);
    return CaptureReader<PacketContacts>(stream, report, contacts).read(form);
}

core::Result<void> read_capture_conversations(ArchiveStream& stream, CaptureForm form,
                                              const ConversationLimits& limits, ReadReport& report,
                                              ConversationSink& sink,
                                              const MakeConversation& make) {
    ConversationLimits seeded = limits;
    seeded.hash_seed = random_seed();
    ConversationTable conversations(seeded, sink, make);
    return CaptureReader<ConversationTable>(stream, report, conversations).read(form);
}

}  // namespace hitme::sensor
