// SPDX-License-Identifier: Apache-2.0
#include "wire/rpc_arguments.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (size < 3) return 0;
    // Interface, operation, byte order and form; the rest is the stub.
    const auto interfaces = wire::rpc_interfaces();
    const auto& interface = interfaces[data[0] % interfaces.size()];
    const auto order = (data[2] & 1) != 0 ? wire::ByteOrder::big : wire::ByteOrder::little;
    const auto form = (data[2] & 2) != 0 ? wire::NdrForm::ndr64 : wire::NdrForm::ndr;
    const auto arguments = wire::read_rpc_arguments(
        interface, data[1], core::Bytes(data, size).subspan(3), order, form);
    core::check(arguments.list.size() <= wire::max_arguments, "arguments are bounded");
    for (const auto& argument : arguments.list)
        core::check(argument.value.size() <= wire::max_argument_bytes, "values are bounded");
    core::check(arguments.words().size() <= wire::max_argument_bytes + 3, "words are bounded");
    return 0;
}
