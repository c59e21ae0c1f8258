// SPDX-License-Identifier: Apache-2.0
// A made-up FTP server: greetings, replies and refusals as four products say them.
//
// What     RFC 959, FEAT (RFC 2389), EPSV (RFC 2428). Commands before a logon are refused; anonymous is let in where the
//          persona's product lets it in as installed, to an empty folder.
// Data     no port is opened and no connection made: PASV, EPSV, PORT and EPRT are refused with the product's words.
// Ends     after max_tries refusals, after QUIT, after max_ftp_output.
// Bounds   max_ftp_line of a line; nothing else is held.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogue/session.h"
#include "wire/line_splitter.h"
#include "wire/reply_line.h"

namespace hitme::dialogue {

constexpr std::size_t max_ftp_line = 512;         // ours
constexpr std::size_t max_ftp_output = 64 << 10;  // ours

struct FtpPersona {
    std::string_view name;
    std::string_view greeting;       ///< {host} is a made-up name, {address} the local address
    std::string_view need_password;  ///< {user}
    std::string_view refused;
    std::string_view logged_on;  ///< for anonymous; empty: it is refused
    std::string_view not_logged_on;
    std::string_view system;
    std::string_view features;  ///< lines of FEAT
    std::string_view no_tls;
    std::string_view unknown;  ///< {verb}
    std::string_view goodbye;
    std::string_view no_data;  ///< to PASV and its kind
    std::uint32_t tries = 3;
};

class FtpDecoy final : public Session {
 public:
    FtpDecoy(const FtpPersona& persona, const Surroundings& surroundings);
    void open(core::Time now, Output& out) override;
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::uint32_t logons() const override { return logons_; }
    std::size_t memory() const override;

 private:
    void say(std::string_view text, Output& out);
    void answer(const wire::CommandLine& command, Output& out);
    void answer_inside(const wire::CommandLine& command, Output& out);
    void end(Output& out);

    const FtpPersona& persona_;
    Surroundings surroundings_;
    wire::LineSplitter lines_{max_ftp_line};
    std::string user_;
    bool named_ = false;
    bool inside_ = false;
    bool ended_ = false;
    std::uint32_t logons_ = 0;
    std::size_t said_bytes_ = 0;
};

std::span<const FtpPersona> ftp_personas_table();
std::vector<std::string_view> ftp_personas();
std::unique_ptr<Session> make_ftp(std::string_view persona, const Surroundings& surroundings);

}  // namespace hitme::dialogue
