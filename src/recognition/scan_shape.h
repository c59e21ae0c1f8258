// SPDX-License-Identifier: Apache-2.0
// What the SYNs of one attempt to connect say about who sent them: a scanner that makes its own packets, or an operating
// system's connect().
//
// What     smb.md 1.3. Window, options, time to live and identification of the first SYN; times and options of the repeats.
//          nmap -sS: window 1024, MSS 1460 alone, a random time to live of 37 to 59 [run]. masscan: window 1024, no options
//          or MSS alone, time to live from 255, identification = destination address ^ port ^ sequence, folded. zmap:
//          window 65535, no options or MSS alone, identification 54321, time to live from 255. connect(): window scale or
//          selective acknowledgements, and repeats after 1, 3, 7 s (Linux) or 3, 9 s (Windows) from the same port.
// Honest   packets are easily forged: no grade above likely, and a tool's name is never an actor's.
// Pure     times are given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/time.h"
#include "recognition/story.h"
#include "wire/tcp.h"

namespace hitme::recognition {

constexpr std::size_t max_syns = 8;  // ours: connect() sends at most seven

/// One SYN without ACK.
struct SynSeen {
    core::Time at;
    std::uint32_t sequence = 0;
    std::uint16_t window = 0;
    std::uint16_t identification = 0;  ///< of the IPv4 header
    std::uint8_t hop_limit = 0;
    wire::TcpOptions options;
};

enum class Answered : std::uint8_t {
    nothing,        ///< no SYN-ACK was seen
    reset,          ///< the source reset the answer
    ignored,        ///< SYN-ACK seen, and no word from the source
    not_completed,  ///< it was answered; whether the source reset or kept silent was not seen
    completed,      ///< the source acknowledged the answer
};

struct Attempt {
    core::Address source;
    core::Address destination;
    std::uint16_t destination_port = 0;
    std::vector<SynSeen> syns;  ///< the first max_syns
    std::uint32_t syn_count = 0;
    Answered answered = Answered::nothing;
};

enum class ScanKind : std::uint8_t {
    unknown,
    nmap_half_open,
    masscan,
    zmap,
    operating_system,  ///< a stack's own connect()
};

std::string_view name_of(ScanKind kind);

struct ScanVerdict {
    ScanKind kind = ScanKind::unknown;
    event::Grade grade = event::Grade::none;
    std::string why;  ///< "window 1024, options MSS 1460 alone, time to live 43"
};
ScanVerdict recognise_scan(const Attempt& attempt);

/// "M1460,N,W8,N,N,S": the options in their order, as fingerprint tools write them.
std::string option_words(const wire::TcpOptions& options);

/// The value that the sender's stack put in: 32, 64, 128 or 255.
std::uint8_t initial_hop_limit(std::uint8_t hop_limit);

/// The story of an attempt without any payload: stage scan.
Story story_of_attempt(const Attempt& attempt);

/// Facts about the SYN for the story of a conversation that had payload. No stage, no label.
void add_syn_facts(const Attempt& attempt, Story& story);

}  // namespace hitme::recognition
