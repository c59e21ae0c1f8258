// SPDX-License-Identifier: Apache-2.0
// How a failure is said.
//
// Parsed<T>   hostile or broken input, which is expected and constant: fault, offset and field; never thrown or logged.
// Result<T>   the world failed (disk full, peer gone, bad settings): a code and what happened to whom.
// check()     a bug of ours (core/check.h).
//
// A thin cover over boost::system::result; with C++23 only this file changes to std::expected.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace hitme::core {

/// Why bytes could not be understood.
enum class Fault {
    need_more,    ///< the view ends early and more may come: call again with a longer view
    truncated,    ///< no more is coming, or a declared length lies
    bad_value,    ///< a value breaks the format; `field` names it
    over_limit,   ///< a named limit of ours was passed
    unsupported,  ///< well formed, but nothing that we read
};

const char* name_of(Fault fault);

struct ParseError {
    Fault fault = Fault::bad_value;
    std::size_t offset = 0;  ///< bytes from the start of the view
    const char* field = "";  ///< the specification's name; a string literal
    /// By the words of `field`: equal literals of two sources need not share one address.
    friend bool operator==(const ParseError& a, const ParseError& b) noexcept {
        return a.fault == b.fault && a.offset == b.offset &&
               std::string_view(a.field) == std::string_view(b.field);
    }
};

template <class T>
using Parsed = boost::system::result<T, ParseError>;

/// What kind of thing failed in the world; the caller decides by this, people read `context`.
enum class ErrorCode {
    not_found,      ///< the named thing does not exist
    refused,        ///< permission, a lock held by another process, or a policy of ours
    bad_input,      ///< settings, arguments or a file that cannot mean anything
    newer_version,  ///< written by a later version of hitme: left untouched
    disk_full,      ///< no space or quota: retry later, nothing was half written
    io,             ///< any other failure of a file or a database
    network,        ///< any failure of a socket
    over_limit,     ///< a named limit of ours was passed
    cancelled,      ///< asked to stop
};

const char* name_of(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::io;
    std::string context;  ///< "what: why", readable as it stands
};

template <class T>
using Result = boost::system::result<T, Error>;

/// Shorthand for the failing side of a Result.
inline Error error(ErrorCode code, std::string context) {
    return Error{code, std::move(context)};
}

[[noreturn]] inline void throw_exception_from_error(const ParseError& failed,
                                                    const boost::source_location&) {
    throw std::logic_error(std::string("unchecked parse error at ") + failed.field);
}

[[noreturn]] inline void throw_exception_from_error(const Error& failed,
                                                    const boost::source_location&) {
    throw std::logic_error("unchecked error: " + failed.context);
}

inline const char* name_of(Fault fault) {
    switch (fault) {
        case Fault::need_more:
            return "need_more";
        case Fault::truncated:
            return "truncated";
        case Fault::bad_value:
            return "bad_value";
        case Fault::over_limit:
            return "over_limit";
        case Fault::unsupported:
            return "unsupported";
    }
    return "bad_value";
}

inline const char* name_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::refused:
            return "refused";
        case ErrorCode::bad_input:
            return "bad_input";
        case ErrorCode::newer_version:
            return "newer_version";
        case ErrorCode::disk_full:
            return "disk_full";
        case ErrorCode::io:
            return "io";
        case ErrorCode::network:
            return "network";
        case ErrorCode::over_limit:
            return "over_limit";
        case ErrorCode::cancelled:
            return "cancelled";
    }
    return "io";
}

}  // namespace hitme::core
