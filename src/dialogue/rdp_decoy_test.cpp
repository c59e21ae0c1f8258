// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rdp_decoy.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/rdp_client.h"
#include "support/session_runs.h"
#include "support/tls_client.h"
#include "wire/credssp.h"
#include "wire/ntlmssp.h"

namespace hitme::dialogue {
namespace {

using tests::run_session;

TEST(RdpDecoy, DemandsNetworkLevelAuthenticationWhereItsSystemDoes) {
    for (const std::string_view persona :
         {"windows-10", "windows-server-2016", "windows-server-2019"}) {
        for (const std::uint64_t asked :
             {std::uint64_t{0}, std::uint64_t{1}, tests::rdp_without_negotiation}) {
            const auto ran = run_session(make_rdp_session, persona, tests::rdp_request("x", asked));
            // HYBRID_REQUIRED_BY_SERVER ([MS-RDPBCGR] 2.2.1.2.2)
            EXPECT_EQ(core::to_hex(ran.bytes), "030000130ed000001234000300080005000000") << persona;
            EXPECT_TRUE(ran.closed);
        }
        // What nmap's probe for terminal servers asks for (TLS and NLA), and the answer that it knows Windows by.
        const auto ran = run_session(make_rdp_session, persona, tests::rdp_request("nmap", 3));
        EXPECT_EQ(core::to_hex(ran.bytes), "030000130ed00000123400021f080002000000");
    }
}

TEST(RdpDecoy, TakesStandardSecurityAndAnswersUpToTheChannelJoins) {
    auto bytes = tests::rdp_request("", tests::rdp_without_negotiation);
    for (const auto& part :
         {tests::rdp_connect_initial("PC", {"rdpdr", "cliprdr"}), tests::rdp_joins()})
        bytes.insert(bytes.end(), part.begin(), part.end());
    const auto ran = run_session(make_rdp_session, "windows-7", bytes);
    core::Bytes rest = ran.bytes;
    std::vector<std::string> packets;
    while (const auto tpkt = wire::take_tpkt(rest)) {
        packets.push_back(core::to_hex(tpkt->payload));
        rest = rest.subspan(tpkt->consumed);
    }
    ASSERT_EQ(packets.size(), 5u);
    EXPECT_EQ(packets[0], "06d00000123400");
    EXPECT_EQ(packets[1].substr(0, 10), "02f0807f66");
    EXPECT_EQ(packets[2], "02f0802e000006");          // attach user confirm, 1007
    EXPECT_EQ(packets[3], "02f0803e00000603ef03ef");  // join of 1007
    EXPECT_EQ(packets[4], "02f0803e00000603eb03eb");  // join of 1003
    EXPECT_FALSE(ran.closed);
    tests::expect_steady(make_rdp_session, "windows-7", bytes, 8 << 10);
}

TEST(RdpDecoy, ChallengesInsideTlsAndRefusesTheLogon) {
    const auto session = make_rdp_session("windows-server-2019", tests::some_surroundings());
    Output confirm;
    session->receive(tests::rdp_request("u", 3), core::Time{}, confirm);
    tests::TlsClient client{TLS1_2_VERSION};
    core::ByteVector records = client.hello();
    for (int round = 0; round < 4 && !client.finished(); ++round) {
        Output out;
        for (const core::Bytes piece : tests::pieces_of(records, 3))
            session->receive(piece, core::Time{}, out);
        records = client.step(out.bytes);
    }
    ASSERT_TRUE(client.finished());
    EXPECT_TRUE(client.common_name().starts_with("WIN-"));
    EXPECT_EQ(session->inner_protocol(), "credssp");
    Output out;
    const auto negotiate = wire::encode_credssp(6, wire::encode_ntlm_negotiate({}), std::nullopt);
    session->receive(client.encrypt(negotiate), core::Time{}, out);
    const std::string challenge = client.decrypt(out.bytes);
    const auto request = wire::take_credssp(core::as_bytes(challenge));
    ASSERT_TRUE(request);
    EXPECT_EQ(wire::ntlm_message_type(request->token), 2);
    Output last;
    const auto logon = wire::encode_credssp(6, wire::encode_ntlm_authenticate({}), std::nullopt);
    session->receive(client.encrypt(logon), core::Time{}, last);
    EXPECT_TRUE(last.close);
    EXPECT_EQ(session->logons(), 1u);
    const Inner inner = session->take_inner();
    EXPECT_EQ(inner.client.size(), negotiate.size() + logon.size());
    EXPECT_GT(inner.server.size(), challenge.size());
}

// [MS-RDPBCGR] 5.4.2.2: TLS from the first byte, as openssl s_client and nmap's ssl-cert begin.
TEST(RdpDecoy, SpeaksTlsToAClientThatBeginsWithIt) {
    for (const std::string_view persona : rdp_personas()) {
        const auto session = make_rdp_session(persona, tests::some_surroundings());
        tests::TlsClient client{TLS1_2_VERSION};
        core::ByteVector records = client.hello();
        for (int round = 0; round < 4 && !client.finished(); ++round) {
            Output out;
            for (const core::Bytes piece : tests::pieces_of(records, 1))
                session->receive(piece, core::Time{}, out);
            records = client.step(out.bytes);
        }
        ASSERT_TRUE(client.finished()) << persona;
        EXPECT_TRUE(client.common_name().starts_with("WIN-"));
        Output out;
        session->receive(
            client.encrypt(wire::encode_credssp(6, wire::encode_ntlm_negotiate({}), std::nullopt)),
            core::Time{}, out);
        const std::string challenge = client.decrypt(out.bytes);
        const auto request = wire::take_credssp(core::as_bytes(challenge));
        ASSERT_TRUE(request);
        EXPECT_EQ(wire::ntlm_message_type(request->token), 2);
    }
}

TEST(RdpDecoy, EndsUponWhatIsNoRdp) {
    const auto ran =
        run_session(make_rdp_session, "windows-7", core::as_bytes("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(ran.closed);
    EXPECT_TRUE(ran.bytes.empty());
}

}  // namespace
}  // namespace hitme::dialogue
