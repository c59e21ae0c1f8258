// SPDX-License-Identifier: Apache-2.0
// How does this compare with the outbreaks of the past? (docs/methods/reference-outbreaks.md; C-26)
//
// A small table: each figure with who published it, and whether that text was read or is quoted from memory, which is
// printed beside the number. Ratios of doubling times, so that "nasty" becomes "34 times slower".
// Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hitme::analytics {

enum class SourceGrade {
    read,         ///< the source's own text, or a retelling of it, was read
    from_memory,  ///< to be checked before anybody relies on it
};
std::string_view name_of(SourceGrade grade);  ///< "read", "from memory"

struct ReferenceOutbreak {
    std::string_view name;
    int year = 0;
    std::string_view shape;  ///< what the curve did, in words
    std::optional<double> doubling_minutes;
    std::string_view source;
    SourceGrade grade =
        SourceGrade::from_memory;  ///< of the doubling time, and of the shape where there is none
};
std::span<const ReferenceOutbreak> reference_outbreaks();

/// The doubling time of a rise from `before` to `after` in so many minutes; nothing where it is no rise.
std::optional<double> doubling_minutes(double before, double after, double minutes);

/// In hours; no upper limit: "longer than".
struct JudgedDoubling {
    double hours = 0;
    std::optional<double> low;
    std::optional<double> high;
};

struct OutbreakComparison {
    const ReferenceOutbreak* reference = nullptr;
    double ratio = 0;  ///< ours / theirs: above 1, ours is slower
    std::optional<double> low;
    std::optional<double> high;
    std::string sentence;  ///< "34 times slower than Conficker A (171 min; ..., read)"
};

/// One per reference with a doubling time, the most similar pace first. Empty for a doubling time that is not positive.
std::vector<OutbreakComparison> compare_with_outbreaks(const JudgedDoubling& ours);

/// Hosts an hour per address watched; nothing without addresses. Only where hosts are mostly seen once may networks of
/// different size be compared by it: on a large one a host counts once for many addresses that it hit.
std::optional<double> hosts_per_address_hour(double hosts_per_hour, double addresses);

}  // namespace hitme::analytics
