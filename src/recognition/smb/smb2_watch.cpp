// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/smb2_watch.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/text.h"
#include "recognition/smb/client_shape.h"
#include "recognition/smb/pending.h"
#include "wire/file_information.h"
#include "wire/nt_status.h"
#include "wire/smb2_close.h"
#include "wire/smb2_create.h"
#include "wire/smb2_ioctl.h"
#include "wire/smb2_negotiate.h"
#include "wire/smb2_query.h"
#include "wire/smb2_read_write.h"
#include "wire/smb2_session_setup.h"
#include "wire/smb2_tree_connect.h"
#include "wire/smb3_transform.h"
#include "wire/smb_text.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;
using wire::Smb2Command;

constexpr std::uint64_t client_guid_offset = 12;  // [MS-SMB2] 2.2.3, behind the header
constexpr std::uint64_t dialects_offset = 36;     // there too

std::uint64_t key_of(const wire::Smb2FileId& id) {
    return id.volatile_part ^ (id.persistent << 32 | id.persistent >> 32);
}

template <class T>
bool told_malformed(const core::Parsed<T>& parsed, bool cut, Notes& notes) {
    if (parsed) return false;
    if (!cut) notes.malformed(parsed.error());
    return true;
}

std::optional<Counted> counted(Smb2Command command) {
    switch (command) {
        case Smb2Command::negotiate:
            return Counted::smb2_negotiate;
        case Smb2Command::session_setup:
            return Counted::session_setup;
        case Smb2Command::tree_connect:
            return Counted::tree_connect;
        case Smb2Command::create:
            return Counted::open;
        case Smb2Command::write:
            return Counted::write;
        default:
            return {};
    }
}

}  // namespace

void Smb2Watch::client(core::Bytes frame, std::size_t declared, bool ended_early,
                       std::uint64_t first_place, core::Time at, Logons& logons, Shares& shares,
                       Notes& notes, Tail& tail) {
    const bool cut = frame.size() < declared;
    const wire::Smb2Chain chain = wire::decode_smb2_chain(frame);
    has_chain_open_ = false;
    chain_file_ = 0;
    if (chain.messages.empty()) {
        notes.begin_message(first_place, at);
        notes.reach(Stage::probe, "bytes that are no SMB2 message");
    }
    for (std::size_t i = 0; i < chain.messages.size(); ++i) {
        const wire::Smb2Message& one = chain.messages[i];
        notes.begin_message(first_place + one.offset, at);
        if (one.header.structure_size != wire::smb2_header_bytes) {
            notes.reach(Stage::probe, "StructureSize " + std::to_string(one.header.structure_size));
            continue;
        }
        notes.command(wire::name_of(one.header.command));
        if (one.header.is_response()) continue;
        const bool last = i + 1 == chain.messages.size();
        Context context{one, logons, shares, notes, cut && last};
        message(context, tail);
        notes.reach(Stage::probe, {});
    }
    if (chain.fault && (!cut || ended_early)) {
        core::ParseError error = *chain.fault;
        error.offset = static_cast<std::size_t>(first_place + error.offset - notes.offset());
        notes.malformed(error);
    }
}

