// SPDX-License-Identifier: Apache-2.0
// Files, directories and pipes of the SMB2 decoy: CREATE to SET_INFO.
//
// What     [MS-SMB2] 3.3.5.9 (CREATE), .10 (CLOSE), .12 (READ), .13 (WRITE), .15 (IOCTL), .18 (QUERY_DIRECTORY), .20
//          (QUERY_INFO), .21 (SET_INFO), with the statuses of the persona's system.
// Files    none: a created file is a name, a size and a few bytes (made_files.h) until the connection ends. What it holds
//          beyond these cannot be read back: another process has it locked, as a virus scanner would.
// Pipes    dialogue/named_pipe.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/bytes.h"
#include "core/time.h"
#include "dialogue/smb/smb2_information.h"
#include "dialogue/smb/state.h"
#include "wire/nt_status.h"
#include "wire/smb2_close.h"
#include "wire/smb2_create.h"
#include "wire/smb2_header.h"
#include "wire/smb2_ioctl.h"
#include "wire/smb2_query.h"
#include "wire/smb2_read_write.h"

namespace hitme::dialogue::smb {

/// The most that one READ, IOCTL or listing carries; ours, so that a turn stays below max_output_per_turn.
constexpr std::size_t max_answer_data = 64 << 10;
constexpr std::size_t max_path_bytes = 512;

/// What a handler says: a body is given with a success and with some warnings; without one the error body follows.
struct Smb2Answer {
    std::uint32_t status = 0;
    core::ByteVector body;
    bool waits = false;  ///< nothing to read yet: STATUS_PENDING, and the answer comes later

    Smb2Answer() = default;
    explicit Smb2Answer(wire::NtStatus said) : status(wire::value_of(said)) {}
};

class Smb2Files {
 public:
    /// Whose request it is, and on which tree.
    struct Place {
        std::uint32_t tree_id = 0;
        const Share* share = nullptr;
        LogonOutcome who = LogonOutcome::anonymous;
        core::Time now;
    };

    /// `state` outlives the files.
    explicit Smb2Files(State& state);

    /// `made` is the new file's id.
    Smb2Answer create(const Place& place, const wire::Smb2CreateRequest& request,
                      wire::Smb2FileId& made);
    Smb2Answer close(const Place& place, const wire::Smb2CloseRequest& request);
    Smb2Answer read(const Place& place, const wire::Smb2ReadRequest& request);
    Smb2Answer write(const Place& place, const wire::Smb2WriteRequest& request);
    /// FSCTL_PIPE_TRANSCEIVE, _PEEK and _WAIT; the rest is refused.
    Smb2Answer ioctl(const Place& place, const wire::Smb2IoctlRequest& request);
    Smb2Answer query_directory(const Place& place, const wire::Smb2QueryDirectoryRequest& request);
    Smb2Answer query_info(const Place& place, const wire::Smb2QueryInfoRequest& request);
    Smb2Answer set_info(const Place& place, const wire::Smb2SetInfoRequest& request);

    /// Null where the file is not open on this tree.
    Open* find(std::uint32_t tree_id, const wire::Smb2FileId& file);
    /// Whether the file is open on this tree.
    bool is_open(std::uint32_t tree_id, const wire::Smb2FileId& file) const;
    /// What waits in a pipe, up to `most`, with STATUS_BUFFER_OVERFLOW when its PDU has more; nothing when nothing waits.
    std::optional<core::ByteVector> take_from_pipe(std::uint64_t key, std::size_t most,
                                                   std::uint32_t& status);
    void close_tree(std::uint32_t tree_id);

 private:
    struct Found {
        bool exists = false;
        bool is_directory = false;
        std::uint64_t size = 0;
        core::Time written;
    };
    Smb2Answer open_pipe(const Place& place, const std::string& name, wire::Smb2FileId& made);
    Smb2Answer open_file(const Place& place, const wire::Smb2CreateRequest& request,
                         const std::string& name, wire::Smb2FileId& made);
    std::optional<wire::Smb2FileId> keep(Open open, const Place& place);
    Found look_up(const Share& share, const std::string& name) const;
    bool may_write(const Place& place) const;
    wire::Smb2FileFacts facts_of(const Found& found) const;
    Entry entry_of(const Place& place, const Open& open) const;
    std::vector<Entry> entries_of(const Place& place, const Open& open,
                                  std::string_view pattern) const;
    Smb2Answer rename(const Place& place, Open& open, core::Bytes buffer);

    State& state_;
    std::uint32_t opens_made_ = 0;
    std::uint32_t id_high_ = 0;
};

}  // namespace hitme::dialogue::smb
