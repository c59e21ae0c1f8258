// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb2_locks.h"

#include <algorithm>

#include "dialogue/smb/share_paths.h"
#include "wire/nt_status.h"

namespace hitme::dialogue::smb {

namespace {

using wire::NtStatus;

constexpr std::uint32_t status_lock_not_granted = 0xC0000055;
constexpr std::uint32_t status_range_not_locked = 0xC000007E;
constexpr std::uint32_t status_invalid_lock_range = 0xC00001A1;
constexpr std::uint32_t status_no_memory = 0xC0000017;

bool overlap(const LockedRange& a, const LockedRange& b) {
    if (a.length == 0 || b.length == 0) return false;
    return a.offset <= b.offset + (b.length - 1) && b.offset <= a.offset + (a.length - 1);
}

bool is_same(const LockedRange& a, const LockedRange& b) {
    return a.offset == b.offset && a.length == b.length;
}

std::string file_of(const State& state, const Open& open) {
    const auto tree = state.trees.find(open.tree);
    return tree == state.trees.end() ? std::string{} : file_key(*tree->second.share, open.name);
}

// Whether another lock stands in the way. A shared one may lie over an exclusive one of the same open.
bool is_taken(const State& state, std::uint64_t key, const Open& open, const LockedRange& wanted) {
    const std::string file = file_of(state, open);
    for (const auto& [other_key, other] : state.opens) {
        if (other.locks.empty() || (other_key != key && file_of(state, other) != file)) continue;
        for (const LockedRange& held : other.locks) {
            const bool both_share = !held.exclusive && !wanted.exclusive;
            const bool stacks = other_key == key && held.exclusive && !wanted.exclusive;
            if (!both_share && !stacks && overlap(held, wanted)) return true;
        }
    }
    return false;
}

}  // namespace

LockedRange range_of(const wire::Smb2LockElement& element) {
    return {element.offset, element.length, (element.flags & wire::smb2_lock_exclusive) != 0};
}

std::uint32_t lock_ranges(State& state, std::uint64_t key, const wire::Smb2LockRequest& request) {
    constexpr std::uint32_t bad = wire::value_of(NtStatus::invalid_parameter);
    const auto found = state.opens.find(key);
    if (found == state.opens.end()) return wire::value_of(NtStatus::file_closed);
    Open& open = found->second;
    if (request.elements.empty() || request.count > wire::max_smb2_lock_elements) return bad;
    if (open.pipe != nullptr)
        return state.machine.system->is_samba ? status_no_memory
                                              : wire::value_of(NtStatus::invalid_device_request);
    if (open.is_directory) return wire::value_of(NtStatus::invalid_device_request);
    // 3.3.5.14: the first element says what all of them do.
    const bool unlocks = (request.elements.front().flags & wire::smb2_lock_unlock) != 0;
    const bool waits = (request.elements.front().flags & wire::smb2_lock_fail_immediately) == 0;
    if (!unlocks && waits && request.elements.size() > 1) return bad;
    const std::vector<LockedRange> before = open.locks;
    for (const wire::Smb2LockElement& element : request.elements) {
        const std::uint32_t kind = element.flags & ~wire::smb2_lock_fail_immediately;
        const bool is_lock = kind == wire::smb2_lock_shared || kind == wire::smb2_lock_exclusive;
        if (unlocks ? kind != wire::smb2_lock_unlock : !is_lock) return bad;
        if (!unlocks && !waits && (element.flags & wire::smb2_lock_fail_immediately) == 0)
            return bad;
        const LockedRange range = range_of(element);
        if (range.length > 0 && range.offset + (range.length - 1) < range.offset)
            return status_invalid_lock_range;
        if (unlocks) {
            const auto held =
                std::find_if(open.locks.begin(), open.locks.end(),
                             [&](const LockedRange& each) { return is_same(each, range); });
            if (held == open.locks.end()) return status_range_not_locked;
            open.locks.erase(held);
            continue;
        }
        if (open.locks.size() >= max_locked_ranges) {
            open.locks = before;
            return wire::value_of(NtStatus::insufficient_resources);
        }
        if (is_taken(state, key, open, range)) {
            open.locks = before;  // 3.3.5.14.2: what this request locked is unlocked again
            return waits ? wire::value_of(NtStatus::pending) : status_lock_not_granted;
        }
        open.locks.push_back(range);
    }
    return 0;
}

}  // namespace hitme::dialogue::smb
