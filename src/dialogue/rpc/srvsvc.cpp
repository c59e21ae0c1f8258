// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/srvsvc.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "dialogue/rpc/accounts.h"
#include "dialogue/rpc/canonical_path.h"
#include "wire/ms08_067.h"
#include "wire/smb_text.h"
#include "wire/srvsvc.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::uint32_t platform_nt = 500;           // [MS-SRVS] 2.2.2.6
constexpr std::uint32_t largest_out_buffer = 64000;  // 3.1.4.30: the IDL's range
constexpr std::uint32_t unlimited = 0xFFFF'FFFF;
constexpr std::uint32_t hidden_share = 0x8000'0000;  // 2.2.2.4 STYPE_SPECIAL

std::uint32_t type_of(const smb::Share& share, const smb::System& system) {
    // smbd 4.17.12 calls print$ an ordinary disk: a name alone makes no share special there.
    const bool is_special = share.name.ends_with('$') && !system.is_samba;
    switch (share.kind) {
        case smb::ShareKind::pipe:
            return 3 | hidden_share;
        case smb::ShareKind::printer:
            return 1;
        case smb::ShareKind::disk:
            return is_special ? hidden_share : 0;
    }
    return 0;
}

// A security descriptor in one piece ([MS-DTYP] 2.4.6): one entry that allows everybody (S-1-1-0) all, as smbd keeps of a share
// whose rights nobody changed.
constexpr std::array<std::uint8_t, 48> everybody{
    1, 0, 0x04, 0x80, 0, 0, 0,  0, 0,    0, 0,    0, 0, 0, 0, 0, 20, 0, 0, 0, 2, 0, 28, 0,
    1, 0, 0,    0,    0, 0, 20, 0, 0xFF, 1, 0x1F, 0, 1, 1, 0, 0, 0,  0, 0, 1, 0, 0, 0,  0};

bool is_share_level(std::uint32_t level) {
    return level <= 2 || level == 501 || level == 502;
}

// A pointer to a text that follows: NULL for an empty path, as Windows gives it for IPC$.
void text_pointer(Reply& reply, std::string_view text) {
    if (text.empty())
        reply.out.null_pointer();
    else
        reply.out.pointer();
}
void text_body(Reply& reply, std::string_view text) {
    if (!text.empty()) reply.out.wide_string(text);
}

// SHARE_INFO_0, 1, 2, 501, 502 (2.2.4.22 to 2.2.4.27): the fixed part, then what its pointers point at.
// `tells_security`: whether the last pointer of level 502 has something behind it.
void share_fixed(Reply& reply, const smb::Share& share, const smb::System& system,
                 std::uint32_t level, bool tells_security = false) {
    reply.out.pointer();
    if (level == 0) return;
    reply.out.u32(type_of(share, system));
    reply.out.pointer();
    if (level == 501) reply.out.u32(0);
    if (level != 2 && level != 502) return;
    reply.out.u32(0);
    reply.out.u32(unlimited);
    // smbd 4.17.12 says 1 user of every share ("don't know yet"), and an empty password.
    reply.out.u32(share.kind == smb::ShareKind::pipe || system.is_samba ? 1 : 0);
    text_pointer(reply, share.path);
    if (system.is_samba)
        reply.out.pointer();
    else
        reply.out.null_pointer();
    if (level != 502) return;
    reply.out.u32(tells_security ? static_cast<std::uint32_t>(everybody.size()) : 0);
    if (tells_security)
        reply.out.pointer();
    else
        reply.out.null_pointer();
}
void share_deferred(Reply& reply, const smb::Share& share, const smb::System& system,
                    std::uint32_t level, bool tells_security = false) {
    reply.out.wide_string(share.name);
    if (level == 0) return;
    reply.out.wide_string(share.comment);
    if (level != 2 && level != 502) return;
    text_body(reply, share.path);
    if (system.is_samba) reply.out.wide_string("");
    if (level == 502 && tells_security) {
        reply.out.u32(static_cast<std::uint32_t>(everybody.size()));
        reply.out.bytes(everybody);
    }
}

void resume_handle(Reply& reply, const std::optional<std::uint32_t>& resume) {
    if (!resume) {
        reply.out.null_pointer();
        return;
    }
    reply.out.pointer();
    reply.out.u32(0);
}

