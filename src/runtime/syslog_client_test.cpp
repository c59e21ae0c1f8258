// SPDX-License-Identifier: Apache-2.0
#include "runtime/syslog_client.h"

#include <gtest/gtest.h>

#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::runtime {
namespace {

// RFC 5424 section 6.5, example 3, with our names.
const std::string line_a =
    "<165>1 2026-11-28T12:00:00.003Z host.example.org hitme - first [a@32473 k=\"v\"] one";
const std::string line_b =
    "<165>1 2026-11-28T12:00:01.003Z host.example.org hitme - second - two\nlines";

void expect_both_arrive(const std::string& over, SyslogOver how) {
    const tests::ScratchFolder folder;
    const tests::Certificate certificate{folder.path()};
    tests::Rsyslog server{folder.path(), over, &certificate};
    ASSERT_TRUE(server.listens());
    SyslogClient client{{"127.0.0.1", server.port(), how, certificate.file}};
    const auto first = client.send(line_a);
    ASSERT_TRUE(first) << first.error().context;
    ASSERT_TRUE(client.send(line_b));
    const auto one = server.line();
    ASSERT_TRUE(one);
    EXPECT_NE(one->find("\"id\":\"first\", \"data\":\"[a@32473 k=\\\"v\\\"]\", \"text\":\"one\""),
              std::string::npos)
        << *one;
    const auto two = server.line();
    ASSERT_TRUE(two);
    EXPECT_NE(two->find("\"id\":\"second\""), std::string::npos) << *two;
}

TEST(SyslogClient, RsyslogTakesDatagrams) {
    expect_both_arrive("udp", SyslogOver::udp);
}

TEST(SyslogClient, RsyslogTakesCountedOctetsOverTcp) {
    expect_both_arrive("tcp", SyslogOver::tcp);
}

TEST(SyslogClient, RsyslogTakesCountedOctetsOverTls) {
    expect_both_arrive("tls", SyslogOver::tls);
}

TEST(SyslogClient, AStrangersCertificateIsRefused) {
    const tests::ScratchFolder folder;
    const tests::ScratchFolder elsewhere;
    const tests::Certificate certificate{folder.path()};
    const tests::Certificate other{elsewhere.path()};
    tests::Rsyslog server{folder.path(), "tls", &certificate};
    SyslogClient client{{"127.0.0.1", server.port(), SyslogOver::tls, other.file}};
    EXPECT_EQ(client.send(line_a).error().code, core::ErrorCode::network);
    SyslogClient unnamed{{"localhost", server.port(), SyslogOver::tls, "/nowhere.pem"}};
    EXPECT_EQ(unnamed.send(line_a).error().code, core::ErrorCode::bad_input);
}

TEST(SyslogClient, ConnectsAnewAfterTheReceiverWentAway) {
    const tests::ScratchFolder folder;
    const tests::Certificate certificate{folder.path()};
    SyslogClient client{{"127.0.0.1", tests::free_port(SOCK_STREAM), SyslogOver::tcp}};
    EXPECT_EQ(client.send(line_a).error().code, core::ErrorCode::network);
    auto server = std::make_unique<tests::Rsyslog>(folder.path(), "tcp", &certificate);
    client = SyslogClient{{"127.0.0.1", server->port(), SyslogOver::tcp}};
    ASSERT_TRUE(client.send(line_a));
    ASSERT_TRUE(server->line());
    server.reset();
    EXPECT_FALSE(client.send(line_b)) << "it is seen that nobody is there";
}

TEST(SyslogClient, ADatagramHasItsLimit) {
    SyslogClient client{{"127.0.0.1", 9, SyslogOver::udp}};
    EXPECT_EQ(client.send(std::string(max_syslog_datagram + 1, 'x')).error().code,
              core::ErrorCode::over_limit);
}

}  // namespace
}  // namespace hitme::runtime
