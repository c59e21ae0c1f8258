// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/pipe.h"

#include <algorithm>

#include "core/reader.h"
#include "wire/nt_status.h"
#include "wire/ntlmssp.h"
#include "wire/rpc_interfaces.h"

namespace hitme::recognition::smb {
namespace {

constexpr std::uint64_t request_header_bytes = 24;  // C706 section 12.6.4.9
constexpr std::uint64_t object_bytes = 16;

std::string fault_words(std::uint32_t status) {
    switch (status) {
        case wire::rpc_fault_operation_range:
            return "nca_s_op_rng_error";
        case wire::rpc_fault_bad_stub:
            return "RPC_X_BAD_STUB_DATA";
        case wire::rpc_fault_access_denied:
            return "ERROR_ACCESS_DENIED";
        case wire::rpc_fault_unknown_interface:
            return "nca_s_unk_if";
        default:
            return "fault " + hexadecimal(status, 8);
    }
}

}  // namespace

// Bytes of the pipe from `base` on, or of a stub that came in fragments; while it lives, marks count in them.
class Pipe::Finder final : public PieceFinder {
 public:
    Finder(const Pipe& pipe, std::uint64_t base, const core::PiecePlaces* parts, Notes& notes)
        : pipe_(pipe), base_(base), parts_(parts), notes_(notes) {
        notes_.count_in(this);
    }
    Finder(const Finder&) = delete;
    Finder& operator=(const Finder&) = delete;
    ~Finder() override { notes_.count_in(nullptr); }

    Run find(std::uint64_t at) const override {
        core::PiecePlaces::Found in_pipe{base_ + at, ~std::uint64_t{0}};
        if (parts_ != nullptr && !parts_->empty()) in_pipe = parts_->find(at);
        const auto in_stream = pipe_.pieces_.find(in_pipe.place);
        return {in_stream.place, std::min(in_pipe.together, in_stream.together)};
    }

