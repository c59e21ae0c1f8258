// SPDX-License-Identifier: Apache-2.0
#include "console/export/share_package.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "console/json_writer.h"
#include "console/markup.h"
#include "core/digest.h"
#include "core/text.h"

namespace hitme::console {
namespace {

using std::chrono::milliseconds;

constexpr core::Duration series_bin = std::chrono::hours{1};

struct Column {
    std::string_view name;
    std::string_view type;  ///< of Frictionless Table Schema
    std::string_view description;
};
constexpr std::array series_columns = {
    Column{"hour", "datetime", "start of the hour, UTC"},
    Column{"contacts", "integer",
           "connections that prove their source's address, or of a log that says nothing of it"},
    Column{"hosts", "integer", "distinct sources in the hour; IPv6 by /64"},
    Column{"new_hosts", "integer", "sources that were not seen in the 24 h before"},
    Column{"listening_share", "number",
           "share of the sensors' time in which they listened, by heartbeats; empty: not known"},
};
constexpr std::array contact_columns = {
    Column{"time_ms", "integer", "Unix time in milliseconds, cut"},
    Column{"sensor", "string", "which sensor"},
    Column{"src", "string", "the source; IPv6 by /64"},
};

struct Hour {
    std::uint64_t contacts = 0;
    std::unordered_set<core::Address, core::AddressHash> hosts;
    std::uint64_t newcomers = 0;
};

std::int64_t ms_of(core::Time at) {
    return std::chrono::floor<milliseconds>(at.time_since_epoch()).count();
}

core::Time cut(core::Time at) {
    return core::Time{milliseconds{ms_of(at)}};
}

/// Stream files quote nothing, so a name with anything else is none for them.
bool is_plain(std::string_view name) {
    return !name.empty() && name.size() <= max_package_text_bytes &&
           std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
           });
}

std::string numbered(std::size_t index) {
    return (index + 1 < 10 ? "sensor-0" : "sensor-") + std::to_string(index + 1);
}

core::Address network_of(const core::Address& source) {
    return core::Prefix::of(source, source.is_v4() ? 32 : 64).address;
}

/// Share of [from, to) in which the sensors listened; nothing where no heartbeat is known.
std::optional<double> listening_share(const analytics::Uptimes& uptimes, core::Time from,
                                      core::Time to) {
    if (uptimes.empty() || to <= from) return std::nullopt;
    core::Duration listened{};
    for (const auto& spans : uptimes)
        for (const auto& span : spans)
            listened +=
                std::max(std::min(span.to, to) - std::max(span.from, from), core::Duration::zero());
    return std::chrono::duration<double>(listened) /
           (std::chrono::duration<double>(to - from) * static_cast<double>(uptimes.size()));
}

std::string short_number(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 4);
    return {text, end.ptr};
}

std::string series_text(const PackageContents& contents) {
    std::map<core::Time, Hour> hours;
    for (core::Time at = core::bin_of(contents.data_from, series_bin); at < contents.to;
         at += series_bin)
        hours.emplace_hint(hours.end(), at, Hour{});
    for (const auto& contact : contents.contacts) {
        auto& hour = hours[core::bin_of(contact.at, series_bin)];
        ++hour.contacts;
        hour.hosts.insert(contact.source);
        if (contact.is_new) ++hour.newcomers;
    }
    std::string text = "hour,contacts,hosts,new_hosts,listening_share\n";
    for (const auto& [at, hour] : hours) {
        const auto share = listening_share(contents.uptimes, std::max(at, contents.data_from),
                                           std::min(at + series_bin, contents.to));
        text += core::format_rfc3339(at) + ',' + std::to_string(hour.contacts) + ',' +
                std::to_string(hour.hosts.size()) + ',' + std::to_string(hour.newcomers) + ',' +
                (share ? short_number(*share) : std::string()) + '\n';
    }
    return text;
}

