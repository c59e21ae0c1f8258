// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/smb_conversation.h"

#include <algorithm>
#include <string>

#include "wire/netbios_session.h"
#include "wire/smb2_header.h"
#include "wire/smb3_transform.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;

bool begins_smb1(core::Bytes payload) {
    return payload.size() >= 4 && payload[0] == 0xFF && payload[1] == 'S' && payload[2] == 'M' &&
           payload[3] == 'B';
}

}  // namespace

class SmbConversation::FromClient final : public FrameHandler {
 public:
    explicit FromClient(SmbConversation& to) : to_(to) {}
    void frame(const Frame& frame) override { to_.client_frame(frame); }
    void rest(core::Bytes bytes) override { to_.client_rest(bytes); }
    void early(const Frame& beginning) override { to_.client_beginning(beginning); }
    void no_frame(std::uint64_t offset, const core::ParseError& error) override {
        to_.notes_.begin_message(offset, to_.at_);
        to_.out_of_step(error);
        to_.notes_.reach(Stage::probe, "bytes that are no frame");
    }

 private:
    SmbConversation& to_;
};

class SmbConversation::FromServer final : public FrameHandler {
 public:
    explicit FromServer(SmbConversation& to) : to_(to) {}
    void frame(const Frame& frame) override { to_.server_frame(frame); }
    void rest(core::Bytes) override {}
    void early(const Frame&) override {}
    void no_frame(std::uint64_t, const core::ParseError&) override {}

 private:
    SmbConversation& to_;
};

SmbConversation::SmbConversation(std::string_view protocol) : notes_(protocol) {}
SmbConversation::~SmbConversation() = default;

void SmbConversation::client(core::Bytes bytes, core::Time at) {
    at_ = at;
    heard_ = heard_ || !bytes.empty();
    FromClient handler{*this};
    client_frames_.push(bytes, handler);
}

void SmbConversation::server(core::Bytes bytes, core::Time at) {
    at_ = at;
    FromServer handler{*this};
    server_frames_.push(bytes, handler);
}

void SmbConversation::gap(Side side, std::uint64_t length) {
    if (side == Side::client) {
        missed_ = true;
        FromClient handler{*this};
        notes_.ends_uncaptured(true);
        client_frames_.gap(length, handler);
        notes_.ends_uncaptured(false);
        end_tail();
    } else {
        FromServer handler{*this};
        server_frames_.gap(length, handler);
    }
}

void SmbConversation::finish() {
    if (finished_) return;
    finished_ = true;
    FromClient from_client{*this};
    client_frames_.finish(from_client);
    FromServer from_server{*this};
    server_frames_.finish(from_server);
    end_tail();
    tell_unfinished();
    tell_foreign();
    shares_.close_all(notes_);
    // Whoever sent anything probed, though no message of it could be read.
    if (heard_ && notes_.so_far().stage == Stage::none)
        notes_.reach(Stage::probe,
                     notes_.number() == 0 ? "less than a message" : "no known message");
}

// The first bytes of a frame are enough for what EternalBlue prepares: frames that never end (smb.md 1.13).
void SmbConversation::client_beginning(const Frame& frame) {
    if (began_ || pool_told_ || frame.type != wire::NetbiosType::message) return;
    const auto header = wire::decode_smb2_header(frame.payload);
    if (!header || header->structure_size != 0) return;
    pool_told_ = true;
    ++smb1().transactions().counts().first_message_size_zero;
    notes_.begin_message(frame.offset + wire::netbios_header_bytes, at_);
    const bool known_length = frame.declared == 0xFFF7;
    const bool zeros =
        std::all_of(frame.payload.begin() + 4,
                    frame.payload.begin() +
                        std::min<std::ptrdiff_t>(wire::smb2_header_bytes,
                                                 static_cast<std::ptrdiff_t>(frame.payload.size())),
                    [](std::uint8_t byte) { return byte == 0; });
    notes_.found(
        rules::pool_preparation, known_length && zeros ? Grade::certain : Grade::likely,
        {{0, wire::smb2_header_bytes,
          "FE SMB with StructureSize 0, NetBIOS length " + hexadecimal(frame.declared, 4)}});
    notes_.phrase(Weight::attack, "opened with an SMB2 header of zeros, as EternalBlue prepares");
}

