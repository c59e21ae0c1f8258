// SPDX-License-Identifier: Apache-2.0
// Which form a file has, by its first bytes, never by its name.
#pragma once

#include <cstdint>

#include "core/bytes.h"

namespace hitme::sensor {

constexpr std::size_t recognise_bytes = 64 << 10;  ///< how much of the start is worth giving
constexpr int recognise_lines =
    16;  // ours: brackets, comments and blank lines may come before the first record

enum class FileForm : std::uint8_t {
    unknown,
    empty,
    pcap,
    pcapng,
    json_lines,
    dionaea,
    cowrie,
    opencanary,
    dshield,
    csv,
};

FileForm recognise_form(core::Bytes start);

}  // namespace hitme::sensor
