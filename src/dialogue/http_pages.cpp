// SPDX-License-Identifier: Apache-2.0
#include "dialogue/http_pages.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/text.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t mebibyte = 1 << 20;

constexpr std::array personas = {
    HttpPersona{"apache-debian", HttpServer::apache, "Apache/2.4.62 (Debian)", false,
                1024 * mebibyte, "apache-2.4"},
    HttpPersona{"apache-ubuntu", HttpServer::apache, "Apache/2.4.52 (Ubuntu)", false,
                1024 * mebibyte, "apache-2.4"},
    HttpPersona{"nginx-ubuntu", HttpServer::nginx, "nginx/1.18.0 (Ubuntu)", false, mebibyte,
                "nginx-1.18"},
    HttpPersona{"nginx-panel", HttpServer::nginx, "nginx/1.22.1", true, mebibyte, "nginx-1.22"},
    HttpPersona{"iis-10", HttpServer::iis, "Microsoft-IIS/10.0", false, 30'000'000, "iis-10"},
    HttpPersona{"tomcat-9", HttpServer::tomcat, "Apache Tomcat/9.0.58 (Ubuntu)", false,
                2 * mebibyte, "tomcat-9"},
    HttpPersona{"router", HttpServer::router, "mini_httpd/1.30 26Oct2018", false, mebibyte,
                "router"},
};

struct Reason {
    int code;
    std::string_view text;
};
// RFC 9110 section 15.
std::string_view reason_of(int code) {
    static constexpr std::array reasons = {Reason{200, "OK"},
                                           Reason{206, "Partial Content"},
                                           Reason{301, "Moved Permanently"},
                                           Reason{302, "Found"},
                                           Reason{304, "Not Modified"},
                                           Reason{400, "Bad Request"},
                                           Reason{401, "Unauthorized"},
                                           Reason{403, "Forbidden"},
                                           Reason{404, "Not Found"},
                                           Reason{405, "Method Not Allowed"},
                                           Reason{413, "Request Entity Too Large"},
                                           Reason{414, "Request-URI Too Long"},
                                           Reason{416, "Requested Range Not Satisfiable"},
                                           Reason{431, "Request Header Fields Too Large"},
                                           Reason{501, "Not Implemented"},
                                           Reason{505, "HTTP Version Not Supported"}};
    for (const Reason& each : reasons)
        if (each.code == code) return each.text;
    return "OK";
}

// Characters that mean something in HTML, as a server escapes them.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, max_repeated_bytes)) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else if (static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F)
            out += c;
        else
            out += '?';
    }
    return out;
}

// ---- Pages -----------------------------------------------------------------------------------------------------

// Apache httpd, its own index.html: 45 bytes, of 11 June 2007.
constexpr std::string_view apache_index = "<html><body><h1>It works!</h1></body></html>\n";

// nginx, html/index.html.
constexpr std::string_view nginx_index =
    R"(<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
    body {
        width: 35em;
        margin: 0 auto;
        font-family: Tahoma, Verdana, Arial, sans-serif;
    }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
)";

// IIS, iisstart.htm.
constexpr std::string_view iis_index =
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
    "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\r\n"
    "<html xmlns=\"http://www.w3.org/1999/xhtml\">\r\n<head>\r\n"
    "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\" />\r\n"
    "<title>IIS Windows Server</title>\r\n<style type=\"text/css\">\r\n<!--\r\nbody {\r\n"
    "\tcolor:#000000;\r\n\tbackground-color:#0072C6;\r\n\tmargin:0;\r\n}\r\n\r\n"
    "#container "
    "{\r\n\tmargin-left:auto;\r\n\tmargin-right:auto;\r\n\ttext-align:center;\r\n\t}\r\n\r\n"
    "a img {\r\n\tborder:none;\r\n}\r\n\r\n-->\r\n</style>\r\n</head>\r\n<body>\r\n"
    "<div id=\"container\">\r\n"
    "<a href=\"http://go.microsoft.com/fwlink/?linkid=66138&amp;clcid=0x409\">"
    "<img src=\"iisstart.png\" alt=\"IIS\" width=\"960\" height=\"600\" /></a>\r\n"
    "</div>\r\n</body>\r\n</html>";

