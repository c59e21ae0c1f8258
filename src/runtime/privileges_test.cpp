// SPDX-License-Identifier: Apache-2.0
#include "runtime/privileges.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

namespace hitme::runtime {
namespace {

/// Runs `body` in a child, because what it does cannot be undone; its answer is the child's exit status.
int in_child(const std::function<int()>& body) {
    const pid_t child = fork();
    if (child == 0) _exit(body());
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

#define SKIP_UNLESS_ROOT() \
    if (geteuid() != 0) GTEST_SKIP() << "needs root"

/// One line of /proc/self/status, such as "CapEff".
std::string status_line(const std::string& name) {
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);)
        if (line.rfind(name + ":\t", 0) == 0) return line.substr(name.size() + 2);
    return "";
}

TEST(Privileges, TheSoftDescriptorLimitIsRaisedToTheHardOne) {
    EXPECT_EQ(in_child([] {
                  const rlimit low{64, 256};
                  if (setrlimit(RLIMIT_NOFILE, &low) != 0) return 1;
                  const auto raised = raise_descriptor_limit(128);
                  rlimit now{};
                  getrlimit(RLIMIT_NOFILE, &now);
                  if (!raised || raised->was != 64 || raised->reached != 256) return 2;
                  return now.rlim_cur == 256 && now.rlim_max == 256 ? 0 : 3;
              }),
              0);
}

TEST(Privileges, RootRaisesTheHardLimitToo) {
    // Root of a container may lack CAP_SYS_RESOURCE, bit 24 of capabilities(7).
    if ((std::stoull(status_line("CapEff"), nullptr, 16) >> 24 & 1) == 0)
        GTEST_SKIP() << "needs CAP_SYS_RESOURCE";
    EXPECT_EQ(in_child([] {
                  const rlimit low{64, 256};
                  if (setrlimit(RLIMIT_NOFILE, &low) != 0) return 1;
                  const auto raised = raise_descriptor_limit(4'096);
                  rlimit now{};
                  getrlimit(RLIMIT_NOFILE, &now);
                  return raised && raised->reached == 4'096 && now.rlim_cur == 4'096 ? 0 : 2;
              }),
              0);
}

TEST(Privileges, AnUnreachedDescriptorLimitIsSaidWithARemedy) {
    const DescriptorLimit reached{100, 100, 50};
    EXPECT_EQ(reached.describe(), "descriptors: 100 (was 50)");
    const DescriptorLimit missed{1'000, 100, 100};
    EXPECT_NE(missed.describe().find("wanted are 1000: raise the hard limit"), std::string::npos);
}

TEST(Privileges, RootAndUnknownUsersAreRefused) {
    EXPECT_EQ(find_user("root").error().code, core::ErrorCode::refused);
    EXPECT_EQ(find_user("no-such-user-here").error().code, core::ErrorCode::not_found);
    const auto nobody = find_user("nobody");
    if (nobody) {
        EXPECT_NE(nobody->user, 0u);
    }
    SKIP_UNLESS_ROOT();
    EXPECT_EQ(in_child([] { return drop_privileges("root") ? 1 : 0; }), 0);
}

TEST(Privileges, RootBecomesTheUserForGood) {
    SKIP_UNLESS_ROOT();
    EXPECT_EQ(in_child([] {
                  const auto nobody = find_user("nobody");
                  if (!nobody) return 1;
                  const auto dropped = drop_privileges("nobody");
                  if (!dropped || !dropped->was_root) return 2;
                  if (getuid() != nobody->user || getgid() != nobody->group) return 3;
                  if (setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0) return 4;
                  gid_t groups[8];
                  if (getgroups(8, groups) != 1 || groups[0] != nobody->group) return 5;
                  // Read from the kernel's own account of the process.
                  for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"})
                      if (prctl(PR_SET_DUMPABLE, 1) != 0 || status_line(set) != "0000000000000000")
                          return 6;
                  if (status_line("NoNewPrivs") != "1") return 7;
                  const int port = socket(AF_INET, SOCK_STREAM, 0);
                  sockaddr_in low{};
                  low.sin_family = AF_INET;
                  low.sin_port = htons(1);
                  low.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
                  const bool bound =
                      bind(port, reinterpret_cast<const sockaddr*>(&low), sizeof low) == 0;
                  std::ifstream first("/proc/sys/net/ipv4/ip_unprivileged_port_start");
                  int unprivileged = 1024;
                  first >> unprivileged;
                  return bound == (unprivileged <= 1) ? 0 : 8;
              }),
              0);
}

TEST(Privileges, MemoryIsClosedToOtherProcessesOfTheUser) {
    SKIP_UNLESS_ROOT();
    EXPECT_EQ(in_child([] {
                  if (!drop_privileges("nobody")) return 1;
                  return prctl(PR_GET_DUMPABLE) == 0 ? 0 : 2;
              }),
              0);
}

TEST(Privileges, AnUnprivilegedProcessDropsWhatItHasAndGoesOn) {
    EXPECT_EQ(in_child([] {
                  const auto nobody = find_user("nobody");
                  if (geteuid() == 0 &&
                      (!nobody || setresgid(nobody->group, nobody->group, nobody->group) != 0 ||
                       setresuid(nobody->user, nobody->user, nobody->user) != 0))
                      return 1;
                  // The name does not matter to one who is not root.
                  const auto dropped = drop_privileges("no-such-user-here");
                  if (!dropped || dropped->was_root || dropped->user == 0) return 2;
                  prctl(PR_SET_DUMPABLE, 1);
                  return status_line("CapEff") == "0000000000000000" ? 0 : 3;
              }),
              0);
}

TEST(Privileges, KeptCapabilitiesOfAUserAreDroppedAfterBinding) {
    SKIP_UNLESS_ROOT();
    EXPECT_EQ(in_child([] {
                  // The state of a process with file capabilities: not root, but capable.
                  const auto nobody = find_user("nobody");
                  if (!nobody || prctl(PR_SET_KEEPCAPS, 1) != 0) return 1;
                  if (setresgid(nobody->group, nobody->group, nobody->group) != 0) return 2;
                  if (setresuid(nobody->user, nobody->user, nobody->user) != 0) return 3;
                  prctl(PR_SET_DUMPABLE, 1);
                  if (status_line("CapPrm") == "0000000000000000") return 4;
                  if (!drop_privileges("nobody")) return 5;
                  prctl(PR_SET_DUMPABLE, 1);
                  return status_line("CapPrm") == "0000000000000000" ? 0 : 6;
              }),
              0);
}

class GivenFolder : public testing::Test {
 protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "privilegesXXXXXX";
        folder_ = mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    static std::uint32_t owner(const std::string& path) {
        struct stat about {};
        return lstat(path.c_str(), &about) == 0 ? about.st_uid : ~0u;
    }
    std::string folder_;
};

TEST_F(GivenFolder, AndWhatItHoldsBelongToTheUser) {
    SKIP_UNLESS_ROOT();
    const std::string store = folder_ + "/a/store";
    ASSERT_TRUE(give_folder_to(store, {65'534, 65'534}));
    EXPECT_EQ(owner(store), 65'534u);
    std::filesystem::create_directory(store + "/days");
    std::ofstream(store + "/days/file") << "x";
    const std::string outside = folder_ + "/outside";
    std::ofstream(outside) << "x";
    std::filesystem::create_symlink(outside, store + "/link");
    ASSERT_TRUE(give_folder_to(store, {65'534, 65'534}));
    EXPECT_EQ(owner(store + "/days/file"), 65'534u);
    EXPECT_EQ(owner(store + "/link"), 65'534u);
    EXPECT_EQ(owner(outside), 0u);
}

TEST_F(GivenFolder, IsRefusedWhenItIsALinkOrHoldsAFileWithAnotherName) {
    SKIP_UNLESS_ROOT();
    std::filesystem::create_directory(folder_ + "/real");
    std::filesystem::create_directory_symlink(folder_ + "/real", folder_ + "/link");
    EXPECT_EQ(give_folder_to(folder_ + "/link", {65'534, 65'534}).error().code,
              core::ErrorCode::refused);
    const std::string outside = folder_ + "/outside";
    std::ofstream(outside) << "x";
    std::filesystem::create_hard_link(outside, folder_ + "/real/inside");
    EXPECT_EQ(give_folder_to(folder_ + "/real", {65'534, 65'534}).error().code,
              core::ErrorCode::refused);
    EXPECT_EQ(owner(outside), 0u);
}

}  // namespace
}  // namespace hitme::runtime
