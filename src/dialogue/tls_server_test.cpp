// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_server.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "core/text.h"
#include "support/address_sanitizer.h"
#include "support/piecewise.h"
#include "support/tls_client.h"

namespace hitme::dialogue {
namespace {

const TlsProfile profile{.name = "test", .highest = 0x0304, .ciphers = "DEFAULT"};
const TlsIdentity identity{"WIN-TEST", 0, {}};

TEST(TlsServer, CarriesClearTextForAClientOfEachVersion) {
    for (const int version : {TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsServer server{profile, identity};
        tests::TlsClient client{version};
        ASSERT_TRUE(client.shake_hands(server)) << version;
        core::ByteVector clear;
        core::ByteVector send;
        server.receive(client.encrypt("hello"), clear, send);
        EXPECT_EQ(core::as_text(clear), "hello");
        server.write(core::as_bytes("good day"), send);
        EXPECT_EQ(client.decrypt(send), "good day");
        EXPECT_EQ(client.common_name(), "WIN-TEST");
        core::ByteVector bye;
        server.close(bye);
        EXPECT_FALSE(bye.empty());
    }
}

TEST(TlsServer, TakesRecordsOneByteAtATime) {
    TlsServer server{profile, identity};
    tests::TlsClient client{TLS1_3_VERSION};
    ASSERT_TRUE(client.shake_hands(server, 1));
    core::ByteVector clear;
    core::ByteVector send;
    const core::ByteVector request = client.encrypt("GET / HTTP/1.0\r\n\r\n");
    for (const core::Bytes piece : tests::pieces_of(request, 1)) server.receive(piece, clear, send);
    EXPECT_EQ(core::as_text(clear), "GET / HTTP/1.0\r\n\r\n");
}

TEST(TlsServer, ShowsTheSameCertificateToEveryone) {
    TlsServer one{profile, identity};
    TlsServer two{profile, identity};
    tests::TlsClient first{TLS1_2_VERSION};
    tests::TlsClient second{TLS1_2_VERSION};
    ASSERT_TRUE(first.shake_hands(one));
    ASSERT_TRUE(second.shake_hands(two));
    EXPECT_EQ(first.certificate(), second.certificate());
}

// A sensor runs for years, and Windows makes its certificate anew every half year.
TEST(TlsServer, ServesTheCertificateOfItsTime) {
    TlsProfile short_lived = profile;
    short_lived.name = "short-lived";
    short_lived.certificate.days = 10;
    std::set<std::string> seen;
    for (const std::string_view now :
         {"2026-11-29T12:00:00Z", "2026-11-29T12:00:01Z", "2026-12-09T12:00:00Z"}) {
        TlsServer server{short_lived, {"WIN-TEST", 0, *core::parse_time(now)}};
        tests::TlsClient client{TLS1_2_VERSION};
        ASSERT_TRUE(client.shake_hands(server));
        seen.insert(client.certificate());
    }
    EXPECT_EQ(seen.size(), 2u);
}

TEST(TlsServer, FailsForWhatIsNoTlsAndSaysNoMore) {
    TlsServer server{profile, identity};
    core::ByteVector clear;
    core::ByteVector send;
    EXPECT_EQ(server.receive(core::as_bytes("GET / HTTP/1.0\r\n\r\n"), clear, send),
              TlsState::failed);
    send.clear();
    EXPECT_EQ(server.receive(core::as_bytes("again"), clear, send), TlsState::failed);
    EXPECT_TRUE(send.empty());
    EXPECT_TRUE(clear.empty());
}

TEST(TlsServer, SurvivesEveryCutAndFlipOfAClientHello) {
    tests::TlsClient client{TLS1_3_VERSION};
    const core::ByteVector hello = client.hello();
    tests::for_each_cut_and_flip(hello, [](core::Bytes changed) {
        TlsServer server{profile, identity};
        core::ByteVector clear;
        core::ByteVector send;
        server.receive(changed, clear, send);
        EXPECT_TRUE(clear.empty());
    });
}

/// A server whose memory is counted while it is at work, by malloc's own count.
struct Counted {
    Counted() {
        clear_.reserve(1 << 16);
        send_.reserve(1 << 16);
    }
    void receive(core::Bytes bytes, core::ByteVector& clear, core::ByteVector& send) {
        clear_.clear();
        send_.clear();
        const std::size_t before = mallinfo2().uordblks;
        server.receive(bytes, clear_, send_);
        held += mallinfo2().uordblks - before;  // modulo 2^64: what is freed is taken off
        clear.insert(clear.end(), clear_.begin(), clear_.end());
        send.insert(send.end(), send_.begin(), send_.end());
    }
    TlsServer server{profile, identity};
    std::size_t held = 0;

 private:
    core::ByteVector clear_;
    core::ByteVector send_;
};

/// The mean of what servers hold after `lead`, and the least that one said.
template <class Lead>
std::pair<std::size_t, std::size_t> held_and_said(Lead lead) {
    constexpr std::size_t count = 20;
    std::vector<std::unique_ptr<Counted>> servers;
    std::vector<std::unique_ptr<tests::TlsClient>> clients;
    std::size_t held = 0;
    std::size_t said = 1 << 30;
    // The first makes what all share.
    for (std::size_t i = 0; i <= count; ++i) {
        servers.push_back(std::make_unique<Counted>());
        clients.push_back(
            std::make_unique<tests::TlsClient>(i % 2 == 0 ? TLS1_3_VERSION : TLS1_2_VERSION));
        lead(*servers.back(), *clients.back());
        if (i == 0) continue;
        held += servers.back()->held;
        said = std::min(said, servers.back()->server.memory());
    }
    return {held / count, said};
}

TEST(TlsServer, HoldsAboutWhatItSays) {
    if (tests::under_address_sanitizer()) {
        GTEST_SKIP() << "the sanitizer's allocator does not count";
    }
    core::ByteVector clear;
    core::ByteVector send;
    const auto in_handshake = held_and_said([&](Counted& server, tests::TlsClient& client) {
        server.receive(client.hello(), clear, send);
        EXPECT_EQ(server.server.state(), TlsState::handshake);
    });
    RecordProperty("bytes_in_handshake", static_cast<int>(in_handshake.first));
    EXPECT_LE(in_handshake.first, in_handshake.second);
    EXPECT_GE(in_handshake.first, in_handshake.second / 2);
    const auto open = held_and_said([&](Counted& server, tests::TlsClient& client) {
        EXPECT_TRUE(client.shake_hands(server));
    });
    RecordProperty("bytes_open", static_cast<int>(open.first));
    EXPECT_LE(open.first, open.second);
    EXPECT_GE(open.first, open.second / 2);
    const auto with_half_a_record = held_and_said([&](Counted& server, tests::TlsClient& client) {
        EXPECT_TRUE(client.shake_hands(server));
        server.receive(core::Bytes(client.encrypt("half of it")).first(12), clear, send);
    });
    EXPECT_LE(with_half_a_record.first, with_half_a_record.second);
    EXPECT_GE(with_half_a_record.first, with_half_a_record.second / 2);
}

// A stranger who waits in front of a handshake costs little more than what he sent, and one who is gone costs nothing.
TEST(TlsServer, HoldsLittleBeforeAClientHelloIsWholeAndAfterAFailure) {
    if (tests::under_address_sanitizer()) {
        GTEST_SKIP() << "the sanitizer's allocator does not count";
    }
    constexpr std::size_t little = 4096;
    core::ByteVector clear;
    core::ByteVector send;
    const auto half = held_and_said([&](Counted& server, tests::TlsClient& client) {
        const core::ByteVector hello = client.hello();
        for (std::size_t at = 0; at + 1 < hello.size(); ++at)
            server.receive(core::Bytes(hello).subspan(at, 1), clear, send);
        EXPECT_EQ(server.server.state(), TlsState::handshake);
    });
    EXPECT_LE(half.first, little);
    constexpr std::size_t of_malloc = 64;  // what it adds to two pieces
    EXPECT_LE(half.first, half.second + of_malloc);
    const auto failed = held_and_said([&](Counted& server, tests::TlsClient& client) {
        core::ByteVector hello = client.hello();
        hello[9] = 2;  // client_version 2.3
        server.receive(hello, clear, send);
        EXPECT_EQ(server.server.state(), TlsState::failed);
    });
    EXPECT_LE(failed.first, little);
    EXPECT_LE(failed.second, little);
    const auto closed = held_and_said([&](Counted& server, tests::TlsClient& client) {
        EXPECT_TRUE(client.shake_hands(server));
        const std::size_t before = mallinfo2().uordblks;
        core::ByteVector bye;
        bye.reserve(1024);
        server.server.close(bye);
        core::ByteVector{}.swap(bye);
        server.held += mallinfo2().uordblks - before;
    });
    EXPECT_LE(closed.first, little);
    EXPECT_LE(closed.second, little);
}

TEST(TlsServer, SaysWhatALongClientHelloHolds) {
    TlsServer server{profile, identity};
    // A record of 16 KiB that begins a ClientHello of 100,000 bytes.
    core::ByteVector begun{22, 3, 1, 0x40, 0, 1, 1, 0x86, 0xA0, 3, 3};
    begun.resize(5 + 0x4000);
    core::ByteVector clear;
    core::ByteVector send;
    const std::size_t before = mallinfo2().uordblks;
    EXPECT_EQ(server.receive(begun, clear, send), TlsState::handshake);
    EXPECT_TRUE(send.empty());
    if (!tests::under_address_sanitizer()) {
        EXPECT_LE(mallinfo2().uordblks - before, server.memory());
    }
    EXPECT_GE(server.memory(), 130u << 10);
}

}  // namespace
}  // namespace hitme::dialogue
