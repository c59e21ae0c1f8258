// SPDX-License-Identifier: Apache-2.0
// The SMB decoy's side of a connection on 445 or 139: NetBIOS frames, the choice between SMB1 and SMB2, and the memory that
// one connection holds.
//
// What     RFC 1002 section 4.3 (session requests on 139 are accepted, keepalives passed over); [MS-SMB2] 3.3.5.3.1: an SMB1
//          negotiate that lists SMB2 names is answered by SMB2 where the persona speaks it.
// Closes   on what no SMB client sends (another protocol, a frame above max_netbios_frame, SMB1 to a system without it), on
//          an answer of the halves, and when a turn would say more than max_output_per_turn.
// Memory   the unread part of a frame, State, and what the half that is spoken holds; a buffer is given back when its frame is
//          whole. The made-up machine is shared with the other sessions that show it (made_hosts.h), and not counted here.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "dialogue/session.h"
#include "dialogue/smb/made_hosts.h"
#include "dialogue/smb/smb1_server.h"
#include "dialogue/smb/smb2_server.h"
#include "dialogue/smb/state.h"
#include "dialogue/smb_machine.h"

namespace hitme::dialogue::smb {

class SmbSession : public Session {
 public:
    /// With Surroundings::smb_hosts null it makes a machine for itself.
    SmbSession(const System& system, const Choices& choices, const Surroundings& surroundings);

    void open(core::Time now, Output& out) override;
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    /// Frames that were encrypted, opened.
    std::string_view inner_protocol() const override;
    Inner take_inner() override;
    /// Calls that were sealed inside a pipe, opened; the pipe may lie in encrypted frames.
    std::string_view second_inner_protocol() const override;
    Inner take_second_inner() override;
    std::uint32_t logons() const override { return state_.logons_tried; }
    std::size_t memory() const override;

 private:
    enum class Next : std::uint8_t { go_on, close };
    Next take_frame(core::Bytes bytes, core::Time now, Output& out, std::size_t& consumed);
    Next answer(core::Bytes payload, core::Time now, core::ByteVector& out);
    Next answer_smb1(core::Bytes payload, core::Time now, core::ByteVector& out);

    SmbSession(std::shared_ptr<const Host> host, const Surroundings& surroundings);
    Smb1Server& smb1_half();
    Smb2Server& smb2_half();

    const Surroundings surroundings_;
    const std::shared_ptr<const Host> host_;
    State state_;
    std::unique_ptr<Smb1Server> smb1_;  ///< null until the client speaks it
    std::unique_ptr<Smb2Server> smb2_;
    core::ByteVector unread_;
    bool closed_ = false;
};

/// For dialogue/sessions.cpp.
std::vector<std::string_view> smb_personas();
std::unique_ptr<Session> make_smb_session(std::string_view persona,
                                          const Surroundings& surroundings);

}  // namespace hitme::dialogue::smb