// Debian's package of Tomcat, webapps/ROOT/index.html.
constexpr std::string_view tomcat_index =
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\"\n"
    "   \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\n"
    "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n<head>\n"
    "    <title>Apache Tomcat</title>\n</head>\n\n<body>\n<h1>It works !</h1>\n\n"
    "<p>If you're seeing this page via a web browser, it means you've setup Tomcat successfully. "
    "Congratulations!</p>\n \n<p>This is the default Tomcat home page. It can be found on the "
    "local "
    "filesystem at: <code>/var/lib/tomcat9/webapps/ROOT/index.html</code></p>\n</body>\n</html>\n";

constexpr std::string_view panel_page =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Sign "
    "in</title>\n"
    "</head>\n<body>\n<h1>Administration</h1>\n{message}<form method=\"post\" action=\"/login\">\n"
    "<p><label>User name <input type=\"text\" name=\"username\" "
    "autocomplete=\"username\"></label></p>\n"
    "<p><label>Password <input type=\"password\" name=\"password\"></label></p>\n"
    "<p><button type=\"submit\">Sign in</button></p>\n</form>\n</body>\n</html>\n";

std::string apache_error(const HttpPersona& persona, int code, const HttpPlace& place,
                         std::string_view method) {
    std::string_view what;
    std::string text;
    switch (code) {
        case 403:
            text = "<p>You don't have permission to access this resource.</p>\n";
            break;
        case 404:
            text = "<p>The requested URL was not found on this server.</p>\n";
            break;
        case 405:
            text = "<p>The requested method " + escaped(method) +
                   " is not allowed for this URL.</p>\n";
            break;
        case 414:
            text =
                "<p>The requested URL's length exceeds the capacity\nlimit for this server.<br "
                "/>\n</p>\n";
            break;
        case 501:
            text = "<p>" + escaped(method) + " not supported for current URL.<br />\n</p>\n";
            break;
        case 413:
            text = "The requested resource does not allow request data with " + escaped(method) +
                   " requests, or the amount of data provided in\nthe request exceeds the capacity "
                   "limit.\n";
            break;
        default:
            text =
                "<p>Your browser sent a request that this server could not understand.<br "
                "/>\n</p>\n";
    }
    what = reason_of(code);
    std::string page =
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>";
    page += std::to_string(code) + " " + std::string(what) + "</title>\n</head><body>\n<h1>" +
            std::string(what) + "</h1>\n" + text + "<hr>\n<address>" +
            std::string(persona.product) + " Server at " + escaped(place.host) + " Port " +
            std::to_string(place.port) + "</address>\n</body></html>\n";
    return page;
}

/// Its own words for some statuses.
std::string_view nginx_reason(int code) {
    return code == 405   ? "Not Allowed"sv
           : code == 414 ? "Request-URI Too Large"sv
                         : reason_of(code);
}

/// `why`: of statuses 494 and 497, which go out as 400.
std::string nginx_error(const HttpPersona& persona, int code, std::string_view why = "") {
    const std::string heading = std::to_string(code) + " " + std::string(nginx_reason(code));
    const std::string more{why};
    return "<html>\r\n<head><title>" + (why.empty() ? heading : "400 " + more) +
           "</title></head>\r\n<body>\r\n<center><h1>" + heading + "</h1></center>\r\n" +
           (why.empty() ? "" : "<center>" + more + "</center>\r\n") + "<hr><center>" +
           std::string(persona.product) + "</center>\r\n</body>\r\n</html>\r\n";
}

// IIS, custerr\en-US\404.htm and its kind.
std::string iis_error(int code) {
    std::string title = "404 - File or directory not found.";
    std::string more =
        "The resource you are looking for might have been removed, had its name changed, or is "
        "temporarily unavailable.";
    if (code == 403) {
        title = "403 - Forbidden: Access is denied.";
        more =
            "You do not have permission to view this directory or page using the credentials that "
            "you supplied.";
    } else if (code == 405) {
        title = "405 - HTTP verb used to access this page is not allowed.";
        more =
            "The page you are looking for cannot be displayed because an invalid method (HTTP "
            "verb) was used to attempt access.";
    } else if (code == 413) {
        title = "413 - Request entity is too large.";
        more = "The page was not displayed because the request entity is too large.";
    }
    return "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
           "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\r\n"
           "<html xmlns=\"http://www.w3.org/1999/xhtml\">\r\n<head>\r\n"
           "<meta http-equiv=\"Content-Type\" content=\"text/html; "
           "charset=iso-8859-1\"/>\r\n<title>" +
           title +
           "</title>\r\n<style type=\"text/css\">\r\n<!--\r\n"
           "body{margin:0;font-size:.7em;font-family:Verdana, Arial, Helvetica, "
           "sans-serif;background:#EEEEEE;}\r\n"
           "fieldset{padding:0 15px 10px 15px;} \r\nh1{font-size:2.4em;margin:0;color:#FFF;}\r\n"
           "h2{font-size:1.7em;margin:0;color:#CC0000;} \r\n"
           "h3{font-size:1.2em;margin:10px 0 0 0;color:#000000;} \r\n"
           "#header{width:96%;margin:0 0 0 0;padding:6px 2% 6px 2%;font-family:\"trebuchet MS\", "
           "Verdana, sans-serif;color:#FFF;\r\n"
           "background-color:#555555;}\r\n#content{margin:0 0 0 2%;position:relative;}\r\n"
           ".content-container{background:#FFF;width:96%;margin-top:8px;padding:10px;position:"
           "relative;}\r\n"
           "-->\r\n</style>\r\n</head>\r\n<body>\r\n<div id=\"header\"><h1>Server "
           "Error</h1></div>\r\n"
           "<div id=\"content\">\r\n <div class=\"content-container\"><fieldset>\r\n  <h2>" +
           title + "</h2>\r\n  <h3>" + more +
           "</h3>\r\n </fieldset></div>\r\n</div>\r\n</body>\r\n</html>\r\n";
}

