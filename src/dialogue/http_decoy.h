// SPDX-License-Identifier: Apache-2.0
// A made-up web server: requests off a stream, answers of dialogue/http_pages.h.
//
// Order     one answer a request, when the request is complete; pipelined requests in their order; 100 (Continue) where it
//           is expected (RFC 9110 section 10.1.1).
// Ends      after max_http_answers or max_http_output, on Connection: close, after what is no request.
// Bodies    are counted, not kept: but the first bytes of a form, to know a logon.
#pragma once

#include <string_view>
#include <vector>

#include "dialogue/http_pages.h"
#include "dialogue/session.h"
#include "wire/http_message.h"

namespace hitme::dialogue {

constexpr std::uint32_t max_http_answers = 100;    // Apache's MaxKeepAliveRequests
constexpr std::size_t max_http_output = 96 << 10;  // ours: of one connection

class HttpDecoy final : public Session {
 public:
    HttpDecoy(const HttpPersona& persona, const Surroundings& surroundings);
    void open(core::Time, Output&) override {}
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::uint32_t logons() const override { return logons_; }
    std::size_t memory() const override;

 private:
    HttpPlace place(core::Time now) const;
    void begin(core::Time now, Output& out);
    void send(const HttpAnswer& answer, Output& out);

    const HttpPersona& persona_;
    Surroundings surroundings_;
    wire::HttpRequestReader reader_;
    std::uint64_t body_bytes_ = 0;
    std::size_t said_bytes_ = 0;
    std::uint32_t answers_ = 0;
    std::uint32_t logons_ = 0;
    bool ended_ = false;
};

std::vector<std::string_view> http_personas();
/// Null for a persona that does not exist.
std::unique_ptr<Session> make_http(std::string_view persona, const Surroundings& surroundings);

}  // namespace hitme::dialogue
