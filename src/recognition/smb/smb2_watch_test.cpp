// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/smb2_watch.h"

#include <gtest/gtest.h>

#include "core/digest.h"
#include "support/smb_samples.h"
#include "wire/smb2_query.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;
using wire::Smb2Command;

class Watched2 : public ::testing::Test {
 protected:
    void send(const core::ByteVector& frame) {
        const auto payload = core::Bytes(frame).subspan(4);
        watch.client(payload, payload.size(), false, offset + 4, {}, logons, shares, notes, tail);
        offset += frame.size();
    }
    void connect(std::string_view path, std::uint64_t id) {
        const core::ByteVector name = tests::utf16(path);
        send(tests::smb2_frame(Smb2Command::tree_connect, id, [&](core::ByteVector& out) {
            wire::encode_smb2_tree_connect_request(out, {0, name});
        }));
    }
    void create(std::string_view path, std::uint64_t id, std::uint32_t disposition) {
        const core::ByteVector name = tests::utf16(path);
        send(tests::smb2_frame(Smb2Command::create, id, [&](core::ByteVector& out) {
            wire::Smb2CreateRequest request;
            request.desired_access = 0x0012019F;
            request.disposition = disposition;
            request.name = name;
            wire::encode_smb2_create_request(out, request);
        }));
    }
    std::string fact(std::string_view name) const {
        for (const auto& fact : notes.so_far().facts)
            if (fact.name == name) return fact.value;
        return {};
    }
    Notes notes{"smb2"};
    Logons logons;
    Shares shares;
    Smb2Watch watch;
    Tail tail;
    std::uint64_t offset = 0;
};

core::ByteVector compressed(std::uint32_t size, std::uint32_t flags, std::uint32_t at) {
    // [MS-SMB2] 2.2.42.1.
    return tests::Writer()
        .u8(0xFC)
        .text("SMB")
        .le32(size)
        .le16(1)
        .le16(flags)
        .le32(at)
        .zeros(40)
        .bytes();
}

TEST_F(Watched2, AnOffsetThatOverflowsIsSmbGhost) {
    notes.begin_message(4, {});
    watch.compressed(compressed(4096, 0, 0), notes);
    EXPECT_TRUE(notes.so_far().labels.empty());
    watch.compressed(compressed(436, 0xFFFF, 0xFFFFFFFF),
                     notes);  // as in exploit-claroty-smbghost-dos
    EXPECT_EQ(notes.grade_of(rules::smbghost), Grade::certain);
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].offset, 4u + 12);
}

TEST_F(Watched2, ChainedFramesOverflowToo) {
    notes.begin_message(4, {});
    // [MS-SMB2] 2.2.42.2: of a true chained frame the field is the length of a payload of that frame.
    watch.compressed(compressed(8 << 20, 1, 40), notes);
    watch.compressed(compressed(8 << 20, 1, 0xFFFFFF), notes);
    EXPECT_FALSE(notes.has(rules::smbghost));
    watch.compressed(compressed(0xFFFFFFFF, 1, 16), notes);
    EXPECT_EQ(notes.grade_of(rules::smbghost), Grade::certain);
    EXPECT_EQ(notes.so_far().labels[0].evidence[1].offset, 4u + 4);
    EXPECT_EQ(notes.so_far().labels[0].evidence[1].length, 4u);
    notes = Notes("smb3");
    notes.begin_message(4, {});
    watch.compressed(compressed(4096, 1, 0xFFFFFFFF), notes);
    EXPECT_TRUE(notes.has(rules::smbghost));
}

TEST_F(Watched2, FollowsAFileFromItsShareToItsBytes) {
    connect("\\\\192.0.2.1\\ADMIN$", 1);
    create("a\\x.exe", 2, 2);
    const core::ByteVector data{'M', 'Z', 1, 2, 3};
    send(tests::smb2_frame(Smb2Command::write, 3, [&](core::ByteVector& out) {
        wire::Smb2WriteRequest request;
        request.file = {7, 8};
        request.declared = 5;
        request.data = data;
        wire::encode_smb2_write_request(out, request);
    }));
    EXPECT_EQ(notes.so_far().stage, Stage::payload_delivery);
    EXPECT_EQ(notes.grade_of(rules::admin_share), Grade::certain);
    shares.close_all(notes);
    EXPECT_EQ(fact("smb.written"),
              "a\\x.exe on ADMIN$, 5 bytes, SHA-256 " + core::sha256_hex(data));
}