// Level, tag, a container that holds nothing, no entries in total.
void empty_enumeration(Reply& reply, std::uint32_t level,
                       const std::optional<std::uint32_t>& resume) {
    reply.out.u32(level);
    reply.out.u32(level);
    reply.out.pointer();
    reply.out.u32(0);
    reply.out.null_pointer();
    reply.out.u32(0);
    resume_handle(reply, resume);
}

Answer share_enum(const Call& call, Visit& visit) {
    const auto asked = wire::decode_share_enum(call.stub, call.order);
    if (!asked) return bad_stub();
    Reply reply;
    const bool is_closer = asked->level == 2 || asked->level == 502;
    const std::uint32_t status = !is_share_level(asked->level)           ? error_invalid_level
                                 : is_closer && !visit.may_look_closer() ? error_access_denied
                                                                         : 0;
    if (status != 0) {
        empty_enumeration(reply, asked->level, asked->resume);
        return reply.done(status);
    }
    auto shares = visit.machine.shares;
    // smbd leaves names with a dollar sign out of the list that survives a restart.
    if (visit.machine.system->is_samba && call.opnum == wire::netr_share_enum_sticky)
        std::erase_if(shares, [](const smb::Share& share) { return share.name.ends_with('$'); });
    const auto count = static_cast<std::uint32_t>(shares.size());
    reply.out.u32(asked->level);
    reply.out.u32(asked->level);
    reply.out.pointer();
    reply.out.u32(count);
    reply.out.pointer();
    reply.out.u32(count);
    for (const auto& share : shares) share_fixed(reply, share, *visit.machine.system, asked->level);
    for (const auto& share : shares)
        share_deferred(reply, share, *visit.machine.system, asked->level);
    reply.out.u32(count);
    resume_handle(reply, asked->resume);
    return reply.done(0);
}

Answer share_get_info(const Call& call, Visit& visit) {
    const auto asked = wire::decode_share_get_info(call.stub, call.order);
    if (!asked) return bad_stub();
    const auto name = asked->share.text();
    const auto& shares = visit.machine.shares;
    const auto share = std::ranges::find_if(
        shares, [&](const smb::Share& known) { return same_name(known.name, name); });
    const bool is_closer = asked->level == 2 || asked->level == 502;
    const std::uint32_t status =
        !is_share_level(asked->level) && asked->level != 1005 ? error_invalid_level
        : share == shares.end()
            ? visit.machine.system->is_samba ? error_invalid_name : nerr_net_name_not_found
        : is_closer && !visit.may_look_closer() ? error_access_denied
                                                : 0;
    Reply reply;
    reply.out.u32(asked->level);
    if (status != 0) {
        reply.out.null_pointer();
        return reply.done(status);
    }
    reply.out.pointer();
    if (asked->level == 1005) {
        reply.out.u32(0);
        return reply.done(0);
    }
    const auto& system = *visit.machine.system;
    const bool tells_security =
        system.is_samba && visit.is_user() && share->kind == smb::ShareKind::disk;
    share_fixed(reply, *share, system, asked->level, tells_security);
    share_deferred(reply, *share, system, asked->level, tells_security);
    return reply.done(0);
}

Answer server_get_info(const Call& call, Visit& visit) {
    const auto asked = wire::decode_server_get_info(call.stub, call.order);
    if (!asked) return bad_stub();
    const auto& machine = visit.machine;
    const auto& system = *machine.system;
    Reply reply;
    reply.out.u32(asked->level);
    const bool is_known = asked->level >= 100 && asked->level <= 102;
    const std::uint32_t status = !is_known ? error_invalid_level
                                 : asked->level == 102 && !visit.may_look_closer()
                                     ? error_access_denied
                                     : 0;
    if (status != 0) {
        reply.out.null_pointer();
        return reply.done(status);
    }
    const std::string comment =
        system.is_samba
            ? "Samba " + std::string(system.native_lan_manager.substr(
                             std::min<std::size_t>(6, system.native_lan_manager.size())))
            : std::string{};
    reply.out.pointer();  // SERVER_INFO_100 to 102 (2.2.4.40 to 2.2.4.42)
    reply.out.u32(platform_nt);
    reply.out.pointer();
    if (asked->level >= 101) {
        reply.out.u32(system.major);
        reply.out.u32(system.minor);
        reply.out.u32(system.server_type);
        reply.out.pointer();
    }
    if (asked->level == 102) {
        reply.out.u32(16777216);  // sv102_users: unlimited
        reply.out.u32(15);        // sv102_disc: minutes
        reply.out.u32(0);         // sv102_hidden
        reply.out.u32(240);       // sv102_announce
        reply.out.u32(3000);      // sv102_anndelta
        reply.out.u32(0);         // sv102_licenses
        reply.out.pointer();
    }
    reply.out.wide_string(machine.computer);
    if (asked->level >= 101) reply.out.wide_string(comment);
    if (asked->level == 102) reply.out.wide_string("c:\\");
    return reply.done(0);
}

