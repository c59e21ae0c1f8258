// SPDX-License-Identifier: Apache-2.0
// The dashboard's files: those built into the program, or a folder's while somebody works on them.
//
// Built in  web/dist, each file gzipped, made by cmake/embed.cmake. Where it was absent when the program was built, one
//           page says how to build it.
// Names     only letters, digits and ._-/ , no part that begins with a dot: nothing outside the folder can be named.
// Caching   a file under assets/ has a hash in its name and may be kept for ever; every other is asked for each time.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "runtime/http_server.h"

namespace hitme::console::api {

/// A file built into the program, gzipped.
struct Asset {
    std::string_view path;  ///< from the root, without a leading slash: "assets/index-abc.js"
    std::string_view gzip;
};

/// All of them; written by cmake/embed.cmake.
std::span<const Asset> embedded_assets();

constexpr std::size_t max_asset_bytes = 8
                                        << 20;  // ours: the world map, the largest, has some 100 kB

class Assets {
 public:
    /// The files of `folder`, read at each request; empty: those built in.
    explicit Assets(std::string folder = {}) : folder_(std::move(folder)) {}
    /// The answer to a request for `path` ("/" is index.html); nothing where there is no such file.
    std::optional<runtime::HttpResponse> answer(const runtime::HttpRequest& request) const;

 private:
    std::string folder_;
};

/// By the ending of its name; application/octet-stream for an unknown one.
std::string_view content_type_of(std::string_view path);
/// Errors   bad_input: not gzip. over_limit: more than max_asset_bytes inside.
core::Result<std::string> unzip(std::string_view gzip);

}  // namespace hitme::console::api
