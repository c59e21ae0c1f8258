// SPDX-License-Identifier: Apache-2.0
// SMB1 transactions as attacks on them look: MS17-010 and its implant, by message types and numbers alone (smb.md 1.13).
// No payload patterns: copies with random fields look the same.
//
// Open      a first request whose parameters or data are not all there is open until they are. What then names the same
//           PID, MID, TID and UID is compared with it.
// Carried   an open request that may carry a call or open a file is kept and given back when its last secondary came.
// Bounds    max_open_transactions; max_kept_transaction_bytes together, beyond which the oldest are only counted.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "recognition/smb/notes.h"
#include "recognition/smb/transaction_pieces.h"
#include "wire/smb1_transaction.h"

namespace hitme::recognition::smb {

constexpr std::size_t max_open_transactions = 16;  // ours; EternalRomance keeps some ten open
/// Ours: two of the largest that TRANSACTION can announce; the decoy keeps 8 of them.
constexpr std::size_t max_kept_transaction_bytes = 128 << 10;

/// How often each of the field checks of ../shared/captures/README.md held.
struct Ms17010Counts {
    std::uint32_t first_message_size_zero = 0;  ///< FE 'SMB' with StructureSize 0
    std::uint32_t session_setups = 0;           ///< WordCount 12 without Flags2 0x0800
    std::uint32_t large_nt_transacts = 0;       ///< TotalDataCount above 65535
    std::uint32_t secondaries_after = 0;        ///< 0x33 after it
    std::uint32_t peeks = 0;                    ///< PeekNmPipe of FID 0
    std::uint32_t trans2_session_setups = 0;    ///< TRANSACTION2 0x000E
};

class Transactions {
 public:
    /// `at` is the block's offset in the message. What a secondary completes, where it was kept; else null.
    std::unique_ptr<TransactionPieces> request(const wire::Smb1Header& header,
                                               const wire::Smb1Transaction& transaction,
                                               std::uint64_t at, Notes& notes);
    /// WRITE_ANDX or READ_ANDX, whose FID lies at `fid_at` of the message.
    void file_access(const wire::Smb1Header& header, std::uint16_t fid, std::uint64_t fid_at,
                     std::string_view command, Notes& notes);
    /// The server named a file.
    void opened(std::uint16_t fid);
    /// The server's answer to a TRANSACTION2 0x000E.
    void answered(const wire::Smb1Header& reply, std::uint16_t request_mid, Notes& notes);

    /// Where the first transaction begins whose data never came whole, in the client's stream.
    std::optional<std::uint64_t> unfinished() const;

    Ms17010Counts& counts() { return counts_; }
    void tell_counts(Notes& notes) const;
    std::size_t memory() const;

 private:
    struct Open {
        std::uint32_t pid = 0;
        std::uint16_t mid = 0;
        std::uint16_t tid = 0;
        std::uint16_t uid = 0;
        std::uint8_t command = 0;
        std::uint32_t total = 0;
        std::uint32_t received = 0;
        std::uint64_t place = 0;  ///< of its first message
        bool large = false;
        bool champion = false;
        std::unique_ptr<TransactionPieces> pieces;  ///< null where it is only counted
    };
    Open* find(const wire::Smb1Header& header);
    void first(const wire::Smb1Header& header, const wire::Smb1Transaction& transaction,
               std::uint64_t at, Notes& notes);
    std::unique_ptr<TransactionPieces> secondary(const wire::Smb1Header& header,
                                                 const wire::Smb1Transaction& transaction,
                                                 Notes& notes);
    void bound_kept();
    void trans2_session_setup(const wire::Smb1Header& header,
                              const wire::Smb1Transaction& transaction, std::uint64_t at,
                              Notes& notes);

    std::vector<Open> open_;
    std::vector<std::uint16_t> fids_;
    Ms17010Counts counts_;
};

/// Whether a request may carry an RPC or RAP call, or open a file, so that its pieces are put together when it comes in some.
bool carries_more(const wire::Smb1Transaction& first);

/// The low byte of the sum of the four Timeout bytes: how the implant is spoken to.
std::uint8_t timeout_sum(std::uint32_t timeout);

}  // namespace hitme::recognition::smb
