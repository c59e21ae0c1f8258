// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/pipe.h"

#include <algorithm>
#include <utility>

#include "dialogue/rpc/call.h"
#include "dialogue/rpc/dispatch.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::uint16_t version_not_supported = 4;     // C706 12.6.4.5, reasons of bind_nak
constexpr std::uint16_t authentication_not_known = 8;  // [MS-RPCE] 2.2.2.5
constexpr std::size_t max_kept_logon_bytes = 256;      // a Logon's list of mechanisms
constexpr std::uint16_t features_we_have = 0x0003;     // [MS-RPCE] 2.2.2.14

// [MS-RPCE] 3.3.1.5.3: the first eight bytes of a bind time feature negotiation's transfer syntax; the rest are features.
bool is_feature_negotiation(const wire::SyntaxId& transfer) {
    return transfer.uuid.time_low == 0x6cb71c2c && transfer.uuid.time_mid == 0x9812 &&
           transfer.uuid.time_high == 0x4540;
}

}  // namespace

RpcPipe::RpcPipe(std::string normal_name, const smb::Machine& machine, Caller caller,
                 std::uint64_t random_seed, const PipeLogons* logons)
    : name_(std::move(normal_name)), machine_(machine), caller_(caller), random_(random_seed) {
    if (logons != nullptr) logons_.emplace(*logons);
}

// PDU by PDU: one may decide how the next is read.
void RpcPipe::write(core::Bytes bytes, core::Time now) {
    core::ByteVector joined;
    core::Bytes left = bytes;
    if (!unread_.empty()) {
        joined = std::exchange(unread_, {});
        joined.insert(joined.end(), bytes.begin(), bytes.end());
        left = joined;
    }
    while (!left.empty() && !calls_.broken()) {
        const auto header = wire::decode_rpc_header(left);
        if (!header && header.error().fault != core::Fault::need_more)
            return take(left, now);  // no DCE/RPC: nothing behind it can be followed
        if (!header || left.size() < header->fragment_length) break;
        take(left.first(header->fragment_length), now);
        left = left.subspan(header->fragment_length);
    }
    if (!calls_.broken()) unread_.assign(left.begin(), left.end());
}

void RpcPipe::take(core::Bytes pdu, core::Time now) {
    const auto header = wire::decode_rpc_header(pdu);
    core::ByteVector opened;
    if (seal_ && header && header->type == wire::RpcType::request) {
        opened.assign(pdu.begin(), pdu.end());
        if (!seal_->open(opened)) {
            if (waiting_ >= max_waiting_answers) return;
            wire::RpcMessage message;
            message.call_id = header->call_id;
            return fault(message, wire::rpc_fault_access_denied);
        }
        pdu = opened;
    }
    for (const auto& message : calls_.push(pdu)) answer(message, now);
}

void RpcPipe::answer(const wire::RpcMessage& message, core::Time now) {
    if (waiting_ >= max_waiting_answers) return;
    core::ByteVector out;
    if (calls_.broken() && message.malformed && message.malformed->offset == 0) {
        wire::encode_rpc_bind_nak(out, 0, version_not_supported);
        enqueue(out);
        return;
    }
    switch (message.type) {
        case wire::RpcType::bind:
        case wire::RpcType::alter_context:
            if (message.malformed || (message.auth_type != 0 && !knows_logon(message))) {
                wire::encode_rpc_bind_nak(
                    out, message.call_id,
                    message.malformed ? version_not_supported : authentication_not_known);
                enqueue(out);
            } else {
                answer_bind(message, now);
            }
            return;
        case wire::RpcType::auth3:
            if (!message.malformed && logon_ != nullptr) log_on(message, now);
            return;
        case wire::RpcType::request:
            answer_request(message, now);
            return;
        default:
            return;  // co_cancel and orphaned are not answered; servers' PDUs have no business here
    }
}

wire::RpcContextResult RpcPipe::judge(const wire::RpcContext& context) {
    if (!machine_.system->is_samba && machine_.system->major >= 6)
        for (const auto& transfer : context.transfers)
            if (is_feature_negotiation(transfer))
                return {wire::rpc_negotiate_ack,
                        static_cast<std::uint16_t>(transfer.uuid.node[0] & features_we_have),
                        {}};
    const auto* interface = wire::find_rpc_interface(context.interface.uuid);
    if (!interface || interface->major != context.interface.major ||
        !offers(*machine_.system, name_, *interface))
        return {wire::rpc_provider_rejection, wire::rpc_abstract_syntax_not_supported, {}};
    if (std::ranges::find(context.transfers, wire::ndr_syntax()) == context.transfers.end())
        return {wire::rpc_provider_rejection, wire::rpc_transfer_syntaxes_not_supported, {}};
    accepted_[context.id] = interface;
    return {wire::rpc_accepted, 0, wire::ndr_syntax()};
}

