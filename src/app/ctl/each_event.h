// SPDX-License-Identifier: Apache-2.0
// A reader's sink that hands each event on to whatever counts it: what a command makes of a file.
#pragma once

#include "sensor/event_sink.h"

namespace hitme::app {

/// `Taker` has add(const event::Event&), and must outlive this.
template <class Taker>
class EachEvent final : public sensor::EventSink {
 public:
    explicit EachEvent(Taker& taker) : taker_(taker) {}
    core::Result<void> take(event::Event& event) override {
        taker_.add(event);
        return {};
    }

 private:
    Taker& taker_;
};

}  // namespace hitme::app