std::string contacts_text(const PackageContents& contents) {
    std::string text = "time_ms,sensor,src\n";
    for (const auto& contact : contents.contacts)
        text += std::to_string(ms_of(contact.at)) + ',' + contents.sensors[contact.sensor] + ',' +
                contact.source.to_string() + '\n';
    return text;
}

std::string streams_text(const PackageContents& contents, const std::string& name) {
    JsonWriter json;
    const auto whole = [&json](core::Time at) { json.raw(std::to_string(ms_of(at))); };
    json.begin_object().key(name).begin_object();
    json.key("t0_ms");
    whole(contents.judged_from);
    json.key("now_ms");
    whole(contents.to);
    if (!contents.uptimes.empty()) {
        json.key("uptime_ms").begin_object();
        for (std::size_t i = 0; i < contents.uptimes.size(); ++i) {
            json.key(contents.sensors[i]).begin_array();
            for (const auto& span : contents.uptimes[i]) {
                json.begin_array();
                whole(span.from);
                whole(span.to);
                json.end_array();
            }
            json.end_array();
        }
        json.end_object();
    }
    json.end_object().end_object();
    return json.take() + "\n";
}

std::string in_markdown(std::string_view words) {
    return escape_markdown(plain_line(words));
}

std::string credits_text(const PackageContents& contents, const PackageQuestion& question) {
    std::string text = "# Credits\n\n## The data\n\n";
    text += question.producer.empty() ? "Whoever made this package did not give a name.\n"
                                      : "Gathered by " + in_markdown(question.producer) + ".\n";
    for (const auto& credit : question.credits) text += "\n- " + in_markdown(credit);
    if (!question.credits.empty()) text += '\n';
    text += "\n## What others said of " + in_markdown(question.signal.to_string()) + "\n\n";
    if (contents.claims.empty()) text += "Nothing is in the ledger.\n";
    for (const auto& claim : contents.claims) {
        text += "- " + in_markdown(claim.who) + ", " + core::format_rfc3339(claim.said_at) + " (" +
                std::string(name_of(claim.grade)) + ", " + std::string(name_of(claim.fate)) +
                "): \"" + in_markdown(claim.quote) + "\"";
        if (!claim.link.empty()) text += " " + in_markdown(claim.link);
        if (!claim.credit.empty()) text += " Credit: " + in_markdown(claim.credit) + ".";
        text += '\n';
    }
    return text;
}

std::string_view sources_sentence(SharedSources policy, bool key_is_kept) {
    switch (policy) {
        case SharedSources::full:
            return "Sources are the addresses that were seen.";
        case SharedSources::none:
            return "No source is in this package, renamed or not, so nothing can be judged again "
                   "from it: series.csv is all that can be plotted.";
        case SharedSources::anonymised:
            break;
    }
    return key_is_kept
               ? "Sources are renamed by Crypto-PAn (Xu, Fan, Ammar, Moon, 2002; AES-128) under a "
                 "key that the maker keeps: two that share their first n bits share n bits in "
                 "their new names, here and in other packages under that key. Sensors are numbers."
               : "Sources are renamed by Crypto-PAn (Xu, Fan, Ammar, Moon, 2002; AES-128) under a "
                 "key that was made for this package and thrown away: two that share their first "
                 "n bits share n bits in their new names. Sensors are numbers.";
}

