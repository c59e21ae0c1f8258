// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/rap.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::dialogue::smb {
namespace {

constexpr std::uint16_t net_share_enum = 0x0000;
constexpr std::uint16_t net_server_enum2 = 0x0068;
constexpr std::uint16_t no_error = 0;
constexpr std::uint16_t error_not_supported = 50;
constexpr std::uint16_t error_invalid_level = 124;
constexpr std::uint16_t error_more_data = 234;
constexpr std::size_t share_name_bytes = 13;
constexpr std::size_t server_name_bytes = 16;

std::string_view take_asciiz(core::Reader& in, const char* field) {
    core::Reader ahead = in;
    const std::string_view rest = core::as_text(ahead.rest());
    const std::size_t length = rest.find('\0');
    if (length == std::string_view::npos) {
        in.fail(core::Fault::truncated, field);
        return {};
    }
    in.skip(length + 1, field);
    return rest.substr(0, length);
}

void append_name(core::Writer& out, std::string_view name, std::size_t width) {
    const std::string_view kept = name.substr(0, width - 1);
    out.text(kept);
    out.zeros(width - kept.size());
}

struct Row {
    core::ByteVector fixed;  // without the pointer to its comment
    std::string_view comment;
    bool has_comment = false;
};

// [MS-RAP] 2.5.7: rows first, then the comments that their pointers say, from the start of the data.
RapAnswer table(const std::vector<Row>& rows, std::size_t most) {
    std::size_t kept = 0;
    std::size_t fixed_bytes = 0;
    for (std::size_t all = 0; kept < rows.size(); ++kept) {
        const Row& row = rows[kept];
        all += row.fixed.size() + (row.has_comment ? 4 + row.comment.size() + 1 : 0);
        if (all > most) break;
        fixed_bytes += row.fixed.size() + (row.has_comment ? 4 : 0);
    }
    RapAnswer answer;
    core::Writer data{answer.data};
    core::ByteVector comments;
    for (std::size_t i = 0; i < kept; ++i) {
        data.bytes(rows[i].fixed);
        if (!rows[i].has_comment) continue;
        data.u32le(static_cast<std::uint32_t>(fixed_bytes + comments.size()));
        const core::Bytes comment = core::as_bytes(rows[i].comment);
        comments.insert(comments.end(), comment.begin(), comment.end());
        comments.push_back(0);
    }
    data.bytes(comments);
    core::Writer out{answer.parameters};
    out.u16le(kept < rows.size() ? error_more_data : no_error);
    out.u16le(0);  // Converter
    out.u16le(static_cast<std::uint16_t>(kept));
    out.u16le(static_cast<std::uint16_t>(rows.size()));
    return answer;
}

RapAnswer refusal(std::uint16_t code) {
    RapAnswer answer;
    core::Writer out{answer.parameters};
    out.u16le(code);
    out.zeros(6);
    return answer;
}

RapAnswer shares(std::uint16_t level, std::size_t most, const Machine& machine) {
    std::vector<Row> rows;
    for (const Share& share : machine.shares) {
        if (share.name.size() >= share_name_bytes) continue;
        Row row;
        core::Writer out{row.fixed};
        append_name(out, share.name, share_name_bytes);
        if (level == 1) {
            out.u8(0);
            out.u16le(share.kind == ShareKind::pipe ? 3 : share.kind == ShareKind::printer ? 1 : 0);
            row.comment = share.comment;
            row.has_comment = true;
        }
        rows.push_back(std::move(row));
    }
    return table(rows, most);
}

RapAnswer servers(std::uint16_t level, std::uint32_t wanted_type, std::size_t most,
                  const Machine& machine) {
    constexpr std::uint32_t domain_enum = 0x80000000;
    std::vector<Row> rows;
    const bool asks_domains = wanted_type != 0xFFFFFFFF && (wanted_type & domain_enum) != 0;
    if (asks_domains || (wanted_type & machine.system->server_type) != 0) {
        Row row;
        core::Writer out{row.fixed};
        append_name(out, asks_domains ? machine.domain : machine.computer, server_name_bytes);
        if (level == 1) {
            out.u8(machine.system->major);
            out.u8(machine.system->minor);
            out.u32le(asks_domains ? domain_enum : machine.system->server_type);
            row.comment = asks_domains ? std::string_view(machine.computer) : std::string_view{};
            row.has_comment = true;
        }
        rows.push_back(std::move(row));
    }
    return table(rows, most);
}

}  // namespace

std::optional<RapAnswer> answer_rap(core::Bytes parameters, std::size_t most,
                                    const Machine& machine) {
    // [MS-RAP] 2.5.2: operation, description of the parameters, description of the data, parameters.
    core::Reader in{parameters};
    const std::uint16_t operation = in.u16le("RAPOpcode");
    take_asciiz(in, "ParamDesc");
    take_asciiz(in, "DataDesc");
    if (!in.ok()) return std::nullopt;
    if (operation != net_share_enum && operation != net_server_enum2)
        return refusal(error_not_supported);
    const std::uint16_t level = in.u16le("InfoLevel");
    const std::size_t buffer = in.u16le("ReceiveBufferSize");
    const std::size_t room = std::min(most, buffer);
    const std::uint32_t wanted = operation == net_server_enum2 ? in.u32le("ServerType") : 0;
    if (!in.ok()) return std::nullopt;
    if (level > 1) return refusal(error_invalid_level);
    return operation == net_share_enum ? shares(level, room, machine)
                                       : servers(level, wanted, room, machine);
}

}  // namespace hitme::dialogue::smb
