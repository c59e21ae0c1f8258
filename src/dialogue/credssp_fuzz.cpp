// SPDX-License-Identifier: Apache-2.0
// Network level authentication inside RDP's TLS: a request of any bytes, and what it is answered.
#include "dialogue/credssp.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto request = wire::take_credssp({data, size});
    if (!request) return 0;
    const dialogue::CredsspServer server{"WIN-1234", {10, 0, 17763}, core::Time{}, 7};
    const auto answer = dialogue::answer_credssp(*request, server);
    const auto again = dialogue::answer_credssp(*request, server);
    core::check(answer.bytes == again.bytes, "the same request gets the same answer");
    core::check(answer.bytes.size() <= 4096, "an answer is short");
    if (!answer.bytes.empty())
        core::check(wire::take_credssp(answer.bytes).has_value(), "an answer is CredSSP");
    return 0;
}
