// SPDX-License-Identifier: Apache-2.0
#include "wire/nt_status.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

TEST(NtStatus, NamesWhatTheSpecificationNames) {
    // [MS-ERREF] 2.3.1.
    EXPECT_EQ(nt_status_name(0), "STATUS_SUCCESS");
    EXPECT_EQ(nt_status_name(0xC0000022), "STATUS_ACCESS_DENIED");
    EXPECT_EQ(nt_status_name(0xC0000205), "STATUS_INSUFF_SERVER_RESOURCES");
    EXPECT_EQ(nt_status_name(0xC00000CC), "STATUS_BAD_NETWORK_NAME");
    EXPECT_EQ(nt_status_name(0x80000005), "STATUS_BUFFER_OVERFLOW");
    EXPECT_EQ(nt_status_name(0xC0ABCDEF), "0xC0ABCDEF");
}

TEST(NtStatus, TellsAFailedGuessFromAnotherRefusal) {
    for (const std::uint32_t status :
         {0xC000006Du, 0xC000006Au, 0xC0000064u, 0xC000006Eu, 0xC0000071u, 0xC0000072u, 0xC0000193u,
          0xC0000224u, 0xC0000234u})
        EXPECT_TRUE(is_logon_failure(status)) << std::hex << status;
    for (const std::uint32_t status : {0u, 0xC0000016u, 0xC0000022u, 0xC00000CCu})
        EXPECT_FALSE(is_logon_failure(status)) << std::hex << status;
}

}  // namespace
}  // namespace hitme::wire
