// SPDX-License-Identifier: Apache-2.0
#include "dialogue/sessions.h"

#include "dialogue/dns_answer.h"
#include "dialogue/ftp_decoy.h"
#include "dialogue/http_decoy.h"
#include "dialogue/mqtt_decoy.h"
#include "dialogue/mssql_decoy.h"
#include "dialogue/mysql_decoy.h"
#include "dialogue/ntp_answer.h"
#include "dialogue/postgresql_decoy.h"
#include "dialogue/rdp_decoy.h"
#include "dialogue/redis_decoy.h"
#include "dialogue/sip_answer.h"
#include "dialogue/smb/session.h"
#include "dialogue/smtp_decoy.h"
#include "dialogue/ssh_decoy.h"
#include "dialogue/telnet_decoy.h"
#include "dialogue/tls_decoy.h"
#include "dialogue/vnc_decoy.h"

namespace hitme::dialogue {
namespace {

struct StreamDecoy {
    std::string_view protocol;
    std::vector<std::string_view> (*personas)();
    std::unique_ptr<Session> (*make)(std::string_view persona, const Surroundings& surroundings);
};

struct DatagramDecoy {
    std::string_view protocol;
    std::vector<std::string_view> (*personas)();
    std::optional<core::ByteVector> (*answer)(std::string_view persona, core::Bytes datagram,
                                              core::Time now, const Surroundings& surroundings);
};

// Sorted by name.
const std::vector<StreamDecoy>& stream_decoys() {
    static const std::vector<StreamDecoy> all{
        {"ftp", ftp_personas, make_ftp},
        {"http", http_personas, make_http},
        {"https", http_personas, make_https_session},
        {"mqtt", mqtt_personas, make_mqtt},
        {"mssql", mssql_personas, make_mssql_session},
        {"mysql", mysql_personas, make_mysql_session},
        {"postgresql", postgresql_personas, make_postgresql_session},
        {"rdp", rdp_personas, make_rdp_session},
        {"redis", redis_personas, make_redis},
        {"smb", smb::smb_personas, smb::make_smb_session},
        {"smtp", smtp_personas, make_smtp},
        {"ssh", ssh_personas, make_ssh_session},
        {"telnet", telnet_personas, make_telnet},
        {"vnc", vnc_personas, make_vnc_session},
    };
    return all;
}

const std::vector<DatagramDecoy>& datagram_decoys() {
    static const std::vector<DatagramDecoy> all{
        {"dns", dns_personas, answer_dns},
        {"ntp", ntp_personas, answer_ntp},
        {"sip", sip_personas, answer_sip},
    };
    return all;
}

}  // namespace

std::unique_ptr<Session> make_session(std::string_view protocol, std::string_view persona,
                                      const Surroundings& surroundings) {
    for (const StreamDecoy& decoy : stream_decoys())
        if (decoy.protocol == protocol) return decoy.make(persona, surroundings);
    return nullptr;
}

std::optional<core::ByteVector> answer_datagram(std::string_view protocol, std::string_view persona,
                                                core::Bytes datagram, core::Time now,
                                                const Surroundings& surroundings) {
    for (const DatagramDecoy& decoy : datagram_decoys()) {
        if (decoy.protocol != protocol) continue;
        auto answer = decoy.answer(persona, datagram, now, surroundings);
        // The one place that every datagram passes: a reply is never longer than what came.
        if (answer && answer->size() > datagram.size()) return std::nullopt;
        return answer;
    }
    return std::nullopt;
}

std::span<const Protocol> protocols() {
    static const std::vector<Protocol> names = [] {
        std::vector<Protocol> all;
        for (const StreamDecoy& decoy : stream_decoys())
            all.push_back({decoy.protocol, Carrier::stream, decoy.personas()});
        for (const DatagramDecoy& decoy : datagram_decoys())
            all.push_back({decoy.protocol, Carrier::datagram, decoy.personas()});
        return all;
    }();
    return names;
}

}  // namespace hitme::dialogue
