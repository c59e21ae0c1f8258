// SPDX-License-Identifier: Apache-2.0
// Readers over one command of an SMB1 message, so that places in errors count from the header and strings can be aligned.
#pragma once

#include "core/reader.h"
#include "wire/smb1_header.h"

namespace hitme::wire {

/// At the first byte of the block's data, and ending where it ends.
inline core::Reader bytes_of(const Smb1Message& message, const Smb1Block& block) {
    core::Reader in{message.whole.first(block.bytes_offset + block.bytes.size())};
    in.seek(block.bytes_offset, "Bytes");
    return in;
}

/// At the first word of the block, and ending where they end.
inline core::Reader words_of(const Smb1Message& message, const Smb1Block& block) {
    core::Reader in{message.whole.first(block.offset + 1 + block.words.size())};
    in.seek(block.offset + 1, "Words");
    return in;
}

/// Passes over AndXCommand, AndXReserved and AndXOffset, which decode_smb1() has followed.
inline void skip_andx(core::Reader& in) {
    in.skip(4, "AndX");
}

/// To the next even place from the header, where there is one: [MS-CIFS] 2.2.1.1.2 for Unicode strings.
inline void align_text(core::Reader& in, SmbText encoding) {
    if (encoding == SmbText::utf16 && in.offset() % 2 != 0 && in.left() > 0) in.skip(1, "Pad");
}

inline core::ParseError wrong_word_count(const Smb1Block& block) {
    return core::ParseError{core::Fault::bad_value, block.offset, "WordCount"};
}

}  // namespace hitme::wire
