// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mssql_decoy.h"

#include "core/check.h"
#include "support/pieces.h"
#include "wire/tds.h"

namespace {

/// Whether a server's packet carries TLS: OpenSSL draws its own random numbers, so that two sessions say other bytes.
bool has_handshake(hitme::core::Bytes bytes) {
    while (const auto packet = hitme::wire::take_tds_packet(bytes)) {
        if (packet->type == hitme::wire::TdsType::prelogin) return true;
        bytes = bytes.subspan(packet->consumed);
    }
    return false;
}

}  // namespace

// Clear text inside of TLS is not reached by made-up bytes: it is read by what reads a login in clear, which is reached.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    dialogue::Surroundings surroundings;
    // The first byte chooses the persona.
    const auto personas = dialogue::mssql_personas();
    const std::string_view persona = personas[size == 0 ? 0 : data[0] % personas.size()];
    const core::Bytes bytes = core::Bytes{data, size}.subspan(size == 0 ? 0 : 1);
    dialogue::Output whole;
    const auto session = dialogue::make_mssql_session(persona, surroundings);
    session->open({}, whole);
    session->receive(bytes, {}, whole);
    core::check(session->memory() <= 4 * size + (256 << 10), "memory is bounded");
    dialogue::Output pieces;
    const auto again = dialogue::make_mssql_session(persona, surroundings);
    again->open({}, pieces);
    tests::in_pieces(bytes, [&](core::Bytes piece) { again->receive(piece, {}, pieces); });
    core::check(whole.close == pieces.close, "pieces do not change the end");
    const bool has_tls = has_handshake(whole.bytes);
    core::check(has_tls == has_handshake(pieces.bytes), "nor whether TLS is spoken");
    core::check(has_tls || whole.bytes == pieces.bytes, "nor the answers");
    core::check(whole.bytes.size() <= dialogue::max_output_per_turn, "output is bounded");
    return 0;
}
