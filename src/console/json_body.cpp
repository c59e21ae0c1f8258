// SPDX-License-Identifier: Apache-2.0
#include "console/json_body.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace hitme::console {

struct JsonBody::Inner {
    boost::json::object object;
    std::set<std::string, std::less<>> asked;
    std::optional<QueryFault> fault;
    Unasked unasked = Unasked::is_fault;

    /// The member, or nothing where it is missing or null. Notes a missing one that is needed.
    const boost::json::value* member(std::string_view name, Needed needed) {
        asked.emplace(name);
        const auto* found = object.if_contains(boost::json::string_view(name.data(), name.size()));
        if (found == nullptr || found->is_null()) {
            if (needed == Needed::yes) fail(name, "is missing");
            return nullptr;
        }
        return found;
    }
    void fail(std::string_view name, std::string reason) {
        if (!fault) fault = QueryFault{std::string(name), std::move(reason)};
    }
};

namespace {

bool is_plain_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || c == '\n' || c == '\t';
    });
}

std::optional<std::uint64_t> whole_number(const boost::json::value& value) {
    if (value.is_uint64()) return value.get_uint64();
    if (value.is_int64() && value.get_int64() >= 0)
        return static_cast<std::uint64_t>(value.get_int64());
    return {};
}

std::optional<double> real_number(const boost::json::value& value) {
    if (value.is_double()) return value.get_double();
    if (value.is_int64()) return static_cast<double>(value.get_int64());
    if (value.is_uint64()) return static_cast<double>(value.get_uint64());
    return {};
}

}  // namespace

