// SPDX-License-Identifier: Apache-2.0
// Packets to contacts.
//
// TCP      A SYN without ACK begins an attempt by its sender; the same SYN sent again is the same attempt. What follows
//          on the four-tuple belongs to it until a SYN with another sequence number. The handshake is `completed` when
//          the other side answered and the source acknowledged that answer (only the other side's number proves the
//          source's address), `sent_data` when payload came too, else `syn_only`.
// Payload  of the source is put together by sequence number, whatever the segmentation and order; where copies differ
//          the first one stays. The bytes up to the first gap are kept, at most `first_bytes`.
// Midstream  A connection whose SYN is not in the file becomes a contact when payload comes and the server can be told:
//          by exactly one port in known_server_ports, else by exactly one port below 1024. Seen from both sides it
//          counts as completed, from one side as unknown; its `decoded` says capture = midstream. Else it is counted
//          under unclear_direction.
// Backscatter  SYN with ACK, RST, echo replies and ICMP errors that answer nothing in the file: somebody forged one of
//          our addresses. Counted, never a contact.
// UDP      One exchange per four-tuple until `udp_exchange` of silence; the sender of the first datagram is the source,
//          and its first payload is kept. ICMP echo requests alike, by identifier; the port is the message type.
// Ending   peer_closed or reset by the source, `ours` when the other side ended it, idle by time out; unknown where the
//          file ends first.
// Time     is that of the packets and may go back: files are not always sorted.
// Cost     flat tables, bounded by FlowLimits; nothing is allocated per packet. Pure but for the sink.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "sensor/capture/packet.h"
#include "sensor/event_sink.h"

namespace hitme::sensor {

/// Ports that servers are known to listen on; tells the sides of a connection whose SYN was not captured.
constexpr std::uint16_t known_server_ports[] = {
    21,  22,  23,   25,   53,   80,   110,  111,  135,  139,  143,  389,  443,  445,  465,  587,
    993, 995, 1433, 1723, 2222, 2323, 3306, 3389, 5060, 5432, 5900, 6379, 8080, 8443, 27017};

/// Which end of a packet without a handshake is the server, as far as the ports tell.
enum class ServerEnd : std::uint8_t { source, destination, unclear };
ServerEnd server_of(const Packet& packet);

struct FlowLimits {
    /// Ours: 24 MiB. When full, the longest silent one is ended and `evicted` counts.
    std::size_t flows = 1 << 17;
    std::size_t payload_bytes =
        64 << 20;  ///< of all flows together; beyond it `payload_not_kept` counts
    std::uint32_t first_bytes = 4096;  ///< per contact
    core::Duration udp_exchange = std::chrono::seconds{2};
    core::Duration transitory =
        std::chrono::minutes{4};  ///< RFC 5382 section 5: half-open and closing
    core::Duration established = std::chrono::minutes{124};  ///< RFC 5382 section 5
    std::uint64_t hash_seed =
        0;  ///< not guessable by whoever made the file, so that he cannot aim at one slot
};

class PacketContacts {
 public:
    PacketContacts(const FlowLimits& limits, std::string sensor, std::string origin,
                   EventSink& sink);

    /// Where a packet belongs in the table; also fetches that memory. Asked while the packet before is still at work, it
    /// hides most of the waiting when the table is larger than the caches.
    std::uint32_t place_of(const Packet& packet) const;
    /// Takes one packet, with its place where it is known; gives contacts that are over to the sink.
    /// Errors   the sink's.
    core::Result<void> take(const Packet& packet) { return take(packet, place_of(packet)); }
    core::Result<void> take(const Packet& packet, std::uint32_t place);
    /// Ends all contacts.
    core::Result<void> finish();

    std::uint64_t events() const { return events_; }
    std::size_t flows() const { return live_; }
    /// backscatter, evicted, icmp_errors, midstream, payload_not_kept, retransmitted_syn, stray, unclear_direction;
    /// those above 0.
    std::map<std::string, std::uint64_t> counters() const;

 private:
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    static constexpr std::uint32_t block_bytes = 64;

