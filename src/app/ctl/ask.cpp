// SPDX-License-Identifier: Apache-2.0
// hitme ask: what is known of an address, a network, an AS, a payload or a port; the same answer as /api/v1/ask.
#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/address_network.h"
#include "console/api/ask.h"
#include "console/benign_file.h"
#include "console/settings.h"
#include "core/text.h"
#include "recognition/story_builder.h"
#include "runtime/clock.h"
#include "runtime/zone.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

namespace json = boost::json;

/// A member as printable text; empty where it is missing or no text.
std::string word(const json::object& object, std::string_view name, std::size_t most = 80) {
    const auto* found = object.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr) return {};
    if (found->is_string()) return core::printable(std::string_view(found->get_string()), most);
    return core::printable(json::serialize(*found), most);
}

/// A story as `hitme decode` prints it: with the backslashes of its paths as they are.
std::string story_of(const json::object& told) {
    constexpr std::size_t most = 400;  // ours: two lines or three
    const auto* value = told.if_contains("value");
    if (value == nullptr || !value->is_string()) return {};
    return recognition::shown(std::string_view(value->get_string()), most);
}

std::string when(const json::object& object, std::string_view name, const runtime::Zone& zone) {
    const auto at = core::parse_time(word(object, name));
    return at ? zone.format(*at) : std::string("-");
}

const json::array& list_of(const json::object& object, std::string_view name) {
    static const json::array none;
    const auto* found = object.if_contains(json::string_view(name.data(), name.size()));
    return found != nullptr && found->is_array() ? found->get_array() : none;
}

const json::array& rows_of(const json::object& object, std::string_view name) {
    static const json::array none;
    const auto* found = object.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr || !found->is_object()) return none;
    const auto* rows = found->get_object().if_contains("rows");
    return rows != nullptr && rows->is_array() ? rows->get_array() : none;
}

/// Words of others were made printable when they were kept.
void print_others(const json::object& others, const runtime::Zone& zone) {
    const std::string lists = word(others, "lists_read");
    std::printf(
        "\nothers (%s imported %s%s)\n", lists.c_str(), lists == "1" ? "list" : "lists",
        lists == "0" ? "" : (", the newest of " + when(others, "newest_list", zone)).c_str());
    for (const auto& row : list_of(others, "claims")) {
        const auto& claim = row.get_object();
        std::printf("  %s  %s (%s, %s): %s\n", when(claim, "said_at", zone).c_str(),
                    word(claim, "who").c_str(), word(claim, "grade").c_str(),
                    word(claim, "fate").c_str(), word(claim, "quote", 160).c_str());
    }
    for (const auto& row : list_of(others, "entries")) {
        const auto& entry = row.get_object();
        std::printf("  %s  %s, %s: %s%s\n", when(entry, "fetched_at", zone).c_str(),
                    word(entry, "source").c_str(), word(entry, "kind").c_str(),
                    word(entry, "network").c_str(),
                    word(entry, "latest") == "true" ? "" : " (not the latest list)");
    }
    if (word(others, "claims_total") == "0" && word(others, "entries_total") == "0")
        std::printf("  nobody names it\n");
}

