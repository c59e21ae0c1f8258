// SPDX-License-Identifier: Apache-2.0
#include "console/response/adapter.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "core/text.h"
#include "support/hostile_contact.h"
#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

Order order() {
    Order order;
    order.id = "q-1";
    order.source = *core::Address::parse("10.1.2.3");
    order.evidence = evidence_of(tests::hostile_contact("10.1.2.3", "2026-03-01T10:00:00Z"));
    order.reason = tests::hostile_text();
    return order;
}
std::string script(const tests::ScratchFolder& folder, const std::string& text) {
    const std::string path = folder.path() + "/adapter";
    std::ofstream(path) << "#!/bin/sh\n" << text;
    EXPECT_EQ(::chmod(path.c_str(), 0755), 0);
    return path;
}
std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Adapter, AProgramGetsTheOrderOnStandardInputByteForByte) {
    const tests::ScratchFolder folder;
    ResponseSettings settings;
    settings.mode = ResponseMode::program;
    settings.program = script(folder, "cat >" + folder.path() + "/got; echo done >&2\n");
    const auto adapter = make_adapter(settings);
    ASSERT_TRUE(adapter.has_value());
    const auto done = (*adapter)->carry_out(order(), OrderAction::isolate, nullptr);
    ASSERT_TRUE(done.has_value()) << done.error().context;
    EXPECT_EQ(content(folder.path() + "/got"), order_for_adapter(order(), OrderAction::isolate));
}

TEST(Adapter, AProgramThatFailsOrHangsIsSaidSo) {
    const tests::ScratchFolder folder;
    ResponseSettings settings;
    settings.mode = ResponseMode::program;
    settings.timeout = 300ms;
    settings.program = script(folder, "echo no switch >&2; exit 3\n");
    auto done = (*make_adapter(settings))->carry_out(order(), OrderAction::isolate, nullptr);
    ASSERT_FALSE(done.has_value());
    EXPECT_NE(done.error().context.find("exit status 3"), std::string::npos)
        << done.error().context;
    settings.program = script(folder, "exec sleep 60\n");
    done = (*make_adapter(settings))->carry_out(order(), OrderAction::isolate, nullptr);
    ASSERT_FALSE(done.has_value());
    EXPECT_NE(done.error().context.find("not done after 300ms"), std::string::npos)
        << done.error().context;
    settings.program = folder.path() + "/nobody";
    EXPECT_FALSE(
        (*make_adapter(settings))->carry_out(order(), OrderAction::isolate, nullptr).has_value());
}

TEST(Adapter, AWebhookGetsTheOrderAndItsSecretOverTls) {
    const tests::ScratchFolder folder;
    const tests::Certificate certificate{folder.path()};
    ASSERT_TRUE(certificate.good);
    tests::Receiver server{tests::receiver_words(
        "http_receiver.py", {"--certificate", certificate.file, "--key", certificate.key})};
    std::ofstream(folder.path() + "/secret") << "s3cret\n";
    ResponseSettings settings;
    settings.mode = ResponseMode::webhook;
    settings.webhook_url = "https://127.0.0.1:" + std::to_string(server.port()) + "/isolate";
    settings.webhook_secret_file = folder.path() + "/secret";
    settings.webhook_ca_file = certificate.file;
    auto adapter = make_adapter(settings);
    ASSERT_TRUE(adapter.has_value());
    for (const OrderAction action : {OrderAction::isolate, OrderAction::release}) {
        const auto done = (*adapter)->carry_out(order(), action, nullptr);
        ASSERT_TRUE(done.has_value()) << done.error().context;
        EXPECT_EQ(*done, "HTTP 200 ok");
        const auto line = server.line();
        ASSERT_TRUE(line);
        const auto seen = boost::json::parse(*line);
        EXPECT_EQ(seen.at("method").as_string(), "POST");
        EXPECT_EQ(seen.at("path").as_string(), "/isolate");
        const auto& headers = seen.at("headers");
        EXPECT_EQ(headers.at("content-type").as_string(), "application/json");
        EXPECT_EQ(headers.at("authorization").as_string(), "Bearer s3cret");
        // A NAC that gets the same order twice can tell.
        EXPECT_EQ(headers.at("idempotency-key").as_string(),
                  action == OrderAction::isolate ? "q-1-i" : "q-1-r");
        const auto body = core::from_base64(seen.at("body").as_string());
        ASSERT_TRUE(body);
        EXPECT_EQ(core::as_text(*body), order_for_adapter(order(), action));
        EXPECT_TRUE(boost::json::parse(core::as_text(*body)).is_object())
            << "hostile words are words of JSON";
    }
    // Who is not known by the operator's CA file gets neither the order nor the secret.
    settings.webhook_ca_file = "/etc/ssl/certs/ca-certificates.crt";
    adapter = make_adapter(settings);
    EXPECT_FALSE((*adapter)->carry_out(order(), OrderAction::isolate, nullptr).has_value());
    EXPECT_FALSE(server.line(300ms));
}

