// SPDX-License-Identifier: Apache-2.0
// The JSON object of a request or of a record, typed.
//
// How      like console/query.h: the first fault is remembered with the member's name, each reading then gives its default,
//          and fault() at the end tells what was wrong; a member that nobody asked for is a fault, too.
// Limits   max_json_body_bytes, max_json_depth.
// Pure     no I/O.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "console/query.h"
#include "core/time.h"

namespace hitme::console {

constexpr std::size_t max_json_body_bytes = 1 << 20;  // ours: as a record of the book
constexpr std::size_t max_json_depth = 16;

/// Whether a member may be missing. A missing or null one then gives its default.
enum class Needed : std::uint8_t { yes, no };
/// What becomes of members that nobody asked for.
enum class Unasked : std::uint8_t {
    is_fault,      ///< a request: a misspelt member must not pass in silence
    is_passed_by,  ///< a record of a later version
};

class JsonBody {
 public:
    explicit JsonBody(std::string_view body, Unasked unasked = Unasked::is_fault);
    ~JsonBody();
    JsonBody(JsonBody&&) noexcept;
    JsonBody& operator=(JsonBody&&) noexcept;

    bool has(std::string_view name) const;
    /// At most `most` bytes of UTF-8 without control characters but tab and line feed.
    std::string text(std::string_view name, std::size_t most, Needed needed = Needed::yes);
    std::uint64_t number(std::string_view name, std::uint64_t least, std::uint64_t most,
                         std::optional<std::uint64_t> otherwise = {});
    double real(std::string_view name, double least, double most,
                std::optional<double> otherwise = {});
    bool truth(std::string_view name, std::optional<bool> otherwise = {});
    std::optional<core::Time> time(std::string_view name, Needed needed = Needed::no);
    std::vector<std::string> texts(std::string_view name, std::size_t most_texts, std::size_t most,
                                   Needed needed = Needed::no);
    /// Which of `choices` it is, by index.
    std::size_t choice(std::string_view name, std::span<const std::string_view> choices,
                       std::optional<std::size_t> otherwise = {});
    /// The member's value as JSON text; empty where it is missing.
    std::string raw(std::string_view name, Needed needed = Needed::no);
    /// The objects of an array, each read like a body of its own; their faults are the caller's to ask for.
    std::vector<JsonBody> objects(std::string_view name, std::size_t most,
                                  Needed needed = Needed::no);

    /// Notes a fault that only the caller can see; the first one stays.
    void fail(std::string_view name, std::string reason);
    /// The first fault; `parameter` is the member's name, empty where the body as a whole is no JSON object.
    std::optional<QueryFault> fault() const;

 private:
    struct Inner;
    explicit JsonBody(std::unique_ptr<Inner> inner);
    std::unique_ptr<Inner> inner_;
};

}  // namespace hitme::console
