// SPDX-License-Identifier: Apache-2.0
#include "recognition/http_signs.h"

#include <algorithm>

#include "recognition/shell_words.h"
#include "wire/smb_text.h"

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;

constexpr std::size_t max_sign_text = 8192;  // ours: more than a field line

bool contains(std::string_view text, std::string_view mark) {
    return text.find(mark) != text.npos;
}

HttpSign sign(Stage stage, const char* name, const char* rule, Grade grade,
              std::vector<std::string> ids, std::string_view value, std::size_t offset) {
    return {stage, name, rule, grade, std::move(ids), std::string(value), offset};
}

// A path as a server would see it: percent pairs resolved twice, because that is how they are hidden.
std::string decoded_path(std::string_view target) {
    const std::size_t query = target.find('?');
    std::string path = wire::percent_decoded(wire::percent_decoded(target.substr(0, query)));
    std::replace(path.begin(), path.end(), '\\', '/');
    return path;
}

bool is_script(std::string_view path) {
    // Windows takes a name with a stream, a space or a dot behind as the same file (CVE-2017-12615).
    for (const std::string_view tail : {"::$data", "/", " ", "."})
        if (path.ends_with(tail)) path.remove_suffix(tail.size());
    return path.ends_with(".jsp") || path.ends_with(".jspx") || path.ends_with(".php") ||
           path.ends_with(".asp") || path.ends_with(".aspx");
}

}  // namespace

int depth_above_root(std::string_view path) {
    int depth = 0;
    int lowest = 0;
    std::size_t at = 0;
    while (at < path.size()) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string_view part = path.substr(at, end - at);
        if (part == "..")
            lowest = std::min(lowest, --depth);
        else if (!part.empty() && part != ".")
            ++depth;
        at = end + 1;
    }
    return -lowest;
}

std::string without_lookups(std::string_view text) {
    std::string out(text.substr(0, max_sign_text));
    // Log4j, Lookups: ${lower:x} and ${upper:x} give x; ${name:key:-x} gives x where the key is unknown.
    for (int round = 0; round < 8; ++round) {
        bool changed = false;
        for (std::size_t at = out.rfind("${"); at != out.npos && !changed;
             at = at == 0 ? out.npos : out.rfind("${", at - 1)) {
            const std::size_t end = out.find('}', at);
            if (end == out.npos) continue;
            const std::string inside = out.substr(at + 2, end - at - 2);
            const std::string small = wire::lower_ascii(inside);
            std::string given;
            if (small.starts_with("lower:") || small.starts_with("upper:"))
                given = inside.substr(6);
            else if (inside.find(":-") != inside.npos)
                given = inside.substr(inside.rfind(":-") + 2);
            else
                continue;
            out.replace(at, end - at + 1, given);
            changed = true;
        }
        if (!changed) break;
    }
    return out;
}

std::vector<HttpSign> signs_in_text(std::string_view whole) {
    std::vector<HttpSign> found;
    const std::string_view text = whole.substr(0, max_sign_text);
    const std::string decoded =
        contains(text, "%") ? wire::percent_decoded(text) : std::string(text);
    const std::string small = wire::lower_ascii(decoded);
    if (contains(decoded, "${")) {
        // Resolved sixteen rounds at most: one for each letter of "${jndi:ldap://" and some.
        const std::string plain = wire::lower_ascii(without_lookups(without_lookups(decoded)));
        const std::size_t at = plain.find("${jndi:");
        if (at != plain.npos)
            found.push_back(sign(Stage::exploit_attempt, "Log4Shell", "http.log4shell@1",
                                 Grade::certain, {"T1190"}, std::string_view(plain).substr(at, 120),
                                 text.find("${") == text.npos ? 0 : text.find("${")));
    }
    if (text.starts_with("() {") || text.starts_with("(){"))
        found.push_back(sign(Stage::exploit_attempt, "Shellshock", "http.shellshock@1",
                             Grade::certain, {"T1190", "T1059.004"}, text.substr(0, 120), 0));
    if (contains(small, "class.module.classloader"))
        found.push_back(sign(
            Stage::exploit_attempt, "Spring4Shell", "http.spring4shell@1",
            contains(small, "resources.context.parent.pipeline") ? Grade::certain : Grade::likely,
            {"T1190"}, text.substr(0, 120), 0));
    if (contains(small, "allow_url_include") && contains(small, "auto_prepend_file"))
        found.push_back(sign(Stage::exploit_attempt, "PHP-CGI argument injection", "http.php_cgi@1",
                             Grade::certain, {"T1190"}, text.substr(0, 120), 0));
    if (contains(small, "invokefunction") && contains(small, "call_user_func_array"))
        found.push_back(sign(Stage::exploit_attempt, "ThinkPHP invokefunction", "http.thinkphp@1",
                             Grade::certain, {"T1190"}, text.substr(0, 120), 0));
    if ((contains(text, "%{") || contains(text, "${")) &&
        (contains(text, "_memberAccess") || contains(text, "@ognl.OgnlContext@") ||
         contains(text, "com.opensymphony.xwork2")))
        found.push_back(sign(Stage::exploit_attempt, "Struts OGNL injection", "http.struts_ognl@1",
                             Grade::certain, {"T1190"}, text.substr(0, 120), 0));
    // A fetch behind a shell's separator: in a value that a server would have to hand to a shell.
    if (decoded.find_first_of(";|`&\n") != decoded.npos || contains(decoded, "$(")) {
        for (const Download& each : downloads_in(decoded)) {
            const std::size_t before =
                decoded.find_last_not_of(" +\t", each.offset == 0 ? 0 : each.offset - 1);
            if (before == decoded.npos || each.offset == 0) continue;
            if (!contains(";|`&\n(/", std::string_view(&decoded[before], 1))) continue;
            if (decoded[before] == '&' && each.source.find("://") == each.source.npos) continue;
            found.push_back(sign(Stage::payload_delivery, "shell download", "http.shell_download@1",
                                 Grade::likely, {"T1190", "T1059.004", "T1105"},
                                 each.tool + " " + each.source,
                                 std::min(each.offset, text.size())));
        }
    }
    return found;
}

