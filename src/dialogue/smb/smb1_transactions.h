// SPDX-License-Identifier: Apache-2.0
// Transactions of an SMB1 decoy: calls of pipes, RAP, questions about files and volumes, and the large NT_TRANSACT that is
// sent in pieces.
//
// Pieces   a first request that is not complete gets an interim answer; its secondaries get none until the last. They belong
//          together by TID, PID, UID and MID whatever their command, as in Windows. Only what a pipe or a RAP call needs is
//          kept, at most max_kept_bytes; the rest is counted.
// Bounds   max_transactions in pieces at once.
#pragma once

#include <cstdint>
#include <vector>

#include "dialogue/smb/smb1_request.h"
#include "wire/smb1_transaction.h"

namespace hitme::dialogue::smb {

constexpr std::size_t max_transactions = 8;  // ours
constexpr std::size_t max_kept_bytes =
    72 << 10;  // a call of 64 KiB, its fragments' headers and RAP parameters
constexpr std::size_t max_listing_bytes =
    16 << 10;  // ours: of one FIND answer; a client has made at most 64 files

/// The command that an answer carries: a secondary is answered as the first request of its own kind, whatever the first was.
wire::Smb1Command answering_command(wire::Smb1Command command);

class Smb1Transactions {
 public:
    NtStatus answer(Smb1Request& request);
    std::size_t memory() const;

 private:
    struct Pending {
        std::uint32_t pid = 0;
        std::uint16_t tid = 0;
        std::uint16_t uid = 0;
        std::uint16_t mid = 0;
        bool is_kept = false;
        std::uint64_t parameters_received = 0;
        std::uint64_t data_received = 0;
        wire::Smb1Transaction first;  // without its views, which end with the message
        core::ByteVector setup;
        core::ByteVector parameters;
        core::ByteVector data;
    };

    NtStatus begin(Smb1Request& request, const wire::Smb1Transaction& transaction);
    NtStatus go_on(Smb1Request& request, const wire::Smb1Transaction& piece);

    std::vector<Pending> pending_;
};

}  // namespace hitme::dialogue::smb
