// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/smb1_watch.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/reader.h"
#include "core/text.h"
#include "recognition/smb/client_shape.h"
#include "recognition/smb/listing_rules.h"
#include "recognition/smb/pending.h"
#include "wire/file_information.h"
#include "wire/nt_status.h"
#include "wire/smb1_close.h"
#include "wire/smb1_create.h"
#include "wire/smb1_negotiate.h"
#include "wire/smb1_read_write.h"
#include "wire/smb1_session_setup.h"
#include "wire/smb1_transaction.h"
#include "wire/smb1_tree_connect.h"
#include "wire/smb2_ioctl.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;
using wire::Smb1Command;

constexpr std::uint64_t signature_at = 14;
constexpr std::uint64_t flags2_at = 10;            // in the header ([MS-CIFS] 2.2.3.1)
constexpr std::uint64_t capabilities_at = 1 + 20;  // behind WordCount ([MS-SMB] 2.2.4.6.1)

// The answers of [MS-CIFS] 2.2.4 are told by PID and MID together.
std::uint64_t request_of(const wire::Smb1Header& header) {
    return (std::uint64_t{header.pid()} << 16) | header.mid;
}

std::optional<Counted> counted(Smb1Command command) {
    switch (command) {
        case Smb1Command::negotiate:
            return Counted::smb1_negotiate;
        case Smb1Command::session_setup_andx:
            return Counted::session_setup;
        case Smb1Command::tree_connect:
        case Smb1Command::tree_connect_andx:
            return Counted::tree_connect;
        case Smb1Command::nt_create_andx:
        case Smb1Command::open_andx:
        case Smb1Command::open:
        case Smb1Command::create:
        case Smb1Command::create_new:
            return Counted::open;
        case Smb1Command::transaction:
            return Counted::transaction;
        case Smb1Command::transaction2:
            return Counted::transaction2;
        case Smb1Command::transaction2_secondary:
            return Counted::transaction2_secondary;
        case Smb1Command::nt_transact:
            return Counted::nt_transact;
        case Smb1Command::write:
        case Smb1Command::write_andx:
        case Smb1Command::write_and_close:
        case Smb1Command::write_raw:
        case Smb1Command::write_mpx:
            return Counted::write;
        default:
            return {};
    }
}

std::string transaction2_words(std::uint16_t subcommand) {
    const auto name = wire::transaction2_name(subcommand);
    const std::string number = hexadecimal(subcommand, 4);
    return name.empty() ? "subcommand " + number : std::string(name) + " (" + number + ")";
}

std::string nt_transact_words(std::uint16_t function) {
    const auto name = wire::nt_transact_name(function);
    const std::string number = std::to_string(function);
    return name.empty() ? "function " + number : std::string(name) + " (" + number + ")";
}

std::string_view rap_name(std::uint16_t function) {  // [MS-RAP] 2.5
    switch (function) {
        case 0:
            return "NetShareEnum";
        case 1:
            return "NetShareGetInfo";
        case 13:
            return "NetServerGetInfo";
        case 63:
            return "NetWkstaGetInfo";
        case 69:
            return "NetPrintQEnum";
        case 70:
            return "NetPrintQGetInfo";
        case 104:
            return "NetServerEnum2";
        case 215:
            return "NetServerEnum3";
        default:
            return "RAP";
    }
}

bool is_lanman(std::string_view name) {
    const std::string lower = wire::lower_ascii(name);
    return lower.ends_with("\\pipe\\lanman") || lower.ends_with("pipe/lanman");
}

bool is_rpc(core::Bytes data) {
    return data.size() >= 16 && data[0] == 5 && data[1] <= 1;
}

// Behind WordCount, and behind the chain's fields where a command has them ([MS-CIFS] 2.2.4.42.1, 2.2.4.12.1).
std::uint64_t fid_place(const wire::Smb1Block& block) {
    return block.offset + (wire::is_andx(block.command) ? 5 : 1);
}

