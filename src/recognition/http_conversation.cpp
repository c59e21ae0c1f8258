// SPDX-License-Identifier: Apache-2.0
#include "recognition/http_conversation.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/text.h"
#include "recognition/http_signs.h"
#include "recognition/telling.h"
#include "wire/smb_text.h"

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;
using namespace std::string_view_literals;

// What tools say of themselves in User-Agent, from their own documentation or source.
struct Tool {
    std::string_view mark;
    std::string_view name;
};
constexpr std::array tools = {
    Tool{"Nmap Scripting Engine", "nmap"},
    Tool{"masscan/", "masscan"},
    Tool{"zgrab", "zgrab"},
    Tool{"Nikto", "nikto"},
    Tool{"sqlmap/", "sqlmap"},
    Tool{"gobuster/", "gobuster"},
    Tool{"DirBuster", "dirbuster"},
    Tool{"feroxbuster/", "feroxbuster"},
    Tool{"Fuzz Faster U Fool", "ffuf"},
    Tool{"WPScan", "wpscan"},
    Tool{"Nuclei", "nuclei"},
    Tool{"CensysInspect", "censys"},
    Tool{"Expanse", "expanse"},
    Tool{"InternetMeasurement", "internet-measurement"},
    Tool{"curl/", "curl"},
    Tool{"Wget/", "wget"},
    Tool{"python-requests/", "python-requests"},
    Tool{"Go-http-client/", "go-http-client"},
    Tool{"libwww-perl/", "libwww-perl"},
    Tool{"Java/", "java"},
};

// Management pages: whoever asks for them on a server that does not have them walks a list.
constexpr std::array management = {"/manager/html"sv, "/phpmyadmin"sv,      "/pma"sv,
                                   "/wp-login.php"sv, "/xmlrpc.php"sv,      "/solr/"sv,
                                   "/actuator"sv,     "/_cat/indices"sv,    "/hnap1"sv,
                                   "/owa/"sv,         "/autodiscover"sv,    "/server-status"sv,
                                   "/jenkins"sv,      "/cgi-bin/luci"sv,    "/boaform/"sv,
                                   "/gponform/"sv,    "/telescope/"sv,      "/console/"sv,
                                   "/api/v1/pods"sv,  "/v2/_catalog"sv,     "/remote/login"sv,
                                   "/dana-na/"sv,     "/global-protect/"sv, "/+cscoe+/"sv,
                                   "/sdk"sv,          "/evox/about"sv,      "/nmaplowercheck"sv};

// application/x-www-form-urlencoded (WHATWG URL section 5.1).
std::string form_value(std::string_view body, std::span<const std::string_view> names) {
    std::size_t at = 0;
    while (at <= body.size()) {
        const std::size_t end = std::min(body.find('&', at), body.size());
        const std::string_view pair = body.substr(at, end - at);
        const std::size_t equals = pair.find('=');
        if (equals != pair.npos) {
            const std::string name = wire::lower_ascii(pair.substr(0, equals));
            if (std::find(names.begin(), names.end(), name) != names.end()) {
                std::string value(pair.substr(equals + 1));
                std::replace(value.begin(), value.end(), '+', ' ');
                return wire::percent_decoded(value);
            }
        }
        at = end + 1;
    }
    return {};
}

constexpr std::array user_names = {"user"sv,  "username"sv,   "login"sv, "log"sv, "email"sv,
                                   "uname"sv, "j_username"sv, "name"sv,  "usr"sv};
constexpr std::array password_names = {"pass"sv, "password"sv, "pwd"sv,       "passwd"sv,
                                       "psd"sv,  "psw"sv,      "j_password"sv};

}  // namespace