bool RpcPipe::knows_logon(const wire::RpcMessage& message) const {
    return logons_ &&
           (message.auth_type == wire::rpc_auth_ntlm || message.auth_type == wire::rpc_auth_spnego);
}

core::ByteVector RpcPipe::log_on(const wire::RpcMessage& message, core::Time now) {
    if (logon_ == nullptr)
        logon_ = std::make_unique<smb::Logon>(machine_, logons_->policy, random_.next(),
                                              logons_->earlier + logons_->tried);
    auth_level_ = message.auth_level;
    seal_.reset();
    const auto verdict = logon_->take(message.auth_value, now);
    if (verdict.status == smb::status_more_processing) {
        proof_ = Proof::unfinished;
        return verdict.token;
    }
    logon_.reset();
    if (verdict.outcome != smb::LogonOutcome::anonymous &&
        (verdict.status == 0 || !verdict.user.empty()))
        ++logons_->tried;
    proof_ = verdict.status == 0 ? Proof::given : Proof::refused;
    if (verdict.status == 0)
        caller_ = verdict.outcome == smb::LogonOutcome::user    ? Caller::user
                  : verdict.outcome == smb::LogonOutcome::guest ? Caller::guest
                                                                : Caller::anonymous;
    if (proof_ == Proof::given)
        if (const auto seal = CallSeal::of(
                verdict, {message.auth_type, message.auth_level, message.auth_context, {}}))
            seal_ = std::make_unique<CallSeal>(*seal);
    return verdict.token;
}

std::uint32_t RpcPipe::refusal_of(const wire::RpcMessage& request) const {
    if (seal_) return 0;  // take() let it through
    const bool has_trailer = request.auth_type != 0;
    if (proof_ == Proof::not_asked) return has_trailer ? wire::rpc_fault_access_denied : 0;
    // As smbd 4.17.12 does: behind a refused logon a plain call is the SMB session's, a signed one breaks the protocol; and
    // "allow dcerpc auth level connect" is off.
    if (machine_.system->is_samba && proof_ == Proof::refused)
        return has_trailer ? wire::rpc_fault_protocol : 0;
    const bool serves_level =
        auth_level_ <= wire::rpc_auth_level_connect && !machine_.system->is_samba;
    return proof_ == Proof::given && serves_level ? 0 : wire::rpc_fault_access_denied;
}

void RpcPipe::fault(const wire::RpcMessage& message, std::uint32_t status) {
    core::ByteVector out;
    wire::encode_rpc_fault(out, message.call_id, {message.context, status});
    enqueue(out);
}

void RpcPipe::answer_bind(const wire::RpcMessage& message, core::Time now) {
    const bool is_bind = message.type == wire::RpcType::bind;
    core::ByteVector token;
    if (message.auth_type != 0) {
        if (is_bind) logon_.reset();  // begins afresh
        token = log_on(message, now);
        if (proof_ == Proof::refused) {
            if (!is_bind) return fault(message, wire::rpc_fault_access_denied);
            core::ByteVector nak;
            wire::encode_rpc_bind_nak(nak, message.call_id, authentication_not_known);
            return enqueue(nak);
        }
    }
    wire::RpcBindAck ack;
    ack.max_transmit = std::min(message.bind.max_receive, rpc_fragment_bytes);
    ack.max_receive = std::min(message.bind.max_transmit, rpc_fragment_bytes);
    client_fragment_ = ack.max_transmit;
    if (message.bind.association_group != 0) association_group_ = message.bind.association_group;
    if (association_group_ == 0)
        association_group_ = 0x0001'0000 | static_cast<std::uint32_t>(random_.below(0xFFFF));
    ack.association_group = association_group_;
    ack.header_signing = message.header_signing && message.auth_type != 0;
    if (is_bind) ack.secondary_address = secondary_address(*machine_.system, name_);
    for (const auto& context : message.bind.contexts) ack.results.push_back(judge(context));
    const wire::RpcAuth auth{message.auth_type, message.auth_level, message.auth_context, token};
    core::ByteVector out;
    wire::encode_rpc_bind_ack(
        out, message.call_id, ack,
        is_bind ? wire::RpcType::bind_ack : wire::RpcType::alter_context_response,
        token.empty() ? nullptr : &auth);
    enqueue(out);
}

