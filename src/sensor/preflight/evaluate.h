// SPDX-License-Identifier: Apache-2.0
// Whether each listener would get packets: verdicts with remedies, from settings and what host.h gathered.
//
// Exit     0: every listener would get packets. 1: at least one would not. 2: none is known not to, but of some it
//          cannot be told.
// Pure     the same host and settings give the same findings; nothing is read or tried here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sensor/preflight/host.h"
#include "sensor/settings.h"

namespace hitme::sensor::preflight {

enum class Verdict : std::uint8_t { pass, warn, fail };

struct Finding {
    std::string
        name;  ///< platform, port, privilege, smb, firewall, address, descriptors, syn_watch
    std::string subject;  ///< "tcp/445 on 0.0.0.0"
    Verdict verdict = Verdict::pass;
    std::string what;    ///< what was found
    std::string remedy;  ///< what to do; empty for pass
    Answer delivers =
        Answer::yes;  ///< whether the listeners it speaks of would get packets, as far as it goes
};

const char* name_of(Verdict verdict);

/// All findings, in the order of `name` above; runs of ports with the same finding are one.
std::vector<Finding> evaluate(const SensorSettings& settings, const Host& host);

int exit_status(const std::vector<Finding>& findings);

/// One line a finding, a second one for its remedy, and a sum at the end; findings that say the same of several
/// listeners are one line. Foreign names are made printable.
std::string as_text(const std::vector<Finding>& findings);
/// {"ok": bool, "exit_status": n, "findings": [{"name", "subject", "verdict", "what", "remedy", "delivers"}]}
std::string as_json(const std::vector<Finding>& findings);

}  // namespace hitme::sensor::preflight
