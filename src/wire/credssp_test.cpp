// SPDX-License-Identifier: Apache-2.0
#include "wire/credssp.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

using core::Fault;

TEST(
    Credssp,
    ReadsARequestWrittenByTheGrammar) {  // [MS-CSSP] 2.2.1, by hand: version 6, one token of four bytes
    // 30 len { a0 03 02 01 06, a1 0c 30 0a 30 08 a0 06 04 04 "NTLM" }
    const auto bytes = *core::from_hex("3013a003020106a10c300a3008a00604044e544c4d");
    const auto request = take_credssp(bytes);
    ASSERT_TRUE(request) << request.error().field;
    EXPECT_EQ(request->version, 6u);
    EXPECT_EQ(core::as_text(request->token), "NTLM");
    EXPECT_FALSE(request->error.has_value());
    EXPECT_EQ(request->consumed, bytes.size());
    EXPECT_EQ(core::to_hex(encode_credssp(6, core::as_bytes("NTLM"), std::nullopt)),
              core::to_hex(bytes));
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(take_credssp(core::Bytes(bytes).first(cut)).error().fault, Fault::need_more);
    tests::for_each_cut_and_flip(bytes, [](core::Bytes changed) { (void)take_credssp(changed); });
}

TEST(Credssp, CarriesAnErrorWithItsSign) {
    // STATUS_LOGON_FAILURE 0xC000006D is a DER integer of five bytes: 02 05 00 c0 00 00 6d
    const auto bytes = encode_credssp(6, {}, 0xC000'006D);
    EXPECT_EQ(core::to_hex(bytes), "300ea003020106a407020500c000006d");
    EXPECT_EQ(take_credssp(bytes)->error, 0xC000'006Du);
}

TEST(Credssp, RefusesWhatIsNoRequest) {
    EXPECT_EQ(take_credssp(*core::from_hex("0300")).error().fault, Fault::bad_value);
    EXPECT_EQ(take_credssp(*core::from_hex("3082ffff")).error().fault, Fault::over_limit);
    EXPECT_EQ(take_credssp(*core::from_hex("3084")).error().fault, Fault::bad_value);
    EXPECT_EQ(take_credssp(*core::from_hex("3003a00502")).error().fault, Fault::truncated);
}

}  // namespace
}  // namespace hitme::wire
