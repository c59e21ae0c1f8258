// SPDX-License-Identifier: Apache-2.0
#include "dialogue/http_pages.h"

#include <gtest/gtest.h>

#include "core/text.h"

namespace hitme::dialogue {
namespace {

const HttpPersona& persona(std::string_view name) {
    for (const HttpPersona& each : http_personas_table())
        if (each.name == name) return each;
    std::abort();
}

HttpPlace place() {
    return {"192.0.2.1", 80, *core::parse_time("1994-11-06T08:49:37Z"),
            *core::parse_time("1994-10-01T00:00:00Z")};
}

std::string answer(std::string_view name, const std::string& head) {
    const auto request = wire::decode_http_request(core::as_bytes(head));
    return request ? answer_request(persona(name), *request, place(), Connection::keep, 99).bytes
                   : answer_fault(persona(name), request.error(), place()).bytes;
}
std::string get(std::string_view name, std::string_view path) {
    return answer(name, "GET " + std::string(path) + " HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n");
}
std::string code(std::string_view answer) {
    return std::string(answer.substr(9, 3));
}

TEST(HttpPages, WritesDatesAsTheStandardDoes) {  // RFC 9110 section 5.6.7, the example
    EXPECT_EQ(http_date(place().now), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpPages, AnswersCommonPathsAsEachProductDoes) {
    EXPECT_EQ(code(get("apache-debian", "/")), "200");
    EXPECT_EQ(code(get("nginx-ubuntu", "/index.html")), "200");
    EXPECT_EQ(code(get("iis-10", "/")), "200");
    EXPECT_EQ(code(get("tomcat-9", "/")), "200");
    EXPECT_EQ(code(get("router", "/")), "401");
    EXPECT_EQ(code(get("nginx-panel", "/login")), "200");
    EXPECT_EQ(code(get("tomcat-9", "/manager/html")), "401");
    for (const char* name : {"apache-debian", "nginx-ubuntu", "iis-10", "nginx-panel", "tomcat-9"})
        for (const char* path : {"/robots.txt", "/favicon.ico", "/.env", "/.git/config", "/x?y=1"})
            EXPECT_EQ(code(get(name, path)), "404") << name << path;
    EXPECT_EQ(code(get("apache-debian", "/manager/html")), "404");
    EXPECT_EQ(code(get("apache-debian", "/.htaccess")), "403");
    EXPECT_EQ(code(get("nginx-ubuntu", "/../../etc/passwd")), "400");
    EXPECT_EQ(code(get("nginx-ubuntu", "/%2e%2e/etc/passwd")), "400");
}

TEST(HttpPages, SaysItsProductInFieldAndPageAlike) {
    const std::string page = get("apache-debian", "/none");
    EXPECT_NE(page.find("\r\nServer: Apache/2.4.62 (Debian)\r\n"), page.npos);
    EXPECT_NE(page.find("<address>Apache/2.4.62 (Debian) Server at 192.0.2.1 Port 80</address>"),
              page.npos);
    EXPECT_EQ(get("tomcat-9", "/").find("\r\nServer:"), std::string::npos);
    for (const HttpPersona& each : http_personas_table())
        for (const char* path : {"/", "/none", "/manager/html"}) {
            const std::string bytes = get(each.name, path);
            EXPECT_LE(bytes.size(), max_page_bytes);
            for (const char* giveaway : {"hitme", "honeypot", "HoneyPoint", "decoy"})
                EXPECT_EQ(bytes.find(giveaway), bytes.npos) << each.name;
        }
}

TEST(HttpPages, DeclaresTheLengthOfEachBody) {  // RFC 9110 section 8.6
    for (const HttpPersona& each : http_personas_table())
        for (const char* head :
             {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x HTTP/1.0\r\n\r\n",
              "PUT /x HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n",
              "GET / HTTP/1.1\r\n\r\n", "bad / \r\n\r\n", "FOO / HTTP/1.1\r\nHost: a\r\n\r\n"}) {
            const std::string bytes = answer(each.name, head);
            const std::size_t end = bytes.find("\r\n\r\n");
            ASSERT_NE(end, bytes.npos);
            const std::size_t at = bytes.find("Content-Length: ");
            ASSERT_NE(at, bytes.npos) << each.name << head;
            const auto length =
                core::parse_unsigned(bytes.substr(at + 16, bytes.find('\r', at) - at - 16), 9999);
            EXPECT_EQ(*length, bytes.size() - end - 4) << each.name << head;
        }
}

TEST(HttpPages, GivesHeadTheFieldsAloneAndHttp09TheBodyAlone) {
    const std::string head = answer("nginx-ubuntu", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(head.ends_with("\r\n\r\n"));
    EXPECT_NE(head.find("Content-Length: 612\r\n"), head.npos);  // nginx 1.18's page is 612 bytes
    EXPECT_TRUE(answer("apache-debian", "GET /\r\n").starts_with("<html>"));
}

// As live servers answered: nginx 1.22.1 and Apache 2.4.71 of Debian 12, with pages of their own.
TEST(HttpPages, GivesPartsOfAPageAndNoneAgain) {
    const auto asked = [](std::string_view persona, std::string_view field) {
        return answer(persona, "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(field) + "\r\n\r\n");
    };
    for (const std::string_view persona : {"nginx-ubuntu", "apache-debian"}) {
        const std::string part = asked(persona, "Range: bytes=0-3");
        EXPECT_EQ(code(part), "206") << persona;
        EXPECT_NE(part.find("Content-Length: 4\r\n"), part.npos);
        EXPECT_NE(part.find("Content-Range: bytes 0-3/"), part.npos);
        EXPECT_EQ(part.substr(part.find("\r\n\r\n") + 4).size(), 4u);
        const std::string last = asked(persona, "Range: bytes=-8");
        EXPECT_TRUE(last.ends_with("</html>\n")) << last;
        EXPECT_EQ(code(asked(persona, "Range: bytes=9999999-")), "416");
        EXPECT_EQ(code(asked(persona, "Range: bytes=3-1")), "200");
        const std::string unchanged = asked(persona, "If-None-Match: *");
        EXPECT_EQ(code(unchanged), "304");
        EXPECT_EQ(unchanged.find("Content-"), unchanged.npos) << unchanged;
        EXPECT_TRUE(unchanged.ends_with("\r\n\r\n"));
        EXPECT_EQ(code(asked(persona, "If-None-Match: \"x\"")), "200");
        EXPECT_EQ(code(get(persona, "/a/../index.html")), "200");
        EXPECT_EQ(code(get(persona, "/%zz")), "400");
        EXPECT_EQ(code(answer(persona, "GET / HTTP/1.1\r\nHost: a b/c\r\n\r\n")), "400");
    }
    EXPECT_NE(asked("nginx-ubuntu", "Range: bytes=9999999-").find("Content-Range: bytes */612\r\n"),
              std::string::npos);
}

TEST(HttpPages, RefusesAsItsProductDoes) {
    for (const char* request :
         {"get / HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"})
        EXPECT_EQ(code(answer("nginx-ubuntu", request)), "400") << request;
    EXPECT_NE(answer("nginx-ubuntu", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n\r\n")
                  .find("414 Request-URI Too Large\r\n"),
              std::string::npos);
    EXPECT_EQ(code(answer("apache-debian", "POST / HTTP/1.1\r\nHost: a\r\n\r\n")), "200");
    EXPECT_EQ(code(get("apache-debian", "/" + std::string(300, 'a'))), "403");
    EXPECT_EQ(code(get("nginx-ubuntu", "/" + std::string(300, 'a'))), "404");
}

TEST(HttpPages, RefusesWhatIsNoRequest) {
    EXPECT_EQ(code(answer("apache-debian", "GET / HTTP/1.1\r\n\r\n")), "400");  // no Host
    EXPECT_EQ(code(answer("apache-debian", "GET / HTTP/1.1\r\nbad line\r\n\r\n")), "400");
    EXPECT_EQ(code(answer("nginx-ubuntu", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n\r\n")),
              "414");
    EXPECT_EQ(
        code(answer("nginx-ubuntu", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\n\r\n")),
        "501");
    EXPECT_NE(answer("iis-10", "GET / HTTP/1.1\r\n\r\n").find("Server: Microsoft-HTTPAPI/2.0"),
              std::string::npos);
}

TEST(HttpPages, EscapesWhatItRepeatsAndCutsIt) {
    const std::string page = get("tomcat-9", "/<script>" + std::string(1000, 'a'));
    EXPECT_EQ(page.find("<script>"), page.npos);
    EXPECT_NE(page.find("[/&lt;script&gt;aaa"), page.npos);
    EXPECT_LE(page.size(), max_page_bytes);
}

}  // namespace
}  // namespace hitme::dialogue
