// SPDX-License-Identifier: Apache-2.0
#include "dialogue/http_decoy.h"

#include <algorithm>

#include "dialogue/persona_choice.h"

namespace hitme::dialogue {
namespace {

// RFC 9112 section 9.3: 1.1 keeps unless it is told to close, 1.0 closes unless it is told to keep.
Connection wanted_by(const wire::HttpRequest& request) {
    const std::string_view said = request.field("Connection");
    if (request.major == 0) return Connection::close;
    if (wire::same_without_case(said, "close")) return Connection::close;
    if (request.minor >= 1 || wire::same_without_case(said, "keep-alive")) return Connection::keep;
    return Connection::close;
}

}  // namespace

HttpDecoy::HttpDecoy(const HttpPersona& persona, const Surroundings& surroundings)
    : persona_(persona), surroundings_(surroundings) {}

HttpPlace HttpDecoy::place(core::Time now) const {
    HttpPlace place;
    const std::string_view host = reader_.request().field("Host");
    place.host = host.substr(0, host.starts_with('[') ? host.find(']') : host.find(':'));
    if (place.host.empty()) place.host = surroundings_.local.to_string();
    place.port = surroundings_.local_port;
    place.now = now;
    place.booted = surroundings_.booted;
    return place;
}

void HttpDecoy::send(const HttpAnswer& answer, Output& out) {
    const core::Bytes bytes = core::as_bytes(answer.bytes);
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
    said_bytes_ += bytes.size();
    if (answer.connection == Connection::keep && said_bytes_ < max_http_output) return;
    ended_ = true;
    out.close = true;
}

void HttpDecoy::begin(core::Time now, Output& out) {
    const wire::HttpRequest& request = reader_.request();
    body_bytes_ = 0;
    if (request.has_field("Authorization")) ++logons_;
    if (request.content_length > persona_.max_body_bytes) {
        send(answer_too_large(persona_, place(now)), out);
        return;
    }
    if (request.body == wire::HttpBody::none || request.minor < 1) return;
    if (!wire::same_without_case(request.field("Expect"), "100-continue")) return;
    // nginx asks for a body only where something will read it: a file refuses POST before.
    if (persona_.kind == HttpServer::nginx && !persona_.has_panel)
        send(answer_request(persona_, request, place(now), Connection::close, 0), out);
    else
        send({"HTTP/1.1 100 Continue\r\n\r\n", Connection::keep}, out);
}

void HttpDecoy::receive(core::Bytes bytes, core::Time now, Output& out) {
    using Step = wire::HttpRequestReader::Step;
    while (!ended_) {
        switch (reader_.next(bytes)) {
            case Step::need_more:
                return;
            case Step::request:
                begin(now, out);
                break;
            case Step::body:
                body_bytes_ += reader_.body().size();
                if (body_bytes_ > persona_.max_body_bytes)
                    send(answer_too_large(persona_, place(now)), out);
                break;
            case Step::end: {
                const wire::HttpRequest& request = reader_.request();
                if (persona_.has_panel && request.method == "POST" && body_bytes_ > 0) ++logons_;
                ++answers_;
                send(answer_request(persona_, request, place(now), wanted_by(request),
                                    max_http_answers - std::min(answers_, max_http_answers)),
                     out);
                break;
            }
            case Step::fault:
                send(answer_fault(persona_, reader_.error(), place(now)), out);
                break;
        }
    }
}

std::size_t HttpDecoy::memory() const {
    return sizeof *this - sizeof reader_ + reader_.memory();
}

std::vector<std::string_view> http_personas() {
    return names_of(http_personas_table());
}

std::unique_ptr<Session> make_http(std::string_view persona, const Surroundings& surroundings) {
    const HttpPersona* chosen =
        choose_persona(http_personas_table(), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<HttpDecoy>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
