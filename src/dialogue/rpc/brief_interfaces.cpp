// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/brief_interfaces.h"

#include "dialogue/rpc/dispatch.h"

namespace hitme::dialogue::rpc {
namespace {

// [MS-NRPC] 3.5.4.4.1 NetrServerReqChallenge.
Answer request_challenge(const Call& call, Visit& visit) {
    auto in = call.arguments();
    in.unique_wide_string("PrimaryName");
    in.wide_string("ComputerName");
    in.take(8, "ClientChallenge");
    if (!in.ok()) return bad_stub();
    core::ByteVector challenge;
    core::Writer{challenge}.u64le(visit.random.next());
    Reply reply;
    reply.out.bytes(challenge);
    return reply.done(0);
}

// NetrServerAuthenticate, 2 and 3: the same shape, a field more each.
Answer authenticate(const Call& call) {
    auto in = call.arguments();
    in.unique_wide_string("PrimaryName");
    in.wide_string("AccountName");
    in.enumeration("SecureChannelType");
    in.wide_string("ComputerName");
    in.take(8, "ClientCredential");
    const std::uint32_t flags = call.opnum == 5 ? 0 : in.u32("NegotiateFlags");
    if (!in.ok()) return bad_stub();
    Reply reply;
    reply.out.zeros(8);  // ServerCredential
    if (call.opnum != 5) reply.out.u32(flags & 0x212F'FFFF);
    if (call.opnum == 26) reply.out.u32(0);  // AccountRid
    return reply.done(status_access_denied);
}

Answer null_and(std::uint32_t status) {
    Reply reply;
    reply.out.null_pointer();
    return reply.done(status);
}

Answer only(std::uint32_t status) {
    Reply reply;
    return reply.done(status);
}

// rpc__mgmt_inq_if_ids: what else stands behind this pipe.
Answer interface_ids(Visit& visit) {
    const auto found = offered(*visit.machine.system, visit.pipe);
    const auto count = static_cast<std::uint32_t>(found.size());
    Reply reply;
    reply.out.pointer();
    reply.out.u32(count);
    reply.out.u32(count);
    for (std::uint32_t i = 0; i < count; ++i) reply.out.pointer();
    for (const auto* interface : found) {
        reply.out.u32(interface->uuid.time_low);
        reply.out.u16(interface->uuid.time_mid);
        reply.out.u16(interface->uuid.time_high);
        reply.out.bytes(interface->uuid.node);
        reply.out.u16(interface->major);
        reply.out.u16(interface->minor);
    }
    return reply.done(0);
}

Answer nothing_opened(std::uint32_t status) {
    Reply reply;
    reply.handle(std::nullopt);
    return reply.done(status);
}

}  // namespace

Answer answer_netlogon(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 4:
            return request_challenge(call, visit);
        case 5:
        case 15:
        case 26:
            return authenticate(call);
        case 11:  // NetrGetDCName, DsrGetDcName and its kin: a workgroup has none
        case 13:
        case 20:
        case 27:
        case 34:
            return null_and(error_no_such_domain);
        case 28:
            return null_and(1919);  // ERROR_NO_SITENAME
        case 30: {                  // NetrServerPasswordSet2: a return authenticator of zeros
            Reply reply;
            reply.out.zeros(12);
            return reply.done(status_access_denied);
        }
        default:
            return not_answered("netlogon", call.opnum);
    }
}

Answer answer_efsrpc(const Call& call, Visit& visit) {
    // What Windows says once it has tried a path in vain; who may not ask is refused.
    const std::uint32_t status = visit.is_user() ? error_bad_network_path : error_access_denied;
    switch (call.opnum) {
        case 0:
            return nothing_opened(status);
        case 4:
        case 5:
        case 8:
        case 9:
        case 13:
            return only(status);
        case 6:
        case 7:
        case 12:
            return null_and(status);
        default:
            return not_answered("efsrpc", call.opnum);
    }
}

Answer answer_mgmt(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 0:
            return interface_ids(visit);
        case 2: {  // rpc__mgmt_is_server_listening: status, then yes
            Reply reply;
            reply.out.u32(0);
            return reply.done(1);
        }
        default:
            return not_answered("mgmt", call.opnum);
    }
}

Answer answer_pnp(const Call& call, Visit&) {
    if (call.opnum != 2) return not_answered("pnp", call.opnum);
    Reply reply;
    reply.out.u16(0x0400);
    return reply.done(0);
}

Answer answer_netdfs(const Call& call, Visit&) {
    switch (call.opnum) {
        case 0:  // NetrDfsManagerGetVersion returns the version itself
            return only(4);
        case 12:
        case 13:
            return only(error_access_denied);
        default:
            return not_answered("netdfs", call.opnum);
    }
}

Answer answer_eventlog(const Call& call, Visit&) {
    if (call.opnum == 7 || call.opnum == 9) return nothing_opened(status_access_denied);
    return not_answered("eventlog", call.opnum);
}

Answer answer_initshutdown(const Call& call, Visit&) {
    if (call.opnum <= 2) return only(error_access_denied);
    return unknown_operation();
}

}  // namespace hitme::dialogue::rpc
