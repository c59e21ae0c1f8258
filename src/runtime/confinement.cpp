// SPDX-License-Identifier: Apache-2.0
#include "runtime/confinement.h"

#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace hitme::runtime {
namespace {

// What the decoys' loop, the C library under it (memory, locks, time, random numbers) and the end of a thread or the
// process need. No call here takes a path or makes a descriptor other than by accepting, polling or signalling.
constexpr int allowed_calls[] = {
    SCMP_SYS(accept4),
    SCMP_SYS(brk),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(close),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(eventfd2),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(fdatasync),
    SCMP_SYS(fstat),
    SCMP_SYS(fsync),
    SCMP_SYS(futex),
    SCMP_SYS(getpeername),
    SCMP_SYS(getpid),
    SCMP_SYS(getrandom),
    SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt),
    SCMP_SYS(gettid),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(lseek),
    SCMP_SYS(madvise),
    SCMP_SYS(mmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    SCMP_SYS(nanosleep),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(read),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmmsg),
    SCMP_SYS(recvmsg),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(shutdown),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(tgkill),
    SCMP_SYS(write),
    SCMP_SYS(writev),
};

core::Error refused(const char* what, int number) {
    return core::error(core::ErrorCode::io,
                       std::string(what) + ": " + std::generic_category().message(number));
}

/// Lets a call through where its argument of that number is `value`. The library's own macros for this are C99's compound literals,
/// which are no C++.
int allow_where(scmp_filter_ctx filter, int call, unsigned argument, scmp_datum_t value) {
    const scmp_arg_cmp is_equal{argument, SCMP_CMP_EQ, value, 0};
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &is_equal);
}

// The fifth argument of sendto is the address, which the rules can see; that of sendmsg lies in memory, which they cannot: it is
// let through by its socket.
int allow_sends(scmp_filter_ctx filter, std::span<const int> answering) {
    constexpr unsigned address = 4;
    if (const int failed = allow_where(filter, SCMP_SYS(sendto), address, 0); failed != 0)
        return failed;
    if (answering.size() > max_answering_sockets)
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendmsg), 0);
    for (const int socket : answering)
        if (const int failed =
                allow_where(filter, SCMP_SYS(sendmsg), 0, static_cast<scmp_datum_t>(socket));
            failed != 0)
            return failed;
    return 0;
}

core::Result<void> filter_calls(std::span<const int> answering) {
    const std::unique_ptr<void, decltype(&seccomp_release)> filter{
        seccomp_init(SCMP_ACT_ERRNO(EPERM)), &seccomp_release};
    if (!filter) return refused("call filter", ENOMEM);
    for (const int call : allowed_calls)
        if (const int failed = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0); failed != 0)
            return refused("call filter", -failed);
    if (const int failed = allow_sends(filter.get(), answering); failed != 0)
        return refused("call filter", -failed);
    // The filter of this thread alone (no TSYNC): the console's threads keep their files.
    if (const int failed = seccomp_load(filter.get()); failed != 0)
        return refused("call filter", -failed);
    return {};
}

long landlock(int number, const void* first, std::size_t second, std::uint32_t third) {
    return ::syscall(number, first, second, third);
}

/// The version of the kernel's landlock that now holds; 0 where it has none.
core::Result<int> close_files() {
    const long version =
        landlock(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return 0;
    // Rights by version (landlock(7)): 13 with version 1, then REFER, TRUNCATE, and from 5 on IOCTL_DEV.
    struct {
        std::uint64_t files = (1u << 13) - 1;
        std::uint64_t ports = 0;  // from version 4 on: bind 1, connect 2
    } handled;
    if (version >= 2) handled.files |= 1u << 13;
    if (version >= 3) handled.files |= 1u << 14;
    if (version >= 5) handled.files |= 1u << 15;
    if (version >= 4) handled.ports = 3;
    const std::size_t size = version >= 4 ? sizeof handled : sizeof handled.files;
    const long ruleset = landlock(SYS_landlock_create_ruleset, &handled, size, 0);
    if (ruleset < 0) return refused("landlock", errno);
    // No rule is added: nothing is allowed.
    const long held = ::syscall(SYS_landlock_restrict_self, ruleset, 0);
    const int failed = errno;
    ::close(static_cast<int>(ruleset));
    if (held != 0) return refused("landlock", failed);
    return static_cast<int>(version);
}

}  // namespace

core::Result<Confinement> confine_decoys(std::span<const int> answering) {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("no_new_privs", errno);
    // Files first: the call filter does not let landlock's own calls through.
    const auto version = close_files();
    if (!version) return version.error();
    if (auto filtered = filter_calls(answering); !filtered) return filtered.error();
    Confinement confinement;
    confinement.calls = true;
    confinement.files = *version > 0;
    confinement.description =
        "decoys: calls filtered, " +
        (confinement.files ? "no file within reach (landlock " + std::to_string(*version) + ")"
                           : std::string("this kernel has no landlock"));
    confinement.description +=
        answering.empty() ? ", no datagram leaves"
        : answering.size() <= max_answering_sockets
            ? ", datagrams leave from " + std::to_string(answering.size()) + " sockets that answer"
            : std::string(", datagrams leave from any socket");
    return confinement;
}

}  // namespace hitme::runtime