void SmbConversation::client_frame(const Frame& frame) {
    end_tail();
    const std::uint64_t place = frame.offset + wire::netbios_header_bytes;
    if (frame.type != wire::NetbiosType::message) {
        notes_.begin_message(place, at_);
        if (frame.type == wire::NetbiosType::request) {
            notes_.command("SESSION_REQUEST");
            if (const auto request = wire::decode_netbios_request(frame.payload)) {
                notes_.story().fact("netbios.called", request->called);
                notes_.story().fact("netbios.calling", request->calling);
                notes_.reach(Stage::probe, request->called);
                notes_.phrase(Weight::opening, "called the NetBIOS name " + request->called);
            } else if (!frame.is_cut()) {
                notes_.malformed(request.error());
            }
            notes_.reach(Stage::probe, {});
        }
        return;
    }
    client_beginning(frame);
    began_ = true;
    const std::uint64_t faults = notes_.faults();
    bool is_message = true;
    const core::Bytes payload = frame.payload;
    if (begins_smb1(payload)) {
        if (notes_.so_far().protocol != "smb1" && notes_.number() == 0)
            notes_.story().protocol("smb1");
        notes_.begin_message(place, at_);
        smb1().client(payload, frame.declared, frame.ended_early, logons_, shares_, notes_, tail_);
    } else if (wire::begins_smb2(payload)) {
        if (notes_.so_far().protocol == "smb1") notes_.story().protocol("smb2");
        smb2_.client(payload, frame.declared, frame.ended_early, place, at_, logons_, shares_,
                     notes_, tail_);
    } else if (wire::begins_smb3_encrypted(payload)) {
        notes_.story().protocol("smb3");
        notes_.begin_message(place, at_);
        smb2_.encrypted(notes_);
    } else if (wire::begins_smb3_compressed(payload)) {
        notes_.story().protocol("smb3");
        notes_.begin_message(place, at_);
        smb2_.compressed(payload, notes_);
    } else if (smb1_ && smb1_->awaits_raw()) {
        notes_.begin_message(place, at_);
        smb1_->raw(payload, shares_, notes_);
    } else {
        notes_.begin_message(place, at_);
        notes_.reach(Stage::probe, "a frame without an SMB message");
        if (!frame.is_cut() || payload.size() >= 4)
            out_of_step({payload.size() < 4 ? core::Fault::truncated : core::Fault::bad_value, 0,
                         "Protocol"});
        client_frames_.lose_step();
        is_message = false;
    }
    if (is_message) broken_ = notes_.faults() > faults;
    // Its length may be what is wrong: the next message is known by its mark, wherever it begins.
    if (broken_ && !frame.is_cut()) client_frames_.lose_step();
    // What ends before its declared length breaks it, except that the missing bytes were not captured; a message that is told
    // broken already is not told twice.
    if (!frame.ended_early || !finished_) return;
    cut_short_ = true;
    if (!broken_) notes_.unfinished(frame.offset, "LENGTH");
}

// One wrong length puts all that follows out of place: what is no frame behind a message that is told broken, or behind
// other bytes that are no frame, is that fault still.
void SmbConversation::out_of_step(const core::ParseError& error) {
    if (!broken_) notes_.malformed(error);
    broken_ = true;
}

// A chain of fragments or a transaction without an end: one fault, where the first of them began. Behind any other fault the
// end may stand in what could not be read.
void SmbConversation::tell_unfinished() {
    if (missed_ || cut_short_ || notes_.faults() > 0) return;
    const auto call = shares_.unfinished_call();
    const auto transaction = smb1_ ? smb1_->transactions().unfinished() : std::nullopt;
    if (call && (!transaction || *call <= *transaction))
        notes_.unfinished(*call, "PFC_LAST_FRAG");
    else if (transaction)
        notes_.unfinished(*transaction, "TotalDataCount");
}

// Nobody else knew the bytes either, or they would not be here. Where SMB was answered, or bytes are missing, the stream was
// met in its middle, and its beginning may be no fault.
void SmbConversation::tell_foreign() {
    if (!client_frames_.began_elsewhere() || missed_ || answered_ || notes_.number() > 0) return;
    notes_.reach(Stage::probe, "bytes that are no frame");
    notes_.phrase(Weight::opening, "sent bytes that are no NetBIOS frame");
    notes_.story().malformed({core::Fault::bad_value, 0, "TYPE"}, 0);
}

Smb1Watch& SmbConversation::smb1() {
    if (!smb1_) smb1_ = std::make_unique<Smb1Watch>();
    return *smb1_;
}

// What was announced and did not come.
void SmbConversation::end_tail() {
    if (tail_.left > 0)
        if (OpenFile* file = shares_.by_serial(tail_.file); file != nullptr) shares_.missing(*file);
    tail_ = {};
}

void SmbConversation::client_rest(core::Bytes bytes) {
    OpenFile* file = tail_.left == 0 ? nullptr : shares_.by_serial(tail_.file);
    if (file == nullptr) return;
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), tail_.left));
    shares_.write(*file, tail_.at, bytes.first(taken), notes_.offset(), notes_);
    tail_.at += taken;
    tail_.left -= taken;
}

void SmbConversation::server_frame(const Frame& frame) {
    if (frame.type != wire::NetbiosType::message) return;
    answered_ = true;
    if (begins_smb1(frame.payload))
        smb1().server(frame.payload, at_, logons_, shares_, notes_);
    else if (wire::begins_smb2(frame.payload))
        smb2_.server(frame.payload, at_, logons_, shares_, notes_);
    else if (wire::begins_smb3_compressed(frame.payload))
        notes_.phrase(Weight::opening, "was answered compressed");
    else if (wire::begins_smb3_encrypted(frame.payload))
        notes_.phrase(Weight::opening, "was answered encrypted");
}

Story SmbConversation::story() const {
    Notes told = notes_;
    shares_.tell_open_files(told);
    if (smb1_) smb1_->transactions().tell_counts(told);
    return told.told();
}

std::size_t SmbConversation::memory() const {
    return sizeof *this - sizeof notes_ + notes_.memory() + client_frames_.memory() +
           server_frames_.memory() + logons_.memory() + shares_.memory() + smb2_.memory() +
           (smb1_ ? sizeof *smb1_ + smb1_->memory() : 0);
}

std::unique_ptr<Conversation> watch_smb1() {
    return std::make_unique<SmbConversation>("smb1");
}
std::unique_ptr<Conversation> watch_smb2() {
    return std::make_unique<SmbConversation>("smb2");
}
std::unique_ptr<Conversation> watch_smb3() {
    return std::make_unique<SmbConversation>("smb3");
}

}  // namespace hitme::recognition::smb
