// SPDX-License-Identifier: Apache-2.0
#include "recognition/telnet_conversation.h"

#include <algorithm>
#include <array>

#include "recognition/shell_words.h"
#include "recognition/telling.h"

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;
using namespace std::string_view_literals;

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// Mirai's loader asks whether busybox answers "WORD: applet not found"; the word is in capitals in all that was published.
std::string_view busybox_check(std::string_view line) {
    const std::size_t at = line.find("busybox ");
    if (at == line.npos) return {};
    std::string_view word = line.substr(at + 8);
    word = word.substr(0, word.find_first_of(" ;|&>\r\n"));
    const bool is_capitals = word.size() >= 3 && std::all_of(word.begin(), word.end(), [](char c) {
                                 return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                             });
    return is_capitals ? word : std::string_view{};
}

constexpr std::array asking = {"/proc/"sv, "uname"sv, "cat /bin/"sv, "/etc/passwd"sv, "ifconfig"sv};

enum : unsigned { saw_enable = 1, saw_system = 2, saw_shell = 4, saw_check = 8 };

}  // namespace

void TelnetConversation::client(core::Bytes bytes, core::Time at) {
    using Step = wire::TelnetReader::Step;
    if (bytes.empty()) return;
    builder_.reach(Stage::probe, "bytes were sent");
    for (Step step = client_reader_.next(bytes); step != Step::need_more;
         step = client_reader_.next(bytes)) {
        const std::uint64_t end = client_reader_.offset();
        if (step == Step::negotiation) {
            builder_.fact("telnet.option",
                          std::string(wire::telnet_verb_name(client_reader_.verb())) + " " +
                              std::to_string(client_reader_.option()));
        } else if (step == Step::subnegotiation && client_reader_.option() == 24 &&
                   client_reader_.parameters().size() > 1) {  // RFC 1091: TERMINAL-TYPE IS
            builder_.fact("telnet.terminal", client_reader_.parameters().substr(1));
        } else if (step == Step::data) {
            std::uint64_t offset = end - client_reader_.data().size();
            for (const char c : core::as_text(client_reader_.data())) {
                const bool ends = c == '\n' || c == '\r' || (c == '\0' && after_return_);
                if (ends) {
                    // CR LF, CR NUL and either alone end a line (RFC 854, "The NVT printer").
                    if (!(after_return_ && c != '\r')) look_at_line(line_, line_offset_, at);
                    line_.clear();
                } else {
                    if (line_.empty()) line_offset_ = offset;
                    if (line_.size() < max_line) line_ += c;
                }
                after_return_ = c == '\r';
                ++offset;
            }
        }
    }
}

void TelnetConversation::look_at_line(std::string_view line, std::uint64_t offset, core::Time at) {
    Asked asked = asked_;
    // Nobody showed a prompt: a client that guesses sends user, password, then commands.
    if (!server_spoke_ && asked == Asked::unknown) asked = Asked::user;
    switch (asked) {
        case Asked::user:
            user_ = std::string(trimmed(line));
            if (user_.empty()) return;
            if (!server_spoke_)
                asked_ = Asked::password;
            else
                asked_ = Asked::unknown;
            return;
        case Asked::password:
            if (!user_.empty() || !line.empty())
                logon_ = tell_logon(builder_, "logon", user_, line, offset, at);
            asked_ = server_spoke_ ? Asked::unknown : Asked::command;
            return;
        case Asked::unknown:
        case Asked::command:
            if (!trimmed(line).empty()) look_at_command(trimmed(line), offset);
            return;
    }
}

