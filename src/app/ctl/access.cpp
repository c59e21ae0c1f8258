// SPDX-License-Identifier: Apache-2.0
// hitme user, hitme token: who may read and change what. Works beside a running console: both write the same book.
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>

#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/access/tokens.h"
#include "console/access/users.h"
#include "console/session.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "runtime/password_hash.h"
#include "store/sqlite/book.h"

namespace hitme::app {
namespace {

/// The account that runs this command, for the book's trail.
std::string author() {
    const char* name = ::getlogin();
    return std::string("command by ") + (name != nullptr
                                             ? core::printable(std::string_view(name), 40)
                                             : "uid " + std::to_string(::getuid()));
}

core::Result<std::unique_ptr<store::Book>> open_book(const std::string& folder) {
    return store::open_sqlite_book(store_folder(folder), store::Access::write);
}

/// Hides what is typed, as long as it lives; does nothing where standard input is no terminal.
class Silence {
 public:
    Silence() {
        if (::isatty(STDIN_FILENO) == 0 || ::tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silenced_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~Silence() {
        if (silenced_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

 private:
    termios before_{};
    bool silenced_ = false;
};

/// The first line of the file, or of standard input, asked for where that is a terminal. Never from the command's words,
/// which every user of the machine can read.
core::Result<std::string> read_password(const std::string& file) {
    std::string password;
    if (!file.empty()) {
        std::ifstream in(file);
        if (!std::getline(in, password))
            return core::error(core::ErrorCode::bad_input, file + ": no line to read");
        return password;
    }
    const bool asks = ::isatty(STDIN_FILENO) != 0;
    if (asks) std::fprintf(stderr, "Password: ");
    {
        const Silence silence;
        std::getline(std::cin, password);
    }
    if (asks) std::fprintf(stderr, "\n");
    return password;
}

int list_users(store::Book& book) {
    const auto users = console::read_users(book);
    if (!users) return say_failure(users.error());
    for (const auto& user : *users)
        std::printf("%-24s %-8s %-9s since %s\n", user.name.c_str(),
                    std::string(console::name_of(user.role)).c_str(),
                    user.active ? "active" : "inactive",
                    core::format_rfc3339(user.changed_at).c_str());
    if (users->empty()) std::printf("no users; the printed link opens the dashboard\n");
    return 0;
}

int list_tokens(store::Book& book, core::Time now) {
    const auto tokens = console::read_tokens(book);
    if (!tokens) return say_failure(tokens.error());
    for (const auto& token : *tokens) {
        std::string scopes;
        for (const auto& scope : token.scopes) scopes += (scopes.empty() ? "" : ",") + scope;
        std::printf("%s  %-8s until %s  %-8s %s  %s\n", token.id.c_str(),
                    std::string(console::name_of(token.role)).c_str(),
                    core::format_rfc3339(token.expires_at).c_str(),
                    token.revoked             ? "revoked"
                    : token.expires_at <= now ? "expired"
                                              : "live",
                    scopes.c_str(), core::printable(token.label, 100).c_str());
    }
    return 0;
}

}  // namespace

int run_user(const UserOptions& options) {
    auto book = open_book(options.store);
    if (!book) return say_failure(book.error());
    const core::Time now = runtime::SystemClock{}.now();
    if (options.action == UserOptions::Action::list) return list_users(**book);

    console::User user;
    user.name = options.name;
    if (options.action == UserOptions::Action::change) {
        auto known = console::read_user(**book, options.name);
        if (!known) return say_failure(known.error());
        user = std::move(*known);
    }
    if (!options.role.empty()) {
        const auto role = console::role_named(options.role);
        if (!role)
            return say_failure(core::error(core::ErrorCode::bad_input,
                                           "--role: viewer, analyst or admin is wanted"));
        user.role = *role;
    }
    if (options.active) user.active = *options.active;
    if (options.action == UserOptions::Action::add || options.password ||
        !options.password_file.empty()) {
        const auto password = read_password(options.password_file);
        if (!password) return say_failure(password.error());
        auto hash = runtime::hash_password(*password);
        if (!hash) return say_failure(hash.error());
        user.password_hash = std::move(*hash);
    }
    auto written = console::write_user(**book, user, author(), now);
    if (!written) return say_failure(written.error());
    std::printf("%s: %s, %s\n", user.name.c_str(), std::string(console::name_of(user.role)).c_str(),
                user.active ? "active" : "inactive");
    return 0;
}

int run_token(const TokenOptions& options) {
    auto book = open_book(options.store);
    if (!book) return say_failure(book.error());
    const core::Time now = runtime::SystemClock{}.now();
    if (options.action == TokenOptions::Action::list) return list_tokens(**book, now);
    if (options.action == TokenOptions::Action::revoke) {
        auto revoked = console::revoke_token(**book, options.name, author(), now);
        if (!revoked) return say_failure(revoked.error());
        std::printf("%s: revoked\n", core::printable(options.name, 100).c_str());
        return 0;
    }
    console::ApiToken token;
    token.label = options.name.substr(0, console::max_token_label_bytes);
    token.scopes = options.scopes;
    for (const auto& scope : token.scopes)
        if (!console::is_scope(scope))
            return say_failure(
                core::error(core::ErrorCode::bad_input,
                            "--scope " + core::printable(scope, 64) +
                                ": read:AREA or write:AREA is wanted, such as read:exports"));
    const auto role = console::role_named(options.role.empty() ? "viewer" : options.role);
    if (!role)
        return say_failure(
            core::error(core::ErrorCode::bad_input, "--role: viewer, analyst or admin is wanted"));
    token.role = *role;
    token.expires_at = now + std::chrono::hours{24 * options.days};
    const std::string secret = std::string(console::token_beginning) + console::random_secret();
    const auto id = console::write_token(**book, token, secret, author(), now);
    if (!id) return say_failure(id.error());
    std::fprintf(stderr, "%s, until %s; it is shown this once:\n", id->c_str(),
                 core::format_rfc3339(token.expires_at).c_str());
    std::printf("%s\n", secret.c_str());
    return 0;
}

}  // namespace hitme::app