void HttpConversation::client(core::Bytes bytes, core::Time at) {
    using Step = wire::HttpRequestReader::Step;
    if (bytes.empty()) return;
    builder_.reach(Stage::probe, "bytes were sent");
    if (client_lost_) return;
    for (Step step = reader_.next(bytes); step != Step::need_more; step = reader_.next(bytes)) {
        switch (step) {
            case Step::request:
                look_at_head(at);
                break;
            case Step::body: {
                const std::string_view piece = core::as_text(reader_.body());
                if (body_bytes_ == 0) body_offset_ = reader_.offset() - piece.size();
                body_bytes_ += piece.size();
                body_.append(piece.substr(0, max_kept_body - body_.size()));
                break;
            }
            case Step::end:
                look_at_body(at);
                break;
            case Step::fault:
                builder_.malformed(reader_.error(), 0);
                break;
            case Step::need_more:
                break;
        }
    }
}

// RFC 9112 section 3.2.2 and 3.2.3: what a client asks of a proxy. Some clients of an origin server send the absolute form,
// too; nobody sends it a CONNECT.
void HttpConversation::tell_proxy(const wire::HttpRequest& request, std::uint64_t start) {
    const bool connects = request.method == "CONNECT";
    const std::string scheme = wire::lower_ascii(request.target.substr(0, 8));
    if (!connects && !scheme.starts_with("http://") && !scheme.starts_with("https://")) return;
    builder_.fact("http.proxy_target", request.target);
    event::Label label{"open proxy probe",
                       connects ? Grade::likely : Grade::consistent,
                       "http.open_proxy@1",
                       {"T1090.002"},
                       {}};
    label.evidence.push_back(
        {start + request.target_offset, request.target.size(), std::string(request.target)});
    builder_.label(std::move(label));
}

void HttpConversation::look_at_head(core::Time at) {
    const wire::HttpRequest& request = reader_.request();
    const std::uint64_t start = reader_.request_offset();
    body_.clear();
    body_bytes_ = 0;
    Waiting waiting;
    waiting.is_head = request.method == "HEAD";
    waiting.place = builder_.operation(request.method, request.target, start);
    builder_.fact("http.version",
                  std::to_string(request.major) + "." + std::to_string(request.minor));
    builder_.fact("http.host", request.field("Host"));
    const std::string_view agent = request.field("User-Agent");
    builder_.fact("http.user_agent", agent);
    for (const Tool& tool : tools) {
        if (agent.find(tool.mark) == agent.npos) continue;
        builder_.fact("http.tool", tool.name);
        break;
    }
    if (request.two_lengths)
        builder_.fact("http.framing", "Transfer-Encoding and Content-Length together");
    tell_proxy(request, start);
    if (waiting_.size() < max_waiting) waiting_.push_back(waiting);

    const std::string path = wire::lower_ascii(request.target.substr(0, request.target.find('?')));
    for (const std::string_view each : management) {
        if (!path.starts_with(each)) continue;
        builder_.reach(Stage::enumeration, "asked for " + std::string(each));
        event::Label label{
            "management page probe", Grade::likely, "http.management_page@1", {"T1595.003"}, {}};
        label.evidence.push_back(
            {start + request.target_offset, request.target.size(), std::string(request.target)});
        builder_.label(std::move(label));
        break;
    }
    const std::uint64_t key = short_digest(path);
    if (targets_.size() < many_targets &&
        std::find(targets_.begin(), targets_.end(), key) == targets_.end()) {
        targets_.push_back(key);
        if (targets_.size() == many_targets)
            builder_.reach(Stage::enumeration, std::to_string(many_targets) + " different targets");
    }
    for (const HttpSign& sign : signs_in_target(request)) {
        builder_.reach(sign.stage, sign.name + " in the target");
        builder_.label({sign.name,
                        sign.grade,
                        sign.rule,
                        sign.attack_ids,
                        {{start + sign.offset, request.target.size(), sign.value}}});
    }
    tell_signs(request.target, start + request.target_offset, true);
    for (const wire::HttpField& field : request.fields)
        tell_signs(field.value, start + field.value_offset, false);
    for (const wire::HttpField& field : request.fields)
        if (wire::same_without_case(field.name, "Authorization"))
            tell_logon_of(field.value, start + field.value_offset, at);
}

