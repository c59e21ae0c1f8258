// SPDX-License-Identifier: Apache-2.0
// Which sensors stand inside: by the registrations of the book (kind sensor_registration), else by what each announces at its
// start (event/kinds.h, SensorChange). A registration that covers the time goes first.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "store/book.h"

namespace hitme::console {

class InternalSensors {
 public:
    void announce(const event::SensorChange& change);
    /// Reads the registrations anew where one changed. Errors   those of the book; what was known stays.
    core::Result<void> refresh(store::Book& book);
    bool internal_at(std::string_view sensor, core::Time at) const;

 private:
    struct Period {
        core::Time from;
        std::optional<core::Time> until;
        bool internal = false;
    };
    std::map<std::string, std::vector<Period>, std::less<>> registered_;
    std::map<std::string, bool, std::less<>> announced_;
    std::optional<std::uint64_t> seen_;
};

}  // namespace hitme::console
