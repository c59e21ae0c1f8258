// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb2_server.h"

#include <algorithm>
#include <utility>

#include "core/reader.h"
#include "core/writer.h"
#include "dialogue/smb/filetime.h"
#include "dialogue/smb/smb2_locks.h"
#include "wire/netbios_session.h"
#include "wire/nt_status.h"
#include "wire/smb2_negotiate.h"
#include "wire/smb2_session_setup.h"
#include "wire/smb2_tree_connect.h"
#include "wire/smb3_transform.h"
#include "wire/smb_text.h"

namespace hitme::dialogue::smb {

namespace {

using wire::NtStatus;
using wire::Smb2Command;

constexpr std::uint16_t dialect_2_0_2 = 0x0202;
constexpr std::uint32_t capability_encryption = 0x40;  // SMB2_GLOBAL_CAP_ENCRYPTION
constexpr std::uint16_t signing_enabled = 1;
constexpr std::uint16_t signing_required = 2;
constexpr std::uint32_t request_not_accepted = 0xC00000D0;
constexpr std::uint32_t priority_mask = 0x70;  // SMB2_FLAGS_PRIORITY_MASK, 3.1.1
constexpr std::size_t salt_bytes = 32;
constexpr std::uint32_t flag_replay = 0x2000'0000;  // SMB2_FLAGS_REPLAY_OPERATION, 3.0
constexpr std::uint32_t small_transfer = 65536;     // 2.0.2 has no large MTU
constexpr std::uint32_t capability_large_mtu = 0x04;
constexpr std::size_t bytes_a_credit = 65536;
constexpr std::uint32_t notify_cleanup = 0x0000010B;
constexpr std::uint32_t range_not_locked = 0xC000007E;
constexpr std::uint32_t invalid_device_state = 0xC0000184;
constexpr std::uint32_t invalid_oplock_protocol = 0xC00000E3;

bool is_warning_with_body(std::uint32_t status) {
    return status == wire::value_of(NtStatus::buffer_overflow) ||
           status == wire::value_of(NtStatus::more_processing_required);
}

// The share part of \\HOST\SHARE; without two backslashes in front all of it, as smbd takes it.
std::string share_of(const std::string& path) {
    if (!path.starts_with("\\\\")) return path;
    const std::size_t slash = path.find('\\', 2);
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

// A signing context whose list is empty ([MS-SMB2] 2.2.3.1.7).
bool lists_no_signing(const wire::Smb2NegotiateRequest& request) {
    constexpr std::uint16_t signing_capabilities = 8;
    return std::any_of(request.contexts.begin(), request.contexts.end(), [](const auto& context) {
        core::Reader in{context.data};
        return static_cast<std::uint16_t>(context.type) == signing_capabilities &&
               in.u16le("SigningAlgorithmCount") == 0;
    });
}

// A body of StructureSize 4 and nothing else: ECHO, LOGOFF, TREE_DISCONNECT.
bool has_empty_body(core::Bytes message) {
    core::Reader in{message};
    in.skip(wire::smb2_header_bytes, "header");
    const std::uint16_t structure_size = in.u16le("StructureSize");
    in.skip(2, "Reserved");
    return in.ok() && structure_size == 4;
}

}  // namespace

Smb2Server::Smb2Server(State& state)
    : state_(state),
      files_(state),
      credits_(state.machine.system->is_samba ? max_credits_of_samba : max_credits_of_windows) {
    session_high_ = static_cast<std::uint32_t>(state_.random.below(0x40)) * 0x400 + 0x400;
}

std::size_t Smb2Server::memory() const {
    constexpr std::size_t node = 48;  // of a std::map, about
    return credits_.memory() + client_dialects_.capacity() * sizeof(std::uint16_t) +
           pending_.capacity() * sizeof(Pending) +
           session_hashes_.size() * (sizeof(PreauthHash) + node);
}

void Smb2Server::answer_multi_protocol(MultiProtocol asked, core::Time now, core::ByteVector& out) {
    // [MS-SMB2] 3.3.5.3.1 and 3.3.5.3.2. Not part of any hash: 3.1.1 begins with the next NEGOTIATE.
    dialect_ = asked == MultiProtocol::wildcard ? wire::smb2_dialect_wildcard : dialect_2_0_2;
    Reply reply;
    reply.header.command = Smb2Command::negotiate;
    reply.header.flags = wire::smb2_flag_response;
    (void)credits_.take(0, 1);  // 3.3.5.2.3: the message id of an SMB1 negotiate is 0
    reply.header.credits = credits_.grant(1, 1);
    reply.body = negotiate_body(dialect_, now);
    send({std::move(reply)}, nullptr, out);
}

Smb2Server::Next Smb2Server::receive(core::Bytes frame, core::Time now, core::ByteVector& out) {
    if (wire::begins_smb3_encrypted(frame)) return receive_encrypted(frame, now, out);
    Chain state;
    state.now = now;
    return receive_messages(frame, std::move(state), out);
}

Smb2Server::Next Smb2Server::receive_encrypted(core::Bytes frame, core::Time now,
                                               core::ByteVector& out) {
    // 3.3.5.2.1.1: without an agreed cipher, of a session without a key, or not to be opened: the connection ends.
    const auto header = wire::decode_smb3_encrypted(frame);
    if (!header) return Next::close;
    const auto user = state_.users.find(header->session_id);
    if (user == state_.users.end() || !user->second.established ||
        user->second.encryption == nullptr)
        return Next::close;
    Chain state;
    state.now = now;
    state.encryption = user->second.encryption;
    const auto opened = state.encryption->open(frame);
    if (!opened) return Next::close;
    OpenedFrames& told = state_.opened_frames;
    told.any = true;
    if (told.client.size() + opened->size() <= max_opened_frames)
        wire::encode_netbios_frame(told.client, wire::NetbiosType::message, *opened);
    return receive_messages(*opened, std::move(state), out);
}

Smb2Server::Next Smb2Server::receive_messages(core::Bytes frame, Chain state,
                                              core::ByteVector& out) {
    // Compression was not agreed to (3.3.5.2.13), and nothing is encrypted twice: a server ends the connection.
    if (!wire::begins_smb2(frame)) return Next::close;
    const auto chain = wire::decode_smb2_chain(frame);
    if (chain.messages.empty() || chain.messages.front().header.structure_size != 64)
        return Next::close;
    // smbd takes the frame apart before it looks into it: where it cannot, nothing in it is answered.
    const bool is_samba = state_.machine.system->is_samba;
    constexpr std::size_t least_body = 2;
    if (is_samba && chain.fault) return Next::close;
    for (const wire::Smb2Message& message : chain.messages) {
        const wire::Smb2Header& header = message.header;
        if (header.structure_size != 64) return Next::close;
        if (is_samba && message.bytes.size() < wire::smb2_header_bytes + least_body)
            return Next::close;
        // 3.3.5.2.3; a CANCEL has the id of another request.
        if (header.command != Smb2Command::cancel &&
            !credits_.take(header.message_id, charge_of(header)))
            return Next::close;
    }
    state.only = chain.messages.size() == 1;
    std::vector<Reply> replies;
    std::size_t answered = 0;
    for (const wire::Smb2Message& message : chain.messages) {
        if (message.header.command == Smb2Command::cancel) {
            // 3.3.5.2.2: before a negotiate nothing else is taken.
            if (dialect_ == 0 || dialect_ == wire::smb2_dialect_wildcard) return Next::close;
            cancel(message.header, out);
            continue;
        }
        Next next = Next::go_on;
        std::optional<Reply> reply;
        if (answered < max_frame_answer) {
            reply = answer(message, state, next);
        } else {  // more than a turn may say
            reply = begin(message.header);
            reply->header.status = wire::value_of(NtStatus::insufficient_resources);
            wire::encode_smb2_error(reply->body);
        }
        state.first = false;
        if (next == Next::close) return Next::close;
        if (!reply) continue;
        grant(message.header, *reply);
        answered += reply->body.size();
        replies.push_back(std::move(*reply));
    }
    // The last answer of a compound gives the credits of all (read off captures of Windows and off smbd's answers).
    for (std::size_t i = 0; i + 1 < replies.size(); ++i)
        replies.back().header.credits += std::exchange(replies[i].header.credits, 0);
    send(state.before, out);
    send(std::move(replies), state.encryption, out);
    send(state.behind, out);
    answer_waiting(out);
    return chain.fault ? Next::close : Next::go_on;
}

bool Smb2Server::counts_credits() const {
    return dialect_ > dialect_2_0_2 && dialect_ != wire::smb2_dialect_wildcard &&
           (capabilities_told(dialect_) & capability_large_mtu) != 0;
}

std::uint16_t Smb2Server::charge_of(const wire::Smb2Header& request) const {
    return counts_credits() ? std::max<std::uint16_t>(request.credit_charge, 1) : 1;
}

bool Smb2Server::pays_for(const wire::Smb2Header& request, std::size_t bytes) const {
    return bytes <= bytes_a_credit * charge_of(request);
}

void Smb2Server::grant(const wire::Smb2Header& request, Reply& reply) {
    // As Windows and smbd do: a negotiate, and a logon until it is done, give one.
    const bool gives_one =
        request.command == Smb2Command::negotiate ||
        (request.command == Smb2Command::session_setup && reply.header.status != 0);
    // smbd takes an answer that it wrongly marked as a late one for such, and these give none.
    const bool gives_none = state_.machine.system->is_samba && request.is_async();
    reply.header.credits =
        gives_none ? 0 : credits_.grant(gives_one ? 1 : request.credits, charge_of(request));
}

Smb2Server::Reply Smb2Server::begin(const wire::Smb2Header& request) const {
    Reply reply;
    wire::Smb2Header& header = reply.header;
    header.credit_charge = request.credit_charge;
    header.command = request.command;
    // smbd repeats all flags, Windows these.
    const bool is_samba = state_.machine.system->is_samba;
    const std::uint32_t repeated =
        wire::smb2_flag_related | (dialect_ == dialect_3_1_1 ? priority_mask : 0);
    header.flags = wire::smb2_flag_response | (is_samba ? request.flags : request.flags & repeated);
    header.async_id = request.async_id;
    header.message_id = request.message_id;
    header.process_id = request.process_id;
    header.tree_id = request.tree_id;
    header.session_id = request.session_id;
    return reply;
}

std::optional<std::uint32_t> Smb2Server::refusal(const wire::Smb2Message& message,
                                                 const Chain& chain, const User& user, bool known,
                                                 std::uint64_t session_id) const {
    const wire::Smb2Header& request = message.header;
    const bool is_samba = state_.machine.system->is_samba;
    const bool related = (request.flags & wire::smb2_flag_related) != 0;
    const bool is_signed = (request.flags & wire::smb2_flag_signed) != 0;
    if (is_samba) {
        std::uint32_t known_flags =
            wire::smb2_flag_related | wire::smb2_flag_signed | wire::smb2_flag_dfs;
        if (dialect_ >= dialect_3_0) known_flags |= flag_replay;
        if (dialect_ == dialect_3_1_1) known_flags |= priority_mask;
        if ((request.flags & ~known_flags) != 0) return wire::value_of(NtStatus::invalid_parameter);
    }
    // 3.3.5.2.4, and 3.3.5.2.7.2: the first request of a chain is related to none, nor is one to a session that failed.
    if (request.command == Smb2Command::negotiate && is_signed)
        return wire::value_of(NtStatus::invalid_parameter);
    if (related && (chain.first || !known)) return wire::value_of(NtStatus::invalid_parameter);
    const bool needs_no_session = request.command == Smb2Command::negotiate ||
                                  request.command == Smb2Command::session_setup ||
                                  request.command == Smb2Command::echo;
    if (!known && (!needs_no_session || (request.command == Smb2Command::echo && is_signed)))
        return wire::value_of(NtStatus::user_session_deleted);
    // Of another session than its frame: smbd denies access.
    if (chain.encryption != nullptr) {
        if (session_id != chain.encryption->session_id())
            return wire::value_of(NtStatus::access_denied);
        return {};
    }
    // 3.3.5.2.4: a signature that does not hold, or none where the session asked for them. What was encrypted needs none.
    if (!known || request.command == Smb2Command::session_setup) return {};
    if (user.has_key) {
        const bool holds = is_signed
                               ? smb2_signature_holds(dialect_, user.signing_key, message.bytes)
                               : !user.signs;
        if (!holds) return wire::value_of(NtStatus::access_denied);
    } else if (is_signed && user.outcome != LogonOutcome::user) {
        // Nobody has a key. Who was let in without a password that we know has one, and is not told that we do not.
        return wire::value_of(NtStatus::access_denied);
    }
    return {};
}

std::optional<Smb2Server::Reply> Smb2Server::answer(const wire::Smb2Message& message, Chain& chain,
                                                    Next& next) {
    const wire::Smb2Header& request = message.header;
    const bool is_samba = state_.machine.system->is_samba;
    const bool agreed = dialect_ != 0 && dialect_ != wire::smb2_dialect_wildcard;
    if ((request.is_response() && !is_samba) ||
        (!agreed && request.command != Smb2Command::negotiate)) {
        next = Next::close;
        return {};
    }
    Reply reply = begin(request);
    wire::Smb2Header& header = reply.header;

    const bool related = (request.flags & wire::smb2_flag_related) != 0;
    if (related) {  // 3.3.5.2.7.2: session, tree and file of the request before
        header.session_id = chain.session_id;
        header.tree_id = chain.tree_id;
    } else {
        chain.file = {};
        chain.last_status = 0;
        chain.create_status = 0;
    }

    Smb2Answer said;
    User nobody;
    const auto found = state_.users.find(header.session_id);
    const bool known = found != state_.users.end() && found->second.established;
    User& user = known ? found->second : nobody;
    const bool is_signed = (request.flags & wire::smb2_flag_signed) != 0;
    // Of another session than its frame: Windows ends the connection.
    const bool is_encrypted = chain.encryption != nullptr;
    if (is_encrypted && header.session_id != chain.encryption->session_id() && !is_samba) {
        next = Next::close;
        return {};
    }
    const bool checks =
        known && user.has_key && !is_encrypted && request.command != Smb2Command::session_setup;
    const SigningKey key = user.signing_key;
    const bool signs = user.signs;
    if (const auto refused = refusal(message, chain, user, known, header.session_id)) {
        said.status = *refused;
    } else if (related && !is_samba && chain.last_status != 0 &&
               !is_warning_with_body(chain.last_status)) {
        said.status = chain.last_status;
    } else {
        said = dispatch(message, header, chain, user, next);
        if (next == Next::close) return {};
        // smbd fails what needs a file with what CREATE said, and with nothing else.
        const bool has_no_file = said.status == wire::value_of(NtStatus::file_closed);
        if (is_samba && related && has_no_file && chain.create_status != 0)
            said.status = chain.create_status;
    }
    if (request.command == Smb2Command::create) chain.create_status = said.status;
    chain.session_id = header.session_id;
    chain.tree_id = header.tree_id;
    chain.last_status = said.status;
    header.status = said.status;
    reply.body = std::move(said.body);
    if (reply.body.empty()) wire::encode_smb2_error(reply.body);

    // The last SESSION_SETUP makes the session and LOGOFF ends it: either key signs ([MS-SMB2] 3.3.5.5.3, 3.3.4.1.1).
    const bool ends_logon = request.command == Smb2Command::session_setup && said.status == 0;
    if (ends_logon) {
        const User& made = state_.users[header.session_id];
        reply.signs = made.has_key && !is_encrypted;
        reply.key = made.signing_key;
    } else if (checks) {
        reply.signs = is_signed || signs;
        reply.key = key;
    }
    if (said.waits) return wait(std::move(reply), message, chain);
    return reply;
}

Smb2Answer Smb2Server::dispatch(const wire::Smb2Message& message, wire::Smb2Header& header,
                                Chain& chain, User& user, Next& next) {
    Smb2Answer said;
    switch (message.header.command) {
        case Smb2Command::negotiate:
            said = negotiate(message.bytes, chain.now, next);
            if (said.status == 0 && dialect_ == dialect_3_1_1)
                connection_hash_.extend(message.bytes);
            return said;
        case Smb2Command::session_setup:
            return session_setup(message, header, chain.now);
        case Smb2Command::echo:
            if (!has_empty_body(message.bytes)) return Smb2Answer{NtStatus::invalid_parameter};
            wire::encode_smb2_empty(said.body);
            return said;
        case Smb2Command::logoff:
            if (!has_empty_body(message.bytes)) return Smb2Answer{NtStatus::invalid_parameter};
            end_waiting({}, {}, header.session_id, chain.before);
            drop_session(header.session_id);
            wire::encode_smb2_empty(said.body);
            return said;
        case Smb2Command::tree_connect:
            return tree_connect(message.bytes, header, user);
        default:
            return on_tree(message, header, chain, user, next);
    }
}

Smb2Answer Smb2Server::on_tree(const wire::Smb2Message& message, const wire::Smb2Header& header,
                               Chain& chain, const User& user, Next& next) {
    // 3.3.5.2: a command that is none is refused before its tree is looked for.
    if (message.header.command > Smb2Command::oplock_break)
        return Smb2Answer{NtStatus::invalid_parameter};
    const auto tree = state_.trees.find(header.tree_id);
    if (tree == state_.trees.end() || tree->second.user != header.session_id) {
        // smbd validates a negotiation on any tree, and on none.
        const auto request = message.header.command == Smb2Command::ioctl
                                 ? wire::decode_smb2_ioctl_request(message.bytes)
                                 : wire::decode_smb2_ioctl_request({});
        if (state_.machine.system->is_samba && request &&
            request->code == wire::fsctl_validate_negotiate_info)
            return validate_negotiate(*request, next);
        return Smb2Answer{NtStatus::network_name_deleted};
    }
    const Smb2Files::Place place{header.tree_id, tree->second.share, user.outcome, chain.now};
    Smb2Answer said{NtStatus::invalid_parameter};
    // The file that a request names, or that of the request before; kept for the request that follows.
    const auto resolve = [&](wire::Smb2FileId& file) {
        if (file == wire::smb2_same_file) file = chain.file;
        chain.file = file;
    };
    const core::Bytes bytes = message.bytes;
    switch (message.header.command) {
        case Smb2Command::tree_disconnect:
            if (!has_empty_body(bytes)) return said;
            end_waiting({}, header.tree_id, header.session_id, chain.before);
            files_.close_tree(header.tree_id);
            state_.trees.erase(header.tree_id);
            said.status = 0;
            wire::encode_smb2_empty(said.body);
            return said;
        case Smb2Command::create:
            if (const auto request = wire::decode_smb2_create_request(bytes))
                return files_.create(place, *request, chain.file);
            return said;
        case Smb2Command::close:
            if (auto request = wire::decode_smb2_close_request(bytes)) {
                resolve(request->file);
                if (files_.is_open(header.tree_id, request->file))
                    end_waiting(request->file.volatile_part, header.tree_id, header.session_id,
                                chain.behind);
                return files_.close(place, *request);
            }
            return said;
        case Smb2Command::flush:
            if (auto request = wire::decode_smb2_flush_request(bytes)) {
                resolve(request->file);
                if (!files_.is_open(header.tree_id, request->file))
                    return Smb2Answer{NtStatus::file_closed};
                said.status = 0;
                wire::encode_smb2_empty(said.body);
            }
            return said;
        case Smb2Command::read:
            if (auto request = wire::decode_smb2_read_request(bytes)) {
                resolve(request->file);
                if (files_.is_open(header.tree_id, request->file) &&
                    !pays_for(message.header, request->length))
                    return said;
                return files_.read(place, *request);
            }
            return said;
        case Smb2Command::write:
            if (auto request = wire::decode_smb2_write_request(bytes)) {
                resolve(request->file);
                if (files_.is_open(header.tree_id, request->file) &&
                    !pays_for(message.header, request->data.size()))
                    return said;
                return files_.write(place, *request);
            }
            return said;
        case Smb2Command::lock:
            return lock(bytes, place, chain);
        case Smb2Command::ioctl:
            if (auto request = wire::decode_smb2_ioctl_request(bytes)) {
                // All ones mean "no file" in codes that need none, and "the same file" in a related request.
                if (request->file != wire::smb2_same_file ||
                    (message.header.flags & wire::smb2_flag_related) != 0)
                    resolve(request->file);
                if (!pays_for(message.header, std::max<std::size_t>(request->max_output_response,
                                                                    request->input.size())))
                    return said;
                return ioctl(place, *request, next);
            }
            return said;
        case Smb2Command::query_directory:
            if (auto request = wire::decode_smb2_query_directory_request(bytes)) {
                resolve(request->file);
                if (files_.is_open(header.tree_id, request->file) &&
                    !pays_for(message.header, request->output_length))
                    return said;
                return files_.query_directory(place, *request);
            }
            return said;
        case Smb2Command::query_info:
            if (auto request = wire::decode_smb2_query_info_request(bytes)) {
                resolve(request->file);
                if (files_.is_open(header.tree_id, request->file) &&
                    !pays_for(message.header,
                              std::max<std::size_t>(request->output_length, request->input.size())))
                    return said;
                return files_.query_info(place, *request);
            }
            return said;
        case Smb2Command::set_info:
            if (auto request = wire::decode_smb2_set_info_request(bytes)) {
                resolve(request->file);
                if (files_.is_open(header.tree_id, request->file) &&
                    !pays_for(message.header, request->buffer.size()))
                    return said;
                return files_.set_info(place, *request);
            }
            return said;
        case Smb2Command::change_notify:
            return change_notify(message, place, chain);
        case Smb2Command::oplock_break:
            return acknowledge_break(bytes, place, chain);
        default:
            return said;
    }
}

Smb2Answer Smb2Server::lock(core::Bytes message, const Smb2Files::Place& place, Chain& chain) {
    auto request = wire::decode_smb2_lock_request(message);
    if (!request) return Smb2Answer{NtStatus::invalid_parameter};
    if (request->file == wire::smb2_same_file) request->file = chain.file;
    chain.file = request->file;
    if (!files_.is_open(place.tree_id, request->file)) return Smb2Answer{NtStatus::file_closed};
    Smb2Answer said;
    said.status = lock_ranges(state_, request->file.volatile_part, *request);
    said.waits = said.status == wire::value_of(NtStatus::pending);
    if (said.status == 0) wire::encode_smb2_empty(said.body);
    return said;
}

Smb2Answer Smb2Server::change_notify(const wire::Smb2Message& message,
                                     const Smb2Files::Place& place, Chain& chain) {
    // [MS-SMB2] 2.2.35 and 3.3.5.19.
    constexpr std::uint16_t structure_size = 32;
    core::Reader in{message.bytes};
    in.skip(wire::smb2_header_bytes, "header");
    const bool is_well_formed = in.u16le("StructureSize") == structure_size;
    in.skip(2, "Flags");
    const std::uint32_t output_length = in.u32le("OutputBufferLength");
    wire::Smb2FileId file;
    file.persistent = in.u64le("FileId.Persistent");
    file.volatile_part = in.u64le("FileId.Volatile");
    const std::uint32_t filter = in.u32le("CompletionFilter");
    in.skip(4, "Reserved");
    if (!in.ok() || !is_well_formed) return Smb2Answer{NtStatus::invalid_parameter};
    if (file == wire::smb2_same_file) file = chain.file;
    chain.file = file;
    const Open* open = files_.find(place.tree_id, file);
    if (open == nullptr) return Smb2Answer{NtStatus::file_closed};
    if (output_length > state_.machine.system->max_transact ||
        !pays_for(message.header, output_length) || !open->is_directory)
        return Smb2Answer{NtStatus::invalid_parameter};
    const System& system = *state_.machine.system;
    if (filter == 0 && system.is_samba) return Smb2Answer{NtStatus::not_implemented};
    Smb2Answer said{NtStatus::pending};  // nothing ever changes
    said.waits = true;
    return said;
}

Smb2Answer Smb2Server::acknowledge_break(core::Bytes message, const Smb2Files::Place& place,
                                         Chain& chain) {
    // [MS-SMB2] 2.2.24.1 and .2, 3.3.5.22: no oplock or lease is ever given, so that none breaks.
    constexpr std::uint16_t size_of_oplock = 24;
    constexpr std::uint16_t size_of_lease = 36;
    core::Reader in{message};
    in.skip(wire::smb2_header_bytes, "header");
    const std::uint16_t structure_size = in.u16le("StructureSize");
    if (structure_size == size_of_lease) {
        in.skip(size_of_lease - 2, "Lease Break Acknowledgment");
        return Smb2Answer{in.ok() ? NtStatus::object_name_not_found : NtStatus::invalid_parameter};
    }
    in.skip(6, "OplockLevel");
    wire::Smb2FileId file;
    file.persistent = in.u64le("FileId.Persistent");
    file.volatile_part = in.u64le("FileId.Volatile");
    if (!in.ok() || structure_size != size_of_oplock)
        return Smb2Answer{NtStatus::invalid_parameter};
    if (file == wire::smb2_same_file) file = chain.file;
    if (!files_.is_open(place.tree_id, file)) return Smb2Answer{NtStatus::file_closed};
    Smb2Answer said;
    said.status = state_.machine.system->is_samba ? invalid_oplock_protocol : invalid_device_state;
    return said;
}

Smb2Answer Smb2Server::negotiate(core::Bytes message, core::Time now, Next& next) {
    if (dialect_ != 0 && dialect_ != wire::smb2_dialect_wildcard) {  // 3.3.5.4: only once
        next = Next::close;
        return {};
    }
    const auto request = wire::decode_smb2_negotiate_request(message);
    if (!request || request->dialects.empty()) return Smb2Answer{NtStatus::invalid_parameter};
    const auto spoken = state_.machine.system->dialects;
    std::uint16_t chosen = 0;
    for (const std::uint16_t dialect : spoken)
        if (std::find(request->dialects.begin(), request->dialects.end(), dialect) !=
            request->dialects.end())
            chosen = std::max(chosen, dialect);
    if (chosen == 0) return Smb2Answer{NtStatus::not_supported};
    if (chosen == dialect_3_1_1) {
        const auto preauth = std::find_if(
            request->contexts.begin(), request->contexts.end(), [](const auto& context) {
                return context.type == wire::Smb2ContextType::preauth_integrity;
            });
        // 2.2.3.1.1: at least one hash, and 2.2.3.1.7: at least one way of signing, which smbd knows.
        if (preauth == request->contexts.end() || !preauth->well_formed || preauth->values.empty())
            return Smb2Answer{NtStatus::invalid_parameter};
        if (state_.machine.system->is_samba && lists_no_signing(*request))
            return Smb2Answer{NtStatus::invalid_parameter};
        constexpr std::uint32_t no_preauth_overlap = 0xC05D0000;  // 3.3.5.4
        if (std::find(preauth->values.begin(), preauth->values.end(), wire::smb2_preauth_sha512) ==
            preauth->values.end()) {
            Smb2Answer refused;
            refused.status = no_preauth_overlap;
            return refused;
        }
        const NtStatus agreed = agree_on_contexts(*request);
        if (agreed != NtStatus::success) return Smb2Answer{agreed};
    }
    const System& system = *state_.machine.system;
    // 3.3.5.4: before 3.1.1 a bit of both sides means AES-128-CCM; smbd does so in 3.1.1, too, where no ciphers are listed.
    const bool by_bit =
        chosen >= dialect_3_0 && !told_ciphers_ && (chosen < dialect_3_1_1 || system.is_samba);
    if (by_bit && !system.ciphers.empty() && (request->capabilities & capability_encryption) != 0)
        cipher_ = Smb3Cipher::aes_128_ccm;
    dialect_ = chosen;
    client_guid_ = request->client_guid;
    client_capabilities_ = request->capabilities;
    client_security_mode_ = request->security_mode;
    client_dialects_ = request->dialects;
    Smb2Answer said;
    said.body = negotiate_body(chosen, now);
    return said;
}

NtStatus Smb2Server::agree_on_contexts(const wire::Smb2NegotiateRequest& request) {
    const System& system = *state_.machine.system;
    told_ciphers_ = false;
    cipher_ = Smb3Cipher::none;
    for (const wire::Smb2NegotiateContext& context : request.contexts) {
        if (context.type != wire::Smb2ContextType::encryption || system.ciphers.empty()) continue;
        if (!context.well_formed || context.values.empty()) return NtStatus::invalid_parameter;
        // 3.3.5.4 refuses a second one; smbd looks at the first alone.
        if (told_ciphers_ && !system.is_samba) return NtStatus::invalid_parameter;
        if (told_ciphers_) continue;
        told_ciphers_ = true;
        const auto common = std::find_if(
            system.ciphers.begin(), system.ciphers.end(), [&](const std::uint16_t cipher) {
                return std::find(context.values.begin(), context.values.end(), cipher) !=
                       context.values.end();
            });
        if (common != system.ciphers.end()) cipher_ = static_cast<Smb3Cipher>(*common);
    }
    return NtStatus::success;
}

std::uint32_t Smb2Server::capabilities_told(std::uint16_t dialect) const {
    const System& system = *state_.machine.system;
    if (dialect == dialect_2_0_2) return system.smb2_capabilities_2002;
    // In 3.1.1 the context says it, in place of the bit.
    const bool by_bit = cipher_ != Smb3Cipher::none && !told_ciphers_;
    return system.smb2_capabilities | (by_bit ? capability_encryption : 0);
}

core::ByteVector Smb2Server::negotiate_body(std::uint16_t dialect, core::Time now) {
    const System& system = *state_.machine.system;
    wire::Smb2NegotiateResponse response;
    response.security_mode = signing_enabled;
    response.dialect = dialect;
    response.server_guid = guid_told(state_.machine);
    const bool first = dialect == dialect_2_0_2;
    response.capabilities = capabilities_told(dialect);
    const std::uint32_t most =
        first ? std::min(system.max_transact, small_transfer) : system.max_transact;
    response.max_transact = response.max_read = response.max_write = most;
    response.system_time = filetime_of(now);
    // Samba never says when it started; Windows does up to 8.1 (read from captures).
    constexpr std::uint8_t windows_10 = 10;
    if (!system.is_samba && system.major < windows_10)
        response.start_time = filetime_of(state_.machine.booted);
    const core::ByteVector token = negotiate_token(state_.machine);
    response.security_blob = token;
    core::ByteVector salt;
    core::ByteVector preauth;
    core::ByteVector ciphers;
    if (dialect == dialect_3_1_1) {
        while (salt.size() < salt_bytes) core::Writer{salt}.u64le(state_.random.next());
        preauth = wire::smb2_preauth_context_data(salt);
        wire::Smb2NegotiateContext context;
        context.type = wire::Smb2ContextType::preauth_integrity;
        context.data = preauth;
        response.contexts.push_back(std::move(context));
    }
    if (dialect == dialect_3_1_1 && told_ciphers_) {  // 0 where there is no common one
        ciphers = wire::smb2_encryption_context_data(static_cast<std::uint16_t>(cipher_));
        wire::Smb2NegotiateContext context;
        context.type = wire::Smb2ContextType::encryption;
        context.data = ciphers;
        response.contexts.push_back(std::move(context));
    }
    core::ByteVector body;
    wire::encode_smb2_negotiate_response(body, response);
    return body;
}

std::uint64_t Smb2Server::new_session_id() {
    ++sessions_made_;
    // Windows: a number of the boot, and an index by four; Samba: 32 random bits.
    if (!state_.machine.system->is_samba)
        return (std::uint64_t{session_high_} << 32) | (1 + std::uint64_t{4} * (sessions_made_ - 1));
    std::uint64_t id = 0;
    do id = state_.random.next() >> 32;
    while (id == 0 || state_.users.contains(id));
    return id;
}

Smb2Answer Smb2Server::session_setup(const wire::Smb2Message& message, wire::Smb2Header& header,
                                     core::Time now) {
    const auto request = wire::decode_smb2_session_setup_request(message.bytes);
    if (!request) return Smb2Answer{NtStatus::invalid_parameter};
    constexpr std::uint8_t binding = 1;
    Smb2Answer said;
    if ((request->flags & binding) != 0) {  // a further channel: 3.3.5.5, no multichannel here
        // smbd, which has it from 3.0 on, wants such a request signed first.
        said.status = state_.machine.system->is_samba && dialect_ >= dialect_3_0
                          ? wire::value_of(NtStatus::invalid_parameter)
                          : request_not_accepted;
        return said;
    }
    if (header.session_id == 0) {
        if (state_.users.size() >= max_users) {
            said.status = request_not_accepted;
            return said;
        }
        header.session_id = new_session_id();
    } else if (!state_.users.contains(header.session_id)) {
        return Smb2Answer{NtStatus::user_session_deleted};
    }
    User& user = state_.users[header.session_id];
    if (dialect_ == dialect_3_1_1) {
        const auto hash = session_hashes_.try_emplace(header.session_id, connection_hash_).first;
        hash->second.extend(message.bytes);
    }
    if (user.logon == nullptr)
        user.logon =
            std::make_unique<Logon>(state_.machine, state_.policy, state_.random.next(),
                                    state_.surroundings.earlier_logons + state_.logons_tried);
    const LogonVerdict verdict = user.logon->take(request->security_blob, now);
    said.status = verdict.status;
    wire::Smb2SessionSetupResponse response;
    response.security_blob = verdict.token;
    if (verdict.status == status_more_processing) {
        wire::encode_smb2_session_setup_response(said.body, response);
        return said;
    }
    if (verdict.outcome != LogonOutcome::anonymous &&
        (verdict.status == 0 || !verdict.user.empty()))
        ++state_.logons_tried;
    if (verdict.status != 0) {
        drop_session(header.session_id);
        return said;
    }
    user.logon.reset();
    user.established = true;
    user.outcome = verdict.outcome;
    user.has_key = verdict.has_session_key;
    if (verdict.has_session_key) {
        user.session_key = verdict.session_key;
        user.signing_key =
            signing_key(dialect_, verdict.session_key, session_hashes_[header.session_id]);
        user.signs = (request->security_mode & signing_required) != 0;
        if (cipher_ != Smb3Cipher::none) {
            // Windows counts on from a random number, smbd from 0 with random bytes behind it (read off the wire).
            const std::uint64_t random = state_.random.next();
            const bool is_samba = state_.machine.system->is_samba;
            user.encryption = std::make_shared<Smb3Encryption>(
                cipher_,
                encryption_keys(dialect_, cipher_, verdict.session_key,
                                session_hashes_[header.session_id]),
                header.session_id, is_samba ? NonceStart{0, random} : NonceStart{random, 0});
        }
    }
    session_hashes_.erase(header.session_id);
    // Who is let in without a key is called a guest, because a client takes no unsigned answer for a user's.
    if (verdict.outcome == LogonOutcome::guest ||
        (verdict.outcome == LogonOutcome::user && !verdict.has_session_key))
        response.session_flags = wire::smb2_session_is_guest;
    else if (verdict.outcome == LogonOutcome::anonymous && !state_.machine.system->is_samba)
        response.session_flags = wire::smb2_session_is_null;  // smbd says 0
    wire::encode_smb2_session_setup_response(said.body, response);
    return said;
}

void Smb2Server::drop_session(std::uint64_t session_id) {
    for (const auto& [id, tree] : state_.trees)
        if (tree.user == session_id) files_.close_tree(id);
    std::erase_if(state_.trees, [&](const auto& each) { return each.second.user == session_id; });
    std::erase_if(pending_,
                  [&](const Pending& each) { return each.header.session_id == session_id; });
    session_hashes_.erase(session_id);
    state_.users.erase(session_id);
}

std::uint32_t Smb2Server::new_tree_id() {
    ++trees_made_;
    if (!state_.machine.system->is_samba) return 1 + 4 * (trees_made_ - 1);
    std::uint32_t id = 0;
    do id = static_cast<std::uint32_t>(state_.random.next() >> 32);
    while (id == 0 || id == 0xFFFF'FFFF || state_.trees.contains(id));
    return id;
}

Smb2Answer Smb2Server::tree_connect(core::Bytes message, wire::Smb2Header& header,
                                    const User& user) {
    const auto request = wire::decode_smb2_tree_connect_request(message);
    if (!request) return Smb2Answer{NtStatus::invalid_parameter};
    const std::string wanted =
        wire::lower_ascii(share_of(wire::smb_text_from_utf16(request->path, max_path_bytes)));
    const auto& shares = state_.machine.shares;
    const auto share = std::find_if(shares.begin(), shares.end(), [&](const Share& each) {
        return wire::lower_ascii(each.name) == wanted;
    });
    if (share == shares.end()) return Smb2Answer{NtStatus::bad_network_name};
    // Null sessions reach disks on Samba with guest access alone; Windows keeps them to IPC$.
    const bool is_pipe = share->kind == ShareKind::pipe;
    const bool refused = !is_pipe && user.outcome != LogonOutcome::user &&
                         (share->hidden || (user.outcome == LogonOutcome::anonymous &&
                                            !state_.machine.system->is_samba));
    if (refused) return Smb2Answer{NtStatus::access_denied};
    if (state_.trees.size() >= max_trees) return Smb2Answer{NtStatus::insuff_server_resources};
    header.tree_id = new_tree_id();
    state_.trees.emplace(header.tree_id, Tree{&*share, header.session_id});
    wire::Smb2TreeConnectResponse response;
    response.share_type = is_pipe                             ? wire::Smb2ShareType::pipe
                          : share->kind == ShareKind::printer ? wire::Smb2ShareType::print
                                                              : wire::Smb2ShareType::disk;
    const bool writes = user.outcome == LogonOutcome::user || share->guest_may_write;
    constexpr std::uint32_t no_caching = 0x30;  // what Windows says of IPC$
    if (is_pipe && !state_.machine.system->is_samba) response.share_flags = no_caching;
    response.maximal_access = is_pipe ? 0x001F00A9 : writes ? 0x001F01FF : 0x001200A9;
    Smb2Answer said;
    wire::encode_smb2_tree_connect_response(said.body, response);
    return said;
}

Smb2Answer Smb2Server::ioctl(const Smb2Files::Place& place, const wire::Smb2IoctlRequest& request,
                             Next& next) {
    Smb2Answer said;
    switch (request.code) {
        case wire::fsctl_dfs_get_referrals:
        case wire::fsctl_dfs_get_referrals_ex:
            // [MS-DFSC] 2.2.2: a referral is asked for by at least a level and a NUL.
            if (request.input.size() < 2) return Smb2Answer{NtStatus::invalid_parameter};
            // No DFS here: Samba and Windows say so differently (smb.md 1.16).
            return Smb2Answer{state_.machine.system->is_samba ? NtStatus::not_found
                                                              : NtStatus::fs_driver_required};
        case wire::fsctl_validate_negotiate_info:
            return validate_negotiate(request, next);
        case wire::fsctl_query_network_interfaces:  // multichannel was not offered
            return Smb2Answer{NtStatus::not_supported};
        default:
            return files_.ioctl(place, request);
    }
}

Smb2Answer Smb2Server::validate_negotiate(const wire::Smb2IoctlRequest& request, Next& next) {
    // 3.3.5.15.12: what the client says that it asked for must be what was received; else the connection ends.
    const bool is_samba = state_.machine.system->is_samba;
    constexpr std::size_t request_bytes = 24;  // [MS-SMB2] 2.2.31.4
    constexpr std::uint32_t response_bytes = 24;
    // smbd looks at lengths first; Windows ends the connection, as 3.3.5.15.12 has it.
    if (is_samba && (request.input.size() < request_bytes || request.file != wire::smb2_same_file))
        return Smb2Answer{NtStatus::invalid_parameter};
    if (is_samba && request.max_output_response < response_bytes)
        return Smb2Answer{NtStatus::buffer_too_small};
    if (dialect_ == dialect_3_1_1 || request.max_output_response < response_bytes) {
        next = Next::close;
        return {};
    }
    const auto info = wire::decode_validate_negotiate_request(request.input);
    // 2.0.2 can be agreed on by an SMB1 negotiate, which says nothing of all this; clients validate it all the same.
    const bool by_smb1 = client_dialects_.empty();
    if (!info ||
        (!by_smb1 &&
         (info->guid != client_guid_ || info->capabilities != client_capabilities_ ||
          info->security_mode != client_security_mode_ || info->dialects != client_dialects_))) {
        next = Next::close;
        return {};
    }
    wire::ValidateNegotiateInfo said;
    said.capabilities = capabilities_told(dialect_);
    said.guid = guid_told(state_.machine);
    said.security_mode = signing_enabled;
    said.dialects = {dialect_};
    core::ByteVector output;
    wire::encode_validate_negotiate_response(output, said);
    wire::Smb2IoctlResponse response;
    response.code = request.code;
    response.file = request.file;
    response.output = output;
    Smb2Answer answer;
    wire::encode_smb2_ioctl_response(answer.body, response);
    return answer;
}

Smb2Server::Reply Smb2Server::wait(Reply reply, const wire::Smb2Message& message,
                                   const Chain& chain) {
    // Within a compound nothing waits (3.3.5.2.7): smbd cancels it there.
    if (!chain.only || pending_.size() >= max_pending) {
        reply.header.status =
            wire::value_of(chain.only ? NtStatus::insufficient_resources : NtStatus::cancelled);
        return reply;
    }
    Pending waiting;
    waiting.header = message.header;
    waiting.header.session_id = reply.header.session_id;
    waiting.header.tree_id = reply.header.tree_id;
    waiting.async_id = next_async_++;
    waiting.file = chain.file;
    waiting.file_key = chain.file.volatile_part;
    waiting.signs = reply.signs;
    waiting.encrypted = chain.encryption != nullptr;
    if (message.header.command == Smb2Command::read) {
        const auto request = wire::decode_smb2_read_request(message.bytes);
        if (request) waiting.most = request->length;
    } else if (message.header.command == Smb2Command::ioctl) {
        const auto request = wire::decode_smb2_ioctl_request(message.bytes);
        if (request) waiting.most = request->max_output_response;
        if (request) waiting.code = request->code;
    } else if (message.header.command == Smb2Command::lock) {
        const auto request = wire::decode_smb2_lock_request(message.bytes);
        if (request && !request->elements.empty())
            waiting.lock = range_of(request->elements.front());
    }
    reply.header.flags |= wire::smb2_flag_async;  // 3.3.4.2: an interim answer
    reply.header.async_id = waiting.async_id;
    if (state_.machine.system->is_samba) {
        reply.header.credit_charge = 0;
        constexpr std::uint8_t last_byte = 0x21;  // what lay there in an answer of Server 2008 R2
        reply.body.back() = last_byte;
    }
    pending_.push_back(std::move(waiting));
    return reply;
}

void Smb2Server::answer_waiting(core::ByteVector& out) {
    for (std::size_t i = 0; i < pending_.size();) {
        Pending& waiting = pending_[i];
        std::uint32_t status = 0;
        std::optional<core::ByteVector> data;
        if (waiting.lock) {
            wire::Smb2LockRequest again;
            again.count = 1;
            again.elements = {
                {waiting.lock->offset, waiting.lock->length,
                 waiting.lock->exclusive ? wire::smb2_lock_exclusive : wire::smb2_lock_shared}};
            status = lock_ranges(state_, waiting.file_key, again);
            if (status != wire::value_of(NtStatus::pending)) data.emplace();
        } else if (waiting.header.command != Smb2Command::change_notify) {
            data = files_.take_from_pipe(waiting.file_key, waiting.most, status);
        }
        if (!data) {
            ++i;
            continue;
        }
        Late answer = late(waiting, status);
        if (waiting.lock) {
            if (status == 0) answer.reply.body.clear();
            if (status == 0) wire::encode_smb2_empty(answer.reply.body);
        } else if (waiting.header.command == Smb2Command::read) {
            answer.reply.body.clear();
            wire::encode_smb2_read_response(answer.reply.body, {*data, 0});
        } else {
            wire::Smb2IoctlResponse response;
            response.code = waiting.code;
            response.file = waiting.file;
            response.output = *data;
            answer.reply.body.clear();
            wire::encode_smb2_ioctl_response(answer.reply.body, response);
        }
        pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
        send({std::move(answer.reply)}, answer.encryption, out);
    }
}

Smb2Server::Late Smb2Server::late(const Pending& waiting, std::uint32_t status) const {
    Late answer;
    wire::Smb2Header& header = answer.reply.header;
    header = waiting.header;
    header.status = status;
    header.credits = 0;  // given with the interim answer
    header.flags = wire::smb2_flag_response | wire::smb2_flag_async;
    header.async_id = waiting.async_id;
    header.next_command = 0;
    wire::encode_smb2_error(answer.reply.body);
    answer.encryption = protect(answer.reply, waiting);
    return answer;
}

void Smb2Server::end_waiting(std::optional<std::uint64_t> file, std::optional<std::uint32_t> tree,
                             std::uint64_t session, std::vector<Late>& said) {
    const auto ends = [&](const Pending& each) {
        return each.header.session_id == session && (!tree || each.header.tree_id == *tree) &&
               (!file || each.file_key == *file);
    };
    for (const Pending& each : pending_) {
        if (!ends(each)) continue;
        if (each.lock) said.push_back(late(each, range_not_locked));
        if (each.header.command == Smb2Command::change_notify)
            said.push_back(late(each, notify_cleanup));
    }
    std::erase_if(pending_, ends);
}

void Smb2Server::cancel(const wire::Smb2Header& header, core::ByteVector& out) {
    // 3.3.5.16: no answer of its own; what it names ends with STATUS_CANCELLED.
    const auto found = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& each) {
        return header.is_async() ? each.async_id == header.async_id
                                 : each.header.message_id == header.message_id;
    });
    if (found == pending_.end()) return;
    Late answer = late(*found, wire::value_of(NtStatus::cancelled));
    pending_.erase(found);
    send({std::move(answer.reply)}, answer.encryption, out);
}

std::shared_ptr<Smb3Encryption> Smb2Server::protect(Reply& reply, const Pending& waiting) const {
    const auto user = state_.users.find(waiting.header.session_id);
    if (user == state_.users.end()) return nullptr;
    reply.signs = waiting.signs;
    reply.key = user->second.signing_key;
    return waiting.encrypted ? user->second.encryption : nullptr;
}

void Smb2Server::send(std::vector<Late>& answers, core::ByteVector& out) {
    for (Late& each : answers) send({std::move(each.reply)}, each.encryption, out);
    answers.clear();
}

void Smb2Server::send(std::vector<Reply> replies, const std::shared_ptr<Smb3Encryption>& encryption,
                      core::ByteVector& out) {
    if (replies.empty()) return;
    core::ByteVector frame;
    const bool is_compound = replies.size() > 1;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        Reply& reply = replies[i];
        const bool last = i + 1 == replies.size();
        const std::size_t start = frame.size();
        reply.header.signature = {};
        if (reply.signs) reply.header.flags |= wire::smb2_flag_signed;
        // 3.3.4.1.3: every message of a compound is padded to a multiple of 8, and the padding is signed with it.
        const std::size_t length = wire::smb2_header_bytes + reply.body.size();
        const std::size_t padded = is_compound ? (length + 7) / 8 * 8 : length;
        reply.header.next_command = last ? 0 : static_cast<std::uint32_t>(padded);
        wire::encode_smb2_header(frame, reply.header);
        frame.insert(frame.end(), reply.body.begin(), reply.body.end());
        frame.resize(start + padded, 0);
        if (reply.signs) sign_smb2(dialect_, reply.key, std::span(frame).subspan(start));
        if (dialect_ != dialect_3_1_1) continue;
        const core::Bytes message = core::Bytes(frame).subspan(start);
        if (reply.header.command == Smb2Command::negotiate) connection_hash_.extend(message);
        const auto hash = session_hashes_.find(reply.header.session_id);
        if (reply.header.command == Smb2Command::session_setup && hash != session_hashes_.end())
            hash->second.extend(message);
    }
    if (encryption == nullptr) {
        wire::encode_netbios_frame(out, wire::NetbiosType::message, frame);
        return;
    }
    OpenedFrames& told = state_.opened_frames;
    if (told.server.size() + frame.size() <= max_opened_frames)
        wire::encode_netbios_frame(told.server, wire::NetbiosType::message, frame);
    core::ByteVector closed;
    encryption->close(frame, closed);
    wire::encode_netbios_frame(out, wire::NetbiosType::message, closed);
}

}  // namespace hitme::dialogue::smb
