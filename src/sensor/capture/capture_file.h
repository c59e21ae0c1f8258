// SPDX-License-Identifier: Apache-2.0
// A pcap or pcapng file: packets from a stream of bytes, through packet_contacts or packet_conversations, to the sink.
//
// Truncated  a file that ends within a record, or whose records cannot be followed any more, gives what came before;
//            the report says at which record and byte.
#pragma once

#include "core/result.h"
#include "sensor/capture/archive_stream.h"
#include "sensor/capture/packet_conversations.h"
#include "sensor/capture/read_file.h"
#include "sensor/event_sink.h"

namespace hitme::sensor {

enum class CaptureForm : std::uint8_t { pcap, pcapng };

/// Reads the rest of `stream`, which stands at the start of the file. Adds to `report`.
/// Errors   the sink's; io.
core::Result<void> read_capture(ArchiveStream& stream, CaptureForm form, const ReadOptions& options,
                                ReadReport& report, EventSink& sink);

/// The same packets as conversations of both sides. `report.events` counts conversations.
core::Result<void> read_capture_conversations(ArchiveStream& stream, CaptureForm form,
                                              const ConversationLimits& limits, ReadReport& report,
                                              ConversationSink& sink,
                                              const MakeConversation& make = {});

}  // namespace hitme::sensor
