// SPDX-License-Identifier: Apache-2.0
#include "wire/tds.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "core/writer.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

using core::Fault;

// [MS-TDS] section 4.1, Pre-Login Request: version 9.0, encryption on, instance "", thread 0, MARS.
const char* const documented_prelogin =
    "1201002f0000010000001a00060100200001020021000103002200040400260001ff0900000000000100b80d0000"
    "01";

TEST(Tds, ReadsThePreloginOfTheSpecification) {
    const auto bytes = *core::from_hex(documented_prelogin);
    const auto packet = take_tds_packet(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->type, TdsType::prelogin);
    EXPECT_TRUE(packet->last);
    const auto prelogin = decode_tds_prelogin(packet->payload);
    ASSERT_TRUE(prelogin);
    EXPECT_EQ(prelogin->major, 9);
    EXPECT_EQ(prelogin->encryption, tds_encrypt_on);
    EXPECT_TRUE(prelogin->has_mars);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(take_tds_packet(core::Bytes(bytes).first(cut)).error().fault, Fault::need_more);
    tests::for_each_cut_and_flip(packet->payload,
                                 [](core::Bytes changed) { (void)decode_tds_prelogin(changed); });
}

TEST(Tds, WritesAPreloginThatReadsBack) {
    TdsPrelogin answer;
    answer.major = 13;
    answer.build = 5026;
    answer.encryption = tds_encrypt_not_supported;
    answer.has_mars = true;
    const auto payload = encode_tds_prelogin(answer);
    // five options and the end, 26 bytes; data 6 + 1 + 1 + 0 + 1
    EXPECT_EQ(payload.size(), 35u);
    const auto read = decode_tds_prelogin(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->major, 13);
    EXPECT_EQ(read->build, 5026);
    EXPECT_EQ(read->encryption, tds_encrypt_not_supported);
}

TEST(Tds, RefusesOptionsOutsideAndTooMany) {
    EXPECT_STREQ(decode_tds_prelogin(*core::from_hex("0000ff0006ff")).error().field, "PL_OFFSET");
    EXPECT_STREQ(decode_tds_prelogin(*core::from_hex("0000060006ff")).error().field,
                 "PL_OPTION_LENGTH");
    EXPECT_EQ(decode_tds_prelogin({}).error().fault, Fault::truncated);
    core::ByteVector many;
    for (int i = 0; i < 40; ++i) many.insert(many.end(), {9, 0, 0, 0, 0});
    EXPECT_EQ(decode_tds_prelogin(many).error().fault, Fault::over_limit);
    EXPECT_STREQ(take_tds_packet(*core::from_hex("1201000700000000")).error().field, "Length");
    EXPECT_STREQ(take_tds_packet(*core::from_hex("7f01000900000000")).error().field, "Type");
}

/// A LOGIN7 with these texts, by section 2.2.6.4.
core::ByteVector login_of(std::string_view host, std::string_view user, core::Bytes password,
                          std::string_view application) {
    core::ByteVector texts;
    core::Writer data{texts};
    core::ByteVector bytes;
    core::Writer out{bytes};
    const std::size_t length_at = out.hole(4);
    out.u32le(0x71000001);
    out.u32le(4096);
    out.u32le(7);
    out.u32le(4711);
    out.u32le(0);
    out.u8(0xE0);
    out.u8(0x03);
    out.u16le(0);
    out.u64le(0);
    const auto text = [&](core::Bytes value) {
        out.u16le(static_cast<std::uint16_t>(86 + data.offset()));
        out.u16le(static_cast<std::uint16_t>(value.size() / 2));
        data.bytes(value);
    };
    const auto wide = [&](std::string_view value) {
        core::ByteVector units;
        core::Writer{units}.utf16le(value);
        text(units);
    };
    wide(host);
    wide(user);
    text(password);
    wide(application);
    wide("server");
    wide("");
    wide("ODBC");
    wide("");
    wide("master");
    out.zeros(6);
    out.u32le(0);  // SSPI
    out.u32le(0);  // AtchDBFile
    out.bytes(texts);
    out.patch_u32le(length_at, static_cast<std::uint32_t>(bytes.size()));
    return bytes;
}

