// SPDX-License-Identifier: Apache-2.0
// Query parameters, typed.
//
// Form     name=value pairs joined by &, percent-encoded, + for a space (URL standard, "urlencoded").
// How      like core::Reader: the first fault is remembered, each reading then gives its default, and one question at
//          the end, fault(), tells what was wrong, with the parameter's name. A parameter that nobody asked for is a
//          fault, too, and names the nearest one that was asked for.
// Limits   max_query_bytes, max_parameters; each name once.
// Pure     no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/time.h"
#include "event/signal.h"

namespace hitme::console {

constexpr std::size_t max_query_bytes =
    4096;  // ours: the longest that the dashboard sends has some 300
constexpr std::size_t max_parameters = 32;  // ours: no path knows half as many

/// Undoes percent-encoding. Nothing for a % without two hexadecimal digits.
enum class Plus { is_space, is_plus };
std::optional<std::string> decode_percent(std::string_view text, Plus plus);

struct QueryFault {
    std::string parameter;  ///< empty where the query as a whole is wrong
    std::string reason;
};

struct TimeRange {
    core::Time from;
    core::Time to;  ///< after `from`
};

class Parameters {
 public:
    explicit Parameters(std::string_view query);

    /// Absent: nothing. An empty value counts as absent.
    std::optional<std::string> text(std::string_view name);
    std::optional<core::Time> time(std::string_view name);
    std::optional<event::Signal> signal(std::string_view name);
    std::optional<core::Prefix> prefix(std::string_view name);
    /// A whole number in [least, most]; absent: `otherwise`.
    std::uint64_t number(std::string_view name, std::uint64_t least, std::uint64_t most,
                         std::uint64_t otherwise);
    /// A span such as 24h in [least, most]; absent: `otherwise`.
    core::Duration duration(std::string_view name, core::Duration least, core::Duration most,
                            core::Duration otherwise);
    /// `from` and `to`; absent: the span `otherwise` that ends at `to`, and `now`.
    TimeRange range(core::Time now, core::Duration otherwise);
    /// Which of `choices` it is, by index; absent: `otherwise`.
    std::size_t choice(std::string_view name, std::span<const std::string_view> choices,
                       std::size_t otherwise);

    /// Notes a fault that only the caller can see, such as `to` before `from`; the first one stays.
    void fail(std::string_view parameter, std::string reason);
    /// The first fault, or a parameter that was never asked for. Ask when all are read.
    std::optional<QueryFault> fault() const;

 private:
    struct Entry {
        std::string name;
        std::string value;
    };

    std::vector<Entry> entries_;
    std::vector<std::string> asked_;
    std::optional<QueryFault> fault_;
};

}  // namespace hitme::console
