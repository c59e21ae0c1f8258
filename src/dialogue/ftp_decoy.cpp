// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ftp_decoy.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "dialogue/made_up_host.h"
#include "dialogue/persona_choice.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

// Texts as the products' sources and manuals have them.
constexpr std::array personas = {
    FtpPersona{"vsftpd", "220 (vsFTPd 3.0.3)\r\n", "331 Please specify the password.\r\n",
               "530 Login incorrect.\r\n", "", "530 Please login with USER and PASS.\r\n",
               "215 UNIX Type: L8\r\n",
               "211-Features:\r\n EPRT\r\n EPSV\r\n MDTM\r\n PASV\r\n REST STREAM\r\n SIZE\r\n "
               "TVFS\r\n UTF8\r\n211 End\r\n",
               "530 Please login with USER and PASS.\r\n",
               "530 Please login with USER and PASS.\r\n", "221 Goodbye.\r\n",
               "425 Security: Bad IP connecting.\r\n", 3},
    FtpPersona{"vsftpd-anonymous", "220 (vsFTPd 2.3.5)\r\n", "331 Please specify the password.\r\n",
               "530 Login incorrect.\r\n", "230 Login successful.\r\n",
               "530 Please login with USER and PASS.\r\n", "215 UNIX Type: L8\r\n",
               "211-Features:\r\n EPRT\r\n EPSV\r\n MDTM\r\n PASV\r\n REST STREAM\r\n SIZE\r\n "
               "TVFS\r\n211 End\r\n",
               "530 Please login with USER and PASS.\r\n", "500 Unknown command.\r\n",
               "221 Goodbye.\r\n", "425 Security: Bad IP connecting.\r\n", 3},
    FtpPersona{"proftpd", "220 ProFTPD 1.3.6 Server (Debian) [{address}]\r\n",
               "331 Password required for {user}\r\n", "530 Login incorrect.\r\n", "",
               "530 Please login with USER and PASS\r\n", "215 UNIX Type: L8\r\n",
               "211-Features:\r\n EPRT\r\n EPSV\r\n HOST\r\n LANG en-US*\r\n MDTM\r\n MFF "
               "modify;UNIX.group;UNIX.mode;\r\n MFMT\r\n"
               " MLST "
               "modify*;perm*;size*;type*;unique*;UNIX.group*;UNIX.groupname*;UNIX.mode*;UNIX."
               "owner*;UNIX.ownername*;\r\n"
               " REST STREAM\r\n SIZE\r\n TVFS\r\n UTF8\r\n211 End\r\n",
               "500 AUTH not understood\r\n", "500 {verb} not understood\r\n", "221 Goodbye.\r\n",
               "425 Unable to build data connection: Connection refused\r\n", 3},
    FtpPersona{"microsoft", "220 Microsoft FTP Service\r\n", "331 Password required\r\n",
               "530 User cannot log in.\r\n", "", "530 Please login with USER and PASS.\r\n",
               "215 Windows_NT\r\n",
               "211-Extended features supported:\r\n LANG EN*\r\n UTF8\r\n AUTH "
               "TLS;TLS-C;SSL;TLS-P;\r\n PBSZ\r\n PROT C;P;\r\n CCC\r\n"
               " HOST\r\n SIZE\r\n MDTM\r\n REST STREAM\r\n211 END\r\n",
               "534 Local policy on server does not allow TLS secure connections.\r\n",
               "500 '{verb}': command not understood.\r\n", "221 Goodbye.\r\n",
               "425 Cannot open data connection.\r\n", 5},
    FtpPersona{"filezilla",
               "220-FileZilla Server version 0.9.41 beta\r\n"
               "220-written by Tim Kosse (Tim.Kosse@gmx.de)\r\n"
               "220 Please visit http://sourceforge.net/projects/filezilla/\r\n",
               "331 Password required for {user}\r\n", "530 Login or password incorrect!\r\n", "",
               "530 Please log in with USER and PASS first.\r\n",
               "215 UNIX emulated by FileZilla\r\n",
               "211-Features:\r\n MDTM\r\n REST STREAM\r\n SIZE\r\n MLST type*;size*;modify*;\r\n "
               "MLSD\r\n UTF8\r\n CLNT\r\n MFMT\r\n EPSV\r\n EPRT\r\n211 End\r\n",
               "502 Explicit TLS authentication not allowed\r\n",
               "500 Syntax error, command unrecognized.\r\n", "221 Goodbye\r\n",
               "425 Can't open data connection.\r\n", 10},
};

void replace(std::string& text, std::string_view field, std::string_view value) {
    const std::size_t at = text.find(field);
    if (at != text.npos) text.replace(at, field.size(), value);
}

constexpr std::array data_commands = {"PASV"sv, "EPSV"sv, "PORT"sv, "EPRT"sv,
                                      "LIST"sv, "NLST"sv, "MLSD"sv};

}  // namespace

FtpDecoy::FtpDecoy(const FtpPersona& persona, const Surroundings& surroundings)
    : persona_(persona), surroundings_(surroundings) {}

void FtpDecoy::end(Output& out) {
    ended_ = true;
    out.close = true;
}

void FtpDecoy::say(std::string_view text, Output& out) {
    if (said_bytes_ + text.size() > max_ftp_output) {
        end(out);
        return;
    }
    said_bytes_ += text.size();
    const core::Bytes bytes = core::as_bytes(text);
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
}

