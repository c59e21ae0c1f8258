// SPDX-License-Identifier: Apache-2.0
#include "store/ip/operator_networks.h"

#include <gtest/gtest.h>

namespace hitme::store {
namespace {

TEST(OperatorNetworks, ReadRowsAndCountWhatTheyCannot) {
    const auto table = OperatorNetworks::parse(
        "asn,type,source\n"
        "# ours\n"
        "64500,hosting,a contract, seen 2026\n"
        "AS64501,consumer,\x1b[31mphone book\r\n"
        "64502,broadband,no such type\n"
        "x,hosting,y\n"
        "99999999999,hosting,y\n"
        "64500,education,the later row counts\n");
    ASSERT_TRUE(table.has_value());
    EXPECT_EQ(table->size(), 2u);
    EXPECT_EQ(table->skipped(), 3u);
    ASSERT_NE(table->find(64500), nullptr);
    EXPECT_EQ(table->find(64500)->type, "education");
    EXPECT_EQ(table->find(64501)->type, "consumer");
    EXPECT_EQ(table->find(64501)->source.find('\x1b'), std::string::npos);
    EXPECT_EQ(table->find(64502), nullptr);
}

TEST(OperatorNetworks, RefuseATableWithoutARow) {
    EXPECT_EQ(OperatorNetworks::parse("").error().code, core::ErrorCode::bad_input);
    EXPECT_EQ(OperatorNetworks::parse("hello\n").error().code, core::ErrorCode::bad_input);
    EXPECT_TRUE(OperatorNetworks::parse("1,hosting,").has_value());
}

}  // namespace
}  // namespace hitme::store
