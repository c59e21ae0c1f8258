// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/spoolss.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::uint32_t largest_buffer = 64 << 10;  // ours: what an empty list is given back in

// A client's buffer comes back as large as it came, and empty ([MS-RPRN] 3.1.4.2.1: size_is(cbBuf)).
void empty_buffer(Reply& reply, bool is_given, std::uint32_t size) {
    if (!is_given) {
        reply.out.null_pointer();
        return;
    }
    reply.out.pointer();
    reply.out.u32(size);
    reply.out.zeros(size);
}

struct Buffer {
    bool is_given = false;
    std::uint32_t size = 0;
};
// [in, out, unique, size_is(cbBuf)] BYTE*, then cbBuf.
Buffer read_buffer(wire::NdrReader& in) {
    Buffer buffer;
    buffer.is_given = in.pointer("pBuffer") != 0;
    if (buffer.is_given) in.conformant_bytes("pBuffer");
    buffer.size = in.u32("cbBuf");
    return buffer;
}

Answer empty_list(wire::NdrReader& in, std::uint32_t status) {
    const auto buffer = read_buffer(in);
    if (!in.ok() || buffer.size > largest_buffer) return bad_stub();
    Reply reply;
    empty_buffer(reply, buffer.is_given, buffer.size);
    reply.out.u32(0);  // pcbNeeded
    reply.out.u32(0);  // pcReturned
    return reply.done(status);
}

// RpcEnumPrinters: Flags, Name, Level, pPrinterEnum, cbBuf.
Answer enumerate_printers(const Call& call) {
    auto in = call.arguments();
    in.u32("Flags");
    in.unique_wide_string("Name");
    in.u32("Level");
    return empty_list(in, 0);
}

// RpcEnumPrinterDrivers: pName, pEnvironment, Level, pDrivers, cbBuf. RpcEnumPorts lacks the environment.
Answer enumerate_drivers(const Call& call) {
    auto in = call.arguments();
    in.unique_wide_string("pName");
    if (call.opnum == 10) in.unique_wide_string("pEnvironment");
    in.u32("Level");
    return empty_list(in, 0);
}

// The server itself opens; it has no printers.
Answer open_printer(const Call& call, Visit& visit) {
    auto in = call.arguments();
    auto name = in.unique_wide_string("pPrinterName").text(max_handle_name);
    if (!in.ok()) return bad_stub();
    Reply reply;
    const bool is_server =
        name.empty() || (name.starts_with("\\\\") && name.find('\\', 2) == std::string::npos);
    if (!is_server) {
        reply.handle(std::nullopt);
        return reply.done(error_invalid_printer_name);
    }
    const auto handle = visit.handles.open(HandleKind::printer, visit.random, 0, std::move(name));
    reply.handle(handle);
    return reply.done(handle ? 0 : error_access_denied);
}

Answer close_printer(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto bytes = in.context_handle("hPrinter");
    if (!in.ok()) return bad_stub();
    const bool is_known = visit.handles.find(bytes) != nullptr;
    visit.handles.close(bytes);
    Reply reply;
    reply.handle(std::nullopt);
    return reply.done(is_known ? 0 : error_invalid_handle);
}

// A job on a server's handle is no job.
Answer start_document() {
    Reply reply;
    reply.out.u32(0);
    return reply.done(error_invalid_handle);
}

Answer add_driver() {
    Reply reply;
    return reply.done(error_access_denied);
}

Answer notification(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* printer = visit.handles.find(in.context_handle("hPrinter"), HandleKind::printer);
    if (!in.ok()) return bad_stub();
    Reply reply;
    return reply.done(printer ? rpc_server_unavailable : error_invalid_handle);
}

}  // namespace

Answer answer_spoolss(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 0:
            return enumerate_printers(call);
        case 1:
        case 69:
            return open_printer(call, visit);
        case 9:
        case 89:
            return add_driver();
        case 10:
        case 35:
            return enumerate_drivers(call);
        case 17:
            return start_document();
        case 29:
            return close_printer(call, visit);
        case 62:
        case 65:
            return notification(call, visit);
        default:
            return not_answered("spoolss", call.opnum);
    }
}

}  // namespace hitme::dialogue::rpc
