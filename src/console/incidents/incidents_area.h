// SPDX-License-Identifier: Apache-2.0
// /api/v1/incidents: what docs/formats/api.yaml says of it.
//
// Filters  state and source are columns of the book. Severity and told stand in the records' bodies: where one of them is asked
//          for, the newest max_looked_through records are read, and the answer says whether that was all.
#pragma once

#include <cstddef>

#include "console/area.h"

namespace hitme::console::incidents {

/// Records read at most for one filtered list; ours: some tenths of a second.
constexpr std::size_t max_looked_through = 20'000;

class IncidentsArea : public Area {
 public:
    /// `looked_through` is another bound, for tests.
    explicit IncidentsArea(std::size_t looked_through = max_looked_through)
        : looked_through_(looked_through) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    std::size_t looked_through_;
};

}  // namespace hitme::console::incidents
