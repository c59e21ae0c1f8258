// SPDX-License-Identifier: Apache-2.0
// A PDU behind a logon whose key is known: as it comes, and signed and sealed as a client would, so that what is inside is read.
#include "dialogue/rpc/call_seal.h"

#include <algorithm>

#include "core/check.h"
#include "wire/ntlmssp.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (size < 2) return 0;
    constexpr std::uint32_t flags = wire::ntlm::flag_extended_session_security |
                                    wire::ntlm::flag_key_exchange | wire::ntlm::flag_128;
    dialogue::smb::LogonVerdict verdict;
    verdict.has_session_key = true;
    verdict.session_key.fill(0x55);
    verdict.ntlm_flags = flags;
    // The first byte chooses the level, the second the size of the fragments.
    const auto level = static_cast<std::uint8_t>(wire::rpc_auth_level_call + data[0] % 4);
    const wire::RpcAuth bound{wire::rpc_auth_ntlm, level, 79231, {}};
    const core::Bytes bytes = core::Bytes(data, size).subspan(2);

    auto server = dialogue::rpc::CallSeal::of(verdict, bound);
    core::check(server.has_value(), "a known key seals");
    core::ByteVector foreign(bytes.begin(), bytes.end());
    server->open(foreign);
    core::check(foreign.size() == bytes.size(), "a PDU keeps its length");

    // What a client seals, the server opens, and what the server seals, the client opens.
    auto opener = dialogue::rpc::CallSeal::of(verdict, bound);
    dialogue::smb::NtlmSeal to_server{verdict.session_key, flags,
                                      dialogue::smb::NtlmDirection::client_to_server};
    dialogue::smb::NtlmSeal to_client{verdict.session_key, flags,
                                      dialogue::smb::NtlmDirection::server_to_client};
    const wire::RpcAuth trailer = opener->trailer();
    core::ByteVector asked;
    wire::encode_rpc_request(asked, 1, 0, 15, bytes, data[1] * 20u, &trailer);
    core::ByteVector answered;
    wire::encode_rpc_response(answered, 1, 0, bytes, data[1] * 20u, &trailer);
    constexpr std::size_t header = 24;
    constexpr std::size_t signature = 16;
    constexpr std::size_t behind = wire::rpc_auth_trailer_bytes + signature;
    const auto each = [](core::ByteVector& pdus, auto take) {
        std::span<std::uint8_t> left{pdus};
        while (!left.empty()) {
            const std::size_t length = wire::decode_rpc_header(left)->fragment_length;
            take(left.first(length));
            left = left.subspan(length);
        }
    };
    const bool seals = opener->seals();
    each(asked, [&](std::span<std::uint8_t> pdu) {
        const core::ByteVector plain(pdu.begin(), pdu.end());
        if (seals) to_server.apply(pdu.subspan(header, pdu.size() - header - behind));
        const auto sum = to_server.signature(core::Bytes(plain).first(plain.size() - signature));
        std::copy(sum.begin(), sum.end(), pdu.end() - signature);
        core::check(opener->open(pdu), "what a client sealed opens");
        core::check(std::equal(plain.begin(), plain.end() - signature, pdu.begin()),
                    "and says the same");
    });
    each(answered, [&](std::span<std::uint8_t> pdu) {
        const core::ByteVector plain(pdu.begin(), pdu.end());
        opener->close(pdu);
        if (seals) to_client.apply(pdu.subspan(header, pdu.size() - header - behind));
        const auto sum = to_client.signature(core::Bytes(plain).first(plain.size() - signature));
        core::check(std::equal(sum.begin(), sum.end(), pdu.end() - signature), "a client believes");
        core::check(std::equal(plain.begin(), plain.end() - signature, pdu.begin()),
                    "and reads the same");
    });
    return 0;
}
