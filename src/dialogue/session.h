// SPDX-License-Identifier: Apache-2.0
// One decoy's side of a conversation: bytes of a client in, bytes of a made-up server out.
//
// Pure      no socket, no clock, no file: time, randomness and the addresses are given. The sensor carries it out.
// Never     executes, opens, resolves or fetches anything that a client names; holds no real data.
// Bounds    each session names its memory and what it answers to unknown requests; it is never silent where its persona's
//           system would answer, and never says more than max_output_per_turn at once.
// Same      the same bytes, times and random numbers give the same answers, whatever the segmentation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/random.h"
#include "core/time.h"

namespace hitme::dialogue {

namespace smb {
struct Choices;
class MadeHosts;
}  // namespace smb

constexpr std::size_t max_output_per_turn = 128
                                            << 10;  // ours: the largest READ answer and its headers

/// What a session is given about the connection it answers on.
struct Surroundings {
    core::Address local;
    core::Address peer;
    std::uint16_t local_port = 0;
    std::uint16_t peer_port = 0;
    /// Secret and fresh for each connection: challenges and identifiers come from it. Not the fleet's seed.
    std::uint64_t random_seed = 0;
    /// The same for ever for one sensor: made-up names, GUIDs, serial numbers come from it.
    std::uint64_t identity_seed = 0;
    /// When the made-up machine says that it started.
    core::Time booted;
    /// Which connection of its port this is since the sensor started, from 1: made-up servers number their clients by it.
    std::uint64_t connection = 0;
    /// Logons that this source tried before on this sensor, in other connections.
    std::uint32_t earlier_logons = 0;
    /// What an operator chose for an SMB decoy; null: nothing. Read while the session is made, not kept.
    const smb::Choices* smb = nullptr;
    /// Where SMB sessions find the machine that they share; null: each makes its own. Used while the session is made.
    smb::MadeHosts* smb_hosts = nullptr;
};

struct Output {
    core::ByteVector bytes;  ///< to send, appended by the session
    bool close = false;      ///< close in order after the bytes are sent
};

/// What a session that ends an encryption (TLS, SSH) read and said inside it, for recognition: the outer bytes say no more.
struct Inner {
    core::ByteVector client;
    core::ByteVector server;
};

class Session {
 public:
    virtual ~Session() = default;
    /// Makes what the first sessions of a process would have to wait for (keys); every later one finds it made.
    virtual void prepare() {}
    /// What the server says before the client speaks.
    virtual void open(core::Time now, Output& out) = 0;
    /// The client's next bytes, in pieces of any size.
    virtual void receive(core::Bytes bytes, core::Time now, Output& out) = 0;
    /// The protocol inside, as wire::guess_protocol or recognition's watchers name it ("http", "ssh_userauth",
    /// "credssp"); empty where nothing is inside, or not yet.
    virtual std::string_view inner_protocol() const { return {}; }
    /// Takes what went in and out inside since the last call, in stream order within each side. Whoever calls receive()
    /// calls this after it; it may hold passwords, so it goes to a watcher and nowhere else.
    virtual Inner take_inner() { return {}; }
    /// The same of a second encryption that the session ends, inside of the first or beside it.
    virtual std::string_view second_inner_protocol() const { return {}; }
    virtual Inner take_second_inner() { return {}; }
    /// Logons tried so far in this connection.
    virtual std::uint32_t logons() const { return 0; }
    /// Bytes of memory that it holds, itself included.
    virtual std::size_t memory() const = 0;
};

/// A session of a protocol ("smb", "http", "ftp" ...) in the manner of a persona ("windows-7", empty for one chosen by
/// the identity seed); null for a protocol or persona that does not exist.
std::unique_ptr<Session> make_session(std::string_view protocol, std::string_view persona,
                                      const Surroundings& surroundings);

/// The answer to one datagram ("dns", "ntp", "sip"); nothing where none is due. Never longer than the datagram.
std::optional<core::ByteVector> answer_datagram(std::string_view protocol, std::string_view persona,
                                                core::Bytes datagram, core::Time now,
                                                const Surroundings& surroundings);

}  // namespace hitme::dialogue
