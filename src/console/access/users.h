// SPDX-License-Identifier: Apache-2.0
// People who may sign in, as records of kind "user" in the book (docs/formats/book.md).
//
// Names    1 to 64 of a-z 0-9 . _ -; not "local" (whoever opened the printed link) and not "hitme" (the program).
// Secrets  only argon2id hashes are kept; they never leave by the API.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/caller.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::size_t max_user_name_bytes = 64;
constexpr std::size_t max_users = 1000;

std::string_view name_of(Role role);
std::optional<Role> role_named(std::string_view name);

struct User {
    std::string name;
    Role role = Role::viewer;
    bool active = true;
    std::string password_hash;
    std::uint64_t version = 0;  ///< of the record
    core::Time changed_at;
};

bool is_user_name(std::string_view name);

/// Errors   not_found; bad_input: the record is damaged.
core::Result<User> read_user(store::Book& book, const std::string& name);
/// By name.
core::Result<std::vector<User>> read_users(store::Book& book);
/// Writes the user as the next version; `user.version` is the one that was read, 0 for a new one.
/// Errors   bad_input: the name. over_limit: max_users. refused: changed meanwhile, or there already. And the book's.
core::Result<void> write_user(store::Book& book, const User& user, const std::string& author,
                              core::Time now);

/// Whoever has that name and password; nothing where either is wrong or the user is not active. Takes as long for names
/// that do not exist.
core::Result<std::optional<Caller>> sign_in(store::Book& book, const std::string& name,
                                            std::string_view password);

}  // namespace hitme::console
