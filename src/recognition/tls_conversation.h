// SPDX-License-Identifier: Apache-2.0
// TLS: the client's fingerprints and what it asks for in clear.
//
// Told     tls.ja3, tls.ja3_text, tls.ja4, tls.server_name, tls.alpn, tls.version, tls.server_version.
// Labels   a heartbeat request whose payload length lies past its record, in clear: CVE-2014-0160, certain.
// Bounds   max_client_hello, then one record.
#pragma once

#include "recognition/conversation.h"

namespace hitme::recognition {

std::unique_ptr<Conversation> watch_tls();

}  // namespace hitme::recognition
