// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_header.h"

#include <algorithm>
#include <array>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {
namespace {

constexpr std::uint8_t protocol[] = {0xFF, 'S', 'M', 'B'};

struct Named {
    Smb1Command command;
    std::string_view name;
};

constexpr Named names[] = {
    {Smb1Command::create_directory, "CREATE_DIRECTORY"},
    {Smb1Command::delete_directory, "DELETE_DIRECTORY"},
    {Smb1Command::open, "OPEN"},
    {Smb1Command::create, "CREATE"},
    {Smb1Command::close, "CLOSE"},
    {Smb1Command::flush, "FLUSH"},
    {Smb1Command::delete_file, "DELETE"},
    {Smb1Command::rename, "RENAME"},
    {Smb1Command::query_information, "QUERY_INFORMATION"},
    {Smb1Command::set_information, "SET_INFORMATION"},
    {Smb1Command::read, "READ"},
    {Smb1Command::write, "WRITE"},
    {Smb1Command::check_directory, "CHECK_DIRECTORY"},
    {Smb1Command::process_exit, "PROCESS_EXIT"},
    {Smb1Command::seek, "SEEK"},
    {Smb1Command::write_raw, "WRITE_RAW"},
    {Smb1Command::write_mpx, "WRITE_MPX"},
    {Smb1Command::write_complete, "WRITE_COMPLETE"},
    {Smb1Command::locking_andx, "LOCKING_ANDX"},
    {Smb1Command::transaction, "TRANSACTION"},
    {Smb1Command::transaction_secondary, "TRANSACTION_SECONDARY"},
    {Smb1Command::ioctl, "IOCTL"},
    {Smb1Command::echo, "ECHO"},
    {Smb1Command::write_and_close, "WRITE_AND_CLOSE"},
    {Smb1Command::open_andx, "OPEN_ANDX"},
    {Smb1Command::read_andx, "READ_ANDX"},
    {Smb1Command::write_andx, "WRITE_ANDX"},
    {Smb1Command::transaction2, "TRANSACTION2"},
    {Smb1Command::transaction2_secondary, "TRANSACTION2_SECONDARY"},
    {Smb1Command::find_close2, "FIND_CLOSE2"},
    {Smb1Command::tree_connect, "TREE_CONNECT"},
    {Smb1Command::tree_disconnect, "TREE_DISCONNECT"},
    {Smb1Command::negotiate, "NEGOTIATE"},
    {Smb1Command::session_setup_andx, "SESSION_SETUP_ANDX"},
    {Smb1Command::logoff_andx, "LOGOFF_ANDX"},
    {Smb1Command::tree_connect_andx, "TREE_CONNECT_ANDX"},
    {Smb1Command::query_information_disk, "QUERY_INFORMATION_DISK"},
    {Smb1Command::search, "SEARCH"},
    {Smb1Command::nt_transact, "NT_TRANSACT"},
    {Smb1Command::nt_transact_secondary, "NT_TRANSACT_SECONDARY"},
    {Smb1Command::nt_create_andx, "NT_CREATE_ANDX"},
    {Smb1Command::nt_cancel, "NT_CANCEL"},
    {Smb1Command::nt_rename, "NT_RENAME"},
};

// Each message asks for one.
constexpr auto names_by_command = [] {
    std::array<std::string_view, 256> all{};
    all.fill("unknown command");
    for (const Named& named : names) all[static_cast<std::uint8_t>(named.command)] = named.name;
    return all;
}();

// Takes one block at `in`; what is missing from its data block is left in in.error().
bool take_block(core::Reader& in, Smb1Block& block) {
    block.offset = in.offset();
    block.word_count = in.u8("WordCount");
    block.words = in.take(std::size_t{block.word_count} * 2, "Words");
    if (!in.ok()) return false;
    block.bytes_offset = in.offset();
    block.byte_count = in.u16le("ByteCount");
    if (!in.ok()) return true;
    block.bytes_offset = in.offset();
    if (block.byte_count <= in.left()) {
        block.bytes = in.take(block.byte_count, "Bytes");
    } else {
        block.bytes = in.rest();
        in.fail(core::Fault::truncated, "Bytes");
    }
    return true;
}

Smb1Header take_header(core::Reader& in) {
    // [MS-CIFS] 2.2.3.1.
    Smb1Header header;
    const core::Bytes magic = in.take(4, "Protocol");
    if (in.ok() && !std::ranges::equal(magic, protocol))
        in.fail(core::Fault::bad_value, "Protocol");
    header.command = in.u8("Command");
    header.status = in.u32le("Status");
    header.flags = in.u8("Flags");
    header.flags2 = in.u16le("Flags2");
    header.pid_high = in.u16le("PIDHigh");
    const core::Bytes signature = in.take(8, "SecurityFeatures");
    std::ranges::copy(signature, header.signature.begin());
    header.reserved = in.u16le("Reserved");
    header.tid = in.u16le("TID");
    header.pid_low = in.u16le("PIDLow");
    header.uid = in.u16le("UID");
    header.mid = in.u16le("MID");
    return header;
}

}  // namespace

