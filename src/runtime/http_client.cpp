// SPDX-License-Identifier: Apache-2.0
#include "runtime/http_client.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/text.h"
#include "runtime/curl_handle.h"

namespace hitme::runtime {
namespace {

constexpr std::size_t max_url_told = 200;

struct Taken {
    std::string body;
    std::size_t most = 0;
    bool too_long = false;
};

std::size_t take(char* bytes, std::size_t one, std::size_t count, void* to) {
    auto* taken = static_cast<Taken*>(to);
    if (taken->body.size() + one * count > taken->most) {
        taken->too_long = true;
        return 0;
    }
    taken->body.append(bytes, one * count);
    return one * count;
}

std::string part(CURLU* url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, which == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) !=
        CURLUE_OK)
        return {};
    std::string copy = text;
    curl_free(text);
    return copy;
}

bool has_line_break(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

core::Result<HttpAnswer> call_once(const HttpCall& call, const std::string& url,
                                   const std::atomic<bool>* stop, std::string& redirect) {
    const CurlHandle handle = open_curl(call.timeout, stop);
    if (!handle) return core::error(core::ErrorCode::io, "libcurl gave no handle");
    CURL* curl = handle.get();
    CurlList headers;
    for (const std::string& line : call.headers)
        headers.reset(curl_slist_append(headers.release(), line.c_str()));
    // libcurl would wait a second for a 100 that many receivers never send.
    headers.reset(curl_slist_append(headers.release(), "Expect:"));
    std::array<char, CURL_ERROR_SIZE> reason{};
    Taken taken{{}, call.max_answer};
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason.data());
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "hitme");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taken);
    if (!call.proxy.empty()) curl_easy_setopt(curl, CURLOPT_PROXY, call.proxy.c_str());
    if (!call.ca_file.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, call.ca_file.c_str());
        curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
    }
    if (call.method == HttpMethod::post) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(call.body.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.data());
    }
    const CURLcode code = curl_easy_perform(curl);
    if (taken.too_long)
        return core::error(
            core::ErrorCode::over_limit,
            shown_url(url) + ": the answer is longer than " + std::to_string(call.max_answer));
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return core::error(core::ErrorCode::cancelled, shown_url(url) + ": stopped");
    if (code != CURLE_OK)
        return core::error(
            core::ErrorCode::network,
            shown_url(url) + ": " +
                core::printable(reason[0] != '\0' ? reason.data() : curl_easy_strerror(code),
                                max_url_told));
    HttpAnswer answer;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    char* to = nullptr;
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &to);
    redirect = to != nullptr ? to : "";
    answer.body = std::move(taken.body);
    return answer;
}

}  // namespace

std::string shown_url(const std::string& url) {
    const CurlUrl parsed{curl_url()};
    if (has_line_break(url) ||
        curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
        return {};
    const std::string scheme = part(parsed.get(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return {};
    return core::printable(scheme + "://" + part(parsed.get(), CURLUPART_HOST) + ":" +
                               part(parsed.get(), CURLUPART_PORT),
                           max_url_told);
}

core::Result<HttpAnswer> call_http(const HttpCall& call, const std::atomic<bool>* stop) {
    const std::string origin = shown_url(call.url);
    if (origin.empty())
        return core::error(core::ErrorCode::bad_input, "not an http or https address");
    if (std::any_of(call.headers.begin(), call.headers.end(),
                    [](const std::string& line) { return has_line_break(line); }))
        return core::error(core::ErrorCode::bad_input, origin + ": a header has a line break");
    std::string url = call.url;
    for (int turn = 0;; ++turn) {
        std::string redirect;
        auto answer = call_once(call, url, stop, redirect);
        if (!answer || redirect.empty() || call.method != HttpMethod::get ||
            turn == max_redirects || shown_url(redirect) != origin)
            return answer;
        url = redirect;
    }
}

}  // namespace hitme::runtime
