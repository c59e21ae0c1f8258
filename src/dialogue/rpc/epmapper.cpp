// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/epmapper.h"

#include <algorithm>
#include <vector>

#include "dialogue/rpc/endpoints.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::uint32_t ept_s_not_registered = 0x16C9'A0D6;  // C706 appendix E
constexpr std::size_t uuid_bytes = 16;

// [MS-RPCE] 2.2.1.2.4.
constexpr std::uint32_t all_elements = 0;
constexpr std::uint32_t by_interface = 1;
constexpr std::uint32_t by_both = 3;
constexpr std::uint32_t any_version = 1;
constexpr std::uint32_t compatible_version = 2;
constexpr std::uint32_t exact_version = 3;
constexpr std::uint32_t major_version = 4;

wire::SyntaxId interface_id(wire::NdrReader& in) {
    wire::SyntaxId id;
    id.uuid.time_low = in.u32("Ifid");
    id.uuid.time_mid = in.u16("Ifid");
    id.uuid.time_high = in.u16("Ifid");
    const core::Bytes node = in.take(id.uuid.node.size(), "Ifid");
    std::copy(node.begin(), node.end(), id.uuid.node.begin());
    id.major = in.u16("VersMajor");
    id.minor = in.u16("VersMinor");
    return id;
}

bool fits(const wire::SyntaxId& registered, const wire::SyntaxId& asked, std::uint32_t option) {
    if (registered.uuid != asked.uuid) return false;
    switch (option) {
        case any_version:
            return true;
        case compatible_version:
            return registered.major == asked.major && registered.minor >= asked.minor;
        case exact_version:
            return registered.major == asked.major && registered.minor == asked.minor;
        case major_version:
            return registered.major == asked.major;
        default:  // up to that version
            return registered.major < asked.major ||
                   (registered.major == asked.major && registered.minor <= asked.minor);
    }
}

void write_tower(wire::NdrWriter& out, const wire::RpcTower& tower) {
    core::ByteVector octets;
    wire::encode_rpc_tower(octets, tower);
    const auto length = static_cast<std::uint32_t>(octets.size());
    out.u32(length);  // of the conformant array
    out.u32(length);  // tower_length
    out.bytes(octets);
}

// max_count, offset, actual_count of a conformant varying array.
void write_array_counts(wire::NdrWriter& out, std::uint32_t most, std::uint32_t count) {
    out.u32(most);
    out.u32(0);
    out.u32(count);
}

Answer nothing_registered(std::uint32_t most) {
    Reply reply;
    reply.handle(std::nullopt);
    reply.out.u32(0);
    write_array_counts(reply.out, most, 0);
    return reply.done(ept_s_not_registered);
}

Answer lookup(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const std::uint32_t inquiry = in.u32("inquiry_type");
    if (in.pointer("object") != 0) in.take(uuid_bytes, "object");
    in.align(4, "Ifid");
    wire::SyntaxId asked;
    const bool has_interface = in.pointer("Ifid") != 0;
    if (has_interface) asked = interface_id(in);
    const std::uint32_t option = in.u32("vers_option");
    const core::Bytes id = in.context_handle("entry_handle");
    const std::uint32_t most = in.u32("max_ents");
    if (!in.ok()) return bad_stub();

    std::vector<Endpoint> found = endpoints_of(visit.machine);
    const bool filters = inquiry == by_interface || inquiry == by_both;
    std::erase_if(found, [&](const Endpoint& each) {
        // Nothing here was registered for an object.
        if (inquiry != all_elements && !filters) return true;
        return filters && (!has_interface || !fits(each.tower.interface, asked, option));
    });
    const Handle* handle = visit.handles.find(id, HandleKind::endpoint_list);
    const std::size_t from = handle == nullptr ? 0 : handle->number;
    if (handle != nullptr) visit.handles.close(id);
    const std::size_t count =
        std::min<std::size_t>(most, found.size() - std::min(from, found.size()));
    if (count == 0) return nothing_registered(most);

    Reply reply;
    const auto next = static_cast<std::uint32_t>(from + count);
    // A full answer may have more behind it: who asks on is told when nothing is left, as rpcclient expects.
    reply.handle(count == most ? visit.handles.open(HandleKind::endpoint_list, visit.random, next)
                               : std::nullopt);
    reply.out.u32(static_cast<std::uint32_t>(count));
    write_array_counts(reply.out, most, static_cast<std::uint32_t>(count));
    const auto given = std::span(found).subspan(from, count);
    for (const Endpoint& each : given) {
        reply.out.align(4);
        reply.out.zeros(uuid_bytes);  // no object
        reply.out.pointer();
        reply.out.u32(0);  // the annotation, a varying string with its terminator
        reply.out.u32(static_cast<std::uint32_t>(each.annotation.size() + 1));
        reply.out.bytes(core::as_bytes(each.annotation));
        reply.out.u8(0);
    }
    for (const Endpoint& each : given) write_tower(reply.out, each.tower);
    return reply.done(0);
}

Answer map(const Call& call, Visit& visit) {
    auto in = call.arguments();
    if (in.pointer("obj") != 0) in.take(uuid_bytes, "obj");
    core::Bytes octets;
    if (in.pointer("map_tower") != 0) {
        const std::uint32_t maximum = in.conformance("map_tower");
        const std::uint32_t length = in.u32("tower_length");
        if (length > maximum) return bad_stub();
        octets = in.take(maximum, "tower_octet_string").first(in.ok() ? length : 0);
        in.align(4, "entry_handle");
    }
    in.context_handle("entry_handle");
    const std::uint32_t most = in.u32("max_towers");  // told back as it is: clients compare it
    if (!in.ok()) return bad_stub();
    const auto asked = wire::decode_rpc_tower(octets);
    if (!asked) return nothing_registered(most);

    std::vector<Endpoint> found = endpoints_of(visit.machine);
    std::erase_if(found, [&](const Endpoint& each) {
        return each.tower.transport != asked->transport || each.tower.transfer != asked->transfer ||
               !fits(each.tower.interface, asked->interface, compatible_version);
    });
    found.resize(std::min({found.size(), std::size_t{most}, std::size_t{max_map_towers}}));
    if (found.empty()) return nothing_registered(most);
    const auto count = static_cast<std::uint32_t>(found.size());
    Reply reply;
    reply.handle(std::nullopt);
    reply.out.u32(count);
    write_array_counts(reply.out, most, count);
    for (std::uint32_t i = 0; i < count; ++i) reply.out.pointer();
    for (const Endpoint& each : found) write_tower(reply.out, each.tower);
    return reply.done(0);
}

Answer free_handle(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const core::Bytes id = in.context_handle("entry_handle");
    if (in.ok()) visit.handles.close(id);
    Reply reply;
    reply.handle(std::nullopt);
    return reply.done(0);
}

}  // namespace

Answer answer_epmapper(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 2:
            return lookup(call, visit);
        case 3:
            return map(call, visit);
        case 4:
            return free_handle(call, visit);
        default:
            return not_answered("epmapper", call.opnum);
    }
}

}  // namespace hitme::dialogue::rpc