std::string_view smb1_command_name(std::uint8_t command) {
    return names_by_command[command];
}

bool is_andx(std::uint8_t command) {
    switch (static_cast<Smb1Command>(command)) {
        case Smb1Command::locking_andx:
        case Smb1Command::open_andx:
        case Smb1Command::read_andx:
        case Smb1Command::write_andx:
        case Smb1Command::session_setup_andx:
        case Smb1Command::logoff_andx:
        case Smb1Command::tree_connect_andx:
        case Smb1Command::nt_create_andx:
            return true;
        default:
            return false;
    }
}

core::Parsed<Smb1Header> decode_smb1_header(core::Bytes bytes) {
    core::Reader in{bytes};
    const Smb1Header header = take_header(in);
    if (!in.ok()) return in.error();
    return header;
}

core::Parsed<Smb1Message> decode_smb1(core::Bytes bytes) {
    core::Reader in{bytes};
    // Filled where it is returned: it has room for a kibibyte of blocks.
    core::Parsed<Smb1Message> result{boost::system::in_place_value};
    Smb1Message& message = *result;
    message.whole = bytes;
    message.header = take_header(in);
    if (!in.ok()) return in.error();

    std::uint8_t command = message.header.command;
    while (true) {
        Smb1Block& block = message.chain.emplace_back();
        block.command = command;
        const bool is_readable = take_block(in, block);
        if (!in.ok() && !message.fault) message.fault = in.error();
        if (!is_readable) {
            message.chain.pop_back();
            break;
        }
        // [MS-CIFS] 2.2.3.4: AndXCommand, AndXReserved, AndXOffset.
        if (!is_andx(command) || block.word_count < 2) break;
        core::Reader words{block.words};
        command = words.u8("AndXCommand");
        words.skip(1, "AndXReserved");
        const std::size_t next = words.u16le("AndXOffset");
        if (command == no_andx) break;
        if (message.chain.size() == max_andx_blocks) {
            message.fault = core::ParseError{core::Fault::over_limit, block.offset, "AndXCommand"};
            break;
        }
        if (next <= block.offset) {
            message.fault = core::ParseError{core::Fault::bad_value, block.offset, "AndXOffset"};
            break;
        }
        // A block whose bytes lie can still be followed by one that does not.
        in = core::Reader{bytes};
        in.seek(next, "AndXOffset");
    }
    return result;
}

std::optional<core::Bytes> bytes_at(const Smb1Message& message, std::size_t offset,
                                    std::size_t length) {
    core::Reader in{message.whole};
    in.seek(offset, "Offset");
    const core::Bytes view = in.take(length, "Length");
    if (!in.ok()) return std::nullopt;
    return view;
}

void encode_smb1_header(core::ByteVector& out, const Smb1Header& header) {
    core::Writer writer{out};
    writer.bytes(protocol);
    writer.u8(header.command);
    writer.u32le(header.status);
    writer.u8(header.flags);
    writer.u16le(header.flags2);
    writer.u16le(header.pid_high);
    writer.bytes(header.signature);
    writer.u16le(header.reserved);
    writer.u16le(header.tid);
    writer.u16le(header.pid_low);
    writer.u16le(header.uid);
    writer.u16le(header.mid);
}

}  // namespace hitme::wire
