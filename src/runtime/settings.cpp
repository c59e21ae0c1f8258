// SPDX-License-Identifier: Apache-2.0
#include "runtime/settings.h"

#include <toml++/toml.h>
#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

#include "core/check.h"
#include "core/text.h"

namespace hitme::runtime {
namespace {

constexpr std::size_t max_key_told = 80;  // ours: a key in a message stays on its line

struct ByteUnit {
    std::string_view name;
    std::uint64_t bytes;
};
// IEC 80000-13 and SI prefixes; the first four are also those that we print, largest first.
constexpr ByteUnit byte_units[] = {{"TiB", std::uint64_t{1} << 40},
                                   {"GiB", 1 << 30},
                                   {"MiB", 1 << 20},
                                   {"KiB", 1 << 10},
                                   {"TB", 1'000'000'000'000},
                                   {"GB", 1'000'000'000},
                                   {"MB", 1'000'000},
                                   {"kB", 1'000},
                                   {"B", 1}};
constexpr std::size_t printed_byte_units = 4;
constexpr std::uint64_t largest_number =
    0x7fff'ffff'ffff'ffff;  // TOML 1.0: integers are 64 bits, signed

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = core::parse_unsigned(text.substr(0, digits), largest_number);
    if (!count) return std::nullopt;
    std::string_view unit = text.substr(digits);
    if (unit.empty()) return count;
    if (unit.front() == ' ') unit.remove_prefix(1);
    for (const ByteUnit& known : byte_units) {
        if (unit != known.name) continue;
        if (*count > largest_number / known.bytes) return std::nullopt;
        return *count * known.bytes;
    }
    return std::nullopt;
}

std::vector<std::string_view> split_choices(std::string_view choices) {
    std::vector<std::string_view> names;
    while (!choices.empty()) {
        const std::size_t bar = std::min(choices.find('|'), choices.size());
        names.push_back(choices.substr(0, bar));
        choices.remove_prefix(std::min(bar + 1, choices.size()));
    }
    return names;
}

std::string in_quotes(std::string_view text) {
    return "\"" + core::printable(text, max_key_told) + "\"";
}

std::string one_of(const std::vector<std::string_view>& names) {
    std::string out = "one of ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
        out += in_quotes(names[i]);
    }
    return out;
}

bool has_control_bytes(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string_view kind_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "a text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number with a fraction";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return "a date or time";
        case toml::node_type::none:
            break;
    }
    return "nothing";
}

std::string key_of(const Section& section, const Setting& setting) {
    return std::string(section.name) + "." + std::string(setting.name);
}

std::string range_text(const Setting& setting) {
    const auto one = [&](std::uint64_t value) {
        switch (setting.type) {
            case SettingType::duration:
                return core::format_duration(core::Duration{static_cast<std::int64_t>(value)});
            case SettingType::bytes:
                return format_bytes(value);
            default:
                return std::to_string(value);
        }
    };
    return one(setting.smallest) + " to " + one(setting.largest);
}

}  // namespace

std::string format_bytes(std::uint64_t bytes) {
    for (std::size_t i = 0; i < printed_byte_units; ++i) {
        if (bytes != 0 && bytes % byte_units[i].bytes == 0)
            return std::to_string(bytes / byte_units[i].bytes) + " " +
                   std::string(byte_units[i].name);
    }
    return std::to_string(bytes) + " bytes";
}

std::string allowed_values(const Setting& setting) {
    switch (setting.type) {
        case SettingType::text:
            if (!setting.choices.empty()) return one_of(split_choices(setting.choices));
            return "a text of " + range_text(setting) + " bytes";
        case SettingType::boolean:
            return "true or false";
        case SettingType::number:
            return "a whole number from " + range_text(setting);
        case SettingType::duration:
            return "a duration such as \"30s\", \"15m\" or \"24h\", from " + range_text(setting);
        case SettingType::bytes:
            return "a size such as 4096 or \"64 MiB\", from " + range_text(setting);
        case SettingType::list:
            return "a list of " + range_text(setting) + " whole numbers or texts";
    }
    return "";
}

/// Walks one parsed file along the catalogue and gathers faults; everything else only reads what it
/// made.
class SettingsReader {
 public:
    SettingsReader(const std::string& where, Catalogue catalogue)
        : where_(where), catalogue_(catalogue) {}

