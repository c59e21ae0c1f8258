// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/pipe.h"

#include <gtest/gtest.h>

#include "support/rpc_samples.h"
#include "wire/dcerpc.h"
#include "wire/ntlmssp.h"
#include "wire/rpc_interfaces.h"
#include "wire/smb_text.h"

namespace hitme::recognition::smb {
namespace {

core::ByteVector bind_and_two_calls() {
    core::ByteVector bytes = tests::bind_bytes();
    const auto call = [&](unsigned opnum) {
        const auto request = tests::request_bytes(opnum, core::ByteVector(20, 0));
        bytes.insert(bytes.end(), request.begin(), request.end());
    };
    call(15);
    call(28);
    return bytes;
}

TEST(Pipe, TellsTheSameCallsWhateverThePieces) {
    const core::ByteVector bytes = bind_and_two_calls();
    for (std::size_t piece = 1; piece < 60; ++piece) {
        Notes notes("smb1");
        RpcMemory memory;
        Pipe pipe("srvsvc");
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            notes.begin_message(at, {});
            const auto part = core::Bytes(bytes).subspan(at, std::min(piece, bytes.size() - at));
            pipe.client(part, at, memory, notes);
        }
        const auto& operations = notes.so_far().operations;
        ASSERT_EQ(operations.size(), 3u) << piece;
        EXPECT_EQ(operations[0].name, "bind");
        EXPECT_EQ(operations[0].arguments, "srvsvc");
        EXPECT_EQ(operations[1].name, "NetrShareEnum");
        EXPECT_EQ(operations[2].name, "NetrRemoteTOD");
        EXPECT_EQ(notes.so_far().stage, event::Stage::enumeration);
    }
}

// Fragments of `each` bytes of a stub, C706 12.6.4.9.
core::ByteVector in_fragments(unsigned opnum, const core::ByteVector& stub, std::size_t each) {
    core::ByteVector bytes;
    for (std::size_t at = 0; at < stub.size(); at += each) {
        const bool last = at + each >= stub.size();
        const auto part = core::Bytes(stub).subspan(at, std::min(each, stub.size() - at));
        const auto pdu = tests::request_bytes(opnum, part, (at == 0 ? 1u : 0u) | (last ? 2u : 0u));
        bytes.insert(bytes.end(), pdu.begin(), pdu.end());
    }
    return bytes;
}

TEST(Pipe, EvidenceLiesWhereItsBytesWereSent) {
    // A path that climbs, long and of characters that no name has (smb.md 1.11): 200, then two times `..`.
    const std::u16string path = u"\\" + std::u16string(200, u'\x4E00') + u"\\..\\..\\A";
    tests::Stub stub;
    stub.unique_string(u"x").string(path).u32(2).string(u"").u32(0).u32(0);
    const core::ByteVector climb{0x5C, 0, 0x2E, 0, 0x2E, 0};
    for (const std::size_t fragment : {1000u, 300u, 90u, 8u})
        for (const std::size_t piece : {2000u, 333u, 40u, 32u, 7u}) {
            core::ByteVector bytes = tests::bind_bytes();
            const auto call = in_fragments(31, stub.bytes(), fragment);
            bytes.insert(bytes.end(), call.begin(), call.end());
            // Each piece is a message with 60 bytes before it.
            core::ByteVector stream;
            Notes notes("smb1");
            RpcMemory memory;
            Pipe pipe("srvsvc");
            for (std::size_t at = 0; at < bytes.size(); at += piece) {
                const auto part =
                    core::Bytes(bytes).subspan(at, std::min(piece, bytes.size() - at));
                notes.begin_message(stream.size(), {});
                stream.insert(stream.end(), 60, 0xEE);
                const std::size_t place = stream.size();
                stream.insert(stream.end(), part.begin(), part.end());
                pipe.client(part, place, memory, notes);
            }
            ASSERT_EQ(notes.grade_of(rules::ms08_067), event::Grade::certain);
            // All evidence of one mark, piece behind piece, is what was judged.
            core::ByteVector said;
            for (const auto& one : notes.so_far().labels[0].evidence) {
                ASSERT_LE(one.offset + one.length, stream.size());
                if (one.value.find(", \\..") == std::string::npos) continue;
                said.insert(said.end(), stream.begin() + static_cast<std::ptrdiff_t>(one.offset),
                            stream.begin() + static_cast<std::ptrdiff_t>(one.offset + one.length));
            }
            core::ByteVector expected = climb;
            expected.insert(expected.end(), climb.begin(), climb.end());
            if (said.size() < expected.size()) expected.resize(said.size());  // pieces of 7 bytes
            EXPECT_EQ(said, expected) << fragment << " " << piece;
            EXPECT_GE(said.size(), climb.size()) << fragment << " " << piece;
        }
}

TEST(Pipe, SaysWhatAnswerACallGot) {
    Notes notes("smb1");
    RpcMemory memory;
    Pipe pipe("srvsvc");
    notes.begin_message(0, {});
    pipe.client(bind_and_two_calls(), 0, memory, notes);
    core::ByteVector fault;
    wire::encode_rpc_fault(fault, 2, {0, wire::rpc_fault_operation_range});
    pipe.server(fault, notes);
    EXPECT_EQ(notes.so_far().operations[2].outcome, "nca_s_op_rng_error");
}

// [MS-SRVS] 3.1.4.12: ServerName, NetName, Reserved; the answer is the return value alone.
TEST(Pipe, SaysWhetherWhatWasAskedForWasDone) {
    const auto stub = tests::Stub{}.u32(0).string(u"drop").u32(0).bytes();
    const auto told = [&](const core::ByteVector& answer) {
        Notes notes("smb1");
        RpcMemory memory;
        Pipe pipe("srvsvc");
        notes.begin_message(0, {});
        pipe.client(tests::bind_bytes(), 0, memory, notes);
        pipe.client(tests::request_bytes(18, stub), 100, memory, notes);
        EXPECT_EQ(memory.asked, nullptr);
        pipe.server(answer, notes);
        const std::string sentence = notes.told().sentence;
        return sentence.substr(sentence.find(", ") + 2) + "; " +
               notes.so_far().operations.back().outcome;
    };
    const auto answered = [](std::uint32_t result, std::uint32_t call) {
        core::ByteVector out;
        const auto value = tests::Writer().le32(result).bytes();
        wire::encode_rpc_response(out, call, 0, value, 4280);
        return out;
    };
    EXPECT_EQ(told(answered(0, 2)), "removed the share drop; ERROR_SUCCESS");
    EXPECT_EQ(told(answered(2310, 2)),
              "asked in vain to remove the share drop (NERR_NetNameNotFound); "
              "NERR_NetNameNotFound");
    EXPECT_EQ(told(answered(0, 9)), "asked to remove the share drop; ") << "another call's";
    core::ByteVector fault;
    wire::encode_rpc_fault(fault, 2, {0, wire::rpc_fault_access_denied});
    EXPECT_EQ(told(fault),
              "asked in vain to remove the share drop (ERROR_ACCESS_DENIED); ERROR_ACCESS_DENIED");
}

// smb.md 1.8: endless fragments are an event; what lies before them is judged all the same.
TEST(Pipe, JudgesTheBeginningOfACallThatIsTooLong) {
    core::ByteVector stub = tests::Stub{}
                                .u32(0)
                                .string(u"\\" + std::u16string(250, u'\x9090') + u"\\..\\..\\x")
                                .u32(500)
                                .string(u"\\")
                                .u32(1)
                                .u32(0)
                                .bytes();
    stub.resize(70'000);
    Notes notes("smb1");
    RpcMemory memory;
    Pipe pipe("srvsvc");
    notes.begin_message(0, {});
    pipe.client(tests::bind_bytes(), 0, memory, notes);
    constexpr std::size_t piece = 5000;
    for (std::size_t at = 0; at < stub.size(); at += piece) {
        const unsigned flags = (at == 0 ? 1u : 0u) | (at + piece >= stub.size() ? 2u : 0u);
        notes.begin_message(100 + at, {});
        pipe.client(tests::request_bytes(31, core::Bytes(stub).subspan(at, piece), flags), 100 + at,
                    memory, notes);
    }
    EXPECT_EQ(notes.grade_of(rules::ms08_067), event::Grade::likely);
    EXPECT_EQ(notes.so_far().stage, event::Stage::exploit_attempt);
    EXPECT_EQ(notes.so_far().malformed.size(), 1u);
}

// An AUTHENTICATE for HOME\\ann from DESK7, with 24 bytes that are no right answer to anything.
core::ByteVector authenticate_of_ann() {
    core::ByteVector user;
    core::ByteVector domain;
    core::ByteVector workstation;
    wire::append_utf16(user, "ann");
    wire::append_utf16(domain, "HOME");
    wire::append_utf16(workstation, "DESK7");
    const core::ByteVector response(24, 0x11);
    wire::NtlmAuthenticate message;
    message.flags = wire::ntlm::flag_unicode | wire::ntlm::flag_ntlm;
    message.nt_response = response;
    message.user = user;
    message.domain = domain;
    message.workstation = workstation;
    return wire::encode_ntlm_authenticate(message);
}

std::string fact_of(const Notes& notes, std::string_view key) {
    for (const auto& fact : notes.so_far().facts)
        if (fact.name == key) return fact.value;
    return "absent";
}

TEST(Pipe, TellsWhoLogsOnInAnAuth3AndCountsNoRefusal) {
    Notes notes("smb2");
    RpcMemory memory;
    Pipe pipe("srvsvc");
    notes.begin_message(0, {});
    pipe.client(tests::bind_bytes(), 0, memory, notes);
    core::ByteVector bytes;
    wire::encode_rpc_auth3(bytes, 1, {wire::rpc_auth_ntlm, 2, 1, authenticate_of_ann()});
    pipe.client(bytes, 72, memory, notes);
    EXPECT_EQ(fact_of(notes, "smb.user"), "ann");
    EXPECT_EQ(fact_of(notes, "smb.domain"), "HOME");
    EXPECT_EQ(fact_of(notes, "smb.workstation"), "DESK7");
    ASSERT_EQ(notes.so_far().operations.size(), 2u);
    EXPECT_EQ(notes.so_far().operations[1].name, "auth3");
    EXPECT_EQ(notes.so_far().operations[1].arguments, "HOME\\ann from DESK7");
    core::ByteVector fault;
    wire::encode_rpc_fault(fault, 1, {0, wire::rpc_fault_access_denied});
    pipe.server(fault, notes);
    EXPECT_TRUE(notes.so_far().failed_logons.empty());
}

TEST(Pipe, CountsALogonThatAnAlterContextEndsInAFault) {
    Notes notes("smb2");
    RpcMemory memory;
    Pipe pipe("srvsvc");
    notes.begin_message(0, {});
    core::ByteVector bytes;
    const auto token = authenticate_of_ann();
    const wire::RpcAuth auth{wire::rpc_auth_ntlm, 2, 1, token};
    wire::encode_rpc_bind(bytes, 3, {4280, 4280, 0, {}}, wire::RpcType::alter_context, &auth);
    pipe.client(bytes, 0, memory, notes);
    core::ByteVector fault;
    wire::encode_rpc_fault(fault, 3, {0, wire::rpc_fault_access_denied});
    pipe.server(fault, notes);
    ASSERT_EQ(notes.so_far().failed_logons.size(), 1u);
}

TEST(Pipe, LeavesPipesOfOtherProgramsAlone) {
    Notes notes("smb2");
    RpcMemory memory;
    Pipe pipe("psexesvc-host-1-stdin");
    notes.begin_message(0, {});
    for (int i = 0; i < 100; ++i) pipe.client(core::as_bytes("dir\r\n"), 0, memory, notes);
    EXPECT_TRUE(notes.so_far().malformed.empty());
    EXPECT_LT(pipe.memory(), 1024u);
}

TEST(Pipe, TellsOnceOfBytesThatAreNoCall) {
    Notes notes("smb1");
    RpcMemory memory;
    Pipe pipe("srvsvc");
    notes.begin_message(0, {});
    for (int i = 0; i < 100; ++i) pipe.client(core::ByteVector(100, 0x41), 0, memory, notes);
    EXPECT_EQ(notes.so_far().malformed.size(), 1u);
    EXPECT_LT(pipe.memory(), 1024u);
}

TEST(Pipe, TellsTheFirstBrokenPduOfAPipe) {
    // A call whose auth_length is beyond it (C706 12.6.3.1: bytes 10 and 11), then bytes that are none.
    core::ByteVector bytes = tests::bind_bytes();
    const std::size_t call = bytes.size();
    const auto request = tests::request_bytes(15, core::ByteVector(20, 0));
    bytes.insert(bytes.end(), request.begin(), request.end());
    bytes[call + 10] = bytes[call + 11] = 0xFF;
    bytes.insert(bytes.end(), 64, std::uint8_t{0xAA});
    Notes notes("smb1");
    RpcMemory memory;
    Pipe pipe("srvsvc");
    for (std::size_t at = 0; at < bytes.size(); at += 32) {
        notes.begin_message(at, {});
        pipe.client(core::Bytes(bytes).subspan(at, std::min<std::size_t>(32, bytes.size() - at)),
                    at, memory, notes);
    }
    ASSERT_EQ(notes.so_far().malformed.size(), 1u);
    EXPECT_EQ(notes.so_far().malformed[0].field, "auth_length");
}

TEST(Pipe, KnowsABindOfOneInterfaceAmongManyUnknownOnes) {
    wire::RpcBind bind;
    for (std::uint16_t i = 0; i < 11; ++i) {
        wire::RpcContext context;
        context.id = i;
        context.interface.uuid.time_low = 0xABCD0000u + i;
        if (i == 4) context.interface.uuid = wire::find_rpc_interface("srvsvc")->uuid;
        context.transfers.push_back(wire::ndr_syntax());
        bind.contexts.push_back(context);
    }
    core::ByteVector bytes;
    wire::encode_rpc_bind(bytes, 1, bind);
    Notes notes("smb1");
    RpcMemory memory;
    Pipe pipe("browser");
    notes.begin_message(0, {});
    pipe.client(bytes, 0, memory, notes);
    EXPECT_EQ(notes.grade_of(rules::metasploit), event::Grade::likely);
    EXPECT_EQ(notes.so_far().operations[0].arguments, "srvsvc and 10 unknown");
}

}  // namespace
}  // namespace hitme::recognition::smb
