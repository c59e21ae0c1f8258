// SPDX-License-Identifier: Apache-2.0
#include "console/api/contacts.h"

#include "console/api/contact_json.h"
#include "console/json_writer.h"

namespace hitme::console::api {

store::ContactQuery read_contacts(Parameters& parameters) {
    store::ContactQuery query;
    query.source = parameters.prefix("source");
    query.signal = parameters.signal("signal");
    query.sensor = parameters.text("sensor");
    if (const auto payload = parameters.text("payload")) {
        query.payload = store::PayloadHash::parse(*payload);
        if (!query.payload)
            parameters.fail("payload", "is not 16 to 64 hexadecimal digits of a SHA-256");
    }
    query.from = parameters.time("from");
    query.to = parameters.time("to");
    query.cursor = parameters.text("cursor");
    query.limit = parameters.number("limit", 1, store::max_page, 50);
    if (query.from && query.to && *query.from >= *query.to)
        parameters.fail("from", "the range is empty: from must lie before to");
    return query;
}

core::Result<std::string> answer_contacts(const Context& context,
                                          const store::ContactQuery& query) {
    const auto page = context.store.contacts(query);
    if (!page.has_value()) return page.error();
    JsonWriter json;
    json.begin_object().key("rows").begin_array();
    for (const auto& row : page->rows) json.raw(contact_json(row.id, row.contact, context.geo));
    json.end_array().key("next");
    if (page->next)
        json.text(*page->next);
    else
        json.null();
    json.end_object();
    return json.take();
}

core::Result<std::string> answer_contact(const Context& context, const std::string& id) {
    const auto found = find_contact(context.store, id);
    if (!found.has_value()) return found.error();
    return contact_json(id, found->contact, context.geo);
}

}  // namespace hitme::console::api
