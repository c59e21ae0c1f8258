// SPDX-License-Identifier: Apache-2.0
#include "dialogue/made_up_rsa_key.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

namespace hitme::dialogue {
namespace {

TEST(MadeUpRsaKey, IsOneThatOpensslReads) {
    for (const std::uint64_t seed : {1u, 2u, 3u}) {
        const std::string pem = made_up_rsa_key(seed);
        EXPECT_EQ(pem.size(), 451u);  // as that of any key of 2,048 bits
        const std::unique_ptr<BIO, int (*)(BIO*)> bio{
            BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
        const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key{
            PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
        ASSERT_NE(key, nullptr);
        EXPECT_EQ(EVP_PKEY_get_bits(key.get()), 2048);
        EXPECT_EQ(EVP_PKEY_get_base_id(key.get()), EVP_PKEY_RSA);
    }
    EXPECT_EQ(made_up_rsa_key(7), made_up_rsa_key(7));
    EXPECT_NE(made_up_rsa_key(7), made_up_rsa_key(8));
}

}  // namespace
}  // namespace hitme::dialogue