std::string readme_text(const PackageContents& contents, const PackageQuestion& question,
                        const std::string& name) {
    std::string text = "# " + question.signal.to_string() + ", seen by decoys\n\n";
    if (contents.simulated) text += "**Simulated: nothing of this happened.**\n\n";
    text += "Data from " + core::format_rfc3339(contents.data_from) + " to " +
            core::format_rfc3339(contents.to) + "; judged from " +
            core::format_rfc3339(contents.judged_from) + " on. Made " +
            core::format_rfc3339(contents.made_at) + ". " +
            std::to_string(contents.contacts.size()) + " contacts, " +
            std::to_string(contents.sensors.size()) + " sensors.\n\n";
    const auto share = listening_share(contents.uptimes, contents.judged_from, contents.to);
    text += share ? "Sensors listened for " + short_number(*share * 100) +
                        " % of the judged time, by their heartbeats.\n\n"
                  : "When sensors listened is not known.\n\n";
    text +=
        "A contact is a connection whose source's address is proved by a finished handshake, or a "
        "line of a log that says nothing of handshakes.";
    if (contents.unverified > 0)
        text += " " + std::to_string(contents.unverified) +
                " others of this signal prove none and are left out.";
    text += "\n\n";
    text += sources_sentence(question.sources, question.key.has_value());
    text += "\n\nLicence: ";
    text += question.licence.empty() ? "none was given; ask before passing it on"
                                     : in_markdown(question.licence);
    text +=
        ".\n\n| file | what |\n|---|---|\n| datapackage.json | columns, sizes, SHA-256 of each "
        "file, in the form of Frictionless Data Package 1.0 |\n| series.csv | hours |\n";
    if (question.sources != SharedSources::none)
        text += "| " + name +
                ".csv.gz | each contact |\n| streams.json | when sensors listened "
                "(`uptime_ms`), the judged window (`t0_ms`, `now_ms`) |\n";
    text +=
        "| verdicts.jsonl | what was found, with window, coverage and method |\n| CREDITS.md | who "
        "gathered this, and what others said |\n";
    if (question.sources != SharedSources::none)
        text +=
            "\nJudge it again, with any copy of hitme, in the folder above this one:\n\n"
            "    hitme judge growth --batch " +
            package_folder(question.signal, contents.to) +
            " --json\n\nThe answer is the line of verdicts.jsonl whose method begins with "
            "`growth`, byte for byte where the method's version is the same.\n";
    return text;
}

void put_columns(JsonWriter& json, std::span<const Column> columns) {
    json.key("profile").text("tabular-data-resource");
    json.key("schema").begin_object().key("fields").begin_array();
    for (const auto& column : columns)
        json.begin_object()
            .key("name")
            .text(column.name)
            .key("type")
            .text(column.type)
            .key("description")
            .text(column.description)
            .end_object();
    json.end_array().key("missingValues").begin_array().text("").end_array().end_object();
}

std::string_view media_type(std::string_view path) {
    if (path.ends_with(".json")) return "application/json";
    if (path.ends_with(".jsonl")) return "application/x-ndjson";
    if (path.ends_with(".md")) return "text/markdown";
    return "text/csv";
}

