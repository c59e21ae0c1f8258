// SPDX-License-Identifier: Apache-2.0
#include "console/response/spared.h"

#include "console/json_body.h"

namespace hitme::console {
namespace {

constexpr std::string_view case_kind = "case";        // console/cases, docs/formats/book.md
constexpr std::size_t max_addresses_of_case = 1'000;  // more than a case keeps

/// The contact that the request was made for, as far as an allow rule looks at it.
event::Contact contact_of(const Order& order) {
    event::Contact contact;
    contact.source = order.source;
    contact.seen_at = order.evidence.seen_at;
    contact.sensor = order.evidence.sensor;
    if (const auto signal = event::Signal::parse(order.evidence.signal)) {
        contact.transport = signal->transport;
        contact.destination_port = signal->port;
    }
    contact.stage =
        event::from_name<event::Stage>(order.evidence.stage).value_or(event::Stage::none);
    return contact;
}

bool is_benign_case_of(const store::Entry& entry, const core::Address& address, core::Time now) {
    JsonBody body{entry.body, Unasked::is_passed_by};
    if (body.truth("simulated", false)) return false;
    if (const auto until = body.time("benign_until"); until && now >= *until) return false;
    for (auto& each : body.objects("addresses", max_addresses_of_case))
        if (core::Address::parse(each.text("address", 64, Needed::no)) == address) return true;
    return false;
}

}  // namespace

std::string_view name_of(Spared::Why why) {
    switch (why) {
        case Spared::Why::not_spared:
            return "";
        case Spared::Why::allowed:
            return "allowed";
        case Spared::Why::case_benign:
            return "case_benign";
    }
    return "";
}

std::string words_of(const Spared& spared) {
    return spared.why == Spared::Why::allowed ? "allow rule " + spared.by + " hides this touch"
                                              : "its case " + spared.by + " is benign";
}

core::Result<Spared> spared_now(store::Book& book, const Order& order, core::Time now) {
    Visibility visibility;
    if (const auto done = visibility.refresh(book); !done) return done.error();
    const Shown shown = visibility.of(contact_of(order));
    if (shown.how == Shown::How::hidden) return Spared{Spared::Why::allowed, shown.by};
    store::EntryQuery query;
    query.kind = case_kind;
    query.state = "benign";
    query.limit = max_benign_cases;
    const auto page = book.list(query);
    if (!page) return page.error();
    for (const auto& entry : page->entries)
        if (is_benign_case_of(entry, order.source, now))
            return Spared{Spared::Why::case_benign, entry.id};
    return Spared{};
}

}  // namespace hitme::console
