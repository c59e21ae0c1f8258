// SPDX-License-Identifier: Apache-2.0
// An outbox that appends JSON lines to a file: the sensor by itself, without a console.
//
// Lines are gathered and written once per pass of the sensor's loop. A disk that is full refuses further events, which
// the sensor then counts into aggregates; what was gathered is kept and written when there is room again. A line is
// never cut by a later one: after a short write the rest goes first.
#pragma once

#include <string>

#include "core/result.h"
#include "runtime/descriptor.h"
#include "sensor/outbox.h"

namespace hitme::sensor {

class JsonLinesOutbox : public Outbox {
 public:
    /// "-" is standard output.
    /// Errors   io.
    static core::Result<JsonLinesOutbox> open(const std::string& path);

    bool offer(event::Event& event) override;
    void settle() override;

    /// Bytes that wait because the file takes no more.
    std::size_t waiting() const { return buffer_.size(); }

    static constexpr std::size_t max_waiting = 8 << 20;  // ours: about 10,000 lines

 private:
    explicit JsonLinesOutbox(runtime::Descriptor file) : file_(std::move(file)) {}
    runtime::Descriptor file_;
    std::string buffer_;
    bool failing_ = false;
};

}  // namespace hitme::sensor
