// SPDX-License-Identifier: Apache-2.0
#include "wire/srvsvc.h"

namespace hitme::wire {
namespace {

// A *_ENUM_STRUCT ([MS-SRVS] 2.2.4.38 and its like): Level, the union's tag, a pointer to a container of a count and a
// buffer pointer. Clients send an empty container; one that is filled cannot be skipped without its level's layout.
std::uint32_t enum_level(NdrReader& in) {
    const std::uint32_t level = in.level("Level");
    if (in.pointer("InfoStruct") == 0) return level;
    in.structure("InfoStruct");
    in.u32("EntriesRead");
    if (in.pointer("Buffer") == 0) return level;
    // nmap gives a pointer to an empty array.
    if (in.conformance("Buffer") != 0) in.fail(core::Fault::unsupported, "Buffer");
    return level;
}

std::optional<std::uint32_t> unique_number(NdrReader& in, const char* field) {
    if (in.pointer(field) == 0) return std::nullopt;
    return in.u32(field);
}

}  // namespace

core::Parsed<PathCall> decode_path_call(std::uint16_t opnum, core::Bytes stub, ByteOrder order,
                                        NdrForm form) {
    if (opnum != netpr_path_canonicalize && opnum != netpr_path_compare)
        return core::ParseError{core::Fault::bad_value, 0, "opnum"};
    NdrReader in{stub, order, form};
    PathCall call;
    call.stub = stub;
    call.server = in.unique_wide_string("ServerName");
    if (opnum == netpr_path_canonicalize) {
        call.path = in.wide_string("PathName");
        call.out_length = in.u32("OutbufLen");
        call.prefix = in.wide_string("Prefix");
    } else {
        call.path = in.wide_string("PathName1");
        call.second = in.wide_string("PathName2");
    }
    call.path_type = in.u32("PathType");
    call.flags = in.u32("Flags");
    if (!in.ok()) return in.error();
    return call;
}

core::Parsed<ShareEnumCall> decode_share_enum(core::Bytes stub, ByteOrder order, NdrForm form) {
    NdrReader in{stub, order, form};
    ShareEnumCall call;
    call.server = in.unique_wide_string("ServerName");
    call.level = enum_level(in);
    call.preferred_maximum = in.u32("PreferedMaximumLength");
    call.resume = unique_number(in, "ResumeHandle");
    if (!in.ok()) return in.error();
    return call;
}

core::Parsed<ShareInfoCall> decode_share_get_info(core::Bytes stub, ByteOrder order, NdrForm form) {
    NdrReader in{stub, order, form};
    ShareInfoCall call;
    call.server = in.unique_wide_string("ServerName");
    call.share = in.wide_string("NetName");
    call.level = in.u32("Level");
    if (!in.ok()) return in.error();
    return call;
}

core::Parsed<ServerInfoCall> decode_server_get_info(core::Bytes stub, ByteOrder order,
                                                    NdrForm form) {
    NdrReader in{stub, order, form};
    ServerInfoCall call;
    call.server = in.unique_wide_string("ServerName");
    call.level = in.u32("Level");
    if (!in.ok()) return in.error();
    return call;
}

core::Parsed<SessionEnumCall> decode_session_enum(core::Bytes stub, ByteOrder order, NdrForm form) {
    NdrReader in{stub, order, form};
    SessionEnumCall call;
    call.server = in.unique_wide_string("ServerName");
    call.client = in.unique_wide_string("ClientName");
    call.user = in.unique_wide_string("UserName");
    call.level = enum_level(in);
    in.u32("PreferedMaximumLength");
    call.resume = unique_number(in, "ResumeHandle");
    if (!in.ok()) return in.error();
    return call;
}

}  // namespace hitme::wire