    core::Result<SettingsDocument> read(std::string_view text) {
        try {
            const toml::table root = toml::parse(text, where_);
            walk(root);
        } catch (const toml::parse_error& failed) {
            fault(failed.source().begin.line, "", std::string(failed.description()));
        }
        if (!faults_.empty()) return core::error(core::ErrorCode::bad_input, message());
        return std::move(document_);
    }

 private:
    struct Found {
        std::uint32_t line;
        std::string text;
    };

    void fault(std::uint32_t line, std::string_view key, std::string what) {
        std::string text = where_ + ":" + std::to_string(line) + ": ";
        if (!key.empty()) text += std::string(key) + ": ";
        faults_.push_back({line, text + std::move(what)});
    }

    std::string message() {
        std::stable_sort(faults_.begin(), faults_.end(),
                         [](const Found& a, const Found& b) { return a.line < b.line; });
        std::string out;
        for (std::size_t i = 0; i < faults_.size() && i < max_faults_told; ++i) {
            if (i > 0) out += "\n";
            out += faults_[i].text;
        }
        if (faults_.size() > max_faults_told)
            out += "\nand " + std::to_string(faults_.size() - max_faults_told) + " more";
        return out;
    }

    void walk(const toml::table& root) {
        document_.where_ = where_;
        for (const auto& [key, node] : root) {
            const auto known =
                std::find_if(catalogue_.begin(), catalogue_.end(),
                             [&key = key](const Section& s) { return s.name == key.str(); });
            if (known == catalogue_.end())
                unknown(key.source().begin.line, "", key.str(), top_names());
        }
        for (const Section& section : catalogue_) {
            SettingsDocument::Named named{section.name, {}};
            const toml::node* node = root.get(section.name);
            if (section.repeat == Repeat::once) {
                once(section, node, named);
            } else if (node != nullptr) {
                many(section, *node, named);
            }
            document_.sections_.push_back(std::move(named));
        }
    }

    void once(const Section& section, const toml::node* node, SettingsDocument::Named& named) {
        static const toml::table nothing;
        const toml::table* table = node != nullptr ? node->as_table() : &nothing;
        if (table == nullptr) {
            fault(node->source().begin.line, section.name,
                  "is " + std::string(kind_of(*node)) + ": allowed is a section [" +
                      std::string(section.name) + "], once");
            table = &nothing;
        }
        named.values.push_back(read_section(section, *table));
    }

    void many(const Section& section, const toml::node& node, SettingsDocument::Named& named) {
        const toml::array* array = node.as_array();
        if (array == nullptr || !array->is_homogeneous(toml::node_type::table)) {
            fault(node.source().begin.line, section.name,
                  "is " + std::string(kind_of(node)) + ": allowed are sections [[" +
                      std::string(section.name) + "]], with two brackets on each side");
            return;
        }
        if (array->size() > max_repeats) {
            fault(node.source().begin.line, section.name,
                  "stands " + std::to_string(array->size()) + " times: allowed are at most " +
                      std::to_string(max_repeats));
            return;
        }
        for (const toml::node& each : *array)
            named.values.push_back(read_section(section, *each.as_table()));
    }

    SectionValues read_section(const Section& section, const toml::table& table) {
        SectionValues values;
        values.line_ = table.source().begin.line;
        for (const auto& [key, node] : table) {
            const auto same_name = [&key = key](const Setting& setting) {
                return setting.name == key.str();
            };
            if (std::none_of(section.settings.begin(), section.settings.end(), same_name)) {
                std::vector<std::string_view> names;
                for (const Setting& setting : section.settings) names.push_back(setting.name);
                unknown(key.source().begin.line, section.name, key.str(), names);
            }
        }
        for (const Setting& setting : section.settings) {
            SectionValues::Entry entry{setting.name, {}, 0};
            if (const toml::node* node = table.get(setting.name)) {
                entry.line = node->source().begin.line;
                entry.value = value_of(section, setting, *node);
            } else if (setting.default_value.empty()) {
                fault(values.line_, key_of(section, setting),
                      "is missing: allowed is " + allowed_values(setting));
            } else {
                entry.value = default_of(section, setting);
            }
            values.entries_.push_back(std::move(entry));
        }
        return values;
    }

