// SPDX-License-Identifier: Apache-2.0
// What a client of Microsoft SQL Server sends, written by [MS-TDS] 2.2.6.4 and 2.2.6.5.
#pragma once

#include <string_view>

#include "core/writer.h"
#include "wire/tds.h"

namespace hitme::tests {

/// The prelogin of [MS-TDS] section 4.1 with encryption not supported.
inline core::ByteVector mssql_prelogin() {
    wire::TdsPrelogin prelogin;
    prelogin.major = 9;
    prelogin.encryption = wire::tds_encrypt_not_supported;
    prelogin.has_mars = true;
    core::ByteVector bytes;
    wire::encode_tds_packet(bytes, wire::TdsType::prelogin, wire::encode_tds_prelogin(prelogin));
    return bytes;
}

inline core::ByteVector mssql_login(std::string_view user, std::string_view password) {
    core::ByteVector texts;
    core::Writer data{texts};
    core::ByteVector payload;
    core::Writer out{payload};
    const std::size_t length_at = out.hole(4);
    out.u32le(0x72090002);
    out.u32le(4096);
    out.u32le(7);
    out.u32le(4711);
    out.u32le(0);
    out.u32le(0x0000'03E0);
    out.u64le(0);
    const auto text = [&](std::string_view value) {
        out.u16le(static_cast<std::uint16_t>(94 + data.offset()));
        out.u16le(static_cast<std::uint16_t>(value.size()));
        data.utf16le(value);
    };
    text("PC");
    text(user);
    const std::size_t password_at = data.offset();
    text(password);
    for (std::size_t i = password_at; i < texts.size(); ++i)
        texts[i] = static_cast<std::uint8_t>(((texts[i] << 4 | texts[i] >> 4) & 0xFF) ^ 0xA5);
    text("OSQL-32");
    text("server");
    out.u32le(0);  // extension
    text("ODBC");
    text("");
    text("master");
    out.zeros(6);
    out.zeros(16);  // SSPI, AtchDBFile, ChangePassword, cbSSPILong
    payload.resize(94);
    payload.insert(payload.end(), texts.begin(), texts.end());
    payload[length_at] = static_cast<std::uint8_t>(payload.size());
    payload[length_at + 1] = static_cast<std::uint8_t>(payload.size() >> 8);
    core::ByteVector bytes;
    wire::encode_tds_packet(bytes, wire::TdsType::login7, payload);
    return bytes;
}

inline core::ByteVector mssql_batch(std::string_view sql) {
    core::ByteVector payload;
    core::Writer out{payload};
    out.u32le(22);
    out.u32le(18);
    out.u16le(2);
    out.u64le(0);
    out.u32le(1);
    out.utf16le(sql);
    core::ByteVector bytes;
    wire::encode_tds_packet(bytes, wire::TdsType::sql_batch, payload);
    return bytes;
}

}  // namespace hitme::tests