 private:
    const Pipe& pipe_;
    std::uint64_t base_;
    const core::PiecePlaces* parts_;
    Notes& notes_;
};

std::optional<std::uint64_t> Pipe::unfinished() const {
    const auto in_pipe = calls_.unfinished();
    if (!in_pipe) return {};
    return stream_place(*in_pipe);
}

void Pipe::client(core::Bytes data, std::uint64_t place, RpcMemory& memory, Notes& notes) {
    if (data.empty() || calls_.broken()) return;
    // Programs open pipes of their own, which speak something else (PsExec's do).
    if (bytes_ == 0) is_rpc_ = data.front() == 5 || wire::is_known_pipe(name_);
    if (!is_rpc_) {
        bytes_ += data.size();
        return;
    }
    if (calls_.idle()) pieces_.clear();
    pieces_.add(bytes_, data.size(), place);
    bytes_ += data.size();
    for (const wire::RpcMessage& message : calls_.push(data)) {
        if (message.malformed) {
            core::ParseError error = *message.malformed;
            // Places in the story count from the message's header; a call may have begun in an earlier message.
            error.offset = static_cast<std::size_t>(stream_place(message.offset + error.offset) -
                                                    notes.offset());
            // What follows a broken PDU in its pipe is broken by it more often than not: the first place tells it.
            if (!broken_told_) notes.malformed_call(error);
            broken_told_ = true;
            notes.reach(event::Stage::probe, "bytes that are no DCE/RPC");
        }
        switch (message.type) {
            case wire::RpcType::bind:
                notes.count(Counted::rpc_bind);
                [[fallthrough]];
            case wire::RpcType::alter_context:
                bound(message, notes);
                logged_on(message, notes);
                break;
            case wire::RpcType::auth3:
                logged_on(message, notes);
                break;
            case wire::RpcType::request: {
                if (message.malformed && !message.is_cut) break;
                notes.count(Counted::rpc_request);
                const std::uint64_t header =
                    request_header_bytes + (message.object ? object_bytes : 0);
                const Finder finder(*this, message.offset + header, &message.stub_places, notes);
                const bool in_one_piece = finder.find(0).together >= message.stub.size();
                last_operation_ = judge_call(message, {0, name_, in_one_piece}, memory, notes);
                last_call_ = message.call_id;
                asked_ = std::move(memory.asked);
                break;
            }
            default:
                break;
        }
    }
}

void Pipe::bound(const wire::RpcMessage& message, Notes& notes) {
    std::string names;
    std::size_t unknown = 0;
    for (const wire::RpcContext& context : message.bind.contexts) {
        const wire::RpcInterface* known = wire::find_rpc_interface(context.interface.uuid);
        if (known == nullptr) {
            ++unknown;
            continue;
        }
        if (names.find(known->name) != names.npos) continue;
        names += (names.empty() ? "" : ", ") + std::string(known->name);
        notes.phrase(Weight::pipe, asked_for(known->name, name_));
        notes.story().fact("smb.rpc_interface", known->name);
    }
    notes.reach(event::Stage::probe, "bind " + (names.empty() ? "of no known interface" : names));
    // smb.md 1.8: Metasploit offers one interface among ten and more random ones.
    if (unknown >= 8 && !names.empty()) {
        const Finder finder(*this, message.offset, nullptr, notes);
        notes.found(rules::metasploit,
                    notes.has(rules::metasploit) ? event::Grade::certain : event::Grade::likely,
                    {{0, message.length,
                      std::to_string(unknown) + " unknown interfaces bound beside " + names}});
    }
    if (!notes.keeps_operations()) {
        notes.operation("dcerpc", "", "");
        return;
    }
    std::string words = names;
    if (unknown > 0) words += (words.empty() ? "" : " and ") + std::to_string(unknown) + " unknown";
    last_operation_ = notes.operation("dcerpc", wire::name_of(message.type), words);
}

void Pipe::logged_on(const wire::RpcMessage& message, Notes& notes) {
    const bool reads =
        message.auth_type == wire::rpc_auth_ntlm || message.auth_type == wire::rpc_auth_spnego;
    if (message.malformed || !reads || message.auth_value.empty()) return;
    const Finder finder(*this, message.offset + message.auth_offset, nullptr, notes);
    const Logon logon = read_security_blob(message.auth_value, 0, notes);
    logon_names_somebody_ = logon.kind != LogonKind::unclear;
    // An auth3 has no answer, and its call_id may be another call's: a number that no call has.
    constexpr std::uint64_t unanswered = std::uint64_t{1} << 32;
    const bool is_auth3 = message.type == wire::RpcType::auth3;
    logons_.tried(message.call_id | (is_auth3 ? unanswered : 0), logon, notes,
                  wire::name_of(message.type));
}

void Pipe::server(core::Bytes data, Notes& notes) {
    const auto header = wire::decode_rpc_header(data);
    if (header) logon_answered(*header, notes);
    if (!header || last_operation_ == no_operation) return;
    if (asked_ != nullptr && header->call_id == last_call_) call_answered(data, *header, notes);
    if (header->type == wire::RpcType::fault) {
        const auto pdu = wire::decode_rpc_pdu(data);
        if (!pdu) return;
        if (const auto* fault = std::get_if<wire::RpcFault>(&pdu->body))
            notes.story().outcome(last_operation_, fault_words(fault->status));
    } else if (header->type == wire::RpcType::bind_nak) {
        notes.story().outcome(last_operation_, "refused");
    }
}

// What an operation returns stands last in its answer (C706 chapter 14): four bytes, of all operations that ask().
void Pipe::call_answered(core::Bytes data, const wire::RpcHeader& header, Notes& notes) {
    if (header.type != wire::RpcType::response && header.type != wire::RpcType::fault) return;
    const auto asked = std::move(asked_);
    const auto pdu = wire::decode_rpc_pdu(data);
    if (!pdu) return;
    if (const auto* fault = std::get_if<wire::RpcFault>(&pdu->body))
        return notes.rephrase(asked->words(), asked->words_in_vain(fault_words(fault->status)));
    const auto* response = std::get_if<wire::RpcResponse>(&pdu->body);
    const bool is_sealed = pdu->auth && pdu->auth->level >= wire::rpc_auth_level_privacy;
    const bool is_whole = (header.flags & wire::rpc_first_fragment) != 0 &&
                          (header.flags & wire::rpc_last_fragment) != 0;
    constexpr std::size_t result_bytes = 4;
    if (response == nullptr || is_sealed || !is_whole || response->stub.size() < result_bytes)
        return;
    const core::Bytes last = response->stub.last(result_bytes);
    core::Reader in{last};
    const std::uint32_t result = in.u32(header.order == wire::ByteOrder::big, "result");
    notes.rephrase(asked->words(), asked->words(result));
    notes.story().outcome(last_operation_, asked->name_of(result));
}

void Pipe::logon_answered(const wire::RpcHeader& header, Notes& notes) {
    const auto answered = [&](wire::NtStatus status) {
        logons_.answered(header.call_id, static_cast<std::uint32_t>(status), notes.at(), notes);
    };
    switch (header.type) {
        case wire::RpcType::bind_ack:
        case wire::RpcType::alter_context_response:
            return answered(header.auth_length > 0 && !logon_names_somebody_
                                ? wire::NtStatus::more_processing_required
                                : wire::NtStatus::success);
        case wire::RpcType::bind_nak:
        case wire::RpcType::fault:
            return answered(wire::NtStatus::logon_failure);
        default:
            return;
    }
}

std::size_t Pipe::memory() const {
    const std::size_t asked = asked_ == nullptr ? 0 : sizeof(Asked) + asked_->object.capacity();
    return sizeof *this + asked + name_.capacity() + calls_.memory() + logons_.memory() +
           pieces_.memory();
}

}  // namespace hitme::recognition::smb
