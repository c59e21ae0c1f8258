// SPDX-License-Identifier: Apache-2.0
// The Remote Administration Protocol over \PIPE\LANMAN: NetShareEnum and NetServerEnum2 of a made-up machine.
//
// What     [MS-RAP] 2.5.6.1 (NetShareEnum, 0x0000, levels 0 and 1), 2.5.5.2 (NetServerEnum2, 0x0068, levels 0 and 1).
// Bytes    little-endian; strings are OEM text.
// Pure     views are not kept.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "dialogue/smb_machine.h"

namespace hitme::dialogue::smb {

struct RapAnswer {
    core::ByteVector parameters;  ///< Win32ErrorCode, Converter, and what the operation returns
    core::ByteVector data;
};

/// The answer to one request; ERROR_NOT_SUPPORTED (50) for other operations, ERROR_INVALID_LEVEL (124) for other levels.
/// `most` bounds the data; entries that do not fit are left away and counted in EntriesAvailable (ERROR_MORE_DATA, 234).
/// Nothing where the request cannot be read.
std::optional<RapAnswer> answer_rap(core::Bytes parameters, std::size_t most,
                                    const Machine& machine);

}  // namespace hitme::dialogue::smb
