// SPDX-License-Identifier: Apache-2.0
#include "recognition/default_credentials.h"

#include <algorithm>
#include <array>
#include <utility>

namespace hitme::recognition {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// By user, then password.
constexpr std::array pairs = {
    Pair{"666666", "666666"},
    Pair{"888888", "888888"},
    Pair{"Administrator", "admin"},
    Pair{"admin", ""},
    Pair{"admin", "1111"},
    Pair{"admin", "1111111"},
    Pair{"admin", "1234"},
    Pair{"admin", "12345"},
    Pair{"admin", "123456"},
    Pair{"admin", "54321"},
    Pair{"admin", "7ujMko0admin"},
    Pair{"admin", "admin"},
    Pair{"admin", "admin1234"},
    Pair{"admin", "meinsm"},
    Pair{"admin", "pass"},
    Pair{"admin", "password"},
    Pair{"admin", "smcadmin"},
    Pair{"admin1", "password"},
    Pair{"administrator", "1234"},
    Pair{"anonymous", "anonymous"},
    Pair{"cisco", "cisco"},
    Pair{"default", ""},
    Pair{"default", "default"},
    Pair{"guest", "12345"},
    Pair{"guest", "guest"},
    Pair{"mother", "fucker"},
    Pair{"pi", "raspberry"},
    Pair{"postgres", "postgres"},
    Pair{"root", ""},
    Pair{"root", "00000000"},
    Pair{"root", "1111"},
    Pair{"root", "1234"},
    Pair{"root", "12345"},
    Pair{"root", "123456"},
    Pair{"root", "54321"},
    Pair{"root", "666666"},
    Pair{"root", "7ujMko0admin"},
    Pair{"root", "7ujMko0vizxv"},
    Pair{"root", "888888"},
    Pair{"root", "Zte521"},
    Pair{"root", "admin"},
    Pair{"root", "anko"},
    Pair{"root", "default"},
    Pair{"root", "dreambox"},
    Pair{"root", "hi3518"},
    Pair{"root", "ikwb"},
    Pair{"root", "juantech"},
    Pair{"root", "jvbzd"},
    Pair{"root", "klv123"},
    Pair{"root", "klv1234"},
    Pair{"root", "pass"},
    Pair{"root", "password"},
    Pair{"root", "realtek"},
    Pair{"root", "root"},
    Pair{"root", "system"},
    Pair{"root", "user"},
    Pair{"root", "vizxv"},
    Pair{"root", "xc3511"},
    Pair{"root", "xmhdipc"},
    Pair{"root", "zlxx."},
    Pair{"sa", ""},
    Pair{"service", "service"},
    Pair{"supervisor", "supervisor"},
    Pair{"support", "support"},
    Pair{"tech", "tech"},
    Pair{"telecomadmin", "admintelecom"},
    Pair{"tomcat", "s3cret"},
    Pair{"tomcat", "tomcat"},
    Pair{"ubnt", "ubnt"},
    Pair{"user", "user"},
};
static_assert(std::is_sorted(pairs.begin(), pairs.end()));

}  // namespace

bool is_default_credential(std::string_view user, std::string_view password) {
    return std::binary_search(pairs.begin(), pairs.end(), Pair{user, password});
}

}  // namespace hitme::recognition
