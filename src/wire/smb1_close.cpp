// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_close.h"

#include "wire/smb1_block.h"

namespace hitme::wire {
namespace {
constexpr std::uint8_t path_format = 0x04;
}

core::Parsed<std::uint16_t> decode_smb1_fid(const Smb1Message& message, const Smb1Block& block) {
    if (block.word_count < 1) return wrong_word_count(block);
    core::Reader words = words_of(message, block);
    return words.u16le("FID");
}

core::Parsed<Smb1Echo> decode_smb1_echo(const Smb1Message& message, const Smb1Block& block) {
    // [MS-CIFS] 2.2.4.39.1.
    if (block.word_count != 1) return wrong_word_count(block);
    core::Reader words = words_of(message, block);
    return Smb1Echo{words.u16le("EchoCount"), block.bytes};
}

core::Parsed<Smb1Paths> decode_smb1_paths(const Smb1Message& message, const Smb1Block& block) {
    core::Reader data = bytes_of(message, block);
    const SmbText encoding = message.header.encoding();
    Smb1Paths paths;
    if (data.u8("BufferFormat") != path_format) data.fail(core::Fault::bad_value, "BufferFormat");
    align_text(data, encoding);
    paths.path = take_smb_text(data, encoding, "FileName");
    if (block.kind() == Smb1Command::rename || block.kind() == Smb1Command::nt_rename) {
        // [MS-CIFS] 2.2.4.8.1, 2.2.4.66.1.
        if (data.u8("BufferFormat2") != path_format)
            data.fail(core::Fault::bad_value, "BufferFormat2");
        align_text(data, encoding);
        paths.new_path = take_smb_text(data, encoding, "NewFileName");
    }
    if (!data.ok()) return data.error();
    return paths;
}

}  // namespace hitme::wire
