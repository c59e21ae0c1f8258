// SPDX-License-Identifier: Apache-2.0
// One side's NetBIOS frames, followed through a stream of any segmentation.
//
// Kept      a frame is given whole when it is no longer than `most_kept`; of a longer one the beginning is given, and what
//           follows piece by piece as rest(). A frame that never ends is given as far as it came, at finish() or before
//           bytes that are missing.
// Lost      after a header that is none, a frame without a message, missing bytes and in the middle of a stream the next frame
//           is searched: a zero, three bytes, and one of the four marks of SMB.
// Bounds    `most_kept` bytes, given back when nothing waits.
#pragma once

#include <cstdint>
#include <span>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/netbios_session.h"

namespace hitme::recognition::smb {

struct Frame {
    std::uint64_t offset = 0;  ///< of the header in the stream
    wire::NetbiosType type = wire::NetbiosType::message;
    core::Bytes payload;
    std::size_t declared = 0;
    bool ended_early = false;  ///< no more of it comes, and `declared` says more

    bool is_cut() const { return payload.size() < declared; }
};

class FrameHandler {
 public:
    virtual ~FrameHandler() = default;
    virtual void frame(const Frame& frame) = 0;
    /// More bytes of a frame of which the beginning was given.
    virtual void rest(core::Bytes bytes) = 0;
    /// The first bytes of a frame that is not complete yet: at least `early_bytes` of its payload.
    virtual void early(const Frame& beginning) = 0;
    /// These bytes are no frame.
    virtual void no_frame(std::uint64_t offset, const core::ParseError& error) = 0;
};

constexpr std::size_t early_bytes = 64;  ///< the longer of the two SMB headers

class FrameReader {
 public:
    explicit FrameReader(std::size_t most_kept) : most_kept_(most_kept) {}

    void push(core::Bytes bytes, FrameHandler& handler);
    void gap(std::uint64_t length, FrameHandler& handler);
    void finish(FrameHandler& handler);
    /// What was just given holds no message, so the lengths are not to be believed: the next frame is searched. For a handler
    /// to call within frame().
    void lose_step() { in_step_ = false; }
    /// Whether the stream's first bytes begin no frame, and none came since.
    bool began_elsewhere() const { return state_ == State::lost && !started_; }
    std::size_t memory() const { return held_.capacity(); }

 private:
    enum class State : std::uint8_t { between, inside, passing, lost };
    std::size_t begin(core::Bytes bytes, FrameHandler& handler);
    void begin_frame(std::span<const std::uint8_t, wire::netbios_header_bytes> header,
                     FrameHandler& handler);
    std::size_t inside(core::Bytes bytes, FrameHandler& handler);
    std::size_t search(core::Bytes bytes);
    void give(core::Bytes payload, FrameHandler& handler, bool ended_early);
    void end_frame();
    void release();

    std::size_t most_kept_;
    core::ByteVector held_;     ///< of a header or a payload
    std::uint64_t offset_ = 0;  ///< of the next byte
    std::uint64_t frame_offset_ = 0;
    std::size_t declared_ = 0;
    std::size_t left_ = 0;  ///< of the frame, while passing
    State state_ = State::between;
    wire::NetbiosType type_ = wire::NetbiosType::message;
    bool early_given_ = false;
    bool started_ = false;
    bool in_step_ = true;
};

}  // namespace hitme::recognition::smb
