// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/csv.h"

#include <algorithm>

#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    std::string_view text = core::as_text({data, size});
    const std::size_t header = std::min(text.find('\n'), text.size());
    (void)sensor::CsvForm::from_columns(text.substr(0, header));
    auto form = sensor::CsvForm::from_header(text.substr(0, header));
    if (!form) return 0;
    text.remove_prefix(std::min(header + 1, text.size()));
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        event::Contact contact;
        (void)form->decode(text.substr(0, end), event::Signal{event::Transport::tcp, 445}, contact);
        core::check(contact.sensor.size() <= 256, "foreign text is bounded");
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return 0;
}
