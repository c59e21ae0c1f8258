// SPDX-License-Identifier: Apache-2.0
// A PDU behind a logon whose key is known: as it comes, and signed and sealed as a client would, so that what is inside is read.
#include "dialogue/rpc/call_seal.h"

#include <algorithm>
#include <vector>

#include "core/check.h"
#include "wire/ntlmssp.h"

namespace {

using namespace hitme;
using dialogue::rpc::CallSeal;
using dialogue::smb::NtlmDirection;
using dialogue::smb::NtlmSeal;

constexpr std::uint32_t flags = wire::ntlm::flag_extended_session_security |
                                wire::ntlm::flag_key_exchange | wire::ntlm::flag_128;

dialogue::smb::LogonVerdict known_key() {
    dialogue::smb::LogonVerdict verdict;
    verdict.has_session_key = true;
    verdict.session_key.fill(0x55);
    verdict.ntlm_flags = flags;
    return verdict;
}

/// A seal that has seen nothing: copied for each use, since its key and level are constant and its ciphers' beginning costs more
/// than a short PDU.
CallSeal fresh(std::size_t level) {
    static const auto all = [] {
        std::vector<CallSeal> seals;
        for (std::uint8_t i = 0; i < 4; ++i) {
            const auto each = static_cast<std::uint8_t>(wire::rpc_auth_level_call + i);
            const auto seal = CallSeal::of(known_key(), {wire::rpc_auth_ntlm, each, 79231, {}});
            core::check(seal.has_value(), "a known key seals");
            seals.push_back(*seal);
        }
        return seals;
    }();
    return all[level];
}

NtlmSeal fresh_client(NtlmDirection direction) {
    static const NtlmSeal to_server{known_key().session_key, flags,
                                    NtlmDirection::client_to_server};
    static const NtlmSeal to_client{known_key().session_key, flags,
                                    NtlmDirection::server_to_client};
    return direction == NtlmDirection::client_to_server ? to_server : to_client;
}

/// Calls `take` for each PDU in turn, in place.
template <class Take>
void each_pdu(core::ByteVector& pdus, const Take& take) {
    std::span<std::uint8_t> left{pdus};
    while (!left.empty()) {
        const std::size_t length = wire::decode_rpc_header(left)->fragment_length;
        take(left.first(length));
        left = left.subspan(length);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    // The first byte chooses the level, the second the size of the fragments.
    const std::size_t level = data[0] % 4;
    const core::Bytes bytes = core::Bytes(data, size).subspan(2);

    auto server = fresh(level);
    core::ByteVector foreign(bytes.begin(), bytes.end());
    server.open(foreign);
    core::check(foreign.size() == bytes.size(), "a PDU keeps its length");

    // What a client seals, the server opens, and what the server seals, the client opens. A few fragments try the numbers and the
    // ciphers' places as thousands would, and a stub longer than a fragment is only more of them.
    constexpr std::size_t longest_stub = 8 << 10;
    constexpr std::size_t most_fragments = 16;
    const core::Bytes stub = bytes.first(std::min(bytes.size(), longest_stub));
    const std::size_t fragment = std::max<std::size_t>(data[1] * 20u, stub.size() / most_fragments);
    auto opener = fresh(level);
    auto to_server = fresh_client(NtlmDirection::client_to_server);
    auto to_client = fresh_client(NtlmDirection::server_to_client);
    const wire::RpcAuth trailer = opener.trailer();
    core::ByteVector asked;
    wire::encode_rpc_request(asked, 1, 0, 15, stub, fragment, &trailer);
    core::ByteVector answered;
    wire::encode_rpc_response(answered, 1, 0, stub, fragment, &trailer);
    constexpr std::size_t header = 24;
    constexpr std::size_t signature = 16;
    constexpr std::size_t behind = wire::rpc_auth_trailer_bytes + signature;
    const bool seals = opener.seals();
    each_pdu(asked, [&](std::span<std::uint8_t> pdu) {
        const core::ByteVector plain(pdu.begin(), pdu.end());
        if (seals) to_server.apply(pdu.subspan(header, pdu.size() - header - behind));
        const auto sum = to_server.signature(core::Bytes(plain).first(plain.size() - signature));
        std::copy(sum.begin(), sum.end(), pdu.end() - signature);
        core::check(opener.open(pdu), "what a client sealed opens");
        core::check(std::equal(plain.begin(), plain.end() - signature, pdu.begin()),
                    "and says the same");
    });
    each_pdu(answered, [&](std::span<std::uint8_t> pdu) {
        const core::ByteVector plain(pdu.begin(), pdu.end());
        opener.close(pdu);
        if (seals) to_client.apply(pdu.subspan(header, pdu.size() - header - behind));
        const auto sum = to_client.signature(core::Bytes(plain).first(plain.size() - signature));
        core::check(std::equal(sum.begin(), sum.end(), pdu.end() - signature), "a client believes");
        core::check(std::equal(plain.begin(), plain.end() - signature, pdu.begin()),
                    "and reads the same");
    });
    return 0;
}
