// SPDX-License-Identifier: Apache-2.0
#include "recognition/watchers.h"

#include <vector>

#include "recognition/credssp_conversation.h"
#include "recognition/dns_conversation.h"
#include "recognition/ftp_conversation.h"
#include "recognition/generic_conversation.h"
#include "recognition/http_conversation.h"
#include "recognition/mqtt_conversation.h"
#include "recognition/mssql_conversation.h"
#include "recognition/mysql_conversation.h"
#include "recognition/ntp_conversation.h"
#include "recognition/postgresql_conversation.h"
#include "recognition/rdp_conversation.h"
#include "recognition/redis_conversation.h"
#include "recognition/sip_conversation.h"
#include "recognition/smb/rpc_conversation.h"
#include "recognition/smb/smb_conversation.h"
#include "recognition/smtp_conversation.h"
#include "recognition/ssh_conversation.h"
#include "recognition/ssh_userauth_conversation.h"
#include "recognition/telnet_conversation.h"
#include "recognition/tls_conversation.h"
#include "recognition/vnc_conversation.h"
#include "wire/first_bytes.h"

namespace hitme::recognition {
namespace {

struct Watcher {
    std::string_view protocol;
    std::unique_ptr<Conversation> (*make)();
};

template <class Watched>
std::unique_ptr<Conversation> watch_with() {
    return std::make_unique<Watched>();
}

// Sorted by name.
const std::vector<Watcher>& watchers() {
    static const std::vector<Watcher> all{
        {"", watch_with<GenericConversation>},
        {"credssp", watch_credssp},
        {"dcerpc", smb::watch_rpc},
        {"dns", watch_with<DnsConversation>},
        {"ftp", watch_with<FtpConversation>},
        {"http", watch_with<HttpConversation>},
        {"mqtt", watch_with<MqttConversation>},
        {"mssql", watch_mssql},
        {"mysql", watch_mysql},
        {"ntp", watch_with<NtpConversation>},
        {"postgresql", watch_postgresql},
        {"rdp", watch_rdp},
        {"rdp_mcs", watch_rdp_mcs},
        {"redis", watch_with<RedisConversation>},
        {"sip", watch_with<SipConversation>},
        {"smb1", smb::watch_smb1},
        {"smb2", smb::watch_smb2},
        {"smb3", smb::watch_smb3},
        {"smb_session_request", smb::watch_smb1},
        {"smtp", watch_with<SmtpConversation>},
        {"ssh", watch_ssh},
        {"ssh_userauth", watch_ssh_userauth},
        {"telnet", watch_with<TelnetConversation>},
        {"tls", watch_tls},
        {"vnc", watch_vnc},
    };
    return all;
}

}  // namespace

std::unique_ptr<Conversation> watch_protocol(std::string_view protocol) {
    for (const Watcher& watcher : watchers())
        if (watcher.protocol == protocol) return watcher.make();
    return nullptr;
}

std::unique_ptr<Conversation> watch_datagrams(core::Bytes first) {
    const std::string_view protocol = wire::guess_protocol(first, wire::Carrier::datagram);
    if (!protocol.empty())
        if (auto watcher = watch_protocol(protocol)) return watcher;
    return std::make_unique<GenericConversation>(wire::Carrier::datagram);
}

std::span<const std::string_view> watched_protocols() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        for (const Watcher& watcher : watchers()) all.push_back(watcher.protocol);
        return all;
    }();
    return names;
}

}  // namespace hitme::recognition
