// SPDX-License-Identifier: Apache-2.0
#include "console/export/zeek_intel.h"

#include "core/text.h"

namespace hitme::console {

std::string zeek_field(std::string_view text) {
    if (text.empty()) return "(empty)";
    if (text == "-") return "\\x2d";  // alone it would be an unset field
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (byte >= 0x20 && byte < 0x7f && c != '\\') {
            out += c;
        } else {
            out += "\\x";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

core::Result<void> write_zeek(const Gathering& gathering, const ExportTitle& title,
                              const Sink& sink) {
    const std::string producer =
        zeek_field(title.producer.empty() ? std::string_view("hitme decoys") : title.producer);
    std::string buffer = "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n";
    // Zeek's reader passes over other lines that begin with #.
    if (const auto left_out = gathering.left_out_in_words(); !left_out.empty())
        buffer += "# " + left_out + '\n';
    for (const auto& [address, source] : gathering.by_address()) {
        std::string what = std::to_string(source->contacts) + " connections to decoys; stage " +
                           std::string(event::name_of(source->stage)) + "; last " +
                           core::format_rfc3339(source->last);
        for (const auto number : source->labels) what += "; " + gathering.labels()[number].name;
        if (source->simulated) what = "simulated: " + what;
        buffer += address.is_v4() ? address.to_string() + "\tIntel::ADDR\t"
                                  : address.to_string() + "/64\tIntel::SUBNET\t";
        buffer += producer + '\t' + zeek_field(what) + '\n';
        if (auto passed = pass_on(buffer, sink); !passed) return passed;
    }
    return sink(buffer);
}

}  // namespace hitme::console
