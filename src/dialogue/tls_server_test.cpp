// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_server.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include "core/text.h"
#include "support/piecewise.h"
#include "support/tls_client.h"

namespace hitme::dialogue {
namespace {

const TlsSubject subject{"WIN-TEST", "", 180, false};

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

TEST(TlsServer, KeepsToTls12WhereItsSystemHasNoNewer) {
    TlsServer server{{"OLD", "", 180, true}};
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
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "the sanitizer's allocator does not count";
#endif
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