    // Payload of one side as far as it was sent: counts each byte of the sequence space once.
    struct Side {
        std::uint32_t base = 0;  ///< sequence number of the first payload byte
        std::uint32_t next = 0;  ///< one past the highest seen
        std::uint32_t gap = 0;   ///< bytes below `next` not seen yet
        std::uint64_t bytes = 0;
        bool begun = false;
        void begin(std::uint32_t sequence);
        void add(std::uint32_t sequence, std::uint32_t length);
    };

    enum class Sender : std::uint8_t { client, server };
    enum class Idle : std::uint8_t { exchange, transitory, established };

    struct Flow {
        core::Address client;
        core::Address server;
        core::Time first;
        core::Time last;
        Side in;
        Side out;
        std::uint32_t hash = 0;
        std::uint32_t older = none;
        std::uint32_t newer = none;
        std::uint32_t payload = none;  ///< first block
        std::uint32_t isn = 0;
        std::uint32_t server_isn = 0;
        std::uint32_t first_ack = 0;
        std::uint32_t packets = 0;
        std::uint16_t client_port = 0;
        std::uint16_t server_port = 0;
        event::Transport transport = event::Transport::tcp;
        event::Ending ending = event::Ending::unknown;
        Idle idle = Idle::transitory;
        std::uint8_t icmp_type = 0;
        bool has_isn = false;
        bool has_server_isn = false;
        bool has_first_ack = false;
        bool server_spoke = false;
    };

    // A piece of payload: 64 bytes from `number` * 64 on, and a bit for each that is there.
    struct Block {
        std::uint8_t bytes[block_bytes];
        std::uint64_t present;
        std::uint32_t number;
        std::uint32_t next;
    };
    static constexpr std::size_t blocks_per_slab = 256;

    core::Result<void> take_tcp(const Packet& packet, std::uint32_t hash);
    core::Result<void> take_exchange(const Packet& packet, std::uint32_t hash);
    core::Result<std::uint32_t> start(const Packet& packet, std::uint32_t hash, Sender sender);
    void continue_tcp(Flow& flow, const Packet& packet, bool from_client);
    core::Result<void> expire();
    core::Result<void> end(std::uint32_t index);
    core::Result<void> give(Flow& flow);

    std::uint32_t find(const Packet& packet, std::uint32_t hash) const;
    void insert_slot(std::uint32_t index, std::uint32_t hash);
    void erase_slot(std::uint32_t index);
    void touch(std::uint32_t index, Idle idle);
    void link(std::uint32_t index, Idle idle);
    void unlink(Flow& flow);
    void keep_watch(Idle idle);
    core::Duration idle_time(Idle idle) const;

    void keep_payload(Flow& flow, std::uint32_t offset, core::Bytes payload);
    std::uint32_t block_for(Flow& flow, std::uint32_t number);
    Block& block(std::uint32_t index);
    void gather(const Flow& flow, core::ByteVector& out);
    void release_payload(Flow& flow);

    FlowLimits limits_;
    std::string sensor_;
    std::string origin_;
    EventSink& sink_;
    event::Event event_;

    std::vector<Flow> flows_;
    std::vector<std::uint32_t> free_flows_;
    std::size_t live_ = 0;
    std::vector<std::uint64_t>
        slots_;  // hash in the upper half, index + 1 in the lower; 0 is empty
    std::size_t mask_ = 0;
    struct List {
        std::uint32_t oldest = none;
        std::uint32_t newest = none;
    };
    List lists_[3];  // by Idle
    std::vector<std::unique_ptr<Block[]>> slabs_;
    std::uint32_t free_block_ = none;
    std::size_t blocks_ = 0;
    core::Time now_;
    core::Time quiet_until_ = core::Time::max();  ///< no contact is over by silence before

    std::uint64_t events_ = 0;
    std::uint64_t backscatter_ = 0;
    std::uint64_t evicted_ = 0;
    std::uint64_t icmp_errors_ = 0;
    std::uint64_t midstream_ = 0;
    std::uint64_t payload_not_kept_ = 0;
    std::uint64_t retransmitted_syn_ = 0;
    std::uint64_t stray_ = 0;
    std::uint64_t unclear_direction_ = 0;
};

}  // namespace hitme::sensor
