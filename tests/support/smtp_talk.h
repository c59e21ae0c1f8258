// SPDX-License-Identifier: Apache-2.0
// What an SMTP decoy answers to a client's bytes, for its tests.
#pragma once

#include <string>
#include <string_view>

#include "dialogue/made_up_host.h"
#include "dialogue/smtp_decoy.h"
#include "support/piecewise.h"

namespace hitme::tests {

/// Behind the greeting; "<closed>" at its end where the decoy hangs up.
inline std::string smtp_answers(std::string_view persona, std::string_view client,
                                std::size_t piece = 65536) {
    const auto session = dialogue::make_smtp(persona, {});
    dialogue::Output out;
    session->open({}, out);
    out.bytes.clear();
    for (const core::Bytes bytes : pieces_of(core::as_bytes(client), piece))
        session->receive(bytes, {}, out);
    return std::string(core::as_text(out.bytes)) + (out.close ? "<closed>" : "");
}

/// The name of the machine that answers.
inline std::string smtp_own_name() {
    return dialogue::made_up_host(0).full();
}

}  // namespace hitme::tests
