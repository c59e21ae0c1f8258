// SPDX-License-Identifier: Apache-2.0
// A client of SMB1 for tests of the decoy: one message at a time, its answer decoded.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/smb/session.h"
#include "wire/netbios_session.h"
#include "wire/smb1_create.h"
#include "wire/smb1_negotiate.h"
#include "wire/smb1_transaction.h"
#include "wire/smb1_writer.h"

namespace hitme::tests {

/// 2026-11-22T06:00:00Z.
inline core::Time some_time() {
    return core::Time{std::chrono::seconds{1795327200}};
}

struct Smb1Answer {
    core::ByteVector bytes;  ///< without the NetBIOS header
    bool is_there = false;

    wire::Smb1Message message() const { return *wire::decode_smb1(bytes); }
    std::uint32_t status() const { return is_there ? message().header.status : 0xFFFFFFFF; }
    std::uint16_t tid() const { return message().header.tid; }
    std::uint16_t uid() const { return message().header.uid; }
};

class Smb1Client {
 public:
    explicit Smb1Client(std::string_view persona, dialogue::smb::Policy policy = {}) {
        dialogue::Surroundings surroundings;
        surroundings.random_seed = 11;
        surroundings.identity_seed = 7;
        surroundings.local_port = 445;
        surroundings.booted = some_time() - std::chrono::hours{50};
        session_ = std::make_unique<dialogue::smb::SmbSession>(
            *dialogue::smb::system_named(persona, 1), dialogue::smb::Choices{std::move(policy), {}},
            surroundings);
        header.flags = 0x18;
        header.flags2 = 0xC001;
        header.pid_low = 0xFEFF;
        header.mid = 64;
    }

    /// Sends one message in a NetBIOS frame, takes the first answer; further ones are in `more`.
    Smb1Answer send(const core::ByteVector& message) {
        core::ByteVector frame;
        wire::encode_netbios_frame(frame, wire::NetbiosType::message, message);
        return send_frame(frame);
    }
    Smb1Answer send_frame(core::Bytes frame) {
        dialogue::Output out;
        session_->receive(frame, some_time(), out);
        closed = closed || out.close;
        more.clear();
        Smb1Answer first;
        for (core::Bytes left = out.bytes; !left.empty();) {
            const auto answer = wire::take_frame(left);
            if (!answer) {
                ADD_FAILURE() << "an answer that is no frame";
                break;
            }
            Smb1Answer taken;
            taken.bytes.assign(answer->payload.begin(), answer->payload.end());
            taken.is_there = true;
            if (!first.is_there) {
                first = taken;
            } else {
                more.push_back(taken);
            }
            left = left.subspan(answer->consumed);
        }
        return first;
    }

    /// One command with these words and bytes.
    Smb1Answer command(wire::Smb1Command kind, core::Bytes words = {}, core::Bytes bytes = {}) {
        return send(command_bytes(kind, words, bytes));
    }
    core::ByteVector command_bytes(wire::Smb1Command kind, core::Bytes words,
                                   core::Bytes bytes) const {
        core::ByteVector message;
        wire::Smb1Header sent = header;
        sent.command = static_cast<std::uint8_t>(kind);
        wire::Smb1Writer out{message, sent};
        out.begin(kind);
        out.words().bytes(words);
        out.begin_bytes();
        out.bytes().bytes(bytes);
        out.end();
        return message;
    }

    Smb1Answer negotiate(std::initializer_list<std::string_view> dialects = {"NT LM 0.12"}) {
        wire::Smb1Header sent = header;
        sent.command = 0x72;
        const std::vector<std::string_view> names(dialects);
        return send(wire::encode_smb1_negotiate(sent, names));
    }

    /// Thirteen words; an empty account is a null session.
    Smb1Answer log_on(std::string_view account = {}, std::size_t response_bytes = 0) {
        core::ByteVector message;
        wire::Smb1Header sent = header;
        sent.command = 0x73;
        wire::Smb1Writer out{message, sent};
        out.begin(wire::Smb1Command::session_setup_andx);
        out.words().u16le(4356);
        out.words().u16le(2);
        out.words().u16le(0);
        out.words().u32le(0);
        out.words().u16le(0);
        out.words().u16le(static_cast<std::uint16_t>(response_bytes));
        out.words().u32le(0);
        out.words().u32le(0xD4);
        out.begin_bytes();
        out.bytes().zeros(response_bytes);
        out.text(account, header.encoding());
        for (const std::string_view text : {"", "Unix", "Samba"}) out.text(text, header.encoding());
        out.end();
        const Smb1Answer answer = send(message);
        if (answer.is_there) header.uid = answer.uid();
        return answer;
    }

    Smb1Answer connect(std::string_view path, std::string_view service = "?????",
                       std::uint16_t flags = 8) {
        core::ByteVector message;
        wire::Smb1Header sent = header;
        sent.command = 0x75;
        sent.tid = 0;
        wire::Smb1Writer out{message, sent};
        out.begin(wire::Smb1Command::tree_connect_andx);
        out.words().u16le(flags);
        out.words().u16le(1);
        out.begin_bytes();
        out.bytes().u8(0);
        out.text(path, header.encoding());
        out.text(service, wire::SmbText::oem);
        out.end();
        const Smb1Answer answer = send(message);
        if (answer.status() == 0) header.tid = answer.tid();
        return answer;
    }

