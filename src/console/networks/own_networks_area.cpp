// SPDX-License-Identifier: Apache-2.0
#include "console/networks/own_networks_area.h"

#include <array>
#include <map>

#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/networks/look_back.h"
#include "console/own_in_lists.h"
#include "console/own_networks.h"
#include "console/problem.h"
#include "console/query.h"
#include "core/text.h"

namespace hitme::console::networks {
namespace {

using runtime::HttpResponse;

constexpr std::string_view root = "/api/v1/own-networks";
constexpr std::size_t max_sightings = 10'000;  // ours, counted for the list of networks

struct Seen {
    std::uint64_t addresses = 0;
    std::optional<core::Time> last;
};

core::Result<std::map<std::string, Seen>> seen_by_network(store::Book& book) {
    std::map<std::string, Seen> seen;
    store::EntryQuery query;
    query.kind = own_sighting_kind;
    query.limit = store::max_entries_per_page;
    for (query.offset = 0; query.offset < max_sightings; query.offset += query.limit) {
        const auto page = book.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries) {
            JsonBody body{entry.body, Unasked::is_passed_by};
            auto& of = seen[body.text("network", 64)];
            const auto last = body.time("last");
            ++of.addresses;
            if (last && (!of.last || *last > *of.last)) of.last = last;
        }
        if (page->entries.size() < query.limit) break;
    }
    return seen;
}

void write_network(JsonWriter& json, const OwnNetwork& own, const OwnNetwork* around,
                   std::string_view state, const Seen& seen) {
    json.begin_object().key("id").text(own.id).key("version").number(own.version);
    json.key("state").text(state).key("network").text(own.network.to_string());
    json.key("kind").text(name_of(own.kind)).key("owner").text(own.owner);
    json.key("contact").text(own.contact).key("note").text(own.note);
    json.key("inside").begin_array();
    for (const auto& inside : own.inside) json.text(inside.to_string());
    json.end_array().key("within").text(around == nullptr ? "" : around->network.to_string());
    json.key("sightings").number(seen.addresses).key("last_seen").time(seen.last);
}

HttpResponse one_network(const AreaContext& context, const store::Entry& entry,
                         const std::optional<LookedBack>& looked_back = {},
                         const std::optional<ListedOwn>& listed = {}) {
    const auto own = own_network_of(entry);
    if (!own) return answer_problem(problem_of(own.error()));
    OwnNetworks networks;
    if (const auto done = networks.refresh(context.book); !done)
        return answer_problem(problem_of(done.error()));
    const auto seen = seen_by_network(context.book);
    if (!seen) return answer_problem(problem_of(seen.error()));
    const auto found = seen->find(own->id);
    JsonWriter json;
    write_network(json, *own, networks.around(*own), entry.state,
                  found == seen->end() ? Seen{} : found->second);
    if (looked_back)
        json.key("stored_sources")
            .number(looked_back->sources)
            .key("looked_at")
            .number(looked_back->looked_at);
    if (listed)
        json.key("feed_rows").number(listed->rows).key("feed_rows_noted").number(listed->noted);
    json.end_object();
    return answer_json(json.take());
}

HttpResponse list(const AreaContext& context) {
    OwnNetworks networks;
    if (const auto done = networks.refresh(context.book); !done)
        return answer_problem(problem_of(done.error()));
    const auto seen = seen_by_network(context.book);
    if (!seen) return answer_problem(problem_of(seen.error()));
    JsonWriter json;
    json.begin_object().key("networks").begin_array();
    for (const auto& own : networks.all()) {
        const auto found = seen->find(own.id);
        write_network(json, own, networks.around(own), "watched",
                      found == seen->end() ? Seen{} : found->second);
        json.end_object();
    }
    json.end_array().end_object();
    return answer_json(json.take());
}

HttpResponse sightings(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters{request.query};
    store::EntryQuery query;
    query.kind = own_sighting_kind;
    query.offset = parameters.number("offset", 0, 1'000'000, 0);
    query.limit = parameters.number("limit", 1, 1000, 50);
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    const auto page = context.book.list(query);
    if (!page) return answer_problem(problem_of(page.error()));
    JsonWriter json;
    json.begin_object().key("total").number(page->total).key("sightings").begin_array();
    for (const auto& entry : page->entries) {
        json.begin_object().key("id").text(entry.id);
        JsonBody body{entry.body, Unasked::is_passed_by};
        for (const char* name : {"network", "prefix", "owner", "address", "where", "certain",
                                 "feed", "first", "last", "record"})
            if (const auto raw = body.raw(name); !raw.empty()) json.key(name).raw(raw);
        json.end_object();
    }
    json.end_array().end_object();
    return answer_json(json.take());
}

HttpResponse add(const AreaContext& context, const AreaRequest& request) {
    {
        JsonBody body{request.body};
        for (const char* name : {"network", "kind", "owner", "contact", "note", "inside"})
            body.raw(name);
        if (const auto fault = body.fault())
            return answer_problem({400, fault->reason, fault->parameter});
    }
    store::Entry entry;
    entry.kind = own_network_kind;
    entry.id = "new";
    entry.body = std::string(request.body);
    const auto own = own_network_of(entry);
    if (!own) return answer_problem(problem_of(own.error()));
    if (own->network.length == 0)
        return answer_problem({400, "all addresses are nobody's own network", "network"});
    entry.id = own_network_id(own->network);
    std::uint64_t version = 0;
    if (const auto before = context.book.get(std::string(own_network_kind), entry.id))
        version = before->version;
    entry.body = body_of(*own);
    entry.at = context.now;
    entry.author = request.caller.name;
    entry.subject = own->network.to_string();
    entry.state = "watched";
    const auto put = context.book.put(entry, version);
    if (!put) return answer_problem(problem_of(put.error()));
    entry.version = *put;
    OwnNetworks networks;
    if (const auto done = networks.refresh(context.book); !done)
        return answer_problem(problem_of(done.error()));
    const auto looked_back = look_back(context.store, context.book, networks, *own, context.now);
    if (!looked_back) return answer_problem(problem_of(looked_back.error()));
    const auto listed = note_in_lists(context.book, networks, *own, context.now);
    if (!listed) return answer_problem(problem_of(listed.error()));
    return one_network(context, entry, *looked_back, *listed);
}

HttpResponse remove(const AreaContext& context, const AreaRequest& request, const std::string& id) {
    auto entry = context.book.get(std::string(own_network_kind), id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    const std::uint64_t seen = entry->version;
    entry->at = context.now;
    entry->author = request.caller.name;
    entry->state = "removed";
    const auto put = context.book.put(*entry, seen);
    if (!put) return answer_problem(problem_of(put.error()));
    entry->version = *put;
    return one_network(context, *entry);
}

}  // namespace

std::optional<HttpResponse> OwnNetworksArea::answer(const AreaContext& context,
                                                    const AreaRequest& request) {
    if (!request.path.starts_with(root)) return {};
    const auto rest = request.path.substr(root.size());
    if (!rest.empty() && rest.front() != '/') return {};
    const bool reads = request.method == "GET";
    if (!reads && !request.caller.may(Role::admin))
        return answer_problem({403, "changing own networks needs the role admin", ""});
    if (rest.empty()) {
        if (reads) return list(context);
        if (request.method == "POST") return add(context, request);
        return answer_problem({405, "GET or POST", ""});
    }
    const auto id = decode_percent(rest.substr(1), Plus::is_plus);
    if (!id || id->find('/') != std::string::npos) return answer_problem({404, "no such path", ""});
    if (*id == "sightings" && reads) return sightings(context, request);
    if (request.method == "DELETE") return remove(context, request, *id);
    return answer_problem({405, "DELETE", ""});
}

}  // namespace hitme::console::networks
