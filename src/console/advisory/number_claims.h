// SPDX-License-Identifier: Apache-2.0
// The numbers that a text claims about what was seen: "9,000 new hosts", "at least 250000 machines", "40 %", "tenfold", "12 an hour".
// For the wording guard: a number that no record knows must not be told (C-57).
//
// Claims    a number is one where a counted noun stands within three words after it, or a percent sign, "fold", "times" or a rate.
//           "445/TCP", "MS08-067", "9:25", "2009-01-24", "192.0.2.7" and "/24" are names and times, and no claims.
// Words     two to twenty, the tens, hundred, thousand, million, dozen; "hundreds of" and the like are at least one of them.
// Pure      no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hitme::console {

/// What is counted. A number of one kind is not carried by one of another.
enum class Counted : std::uint8_t {
    hosts,     ///< hosts, sources, machines, infections; also by rate
    events,    ///< contacts, probes, scans, attempts
    networks,  ///< networks, countries
    sensors,
    percent,
    fold,  ///< times as many
    any,   ///< a record's number that says nothing of its kind
};

struct NumberClaim {
    std::size_t at = 0;   ///< of the number in the text
    std::size_t end = 0;  ///< of what is counted
    double value = 0;
    int digits = 1;  ///< significant ones, as written
    bool is_least = false;
    Counted counted = Counted::any;
};

std::vector<NumberClaim> number_claims(std::string_view text);
/// "five" is 5; nothing for another word.
std::optional<double> number_word(std::string_view lower);

/// A number that a record knows, with its 95 % interval where it has one.
struct KnownNumber {
    double value = 0;
    double low = 0;
    double high = 0;
    Counted counted = Counted::any;
};

/// The same once rounded as the claim is, inside the interval, or no more than it where the claim says "at least".
bool carries(const KnownNumber& known, const NumberClaim& claim);

}  // namespace hitme::console
