// SPDX-License-Identifier: Apache-2.0
#include "wire/reply_line.h"

#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const std::string_view line = core::as_text({data, size});
    if (const auto reply = wire::decode_reply_line(line))
        core::check(reply->code >= 100 && reply->code <= 599 && reply->text.size() + 3 <= size,
                    "a reply has a code and lies inside its line");
    if (const auto command = wire::decode_command_line(line))
        core::check(command->verb.size() + command->argument.size() <= size,
                    "a command lies inside its line");
    return 0;
}
