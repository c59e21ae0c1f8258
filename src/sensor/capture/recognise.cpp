// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/recognise.h"

#include <algorithm>

#include "sensor/capture/csv.h"
#include "sensor/capture/dshield.h"
#include "sensor/capture/json_fields.h"
#include "wire/pcap.h"

namespace hitme::sensor {
namespace {

FileForm form_of_object(const boost::json::object& object) {
    if (!text_field(object, "kind").empty()) return FileForm::json_lines;
    if (text_field(object, "eventid").starts_with("cowrie.")) return FileForm::cowrie;
    if (object.contains("logtype") && object.contains("src_host")) return FileForm::opencanary;
    if (object.contains("connection") && object.contains("src_ip")) return FileForm::dionaea;
    return FileForm::unknown;
}

}  // namespace

FileForm recognise_form(core::Bytes start) {
    if (start.empty()) return FileForm::empty;
    const auto pcap = wire::decode_pcap_header(start, core::Input::open);
    if (pcap || (pcap.error().fault == core::Fault::need_more && pcap.error().offset >= 4))
        return FileForm::pcap;
    constexpr std::uint8_t section[] = {0x0A, 0x0D, 0x0D, 0x0A};  // pcapng section 4.1
    if (start.size() >= 4 && std::equal(start.begin(), start.begin() + 4, section))
        return FileForm::pcapng;

    std::string_view text = core::as_text(start);
    for (int lines = 0; lines < recognise_lines && !text.empty(); ++lines) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#') || holds_nothing(line)) continue;
        if (const auto object = parse_object(line)) {
            const FileForm form = form_of_object(*object);
            if (form != FileForm::unknown) return form;
            continue;
        }
        if (looks_like_dshield(line)) return FileForm::dshield;
        if (CsvForm::from_header(line)) return FileForm::csv;
        if (line.front() != '{' && line.front() != '[') return FileForm::unknown;
    }
    return FileForm::unknown;
}

}  // namespace hitme::sensor
