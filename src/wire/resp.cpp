// SPDX-License-Identifier: Apache-2.0
#include "wire/resp.h"

#include <algorithm>
#include <optional>

#include "core/text.h"

namespace hitme::wire {
namespace {

// redis, sds.c, sdssplitargs: words, "..." with \n \r \t \xHH, '...' with \'; a quote ends a word.
std::optional<std::vector<std::string>> split_words(std::string_view line) {
    std::vector<std::string> words;
    std::size_t at = 0;
    while (true) {
        while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
        if (at == line.size()) return words;
        std::string word;
        char quote = 0;
        for (; at < line.size(); ++at) {
            const char c = line[at];
            if (quote == 0 && (c == ' ' || c == '\t')) break;
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote == 0) {
                word += c;
            } else if (c == quote) {
                quote = 0;
                if (at + 1 < line.size() && line[at + 1] != ' ' && line[at + 1] != '\t')
                    return std::nullopt;
            } else if (c == '\\' && at + 1 < line.size() && quote == '"') {
                const char next = line[++at];
                if (next == 'x' && at + 2 < line.size()) {
                    if (const auto byte = core::from_hex(line.substr(at + 1, 2))) {
                        word += static_cast<char>((*byte)[0]);
                        at += 2;
                        continue;
                    }
                }
                word += next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next;
            } else if (c == '\\' && at + 1 < line.size() && line[at + 1] == '\'') {
                word += line[++at];
            } else {
                word += c;
            }
        }
        if (quote != 0) return std::nullopt;
        words.push_back(std::move(word));
    }
}

}  // namespace

std::string RespCommand::name() const {
    std::string name = arguments.empty() ? std::string{} : arguments[0].kept;
    for (char& c : name)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return name;
}

RespCommandReader::Step RespCommandReader::fail(core::Fault fault, std::uint64_t offset,
                                                const char* field) {
    state_ = State::broken;
    error_ = {fault, static_cast<std::size_t>(offset), field};
    return Step::fault;
}

RespCommandReader::Step RespCommandReader::first_line() {
    const std::string_view line = lines_.line();
    command_ = {};
    command_.offset = lines_.line_offset();
    read_ = 0;
    state_ = State::idle;
    if (lines_.cut()) return fail(core::Fault::over_limit, command_.offset, "inline request");
    if (!line.starts_with('*')) {
        const auto words = split_words(line);
        if (!words) return fail(core::Fault::bad_value, command_.offset, "quotes");
        command_.is_inline = true;
        command_.argument_count = words->size();
        for (const std::string& word : *words) {
            if (command_.arguments.size() == max_resp_kept_arguments) break;
            command_.arguments.push_back({word.substr(0, max_resp_kept_bytes), word.size()});
        }
        return words->empty() ? Step::need_more : Step::command;
    }
    // A negative count is an empty command (networking.c, processMultibulkBuffer).
    const bool negative = line.substr(1).starts_with('-');
    const auto count = core::parse_unsigned(line.substr(negative ? 2 : 1), max_resp_arguments);
    if (!count) return fail(core::Fault::bad_value, command_.offset, "multibulk length");
    if (negative || *count == 0) return Step::need_more;
    command_.argument_count = *count;
    state_ = State::bulk_head;
    return Step::need_more;
}

RespCommandReader::Step RespCommandReader::bulk_head() {
    const std::string_view line = lines_.line();
    if (!line.starts_with('$')) {
        unexpected_ = line.empty() ? '\r' : line[0];
        return fail(core::Fault::bad_value, lines_.line_offset(), "bulk string");
    }
    const auto length = core::parse_unsigned(line.substr(1), max_resp_bulk_bytes);
    if (!length) return fail(core::Fault::bad_value, lines_.line_offset(), "bulk length");
    bulk_left_ = *length;
    if (command_.arguments.size() < max_resp_kept_arguments)
        command_.arguments.push_back({{}, *length});
    state_ = bulk_left_ == 0 ? State::bulk_end : State::bulk_data;
    return Step::need_more;
}

RespCommandReader::Step RespCommandReader::next(core::Bytes& bytes) {
    while (!bytes.empty()) {
        switch (state_) {
            case State::broken:
                bytes = {};
                return Step::need_more;
            case State::idle:
                state_ = State::line;
                break;
            case State::line:
                if (!lines_.take(bytes)) return Step::need_more;
                if (const Step step = first_line(); step != Step::need_more) return step;
                break;
            case State::bulk_head:
                if (!lines_.take(bytes)) return Step::need_more;
                if (const Step step = bulk_head(); step != Step::need_more) return step;
                break;
            case State::bulk_data: {
                const auto length =
                    static_cast<std::size_t>(std::min<std::uint64_t>(bulk_left_, bytes.size()));
                if (read_ < max_resp_kept_arguments) {
                    std::string& kept = command_.arguments[static_cast<std::size_t>(read_)].kept;
                    kept.append(core::as_text(
                        bytes.first(std::min(length, max_resp_kept_bytes - kept.size()))));
                }
                bytes = bytes.subspan(length);
                lines_.pass(length);
                bulk_left_ -= length;
                if (bulk_left_ == 0) {
                    state_ = State::bulk_end;
                    bulk_left_ = 0;
                }
                break;
            }
            case State::bulk_end:
                // Two bytes, whatever they are (networking.c): counted down here.
                bytes = bytes.subspan(1);
                lines_.pass(1);
                if (++bulk_left_ < 2) break;
                ++read_;
                state_ = finished() ? State::idle : State::bulk_head;
                if (finished()) return Step::command;
                break;
        }
    }
    return Step::need_more;
}

std::size_t RespCommandReader::memory() const {
    std::size_t bytes = sizeof *this - sizeof lines_ + lines_.memory();
    for (const RespArgument& each : command_.arguments) bytes += sizeof each + each.kept.capacity();
    return bytes;
}

}  // namespace hitme::wire
