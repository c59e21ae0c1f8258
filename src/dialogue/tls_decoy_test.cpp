// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_decoy.h"

#include <gtest/gtest.h>

#include "support/session_runs.h"
#include "support/tls_client.h"

namespace hitme::dialogue {
namespace {

const TlsIdentity identity{"host", 0, {}};

/// Answers each line with its length and ends at "bye".
class Lines : public Session {
 public:
    void open(core::Time, Output& out) override { say(out, "hello\n"); }
    void receive(core::Bytes bytes, core::Time, Output& out) override {
        for (const std::uint8_t byte : bytes) {
            if (byte != '\n') {
                line_ += static_cast<char>(byte);
                continue;
            }
            say(out, std::to_string(line_.size()) + "\n");
            if (line_ == "bye") out.close = true;
            line_.clear();
        }
    }
    std::size_t memory() const override { return sizeof *this; }

 private:
    static void say(Output& out, std::string_view text) {
        const auto bytes = core::as_bytes(text);
        out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
    }
    std::string line_;
};

/// The session as something with receive(bytes, clear, send), for the client's handshake.
struct Handshake {
    Session& session;
    void receive(core::Bytes bytes, core::ByteVector&, core::ByteVector& send) {
        Output out;
        session.receive(bytes, core::Time{}, out);
        send.insert(send.end(), out.bytes.begin(), out.bytes.end());
        greeting.insert(greeting.end(), out.bytes.begin(), out.bytes.end());
    }
    core::ByteVector greeting;
};

TEST(TlsDecoy, RunsItsInnerSessionAndShowsWhatWentOnInside) {
    for (const std::size_t piece : {1u, 5u, 1u << 20}) {
        const auto session =
            make_tls_session(std::make_unique<Lines>(), "lines", tls_profile("router"), identity);
        tests::TlsClient client{TLS1_2_VERSION};
        Handshake handshake{*session, {}};
        ASSERT_TRUE(client.shake_hands(handshake, piece));
        EXPECT_EQ(client.decrypt({}), "hello\n");
        Output out;
        const core::ByteVector lines = client.encrypt("four\nbye\n");
        for (const core::Bytes part : tests::pieces_of(lines, piece))
            session->receive(part, core::Time{}, out);
        EXPECT_TRUE(out.close);
        EXPECT_EQ(client.decrypt(out.bytes), "4\n3\n");
        EXPECT_EQ(session->inner_protocol(), "lines");
        const Inner inner = session->take_inner();
        EXPECT_EQ(core::as_text(inner.client), "four\nbye\n");
        EXPECT_EQ(core::as_text(inner.server), "hello\n4\n3\n");
        EXPECT_TRUE(session->take_inner().client.empty());
    }
}

TEST(TlsDecoy, EndsWithAnAlertForWhatIsNoTls) {
    const auto session =
        make_tls_session(std::make_unique<Lines>(), "lines", tls_profile("apache-2.4"), identity);
    Output out;
    session->receive(core::as_bytes("GET / HTTP/1.0\r\n\r\n"), core::Time{}, out);
    EXPECT_TRUE(out.close);
    out.bytes.clear();
    session->receive(core::as_bytes("more"), core::Time{}, out);
    EXPECT_TRUE(out.bytes.empty());
}

TEST(TlsDecoy, NeedsAnInnerSession) {
    EXPECT_EQ(make_tls_session(nullptr, "x", tls_profile("router"), identity), nullptr);
    EXPECT_EQ(make_https_session("no-such-persona", tests::some_surroundings()), nullptr);
}

}  // namespace
}  // namespace hitme::dialogue
