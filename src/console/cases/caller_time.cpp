// SPDX-License-Identifier: Apache-2.0
#include "console/cases/caller_time.h"

#include "core/text.h"

namespace hitme::console::cases {

core::Result<CallerTime> caller_time(std::string_view text, const runtime::Zone& zone) {
    std::string whole{text};
    const bool has_clock = whole.size() > 10 && (whole[10] == ' ' || whole[10] == 'T');
    const std::string_view clock =
        has_clock ? std::string_view(whole).substr(11) : std::string_view();
    const bool own_offset = clock.find_first_of("Zz+-") != std::string_view::npos;
    if (has_clock && clock.size() == 5) whole += ":00";
    const auto shown = core::parse_time(whole);
    if (!shown)
        return core::error(core::ErrorCode::bad_input,
                           "\"" + core::printable(text, 60) +
                               "\" is not a time such as 2009-01-26 08:00 or 2009-01-26T07:00:00Z");
    if (own_offset) return CallerTime{*shown, ""};
    const auto instants = zone.instants_of(*shown);
    using Happens = runtime::Zone::Instants::Happens;
    if (instants.happens == Happens::twice)
        return CallerTime{instants.first,
                          "this reading happened twice in " + zone.name() +
                              " (clocks went back); the first is taken, the second was " +
                              core::format_rfc3339(instants.second)};
    if (instants.happens == Happens::never)
        return CallerTime{instants.first, "this reading never happened in " + zone.name() +
                                              " (clocks went forward); the change is taken"};
    return CallerTime{instants.first, ""};
}

}  // namespace hitme::console::cases
