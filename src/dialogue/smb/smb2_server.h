// SPDX-License-Identifier: Apache-2.0
// The SMB2 and SMB3 half of an SMB decoy: one frame of the client in, the answers of the persona's system out.
//
// What     [MS-SMB2] 3.3: dialects 2.0.2 to 3.1.1 as the persona's system speaks them, compounds, credits, signing where
//          the key is known, pre-authentication integrity. Encryption as the persona's system offers it, on sessions whose
//          key is known; what it holds goes the way of any request, and is told in clear (State::opened_frames). No
//          compression and no further channels are offered.
// Files    none: what a client creates is a name, a count of bytes and a few of them (made_files.h) until its connection ends.
// Bounds   State's limits (dialogue/smb/state.h), max_frame_answer a frame, max_pending requests that wait.
// Used by  dialogue/smb/session, which owns the framing and hands over frames that begin with FE, FD or FC 'SMB'.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/time.h"
#include "dialogue/smb/signing.h"
#include "dialogue/smb/smb2_credits.h"
#include "dialogue/smb/smb2_files.h"
#include "dialogue/smb/state.h"
#include "wire/nt_status.h"
#include "wire/smb2_header.h"
#include "wire/smb2_negotiate.h"

namespace hitme::dialogue::smb {

constexpr std::size_t max_pending = 16;             // ours; Windows allows 512 of one connection
constexpr std::size_t max_frame_answer = 48 << 10;  // ours: below max_output_per_turn

class Smb2Server {
 public:
    /// `state` outlives the server.
    explicit Smb2Server(State& state);

    /// The answer to an SMB1 NEGOTIATE that lists SMB2 names ([MS-SMB2] 3.3.5.3.1): dialect 0x02FF for "SMB 2.???",
    /// 0x0202 for "SMB 2.002". One NetBIOS frame is appended.
    enum class MultiProtocol : std::uint8_t { wildcard, smb2_002 };
    void answer_multi_protocol(MultiProtocol asked, core::Time now, core::ByteVector& out);

    enum class Next : std::uint8_t {
        go_on,
        close  ///< a real server ends the connection here
    };
    /// One payload of a NetBIOS frame. Appends whole NetBIOS frames to `out`: none, one, or an interim and a last answer.
    Next receive(core::Bytes frame, core::Time now, core::ByteVector& out);

    /// Bytes that it holds beside itself and State, which the session counts.
    std::size_t memory() const;

 private:
    struct Reply {
        wire::Smb2Header header;
        core::ByteVector body;
        bool signs = false;
        std::array<std::uint8_t, 16> key{};
    };
    /// An answer of its own frame, to a request that was told to wait.
    struct Late {
        Reply reply;
        std::shared_ptr<Smb3Encryption> encryption;  ///< null: in clear
    };
    /// What a message of a chain inherits from the one before, and what answers share.
    struct Chain {
        bool only = true;   ///< the frame holds one message
        bool first = true;  ///< this is the first of them
        std::uint64_t session_id = 0;
        std::uint32_t tree_id = 0;
        wire::Smb2FileId file;
        std::uint32_t last_status = 0;
        std::uint32_t create_status = 0;  ///< of a CREATE that failed before related requests
        core::Time now;
        std::shared_ptr<Smb3Encryption> encryption;  ///< null: it came in clear
        std::vector<Late> before;  ///< requests that ended with this frame; said before its answer,
        std::vector<Late> behind;  ///< or behind it
    };
    /// A request that was told to wait.
    struct Pending {
        wire::Smb2Header header;  ///< of the request, with its session and tree
        std::uint64_t async_id = 0;
        std::uint64_t file_key = 0;
        wire::Smb2FileId file;
        std::uint32_t most = 0;
        std::uint32_t code = 0;           ///< of an IOCTL
        std::optional<LockedRange> lock;  ///< that a LOCK waits for
        bool signs = false;
        bool encrypted = false;
    };

