// SPDX-License-Identifier: Apache-2.0
// Reads the members of a JSON object that we wrote ourselves, by name and kind: records of the book.
//
// How      like core::Reader: the first member that is missing or of another kind is remembered, each reading then gives
//          nothing, and one question at the end, failed(), tells which it was.
// Lifetime the object must outlive this. Pure.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace hitme::console {

class JsonMembers {
 public:
    explicit JsonMembers(const boost::json::object& object) : object_(object) {}

    std::string text(std::string_view key);
    core::Time time(std::string_view key);
    std::uint64_t number(std::string_view key);
    double real(std::string_view key);
    // What may be null or missing.
    std::optional<std::string> maybe_text(std::string_view key);
    std::optional<core::Time> maybe_time(std::string_view key);
    std::optional<double> maybe_real(std::string_view key);
    std::optional<bool> maybe_truth(std::string_view key);
    bool truth(std::string_view key) { return maybe_truth(key).value_or(false); }
    std::vector<std::string> texts(std::string_view key);
    /// Empty where there is none.
    const boost::json::array& list(std::string_view key);
    /// An empty one, and a failure, where there is none.
    const boost::json::object& object(std::string_view key);

    /// Name of the first member that was not as asked for; empty: all were.
    const std::string& failed() const { return failed_; }
    void fail(std::string_view key);

 private:
    const boost::json::object& object_;
    std::string failed_;
};

}  // namespace hitme::console