void FtpDecoy::open(core::Time, Output& out) {
    std::string greeting(persona_.greeting);
    replace(greeting, "{host}", made_up_host(surroundings_.identity_seed).host);
    replace(greeting, "{address}", surroundings_.local.to_string());
    say(greeting, out);
}

void FtpDecoy::receive(core::Bytes bytes, core::Time, Output& out) {
    while (!ended_ && lines_.take(bytes)) {
        std::string_view line = lines_.line();
        // RFC 959 section 4.1.3: telnet commands may stand before ABOR.
        while (line.size() >= 2 && line[0] == '\xFF') line.remove_prefix(2);
        if (line.empty() && persona_.name != "microsoft") continue;
        const auto command = wire::decode_command_line(line);
        if (command && !lines_.cut()) {
            answer(*command, out);
        } else {
            std::string text(persona_.unknown);
            replace(text, "{verb}", core::printable(line.substr(0, line.find(' ')), 32));
            say(text, out);
        }
    }
}

void FtpDecoy::answer(const wire::CommandLine& command, Output& out) {
    const std::string& verb = command.verb;
    if (verb == "QUIT") {
        say(persona_.goodbye, out);
        end(out);
    } else if (verb == "USER") {
        user_ = command.argument.substr(0, 64);
        named_ = true;
        inside_ = false;
        std::string text(persona_.need_password);
        replace(text, "{user}", core::printable(user_, 64));
        say(text, out);
    } else if (verb == "PASS") {
        if (!named_) {
            say("503 Login with USER first.\r\n", out);
            return;
        }
        named_ = false;
        ++logons_;
        if ((user_ == "anonymous" || user_ == "ftp") && !persona_.logged_on.empty()) {
            inside_ = true;
            say(persona_.logged_on, out);
            return;
        }
        say(persona_.refused, out);
        if (logons_ >= persona_.tries) end(out);
    } else if (verb == "FEAT") {
        say(persona_.features, out);
    } else if (verb == "AUTH") {
        say(persona_.no_tls, out);
    } else if (inside_) {
        answer_inside(command, out);
    } else if (verb == "SYST" && persona_.name != "vsftpd" && persona_.name != "vsftpd-anonymous") {
        say(persona_.system, out);  // vsftpd tells it to users only
    } else if (verb == "NOOP" && persona_.name == "proftpd") {
        say("200 NOOP command successful\r\n", out);
    } else {
        static constexpr std::array known = {
            "PWD"sv,  "CWD"sv,  "CDUP"sv, "LIST"sv, "NLST"sv, "RETR"sv, "STOR"sv, "DELE"sv,
            "MKD"sv,  "RMD"sv,  "PASV"sv, "EPSV"sv, "PORT"sv, "EPRT"sv, "TYPE"sv, "SIZE"sv,
            "MDTM"sv, "MLSD"sv, "STAT"sv, "APPE"sv, "REST"sv, "RNFR"sv, "RNTO"sv, "OPTS"sv,
            "SITE"sv, "HELP"sv, "NOOP"sv, "SYST"sv, "MODE"sv, "STRU"sv};
        const bool is_known = std::find(known.begin(), known.end(), verb) != known.end();
        std::string text(is_known ? persona_.not_logged_on : persona_.unknown);
        replace(text, "{verb}", verb);
        say(text, out);
    }
}

// Inside there is one empty folder that nobody may write to.
void FtpDecoy::answer_inside(const wire::CommandLine& command, Output& out) {
    const std::string& verb = command.verb;
    if (verb == "SYST")
        say(persona_.system, out);
    else if (verb == "PWD" || verb == "XPWD")
        say("257 \"/\"\r\n", out);
    else if (verb == "TYPE")
        say(command.argument.starts_with("I") ? "200 Switching to Binary mode.\r\n"
                                              : "200 Switching to ASCII mode.\r\n",
            out);
    else if (verb == "CWD" && command.argument == "/")
        say("250 Directory successfully changed.\r\n", out);
    else if (verb == "CWD")
        say("550 Failed to change directory.\r\n", out);
    else if (verb == "CDUP")
        say("250 Directory successfully changed.\r\n", out);
    else if (verb == "NOOP")
        say("200 NOOP ok.\r\n", out);
    else if (verb == "OPTS")
        say("200 Always in UTF8 mode.\r\n", out);
    else if (verb == "HELP")
        say("214 Help OK.\r\n", out);
    else if (verb == "SIZE" || verb == "MDTM")
        say("550 Could not get file size.\r\n", out);
    else if (std::find(data_commands.begin(), data_commands.end(), verb) != data_commands.end())
        say(persona_.no_data, out);
    else if (verb == "RETR")
        say("550 Failed to open file.\r\n", out);
    else if (verb == "STOR" || verb == "APPE" || verb == "STOU" || verb == "MKD" || verb == "RMD" ||
             verb == "DELE" || verb == "RNFR" || verb == "SITE")
        say("550 Permission denied.\r\n", out);
    else
        say(persona_.unknown, out);
}

std::size_t FtpDecoy::memory() const {
    return sizeof *this - sizeof lines_ + lines_.memory() + user_.capacity();
}

std::span<const FtpPersona> ftp_personas_table() {
    return personas;
}

std::vector<std::string_view> ftp_personas() {
    return names_of(ftp_personas_table());
}

std::unique_ptr<Session> make_ftp(std::string_view persona, const Surroundings& surroundings) {
    const FtpPersona* chosen =
        choose_persona(ftp_personas_table(), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<FtpDecoy>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