std::string_view opening_name(const wire::Smb1Block& block) {
    return block.kind() == Smb1Command::create_new ? "CREATE_NEW"
                                                   : wire::smb1_command_name(block.command);
}

template <class T>
bool told_malformed(const core::Parsed<T>& parsed, bool cut, Notes& notes) {
    if (parsed) return false;
    if (!cut) notes.malformed(parsed.error());
    return true;
}

}  // namespace

void Smb1Watch::client(core::Bytes bytes, std::size_t declared, bool ended_early, Logons& logons,
                       Shares& shares, Notes& notes, Tail& tail) {
    const bool cut = bytes.size() < declared;
    raw_ = {};
    const auto message = wire::decode_smb1(bytes);
    if (!message) {
        notes.malformed(message.error());
        notes.reach(Stage::probe, "bytes that are no SMB1 message");
        return;
    }
    if (message->fault && (!cut || ended_early)) notes.malformed(*message->fault);
    const wire::Smb1Header& header = message->header;
    // smb.md 1.13: whoever signs says so.
    const bool has_signature = header.signature != decltype(header.signature){};
    if (has_signature && (header.flags2 & wire::smb1_flags2_signature) == 0 && !header.is_reply() &&
        !notes.has(rules::unsigned_signature))
        notes.found(rules::unsigned_signature, Grade::consistent,
                    {{signature_at, header.signature.size(),
                      "SecurityFeatures " + core::to_hex(header.signature) + ", Flags2 " +
                          hexadecimal(header.flags2, 4)}});
    Context context{*message, request_of(message->header), logons, shares, notes, false, cut};
    for (const wire::Smb1Block& one : message->blocks()) {
        notes.command(wire::smb1_command_name(one.command));
        if (message->header.is_reply() || message->chain.empty()) continue;
        block(context, one, tail);
    }
    if (message->chain.empty()) notes.command(wire::smb1_command_name(message->header.command));
    notes.reach(Stage::probe, {});
}

void Smb1Watch::block(Context& context, const wire::Smb1Block& block, Tail& tail) {
    Notes& notes = context.notes;
    const wire::Smb1Message& message = context.message;
    if (const auto kind = counted(block.kind())) notes.count(*kind);
    switch (block.kind()) {
        case Smb1Command::negotiate:
            negotiate(context, block);
            break;
        case Smb1Command::session_setup_andx:
            session_setup(context, block);
            break;
        case Smb1Command::tree_connect:
        case Smb1Command::tree_connect_andx: {
            const auto request = wire::decode_smb1_tree_connect(message, block);
            if (told_malformed(request, context.cut, notes)) break;
            context.shares.connect(context.request, request->path,
                                   place_in(message.whole, request->path_bytes), notes);
            if (notes.keeps_operations()) {
                Pending pending;
                pending.request = context.request;
                pending.command = block.command;
                pending.operation =
                    notes.operation("smb1", wire::smb1_command_name(block.command), request->path);
                wait(std::move(pending));
            }
            break;
        }
        case Smb1Command::nt_create_andx:
        case Smb1Command::open_andx:
        case Smb1Command::open:
        case Smb1Command::create:
        case Smb1Command::create_new: {
            const auto request = wire::decode_smb1_create(message, block);
            if (told_malformed(request, context.cut, notes)) break;
            context.shares.open({context.request, message.header.tid, request->name,
                                 request->desired_access, request->disposition, opening_name(block),
                                 place_in(message.whole, request->name_bytes), request->options},
                                notes);
            context.opened_in_chain = true;
            break;
        }
        case Smb1Command::write_andx:
        case Smb1Command::write:
        case Smb1Command::write_and_close:
        case Smb1Command::write_raw:
        case Smb1Command::write_mpx:
            write(context, block, tail);
            break;
        case Smb1Command::read_andx: {
            const auto request = wire::decode_smb1_read(message, block);
            if (told_malformed(request, context.cut, notes)) break;
            transactions_.file_access(message.header, request->fid, fid_place(block), "READ_ANDX",
                                      notes);
            Pending pending;
            pending.request = context.request;
            pending.command = block.command;
            pending.file = request->fid;
            wait(std::move(pending));
            break;
        }
        case Smb1Command::close: {
            const auto fid = wire::decode_smb1_fid(message, block);
            if (told_malformed(fid, context.cut, notes)) break;
            if (context.opened_in_chain) {
                if (OpenFile* file = context.shares.asked(context.request); file != nullptr)
                    break;  // closed by its answer's number, which is not known yet
            }
            context.shares.close(*fid, notes);
            break;
        }
        case Smb1Command::transaction:
        case Smb1Command::transaction2:
        case Smb1Command::nt_transact:
        case Smb1Command::transaction_secondary:
        case Smb1Command::transaction2_secondary:
        case Smb1Command::nt_transact_secondary:
            transaction(context, block);
            break;
        case Smb1Command::tree_disconnect:
            context.shares.disconnect(message.header.tid);
            break;
        case Smb1Command::search:
            notes.reach(Stage::enumeration, "directory listing");
            notes.phrase(Weight::listing, "listed a directory");
            notes.listed(rules::directory_listing,
                         {block.bytes_offset, block.bytes.size(), "SEARCH"});
            break;
        case Smb1Command::logoff_andx:
        case Smb1Command::echo:
        case Smb1Command::flush:
        case Smb1Command::nt_cancel:
        case Smb1Command::process_exit:
            break;
        case Smb1Command::delete_file:
        case Smb1Command::create_directory:
        case Smb1Command::delete_directory:
        case Smb1Command::check_directory:
        case Smb1Command::query_information:
        case Smb1Command::rename:
        case Smb1Command::nt_rename:
            paths(context, block);
            break;
        default:
            if (notes.keeps_operations())
                notes.operation("smb1", wire::smb1_command_name(block.command), "");
            break;
    }
}

