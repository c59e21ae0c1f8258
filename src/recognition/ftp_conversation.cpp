// SPDX-License-Identifier: Apache-2.0
#include "recognition/ftp_conversation.h"

#include <algorithm>
#include <array>

#include "recognition/telling.h"
#include "wire/ftp_address.h"
#include "wire/reply_line.h"

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;
using namespace std::string_view_literals;

constexpr std::array asking = {"LIST"sv, "NLST"sv, "MLSD"sv, "MLST"sv,
                               "RETR"sv, "SIZE"sv, "MDTM"sv};
constexpr std::array storing = {"STOR"sv, "STOU"sv, "APPE"sv};

}  // namespace

void FtpConversation::client(core::Bytes bytes, core::Time at) {
    if (bytes.empty()) return;
    builder_.reach(Stage::probe, "bytes were sent");
    while (commands_.take(bytes)) {
        // Telnet commands may stand before a line (RFC 959 section 5.3: ABOR behind IAC IP, IAC DM).
        std::string_view line = commands_.line();
        while (line.size() >= 2 && line[0] == '\xFF') line.remove_prefix(2);
        if (after_gap_) {
            after_gap_ = false;
            continue;
        }
        if (commands_.cut())
            builder_.malformed({core::Fault::over_limit, 0, "command"}, commands_.line_offset());
        if (!line.empty()) look_at_command(line, commands_.line_offset(), at);
    }
}

void FtpConversation::look_at_command(std::string_view line, std::uint64_t offset, core::Time at) {
    const auto command = wire::decode_command_line(line);
    if (!command) {
        builder_.malformed(command.error(), offset);
        return;
    }
    const std::string& verb = command->verb;
    Waiting waiting;
    if (verb == "USER") user_ = command->argument;
    if (verb == "PASS") {
        waiting.is_logon = true;
        const bool is_anonymous = user_ == "anonymous" || user_ == "ftp";
        if (is_anonymous) {
            builder_.fact("ftp.anonymous_password", command->argument);
            waiting.place = builder_.operation("PASS", "of " + user_, offset);
        } else {
            waiting.logon = tell_logon(builder_, "PASS", user_, command->argument, offset, at);
            waiting.place = waiting.logon.place;
        }
    } else {
        waiting.place = builder_.operation(verb, command->argument, offset);
    }
    if (std::find(storing.begin(), storing.end(), verb) != storing.end()) {
        waiting.upload = line;
        waiting.offset = offset;
    }
    if (waiting_.size() < max_waiting) waiting_.push_back(waiting);

    if (std::find(asking.begin(), asking.end(), verb) != asking.end())
        builder_.reach(Stage::enumeration, verb);
    if (verb == "CLNT") builder_.fact("ftp.client", command->argument);
    if (verb == "PORT" || verb == "EPRT") {
        const auto target = verb == "PORT" ? wire::decode_ftp_port(command->argument)
                                           : wire::decode_ftp_eprt(command->argument);
        if (!target) {
            builder_.malformed(target.error(), offset + 5);
        } else {
            builder_.fact("ftp.data_address",
                          target->address.to_string() + " port " + std::to_string(target->port));
            // Ports below 1024 are no client's data port (RFC 2577 section 3).
            if (target->port < 1024)
                builder_.label({"FTP bounce",
                                Grade::likely,
                                "ftp.bounce@1",
                                {"T1090", "T1046"},
                                {{offset, line.size(), std::string(line)}}});
        }
    }
}

void FtpConversation::server(core::Bytes bytes, core::Time) {
    while (replies_.take(bytes)) look_at_reply(replies_.line());
}

// RFC 959 section 4.2: a reply of several lines ends with its code and a space.
void FtpConversation::look_at_reply(std::string_view line) {
    const auto reply = wire::decode_reply_line(line);
    if (!reply || (more_of_ != 0 && reply->code != more_of_)) return;
    more_of_ = reply->more ? reply->code : std::uint16_t{0};
    if (reply->more) return;
    if (!greeted_) {
        greeted_ = true;
        if (reply->code == 220) return;
    }
    // RFC 959 section 4.2: 1yz begins what was asked for, and another reply follows.
    if (reply->code < 200) {
        if (!waiting_.empty() && !waiting_.front().upload.empty()) {
            tell_upload(waiting_.front(), Grade::certain);
            waiting_.front().upload.clear();
        }
        return;
    }
    if (waiting_.empty()) return;
    Waiting waiting = waiting_.front();
    waiting_.pop_front();
    const std::string code = std::to_string(reply->code);
    builder_.outcome(waiting.place, code);
    if (!waiting.upload.empty() && reply->code < 300) tell_upload(waiting, Grade::certain);
    if (!waiting.is_logon) return;
    if (reply->code >= 400)
        refuse_logon(builder_, waiting.logon, code);
    else
        accept_logon(builder_, waiting.logon, code);
}

void FtpConversation::tell_upload(const Waiting& waiting, Grade grade) {
    builder_.reach(Stage::payload_delivery, waiting.upload);
    builder_.label({"file upload",
                    grade,
                    "ftp.upload@2",
                    {"T1105"},
                    {{waiting.offset, waiting.upload.size(), waiting.upload}}});
}

void FtpConversation::gap(Side side, std::uint64_t length) {
    builder_.fact("gap", std::to_string(length) + (side == Side::client ? " bytes of the client"
                                                                        : " bytes of the server"));
    waiting_.clear();
    if (side == Side::client) {
        commands_.pass(length);
        after_gap_ = true;
    } else {
        replies_.pass(length);
    }
}

void FtpConversation::finish() {
    // Where no answer was captured at all, that it was asked for is all there is.
    if (!greeted_)
        for (const Waiting& waiting : waiting_)
            if (!waiting.upload.empty()) tell_upload(waiting, Grade::consistent);
    if (builder_.so_far().stage == Stage::none) builder_.reach(Stage::scan, "connected, no bytes");
    if (!commands_.unfinished().empty())
        builder_.malformed({core::Fault::truncated, 0, "command"}, commands_.line_offset());
    commands_.pass(0);
}

Story FtpConversation::story() const {
    return builder_.story(sentence_of(builder_.so_far(), "FTP"));
}

std::size_t FtpConversation::memory() const {
    return sizeof *this - sizeof builder_ - sizeof commands_ - sizeof replies_ + builder_.memory() +
           commands_.memory() + replies_.memory() + user_.capacity() +
           waiting_.size() * sizeof(Waiting);
}

}  // namespace hitme::recognition
