// SPDX-License-Identifier: Apache-2.0
#include "console/api/session.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/check.h"
#include "core/digest.h"
#include "core/text.h"

namespace hitme::console::api {

std::string random_secret() {
    std::array<std::uint8_t, 32> bytes{};
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t count = ::getrandom(bytes.data() + filled, bytes.size() - filled, 0);
        core::check(count > 0 || errno == EINTR, "the kernel gives random bytes");
        if (count > 0) filled += static_cast<std::size_t>(count);
    }
    return core::to_hex(bytes);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    // Hashes have one length, and where they differ says nothing about where the texts do.
    const auto left = core::sha256(core::as_bytes(a));
    const auto right = core::sha256(core::as_bytes(b));
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned>(left[i] ^ right[i]);
    return difference == 0;
}

Sessions::Sessions(const runtime::Clock& clock) : clock_(clock), token_(random_secret()) {}

std::string Sessions::token() const {
    const std::lock_guard lock(mutex_);
    return token_;
}

std::optional<std::string> Sessions::exchange(std::string_view token) {
    const std::lock_guard lock(mutex_);
    if (!equal_in_constant_time(token, token_)) return {};
    token_ = random_secret();
    if (last_used_.size() >= max_sessions) {
        last_used_.erase(
            std::min_element(last_used_.begin(), last_used_.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; }));
    }
    std::string cookie = random_secret();
    // Kept by its hash: finding it takes a time that depends on the hash, not on the secret.
    last_used_[core::sha256_hex(core::as_bytes(cookie))] = clock_.steady();
    return cookie;
}

bool Sessions::valid(std::string_view cookie) {
    const std::lock_guard lock(mutex_);
    const auto found = last_used_.find(core::sha256_hex(core::as_bytes(cookie)));
    if (found == last_used_.end()) return false;
    const auto now = clock_.steady();
    if (now - found->second > session_for) {
        last_used_.erase(found);
        return false;
    }
    found->second = now;
    return true;
}

std::size_t Sessions::count() const {
    const std::lock_guard lock(mutex_);
    return last_used_.size();
}

std::optional<std::string> cookie_value(std::string_view header) {
    while (!header.empty()) {
        auto pair = header.substr(0, header.find(';'));
        header.remove_prefix(std::min(header.size(), pair.size() + 1));
        while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != session_cookie) continue;
        return std::string(pair.substr(equals + 1));
    }
    return {};
}

std::string set_cookie(std::string_view value) {
    return std::string(session_cookie) + "=" + std::string(value) +
           "; HttpOnly; SameSite=Strict; Path=/";
}

}  // namespace hitme::console::api
