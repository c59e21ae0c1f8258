// SPDX-License-Identifier: Apache-2.0
#include "console/export/stix.h"

#include <algorithm>
#include <array>
#include <set>

#include "console/json_writer.h"
#include "core/name_uuid.h"
#include "core/text.h"

namespace hitme::console {
namespace {

// STIX 2.1 section 2.9: the namespace of deterministic identifiers of observables.
constexpr core::Uuid observables = {0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                                    0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};
// Ours, drawn once: section 2.9 forbids the namespace above for other objects.
constexpr core::Uuid objects = {0x5d, 0x0c, 0x3f, 0x52, 0x8e, 0x21, 0x4b, 0x6b,
                                0xa1, 0x9d, 0x77, 0x42, 0x10, 0x94, 0xc5, 0xe3};
constexpr std::uint64_t most_observed = 999'999'999;  // section 4.14: number_observed
constexpr std::size_t max_text = 256;

std::string id_of(std::string_view type, const core::Uuid& space, std::string_view name) {
    return std::string(type) + "--" + core::to_string(core::name_uuid(space, name));
}
std::string our_id(std::string_view type, std::string_view name) {
    return id_of(type, objects, std::string(type) + ' ' + std::string(name));
}

/// Section 3.2 wants exactly three or more decimals; milliseconds are what every consumer keeps.
std::string timestamp(core::Time at) {
    std::string text = core::format_rfc3339(std::chrono::floor<std::chrono::milliseconds>(at));
    if (text.size() == 20) text.insert(19, ".000");
    return text;
}

class StixWriter {
 public:
    StixWriter(const Gathering& gathering, const ExportTitle& title, const Sink& sink)
        : gathering_(gathering), title_(title), sink_(sink) {
        producer_ =
            title.producer.empty() ? "hitme decoys" : core::printable(title.producer, max_text);
        identity_ = our_id("identity", producer_);
        window_ = timestamp(title.from) + '/' + timestamp(title.to);
    }

    core::Result<void> write() {
        const auto sources = gathering_.by_address();
        buffer_ = R"({"type":"bundle","id":")" + our_id("bundle", identity_ + window_) +
                  R"(","objects":[)";
        identity();
        for (const auto& id : techniques()) attack_pattern(id);
        for (const auto& label : gathering_.labels())
            if (is_implant(label)) malware(label);
        for (const auto& [address, source] : sources) {
            tell(address, *source);
            if (auto passed = pass_on(buffer_, sink_); !passed) return passed;
        }
        if (!sources.empty()) {
            report_begin();
            // The identifiers follow from the addresses, so they need not be kept.
            bool first = true;
            for (const auto& [address, source] : sources) {
                buffer_ += first ? "\"" : ",\"";
                buffer_ += indicator_id(address) + '"';
                first = false;
                if (auto passed = pass_on(buffer_, sink_); !passed) return passed;
            }
            buffer_ += "]}";
        }
        buffer_ += "]}\n";
        return sink_(buffer_);
    }

 private:
    void put(JsonWriter& json) {
        if (!first_) buffer_ += ',';
        first_ = false;
        buffer_ += json.take();
    }
    /// Section 3.2: what every domain and relationship object has.
    void common(JsonWriter& json, std::string_view type, const std::string& id, core::Time created,
                core::Time modified) {
        json.begin_object()
            .key("type")
            .text(type)
            .key("spec_version")
            .text("2.1")
            .key("id")
            .text(id);
        if (type != "identity") json.key("created_by_ref").text(identity_);
        json.key("created").text(timestamp(created)).key("modified").text(timestamp(modified));
    }
    void labels(JsonWriter& json, bool simulated) {
        if (simulated) json.key("labels").begin_array().text("simulated").end_array();
    }
    std::string indicator_id(const core::Address& address) const {
        return our_id("indicator", identity_ + address.to_string());
    }
    std::set<std::string> techniques() const {
        std::set<std::string> ids;
        for (const auto& label : gathering_.labels())
            for (const auto& id : label.attack_ids)
                if (is_technique_id(id)) ids.insert(id);
        return ids;
    }
    static bool is_implant(const GatheredLabel& label) {
        return label.name.find("doublepulsar") != std::string::npos &&
               label.grade == event::Grade::certain;
    }