void HttpConversation::tell_signs(std::string_view text, std::uint64_t offset, bool in_target) {
    // Nearly all values hold none of the letters that a sign needs.
    if (text.find_first_of("${(;|`&%#@") == text.npos && text.find("class.module") == text.npos)
        return;
    for (const HttpSign& sign : signs_in_text(text)) {
        builder_.reach(sign.stage,
                       sign.name + (in_target ? " in the target" : " in a field or body"));
        builder_.label({sign.name,
                        sign.grade,
                        sign.rule,
                        sign.attack_ids,
                        {{offset + sign.offset, text.size() - std::min(sign.offset, text.size()),
                          sign.value}}});
        if (sign.stage == Stage::payload_delivery) builder_.fact("http.download", sign.value);
    }
}

// RFC 7617 section 2: "Basic" and base64 of user:password.
void HttpConversation::tell_logon_of(std::string_view authorization, std::uint64_t offset,
                                     core::Time at) {
    if (!wire::same_without_case(authorization.substr(0, 6), "Basic ")) {
        builder_.fact("http.authorization", authorization.substr(0, authorization.find(' ')));
        return;
    }
    const auto bytes = core::from_base64(authorization.substr(6));
    if (!bytes) {
        builder_.malformed({core::Fault::bad_value, 0, "Authorization"}, offset);
        return;
    }
    const std::string_view pair = core::as_text(*bytes);
    const std::size_t colon = std::min(pair.find(':'), pair.size());
    const std::string_view password = pair.substr(std::min(colon + 1, pair.size()));
    Logon logon =
        tell_logon(builder_, "Basic authorization", pair.substr(0, colon), password, offset, at);
    if (!waiting_.empty()) waiting_.back().logon = logon;
}

void HttpConversation::look_at_body(core::Time at) {
    if (body_bytes_ == 0) return;
    const wire::HttpRequest& request = reader_.request();
    builder_.fact("http.body", std::to_string(body_bytes_) + " bytes, sha256 of the first " +
                                   std::to_string(body_.size()) + ": " +
                                   secret_digest(core::as_bytes(body_)));
    tell_signs(body_, body_offset_, false);
    const std::string type = wire::lower_ascii(request.field("Content-Type"));
    if (request.method != "POST" || !type.starts_with("application/x-www-form-urlencoded")) return;
    const std::string password = form_value(body_, password_names);
    if (password.empty()) return;
    Logon logon = tell_logon(builder_, "form logon", form_value(body_, user_names), password,
                             body_offset_, at);
    if (waiting_.empty()) return;
    waiting_.back().logon = logon;
    waiting_.back().is_form = true;
}

void HttpConversation::look_at_status(std::string_view line) {
    const auto status = wire::decode_http_status(line);
    if (!status) {
        answer_ = Answer::unknown;
        return;
    }
    status_ = status->code;
    answer_left_ = 0;
    answer_chunked_ = false;
    answer_ = Answer::fields;
    if (status_ < 200 || waiting_.empty()) return;
    const std::string code = std::to_string(status_);
    builder_.outcome(waiting_.front().place, code);
    if (status_ == 401 || status_ == 403)
        refuse_logon(builder_, waiting_.front().logon, code);
    else if (status_ == 200 && waiting_.front().is_form)
        form_ = std::exchange(waiting_.front().logon, Logon{});
    else
        accept_logon(builder_, waiting_.front().logon, code);
}

void HttpConversation::look_at_field(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return;
    const std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    if (wire::same_without_case(name, "Content-Length"))
        answer_left_ = core::parse_unsigned(value, std::uint64_t{1} << 62).value_or(0);
    if (wire::same_without_case(name, "Transfer-Encoding")) answer_chunked_ = true;
    // What a logon that was right would bring.
    if (wire::same_without_case(name, "Location") || wire::same_without_case(name, "Set-Cookie"))
        accept_logon(builder_, form_, std::to_string(status_));
}

