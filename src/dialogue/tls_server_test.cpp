// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_server.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "core/digest.h"
#include "core/text.h"
#include "support/address_sanitizer.h"
#include "support/piecewise.h"
#include "support/tls_client.h"

namespace hitme::dialogue {
namespace {

const TlsSubject subject{"WIN-TEST", "", 180, false, 0, {}};

TEST(TlsServer, CarriesClearTextForAClientOfEachVersion) {
    for (const int version : {TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsServer server{subject};
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
    TlsServer server{subject};
    tests::TlsClient client{TLS1_3_VERSION};
    ASSERT_TRUE(client.shake_hands(server, 1));
    core::ByteVector clear;
    core::ByteVector send;
    const core::ByteVector request = client.encrypt("GET / HTTP/1.0\r\n\r\n");
    for (const core::Bytes piece : tests::pieces_of(request, 1)) server.receive(piece, clear, send);
    EXPECT_EQ(core::as_text(clear), "GET / HTTP/1.0\r\n\r\n");
}

TEST(TlsServer, ShowsTheSameCertificateToEveryone) {
    TlsServer one{subject};
    TlsServer two{subject};
    tests::TlsClient first{TLS1_2_VERSION};
    tests::TlsClient second{TLS1_2_VERSION};
    ASSERT_TRUE(first.shake_hands(one));
    ASSERT_TRUE(second.shake_hands(two));
    EXPECT_EQ(first.certificate(), second.certificate());
}

// A restart must not show: the key comes of the seed. Its modulus by another program (Python: SHA-256 of "tls p SEEDED", the seed and a
// counter, both top bits and the lowest set, then on to the next prime; the same for q).
TEST(TlsServer, HasTheKeyOfItsSeed) {
    TlsSubject of_a_seed{"SEEDED", "", 180, false, 42, {}};
    TlsServer server{of_a_seed};
    tests::TlsClient client{TLS1_3_VERSION};
    ASSERT_TRUE(client.shake_hands(server));
    EXPECT_EQ(core::sha256_hex(client.modulus()),
              "9a0e8fdf4e1a354bd0db24f57c62f4a618f137602f3131e1f0582455243178b9");
    TlsSubject of_another = of_a_seed;
    of_another.seed = 43;
    TlsServer other{of_another};
    tests::TlsClient second{TLS1_3_VERSION};
    ASSERT_TRUE(second.shake_hands(other));
    EXPECT_NE(second.modulus(), client.modulus());
    // Nor do the certificates of two services of one machine share it.
    TlsSubject of_another_name = of_a_seed;
    of_another_name.common_name = "SEEDED2";
    TlsServer beside{of_another_name};
    tests::TlsClient third{TLS1_3_VERSION};
    ASSERT_TRUE(third.shake_hands(beside));
    EXPECT_NE(third.modulus(), client.modulus());
}

TEST(TlsServer, IsValidWhenItIsAskedForAndWasMadeAtAnotherTime) {
    for (const std::uint32_t days : {182u, 3650u}) {
        std::set<std::int64_t> begun;
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const auto now = *core::parse_time("2026-11-29T12:00:00Z");
            const auto as_of =
                std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
            // Another name, so that the server's store of certificates has it not yet.
            TlsServer server{{"VALID" + std::to_string(days), "", days, false, seed, now}};
            tests::TlsClient client{TLS1_3_VERSION};
            ASSERT_TRUE(client.shake_hands(server));
            EXPECT_LE(client.valid_from(), as_of);
            EXPECT_GT(client.valid_to(), as_of);
            EXPECT_EQ(client.valid_to() - client.valid_from(), std::int64_t{days} * 86'400);
            begun.insert(client.valid_from());
        }
        EXPECT_EQ(begun.size(), 3u);
    }
}

TEST(TlsServer, KeepsToTls12WhereItsSystemHasNoNewer) {
    TlsServer server{{"OLD", "", 180, true, 0, {}}};
    tests::TlsClient client{TLS1_3_VERSION};
    EXPECT_FALSE(client.shake_hands(server));
    EXPECT_EQ(server.state(), TlsState::failed);
}

TEST(TlsServer, FailsForWhatIsNoTlsAndSaysNoMore) {
    TlsServer server{subject};
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
        TlsServer server{subject};
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
    TlsServer server{subject};
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
    EXPECT_LE(half.first, half.second);
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
    TlsServer server{subject};
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
