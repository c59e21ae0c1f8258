// SPDX-License-Identifier: Apache-2.0
// libcurl's handles, freed by themselves, and the library made ready once. For http_client.cpp and mail_client.cpp.
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <memory>
#include <mutex>

#include "core/time.h"

namespace hitme::runtime {

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using CurlHandle = std::unique_ptr<CURL, CurlFree>;
using CurlList = std::unique_ptr<curl_slist, CurlFree>;
using CurlUrl = std::unique_ptr<CURLU, CurlFree>;

/// A handle with what every call of ours has in common: no signals, no environment, the deadline, the stop.
inline CurlHandle open_curl(core::Duration timeout, const std::atomic<bool>* stop) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    CurlHandle handle{curl_easy_init()};
    if (!handle) return handle;
    const long milliseconds = static_cast<long>(timeout / std::chrono::milliseconds{1});
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(handle.get(), CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (stop != nullptr) {
        using Progress = int (*)(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
        const Progress asked = [](void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
            return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
        };
        curl_easy_setopt(handle.get(), CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(handle.get(), CURLOPT_XFERINFOFUNCTION, asked);
        curl_easy_setopt(handle.get(), CURLOPT_XFERINFODATA, stop);
    }
    return handle;
}

}  // namespace hitme::runtime