void print_text(const json::object& answer, const runtime::Zone& zone) {
    std::printf("%s (%s)%s\n", word(answer, "query").c_str(), word(answer, "kind").c_str(),
                word(answer, "simulated") == "true" ? ", in a demonstration" : "");
    if (const auto* known = answer.if_contains("benign"); known && known->is_object()) {
        const auto& benign = known->get_object();
        std::printf("on the list of benign scanners: %s, %s (%s, %s)\n",
                    word(benign, "class").c_str(), word(benign, "name", 200).c_str(),
                    word(benign, "source", 200).c_str(), word(benign, "date").c_str());
    }
    if (const auto* sources = answer.if_contains("sources"); sources && sources->is_object()) {
        const auto& rows = rows_of(answer, "sources");
        const std::string total = word(sources->get_object(), "total");
        std::printf("\n%s %s%s\n", total.c_str(), total == "1" ? "source" : "sources",
                    rows.empty() ? "" : "; the busiest:");
        for (const auto& row : rows) {
            const auto& source = row.get_object();
            const std::string events = word(source, "events");
            std::printf("  %-40s %9s %s  %s  first %s  last %s\n", word(source, "address").c_str(),
                        events.c_str(), events == "1" ? "contact " : "contacts",
                        word(source, "country").c_str(), when(source, "first_seen", zone).c_str(),
                        when(source, "last_seen", zone).c_str());
        }
    }
    const auto& contacts = rows_of(answer, "contacts");
    if (!contacts.empty()) std::printf("\nlatest contacts\n");
    for (const auto& row : contacts) {
        const auto& contact = row.get_object();
        const std::string bytes = word(contact, "bytes_in");
        std::printf("  %s  %s -> port %s on %s  %s  %s bytes\n",
                    when(contact, "seen_at", zone).c_str(), word(contact, "source").c_str(),
                    word(contact, "destination_port").c_str(), word(contact, "sensor").c_str(),
                    word(contact, "stage").c_str(), bytes.empty() ? "0" : bytes.c_str());
        for (const auto& told : list_of(contact, "decoded"))
            if (word(told.get_object(), "name") == "story")
                std::printf("      %s\n", story_of(told.get_object()).c_str());
    }
    if (const auto* others = answer.if_contains("others"); others && others->is_object())
        print_others(others->get_object(), zone);
    const auto* records = answer.if_contains("records");
    if (records != nullptr && records->is_array() && !records->get_array().empty()) {
        std::printf("\nrecords\n");
        for (const auto& row : records->get_array()) {
            const auto& record = row.get_object();
            std::printf("  %-18s %s  %s  %s  %s\n", word(record, "kind").c_str(),
                        word(record, "id").c_str(), word(record, "state").c_str(),
                        when(record, "at", zone).c_str(), word(record, "title", 200).c_str());
        }
    } else if (word(answer, "kind") == "words") {
        std::printf("no campaign, advisory or case is called so\n");
    }
}

}  // namespace

int run_ask(const AskOptions& options) {
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    const auto settings = console_settings(options.config);
    if (!settings) return say_failure(settings.error());
    const std::string folder =
        store_folder(options.store.empty() ? settings->store_folder : options.store);
    auto store = store::open_sqlite_store({folder, 0, 0}, store::Access::read);
    if (!store) return say_failure(store.error());
    // A store without a book, such as one that was imported, has no records to tell of.
    auto book = store::open_sqlite_book(folder, store::Access::read);
    auto geo = store::GeoDb::open(settings->country_v4_file, settings->country_v6_file);
    const store::GeoDb unknown;
    const auto data = std::make_shared<const store::IpData>(
        store::IpData::open(settings->ip_data_and_countries()));
    const runtime::SystemClock clock;
    console::api::Context context{**store,      geo ? *geo : unknown,
                                  clock.now(),  console::api::Origin::seen,
                                  std::nullopt, *data};
    const auto tells_systems = [](const store::IpDatabase& database) {
        return std::ranges::find(database.tells, "as") != database.tells.end();
    };
    if (std::ranges::any_of(data->databases(), tells_systems))
        context.network_has = [&](const core::Address& source, core::Time at,
                                  std::uint32_t number) {
            return data->facts(source, at).asn == number;
        };
    if (book) context.book = book->get();
    console::BenignFile benign{settings->cases.benign_list};
    console::Visibility visibility{console::systems_of(data, clock)};
    if (auto entries = benign.changed(context.now)) visibility.set_benign(std::move(*entries));
    if (!benign.refused().empty())
        std::fprintf(stderr, "hitme: the benign list is not in force: %s\n",
                     core::printable(benign.refused(), 400).c_str());
    context.visibility = &visibility;
    const auto answer = console::api::answer_ask(context, options.question);
    if (!answer) return say_failure(answer.error());
    if (options.form == Form::json) {
        std::printf("%s\n", answer->c_str());
        return 0;
    }
    boost::system::error_code failed;
    const auto value = json::parse(*answer, failed);
    if (failed || !value.is_object())
        return say_failure(core::error(core::ErrorCode::io, "the answer cannot be read"));
    if (const auto address = core::Address::parse(options.question))
        std::printf("%s\n", console::network_in_words(
                                *data, console::network_of(*data, *address, context.now))
                                .c_str());
    print_text(value.get_object(), *zone);
    return 0;
}

}  // namespace hitme::app