// HTTP.sys answers what is no request by itself, under its own name.
std::string http_sys_error(int code, std::string_view title, std::string_view text) {
    return "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML "
           "4.01//EN\"\"http://www.w3.org/TR/html4/strict.dtd\">\r\n"
           "<HTML><HEAD><TITLE>" +
           std::string(reason_of(code)) +
           "</TITLE>\r\n<META HTTP-EQUIV=\"Content-Type\" Content=\"text/html; "
           "charset=us-ascii\"></HEAD>\r\n"
           "<BODY><h2>" +
           std::string(title) + "</h2>\r\n<hr><p>" + std::string(text) +
           "</p>\r\n</BODY></HTML>\r\n";
}

// Tomcat, ErrorReportValve.
std::string tomcat_error(const HttpPersona& persona, int code, std::string_view message,
                         std::string_view description) {
    const std::string title =
        "HTTP Status " + std::to_string(code) + " \xE2\x80\x93 " + std::string(reason_of(code));
    return "<!doctype html><html lang=\"en\"><head><title>" + title +
           "</title><style type=\"text/css\">body {font-family:Tahoma,Arial,sans-serif;} h1, h2, "
           "h3, b "
           "{color:white;background-color:#525D76;} h1 {font-size:22px;} h2 {font-size:16px;} h3 "
           "{font-size:14px;} p {font-size:12px;} a {color:black;} .line "
           "{height:1px;background-color:#525D76;border:none;}</style></head><body><h1>" +
           title + "</h1><hr class=\"line\" /><p><b>Type</b> Status Report</p>" +
           (message.empty() ? std::string{}
                            : "<p><b>Message</b> " + std::string(message) + "</p>") +
           "<p><b>Description</b> " + std::string(description) + "</p><hr class=\"line\" /><h3>" +
           std::string(persona.product) + "</h3></body></html>";
}

std::string router_error(const HttpPersona& persona, int code, std::string_view text) {
    const std::string title = std::to_string(code) + " " + std::string(reason_of(code));
    return "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" "
           "\"http://www.w3.org/TR/html4/loose.dtd\">\n\n<html>\n\n  <head>\n"
           "    <meta http-equiv=\"Content-type\" content=\"text/html;charset=UTF-8\">\n    "
           "<title>" +
           title +
           "</title>\n  </head>\n\n  <body bgcolor=\"#cc9999\" text=\"#000000\" link=\"#2020ff\" "
           "vlink=\"#4040cc\">\n\n    <h4>" +
           title + "</h4>\n" + std::string(text) +
           "\n    <hr>\n\n    <address><a href=\"http://www.acme.com/software/mini_httpd/\">" +
           std::string(persona.product) + "</a></address>\n\n  </body>\n\n</html>\n";
}

// ---- Putting an answer together --------------------------------------------------------------------------------

struct Draft {
    int code = 200;
    std::string body;
    std::string type = "text/html";
    std::string challenge;      ///< WWW-Authenticate
    std::string allow;          ///< Allow
    std::string last_modified;  ///< with ETag and Accept-Ranges
    std::string etag;
    std::string location;
    std::string range;  ///< Content-Range
};

struct Manner {
    Connection connection = Connection::keep;
    bool said_keep_alive = false;  ///< the client named it: Apache and Tomcat answer in kind
    bool head_only = false;
    bool bare = false;  ///< HTTP/0.9: the body alone
    std::uint32_t answers_left = 0;
    bool by_http_sys = false;
};

