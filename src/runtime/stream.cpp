// SPDX-License-Identifier: Apache-2.0
#include "runtime/stream.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace hitme::runtime {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// The timer of one direction: reading and writing may wait at the same time, each with its own
// deadline.
struct Watch {
    explicit Watch(const asio::any_io_executor& executor) : timer(executor) {}

    asio::steady_timer timer;
    std::uint64_t operation = 0;  // what the timer watches; a later operation makes it void
    bool timed_out = false;
};

// Held by shared ownership: a deadline's handler may still be queued when the stream is gone.
struct Socket {
    explicit Socket(asio::ip::tcp::socket taken)
        : socket(std::move(taken)),
          reading(socket.get_executor()),
          writing(socket.get_executor()) {}

    asio::ip::tcp::socket socket;
    Watch reading;
    Watch writing;
    bool closed = false;
};

void start_deadline(const std::shared_ptr<Socket>& socket, Watch Socket::*direction,
                    Deadline deadline) {
    Watch& watch = (*socket).*direction;
    watch.timed_out = false;
    const std::uint64_t watched = ++watch.operation;
    if (deadline == no_deadline) return;
    watch.timer.expires_at(deadline);
    watch.timer.async_wait(
        [weak = std::weak_ptr<Socket>(socket), direction, watched](error_code failed) {
            const auto still = weak.lock();
            if (failed || !still) return;
            Watch& then = (*still).*direction;
            if (then.operation != watched) return;
            then.timed_out = true;
            error_code ignored;
            still->socket.cancel(ignored);
        });
}

void end_deadline(Watch& watch) {
    ++watch.operation;
    watch.timer.cancel();
}

core::Error error_of(const Socket& socket, const Watch& watch, const error_code& failed) {
    if (watch.timed_out) return core::error(core::ErrorCode::over_limit, "the deadline passed");
    if (socket.closed || failed == asio::error::operation_aborted)
        return core::error(core::ErrorCode::cancelled, "the stream was closed");
    return core::error(core::ErrorCode::network, failed.message());
}

class TcpStream : public Stream {
 public:
    explicit TcpStream(asio::ip::tcp::socket socket)
        : socket_(std::make_shared<Socket>(std::move(socket))) {
        error_code failed;
        const auto endpoint = socket_->socket.remote_endpoint(failed);
        if (!failed) peer_ = address_of(endpoint.address());
        socket_->socket.set_option(asio::ip::tcp::no_delay(true), failed);
    }
    ~TcpStream() override { close(); }

    asio::awaitable<core::Result<std::size_t>> read_some(std::span<std::uint8_t> into,
                                                         Deadline deadline) override {
        const auto socket = socket_;
        start_deadline(socket, &Socket::reading, deadline);
        const auto buffer = asio::buffer(into.data(), into.size());
        const auto token = asio::as_tuple(asio::use_awaitable);
        const auto [failed, count] = co_await socket->socket.async_read_some(buffer, token);
        end_deadline(socket->reading);
        if (failed == asio::error::eof) co_return std::size_t{0};
        if (failed) co_return error_of(*socket, socket->reading, failed);
        co_return count;
    }

    asio::awaitable<core::Result<void>> write_all(std::string_view head, std::string_view body,
                                                  Deadline deadline) override {
        const auto socket = socket_;
        start_deadline(socket, &Socket::writing, deadline);
        const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
        const auto token = asio::as_tuple(asio::use_awaitable);
        const auto [failed, count] = co_await asio::async_write(socket->socket, parts, token);
        end_deadline(socket->writing);
        if (failed) co_return error_of(*socket, socket->writing, failed);
        core::Result<void> done;
        co_return done;
    }

    core::Address peer() const override { return peer_; }

    void close() override {
        if (socket_->closed) return;
        socket_->closed = true;
        error_code ignored;
        socket_->socket.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        socket_->socket.close(ignored);
        socket_->reading.timer.cancel();
        socket_->writing.timer.cancel();
    }

 private:
    std::shared_ptr<Socket> socket_;
    core::Address peer_;
};

}  // namespace

std::unique_ptr<Stream> make_tcp_stream(asio::ip::tcp::socket socket) {
    return std::make_unique<TcpStream>(std::move(socket));
}

core::Address address_of(const asio::ip::address& address) {
    if (address.is_v4()) return core::Address::v4(address.to_v4().to_uint());
    return core::Address::v6(address.to_v6().to_bytes().data());
}

asio::ip::address asio_address(const core::Address& address) {
    if (address.is_v4()) return asio::ip::make_address_v4(address.v4_value());
    return asio::ip::make_address_v6(address.bytes());
}

}  // namespace hitme::runtime
