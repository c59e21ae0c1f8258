// SPDX-License-Identifier: Apache-2.0
#include "runtime/privileges.h"

#include <cap-ng.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

namespace hitme::runtime {
namespace {

core::Error system_error(const std::string& what) {
    return core::error(core::ErrorCode::io, what + ": " + std::generic_category().message(errno));
}

bool may_become_root() {
    return setresuid(0, 0, 0) == 0 || seteuid(0) == 0;
}

/// Gives up all capabilities of this thread. The bounding set needs CAP_SETPCAP, which a process started with
/// cap_net_bind_service alone does not have: then it stays, and no_new_privs makes it worthless.
core::Result<void> drop_capabilities() {
    capng_clear(CAPNG_SELECT_BOTH);
    capng_get_caps_process();
    const bool may_empty_bounds = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) == 1;
    capng_clear(CAPNG_SELECT_BOTH);
    if (may_empty_bounds && capng_apply(CAPNG_SELECT_BOUNDS) != 0)
        return core::error(core::ErrorCode::io, "the capability bounding set cannot be emptied");
    // Ambient capabilities fall with the permitted ones; saying so makes it certain.
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (capng_apply(CAPNG_SELECT_CAPS) != 0)
        return core::error(core::ErrorCode::io, "capabilities cannot be given up");
    return {};
}

core::Result<void> become(const UserIdentity& identity) {
    const gid_t group = identity.group;
    if (setgroups(1, &group) != 0) return system_error("setgroups");
    if (setresgid(group, group, group) != 0) return system_error("setresgid");
    if (setresuid(identity.user, identity.user, identity.user) != 0)
        return system_error("setresuid");
    return {};
}

/// Looks at the process as it is now instead of trusting that the calls above did what they say.
core::Result<void> verify(bool was_root) {
    const auto refuse = [](const char* what) {
        return core::error(core::ErrorCode::io,
                           std::string("privileges were not dropped: ") + what);
    };
    if (getuid() == 0 || geteuid() == 0) return refuse("still root");
    if (was_root && (getgid() == 0 || getegid() == 0)) return refuse("still in group 0");
    if (may_become_root()) return refuse("root can be had again");
    capng_clear(CAPNG_SELECT_BOTH);
    if (capng_get_caps_process() != 0) return refuse("capabilities cannot be read");
    if (capng_have_capabilities(CAPNG_SELECT_CAPS) != CAPNG_NONE)
        return refuse("capabilities are left");
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return refuse("new ones can be gained");
    return {};
}

}  // namespace

std::string DescriptorLimit::describe() const {
    std::string out = "descriptors: " + std::to_string(reached);
    if (was != reached) out += " (was " + std::to_string(was) + ")";
    if (reached < wanted)
        out += "; wanted are " + std::to_string(wanted) +
               ": raise the hard limit (ulimit -Hn, LimitNOFILE= in the unit, or "
               "/etc/security/limits.conf)";
    return out;
}

core::Result<DescriptorLimit> raise_descriptor_limit(std::uint64_t wanted) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return system_error("getrlimit");
    DescriptorLimit answer{wanted, limit.rlim_cur, limit.rlim_cur};
    // First the ambitious one, which only root may have; then what everybody may have.
    const rlimit ambitious{std::max<rlim_t>(limit.rlim_max, wanted),
                           std::max<rlim_t>(limit.rlim_max, wanted)};
    const rlimit modest{limit.rlim_max, limit.rlim_max};
    if (wanted > limit.rlim_max && setrlimit(RLIMIT_NOFILE, &ambitious) == 0) {
        answer.reached = ambitious.rlim_cur;
    } else if (setrlimit(RLIMIT_NOFILE, &modest) == 0) {
        answer.reached = modest.rlim_cur;
    }
    return answer;
}