void field(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

HttpAnswer compose(const HttpPersona& persona, const Draft& draft, const HttpPlace& place,
                   const Manner& manner) {
    HttpAnswer answer;
    answer.connection = manner.connection;
    if (manner.bare) {
        answer.bytes = draft.body;
        answer.connection = Connection::close;
        return answer;
    }
    const bool closes = manner.connection == Connection::close;
    const std::string date = http_date(place.now);
    // RFC 9110 section 15.4.5: 304 has neither a body nor what would describe it.
    const bool is_unchanged = draft.code == 304;
    const std::string length = is_unchanged ? "" : std::to_string(draft.body.size());
    std::string_view reason = reason_of(draft.code);
    if (persona.kind == HttpServer::nginx) reason = nginx_reason(draft.code);
    if (persona.kind == HttpServer::tomcat) reason = "";  // Tomcat 8.5 and later send none
    std::string out = "HTTP/1.1 " + std::to_string(draft.code) + " " + std::string(reason) + "\r\n";
    const std::string_view ranges =
        draft.etag.empty() || (persona.kind == HttpServer::nginx && draft.code != 200) ? ""sv
                                                                                       : "bytes"sv;
    switch (persona.kind) {
        case HttpServer::apache:
            field(out, "Date", date);
            field(out, "Server", persona.product);
            field(out, "Allow", draft.allow);
            field(out, "Location", draft.location);
            field(out, "Last-Modified", draft.last_modified);
            field(out, "ETag", draft.etag);
            field(out, "Accept-Ranges", ranges);
            field(out, "Content-Length", length);
            field(out, "Content-Range", draft.range);
            if (closes)
                field(out, "Connection", "close");
            else if (manner.said_keep_alive) {
                field(out, "Keep-Alive", "timeout=5, max=" + std::to_string(manner.answers_left));
                field(out, "Connection", "Keep-Alive");
            }
            field(out, "Content-Type", draft.type);
            break;
        case HttpServer::nginx:
            field(out, "Server", persona.product);
            field(out, "Date", date);
            field(out, "Content-Type", draft.type);
            field(out, "Content-Length", length);
            field(out, "Last-Modified", draft.last_modified);
            field(out, "Connection", closes ? "close" : "keep-alive");
            field(out, "Location", draft.location);
            field(out, "ETag", draft.etag);
            field(out, "Content-Range", draft.range);
            field(out, "Accept-Ranges", ranges);
            break;
        case HttpServer::iis:
            if (draft.code == 405)
                field(out, "Allow", "GET, HEAD, OPTIONS, TRACE");
            else
                field(out, "Allow", draft.allow);
            field(out, "Content-Type", draft.type);
            field(out, "Content-Range", draft.range);
            field(out, "Last-Modified", draft.last_modified);
            field(out, "Accept-Ranges", ranges);
            field(out, "ETag", draft.etag);
            field(out, "Server", manner.by_http_sys ? "Microsoft-HTTPAPI/2.0"sv : persona.product);
            field(out, "Public", draft.code == 200 ? draft.allow : "");
            field(out, "Date", date);
            if (closes) field(out, "Connection", "close");
            field(out, "Content-Length", length);
            break;
        case HttpServer::tomcat:
            if (!draft.challenge.empty()) field(out, "Cache-Control", "private");
            field(out, "WWW-Authenticate", draft.challenge);
            field(out, "Allow", draft.allow);
            field(out, "Accept-Ranges", ranges);
            field(out, "ETag", draft.etag);
            field(out, "Last-Modified", draft.last_modified);
            field(out, "Content-Range", draft.range);
            field(out, "Content-Type", draft.type);
            if (draft.code >= 400) field(out, "Content-Language", "en");
            field(out, "Content-Length", length);
            field(out, "Date", date);
            if (closes)
                field(out, "Connection", "close");
            else if (manner.said_keep_alive) {
                field(out, "Keep-Alive", "timeout=20");
                field(out, "Connection", "keep-alive");
            }
            break;
        case HttpServer::router:
            field(out, "Server", persona.product);
            field(out, "Date", date);
            field(out, "Cache-Control", "no-cache,no-store");
            field(out, "WWW-Authenticate", draft.challenge);
            field(out, "Content-Type", draft.type);
            field(out, "Content-Length", length);
            field(out, "Connection", "close");
            answer.connection = Connection::close;
            break;
    }
    out += "\r\n";
    if (!manner.head_only) out += draft.body;
    answer.bytes = std::move(out);
    return answer;
}

Draft error_draft(const HttpPersona& persona, int code, const HttpPlace& place,
                  std::string_view method, std::string_view path) {
    Draft draft;
    draft.code = code;
    switch (persona.kind) {
        case HttpServer::apache:
            draft.body = apache_error(persona, code, place, method);
            draft.type = "text/html; charset=iso-8859-1";
            if (code == 405 || code == 501) draft.allow = "POST,OPTIONS,HEAD,GET";
            break;
        case HttpServer::nginx:
            draft.body = nginx_error(persona, code);
            break;
        case HttpServer::iis:
            draft.body = iis_error(code);
            break;
        case HttpServer::tomcat:
            draft.type = "text/html;charset=utf-8";
            if (code == 404)
                draft.body =
                    tomcat_error(persona, code,
                                 "The requested resource [" + escaped(path) + "] is not available",
                                 "The origin server did not find a current representation for the "
                                 "target resource "
                                 "or is not willing to disclose that one exists.");
            else if (code == 405)
                draft.body = tomcat_error(
                    persona, code,
                    "Request method &#39;" + escaped(method) + "&#39; is not supported",
                    "The method received in the request-line is known by the origin server but not "
                    "supported by the target resource.");
            else if (code == 401)
                draft.body = tomcat_error(persona, code, "",
                                          "The request has not been applied to the target resource "
                                          "because it lacks valid "
                                          "authentication credentials for that resource.");
            else
                draft.body = tomcat_error(
                    persona, code, "",
                    "The server cannot or will not process the request due to something that is "
                    "perceived to be a client error (e.g., malformed request syntax, invalid "
                    "request "
                    "message framing, or deceptive request routing).");
            break;
        case HttpServer::router:
            draft.body = router_error(persona, code,
                                      code == 401   ? "Authorization required."
                                      : code == 404 ? "File not found."
                                      : code == 501 ? "That method is not implemented."
                                                    : "Can't parse request.");
            draft.type = "text/html; charset=UTF-8";
            if (code == 401) draft.challenge = "Basic realm=\".\"";
            break;
    }
    return draft;
}

bool is_method(std::string_view method, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), method) != names.end();
}