void Smb1Watch::negotiate(Context& context, const wire::Smb1Block& block) {
    Notes& notes = context.notes;
    const wire::Smb1Header& header = context.message.header;
    const auto request = wire::decode_smb1_negotiate(context.message, block);
    if (told_malformed(request, context.cut, notes)) return;
    std::string names;
    for (const std::string_view name : request->dialects()) {
        if (!names.empty()) names += ", ";
        names += name.empty() ? std::string_view("(empty)") : name;
    }
    notes.reach(Stage::probe, names);
    notes.story().fact("smb.dialects", names);
    notes.story().fact("smb1.flags2", hexadecimal(header.flags2, 4));
    notes.phrase(Weight::opening, "asked for the dialects " + names);
    if (notes.keeps_operations()) notes.operation("smb1", "NEGOTIATE", names);

    const NegotiateShape shape{request->dialects(), header.flags2, header.pid_low, header.mid};
    const Mark mark{block.bytes_offset, block.bytes.size(),
                    "dialects " + names + "; Flags2 " + hexadecimal(header.flags2, 4) + ", PID " +
                        std::to_string(header.pid_low) + ", MID " + std::to_string(header.mid)};
    const ClientVerdict client = recognise_client(shape);
    // With a PID above 16 bits the packet is somebody's copy.
    if (client.rule != nullptr && header.pid_high == 0)
        notes.found(*client.rule, client.grade, {mark});
    if (is_wannacry_checker(shape))
        notes.family_sign(rules::wannacry, "copied packet", SignWorth::own, mark);
    if (is_notpetya_shape(shape))
        notes.family_sign(rules::notpetya, "negotiate", SignWorth::shared, mark);
    if (header.pid_high != 0 && request->index_of("SMB 2.002") != wire::no_dialect) {
        notes.found(rules::cve_2009_3103, Grade::certain,
                    {{12, 2, "PIDHigh " + hexadecimal(header.pid_high, 4) + " with SMB 2.002"}});
        notes.phrase(Weight::attack, "negotiated SMB 2.002 with a PID above 16 bits");
    }
}

