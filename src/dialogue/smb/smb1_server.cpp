// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_server.h"

#include <algorithm>

#include "core/reader.h"
#include "dialogue/smb/filetime.h"
#include "dialogue/smb/smb1_commands.h"
#include "dialogue/smb/smb1_files.h"
#include "wire/netbios_session.h"
#include "wire/smb1_close.h"
#include "wire/smb1_session_setup.h"
#include "wire/smb1_tree_connect.h"

namespace hitme::dialogue::smb {
namespace {

using wire::Smb1Command;

// Places in the header ([MS-CIFS] 2.2.3.1).
constexpr std::size_t command_at = 4;
constexpr std::size_t status_at = 5;
constexpr std::size_t flags2_at = 10;
constexpr std::size_t tid_at = 24;
constexpr std::size_t uid_at = 28;
// Of the client's Flags what answers repeat: case-insensitive, canonical paths.
constexpr std::uint8_t repeated_flags = 0x18;
constexpr std::uint16_t samba_flags2 =
    0xC803;  // what smbd leaves of a client's Flags2 after the negotiate
constexpr std::uint16_t samba_common_flags2 = 0x4003;  // NT status, long names, attributes
constexpr std::uint8_t read_raw = 0x1A;                // [MS-CIFS] 2.2.4.22
constexpr std::uint16_t flags2_unicode = 0x8000;
constexpr std::uint8_t user_level_with_challenge = 0x03;  // SecurityMode: signatures off
constexpr std::uint32_t max_raw_size = 65536;
constexpr std::uint16_t action_guest = 0x0001;
constexpr std::uint8_t words_of_extended_security = 12;

// TREE_CONNECT_ANDX ([MS-SMB] 2.2.4.7).
constexpr std::uint16_t flag_extended_response = 0x0008;
constexpr std::uint16_t support_search_bits = 0x0001;
constexpr std::uint32_t access_of_pipes = 0x000001FF;
constexpr std::uint32_t access_read = 0x001200A9;
constexpr std::uint32_t access_write = 0x001301BF;
constexpr std::uint32_t access_all = 0x001F01FF;

std::string_view service_of(const Share& share) {
    switch (share.kind) {
        case ShareKind::pipe:
            return "IPC";
        case ShareKind::printer:
            return "LPT1:";
        case ShareKind::disk:
            break;
    }
    return "A:";
}

// Commands that name a tree in their header.
bool needs_tree(Smb1Command command) {
    switch (command) {
        case Smb1Command::negotiate:
        case Smb1Command::session_setup_andx:
        case Smb1Command::logoff_andx:
        case Smb1Command::tree_connect_andx:
        case Smb1Command::tree_connect:
        case Smb1Command::echo:
        case Smb1Command::process_exit:
        case Smb1Command::nt_cancel:
            return false;
        default:
            return true;
    }
}

// [MS-CIFS] 2.2.2.1: commands that Windows knows the number of and does not do, or that a decoy has no use for.
NtStatus status_of_unknown(std::uint8_t command) {
    switch (static_cast<Smb1Command>(command)) {
        case Smb1Command::locking_andx:
        case Smb1Command::process_exit:
        case Smb1Command::find_close2:
        case Smb1Command::set_information:
        case Smb1Command::seek:
            return NtStatus::success;
        case Smb1Command::open:
        case Smb1Command::create:
        case Smb1Command::search:
        case Smb1Command::ioctl:
        case Smb1Command::write_raw:
        case Smb1Command::write_and_close:
        case Smb1Command::nt_rename:
            return NtStatus::not_supported;
        default:
            return wire::smb1_command_name(command) == wire::smb1_command_name(0xFF)
                       ? NtStatus::smb_bad_command
                       : NtStatus::not_implemented;
    }
}

std::size_t begin_frame(core::ByteVector& out) {
    const std::size_t at = out.size();
    out.insert(out.end(), wire::netbios_header_bytes, 0);
    return at;
}

/// As smbclient does with --client-protection=sign.
bool asks_for_signatures(const wire::Smb1Header& header) {
    return (header.flags2 & wire::smb1_flags2_signature) != 0 &&
           header.command != static_cast<std::uint8_t>(Smb1Command::negotiate);
}

// Where it signs also SMB_SECURITY_SIGNATURE, and the bit of those that insist (0x0010, [MS-SMB] 2.2.3.1).
constexpr std::uint16_t samba_signed_flags2 = samba_flags2 | 0x0014;
constexpr std::array<std::uint8_t, 8> before_a_key{'B', 'S', 'R', 'S', 'P', 'Y', 'L', ' '};

}  // namespace

void Smb1Server::end_frame(core::ByteVector& out, std::size_t at) const {
    const std::size_t length = out.size() - at - wire::netbios_header_bytes;
    out[at + 1] = static_cast<std::uint8_t>(length >> 16);
    out[at + 2] = static_cast<std::uint8_t>(length >> 8);
    out[at + 3] = static_cast<std::uint8_t>(length);
    if (signing_.is_on()) signing_.sign(std::span(out).subspan(at + wire::netbios_header_bytes));
}

Smb1Server::Smb1Server(State& state) : state_(state) {
    if (!state.machine.system->is_samba) return;
    identifiers_.uid = static_cast<std::uint16_t>(state.random.next());
    identifiers_.tid = static_cast<std::uint16_t>(state.random.next());
}

wire::Smb1Header Smb1Server::reply_header(const wire::Smb1Header& asked) const {
    wire::Smb1Header header = asked;
    const bool is_samba = state_.machine.system->is_samba;
    const std::uint8_t kept = is_samba ? repeated_flags & 0x08 : repeated_flags;
    header.flags = static_cast<std::uint8_t>(wire::smb1_flag_reply | (asked.flags & kept));
    if (is_samba && asked.command != static_cast<std::uint8_t>(Smb1Command::negotiate))
        header.flags2 &= asks_for_signatures(asked) ? samba_signed_flags2 : samba_flags2;
    header.command =
        static_cast<std::uint8_t>(answering_command(static_cast<Smb1Command>(asked.command)));
    header.signature = {};
    if (is_samba && asks_for_signatures(asked)) header.signature = before_a_key;
    header.status = 0;
    return header;
}

Smb1Server::Next Smb1Server::receive(core::Bytes frame, core::Time now, core::ByteVector& out) {
    const auto message = wire::decode_smb1(frame);
    const bool is_samba = state_.machine.system->is_samba;
    if (!message || (message->header.is_reply() && !is_samba) || frame.size() > max_windows_message)
        return Next::close;
    if (message->blocks().empty()) return Next::close;
    // smbd ends the connection at a command that says more bytes than there are, or not how many.
    const wire::Smb1Block& first = message->blocks().front();
    constexpr std::size_t count_bytes = 2;
    const bool is_whole = frame.size() >= first.offset + 1 + first.words.size() + count_bytes;
    if (is_samba && (!is_whole || first.bytes.size() < first.byte_count)) return Next::close;
    // smbd ends a connection whose signatures are wrong.
    if (signing_.is_on() && !signing_.take(message->header.command, frame)) return Next::close;
    // [MS-CIFS] 3.1.4.1.1 lets one negotiate be executed on a connection: Windows refuses the next, smbd ends at it.
    const bool is_negotiate =
        message->header.command == static_cast<std::uint8_t>(Smb1Command::negotiate);
    if (is_negotiate && negotiated_ && is_samba) return Next::close;
    if (message->header.command == static_cast<std::uint8_t>(Smb1Command::echo) &&
        wire::decode_smb1_echo(*message, message->blocks().front())) {
        answer_echo(*message, out);
        return Next::go_on;
    }
    if (message->header.command == static_cast<std::uint8_t>(Smb1Command::nt_cancel))
        return Next::go_on;  // it has no answer ([MS-CIFS] 2.2.4.65)

    const std::size_t frame_at = begin_frame(out);
    const std::size_t start = out.size();
    wire::Smb1Writer answer{out, reply_header(message->header)};
    std::uint16_t uid = message->header.uid;
    std::uint16_t tid = message->header.tid;
    std::optional<std::uint16_t> fid;
    NtStatus status = NtStatus::success;
    bool is_silent = false;
    bool is_bare = false;
    bool is_unread = false;
    for (const wire::Smb1Block& block : message->blocks()) {
        const std::size_t before = answer.offset();
        Smb1Request request{state_, identifiers_, *message, block, answer, now, uid, tid, fid};
        status = dispatch(request);
        uid = request.uid;
        tid = request.tid;
        fid = request.fid;
        is_silent = request.is_silent;
        is_bare = request.is_bare;
        is_unread = request.is_unread;
        if (answer.offset() == before) answer.empty(block.kind());
        // The first command that fails ends the chain ([MS-CIFS] 2.2.3.4).
        if (status != NtStatus::success) break;
    }
    if (is_silent) {
        out.resize(frame_at);
        return Next::go_on;
    }
    if (is_bare) {
        out.resize(start);
        return Next::go_on;
    }
    if (!is_samba) answer.point_behind();
    if (is_samba && !client_has_capabilities_) status = dos_status(status);
    // smbd names the transaction itself once it has looked at a piece of it; of TRANSACTION only where it knows it.
    const bool is_unknown_piece =
        message->header.command == static_cast<std::uint8_t>(Smb1Command::transaction_secondary) &&
        status == NtStatus::invalid_parameter;
    if (is_samba && (is_unread || is_unknown_piece))
        out[start + command_at] = message->header.command;
    answer.put_u32(status_at, wire::value_of(status));
    answer.put_u16(tid_at, tid);
    answer.put_u16(uid_at, uid);
    constexpr auto nt_status = static_cast<std::uint8_t>(wire::smb1_flags2_nt_status >> 8);
    if (status != NtStatus::success) out[start + flags2_at + 1] |= nt_status;
    // A status that is a DOS class and code is said as what it is by smbd.
    const bool is_dos = status != NtStatus::success && wire::value_of(status) < 0x4000'0000;
    if (is_dos && is_samba) out[start + flags2_at + 1] &= static_cast<std::uint8_t>(~nt_status);
    end_frame(out, frame_at);
    // smbd has nothing to say to who speaks none of its dialects.
    return refused_ && is_samba ? Next::close : Next::go_on;
}

NtStatus Smb1Server::dispatch(Smb1Request& request) {
    const Smb1Command command = request.block.kind();
    const bool is_samba = state_.machine.system->is_samba;
    if (is_samba) {
        const User* user = request.user();
        const Tree* tree = request.tree();
        const bool is_disk = tree != nullptr && tree->share->kind == ShareKind::disk;
        const Smb1Standing standing{
            tree != nullptr, user != nullptr,
            tree != nullptr && tree->share->kind == ShareKind::pipe,
            user != nullptr && is_disk && may_write(state_, *user, *tree->share)};
        if (const auto refused = smbd_refusal(request.block.command, standing)) {
            request.is_unread = true;
            return *refused;
        }
    } else if (needs_tree(command)) {
        const bool is_piece = command == Smb1Command::transaction_secondary ||
                              command == Smb1Command::transaction2_secondary ||
                              command == Smb1Command::nt_transact_secondary;
        if (!is_piece && request.user() == nullptr) return NtStatus::smb_bad_uid;
        if (!is_piece && request.tree() == nullptr) return NtStatus::smb_bad_tid;
    }
    // [MS-CIFS] 2.2.4.x.2, "Not enough parameter bytes were sent".
    if (!is_samba && request.block.word_count < least_words(request.block.command))
        return NtStatus::invalid_smb;
    switch (command) {
        case Smb1Command::negotiate:
            return negotiated_ ? NtStatus::invalid_smb : negotiate(request);
        case Smb1Command::echo:  // one that can be read never comes here
            return NtStatus::invalid_parameter;
        case Smb1Command::session_setup_andx:
            return set_up_session(request);
        case Smb1Command::logoff_andx:
            return log_off(request);
        case Smb1Command::tree_connect:
        case Smb1Command::tree_connect_andx:
            return connect_tree(request);
        case Smb1Command::tree_disconnect:
            return disconnect_tree(request);
        case Smb1Command::nt_create_andx:
        case Smb1Command::open_andx:
            return answer_create(request);
        case Smb1Command::read:
        case Smb1Command::read_andx:
            return answer_read(request);
        case Smb1Command::write:
        case Smb1Command::write_andx:
            return answer_write(request);
        case Smb1Command::close:
            return answer_close(request);
        case Smb1Command::flush:
            return answer_flush(request);
        case Smb1Command::delete_file:
            return answer_delete(request);
        case Smb1Command::rename:
            return answer_rename(request);
        case Smb1Command::create_directory:
        case Smb1Command::delete_directory:
        case Smb1Command::check_directory:
            return answer_directory(request);
        case Smb1Command::query_information:
            return answer_query_information(request);
        case Smb1Command::query_information_disk:
            return answer_query_disk(request);
        case Smb1Command::transaction:
        case Smb1Command::transaction2:
        case Smb1Command::nt_transact:
        case Smb1Command::transaction_secondary:
        case Smb1Command::transaction2_secondary:
        case Smb1Command::nt_transact_secondary:
            return transactions_.answer(request);
        default:
            return is_samba ? answer_as_smbd_without_it(request)
                            : status_of_unknown(request.block.command);
    }
}

NtStatus Smb1Server::answer_as_smbd_without_it(Smb1Request& request) {
    const std::uint8_t command = request.block.command;
    if (command == read_raw) {
        // Bytes without a header can say no error: an empty frame says that there are none.
        request.is_bare = true;
        return NtStatus::success;
    }
    const NtStatus status = smbd_unanswered(command, request.block.word_count);
    if (status != NtStatus::not_supported) return status;
    if (const auto at = fid_word(command)) {
        core::Reader in{request.block.words};
        in.skip(std::size_t{*at} * 2, "Words");
        if (request.open(in.u16le("FID")) == nullptr) return NtStatus::invalid_handle;
    }
    return status_of_unknown(command) == NtStatus::success ? NtStatus::success : status;
}

NtStatus Smb1Server::negotiate(Smb1Request& request) {
    const Machine& machine = state_.machine;
    const System& system = *machine.system;
    wire::Smb1NegotiateReply reply;
    const auto asked = wire::decode_smb1_negotiate(request.message, request.block);
    if (asked && system.smb1) {
        // smbd looks for its own list in order, in which NT LANMAN 1.0 comes first; Windows knows NT LM 0.12.
        if (system.is_samba) reply.dialect_index = asked->index_of("NT LANMAN 1.0");
        if (reply.dialect_index == wire::no_dialect)
            reply.dialect_index = asked->index_of("NT LM 0.12");
    }
    wire::Smb1Writer& out = request.answer;
    // smbd makes these bits anew, and takes the client's where it agrees on extended security.
    if (system.is_samba && (reply.dialect_index == wire::no_dialect ||
                            !request.message.header.has_extended_security()))
        out.put_u16(flags2_at,
                    static_cast<std::uint16_t>((request.message.header.flags2 & flags2_unicode) |
                                               samba_common_flags2));
    if (reply.dialect_index == wire::no_dialect) {
        refused_ = true;
        out.begin(Smb1Command::negotiate);
        out.words().u16le(wire::no_dialect);
        out.begin_bytes();
        out.end();
        return NtStatus::success;
    }
    reply.security_mode = user_level_with_challenge;
    reply.max_mpx_count = system.smb1_max_mpx;
    reply.max_buffer_size = system.smb1_max_buffer;
    reply.max_raw_size = max_raw_size;
    reply.capabilities = system.smb1_capabilities;
    reply.system_time = filetime_of(request.now);
    reply.server_time_zone = machine.time_zone_minutes;
    // smbd says the number of its process, Windows nothing.
    if (system.is_samba)
        reply.session_key = static_cast<std::uint32_t>(1000 + state_.random.below(30000));
    core::ByteVector token;
    if (request.message.header.has_extended_security()) {
        reply.capabilities |= wire::smb1_cap_extended_security;
        reply.server_guid = guid_told(machine);
        // Windows XP offers no SPNEGO token of its own.
        if (!system.dialects.empty()) token = negotiate_token(machine);
        reply.security_blob = token;
    } else {
        for (std::uint8_t& byte : challenge_)
            byte = static_cast<std::uint8_t>(state_.random.next() >> 56);
        reply.challenge = challenge_;
        reply.domain = machine.domain;
        reply.server = machine.computer;
    }
    wire::write_smb1_negotiate_reply(out, request.message.header, reply);
    negotiated_ = true;
    return NtStatus::success;
}

NtStatus Smb1Server::set_up_session(Smb1Request& request) {
    const auto asked = wire::decode_smb1_session_setup(request.message, request.block);
    const bool is_odd = request.block.word_count == words_of_extended_security &&
                        !request.message.header.has_extended_security();
    // Twelve words without extended security are read as thirteen by Windows, which finds an anonymous logon in them.
    if (!asked && !is_odd) return NtStatus::invalid_parameter;
    client_has_capabilities_ = true;

    auto found = state_.users.find(request.uid);
    if (found == state_.users.end() || found->second.logon == nullptr) {
        if (state_.users.size() >= max_users) return NtStatus::insuff_server_resources;
        const std::uint16_t uid = next_identifier(state_, identifiers_.uid, state_.users);
        User user;
        user.logon =
            std::make_unique<Logon>(state_.machine, state_.policy, state_.random.next(),
                                    state_.surroundings.earlier_logons + state_.logons_tried);
        found = state_.users.emplace(uid, std::move(user)).first;
        request.uid = uid;
    }
    User& user = found->second;

    LogonVerdict verdict;
    const bool is_extended = request.block.word_count == words_of_extended_security && !is_odd;
    if (is_extended) {
        verdict = user.logon->take(asked->security_blob, request.now);
    } else if (is_odd || (asked->account.empty() && asked->unicode_password.size() <= 1)) {
        verdict.status = 0;
        verdict.outcome = LogonOutcome::anonymous;
    } else {
        verdict = user.logon->take_responses(asked->account, asked->domain, asked->oem_password,
                                             asked->unicode_password, challenge_);
    }
    const auto status = static_cast<NtStatus>(verdict.status);
    if (status != NtStatus::more_processing_required) {
        if (verdict.outcome != LogonOutcome::anonymous) ++state_.logons_tried;
        user.logon.reset();
        user.outcome = verdict.outcome;
        user.established = status == NtStatus::success;
        had_session_ = had_session_ || user.established;
        if (user.established && is_extended && verdict.has_session_key && !signing_.is_on() &&
            state_.machine.system->is_samba && asks_for_signatures(request.message.header))
            signing_.begin(verdict.session_key);
        if (!user.established) {
            state_.users.erase(found);
            return status;
        }
    }

    // [MS-CIFS] 2.2.4.53.2, [MS-SMB] 2.2.4.6.2.
    const System& system = *state_.machine.system;
    wire::Smb1Writer& out = request.answer;
    out.begin(Smb1Command::session_setup_andx);
    out.words().u16le(user.outcome == LogonOutcome::guest ? action_guest : 0);
    if (is_extended) out.words().u16le(static_cast<std::uint16_t>(verdict.token.size()));
    out.begin_bytes();
    if (is_extended) out.bytes().bytes(verdict.token);
    out.text(system.native_os, request.encoding());
    out.text(system.native_lan_manager, request.encoding());
    // Windows leaves the domain to the NTLM challenge.
    if (!is_extended || system.is_samba) out.text(state_.machine.domain, request.encoding());
    out.end();
    return status;
}

NtStatus Smb1Server::connect_tree(Smb1Request& request) {
    const User* user = request.user();
    const bool is_samba = state_.machine.system->is_samba;
    if (user == nullptr && !is_samba) return NtStatus::smb_bad_uid;
    const auto asked = wire::decode_smb1_tree_connect(request.message, request.block);
    if (!asked) return NtStatus::invalid_parameter;
    if (user == nullptr) return NtStatus::smb_bad_uid;
    const std::string name = wire::lower_ascii(wire::split_unc(asked->path).share);
    const auto share = std::ranges::find_if(state_.machine.shares, [&](const Share& each) {
        return wire::lower_ascii(each.name) == name;
    });
    if (share == state_.machine.shares.end()) return NtStatus::bad_network_name;
    const std::string_view service = service_of(*share);
    if (asked->service != "?????" && asked->service != service) return NtStatus::bad_device_type;
    if (!may_connect(state_, *user, *share)) return NtStatus::access_denied;
    if (state_.trees.size() >= max_trees) return NtStatus::insuff_server_resources;

    const std::uint16_t tid = next_identifier(state_, identifiers_.tid, state_.trees);
    state_.trees.emplace(tid, Tree{&*share, request.uid});
    request.tid = tid;
    wire::Smb1Writer& out = request.answer;
    if (request.block.kind() == Smb1Command::tree_connect) {
        // [MS-CIFS] 2.2.4.50.2.
        out.begin(Smb1Command::tree_connect);
        out.words().u16le(state_.machine.system->smb1_max_buffer);
        out.words().u16le(tid);
        out.begin_bytes();
        out.end();
        return NtStatus::success;
    }
    out.begin(Smb1Command::tree_connect_andx);
    out.words().u16le(support_search_bits);
    if ((asked->flags & flag_extended_response) != 0) {
        const bool is_pipe = share->kind == ShareKind::pipe;
        const std::uint32_t guests = is_pipe                  ? access_of_pipes
                                     : share->hidden          ? 0
                                     : share->guest_may_write ? access_write
                                                              : access_read;
        const bool is_user = user->outcome == LogonOutcome::user;
        const bool is_samba_disk = is_samba && !is_pipe;
        const bool all = is_user || (is_samba_disk && share->guest_may_write);
        out.words().u32le(is_pipe ? access_of_pipes : all ? access_all : guests);
        out.words().u32le(is_samba_disk ? 0 : guests);  // smbd has no guests of their own
    }
    out.begin_bytes();
    out.text(service, wire::SmbText::oem);
    out.text(share->kind == ShareKind::disk ? "NTFS" : "", request.encoding());
    out.end();
    return NtStatus::success;
}

NtStatus Smb1Server::disconnect_tree(Smb1Request& request) {
    std::erase_if(state_.opens,
                  [&](const auto& entry) { return entry.second.tree == request.tid; });
    state_.trees.erase(request.tid);
    return NtStatus::success;
}

NtStatus Smb1Server::log_off(Smb1Request& request) {
    if (request.user() == nullptr) return NtStatus::smb_bad_uid;
    state_.users.erase(request.uid);
    request.answer.begin(Smb1Command::logoff_andx);
    request.answer.begin_bytes();
    request.answer.end();
    return NtStatus::success;
}

void Smb1Server::answer_echo(const wire::Smb1Message& message, core::ByteVector& out) const {
    const auto asked = wire::decode_smb1_echo(message, message.blocks().front());
    const std::size_t wanted = asked ? asked->echo_count : 0;
    // As many as fit the turn, one of any size.
    constexpr std::size_t around = 64;  // frame, header and words
    const std::size_t size = around + (asked ? asked->data.size() : 0);
    const std::size_t fitting = std::max<std::size_t>(max_echo_bytes / size, 1);
    const std::size_t answers = std::min({wanted, max_echoes, fitting});
    // [MS-CIFS] 2.2.4.39.2: answers are numbered from 1; a count of 0 has none.
    for (std::size_t number = 1; number <= answers; ++number) {
        const std::size_t at = begin_frame(out);
        wire::Smb1Writer answer{out, reply_header(message.header)};
        answer.begin(Smb1Command::echo);
        answer.words().u16le(static_cast<std::uint16_t>(number));
        answer.begin_bytes();
        answer.bytes().bytes(asked->data);
        answer.end();
        end_frame(out, at);
    }
}

}  // namespace hitme::dialogue::smb