    void identity() {
        JsonWriter json;
        // The same from one export to the next: its times say nothing.
        const core::Time since = *core::parse_time("2026-01-01T00:00:00Z");
        common(json, "identity", identity_, since, since);
        json.key("name").text(producer_).key("identity_class").text("system").end_object();
        put(json);
    }
    void attack_pattern(const std::string& id) {
        JsonWriter json;
        const core::Time since = *core::parse_time("2026-01-01T00:00:00Z");
        common(json, "attack-pattern", our_id("attack-pattern", id), since, since);
        json.key("name").text(technique_name(id));
        std::string path = id;
        std::replace(path.begin(), path.end(), '.', '/');
        json.key("external_references").begin_array().begin_object();
        json.key("source_name").text("mitre-attack").key("external_id").text(id);
        json.key("url").text("https://attack.mitre.org/techniques/" + path);
        json.end_object().end_array().end_object();
        put(json);
    }
    void malware(const GatheredLabel&) {
        if (malware_told_) return;
        malware_told_ = true;
        JsonWriter json;
        const core::Time since = *core::parse_time("2026-01-01T00:00:00Z");
        common(json, "malware", our_id("malware", "doublepulsar"), since, since);
        json.key("name").text("DoublePulsar").key("is_family").truth(true);
        json.key("malware_types").begin_array().text("backdoor").end_array().end_object();
        put(json);
    }

