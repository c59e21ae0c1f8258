// SPDX-License-Identifier: Apache-2.0
#include "runtime/http_client.h"

#include <gtest/gtest.h>

#include <thread>

#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::runtime {
namespace {

using namespace std::chrono_literals;

TEST(HttpClient, PostsABodyAndItsHeaders) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    HttpCall call;
    call.method = HttpMethod::post;
    call.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/hook?key=1";
    call.headers = {"Content-Type: application/json", "X-Token: abc"};
    call.body = std::string("{\"a\":\"\0\"}", 9);
    const auto answer = call_http(call);
    ASSERT_TRUE(answer) << answer.error().context;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "ok");
    const auto seen = server.line();
    ASSERT_TRUE(seen);
    EXPECT_NE(seen->find("\"method\": \"POST\", \"path\": \"/hook?key=1\""), std::string::npos);
    EXPECT_NE(seen->find("\"x-token\": \"abc\""), std::string::npos);
    // python3 -c 'import base64; print(base64.b64encode(b"{\"a\":\"\0\"}"))'
    EXPECT_NE(seen->find("eyJhIjoiACJ9"), std::string::npos) << *seen;
}

TEST(HttpClient, AnswersOfAnyStatusComeBack) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    HttpCall call;
    call.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/status/503";
    EXPECT_EQ(call_http(call)->status, 503);
}

TEST(HttpClient, FollowsTheSameHostOnlyAndNeverAPost) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    tests::Receiver other{tests::receiver_words("http_receiver.py")};
    const std::string here = "http://127.0.0.1:" + std::to_string(server.port());
    const std::string there = "http://127.0.0.1:" + std::to_string(other.port());
    HttpCall call;
    call.url = here + "/redirect?to=" + here + "/end";
    EXPECT_EQ(call_http(call)->status, 200);
    call.url = here + "/redirect?to=" + there + "/end";
    EXPECT_EQ(call_http(call)->status, 302);
    call.method = HttpMethod::post;
    call.url = here + "/redirect?to=" + here + "/end";
    EXPECT_EQ(call_http(call)->status, 302);
    EXPECT_FALSE(other.line(50ms)) << "nothing went to the other host";
}

TEST(HttpClient, BoundsTheAnswerAndTheTime) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    HttpCall call;
    call.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/long/70000";
    EXPECT_EQ(call_http(call).error().code, core::ErrorCode::over_limit);
    call.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/silent";
    call.timeout = 200ms;
    EXPECT_EQ(call_http(call).error().code, core::ErrorCode::network);
}

TEST(HttpClient, EndsWhenToldToStop) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    HttpCall call;
    call.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/silent";
    std::atomic<bool> stop{false};
    std::thread stopper{[&] {
        server.line();  // it has the request
        stop = true;
    }};
    EXPECT_EQ(call_http(call, &stop).error().code, core::ErrorCode::cancelled);
    stopper.join();
}

TEST(HttpClient, TrustsACertificateOnlyByItsCaAndName) {
    const tests::ScratchFolder folder;
    const tests::Certificate certificate{folder.path()};
    ASSERT_TRUE(certificate.good);
    tests::Receiver server{tests::receiver_words(
        "http_receiver.py", {"--certificate", certificate.file, "--key", certificate.key})};
    HttpCall call;
    call.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    EXPECT_EQ(call_http(call).error().code, core::ErrorCode::network);
    call.ca_file = certificate.file;
    const auto answer = call_http(call);
    ASSERT_TRUE(answer) << answer.error().context;
    EXPECT_EQ(answer->status, 200);
    // The certificate does not name 127.0.0.2, though the server would be reached there if it listened on it.
    call.url = "https://127.0.0.2:" + std::to_string(server.port()) + "/";
    EXPECT_EQ(call_http(call).error().code, core::ErrorCode::network);
}

TEST(HttpClient, TheEnvironmentNamesNoProxy) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    ::setenv("http_proxy", "http://127.0.0.1:9", 1);
    HttpCall call;
    call.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    EXPECT_TRUE(call_http(call));
    ::unsetenv("http_proxy");
}

TEST(HttpClient, RefusesOtherSchemesAndBrokenHeaders) {
    HttpCall call;
    for (const char* url : {"file:///etc/passwd", "gopher://127.0.0.1/", "", "http://a\r\nb/"}) {
        call.url = url;
        EXPECT_EQ(call_http(call).error().code, core::ErrorCode::bad_input) << url;
    }
    call.url = "http://127.0.0.1:9/";
    call.headers = {"X: a\r\nY: b"};
    EXPECT_EQ(call_http(call).error().code, core::ErrorCode::bad_input);
}

TEST(HttpClient, AUrlIsShownWithoutItsSecrets) {
    EXPECT_EQ(shown_url("https://user:secret@hooks.example.org/T0/B0/token?x=1"),
              "https://hooks.example.org:443");
    EXPECT_EQ(shown_url("ftp://example.org/"), "");
}

}  // namespace
}  // namespace hitme::runtime