Draft page_draft(const HttpPersona& persona, const HttpPlace& place) {
    Draft draft;
    switch (persona.kind) {
        case HttpServer::apache:
            draft.body = apache_index;
            draft.last_modified = "Mon, 11 Jun 2007 18:53:14 GMT";  // of the file as it is shipped
            draft.etag = "\"2d-432a5e4a73a80\"";
            break;
        case HttpServer::nginx: {
            draft.body = nginx_index;
            // The file is as old as its installation: some weeks before the start. The tag is time and length in hexadecimal.
            const core::Time made = place.booted - std::chrono::hours{24 * 40};
            draft.last_modified = http_date(made);
            const auto hex = [](std::uint64_t value) {
                std::string text;
                for (; value > 0; value /= 16)
                    text.insert(text.begin(), "0123456789abcdef"[value % 16]);
                return text;
            };
            const std::int64_t seconds =
                std::max<std::int64_t>(1, core::nanoseconds_of(made) / 1'000'000'000);
            draft.etag = "\"" + hex(static_cast<std::uint64_t>(seconds)) + "-" +
                         hex(draft.body.size()) + "\"";
            break;
        }
        case HttpServer::iis:
            draft.body = iis_index;
            draft.last_modified = http_date(place.booted - std::chrono::hours{24 * 40});
            draft.etag = "\"b2a1d6b5e4c4d61:0\"";
            break;
        case HttpServer::tomcat: {
            draft.body = tomcat_index;
            const core::Time made = place.booted - std::chrono::hours{24 * 40};
            draft.last_modified = http_date(made);
            draft.etag = "W/\"" + std::to_string(draft.body.size()) + "-" +
                         std::to_string(core::nanoseconds_of(made) / 1'000'000'000) + "000\"";
            break;
        }
        case HttpServer::router:
            break;
    }
    return draft;
}

Draft panel_draft(std::string_view message) {
    Draft draft;
    draft.body = panel_page;
    draft.type = "text/html; charset=utf-8";
    const std::size_t at = draft.body.find("{message}");
    draft.body.replace(at, 9, message);
    return draft;
}

// The path of origin-form or absolute-form (RFC 9112 section 3.2), percent pairs resolved once.
std::string path_of(std::string_view target) {
    if (target.starts_with("http://") || target.starts_with("https://")) {
        const std::size_t host = target.find("//") + 2;
        const std::size_t slash = target.find('/', host);
        target = slash == target.npos ? "/"sv : target.substr(slash);
    }
    return wire::percent_decoded(target.substr(0, target.find_first_of("?#")));
}

bool climbs(std::string_view path) {
    int depth = 0;
    std::size_t at = 0;
    while (at < path.size()) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string_view part = path.substr(at, end - at);
        if (part == "..")
            --depth;
        else if (!part.empty() && part != ".")
            ++depth;
        if (depth < 0) return true;
        at = end + 1;
    }
    return false;
}

int code_of_fault(const core::ParseError& fault) {
    if (fault.fault == core::Fault::over_limit) return fault.field == "request-line"sv ? 414 : 431;
    if (fault.fault == core::Fault::unsupported) return fault.field == "HTTP-version"sv ? 505 : 501;
    return 400;
}

HttpAnswer refuse(const HttpPersona& persona, int code, const HttpPlace& place) {
    Manner manner;
    manner.connection = Connection::close;
    Draft draft = error_draft(persona, code, place, "", "");
    if (persona.kind == HttpServer::apache && code == 431)
        draft = error_draft(persona, 400, place, "", "");
    if (persona.kind == HttpServer::nginx && code == 431) {
        draft = error_draft(persona, 400, place, "", "");
        draft.body = nginx_error(persona, 400, "Request Header Or Cookie Too Large");
    }
    if (persona.kind == HttpServer::iis) {
        manner.by_http_sys = true;
        draft.type = "text/html; charset=us-ascii";
        draft.body = http_sys_error(draft.code, "Bad Request - Invalid Header",
                                    "HTTP Error 400. The request has an invalid header name.");
        if (code == 414)
            draft.body = http_sys_error(414, "Request URL Too Long",
                                        "HTTP Error 414. The request URL is too long.");
        else
            draft.code = 400;
    }
    return compose(persona, draft, place, manner);
}

}  // namespace

