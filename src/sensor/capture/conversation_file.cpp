// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/conversation_file.h"

#include "sensor/capture/archive_stream.h"
#include "sensor/capture/capture_file.h"
#include "sensor/capture/recognise.h"

namespace hitme::sensor {

core::Result<ReadReport> read_conversations(const std::string& path,
                                            const ConversationLimits& limits,
                                            ConversationSink& sink, const MakeConversation& make) {
    ReadReport report;
    report.file = path;
    auto opened = ArchiveStream::open(path);
    if (!opened) return opened.error();
    ArchiveStream& stream = **opened;
    std::uint64_t captures = 0;
    std::uint64_t others = 0;
    while (true) {
        auto entry = stream.next_entry();
        if (!entry) return entry.error();
        if (!*entry) break;
        while (stream.view().size() < recognise_bytes) {
            auto grown = stream.grow();
            if (!grown) return grown.error();
            if (!*grown) break;
        }
        const FileForm form = recognise_form(stream.view());
        if (form != FileForm::pcap && form != FileForm::pcapng) {
            if (form != FileForm::empty) ++others;
            continue;
        }
        ++captures;
        report.format = form == FileForm::pcap ? "pcap" : "pcapng";
        auto done = read_capture_conversations(
            stream, form == FileForm::pcap ? CaptureForm::pcap : CaptureForm::pcapng, limits,
            report, sink, make);
        if (!done) return done.error();
    }
    if (captures == 0 && others > 0)
        return core::error(core::ErrorCode::bad_input, path + ": not a capture (pcap or pcapng)");
    if (others > 0) report.skipped["unknown_file"] += others;
    if (!stream.truncated().empty())
        report.truncated += (report.truncated.empty() ? "" : "; ") + stream.truncated();
    return report;
}

}  // namespace hitme::sensor
