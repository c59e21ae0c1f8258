// SPDX-License-Identifier: Apache-2.0
// Watches HTTP/1: requests, what they look for, logons, and the structures of known attacks.
//
// Told      an operation a request (method, target; outcome: the status code); facts http.host, http.user_agent, http.tool,
//           http.version, http.body; logons of Basic authorization and of login forms.
// Refused   are logons with 401 or 403, and those of a form that is answered with 200 and a form for a password again, without
//           Location and Set-Cookie: so most panels say no.
// Stages    probe: any bytes. enumeration: a secret file, a management page of another product, or eight different targets
//           (T1595.003). exploit_attempt and payload_delivery: recognition/http_signs.h.
// Tools     a name in User-Agent is what the client says of itself: grade consistent.
// Bounds    a head (wire/http_message.h), max_kept_body of a body, max_waiting answers that are due,
//           max_searched_body of an answer.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "recognition/conversation.h"
#include "recognition/logon_watch.h"
#include "recognition/story_builder.h"
#include "wire/http_message.h"
#include "wire/line_splitter.h"

namespace hitme::recognition {

class HttpConversation final : public Conversation {
 public:
    void client(core::Bytes bytes, core::Time at) override;
    void server(core::Bytes bytes, core::Time at) override;
    void gap(Side side, std::uint64_t length) override;
    void finish() override;
    Story story() const override;
    std::size_t memory() const override;

    static constexpr std::size_t max_kept_body = 4096;  // ours: a form or a script's head
    static constexpr std::size_t max_waiting = 128;     // ours: requests without an answer yet
    static constexpr std::size_t max_searched_body = 64 << 10;  // ours: pages with a logon form
    static constexpr std::size_t many_targets = 8;  // ours: a browser asks for a page and its parts

 private:
    struct Waiting {
        std::size_t place = no_operation;
        bool is_head = false;
        bool is_form = false;  ///< the logon came in a form, not in Authorization
        Logon logon;
    };
    void look_at_head(core::Time at);
    void tell_proxy(const wire::HttpRequest& request, std::uint64_t start);
    void look_at_body(core::Time at);
    void tell_signs(std::string_view text, std::uint64_t offset, bool in_target);
    void tell_logon_of(std::string_view authorization, std::uint64_t offset, core::Time at);
    void look_at_status(std::string_view line);
    void look_at_field(std::string_view line);
    void search_form(std::string_view text);
    void end_form();

    StoryBuilder builder_{"http"};
    wire::HttpRequestReader reader_;
    std::string body_;
    std::uint64_t body_bytes_ = 0;
    std::uint64_t body_offset_ = 0;
    std::vector<std::uint64_t> targets_;
    std::deque<Waiting> waiting_;
    bool client_lost_ = false;

    // The server's side: a status line, fields up to an empty line, then so many bytes of body.
    enum class Answer : std::uint8_t { status, fields, body, unknown };
    Answer answer_ = Answer::status;
    wire::LineSplitter lines_{1024};  // ours: a status line and Content-Length are shorter
    std::uint16_t status_ = 0;
    std::uint64_t answer_left_ = 0;
    bool answer_chunked_ = false;
    /// A form logon whose answer is being read, and what of the answer speaks for a refusal.
    Logon form_;
    bool form_again_ = false;
    std::size_t searched_ = 0;
    std::string searched_tail_;
};

}  // namespace hitme::recognition