    void tell(const core::Address& address, const GatheredSource& source) {
        const bool v4 = address.is_v4();
        const std::string value = v4 ? address.to_string() : address.to_string() + "/64";
        // Section 6.10, 6.11: the value alone contributes. Addresses need no escape in JSON.
        const std::string type = v4 ? "ipv4-addr" : "ipv6-addr";
        const std::string observable = id_of(type, observables, R"({"value":")" + value + R"("})");
        JsonWriter json;
        json.begin_object().key("type").text(type).key("spec_version").text("2.1");
        json.key("id").text(observable).key("value").text(value).end_object();
        put(json);

        std::vector<std::string> traffic;
        for (const auto& [signal, contacts] : source.signals) {
            const std::string family = v4 ? "ipv4" : "ipv6";
            // Section 6.12: of the contributing properties those that are there, keys sorted (RFC 8785).
            const std::string id =
                id_of("network-traffic", observables,
                      R"({"dst_port":)" + std::to_string(signal.port) + R"(,"protocols":[")" +
                          family + R"(","tcp"],"src_ref":")" + observable + R"("})");
            json.begin_object().key("type").text("network-traffic").key("spec_version").text("2.1");
            json.key("id").text(id).key("src_ref").text(observable);
            json.key("dst_port").number(signal.port).key("protocols").begin_array().text(family);
            json.text("tcp").end_array().end_object();
            put(json);
            traffic.push_back(id);
        }

        const std::string of_window = address.to_string() + identity_ + window_;
        const std::string observed = our_id("observed-data", of_window);
        common(json, "observed-data", observed, title_.to, title_.to);
        json.key("first_observed").text(timestamp(source.first));
        json.key("last_observed").text(timestamp(source.last));
        json.key("number_observed").number(std::min(source.contacts, most_observed));
        json.key("object_refs").begin_array().text(observable);
        for (const auto& id : traffic) json.text(id);
        json.end_array();
        labels(json, source.simulated);
        json.end_object();
        put(json);

        const std::string indicator = indicator_id(address);
        common(json, "indicator", indicator, source.first, std::max(source.last, source.first));
        json.key("name").text("Contacted decoys: " + value);
        json.key("description").text(description(source));
        json.key("indicator_types").begin_array();
        // indicator-type-ov: an attempt is malicious; a mere contact is anomalous on a decoy.
        json.text(source.stage >= event::Stage::brute_force ? "malicious-activity"
                                                            : "anomalous-activity");
        json.end_array();
        json.key("pattern").text(v4 ? "[ipv4-addr:value = '" + value + "']"
                                    : "[ipv6-addr:value ISSUBSET '" + value + "']");
        json.key("pattern_type").text("stix").key("pattern_version").text("2.1");
        json.key("valid_from").text(timestamp(source.first));
        json.key("valid_until").text(timestamp(source.last + indicator_lives));
        labels(json, source.simulated);
        json.end_object();
        put(json);

        common(json, "sighting", our_id("sighting", of_window), title_.to, title_.to);
        json.key("first_seen").text(timestamp(source.first));
        // Section 5.2: last_seen is not before first_seen.
        json.key("last_seen").text(timestamp(source.last));
        json.key("count").number(std::min(source.contacts, most_observed));
        json.key("sighting_of_ref").text(indicator);
        json.key("observed_data_refs").begin_array().text(observed).end_array();
        json.key("where_sighted_refs").begin_array().text(identity_).end_array();
        labels(json, source.simulated);
        json.end_object();
        put(json);

        std::set<std::string> indicated;
        for (const auto number : source.labels) {
            const GatheredLabel& label = gathering_.labels()[number];
            for (const auto& id : label.attack_ids)
                if (is_technique_id(id)) indicated.insert(our_id("attack-pattern", id));
            if (is_implant(label)) indicated.insert(our_id("malware", "doublepulsar"));
        }
        for (const auto& target : indicated) {
            common(json, "relationship", our_id("relationship", indicator + target), source.first,
                   source.first);
            json.key("relationship_type").text("indicates");
            json.key("source_ref").text(indicator).key("target_ref").text(target).end_object();
            put(json);
        }
    }

    std::string description(const GatheredSource& source) const {
        std::string text = std::to_string(source.contacts) +
                           " completed connections to decoys, on " +
                           std::to_string(source.sensors.size()) +
                           (source.sensors.size() == 1 ? " sensor" : " sensors") +
                           "; furthest stage: " + std::string(event::name_of(source.stage)) + '.';
        if (!source.labels.empty()) {
            text += " Recognised: ";
            bool first = true;
            for (const auto number : source.labels) {
                const GatheredLabel& label = gathering_.labels()[number];
                text += (first ? "" : ", ") + core::printable(label.name, max_text) + " (" +
                        std::string(event::name_of(label.grade)) + ')';
                first = false;
            }
            text += '.';
        }
        return text;
    }

    void report_begin() {
        JsonWriter json;
        common(json, "report", our_id("report", identity_ + window_), title_.to, title_.to);
        json.key("name").text("Sources that contacted decoys, " + timestamp(title_.from) + " to " +
                              timestamp(title_.to));
        if (const auto left_out = gathering_.left_out_in_words(); !left_out.empty())
            json.key("description").text(left_out);
        json.key("report_types").begin_array().text("indicator").end_array();
        json.key("published").text(timestamp(title_.to));
        labels(json, gathering_.simulated());
        json.key("object_refs").begin_array();
        put(json);
    }

    const Gathering& gathering_;
    const ExportTitle& title_;
    const Sink& sink_;
    std::string producer_;
    std::string identity_;
    std::string window_;
    std::string buffer_;
    bool first_ = true;
    bool malware_told_ = false;
};

}  // namespace

bool is_technique_id(std::string_view id) {
    const auto digits = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (id.size() != 5 && id.size() != 9) return false;
    if (id[0] != 'T' || !digits(id.substr(1, 4))) return false;
    return id.size() == 5 || (id[5] == '.' && digits(id.substr(6)));
}

