// SPDX-License-Identifier: Apache-2.0
#include "wire/rpc_tower.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

namespace {

constexpr std::uint8_t uuid_floor = 0x0D;
constexpr std::uint8_t connection_oriented = 0x0B;
constexpr std::uint8_t local_calls = 0x0C;
constexpr std::uint8_t ip_floor = 0x09;
constexpr std::uint8_t host_floor = 0x11;
constexpr std::size_t uuid_side_bytes = 19;

struct Floor {
    core::Bytes left;
    core::Bytes right;
};

Floor read_floor(core::Reader& in) {
    Floor floor;
    floor.left = in.take(in.u16le("LHS byte count"), "LHS");
    floor.right = in.take(in.u16le("RHS byte count"), "RHS");
    return floor;
}

bool read_syntax(const Floor& floor, SyntaxId& syntax) {
    if (floor.left.size() != uuid_side_bytes || floor.left[0] != uuid_floor) return false;
    core::Reader left{floor.left.subspan(1)};
    syntax.uuid.time_low = left.u32le("time_low");
    syntax.uuid.time_mid = left.u16le("time_mid");
    syntax.uuid.time_high = left.u16le("time_hi_and_version");
    const core::Bytes node = left.take(syntax.uuid.node.size(), "node");
    std::copy(node.begin(), node.end(), syntax.uuid.node.begin());
    syntax.major = left.u16le("major version");
    core::Reader right{floor.right};
    syntax.minor = right.u16le("minor version");
    return left.ok() && right.ok();
}

std::string name_in(core::Bytes right) {
    return std::string(core::as_text(right.first(static_cast<std::size_t>(
        std::find(right.begin(), right.end(), std::uint8_t{0}) - right.begin()))));
}

void write_floor(core::Writer& to, core::Bytes left, core::Bytes right) {
    to.u16le(static_cast<std::uint16_t>(left.size()));
    to.bytes(left);
    to.u16le(static_cast<std::uint16_t>(right.size()));
    to.bytes(right);
}

void write_syntax(core::Writer& to, const SyntaxId& syntax) {
    core::ByteVector left;
    core::Writer side{left};
    side.u8(uuid_floor);
    side.u32le(syntax.uuid.time_low);
    side.u16le(syntax.uuid.time_mid);
    side.u16le(syntax.uuid.time_high);
    side.bytes(syntax.uuid.node);
    side.u16le(syntax.major);
    core::ByteVector right;
    core::Writer{right}.u16le(syntax.minor);
    write_floor(to, left, right);
}

void write_name(core::Writer& to, std::uint8_t identifier, const std::string& name) {
    core::ByteVector right(name.begin(), name.end());
    right.push_back(0);
    write_floor(to, core::ByteVector{identifier}, right);
}

}  // namespace

core::Parsed<RpcTower> decode_rpc_tower(core::Bytes octets) {
    core::Reader in{octets};
    RpcTower tower;
    const std::size_t count = in.u16le("floor_count");
    if (count > max_rpc_floors) in.fail(core::Fault::over_limit, "floor_count");
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const Floor floor = read_floor(in);
        if (!in.ok()) break;
        if (i == 0 && !read_syntax(floor, tower.interface))
            in.fail(core::Fault::bad_value, "floor 1");
        if (i == 1 && !read_syntax(floor, tower.transfer))
            in.fail(core::Fault::bad_value, "floor 2");
        if (i < 3 || floor.left.empty()) continue;
        const std::uint8_t identifier = floor.left[0];
        core::Reader right{floor.right};
        if (identifier == static_cast<std::uint8_t>(RpcTransport::tcp)) {
            tower.transport = RpcTransport::tcp;
            tower.port = right.u16be("port");
        } else if (identifier == static_cast<std::uint8_t>(RpcTransport::named_pipe) ||
                   identifier == static_cast<std::uint8_t>(RpcTransport::local)) {
            if (floor.right.size() > max_rpc_tower_name)
                in.fail(core::Fault::over_limit, "name");
            else
                tower.endpoint = name_in(floor.right);
            tower.transport = static_cast<RpcTransport>(identifier);
        } else if (identifier == ip_floor) {
            const core::Bytes address = right.take(tower.address.size(), "address");
            if (right.ok()) std::copy(address.begin(), address.end(), tower.address.begin());
        } else if (identifier == host_floor) {
            if (floor.right.size() > max_rpc_tower_name)
                in.fail(core::Fault::over_limit, "name");
            else
                tower.host = name_in(floor.right);
        }
        if (!right.ok()) in.fail(core::Fault::truncated, "RHS");
    }
    if (!in.ok()) return in.error();
    return tower;
}

void encode_rpc_tower(core::ByteVector& out, const RpcTower& tower) {
    core::Writer to{out};
    const bool is_local = tower.transport == RpcTransport::local;
    to.u16le(tower.transport == RpcTransport::other ? 3 : is_local ? 4 : 5);
    write_syntax(to, tower.interface);
    write_syntax(to, tower.transfer);
    const core::ByteVector no_minor{0, 0};
    write_floor(to, core::ByteVector{is_local ? local_calls : connection_oriented}, no_minor);
    switch (tower.transport) {
        case RpcTransport::tcp: {
            core::ByteVector port;
            core::Writer{port}.u16be(tower.port);
            write_floor(to, core::ByteVector{static_cast<std::uint8_t>(RpcTransport::tcp)}, port);
            write_floor(to, core::ByteVector{ip_floor}, tower.address);
            break;
        }
        case RpcTransport::named_pipe:
            write_name(to, static_cast<std::uint8_t>(RpcTransport::named_pipe), tower.endpoint);
            write_name(to, host_floor, tower.host);
            break;
        case RpcTransport::local:
            write_name(to, static_cast<std::uint8_t>(RpcTransport::local), tower.endpoint);
            break;
        case RpcTransport::other:
            break;
    }
}

}  // namespace hitme::wire
