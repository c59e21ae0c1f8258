// SPDX-License-Identifier: Apache-2.0
#include "wire/spnego.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto token = wire::decode_spnego({data, size});
    if (!token) return 0;
    core::check(token->token.size() <= size && token->mechanisms.size() <= 16, "bounded");
    if (!token->is_init) {
        const auto out = wire::encode_spnego_response(
            {token->state, {}, token->token, token->mechanism_list_mic});
        const auto again = wire::decode_spnego(out);
        core::check(again && again->state == token->state, "a response reads back");
    }
    return 0;
}