// [MS-SMB2] 2.2.39 with [MS-FSCC] 2.4.42.2 and 2.4.11; the answer is 2.2.40.
TEST_F(Watched2, RenamingAndDeletingAreToldByName) {
    const auto set = [&](std::uint64_t id, std::uint8_t kind, const core::ByteVector& buffer) {
        send(tests::smb2_frame(Smb2Command::set_info, id, [&](core::ByteVector& out) {
            wire::Smb2SetInfoRequest request;
            request.information_class = kind;
            request.file = {7, 8};
            request.buffer = buffer;
            wire::encode_smb2_set_info_request(out, request);
        }));
    };
    const auto answer = [&](std::uint64_t id, std::uint32_t status) {
        core::ByteVector out;
        wire::Smb2Header header;
        header.command = Smb2Command::set_info;
        header.message_id = id;
        header.flags = 1;  // SMB2_FLAGS_SERVER_TO_REDIR
        header.status = status;
        wire::encode_smb2_header(out, header);
        wire::encode_smb2_set_info_response(out);
        watch.server(out, {}, logons, shares, notes);
    };
    const auto sentence = [&] { return notes.told().sentence; };
    connect("\\\\192.0.2.1\\public", 1);
    create("a.tmp", 2, 1);
    const auto name = tests::utf16("b.txt");
    set(3, 10, tests::Writer().zeros(16).le32(10).raw(name).bytes());
    EXPECT_EQ(sentence(), "asked for PUBLIC, asked to rename a.tmp on PUBLIC to b.txt");
    answer(3, 0);
    EXPECT_EQ(sentence(), "asked for PUBLIC, renamed a.tmp on PUBLIC to b.txt");
    set(4, 13, {0});
    EXPECT_EQ(sentence(), "asked for PUBLIC, renamed a.tmp on PUBLIC to b.txt");
    set(5, 13, {1});
    answer(5, 0xC0000022);
    EXPECT_EQ(
        sentence(),
        "asked for PUBLIC, renamed a.tmp on PUBLIC to b.txt, asked in vain to delete a.tmp on "
        "PUBLIC (STATUS_ACCESS_DENIED)");
    EXPECT_TRUE(notes.so_far().labels.empty());
    EXPECT_EQ(notes.so_far().operations.back().arguments, "class 13, delete on close");
    EXPECT_EQ(notes.so_far().operations.back().outcome, "STATUS_ACCESS_DENIED");
}

TEST_F(Watched2, TellsDialectsInTheirOrder) {
    send(tests::smb2_frame(Smb2Command::negotiate, 0, [](core::ByteVector& out) {
        wire::Smb2NegotiateRequest request;
        request.dialects = {0x0202, 0x0210};
        wire::encode_smb2_negotiate_request(out, request);
    }));
    EXPECT_EQ(fact("smb2.dialects"), "0x0202, 0x0210");
    EXPECT_EQ(fact("smb2.client_guid"), std::string(32, '0'));
    EXPECT_EQ(notes.told().sentence, "asked for the dialects 2.0.2, 2.1");
}

TEST_F(Watched2, TellsAToolByItsClientGuid) {
    send(tests::smb2_frame(Smb2Command::negotiate, 0, [](core::ByteVector& out) {
        wire::Smb2NegotiateRequest request;
        request.dialects = {0x0202};
        const std::string_view guid = "1234567890123456";
        std::copy(guid.begin(), guid.end(), request.client_guid.begin());
        wire::encode_smb2_negotiate_request(out, request);
    }));
    EXPECT_EQ(notes.grade_of(rules::nmap), Grade::certain);
    ASSERT_EQ(notes.so_far().labels.size(), 1u);
    // [MS-SMB2] 2.2.1.2 and 2.2.3: 64 bytes of header, then ClientGuid at 12.
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].offset, 4u + 64 + 12);
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].length, 16u);
    EXPECT_EQ(notes.told().sentence, "asked for the dialects 2.0.2 (client like nmap, certain)");
}

TEST_F(Watched2, AnUnknownCommandIsTold) {
    send(tests::smb2_frame(static_cast<Smb2Command>(99), 0, [](core::ByteVector&) {}));
    ASSERT_EQ(notes.so_far().malformed.size(), 1u);
    EXPECT_EQ(notes.so_far().malformed[0].field, "Command");
    EXPECT_EQ(notes.so_far().malformed[0].offset, 4u + 12);
}

TEST_F(Watched2, SaysOnceThatTheRestIsCompressed) {
    for (int i = 0; i < 100; ++i) {
        notes.begin_message(4, {});
        watch.compressed(compressed(4096, 0, 0), notes);
    }
    EXPECT_EQ(fact("smb3.compressed"), "true");
    EXPECT_EQ(notes.told().sentence, "went on compressed");
}

TEST_F(Watched2, SaysOnceThatTheRestIsEncrypted) {
    notes.begin_message(4, {});
    for (int i = 0; i < 100; ++i) watch.encrypted(notes);
    EXPECT_EQ(fact("smb3.encrypted"), "true");
    EXPECT_EQ(notes.told().sentence, "went on encrypted");
}

}  // namespace
}  // namespace hitme::recognition::smb
