// SPDX-License-Identifier: Apache-2.0
#include "console/session.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/check.h"
#include "core/digest.h"
#include "core/text.h"

namespace hitme::console {

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

void Sessions::set_port(std::uint16_t port) {
    const std::lock_guard lock(mutex_);
    port_ = port;
}

std::string Sessions::cookie_name() const {
    const std::lock_guard lock(mutex_);
    return port_ == 0 ? "hitme_session" : "hitme_session_" + std::to_string(port_);
}

std::string Sessions::token() const {
    const std::lock_guard lock(mutex_);
    return token_;
}

std::optional<std::string> Sessions::exchange(std::string_view token) {
    const std::lock_guard lock(mutex_);
    if (!equal_in_constant_time(token, token_)) return {};
    token_ = random_secret();
    return open_locked({});
}

std::string Sessions::open(Caller caller) {
    const std::lock_guard lock(mutex_);
    return open_locked(std::move(caller));
}

std::string Sessions::open_locked(Caller caller) {
    if (sessions_.size() >= max_sessions) {
        sessions_.erase(std::min_element(
            sessions_.begin(), sessions_.end(),
            [](const auto& a, const auto& b) { return a.second.last_used < b.second.last_used; }));
    }
    std::string cookie = random_secret();
    // Kept by its hash: finding it takes a time that depends on the hash, not on the secret.
    sessions_[core::sha256_hex(core::as_bytes(cookie))] = {{std::move(caller), random_secret()},
                                                           clock_.steady()};
    return cookie;
}

std::optional<Sessions::View> Sessions::find(std::string_view cookie) {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(core::sha256_hex(core::as_bytes(cookie)));
    if (found == sessions_.end()) return {};
    const auto now = clock_.steady();
    if (now - found->second.last_used > session_for) {
        sessions_.erase(found);
        return {};
    }
    found->second.last_used = now;
    return found->second.view;
}

void Sessions::close(std::string_view cookie) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(core::sha256_hex(core::as_bytes(cookie)));
}

void Sessions::close_all_of(std::string_view name) {
    const std::lock_guard lock(mutex_);
    std::erase_if(sessions_,
                  [&](const auto& session) { return session.second.view.caller.name == name; });
}

std::size_t Sessions::count() const {
    const std::lock_guard lock(mutex_);
    return sessions_.size();
}

std::optional<std::string> cookie_value(std::string_view name, std::string_view header) {
    while (!header.empty()) {
        auto pair = header.substr(0, header.find(';'));
        header.remove_prefix(std::min(header.size(), pair.size() + 1));
        while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        return std::string(pair.substr(equals + 1));
    }
    return {};
}

std::string set_cookie(std::string_view name, std::string_view value) {
    return std::string(name) + "=" + std::string(value) + "; HttpOnly; SameSite=Strict; Path=/";
}

std::string clear_cookie(std::string_view name) {
    return std::string(name) + "=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0";
}

}  // namespace hitme::console