void RpcPipe::answer_request(const wire::RpcMessage& message, core::Time now) {
    if (message.malformed) return fault(message, wire::rpc_fault_protocol);
    const auto found = accepted_.find(message.context);
    if (found == accepted_.end()) return fault(message, wire::rpc_fault_unknown_interface);
    if (const auto refusal = refusal_of(message); refusal != 0) return fault(message, refusal);

    if (seal_ && seal_->seals()) tell_opened(message, *found->second);
    Visit visit{machine_, caller_, name_, now, random_, handles_};
    const Call call{message.opnum, message.stub, message.order};
    const auto answer = answer_call(*found->second, call, visit);
    if (answer.fault != 0) return fault(message, answer.fault);
    core::ByteVector out;
    const auto trailer = seal_ ? std::optional{seal_->trailer()} : std::nullopt;
    wire::encode_rpc_response(out, message.call_id, message.context, answer.stub, client_fragment_,
                              trailer ? &*trailer : nullptr);
    enqueue(out);
}

void RpcPipe::tell_opened(const wire::RpcMessage& message, const wire::RpcInterface& interface) {
    if (!logons_ || logons_->opened == nullptr) return;
    OpenedCalls& opened = *logons_->opened;
    // Taken after each of the client's messages; a client of another byte order is none that we know.
    if (opened.bytes.size() > max_opened_bytes || message.order != wire::ByteOrder::little) return;
    if (opened.interface != &interface || opened.context != message.context) {
        const wire::RpcBind bind{
            rpc_fragment_bytes,
            rpc_fragment_bytes,
            0,
            {{message.context, {interface.uuid, interface.major, 0}, {wire::ndr_syntax()}}}};
        wire::encode_rpc_bind(opened.bytes, message.call_id, bind);
        opened.interface = &interface;
        opened.context = message.context;
    }
    wire::encode_rpc_request(opened.bytes, message.call_id, message.context, message.opnum,
                             message.stub);
}

void RpcPipe::enqueue(core::Bytes pdus) {
    while (!pdus.empty()) {
        const auto header = wire::decode_rpc_header(pdus);
        const std::size_t length = header ? header->fragment_length : pdus.size();
        const auto pdu = pdus.first(length);
        queue_.emplace_back(pdu.begin(), pdu.end());
        if (header && header->type == wire::RpcType::response && header->auth_length > 0 && seal_)
            seal_->close(queue_.back());
        waiting_ += length;
        pdus = pdus.subspan(length);
    }
}

core::ByteVector RpcPipe::read(std::size_t most) {
    if (queue_.empty()) return {};
    auto& front = queue_.front();
    const auto begin = front.begin() + static_cast<std::ptrdiff_t>(front_taken_);
    const std::size_t count = std::min(most, front.size() - front_taken_);
    core::ByteVector out(begin, begin + static_cast<std::ptrdiff_t>(count));
    front_taken_ += count;
    waiting_ -= count;
    if (front_taken_ == front.size()) {
        queue_.pop_front();
        front_taken_ = 0;
    }
    return out;
}

std::size_t RpcPipe::waiting() const {
    return waiting_;
}

std::size_t RpcPipe::memory() const {
    constexpr std::size_t node = 48;  // a map node's own words, about
    std::size_t bytes = sizeof *this - sizeof calls_ + calls_.memory() + handles_.memory() +
                        name_.capacity() + unread_.capacity() + accepted_.size() * node +
                        (logon_ == nullptr ? 0 : sizeof *logon_ + max_kept_logon_bytes) +
                        (seal_ == nullptr ? 0 : sizeof *seal_);
    for (const auto& pdu : queue_) bytes += sizeof pdu + pdu.capacity();
    return bytes;
}

std::unique_ptr<Pipe> open_pipe(std::string_view name, const smb::Machine& machine, Caller caller,
                                std::uint64_t random_seed, const PipeLogons* logons) {
    auto normal = wire::normal_pipe_name(name);
    if (!has_pipe(*machine.system, normal)) return nullptr;
    return std::make_unique<RpcPipe>(std::move(normal), machine, caller, random_seed, logons);
}

}  // namespace hitme::dialogue::rpc
