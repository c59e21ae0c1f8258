// SPDX-License-Identifier: Apache-2.0
#include "wire/dcerpc_calls.h"

#include <algorithm>
#include <utility>

namespace hitme::wire {
namespace {

// C706 12.6.4.9 and .10: what stands before the stub.
constexpr std::uint64_t call_header_bytes = 24;
constexpr std::uint64_t object_bytes = 16;

// What every message of one PDU says.
void begin_message(RpcMessage& message, const RpcHeader& header, std::uint64_t offset) {
    message.offset = offset;
    message.length = header.fragment_length;
    message.type = header.type;
    message.call_id = header.call_id;
    message.order = header.order;
}

RpcMessage message_of(const RpcHeader& header, std::uint64_t offset) {
    RpcMessage message;
    begin_message(message, header, offset);
    return message;
}

}  // namespace

std::vector<RpcMessage> RpcCalls::push(core::Bytes bytes) {
    std::vector<RpcMessage> out;
    if (broken_) return out;
    // PDUs that lie whole in the caller's bytes are read where they are; only a rest is kept.
    core::ByteVector joined;
    core::Bytes view = bytes;
    if (!pending_.empty()) {
        joined = std::move(pending_);
        pending_.clear();
        joined.insert(joined.end(), bytes.begin(), bytes.end());
        view = joined;
    }
    while (!view.empty()) {
        const auto header = decode_rpc_header(view);
        if (!header && header.error().fault == core::Fault::need_more) break;
        if (!header) {
            RpcMessage message;
            message.offset = consumed_;
            message.malformed = header.error();
            out.push_back(std::move(message));
            broken_ = true;
            return out;
        }
        if (view.size() < header->fragment_length) break;
        take_pdu(view.first(header->fragment_length), out);
        view = view.subspan(header->fragment_length);
        consumed_ += header->fragment_length;
    }
    pending_.assign(view.begin(), view.end());
    return out;
}

void RpcCalls::take_pdu(core::Bytes bytes, std::vector<RpcMessage>& out) {
    const auto pdu = decode_rpc_pdu(bytes);
    if (!pdu) {
        // FragLength held, so the stream goes on behind this PDU.
        auto message = message_of(*decode_rpc_header(bytes), consumed_);
        message.malformed = pdu.error();
        out.push_back(std::move(message));
        return;
    }
    if (std::holds_alternative<RpcRequest>(pdu->body) ||
        std::holds_alternative<RpcResponse>(pdu->body)) {
        take_fragment(*pdu, out);
        return;
    }
    auto message = message_of(pdu->header, consumed_);
    if (pdu->auth) {
        message.auth_type = pdu->auth->type;
        message.auth_level = pdu->auth->level;
        message.auth_context = pdu->auth->context;
        message.auth_offset = bytes.size() - pdu->auth->value.size();
        message.auth_value.assign(pdu->auth->value.begin(), pdu->auth->value.end());
    }
    message.header_signing = (pdu->header.flags & rpc_header_signing) != 0;
    if (const auto* bind = std::get_if<RpcBind>(&pdu->body)) {
        message.bind = *bind;
        for (const auto& context : bind->contexts) {
            if (!bind_context(context)) {
                message.malformed = core::ParseError{core::Fault::over_limit, 24, "n_context_elem"};
                break;
            }
        }
    } else if (const auto* ack = std::get_if<RpcBindAck>(&pdu->body)) {
        message.ack = *ack;
    } else if (const auto* nak = std::get_if<RpcBindNak>(&pdu->body)) {
        message.status = nak->reason;
    } else if (const auto* fault = std::get_if<RpcFault>(&pdu->body)) {
        message.context = fault->context;
        message.status = fault->status;
    }
    out.push_back(std::move(message));
}

void RpcCalls::take_fragment(const RpcPdu& pdu, std::vector<RpcMessage>& out) {
    const std::uint32_t id = pdu.header.call_id;
    const bool is_first = (pdu.header.flags & rpc_first_fragment) != 0;
    const bool is_last = (pdu.header.flags & rpc_last_fragment) != 0;
    const auto* request = std::get_if<RpcRequest>(&pdu.body);
    const core::Bytes stub = request ? request->stub : std::get<RpcResponse>(pdu.body).stub;

    if (is_first) {
        if (const auto old = calls_.find(id); old != calls_.end()) {
            call_bytes_ -= old->second.message.stub.size();
            calls_.erase(old);
        }
        const auto begin = [&](RpcMessage& message) {
            begin_message(message, pdu.header, consumed_);
            message.context = request ? request->context : std::get<RpcResponse>(pdu.body).context;
            if (pdu.auth) {
                message.auth_type = pdu.auth->type;
                message.auth_level = pdu.auth->level;
            }
            if (!request) return;
            message.opnum = request->opnum;
            message.object = request->object;
            if (const BoundContext* bound = find_context(request->context)) {
                message.interface = bound->interface;
                if (bound->is_ndr64) message.form = NdrForm::ndr64;
            }
        };
        if (is_last) {  // nearly every call: it is made where it is given
            RpcMessage& message = out.emplace_back();
            begin(message);
            message.stub.assign(stub.begin(), stub.end());
            return;
        }
        if (calls_.size() >= max_rpc_calls) {
            auto dropped = calls_.begin();
            call_bytes_ -= dropped->second.message.stub.size();
            auto message = std::move(dropped->second.message);
            message.stub.clear();
            message.malformed = core::ParseError{core::Fault::over_limit, 12, "call_id"};
            if (!dropped->second.given_up) out.push_back(std::move(message));
            calls_.erase(dropped);
        }
        Call& call = calls_[id];
        begin(call.message);
        call.message.fragments = 0;
    }

    const auto found = calls_.find(id);
    if (found == calls_.end()) {
        auto message = message_of(pdu.header, consumed_);
        message.malformed = core::ParseError{core::Fault::bad_value, 3, "pfc_flags"};
        out.push_back(std::move(message));
        return;
    }
    auto& call = found->second;
    ++call.message.fragments;
    if (!call.given_up && stub.size() > max_rpc_call_bytes - call_bytes_) {
        call.given_up = true;
        call_bytes_ -= call.message.stub.size();
        auto message = std::move(call.message);
        call.message = {};
        message.is_cut = true;
        message.malformed = core::ParseError{core::Fault::over_limit, rpc_header_bytes, "stub"};
        out.push_back(std::move(message));
    }
    if (!call.given_up) {
        call.message.stub_places.add(
            call.message.stub.size(), stub.size(),
            consumed_ + call_header_bytes + (request && request->object ? object_bytes : 0));
        call.message.stub.insert(call.message.stub.end(), stub.begin(), stub.end());
        call_bytes_ += stub.size();
    }
    if (!is_last) return;
    call_bytes_ -= call.message.stub.size();
    if (!call.given_up) out.push_back(std::move(call.message));
    calls_.erase(found);
}

std::optional<SyntaxId> RpcCalls::interface_of(std::uint16_t context) const {
    const BoundContext* found = find_context(context);
    if (found == nullptr) return std::nullopt;
    return found->interface;
}

const RpcCalls::BoundContext* RpcCalls::find_context(std::uint16_t id) const {
    for (const BoundContext& one : contexts_)
        if (one.id == id) return &one;
    return nullptr;
}

bool RpcCalls::bind_context(const RpcContext& context) {
    const bool is_ndr64 =
        context.transfers.size() == 1 && context.transfers.front() == ndr64_syntax();
    for (BoundContext& one : contexts_) {
        if (one.id != context.id) continue;
        one.interface = context.interface;
        one.is_ndr64 = is_ndr64;
        return true;
    }
    if (contexts_.size() >= max_rpc_contexts) return false;
    contexts_.push_back({context.id, is_ndr64, context.interface});
    return true;
}

std::optional<std::uint64_t> RpcCalls::unfinished() const {
    std::optional<std::uint64_t> first;
    if (!pending_.empty()) first = consumed_;
    for (const auto& [id, call] : calls_)
        if (!call.given_up)
            first = std::min(first.value_or(~std::uint64_t{0}), call.message.offset);
    return first;
}

std::size_t RpcCalls::memory() const {
    constexpr std::size_t node = 48;  // a map node's own words, about
    std::size_t bytes = sizeof *this + pending_.capacity();
    for (const auto& [id, call] : calls_)
        bytes +=
            sizeof call + node + call.message.stub.capacity() + call.message.stub_places.memory();
    return bytes + contexts_.capacity() * sizeof(BoundContext);
}

}  // namespace hitme::wire
