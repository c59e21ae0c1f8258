// SPDX-License-Identifier: Apache-2.0
#include "wire/rpc_interfaces.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto text = core::as_text({data, size});
    const auto name = wire::normal_pipe_name(text);
    core::check(name.size() <= 64, "a pipe's name is bounded");
    wire::is_known_pipe(name);
    if (const auto uuid = wire::uuid_of(text)) {
        core::check(wire::uuid_of(wire::to_text(*uuid)) == uuid, "a UUID reads as it is written");
        if (const auto* interface = wire::find_rpc_interface(*uuid))
            wire::rpc_operation_name(*interface, data[0]);
    }
    return 0;
}
