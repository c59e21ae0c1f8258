// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_transactions.h"

#include <algorithm>

#include "core/reader.h"
#include "dialogue/smb/filetime.h"
#include "dialogue/smb/made_files.h"
#include "dialogue/smb/rap.h"
#include "dialogue/smb/smb1_files.h"
#include "dialogue/smb/smb2_information.h"

namespace hitme::dialogue::smb {
namespace {

using wire::Smb1Command;
using wire::Smb1Transaction;

constexpr std::uint16_t first_passthrough_level = 1000;  // [MS-SMB] 2.2.2.3.5
constexpr std::uint8_t file_directory_information = 1;
constexpr std::uint8_t file_full_directory_information = 2;
constexpr std::uint8_t file_both_directory_information = 3;
constexpr std::uint8_t file_basic_information = 4;
constexpr std::uint8_t file_standard_information = 5;
constexpr std::uint8_t file_ea_information = 7;
constexpr std::uint8_t file_name_information = 9;
constexpr std::uint8_t file_names_information = 12;
constexpr std::uint8_t file_disposition_information = 13;
constexpr std::uint8_t file_end_of_file_information = 20;
constexpr std::uint8_t file_alternate_name_information = 21;
constexpr std::uint8_t file_stream_information = 22;
constexpr std::uint8_t file_id_both_directory_information = 37;
constexpr std::uint8_t file_id_full_directory_information = 38;
constexpr std::uint8_t no_class = 0;
constexpr std::uint16_t trans2_set_fs_information = 0x0004;
constexpr std::uint16_t set_cifs_unix_info = 0x0200;
constexpr std::uint16_t query_cifs_unix_info = 0x0200;
constexpr std::uint64_t unix_capabilities = 0x17B;  // as smbd 4.17.12 says them
constexpr std::uint32_t status_invalid_level = 0xC0000148;
constexpr std::uint16_t no_ea_error = 0;
constexpr std::uint32_t attribute_directory = 0x10;
constexpr std::uint32_t attribute_archive = 0x20;

// [MS-CIFS] 2.2.2.3.1 to the classes of [MS-FSCC] 2.4.
std::uint8_t find_class(std::uint16_t level) {
    switch (level) {
        case 0x0101:
            return file_directory_information;
        case 0x0102:
            return file_full_directory_information;
        case 0x0103:
            return file_names_information;
        case 0x0104:
            return file_both_directory_information;
        case 0x0105:
            return file_id_full_directory_information;
        case 0x0106:
            return file_id_both_directory_information;
        default:
            return no_class;
    }
}

// [MS-CIFS] 2.2.2.3.3 to the classes of [MS-FSCC] 2.4.
std::uint8_t query_class(std::uint16_t level) {
    if (level > first_passthrough_level && level <= first_passthrough_level + 0xFF)
        return static_cast<std::uint8_t>(level - first_passthrough_level);
    switch (level) {
        case 0x0101:
            return file_basic_information;
        case 0x0102:
            return file_standard_information;
        case 0x0103:
            return file_ea_information;
        case 0x0104:
            return file_name_information;
        case 0x0108:
            return file_alternate_name_information;
        case 0x0109:
            return file_stream_information;
        default:
            return no_class;
    }
}

// [MS-CIFS] 2.2.2.3.2 to the classes of [MS-FSCC] 2.5.
std::uint8_t volume_class(std::uint16_t level) {
    if (level > first_passthrough_level && level <= first_passthrough_level + 0xFF)
        return static_cast<std::uint8_t>(level - first_passthrough_level);
    switch (level) {
        case 0x0102:
            return 1;  // FileFsVolumeInformation
        case 0x0103:
            return 3;  // FileFsSizeInformation
        case 0x0104:
            return 4;  // FileFsDeviceInformation
        case 0x0105:
            return 5;  // FileFsAttributeInformation
        default:
            return no_class;
    }
}

// Writes the answer of any transaction: parameters and data, both at multiples of four from the header.
void write_answer(Smb1Request& request, Smb1Command command, core::Bytes parameters,
                  core::Bytes data) {
    wire::Smb1Writer& out = request.answer;
    out.begin(command);
    const bool is_nt = command == Smb1Command::nt_transact;
    const auto put = [&](std::size_t value) {
        if (is_nt) {
            out.words().u32le(static_cast<std::uint32_t>(value));
        } else {
            out.words().u16le(static_cast<std::uint16_t>(value));
        }
    };
    // [MS-CIFS] 2.2.4.33.2 and 2.2.4.62.2.
    if (is_nt) out.words().zeros(3);
    put(parameters.size());
    put(data.size());
    if (!is_nt) out.words().u16le(0);
    put(parameters.size());
    const std::size_t parameter_offset_at = out.offset();
    put(0);
    put(0);
    put(data.size());
    const std::size_t data_offset_at = out.offset();
    put(0);
    put(0);
    out.words().u8(0);  // SetupCount
    if (!is_nt) out.words().u8(0);
    out.begin_bytes();
    // smbd says no place of data that is not there, nor of parameters where there is nothing at all.
    const bool is_samba = request.state.machine.system->is_samba;
    const bool is_bare = command == Smb1Command::transaction2 && parameters.empty() && data.empty();
    if (!is_samba || !is_bare) {
        out.align(4);
        out.put_u16(parameter_offset_at, out.offset());
    }
    out.bytes().bytes(parameters);
    if (!is_samba || !data.empty()) {
        out.align(4);
        out.put_u16(data_offset_at, out.offset());
    }
    out.bytes().bytes(data);
    out.end();
}

void write_u16_answer(Smb1Request& request, std::uint16_t value) {
    core::ByteVector parameters;
    core::Writer{parameters}.u16le(value);
    write_answer(request, Smb1Command::transaction2, parameters, {});
}

// --- TRANSACTION: pipes and RAP ([MS-CIFS] 2.2.5)

NtStatus call_pipe(Smb1Request& request, Open& open, core::Bytes data, std::size_t most) {
    open.pipe->write(data, request.now);
    const PipeAnswer answer = take_answer(open, most);
    // A call that is not complete leaves nothing to read: Windows would wait; its answer comes with the next piece.
    if (answer.status == NtStatus::pipe_empty) {
        write_answer(request, Smb1Command::transaction, {}, {});
        return NtStatus::success;
    }
    write_answer(request, Smb1Command::transaction, {}, answer.bytes);
    return answer.status;
}

NtStatus peek_pipe(Smb1Request& request, rpc::Pipe& pipe) {
    // [MS-CIFS] 2.2.5.5.2: bytes to read, bytes of the message in front, state 3 (connected).
    core::ByteVector parameters;
    core::Writer out{parameters};
    const auto waiting = static_cast<std::uint16_t>(std::min<std::size_t>(pipe.waiting(), 0xFFFF));
    out.u16le(waiting);
    out.u16le(waiting);
    out.u16le(3);
    write_answer(request, Smb1Command::transaction, parameters, {});
    return NtStatus::success;
}

NtStatus answer_pipe_call(Smb1Request& request, const Smb1Transaction& asked, core::Bytes data) {
    constexpr std::uint16_t state_of_pipe = 0x05FF;
    const std::size_t most = std::min<std::size_t>(asked.max_data_count, max_pipe_answer);
    if (asked.function == wire::trans_wait_named_pipe) {
        write_answer(request, Smb1Command::transaction, {}, {});
        return NtStatus::success;
    }
    if (asked.function == wire::trans_call_named_pipe) {
        Open once;
        once.pipe = rpc::open_pipe(asked.name, request.state.machine, rpc::Caller::guest,
                                   request.state.random.next());
        if (once.pipe == nullptr) return NtStatus::object_name_not_found;
        return call_pipe(request, once, data, most);
    }
    Open* open = request.open(asked.fid);
    if (open == nullptr || open->pipe == nullptr) {
        // The check for MS17-010 peeks at FID 0; what a system says there tells whether it is patched.
        return asked.function == wire::trans_peek_named_pipe
                   ? static_cast<NtStatus>(request.state.machine.system->peek_answer)
                   : NtStatus::invalid_handle;
    }
    switch (asked.function) {
        case wire::trans_transact_named_pipe:
            return call_pipe(request, *open, data, most);
        case wire::trans_peek_named_pipe:
            return peek_pipe(request, *open->pipe);
        case wire::trans_set_named_pipe_state:
            write_answer(request, Smb1Command::transaction, {}, {});
            return NtStatus::success;
        case wire::trans_query_named_pipe_state: {
            core::ByteVector parameters;
            core::Writer{parameters}.u16le(state_of_pipe);
            write_answer(request, Smb1Command::transaction, parameters, {});
            return NtStatus::success;
        }
        default:
            return NtStatus::not_supported;
    }
}

NtStatus answer_transaction(Smb1Request& request, const Smb1Transaction& asked,
                            core::Bytes parameters, core::Bytes data) {
    const std::string name = wire::lower_ascii(asked.name);
    if (name.starts_with("\\mailslot\\")) {
        write_answer(request, Smb1Command::transaction, {}, {});
        return NtStatus::success;
    }
    if (name == "\\pipe\\lanman" || name == "\\lanman") {
        const auto answer = answer_rap(
            parameters, std::min<std::size_t>(asked.max_data_count, 0xF000), request.state.machine);
        if (!answer) return NtStatus::invalid_parameter;
        write_answer(request, Smb1Command::transaction, answer->parameters, answer->data);
        return NtStatus::success;
    }
    if (!asked.has_function) return NtStatus::invalid_parameter;
    return answer_pipe_call(request, asked, data);
}

// --- TRANSACTION2: files and volumes ([MS-CIFS] 2.2.6)

Entry entry_of(std::string_view name, const CreatedFile& file) {
    Entry entry;
    entry.name = name;
    const std::uint64_t written = filetime_of(file.written);
    entry.facts.created = entry.facts.accessed = written;
    entry.facts.written = entry.facts.changed = written;
    entry.facts.end_of_file = file.is_directory ? 0 : file.size;
    entry.facts.allocation_size =
        (entry.facts.end_of_file + allocation_unit - 1) / allocation_unit * allocation_unit;
    entry.facts.attributes = file.is_directory ? attribute_directory : attribute_archive;
    return entry;
}

CreatedFile root_of(const State& state) {
    return {"", 0, state.machine.booted, true, true, {}};
}

EntryKind kind_of(const CreatedFile& file) {
    return file.is_directory ? EntryKind::directory : EntryKind::file;
}

std::string_view last_name(std::string_view key) {
    const std::size_t separator = key.rfind('\\');
    return separator == std::string_view::npos ? std::string_view{} : key.substr(separator + 1);
}

struct DiskPlace {
    NtStatus status = NtStatus::success;
    const Share* share = nullptr;
};

DiskPlace disk_of(Smb1Request& request) {
    if (request.user() == nullptr) return {NtStatus::smb_bad_uid, nullptr};
    const Tree* tree = request.tree();
    if (tree == nullptr) return {NtStatus::smb_bad_tid, nullptr};
    if (tree->share->kind != ShareKind::disk) return {NtStatus::invalid_device_request, nullptr};
    return {NtStatus::success, tree->share};
}

// Entries of a listing: the two dots where a pattern asks for everything, then what the client has made there.
core::ByteVector list(Smb1Request& request, const Share& share, std::string_view pattern_path,
                      std::uint8_t information_class, std::size_t most, std::uint16_t& count) {
    const std::string key = file_key(share, pattern_path);
    const std::string_view pattern = last_name(key);
    const std::string folder = key.substr(0, key.size() - pattern.size());
    core::ByteVector entries;
    std::optional<std::size_t> previous;
    const auto add = [&](std::string_view name, const CreatedFile& file) {
        if (name_matches(pattern, name) &&
            append_entry(entries, information_class, entry_of(name, file), previous, most))
            ++count;
    };
    if (pattern.find_first_of("*?<>") != std::string_view::npos) {
        add(".", root_of(request.state));
        add("..", root_of(request.state));
    }
    for (const auto& [path, file] : request.state.files)
        if (path.size() > folder.size() && path.starts_with(folder) &&
            path.find('\\', folder.size()) == std::string::npos)
            add(file.name, file);
    return entries;
}

NtStatus find_first(Smb1Request& request, const Smb1Transaction& asked, core::Bytes parameters) {
    const DiskPlace place = disk_of(request);
    if (place.status != NtStatus::success) return place.status;
    // [MS-CIFS] 2.2.6.2.1.
    core::Reader in{parameters};
    in.skip(6, "SearchAttributes");
    const std::uint8_t information_class = find_class(in.u16le("InformationLevel"));
    in.skip(4, "SearchStorageType");
    const std::string pattern = wire::take_smb_text(in, request.encoding(), "FileName");
    if (!in.ok()) return NtStatus::invalid_parameter;
    if (pattern.size() > max_smb1_path_bytes) return NtStatus::object_name_invalid;
    if (information_class == no_class || !is_directory_class(information_class))
        return NtStatus::invalid_info_class;
    std::uint16_t count = 0;
    const core::ByteVector entries =
        list(request, *place.share, pattern, information_class,
             std::min<std::size_t>(asked.max_data_count, max_listing_bytes), count);
    if (count == 0) return NtStatus::no_such_file;
    core::ByteVector said;
    core::Writer out{said};
    out.u16le(request.identifiers.search++);
    out.u16le(count);
    out.u16le(1);  // EndOfSearch
    out.u16le(no_ea_error);
    out.u16le(0);  // LastNameOffset: only for searches that go on
    write_answer(request, Smb1Command::transaction2, said, entries);
    return NtStatus::success;
}

NtStatus find_next(Smb1Request& request) {
    // The first answer says that all was given; whoever asks again gets nothing more ([MS-CIFS] 2.2.6.3.2).
    core::ByteVector said;
    core::Writer out{said};
    out.u16le(0);
    out.u16le(1);
    out.u16le(no_ea_error);
    out.u16le(0);
    write_answer(request, Smb1Command::transaction2, said, {});
    return NtStatus::success;
}

NtStatus query_volume(Smb1Request& request, core::Bytes parameters) {
    const Machine& machine = request.state.machine;
    core::Reader in{parameters};
    const std::uint16_t level = in.u16le("InformationLevel");
    if (!in.ok()) return NtStatus::invalid_parameter;
    const Tree* tree = request.tree();
    if (tree == nullptr) return NtStatus::smb_bad_tid;
    core::ByteVector data;
    core::Writer out{data};
    if (machine.system->is_samba) {
        if (level == query_cifs_unix_info) {
            out.u16le(
                1);  // major, minor version and capabilities: CAP_UNIX of the negotiate is true
            out.u16le(0);
            out.u64le(unix_capabilities);
            write_answer(request, Smb1Command::transaction2, {}, data);
            return NtStatus::success;
        }
        if (tree->share->kind == ShareKind::pipe) return NtStatus::access_denied;
        if (level != 1 && level != 2 && volume_class(level) == no_class)
            return NtStatus{status_invalid_level};
    }
    if (level == 0x0001) {
        // [MS-CIFS] 2.2.8.2.1 SMB_INFO_ALLOCATION: the same volume in the units of that level.
        out.u32le(0);                                            // idFileSystem
        out.u32le(sectors_per_cluster);                          // cSectorUnit
        out.u32le(static_cast<std::uint32_t>(clusters_in_all));  // cUnit
        out.u32le(static_cast<std::uint32_t>(clusters_free));    // cUnitAvailable
        out.u16le(bytes_per_sector);                             // cbSector
    } else if (level == 0x0002) {
        out.u32le(machine.domain_sid[0]);  // ulVolSerialNbr
        core::ByteVector label;            // smbd counts its terminator
        if (machine.system->is_samba) {
            wire::append_utf16(label, tree->share->name);
            core::Writer{label}.u16le(0);
        }
        out.u8(static_cast<std::uint8_t>(label.size()));
        out.bytes(label);
        if (label.empty()) out.u8(0);
    } else {
        const auto found = volume_information(volume_class(level), machine);
        if (!found)
            return machine.system->is_samba ? NtStatus{status_invalid_level}
                                            : NtStatus::invalid_info_class;
        data = *found;
    }
    write_answer(request, Smb1Command::transaction2, {}, data);
    return NtStatus::success;
}

// What QUERY_PATH and QUERY_FILE ask about.
struct Asked {
    NtStatus status = NtStatus::success;
    std::string name;
    CreatedFile file;
    EntryKind kind = EntryKind::directory;
};

Asked asked_path(Smb1Request& request, std::string_view path) {
    Asked asked;
    const DiskPlace place = disk_of(request);
    asked.status = place.status;
    if (place.status != NtStatus::success) return asked;
    const std::string key = file_key(*place.share, path);
    const auto found = request.state.files.find(key);
    if (found != request.state.files.end()) {
        asked.file = found->second;
        asked.name = found->second.name;
    } else if (is_folder(request.state, *place.share, path)) {
        asked.file = root_of(request.state);
    } else {
        asked.status = NtStatus::object_name_not_found;
    }
    asked.kind = kind_of(asked.file);
    return asked;
}

Asked asked_file(Smb1Request& request, std::uint16_t fid) {
    Asked asked;
    const Open* open = request.open(fid);
    if (open == nullptr) {
        asked.status = NtStatus::invalid_handle;
        return asked;
    }
    asked.file = {"", open->size, request.now, open->is_directory, true, {}};
    asked.kind = open->pipe != nullptr ? EntryKind::pipe : kind_of(asked.file);
    asked.name = last_name("\\" + wire::lower_ascii(open->name));
    return asked;
}

NtStatus write_information(Smb1Request& request, std::uint16_t level, const Asked& asked) {
    const Entry entry = entry_of(asked.name, asked.file);
    core::ByteVector data;
    core::Writer out{data};
    if (level == 0x0001) {
        // [MS-CIFS] 2.2.8.3.1 SMB_INFO_STANDARD: dates that DOS did not have are zero.
        out.zeros(12);
        out.u32le(static_cast<std::uint32_t>(entry.facts.end_of_file));
        out.u32le(static_cast<std::uint32_t>(entry.facts.allocation_size));
        out.u16le(static_cast<std::uint16_t>(entry.facts.attributes));
    } else if (level == 0x0107) {
        // [MS-CIFS] 2.2.8.3.10 SMB_QUERY_FILE_ALL_INFO is basic, standard, EA and name behind one another.
        for (const std::uint8_t information_class :
             {file_basic_information, file_standard_information, file_ea_information,
              file_name_information})
            if (const auto part = file_information(information_class, entry, asked.kind))
                out.bytes(*part);
    } else {
        const auto found = file_information(query_class(level), entry, asked.kind);
        if (!found) return NtStatus::invalid_info_class;
        data = *found;
    }
    core::ByteVector parameters;
    core::Writer{parameters}.u16le(no_ea_error);
    write_answer(request, Smb1Command::transaction2, parameters, data);
    return NtStatus::success;
}

// [MS-CIFS] 2.2.2.3.4 and [MS-SMB] 2.2.2.3.4: standard, EA size, basic, disposition, allocation, end of file; and those of
// [MS-FSCC] 2.4 behind 1,000.
bool is_set_level(std::uint16_t level) {
    constexpr std::uint16_t levels[] = {0x0001, 0x0002, 0x0101, 0x0102, 0x0103, 0x0104};
    constexpr std::uint8_t classes[] = {4, 10, 11, 13, 15, 16, 19, 20};
    return std::ranges::find(levels, level) != std::end(levels) ||
           (level > first_passthrough_level &&
            std::ranges::find(classes, query_class(level)) != std::end(classes));
}

NtStatus set_information(Smb1Request& request, std::uint16_t level, std::uint16_t fid,
                         core::Bytes data) {
    Open* open = request.open(fid);
    if (open == nullptr) return NtStatus::invalid_handle;
    const Tree* tree = request.tree();
    const User* user = request.user();
    if (tree == nullptr || user == nullptr || open->pipe != nullptr ||
        !may_write(request.state, *user, *tree->share))
        return NtStatus::access_denied;
    core::Reader in{data};
    const std::uint8_t passthrough = query_class(level);
    // [MS-CIFS] 2.2.2.3.4: 0x0102 disposition, 0x0104 end of file.
    if (level == 0x0102 ||
        (level > first_passthrough_level && passthrough == file_disposition_information)) {
        open->delete_on_close = in.u8("DeletePending") != 0;
    } else if (level == 0x0104 ||
               (level > first_passthrough_level && passthrough == file_end_of_file_information)) {
        open->size = std::min(in.u64le("EndOfFile"), max_file_size);
        const auto file = request.state.files.find(file_key(*tree->share, open->name));
        if (in.ok() && file != request.state.files.end())
            resize_made(request.state, file->second, open->size);
    } else if (request.state.machine.system->is_samba && !is_set_level(level)) {
        return NtStatus{status_invalid_level};
    }
    if (!in.ok()) return NtStatus::invalid_parameter;
    write_u16_answer(request, no_ea_error);
    return NtStatus::success;
}

NtStatus set_path_information(Smb1Request& request, core::Bytes parameters, core::Bytes data) {
    const DiskPlace place = disk_of(request);
    if (place.status != NtStatus::success) return place.status;
    core::Reader in{parameters};
    const std::uint16_t level = in.u16le("InformationLevel");
    in.skip(4, "Reserved");
    const std::string path = wire::take_smb_text(in, request.encoding(), "FileName");
    if (!in.ok()) return NtStatus::invalid_parameter;
    if (path.size() > max_smb1_path_bytes) return NtStatus::object_name_invalid;
    if (const NtStatus judged = judge_path(path); judged != NtStatus::success) return judged;
    State& state = request.state;
    const bool is_samba = state.machine.system->is_samba;
    if (!is_set_level(level))
        return is_samba ? NtStatus{status_invalid_level} : NtStatus::invalid_info_class;
    if (!may_write(state, *request.user(), *place.share)) return NtStatus::access_denied;
    const auto found = state.files.find(file_key(*place.share, path));
    if (found == state.files.end()) {
        if (is_folder(state, *place.share, path)) return NtStatus::access_denied;
        return has_parent(state, *place.share, path) ? NtStatus::object_name_not_found
                                                     : NtStatus::object_path_not_found;
    }
    core::Reader value{data};
    const std::uint8_t passthrough = query_class(level);
    if (level == 0x0104 ||
        (level > first_passthrough_level && passthrough == file_end_of_file_information)) {
        const std::uint64_t size = value.u64le("EndOfFile");
        if (!value.ok() || size > max_file_size) return NtStatus::invalid_parameter;
        resize_made(state, found->second, size);
    } else if (level == 0x0102 ||
               (level > first_passthrough_level && passthrough == file_disposition_information)) {
        const bool deletes = value.u8("DeletePending") != 0;
        if (!value.ok()) return NtStatus::invalid_parameter;
        if (deletes && has_children(state, *place.share, path))
            return NtStatus::directory_not_empty;
        if (deletes) state.files.erase(found);
    }
    write_u16_answer(request, no_ea_error);
    return NtStatus::success;
}

NtStatus answer_transaction2(Smb1Request& request, const Smb1Transaction& asked,
                             core::Bytes parameters, core::Bytes data) {
    core::Reader in{parameters};
    switch (asked.function) {
        case wire::trans2_find_first2:
            return find_first(request, asked, parameters);
        case wire::trans2_find_next2:
            return find_next(request);
        case wire::trans2_query_fs_information:
            return query_volume(request, parameters);
        case wire::trans2_query_path_information: {
            const std::uint16_t level = in.u16le("InformationLevel");
            in.skip(4, "Reserved");
            const std::string path = wire::take_smb_text(in, request.encoding(), "FileName");
            if (!in.ok()) return NtStatus::invalid_parameter;
            if (path.size() > max_smb1_path_bytes) return NtStatus::object_name_invalid;
            const Asked place = asked_path(request, path);
            return place.status == NtStatus::success ? write_information(request, level, place)
                                                     : place.status;
        }
        case wire::trans2_query_file_information: {
            const std::uint16_t fid = in.u16le("FID");
            const std::uint16_t level = in.u16le("InformationLevel");
            if (!in.ok()) return NtStatus::invalid_parameter;
            const Asked place = asked_file(request, fid);
            return place.status == NtStatus::success ? write_information(request, level, place)
                                                     : place.status;
        }
        case wire::trans2_set_file_information: {
            const std::uint16_t fid = in.u16le("FID");
            const std::uint16_t level = in.u16le("InformationLevel");
            if (!in.ok()) return NtStatus::invalid_parameter;
            return set_information(request, level, fid, data);
        }
        case wire::trans2_set_path_information:
            return set_path_information(request, parameters, data);
        case trans2_set_fs_information: {
            // Of the volume smbd lets a client set which extensions for Unix it speaks.
            in.skip(2, "FID");
            const std::uint16_t level = in.u16le("InformationLevel");
            if (!request.state.machine.system->is_samba) return NtStatus::not_implemented;
            const Tree* tree = request.tree();
            if (tree->share->kind == ShareKind::pipe) return NtStatus::access_denied;
            if (!in.ok()) return NtStatus::invalid_parameter;
            if (level != set_cifs_unix_info) return NtStatus{status_invalid_level};
            if (data.size() < 12) return NtStatus::invalid_parameter;
            write_answer(request, Smb1Command::transaction2, {}, {});
            return NtStatus::success;
        }
        case wire::trans2_get_dfs_referral:
            return request.state.machine.system->is_samba ? NtStatus::not_found
                                                          : NtStatus::fs_driver_required;
        default:
            // With SESSION_SETUP (0x000E) among them, the ping of an implant: a clean system knows no such thing.
            // smbd lets a pipe's share have two calls of this family, and refuses the others without looking.
            if (request.state.machine.system->is_samba && request.tree() != nullptr &&
                request.tree()->share->kind == ShareKind::pipe)
                return NtStatus::access_denied;
            return NtStatus::not_implemented;
    }
}

// --- NT_TRANSACT ([MS-CIFS] 2.2.7)

NtStatus answer_nt_transact(const Smb1Transaction& asked) {
    constexpr std::uint16_t nt_transact_ioctl = 2;
    constexpr std::uint16_t nt_transact_query_security = 6;
    switch (asked.function) {
        case nt_transact_ioctl:
            return NtStatus::invalid_device_request;
        case nt_transact_query_security:
            return NtStatus::access_denied;
        default:
            return asked.function == 0 ? NtStatus::invalid_parameter : NtStatus::not_supported;
    }
}

NtStatus answer_whole(Smb1Request& request, const Smb1Transaction& asked, core::Bytes parameters,
                      core::Bytes data) {
    switch (static_cast<Smb1Command>(asked.command)) {
        case Smb1Command::transaction:
            return answer_transaction(request, asked, parameters, data);
        case Smb1Command::transaction2:
            return answer_transaction2(request, asked, parameters, data);
        default:
            return answer_nt_transact(asked);
    }
}

// Puts a piece at its place; false where it lies outside of what was announced.
bool place_piece(core::ByteVector& whole, std::uint32_t total, std::uint32_t at,
                 core::Bytes piece) {
    if (piece.empty()) return true;
    if (at > total || piece.size() > total - at) return false;
    if (whole.size() < at + piece.size()) whole.resize(at + piece.size());
    std::ranges::copy(piece, whole.begin() + at);
    return true;
}

}  // namespace

wire::Smb1Command answering_command(wire::Smb1Command command) {
    switch (command) {
        case Smb1Command::transaction_secondary:
            return Smb1Command::transaction;
        case Smb1Command::transaction2_secondary:
            return Smb1Command::transaction2;
        case Smb1Command::nt_transact_secondary:
            return Smb1Command::nt_transact;
        default:
            return command;
    }
}

NtStatus Smb1Transactions::answer(Smb1Request& request) {
    const auto transaction = wire::decode_smb1_transaction(request.message, request.block);
    if (!transaction) return NtStatus::invalid_parameter;
    if (transaction->is_secondary) return go_on(request, *transaction);
    if (request.user() == nullptr) return NtStatus::smb_bad_uid;
    if (request.tree() == nullptr) return NtStatus::smb_bad_tid;
    if (transaction->fault) return NtStatus::invalid_parameter;
    if (!transaction->is_complete()) return begin(request, *transaction);
    return answer_whole(request, *transaction, transaction->parameters, transaction->data);
}

NtStatus Smb1Transactions::begin(Smb1Request& request, const wire::Smb1Transaction& transaction) {
    if (pending_.size() >= max_transactions) return NtStatus::insuff_server_resources;
    Pending made;
    made.pid = request.message.header.pid();
    made.tid = request.tid;
    made.uid = request.uid;
    made.mid = request.message.header.mid;
    made.is_kept =
        transaction.command != static_cast<std::uint8_t>(Smb1Command::nt_transact) &&
        std::uint64_t{transaction.total_parameter_count} + transaction.total_data_count <=
            max_kept_bytes;
    made.parameters_received = transaction.parameters.size();
    made.data_received = transaction.data.size();
    made.setup.assign(transaction.setup.begin(), transaction.setup.end());
    if (made.is_kept) {
        made.parameters.assign(transaction.parameters.begin(), transaction.parameters.end());
        made.data.assign(transaction.data.begin(), transaction.data.end());
    }
    made.first = transaction;
    made.first.setup = made.first.parameters = made.first.data = {};
    pending_.push_back(std::move(made));
    // The interim answer: no words, no bytes, success ([MS-CIFS] 2.2.4.62: the client waits for it before it goes on).
    return NtStatus::success;
}

NtStatus Smb1Transactions::go_on(Smb1Request& request, const wire::Smb1Transaction& piece) {
    const auto found = std::ranges::find_if(pending_, [&](const Pending& pending) {
        return pending.pid == request.message.header.pid() && pending.tid == request.tid &&
               pending.uid == request.uid && pending.mid == request.message.header.mid;
    });
    if (found == pending_.end()) return NtStatus::invalid_parameter;
    found->parameters_received += piece.parameters.size();
    found->data_received += piece.data.size();
    // Totals may shrink with a secondary, never grow ([MS-CIFS] 3.2.4.1.5).
    const bool is_placed =
        !found->is_kept || (place_piece(found->parameters, found->first.total_parameter_count,
                                        piece.parameter_displacement, piece.parameters) &&
                            place_piece(found->data, found->first.total_data_count,
                                        piece.data_displacement, piece.data));
    const bool is_complete = found->parameters_received >= found->first.total_parameter_count &&
                             found->data_received >= found->first.total_data_count;
    if (is_placed && !is_complete && !piece.fault) {
        request.is_silent = true;
        return NtStatus::success;
    }
    Pending whole = std::move(*found);
    pending_.erase(found);
    whole.first.setup = whole.setup;
    if (!is_placed || piece.fault) return NtStatus::invalid_parameter;
    if (whole.is_kept) return answer_whole(request, whole.first, whole.parameters, whole.data);
    // Windows answers the end of such a stream with the parameters that were asked for, all zero.
    constexpr std::uint32_t most_parameters = 256;
    const core::ByteVector parameters(std::min(whole.first.max_parameter_count, most_parameters),
                                      0);
    write_answer(request, answering_command(request.block.kind()), parameters, {});
    return NtStatus::invalid_parameter;
}

std::size_t Smb1Transactions::memory() const {
    std::size_t bytes = pending_.capacity() * sizeof(Pending);
    for (const Pending& pending : pending_)
        bytes += pending.setup.capacity() + pending.parameters.capacity() + pending.data.capacity();
    return bytes;
}

}  // namespace hitme::dialogue::smb
