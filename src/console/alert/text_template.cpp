// SPDX-License-Identifier: Apache-2.0
#include "console/alert/text_template.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <span>

#include "core/text.h"

namespace hitme::console::alert {
namespace {

constexpr std::array<std::string_view, 15> names{"title",  "text",   "severity", "kind",   "at",
                                                 "source", "signal", "sensor",   "group",  "page",
                                                 "link",   "list",   "time",     "advice", "count"};
constexpr std::size_t max_value = 20'000;  // ours: a list of 50 notices stays below it

std::string value_of(const TemplateValues& values, int name) {
    const std::array<const std::string*, 14> texts{
        &values.title,  &values.text,   &values.severity, &values.kind,  &values.at,
        &values.source, &values.signal, &values.sensor,   &values.group, &values.page,
        &values.link,   &values.list,   &values.time,     &values.advice};
    if (static_cast<std::size_t>(name) < texts.size())
        return *texts[static_cast<std::size_t>(name)];
    return std::to_string(values.count);
}

bool keeps_lines(int name) {
    return names[static_cast<std::size_t>(name)] == "text" ||
           names[static_cast<std::size_t>(name)] == "list" ||
           names[static_cast<std::size_t>(name)] == "advice";
}

/// Printable, line by line where lines are kept.
std::string safe_text(const std::string& value, bool lines) {
    std::string out;
    std::string_view rest = value;
    for (;;) {
        const std::size_t end = lines ? std::min(rest.find('\n'), rest.size()) : rest.size();
        out += core::printable(rest.substr(0, end), max_value);
        if (end == rest.size()) return out;
        out += '\n';
        rest.remove_prefix(end + 1);
    }
}

/// What stands between the quotes of a JSON string.
std::string inside_json_string(const std::string& value) {
    std::string quoted;
    core::append_json_string(quoted, value);
    return quoted.substr(1, quoted.size() - 2);
}

std::size_t line_at(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::size_t>(std::count(
                   text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

core::Error wrong(std::size_t line, const std::string& what) {
    return core::error(core::ErrorCode::bad_input, "line " + std::to_string(line) + ": " + what);
}

/// Whether the text up to here leaves a JSON string open.
class StringWatch {
 public:
    void see(std::string_view text) {
        for (const char c : text) {
            if (escaped_)
                escaped_ = false;
            else if (inside_ && c == '\\')
                escaped_ = true;
            else if (c == '"')
                inside_ = !inside_;
        }
    }
    bool inside() const { return inside_ && !escaped_; }

 private:
    bool inside_ = false;
    bool escaped_ = false;
};

}  // namespace

core::Result<TextTemplate> TextTemplate::parse(std::string_view text, TemplateContext context) {
    TextTemplate made;
    made.context_ = context;
    StringWatch watch;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = text.find("{{", at);
        Piece piece;
        piece.literal = text.substr(at, open == std::string_view::npos ? open : open - at);
        watch.see(piece.literal);
        if (open == std::string_view::npos) {
            made.pieces_.push_back(std::move(piece));
            break;
        }
        const std::size_t line = line_at(text, open);
        const std::size_t close = text.find("}}", open);
        if (close == std::string_view::npos) return wrong(line, "{{ without }}");
        const std::string_view name = text.substr(open + 2, close - open - 2);
        const auto known = std::find(names.begin(), names.end(), name);
        if (known == names.end()) {
            const std::string_view near = core::nearest_name(name, names);
            return wrong(line, "{{" + core::printable(name, 40) + "}} is no name" +
                                   (near.empty() ? "" : "; the nearest is " + std::string(near)));
        }
        piece.name = static_cast<int>(known - names.begin());
        if (context == TemplateContext::json && !watch.inside() && name != "count")
            return wrong(line, "{{" + std::string(name) + "}} does not stand inside a JSON string");
        made.pieces_.push_back(std::move(piece));
        at = close + 2;
    }
    if (context == TemplateContext::json) {
        const std::string sample = made.render({});
        boost::json::error_code failed;
        boost::json::stream_parser parser;
        const std::size_t read = parser.write_some(sample, failed);
        if (!failed && read < sample.size() &&
            sample.find_first_not_of(" \t\r\n", read) != std::string::npos)
            return wrong(line_at(sample, read), "more than one JSON value");
        if (!failed) parser.finish(failed);
        if (failed)
            return wrong(line_at(sample, std::min(read, sample.size())),
                         "not JSON: " + failed.message());
    }
    return made;
}

std::string TextTemplate::render(const TemplateValues& values) const {
    std::string out;
    for (const Piece& piece : pieces_) {
        out += piece.literal;
        if (piece.name < 0) continue;
        const std::string value = value_of(values, piece.name);
        out += context_ == TemplateContext::json ? inside_json_string(value)
                                                 : safe_text(value, keeps_lines(piece.name));
    }
    return out;
}

}  // namespace hitme::console::alert