void Smb1Watch::session_setup(Context& context, const wire::Smb1Block& block) {
    Notes& notes = context.notes;
    const wire::Smb1Header& header = context.message.header;
    const auto request = wire::decode_smb1_session_setup(context.message, block);
    if (told_malformed(request, context.cut, notes)) return;
    notes.story().fact("smb.native_os", request->native_os);
    notes.story().fact("smb.native_lan_manager", request->native_lan_manager);
    const ClientVerdict client =
        recognise_native_strings(request->native_os, request->native_lan_manager);
    if (client.rule != nullptr)
        notes.found(
            *client.rule, client.grade,
            {{block.bytes_offset, block.bytes.size(),
              "NativeOS " + request->native_os + ", NativeLanMan " + request->native_lan_manager}});

    // smb.md 1.13: the form of extended security without its flag, from tools that want a large buffer.
    if (request->word_count == 12 && !header.has_extended_security()) {
        ++transactions_.counts().session_setups;
        const bool announced = (request->capabilities & wire::smb1_cap_extended_security) != 0;
        notes.found(rules::session_anomaly,
                    announced && block.byte_count == 22 ? Grade::certain : Grade::likely,
                    {{block.offset, 1,
                      "WordCount 12, Flags2 " + hexadecimal(header.flags2, 4) + ", Capabilities " +
                          hexadecimal(request->capabilities, 8) + ", ByteCount " +
                          std::to_string(block.byte_count)},
                     {flags2_at, 2, "Flags2 " + hexadecimal(header.flags2, 4)},
                     {block.offset + capabilities_at, 4,
                      "Capabilities " + hexadecimal(request->capabilities, 8)}});
        notes.phrase(Weight::attack, "set up a session of twelve words without extended security");
        return;
    }

    Logon logon;
    if (request->word_count == 12) {
        const std::uint64_t base = request->security_blob.empty()
                                       ? block.bytes_offset
                                       : static_cast<std::uint64_t>(request->security_blob.data() -
                                                                    context.message.whole.data());
        logon = read_security_blob(request->security_blob, base, notes);
    } else {
        logon.user = request->account;
        logon.domain = request->domain;
        logon.response = request->unicode_password.size() > request->oem_password.size()
                             ? request->unicode_password
                             : request->oem_password;
        const bool empty =
            request->oem_password.size() <= 1 && request->unicode_password.size() <= 1;
        if (logon.user.empty() && empty)
            logon.kind = LogonKind::anonymous;
        else if (wire::lower_ascii(logon.user) == "guest" || empty)
            logon.kind = LogonKind::guest;
        else
            logon.kind = LogonKind::credential;
    }
    context.logons.tried(context.request, logon, notes);
}

// [MS-CIFS] 2.2.4.2, 2.2.4.7, 2.2.4.8, 2.2.4.66 and those that only look.
void Smb1Watch::paths(Context& context, const wire::Smb1Block& block) {
    Notes& notes = context.notes;
    const auto named = wire::decode_smb1_paths(context.message, block);
    if (told_malformed(named, context.cut, notes)) return;
    const std::uint32_t tree = context.message.header.tid;
    Pending pending;
    pending.request = context.request;
    pending.command = block.command;
    if (!named->new_path.empty())
        pending.asked = context.shares.rename(tree, named->path, named->new_path,
                                              {block.bytes_offset, block.bytes.size()}, notes);
    else if (block.kind() == Smb1Command::delete_file ||
             block.kind() == Smb1Command::delete_directory)
        pending.asked = context.shares.remove(tree, named->path, notes);
    if (notes.keeps_operations())
        pending.operation = notes.operation(
            "smb1", wire::smb1_command_name(block.command),
            named->path + (named->new_path.empty() ? "" : " to " + named->new_path));
    if (pending.asked != nullptr) wait(std::move(pending));
}

