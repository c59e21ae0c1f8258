// SPDX-License-Identifier: Apache-2.0
#include "wire/http_message.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

core::Parsed<HttpRequest> decode(std::string_view head) {
    return decode_http_request(core::as_bytes(head));
}
std::string field_at_fault(std::string_view head) {
    const auto request = decode(head);
    return request ? "" : request.error().field;
}

TEST(HttpMessage, ReadsARequestLineAndItsFields) {  // RFC 9112 section 2.1, the example
    const auto request = decode(
        "GET /hello.txt HTTP/1.1\r\nUser-Agent: curl/7.64.1\r\nHost: www.example.com\r\n"
        "Accept-Language:\t en, mi \r\n\r\n");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, "GET");
    EXPECT_EQ(request->target, "/hello.txt");
    EXPECT_EQ(request->target_offset, 4u);
    EXPECT_EQ(request->major, 1);
    EXPECT_EQ(request->minor, 1);
    ASSERT_EQ(request->fields.size(), 3u);
    EXPECT_EQ(request->field("user-agent"), "curl/7.64.1");
    EXPECT_EQ(request->fields[0].value_offset,
              37u);  // 25 bytes of request line, "User-Agent: " is 12
    EXPECT_EQ(request->field("Accept-Language"), "en, mi");
    EXPECT_EQ(request->body, HttpBody::none);
}

TEST(HttpMessage, ReadsTheRequestOfHttp09AndThePrefaceOfHttp2) {
    EXPECT_EQ(decode("GET /\r\n")->minor, 9);
    const auto preface = decode("PRI * HTTP/2.0\r\n\r\n");  // RFC 9113 section 3.4
    ASSERT_TRUE(preface);
    EXPECT_EQ(preface->major, 2);
}

TEST(HttpMessage, RefusesBadRequestLines) {  // RFC 9112 section 3
    EXPECT_EQ(field_at_fault("G(T / HTTP/1.1\r\n\r\n"), "method");
    EXPECT_EQ(field_at_fault("POST /\r\n\r\n"), "HTTP-version");
    EXPECT_EQ(field_at_fault("GET / HTTP/1.x\r\n\r\n"), "HTTP-version");
    EXPECT_EQ(field_at_fault("GET / HTTP/3.0\r\n\r\n"), "HTTP-version");
    EXPECT_EQ(field_at_fault("GET  HTTP/1.1\r\n\r\n"), "request-target");
    EXPECT_EQ(field_at_fault("GET /a b HTTP/1.1\r\n\r\n"), "request-target");
    EXPECT_EQ(field_at_fault("GET /" + std::string(8190, 'a') + " HTTP/1.1\r\n\r\n"),
              "request-line");
}

TEST(HttpMessage, RefusesBadFieldLines) {  // RFC 9112 sections 5.1, 5.2; RFC 9110 section 5.5
    EXPECT_EQ(field_at_fault("GET / HTTP/1.1\r\nHost : a\r\n\r\n"), "field-name");
    EXPECT_EQ(field_at_fault("GET / HTTP/1.1\r\nno colon\r\n\r\n"), "field-name");
    EXPECT_EQ(field_at_fault("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"), "obs-fold");
    EXPECT_EQ(field_at_fault("GET / HTTP/1.1\r\nA: b\rc\r\n\r\n"), "field-value");
    std::string many = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 101; ++i) many += "a: b\r\n";
    EXPECT_EQ(decode(many + "\r\n").error().fault, core::Fault::over_limit);
}

