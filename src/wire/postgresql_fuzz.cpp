// SPDX-License-Identifier: Apache-2.0
#include "wire/postgresql.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::Bytes bytes{data, size};
    for (int i = 0; i < 3; ++i) {
        const auto startup = wire::take_postgresql_startup(bytes);
        if (!startup) break;
        core::check(startup->consumed <= bytes.size() && startup->consumed >= 8,
                    "the message lies inside");
        core::check(startup->parameters.size() <= wire::max_postgresql_parameters,
                    "parameters are bounded");
        (void)startup->parameter("user");
        bytes = bytes.subspan(startup->consumed);
    }
    for (int i = 0; i < 64; ++i) {
        const auto message = wire::take_postgresql_message(bytes);
        if (!message) break;
        core::check(message->consumed <= bytes.size() && message->consumed >= 5,
                    "the message lies inside");
        (void)wire::postgresql_text(message->body);
        (void)wire::postgresql_error_field(message->body, 'C');
        if (const auto sasl = wire::decode_postgresql_sasl(message->body))
            (void)wire::scram_attribute(sasl->response, 'r');
        bytes = bytes.subspan(message->consumed);
    }
    return 0;
}