// [MS-CIFS] 2.2.6.9: FID and level stand in the parameters. Levels from 1,000 on are classes of [MS-FSCC] ([MS-SMB] 2.2.2.3.5).
std::unique_ptr<Asked> Smb1Watch::set_file(Context& context, const wire::Smb1Transaction& first) {
    constexpr std::uint16_t set_file_disposition = 0x0102;
    constexpr std::uint16_t pass_through = 1000;
    core::Reader in{first.parameters};
    const std::uint16_t fid = in.u16le("FID");
    const std::uint16_t level = in.u16le("InformationLevel");
    if (!in.ok() || !first.is_complete()) return nullptr;
    if (level == pass_through + wire::file_rename_class) {
        const auto rename = wire::decode_file_rename(first.data, wire::FileRenameForm::smb1);
        if (!rename) return nullptr;
        return context.shares.rename(file_of(context, fid), wire::smb_text_from_utf16(rename->name),
                                     place_in(context.message.whole, rename->name), context.notes);
    }
    if (level != set_file_disposition && level != pass_through + wire::file_disposition_class)
        return nullptr;
    const auto disposition = wire::decode_file_disposition(first.data);
    if (!disposition || !disposition->deletes) return nullptr;
    return context.shares.remove(file_of(context, fid), context.notes);
}

OpenFile& Smb1Watch::file_of(Context& context, std::uint16_t fid) {
    // Behind an open in the same chain the number cannot be known to the client: it means that file.
    if (context.opened_in_chain)
        if (OpenFile* file = context.shares.asked(context.request); file != nullptr) return *file;
    return context.shares.file(fid);
}

void Smb1Watch::write(Context& context, const wire::Smb1Block& block, Tail& tail) {
    Notes& notes = context.notes;
    const auto request = wire::decode_smb1_write(context.message, block);
    if (told_malformed(request, context.cut, notes)) return;
    if (request->fault && !context.cut) notes.malformed(*request->fault);
    transactions_.file_access(context.message.header, request->fid, fid_place(block),
                              wire::smb1_command_name(block.command), notes);
    OpenFile& file = file_of(context, request->fid);
    const std::uint64_t place =
        request->data.empty()
            ? notes.offset()
            : notes.offset() +
                  static_cast<std::uint64_t>(request->data.data() - context.message.whole.data());
    core::Bytes data = request->data;
    // [MS-CIFS] 2.2.4.43.1: the first piece of a raw message has its length in front.
    constexpr std::uint16_t message_start = 0x0008;
    constexpr std::uint16_t raw_mode = 0x0004;
    if (file.pipe != nullptr && (request->write_mode & message_start) != 0 &&
        (request->write_mode & raw_mode) != 0 && data.size() >= 2)
        data = data.subspan(2);
    context.shares.write(file, request->offset, data, place, notes);
    if (block.kind() == Smb1Command::write_raw && request->total > request->data_length)
        raw_ = {file.serial, request->offset + request->data_length,
                request->total - request->data_length};
    if (context.cut && request->data_length > request->data.size())
        tail = {file.serial, request->offset + request->data.size(),
                request->data_length - request->data.size()};
    else if (block.kind() == Smb1Command::write_and_close)
        context.shares.close(file.key, notes);
}

void Smb1Watch::raw(core::Bytes data, Shares& shares, Notes& notes) {
    notes.command("data of WRITE_RAW");
    if (OpenFile* file = shares.by_serial(raw_.file); file != nullptr)
        shares.write(*file, raw_.at, data, notes.offset(), notes);
    raw_ = {};
}

