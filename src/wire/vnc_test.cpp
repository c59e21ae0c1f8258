// SPDX-License-Identifier: Apache-2.0
#include "wire/vnc.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

using core::Fault;
using namespace std::string_view_literals;

TEST(Vnc, ReadsAndWritesVersions) {  // RFC 6143 section 7.1.1
    const auto bytes = core::as_bytes("RFB 003.008\n"sv);
    const auto version = take_vnc_version(bytes);
    ASSERT_TRUE(version);
    EXPECT_EQ(version->major, 3);
    EXPECT_EQ(version->minor, 8);
    EXPECT_EQ(encode_vnc_version(*version), "RFB 003.008\n");
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(take_vnc_version(bytes.first(cut)).error().fault, Fault::need_more);
    tests::for_each_cut_and_flip(bytes,
                                 [](core::Bytes changed) { (void)take_vnc_version(changed); });
    EXPECT_EQ(take_vnc_version(core::as_bytes("RFB 3.8\n"sv)).error().offset, 5u);
}

TEST(Vnc, ReadsSecurityTypesAndAReason) {  // section 7.1.2
    const auto list = take_vnc_security_list(core::as_bytes("\2\2\x10rest"sv));
    ASSERT_TRUE(list);
    EXPECT_EQ(core::to_hex(list->types), "0210");
    EXPECT_EQ(list->consumed, 3u);
    const auto refused = take_vnc_security_list(core::as_bytes("\0\0\0\0\3no!"sv));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->reason, "no!");
    EXPECT_EQ(take_vnc_security_list(core::as_bytes("\0\0\1\0\0"sv)).error().fault,
              Fault::over_limit);
    EXPECT_EQ(take_vnc_security_list(core::as_bytes("\5\1"sv)).error().fault, Fault::need_more);
    EXPECT_EQ(name_of_vnc_security(1), "none");
    EXPECT_EQ(name_of_vnc_security(30), "type 30");
}

TEST(Vnc, TellsAReasonFromVersion38On) {  // section 7.1.3
    core::ByteVector modern;
    encode_vnc_failure(modern, {3, 8}, "no");
    EXPECT_EQ(core::to_hex(modern), "00000001000000026e6f");
    core::ByteVector old;
    encode_vnc_failure(old, {3, 3}, "no");
    EXPECT_EQ(core::to_hex(old), "00000001");
}

}  // namespace
}  // namespace hitme::wire