std::span<const HttpPersona> http_personas_table() {
    return personas;
}

std::string http_date(core::Time at) {
    static constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const core::Day day = core::day_of(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::weekday weekday{day};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at - core::Time{day}).count();
    const auto two = [](std::int64_t value) {
        return std::string(1, static_cast<char>('0' + value / 10 % 10)) +
               static_cast<char>('0' + value % 10);
    };
    return std::string(days[weekday.c_encoding()]) + ", " + two(static_cast<unsigned>(date.day())) +
           " " + months[static_cast<unsigned>(date.month()) - 1] + " " +
           std::to_string(static_cast<int>(date.year())) + " " + two(seconds / 3600) + ":" +
           two(seconds / 60 % 60) + ":" + two(seconds % 60) + " GMT";
}

HttpAnswer answer_fault(const HttpPersona& persona, const core::ParseError& fault,
                        const HttpPlace& place) {
    return refuse(persona, code_of_fault(fault), place);
}

HttpAnswer answer_too_large(const HttpPersona& persona, const HttpPlace& place) {
    Manner manner;
    manner.connection = Connection::close;
    return compose(persona, error_draft(persona, 413, place, "POST", ""), place, manner);
}

namespace {

/// RFC 9110 sections 13.1.2 and 13.1.3: whether the client has the page as it is.
bool has_it(const Draft& page, const wire::HttpRequest& request) {
    if (request.has_field("If-None-Match")) {
        const std::string_view tags = request.field("If-None-Match");
        return tags == "*" || tags.find(page.etag) != tags.npos;
    }
    return !page.last_modified.empty() && request.field("If-Modified-Since") == page.last_modified;
}

struct Span {
    std::size_t first = 0;
    std::size_t count = 0;  ///< 0: none of it is there
};
/// One range of bytes (RFC 9110 section 14.1.2); nothing for what is none, or several: these get the whole.
std::optional<Span> range_of(std::string_view text, std::size_t size) {
    constexpr std::uint64_t most = std::uint64_t{1} << 62;  // ours: beyond any page
    if (!text.starts_with("bytes=")) return std::nullopt;
    text.remove_prefix(6);
    const std::size_t dash = text.find('-');
    if (dash == text.npos || text.find(',') != text.npos) return std::nullopt;
    const auto from = core::parse_unsigned(text.substr(0, dash), most);
    const auto to = core::parse_unsigned(text.substr(dash + 1), most);
    if (dash == 0) {  // the last so many
        if (!to) return std::nullopt;
        const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(*to, size));
        return Span{size - count, count};
    }
    if (!from || (!to && dash + 1 < text.size()) || (to && *to < *from)) return std::nullopt;
    if (*from >= size) return Span{};
    const std::uint64_t last = std::min<std::uint64_t>(to.value_or(most), size - 1);
    return Span{static_cast<std::size_t>(*from), static_cast<std::size_t>(last - *from + 1)};
}

