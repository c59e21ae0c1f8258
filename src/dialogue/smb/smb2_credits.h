// SPDX-License-Identifier: Apache-2.0
// Which message ids an SMB2 client may use, and how many more each answer gives it.
//
// What     [MS-SMB2] 3.3.1.1 (the window of sequence numbers begins with 0 alone, grows with what is granted, takes each once and
//          in any order), 3.3.1.2 (granting), 3.3.5.2.3 (a request of several credits takes as many ids).
// Numbers  smbd 4.17.12 lets a client hold 8,192 and gives what was asked for (tests/end_to_end/smb_against_samba.py); of
//          Windows 512 are its default for a connection that works.
// Memory   none for a client that uses its ids in their order; else a bit for each id from the lowest unused to the highest used,
//          at most for max_credits_of_samba.
#pragma once

#include <cstdint>
#include <vector>

namespace hitme::dialogue::smb {

constexpr std::uint16_t max_credits_of_samba = 8192;
constexpr std::uint16_t max_credits_of_windows = 512;

class Smb2Credits {
 public:
    /// `most`: ids that a client may hold at once, at most max_credits_of_samba.
    explicit Smb2Credits(std::uint16_t most) : most_(most) {}

    /// Takes `charge` ids from `id` on; false, and a server ends the connection, where one lies outside or was used.
    bool take(std::uint64_t id, std::uint16_t charge);
    /// What an answer gives for a request that took `charge` and asked for `asked`, within what the client may hold.
    std::uint16_t grant(std::uint16_t asked, std::uint16_t charge);

    std::size_t memory() const { return used_.capacity() * sizeof(used_[0]); }

 private:
    bool is_used(std::uint64_t id) const;
    void advance();

    std::uint16_t most_;
    std::uint64_t lowest_ = 0;         ///< the lowest id that was not used
    std::uint64_t beyond_ = 1;         ///< the lowest id that was not granted
    std::uint64_t first_word_ = 0;     ///< of `used_`: it begins with the id 64 times this
    std::vector<std::uint64_t> used_;  ///< empty where nothing behind lowest_ was used
};

}  // namespace hitme::dialogue::smb
