// SPDX-License-Identifier: Apache-2.0
#include "runtime/mail_client.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/text.h"
#include "runtime/curl_handle.h"

namespace hitme::runtime {
namespace {

constexpr std::size_t max_reason = 200;
constexpr std::size_t max_address_bytes = 254;  // RFC 5321 section 4.5.3.1.3, without the brackets

struct Given {
    std::string_view rest;
};

std::size_t give(char* to, std::size_t one, std::size_t count, void* from) {
    auto* given = static_cast<Given*>(from);
    const std::size_t bytes = std::min(one * count, given->rest.size());
    std::memcpy(to, given->rest.data(), bytes);
    given->rest.remove_prefix(bytes);
    return bytes;
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const std::size_t at = text.find('@');
    if (text.size() > max_address_bytes || at == 0 || at == std::string_view::npos ||
        at + 1 == text.size() || text.find('@', at + 1) != std::string_view::npos)
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return c > 0x20 && c < 0x7f &&
               std::string_view("\"(),:;<>[]\\").find(c) == std::string_view::npos;
    });
}

core::Result<void> send_mail(const MailServer& server, const std::string& from,
                             const std::vector<std::string>& to, const std::string& message,
                             const std::atomic<bool>* stop) {
    if (!is_mail_address(from) || to.empty() || !std::all_of(to.begin(), to.end(), is_mail_address))
        return core::error(core::ErrorCode::bad_input, "a sender or recipient is no mail address");
    if (!server.password.empty() && server.tls == MailTls::none)
        return core::error(core::ErrorCode::bad_input, "a password is not sent without TLS");
    const CurlHandle handle = open_curl(server.timeout, stop);
    if (!handle) return core::error(core::ErrorCode::io, "libcurl gave no handle");
    CURL* curl = handle.get();
    const bool bare_v6 = server.host.find(':') != std::string::npos;
    const std::string host = bare_v6 ? "[" + server.host + "]" : server.host;
    const std::string where = host + ":" + std::to_string(server.port);
    const std::string url = (server.tls == MailTls::tls ? "smtps://" : "smtp://") + where + "/" +
                            (server.greets_as.empty() ? "" : server.greets_as);
    CurlList recipients;
    for (const std::string& one : to)
        recipients.reset(curl_slist_append(recipients.release(), ("<" + one + ">").c_str()));
    std::array<char, CURL_ERROR_SIZE> reason{};
    Given given{message};
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason.data());
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(
        curl, CURLOPT_USE_SSL,
        static_cast<long>(server.tls == MailTls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!server.ca_file.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, server.ca_file.c_str());
        curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
    }
    if (!server.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, server.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, server.password.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + from + ">").c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &given);
    const CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_OK) return {};
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return core::error(core::ErrorCode::cancelled, where + ": stopped");
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    // RFC 5321 section 4.2.1: 5yz will not change by trying again. 53x are about the login, which the operator mends.
    const bool for_good = status >= 500 && status < 600 && status / 10 != 53;
    std::string why = reason[0] != '\0' ? reason.data() : curl_easy_strerror(code);
    return core::error(for_good ? core::ErrorCode::refused : core::ErrorCode::network,
                       where + ": " + core::printable(why, max_reason));
}

}  // namespace hitme::runtime
