// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smtp_decoy.h"

#include "core/check.h"
#include "support/pieces.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    dialogue::Surroundings surroundings;
    // The first byte chooses the persona.
    const auto personas = dialogue::smtp_personas();
    const std::string_view persona = personas[size == 0 ? 0 : data[0] % personas.size()];
    const core::Bytes bytes = core::Bytes{data, size}.subspan(size == 0 ? 0 : 1);
    dialogue::Output whole;
    const auto session = dialogue::make_smtp(persona, surroundings);
    session->open({}, whole);
    session->receive(bytes, {}, whole);
    // Behind STARTTLS what is said holds OpenSSL's random numbers, and a handshake its memory.
    const bool has_tls = !session->inner_protocol().empty();
    core::check(has_tls || session->memory() <= 32 << 10, "memory is bounded");
    dialogue::Output pieces;
    const auto again = dialogue::make_smtp(persona, surroundings);
    again->open({}, pieces);
    tests::in_pieces(bytes, [&](core::Bytes piece) { again->receive(piece, {}, pieces); });
    core::check(has_tls || (whole.bytes == pieces.bytes && whole.close == pieces.close),
                "pieces do not change the answers");
    core::check(whole.bytes.size() <= dialogue::max_output_per_turn, "output is bounded");
    return 0;
}
