// SPDX-License-Identifier: Apache-2.0
// What a ClientHello tells, for the watchers of TLS and of protocols that turn to TLS.
#pragma once

#include "recognition/story_builder.h"
#include "wire/tls.h"

namespace hitme::recognition {

/// "tls.ja3", "tls.ja4", "tls.server_name", "tls.alpn", "tls.version", "tls.ja3_text".
inline void tell_client_hello(StoryBuilder& story, const wire::ClientHello& hello) {
    story.fact("tls.ja3", wire::ja3_of(hello));
    story.fact("tls.ja4", wire::ja4_of(hello));
    story.fact("tls.server_name", hello.server_name);
    for (const std::string& protocol : hello.alpn) story.fact("tls.alpn", protocol);
    story.fact("tls.version", wire::name_of_tls_version(wire::highest_tls_version(hello)));
    story.fact("tls.ja3_text", wire::ja3_text(hello));
}

}  // namespace hitme::recognition
