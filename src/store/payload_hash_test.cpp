// SPDX-License-Identifier: Apache-2.0
#include "store/payload_hash.h"

#include <gtest/gtest.h>

#include "core/text.h"

namespace hitme::store {
namespace {

// SHA-256 of "abc": FIPS 180-4, the example of NIST's "Secure Hash Standard".
const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(PayloadHash, MatchesByTheWholeOrItsBeginning) {
    for (const auto& digits : {abc, abc.substr(0, 16), std::string("BA7816BF8F01CFEA41")}) {
        const auto hash = PayloadHash::parse(digits);
        ASSERT_TRUE(hash) << digits;
        EXPECT_TRUE(hash->matches(core::as_bytes("abc")));
        EXPECT_FALSE(hash->matches(core::as_bytes("abd")));
        EXPECT_FALSE(hash->matches({}));
        EXPECT_EQ(hash->first(), 0xba7816bf8f01cfeaU);
    }
}

TEST(PayloadHash, RefusesWhatIsNoHash) {
    for (const auto& digits :
         {std::string(), std::string("ba7816bf8f01cfe"), abc + "0", std::string("ga7816bf8f01cfea"),
          std::string("0xba7816bf8f01cf"), std::string("ba7816bf 8f01cfea")})
        EXPECT_FALSE(PayloadHash::parse(digits)) << digits;
}

}  // namespace
}  // namespace hitme::store