    Next receive_encrypted(core::Bytes frame, core::Time now, core::ByteVector& out);
    Next receive_messages(core::Bytes frame, Chain state, core::ByteVector& out);
    std::optional<Reply> answer(const wire::Smb2Message& message, Chain& chain, Next& next);
    Reply begin(const wire::Smb2Header& request) const;
    /// A status that the header alone decides on, before the command is looked at.
    std::optional<std::uint32_t> refusal(const wire::Smb2Message& message, const Chain& chain,
                                         const User& user, bool known,
                                         std::uint64_t session_id) const;
    bool counts_credits() const;
    std::uint16_t charge_of(const wire::Smb2Header& request) const;
    /// 3.3.5.2.5: whether the request took credits for so many bytes, in or out.
    bool pays_for(const wire::Smb2Header& request, std::size_t bytes) const;
    void grant(const wire::Smb2Header& request, Reply& reply);
    Smb2Answer dispatch(const wire::Smb2Message& message, wire::Smb2Header& header, Chain& chain,
                        User& user, Next& next);
    Smb2Answer on_tree(const wire::Smb2Message& message, const wire::Smb2Header& header,
                       Chain& chain, const User& user, Next& next);
    Smb2Answer lock(core::Bytes message, const Smb2Files::Place& place, Chain& chain);
    Smb2Answer change_notify(const wire::Smb2Message& message, const Smb2Files::Place& place,
                             Chain& chain);
    Smb2Answer acknowledge_break(core::Bytes message, const Smb2Files::Place& place, Chain& chain);
    Smb2Answer negotiate(core::Bytes message, core::Time now, Next& next);
    wire::NtStatus agree_on_contexts(const wire::Smb2NegotiateRequest& request);
    std::uint32_t capabilities_told(std::uint16_t dialect) const;
    core::ByteVector negotiate_body(std::uint16_t dialect, core::Time now);
    Smb2Answer session_setup(const wire::Smb2Message& message, wire::Smb2Header& header,
                             core::Time now);
    Smb2Answer tree_connect(core::Bytes message, wire::Smb2Header& header, const User& user);
    Smb2Answer ioctl(const Smb2Files::Place& place, const wire::Smb2IoctlRequest& request,
                     Next& next);
    Smb2Answer validate_negotiate(const wire::Smb2IoctlRequest& request, Next& next);
    Reply wait(Reply reply, const wire::Smb2Message& message, const Chain& chain);
    void answer_waiting(core::ByteVector& out);
    /// The last answer of a request that waited, without a body.
    Late late(const Pending& waiting, std::uint32_t status) const;
    /// Ends what waits for a file, a tree or a session that goes away; pipes' requests end in silence, as smbd ends them.
    void end_waiting(std::optional<std::uint64_t> file, std::optional<std::uint32_t> tree,
                     std::uint64_t session, std::vector<Late>& said);
    void cancel(const wire::Smb2Header& header, core::ByteVector& out);
    void drop_session(std::uint64_t session_id);
    /// Null `encryption`: in clear.
    void send(std::vector<Reply> replies, const std::shared_ptr<Smb3Encryption>& encryption,
              core::ByteVector& out);
    /// Fills in what an answer that comes later is signed or encrypted with.
    std::shared_ptr<Smb3Encryption> protect(Reply& reply, const Pending& waiting) const;
    void send(std::vector<Late>& answers, core::ByteVector& out);
    std::uint64_t new_session_id();
    std::uint32_t new_tree_id();

    State& state_;
    Smb2Files files_;
    Smb2Credits credits_;
    std::uint16_t dialect_ =
        0;  ///< 0: none yet; wire::smb2_dialect_wildcard: a second negotiate is due
    std::array<std::uint8_t, 16> client_guid_{};
    std::uint32_t client_capabilities_ = 0;
    std::uint16_t client_security_mode_ = 0;
    std::vector<std::uint16_t> client_dialects_;
    bool told_ciphers_ = false;  ///< the client sent an encryption context, and gets one
    Smb3Cipher cipher_ = Smb3Cipher::none;
    PreauthHash connection_hash_;
    std::map<std::uint64_t, PreauthHash> session_hashes_;  ///< of logons in progress, 3.1.1
    std::vector<Pending> pending_;
    std::uint64_t next_async_ = 1;
    std::uint32_t sessions_made_ = 0;
    std::uint32_t trees_made_ = 0;
    std::uint32_t session_high_ = 0;
};

}  // namespace hitme::dialogue::smb
