// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/wkssvc.h"

#include "wire/srvsvc.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::uint32_t platform_nt = 500;  // [MS-WKST] 2.2.5.1

Answer get_info(const Call& call, Visit& visit) {
    const auto asked = wire::decode_server_get_info(call.stub, call.order);  // the same shape
    if (!asked) return bad_stub();
    const auto& machine = visit.machine;
    const std::uint32_t level = asked->level;
    const std::uint32_t status = level < 100 || level > 102        ? error_invalid_level
                                 : level > 100 && !visit.is_user() ? error_access_denied
                                                                   : 0;
    Reply reply;
    reply.out.u32(level);
    if (status != 0) {
        reply.out.null_pointer();
        return reply.done(status);
    }
    reply.out.pointer();  // WKSTA_INFO_100 to 102 (2.2.5.1 to 2.2.5.3)
    reply.out.u32(platform_nt);
    reply.out.pointer();
    reply.out.pointer();
    reply.out.u32(machine.system->major);
    reply.out.u32(machine.system->minor);
    if (level >= 101) reply.out.pointer();
    if (level >= 102) reply.out.u32(1);  // wki102_logged_on_users
    reply.out.wide_string(machine.computer);
    reply.out.wide_string(machine.domain);
    if (level >= 101) reply.out.wide_string("");
    return reply.done(0);
}

Answer user_enum(const Call& call, Visit& visit) {
    auto in = call.arguments();
    in.unique_wide_string("ServerName");
    const std::uint32_t level = in.level("Level");
    if (!in.ok()) return bad_stub();
    Reply reply;  // level, tag, a container of nothing, TotalEntries, ResumeHandle
    reply.out.u32(level);
    reply.out.u32(level);
    reply.out.pointer();
    reply.out.u32(0);
    reply.out.null_pointer();
    reply.out.u32(0);
    reply.out.null_pointer();
    return reply.done(visit.is_user() ? 0 : error_access_denied);
}

}  // namespace

Answer answer_wkssvc(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 0:
            return get_info(call, visit);
        case 2:
            return user_enum(call, visit);
        default:
            return not_answered("wkssvc", call.opnum);
    }
}

}  // namespace hitme::dialogue::rpc
