// SPDX-License-Identifier: Apache-2.0
// Tokens by which programs use the API: "Authorization: Bearer hitme_...". Records of kind "api_token" in the book.
//
// Scopes   "read:AREA" (GET) and "write:AREA" (any method), where AREA is what follows /api/v1/ up to the next slash, or *.
//          "write:" includes "read:". What a scope allows, the token's role must allow, too. "read:advisories-feed" opens the Atom feed
//          of what was published and nothing else; a token with this one scope may stand in the feed's address.
// Secrets  shown once, when it is made; the book keeps the SHA-256.
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

constexpr std::string_view token_beginning = "hitme_";
constexpr std::string_view feed_scope = "read:advisories-feed";
constexpr std::size_t max_scopes = 16;
constexpr std::size_t max_scope_bytes = 64;
constexpr std::size_t max_token_label_bytes = 100;

struct ApiToken {
    std::string id;     ///< "t-" and the first 12 digits of the hash
    std::string label;  ///< what for, by its maker
    Role role = Role::viewer;
    std::vector<std::string> scopes;
    core::Time expires_at;
    bool revoked = false;
    std::string made_by;
    core::Time made_at;
};

/// True for "read:sources", "write:*" and the like.
bool is_scope(std::string_view scope);
/// Whether any of the scopes allows that method on that path.
bool scopes_allow(const std::vector<std::string>& scopes, std::string_view method,
                  std::string_view path);
/// The narrowest scope that would allow it: "read:sources". "read:*" where the path is in no area: no scope opens it.
std::string scope_for(std::string_view method, std::string_view path);

/// Keeps `token` under the hash of `secret`. Errors   the book's.
core::Result<std::string> write_token(store::Book& book, const ApiToken& token,
                                      std::string_view secret, const std::string& author,
                                      core::Time now);
/// Errors   not_found.
core::Result<void> revoke_token(store::Book& book, const std::string& id, const std::string& author,
                                core::Time now);
core::Result<std::vector<ApiToken>> read_tokens(store::Book& book);
/// The token of that secret, where it is live; its caller is named "token LABEL".
core::Result<std::optional<ApiToken>> find_token(store::Book& book, std::string_view secret,
                                                 core::Time now);

}  // namespace hitme::console
