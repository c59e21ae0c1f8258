// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_session_setup.h"

#include "wire/smb1_block.h"

namespace hitme::wire {
namespace {

constexpr std::uint8_t words_of_lan_manager = 10;
constexpr std::uint8_t words_of_extended_security = 12;
constexpr std::uint8_t words_of_ntlm = 13;
constexpr std::uint8_t words_of_reply = 3;
constexpr std::uint8_t words_of_extended_reply = 4;

}  // namespace

core::Parsed<Smb1SessionSetupRequest> decode_smb1_session_setup(const Smb1Message& message,
                                                                const Smb1Block& block) {
    Smb1SessionSetupRequest request;
    request.word_count = block.word_count;
    if (block.word_count != words_of_lan_manager &&
        block.word_count != words_of_extended_security && block.word_count != words_of_ntlm)
        return wrong_word_count(block);

    core::Reader words = words_of(message, block);
    skip_andx(words);
    request.max_buffer_size = words.u16le("MaxBufferSize");
    request.max_mpx_count = words.u16le("MaxMpxCount");
    request.vc_number = words.u16le("VcNumber");
    request.session_key = words.u32le("SessionKey");

    core::Reader data = bytes_of(message, block);
    if (block.word_count == words_of_extended_security) {
        // [MS-SMB] 2.2.4.6.1.
        const std::uint16_t blob_length = words.u16le("SecurityBlobLength");
        words.skip(4, "Reserved");
        request.capabilities = words.u32le("Capabilities");
        request.security_blob = data.take(blob_length, "SecurityBlob");
    } else if (block.word_count == words_of_ntlm) {
        // [MS-CIFS] 2.2.4.53.1.
        const std::uint16_t oem_length = words.u16le("OEMPasswordLen");
        const std::uint16_t unicode_length = words.u16le("UnicodePasswordLen");
        words.skip(4, "Reserved");
        request.capabilities = words.u32le("Capabilities");
        request.oem_password = data.take(oem_length, "OEMPassword");
        request.unicode_password = data.take(unicode_length, "UnicodePassword");
    } else {
        const std::uint16_t length = words.u16le("PasswordLen");
        request.oem_password = data.take(length, "OEMPassword");
    }
    if (!data.ok()) return data.error();

    const SmbText encoding = message.header.encoding();
    align_text(data, encoding);
    if (block.word_count != words_of_extended_security) {
        request.account = take_smb_text(data, encoding, "AccountName");
        request.domain = take_smb_text(data, encoding, "PrimaryDomain");
    }
    request.native_os = take_smb_text(data, encoding, "NativeOS");
    request.native_lan_manager = take_smb_text(data, encoding, "NativeLanMan");
    if (block.word_count == words_of_extended_security)
        request.domain = take_smb_text(data, encoding, "PrimaryDomain");
    return request;
}

core::Parsed<Smb1SessionSetupReply> decode_smb1_session_setup_reply(const Smb1Message& message,
                                                                    const Smb1Block& block) {
    // [MS-CIFS] 2.2.4.53.2, [MS-SMB] 2.2.4.6.2.
    if (block.word_count != words_of_reply && block.word_count != words_of_extended_reply)
        return wrong_word_count(block);
    Smb1SessionSetupReply reply;
    reply.word_count = block.word_count;
    core::Reader words = words_of(message, block);
    skip_andx(words);
    reply.action = words.u16le("Action");
    core::Reader data = bytes_of(message, block);
    if (block.word_count == words_of_extended_reply)
        reply.security_blob = data.take(words.u16le("SecurityBlobLength"), "SecurityBlob");
    if (!data.ok()) return data.error();
    const SmbText encoding = message.header.encoding();
    align_text(data, encoding);
    reply.native_os = take_smb_text(data, encoding, "NativeOS");
    reply.native_lan_manager = take_smb_text(data, encoding, "NativeLanMan");
    reply.domain = take_smb_text(data, encoding, "PrimaryDomain");
    return reply;
}

}  // namespace hitme::wire
