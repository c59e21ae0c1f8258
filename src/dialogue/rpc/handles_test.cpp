// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/handles.h"

#include <gtest/gtest.h>

namespace hitme::dialogue::rpc {
namespace {

TEST(RpcHandles, GivesTwentyBytesThatLeadBackToWhatWasOpened) {
    Handles handles;
    core::Random random{1};
    const auto id = handles.open(HandleKind::sam_user, random, 1000);
    ASSERT_TRUE(id);
    EXPECT_EQ((*id)[0] | (*id)[1] | (*id)[2] | (*id)[3], 0);  // attributes
    ASSERT_NE(handles.find(*id), nullptr);
    EXPECT_EQ(handles.find(*id)->number, 1000u);
    EXPECT_NE(handles.find(*id, HandleKind::sam_user), nullptr);
    EXPECT_EQ(handles.find(*id, HandleKind::policy), nullptr);
    handles.close(*id);
    EXPECT_EQ(handles.find(*id), nullptr);
}

TEST(RpcHandles, KnowsNothingOfBytesThatItNeverGave) {
    Handles handles;
    EXPECT_EQ(handles.find(core::ByteVector(20, 0)), nullptr);
    EXPECT_EQ(handles.find(core::ByteVector(3, 0)), nullptr);
    handles.close(core::ByteVector(3, 0));
}

TEST(RpcHandles, RemembersNamesWithoutCase) {
    Handles handles;
    core::Random random{1};
    handles.open(HandleKind::created_service, random, 0, "PSEXESVC");
    EXPECT_TRUE(handles.knows(HandleKind::created_service, "psexesvc"));
    EXPECT_FALSE(handles.knows(HandleKind::service, "PSEXESVC"));
    EXPECT_FALSE(handles.knows(HandleKind::created_service, "PSEXESV"));
}

TEST(RpcHandles, HoldsOnlySoManyAndOnlySoMuchOfAName) {
    Handles handles;
    core::Random random{1};
    for (std::size_t i = 0; i < max_handles; ++i)
        EXPECT_TRUE(handles.open(HandleKind::key, random, 0, std::string(5000, 'A')));
    EXPECT_FALSE(handles.open(HandleKind::key, random));
    EXPECT_EQ(handles.size(), max_handles);
    EXPECT_LT(handles.memory(), max_handles * 1024);
}

}  // namespace
}  // namespace hitme::dialogue::rpc