    Smb1Answer create(std::string_view name, std::uint32_t disposition = wire::disposition_open,
                      std::uint32_t access = 0x2019F, std::uint32_t flags = 0x16) {
        core::ByteVector text;
        if (header.is_unicode()) {
            wire::append_utf16(text, name);
        } else {
            text.assign(name.begin(), name.end());
        }
        core::ByteVector message;
        wire::Smb1Header sent = header;
        sent.command = 0xA2;
        wire::Smb1Writer out{message, sent};
        out.begin(wire::Smb1Command::nt_create_andx);
        out.words().u8(0);
        out.words().u16le(static_cast<std::uint16_t>(text.size()));
        out.words().u32le(flags);
        out.words().u32le(0);
        out.words().u32le(access);
        out.words().u64le(0);
        out.words().u32le(0x80);
        out.words().u32le(7);
        out.words().u32le(disposition);
        out.words().u32le(0x40);
        out.words().u32le(2);
        out.words().u8(0);
        out.begin_bytes();
        if (header.is_unicode()) out.align(2);
        out.bytes().bytes(text);
        out.end();
        const Smb1Answer answer = send(message);
        if (answer.status() == 0) {
            const wire::Smb1Message read = answer.message();
            fid = wire::decode_smb1_create_reply(read, read.blocks()[0])->fid;
        }
        return answer;
    }

    Smb1Answer write(core::Bytes data, std::uint32_t offset = 0) {
        core::ByteVector words;
        core::Writer out{words};
        out.u16le(fid);
        out.u32le(offset);
        out.u32le(0);
        out.u16le(0);
        out.u16le(0);
        out.u16le(0);
        out.u16le(static_cast<std::uint16_t>(data.size()));
        out.u16le(63);  // 32 + 1 + 28 + 2
        out.u32le(0);
        return command(wire::Smb1Command::write_andx, words, data);
    }

    Smb1Answer read(std::uint16_t most) {
        core::ByteVector words;
        core::Writer out{words};
        out.u16le(fid);
        out.u32le(0);
        out.u16le(most);
        out.u16le(0);
        out.u32le(0xFFFFFFFF);
        out.u16le(0);
        out.u32le(0);
        return command(wire::Smb1Command::read_andx, words);
    }

    Smb1Answer close_file() {
        core::ByteVector words;
        core::Writer out{words};
        out.u16le(fid);
        out.u32le(0xFFFFFFFF);
        return command(wire::Smb1Command::close, words);
    }

    /// TRANSACTION or TRANSACTION2 whole in one message; the name is that of a pipe for 0x25.
    Smb1Answer transact(wire::Smb1Command kind, std::initializer_list<std::uint16_t> setup,
                        std::string_view name, core::Bytes parameters, core::Bytes data,
                        std::uint16_t max_data = 4280) {
        core::ByteVector message;
        wire::Smb1Header sent = header;
        sent.command = static_cast<std::uint8_t>(kind);
        wire::Smb1Writer out{message, sent};
        out.begin(kind);
        out.words().u16le(static_cast<std::uint16_t>(parameters.size()));
        out.words().u16le(static_cast<std::uint16_t>(data.size()));
        out.words().u16le(64);
        out.words().u16le(max_data);
        out.words().zeros(2 + 2 + 4 + 2);
        out.words().u16le(static_cast<std::uint16_t>(parameters.size()));
        const std::size_t parameter_offset_at = out.offset();
        out.words().u16le(0);
        out.words().u16le(static_cast<std::uint16_t>(data.size()));
        const std::size_t data_offset_at = out.offset();
        out.words().u16le(0);
        out.words().u16le(static_cast<std::uint16_t>(setup.size()));
        for (const std::uint16_t word : setup) out.words().u16le(word);
        out.begin_bytes();
        out.text(name, header.encoding());
        out.align(4);
        out.put_u16(parameter_offset_at, out.offset());
        out.bytes().bytes(parameters);
        out.align(4);
        out.put_u16(data_offset_at, out.offset());
        out.bytes().bytes(data);
        out.end();
        return send(message);
    }

    dialogue::smb::SmbSession& session() { return *session_; }

    wire::Smb1Header header;
    std::uint16_t fid = 0;
    bool closed = false;
    std::vector<Smb1Answer> more;

 private:
    std::unique_ptr<dialogue::smb::SmbSession> session_;
};

/// A bind of SRVSVC with one context (C706 section 12.6.4.3), 72 bytes.
inline core::ByteVector srvsvc_bind() {
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u32le(0x030B0005);  // version 5.0, bind, first and last
    out.u32le(0x00000010);
    out.u16le(72);
    out.u16le(0);
    out.u32le(1);     // call_id
    out.u16le(4280);  // max_xmit_frag
    out.u16le(4280);
    out.u32le(0);
    out.u32le(1);  // one context
    out.u16le(0);
    out.u16le(1);
    // 4b324fc8-1670-01d3-1278-5a47bf6ee188 3.0
    for (const int byte : {0xc8, 0x4f, 0x32, 0x4b, 0x70, 0x16, 0xd3, 0x01, 0x12, 0x78, 0x5a, 0x47,
                           0xbf, 0x6e, 0xe1, 0x88})
        out.u8(static_cast<std::uint8_t>(byte));
    out.u32le(3);
    // 8a885d04-1ceb-11c9-9fe8-08002b104860 2
    for (const int byte : {0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00,
                           0x2b, 0x10, 0x48, 0x60})
        out.u8(static_cast<std::uint8_t>(byte));
    out.u32le(2);
    return bytes;
}

}  // namespace hitme::tests
