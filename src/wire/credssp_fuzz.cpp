// SPDX-License-Identifier: Apache-2.0
#include "wire/credssp.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto request = wire::take_credssp({data, size});
    if (!request) return 0;
    core::check(request->consumed <= size && request->consumed > 0, "the request lies inside");
    const auto again = wire::encode_credssp(request->version, request->token, request->error);
    const auto read = wire::take_credssp(again);
    core::check(read && read->version == request->version && read->error == request->error,
                "what was read can be written and read again");
    return 0;
}
