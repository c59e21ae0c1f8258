// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_header.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

namespace {

constexpr std::uint8_t smb2_magic[4] = {0xFE, 'S', 'M', 'B'};

}  // namespace

const char* name_of(Smb2Command command) {
    switch (command) {
        case Smb2Command::negotiate:
            return "NEGOTIATE";
        case Smb2Command::session_setup:
            return "SESSION_SETUP";
        case Smb2Command::logoff:
            return "LOGOFF";
        case Smb2Command::tree_connect:
            return "TREE_CONNECT";
        case Smb2Command::tree_disconnect:
            return "TREE_DISCONNECT";
        case Smb2Command::create:
            return "CREATE";
        case Smb2Command::close:
            return "CLOSE";
        case Smb2Command::flush:
            return "FLUSH";
        case Smb2Command::read:
            return "READ";
        case Smb2Command::write:
            return "WRITE";
        case Smb2Command::lock:
            return "LOCK";
        case Smb2Command::ioctl:
            return "IOCTL";
        case Smb2Command::cancel:
            return "CANCEL";
        case Smb2Command::echo:
            return "ECHO";
        case Smb2Command::query_directory:
            return "QUERY_DIRECTORY";
        case Smb2Command::change_notify:
            return "CHANGE_NOTIFY";
        case Smb2Command::query_info:
            return "QUERY_INFO";
        case Smb2Command::set_info:
            return "SET_INFO";
        case Smb2Command::oplock_break:
            return "OPLOCK_BREAK";
    }
    return "UNKNOWN";
}

bool begins_smb2(core::Bytes bytes) {
    return bytes.size() >= 4 && std::equal(smb2_magic, smb2_magic + 4, bytes.begin());
}

core::Parsed<Smb2Header> decode_smb2_header(core::Bytes bytes) {
    core::Reader in{bytes};  // [MS-SMB2] 2.2.1.2, in its order
    Smb2Header header;
    const core::Bytes magic = in.take(4, "ProtocolId");
    if (!in.ok()) return in.error();
    if (!begins_smb2(magic)) return core::ParseError{core::Fault::bad_value, 0, "ProtocolId"};
    header.structure_size = in.u16le("StructureSize");
    header.credit_charge = in.u16le("CreditCharge");
    header.status = in.u32le("Status");
    header.command = static_cast<Smb2Command>(in.u16le("Command"));
    header.credits = in.u16le("Credit");
    header.flags = in.u32le("Flags");
    header.next_command = in.u32le("NextCommand");
    header.message_id = in.u64le("MessageId");
    if (header.is_async()) {  // 2.2.1.1: eight bytes in place of two fields
        header.async_id = in.u64le("AsyncId");
    } else {
        header.process_id = in.u32le("Reserved");
        header.tree_id = in.u32le("TreeId");
    }
    header.session_id = in.u64le("SessionId");
    const core::Bytes signature = in.take(16, "Signature");
    if (!in.ok()) return in.error();
    std::copy(signature.begin(), signature.end(), header.signature.begin());
    return header;
}

void encode_smb2_header(core::ByteVector& out, const Smb2Header& header) {
    core::Writer to{out};
    to.bytes(smb2_magic);
    to.u16le(header.structure_size);
    to.u16le(header.credit_charge);
    to.u32le(header.status);
    to.u16le(static_cast<std::uint16_t>(header.command));
    to.u16le(header.credits);
    to.u32le(header.flags);
    to.u32le(header.next_command);
    to.u64le(header.message_id);
    if (header.is_async()) {
        to.u64le(header.async_id);
    } else {
        to.u32le(header.process_id);
        to.u32le(header.tree_id);
    }
    to.u64le(header.session_id);
    to.bytes(header.signature);
}

Smb2Chain decode_smb2_chain(core::Bytes frame) {
    Smb2Chain chain;
    core::Reader in{frame};
    while (true) {
        const std::size_t offset = in.offset();
        const auto header = decode_smb2_header(frame.subspan(offset));
        if (!header) {
            chain.fault = header.error();
            chain.fault->offset += offset;
            return chain;
        }
        constexpr std::size_t next_command_at = 20;
        Smb2Message message{*header, frame.subspan(offset), offset};
        const std::size_t next = header->next_command;
        if (header->structure_size != smb2_header_bytes) {
            chain.messages.push_back(message);
            chain.fault = core::ParseError{core::Fault::bad_value, offset + 4, "StructureSize"};
            return chain;
        }
        if (next == 0) {
            chain.messages.push_back(message);
            return chain;
        }
        // 3.3.5.2.7: each header but the first begins at a multiple of 8.
        if (next < smb2_header_bytes || next % 8 != 0) {
            chain.messages.push_back(message);
            chain.fault =
                core::ParseError{core::Fault::bad_value, offset + next_command_at, "NextCommand"};
            return chain;
        }
        in.skip(next, "NextCommand");
        if (!in.ok()) {
            chain.messages.push_back(message);
            chain.fault = in.error();
            chain.fault->offset = offset + next_command_at;
            return chain;
        }
        message.bytes = frame.subspan(offset, next);
        chain.messages.push_back(message);
        if (chain.messages.size() == max_smb2_compound) {
            chain.fault =
                core::ParseError{core::Fault::over_limit, offset + next_command_at, "NextCommand"};
            return chain;
        }
    }
}

void encode_smb2_error(core::ByteVector& out) {
    core::Writer to{out};
    to.u16le(9);  // StructureSize: counts one byte of ErrorData
    to.u8(0);     // ErrorContextCount
    to.u8(0);     // Reserved
    to.u32le(0);  // ByteCount
    to.u8(0);     // ErrorData: one byte when there is none
}

void encode_smb2_empty(core::ByteVector& out) {
    core::Writer to{out};
    to.u16le(4);  // StructureSize
    to.u16le(0);  // Reserved
}

}  // namespace hitme::wire
