// SPDX-License-Identifier: Apache-2.0
#include "wire/ftp_address.h"

#include <array>

#include "core/text.h"

namespace hitme::wire {
namespace {

core::ParseError bad(std::size_t offset, const char* field) {
    return {core::Fault::bad_value, offset, field};
}

}  // namespace

core::Parsed<FtpAddress> decode_ftp_port(std::string_view argument) {
    std::array<std::uint32_t, 6> numbers{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::size_t end = i + 1 < numbers.size() ? argument.find(',', at) : argument.size();
        if (end == argument.npos) return bad(at, "host-port");
        const auto number = core::parse_unsigned(argument.substr(at, end - at), 255);
        if (!number) return bad(at, "host-port");
        numbers[i] = static_cast<std::uint32_t>(*number);
        at = end + 1;
    }
    return FtpAddress{
        core::Address::v4(numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]),
        static_cast<std::uint16_t>(numbers[4] << 8 | numbers[5])};
}

core::Parsed<FtpAddress> decode_ftp_eprt(std::string_view argument) {
    // The first character delimits (RFC 2428 section 2: any of ASCII 33 to 126, by default "|").
    if (argument.size() < 4 || argument[0] < 33 || argument[0] > 126) return bad(0, "net-prt");
    const char mark = argument[0];
    const std::size_t second = argument.find(mark, 1);
    const std::size_t third = second == argument.npos ? second : argument.find(mark, second + 1);
    const std::size_t fourth = third == argument.npos ? third : argument.find(mark, third + 1);
    if (fourth == argument.npos) return bad(0, "net-prt");
    const auto family = core::parse_unsigned(argument.substr(1, second - 1), 2);
    if (!family || *family == 0) return bad(1, "net-prt");
    const auto address = core::Address::parse(argument.substr(second + 1, third - second - 1));
    if (!address || address->is_v4() != (*family == 1)) return bad(second + 1, "net-addr");
    const auto port = core::parse_unsigned(argument.substr(third + 1, fourth - third - 1), 65535);
    if (!port) return bad(third + 1, "tcp-port");
    return FtpAddress{*address, static_cast<std::uint16_t>(*port)};
}

}  // namespace hitme::wire
