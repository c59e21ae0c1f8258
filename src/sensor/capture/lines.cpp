// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/lines.h"

#include <cstring>

namespace hitme::sensor {

core::Result<std::optional<std::string_view>> Lines::next() {
    std::size_t searched = 0;
    while (true) {
        const std::string_view view = core::as_text(stream_.view());
        const std::size_t end = view.find('\n', searched);
        if (end != view.npos) {
            stream_.consume(end + 1);  // the view itself lives until grow()
            ++number_;
            searched = 0;
            if (passing_over_ || end > max_log_line_bytes) {
                passing_over_ = false;
                ++too_long_;
                continue;
            }
            std::string_view line = view.substr(0, end);
            if (line.ends_with('\r')) line.remove_suffix(1);
            return line;
        }
        searched = view.size();
        if (passing_over_ || view.size() > max_log_line_bytes) {
            passing_over_ = true;
            stream_.consume(view.size());
            searched = 0;
        }
        auto grown = stream_.grow();
        if (!grown) return grown.error();
        if (*grown) continue;
        const std::string_view last = core::as_text(stream_.view());
        if (passing_over_) {
            passing_over_ = false;
            ++too_long_;
            ++number_;
            return std::optional<std::string_view>{};
        }
        if (last.empty()) return std::optional<std::string_view>{};
        stream_.consume(last.size());
        ++number_;
        unfinished_ = true;
        return last;
    }
}

}  // namespace hitme::sensor