/// The page as this request wants it: whole, a part of it, or not again.
Draft part_of_page(const HttpPersona& persona, const wire::HttpRequest& request,
                   const HttpPlace& place) {
    Draft page = page_draft(persona, place);
    if (has_it(page, request)) {
        page.code = 304;
        page.body.clear();
        page.type.clear();
        return page;
    }
    const auto range = request.method == "GET" && !request.has_field("If-Range")
                           ? range_of(request.field("Range"), page.body.size())
                           : std::nullopt;
    if (!range) return page;
    const std::string size = std::to_string(page.body.size());
    if (range->count == 0) {
        Draft error = error_draft(persona, 416, place, request.method, "");
        error.range = "bytes */" + size;
        return error;
    }
    page.code = 206;
    page.range = "bytes " + std::to_string(range->first) + "-" +
                 std::to_string(range->first + range->count - 1) + "/" + size;
    page.body = page.body.substr(range->first, range->count);
    return page;
}

/// A percent sign that no two hexadecimal digits follow.
bool has_bad_escape(std::string_view target) {
    const auto is_digit = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    const std::string_view path = target.substr(0, target.find_first_of("?#"));
    for (std::size_t at = path.find('%'); at != path.npos; at = path.find('%', at + 1))
        if (at + 2 >= path.size() || !is_digit(path[at + 1]) || !is_digit(path[at + 2]))
            return true;
    return false;
}

/// RFC 3986 section 5.2.4, for a path that does not climb out.
std::string without_dots(std::string_view path) {
    std::string out;
    std::size_t at = 0;
    while (at < path.size()) {
        const std::size_t end = std::min(path.find('/', at + 1), path.size());
        const std::string_view part = path.substr(at, end - at);
        if (part == "/..")
            out.erase(std::min(out.rfind('/'), out.size()));
        else if (part != "/.")
            out += part;
        at = end;
        if (at == path.size() && (part == "/.." || part == "/.")) out += '/';
    }
    return out;
}

/// What nginx alone calls no request (ngx_http_parse.c, ngx_http_process_request_header).
bool is_no_request_of_nginx(const wire::HttpRequest& request) {
    const bool is_upper = std::all_of(request.method.begin(), request.method.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    });
    return !is_upper || request.method == "CONNECT" || request.target == "*" || request.two_lengths;
}

}  // namespace

