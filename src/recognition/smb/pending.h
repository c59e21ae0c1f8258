// SPDX-License-Identifier: Apache-2.0
// Requests that wait for their answers.
#pragma once

#include <cstddef>
#include <vector>

namespace hitme::recognition::smb {

/// Ours: requests that wait at a time. Room for so many stays with its conversation; for more it is given back.
constexpr std::size_t usually_pending = 1;

/// Gives the room of a list back that is empty and had more than the usual.
template <class Pending>
void give_room_back(std::vector<Pending>& pending) {
    if (pending.empty() && pending.capacity() > usually_pending)
        std::vector<Pending>().swap(pending);
}

}  // namespace hitme::recognition::smb
