// SPDX-License-Identifier: Apache-2.0
// Reads a capture (pcap or pcapng; gzip, zstd and tar are read through) and gives its conversations.
#pragma once

#include <string>

#include "core/result.h"
#include "sensor/capture/packet_conversations.h"
#include "sensor/capture/read_file.h"

namespace hitme::sensor {

/// `make` as PacketConversations takes it.
/// Errors   not_found, io; bad_input: the file is no capture; whatever the sink answers.
core::Result<ReadReport> read_conversations(const std::string& path,
                                            const ConversationLimits& limits,
                                            ConversationSink& sink,
                                            const MakeConversation& make = {});

}  // namespace hitme::sensor