std::vector<HttpSign> signs_in_target(const wire::HttpRequest& request) {
    std::vector<HttpSign> found;
    const std::string_view target = request.target.substr(0, max_sign_text);
    const std::string path = decoded_path(target);
    const std::string small = wire::lower_ascii(path);
    const std::string query = target.find('?') == target.npos
                                  ? std::string{}
                                  : wire::percent_decoded(target.substr(target.find('?') + 1));
    const bool names_system_file = contains(small, "etc/passwd") || contains(small, "etc/shadow") ||
                                   contains(small, "win.ini") || contains(small, "boot.ini") ||
                                   contains(small, "bin/sh") || contains(small, "bin/bash");
    // RFC 3986 section 5.2.4: a path that goes above its root; clients remove dot segments before they send.
    if (depth_above_root(path) > 0) {
        const bool hidden = contains(wire::lower_ascii(target), "%2e") ||
                            contains(wire::lower_ascii(target), "%32%65");
        const bool is_apache = hidden && contains(small, "/cgi-bin/");
        found.push_back(sign(Stage::exploit_attempt,
                             is_apache ? "Apache path traversal" : "path traversal",
                             is_apache ? "http.cve_2021_41773@1" : "http.path_traversal@1",
                             names_system_file ? Grade::certain : Grade::likely, {"T1190", "T1083"},
                             path, request.target_offset));
    } else if (contains(query, "../../") &&
               (contains(query, "etc/passwd") || contains(query, "win.ini"))) {
        found.push_back(sign(Stage::exploit_attempt, "path traversal", "http.path_traversal@1",
                             Grade::certain, {"T1190", "T1083"}, query, request.target_offset));
    }
    if (small.ends_with("/eval-stdin.php"))
        found.push_back(sign(request.method == "POST" ? Stage::exploit_attempt : Stage::enumeration,
                             "PHPUnit eval-stdin", "http.phpunit@1",
                             request.method == "POST" ? Grade::certain : Grade::likely,
                             request.method == "POST" ? std::vector<std::string>{"T1190"}
                                                      : std::vector<std::string>{"T1595.002"},
                             path, request.target_offset));
    if (request.method == "PUT" && is_script(small))
        found.push_back(sign(Stage::payload_delivery, "script upload", "http.script_upload@1",
                             Grade::certain, {"T1190", "T1505.003"}, path, request.target_offset));
    // Files that hold secrets and never belong to a page.
    for (const std::string_view name :
         {"/.env", "/.git/config", "/.git/head", "/.aws/credentials", "/.ssh/id_rsa", "/.htpasswd",
          "/wp-config.php.bak", "/.svn/entries", "/.ds_store"}) {
        if (!small.ends_with(name)) continue;
        found.push_back(sign(Stage::enumeration, "secret file probe", "http.secret_file@1",
                             Grade::certain, {"T1595.003", "T1552.001"}, path,
                             request.target_offset));
    }
    return found;
}

}  // namespace hitme::recognition