TEST(Adapter, AWebhookThatSaysNoOrNothingIsSaidSo) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    const std::string base = "http://127.0.0.1:" + std::to_string(server.port());
    ResponseSettings settings;
    settings.mode = ResponseMode::webhook;
    settings.timeout = 500ms;
    const auto answered = [&](const std::string& path) {
        settings.webhook_url = base + path;
        return (*make_adapter(settings))->carry_out(order(), OrderAction::isolate, nullptr);
    };
    EXPECT_TRUE(answered("/status/202").has_value());
    for (const char* path : {"/status/403", "/status/500"}) {
        const auto done = answered(path);
        ASSERT_FALSE(done.has_value());
        EXPECT_EQ(done.error().code, core::ErrorCode::refused);
        EXPECT_NE(done.error().context.find(std::string(path).substr(8)), std::string::npos);
    }
    // The order goes where the operator said, and nowhere else.
    EXPECT_FALSE(answered("/redirect?to=" + base + "/other").has_value());
    EXPECT_FALSE(answered("/silent").has_value());
    for (const char* path : {"/status/202", "/status/403", "/status/500"})
        EXPECT_NE(server.line()->find(path), std::string::npos);
    EXPECT_NE(server.line()->find("/redirect"), std::string::npos);
    EXPECT_NE(server.line()->find("/silent"), std::string::npos);
    EXPECT_FALSE(server.line(300ms)) << "a redirect was followed";
}

TEST(Adapter, SecretsComeFromFilesThatMustBeThere) {
    const tests::ScratchFolder folder;
    ResponseSettings settings;
    settings.mode = ResponseMode::radius;
    settings.radius_secret_file = folder.path() + "/none";
    EXPECT_FALSE(make_adapter(settings).has_value());
    std::ofstream(folder.path() + "/none") << "\n";
    EXPECT_FALSE(make_adapter(settings).has_value());
    std::ofstream(folder.path() + "/none") << "testing123\n";
    EXPECT_TRUE(make_adapter(settings).has_value());
}

TEST(Adapter, RadiusRequestsNameTheHostAndTheTime) {
    ResponseSettings settings;
    settings.radius_isolate = {*wire::radius_attribute("Filter-Id=quarantine")};
    const core::Time now = *core::parse_time("2026-03-01T12:00:00Z");
    auto packet = radius_request(settings, order(), OrderAction::isolate, now);
    EXPECT_EQ(packet.code, 40);
    ASSERT_EQ(packet.attributes.size(), 3u);
    EXPECT_EQ(packet.attributes[0].value, (core::ByteVector{10, 1, 2, 3}));
    // 1,772,366,400 = 0x69A42A40.
    EXPECT_EQ(packet.attributes[1].value, (core::ByteVector{0x69, 0xa4, 0x2a, 0x40}));
    EXPECT_EQ(radius_request(settings, order(), OrderAction::release, now).code, 40);
    settings.radius_release = {*wire::radius_attribute("Filter-Id=normal")};
    EXPECT_EQ(radius_request(settings, order(), OrderAction::release, now).code, 43);
    settings.radius_request = wire::RadiusCode::coa_request;
    EXPECT_EQ(radius_request(settings, order(), OrderAction::isolate, now).code, 43);
}

}  // namespace
}  // namespace hitme::console
