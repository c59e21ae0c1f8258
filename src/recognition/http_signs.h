// SPDX-License-Identifier: Apache-2.0
// Signs of known attacks in the texts of an HTTP request: target, field values, the first bytes of a body.
//
// What     each sign is a structure that its advisory documents, never a mere word:
//            Log4Shell        "${jndi:" once nested lookups are resolved                CVE-2021-44228
//            Shellshock       a value that begins "() {"                               CVE-2014-6271
//            path traversal   a decoded path that climbs above its root                CWE-22; /cgi-bin/ with %2e: CVE-2021-41773
//            PHPUnit          a path to eval-stdin.php                                 CVE-2017-9841
//            Spring4Shell     a parameter class.module.classLoader                      CVE-2022-22965
//            PHP-CGI          a query of options: -d allow_url_include, or %AD for -    CVE-2012-1823, CVE-2024-4577
//            ThinkPHP         invokefunction with call_user_func_array                  CVE-2018-20062
//            Struts OGNL      "%{" or "${" with an OGNL member in Content-Type          CVE-2017-5638
//            shell download   a shell separator, then a command that fetches a file
//            file upload      PUT of a server-side script                              CVE-2017-12615 and its kind
// Grade    certain where the structure has no other use; likely where tools ask whether it is there.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "event/kinds.h"
#include "wire/http_message.h"

namespace hitme::recognition {

struct HttpSign {
    event::Stage stage = event::Stage::none;
    std::string name;
    std::string rule;
    event::Grade grade = event::Grade::none;
    std::vector<std::string> attack_ids;
    std::string value;       ///< what was found
    std::size_t offset = 0;  ///< of the text that was given
};

/// In one field value, target or body, as it came and with its percent pairs resolved.
std::vector<HttpSign> signs_in_text(std::string_view text);
/// In the target alone: traversal, known paths.
std::vector<HttpSign> signs_in_target(const wire::HttpRequest& request);

/// "${${lower:j}ndi:" as "${jndi:": nested lookups resolved to the text that they give, at most eight times.
std::string without_lookups(std::string_view text);

/// How far below its root a path ends at its lowest: 0 for one that never climbs above it.
int depth_above_root(std::string_view path);

}  // namespace hitme::recognition
