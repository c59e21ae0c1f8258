// SPDX-License-Identifier: Apache-2.0
// Trees and open files of one SMB conversation, of either protocol: which share a file lies on, what was written to it,
// what its name says (smb.md 1.6, 1.7, 1.14), and where it goes.
//
// Identity  the server gives the numbers of trees and files; until its answer is seen, what was asked for last stands in.
//           So a conversation of which only the client is seen can be followed too.
// Written   bytes to disk shares: name, count, and SHA-256 as long as they come in order from the beginning.
// Bounds    max_trees, max_files; the oldest is closed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/digest.h"
#include "recognition/smb/asked.h"
#include "recognition/smb/notes.h"
#include "recognition/smb/pipe.h"

namespace hitme::recognition::smb {

constexpr std::size_t max_trees = 32;  // ours
constexpr std::size_t max_files = 64;  // ours

enum class ShareKind : std::uint8_t { unknown, disk, pipe };

struct Tree {
    std::uint64_t request = 0;
    std::uint32_t id = 0;
    bool answered = false;
    std::string share;  ///< upper case, "ADMIN$"
    ShareKind kind = ShareKind::unknown;
};

/// ADMIN$ or a drive with a dollar sign.
bool is_admin_share(std::string_view share);
/// A name that Windows would run: .exe, .dll, .sys, .scr, .bat, .cmd, .ps1, .vbs ...
bool is_executable_name(std::string_view name);

/// What was written to a file.
struct Written {
    core::Sha256 digest;
    std::uint64_t bytes = 0;
    std::uint64_t next = 0;
    bool in_order = true;
};

struct OpenFile {
    std::uint64_t serial = 0;  ///< ours, from 1
    std::uint64_t request = 0;
    std::uint64_t key = 0;
    bool answered = false;
    bool unnamed = false;  ///< its opening was not seen
    std::string name;      ///< of a pipe: normal (wire::normal_pipe_name); of a file: as sent
    std::string share;
    ShareKind kind = ShareKind::unknown;
    bool created = false;  ///< opened so that it would be made or overwritten
    bool deletes = false;  ///< opened to go at its close
    std::size_t operation = no_operation;
    std::unique_ptr<Pipe> pipe;
    std::unique_ptr<Written> written;
};

/// Where a name lies in the message at hand, from its SMB header.
struct NamePlace {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;  ///< as it is sent; 0 where the place is not known
};

/// `name` must lie in `message`.
NamePlace place_in(core::Bytes message, core::Bytes name);

struct OpenRequest {
    std::uint64_t request = 0;
    std::uint32_t tree = 0;
    std::string name;
    std::uint32_t access = 0;
    std::uint32_t disposition = 1;
    std::string_view command;  ///< "NT_CREATE_ANDX", "CREATE"
    NamePlace place{};
    std::uint32_t options = 0;  ///< CreateOptions
};

class Shares {
 public:
    /// TREE_CONNECT; `path` is \\HOST\SHARE.
    void connect(std::uint64_t request, std::string_view path, NamePlace place, Notes& notes);
    void connected(std::uint64_t request, std::uint32_t status, std::uint32_t id, Notes& notes);
    void disconnect(std::uint32_t id);

    OpenFile& open(const OpenRequest& request, Notes& notes);
    void opened(std::uint64_t request, std::uint32_t status, std::uint64_t key, Notes& notes);
    /// The file of that number; one whose answer was not seen takes it. Never null: a file that was never opened is made
    /// up without a name.
    OpenFile& file(std::uint64_t key);
    /// The file that `request` asked for; null when it is gone.
    OpenFile* asked(std::uint64_t request);
    /// Null when it is gone.
    OpenFile* by_serial(std::uint64_t serial);
    void close(std::uint64_t key, Notes& notes);
    void close_all(Notes& notes);

    /// Bytes of the client for a pipe or a file. `place` is where they lie in its stream.
    void write(OpenFile& file, std::uint64_t at, core::Bytes data, std::uint64_t place,
               Notes& notes);
    /// A file that is to have another name, or to go. The caller says what the answer made of it.
    std::unique_ptr<Asked> rename(const OpenFile& file, std::string_view to, NamePlace place,
                                  Notes& notes);
    std::unique_ptr<Asked> rename(std::uint32_t tree, std::string_view from, std::string_view to,
                                  NamePlace place, Notes& notes);
    std::unique_ptr<Asked> remove(const OpenFile& file, Notes& notes);
    std::unique_ptr<Asked> remove(std::uint32_t tree, std::string_view name, Notes& notes);

    /// `length` bytes that were to follow are not seen.
    void missing(OpenFile& file);
    /// Bytes that the server gave from a pipe.
    void read(OpenFile& file, core::Bytes data, Notes& notes);

    /// Written files that are still open, told into a copy of the story.
    void tell_open_files(Notes& notes) const;

    /// Where the first call begins that a client left unfinished, in its stream; of pipes that are closed, too.
    std::optional<std::uint64_t> unfinished_call() const;

    ShareKind kind_of(std::uint32_t tree) const;
    /// Who speaks with whom: for judging names of hosts in calls.
    void between(const Peers& peers) { peers_ = peers; }
    /// What calls and written programs showed so far; made when it is first asked for.
    RpcMemory& rpc();
    std::size_t memory() const;

 private:
    const Tree* find_tree(std::uint32_t id) const;
    void judge_open(const OpenFile& file, const OpenRequest& request, Notes& notes);
    void tell_written(const OpenFile& file, Notes& notes) const;
    std::unique_ptr<Asked> rename_on(std::string_view share, std::string_view from,
                                     std::string_view to, NamePlace place, Notes& notes);

    std::vector<Tree> trees_;
    std::vector<std::unique_ptr<OpenFile>> files_;
    std::uint64_t opened_ = 0;
    std::optional<std::uint64_t> unfinished_;  ///< the first, of closed pipes
    Peers peers_;
    std::unique_ptr<RpcMemory> rpc_;  ///< null: nothing to remember yet
};

}  // namespace hitme::recognition::smb
