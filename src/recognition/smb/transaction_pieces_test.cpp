// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/transaction_pieces.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"

namespace hitme::recognition::smb {
namespace {

// A message whose data stand 60 bytes behind its header.
wire::Smb1Transaction piece(std::uint32_t total, std::uint32_t at, std::string_view data) {
    wire::Smb1Transaction made;
    made.command = 0x26;
    made.is_secondary = true;
    made.total_data_count = total;
    made.data_displacement = at;
    made.data_count = static_cast<std::uint32_t>(data.size());
    made.data_offset = 60;
    made.data = core::as_bytes(data);
    return made;
}

std::string text_of(const TransactionPieces& pieces) {
    std::string text;
    for (const PlacedBytes& run : pieces.placed_data())
        text += std::string(core::as_text(run.bytes)) + "@" + std::to_string(run.place) + " ";
    return text;
}

TEST(TransactionPieces, PutsPiecesWhereTheyBelongInAnyOrder) {
    // [MS-CIFS] 2.2.4.34.1, DataDisplacement: "used by the server to correctly reassemble the transaction data, even if the
    // SMB_COM_TRANSACTION_SECONDARY request messages are received out of order".
    std::array<int, 3> order{0, 1, 2};
    const std::array<std::string_view, 3> parts{"defg", "hi", "jkl"};
    const std::array<std::uint32_t, 3> at{3, 7, 9};
    do {
        TransactionPieces pieces(piece(12, 0, "abc"), 1000);
        for (std::size_t i = 0; i < order.size(); ++i) {
            EXPECT_FALSE(pieces.whole());
            const auto which = static_cast<std::size_t>(order[i]);
            ASSERT_TRUE(pieces.add(piece(12, at[which], parts[which]), 2000 + 1000 * which));
        }
        EXPECT_TRUE(pieces.whole());
        EXPECT_EQ(core::as_text(pieces.data()), "abcdefghijkl");
        EXPECT_EQ(text_of(pieces), "abc@1060 defg@2060 hi@3060 jkl@4060 ");
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(TransactionPieces, ALaterPieceLiesOverAnEarlierOne) {
    TransactionPieces pieces(piece(8, 0, "abcdef"), 0);
    ASSERT_TRUE(pieces.add(piece(8, 2, "XY"), 100));
    EXPECT_TRUE(pieces.whole());
    EXPECT_EQ(text_of(pieces), "ab@60 XY@160 ef@64 ");
}

TEST(TransactionPieces, TotalsMayBecomeLess) {
    // [MS-CIFS] 2.2.4.34.1, TotalDataCount: "This value MAY be less than or equal to the TotalDataCount" of the request.
    TransactionPieces pieces(piece(100, 0, "abc"), 0);
    ASSERT_TRUE(pieces.add(piece(5, 3, "de"), 0));
    EXPECT_TRUE(pieces.whole());
    ASSERT_TRUE(pieces.add(piece(100, 5, "f"), 0));
    EXPECT_EQ(text_of(pieces), "abc@60 de@60 ");
}

TEST(TransactionPieces, RefusesWhatLiesOutsideOfWhatWasAnnounced) {
    TransactionPieces pieces(piece(8, 0, "abc"), 0);
    EXPECT_FALSE(pieces.add(piece(8, 6, "xyz"), 0));
    EXPECT_FALSE(pieces.add(piece(8, 0xFFFF, "x"), 0));
    EXPECT_FALSE(pieces.whole());
}

TEST(TransactionPieces, WaitsForParametersToo) {
    auto first = piece(3, 0, "abc");
    first.total_parameter_count = 4;
    TransactionPieces pieces(first, 0);
    EXPECT_FALSE(pieces.whole());
    auto rest = piece(3, 0, "");
    rest.total_parameter_count = 4;
    rest.parameters = core::as_bytes(std::string_view("wxyz"));
    ASSERT_TRUE(pieces.add(rest, 0));
    EXPECT_TRUE(pieces.whole());
    EXPECT_EQ(core::as_text(pieces.parameters()), "wxyz");
}

TEST(TransactionPieces, RemembersOnlySoManyPlaces) {
    TransactionPieces pieces(piece(1000, 0, "a"), 0);
    for (std::uint32_t at = 1; at < 1000; ++at)
        ASSERT_TRUE(pieces.add(piece(1000, at, "b"), 100 * at));
    EXPECT_TRUE(pieces.whole());
    EXPECT_EQ(pieces.placed_data().size(), max_transaction_pieces + 1);
    EXPECT_LT(pieces.memory(), 4096u);
}

}  // namespace
}  // namespace hitme::recognition::smb