void Smb2Watch::message(Context& context, Tail& tail) {
    Notes& notes = context.notes;
    const core::Bytes bytes = context.message.bytes;
    const wire::Smb2Header& header = context.message.header;
    const auto told = [&](std::string_view arguments) {
        if (!notes.keeps_operations()) return;
        Pending pending;
        pending.request = header.message_id;
        pending.command = header.command;
        pending.operation = notes.operation("smb2", wire::name_of(header.command), arguments);
        wait(std::move(pending));
    };
    if (const auto kind = counted(header.command)) notes.count(*kind);
    switch (header.command) {
        case Smb2Command::negotiate:
            negotiate(context);
            break;
        case Smb2Command::session_setup:
            session_setup(context);
            break;
        case Smb2Command::tree_connect: {
            const auto request = wire::decode_smb2_tree_connect_request(bytes);
            if (told_malformed(request, context.cut, notes)) break;
            const std::string path = wire::smb_text_from_utf16(request->path);
            context.shares.connect(header.message_id, path, place_in(bytes, request->path), notes);
            told(path);
            break;
        }
        case Smb2Command::create: {
            const auto request = wire::decode_smb2_create_request(bytes);
            if (told_malformed(request, context.cut, notes)) break;
            context.shares.open(
                {header.message_id, header.tree_id, wire::smb_text_from_utf16(request->name),
                 request->desired_access, request->disposition, "CREATE",
                 place_in(bytes, request->name), request->options},
                notes);
            chain_open_ = header.message_id;
            has_chain_open_ = true;
            break;
        }
        case Smb2Command::write:
            write(context, tail);
            break;
        case Smb2Command::read: {
            const auto request = wire::decode_smb2_read_request(bytes);
            if (told_malformed(request, context.cut, notes)) break;
            Pending pending;
            pending.request = header.message_id;
            pending.command = header.command;
            pending.file = key_of(request->file);
            wait(std::move(pending));
            break;
        }
        case Smb2Command::ioctl:
            ioctl(context);
            break;
        case Smb2Command::query_directory: {
            const auto request = wire::decode_smb2_query_directory_request(bytes);
            if (told_malformed(request, context.cut, notes)) break;
            const std::string pattern = wire::smb_text_from_utf16(request->pattern);
            notes.reach(Stage::enumeration, "directory listing of " + pattern);
            notes.phrase(Weight::listing, "listed a directory");
            const NamePlace place = place_in(bytes, request->pattern);
            if (!notes.has(rules::directory_listing))
                notes.listed(rules::directory_listing, {place.offset, place.length, pattern});
            told(pattern);
            break;
        }
        case Smb2Command::close: {
            const auto request = wire::decode_smb2_close_request(bytes);
            if (told_malformed(request, context.cut, notes)) break;
            if (request->file != wire::smb2_same_file)
                context.shares.close(key_of(request->file), notes);
            break;
        }
        case Smb2Command::tree_disconnect:
            context.shares.disconnect(header.tree_id);
            break;
        case Smb2Command::set_info:
            set_info(context);
            break;
        case Smb2Command::logoff:
        case Smb2Command::flush:
        case Smb2Command::lock:
        case Smb2Command::cancel:
        case Smb2Command::echo:
        case Smb2Command::change_notify:
        case Smb2Command::query_info:
        case Smb2Command::oplock_break:
            break;
        default:
            notes.malformed({core::Fault::bad_value, 12, "Command"});
            break;
    }
}

void Smb2Watch::negotiate(Context& context) {
    Notes& notes = context.notes;
    const auto request = wire::decode_smb2_negotiate_request(context.message.bytes);
    if (told_malformed(request, context.cut, notes)) return;
    std::string names;
    std::string numbers;  // as they were sent
    for (const std::uint16_t dialect : request->dialects) {
        if (!names.empty()) names += ", ";
        if (!numbers.empty()) numbers += ", ";
        names += wire::smb2_dialect_name(dialect);
        numbers += hexadecimal(dialect, 4);
    }
    notes.reach(Stage::probe, names);
    notes.story().fact("smb2.dialects", numbers);
    notes.story().fact("smb2.client_guid", core::to_hex(request->client_guid));
    notes.phrase(Weight::opening, "asked for the dialects " + names);
    const ClientVerdict client = recognise_client_guid(request->client_guid);
    if (client.rule != nullptr)
        notes.found(*client.rule, client.grade,
                    {{wire::smb2_header_bytes + client_guid_offset, request->client_guid.size(),
                      "ClientGuid that reads " +
                          std::string(core::as_text(core::Bytes(request->client_guid)))}});
    // What the published checker sends: Samba's old list of dialects, a GUID of zeros, and compression.
    static constexpr std::uint16_t checker[] = {0x0202, 0x0210, 0x0222, 0x0224,
                                                0x0300, 0x0302, 0x0310, 0x0311};
    const bool no_guid = std::all_of(request->client_guid.begin(), request->client_guid.end(),
                                     [](std::uint8_t byte) { return byte == 0; });
    const bool compresses =
        std::any_of(request->contexts.begin(), request->contexts.end(),
                    [](const auto& one) { return one.type == wire::Smb2ContextType::compression; });
    if (no_guid && compresses &&
        std::equal(request->dialects.begin(), request->dialects.end(), std::begin(checker),
                   std::end(checker)))
        notes.found(rules::smbghost_check, Grade::likely,
                    {{wire::smb2_header_bytes + dialects_offset, 2 * request->dialects.size(),
                      "dialects " + numbers}});
    for (const wire::Smb2NegotiateContext& one : request->contexts) {
        if (one.type == wire::Smb2ContextType::compression)
            notes.story().fact("smb2.compression_offered", std::string_view("true"));
        if (one.type == wire::Smb2ContextType::netname)
            notes.story().fact("smb2.netname", wire::smb_text_from_utf16(one.netname));
        if (!one.well_formed)
            notes.malformed({core::Fault::bad_value, wire::smb2_header_bytes, "NegotiateContext"});
    }
    if (notes.keeps_operations()) {
        Pending pending;
        pending.request = context.message.header.message_id;
        pending.command = Smb2Command::negotiate;
        pending.operation = notes.operation("smb2", "NEGOTIATE", names);
        wait(std::move(pending));
    }
}

