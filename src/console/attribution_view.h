// SPDX-License-Identifier: Apache-2.0
// The attributions of a signal as they were at the last step of judging, one for each grouping: a page must not read a month of
// contacts to show one. Kept as notes of the book, without a history; the findings have that.
#pragma once

#include <string>
#include <string_view>

namespace hitme::console {

/// `grouping` by the names of api.yaml: class_region, class, country, ...
inline std::string attribution_note(std::string_view subject, std::string_view grouping) {
    return "attribution." + std::string(subject) + "." + std::string(grouping);
}

}  // namespace hitme::console
