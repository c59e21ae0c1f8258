// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_files.h"

#include <algorithm>

#include "core/reader.h"
#include "dialogue/smb/filetime.h"
#include "dialogue/smb/made_files.h"
#include "dialogue/smb/smb2_information.h"
#include "wire/smb1_close.h"
#include "wire/smb1_create.h"
#include "wire/smb1_read_write.h"

namespace hitme::dialogue::smb {
namespace {

using wire::Smb1Command;

constexpr std::uint32_t attribute_directory = 0x10;
constexpr std::uint32_t attribute_archive = 0x20;
constexpr std::uint32_t attribute_normal = 0x80;
constexpr std::uint16_t type_disk = 0;
constexpr std::uint16_t type_message_pipe = 2;
constexpr std::uint16_t pipe_state = 0x05FF;  // message mode, both ends, 255 instances
constexpr std::uint64_t pipe_allocation = 4096;
constexpr std::uint32_t access_of_pipe = 0x0012019B;  // as Windows XP says it
constexpr std::uint32_t access_of_file = 0x001F01FF;
constexpr std::uint32_t action_opened = 1;
constexpr std::uint32_t action_created = 2;
constexpr std::uint32_t action_overwritten = 3;
constexpr std::uint32_t flag_extended_response = 0x10;  // NT_CREATE_REQUEST_EXTENDED_RESPONSE
constexpr std::uint8_t said_words_of_extended_response = 42;
// FILE_WRITE_DATA, FILE_APPEND_DATA, DELETE, GENERIC_WRITE, GENERIC_ALL ([MS-DTYP] 2.4.3, [MS-CIFS] 2.2.1.4.1).
constexpr std::uint32_t access_that_writes = 0x50010006;
// WriteMode ([MS-CIFS] 2.2.4.43.1): the length of the message stands in front of its first piece.
constexpr std::uint16_t raw_message_start = 0x000C;

struct Times {
    std::uint64_t created = 0;
    std::uint64_t written = 0;
};

// When the root of a share says that it was made: some time before the machine started.
std::uint64_t time_of_share(const State& state) {
    return filetime_of(state.machine.booted);
}

NtStatus share_status(Smb1Request& request, const Share*& share) {
    const Tree* tree = request.tree();
    if (tree == nullptr) return NtStatus::smb_bad_tid;
    share = tree->share;
    return NtStatus::success;
}

// The user, the disk share and the path of a command on a path, or why not.
struct Place {
    NtStatus status = NtStatus::success;
    const User* user = nullptr;
    const Share* share = nullptr;
    wire::Smb1Paths paths;
};

Place place_of(Smb1Request& request) {
    Place place;
    place.user = request.user();
    place.status = share_status(request, place.share);
    if (place.user == nullptr) place.status = NtStatus::smb_bad_uid;
    if (place.status != NtStatus::success) return place;
    if (place.share->kind != ShareKind::disk) {
        place.status = NtStatus::object_name_not_found;
        return place;
    }
    const auto paths = wire::decode_smb1_paths(request.message, request.block);
    if (!paths) {
        place.status = NtStatus::invalid_parameter;
        return place;
    }
    place.paths = *paths;
    if (place.paths.path.size() > max_smb1_path_bytes ||
        place.paths.new_path.size() > max_smb1_path_bytes) {
        place.status = NtStatus::object_name_invalid;
        return place;
    }
    // [MS-CIFS] 2.2.4.7 and 2.2.4.8: what is deleted or renamed may be named by a pattern.
    const Smb1Command command = request.block.kind();
    place.status = judge_path(
        place.paths.path, command == Smb1Command::delete_file || command == Smb1Command::rename);
    if (place.status == NtStatus::success) place.status = judge_path(place.paths.new_path);
    return place;
}

bool is_root(const Share& share, std::string_view key) {
    return key.size() == share.name.size();
}

struct Created {
    std::uint16_t fid = 0;
    std::uint32_t action = action_opened;
    std::uint32_t attributes = attribute_normal;
    Times times;
    std::uint64_t allocation = 0;
    std::uint64_t size = 0;
    std::uint16_t type = type_disk;
    std::uint16_t pipe_state = 0;
    bool is_directory = false;
    std::uint32_t access = access_of_file;
};

void write_open_answer(Smb1Request& request, const Created& made) {
    // [MS-CIFS] 2.2.4.41.2.
    wire::Smb1Writer& out = request.answer;
    out.begin(Smb1Command::open_andx);
    out.words().u16le(made.fid);
    out.words().u16le(static_cast<std::uint16_t>(made.attributes));
    out.words().u32le(0);  // LastWriteTime: none
    out.words().u32le(static_cast<std::uint32_t>(made.size));
    out.words().u16le(2);  // AccessRights: read and write
    out.words().u16le(made.type);
    out.words().u16le(made.pipe_state);
    out.words().u16le(static_cast<std::uint16_t>(made.action));
    out.words().zeros(6);
    out.begin_bytes();
    out.end();
}

void write_create_answer(Smb1Request& request, const Created& made, bool is_extended) {
    // [MS-CIFS] 2.2.4.64.2, [MS-SMB] 2.2.4.9.2.
    wire::Smb1Writer& out = request.answer;
    out.begin(Smb1Command::nt_create_andx);
    out.words().u8(0);  // OpLockLevel
    out.words().u16le(made.fid);
    out.words().u32le(made.action);
    out.words().u64le(made.times.created);
    out.words().u64le(made.times.written);  // LastAccessTime
    out.words().u64le(made.times.written);
    out.words().u64le(made.times.written);  // LastChangeTime
    out.words().u32le(made.attributes);
    out.words().u64le(made.allocation);
    out.words().u64le(made.size);
    out.words().u16le(made.type);
    out.words().u16le(made.pipe_state);
    out.words().u8(made.is_directory ? 1 : 0);
    if (is_extended) {
        out.words().zeros(16 + 8);  // VolumeGUID, FileId
        out.words().u32le(made.access);
        out.words().u32le(made.access);
    }
    out.begin_bytes();
    // [MS-SMB] appendix A: Windows counts 42 words where there are 50; clients expect it.
    if (is_extended) out.say_word_count(said_words_of_extended_response);
    out.end();
}

NtStatus make_pipe(Smb1Request& request, const wire::Smb1CreateRequest& asked, Open& open,
                   Created& made) {
    const User& user = *request.user();
    const rpc::Caller caller = user.outcome == LogonOutcome::anonymous ? rpc::Caller::anonymous
                               : user.outcome == LogonOutcome::guest   ? rpc::Caller::guest
                                                                       : rpc::Caller::user;
    const auto logons = pipe_logons(request.state);
    open.pipe = rpc::open_pipe(asked.name, request.state.machine, caller,
                               request.state.random.next(), &logons);
    if (open.pipe == nullptr) return NtStatus::object_name_not_found;
    made.type = type_message_pipe;
    made.pipe_state = pipe_state;
    made.allocation = request.state.machine.system->is_samba ? 0 : pipe_allocation;
    made.access = access_of_pipe;
    return NtStatus::success;
}

CreatedFile new_file(std::string_view path, core::Time now, bool is_directory) {
    CreatedFile file;
    file.name = last_part(path);
    file.written = now;
    file.is_directory = is_directory;
    return file;
}

bool makes_new(std::uint32_t disposition) {
    return disposition != wire::disposition_open && disposition != wire::disposition_overwrite;
}

bool empties_old(std::uint32_t disposition) {
    return disposition == wire::disposition_supersede ||
           disposition == wire::disposition_overwrite ||
           disposition == wire::disposition_overwrite_if;
}

NtStatus make_file(Smb1Request& request, const Share& share, const wire::Smb1CreateRequest& asked,
                   Open& open, Created& made) {
    State& state = request.state;
    const std::string key = file_key(share, asked.name);
    const bool wants_directory = (asked.options & wire::option_directory_file) != 0;
    const bool writes = may_write(state, *request.user(), share);
    if (const NtStatus judged = judge_path(asked.name); judged != NtStatus::success) return judged;
    auto found = state.files.find(key);
    const bool is_fixed = is_root(share, key) || is_system_folder(share, asked.name);
    const bool is_there = is_fixed || found != state.files.end();
    if (!is_there && !has_parent(state, share, asked.name)) return NtStatus::object_path_not_found;
    if (!is_there && !makes_new(asked.disposition)) return NtStatus::object_name_not_found;
    if (is_there && asked.disposition == wire::disposition_create)
        return NtStatus::object_name_collision;
    const bool changes = !is_there || empties_old(asked.disposition) ||
                         (asked.desired_access & access_that_writes) != 0;
    if (changes && !writes) return NtStatus::access_denied;

    if (is_fixed) {
        if (empties_old(asked.disposition)) return NtStatus::file_is_a_directory;
        open.is_directory = true;
        made.times = {time_of_share(state), time_of_share(state)};
    } else {
        if (found == state.files.end()) {
            if (state.files.size() >= max_created_files) return NtStatus::disk_full;
            found =
                state.files.emplace(key, new_file(asked.name, request.now, wants_directory)).first;
            made.action = action_created;
        } else if (empties_old(asked.disposition)) {
            resize_made(state, found->second, 0);
            found->second.written = request.now;
            made.action = action_overwritten;
        }
        if (wants_directory && !found->second.is_directory) return NtStatus::not_a_directory;
        open.is_directory = found->second.is_directory;
        open.size = found->second.size;
        const std::uint64_t written = filetime_of(found->second.written);
        made.times = {written, written};
    }
    open.created = made.action != action_opened;
    open.delete_on_close = (asked.options & wire::option_delete_on_close) != 0 && writes;
    made.is_directory = open.is_directory;
    made.attributes = open.is_directory ? attribute_directory : attribute_archive;
    made.size = open.size;
    made.allocation = (open.size + allocation_unit - 1) / allocation_unit * allocation_unit;
    return NtStatus::success;
}

// The share that an open lies on; it is gone when its tree was disconnected.
const Share* share_of(const State& state, const Open& open) {
    const auto tree = state.trees.find(open.tree);
    return tree == state.trees.end() ? nullptr : tree->second.share;
}

CreatedFile* made_file(State& state, const Open& open) {
    const Share* share = share_of(state, open);
    if (share == nullptr) return nullptr;
    const auto file = state.files.find(file_key(*share, open.name));
    return file == state.files.end() ? nullptr : &file->second;
}

// Deletes what a pattern in the last part of the path names; false where that is nothing.
bool delete_matching(State& state, const Share& share, std::string_view path) {
    const std::string pattern = wire::lower_ascii(last_part(path));
    const std::string key = file_key(share, path);
    const std::string folder = key.substr(0, key.size() - pattern.size());
    return std::erase_if(state.files, [&](const auto& each) {
               const auto& [name, file] = each;
               return !file.is_directory && name.size() > folder.size() &&
                      name.starts_with(folder) &&
                      name.find('\\', folder.size()) == std::string::npos &&
                      name_matches(pattern, std::string_view(name).substr(folder.size()));
           }) > 0;
}

}  // namespace

bool may_connect(const State& state, const User& user, const Share& share) {
    if (share.kind == ShareKind::pipe || user.outcome == LogonOutcome::user) return true;
    if (share.hidden) return false;
    // A null session of Windows reaches IPC$ alone; Samba maps it to its guest.
    return user.outcome == LogonOutcome::guest || state.machine.system->is_samba;
}

bool may_write(const State& state, const User& user, const Share& share) {
    if (user.outcome == LogonOutcome::user) return true;
    return share.guest_may_write && may_connect(state, user, share);
}

PipeAnswer take_answer(Open& open, std::size_t most) {
    PipeAnswer answer;
    if (open.pipe == nullptr || open.pipe->waiting() == 0) {
        answer.status = NtStatus::pipe_empty;
        return answer;
    }
    answer.bytes = open.pipe->read(most);
    if (open.pdu_left == 0) {
        // C706 section 12.6.3.1: the byte order at 4, frag_length at 8. Of a piece that is shorter than that, all that
        // waits is the rest.
        core::Reader in{answer.bytes};
        in.skip(4, "PFC");
        const bool is_big = (in.u8("packed_drep") & 0xF0) == 0;
        in.skip(3, "packed_drep");
        const std::size_t length = in.u16(is_big, "frag_length");
        open.pdu_left = static_cast<std::uint32_t>(
            in.ok() ? length : answer.bytes.size() + open.pipe->waiting());
    }
    open.pdu_left -= std::min(open.pdu_left, static_cast<std::uint32_t>(answer.bytes.size()));
    if (open.pipe->waiting() == 0) open.pdu_left = 0;
    if (open.pdu_left > 0) answer.status = NtStatus::buffer_overflow;
    return answer;
}

NtStatus answer_create(Smb1Request& request) {
    if (request.user() == nullptr) return NtStatus::smb_bad_uid;
    const Share* share = nullptr;
    if (const NtStatus status = share_status(request, share); status != NtStatus::success)
        return status;
    const auto asked = wire::decode_smb1_create(request.message, request.block);
    if (!asked) return NtStatus::invalid_parameter;
    if (asked->name.size() > max_smb1_path_bytes) return NtStatus::object_name_invalid;
    State& state = request.state;
    if (state.opens.size() >= max_opens) return NtStatus::too_many_opened_files;

    Open open;
    open.tree = request.tid;
    open.name = asked->name;
    Created made;
    const NtStatus status = share->kind == ShareKind::disk
                                ? make_file(request, *share, *asked, open, made)
                                : make_pipe(request, *asked, open, made);
    if (status != NtStatus::success) return status;
    made.fid = next_identifier(state, request.identifiers.fid, state.opens);
    state.opens.emplace(made.fid, std::move(open));
    request.fid = made.fid;
    if (request.block.kind() == Smb1Command::open_andx) {
        write_open_answer(request, made);
    } else {
        write_create_answer(request, made, (asked->flags & flag_extended_response) != 0);
    }
    return NtStatus::success;
}

NtStatus answer_read(Smb1Request& request) {
    const auto asked = wire::decode_smb1_read(request.message, request.block);
    if (!asked) return NtStatus::invalid_parameter;
    Open* open = request.open(asked->fid);
    if (open == nullptr) return NtStatus::invalid_handle;
    if (open->is_directory) return NtStatus::invalid_device_request;
    PipeAnswer answer;
    if (open->pipe != nullptr) {
        answer = take_answer(*open, std::min<std::size_t>(asked->max_count, max_pipe_answer));
        if (answer.status == NtStatus::pipe_empty) return answer.status;
    }
    if (open->pipe == nullptr) {
        constexpr std::size_t most = 0xFFFF;  // of an answer's count
        const CreatedFile* file = made_file(request.state, *open);
        if (file != nullptr) {
            const auto data =
                read_made(*file, asked->offset, std::min<std::size_t>(asked->max_count, most));
            // Another process has it locked, as a virus scanner would (the same in SMB2).
            if (!data) return NtStatus::file_lock_conflict;
            answer.bytes.assign(data->begin(), data->end());
        }
    }
    wire::Smb1Writer& out = request.answer;
    if (request.block.kind() == Smb1Command::read) {
        out.begin(Smb1Command::read);
        out.words().u16le(static_cast<std::uint16_t>(answer.bytes.size()));
        out.words().zeros(8);
        out.begin_bytes();
        out.bytes().u8(1);
        out.bytes().u16le(static_cast<std::uint16_t>(answer.bytes.size()));
        out.bytes().bytes(answer.bytes);
        out.end();
        return answer.status;
    }
    // [MS-CIFS] 2.2.4.42.2.
    out.begin(Smb1Command::read_andx);
    out.words().u16le(open->pipe != nullptr ? 0 : 0xFFFF);  // Available
    out.words().zeros(4);                                   // DataCompactionMode, Reserved1
    out.words().u16le(static_cast<std::uint16_t>(answer.bytes.size()));
    const std::size_t data_offset_at = out.offset();
    out.words().u16le(0);
    out.words().zeros(10);
    out.begin_bytes();
    out.align(2);
    out.put_u16(data_offset_at, out.offset());
    out.bytes().bytes(answer.bytes);
    out.end();
    return answer.status;
}

NtStatus answer_write(Smb1Request& request) {
    const auto asked = wire::decode_smb1_write(request.message, request.block);
    if (!asked) return NtStatus::invalid_parameter;
    Open* open = request.open(asked->fid);
    if (open == nullptr) return NtStatus::invalid_handle;
    if (asked->fault) return NtStatus::invalid_parameter;
    if (open->is_directory) return NtStatus::invalid_device_request;
    if (open->pipe != nullptr) {
        core::Reader data{asked->data};
        if ((asked->write_mode & raw_message_start) == raw_message_start)
            data.skip(2, "MessageLength");
        open->pipe->write(data.rest(), request.now);
    } else {
        const Share* share = share_of(request.state, *open);
        const User* user = request.user();
        if (share == nullptr || user == nullptr || !may_write(request.state, *user, *share))
            return NtStatus::access_denied;
        if (asked->offset > max_file_size) return NtStatus::disk_full;
        if (CreatedFile* file = made_file(request.state, *open)) {
            write_made(request.state, *file, asked->offset, asked->data, request.now);
            open->size = file->size;
        }
    }
    wire::Smb1Writer& out = request.answer;
    if (request.block.kind() == Smb1Command::write) {
        out.begin(Smb1Command::write);
        out.words().u16le(static_cast<std::uint16_t>(asked->data.size()));
    } else {
        // [MS-CIFS] 2.2.4.43.2, [MS-SMB] 2.2.4.3.2.
        out.begin(Smb1Command::write_andx);
        out.words().u16le(static_cast<std::uint16_t>(asked->data.size()));
        out.words().u16le(open->pipe != nullptr ? 0 : 0xFFFF);  // Available
        out.words().u16le(static_cast<std::uint16_t>(asked->data.size() >> 16));
        out.words().u16le(0);
    }
    out.begin_bytes();
    out.end();
    return NtStatus::success;
}

NtStatus answer_close(Smb1Request& request) {
    const auto asked = wire::decode_smb1_fid(request.message, request.block);
    if (!asked) return NtStatus::invalid_parameter;
    State& state = request.state;
    const auto found = state.opens.find(request.fid.value_or(*asked));
    if (found == state.opens.end()) return NtStatus::invalid_handle;
    if (found->second.delete_on_close)
        if (const Share* share = share_of(state, found->second))
            state.files.erase(file_key(*share, found->second.name));
    state.opens.erase(found);
    return NtStatus::success;
}

NtStatus answer_flush(Smb1Request& request) {
    constexpr std::uint16_t all_files = 0xFFFF;
    const auto asked = wire::decode_smb1_fid(request.message, request.block);
    if (!asked) return NtStatus::invalid_parameter;
    return *asked == all_files || request.open(*asked) != nullptr ? NtStatus::success
                                                                  : NtStatus::invalid_handle;
}

NtStatus answer_delete(Smb1Request& request) {
    const Place place = place_of(request);
    if (place.status != NtStatus::success) return place.status;
    State& state = request.state;
    if (!may_write(state, *place.user, *place.share)) return NtStatus::access_denied;
    const std::string& path = place.paths.path;
    if (is_folder(state, *place.share, path)) return NtStatus::file_is_a_directory;
    if (!has_parent(state, *place.share, path)) return NtStatus::object_path_not_found;
    if (last_part(path).find_first_of("*?<>\"") != std::string_view::npos)
        return delete_matching(state, *place.share, path) ? NtStatus::success
                                                          : NtStatus::no_such_file;
    state.files.erase(file_key(*place.share, path));
    return NtStatus::success;
}

NtStatus answer_rename(Smb1Request& request) {
    const Place place = place_of(request);
    if (place.status != NtStatus::success) return place.status;
    if (!may_write(request.state, *place.user, *place.share)) return NtStatus::access_denied;
    return rename_made(request.state, *place.share, place.paths.path, place.paths.new_path);
}

NtStatus answer_directory(Smb1Request& request) {
    const Place place = place_of(request);
    if (place.status != NtStatus::success) return place.status;
    State& state = request.state;
    const Share& share = *place.share;
    const std::string& path = place.paths.path;
    const std::string key = file_key(share, path);
    const auto found = state.files.find(key);
    const bool is_there = found != state.files.end();
    const bool is_a_folder = is_folder(state, share, path);
    if (!is_there && !is_a_folder && !has_parent(state, share, path))
        return NtStatus::object_path_not_found;
    if (request.block.kind() == Smb1Command::check_directory) {
        if (is_a_folder) return NtStatus::success;
        if (is_there) return NtStatus::not_a_directory;
        return state.machine.system->is_samba ? NtStatus::object_name_not_found
                                              : NtStatus::object_path_not_found;
    }
    if (!may_write(state, *place.user, share)) return NtStatus::access_denied;
    if (request.block.kind() == Smb1Command::delete_directory) {
        if (!is_there)
            return is_a_folder ? NtStatus::access_denied : NtStatus::object_name_not_found;
        if (!is_a_folder) return NtStatus::not_a_directory;
        if (has_children(state, share, path)) return NtStatus::directory_not_empty;
        state.files.erase(found);
        return NtStatus::success;
    }
    if (is_there || is_a_folder) return NtStatus::object_name_collision;
    if (state.files.size() >= max_created_files) return NtStatus::disk_full;
    state.files.emplace(key, new_file(path, request.now, true));
    return NtStatus::success;
}

NtStatus answer_query_information(Smb1Request& request) {
    const Place place = place_of(request);
    if (place.status != NtStatus::success) return place.status;
    const std::string key = file_key(*place.share, place.paths.path);
    const auto found = request.state.files.find(key);
    if (!is_folder(request.state, *place.share, place.paths.path) &&
        found == request.state.files.end())
        return NtStatus::object_name_not_found;
    const bool is_directory = found == request.state.files.end() || found->second.is_directory;
    // [MS-CIFS] 2.2.4.9.2.
    wire::Smb1Writer& out = request.answer;
    out.begin(Smb1Command::query_information);
    out.words().u16le(
        static_cast<std::uint16_t>(is_directory ? attribute_directory : attribute_archive));
    out.words().u32le(0);  // LastWriteTime
    out.words().u32le(is_directory ? 0 : static_cast<std::uint32_t>(found->second.size));
    out.words().zeros(10);
    out.begin_bytes();
    out.end();
    return NtStatus::success;
}

NtStatus answer_query_disk(Smb1Request& request) {
    if (request.tree() == nullptr) return NtStatus::smb_bad_tid;
    // [MS-CIFS] 2.2.4.57.2: numbers of 16 bits. Windows says the most that fits; smbd takes ever larger units until both do.
    std::uint64_t total = 0xFFFF;
    std::uint64_t blocks_in_unit = 0x0040;
    std::uint64_t free = 0x7C3A;
    if (request.state.machine.system->is_samba) {
        total = clusters_in_all;
        blocks_in_unit = sectors_per_cluster;
        free = clusters_free;
        while (total > 0xFFFF || free > 0xFFFF) {
            total /= 2;
            free /= 2;
            blocks_in_unit *= 2;
        }
    }
    wire::Smb1Writer& out = request.answer;
    out.begin(Smb1Command::query_information_disk);
    out.words().u16le(static_cast<std::uint16_t>(total));
    out.words().u16le(static_cast<std::uint16_t>(blocks_in_unit));
    out.words().u16le(bytes_per_sector);
    out.words().u16le(static_cast<std::uint16_t>(free));
    out.words().u16le(0);
    out.begin_bytes();
    out.end();
    return NtStatus::success;
}

}  // namespace hitme::dialogue::smb
