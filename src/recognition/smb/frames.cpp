// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/frames.h"

#include <algorithm>
#include <array>

namespace hitme::recognition::smb {
namespace {

constexpr std::size_t mark_bytes = 4;

bool is_known_type(std::uint8_t type) {
    return type == 0x00 || (type >= 0x81 && type <= 0x85);
}

bool is_mark(const std::uint8_t* at) {
    return at[0] >= 0xFC && at[1] == 'S' && at[2] == 'M' && at[3] == 'B';
}

}  // namespace

void FrameReader::push(core::Bytes bytes, FrameHandler& handler) {
    while (!bytes.empty()) {
        std::size_t taken = 0;
        switch (state_) {
            case State::between:
                taken = begin(bytes, handler);
                break;
            case State::inside:
                taken = inside(bytes, handler);
                break;
            case State::passing:
                taken = std::min(bytes.size(), left_);
                handler.rest(bytes.first(taken));
                left_ -= taken;
                if (left_ == 0) end_frame();
                break;
            case State::lost:
                taken = search(bytes);
                break;
        }
        offset_ += taken;
        bytes = bytes.subspan(taken);
    }
}

std::size_t FrameReader::begin(core::Bytes bytes, FrameHandler& handler) {
    if (held_.empty()) {
        frame_offset_ = offset_;
        if (bytes.size() >= wire::netbios_header_bytes) {  // the usual case: nothing is copied
            begin_frame(bytes.first<wire::netbios_header_bytes>(), handler);
            return wire::netbios_header_bytes;
        }
    }
    const std::size_t taken = std::min(bytes.size(), wire::netbios_header_bytes - held_.size());
    held_.insert(held_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
    if (held_.size() < wire::netbios_header_bytes) return taken;
    std::array<std::uint8_t, wire::netbios_header_bytes> header{};
    std::copy(held_.begin(), held_.end(), header.begin());
    held_.clear();
    begin_frame(header, handler);
    return taken;
}

void FrameReader::begin_frame(std::span<const std::uint8_t, wire::netbios_header_bytes> header,
                              FrameHandler& handler) {
    if (!is_known_type(header[0])) {
        // In the middle of a stream this is no fault of anybody: the frame began before.
        if (started_) handler.no_frame(frame_offset_, {core::Fault::bad_value, 0, "TYPE"});
        held_.assign(header.begin(), header.end());
        state_ = State::lost;
        return;
    }
    started_ = true;
    type_ = static_cast<wire::NetbiosType>(header[0]);
    // [MS-SMB2] 2.1: 24 bits on port 445; RFC 1002 section 4.3.1 has 17 and zeros before them.
    declared_ = (std::size_t{header[1]} << 16) | (std::size_t{header[2]} << 8) | header[3];
    early_given_ = false;
    state_ = State::inside;
    if (declared_ == 0) give({}, handler, false);
}

std::size_t FrameReader::inside(core::Bytes bytes, FrameHandler& handler) {
    const std::size_t wanted = std::min(declared_, most_kept_);
    const std::size_t taken = std::min(bytes.size(), wanted - held_.size());
    if (held_.empty() && taken == wanted) {  // the usual case: nothing is copied
        give(bytes.first(taken), handler, false);
        return taken;
    }
    held_.insert(held_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
    if (held_.size() == wanted) {
        core::ByteVector payload;
        payload.swap(held_);
        give(payload, handler, false);
    } else if (!early_given_ && held_.size() >= early_bytes) {
        early_given_ = true;
        handler.early({frame_offset_, type_, held_, declared_, false});
    }
    return taken;
}

void FrameReader::give(core::Bytes payload, FrameHandler& handler, bool ended_early) {
    const Frame frame{frame_offset_, type_, payload, declared_, ended_early};
    left_ = declared_ - payload.size();
    in_step_ = true;
    handler.frame(frame);
    if (!in_step_ && !ended_early) {
        left_ = 0;
        state_ = State::lost;
        return;
    }
    if (left_ > 0 && !ended_early)
        state_ = State::passing;
    else
        end_frame();
}

void FrameReader::end_frame() {
    state_ = State::between;
    left_ = 0;
}

std::size_t FrameReader::search(core::Bytes bytes) {
    // held_ has at most seven bytes that may begin a frame. They are looked at together with what comes.
    constexpr std::size_t needed = wire::netbios_header_bytes + mark_bytes;
    core::ByteVector window = held_;
    const std::size_t before = window.size();
    const std::size_t looked = std::min<std::size_t>(bytes.size(), 4096);
    window.insert(window.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(looked));
    for (std::size_t at = 0; at + needed <= window.size(); ++at) {
        if (window[at] != 0 || !is_mark(window.data() + at + wire::netbios_header_bytes)) continue;
        frame_offset_ = offset_ - before + at;
        type_ = wire::NetbiosType::message;
        declared_ = (std::size_t{window[at + 1]} << 16) | (std::size_t{window[at + 2]} << 8) |
                    window[at + 3];
        early_given_ = false;
        started_ = true;
        held_.clear();
        // The mark's bytes may lie before `bytes`: then they are held.
        const std::size_t payload_at = at + wire::netbios_header_bytes;
        state_ = State::inside;
        if (payload_at >= before) return payload_at - before;
        const std::size_t declared = std::min(declared_, most_kept_);
        const std::size_t already = std::min(before - payload_at, declared);
        held_.assign(window.begin() + static_cast<std::ptrdiff_t>(payload_at),
                     window.begin() + static_cast<std::ptrdiff_t>(payload_at + already));
        return 0;
    }
    const std::size_t kept = std::min(window.size(), needed - 1);
    held_.assign(window.end() - static_cast<std::ptrdiff_t>(kept), window.end());
    return looked;
}

void FrameReader::gap(std::uint64_t length, FrameHandler& handler) {
    if (state_ == State::inside) {
        const std::size_t left = declared_ - held_.size();
        if (held_.size() >= mark_bytes) give(held_, handler, true);
        left_ = left;
        state_ = State::passing;
    }
    const bool within = state_ == State::passing && length <= left_;
    offset_ += length;
    release();
    if (within) {
        left_ -= static_cast<std::size_t>(length);
        if (left_ == 0) end_frame();
        return;
    }
    state_ = State::lost;
    started_ = false;
}

void FrameReader::finish(FrameHandler& handler) {
    if (state_ == State::inside && !held_.empty())
        give(held_, handler, true);
    else if (state_ == State::between && !held_.empty() && started_)
        handler.no_frame(frame_offset_, {core::Fault::truncated, 0, "LENGTH"});
    release();
}

void FrameReader::release() {
    core::ByteVector().swap(held_);
}

}  // namespace hitme::recognition::smb
