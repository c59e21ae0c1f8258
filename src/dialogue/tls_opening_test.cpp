// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_opening.h"

#include <gtest/gtest.h>

#include <string>

#include "core/text.h"
#include "support/tls_client.h"

namespace hitme::dialogue {
namespace {

/// A handshake record of that fragment (RFC 8446 section 5.1).
core::ByteVector record(core::Bytes fragment, std::uint8_t type = 22) {
    core::ByteVector bytes{type, 3, 1, static_cast<std::uint8_t>(fragment.size() >> 8),
                           static_cast<std::uint8_t>(fragment.size())};
    bytes.insert(bytes.end(), fragment.begin(), fragment.end());
    return bytes;
}

/// At how many of the bytes, given one by one, there is nothing more to wait for; and how often it was looked.
std::pair<std::size_t, int> ready_at(core::Bytes bytes) {
    std::size_t next = 0;
    int looks = 0;
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        if (size < next) continue;
        next = tls_opening_needs(bytes.first(size));
        ++looks;
        if (next <= size) return {size, looks};
    }
    return {0, looks};
}

TEST(TlsOpening, IsReadyWithTheLastByteOfAClientHello) {
    tests::TlsClient client{TLS1_3_VERSION};
    const core::ByteVector hello = client.hello();
    // Nothing, the record's header, the record.
    EXPECT_EQ(ready_at(hello), (std::pair<std::size_t, int>{hello.size(), 3}));
}

TEST(TlsOpening, IsReadyWithTheLastByteOfAClientHelloInRecordsOfOneByte) {
    tests::TlsClient client{TLS1_2_VERSION};
    const core::ByteVector hello = client.hello();
    core::ByteVector split;
    for (const std::uint8_t byte : core::Bytes(hello).subspan(5)) {
        const core::ByteVector one = record(core::Bytes(&byte, 1));
        split.insert(split.end(), one.begin(), one.end());
    }
    ASSERT_LT(split.size(), max_tls_opening);
    EXPECT_EQ(ready_at(split).first, split.size());
}

TEST(TlsOpening, IsReadyWithTheLastByteOfAHelloOfSsl2) {
    // RFC 5246 appendix E.2: length 28 with the highest bit, type 1, version 3.1, one cipher, no session, 16 random bytes.
    core::ByteVector hello{0x80, 28, 1, 3, 1, 0, 3, 0, 0, 0, 16, 0, 0, 0x2F};
    hello.resize(30, 0x55);
    EXPECT_EQ(ready_at(hello).first, 30u);
}

TEST(TlsOpening, TellsWhatIsNoTlsAtFiveBytes) {
    EXPECT_EQ(ready_at(core::as_bytes("GET / HTTP/1.0\r\n\r\n")).first, 5u);
    EXPECT_EQ(ready_at(core::as_bytes("SSH-2.0-x\r\n")).first, 5u);
    // A length that no record has: 2^14 + 2048 is the most (RFC 5246 section 6.2.3).
    EXPECT_EQ(ready_at(core::ByteVector{22, 3, 1, 0x48, 0x01, 0}).first, 5u);
}

TEST(TlsOpening, WaitsForARecordThatIsNoHandshakeToBeWhole) {
    const core::ByteVector data = record(core::as_bytes("hello"), 23);
    EXPECT_EQ(ready_at(data).first, data.size());
    // A handshake message that is no ClientHello; a fragment of nothing.
    const core::ByteVector finished = record(core::ByteVector{20, 0, 0, 12, 1});
    EXPECT_EQ(ready_at(finished).first, finished.size());
    EXPECT_EQ(ready_at(record({})).first, 5u);
}

TEST(TlsOpening, WaitsForNoMoreThanItsLimit) {
    // 24 bits of length: 16 MiB.
    const core::ByteVector endless = record(core::ByteVector{1, 0xFF, 0xFF, 0xFF, 3, 3});
    EXPECT_EQ(ready_at(endless).first, endless.size());
    // Within the limit by its own length, and over it by that of so many records: 6 bytes for one.
    core::ByteVector many = record(core::ByteVector{1, 0, 0x40, 0});
    while (many.size() < 2 * max_tls_opening) {
        const core::ByteVector one = record(core::ByteVector{0});
        many.insert(many.end(), one.begin(), one.end());
    }
    EXPECT_EQ(ready_at(many).first, max_tls_opening);
}

}  // namespace
}  // namespace hitme::dialogue
