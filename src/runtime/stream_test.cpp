// SPDX-License-Identifier: Apache-2.0
#include "runtime/stream.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <optional>
#include <string>

#include "core/time.h"

namespace hitme::runtime {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Two ends of a loopback connection: ours is a Stream, the peer's a bare socket.
struct Pair {
    asio::io_context context;
    asio::ip::tcp::socket peer{context};
    std::unique_ptr<Stream> stream;

    Pair() {
        asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
        peer.connect(acceptor.local_endpoint());
        stream = make_tcp_stream(acceptor.accept());
    }
};

asio::awaitable<void> read_into(Stream& stream, std::span<std::uint8_t> into, Deadline deadline,
                                std::optional<core::Result<std::size_t>>& answer) {
    auto result = co_await stream.read_some(into, deadline);
    answer.emplace(std::move(result));
}

asio::awaitable<void> write_from(Stream& stream, std::string_view head, std::string_view body,
                                 Deadline deadline, std::optional<core::Result<void>>& answer) {
    auto result = co_await stream.write_all(head, body, deadline);
    answer.emplace(std::move(result));
}

void rethrow(const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
}

core::Result<std::size_t> read(Pair& pair, std::span<std::uint8_t> into, core::Duration within) {
    std::optional<core::Result<std::size_t>> answer;
    asio::co_spawn(pair.context,
                   read_into(*pair.stream, into, std::chrono::steady_clock::now() + within, answer),
                   rethrow);
    pair.context.restart();
    pair.context.run();
    return std::move(*answer);
}

TEST(Stream, ReadsWhatThePeerSentAndThenItsEnd) {
    Pair pair;
    asio::write(pair.peer, asio::buffer("hello", 5));
    pair.peer.shutdown(asio::ip::tcp::socket::shutdown_send);
    std::array<std::uint8_t, 16> bytes{};
    const auto first = read(pair, bytes, 5s);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(std::string(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*first)),
              "hello");
    const auto end = read(pair, bytes, 5s);
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(*end, 0u);
}

TEST(Stream, GivesUpAtTheDeadlineAndSaysSo) {
    Pair pair;
    std::array<std::uint8_t, 16> bytes{};
    const auto result = read(pair, bytes, 10ms);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, core::ErrorCode::over_limit);
    // The stream still works afterwards.
    asio::write(pair.peer, asio::buffer("x", 1));
    EXPECT_EQ(*read(pair, bytes, 5s), 1u);
}

TEST(Stream, EndsAWaitingReadWhenClosed) {
    Pair pair;
    std::array<std::uint8_t, 16> bytes{};
    asio::post(pair.context, [&] { pair.stream->close(); });
    const auto result = read(pair, bytes, 5s);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, core::ErrorCode::cancelled);
}

TEST(Stream, StopsWritingToAPeerThatDoesNotRead) {
    Pair pair;
    const std::string much(64 << 20, 'x');  // more than loopback buffers hold
    std::optional<core::Result<void>> answer;
    asio::co_spawn(
        pair.context,
        write_from(*pair.stream, "head", much, std::chrono::steady_clock::now() + 50ms, answer),
        rethrow);
    pair.context.run();
    ASSERT_TRUE(answer && !answer->has_value());
    EXPECT_EQ(answer->error().code, core::ErrorCode::over_limit);
}

TEST(Stream, NamesItsPeer) {
    const Pair pair;
    EXPECT_EQ(pair.stream->peer(), *core::Address::parse("127.0.0.1"));
}

TEST(Stream, ConvertsAddressesBothWays) {
    for (const char* text : {"192.0.2.1", "2001:db8::1"}) {
        const auto address = *core::Address::parse(text);
        EXPECT_EQ(asio_address(address).to_string(), text);
        EXPECT_EQ(address_of(asio_address(address)), address);
    }
}

}  // namespace
}  // namespace hitme::runtime