void Smb1Watch::transaction(Context& context, const wire::Smb1Block& block) {
    Notes& notes = context.notes;
    const wire::Smb1Header& header = context.message.header;
    const auto request = wire::decode_smb1_transaction(context.message, block);
    if (told_malformed(request, context.cut, notes)) return;
    if (request->fault && !context.cut) notes.malformed(*request->fault);
    const auto whole = transactions_.request(header, *request, block.offset, notes);
    if (request->is_secondary) {
        if (whole != nullptr)
            carried(context, block, whole->first(), whole->parameters(), whole->placed_data());
        return;
    }
    const auto command = static_cast<Smb1Command>(request->command);
    if (request->is_complete() || !carries_more(*request)) {
        const PlacedBytes data{request->data, notes.offset() + request->data_offset};
        if (carried(context, block, *request, request->parameters, {&data, 1})) return;
    } else if (request->has_function || is_lanman(request->name)) {
        return;  // until its last secondary
    }
    Pending pending = pending_of(context, *request);
    if (command == Smb1Command::transaction) {
        if (notes.keeps_operations())
            pending.operation =
                notes.operation("smb1", "TRANSACTION",
                                request->has_function
                                    ? request->name + ", setup " + hexadecimal(request->function, 4)
                                    : request->name);
        wait(std::move(pending));
        return;
    }
    if (command == Smb1Command::transaction2) {
        const bool lists = request->function == wire::trans2_find_first2 ||
                           request->function == wire::trans2_find_next2;
        if (lists) {
            notes.reach(Stage::enumeration, "directory listing");
            notes.phrase(Weight::listing, "listed a directory");
            if (!notes.has(rules::directory_listing))
                notes.listed(rules::directory_listing,
                             {static_cast<std::uint64_t>(request->setup.data() -
                                                         context.message.whole.data()),
                              2, transaction2_words(request->function)});
        }
        if (request->function == wire::trans2_get_dfs_referral)
            notes.reach(Stage::probe, "DFS referral");
        if (request->function == wire::trans2_set_file_information)
            pending.asked = set_file(context, *request);
    }
    if (notes.keeps_operations())
        pending.operation =
            notes.operation("smb1", wire::smb1_command_name(block.command),
                            command == Smb1Command::nt_transact
                                ? nt_transact_words(request->function) + ", " +
                                      std::to_string(request->total_data_count) + " bytes"
                                : transaction2_words(request->function));
    wait(std::move(pending));
}

Smb1Watch::Pending Smb1Watch::pending_of(const Context& context,
                                         const wire::Smb1Transaction& first) const {
    Pending pending;
    pending.request = context.request;
    pending.command = first.command;
    pending.function = first.function;
    pending.file = first.fid;
    pending.mid = context.message.header.mid;
    return pending;
}

bool Smb1Watch::carried(Context& context, const wire::Smb1Block& block,
                        const wire::Smb1Transaction& first, core::Bytes parameters,
                        std::span<const PlacedBytes> data) {
    const auto write_to = [&](OpenFile& file) {
        for (const PlacedBytes& run : data)
            if (!run.bytes.empty())
                context.shares.write(file, 0, run.bytes, run.place, context.notes);
    };
    const auto command = static_cast<Smb1Command>(first.command);
    const bool is_ioctl = command == Smb1Command::nt_transact &&
                          first.function == wire::nt_transact_ioctl &&
                          first.control_code == wire::fsctl_pipe_transceive;
    if (is_ioctl || (command == Smb1Command::transaction && first.has_function &&
                     wire::writes_to_pipe(first.function))) {
        if (!is_ioctl && first.function == wire::trans_call_named_pipe) {
            call_named_pipe(context, first, data);
        } else {
            write_to(file_of(context, first.fid));
            wait(pending_of(context, first));
        }
        return true;
    }
    if ((command == Smb1Command::transaction2 && first.function == wire::trans2_open2) ||
        (command == Smb1Command::nt_transact && first.function == wire::nt_transact_create))
        return opened_within(context, first, parameters);
    if (command != Smb1Command::transaction) return false;
    if (!first.has_function && !data.empty() && is_rpc(data.front().bytes))
        write_to(context.shares.file(0));  // a pipe call without its setup words
    if (!is_lanman(first.name)) return false;
    Pending pending = pending_of(context, first);
    // Put together of pieces the parameters have no place in this message.
    NamePlace place;
    if (!first.parameters.empty()) place = place_in(context.message.whole, parameters);
    pending.operation = rap(context, block, parameters, place);
    wait(std::move(pending));
    return true;
}