/// Names of packages and resources are in lower case (Data Package 1.0, Data Resource 1.0).
std::string descriptor_name(std::string name) {
    std::ranges::transform(name, name.begin(), [](char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return name;
}

std::string datapackage_text(const PackageContents& contents, const PackageQuestion& question,
                             const std::vector<PackageFile>& files) {
    JsonWriter json;
    json.begin_object().key("profile").text("data-package");
    json.key("name").text(descriptor_name(package_folder(question.signal, contents.to)));
    json.key("title").text(question.signal.to_string() + ", seen by decoys");
    json.key("created").time(contents.made_at).key("simulated").truth(contents.simulated);
    if (!question.licence.empty())
        json.key("licenses")
            .begin_array()
            .begin_object()
            .key("name")
            .text(question.licence)
            .end_object()
            .end_array();
    json.key("contributors").begin_array();
    const auto contributor = [&json](std::string_view title, std::string_view role) {
        json.begin_object().key("title").text(title).key("role").text(role).end_object();
    };
    if (!question.producer.empty()) contributor(question.producer, "publisher");
    for (const auto& credit : question.credits) contributor(credit, "contributor");
    json.end_array();
    json.key("hitme").begin_object().key("signal").text(question.signal.to_string());
    json.key("sources").text(shared_sources_names[static_cast<std::size_t>(question.sources)]);
    json.key("data_from").time(contents.data_from).key("judged_from").time(contents.judged_from);
    json.key("to").time(contents.to);
    json.key("contacts").number(contents.contacts.size());
    json.key("unverified_left_out").number(contents.unverified).end_object();
    json.key("resources").begin_array();
    for (const auto& file : files) {
        const bool is_packed = file.path.ends_with(".gz");
        const bool is_series = file.path == "series.csv";
        const std::string stem = file.path.substr(0, file.path.find('.'));
        json.begin_object().key("name").text(descriptor_name(stem)).key("path").text(file.path);
        json.key("mediatype").text(media_type(file.path)).key("encoding").text("utf-8");
        if (is_packed) json.key("compression").text("gz");
        json.key("bytes").number(file.bytes.size());
        json.key("hash").text("sha256:" + core::sha256_hex(core::as_bytes(file.bytes)));
        if (is_series) put_columns(json, series_columns);
        if (is_packed) put_columns(json, contact_columns);
        json.end_object();
    }
    json.end_array().end_object();
    return json.take() + "\n";
}

}  // namespace

std::string package_stream_name(const event::Signal& signal) {
    std::string name = signal.to_string();
    std::ranges::replace(name, '/', '-');
    return name;
}

std::string package_folder(const event::Signal& signal, core::Time to) {
    std::string when;
    // 2009-10-31T12:00:00Z: without what a file's name had better not have.
    for (const char c : core::format_rfc3339(std::chrono::floor<std::chrono::seconds>(to)))
        if (c != '-' && c != ':') when += c;
    return "hitme-" + package_stream_name(signal) + "-" + when;
}

PackageContents shared(PackageContents contents, SharedSources policy,
                       const core::PrefixPreservingMap::Key& key) {
    contents.made_at = std::chrono::floor<std::chrono::seconds>(contents.made_at);
    for (auto* at : {&contents.data_from, &contents.judged_from, &contents.to}) *at = cut(*at);
    for (auto& spans : contents.uptimes)
        for (auto& span : spans) span = {cut(span.from), cut(span.to)};
    for (std::size_t i = 0; i < contents.sensors.size(); ++i)
        if (policy != SharedSources::full || !is_plain(contents.sensors[i]))
            contents.sensors[i] = numbered(i);
    const core::PrefixPreservingMap map{key};
    std::unordered_map<core::Address, core::Address, core::AddressHash> renamed;
    for (auto& contact : contents.contacts) {
        contact.at = cut(contact.at);
        contact.source = network_of(contact.source);
        if (policy == SharedSources::full) continue;
        auto [found, is_first] = renamed.try_emplace(contact.source);
        if (is_first)
            found->second = policy == SharedSources::none
                                ? core::Address::v4(static_cast<std::uint32_t>(renamed.size()))
                                : network_of(map(contact.source));
        contact.source = found->second;
    }
    return contents;
}

core::Result<std::vector<PackageFile>> package_files(const PackageContents& contents,
                                                     const PackageQuestion& question) {
    const std::string name = package_stream_name(question.signal);
    std::vector<PackageFile> files;
    files.push_back({"README.md", readme_text(contents, question, name)});
    files.push_back({"CREDITS.md", credits_text(contents, question)});
    files.push_back({"series.csv", series_text(contents)});
    if (question.sources != SharedSources::none) {
        auto packed = gzip_of(contacts_text(contents));
        if (!packed) return packed.error();
        files.push_back({name + ".csv.gz", std::move(*packed)});
        files.push_back({"streams.json", streams_text(contents, name)});
    }
    std::string verdicts;
    for (const auto& verdict : contents.verdicts) verdicts += verdict + "\n";
    files.push_back({"verdicts.jsonl", std::move(verdicts)});
    files.insert(files.begin(), {"datapackage.json", datapackage_text(contents, question, files)});
    return files;
}

}  // namespace hitme::console
