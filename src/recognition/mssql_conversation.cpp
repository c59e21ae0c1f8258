// SPDX-License-Identifier: Apache-2.0
#include "recognition/mssql_conversation.h"

#include "core/text.h"
#include "recognition/default_credentials.h"
#include "recognition/sql_signs.h"
#include "recognition/stream_conversation.h"
#include "recognition/tls_facts.h"
#include "wire/tds.h"

namespace hitme::recognition {
namespace {

using core::Bytes;
using event::Stage;
using wire::TdsType;

constexpr std::size_t max_message = 1 << 16;

class MssqlConversation : public StreamConversation {
 public:
    MssqlConversation() : StreamConversation("mssql", "Microsoft SQL Server", max_message) {}

 private:
    core::Parsed<std::size_t> client_message(Bytes bytes, core::Time at) override {
        if (in_tls_ &&
            wire::is_tds_handshake(bytes)) {  // records as they are, behind the handshake
            const auto record = wire::take_tls_record(bytes);
            if (!record) return record.error();
            return record->consumed;
        }
        // All packets up to the one that is the last ([MS-TDS] 2.2.3.1.2).
        core::ByteVector joined;
        std::size_t taken = 0;
        while (true) {
            const auto packet = wire::take_tds_packet(bytes.subspan(taken));
            if (!packet) {
                core::ParseError error = packet.error();
                error.offset += taken;
                return error;
            }
            joined.insert(joined.end(), packet->payload.begin(), packet->payload.end());
            taken += packet->consumed;
            if (!packet->last) continue;
            const auto read = whole_message(packet->type, joined, at);
            if (!read) {
                core::ParseError error = read.error();
                error.offset += 8;  // behind the header of the first packet
                return error;
            }
            return taken;
        }
    }

    core::Parsed<std::size_t> whole_message(TdsType type, Bytes payload, core::Time at) {
        switch (type) {
            case TdsType::prelogin:
                return prelogin(payload);
            case TdsType::login7:
                // Of an encrypted login only the first packet is so ([MS-TDS] 2.2.6.5): this is its rest, and nothing alone.
                if (in_tls_) return payload.size();
                return login(payload, at);
            case TdsType::sql_batch: {
                const auto text = wire::decode_tds_batch(payload);
                if (!text) return text.error();
                story_.operation("SQLBatch", *text, at_offset());
                tell_signs(*text);
                return payload.size();
            }
            case TdsType::rpc:
                story_.operation("RPCRequest", std::to_string(payload.size()) + " bytes",
                                 at_offset());
                tell_signs(wire::utf8_of_utf16(payload));
                return payload.size();
            default:
                story_.operation("message type " + std::to_string(static_cast<int>(type)),
                                 std::to_string(payload.size()) + " bytes", at_offset());
                return payload.size();
        }
    }

    core::Parsed<std::size_t> prelogin(Bytes payload) {
        // Once it has begun, a record may go on in the next packet.
        if (in_tls_ || wire::is_tds_handshake(payload)) return handshake(payload);
        const auto prelogin = wire::decode_tds_prelogin(payload);
        if (!prelogin) return prelogin.error();
        story_.reach(Stage::probe, "PRELOGIN");
        story_.fact("mssql.client_version", std::to_string(prelogin->major) + "." +
                                                std::to_string(prelogin->minor) + "." +
                                                std::to_string(prelogin->build));
        story_.fact("mssql.instance", prelogin->instance);
        std::string asked;
        if (prelogin->encryption) {
            const std::string name = wire::name_of_tds_encryption(*prelogin->encryption);
            story_.fact("mssql.encryption", name);
            asked = "encryption " + name;
        }
        story_.operation("PRELOGIN", asked, at_offset());
        return payload.size();
    }

