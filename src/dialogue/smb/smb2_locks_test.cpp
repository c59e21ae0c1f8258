// SPDX-License-Identifier: Apache-2.0
// Statuses are those that smbd 4.17.12 gave (tests/end_to_end/smb_against_samba.py); rules are [MS-SMB2] 3.3.5.14.
#include "dialogue/smb/smb2_locks.h"

#include <gtest/gtest.h>

#include "support/made_up_machine.h"

namespace hitme::dialogue::smb {
namespace {

constexpr std::uint32_t shared = 0x01;
constexpr std::uint32_t exclusive = 0x02;
constexpr std::uint32_t unlock = 0x04;
constexpr std::uint32_t at_once = 0x10;
constexpr std::uint32_t pending = 0x00000103;
constexpr std::uint32_t invalid_parameter = 0xC000000D;
constexpr std::uint32_t lock_not_granted = 0xC0000055;
constexpr std::uint32_t range_not_locked = 0xC000007E;
constexpr std::uint32_t invalid_lock_range = 0xC00001A1;

class Smb2LocksTest : public ::testing::Test {
 protected:
    void SetUp() override {
        state_.trees[1].share = &machine_.shares[2];
        for (std::uint64_t key = 1; key <= 3; ++key) {
            state_.opens[key].tree = 1;
            state_.opens[key].name = key == 3 ? "b.txt" : key == 2 ? "A.TXT" : "a.txt";
        }
    }
    std::uint32_t ask(std::uint64_t key, const std::vector<wire::Smb2LockElement>& elements) {
        return lock_ranges(state_, key,
                           {static_cast<std::uint16_t>(elements.size()), {0, key}, elements});
    }

    Machine machine_ = tests::made_up_machine();
    Policy policy_;
    Surroundings surroundings_;
    State state_{machine_, policy_, surroundings_, core::Random{1}, {}, {}, {}, {}, 0, {}, {}};
};

TEST_F(Smb2LocksTest, GrantsWhatNobodyHasAndGivesItBack) {
    EXPECT_EQ(ask(1, {{0, 10, exclusive}}), 0u);
    EXPECT_EQ(ask(1, {{5, 10, exclusive | at_once}}), lock_not_granted);
    EXPECT_EQ(ask(2, {{9, 1, shared | at_once}}), lock_not_granted);
    EXPECT_EQ(ask(2, {{9, 1, shared}}), pending);
    EXPECT_EQ(ask(1, {{0, 10, shared}}), 0u);     // over one's own
    EXPECT_EQ(ask(3, {{0, 10, exclusive}}), 0u);  // another file
    EXPECT_EQ(ask(1, {{0, 9, unlock}}), range_not_locked);
    EXPECT_EQ(ask(1, {{0, 10, unlock}}), 0u);
    EXPECT_EQ(ask(2, {{9, 1, shared}}), 0u);
    EXPECT_EQ(ask(1, {{0, 10, unlock}}), 0u);
    EXPECT_EQ(ask(1, {{0, 10, unlock}}), range_not_locked);
}

TEST_F(Smb2LocksTest, RefusesWhatIsNone) {
    EXPECT_EQ(ask(1, {}), invalid_parameter);
    EXPECT_EQ(ask(1, {{0, 10, 0}}), invalid_parameter);
    EXPECT_EQ(ask(1, {{0, 10, shared | exclusive}}), invalid_parameter);
    EXPECT_EQ(ask(1, {{0, 1, exclusive}, {5, 1, exclusive}}), invalid_parameter);
    EXPECT_EQ(ask(1, {{~std::uint64_t{0}, 10, exclusive}}), invalid_lock_range);
    EXPECT_EQ(ask(1, {{~std::uint64_t{0}, 1, exclusive}}), 0u);
    EXPECT_EQ(ask(1, {{0, 1, exclusive | at_once}, {5, 1, unlock}}), invalid_parameter);
    state_.opens[2].is_directory = true;
    EXPECT_EQ(ask(2, {{0, 1, exclusive}}), 0xC0000010u);  // STATUS_INVALID_DEVICE_REQUEST
}

// 3.3.5.14.2: what a request locked before it failed is unlocked again.
TEST_F(Smb2LocksTest, TakesAllOfARequestOrNothing) {
    ASSERT_EQ(ask(2, {{5, 1, exclusive}}), 0u);
    EXPECT_EQ(ask(1, {{0, 1, exclusive | at_once}, {5, 1, exclusive | at_once}}), lock_not_granted);
    EXPECT_TRUE(state_.opens[1].locks.empty());
    for (std::size_t i = 0; i < max_locked_ranges; ++i) EXPECT_EQ(ask(3, {{i, 1, exclusive}}), 0u);
    EXPECT_EQ(ask(3, {{100, 1, exclusive}}), 0xC000009Au);  // STATUS_INSUFFICIENT_RESOURCES
    EXPECT_EQ(ask(3, std::vector<wire::Smb2LockElement>(wire::max_smb2_lock_elements + 1,
                                                        {0, 1, exclusive | at_once})),
              invalid_parameter);
}

}  // namespace
}  // namespace hitme::dialogue::smb
