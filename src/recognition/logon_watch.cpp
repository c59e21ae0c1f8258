// SPDX-License-Identifier: Apache-2.0
#include "recognition/logon_watch.h"

#include "core/bytes.h"
#include "recognition/default_credentials.h"

namespace hitme::recognition {

Logon tell_logon(StoryBuilder& story, std::string_view operation, std::string_view user,
                 std::string_view password, std::uint64_t offset, core::Time at) {
    const std::string protocol = story.so_far().protocol;
    const std::string digest = secret_digest(core::as_bytes(password));
    const bool is_default = is_default_credential(user, password);
    story.reach(event::Stage::probe, "logon tried");
    story.fact(protocol + ".user", user);
    story.fact(protocol + ".password_sha256", digest);
    Logon logon;
    logon.place = story.operation(operation,
                                  "user \"" + std::string(user) + "\", password " +
                                      (is_default ? "a default credential" : "sha256 " + digest),
                                  offset);
    if (is_default) {
        story.fact(protocol + ".credential", "default credential");
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
