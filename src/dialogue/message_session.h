// SPDX-License-Identifier: Apache-2.0
// What the sessions of message protocols share: bytes are kept until a message is whole and answered once, so that the
// pieces do not matter; a closed session reads no more and holds nothing.
#pragma once

#include "dialogue/session.h"

namespace hitme::dialogue {

class MessageSession : public Session {
 public:
    void open(core::Time, Output&) override {}
    void receive(core::Bytes bytes, core::Time now, Output& out) final {
        if (closed_) return;
        in_.insert(in_.end(), bytes.begin(), bytes.end());
        std::size_t read = 0;
        while (!closed_ && read < in_.size()) {
            const std::size_t taken = message(core::Bytes(in_).subspan(read), now, out);
            if (taken == 0) break;
            read += taken;
        }
        in_.erase(in_.begin(), in_.begin() + static_cast<std::ptrdiff_t>(read));
        // Give memory back after a long message: most of a session is waiting.
        if (closed_ || in_.empty()) core::ByteVector().swap(in_);
        out.close = out.close || closed_;
    }
    std::uint32_t logons() const override { return logons_; }
    std::size_t memory() const override { return sizeof *this + in_.capacity() + more_memory(); }

 protected:
    /// Answers the message in front of `bytes`: how many bytes it took, or 0 when more are needed (or after close()).
    virtual std::size_t message(core::Bytes bytes, core::Time now, Output& out) = 0;
    /// Bytes held beside the members of this class.
    virtual std::size_t more_memory() const { return 0; }
    void close() { closed_ = true; }
    bool is_closed() const { return closed_; }
    void logon_tried() { ++logons_; }

 private:
    core::ByteVector in_;
    std::uint32_t logons_ = 0;
    bool closed_ = false;
};

}  // namespace hitme::dialogue