// Who is connected and what is open: a Windows' users may ask; smbd tells its administrators and operators alone, who are in
// groups that a standalone server does not fill.
bool may_see_others(const Visit& visit) {
    return visit.is_user() && !visit.machine.system->is_samba;
}

Answer session_enum(const Call& call, Visit& visit) {
    const auto asked = wire::decode_session_enum(call.stub, call.order);
    if (!asked) return bad_stub();
    Reply reply;
    empty_enumeration(reply, asked->level, asked->resume);
    return reply.done(may_see_others(visit) ? 0 : error_access_denied);
}

// 8, 9, 23, 26: nothing is open, and only users may ask.
Answer other_enum(const Call& call, Visit& visit) {
    auto in = call.arguments();
    in.unique_wide_string("ServerName");
    if (call.opnum == wire::netr_connection_enum || call.opnum == wire::netr_file_enum)
        in.unique_wide_string("Qualifier");
    if (call.opnum == wire::netr_file_enum) in.unique_wide_string("UserName");
    const std::uint32_t level = in.u32("Level");
    if (!in.ok()) return bad_stub();
    Reply reply;
    empty_enumeration(reply, level, 0);
    return reply.done(may_see_others(visit) ? 0 : error_access_denied);
}

Answer statistics_get(Visit& visit) {
    if (visit.machine.system->is_samba) return unknown_operation();  // as Samba 4.17 does
    Reply reply;
    if (!visit.is_user()) {
        reply.out.null_pointer();
        return reply.done(error_access_denied);
    }
    constexpr int counters = 16;
    reply.out.pointer();  // STAT_SERVER_0 (2.2.4.39): the start, then counters that say nothing
    reply.out.u32(
        static_cast<std::uint32_t>(core::nanoseconds_of(visit.machine.booted) / 1'000'000'000));
    for (int i = 0; i < counters; ++i) reply.out.u32(0);
    return reply.done(0);
}

Answer remote_time(Visit& visit) {
    using namespace std::chrono;
    const auto day = core::day_of(visit.now);
    const year_month_day date{day};
    const hh_mm_ss time{floor<milliseconds>(visit.now - day)};
    const auto up = duration_cast<milliseconds>(visit.now - visit.machine.booted).count();
    Reply reply;
    reply.out.pointer();  // TIME_OF_DAY_INFO (2.2.4.105); all of it is UTC but tod_timezone
    reply.out.u32(static_cast<std::uint32_t>(core::nanoseconds_of(visit.now) / 1'000'000'000));
    reply.out.u32(static_cast<std::uint32_t>(up));
    reply.out.u32(static_cast<std::uint32_t>(time.hours().count()));
    reply.out.u32(static_cast<std::uint32_t>(time.minutes().count()));
    reply.out.u32(static_cast<std::uint32_t>(time.seconds().count()));
    reply.out.u32(static_cast<std::uint32_t>(time.subseconds().count() / 10));
    reply.out.u32(static_cast<std::uint32_t>(std::int32_t{visit.machine.time_zone_minutes}));
    reply.out.u32(
        310);  // tod_tinterval: tenths of a millisecond of the clock's tick, as Windows says
    reply.out.u32(static_cast<unsigned>(date.day()));
    reply.out.u32(static_cast<unsigned>(date.month()));
    reply.out.u32(static_cast<std::uint32_t>(static_cast<int>(date.year())));
    reply.out.u32(weekday{day}.c_encoding());
    return reply.done(0);
}

// A conformant buffer of `length` bytes that begins with `text` as UTF-16, as much as fits.
void out_buffer(Reply& reply, std::uint32_t length, std::string_view text) {
    reply.out.u32(length);
    core::ByteVector characters;
    wire::append_utf16(characters, text);
    core::Writer{characters}.u16le(0);
    const std::size_t kept = std::min<std::size_t>(length, characters.size());
    reply.out.bytes(core::Bytes(characters).first(kept));
    reply.out.zeros(length - kept);
}

// All of a text that was sent, however long its letters are in UTF-8.
std::string whole_text(const wire::NdrText& text) {
    constexpr std::size_t most_bytes_of_a_unit = 3;
    return text.text(most_bytes_of_a_unit * text.length() + 1);
}

Answer canonicalize(const Call& call, Visit& visit) {
    const auto asked = wire::decode_path_call(call.opnum, call.stub, call.order);
    if (!asked || asked->out_length > largest_out_buffer) return bad_stub();
    Reply reply;
    const std::string path = whole_text(asked->path);
    CanonicalPath made =
        canonical_path(asked->prefix ? whole_text(*asked->prefix) : std::string{}, path);
    std::uint32_t status = 0;
    if (made.climbs) {
        status = visit.machine.system->path_check_answer;
        made.path = path;
        made.type = asked->path_type;
    } else if (utf16_bytes(made.path) > asked->out_length) {
        status = nerr_buffer_too_small;
    }
    out_buffer(reply, asked->out_length, status == 0 ? made.path : std::string{});
    reply.out.u32(status == 0 ? made.type : asked->path_type);
    return reply.done(status);
}

Answer compare(const Call& call, Visit& visit) {
    const auto asked = wire::decode_path_call(call.opnum, call.stub, call.order);
    if (!asked) return bad_stub();
    Reply reply;
    if (wire::measure_path(asked->path).climbs || wire::measure_path(*asked->second).climbs)
        return reply.done(visit.machine.system->path_check_answer);
    return reply.done(same_name(asked->path.text(), asked->second->text()) ? 0 : 1);
}

// NetprPathType (3.1.4.29): what Windows calls any path that it can read.
Answer path_type() {
    Reply reply;
    reply.out.u32(0x1001);
    return reply.done(0);
}

// NetprNameCanonicalize (3.1.4.33): the name in a buffer of the size asked for.
Answer name_canonicalize(const Call& call) {
    auto in = call.arguments();
    in.unique_wide_string("ServerName");
    const auto name = in.wide_string("Name").text();
    const std::uint32_t length = in.u32("OutbufLen");
    if (!in.ok() || length > largest_out_buffer) return bad_stub();
    Reply reply;
    const bool fits = utf16_bytes(name) <= length;
    out_buffer(reply, length, fits ? name : std::string{});
    return reply.done(fits ? 0 : nerr_buffer_too_small);
}

Answer name_compare(const Call& call) {
    auto in = call.arguments();
    in.unique_wide_string("ServerName");
    const auto first = in.wide_string("Name1").text();
    const auto second = in.wide_string("Name2").text();
    if (!in.ok()) return bad_stub();
    Reply reply;
    return reply.done(same_name(first, second) ? 0 : 1);
}

}  // namespace

Answer answer_srvsvc(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case wire::netr_share_enum:
        case wire::netr_share_enum_sticky:
            return share_enum(call, visit);
        case wire::netr_share_get_info:
            return share_get_info(call, visit);
        case wire::netr_server_get_info:
            return server_get_info(call, visit);
        case wire::netr_session_enum:
            return session_enum(call, visit);
        case wire::netr_connection_enum:
        case wire::netr_file_enum:
            return other_enum(call, visit);
        case wire::netr_server_statistics_get:
            return statistics_get(visit);
        case wire::netr_remote_tod:
            return remote_time(visit);
        case 30:
            return path_type();
        case wire::netpr_path_canonicalize:
            return canonicalize(call, visit);
        case wire::netpr_path_compare:
            return compare(call, visit);
        case 33: {  // NetprNameValidate
            Reply reply;
            return reply.done(0);
        }
        case 34:
            return name_canonicalize(call);
        case 35:
            return name_compare(call);
        default:
            return not_answered("srvsvc", call.opnum);
    }
}

}  // namespace hitme::dialogue::rpc
