// SPDX-License-Identifier: Apache-2.0
#include "dialogue/sip_answer.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::dialogue {
namespace {

// The fields of RFC 3261 section 24.1's requests, as a scanner fills them.
std::string request(std::string_view method, std::size_t padding) {
    return std::string(method) +
           " sip:100@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP "
           "198.51.100.2:5060;branch=z9hG4bK-1;rport\r\n"
           "Max-Forwards: 70\r\nTo: \"x\" <sip:100@192.0.2.1>\r\nFrom: \"x\" "
           "<sip:100@192.0.2.1>;tag=6334\r\n"
           "User-Agent: " +
           std::string(padding, 'u') +
           "\r\nCall-ID: 12345\r\nContact: sip:100@198.51.100.2:5060\r\nCSeq: 1 " +
           std::string(method) + "\r\nAccept: application/sdp\r\nContent-Length: 0\r\n\r\n";
}
std::string answer(const std::string& bytes, std::string_view persona = "asterisk-13") {
    Surroundings surroundings;
    surroundings.peer = core::Address::v4(0xC0000205);
    surroundings.peer_port = 5066;
    const auto reply = answer_sip(persona, core::as_bytes(bytes), {}, surroundings);
    return reply ? std::string(core::as_text(*reply)) : "silent";
}

TEST(SipAnswer, AnswersOptionsAndAsksForALogon) {
    const std::string options = answer(request("OPTIONS", 400));
    EXPECT_TRUE(options.starts_with(
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP "
        "198.51.100.2:5060;branch=z9hG4bK-1;received=192.0.2.5;rport=5066\r\n"));
    EXPECT_NE(options.find("Server: Asterisk PBX 13.18.3\r\nAllow: INVITE"), options.npos);
    EXPECT_NE(options.find("To: \"x\" <sip:100@192.0.2.1>;tag=as"), options.npos);
    const std::string logon = answer(request("REGISTER", 400));
    EXPECT_TRUE(logon.starts_with("SIP/2.0 401 Unauthorized\r\n"));
    EXPECT_NE(logon.find("WWW-Authenticate: Digest algorithm=MD5, realm=\"asterisk\", nonce=\""),
              logon.npos);
}

// RFC 3261 sections 9.2 and 15.1.2, RFC 6665 section 8.2.1; the words of chan_sip and of PJSIP.
TEST(SipAnswer, KnowsNoDialogAndNoMethodThatItDoesNotAllow) {
    for (const std::string_view method : {"BYE", "CANCEL", "REFER"}) {
        EXPECT_TRUE(answer(request(method, 400))
                        .starts_with("SIP/2.0 481 Call leg/transaction does not exist\r\n"));
        EXPECT_TRUE(answer(request(method, 400), "freepbx")
                        .starts_with("SIP/2.0 481 Call/Transaction Does Not Exist\r\n"));
    }
    EXPECT_TRUE(answer(request("SUBSCRIBE", 400)).starts_with("SIP/2.0 489 Bad Event\r\n"));
    EXPECT_TRUE(answer(request("FOO", 400)).starts_with("SIP/2.0 501 Method Not Implemented\r\n"));
}

TEST(SipAnswer, SpeaksOfOneStackAlone) {
    const std::string logon = answer(request("REGISTER", 500), "freepbx");
    EXPECT_NE(logon.find("Digest realm=\"asterisk\",nonce=\""), logon.npos) << logon;
    EXPECT_NE(logon.find("\",algorithm=md5,qop=\"auth\"\r\n"), logon.npos);
    EXPECT_NE(logon.find("5060;rport=5066;received=192.0.2.5;branch=z9hG4bK-1\r\nCall-ID: "),
              logon.npos);
    EXPECT_NE(logon.find(";tag=z9hG4bK-1\r\n"), logon.npos);
}

TEST(SipAnswer, TellsWhereItCameFromUnlessThatIsTooLong) {
    // Without optional fields an answer to this is longer than it with received=, and fits without.
    const std::string tight =
        "OPTIONS sip:aaaaaaaaaaaaaaaaaaaaaaaaaa SIP/2.0\r\nVia: SIP/2.0/UDP b;branch=1\r\n"
        "From: a\r\nTo: b\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nX: 12\r\n\r\n";
    const std::string said = answer(tight);
    EXPECT_NE(said, "silent");
    EXPECT_EQ(said.find("received="), said.npos) << said;
    EXPECT_NE(answer(tight.substr(0, tight.size() - 2) + "Y: 12345678901234567\r\n\r\n")
                  .find("branch=1;received=192.0.2.5\r\n"),
              std::string::npos);
}

TEST(SipAnswer, LeavesOutWhatDoesNotFitAndIsSilentWhenNothingDoes) {
    const std::string some = answer(request("OPTIONS", 0));
    EXPECT_NE(some, "silent");
    EXPECT_EQ(some.find("Allow:"), some.npos);
    EXPECT_EQ(
        answer("OPTIONS sip:a SIP/2.0\r\nv: x\r\nf: a\r\nt: b\r\ni: c\r\nCSeq: 1 OPTIONS\r\n\r\n"),
        "silent");
    EXPECT_EQ(answer("OPTIONS sip:a SIP/2.0\r\n\r\n" + std::string(500, ' ')), "silent");
    EXPECT_EQ(answer(request("ACK", 400)), "silent");
    EXPECT_EQ(answer("SIP/2.0 200 OK\r\nVia: x\r\n\r\n" + std::string(500, ' ')), "silent");
}

TEST(SipAnswer, IsNeverLongerThanTheRequest) {
    const std::string text = request("REGISTER", 60);
    for (const std::string_view persona : sip_personas())
        tests::for_each_cut_and_flip(core::as_bytes(text), [&](core::Bytes bytes) {
            const auto reply = answer_sip(persona, bytes, {}, {});
            if (reply) {
                EXPECT_LE(reply->size(), bytes.size());
            }
        });
}

}  // namespace
}  // namespace hitme::dialogue
