// SPDX-License-Identifier: Apache-2.0
#include "wire/ftp_address.h"

#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const std::string_view text = core::as_text({data, size});
    if (const auto port = wire::decode_ftp_port(text))
        core::check(port->address.is_v4(), "PORT gives IPv4");
    (void)wire::decode_ftp_eprt(text);
    return 0;
}
