// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/talk.h"

#include <algorithm>
#include <iterator>

#include "recognition/watchers.h"
#include "wire/netbios_session.h"

namespace hitme::sensor {
namespace {

template <class Part>
void append(std::vector<Part>& to, std::vector<Part>&& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// The story of what went on inside an encryption goes on where that of its outside ends.
void add_inside(recognition::Story& story, recognition::Story inside) {
    story.stage = std::max(story.stage, inside.stage);
    for (recognition::StageReached& reached : inside.stages) {
        const bool told = std::any_of(
            story.stages.begin(), story.stages.end(),
            [&](const recognition::StageReached& other) { return other.stage == reached.stage; });
        if (!told) story.stages.push_back(std::move(reached));
    }
    std::sort(story.stages.begin(), story.stages.end(),
              [](const auto& a, const auto& b) { return a.stage < b.stage; });
    // What a sealed call's number told is told again by the opened one, and with its arguments.
    for (const event::Label& label : inside.labels)
        std::erase_if(story.labels, [&](const event::Label& outside) {
            return outside.rule == label.rule && outside.grade <= label.grade;
        });
    append(story.labels, std::move(inside.labels));
    append(story.facts, std::move(inside.facts));
    append(story.operations, std::move(inside.operations));
    append(story.malformed, std::move(inside.malformed));
    append(story.failed_logons, std::move(inside.failed_logons));
    story.operations_not_kept += inside.operations_not_kept;
    story.malformed_not_kept += inside.malformed_not_kept;
    story.logons_failed += inside.logons_failed;
    if (!inside.sentence.empty())
        story.sentence += (story.sentence.empty() ? "inside: " : "; inside: ") + inside.sentence;
}

void watch(std::unique_ptr<recognition::Conversation>& by, std::string_view protocol,
           const std::pair<core::Address, core::Address>& ends, const dialogue::Inner& inner,
           Instant now) {
    if (!by && !protocol.empty()) {
        by = recognition::watch_protocol(protocol);
        if (by && !ends.first.is_unspecified()) by->between(ends.first, ends.second);
    }
    if (!by) return;
    if (!inner.client.empty()) by->client(inner.client, now.wall);
    if (!inner.server.empty()) by->server(inner.server, now.wall);
}

/// What a stranger who tells nothing by himself is taken to speak there. Garbage sent to an SMB decoy is not called SMB.
std::string_view expected_of(std::string_view protocol) {
    if (protocol == "https") return "tls";
    for (const std::string_view known : recognition::watched_protocols())
        if (known == protocol) return known;
    return {};
}

}  // namespace

Talk::Talk(std::unique_ptr<dialogue::Session> session, std::string_view protocol,
           std::uint64_t most_bytes_out)
    : session_(std::move(session)),
      watcher_(expected_of(protocol)),
      most_bytes_out_(most_bytes_out),
      answers_smb_(protocol == "smb") {}

void Talk::between(const core::Address& client, const core::Address& server) {
    ends_ = {client, server};
    watcher_.between(client, server);
}

void Talk::open(Instant now) {
    dialogue::Output out;
    session_->open(now.wall, out);
    say(out, now);
}

void Talk::receive(core::Bytes bytes, Instant now) {
    heard_ += bytes.size();
    watcher_.client(bytes, now.wall);
    if (closing_) return;
    dialogue::Output out;
    session_->receive(bytes, now.wall, out);
    watch_inside(now);
    say(out, now);
}

void Talk::finish() {
    finished_ = true;
    watcher_.finish();
    if (inside_) inside_->finish();
    if (second_inside_) second_inside_->finish();
}

void Talk::watch_inside(Instant now) {
    watch(inside_, session_->inner_protocol(), ends_, session_->take_inner(), now);
    watch(second_inside_, session_->second_inner_protocol(), ends_, session_->take_second_inner(),
          now);
}

core::Bytes Talk::output() const {
    return core::Bytes{output_}.subspan(sent_);
}

void Talk::sent(std::size_t count) {
    sent_ += count;
    if (sent_ < output_.size()) return;
    // Given back, not kept: most sessions wait for their client most of the time.
    core::ByteVector{}.swap(output_);
    sent_ = 0;
}

recognition::Story Talk::story() const {
    recognition::Story story = watcher_.story();
    // What no protocol knows is not called SMB; at its port it is a stream that begins no frame all the same.
    if (finished_ && answers_smb_ && story.protocol.empty() && heard_ >= wire::netbios_header_bytes)
        story.malformed.push_back({core::Fault::bad_value, 0, "TYPE"});
    if (inside_) add_inside(story, inside_->story());
    if (second_inside_) add_inside(story, second_inside_->story());
    return story;
}

std::size_t Talk::memory() const {
    return sizeof *this - sizeof watcher_ + session_->memory() + watcher_.memory() +
           (inside_ ? inside_->memory() : 0) + (second_inside_ ? second_inside_->memory() : 0) +
           output_.capacity();
}

void Talk::say(dialogue::Output& out, Instant now) {
    if (out.bytes.size() > most_bytes_out_ - said_) {
        out.bytes.resize(static_cast<std::size_t>(most_bytes_out_ - said_));
        cut_ = true;
    }
    said_ += out.bytes.size();
    if (!out.bytes.empty()) watcher_.server(out.bytes, now.wall);
    if (output_.empty()) {
        output_ = std::move(out.bytes);
    } else {
        output_.insert(output_.end(), out.bytes.begin(), out.bytes.end());
    }
    closing_ = closing_ || out.close || cut_;
}

}  // namespace hitme::sensor