TEST(HttpMessage, FramesBodies) {  // RFC 9112 section 6.3
    EXPECT_EQ(decode("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n")->content_length, 5u);
    EXPECT_EQ(decode("POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n")->body,
              HttpBody::chunked);
    const auto both =
        decode("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n");
    EXPECT_TRUE(both->two_lengths);
    EXPECT_EQ(both->body, HttpBody::chunked);
    EXPECT_EQ(field_at_fault("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), "Content-Length");
    EXPECT_EQ(field_at_fault("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
              "Content-Length");
    EXPECT_EQ(decode("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n").error().fault,
              core::Fault::unsupported);
}

TEST(HttpMessage, ReadsStatusLines) {  // RFC 9112 section 4
    const auto status = decode_http_status("HTTP/1.1 404 Not Found");
    ASSERT_TRUE(status);
    EXPECT_EQ(status->code, 404);
    EXPECT_EQ(status->reason, "Not Found");
    EXPECT_TRUE(decode_http_status("HTTP/1.0 200"));
    EXPECT_FALSE(decode_http_status("HTTP/1.1 4x4 No"));
    EXPECT_FALSE(decode_http_status("220 ready"));
}

TEST(HttpMessage, DecodesPercentPairsOnce) {  // RFC 3986 section 2.1
    EXPECT_EQ(percent_decoded("%2e%2E/%25%32%65%zz%4"), "../%2e%zz%4");
}

TEST(HttpMessage, FaultsAtEveryCutOfAHead) {
    const std::string_view head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (std::size_t cut = 0; cut < head.size(); ++cut) {
        const auto request = decode(head.substr(0, cut));
        if (cut == head.size()) continue;
        ASSERT_FALSE(request) << cut;
        EXPECT_EQ(request.error().fault, core::Fault::truncated) << cut;
    }
}

// What a reader makes of a stream, as text, so that two ways of cutting it can be compared.
std::string told(std::string_view stream, std::size_t piece) {
    HttpRequestReader reader;
    std::string all;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        core::Bytes bytes = core::as_bytes(stream.substr(at, piece));
        for (bool more = true; more;) {
            switch (reader.next(bytes)) {
                case HttpRequestReader::Step::need_more:
                    more = false;
                    break;
                case HttpRequestReader::Step::request:
                    all += "[" + std::to_string(reader.request_offset()) + " ";
                    all += reader.request().method;
                    all += " ";
                    all += reader.request().target;
                    all += " ";
                    break;
                case HttpRequestReader::Step::body:
                    all += core::as_text(reader.body());
                    break;
                case HttpRequestReader::Step::end:
                    all += "]";
                    all += reader.request().method;
                    break;
                case HttpRequestReader::Step::fault:
                    all += std::string("!") + reader.error().field +
                           std::to_string(reader.error().offset);
                    break;
            }
        }
    }
    return all;
}

TEST(HttpRequestReader, ReadsPipelinedRequestsInAnyPieces) {
    const std::string_view stream =
        "\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n"
        "POST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
        "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
        "GET /d HTTP/1.0\n\n";
    // Offsets by hand: 0; 2 + 17 + 9 + 2 = 30; 30 + 19 + 19 + 2 + 5 = 74 + 1 (Content-Length line is 19, request 18).
    const std::string expected = told(stream, stream.size());
    EXPECT_EQ(expected.substr(0, 16), "[0 GET /a ]GET[3");
    EXPECT_NE(expected.find("POST /b hello]POST["), std::string::npos) << expected;
    EXPECT_NE(expected.find("POST /c abc0123456789]POST["), std::string::npos) << expected;
    EXPECT_TRUE(expected.ends_with("GET /d ]GET")) << expected;
    for (std::size_t piece = 1; piece < stream.size(); ++piece)
        EXPECT_EQ(told(stream, piece), expected) << piece;
}

TEST(HttpRequestReader, SaysAFaultAtTheSamePlaceInAnyPieces) {
    const std::string long_field =
        "GET / HTTP/1.1\r\nA: " + std::string(max_http_head_bytes, 'a') + "\r\n\r\n";
    const std::string_view streams[] = {
        "\x16\x03\x01 tls",
        "GET / HTTP/1.1\r\n bad\r\n\r\n",
        "POST /\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        long_field};
    for (const std::string_view stream : streams) {
        const std::string expected = told(stream, stream.size());
        EXPECT_NE(expected.find('!'), std::string::npos) << stream.substr(0, 60);
        for (const std::size_t piece : {1u, 2u, 3u, 7u, 1000u})
            EXPECT_EQ(told(stream, piece), expected) << stream.substr(0, 60);
    }
}

TEST(HttpRequestReader, HoldsABoundedHeadAndNoBody) {
    HttpRequestReader reader;
    std::string stream = "POST / HTTP/1.1\r\nContent-Length: 100000000\r\n\r\n";
    stream += std::string(1 << 20, 'b');
    core::Bytes bytes = core::as_bytes(stream);
    while (reader.next(bytes) != HttpRequestReader::Step::need_more) {
    }
    EXPECT_LE(reader.memory(), 2048u);
    EXPECT_TRUE(reader.unfinished());
}

}  // namespace
}  // namespace hitme::wire