HttpAnswer answer_request(const HttpPersona& persona, const wire::HttpRequest& request,
                          const HttpPlace& place, Connection wanted, std::uint32_t answers_left) {
    Manner manner;
    manner.connection = answers_left == 0 ? Connection::close : wanted;
    manner.answers_left = answers_left;
    manner.head_only = request.method == "HEAD";
    manner.bare = request.major == 0;
    manner.said_keep_alive = wire::same_without_case(request.field("Connection"), "keep-alive");
    const bool is_static = persona.kind == HttpServer::apache || persona.kind == HttpServer::nginx;
    std::string path = path_of(request.target);
    const auto error = [&](int code) {
        return compose(persona, error_draft(persona, code, place, request.method, path), place,
                       manner);
    };
    if (request.major == 2) return refuse(persona, 400, place);
    // RFC 9112 section 3.2: a 1.1 request without Host, or with two, gets 400.
    const auto hosts =
        std::count_if(request.fields.begin(), request.fields.end(),
                      [](const auto& each) { return wire::same_without_case(each.name, "Host"); });
    if ((request.major == 1 && request.minor >= 1 && hosts == 0) || hosts > 1)
        return refuse(persona, 400, place);
    const bool is_star = request.target == "*" && request.method == "OPTIONS";
    if (climbs(path) || path.find('\0') != path.npos ||
        (!path.starts_with('/') && !is_star && request.method != "CONNECT"))
        return refuse(persona, 400, place);
    // As nginx 1.22.1 and Apache 2.4 were seen to.
    if (is_static && (has_bad_escape(request.target) ||
                      request.field("Host").find_first_of(" /") != std::string_view::npos))
        return refuse(persona, 400, place);
    if (persona.kind == HttpServer::nginx && is_no_request_of_nginx(request))
        return refuse(persona, 400, place);
    if (is_static && path.starts_with('/')) path = without_dots(path);

    if (persona.kind == HttpServer::router) {
        if (!is_method(request.method, {"GET", "HEAD", "POST"})) return error(501);
        return error(401);
    }
    const bool reads = is_method(request.method, {"GET", "HEAD"});
    if (persona.kind == HttpServer::tomcat) {
        if (path.starts_with("/manager") || path.starts_with("/host-manager")) {
            Draft draft = error_draft(persona, 401, place, request.method, path);
            draft.challenge = path.starts_with("/manager")
                                  ? "Basic realm=\"Tomcat Manager Application\""
                                  : "Basic realm=\"Tomcat Host Manager Application\"";
            return compose(persona, draft, place, manner);
        }
        if (reads && (path == "/" || path == "/index.html"))
            return compose(persona, part_of_page(persona, request, place), place, manner);
        if (reads || request.method == "POST") return error(404);
        if (request.method == "OPTIONS") {
            Draft draft;
            draft.allow = "GET, HEAD, POST, OPTIONS";
            draft.type = "";
            return compose(persona, draft, place, manner);
        }
        return error(405);
    }
    if (persona.has_panel) {
        if (reads && (path == "/" || path == "/login" || path == "/admin" || path == "/index.html"))
            return compose(persona, panel_draft(""), place, manner);
        if (request.method == "POST" && path == "/login")
            return compose(persona, panel_draft("<p>Invalid user name or password.</p>\n"), place,
                           manner);
    }
    if (request.method == "OPTIONS" && persona.kind != HttpServer::nginx) {
        Draft draft;
        draft.allow = persona.kind == HttpServer::iis ? "OPTIONS, TRACE, GET, HEAD, POST"
                                                      : "POST,OPTIONS,HEAD,GET";
        if (persona.kind == HttpServer::iis) draft.type = "";
        return compose(persona, draft, place, manner);
    }
    if (persona.kind == HttpServer::apache) {
        if (path.starts_with("/.ht") || path.starts_with("/server-status") || path == "/cgi-bin/" ||
            path == "/icons/")
            return error(403);
        if (!is_method(request.method, {"GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT",
                                        "PATCH", "PROPFIND"}))
            return error(501);
    }
    const bool is_index = path == "/" || path == "/index.html" ||
                          (persona.kind == HttpServer::iis && path == "/iisstart.htm");
    // A name that no file system takes (NAME_MAX).
    constexpr std::size_t longest_name = 255;
    if (persona.kind == HttpServer::apache && path.size() - path.rfind('/') - 1 > longest_name)
        return error(403);
    // Apache gives a file to POST, too.
    const bool posts = request.method == "POST";
    if (!reads && !(posts && persona.kind == HttpServer::apache))
        return error(posts && !is_index ? 404 : 405);
    if (!is_index) return error(404);
    return compose(persona, part_of_page(persona, request, place), place, manner);
}

HttpAnswer answer_clear_on_tls(const HttpPersona& persona, const wire::HttpRequest& request,
                               const HttpPlace& place) {
    Manner manner;
    manner.connection = Connection::close;
    Draft draft = error_draft(persona, 400, place, "", "");
    if (persona.kind == HttpServer::apache) {
        // modules/ssl/ssl_engine_kernel.c; the request that it is an answer to is one of its own.
        draft.body =
            "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" "
            "\"http://www.w3.org/TR/html4/strict.dtd\">\n<html><head>\n<title>400 Bad "
            "Request</title>\n</head><body>\n<h1>Bad Request</h1>\n<p>Your browser sent a request "
            "that this server could not understand.<br />\nReason: You're speaking plain HTTP to "
            "an "
            "SSL-enabled server port.<br />\n Instead use the HTTPS scheme to access this URL, "
            "please.<br />\n</p>\n</body></html>\n";
        return compose(persona, draft, place, manner);
    }
    // What is refused on any port is refused as there.
    const HttpAnswer elsewhere = answer_request(persona, request, place, Connection::close, 0);
    if (elsewhere.bytes.starts_with("HTTP/1.1 400 ")) return elsewhere;
    manner.head_only = request.method == "HEAD";
    manner.bare = request.major == 0;
    draft.body = nginx_error(persona, 400, "The plain HTTP request was sent to HTTPS port");
    return compose(persona, draft, place, manner);
}

}  // namespace hitme::dialogue
