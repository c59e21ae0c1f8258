// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/dionaea.h"

#include <algorithm>

#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    std::string_view text = core::as_text({data, size});
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        event::Contact contact;
        (void)sensor::decode_dionaea(text.substr(0, end), contact);
        core::check(contact.decoded.size() <= 64, "what is decoded is bounded");
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return 0;
}