std::string_view technique_name(std::string_view id) {
    // ATT&CK for Enterprise, version 17: the techniques that rules of recognition/ name.
    struct Named {
        std::string_view id;
        std::string_view name;
    };
    static constexpr std::array names = {
        Named{"T1003.002", "OS Credential Dumping: Security Account Manager"},
        Named{"T1007", "System Service Discovery"},
        Named{"T1012", "Query Registry"},
        Named{"T1018", "Remote System Discovery"},
        Named{"T1021.002", "Remote Services: SMB/Windows Admin Shares"},
        Named{"T1033", "System Owner/User Discovery"},
        Named{"T1046", "Network Service Discovery"},
        Named{"T1053.002", "Scheduled Task/Job: At"},
        Named{"T1053.003", "Scheduled Task/Job: Cron"},
        Named{"T1053.005", "Scheduled Task/Job: Scheduled Task"},
        Named{"T1059", "Command and Scripting Interpreter"},
        Named{"T1059.004", "Command and Scripting Interpreter: Unix Shell"},
        Named{"T1059.011", "Command and Scripting Interpreter: Lua"},
        Named{"T1069", "Permission Groups Discovery"},
        Named{"T1069.001", "Permission Groups Discovery: Local Groups"},
        Named{"T1069.002", "Permission Groups Discovery: Domain Groups"},
        Named{"T1078.001", "Valid Accounts: Default Accounts"},
        Named{"T1082", "System Information Discovery"},
        Named{"T1083", "File and Directory Discovery"},
        Named{"T1087", "Account Discovery"},
        Named{"T1087.001", "Account Discovery: Local Account"},
        Named{"T1087.002", "Account Discovery: Domain Account"},
        Named{"T1090", "Proxy"},
        Named{"T1098", "Account Manipulation"},
        Named{"T1098.004", "Account Manipulation: SSH Authorized Keys"},
        Named{"T1105", "Ingress Tool Transfer"},
        Named{"T1110", "Brute Force"},
        Named{"T1110.001", "Brute Force: Password Guessing"},
        Named{"T1110.003", "Brute Force: Password Spraying"},
        Named{"T1129", "Shared Modules"},
        Named{"T1135", "Network Share Discovery"},
        Named{"T1136", "Create Account"},
        Named{"T1136.002", "Create Account: Domain Account"},
        Named{"T1187", "Forced Authentication"},
        Named{"T1190", "Exploit Public-Facing Application"},
        Named{"T1201", "Password Policy Discovery"},
        Named{"T1210", "Exploitation of Remote Services"},
        Named{"T1482", "Domain Trust Discovery"},
        Named{"T1489", "Service Stop"},
        Named{"T1498.002", "Network Denial of Service: Reflection Amplification"},
        Named{"T1505.001", "Server Software Component: SQL Stored Procedures"},
        Named{"T1505.003", "Server Software Component: Web Shell"},
        Named{"T1543.003", "Create or Modify System Process: Windows Service"},
        Named{"T1547.001", "Boot or Logon Autostart Execution: Registry Run Keys / Startup Folder"},
        Named{"T1547.012", "Boot or Logon Autostart Execution: Print Processors"},
        Named{"T1552.001", "Unsecured Credentials: Credentials In Files"},
        Named{"T1569.002", "System Services: Service Execution"},
        Named{"T1570", "Lateral Tool Transfer"},
        Named{"T1588.005", "Obtain Capabilities: Exploits"},
        Named{"T1595", "Active Scanning"},
        Named{"T1595.002", "Active Scanning: Vulnerability Scanning"},
        Named{"T1595.003", "Active Scanning: Wordlist Scanning"},
    };
    for (const auto& one : names)
        if (one.id == id) return one.name;
    return id;
}

core::Result<void> write_stix(const Gathering& gathering, const ExportTitle& title,
                              const Sink& sink) {
    return StixWriter{gathering, title, sink}.write();
}

}  // namespace hitme::console
