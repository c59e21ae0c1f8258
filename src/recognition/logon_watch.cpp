// SPDX-License-Identifier: Apache-2.0
#include "recognition/logon_watch.h"

#include "core/bytes.h"
#include "recognition/default_credentials.h"

namespace hitme::recognition {
namespace {

struct LogonFacts {
    std::string_view protocol;
    FactName user;
    FactName password_sha256;
    FactName credential;
};

constexpr LogonFacts facts_by_protocol[] = {
    {"ftp", "ftp.user", "ftp.password_sha256", "ftp.credential"},
    {"http", "http.user", "http.password_sha256", "http.credential"},
    {"mqtt", "mqtt.user", "mqtt.password_sha256", "mqtt.credential"},
    {"redis", "redis.user", "redis.password_sha256", "redis.credential"},
    {"smtp", "smtp.user", "smtp.password_sha256", "smtp.credential"},
    {"ssh", "ssh.user", "ssh.password_sha256", "ssh.credential"},
    {"telnet", "telnet.user", "telnet.password_sha256", "telnet.credential"},
};
// Of a watcher that is not listed.
constexpr LogonFacts other_facts = {"", "logon.user", "logon.password_sha256", "logon.credential"};

const LogonFacts& facts_of(std::string_view protocol) {
    for (const LogonFacts& one : facts_by_protocol)
        if (one.protocol == protocol) return one;
    return other_facts;
}

}  // namespace

Logon tell_logon(StoryBuilder& story, std::string_view operation, std::string_view user,
                 std::string_view password, std::uint64_t offset, core::Time at) {
    const LogonFacts& facts = facts_of(story.so_far().protocol);
    const std::string digest = secret_digest(core::as_bytes(password));
    const bool is_default = is_default_credential(user, password);
    story.reach(event::Stage::probe, "logon tried");
    story.fact(facts.user, user);
    story.fact(facts.password_sha256, digest);
    Logon logon;
    logon.place = story.operation(operation,
                                  "user \"" + std::string(user) + "\", password " +
                                      (is_default ? "a default credential" : "sha256 " + digest),
                                  offset);
    if (is_default) {
        story.fact(facts.credential, "default credential");
        event::Label label;
        label.name = "default credential";
        label.grade = event::Grade::certain;
        label.rule = "logon.default_credential@1";
        label.attack_ids = {"T1078.001"};
        label.evidence.push_back({offset, 0, "user \"" + std::string(user) + "\""});
        story.label(std::move(label));
    }
    logon.key.at = at;
    logon.key.account = short_digest(user);
    // The length in front, so that no other pair gives the same text.
    logon.key.credential =
        short_digest(std::to_string(user.size()) + ":" + std::string(user) + std::string(password));
    logon.key.is_comparable = true;
    logon.tried = true;
    return logon;
}

void refuse_logon(StoryBuilder& story, Logon& logon, std::string_view answer) {
    if (!logon.tried) return;
    logon.tried = false;
    story.outcome(logon.place, answer);
    story.logon_failed(logon.key);
}

void accept_logon(StoryBuilder& story, Logon& logon, std::string_view answer) {
    if (!logon.tried) return;
    logon.tried = false;
    story.outcome(logon.place, answer);
}

}  // namespace hitme::recognition
