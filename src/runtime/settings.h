// SPDX-License-Identifier: Apache-2.0
// Settings from one table.
//
// What     a Catalogue lists every setting once: name, type, unit, default, range and one sentence.
// From it come the
//          reader of settings files with its range checks, the reference page, the commented
//          example and `explain`.
// Text     TOML 1.0. The only source of ours that includes the TOML library is settings.cpp.
// Limits   max_settings_bytes; a section that repeats does so at most max_repeats times; at most
// max_faults_told
//          faults are listed in one message.
// Errors   bad_input; each line of the message is "file:line: key: what is wrong, and what is
// allowed".
//
// The table of all programs stands in settings_catalogue.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace hitme::runtime {

constexpr std::size_t max_settings_bytes =
    1 << 20;                                 // ours: 10,000 ports with a table each stay below it
constexpr std::size_t max_repeats = 4'096;   // ours: of one [[section]]
constexpr std::size_t max_faults_told = 10;  // ours: one screen

enum class SettingType : std::uint8_t {
    text,      ///< a string; with `choices` one of them
    boolean,   ///< true or false
    number,    ///< a whole number, not negative
    duration,  ///< "30s": see core::parse_duration
    bytes,     ///< 4096 or "64 MiB"
    list,      ///< of strings and whole numbers
};

/// When a changed value takes effect.
enum class Takes : std::uint8_t { at_start, while_running };

/// How often a section may stand in a file.
enum class Repeat : std::uint8_t { once, many };

struct Setting {
    std::string_view name;  ///< inside its section
    SettingType type = SettingType::text;
    std::string_view unit;           ///< what one of a number is; empty where the type says it
    std::string_view default_value;  ///< as it is written in TOML; empty: must be written
    /// The range: of a number; of a duration in nanoseconds; of a size in bytes; of a text its
    /// bytes; of a list its items. At most 2^63 - 1, the largest whole number of TOML.
    std::uint64_t smallest = 0;
    std::uint64_t largest = 0;
    std::string_view choices;   ///< of a text: "silent|banner"; empty: any
    std::string_view sentence;  ///< what it does; ends with a full stop
    Takes takes = Takes::at_start;
};

struct Section {
    std::string_view name;
    Repeat repeat = Repeat::once;
    std::string_view sentence;
    std::vector<Setting> settings;
    std::string_view shipped;  ///< of a repeated section: TOML that the example holds uncommented
};

using Catalogue = std::span<const Section>;
using ListItem = std::variant<std::uint64_t, std::string>;
using SettingValue =
    std::variant<std::string, bool, std::uint64_t, core::Duration, std::vector<ListItem>>;

/// The values of one section: each setting of the catalogue has one, written or default. Asking for
/// a name that the section does not have, or as another type, is a bug.
class SectionValues {
 public:
    const std::string& text(std::string_view name) const;
    bool boolean(std::string_view name) const;
    /// For number and bytes.
    std::uint64_t number(std::string_view name) const;
    core::Duration duration(std::string_view name) const;
    const std::vector<ListItem>& list(std::string_view name) const;
    /// Where the setting is written, or the section when it is not; 0 when neither is.
    std::uint32_t line(std::string_view name) const;
    /// Where the section begins; 0 when it is not written.
    std::uint32_t line() const { return line_; }

 private:
    friend class SettingsReader;
    struct Entry {
        std::string_view name;
        SettingValue value;
        std::uint32_t line = 0;
    };
    const Entry& entry(std::string_view name) const;
    std::vector<Entry> entries_;
    std::uint32_t line_ = 0;
};

/// A whole settings file. Refers to the catalogue, which must outlive it.
class SettingsDocument {
 public:
    /// `where` names the file in messages.
    static core::Result<SettingsDocument> parse(std::string_view text, const std::string& where,
                                                Catalogue catalogue);
    /// A section that stands once; all defaults when it is not written.
    const SectionValues& section(std::string_view name) const;
    /// A section that repeats, in the order of the file.
    const std::vector<SectionValues>& sections(std::string_view name) const;
    /// The error for a value that this reader took but that its user cannot: same form as the
    /// reader's own.
    core::Error refuse(std::uint32_t line, std::string_view key, std::string_view what) const;

 private:
    friend class SettingsReader;
    struct Named {
        std::string_view name;
        std::vector<SectionValues> values;
    };
    const Named& named(std::string_view name) const;
    std::string where_;
    std::vector<Named> sections_;
};

/// Reads a whole settings file; a missing file is not_found, one over max_settings_bytes
/// over_limit.
core::Result<std::string> read_settings_file(const std::string& path);

/// What a value of this setting may be: `a whole number from 1 to 9`.
std::string allowed_values(const Setting& setting);
/// "64 MiB", or plain bytes when no unit is exact.
std::string format_bytes(std::uint64_t bytes);

/// The reference page, Markdown.
std::string settings_reference(Catalogue catalogue);
/// The commented example: every setting with its default, so that starting with it changes nothing.
std::string settings_example(Catalogue catalogue);
/// One setting ("limits.idle", or "idle" where only one section has it) or one section, as text for
/// a terminal. Errors   not_found, with the nearest known name.
core::Result<std::string> explain_setting(Catalogue catalogue, std::string_view name);

}  // namespace hitme::runtime