// HTML section 4.10.5: <input type=password>, with or without quotes.
void HttpConversation::search_form(std::string_view text) {
    constexpr std::array marks = {"type=\"password\""sv, "type='password'"sv, "type=password"sv};
    constexpr std::size_t longest = marks[0].size();
    constexpr std::size_t piece = 512;  // ours: so much is held at once
    while (!text.empty() && form_.tried && !form_again_ && searched_ < max_searched_body) {
        const std::string_view next =
            text.substr(0, std::min(piece, max_searched_body - searched_));
        text.remove_prefix(next.size());
        searched_ += next.size();
        searched_tail_ += wire::lower_ascii(next);
        for (const std::string_view mark : marks)
            form_again_ = form_again_ || searched_tail_.find(mark) != searched_tail_.npos;
        searched_tail_.erase(0,
                             searched_tail_.size() - std::min(searched_tail_.size(), longest - 1));
    }
}

void HttpConversation::end_form() {
    if (form_again_)
        refuse_logon(builder_, form_, "200, the form again");
    else
        accept_logon(builder_, form_, "200");
    form_again_ = false;
    searched_ = 0;
    searched_tail_.clear();
}

void HttpConversation::server(core::Bytes bytes, core::Time) {
    while (!bytes.empty()) {
        if (answer_ == Answer::unknown) return;
        if (answer_ == Answer::body && !answer_chunked_) {
            const auto length =
                static_cast<std::size_t>(std::min<std::uint64_t>(answer_left_, bytes.size()));
            search_form(core::as_text(bytes.first(length)));
            bytes = bytes.subspan(length);
            lines_.pass(length);
            answer_left_ -= length;
            if (answer_left_ == 0) {
                answer_ = Answer::status;
                end_form();
            }
            continue;
        }
        if (!lines_.take(bytes)) return;
        const std::string_view line = lines_.line();
        if (answer_ == Answer::status) {
            look_at_status(line);
        } else if (answer_ == Answer::body) {
            // Chunks are passed over by their lines: the last one is "0" and an empty line.
            search_form(line);
            if (line == "0") {
                answer_left_ = 1;
            } else if (line.empty() && answer_left_ == 1) {
                answer_ = Answer::status;
                end_form();
            }
        } else if (line.empty()) {
            const bool is_interim = status_ < 200;
            const bool no_body = is_interim || status_ == 204 || status_ == 304 ||
                                 (!waiting_.empty() && waiting_.front().is_head);
            if (!is_interim && !waiting_.empty()) waiting_.pop_front();
            if (no_body || (answer_left_ == 0 && !answer_chunked_)) {
                answer_ = Answer::status;
                if (!is_interim) end_form();
            } else {
                answer_ = Answer::body;
            }
            if (answer_chunked_) answer_left_ = 0;
        } else {
            look_at_field(line);
        }
    }
}

void HttpConversation::gap(Side side, std::uint64_t length) {
    builder_.fact("gap", std::to_string(length) + (side == Side::client ? " bytes of the client"
                                                                        : " bytes of the server"));
    // Where the next message begins cannot be told.
    if (side == Side::client)
        client_lost_ = true;
    else
        answer_ = Answer::unknown;
}

void HttpConversation::finish() {
    if (builder_.so_far().stage == Stage::none) builder_.reach(Stage::scan, "connected, no bytes");
    end_form();
    if (reader_.unfinished() && !client_lost_) {
        if (body_bytes_ > 0) look_at_body({});
        builder_.malformed(
            {core::Fault::truncated, static_cast<std::size_t>(reader_.offset()), "request"}, 0);
    }
    client_lost_ = true;
}

Story HttpConversation::story() const {
    return builder_.story(sentence_of(builder_.so_far(), "HTTP"));
}

std::size_t HttpConversation::memory() const {
    return sizeof *this - sizeof builder_ - sizeof reader_ - sizeof lines_ + builder_.memory() +
           reader_.memory() + lines_.memory() + body_.capacity() + searched_tail_.capacity() +
           targets_.capacity() * sizeof(std::uint64_t) + waiting_.size() * sizeof(Waiting);
}

}  // namespace hitme::recognition