    /// The default goes the same way as a written value, so a default outside its own range is
    /// found by any test.
    SettingValue default_of(const Section& section, const Setting& setting) {
        const toml::table table = toml::parse("default = " + std::string(setting.default_value),
                                              std::string_view("default"));
        return value_of(section, setting, *table.get("default"));
    }

    SettingValue value_of(const Section& section, const Setting& setting, const toml::node& node) {
        const std::string key = key_of(section, setting);
        const std::uint32_t line = node.source().begin.line;
        const auto wrong = [&](const std::string& found) {
            fault(line, key, found + ": allowed is " + allowed_values(setting));
        };
        const auto in_range = [&](std::uint64_t value) {
            return value >= setting.smallest && value <= setting.largest;
        };
        const std::string wrong_type = "is " + std::string(kind_of(node));
        switch (setting.type) {
            case SettingType::text: {
                const auto text = node.value_exact<std::string>();
                if (!text) {
                    wrong(wrong_type);
                    return std::string{};
                }
                if (!setting.choices.empty()) {
                    const auto names = split_choices(setting.choices);
                    if (std::find(names.begin(), names.end(), *text) == names.end())
                        wrong("is " + in_quotes(*text));
                } else if (!in_range(text->size())) {
                    wrong("has " + std::to_string(text->size()) + " bytes");
                } else if (has_control_bytes(*text)) {
                    wrong("holds control characters");
                }
                return *text;
            }
            case SettingType::boolean: {
                const auto value = node.value_exact<bool>();
                if (!value) wrong(wrong_type);
                return value.value_or(false);
            }
            case SettingType::number: {
                const auto value = node.value_exact<std::int64_t>();
                if (!value) {
                    wrong(wrong_type);
                } else if (*value < 0 || !in_range(static_cast<std::uint64_t>(*value))) {
                    wrong("is " + std::to_string(*value));
                }
                return static_cast<std::uint64_t>(std::max<std::int64_t>(value.value_or(0), 0));
            }
            case SettingType::duration: {
                const auto text = node.value_exact<std::string>();
                const auto value = text ? core::parse_duration(*text) : std::nullopt;
                if (!text) {
                    wrong(wrong_type);
                } else if (!value || !in_range(static_cast<std::uint64_t>(value->count()))) {
                    wrong("is " + in_quotes(*text));
                }
                return value.value_or(core::Duration{});
            }
            case SettingType::bytes: {
                std::optional<std::uint64_t> value;
                std::string found = wrong_type;
                if (const auto text = node.value_exact<std::string>()) {
                    value = parse_bytes(*text);
                    found = "is " + in_quotes(*text);
                } else if (const auto number = node.value_exact<std::int64_t>()) {
                    if (*number >= 0) value = static_cast<std::uint64_t>(*number);
                    found = "is " + std::to_string(*number);
                }
                if (!value || !in_range(*value)) wrong(found);
                return value.value_or(0);
            }
            case SettingType::list:
                return list_of(setting, node, wrong);
        }
        return std::string{};
    }

    template <class Wrong>
    std::vector<ListItem> list_of(const Setting& setting, const toml::node& node,
                                  const Wrong& wrong) {
        std::vector<ListItem> items;
        const toml::array* array = node.as_array();
        if (array == nullptr) {
            wrong("is " + std::string(kind_of(node)));
            return items;
        }
        if (array->size() < setting.smallest || array->size() > setting.largest) {
            wrong("has " + std::to_string(array->size()) + " items");
            return items;
        }
        for (const toml::node& item : *array) {
            if (const auto text = item.value_exact<std::string>()) {
                items.emplace_back(*text);
            } else if (const auto number = item.value_exact<std::int64_t>();
                       number && *number >= 0) {
                items.emplace_back(static_cast<std::uint64_t>(*number));
            } else {
                wrong("holds " + (number ? std::to_string(*number) : std::string(kind_of(item))));
                return items;
            }
        }
        return items;
    }

    void unknown(std::uint32_t line, std::string_view section, std::string_view key,
                 const std::vector<std::string_view>& names) {
        std::string full = core::printable(key, max_key_told);
        if (!section.empty()) full = std::string(section) + "." + full;
        const std::string_view nearest = core::nearest_name(key, names);
        std::string what = section.empty() ? "unknown section" : "unknown key";
        if (!nearest.empty()) {
            what += "; the nearest known one is " + in_quotes(nearest);
        } else {
            what += "; known are ";
            for (std::size_t i = 0; i < names.size(); ++i)
                what += (i > 0 ? ", " : "") + std::string(names[i]);
        }
        fault(line, full, std::move(what));
    }

