// SPDX-License-Identifier: Apache-2.0
// What a PostgreSQL client sends, by the chapter "Message Formats" of its documentation.
#pragma once

#include <string>
#include <string_view>

#include "core/writer.h"
#include "wire/postgresql.h"

namespace hitme::tests {

inline core::ByteVector postgresql_ssl_request() {
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u32be(8);
    out.u32be(80877103);
    return bytes;
}

inline core::ByteVector postgresql_startup(std::string_view user, std::string_view database) {
    core::ByteVector rest;
    core::Writer text{rest};
    for (const std::string_view each :
         {std::string_view("user"), user, std::string_view("database"), database}) {
        text.text(each);
        text.u8(0);
    }
    text.u8(0);
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u32be(static_cast<std::uint32_t>(rest.size() + 8));
    out.u32be(0x0003'0000);
    out.bytes(rest);
    return bytes;
}

inline core::ByteVector postgresql_message(char type, std::string_view body) {
    core::ByteVector bytes;
    wire::encode_postgresql_message(bytes, type, core::as_bytes(body));
    return bytes;
}

inline core::ByteVector postgresql_scram_first() {
    core::ByteVector body;
    core::Writer out{body};
    out.text("SCRAM-SHA-256");
    out.u8(0);
    out.u32be(16);
    out.text("n,,n=,r=abcdefgh");
    return postgresql_message('p', core::as_text(body));
}

}  // namespace hitme::tests