void Smb2Watch::session_setup(Context& context) {
    Notes& notes = context.notes;
    const auto request = wire::decode_smb2_session_setup_request(context.message.bytes);
    if (told_malformed(request, context.cut, notes)) return;
    const std::uint64_t base = request->security_blob.empty()
                                   ? wire::smb2_header_bytes
                                   : static_cast<std::uint64_t>(request->security_blob.data() -
                                                                context.message.bytes.data());
    const Logon logon = read_security_blob(request->security_blob, base, notes);
    context.logons.tried(context.message.header.message_id, logon, notes);
}

OpenFile& Smb2Watch::file_of(Context& context, const wire::Smb2FileId& id) {
    if (id == wire::smb2_same_file) {
        if (has_chain_open_)
            if (OpenFile* file = context.shares.asked(chain_open_); file != nullptr) return *file;
        return context.shares.file(chain_file_);
    }
    chain_file_ = key_of(id);
    return context.shares.file(chain_file_);
}

void Smb2Watch::write(Context& context, Tail& tail) {
    Notes& notes = context.notes;
    const auto request = wire::decode_smb2_write_request(context.message.bytes);
    if (told_malformed(request, context.cut, notes)) return;
    OpenFile& file = file_of(context, request->file);
    const std::uint64_t place =
        notes.offset() +
        (request->data.empty()
             ? 0
             : static_cast<std::uint64_t>(request->data.data() - context.message.bytes.data()));
    context.shares.write(file, request->offset, request->data, place, notes);
    if (context.cut && request->declared > request->data.size())
        tail = {file.serial, request->offset + request->data.size(),
                request->declared - request->data.size()};
}

void Smb2Watch::ioctl(Context& context) {
    Notes& notes = context.notes;
    const auto request = wire::decode_smb2_ioctl_request(context.message.bytes);
    if (told_malformed(request, context.cut, notes)) return;
    Pending pending;
    pending.request = context.message.header.message_id;
    pending.command = Smb2Command::ioctl;
    if (request->code == wire::fsctl_pipe_transceive) {
        OpenFile& file = file_of(context, request->file);
        pending.file = file.key;
        if (!request->input.empty()) {
            const std::uint64_t place =
                notes.offset() +
                static_cast<std::uint64_t>(request->input.data() - context.message.bytes.data());
            context.shares.write(file, 0, request->input, place, notes);
        }
    } else if (notes.keeps_operations()) {
        std::string_view name = wire::name_of_fsctl(request->code);
        pending.operation = notes.operation(
            "smb2", "IOCTL", name == "UNKNOWN" ? hexadecimal(request->code, 8) : std::string(name));
    }
    wait(std::move(pending));
}

// What a file is set to be: [MS-SMB2] 2.2.39, by [MS-FSCC] 2.4 where it is renamed or is to go.
void Smb2Watch::set_info(Context& context) {
    Notes& notes = context.notes;
    const auto request = wire::decode_smb2_set_info_request(context.message.bytes);
    if (told_malformed(request, context.cut, notes)) return;
    const std::uint8_t kind = request->information_class;
    const bool is_file = request->type == wire::Smb2InfoType::file;
    Pending pending;
    pending.request = context.message.header.message_id;
    pending.command = Smb2Command::set_info;
    std::string words = "class " + std::to_string(kind);
    if (is_file && (kind == wire::file_rename_class || kind == wire::file_rename_ex_class)) {
        if (const auto rename =
                wire::decode_file_rename(request->buffer, wire::FileRenameForm::smb2)) {
            const std::string name = wire::smb_text_from_utf16(rename->name);
            words += ", rename to " + name;
            pending.asked =
                context.shares.rename(file_of(context, request->file), name,
                                      place_in(context.message.bytes, rename->name), notes);
        }
    } else if (is_file &&
               (kind == wire::file_disposition_class || kind == wire::file_disposition_ex_class)) {
        if (const auto disposition = wire::decode_file_disposition(request->buffer);
            disposition && disposition->deletes) {
            words += ", delete on close";
            pending.asked = context.shares.remove(file_of(context, request->file), notes);
        }
    }
    if (notes.keeps_operations()) pending.operation = notes.operation("smb2", "SET_INFO", words);
    if (pending.asked != nullptr || pending.operation != no_operation) wait(std::move(pending));
}

void Smb2Watch::wait(Pending pending) {
    if (pending_.size() >= max_pending_requests) pending_.erase(pending_.begin());
    pending_.push_back(std::move(pending));
}

