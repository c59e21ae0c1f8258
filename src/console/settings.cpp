// SPDX-License-Identifier: Apache-2.0
#include "console/settings.h"

#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "console/export/block_lists.h"
#include "core/text.h"
#include "runtime/settings.h"
#include "runtime/settings_catalogue.h"

namespace hitme::console {
namespace {

struct Endpoint {
    core::Address address;
    std::uint16_t port = 0;
};

/// "127.0.0.1:7445" or "[::1]:7445" (RFC 3986 section 3.2.2 writes IPv6 in brackets before a port).
std::optional<Endpoint> endpoint_of(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = core::parse_unsigned(text.substr(colon + 1), 65'535);
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    const auto address = core::Address::parse(host);
    if (!port || *port == 0 || !address || address->is_v4() == bracketed) return std::nullopt;
    return Endpoint{*address, static_cast<std::uint16_t>(*port)};
}

}  // namespace

core::Result<ConsoleSettings> parse_console_settings(const std::string& text,
                                                     const std::string& where) {
    const auto document =
        runtime::SettingsDocument::parse(text, where, runtime::settings_catalogue());
    if (!document) return document.error();
    ConsoleSettings settings;
    const auto& store = document->section("store");
    settings.store_folder = store.text("folder");
    settings.keep_days = static_cast<std::uint32_t>(store.number("keep_days"));
    settings.quota_bytes = store.number("quota");
    const auto& dashboard = document->section("dashboard");
    const auto endpoint = endpoint_of(dashboard.text("listen"));
    if (!endpoint || !endpoint->address.is_loopback())
        return document->refuse(
            dashboard.line("listen"), "dashboard.listen",
            "is \"" + core::printable(dashboard.text("listen"), 64) +
                "\": allowed are a loopback address and a port, such as \"127.0.0.1:7445\" or "
                "\"[::1]:7445\"; from elsewhere, reach it through an ssh tunnel");
    settings.dashboard_address = endpoint->address;
    settings.dashboard_port = endpoint->port;
    const auto& geography = document->section("geography");
    settings.country_v4_file = geography.text("country_v4");
    settings.country_v6_file = geography.text("country_v6");
    settings.location_file = geography.text("location");
    for (const auto& item : geography.list("mmdb")) {
        const auto* path = std::get_if<std::string>(&item);
        if (path == nullptr)
            return document->refuse(geography.line("mmdb"), "geography.mmdb",
                                    "holds a number: allowed are paths of files");
        settings.mmdb_files.push_back(*path);
    }
    settings.ip_folder = geography.text("folder");
    settings.networks_file = geography.text("networks");
    auto response = response_settings(*document);
    if (!response) return response.error();
    settings.response = std::move(*response);
    auto drill = drill_settings(*document);
    if (!drill) return drill.error();
    settings.drill = std::move(*drill);
    auto block_lists = block_list_rules(*document);
    if (!block_lists) return block_lists.error();
    settings.block_lists = std::move(*block_lists);
    auto feeds = feeds_of(*document);
    if (!feeds) return feeds.error();
    settings.feeds = std::move(*feeds);
    const auto& cases = document->section("cases");
    for (const runtime::ListItem& item : cases.list("lease_files")) {
        const auto* path = std::get_if<std::string>(&item);
        if (path == nullptr || path->empty() || path->size() > 1'024)
            return document->refuse(cases.line("lease_files"), "cases.lease_files",
                                    "holds what is no path of a file");
        settings.cases.lease_files.push_back(*path);
    }
    settings.cases.neighbours = cases.boolean("neighbours");
    settings.cases.benign_list = cases.text("benign_list");
    settings.cases.complaints = cases.boolean("complaints");
    const auto& judging = document->section("judging");
    settings.judging = {judging.duration("every"), judging.duration("watch_every"),
                        judging.duration("lateness"), judging.number("signals")};
    return settings;
}

}  // namespace hitme::console
