// SPDX-License-Identifier: Apache-2.0
#include "wire/dcerpc_calls.h"

#include <gtest/gtest.h>

#include "support/pipe_streams.h"
#include "support/rpc_samples.h"

namespace hitme::wire {
namespace {

core::ByteVector operator+(core::ByteVector left, const core::ByteVector& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

core::ByteVector bytes_of(std::string_view text) {
    const auto view = core::as_bytes(text);
    return {view.begin(), view.end()};
}

// What a message says, in one line that can be compared.
std::string words(const RpcMessage& message) {
    return std::string(name_of(message.type)) + ' ' + std::to_string(message.call_id) + " op " +
           std::to_string(message.opnum) + " at " + std::to_string(message.offset) + " of " +
           std::to_string(message.fragments) + " [" + std::string(core::as_text(message.stub)) +
           "]" + (message.interface ? " " + to_text(message.interface->uuid) : "") +
           (message.malformed ? std::string(" ") + message.malformed->field : "");
}

std::vector<std::string> all_words(const std::vector<RpcMessage>& messages) {
    std::vector<std::string> all;
    for (const auto& message : messages) all.push_back(words(message));
    return all;
}

TEST(DcerpcCalls, JudgesARequestByTheInterfaceOfItsOwnContext) {
    RpcCalls calls;
    auto other = tests::bind_bytes(1);
    other[32] = 0xFF;  // another interface behind context 1
    calls.push(tests::bind_bytes(0) + other);
    const auto messages = calls.push(tests::request_bytes(31, {}, 3, 2, 0));
    ASSERT_EQ(messages.size(), 1u);
    ASSERT_TRUE(messages[0].interface);
    EXPECT_EQ(to_text(messages[0].interface->uuid), "4b324fc8-1670-01d3-1278-5a47bf6ee188");
    const auto unbound = calls.push(tests::request_bytes(31, {}, 3, 3, 5));
    ASSERT_EQ(unbound.size(), 1u);
    EXPECT_FALSE(unbound[0].interface);
}

TEST(DcerpcCalls, PutsFragmentsTogetherThoughCallsAreMixed) {
    RpcCalls calls;
    const auto first = bytes_of("first ");
    const auto second = bytes_of("second");
    const auto stream =
        tests::request_bytes(12, first, 1, 7) + tests::request_bytes(15, first, 1, 8) +
        tests::request_bytes(12, second, 0, 7) + tests::request_bytes(15, second, 2, 8) +
        tests::request_bytes(12, first, 2, 7);
    // The requests have 24 + 6 bytes each.
    EXPECT_EQ(all_words(calls.push(stream)),
              (std::vector<std::string>{"request 8 op 15 at 30 of 2 [first second]",
                                        "request 7 op 12 at 0 of 3 [first secondfirst ]"}));
    EXPECT_TRUE(calls.idle());
}

TEST(DcerpcCalls, GivesTheSameMessagesForAnyPieces) {
    const auto stream = tests::bind_bytes() + tests::request_bytes(15, bytes_of("one"), 1) +
                        tests::request_bytes(15, bytes_of("two"), 2) +
                        tests::request_bytes(16, bytes_of("three"), 3, 4);
    RpcCalls whole;
    const auto expected = all_words(whole.push(stream));
    ASSERT_EQ(expected.size(), 3u);
    for (std::size_t step = 1; step < stream.size(); ++step) {
        RpcCalls calls;
        std::vector<RpcMessage> messages;
        for (std::size_t at = 0; at < stream.size(); at += step) {
            auto more =
                calls.push(core::Bytes(stream).subspan(at, std::min(step, stream.size() - at)));
            messages.insert(messages.end(), more.begin(), more.end());
        }
        EXPECT_EQ(all_words(messages), expected) << step;
    }
}

TEST(DcerpcCalls, GivesUpFragmentsThatNeverEndAndSaysSoOnce) {
    RpcCalls calls;
    const core::ByteVector piece(4000, 0x41);
    std::size_t malformed = 0;
    for (int i = 0; i < 100; ++i) {
        for (const auto& message : calls.push(tests::request_bytes(31, piece, i == 0 ? 1 : 0))) {
            ASSERT_TRUE(message.malformed);
            EXPECT_EQ(message.malformed->fault, core::Fault::over_limit);
            EXPECT_STREQ(message.malformed->field, "stub");
            EXPECT_EQ(i, 16);  // 17 x 4000 is the first sum above 65536
            EXPECT_TRUE(message.is_cut);
            EXPECT_EQ(message.opnum, 31);
            EXPECT_EQ(message.stub.size(), 16u * 4000);  // what was kept is judged
            ++malformed;
        }
        EXPECT_LT(calls.memory(), 200'000u);
    }
    EXPECT_EQ(malformed, 1u);
    // The end of the call that was given up is silent, and the pipe goes on.
    EXPECT_TRUE(calls.push(tests::request_bytes(31, piece, 2)).empty());
    EXPECT_EQ(calls.push(tests::request_bytes(31, piece, 3, 9)).size(), 1u);
}

TEST(DcerpcCalls, HoldsOnlySoManyUnfinishedCalls) {
    RpcCalls calls;
    std::size_t dropped = 0;
    for (std::uint32_t id = 0; id < 100; ++id)
        for (const auto& message : calls.push(tests::request_bytes(1, bytes_of("x"), 1, id)))
            dropped += message.malformed ? 1u : 0u;
    EXPECT_EQ(dropped, 100 - max_rpc_calls);
}

TEST(DcerpcCalls, TellsAFragmentWithoutABeginning) {
    RpcCalls calls;
    const auto messages = calls.push(tests::request_bytes(31, bytes_of("tail"), 2));
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_STREQ(messages[0].malformed->field, "pfc_flags");
    EXPECT_FALSE(calls.broken());
}

TEST(DcerpcCalls, StopsAtBytesThatAreNoPdu) {
    RpcCalls calls;
    const auto messages = calls.push(tests::bind_bytes() + bytes_of("GET / HTTP/1.1\r\n\r\n"));
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[1].offset, 72u);
    EXPECT_STREQ(messages[1].malformed->field, "rpc_vers");
    EXPECT_TRUE(calls.broken());
    EXPECT_TRUE(calls.push(tests::bind_bytes()).empty());
}

TEST(DcerpcCalls, GoesOnBehindAPduWhoseBodyIsBroken) {
    auto broken = tests::bind_bytes();
    broken[24] = 9;  // nine contexts, one there
    RpcCalls calls;
    const auto messages = calls.push(broken + tests::bind_bytes());
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].malformed->fault, core::Fault::truncated);
    EXPECT_FALSE(messages[1].malformed);
}

TEST(DcerpcCalls, KnowsTheContextsThatSpeakNdr64) {
    auto bind = tests::bind_bytes(3);
    const core::ByteVector ndr64{0x33, 0x05, 0x71, 0x71, 0xBA, 0xBE, 0x37, 0x49, 0x83, 0x19,
                                 0xB5, 0xDB, 0xEF, 0x9C, 0xCC, 0x36, 0x01, 0x00, 0x00, 0x00};
    std::copy(ndr64.begin(), ndr64.end(), bind.begin() + 52);
    RpcCalls calls;
    calls.push(bind);
    EXPECT_EQ(calls.push(tests::request_bytes(0, {}, 3, 2, 3)).at(0).form, NdrForm::ndr64);
    calls.push(tests::bind_bytes(3));
    EXPECT_EQ(calls.push(tests::request_bytes(0, {}, 3, 2, 3)).at(0).form, NdrForm::ndr);
}

TEST(DcerpcCalls, SaysWhereWhatIsUnfinishedBegins) {
    RpcCalls calls;
    const auto bind = tests::bind_bytes();
    calls.push(bind);
    EXPECT_FALSE(calls.unfinished());
    const core::ByteVector stub(8, 0);
    calls.push(tests::request_bytes(0, stub, 1, 2));
    calls.push(tests::request_bytes(0, stub, 0, 2));
    EXPECT_EQ(calls.unfinished(), bind.size());
    calls.push(tests::request_bytes(0, stub, 2, 2));  // the last fragment
    EXPECT_FALSE(calls.unfinished());
    calls.push(core::Bytes(bind).first(20));
    EXPECT_EQ(calls.unfinished(), bind.size() + 3 * (24 + stub.size()));
}

TEST(DcerpcCalls, PutsTheFragmentsOfARealClientTogether) {
    // smb.md 1.8 and the captures' README: 704 bytes in two writes; snort3's sample has a request of several fragments.
    const std::string folder = std::string(HITME_SHARED_DIR) + "/captures/public/";
    const auto streams = tests::pipe_streams(folder + "exploit-ms08-067-metasploit.pcap");
    if (streams.empty()) GTEST_SKIP() << "the shared captures are not here";
    std::size_t requests = 0;
    for (const auto& stream : streams) {
        RpcCalls calls;
        for (const auto& piece : stream.pieces)
            for (const auto& message : calls.push(piece)) {
                EXPECT_FALSE(message.malformed);
                if (message.type != RpcType::request) continue;
                ++requests;
                EXPECT_TRUE(message.interface);
            }
        EXPECT_TRUE(calls.idle());
    }
    // NetprNameCanonicalize, NetrRemoteTOD, RpcEnumPrinters twice, NetprPathCanonicalize; the README's four are
    // tshark's, which does not show the first.
    EXPECT_EQ(requests, 5u);
}

}  // namespace
}  // namespace hitme::wire