std::size_t Smb2Watch::memory() const {
    std::size_t bytes = pending_.capacity() * sizeof(Pending);
    for (const Pending& one : pending_)
        if (one.asked != nullptr) bytes += sizeof(Asked) + one.asked->object.capacity();
    return bytes;
}

void Smb2Watch::server(core::Bytes frame, core::Time at, Logons& logons, Shares& shares,
                       Notes& notes) {
    constexpr auto still_pending = wire::value_of(wire::NtStatus::pending);
    for (const wire::Smb2Message& one : wire::decode_smb2_chain(frame).messages) {
        const wire::Smb2Header& header = one.header;
        if (!header.is_response() || header.status == still_pending) continue;
        switch (header.command) {
            case Smb2Command::session_setup:
                logons.answered(header.message_id, header.status, at, notes);
                if (header.status == 0)
                    if (const auto reply = wire::decode_smb2_session_setup_response(one.bytes);
                        reply && (reply->session_flags & wire::smb2_session_is_guest) != 0)
                        notes.story().fact("smb.logged_on_as_guest", std::string_view("true"));
                break;
            case Smb2Command::tree_connect:
                shares.connected(header.message_id, header.status, header.tree_id, notes);
                break;
            case Smb2Command::create: {
                std::uint64_t key = 0;
                if (header.status == 0)
                    if (const auto reply = wire::decode_smb2_create_response(one.bytes))
                        key = key_of(reply->file);
                shares.opened(header.message_id, header.status, key, notes);
                break;
            }
            case Smb2Command::negotiate:
                if (const auto reply = wire::decode_smb2_negotiate_response(one.bytes);
                    reply && header.status == 0)
                    notes.story().fact("smb2.dialect_chosen", hexadecimal(reply->dialect, 4));
                break;
            default:
                break;
        }
        const auto found = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& p) {
            return p.request == header.message_id && p.command == header.command;
        });
        if (found == pending_.end()) continue;
        const Pending pending = std::move(*found);
        pending_.erase(found);
        give_room_back(pending_);
        if (pending.command == Smb2Command::read && header.status == 0) {
            if (const auto reply = wire::decode_smb2_read_response(one.bytes))
                shares.read(shares.file(pending.file), reply->data, notes);
        } else if (pending.command == Smb2Command::ioctl && pending.file != 0) {
            if (const auto reply = wire::decode_smb2_ioctl_response(one.bytes))
                shares.read(shares.file(pending.file), reply->output, notes);
        }
        notes.story().outcome(pending.operation, wire::nt_status_name(header.status));
        if (pending.asked != nullptr)
            notes.rephrase(pending.asked->words(), pending.asked->words(header.status));
    }
}

void Smb2Watch::encrypted(Notes& notes) {
    notes.command("encrypted frame");
    notes.reach(Stage::probe, {});
    if (told_encrypted_) return;
    told_encrypted_ = true;
    notes.story().fact("smb3.encrypted", std::string_view("true"));
    // Why no more is told: it must not be pushed out by what was.
    notes.phrase(Weight::pipe, "went on encrypted");
}

void Smb2Watch::compressed(core::Bytes frame, Notes& notes) {
    notes.command("compressed frame");
    notes.reach(Stage::probe, {});
    const auto header = wire::decode_smb3_compressed(frame);
    if (!header) {
        notes.malformed(header.error());
        return;
    }
    notes.story().fact("smb3.compressed", std::string_view("true"));
    constexpr std::uint32_t largest = 0xFFFF'FFFF;
    // CVE-2020-0796: srv2.sys added both numbers in 32 bits whatever Flags said. Of chained frames (Flags 1, 2.2.42.2) what
    // stands at 12 is the length of a payload inside of the frame, whose 24 bits cannot overflow with any size that is negotiated.
    const bool overflows = std::uint64_t{header->original_size} + header->offset > largest;
    if (!overflows && header->offset != largest) {
        // What is inside is not read: why no more is told.
        if (!told_compressed_) notes.phrase(Weight::pipe, "went on compressed");
        told_compressed_ = true;
        return;
    }
    notes.found(
        rules::smbghost, Grade::certain,
        {{12, 4,
          "Offset " + hexadecimal(header->offset, 8) + ", Flags " + hexadecimal(header->flags, 4)},
         {4, 4, "OriginalCompressedSegmentSize " + hexadecimal(header->original_size, 8)}});
    notes.phrase(Weight::attack, "sent a compressed frame whose sizes overflow 32 bits");
}

}  // namespace hitme::recognition::smb
