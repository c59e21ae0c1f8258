// SPDX-License-Identifier: Apache-2.0
#include "console/cases/evidence_pack.h"

#include <gtest/gtest.h>

#include <random>

namespace hitme::console::cases {
namespace {

std::string sample(std::string* head = nullptr) {
    EvidencePack pack;
    pack.add(R"({"pack":1,"address":"192.0.2.1"})");
    for (int i = 0; i < 20; ++i) pack.add("{\"n\":" + std::to_string(i) + "}");
    auto text = pack.finish();
    if (head != nullptr) *head = pack.head();
    return text;
}

// printf '%064d {"pack":1}' 0 | sha256sum
TEST(EvidencePack, TheFirstHashIsWhatSha256sumSays) {
    EvidencePack pack;
    pack.add(R"({"pack":1})");
    EXPECT_EQ(pack.head(), "2bb3a164baef75e2ada7eb0b0afe2c45a1098e5ff2374c20817a3d4bb7337902");
}

TEST(EvidencePack, AGoodOneIsTaken) {
    std::string head;
    const auto verified = verify_pack(sample(&head));
    ASSERT_TRUE(verified.has_value()) << verified.error().context;
    EXPECT_EQ(verified->lines, 22u);
    EXPECT_EQ(verified->head, head);
}

TEST(EvidencePack, EveryChangedByteIsFound) {
    const auto good = sample();
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        EXPECT_FALSE(verify_pack(bad).has_value()) << i;
    }
}

TEST(EvidencePack, EveryCutAndEveryMissingLineIsFound) {
    const auto good = sample();
    for (std::size_t cut = 0; cut < good.size(); ++cut)
        EXPECT_FALSE(verify_pack(good.substr(0, cut)).has_value()) << cut;
    std::size_t start = 0;
    while (start < good.size()) {
        const auto end = good.find('\n', start) + 1;
        EXPECT_FALSE(verify_pack(good.substr(0, start) + good.substr(end)).has_value());
        EXPECT_FALSE(verify_pack(good.substr(0, end) + good.substr(start)).has_value());
        start = end;
    }
}

}  // namespace
}  // namespace hitme::console::cases