    std::vector<std::string_view> top_names() const {
        std::vector<std::string_view> names;
        for (const Section& section : catalogue_) names.push_back(section.name);
        return names;
    }

    const std::string& where_;
    Catalogue catalogue_;
    SettingsDocument document_;
    std::vector<Found> faults_;
};

const SectionValues::Entry& SectionValues::entry(std::string_view name) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& each) { return each.name == name; });
    core::check(found != entries_.end(), "a setting is asked for by a name of the catalogue");
    return *found;
}

namespace {

template <class T, class Entry>
const T& typed(const Entry& entry) {
    const T* value = std::get_if<T>(&entry.value);
    core::check(value != nullptr, "a setting is asked for as the type of the catalogue");
    return *value;
}

}  // namespace

const std::string& SectionValues::text(std::string_view name) const {
    return typed<std::string>(entry(name));
}

bool SectionValues::boolean(std::string_view name) const {
    return typed<bool>(entry(name));
}

std::uint64_t SectionValues::number(std::string_view name) const {
    return typed<std::uint64_t>(entry(name));
}

core::Duration SectionValues::duration(std::string_view name) const {
    return typed<core::Duration>(entry(name));
}

const std::vector<ListItem>& SectionValues::list(std::string_view name) const {
    return typed<std::vector<ListItem>>(entry(name));
}

std::uint32_t SectionValues::line(std::string_view name) const {
    const std::uint32_t written = entry(name).line;
    return written != 0 ? written : line_;
}

core::Result<SettingsDocument> SettingsDocument::parse(std::string_view text,
                                                       const std::string& where,
                                                       Catalogue catalogue) {
    if (text.size() > max_settings_bytes)
        return core::error(core::ErrorCode::over_limit,
                           where + ": the settings have " + std::to_string(text.size()) +
                               " bytes; allowed are " + std::to_string(max_settings_bytes));
    return SettingsReader{where, catalogue}.read(text);
}

const SettingsDocument::Named& SettingsDocument::named(std::string_view name) const {
    const auto found = std::find_if(sections_.begin(), sections_.end(),
                                    [&](const Named& each) { return each.name == name; });
    core::check(found != sections_.end(), "a section is asked for by a name of the catalogue");
    return *found;
}

const SectionValues& SettingsDocument::section(std::string_view name) const {
    const Named& found = named(name);
    core::check(found.values.size() == 1, "a section asked for as one is one");
    return found.values.front();
}

const std::vector<SectionValues>& SettingsDocument::sections(std::string_view name) const {
    return named(name).values;
}

core::Error SettingsDocument::refuse(std::uint32_t line, std::string_view key,
                                     std::string_view what) const {
    return core::error(core::ErrorCode::bad_input, where_ + ":" + std::to_string(line) + ": " +
                                                       std::string(key) + ": " + std::string(what));
}

core::Result<std::string> read_settings_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return core::error(core::ErrorCode::not_found, path + ": cannot be opened");
    std::string text(max_settings_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad()) return core::error(core::ErrorCode::io, path + ": cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_settings_bytes)
        return core::error(
            core::ErrorCode::over_limit,
            path + ": more than " + std::to_string(max_settings_bytes) + " bytes of settings");
    text.shrink_to_fit();  // programs keep it for as long as they run
    return text;
}

