// SPDX-License-Identifier: Apache-2.0
#include "store/ip/country.h"

#include <array>

namespace hitme::store {
namespace {

struct Countries {
    Continent continent;
    std::string_view codes;  ///< three characters each: two letters and a space
};
using enum Continent;
constexpr std::array<Countries, 7> countries{{
    {africa,
     "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM "
     "LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF "
     "TG TN TZ UG YT ZA ZM ZW "},
    {antarctica, "AQ BV GS HM "},
    {asia,
     "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA "
     "LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE "},
    {europe,
     "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS "
     "IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK "},
    {north_america,
     "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF "
     "MQ MS MX NI PA PM PR SV SX TC TT US VC VG VI "},
    {oceania,
     "AS AU CC CK CX FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU "
     "WF WS "},
    {south_america, "AR BO BR CL CO EC FK GF GY PE PY SR UY VE "},
}};

struct OtherCode {
    std::string_view code;
    std::string_view note;
    Continent continent;
};
constexpr std::array<OtherCode, 9> other_codes{{{"EU", "EU", europe},
                                                {"AP", "AP", asia},
                                                {"A1", "A1", unknown},
                                                {"A2", "A2", unknown},
                                                {"A3", "A3", unknown},
                                                {"T1", "T1", unknown},
                                                {"XX", "XX", unknown},
                                                {"ZZ", "XX", unknown},
                                                {"XD", "XD", unknown}}};

}  // namespace

std::string_view name_of(Continent continent) {
    constexpr std::array<std::string_view, 8> names{
        "", "africa", "antarctica", "asia", "europe", "north_america", "oceania", "south_america"};
    return names[static_cast<std::size_t>(continent)];
}

Continent continent_by_code(std::string_view code) {
    constexpr std::array<std::string_view, 8> codes{"", "AF", "AN", "AS", "EU", "NA", "OC", "SA"};
    for (std::size_t i = 1; i < codes.size(); ++i)
        if (codes[i] == code) return static_cast<Continent>(i);
    return unknown;
}

CountryMeaning country_of_code(std::string_view code) {
    if (code.size() != 2) return {};
    if (code == "UK") code = "GB";
    for (const auto& other : other_codes)
        if (other.code == code) return {"", other.note, other.continent};
    for (const auto& [continent, codes] : countries)
        for (std::size_t at = 0; at + 2 < codes.size(); at += 3)
            if (codes.substr(at, 2) == code) return {codes.substr(at, 2), "", continent};
    return {"", "XX", unknown};
}

}  // namespace hitme::store
