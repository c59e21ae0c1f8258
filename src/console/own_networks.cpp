// SPDX-License-Identifier: Apache-2.0
#include "console/own_networks.h"

#include <array>
#include <utility>

#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/told_time.h"
#include "core/digest.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 3> kinds{"block", "customer", "nat_egress"};

std::string digits(std::string_view text, std::size_t count) {
    return core::sha256_hex(core::as_bytes(text)).substr(0, count);
}

}  // namespace

std::string_view name_of(OwnKind kind) {
    return kinds[static_cast<std::size_t>(kind)];
}

std::string own_network_id(const core::Prefix& network) {
    return "n-" + digits(network.to_string(), 8);
}

core::Result<OwnNetwork> own_network_of(const store::Entry& entry) {
    JsonBody body{entry.body, Unasked::is_passed_by};
    OwnNetwork own;
    own.id = entry.id;
    own.version = entry.version;
    const auto network = core::Prefix::parse(body.text("network", 64));
    if (network)
        own.network = *network;
    else
        body.fail("network", "is not an address or a prefix");
    own.kind = static_cast<OwnKind>(body.choice("kind", kinds, 0));
    own.owner = body.text("owner", 200);
    own.contact = body.text("contact", 200, Needed::no);
    own.note = body.text("note", 500, Needed::no);
    for (const auto& word : body.texts("inside", max_inside, 64)) {
        const auto inside = core::Prefix::parse(word);
        if (!inside) {
            body.fail("inside", "holds a word that is no prefix");
            break;
        }
        own.inside.push_back(*inside);
    }
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input, "own network " + entry.id + ": " +
                                                           fault->parameter + ": " + fault->reason);
    return own;
}

std::string body_of(const OwnNetwork& own) {
    JsonWriter json;
    json.begin_object().key("network").text(own.network.to_string());
    json.key("kind").text(name_of(own.kind)).key("owner").text(own.owner);
    json.key("contact").text(own.contact).key("note").text(own.note);
    json.key("inside").begin_array();
    for (const auto& inside : own.inside) json.text(inside.to_string());
    json.end_array().end_object();
    return json.take();
}

void OwnNetworks::set(std::vector<OwnNetwork> networks) {
    networks_ = std::move(networks);
    table_.clear();
    for (std::size_t i = 0; i < networks_.size(); ++i) table_.add(networks_[i].network, i);
}

core::Result<void> OwnNetworks::refresh(store::Book& book) {
    const auto changes = book.changes(std::string(own_network_kind));
    if (!changes) return changes.error();
    if (seen_changes_ == *changes) return {};
    store::EntryQuery query;
    query.kind = own_network_kind;
    query.state = "watched";
    query.limit = max_own_networks;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<OwnNetwork> networks;
    for (const auto& entry : page->entries)
        if (auto own = own_network_of(entry)) networks.push_back(std::move(*own));
    set(std::move(networks));
    seen_changes_ = *changes;
    return {};
}

const OwnNetwork* OwnNetworks::owner_of(const core::Address& address) const {
    const auto* index = table_.most_specific(address);
    return index == nullptr ? nullptr : &networks_[*index];
}

const OwnNetwork* OwnNetworks::around(const OwnNetwork& network) const {
    const OwnNetwork* found = nullptr;
    table_.each(network.network.address, [&](const core::Prefix& prefix, std::size_t index) {
        if (prefix.length >= network.network.length) return true;
        found = &networks_[index];
        return false;
    });
    return found;
}

std::vector<const OwnNetwork*> OwnNetworks::egresses_of(const core::Address& inside) const {
    std::vector<const OwnNetwork*> found;
    for (const auto& own : networks_)
        for (const auto& prefix : own.inside)
            if (prefix.contains(inside)) {
                found.push_back(&own);
                break;
            }
    return found;
}

