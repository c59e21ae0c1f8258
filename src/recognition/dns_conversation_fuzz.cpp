// SPDX-License-Identifier: Apache-2.0
#include "recognition/dns_conversation.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    // The first byte says how many of the others are the client's; the rest is the server's.
    const core::Bytes bytes = core::Bytes{data, size}.subspan(size == 0 ? 0 : 1);
    const std::size_t clients = size == 0 ? 0 : bytes.size() * data[0] / 255;
    const core::Bytes client = bytes.first(clients);
    const core::Bytes server = bytes.subspan(clients);
    recognition::DnsConversation whole;
    whole.client(client, {});
    whole.server(server, {});
    whole.finish();
    const recognition::Story story = whole.story();
    core::check(whole.memory() <= 512 << 10, "memory is bounded");
    core::check(!story.sentence.empty() && story.operations.size() <= recognition::max_operations,
                "a story is told and bounded");
    return 0;
}