bool Smb1Watch::opened_within(Context& context, const wire::Smb1Transaction& first,
                              core::Bytes parameters) {
    const wire::Smb1Header& header = context.message.header;
    const bool is_nt = static_cast<Smb1Command>(first.command) == Smb1Command::nt_transact;
    const auto request = is_nt ? wire::decode_smb1_nt_transact_create(parameters, header.encoding())
                               : wire::decode_smb1_open2(parameters, header.encoding());
    if (!request) return false;
    // Put together of pieces it has no place in this message.
    NamePlace place;
    if (!first.parameters.empty()) place = place_in(context.message.whole, request->name_bytes);
    context.shares.open(
        {context.request, header.tid, request->name, request->desired_access, request->disposition,
         is_nt ? "NT_TRANSACT_CREATE" : "TRANS2_OPEN2", place, request->options},
        context.notes);
    wait(pending_of(context, first));
    return true;
}

// Opens, writes, reads and closes in one request ([MS-CIFS] 2.2.5.11): the pipe stands in the name, and no other request
// can name it.
void Smb1Watch::call_named_pipe(Context& context, const wire::Smb1Transaction& first,
                                std::span<const PlacedBytes> data) {
    constexpr std::uint64_t beyond_fids = std::uint64_t{1} << 32;
    Pending pending = pending_of(context, first);
    pending.file = beyond_fids | context.message.header.mid;
    context.shares.close(pending.file, context.notes);
    OpenFile& file = context.shares.open({.request = context.request,
                                          .tree = context.message.header.tid,
                                          .name = first.name,
                                          .command = "TRANSACTION"},
                                         context.notes);
    file.key = pending.file;
    file.answered = true;
    pending.operation = file.operation;
    if (file.pipe != nullptr)
        for (const PlacedBytes& run : data)
            context.shares.write(file, 0, run.bytes, run.place, context.notes);
    wait(std::move(pending));
}

std::size_t Smb1Watch::rap(Context& context, const wire::Smb1Block& block, core::Bytes parameters,
                           NamePlace place) {
    Notes& notes = context.notes;
    core::Reader in{parameters};
    const std::uint16_t function = in.u16le("RAPOpcode");
    if (!in.ok()) {
        if (!context.cut) notes.malformed({in.error().fault, block.bytes_offset, in.error().field});
        return no_operation;
    }
    const std::string_view name = rap_name(function);
    std::size_t operation = no_operation;
    if (notes.keeps_operations())
        operation =
            notes.operation("rap", name, name == "RAP" ? "opcode " + std::to_string(function) : "");
    if (function == 0 || function == 104 || function == 215) {
        notes.reach(Stage::enumeration, "RAP " + std::string(name));
        notes.phrase(Weight::listing, "called " + std::string(name) + " over RAP");
        notes.listed(rap_listing_rule(function),
                     {place.offset, place.length, "RAP " + std::string(name)});
    } else {
        notes.reach(Stage::probe, "RAP " + std::string(name));
    }
    return operation;
}

void Smb1Watch::wait(Pending pending) {
    if (pending_.size() >= max_pending_requests) pending_.erase(pending_.begin());
    pending_.push_back(std::move(pending));
}

