// SPDX-License-Identifier: Apache-2.0
#include "wire/nt_status.h"

#include "core/check.h"
#include "core/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::Reader in{{data, size}};
    const std::uint32_t status = in.u32le("Status");
    core::check(!wire::nt_status_name(status).empty(), "every status has a name");
    core::check(!(wire::is_logon_failure(status) && status == 0), "success is no failure");
    return 0;
}
