// SPDX-License-Identifier: Apache-2.0
// SMB1 messages of both sides, read one by one ([MS-CIFS], [MS-SMB]; smb.md 1.4 to 1.7, 1.13).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/bytes.h"
#include "recognition/smb/logons.h"
#include "recognition/smb/notes.h"
#include "recognition/smb/shares.h"
#include "recognition/smb/transactions.h"
#include "wire/smb1_header.h"

namespace hitme::recognition::smb {

constexpr std::size_t max_pending_requests = 16;  // ours: whose answers are waited for

/// What follows of a message of which only the beginning was kept.
struct Tail {
    std::uint64_t file = 0;  ///< OpenFile::serial of what is written to; 0 for none
    std::uint64_t at = 0;    ///< in the file
    std::uint64_t left = 0;
};

class Smb1Watch {
 public:
    /// `message` begins with FF 'SMB'; its place is in the notes. `declared` is its whole length.
    void client(core::Bytes message, std::size_t declared, bool ended_early, Logons& logons,
                Shares& shares, Notes& notes, Tail& tail);
    void server(core::Bytes message, core::Time at, Logons& logons, Shares& shares, Notes& notes);

    /// Whether a frame without a message may come: the data of a WRITE_RAW ([MS-CIFS] 2.2.4.25).
    bool awaits_raw() const { return raw_.left > 0; }
    void raw(core::Bytes data, Shares& shares, Notes& notes);

    Transactions& transactions() { return transactions_; }
    const Transactions& transactions() const { return transactions_; }
    std::size_t memory() const;

 private:
    struct Pending {
        std::uint64_t request = 0;
        std::uint8_t command = 0;
        std::uint16_t function = 0;
        std::uint64_t file = 0;  ///< key of OpenFile
        std::uint16_t mid = 0;
        std::size_t operation = no_operation;
        std::unique_ptr<Asked> asked;
    };
    struct Context {
        const wire::Smb1Message& message;
        std::uint64_t request;
        Logons& logons;
        Shares& shares;
        Notes& notes;
        bool opened_in_chain = false;
        bool cut = false;
    };
    void block(Context& context, const wire::Smb1Block& block, Tail& tail);
    void negotiate(Context& context, const wire::Smb1Block& block);
    void session_setup(Context& context, const wire::Smb1Block& block);
    void transaction(Context& context, const wire::Smb1Block& block);
    Pending pending_of(const Context& context, const wire::Smb1Transaction& first) const;
    /// A call or an open that a transaction carries, once all of it is there; false where it carries none.
    bool carried(Context& context, const wire::Smb1Block& block, const wire::Smb1Transaction& first,
                 core::Bytes parameters, std::span<const PlacedBytes> data);
    /// TRANS2_OPEN2 and NT_TRANSACT_CREATE.
    bool opened_within(Context& context, const wire::Smb1Transaction& first,
                       core::Bytes parameters);
    void paths(Context& context, const wire::Smb1Block& block);
    /// TRANS2_SET_FILE_INFORMATION; nothing where it neither renames nor deletes.
    std::unique_ptr<Asked> set_file(Context& context, const wire::Smb1Transaction& first);
    void call_named_pipe(Context& context, const wire::Smb1Transaction& first,
                         std::span<const PlacedBytes> data);
    std::size_t rap(Context& context, const wire::Smb1Block& block, core::Bytes parameters,
                    NamePlace place);
    void write(Context& context, const wire::Smb1Block& block, Tail& tail);
    OpenFile& file_of(Context& context, std::uint16_t fid);
    void wait(Pending pending);

    Transactions transactions_;
    std::vector<Pending> pending_;
    Tail raw_;  ///< of a WRITE_RAW, until the next frame
};

}  // namespace hitme::recognition::smb
