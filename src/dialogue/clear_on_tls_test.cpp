// SPDX-License-Identifier: Apache-2.0
#include "dialogue/clear_on_tls.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "dialogue/tls_decoy.h"
#include "support/session_runs.h"

namespace hitme::dialogue {
namespace {

/// What the TLS port of a persona says, given so many bytes at a time, and whether it ends.
std::pair<std::string, bool> said_by(std::string_view persona, std::string_view request,
                                     std::size_t piece) {
    const auto session = make_https_session(persona, tests::some_surroundings());
    Output out;
    for (const core::Bytes part : tests::pieces_of(core::as_bytes(request), piece))
        session->receive(part, *core::parse_time("2026-11-30T22:41:45Z"), out);
    return {std::string(core::as_text(out.bytes)), out.close};
}

// The answer of nginx 1.22.1 at that very second.
TEST(ClearOnTls, IsRefusedByNginxWithItsPage) {
    constexpr auto expected =
        "HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nDate: Mon, 30 Nov 2026 22:41:45 "
        "GMT\r\nContent-Type: text/html\r\nContent-Length: 255\r\nConnection: "
        "close\r\n\r\n<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS "
        "port</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The "
        "plain HTTP request was sent to HTTPS "
        "port</center>\r\n<hr><center>nginx/1.22.1</center>\r\n"
        "</body>\r\n</html>\r\n";
    for (const std::size_t piece : {1u, 7u, 1000u}) {
        const auto [said, ends] =
            said_by("nginx-panel", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", piece);
        EXPECT_EQ(said, expected) << piece;
        EXPECT_TRUE(ends);
    }
    // HEAD has the head alone, and what is no request gets the page of any port.
    const std::string head = said_by("nginx-panel", "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", 9).first;
    EXPECT_TRUE(head.ends_with("Content-Length: 255\r\nConnection: close\r\n\r\n"));
    for (const auto* nothing : {"hello\r\n\r\n", "SSH-2.0-x\r\n", "CONNECT x:1 HTTP/1.0\r\n\r\n"}) {
        const std::string said = said_by("nginx-panel", nothing, 3).first;
        EXPECT_NE(said.find("Content-Length: 157\r\n"), said.npos) << nothing << said;
    }
    EXPECT_EQ(said_by("nginx-panel", "GE", 1), std::pair(std::string(), false));
}

// The answer of Apache 2.4.71, the name of its product but for our persona's.
TEST(ClearOnTls, IsRefusedByApacheWithItsPage) {
    constexpr auto expected =
        "HTTP/1.1 400 Bad Request\r\nDate: Mon, 30 Nov 2026 22:41:45 GMT\r\nServer: Apache/2.4.62 "
        "(Debian)\r\nContent-Length: 402\r\nConnection: close\r\nContent-Type: text/html; "
        "charset=iso-8859-1\r\n\r\n<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" "
        "\"http://www.w3.org/TR/html4/strict.dtd\">\n<html><head>\n<title>400 Bad "
        "Request</title>\n</head><body>\n<h1>Bad Request</h1>\n<p>Your browser sent a request that "
        "this server could not understand.<br />\nReason: You're speaking plain HTTP to an "
        "SSL-enabled server port.<br />\n Instead use the HTTPS scheme to access this URL, "
        "please.<br />\n</p>\n</body></html>\n";
    for (const std::size_t piece : {1u, 4u, 1000u})
        for (const auto* request :
             {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HEAD / HTTP/1.0\r\n\r\n", "PUT /x", "POST "}) {
            const auto [said, ends] = said_by("apache-debian", request, piece);
            EXPECT_EQ(said, expected) << request << piece;
            EXPECT_TRUE(ends);
        }
    for (const auto* nothing : {"hello\r\n\r\n", "OPTIONS / HTTP/1.0\r\n\r\n", "HELO x\r\n"})
        EXPECT_EQ(said_by("apache-debian", nothing, 3), std::pair(std::string(), true)) << nothing;
    for (const auto* begun : {"G", "GE", "PUT "})
        EXPECT_EQ(said_by("apache-debian", begun, 1), std::pair(std::string(), false)) << begun;
}

}  // namespace
}  // namespace hitme::dialogue