JsonBody::JsonBody(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
JsonBody::~JsonBody() = default;
JsonBody::JsonBody(JsonBody&&) noexcept = default;
JsonBody& JsonBody::operator=(JsonBody&&) noexcept = default;

JsonBody::JsonBody(std::string_view body, Unasked unasked) : inner_(std::make_unique<Inner>()) {
    inner_->unasked = unasked;
    if (body.size() > max_json_body_bytes) {
        inner_->fail("", "the body is too long");
        return;
    }
    boost::json::parse_options options;
    options.max_depth = max_json_depth;
    boost::system::error_code failed;
    auto value = boost::json::parse(boost::json::string_view(body.data(), body.size()), failed,
                                    boost::json::storage_ptr{}, options);
    if (failed || !value.is_object()) {
        inner_->fail("", "the body is not a JSON object" +
                             (failed ? ": " + failed.message() : std::string()));
        return;
    }
    inner_->object = std::move(value.get_object());
}

bool JsonBody::has(std::string_view name) const {
    const auto* found =
        inner_->object.if_contains(boost::json::string_view(name.data(), name.size()));
    return found != nullptr && !found->is_null();
}

std::string JsonBody::text(std::string_view name, std::size_t most, Needed needed) {
    const auto* value = inner_->member(name, needed);
    if (value == nullptr) return {};
    const std::string_view text =
        value->is_string() ? std::string_view(value->get_string()) : std::string_view();
    if (!value->is_string() || text.size() > most || !is_plain_text(text) ||
        (needed == Needed::yes && text.empty())) {
        inner_->fail(name, "is not a text of at most " + std::to_string(most) +
                               " bytes without control characters");
        return {};
    }
    return std::string(text);
}

std::uint64_t JsonBody::number(std::string_view name, std::uint64_t least, std::uint64_t most,
                               std::optional<std::uint64_t> otherwise) {
    const auto* value = inner_->member(name, otherwise ? Needed::no : Needed::yes);
    if (value == nullptr) return otherwise.value_or(least);
    const auto number = whole_number(*value);
    if (number && *number >= least && *number <= most) return *number;
    inner_->fail(name, "is not a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most));
    return otherwise.value_or(least);
}

double JsonBody::real(std::string_view name, double least, double most,
                      std::optional<double> otherwise) {
    const auto* value = inner_->member(name, otherwise ? Needed::no : Needed::yes);
    if (value == nullptr) return otherwise.value_or(least);
    const auto number = real_number(*value);
    if (number && std::isfinite(*number) && *number >= least && *number <= most) return *number;
    inner_->fail(name,
                 "is not a number from " + std::to_string(least) + " to " + std::to_string(most));
    return otherwise.value_or(least);
}

bool JsonBody::truth(std::string_view name, std::optional<bool> otherwise) {
    const auto* value = inner_->member(name, otherwise ? Needed::no : Needed::yes);
    if (value == nullptr) return otherwise.value_or(false);
    if (value->is_bool()) return value->get_bool();
    inner_->fail(name, "is neither true nor false");
    return otherwise.value_or(false);
}

std::optional<core::Time> JsonBody::time(std::string_view name, Needed needed) {
    const auto* value = inner_->member(name, needed);
    if (value == nullptr) return {};
    if (value->is_string())
        if (const auto time = core::parse_time(std::string_view(value->get_string()))) return time;
    inner_->fail(name, "is not a time such as 2026-03-01T12:00:00Z");
    return {};
}

std::vector<std::string> JsonBody::texts(std::string_view name, std::size_t most_texts,
                                         std::size_t most, Needed needed) {
    const auto* value = inner_->member(name, needed);
    if (value == nullptr) return {};
    std::vector<std::string> texts;
    if (value->is_array() && value->get_array().size() <= most_texts) {
        for (const auto& each : value->get_array()) {
            if (!each.is_string() || each.get_string().size() > most ||
                !is_plain_text(std::string_view(each.get_string())))
                break;
            texts.emplace_back(std::string_view(each.get_string()));
        }
        if (texts.size() == value->get_array().size()) return texts;
    }
    inner_->fail(name, "is not a list of at most " + std::to_string(most_texts) +
                           " texts of at most " + std::to_string(most) + " bytes");
    return {};
}

std::size_t JsonBody::choice(std::string_view name, std::span<const std::string_view> choices,
                             std::optional<std::size_t> otherwise) {
    const auto* value = inner_->member(name, otherwise ? Needed::no : Needed::yes);
    if (value == nullptr) return otherwise.value_or(0);
    if (value->is_string()) {
        const auto found =
            std::find(choices.begin(), choices.end(), std::string_view(value->get_string()));
        if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
    }
    std::string reason = "is none of";
    for (const auto choice : choices) reason += ' ' + std::string(choice);
    inner_->fail(name, reason);
    return otherwise.value_or(0);
}

std::string JsonBody::raw(std::string_view name, Needed needed) {
    const auto* value = inner_->member(name, needed);
    return value == nullptr ? std::string() : boost::json::serialize(*value);
}

std::vector<JsonBody> JsonBody::objects(std::string_view name, std::size_t most, Needed needed) {
    const auto* value = inner_->member(name, needed);
    if (value == nullptr) return {};
    std::vector<JsonBody> bodies;
    if (value->is_array() && value->get_array().size() <= most) {
        for (const auto& each : value->get_array()) {
            if (!each.is_object()) break;
            auto inner = std::make_unique<Inner>();
            inner->object = each.get_object();
            inner->unasked = inner_->unasked;
            bodies.push_back(JsonBody(std::move(inner)));
        }
        if (bodies.size() == value->get_array().size()) return bodies;
    }
    inner_->fail(name, "is not a list of at most " + std::to_string(most) + " objects");
    return {};
}

void JsonBody::fail(std::string_view name, std::string reason) {
    inner_->fail(name, std::move(reason));
}

std::optional<QueryFault> JsonBody::fault() const {
    if (inner_->fault || inner_->unasked == Unasked::is_passed_by) return inner_->fault;
    for (const auto& member : inner_->object)
        if (!inner_->asked.contains(std::string_view(member.key())))
            return QueryFault{std::string(member.key()).substr(0, 64), "no such member"};
    return {};
}

}  // namespace hitme::console