    /// TLS inside of PRELOGIN: its hello is in clear, and what the login says only where a decoy ends the encryption.
    core::Parsed<std::size_t> handshake(Bytes records) {
        in_tls_ = true;
        if (has_hello_) return records.size();
        hello_.insert(hello_.end(), records.begin(), records.end());
        const auto hello = wire::take_client_hello(hello_);
        if (!hello && hello.error().fault == core::Fault::need_more &&
            hello_.size() <= wire::max_client_hello)
            return records.size();
        has_hello_ = true;
        if (hello) {
            tell_client_hello(story_, *hello);
            story_.operation("ClientHello", hello->server_name, at_offset());
        } else {
            story_.operation("TLS handshake", "", at_offset());
        }
        core::ByteVector{}.swap(hello_);
        return records.size();
    }

    core::Parsed<std::size_t> login(Bytes payload, core::Time at) {
        const auto login = wire::decode_tds_login(payload);
        if (!login) return login.error();
        story_.reach(Stage::probe, "logon tried");
        story_.fact("mssql.user", login->user);
        story_.fact("mssql.host", login->host);
        story_.fact("mssql.application", login->application);
        story_.fact("mssql.library", login->library);
        story_.fact("mssql.database", login->database);
        story_.fact("mssql.target", login->server);
        story_.fact("mssql.version", hexadecimal(login->version, 8));
        const std::string password = wire::utf8_of_utf16(login->password);
        const std::string digest =
            login->password.empty() ? "none" : secret_digest(core::as_bytes(password));
        story_.fact("mssql.password_sha256", digest);
        const bool is_default = is_default_credential(login->user, password);
        if (is_default)
            story_.label(label_of("default credential", event::Grade::certain,
                                  "logon.default_credential@1", {"T1078.001"},
                                  {at_offset(), payload.size(), "user \"" + login->user + "\""}));
        story_.operation("LOGIN7",
                         "user \"" + login->user + "\", password " +
                             (is_default ? "a default credential" : "sha256 " + digest) +
                             ", from \"" + login->host + "\" by \"" + login->application + "\"",
                         at_offset());
        logon_.at = at;
        logon_.is_comparable = true;
        logon_.account = short_digest(login->user);
        logon_.credential =
            short_digest(std::to_string(login->user.size()) + ":" + login->user + password);
        tried_ = true;
        return payload.size();
    }

    void tell_signs(std::string_view text) {
        for (const SqlSign& sign : sql_signs_in(SqlDialect::mssql, text)) {
            story_.reach(sign.stage, std::string(sign.name) + " in SQL");
            story_.label(
                label_of(sign.name, sign.grade, "mssql.sql@1",
                         {sign.attack_ids.begin(), sign.attack_ids.end()},
                         {at_offset(), sign.length,
                          std::string(text.substr(sign.offset,
                                                  std::min<std::size_t>(sign.length + 60, 200)))}));
        }
    }

    core::Parsed<std::size_t> server_message(Bytes bytes, core::Time) override {
        const auto packet = wire::take_tds_packet(bytes);
        if (!packet) return packet.error();
        if (packet->type != TdsType::result) return packet->consumed;
        if (const auto number = wire::decode_tds_error_number(packet->payload)) {
            story_.outcome("error " + std::to_string(*number));
            if (tried_ && (*number == 18456 || *number == 18452)) story_.logon_failed(logon_);
            tried_ = false;
        } else if (const auto prelogin = wire::decode_tds_prelogin(packet->payload);
                   prelogin && !tried_) {
            if (prelogin->encryption)
                story_.outcome("encryption " + wire::name_of_tds_encryption(*prelogin->encryption));
            story_.fact("mssql.server", std::to_string(prelogin->major) + "." +
                                            std::to_string(prelogin->minor) + "." +
                                            std::to_string(prelogin->build));
        }
        return packet->consumed;
    }

    std::size_t memory() const override {
        return StreamConversation::memory() + sizeof *this - sizeof(StreamConversation) +
               hello_.capacity();
    }

    bool tried_ = false;
    bool in_tls_ = false;
    bool has_hello_ = false;
    core::ByteVector hello_;  ///< of the handshake, until its hello is whole
    FailedLogon logon_;
};

}  // namespace

std::unique_ptr<Conversation> watch_mssql() {
    return std::make_unique<MssqlConversation>();
}

}  // namespace hitme::recognition
