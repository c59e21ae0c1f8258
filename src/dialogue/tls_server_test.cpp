// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_server.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <set>

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

TEST(TlsServer, HoldsAboutWhatItSays) {
    if (tests::under_address_sanitizer()) {
        GTEST_SKIP() << "the sanitizer's allocator does not count";
    }
    constexpr int count = 50;
    std::vector<TlsServer> servers;
    { TlsServer warm{subject}; }
    std::vector<std::unique_ptr<tests::TlsClient>> clients;
    std::size_t held = 0;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<tests::TlsClient>(TLS1_3_VERSION));
        const core::ByteVector hello = clients.back()->hello();
        const std::size_t before = mallinfo2().uordblks;
        servers.emplace_back(subject);
        core::ByteVector clear;
        core::ByteVector send;
        servers.back().receive(hello, clear, send);
        held += mallinfo2().uordblks - before;
    }
    RecordProperty("bytes_per_connection", static_cast<int>(held / count));
    EXPECT_LE(held / count, servers.front().memory());
}

}  // namespace
}  // namespace hitme::dialogue
