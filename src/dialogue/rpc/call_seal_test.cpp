// SPDX-License-Identifier: Apache-2.0
// What it seals is checked by rpc/pipe_test and, with the clients of others, by tests/end_to_end/smb_clients.py.
#include "dialogue/rpc/call_seal.h"

#include <gtest/gtest.h>

#include "support/rpc_samples.h"
#include "wire/ntlmssp.h"

namespace hitme::dialogue::rpc {
namespace {

smb::LogonVerdict known() {
    smb::LogonVerdict verdict;
    verdict.has_session_key = true;
    verdict.session_key.fill(0x55);
    verdict.ntlm_flags = wire::ntlm::flag_extended_session_security |
                         wire::ntlm::flag_key_exchange | wire::ntlm::flag_128;
    return verdict;
}

wire::RpcAuth bound(std::uint8_t level) {
    return {wire::rpc_auth_ntlm, level, 79231, {}};
}

core::ByteVector signed_request(const smb::LogonVerdict& verdict, std::uint32_t sequence = 0) {
    constexpr smb::Key none{};
    wire::RpcAuth trailer = bound(wire::rpc_auth_level_integrity);
    trailer.value = none;
    core::ByteVector pdu;
    wire::encode_rpc_request(pdu, 1, 0, 15, core::as_bytes("five!"), 4280, &trailer);
    const auto sum = smb::NtlmSeal{verdict.session_key, verdict.ntlm_flags,
                                   smb::NtlmDirection::client_to_server, sequence}
                         .signature(core::Bytes(pdu).first(pdu.size() - 16));
    std::copy(sum.begin(), sum.end(), pdu.end() - 16);
    return pdu;
}

TEST(CallSeal, NeedsAKeyALevelAndTheNewerForm) {
    EXPECT_TRUE(CallSeal::of(known(), bound(wire::rpc_auth_level_integrity)));
    EXPECT_TRUE(CallSeal::of(known(), bound(wire::rpc_auth_level_privacy))->seals());
    EXPECT_FALSE(CallSeal::of(known(), bound(wire::rpc_auth_level_connect)));
    EXPECT_FALSE(CallSeal::of(known(), bound(7)));
    smb::LogonVerdict guest = known();
    guest.has_session_key = false;
    EXPECT_FALSE(CallSeal::of(guest, bound(wire::rpc_auth_level_integrity)));
    smb::LogonVerdict old = known();
    old.ntlm_flags = 0;
    EXPECT_FALSE(CallSeal::of(old, bound(wire::rpc_auth_level_integrity)));
}

TEST(CallSeal, OpensEachPduOnceAndInOrder) {
    auto seal = *CallSeal::of(known(), bound(wire::rpc_auth_level_integrity));
    auto first = signed_request(known());
    // [MS-RPCE] 2.2.2.11: padding of the stub to 16, a trailer of 8, a signature of 16.
    EXPECT_EQ(first.size(), 24u + 16u + 8u + 16u);
    EXPECT_TRUE(seal.open(first));
    EXPECT_FALSE(seal.open(first)) << "the same number again";
}

TEST(CallSeal, CountsFromOneBehindMechanismLists) {
    smb::LogonVerdict verdict = known();
    verdict.signed_lists = true;
    auto seal = *CallSeal::of(verdict, bound(wire::rpc_auth_level_integrity));
    auto pdu = signed_request(verdict, 1);
    EXPECT_TRUE(seal.open(pdu));
}

TEST(CallSeal, RefusesWhatIsNotItsOwn) {
    const auto opens = [](core::ByteVector pdu) {
        return CallSeal::of(known(), bound(wire::rpc_auth_level_integrity))->open(pdu);
    };
    const auto right = signed_request(known());
    ASSERT_TRUE(opens(right));
    for (std::size_t i = 0; i < right.size(); ++i) {
        auto flipped = right;
        flipped[i] ^= 0x01;
        EXPECT_FALSE(opens(flipped)) << "byte " << i;
    }
    for (std::size_t cut = 0; cut < right.size(); ++cut)
        EXPECT_FALSE(opens({right.begin(), right.begin() + static_cast<std::ptrdiff_t>(cut)}));
    EXPECT_FALSE(opens(tests::request_bytes(15, {}))) << "no trailer";
}

}  // namespace
}  // namespace hitme::dialogue::rpc
