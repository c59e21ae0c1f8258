// SPDX-License-Identifier: Apache-2.0
#include "runtime/password_hash.h"

#include <argon2.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>

#include "core/check.h"
#include "core/text.h"

namespace hitme::runtime {
namespace {

constexpr std::uint32_t passes = 3;
constexpr std::uint32_t memory_kib = 64 << 10;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t salt_bytes = 16;  // RFC 9106 section 3.1
constexpr std::size_t hash_bytes = 32;
constexpr std::uint32_t most_dearer = 4;

/// The number behind `name` in "m=65536,t=3,p=1".
std::optional<std::uint64_t> cost_of(std::string_view hash, std::string_view name) {
    const auto at = hash.find(name);
    if (at == std::string_view::npos) return {};
    const auto from = hash.substr(at + name.size());
    return core::parse_unsigned(from.substr(0, from.find_first_of(",$")), UINT32_MAX);
}

}  // namespace

core::Result<std::string> hash_password(std::string_view password) {
    if (password.size() < min_password_bytes || password.size() > max_password_bytes)
        return core::error(core::ErrorCode::bad_input,
                           "a password has at least " + std::to_string(min_password_bytes) +
                               " and at most " + std::to_string(max_password_bytes) + " bytes");
    std::array<std::uint8_t, salt_bytes> salt{};
    std::size_t filled = 0;
    while (filled < salt.size()) {
        const ssize_t count = ::getrandom(salt.data() + filled, salt.size() - filled, 0);
        core::check(count > 0 || errno == EINTR, "the kernel gives random bytes");
        if (count > 0) filled += static_cast<std::size_t>(count);
    }
    std::array<char, max_password_hash_bytes> encoded{};
    const int code =
        argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(),
                              salt.data(), salt.size(), hash_bytes, encoded.data(), encoded.size());
    if (code != ARGON2_OK)
        return core::error(core::ErrorCode::io,
                           std::string("password: ") + argon2_error_message(code));
    return std::string(encoded.data());
}

bool password_matches(std::string_view password, const std::string& hash) {
    if (password.size() > max_password_bytes || hash.size() > max_password_hash_bytes) return false;
    if (!hash.starts_with("$argon2id$v=19$")) return false;
    const auto memory = cost_of(hash, "$m=");
    const auto time = cost_of(hash, ",t=");
    const auto parallel = cost_of(hash, ",p=");
    if (!memory || !time || !parallel || *memory > std::uint64_t{memory_kib} * most_dearer ||
        *time > std::uint64_t{passes} * most_dearer || *parallel > most_dearer)
        return false;
    return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace hitme::runtime
