// SPDX-License-Identifier: Apache-2.0
#include "wire/smtp_path.h"

#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const std::string_view text = core::as_text({data, size});
    for (const auto kind : {wire::SmtpPathKind::from, wire::SmtpPathKind::to})
        if (const auto path = wire::decode_smtp_path(text, kind))
            core::check(path->domain.size() <= path->mailbox.size(), "a domain lies inside");
    (void)wire::decode_sasl_plain(text);
    return 0;
}