TEST(Tds, ReadsALoginAndTurnsItsPasswordBack) {
    // 'a' is 0x61: halves swapped 0x16, XOR 0xA5 gives 0xB3; 0x00 gives 0xA5.
    const core::ByteVector password{0xB3, 0xA5};
    const auto payload = login_of("PC", "sa", password, "OSQL-32");
    const auto login = decode_tds_login(payload);
    ASSERT_TRUE(login) << login.error().field;
    EXPECT_EQ(login->host, "PC");
    EXPECT_EQ(login->user, "sa");
    EXPECT_EQ(utf8_of_utf16(login->password), "a");
    EXPECT_EQ(login->application, "OSQL-32");
    EXPECT_EQ(login->library, "ODBC");
    EXPECT_EQ(login->database, "master");
    EXPECT_EQ(login->version, 0x71000001u);
    EXPECT_FALSE(login->integrated);
    tests::for_each_cut_and_flip(payload,
                                 [](core::Bytes changed) { (void)decode_tds_login(changed); });
}

TEST(Tds, RefusesATextOutsideTheLogin) {
    auto payload = login_of("PC", "sa", {}, "x");
    payload[36 + 2] = 0xFF;  // cchHostName
    EXPECT_STREQ(decode_tds_login(payload).error().field, "ibHostName");
    payload.resize(50);
    EXPECT_STREQ(decode_tds_login(payload).error().field, "Length");
}

TEST(Tds, ReadsABatchWithAndWithoutHeaders) {  // 2.2.5.3, 2.2.6.7
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u32le(22);
    out.u32le(18);
    out.u16le(2);
    out.u64le(0);
    out.u32le(1);
    out.utf16le("select 1");
    EXPECT_EQ(*decode_tds_batch(bytes), "select 1");
    core::ByteVector old;
    core::Writer{old}.utf16le("select 2");
    EXPECT_EQ(*decode_tds_batch(old), "select 2");
}

TEST(Tds, WritesARefusalWithTheLineNumberOfItsVersion) {  // 2.2.7.10
    const TdsError error{18456, 1, 14, "Login failed for user 'sa'.", "SRV", 1};
    const auto modern = encode_tds_refusal(error, 0x74000004);
    const auto old = encode_tds_refusal(error, 0x71000001);
    EXPECT_EQ(modern.size() - old.size(),
              6u);  // four bytes for two in ERROR, eight for four in DONE
    EXPECT_EQ(*decode_tds_error_number(modern), 18456u);
    EXPECT_EQ(std::size_t{old[1]} | std::size_t{old[2]} << 8,
              old.size() - 3 - 9);  // DONE of 7.1 has nine bytes
}

TEST(Tds, NamesWhatIsAskedOfEncryptionAndKnowsTls) {  // 2.2.6.5
    EXPECT_EQ(name_of_tds_encryption(0x00), "off");
    EXPECT_EQ(name_of_tds_encryption(0x03), "required");
    EXPECT_EQ(name_of_tds_encryption(0x81), "on, with a certificate");
    EXPECT_EQ(name_of_tds_encryption(0x20), "32");
    EXPECT_FALSE(is_tds_handshake({}));
    for (int first = 0; first < 256; ++first) {
        const core::ByteVector bytes{static_cast<std::uint8_t>(first)};
        // RFC 5246 section 6.2.1: change_cipher_spec, alert, handshake, application_data.
        const bool is_content = first == 0x14 || first == 0x15 || first == 0x16 || first == 0x17;
        EXPECT_EQ(is_tds_handshake(bytes), is_content) << first;
    }
}

TEST(Tds, TurnsUtf16IntoUtf8) {
    EXPECT_EQ(utf8_of_utf16(*core::from_hex("e900")), "\xC3\xA9");
    EXPECT_EQ(utf8_of_utf16(*core::from_hex("3dd800de")), "\xF0\x9F\x98\x80");  // U+1F600
    EXPECT_EQ(utf8_of_utf16(*core::from_hex("00d8")), "\xEF\xBF\xBD");
    EXPECT_EQ(utf8_of_utf16(*core::from_hex("410042")), "A");
}

}  // namespace
}  // namespace hitme::wire
