// SPDX-License-Identifier: Apache-2.0
#include "console/api/assets.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace hitme::console::api {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".json", "application/json"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".txt", "text/plain; charset=utf-8"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".wasm", "application/wasm"},
}};

bool is_plain_name(std::string_view path) {
    char before = '/';
    for (const char c : path) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-' && c != '/')
            return false;
        if (before == '/' && (c == '.' || c == '/')) return false;
        before = c;
    }
    return !path.empty();
}

bool takes_gzip(const runtime::HttpRequest& request) {
    const std::string* accepted = request.header("Accept-Encoding");
    return accepted != nullptr && accepted->find("gzip") != std::string::npos &&
           accepted->find("gzip;q=0,") == std::string::npos && !accepted->ends_with("gzip;q=0");
}

std::optional<std::string> read_whole(const std::filesystem::path& path) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed)) return {};
    if (std::filesystem::file_size(path, failed) > max_asset_bytes || failed) return {};
    std::ifstream in(path, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
    for (const auto& [ending, type] : types) {
        if (path.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

core::Result<std::string> unzip(std::string_view gzip) {
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;  // zlib.h: 16 more for the gzip format
    if (inflateInit2(&stream, gzip_window) != Z_OK)
        return core::error(core::ErrorCode::io, "unzip: out of memory");
    std::string out;
    std::array<unsigned char, 16 << 10> block{};
    stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(gzip.data()));
    stream.avail_in = static_cast<unsigned>(gzip.size());
    int state = Z_OK;
    while (state == Z_OK && out.size() <= max_asset_bytes) {
        stream.next_out = block.data();
        stream.avail_out = static_cast<unsigned>(block.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(reinterpret_cast<const char*>(block.data()), block.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (out.size() > max_asset_bytes)
        return core::error(core::ErrorCode::over_limit, "unzip: more than the limit inside");
    if (state != Z_STREAM_END) return core::error(core::ErrorCode::bad_input, "unzip: not gzip");
    return out;
}

std::optional<runtime::HttpResponse> Assets::answer(const runtime::HttpRequest& request) const {
    std::string_view path = request.path;
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty()) path = "index.html";
    if (!is_plain_name(path)) return {};

    runtime::HttpResponse response;
    response.headers = {
        {"Content-Type", std::string(content_type_of(path))},
        {"Cache-Control",
         path.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache"}};
    if (!folder_.empty()) {
        auto whole = read_whole(std::filesystem::path(folder_) / path);
        if (!whole) return {};
        response.body = std::move(*whole);
        return response;
    }
    const auto all = embedded_assets();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Asset& asset) { return asset.path == path; });
    if (found == all.end()) return {};
    response.headers.push_back({"Vary", "Accept-Encoding"});
    if (takes_gzip(request)) {
        response.headers.push_back({"Content-Encoding", "gzip"});
        response.static_body = found->gzip;
        return response;
    }
    auto plain = unzip(found->gzip);
    if (!plain.has_value()) return {};
    response.body = std::move(*plain);
    return response;
}

}  // namespace hitme::console::api
