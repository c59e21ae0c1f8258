// SPDX-License-Identifier: Apache-2.0
// A stream of bytes to one peer, with a deadline on every operation.
//
// Why      protocol code works against Stream, so that TLS, or a test's pretended peer, can stand
// in for TCP, and so
//          that the heavy templates of Asio are compiled once.
// Errors   values, never exceptions. The expected ends are: 0 bytes read (the peer closed),
// over_limit (the deadline
//          passed), cancelled (close() was called), network (anything else).
// Turns    one read and one write may wait at the same time.
// Threads  one: that of the executor which the socket came from.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/ip.h"
#include "core/result.h"

namespace hitme::runtime {

using Deadline = std::chrono::steady_clock::time_point;
/// For an operation that something else ends, such as close().
constexpr Deadline no_deadline = Deadline::max();

class Stream {
 public:
    virtual ~Stream() = default;
    /// Waits for bytes and puts at most `into.size()` of them there. Returns how many; 0: the peer
    /// will send no more.
    virtual boost::asio::awaitable<core::Result<std::size_t>> read_some(
        std::span<std::uint8_t> into, Deadline deadline) = 0;
    /// Writes both parts whole, one after the other. They must live until it returns.
    virtual boost::asio::awaitable<core::Result<void>> write_all(std::string_view head,
                                                                 std::string_view body,
                                                                 Deadline deadline) = 0;
    virtual core::Address peer() const = 0;
    /// Ends the stream at once; a waiting operation returns `cancelled`. May be called again.
    virtual void close() = 0;
};

/// Wraps a connected socket.
std::unique_ptr<Stream> make_tcp_stream(boost::asio::ip::tcp::socket socket);

/// An endpoint's address in our own type.
core::Address address_of(const boost::asio::ip::address& address);
/// And back.
boost::asio::ip::address asio_address(const core::Address& address);

}  // namespace hitme::runtime
