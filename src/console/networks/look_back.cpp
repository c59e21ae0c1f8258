// SPDX-License-Identifier: Apache-2.0
#include "console/networks/look_back.h"

#include <utility>

#include "console/json_writer.h"
#include "core/text.h"
#include "event/signal.h"

namespace hitme::console::networks {
namespace {

constexpr std::size_t max_sensor = 128;
constexpr std::size_t max_shown_bytes = 200;

/// A source stands for its /64 in IPv6.
core::Prefix prefix_of(const core::Address& source) {
    return core::Prefix::of(source, source.is_v4() ? 32 : 64);
}

}  // namespace

OwnSighting sighting_of(const event::Contact& contact) {
    JsonWriter json;
    json.begin_object().key("seen_at").time(contact.seen_at);
    json.key("sensor").text(core::printable(contact.sensor, max_sensor));
    json.key("source").text(contact.source.to_string());
    json.key("signal").text(event::Signal::of(contact).to_string());
    json.key("stage").text(event::name_of(contact.stage));
    json.key("handshake").text(event::name_of(contact.handshake));
    json.key("bytes").text(core::printable(core::Bytes(contact.first_bytes), max_shown_bytes));
    json.end_object();
    OwnSighting sighting;
    sighting.address = core::Prefix::of(contact.source, contact.source.is_v4() ? 32 : 128);
    sighting.at = contact.seen_at;
    sighting.record = json.take();
    sighting.simulated = contact.simulated;
    return sighting;
}

core::Result<LookedBack> look_back(store::EventStore& store, store::Book& book,
                                   const OwnNetworks& networks, const OwnNetwork& network,
                                   core::Time now) {
    store::SourceQuery query;
    query.prefix = network.network;
    query.limit = max_looked_back;
    const auto page = store.sources(query);
    if (!page) return page.error();
    LookedBack found;
    found.sources = page->total;
    for (const auto& row : page->rows) {
        store::ContactQuery latest;
        latest.source = prefix_of(row.source);
        latest.limit = 1;
        const auto contacts = store.contacts(latest);
        if (!contacts) return contacts.error();
        // Its day may be gone while its row in the roll-up stays.
        if (contacts->rows.empty()) continue;
        const event::Contact& contact = contacts->rows.front().contact;
        const OwnNetwork* own = networks.owner_of(contact.source);
        if (own == nullptr) continue;
        // The notice is for a sighting that nobody asked for; whoever registers a network is told by the answer.
        const auto noted = note_sighting(book, {own, true}, sighting_of(contact), now);
        if (!noted) return noted.error();
        ++found.looked_at;
    }
    return found;
}

}  // namespace hitme::console::networks
