// SPDX-License-Identifier: Apache-2.0
#include "console/response/settings.h"

#include "core/text.h"

namespace hitme::console {
namespace {

using runtime::SectionValues;
using runtime::SettingsDocument;

std::string quoted(std::string_view text) {
    return '"' + core::printable(text, 80) + '"';
}

core::Result<std::vector<core::Prefix>> prefixes_of(const SettingsDocument& document,
                                                    const SectionValues& section,
                                                    std::string_view name, const std::string& key) {
    std::vector<core::Prefix> prefixes;
    for (const auto& item : section.list(name)) {
        const auto* text = std::get_if<std::string>(&item);
        const auto prefix = text != nullptr ? core::Prefix::parse(*text) : std::nullopt;
        if (!prefix)
            return document.refuse(section.line(name), key,
                                   (text != nullptr ? quoted(*text) : std::string("a number")) +
                                       " is no address or network, such as \"10.0.0.0/8\"");
        prefixes.push_back(*prefix);
    }
    return prefixes;
}

core::Result<std::vector<wire::RadiusAttribute>> attributes_of(const SettingsDocument& document,
                                                               const SectionValues& section,
                                                               std::string_view name,
                                                               const std::string& key) {
    std::vector<wire::RadiusAttribute> attributes;
    for (const auto& item : section.list(name)) {
        const auto* text = std::get_if<std::string>(&item);
        const auto attribute = text != nullptr ? wire::radius_attribute(*text) : std::nullopt;
        if (!attribute)
            return document.refuse(
                section.line(name), key,
                (text != nullptr ? quoted(*text) : std::string("a number")) +
                    " is no attribute that is known, such as \"Filter-Id=quarantine\"");
        attributes.push_back(*attribute);
    }
    return attributes;
}

struct Endpoint {
    core::Address address;
    std::uint16_t port = 0;
};
/// "192.0.2.1:3799" or "[2001:db8::1]:3799".
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

core::Result<ResponseSettings> response_settings(const SettingsDocument& document) {
    const auto& section = document.section("response");
    ResponseSettings settings;
    settings.mode = *response_mode_named(section.text("mode"));
    settings.dry_run = section.boolean("dry_run");
    auto internal = prefixes_of(document, section, "internal", "response.internal");
    if (!internal) return internal.error();
    settings.internal = std::move(*internal);
    auto never = prefixes_of(document, section, "never", "response.never");
    if (!never) return never.error();
    settings.never = std::move(*never);
    settings.limit = section.number("limit");
    settings.window = section.duration("window");
    settings.timeout = section.duration("timeout");
    settings.webhook_url = section.text("webhook_url");
    settings.webhook_secret_file = section.text("webhook_secret_file");
    settings.webhook_ca_file = section.text("webhook_ca_file");
    settings.program = section.text("program");
    settings.radius_secret_file = section.text("radius_secret_file");
    settings.radius_request = section.text("radius_request") == "coa"
                                  ? wire::RadiusCode::coa_request
                                  : wire::RadiusCode::disconnect_request;
    auto isolate = attributes_of(document, section, "radius_isolate", "response.radius_isolate");
    if (!isolate) return isolate.error();
    settings.radius_isolate = std::move(*isolate);
    auto release = attributes_of(document, section, "radius_release", "response.radius_release");
    if (!release) return release.error();
    settings.radius_release = std::move(*release);
    settings.radius_tries = section.number("radius_tries");

    const auto needs = [&](std::string_view name, const char* why) {
        return document.refuse(section.line(name), "response." + std::string(name), why);
    };
    switch (settings.mode) {
        case ResponseMode::none:
            break;
        case ResponseMode::webhook:
            if (settings.webhook_url.empty())
                return needs("webhook_url",
                             "is empty: mode \"webhook\" needs the address to send to");
            break;
        case ResponseMode::program:
            if (settings.program.empty() || settings.program.front() != '/')
                return needs("program", "must be an absolute path for mode \"program\"");
            break;
        case ResponseMode::radius: {
            const auto server = endpoint_of(section.text("radius_server"));
            if (!server)
                return needs(
                    "radius_server",
                    "must be an address and port for mode \"radius\", such as \"192.0.2.1:3799\"");
            settings.radius_address = server->address;
            settings.radius_port = server->port;
            if (settings.radius_secret_file.empty())
                return needs("radius_secret_file",
                             "is empty: mode \"radius\" needs the shared secret");
            if (settings.radius_request == wire::RadiusCode::coa_request &&
                (settings.radius_isolate.empty() || settings.radius_release.empty()))
                return needs(
                    "radius_isolate",
                    "and radius_release must each hold an attribute for radius_request \"coa\"");
            break;
        }
    }
    if (settings.mode != ResponseMode::none && settings.internal.empty())
        return needs(
            "internal",
            "is empty: only hosts inside these networks may be isolated, so nothing could be");
    return settings;
}

core::Result<DrillSettings> drill_settings(const SettingsDocument& document) {
    const auto& section = document.section("drill");
    DrillSettings settings;
    settings.every = section.duration("every");
    settings.within = section.duration("within");
    const auto& source = section.text("source");
    const auto& target = section.text("target");
    if (!source.empty()) {
        const auto address = core::Address::parse(source);
        if (!address)
            return document.refuse(section.line("source"), "drill.source",
                                   quoted(source) + " is no address");
        settings.source = *address;
    }
    if (!target.empty()) {
        const auto endpoint = endpoint_of(target);
        if (!endpoint)
            return document.refuse(
                section.line("target"), "drill.target",
                quoted(target) + " is no address and port, such as \"10.0.0.5:445\"");
        settings.target = endpoint->address;
        settings.target_port = endpoint->port;
    }
    settings.whole = !source.empty() && !target.empty();
    if (settings.whole && settings.source.is_v4() != settings.target.is_v4())
        return document.refuse(section.line("source"), "drill.source",
                               "must be of the family of drill.target");
    if (settings.every > core::Duration{} && !settings.whole)
        return document.refuse(section.line("every"), "drill.every",
                               "needs drill.source and drill.target");
    return settings;
}

}  // namespace hitme::console
