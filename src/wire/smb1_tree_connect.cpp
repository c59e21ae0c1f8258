// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_tree_connect.h"

#include "wire/smb1_block.h"

namespace hitme::wire {
namespace {

constexpr std::uint8_t words_of_andx = 4;
constexpr std::uint8_t words_of_reply = 3;
constexpr std::uint8_t words_of_extended_reply = 7;
constexpr std::uint8_t ascii_format = 0x04;

// [MS-CIFS] 2.2.4.50.1: three OEM strings, each behind 0x04.
core::Parsed<Smb1TreeConnectRequest> decode_obsolete(const Smb1Message& message,
                                                     const Smb1Block& block) {
    core::Reader in = bytes_of(message, block);
    Smb1TreeConnectRequest request;
    if (in.u8("BufferFormat1") != ascii_format) in.fail(core::Fault::bad_value, "BufferFormat1");
    request.path_bytes = take_smb_text_bytes(in, SmbText::oem, "Path");
    request.path = smb_text(request.path_bytes, SmbText::oem);
    if (in.u8("BufferFormat2") != ascii_format) in.fail(core::Fault::bad_value, "BufferFormat2");
    take_smb_text(in, SmbText::oem, "Password");
    if (in.u8("BufferFormat3") != ascii_format) in.fail(core::Fault::bad_value, "BufferFormat3");
    request.service = take_smb_text(in, SmbText::oem, "Service");
    if (!in.ok()) return in.error();
    return request;
}

}  // namespace

core::Parsed<Smb1TreeConnectRequest> decode_smb1_tree_connect(const Smb1Message& message,
                                                              const Smb1Block& block) {
    if (block.kind() == Smb1Command::tree_connect) return decode_obsolete(message, block);
    // [MS-CIFS] 2.2.4.55.1.
    if (block.word_count != words_of_andx) return wrong_word_count(block);
    Smb1TreeConnectRequest request;
    core::Reader words = words_of(message, block);
    skip_andx(words);
    request.flags = words.u16le("Flags");
    const std::uint16_t password_length = words.u16le("PasswordLength");

    core::Reader data = bytes_of(message, block);
    request.password = data.take(password_length, "Password");
    const SmbText encoding = message.header.encoding();
    align_text(data, encoding);
    request.path_bytes = take_smb_text_bytes(data, encoding, "Path");
    request.path = smb_text(request.path_bytes, encoding);
    request.service = take_smb_text(data, SmbText::oem, "Service");
    if (!data.ok()) return data.error();
    return request;
}

UncPath split_unc(std::string_view path) {
    std::size_t start = 0;
    while (start < path.size() && is_path_separator(path[start])) ++start;
    if (start == 0) return {{}, path};
    const std::string_view names = path.substr(start);
    const std::size_t separator = names.find_first_of("\\/");
    if (separator == std::string_view::npos) return {{}, names};
    return {names.substr(0, separator), names.substr(separator + 1)};
}

core::Parsed<Smb1TreeConnectReply> decode_smb1_tree_connect_reply(const Smb1Message& message,
                                                                  const Smb1Block& block) {
    // [MS-CIFS] 2.2.4.55.2, [MS-SMB] 2.2.4.7.2.
    if (block.word_count != words_of_reply && block.word_count != words_of_extended_reply)
        return wrong_word_count(block);
    Smb1TreeConnectReply reply;
    core::Reader words = words_of(message, block);
    skip_andx(words);
    reply.optional_support = words.u16le("OptionalSupport");
    if (block.word_count == words_of_extended_reply)
        reply.maximal_access = words.u32le("MaximalShareAccessRights");
    core::Reader data = bytes_of(message, block);
    reply.service = take_smb_text(data, SmbText::oem, "Service");
    const SmbText encoding = message.header.encoding();
    align_text(data, encoding);
    reply.native_file_system = take_smb_text(data, encoding, "NativeFileSystem");
    return reply;
}

}  // namespace hitme::wire
