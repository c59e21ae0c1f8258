// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_profile.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/text.h"
#include "dialogue/http_pages.h"
#include "dialogue/tls_server.h"
#include "support/tls_client.h"
#include "wire/tls.h"

namespace hitme::dialogue {
namespace {

const TlsIdentity identity{"WIN-TEST", 7, *core::parse_time("2026-11-29T12:00:00Z")};

/// What a server says to a client that offers these ciphers, in clear.
core::ByteVector answer_to(std::string_view profile, int version, const char* ciphers) {
    TlsServer server{tls_profile(profile), identity};
    tests::TlsClient client{version, ciphers};
    core::ByteVector clear;
    core::ByteVector send;
    server.receive(client.hello(), clear, send);
    return send;
}

/// RFC 8446 section 4.1.3: after record and message header, version and random, the session's number, then the cipher.
unsigned cipher_of(const core::ByteVector& answer) {
    constexpr std::size_t session_at = 5 + 4 + 2 + 32;
    if (answer.size() < session_at + 1 || answer[0] != 22) return 0;
    const std::size_t at = session_at + 1 + answer[session_at];
    return static_cast<unsigned>(answer.at(at)) << 8 | answer.at(at + 1);
}

TEST(TlsProfile, EachHasANameOfItsOwnAndServesItsVersionsAlone) {
    std::set<std::string_view> names;
    for (const TlsProfile& profile : tls_profiles()) {
        EXPECT_TRUE(names.insert(profile.name).second) << profile.name;
        for (const int version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
            TlsServer server{profile, identity};
            tests::TlsClient client{version};
            // OpenSSL's level 2 has nothing for TLS 1.0 and 1.1 (SSL_CTX_set_security_level(3)).
            const int lowest = profile.security_level >= 2 ? TLS1_2_VERSION : profile.lowest;
            EXPECT_EQ(client.shake_hands(server), version >= lowest && version <= profile.highest)
                << profile.name << ' ' << version;
        }
    }
}

TEST(TlsProfile, EveryWebServerHasOne) {
    for (const HttpPersona& persona : http_personas_table())
        EXPECT_FALSE(tls_profile(persona.tls).name.empty()) << persona.name;
}

// The client's order is that of these names; numbers are those of IANA's registry.
TEST(TlsProfile, ChoosesCiphersInItsProductsOrder) {
    constexpr auto weak_first =
        "AES128-SHA:AES256-SHA:DHE-RSA-AES128-GCM-SHA256:"
        "ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        "ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-GCM-SHA384";
    constexpr unsigned ecdhe_aes256_gcm = 0xC030;
    constexpr unsigned ecdhe_aes256_cbc_sha384 = 0xC028;
    constexpr unsigned aes128_sha = 0x002F;
    EXPECT_EQ(cipher_of(answer_to("iis-10", TLS1_2_VERSION, weak_first)), ecdhe_aes256_gcm);
    EXPECT_EQ(cipher_of(answer_to("nginx-1.18", TLS1_2_VERSION, weak_first)), ecdhe_aes256_gcm);
    // Windows before 10 has no GCM behind ECDHE with RSA, and CBC before all else.
    EXPECT_EQ(cipher_of(answer_to("rdp-windows-7", TLS1_2_VERSION, weak_first)),
              ecdhe_aes256_cbc_sha384);
    // Debian's Apache leaves the choice to the client.
    EXPECT_EQ(cipher_of(answer_to("apache-2.4", TLS1_2_VERSION, weak_first)), aes128_sha);
    EXPECT_EQ(cipher_of(answer_to("router", TLS1_2_VERSION, weak_first)), aes128_sha);
    // 1607 has DHE with CBC, 1809 has not.
    constexpr unsigned dhe_aes256_sha = 0x0039;
    constexpr unsigned aes256_sha = 0x0035;
    constexpr auto old = "DHE-RSA-AES256-SHA:AES256-SHA";
    EXPECT_EQ(cipher_of(answer_to("rdp-2016", TLS1_2_VERSION, old)), dhe_aes256_sha);
    EXPECT_EQ(cipher_of(answer_to("rdp-windows-10", TLS1_2_VERSION, old)), aes256_sha);
}

// RFC 5246 section 7.2: an alert record is 21; SChannel ends the connection and says nothing.
TEST(TlsProfile, SaysOfAFailureWhatItsProductSays) {
    constexpr auto none = "CAMELLIA256-SHA";
    for (const TlsProfile& profile : tls_profiles()) {
        const auto answer = answer_to(profile.name, TLS1_2_VERSION, none);
        if (profile.failure == Failure::silence)
            EXPECT_TRUE(answer.empty()) << profile.name;
        else
            EXPECT_FALSE(answer.empty()) << profile.name;
    }
    const auto refused = answer_to("tomcat-9", TLS1_2_VERSION, none);
    ASSERT_EQ(refused.size(), 7u);
    EXPECT_EQ(refused[0], 21);
    EXPECT_EQ(refused[6], 40);  // handshake_failure
}

// What was said before the failure stays said: a client that sends nonsense behind its hello has its answer, in one piece or two.
TEST(TlsProfile, SaysTheSameOfAFailureInOnePieceAndInTwo) {
    const core::ByteVector nonsense{22, 3, 3, 0, 4, 99, 0, 0, 0};
    for (const std::string_view name : {"iis-10", "apache-2.4"}) {
        std::size_t said[2] = {};
        for (const bool in_two : {false, true}) {
            TlsServer server{tls_profile(name), identity};
            tests::TlsClient client{TLS1_2_VERSION,
                                    "AES128-SHA"};  // without a signature of random length
            core::ByteVector hello = client.hello();
            core::ByteVector clear;
            core::ByteVector send;
            if (in_two) {
                server.receive(hello, clear, send);
                server.receive(nonsense, clear, send);
            } else {
                hello.insert(hello.end(), nonsense.begin(), nonsense.end());
                server.receive(hello, clear, send);
            }
            EXPECT_EQ(server.state(), TlsState::failed);
            said[in_two ? 1 : 0] = send.size();
            const bool has_alert = send.size() >= 7 && send[send.size() - 7] == 21;
            EXPECT_EQ(has_alert, name == "apache-2.4");
        }
        EXPECT_GT(said[0], 500u) << name;
        EXPECT_EQ(said[0], said[1]) << name;
    }
}

TEST(TlsProfile, SpeaksNoHttp2) {
    for (const std::string_view name : {"apache-2.4", "nginx-1.18", "nginx-1.22", "iis-10"}) {
        TlsServer server{tls_profile(name), identity};
        tests::TlsClient client{TLS1_2_VERSION};
        client.offer_alpn({"h2", "http/1.1"});
        EXPECT_TRUE(client.shake_hands(server)) << name;
        EXPECT_EQ(client.alpn(), "http/1.1") << name;
    }
    // A client that knows nothing else is refused by nginx since 1.21.4, gets on with the one before and with IIS, and is told a
    // name that it did not offer by Apache, as that was seen to.
    for (const std::string_view name : {"nginx-1.18", "nginx-1.22", "iis-10"}) {
        TlsServer server{tls_profile(name), identity};
        tests::TlsClient client{TLS1_2_VERSION};
        client.offer_alpn({"h2"});
        EXPECT_EQ(client.shake_hands(server), name != "nginx-1.22") << name;
    }
    TlsServer apache{tls_profile("apache-2.4"), identity};
    tests::TlsClient client{TLS1_2_VERSION};
    client.offer_alpn({"h2"});
    core::ByteVector clear;
    core::ByteVector send;
    apache.receive(client.hello(), clear, send);
    EXPECT_NE(core::as_text(send).find("\x08http/1.1"), std::string_view::npos);
}

TEST(TlsProfile, SessionsAreComeBackToWhereTheProductKeepsThem) {
    for (const TlsProfile& profile : tls_profiles()) {
        tests::TlsClient first{TLS1_2_VERSION};
        tests::TlsClient second{TLS1_2_VERSION};
        {
            TlsServer one{profile, identity};
            ASSERT_TRUE(first.shake_hands(one)) << profile.name;
        }  // gone without a close_notify
        second.come_back_to(first);
        TlsServer two{profile, identity};
        ASSERT_TRUE(second.shake_hands(two)) << profile.name;
        EXPECT_TRUE(second.has_come_back()) << profile.name;
    }
}

}  // namespace
}  // namespace hitme::dialogue
