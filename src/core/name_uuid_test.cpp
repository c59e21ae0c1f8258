// SPDX-License-Identifier: Apache-2.0
#include "core/name_uuid.h"

#include <gtest/gtest.h>

namespace hitme::core {
namespace {

// RFC 9562 appendix A.4: "www.example.com" in the namespace of DNS names.
TEST(NameUuid, GivesThePublishedExample) {
    const Uuid dns = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                      0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
    EXPECT_EQ(to_string(name_uuid(dns, "www.example.com")), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

}  // namespace
}  // namespace hitme::core
