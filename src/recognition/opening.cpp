// SPDX-License-Identifier: Apache-2.0
#include "recognition/opening.h"

#include <algorithm>

#include "core/text.h"

namespace hitme::recognition {
namespace {

using namespace std::string_view_literals;

struct Usual {
    std::uint16_t port;
    std::string_view protocol;
};
// IANA service names; 2222, 2323 and 8080 by use.
constexpr Usual usual[] = {
    {21, "ftp"},    {22, "ssh"},          {23, "telnet"},   {25, "smtp"},    {80, "http"},
    {139, "smb1"},  {443, "tls"},         {445, "smb1"},    {587, "smtp"},   {1433, "mssql"},
    {1883, "mqtt"}, {2222, "ssh"},        {2323, "telnet"}, {3306, "mysql"}, {3389, "rdp"},
    {5060, "sip"},  {5432, "postgresql"}, {5900, "vnc"},    {6379, "redis"}, {8080, "http"},
    {8443, "tls"},
};

constexpr std::size_t first_question = 8;  // the shortest signature that needs a length and a mark

std::size_t index_of(Side side) {
    return static_cast<std::size_t>(side);
}

}  // namespace

std::string_view usual_protocol(std::uint16_t port) {
    const auto found =
        std::lower_bound(std::begin(usual), std::end(usual), port,
                         [](const Usual& one, std::uint16_t wanted) { return one.port < wanted; });
    return found != std::end(usual) && found->port == port ? found->protocol : std::string_view{};
}

std::string_view guess_server_protocol(core::Bytes first_bytes, std::string_view expected) {
    const std::string_view text = core::as_text(first_bytes);
    if (text.size() >= 8 && text[0] == 0) {  // the same frames as the client's
        if (text.substr(4, 4) == "\xFFSMB"sv) return "smb1";
        if (text.substr(4, 4) == "\xFESMB"sv) return "smb2";
        if (text.substr(4, 4) == "\xFDSMB"sv || text.substr(4, 4) == "\xFCSMB"sv) return "smb3";
    }
    if (text.starts_with("SSH-")) return "ssh";      // RFC 4253 section 4.2
    if (text.starts_with("RFB 00")) return "vnc";    // RFC 6143 section 7.1.1
    if (text.starts_with("HTTP/1.")) return "http";  // RFC 9112 section 4
    if (text.size() >= 5 && text[3] == 0 && text[4] == 10 && text[2] == 0)
        return "mysql";  // Protocol::HandshakeV10: sequence 0, version 10
    if (text.size() >= 3 && text[0] == '\xFF' && text[1] >= '\xFB' && text[1] <= '\xFE')
        return "telnet";            // RFC 854
    if (text.starts_with("220")) {  // RFC 5321 section 4.2; RFC 959 section 5.4
        if (expected == "smtp" || expected == "ftp") return expected;
        const std::string_view line = text.substr(0, text.find('\n'));
        if (line.find("SMTP") != line.npos) return "smtp";
        if (line.find("FTP") != line.npos) return "ftp";
    }
    return {};
}

void Opening::between(const core::Address& client, const core::Address& server) {
    ends_.emplace(client, server);
}

void Opening::take(Side side, core::Bytes bytes, core::Time at) {
    bytes_[index_of(side)] += bytes.size();
    while (!settled_ && !bytes.empty()) bytes = bytes.subspan(wait(side, bytes, at));
    if (bytes.empty() || watcher_ == nullptr) return;
    if (side == Side::client)
        watcher_->client(bytes, at);
    else
        watcher_->server(bytes, at);
}

// Keeps bytes up to the next question; how many it took.
std::size_t Opening::wait(Side side, core::Bytes bytes, core::Time at) {
    core::ByteVector& first = first_[index_of(side)];
    const bool turned = !turns_.empty() && turns_.back().side != side;
    if (turned) {
        ask();
        if (settled_) return 0;
        if (turns_.size() >= max_guess_turns) {
            give_up();
            return 0;
        }
    }
    std::size_t question = first_question;
    while (question <= first.size()) question *= 2;
    const std::size_t taken =
        std::min({bytes.size(), question - first.size(), wire::max_guess_bytes - first.size()});
    if (taken == 0) {  // enough was heard, and it told nothing
        give_up();
        return 0;
    }
    if (turns_.empty() || turned || turns_.back().missing > 0) turns_.push_back({side, at, 0, {}});
    const auto piece = bytes.first(taken);
    turns_.back().bytes.insert(turns_.back().bytes.end(), piece.begin(), piece.end());
    first.insert(first.end(), piece.begin(), piece.end());
    if (first.size() == question) ask();
    if (!settled_ && first.size() >= wire::max_guess_bytes) give_up();
    return taken;
}

void Opening::ask() {
    const core::ByteVector& client = first_[index_of(Side::client)];
    const core::ByteVector& server = first_[index_of(Side::server)];
    std::string_view found = wire::guess_protocol(client, wire::Carrier::stream);
    if (found.empty()) found = guess_server_protocol(server, expected_);
    if (!found.empty()) settle(found);
}

void Opening::settle(std::string_view protocol) {
    settled_ = true;
    protocol_ = protocol;
    watcher_ = watch_protocol(protocol);
    auto turns = std::move(turns_);
    turns_ = {};
    for (core::ByteVector& first : first_) core::ByteVector().swap(first);
    if (watcher_ == nullptr) return;
    if (ends_) watcher_->between(ends_->first, ends_->second);
    for (const Turn& turn : turns) {
        if (turn.missing > 0)
            watcher_->gap(turn.side, turn.missing);
        else if (turn.side == Side::client)
            watcher_->client(turn.bytes, turn.at);
        else
            watcher_->server(turn.bytes, turn.at);
    }
}

void Opening::give_up() {
    settle(expected_);
}

void Opening::gap(Side side, std::uint64_t length) {
    if (!settled_) {
        ask();
        if (!settled_ && turns_.size() >= max_guess_turns) give_up();
    }
    if (settled_) {
        if (watcher_ != nullptr) watcher_->gap(side, length);
        return;
    }
    turns_.push_back({side, {}, length, {}});
    // What comes behind a hole is no opening: the next bytes are looked at for themselves.
    first_[index_of(side)].clear();
}

void Opening::finish() {
    if (!settled_) ask();
    if (!settled_) give_up();
    if (watcher_ != nullptr) watcher_->finish();
}

Story Opening::story() const {
    if (watcher_ != nullptr) return watcher_->story();
    Story story;
    story.protocol = protocol_;
    const std::uint64_t said = bytes_[index_of(Side::client)];
    if (said == 0) {
        story.stage = event::Stage::scan;
        story.stages.push_back({story.stage, "no byte from the client"});
        story.sentence = "sent nothing";
        return story;
    }
    const std::string what = protocol_.empty() ? std::string("no protocol that we know")
                                               : "the protocol " + std::string(protocol_);
    story.stage = event::Stage::probe;
    story.stages.push_back({story.stage, std::to_string(said) + " bytes, " + what});
    story.sentence = "sent " + std::to_string(said) + " bytes of " + what;
    return story;
}

std::size_t Opening::memory() const {
    std::size_t bytes = sizeof *this + turns_.capacity() * sizeof(Turn);
    for (const Turn& turn : turns_) bytes += turn.bytes.capacity();
    for (const core::ByteVector& first : first_) bytes += first.capacity();
    if (watcher_ != nullptr) bytes += watcher_->memory();
    return bytes;
}

}  // namespace hitme::recognition
