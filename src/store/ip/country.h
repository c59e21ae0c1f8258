// SPDX-License-Identifier: Apache-2.0
// What a two-letter code of a database means: a country with its continent, or a code that is not a country.
//
// Source   ISO 3166-1 alpha-2; continents by the UN's M49 (Turkey, Cyprus and the Caucasus are Asia, Russia is Europe), with
//          the Americas parted at Panama. Codes that databases use besides: EU (Europe, no country), AP (Asia and Pacific, no
//          country), A1 anonymous proxy, A2 satellite, A3 anycast, T1 Tor, XX and ZZ unknown, XD drop; UK for GB.
// Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace hitme::store {

enum class Continent : std::uint8_t {
    unknown,
    africa,
    antarctica,
    asia,
    europe,
    north_america,
    oceania,
    south_america,
};
/// As api.yaml has it; empty for unknown.
std::string_view name_of(Continent continent);
/// By the code of a database: AF, AN, AS, EU, NA, OC, SA.
Continent continent_by_code(std::string_view code);

struct CountryMeaning {
    std::string_view
        country;  ///< ISO 3166-1 alpha-2, living as long as the program; empty where there is none
    std::string_view note;  ///< why there is none, as api.yaml has it; else empty
    Continent continent = Continent::unknown;
};
CountryMeaning country_of_code(std::string_view code);

}  // namespace hitme::store
