// SPDX-License-Identifier: Apache-2.0
// The https decoy up to the end of the handshake: records of a client, from the first byte on. A stranger's bytes that are made up get
// no further, since the end of a handshake proves that its keys are known; what is inside the tunnel is the http decoy, whose target
// gives it the same bytes in clear. Key and certificate are made once (a fifth of a second).
#include "dialogue/tls_decoy.h"

#include "core/check.h"
#include "support/pieces.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const core::Bytes bytes{data, size};
    dialogue::Surroundings surroundings;
    dialogue::Output whole;
    const auto session = dialogue::make_https_session("", surroundings);
    session->open({}, whole);
    session->receive(bytes, {}, whole);
    core::check(session->memory() <= 4 * size + (512 << 10), "memory is bounded");
    dialogue::Output pieces;
    const auto again = dialogue::make_https_session("", surroundings);
    again->open({}, pieces);
    tests::in_pieces(bytes, [&](core::Bytes piece) { again->receive(piece, {}, pieces); });
    // OpenSSL draws its own random numbers: the lengths of answers may differ, their end does not.
    core::check(whole.close == pieces.close, "pieces do not change the end");
    core::check(whole.bytes.size() <= dialogue::max_output_per_turn, "output is bounded");
    return 0;
}
