// SPDX-License-Identifier: Apache-2.0
#include "dialogue/clear_on_tls.h"

#include <algorithm>

#include "core/text.h"

namespace hitme::dialogue {
namespace {

constexpr std::size_t record_header = 5;  // what OpenSSL reads before it looks

// OpenSSL, ssl/record/ssl3_record.c: what it calls an HTTP request.
constexpr std::string_view methods[] = {"GET ", "POST ", "HEAD ", "PUT "};

}  // namespace

ClearOnTls::Spoken ClearOnTls::spoken(core::Bytes begun) const {
    if (begun.empty()) return Spoken::undecided;
    if (persona_.kind == HttpServer::nginx) {
        // src/http/ngx_http_request.c: a handshake record, or the length of a hello of SSL 2.0.
        constexpr std::uint8_t handshake = 0x16;
        return (begun[0] & 0x80) != 0 || begun[0] == handshake ? Spoken::tls : Spoken::clear;
    }
    if (persona_.kind != HttpServer::apache) return Spoken::tls;
    const std::string_view text = core::as_text(begun.first(std::min(begun.size(), record_header)));
    for (const std::string_view method : methods) {
        if (text.size() < record_header && method.starts_with(text.substr(0, method.size())))
            return Spoken::undecided;
        if (text.size() < record_header && text.starts_with(method)) return Spoken::undecided;
        if (text.starts_with(method)) return Spoken::clear;
    }
    return Spoken::tls;
}

void ClearOnTls::receive(core::Bytes bytes, core::Time now, Output& out) {
    HttpPlace place;
    place.now = now;
    place.booted = booted_;
    place.host = local_.to_string();
    const auto say = [&](const HttpAnswer& answer) {
        const core::Bytes said = core::as_bytes(answer.bytes);
        out.bytes.insert(out.bytes.end(), said.begin(), said.end());
        out.close = true;
    };
    if (persona_.kind == HttpServer::apache) return say(answer_clear_on_tls(persona_, {}, place));
    if (!reader_) reader_ = std::make_unique<wire::HttpRequestReader>();
    switch (reader_->next(bytes)) {
        case wire::HttpRequestReader::Step::need_more:
            return;
        case wire::HttpRequestReader::Step::fault:
            return say(answer_fault(persona_, reader_->error(), place));
        default:
            return say(answer_clear_on_tls(persona_, reader_->request(), place));
    }
}

std::size_t ClearOnTls::memory() const {
    return sizeof *this + (reader_ ? reader_->memory() : 0);
}

}  // namespace hitme::dialogue
