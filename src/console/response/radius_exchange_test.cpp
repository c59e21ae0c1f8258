// SPDX-License-Identifier: Apache-2.0
// Against a real FreeRADIUS: tests/end_to_end/response.sh. Here: what no real server does.
#include "console/response/radius_exchange.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <functional>
#include <thread>

#include "core/digest.h"
#include "runtime/descriptor.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;
using Replies = std::vector<core::ByteVector>;

core::ByteVector request() {
    wire::RadiusPacket packet;
    packet.code = 40;
    packet.identifier = 9;
    packet.attributes = {wire::radius_framed_address(*core::Address::parse("10.1.2.3"))};
    return *wire::sign_radius_request(packet, "secret");
}
/// An answer by RFC 5176 section 2.3: MD5(code, identifier, length, request authenticator, secret).
core::ByteVector answer_to(const core::ByteVector& asked, std::uint8_t code, const char* secret) {
    core::ByteVector answer = {code, asked[1], 0, 20};
    core::ByteVector hashed = answer;
    hashed.insert(hashed.end(), asked.begin() + 4, asked.begin() + 20);
    const auto key = core::as_bytes(std::string_view(secret));
    hashed.insert(hashed.end(), key.begin(), key.end());
    const auto digest = *core::md5(hashed);
    answer.insert(answer.end(), digest.begin(), digest.end());
    return answer;
}

/// Takes datagrams on loopback; answers the n-th with what `answers(n, bytes)` gives.
class Server {
 public:
    using Answers = std::function<std::vector<core::ByteVector>(int, const core::ByteVector&)>;
    explicit Server(Answers answers) : socket_{::socket(AF_INET, SOCK_DGRAM, 0)} {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof at;
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&at), length), 0);
        EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&at), &length), 0);
        port = ntohs(at.sin_port);
        thread_ = std::thread([this, answers] {
            std::uint8_t buffer[4096];
            for (int n = 1;; ++n) {
                sockaddr_in from{};
                socklen_t size = sizeof from;
                const auto got = ::recvfrom(socket_.get(), buffer, sizeof buffer, 0,
                                            reinterpret_cast<sockaddr*>(&from), &size);
                if (got <= 0) return;
                for (const auto& answer : answers(n, core::ByteVector(buffer, buffer + got)))
                    ::sendto(socket_.get(), answer.data(), answer.size(), 0,
                             reinterpret_cast<sockaddr*>(&from), size);
            }
        });
    }
    ~Server() {
        ::shutdown(socket_.get(), SHUT_RDWR);
        thread_.join();
    }
    std::uint16_t port = 0;

 private:
    runtime::Descriptor socket_;
    std::thread thread_;
};

RadiusServer at(std::uint16_t port, core::Duration timeout) {
    return {core::Address::v4(0x7f000001), port, "secret", timeout, 3};
}

TEST(RadiusExchange, TakesTheAnswerToASecondPacket) {
    Server server{[](int n, const core::ByteVector& asked) {
        return n < 2 ? Replies{} : Replies{answer_to(asked, 41, "secret")};
    }};
    const auto reply = exchange_radius(at(server.port, 3s), request());
    ASSERT_TRUE(reply.has_value()) << reply.error().context;
    EXPECT_EQ(reply->answer, wire::RadiusAnswer::ack);
    EXPECT_EQ(reply->sent, 2u);
}

TEST(RadiusExchange, WaitsPastForgedAnswers) {
    Server server{[](int, const core::ByteVector& asked) {
        return Replies{answer_to(asked, 41, "guess"), core::ByteVector{1, 2, 3},
                       answer_to(asked, 42, "secret")};
    }};
    const auto reply = exchange_radius(at(server.port, 3s), request());
    ASSERT_TRUE(reply.has_value()) << reply.error().context;
    EXPECT_EQ(reply->answer, wire::RadiusAnswer::nak);
    EXPECT_EQ(reply->forged, 1u);
}

TEST(RadiusExchange, GivesUpInTimeAndSaysWhy) {
    Server silent{[](int, const core::ByteVector&) { return Replies{}; }};
    const auto none = exchange_radius(at(silent.port, 300ms), request());
    ASSERT_FALSE(none.has_value());
    EXPECT_NE(none.error().context.find("no answer (3 sent within 300ms)"), std::string::npos)
        << none.error().context;
    Server wrong{
        [](int, const core::ByteVector& asked) { return Replies{answer_to(asked, 41, "guess")}; }};
    const auto forged = exchange_radius(at(wrong.port, 300ms), request());
    ASSERT_FALSE(forged.has_value());
    EXPECT_NE(forged.error().context.find("another secret?"), std::string::npos);
    std::atomic<bool> stop = true;
    EXPECT_EQ(exchange_radius(at(silent.port, 3s), request(), &stop).error().code,
              core::ErrorCode::cancelled);
}

}  // namespace
}  // namespace hitme::console
