// SPDX-License-Identifier: Apache-2.0
#include "wire/ntlmssp.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    (void)wire::ntlm_message_type({data, size});
    (void)wire::decode_ntlm_negotiate({data, size});
    if (const auto challenge = wire::decode_ntlm_challenge({data, size})) {
        (void)wire::decode_av_pairs(challenge->target_info);
        const auto out = wire::encode_ntlm_challenge(*challenge);
        core::check(wire::decode_ntlm_challenge(out)->challenge == challenge->challenge,
                    "a challenge reads back");
    }
    if (const auto last = wire::decode_ntlm_authenticate({data, size}))
        core::check(!last->mic_offset || *last->mic_offset + 16 <= size, "the MIC lies inside");
    return 0;
}
