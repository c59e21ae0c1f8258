// SPDX-License-Identifier: Apache-2.0
#include "dialogue/http_decoy.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::dialogue {
namespace {

Surroundings somewhere() {
    Surroundings surroundings;
    surroundings.local = *core::Address::parse("192.0.2.1");
    surroundings.local_port = 8080;
    surroundings.booted = *core::parse_time("2026-01-01T00:00:00Z");
    return surroundings;
}

Output talk(std::string_view persona, std::string_view client, std::size_t piece = 65536) {
    const auto session = make_http(persona, somewhere());
    Output out;
    const core::Time now = *core::parse_time("2026-03-01T12:00:00Z");
    session->open(now, out);
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(client), piece))
        session->receive(bytes, now, out);
    EXPECT_LE(session->memory(), 20u << 10);
    return out;
}
std::string text(const Output& out) {
    return std::string(core::as_text(out.bytes));
}
std::size_t count(const std::string& text, std::string_view what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
    return found;
}

TEST(HttpDecoy, KeepsTheConnectionAsTheVersionsSay) {  // RFC 9112 section 9.3
    EXPECT_FALSE(talk("nginx-ubuntu", "GET / HTTP/1.1\r\nHost: a\r\n\r\n").close);
    EXPECT_TRUE(talk("nginx-ubuntu", "GET / HTTP/1.0\r\n\r\n").close);
    EXPECT_FALSE(talk("nginx-ubuntu", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").close);
    EXPECT_TRUE(
        talk("nginx-ubuntu", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").close);
    EXPECT_TRUE(talk("nginx-ubuntu", "\x16\x03\x01").close);
}

TEST(HttpDecoy, AnswersPipelinedRequestsInOrderAndTheSameInAnyPieces) {
    const std::string_view client =
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /x HTTP/1.1\r\nHost: a\r\nContent-Length: "
        "3\r\n\r\nabc"
        "HEAD /y HTTP/1.1\r\nHost: a\r\n\r\nrubbish\r\n";
    for (const HttpPersona& each : http_personas_table()) {
        const Output whole = talk(each.name, client);
        for (const std::size_t piece : {1u, 2u, 7u}) {
            const Output cut = talk(each.name, client, piece);
            EXPECT_EQ(text(cut), text(whole)) << each.name;
            EXPECT_EQ(cut.close, whole.close);
        }
        EXPECT_TRUE(whole.close);
    }
    const std::string all = text(talk("apache-debian", client));
    EXPECT_EQ(count(all, "HTTP/1.1 "), 4u);
    EXPECT_LT(all.find("200 OK"), all.find("404 Not Found"));
    EXPECT_LT(all.find("404 Not Found"), all.find("400 Bad Request"));
}

TEST(HttpDecoy, SaysContinueWhereItIsExpected) {  // RFC 9110 section 10.1.1
    EXPECT_EQ(
        text(talk(
            "apache-debian",
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")),
        "HTTP/1.1 100 Continue\r\n\r\n");
    const Output refused =
        talk("nginx-ubuntu",
             "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_TRUE(text(refused).starts_with("HTTP/1.1 405 Not Allowed\r\n"));  // as a live 1.22.1
    EXPECT_TRUE(refused.close);
}

TEST(HttpDecoy, RefusesABodyThatIsTooLarge) {
    const Output out =
        talk("nginx-ubuntu", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
    EXPECT_TRUE(text(out).starts_with("HTTP/1.1 413 "));
    EXPECT_TRUE(out.close);
}

TEST(HttpDecoy, CountsLogons) {
    const auto session = make_http("router", somewhere());
    Output out;
    session->receive(
        core::as_bytes("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\n\r\n"), {}, out);
    EXPECT_EQ(session->logons(), 1u);
    EXPECT_NE(text(out).find("WWW-Authenticate: Basic realm="), std::string::npos);
}

TEST(HttpDecoy, SaysABoundedAmountHoweverMuchIsAsked) {
    std::string client;
    for (int i = 0; i < 5000; ++i) client += "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
    for (const HttpPersona& each : http_personas_table()) {
        const Output out = talk(each.name, client);
        EXPECT_LE(out.bytes.size(), max_output_per_turn) << each.name;
        EXPECT_TRUE(out.close);
    }
    EXPECT_EQ(count(text(talk("nginx-ubuntu", client)), "HTTP/1.1 404"), 100u);
}

TEST(HttpDecoy, SurvivesEveryCutAndFlip) {
    const std::string_view client =
        "POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n";
    for (const HttpPersona& each : http_personas_table())
        tests::for_each_cut_and_flip(core::as_bytes(client), [&](core::Bytes bytes) {
            const auto session = make_http(each.name, somewhere());
            Output out;
            session->receive(bytes, {}, out);
            EXPECT_LE(out.bytes.size(), max_output_per_turn);
        });
}

}  // namespace
}  // namespace hitme::dialogue
