// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/tasks.h"

#include <chrono>

namespace hitme::dialogue::rpc {
namespace {

constexpr std::uint32_t hresult_access_denied = 0x8007'0005;  // [MS-ERREF] 2.1.1
constexpr std::uint32_t scheduler_version = 0x0001'0004;      // [MS-TSCH] 3.2.5.4.1: Windows 7

Answer job_add(const Call& call, Visit& visit) {
    auto in = call.arguments();
    in.unique_wide_string("ServerName");
    in.u32("JobTime");
    if (!in.ok()) return bad_stub();
    Reply reply;
    reply.out.u32(visit.is_user() ? 1 : 0);
    return reply.done(visit.is_user() ? 0 : error_access_denied);
}

Answer job_enum(Visit& visit) {
    Reply reply;
    reply.out.u32(0);
    reply.out.null_pointer();
    reply.out.u32(0);
    reply.out.null_pointer();
    return reply.done(visit.is_user() ? 0 : error_access_denied);
}

Answer register_task(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto path = in.unique_wide_string("path").text(512);
    in.wide_string("xml");
    if (!in.ok()) return bad_stub();
    Reply reply;
    if (!visit.is_user()) {
        reply.out.null_pointer();
        reply.out.null_pointer();
        return reply.done(hresult_access_denied);
    }
    reply.out.pointer();
    reply.out.wide_string(path);
    reply.out.null_pointer();  // pErrorInfo
    return reply.done(0);
}

Answer run_task(Visit& visit) {
    Reply reply;
    core::ByteVector guid;
    core::Writer out{guid};
    out.u64le(visit.random.next());
    out.u64le(visit.random.next());
    if (visit.is_user())
        reply.out.bytes(guid);
    else
        reply.out.zeros(16);
    return reply.done(visit.is_user() ? 0 : hresult_access_denied);
}

// SchRpcGetLastRunInfo: SYSTEMTIME and the program's answer, so that a client that waits for its task goes on.
Answer last_run(Visit& visit) {
    using namespace std::chrono;
    const auto day = core::day_of(visit.now);
    const year_month_day date{day};
    const hh_mm_ss time{floor<milliseconds>(visit.now - day)};
    Reply reply;
    reply.out.u16(static_cast<std::uint16_t>(static_cast<int>(date.year())));
    reply.out.u16(static_cast<std::uint16_t>(static_cast<unsigned>(date.month())));
    reply.out.u16(static_cast<std::uint16_t>(weekday{day}.c_encoding()));
    reply.out.u16(static_cast<std::uint16_t>(static_cast<unsigned>(date.day())));
    reply.out.u16(static_cast<std::uint16_t>(time.hours().count()));
    reply.out.u16(static_cast<std::uint16_t>(time.minutes().count()));
    reply.out.u16(static_cast<std::uint16_t>(time.seconds().count()));
    reply.out.u16(static_cast<std::uint16_t>(time.subseconds().count()));
    reply.out.u32(0);
    return reply.done(visit.is_user() ? 0 : hresult_access_denied);
}

}  // namespace

Answer answer_atsvc(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 0:
            return job_add(call, visit);
        case 1: {
            Reply reply;
            return reply.done(visit.is_user() ? 0 : error_access_denied);
        }
        case 2:
            return job_enum(visit);
        case 3: {
            Reply reply;
            reply.out.null_pointer();
            return reply.done(visit.is_user() ? error_file_not_found : error_access_denied);
        }
        default:
            return not_answered("atsvc", call.opnum);
    }
}

Answer answer_task_scheduler(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 0: {
            Reply reply;
            reply.out.u32(scheduler_version);
            return reply.done(0);
        }
        case 1:
            return register_task(call, visit);
        case 12:
            return run_task(visit);
        case 13: {
            Reply reply;
            return reply.done(visit.is_user() ? 0 : hresult_access_denied);
        }
        case 16:
            return last_run(visit);
        default:
            return not_answered("itaskschedulerservice", call.opnum);
    }
}

}  // namespace hitme::dialogue::rpc
