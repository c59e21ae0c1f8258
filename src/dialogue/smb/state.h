// SPDX-License-Identifier: Apache-2.0
// What one SMB connection holds open: logons, trees and opens. Shared by the SMB1 and the SMB2 half, which differ in their
// messages and identifiers, not in what they hold.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/random.h"
#include "dialogue/named_pipe.h"
#include "dialogue/session.h"
#include "dialogue/smb/encryption.h"
#include "dialogue/smb_logon.h"
#include "dialogue/smb_machine.h"

namespace hitme::dialogue::smb {

// Ours; beyond them STATUS_INSUFF_SERVER_RESOURCES (0xC0000205) or STATUS_TOO_MANY_OPENED_FILES (0xC000011F).
constexpr std::size_t max_users = 16;
constexpr std::size_t max_trees = 32;
constexpr std::size_t max_opens = 64;
constexpr std::size_t max_created_files = 64;
constexpr std::size_t max_locked_ranges = 16;  // of one open
// Ours: what nobody takes is not kept. A turn's frames are below it: the largest, and an answer.
constexpr std::size_t max_opened_frames = 2 << 20;

struct User {
    std::unique_ptr<Logon> logon;  ///< while it is in progress
    LogonOutcome outcome = LogonOutcome::refused;
    bool established = false;
    bool has_key = false;  ///< a user whose password we know: answers can be signed
    bool signs = false;
    std::array<std::uint8_t, 16> session_key{};
    std::array<std::uint8_t, 16> signing_key{};
    /// Where a cipher was agreed on and the key is known; shared with the answers that outlive the session.
    std::shared_ptr<Smb3Encryption> encryption;
};

struct Tree {
    const Share* share = nullptr;
    std::uint64_t user = 0;
};

/// Bytes of a file that an open has locked ([MS-SMB2] 2.2.26.1).
struct LockedRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool exclusive = false;
};

struct Open {
    std::uint32_t tree = 0;
    std::string name;                 ///< as asked for, UTF-8, at most 512 bytes
    std::unique_ptr<rpc::Pipe> pipe;  ///< null for a file
    bool is_directory = false;
    bool created = false;  ///< a file that the client made: it exists until the connection ends
    bool delete_on_close = false;
    bool listed = false;            ///< a directory whose entries were given
    std::uint64_t size = 0;         ///< of a created file: bytes written
    std::size_t entries_given = 0;  ///< of a directory: how far a listing went
    std::uint32_t pdu_left = 0;     ///< of a pipe: bytes of the PDU in front that were not read yet
    std::vector<LockedRange> locks;  ///< at most max_locked_ranges
};

/// What a client made on a share: a name, counters and a few bytes, until the connection ends.
struct CreatedFile {
    std::string name;  ///< its last part as asked for, UTF-8
    std::uint64_t size = 0;
    core::Time written;
    bool is_directory = false;
    bool is_kept = true;        ///< `contents` are all of it
    core::ByteVector contents;  ///< made_files.h: at most max_kept_contents of all files
};

/// Encrypted frames as they were once opened and before they were closed, for recognition: NetBIOS frames in clear.
struct OpenedFrames {
    core::ByteVector client;
    core::ByteVector server;
    bool any = false;
};

struct State {
    const Machine& machine;
    const Policy& policy;
    const Surroundings& surroundings;
    core::Random random;
    std::map<std::uint64_t, User> users;  ///< by UID or SessionId
    std::map<std::uint32_t, Tree> trees;  ///< by TID or TreeId
    std::map<std::uint64_t, Open> opens;  ///< by FID or the volatile half of FileId
    /// By share and path in lower case, "public\\a\\b.exe".
    std::map<std::string, CreatedFile> files;
    std::uint32_t logons_tried = 0;
    rpc::OpenedCalls opened_calls;
    OpenedFrames opened_frames;
};

/// The connection's policy and counter, for logons inside its pipes; both outlive them.
inline rpc::PipeLogons pipe_logons(State& state) {
    return {state.policy, state.surroundings.earlier_logons, state.logons_tried,
            &state.opened_calls};
}

}  // namespace hitme::dialogue::smb