void Smb1Watch::server(core::Bytes bytes, core::Time at, Logons& logons, Shares& shares,
                       Notes& notes) {
    const auto message = wire::decode_smb1(bytes);
    if (!message) return;
    const wire::Smb1Header& header = message->header;
    if (!header.is_reply()) return;
    const std::uint64_t request = request_of(header);
    const std::uint32_t status = header.status;
    bool session_answered = false;
    const auto answer = [&](std::uint8_t command, const wire::Smb1Block* block) {
        switch (static_cast<Smb1Command>(command)) {
            case Smb1Command::negotiate:
                if (block != nullptr)
                    if (const auto reply = wire::decode_smb1_negotiate_reply(*message, *block);
                        reply && reply->dialect_index == wire::no_dialect)
                        notes.story().fact("smb.no_common_dialect", std::string_view("true"));
                break;
            case Smb1Command::session_setup_andx:
                logons.answered(request, status, at, notes);
                session_answered = true;
                if (block != nullptr)
                    if (const auto reply = wire::decode_smb1_session_setup_reply(*message, *block);
                        reply && (reply->action & 1) != 0)
                        notes.story().fact("smb.logged_on_as_guest", std::string_view("true"));
                break;
            case Smb1Command::tree_connect:
            case Smb1Command::tree_connect_andx:
                shares.connected(request, status, header.tid, notes);
                break;
            case Smb1Command::nt_create_andx:
            case Smb1Command::open_andx:
            case Smb1Command::open:
            case Smb1Command::create:
            case Smb1Command::create_new: {
                std::uint16_t fid = 0;
                if (status == 0 && block != nullptr)
                    if (const auto reply = wire::decode_smb1_create_reply(*message, *block)) {
                        fid = reply->fid;
                        transactions_.opened(fid);
                    }
                shares.opened(request, status, fid, notes);
                break;
            }
            case Smb1Command::write_raw:
            case Smb1Command::write_complete:
                if (status != 0) raw_ = {};  // nothing follows what is refused
                break;
            default:
                break;
        }
        const auto found = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& one) {
            return one.request == request && one.command == command;
        });
        if (found == pending_.end()) {
            // The implant answers under another number.
            if (command != 0x32) return;
            for (const Pending& one : pending_)
                if (one.command == 0x32 && one.function == wire::trans2_session_setup)
                    transactions_.answered(header, one.mid, notes);
            return;
        }
        // An interim answer says only that more may come ([MS-CIFS] 3.3.5.58).
        if (command == 0xA0 && found->function == wire::nt_transact_create && status == 0 &&
            block != nullptr && block->word_count == 0)
            return;
        const Pending pending = std::move(*found);
        if (block != nullptr && command == 0x2E) {
            if (const auto reply = wire::decode_smb1_read_reply(*message, *block))
                shares.read(shares.file(pending.file), reply->data, notes);
        } else if (block != nullptr && command == 0x25 && wire::writes_to_pipe(pending.function)) {
            if (const auto reply = wire::decode_smb1_transaction_reply(*message, *block))
                shares.read(shares.file(pending.file), reply->data, notes);
            if (pending.function == wire::trans_call_named_pipe) shares.close(pending.file, notes);
        } else if ((command == 0x32 && pending.function == wire::trans2_open2) ||
                   (command == 0xA0 && pending.function == wire::nt_transact_create)) {
            std::uint16_t fid = 0;
            if (status == 0 && block != nullptr)
                if (const auto reply = wire::decode_smb1_transaction_reply(*message, *block))
                    if (const auto opened =
                            command == 0x32
                                ? wire::decode_smb1_open2_reply(reply->parameters)
                                : wire::decode_smb1_nt_transact_create_reply(reply->parameters))
                        fid = *opened;
            shares.opened(request, status, fid, notes);
        } else if (block != nullptr && command == 0xA0 &&
                   pending.function == wire::nt_transact_ioctl &&
                   pending.operation == no_operation) {
            if (const auto reply = wire::decode_smb1_transaction_reply(*message, *block))
                shares.read(shares.file(pending.file), reply->data, notes);
        }
        notes.story().outcome(pending.operation, wire::nt_status_name(status));
        if (pending.asked != nullptr)
            notes.rephrase(pending.asked->words(), pending.asked->words(status));
        pending_.erase(found);
        give_room_back(pending_);
    };
    for (const wire::Smb1Block& block : message->blocks()) answer(block.command, &block);
    if (message->chain.empty()) answer(header.command, nullptr);
    // A refused chain answers its first command alone: what was asked behind it is refused too.
    if (session_answered && status != 0) shares.connected(request, status, 0, notes);
}

std::size_t Smb1Watch::memory() const {
    std::size_t bytes = pending_.capacity() * sizeof(Pending) + transactions_.memory();
    for (const Pending& one : pending_)
        if (one.asked != nullptr) bytes += sizeof(Asked) + one.asked->object.capacity();
    return bytes;
}

}  // namespace hitme::recognition::smb