std::vector<OwnMatch> OwnNetworks::matches(const core::Prefix& row) const {
    std::vector<OwnMatch> found;
    table_.each(row.address, [&](const core::Prefix& prefix, std::size_t index) {
        if (prefix.length > row.length) return true;
        found.push_back({&networks_[index], true});
        return false;
    });
    if (!found.empty()) return found;
    for (const auto& own : networks_)
        if (own.network.address.is_v4() == row.address.is_v4() && own.network.length > row.length &&
            row.contains(own.network.address))
            found.push_back({&own, false});
    return found;
}

core::Result<std::optional<Notice>> note_sighting(store::Book& book, const OwnMatch& match,
                                                  const OwnSighting& sighting, core::Time now,
                                                  Teller teller) {
    const OwnNetwork& own = *match.network;
    const bool whole = sighting.address.length == (sighting.address.address.is_v4() ? 32 : 128);
    const std::string address =
        whole ? sighting.address.address.to_string() : sighting.address.to_string();
    const std::string where = sighting.feed.empty() ? "events" : "feed";
    const std::string id = "s-" + digits(own.id + " " + address + " " + where, 12);
    core::Time first = sighting.at;
    std::uint64_t version = 0;
    const auto before = book.get(std::string(own_sighting_kind), id);
    if (before) {
        JsonBody body{before->body, Unasked::is_passed_by};
        const auto last = body.time("last");
        first = body.time("first").value_or(first);
        if (last && sighting.at < *last + own_sighting_again) return std::optional<Notice>{};
        version = before->version;
    } else if (before.error().code != core::ErrorCode::not_found) {
        return before.error();
    }
    JsonWriter json;
    json.begin_object().key("network").text(own.id).key("prefix").text(own.network.to_string());
    json.key("owner").text(own.owner).key("address").text(address).key("where").text(where);
    json.key("certain").truth(match.certain).key("feed").text(sighting.feed);
    json.key("first").time(first).key("last").time(sighting.at);
    json.key("record").raw(sighting.record.empty() ? "{}" : sighting.record).end_object();
    const std::string body = json.take();
    store::Entry entry;
    entry.kind = own_sighting_kind;
    entry.id = id;
    entry.at = now;
    entry.author = "hitme";
    entry.subject = address;
    entry.state = where;
    entry.body = body;

    Notice notice;
    notice.kind = NoticeKind::own_network;
    notice.severity = match.certain ? Severity::high : Severity::medium;
    notice.at = sighting.at;
    notice.group = "own_network/" + own.id;
    const std::string owner = core::printable(own.owner, 48);
    notice.title =
        "Own address " + address + " is a source " +
        (sighting.feed.empty() ? "in our own events" : "in " + core::printable(sighting.feed, 30));
    if (!match.certain)
        notice.title = "A feed names " + address + ", which holds our " + own.network.to_string();
    if (notice.title.size() > 120) notice.title.resize(120);
    notice.text = "Registered: " + own.network.to_string() + " (" + std::string(name_of(own.kind)) +
                  "), " + owner + ". Seen: " + address + " at " + told_time(sighting.at) + " in " +
                  (sighting.feed.empty() ? "our own events" : core::printable(sighting.feed, 100)) +
                  ".";
    if (!match.certain)
        notice.text += " The row names a network, not an address: it may be a neighbour of ours.";
    if (own.kind == OwnKind::nat_egress)
        notice.text += " Many hosts leave by this address; look for the one behind it.";
    notice.source = address;
    notice.page = "/settings/own-networks";
    notice.body = body;
    notice.simulated = sighting.simulated;
    std::vector<std::pair<store::Entry, std::optional<std::uint64_t>>> written;
    written.emplace_back(std::move(entry), version);
    if (teller == Teller::running_console)
        written.emplace_back(left_notice(notice, now), std::nullopt);
    if (const auto put = book.put_all(written); !put) return put.error();
    return std::optional<Notice>{std::move(notice)};
}

}  // namespace hitme::console
