// SPDX-License-Identifier: Apache-2.0
// The SMB1 half of an SMB decoy: one frame of the client in, the answers of the persona's system out.
//
// What     [MS-CIFS] 3.3 and [MS-SMB] 3.3 as Windows and Samba do it: negotiate with and without extended security, logons of
//          10, 12 and 13 words, trees, pipes and files (smb1_files.h), transactions (smb1_transactions.h), AndX chains.
//          SecurityMode says that signatures are off, as Windows outside of a domain does; the Samba personas sign all the same
//          where the client asks for it, as smbd does (smb1_signing.h).
// Errors   unknown commands get STATUS_SMB_BAD_COMMAND or STATUS_NOT_IMPLEMENTED, never silence; what is missing before the
//          words are read gets what the system says of it (smb1_commands.h); a message that is no SMB1 ends the connection, as
//          in Windows.
// Bounds   State's limits, max_echoes, max_windows_message.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/bytes.h"
#include "core/time.h"
#include "dialogue/smb/smb1_request.h"
#include "dialogue/smb/smb1_signing.h"
#include "dialogue/smb/smb1_transactions.h"
#include "dialogue/smb/state.h"
#include "wire/smb1_negotiate.h"

namespace hitme::dialogue::smb {

constexpr std::size_t max_echoes = 100;                // of smbd
constexpr std::size_t max_echo_bytes = 32 << 10;       // ours, of more than one answer
constexpr std::size_t max_windows_message = 0x1'FFFF;  // what Windows takes for SMB1 on port 445

class Smb1Server {
 public:
    /// `state` outlives the server.
    explicit Smb1Server(State& state);

    enum class Next : std::uint8_t {
        go_on,
        close  ///< a real server ends the connection here
    };
    /// One payload of a NetBIOS frame. Appends whole NetBIOS frames to `out`: none, one, or several for an echo.
    Next receive(core::Bytes frame, core::Time now, core::ByteVector& out);

    /// Whether a session was set up: from then on nothing of SMB2 is taken.
    bool had_session() const { return had_session_; }

    std::size_t memory() const { return transactions_.memory(); }

 private:
    NtStatus dispatch(Smb1Request& request);
    /// A command that smbd carries out and this decoy does not: as far as its words tell, what smbd says of them.
    NtStatus answer_as_smbd_without_it(Smb1Request& request);
    NtStatus negotiate(Smb1Request& request);
    NtStatus set_up_session(Smb1Request& request);
    NtStatus connect_tree(Smb1Request& request);
    NtStatus disconnect_tree(Smb1Request& request);
    NtStatus log_off(Smb1Request& request);
    void answer_echo(const wire::Smb1Message& message, core::ByteVector& out) const;
    /// Ends the frame that begins at `at`, signed where the connection is.
    void end_frame(core::ByteVector& out, std::size_t at) const;
    wire::Smb1Header reply_header(const wire::Smb1Header& asked) const;

    State& state_;
    Smb1Identifiers identifiers_;
    std::array<std::uint8_t, 8> challenge_{};
    bool negotiated_ = false;
    bool had_session_ = false;
    bool refused_ = false;  ///< the client offered no dialect that is spoken
    bool client_has_capabilities_ =
        false;  ///< said in a session setup: until then smbd speaks of errors as DOS did
    Smb1Transactions transactions_;
    Smb1Signing signing_;
};

}  // namespace hitme::dialogue::smb
