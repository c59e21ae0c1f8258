// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb2_files.h"

#include <algorithm>
#include <array>

#include "core/reader.h"
#include "core/writer.h"
#include "dialogue/smb/filetime.h"
#include "dialogue/smb/made_files.h"
#include "dialogue/smb/share_paths.h"
#include "wire/file_information.h"
#include "wire/smb_text.h"

namespace hitme::dialogue::smb {

namespace {

using wire::NtStatus;

constexpr std::uint32_t attribute_directory = 0x10;
constexpr std::uint32_t attribute_archive = 0x20;
constexpr std::uint32_t attribute_normal = 0x80;
constexpr std::uint32_t file_lock_conflict = 0xC0000054;
constexpr std::uint32_t bad_impersonation_level = 0xC00000A5;
constexpr std::uint32_t privilege_not_held = 0xC0000061;
constexpr std::uint64_t cluster = 4096;
// DesiredAccess bits that change something: write data, append, write EA, attributes, delete, DAC, owner, generic.
constexpr std::uint32_t writing_access = 0x0002 | 0x0004 | 0x0010 | 0x0100 | 0x0001'0000 |
                                         0x0004'0000 | 0x0008'0000 | 0x4000'0000 | 0x1000'0000;

constexpr std::uint64_t largest_file = std::uint64_t{1} << 44;  // NTFS: 16 TiB
constexpr std::uint64_t largest_offset =
    0x7FFF'FFFF'FFFF'FFFF;  // [MS-FSA] 2.1.5.3, 2.1.5.4: a signed number
constexpr std::uint32_t access_delete = 0x0001'0000;
constexpr std::uint32_t access_system_security = 0x0100'0000;
constexpr std::uint32_t access_generic_all = 0x1000'0000;

Smb2Answer refused(std::uint32_t status) {
    Smb2Answer answer;
    answer.status = status;
    return answer;
}

// [MS-SMB2] 3.3.5.9 and 2.2.13: access and options that no open has. 0 where there are none.
std::uint32_t refusal_of_create(const wire::Smb2CreateRequest& request, const System& system,
                                bool is_user) {
    constexpr std::uint32_t access_of_none = 0x0CE0'FE00;
    constexpr std::uint32_t options_of_none = 0xFF00'0000;
    constexpr std::uint32_t options_that_smbd_refuses = 0x0010'0030;
    constexpr std::uint32_t option_open_by_id = 0x0000'2000;
    if ((request.desired_access & access_of_none) != 0)
        return wire::value_of(NtStatus::access_denied);
    if ((request.options & (options_of_none | (system.is_samba ? options_that_smbd_refuses : 0))) !=
        0)
        return wire::value_of(NtStatus::invalid_parameter);
    if ((request.options & option_open_by_id) != 0) return wire::value_of(NtStatus::not_supported);
    if ((request.options & wire::smb2_option_delete_on_close) != 0 &&
        (request.desired_access & (access_delete | access_generic_all)) == 0)
        return wire::value_of(system.is_samba ? NtStatus::invalid_parameter
                                              : NtStatus::access_denied);
    if ((request.desired_access & access_system_security) != 0 && !is_user)
        return privilege_not_held;
    return 0;
}

}  // namespace

Smb2Files::Smb2Files(State& state) : state_(state) {
    id_high_ = static_cast<std::uint32_t>(state_.random.below(0x400)) + 1;
}

Open* Smb2Files::find(std::uint32_t tree_id, const wire::Smb2FileId& file) {
    const auto found = state_.opens.find(file.volatile_part);
    if (found == state_.opens.end() || found->second.tree != tree_id) return nullptr;
    return &found->second;
}

bool Smb2Files::is_open(std::uint32_t tree_id, const wire::Smb2FileId& file) const {
    const auto found = state_.opens.find(file.volatile_part);
    return found != state_.opens.end() && found->second.tree == tree_id;
}

std::optional<wire::Smb2FileId> Smb2Files::keep(Open open, const Place& place) {
    if (state_.opens.size() >= max_opens) return {};
    open.tree = place.tree_id;
    wire::Smb2FileId id;
    if (state_.machine.system->is_samba) {  // smbd: two random numbers of 32 bits
        id.persistent = state_.random.next() >> 32;
        do id.volatile_part = state_.random.next() >> 32;
        while (state_.opens.contains(id.volatile_part));
    } else {  // Windows: a counter of all opens and an index by four, both with the same upper half
        const std::uint64_t high = std::uint64_t{id_high_} << 32;
        id.persistent = high | (0x2D + opens_made_);
        id.volatile_part = high | (1 + std::uint64_t{4} * opens_made_);
    }
    ++opens_made_;
    state_.opens.emplace(id.volatile_part, std::move(open));
    return id;
}

bool Smb2Files::may_write(const Place& place) const {
    return place.who == LogonOutcome::user || place.share->guest_may_write;
}

Smb2Files::Found Smb2Files::look_up(const Share& share, const std::string& name) const {
    Found found;
    found.written = state_.machine.booted;
    if (name.empty() || is_system_folder(share, name)) {
        found.exists = true;
        found.is_directory = true;
        return found;
    }
    const auto file = state_.files.find(file_key(share, name));
    if (file == state_.files.end()) return found;
    found.exists = true;
    found.is_directory = file->second.is_directory;
    found.size = file->second.size;
    found.written = file->second.written;
    return found;
}

wire::Smb2FileFacts Smb2Files::facts_of(const Found& found) const {
    wire::Smb2FileFacts facts;
    facts.created = facts.accessed = facts.written = facts.changed = filetime_of(found.written);
    facts.end_of_file = found.size;
    facts.allocation_size = (found.size / cluster + (found.size % cluster != 0 ? 1 : 0)) * cluster;
    facts.attributes = found.is_directory ? attribute_directory : attribute_archive;
    return facts;
}

Smb2Answer Smb2Files::create(const Place& place, const wire::Smb2CreateRequest& request,
                             wire::Smb2FileId& made) {
    constexpr std::uint32_t impersonation_delegate = 3;  // the highest level there is
    if (request.impersonation > impersonation_delegate) return refused(bad_impersonation_level);
    if (request.name.size() % 2 != 0) return Smb2Answer{NtStatus::invalid_parameter};
    if (request.name.size() > 2 * max_path_bytes) return Smb2Answer{NtStatus::object_name_invalid};
    std::string name = wire::smb_text_from_utf16(request.name);
    if (place.share->kind == ShareKind::pipe) return open_pipe(place, name, made);
    // 3.3.5.9: a path is relative to the share.
    if (!name.empty() && name.front() == '\\') return Smb2Answer{NtStatus::invalid_parameter};
    // smbd takes the other slash for a separator, too.
    if (!state_.machine.system->is_samba && name.find('/') != std::string::npos)
        return Smb2Answer{NtStatus::object_name_invalid};
    while (!name.empty() && name.back() == '\\') name.pop_back();
    if (const NtStatus judged = judge_path(name); judged != NtStatus::success)
        return Smb2Answer{judged};
    if (const std::uint32_t status =
            refusal_of_create(request, *state_.machine.system, place.who == LogonOutcome::user))
        return refused(status);
    return open_file(place, request, name, made);
}

Smb2Answer Smb2Files::open_pipe(const Place& place, const std::string& name,
                                wire::Smb2FileId& made) {
    const auto caller = place.who == LogonOutcome::user    ? rpc::Caller::user
                        : place.who == LogonOutcome::guest ? rpc::Caller::guest
                                                           : rpc::Caller::anonymous;
    Open open;
    open.name = name;
    const auto logons = pipe_logons(state_);
    open.pipe = rpc::open_pipe(name, state_.machine, caller, state_.random.next(), &logons);
    if (open.pipe == nullptr) return Smb2Answer{NtStatus::object_name_not_found};
    const auto id = keep(std::move(open), place);
    if (!id) return Smb2Answer{NtStatus::too_many_opened_files};
    made = *id;
    wire::Smb2CreateResponse response;
    response.action = 1;
    response.facts.allocation_size = state_.machine.system->is_samba ? 0 : cluster;
    response.facts.attributes = attribute_normal;
    response.file = *id;
    Smb2Answer answer;
    wire::encode_smb2_create_response(answer.body, response);
    return answer;
}

Smb2Answer Smb2Files::open_file(const Place& place, const wire::Smb2CreateRequest& request,
                                const std::string& name, wire::Smb2FileId& made) {
    const Found before = look_up(*place.share, name);
    const bool wants_directory = (request.options & wire::smb2_option_directory) != 0;
    const bool wants_file = (request.options & wire::smb2_option_not_directory) != 0;
    if (wants_directory && wants_file) return Smb2Answer{NtStatus::invalid_parameter};
    if (request.disposition > wire::smb2_disposition_overwrite_if)
        return Smb2Answer{NtStatus::invalid_parameter};
    const bool must_exist = request.disposition == wire::smb2_disposition_open ||
                            request.disposition == wire::smb2_disposition_overwrite;
    if (!before.exists && !has_parent(state_, *place.share, name))
        return Smb2Answer{NtStatus::object_path_not_found};
    if (!before.exists && must_exist) return Smb2Answer{NtStatus::object_name_not_found};
    if (before.exists && request.disposition == wire::smb2_disposition_create)
        return Smb2Answer{NtStatus::object_name_collision};
    if (before.exists && before.is_directory && wants_file)
        return Smb2Answer{NtStatus::file_is_a_directory};
    if (before.exists && !before.is_directory && wants_directory)
        return Smb2Answer{NtStatus::not_a_directory};
    const bool changes = !before.exists || (request.disposition != wire::smb2_disposition_open &&
                                            request.disposition != wire::smb2_disposition_open_if);
    const bool deletes = (request.options & wire::smb2_option_delete_on_close) != 0;
    if (changes || deletes || (request.desired_access & writing_access) != 0) {
        // Opening the share's root to write is asked for by Explorer and answered by what it does there.
        if (!may_write(place)) return Smb2Answer{NtStatus::access_denied};
    }
    if (before.is_directory && changes) return Smb2Answer{NtStatus::object_name_collision};
    if (!before.exists && state_.files.size() >= max_created_files)
        return Smb2Answer{NtStatus::disk_full};
    if (state_.opens.size() >= max_opens) return Smb2Answer{NtStatus::too_many_opened_files};

    if (changes) {
        CreatedFile& file = state_.files[file_key(*place.share, name)];
        file.name = last_part(name);
        resize_made(state_, file, 0);
        file.written = place.now;
        file.is_directory = wants_directory;
    }
    const Found after = look_up(*place.share, name);
    Open open;
    open.name = name;
    open.is_directory = after.is_directory;
    open.created = changes;
    open.delete_on_close = deletes;
    open.size = after.size;
    const auto id = keep(std::move(open), place);
    if (!id) return Smb2Answer{NtStatus::too_many_opened_files};
    made = *id;

    wire::Smb2CreateResponse response;
    response.action = !before.exists                                            ? 2
                      : !changes                                                ? 1
                      : request.disposition == wire::smb2_disposition_supersede ? 0
                                                                                : 3;
    response.facts = facts_of(after);
    response.file = *id;
    core::ByteVector access;
    core::Writer{access}.u32le(0);  // [MS-SMB2] 2.2.14.2.5: QueryStatus, MaximalAccess
    core::Writer{access}.u32le(may_write(place) ? 0x001F01FF : 0x001200A9);
    core::ByteVector disk;
    core::Writer{disk}.u64le(id->persistent);  // 2.2.14.2.9: DiskFileId, VolumeId, Reserved
    core::Writer{disk}.u64le(state_.machine.domain_sid[0]);
    core::Writer{disk}.zeros(16);
    for (const auto& context : request.contexts) {
        wire::Smb2CreateContext said;
        said.name = context.name;
        if (context.kind == wire::Smb2CreateContextKind::maximal_access)
            said.data = access;
        else if (context.kind == wire::Smb2CreateContextKind::disk_id)
            said.data = disk;
        else
            continue;
        response.contexts.push_back(said);
    }
    Smb2Answer answer;
    wire::encode_smb2_create_response(answer.body, response);
    return answer;
}

Smb2Answer Smb2Files::close(const Place& place, const wire::Smb2CloseRequest& request) {
    Open* open = find(place.tree_id, request.file);
    if (open == nullptr) return Smb2Answer{NtStatus::file_closed};
    wire::Smb2CloseResponse response;
    if ((request.flags & wire::smb2_close_wants_attributes) != 0 && open->pipe == nullptr) {
        response.flags = wire::smb2_close_wants_attributes;
        response.facts = facts_of(look_up(*place.share, open->name));
    }
    if (open->delete_on_close) state_.files.erase(file_key(*place.share, open->name));
    state_.opens.erase(request.file.volatile_part);
    Smb2Answer answer;
    wire::encode_smb2_close_response(answer.body, response);
    return answer;
}

void Smb2Files::close_tree(std::uint32_t tree_id) {
    std::erase_if(state_.opens, [&](const auto& each) { return each.second.tree == tree_id; });
}

std::optional<core::ByteVector> Smb2Files::take_from_pipe(std::uint64_t key, std::size_t most,
                                                          std::uint32_t& status) {
    const auto found = state_.opens.find(key);
    if (found == state_.opens.end() || found->second.pipe == nullptr) return {};
    Open& open = found->second;
    if (open.pipe->waiting() == 0) return {};
    core::ByteVector data = open.pipe->read(std::min(most, max_answer_data));
    if (open.pdu_left == 0) {
        // The front of a PDU: its FragLength (C706 12.6.3.1) says how much of it stays behind. Ours are little-endian.
        core::Reader in{data};
        in.skip(8, "header");
        const std::uint32_t length = in.u16le("FragLength");
        open.pdu_left =
            in.ok() ? std::max<std::uint32_t>(length, static_cast<std::uint32_t>(data.size()))
                    : static_cast<std::uint32_t>(data.size());
    }
    open.pdu_left -= std::min(open.pdu_left, static_cast<std::uint32_t>(data.size()));
    if (open.pdu_left > 0 && open.pipe->waiting() == 0) open.pdu_left = 0;
    status = open.pdu_left > 0 ? wire::value_of(NtStatus::buffer_overflow) : 0;
    return data;
}

Smb2Answer Smb2Files::read(const Place& place, const wire::Smb2ReadRequest& request) {
    Open* open = find(place.tree_id, request.file);
    if (open == nullptr) return Smb2Answer{NtStatus::file_closed};
    Smb2Answer answer;
    if (open->pipe != nullptr) {
        const auto data = take_from_pipe(request.file.volatile_part, request.length, answer.status);
        if (!data) {
            answer.status = wire::value_of(NtStatus::pending);
            answer.waits = true;
            return answer;
        }
        wire::encode_smb2_read_response(answer.body, {*data, 0});
        return answer;
    }
    if (open->is_directory) return Smb2Answer{NtStatus::invalid_device_request};
    if (request.offset > largest_offset) return Smb2Answer{NtStatus::invalid_parameter};
    if (request.length == 0) {
        wire::encode_smb2_read_response(answer.body, {});
        return answer;
    }
    const auto file = state_.files.find(file_key(*place.share, open->name));
    if (file == state_.files.end()) return Smb2Answer{NtStatus::end_of_file};
    const auto data = read_made(file->second, request.offset, request.length);
    // Another process has it, as a virus scanner would.
    if (!data) return refused(file_lock_conflict);
    if (data->empty() || data->size() < request.minimum_count)
        return Smb2Answer{NtStatus::end_of_file};
    wire::encode_smb2_read_response(answer.body, {*data, 0});
    return answer;
}

Smb2Answer Smb2Files::write(const Place& place, const wire::Smb2WriteRequest& request) {
    Open* open = find(place.tree_id, request.file);
    if (open == nullptr) return Smb2Answer{NtStatus::file_closed};
    if (request.data.size() != request.declared) return Smb2Answer{NtStatus::invalid_parameter};
    if (open->pipe != nullptr) {
        open->pipe->write(request.data, place.now);
    } else {
        if (open->is_directory) return Smb2Answer{NtStatus::invalid_device_request};
        if (!may_write(place)) return Smb2Answer{NtStatus::access_denied};
        if (request.offset > largest_file) {
            const bool is_none = request.offset > largest_offset || state_.machine.system->is_samba;
            return Smb2Answer{is_none ? NtStatus::invalid_parameter : NtStatus::disk_full};
        }
        const auto file = state_.files.find(file_key(*place.share, open->name));
        if (file != state_.files.end()) {
            write_made(state_, file->second, request.offset, request.data, place.now);
            open->size = file->second.size;
        }
    }
    Smb2Answer answer;
    wire::encode_smb2_write_response(answer.body, {request.declared});
    return answer;
}

Smb2Answer Smb2Files::ioctl(const Place& place, const wire::Smb2IoctlRequest& request) {
    wire::Smb2IoctlResponse response;
    response.code = request.code;
    response.file = request.file;
    Smb2Answer answer;
    const bool is_samba = state_.machine.system->is_samba;
    // smbd has no driver for what is asked of pipes but for the transaction, and wants to know what is written into one.
    const bool on_pipes = place.share->kind == ShareKind::pipe;
    if (is_samba && on_pipes && request.code != wire::fsctl_pipe_transceive) {
        const bool names_a_file = request.file != wire::smb2_same_file;
        if (names_a_file && !is_open(place.tree_id, request.file))
            return Smb2Answer{NtStatus::file_closed};
        if (names_a_file && request.code == wire::fsctl_pipe_wait)
            return Smb2Answer{NtStatus::invalid_parameter};
        if (names_a_file || request.code == wire::fsctl_pipe_wait)
            return Smb2Answer{NtStatus::fs_driver_required};
    }
    if (request.code == wire::fsctl_pipe_wait) {  // [MS-FSCC] 2.3.49: a pipe that exists is ready
        if (place.share->kind != ShareKind::pipe)
            return Smb2Answer{NtStatus::invalid_device_request};
        wire::encode_smb2_ioctl_response(answer.body, response);
        return answer;
    }
    if (request.code != wire::fsctl_pipe_transceive && request.code != wire::fsctl_pipe_peek)
        // smbd looks for the file first, whatever is asked of it.
        return Smb2Answer{is_samba && !is_open(place.tree_id, request.file)
                              ? NtStatus::file_closed
                              : NtStatus::invalid_device_request};
    Open* open = find(place.tree_id, request.file);
    if (open == nullptr) return Smb2Answer{NtStatus::file_closed};
    if (open->pipe == nullptr) return Smb2Answer{NtStatus::invalid_device_request};
    core::ByteVector output;
    if (request.code == wire::fsctl_pipe_peek) {  // [MS-FSCC] 2.3.46
        const std::size_t waiting = open->pipe->waiting();
        core::Writer to{output};
        to.u32le(3);  // connected
        to.u32le(static_cast<std::uint32_t>(waiting));
        to.u32le(waiting > 0 ? 1 : 0);
        to.u32le(open->pdu_left);
    } else {
        open->pipe->write(request.input, place.now);
        auto data =
            take_from_pipe(request.file.volatile_part, request.max_output_response, answer.status);
        if (!data) {
            answer.status = wire::value_of(NtStatus::pending);
            answer.waits = true;
            return answer;
        }
        output = std::move(*data);
    }
    response.output = output;
    wire::encode_smb2_ioctl_response(answer.body, response);
    return answer;
}

Entry Smb2Files::entry_of(const Place& place, const Open& open) const {
    Entry entry;
    entry.name = open.name;
    if (open.pipe != nullptr) {
        entry.facts.allocation_size = cluster;
        entry.facts.attributes = attribute_normal;
        return entry;
    }
    entry.facts = facts_of(look_up(*place.share, open.name));
    // An index that stays the same for one name ([MS-FSCC] 2.1.9): FNV-1a over it.
    entry.id = 0xCBF2'9CE4'8422'2325u;
    for (const char letter : file_key(*place.share, open.name))
        entry.id = (entry.id ^ static_cast<std::uint8_t>(letter)) * 0x100'0000'01B3u;
    return entry;
}

std::vector<Entry> Smb2Files::entries_of(const Place& place, const Open& open,
                                         std::string_view pattern) const {
    std::vector<Entry> entries;
    Open here;
    here.name = open.name;
    for (const char* name : {".", ".."}) {
        if (!name_matches(pattern, name)) continue;
        Entry entry = entry_of(place, here);
        entry.name = name;
        entries.push_back(std::move(entry));
    }
    const std::string below = file_key(*place.share, open.name) + "\\";
    for (const auto& [key, file] : state_.files) {
        if (!key.starts_with(below) || key.find('\\', below.size()) != std::string::npos) continue;
        if (!name_matches(pattern, file.name)) continue;
        here.name = open.name.empty() ? file.name : open.name + "\\" + file.name;
        Entry entry = entry_of(place, here);
        entry.name = file.name;
        entries.push_back(std::move(entry));
    }
    return entries;
}

Smb2Answer Smb2Files::query_directory(const Place& place,
                                      const wire::Smb2QueryDirectoryRequest& request) {
    Open* open = find(place.tree_id, request.file);
    if (open == nullptr) return Smb2Answer{NtStatus::file_closed};
    if (!open->is_directory) return Smb2Answer{NtStatus::invalid_parameter};
    if (!is_directory_class(request.information_class))
        return Smb2Answer{NtStatus::invalid_info_class};
    if ((request.flags & (wire::smb2_restart_scans | wire::smb2_reopen)) != 0) {
        open->entries_given = 0;
        open->listed = false;
    }
    const std::string pattern = wire::smb_text_from_utf16(request.pattern, max_path_bytes);
    if (state_.machine.system->is_samba) {
        if (pattern.empty()) return Smb2Answer{NtStatus::invalid_parameter};
        if (pattern.find_first_of("\\/") != std::string::npos)
            return Smb2Answer{NtStatus::object_name_invalid};
    }
    const auto entries = entries_of(place, *open, pattern);
    const std::size_t most = std::min<std::size_t>(request.output_length, max_answer_data);
    core::ByteVector buffer;
    std::optional<std::size_t> previous;
    while (open->entries_given < entries.size()) {
        if (!append_entry(buffer, request.information_class, entries[open->entries_given], previous,
                          most))
            break;
        ++open->entries_given;
        if ((request.flags & wire::smb2_return_single_entry) != 0) break;
    }
    if (buffer.empty()) {
        if (open->entries_given < entries.size()) return Smb2Answer{NtStatus::info_length_mismatch};
        const bool first = !open->listed;
        open->listed = true;
        return Smb2Answer{first ? NtStatus::no_such_file : NtStatus::no_more_files};
    }
    open->listed = true;
    Smb2Answer answer;
    wire::encode_smb2_query_response(answer.body, {buffer});
    return answer;
}

Smb2Answer Smb2Files::query_info(const Place& place, const wire::Smb2QueryInfoRequest& request) {
    Open* open = find(place.tree_id, request.file);
    if (open == nullptr) return Smb2Answer{NtStatus::file_closed};
    std::optional<core::ByteVector> buffer;
    switch (request.type) {
        case wire::Smb2InfoType::file:
            buffer = file_information(request.information_class, entry_of(place, *open),
                                      open->pipe != nullptr ? EntryKind::pipe
                                      : open->is_directory  ? EntryKind::directory
                                                            : EntryKind::file);
            break;
        case wire::Smb2InfoType::filesystem:
            if (place.share->kind == ShareKind::pipe)
                return Smb2Answer{NtStatus::invalid_device_request};
            buffer = volume_information(request.information_class, state_.machine);
            break;
        case wire::Smb2InfoType::security:
            buffer = security_information(request.additional);
            // [MS-SMB2] 3.3.5.20.3: the client asks again with the size that it is told.
            if (buffer->size() > request.output_length)
                return Smb2Answer{NtStatus::buffer_too_small};
            break;
        case wire::Smb2InfoType::quota:
            return Smb2Answer{NtStatus::not_supported};
        default:
            return Smb2Answer{NtStatus::invalid_parameter};
    }
    if (!buffer) return Smb2Answer{NtStatus::invalid_info_class};
    // [MS-SMB2] 3.3.5.20.1: the fixed part has to fit, the rest may be cut.
    const bool is_volume = request.type == wire::Smb2InfoType::filesystem;
    if (request.output_length <
        std::min(buffer->size(), fixed_part(is_volume, request.information_class)))
        return Smb2Answer{NtStatus::info_length_mismatch};
    Smb2Answer answer;
    if (buffer->size() > request.output_length) {
        answer.status = wire::value_of(NtStatus::buffer_overflow);
        buffer->resize(request.output_length);
    }
    wire::encode_smb2_query_response(answer.body, {*buffer});
    return answer;
}

Smb2Answer Smb2Files::rename(const Place& place, Open& open, core::Bytes buffer) {
    const auto wanted = wire::decode_file_rename(buffer, wire::FileRenameForm::smb2);
    if (!wanted) return Smb2Answer{NtStatus::info_length_mismatch};
    std::string name = wire::smb_text_from_utf16(wanted->name, max_path_bytes);
    if (!name.empty() && name.front() == '\\') name.erase(0, 1);
    if (name.empty()) return Smb2Answer{NtStatus::object_name_invalid};
    if (const NtStatus judged = judge_path(name); judged != NtStatus::success)
        return Smb2Answer{judged};
    const NtStatus renamed = rename_made(state_, *place.share, open.name, name);
    // The root and the folders of the system stay where they are.
    if (renamed == NtStatus::object_name_not_found) return Smb2Answer{NtStatus::access_denied};
    if (renamed != NtStatus::success) return Smb2Answer{renamed};
    open.name = name;
    Smb2Answer answer;
    wire::encode_smb2_set_info_response(answer.body);
    return answer;
}

Smb2Answer Smb2Files::set_info(const Place& place, const wire::Smb2SetInfoRequest& request) {
    Open* open = find(place.tree_id, request.file);
    if (open == nullptr) return Smb2Answer{NtStatus::file_closed};
    if (open->pipe == nullptr && !may_write(place)) return Smb2Answer{NtStatus::access_denied};
    if (open->pipe != nullptr && state_.machine.system->is_samba)
        return Smb2Answer{NtStatus::not_supported};
    if (request.type == wire::Smb2InfoType::file) {
        core::Reader in{request.buffer};
        switch (request.information_class) {
            case 10:  // FileRenameInformation
                return rename(place, *open, request.buffer);
            case 13:  // FileDispositionInformation, 2.4.11
                open->delete_on_close = in.u8("DeletePending") != 0;
                if (open->delete_on_close && has_children(state_, *place.share, open->name)) {
                    open->delete_on_close = false;
                    return Smb2Answer{NtStatus::directory_not_empty};
                }
                break;
            case 20: {  // FileEndOfFileInformation, 2.4.14
                const std::uint64_t size = in.u64le("EndOfFile");
                if (size > largest_offset) return Smb2Answer{NtStatus::invalid_parameter};
                if (size > largest_file) return Smb2Answer{NtStatus::disk_full};
                const auto file = state_.files.find(file_key(*place.share, open->name));
                if (in.ok() && file != state_.files.end()) resize_made(state_, file->second, size);
                break;
            }
            case 4:   // FileBasicInformation: times and attributes that we do not keep
            case 19:  // FileAllocationInformation
            case 23:  // FilePipeInformation
                break;
            default:
                return Smb2Answer{NtStatus::invalid_info_class};
        }
        if (!in.ok()) return Smb2Answer{NtStatus::info_length_mismatch};
    } else if (request.type != wire::Smb2InfoType::security) {
        return Smb2Answer{NtStatus::not_supported};
    }
    Smb2Answer answer;
    wire::encode_smb2_set_info_response(answer.body);
    return answer;
}

}  // namespace hitme::dialogue::smb
