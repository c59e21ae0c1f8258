// SPDX-License-Identifier: Apache-2.0
#include "console/export/misp.h"

#include <set>

#include "console/json_writer.h"
#include "core/name_uuid.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr core::Uuid space = {0x5d, 0x0c, 0x3f, 0x52, 0x8e, 0x21, 0x4b, 0x6b,
                              0xa1, 0x9d, 0x77, 0x42, 0x10, 0x94, 0xc5, 0xe4};
constexpr std::size_t max_text = 256;

std::string uuid_of(std::string_view name) {
    return core::to_string(core::name_uuid(space, name));
}
/// MISP writes whole seconds as strings.
std::string seconds_of(core::Time at) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
}
std::string comment_of(const Gathering& gathering, const GatheredSource& source) {
    std::string text = std::to_string(source.contacts) + " completed connections to decoys on ";
    bool first = true;
    for (const auto& [signal, contacts] : source.signals) {
        text += (first ? "" : ", ") + signal.to_string();
        first = false;
    }
    text += "; furthest stage: " + std::string(event::name_of(source.stage));
    std::set<std::string> techniques;
    first = true;
    for (const auto number : source.labels) {
        const auto& label = gathering.labels()[number];
        text += (first ? "; recognised: " : ", ") + core::printable(label.name, max_text);
        first = false;
        for (const auto& id : label.attack_ids)
            if (is_technique_id(id)) techniques.insert(id);
    }
    for (const auto& id : techniques)
        text += (id == *techniques.begin() ? "; ATT&CK: " : ", ") + id;
    return text;
}

}  // namespace

core::Result<void> write_misp(const Gathering& gathering, const ExportTitle& title,
                              const Sink& sink) {
    const std::string producer =
        title.producer.empty() ? "hitme decoys" : core::printable(title.producer, max_text);
    const std::string window =
        core::format_rfc3339(title.from) + '/' + core::format_rfc3339(title.to);
    const std::string event = uuid_of(producer + ' ' + window);
    JsonWriter json;
    json.begin_object().key("Event").begin_object();
    const std::string left_out = gathering.left_out_in_words();
    json.key("uuid").text(event).key("info");
    json.text("Sources that contacted decoys, " + window +
              (left_out.empty() ? "" : "; " + left_out));
    json.key("date").text(core::format_day(core::day_of(title.to)));
    // 3: low; analysis 2: completed; both by the format's numbers.
    json.key("threat_level_id").text("3").key("analysis").text("2");
    json.key("timestamp").text(seconds_of(title.to)).key("published").truth(false);
    json.key("distribution").text("0");
    json.key("Orgc").begin_object().key("name").text(producer);
    json.key("uuid").text(uuid_of("org " + producer)).end_object();
    json.key("Tag").begin_array();
    if (gathering.simulated()) json.begin_object().key("name").text("hitme:simulated").end_object();
    json.end_array().key("Attribute").begin_array();
    std::string buffer = json.take();

    bool first = true;
    for (const auto& [address, source] : gathering.by_address()) {
        const std::string value =
            address.is_v4() ? address.to_string() : address.to_string() + "/64";
        if (!first) buffer += ',';
        first = false;
        json.begin_object().key("uuid").text(uuid_of(event + ' ' + value));
        json.key("type").text("ip-src").key("category").text("Network activity");
        json.key("value").text(value);
        // Only what tried something is for detection; a mere scan is context.
        json.key("to_ids").truth(source->stage >= event::Stage::brute_force);
        json.key("comment").text(comment_of(gathering, *source));
        json.key("timestamp").text(seconds_of(source->last));
        json.key("first_seen").time(source->first).key("last_seen").time(source->last);
        json.key("distribution").text("5").end_object();  // 5: as the event
        buffer += json.take();
        if (auto passed = pass_on(buffer, sink); !passed) return passed;
    }
    buffer += "]}}\n";
    return sink(buffer);
}

}  // namespace hitme::console