void TelnetConversation::look_at_command(std::string_view line, std::uint64_t offset) {
    builder_.operation("command", line, offset);
    if (line == "enable") loader_words_ |= saw_enable;
    if (line == "system" || line == "linuxshell") loader_words_ |= saw_system;
    if (line == "shell" || line == "sh") loader_words_ |= saw_shell;
    const std::string_view word = busybox_check(line);
    if (!word.empty()) {
        loader_words_ |= saw_check;
        builder_.fact("telnet.busybox_word", word);
        builder_.reach(Stage::enumeration, "busybox check " + std::string(word));
    }
    for (const std::string_view each : asking)
        if (line.find(each) != line.npos)
            builder_.reach(Stage::enumeration, "asked what the machine is");
    if ((loader_words_ & saw_check) != 0 && (loader_words_ & saw_shell) != 0 &&
        (loader_words_ & (saw_enable | saw_system)) != 0) {
        event::Label label{"Mirai-like loader",
                           Grade::likely,
                           "telnet.mirai_loader@1",
                           {"T1059.004", "T1082"},
                           {}};
        label.evidence.push_back({offset, line.size(), std::string(line)});
        if (!word.empty()) builder_.label(std::move(label));
    }
    for (const Download& each : downloads_in(line)) {
        builder_.reach(Stage::payload_delivery, each.tool + " " + each.source);
        builder_.fact("telnet.download", each.tool + " " + each.source);
        builder_.label(
            {"shell download",
             Grade::certain,
             "telnet.download@1",
             {"T1105", "T1059.004"},
             {{offset + each.offset, line.size() - each.offset, each.tool + " " + each.source}}});
    }
    const std::size_t program = written_program_in(line);
    if (program != line.npos) {
        builder_.reach(Stage::payload_delivery, "an ELF header written with echo");
        builder_.label(
            {"echo loader",
             Grade::certain,
             "telnet.echo_loader@1",
             {"T1105", "T1059.004"},
             {{offset + program, line.size() - program, std::string(line.substr(program, 64))}}});
    }
}

void TelnetConversation::server(core::Bytes bytes, core::Time) {
    using Step = wire::TelnetReader::Step;
    for (Step step = server_reader_.next(bytes); step != Step::need_more;
         step = server_reader_.next(bytes)) {
        if (step != Step::data) continue;
        for (const char c : core::as_text(server_reader_.data())) {
            server_spoke_ = true;
            if (c == '\n' || c == '\r') {
                tail_.clear();
            } else if (tail_.size() < max_tail) {
                tail_ += c;
            } else {
                tail_.erase(0, 1);
                tail_ += c;
            }
            look_at_tail();
        }
    }
}

// The text behind the last line end: a prompt stands there.
void TelnetConversation::look_at_tail() {
    const std::string_view tail = trimmed(tail_);
    if (tail.ends_with("ogin:") || tail.ends_with("sername:")) {
        refuse_logon(builder_, logon_, "refused");
        asked_ = Asked::user;
    } else if (tail.ends_with("assword:")) {
        asked_ = Asked::password;
    } else if (tail.ends_with("ncorrect") || tail.ends_with("failed") || tail.ends_with("denied")) {
        refuse_logon(builder_, logon_, "refused");
    } else if (tail.ends_with('#') || tail.ends_with('$') || tail.ends_with('>')) {
        accept_logon(builder_, logon_, "accepted");
        if (asked_ != Asked::password && asked_ != Asked::user) asked_ = Asked::command;
    }
}

void TelnetConversation::gap(Side side, std::uint64_t length) {
    builder_.fact("gap", std::to_string(length) + (side == Side::client ? " bytes of the client"
                                                                        : " bytes of the server"));
    if (side == Side::client)
        line_.clear();
    else
        tail_.clear();
}

void TelnetConversation::finish() {
    if (builder_.so_far().stage == Stage::none) builder_.reach(Stage::scan, "connected, no bytes");
    if (!line_.empty() && asked_ != Asked::password && asked_ != Asked::user &&
        (server_spoke_ || asked_ == Asked::command))
        look_at_command(trimmed(line_), line_offset_);
    line_.clear();
}

Story TelnetConversation::story() const {
    return builder_.story(sentence_of(builder_.so_far(), "Telnet"));
}

std::size_t TelnetConversation::memory() const {
    return sizeof *this - sizeof builder_ + builder_.memory() + client_reader_.memory() +
           server_reader_.memory() + line_.capacity() + tail_.capacity() + user_.capacity();
}

}  // namespace hitme::recognition
