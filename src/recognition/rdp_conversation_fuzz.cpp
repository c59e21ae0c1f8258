// SPDX-License-Identifier: Apache-2.0
#include "recognition/rdp_conversation.h"

#include "core/check.h"
#include "support/pieces.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    // The first byte says how many of the others are the client's; the rest is the server's.
    const core::Bytes bytes = core::Bytes{data, size}.subspan(size == 0 ? 0 : 1);
    const std::size_t clients = size == 0 ? 0 : bytes.size() * data[0] / 255;
    const core::Bytes client = bytes.first(clients);
    const core::Bytes server = bytes.subspan(clients);
    const auto whole = recognition::watch_rdp();
    whole->client(client, {});
    whole->server(server, {});
    whole->finish();
    const recognition::Story story = whole->story();
    core::check(whole->memory() <= 1 << 20, "memory is bounded");
    core::check(!story.sentence.empty() && story.operations.size() <= recognition::max_operations,
                "a story is told and bounded");
    const auto pieces = recognition::watch_rdp();
    tests::in_pieces(client, [&](core::Bytes piece) { pieces->client(piece, {}); });
    tests::in_pieces(server, [&](core::Bytes piece) { pieces->server(piece, {}); });
    pieces->finish();
    core::check(
        pieces->story().sentence == story.sentence && pieces->story().stages == story.stages,
        "pieces do not change the story");
    return 0;
}
