// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/pipe.h"

#include <gtest/gtest.h>

#include "support/rpc_samples.h"
#include "wire/dcerpc.h"
#include "wire/rpc_interfaces.h"

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
