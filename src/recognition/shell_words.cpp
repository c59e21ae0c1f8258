// SPDX-License-Identifier: Apache-2.0
#include "recognition/shell_words.h"

#include <algorithm>
#include <array>

namespace hitme::recognition {
namespace {

using namespace std::string_view_literals;

constexpr std::array tools = {"wget"sv, "curl"sv, "tftp"sv, "ftpget"sv, "fetch"sv};

bool ends_command(char c) {
    return c == ';' || c == '|' || c == '&' || c == '\n' || c == '\r' || c == '`' || c == '(' ||
           c == ')' || c == '>' || c == '<' || c == '{' || c == '}';
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '+' || c == '\0';  // a form writes a space as +
}
bool is_quote(char c) {
    return c == '"' || c == '\'';
}

struct Word {
    std::string_view text;
    std::size_t offset = 0;
};

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1);
}

// A host that a tool could be told: has a dot or is written in digits and colons.
bool may_be_host(std::string_view word) {
    return !word.starts_with('-') && word.size() >= 4 && word.find('.') != word.npos &&
           std::all_of(word.begin(), word.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '-' || c == ':' || c == '/' || c == '_';
           });
}

// busybox: "tftp -g -r FILE HOST" in any order, "ftpget HOST [LOCAL] REMOTE"; tftp-hpa: "tftp HOST -c get FILE".
std::string transfer_source_of(const std::vector<Word>& words, std::size_t tool) {
    std::string host;
    std::string file;
    for (std::size_t i = tool + 1; i < words.size(); ++i) {
        const std::string_view word = words[i].text;
        if (word == "-r" && i + 1 < words.size())
            file = words[++i].text;
        else if ((word == "-l" || word == "-u" || word == "-p") && i + 1 < words.size())
            ++i;
        else if (word.starts_with('-') || word == "get")
            continue;
        else if (host.empty() && may_be_host(word))
            host = word;
        else if (!host.empty() && file.empty())
            file = word;
    }
    return host.empty() || file.empty() ? host : host + " " + file;
}

std::string source_of(const std::vector<Word>& words, std::size_t tool) {
    const std::string_view name = base_name(words[tool].text);
    if (name == "tftp" || name == "ftpget") return transfer_source_of(words, tool);
    for (std::size_t i = tool + 1; i < words.size(); ++i)
        if (words[i].text.find("://") != std::string_view::npos) return std::string(words[i].text);
    for (std::size_t i = tool + 1; i < words.size(); ++i)
        if (may_be_host(words[i].text)) return std::string(words[i].text);
    return {};
}

}  // namespace

std::vector<Download> downloads_in(std::string_view text) {
    text = text.substr(0, max_shell_bytes);
    std::vector<Download> all;
    std::vector<Word> words;
    const auto end_command = [&] {
        for (std::size_t i = 0; i < words.size() && all.size() < max_downloads; ++i) {
            if (std::find(tools.begin(), tools.end(), base_name(words[i].text)) == tools.end())
                continue;
            std::string source = source_of(words, i);
            if (source.empty()) continue;
            all.push_back(
                {std::string(base_name(words[i].text)), std::move(source), words[i].offset});
            break;
        }
        words.clear();
    };
    std::size_t at = 0;
    while (at < text.size()) {
        if (ends_command(text[at])) {
            end_command();
            ++at;
        } else if (is_space(text[at]) || is_quote(text[at]) || text[at] == '$' || text[at] == ',') {
            ++at;
        } else {
            std::size_t end = at;
            const auto is_end = [](char c) {
                return ends_command(c) || is_space(c) || is_quote(c) || c == ',';
            };
            // Inside a URL & and + belong to it only before a space; servers of malware use neither.
            while (end < text.size() && !is_end(text[end])) ++end;
            words.push_back({text.substr(at, end - at), at});
            at = end;
        }
    }
    end_command();
    return all;
}

std::size_t written_program_in(std::string_view text) {
    text = text.substr(0, max_shell_bytes);
    std::size_t first = text.npos;
    for (const std::string_view mark :
         {R"(\x7f\x45\x4c\x46)"sv, R"(\x7f\x45\x4C\x46)"sv, R"(\x7F\x45\x4C\x46)"sv, R"(\x7fELF)"sv,
          R"(\177ELF)"sv, R"(\177\105\114\106)"sv, R"(\0177\0105\0114\0106)"sv})
        first = std::min(first, text.find(mark));
    return first;
}

}  // namespace hitme::recognition
