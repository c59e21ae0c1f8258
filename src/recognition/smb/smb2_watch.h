// SPDX-License-Identifier: Apache-2.0
// SMB2 and SMB3 messages of both sides, and the frames around them that cannot be read further ([MS-SMB2]).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/bytes.h"
#include "recognition/smb/logons.h"
#include "recognition/smb/notes.h"
#include "recognition/smb/shares.h"
#include "recognition/smb/smb1_watch.h"
#include "wire/smb2_header.h"

namespace hitme::recognition::smb {

class Smb2Watch {
 public:
    /// `frame` begins with FE 'SMB'. `first_place` is where it lies in the client's stream.
    void client(core::Bytes frame, std::size_t declared, bool ended_early,
                std::uint64_t first_place, core::Time at, Logons& logons, Shares& shares,
                Notes& notes, Tail& tail);
    void server(core::Bytes frame, core::Time at, Logons& logons, Shares& shares, Notes& notes);
    /// FD and FC frames.
    void encrypted(Notes& notes);
    void compressed(core::Bytes frame, Notes& notes);
    std::size_t memory() const;

 private:
    struct Pending {
        std::uint64_t request = 0;
        wire::Smb2Command command = wire::Smb2Command::negotiate;
        std::uint64_t file = 0;
        std::size_t operation = no_operation;
        std::unique_ptr<Asked> asked;
    };
    struct Context {
        const wire::Smb2Message& message;
        Logons& logons;
        Shares& shares;
        Notes& notes;
        bool cut = false;
    };
    void message(Context& context, Tail& tail);
    void negotiate(Context& context);
    void session_setup(Context& context);
    void ioctl(Context& context);
    void write(Context& context, Tail& tail);
    OpenFile& file_of(Context& context, const wire::Smb2FileId& id);
    void set_info(Context& context);
    void wait(Pending pending);

    std::vector<Pending> pending_;
    std::uint64_t chain_open_ = 0;  ///< message id of the last CREATE in the chain at hand
    bool has_chain_open_ = false;
    std::uint64_t chain_file_ = 0;  ///< the last file named in it
    bool told_encrypted_ = false;
    bool told_compressed_ = false;
};

}  // namespace hitme::recognition::smb