core::Result<UserIdentity> find_user(const std::string& name) {
    std::vector<char> room(
        16'384);  // sysconf(_SC_GETPW_R_SIZE_MAX) is 1024 here; records with long texts need more
    passwd record{};
    passwd* found = nullptr;
    const int failed = getpwnam_r(name.c_str(), &record, room.data(), room.size(), &found);
    if (failed != 0)
        return core::error(core::ErrorCode::io,
                           "user " + name + ": " + std::generic_category().message(failed));
    if (found == nullptr)
        return core::error(core::ErrorCode::not_found, "user " + name + " does not exist");
    if (found->pw_uid == 0 || found->pw_gid == 0)
        return core::error(core::ErrorCode::refused,
                           "user " + name + " has the rights of root: choose another");
    return UserIdentity{found->pw_uid, found->pw_gid};
}

core::Result<void> give_folder_to(const std::string& folder, const UserIdentity& user) {
    if (geteuid() != 0) return {};
    namespace fs = std::filesystem;
    std::error_code failed;
    if (fs::is_symlink(fs::symlink_status(folder, failed)))
        return core::error(core::ErrorCode::refused,
                           folder + ": is a link; name the folder itself");
    if (!fs::exists(folder, failed)) {
        if (fs::create_directories(folder, failed); failed)
            return core::error(core::ErrorCode::io, folder + ": " + failed.message());
        if (chmod(folder.c_str(), 0700) != 0) return system_error(folder);
    }
    const auto give = [&](const std::string& path) {
        return fchownat(AT_FDCWD, path.c_str(), user.user, user.group, AT_SYMLINK_NOFOLLOW) == 0;
    };
    std::size_t entries = 0;
    fs::recursive_directory_iterator each(folder, fs::directory_options::none, failed);
    for (; !failed && each != fs::recursive_directory_iterator{}; each.increment(failed)) {
        if (++entries > max_given_entries)
            return core::error(core::ErrorCode::over_limit, folder + ": holds more than " +
                                                                std::to_string(max_given_entries) +
                                                                " files; is it the right folder?");
        // A file with another hard link may be anybody's, placed here to be given away.
        struct stat about {};
        if (lstat(each->path().c_str(), &about) != 0) return system_error(each->path());
        if (S_ISREG(about.st_mode) && about.st_nlink > 1)
            return core::error(core::ErrorCode::refused,
                               each->path().string() + ": has another name elsewhere (hard link)");
        if (!give(each->path())) return system_error(each->path());
    }
    if (failed) return core::error(core::ErrorCode::io, folder + ": " + failed.message());
    // The folder last: until then only root could place anything inside.
    if (!give(folder)) return system_error(folder);
    return {};
}

core::Result<DroppedPrivileges> drop_privileges(const std::string& user_name) {
    const bool was_root = geteuid() == 0 || getuid() == 0;
    if (was_root) {
        const auto identity = find_user(user_name);
        if (!identity) return identity.error();
        // Bounds first: emptying them needs a capability that becoming the user takes away.
        capng_clear(CAPNG_SELECT_BOTH);
        capng_get_caps_process();
        if (capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) == 1) {
            capng_clear(CAPNG_SELECT_BOUNDS);
            if (capng_apply(CAPNG_SELECT_BOUNDS) != 0)
                return core::error(core::ErrorCode::io,
                                   "the capability bounding set cannot be emptied");
        }
        const auto became = become(*identity);
        if (!became) return became.error();
    }
    const auto dropped = drop_capabilities();
    if (!dropped) return dropped.error();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return system_error("PR_SET_NO_NEW_PRIVS");
    // Without this another process of the same user ("nobody" may be shared) could attach and read our memory.
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return system_error("PR_SET_DUMPABLE");
    const auto verified = verify(was_root);
    if (!verified) return verified.error();
    DroppedPrivileges answer{getuid(), getgid(), was_root, {}};
    answer.description =
        was_root
            ? "running as " + user_name + " (" + std::to_string(answer.user) + "), no capabilities"
            : "running as uid " + std::to_string(answer.user) + ", no capabilities";
    return answer;
}

}  // namespace hitme::runtime