namespace {

std::string_view type_name(SettingType type) {
    switch (type) {
        case SettingType::text:
            return "text";
        case SettingType::boolean:
            return "boolean";
        case SettingType::number:
            return "number";
        case SettingType::duration:
            return "duration";
        case SettingType::bytes:
            return "size";
        case SettingType::list:
            return "list";
    }
    return "text";
}

std::string_view takes_text(Takes takes) {
    return takes == Takes::at_start ? "at start" : "while running";
}

std::string header_of(const Section& section) {
    const std::string name(section.name);
    return section.repeat == Repeat::many ? "[[" + name + "]]" : "[" + name + "]";
}

std::string default_text(const Setting& setting) {
    return setting.default_value.empty() ? "must be written"
                                         : "`" + std::string(setting.default_value) + "`";
}

/// Adds `text` as comment lines of at most `width` columns.
void append_comment(std::string& out, std::string_view text) {
    constexpr std::size_t width = 100;
    std::size_t column = 1;
    out += "#";
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (column + 1 + end > width && column > 1) {
            out += "\n#";
            column = 1;
        }
        out += " ";
        out += text.substr(0, end);
        column += 1 + end;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    out += "\n";
}

std::string plain_explanation(const Section& section, const Setting& setting) {
    std::string out = key_of(section, setting) + "\n  " + std::string(setting.sentence) + "\n";
    out += "  type      " + std::string(type_name(setting.type));
    if (!setting.unit.empty()) out += ", " + std::string(setting.unit);
    out += "\n  default   " + (setting.default_value.empty() ? std::string("none: must be written")
                                                             : std::string(setting.default_value));
    out += "\n  allowed   " + allowed_values(setting);
    out += "\n  takes effect " + std::string(takes_text(setting.takes)) + "\n";
    return out;
}

}  // namespace

std::string settings_reference(Catalogue catalogue) {
    std::string out =
        "# Settings\n\n"
        "This page is printed from the table that also reads the settings, and a test compares "
        "the two.\n"
        "One TOML file serves every program; each reads the sections it needs and checks all of "
        "them.\n"
        "An unknown key, a wrong type or a value outside its range stops the start, with the file, "
        "the line, the key\nand what is allowed. `hitme config explain NAME` prints one entry.\n";
    for (const Section& section : catalogue) {
        out += "\n## " + header_of(section) + "\n\n" + std::string(section.sentence) + "\n\n";
        out += "| key | what it does | type | default | allowed | takes effect |\n";
        out += "| --- | --- | --- | --- | --- | --- |\n";
        for (const Setting& setting : section.settings) {
            out += "| `" + std::string(setting.name) + "` | " + std::string(setting.sentence) +
                   " | " + std::string(type_name(setting.type));
            if (!setting.unit.empty()) out += ", " + std::string(setting.unit);
            out += " | " + default_text(setting) + " | " + allowed_values(setting) + " | " +
                   std::string(takes_text(setting.takes)) + " |\n";
        }
        if (!section.shipped.empty())
            out += "\nWhat is shipped, and used when a file has none:\n\n```toml\n" +
                   std::string(section.shipped) + "```\n";
    }
    return out;
}

std::string settings_example(Catalogue catalogue) {
    std::string out;
    append_comment(out,
                   "Settings of hitme. Every setting stands here with its default; remove the # in "
                   "front of a line to change it. The reference is docs/config.md, or: hitme "
                   "config explain NAME");
    for (const Section& section : catalogue) {
        out += "\n";
        append_comment(out, section.sentence);
        out += (section.repeat == Repeat::many ? "#" : "") + header_of(section) + "\n";
        for (const Setting& setting : section.settings) {
            out += "#\n";
            append_comment(
                out, std::string(setting.sentence) + " Allowed: " + allowed_values(setting) + ".");
            const std::string_view shown =
                setting.default_value.empty() ? "..." : setting.default_value;
            out += "#" + std::string(setting.name) + " = " + std::string(shown) + "\n";
        }
        if (!section.shipped.empty()) out += "\n" + std::string(section.shipped);
    }
    return out;
}

core::Result<std::string> explain_setting(Catalogue catalogue, std::string_view name) {
    std::vector<std::string> keys;
    std::string answer;
    for (const Section& section : catalogue) {
        if (section.name == name) {
            answer = header_of(section) + "\n  " + std::string(section.sentence) + "\n";
            for (const Setting& setting : section.settings)
                answer += "\n" + plain_explanation(section, setting);
            return answer;
        }
        keys.emplace_back(section.name);
        for (const Setting& setting : section.settings) {
            keys.push_back(key_of(section, setting));
            if (keys.back() == name || setting.name == name) {
                if (!answer.empty()) answer += "\n";
                answer += plain_explanation(section, setting);
            }
        }
    }
    if (!answer.empty()) return answer;
    std::vector<std::string_view> names(keys.begin(), keys.end());
    const std::string_view nearest = core::nearest_name(name, names);
    std::string what = "no setting is called " + in_quotes(name);
    if (!nearest.empty()) what += "; the nearest known one is " + in_quotes(nearest);
    return core::error(core::ErrorCode::not_found, what);
}

}  // namespace hitme::runtime
