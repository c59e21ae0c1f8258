// SPDX-License-Identifier: Apache-2.0
// A template, then a line feed that ends it, then what a stranger sent: whatever both are, JSON stays JSON and a line a line.
#include "console/alert/text_template.h"

#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/check.h"
#include "core/text.h"

namespace {

using hitme::console::alert::TemplateContext;
using hitme::console::alert::TemplateValues;
using hitme::console::alert::TextTemplate;

void as_json(std::string_view text, const TemplateValues& values) {
    const auto parsed = TextTemplate::parse(text, TemplateContext::json);
    if (!parsed) return;
    boost::system::error_code failed;
    (void)boost::json::parse(parsed->render(values), failed);
    hitme::core::check(!failed, "a template that is JSON makes JSON, whatever it is filled with");
}

void as_text(std::string_view text, const TemplateValues& values) {
    const auto parsed = TextTemplate::parse(text, TemplateContext::text);
    if (!parsed) return;
    for (const char c : parsed->render(values)) {
        const auto byte = static_cast<unsigned char>(c);
        // What the operator wrote himself stands as he wrote it.
        const bool is_operators = text.find(c) != text.npos;
        hitme::core::check(is_operators || c == '\n' || (byte >= 0x20 && byte != 0x7F),
                           "no value brings a control character");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all = hitme::core::as_text({data, size});
    const std::size_t end = all.find("\n\n");
    const std::string_view text = all.substr(0, end);
    const std::string_view sent = end == all.npos ? std::string_view{} : all.substr(end + 2);
    TemplateValues values;
    values.title = values.text = values.source = values.sensor = values.list = sent;
    as_json(text, values);
    as_text(text, values);
    return 0;
}
