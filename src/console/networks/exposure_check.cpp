// SPDX-License-Identifier: Apache-2.0
#include "console/networks/exposure_check.h"

#include <algorithm>
#include <tuple>

#include "console/json_writer.h"
#include "core/text.h"

namespace hitme::console::networks {
namespace {

int rank_of(std::string_view patched) {
    return patched == "unpatched" ? 0 : patched == "patched" ? 2 : 1;
}

/// Host `number` of a network whose host bits are 16 at most.
core::Address address_at(const core::Prefix& network, std::uint32_t number) {
    auto bytes = network.address.bytes();
    bytes[14] = static_cast<std::uint8_t>(bytes[14] | number >> 8);
    bytes[15] = static_cast<std::uint8_t>(bytes[15] | (number & 0xFF));
    return *core::Address::from_bytes(bytes);
}

std::string signal_of(std::uint16_t port) {
    return "tcp/" + std::to_string(port);
}

}  // namespace

core::Result<ExposurePlan> plan_exposure(const OwnNetworks& own, const core::Prefix& network,
                                         const std::vector<std::uint16_t>& ports) {
    if (ports.empty() || ports.size() > max_exposure_ports ||
        std::ranges::find(ports, std::uint16_t{0}) != ports.end())
        return core::error(core::ErrorCode::bad_input,
                           "ports: 1 to " + std::to_string(max_exposure_ports) + " of them");
    const OwnNetwork* holder = nullptr;
    for (const OwnMatch& match : own.matches(network))
        if (match.certain) holder = match.network;
    if (holder == nullptr)
        return core::error(core::ErrorCode::refused,
                           network.to_string() +
                               " does not lie within a registered own network: only those are "
                               "connected to (hitme network add)");
    if (holder->kind == OwnKind::customer)
        return core::error(core::ErrorCode::refused, network.to_string() + " is a customer's, " +
                                                         core::printable(holder->owner, 80) +
                                                         "'s to look at");
    const int host_bits = (network.address.is_v4() ? 32 : 128) - network.length;
    if (host_bits > 16 || (std::uint64_t{1} << host_bits) * ports.size() > max_exposure_targets)
        return core::error(core::ErrorCode::over_limit,
                           network.to_string() + ": at most " +
                               std::to_string(max_exposure_targets) +
                               " addresses times ports at once; ask about a part of it");
    ExposurePlan plan{network, holder->owner, {}, 0};
    for (std::uint32_t host = 0; host < std::uint32_t{1} << host_bits; ++host) {
        const core::Address address = address_at(network, host);
        const OwnNetwork* owner = own.owner_of(address);
        if (owner != nullptr && owner->kind == OwnKind::customer)
            ++plan.of_customers;
        else
            for (const std::uint16_t port : ports) plan.targets.push_back({address, port});
    }
    return plan;
}

Exposure exposure_of(const OwnNetworks& own, const ExposurePlan& plan,
                     const std::vector<runtime::Reach>& answers,
                     const std::map<core::Address, std::string>& patched) {
    Exposure exposure;
    for (std::size_t i = 0; i < plan.targets.size() && i < answers.size(); ++i) {
        const auto& target = plan.targets[i];
        switch (answers[i]) {
            case runtime::Reach::open: {
                const OwnNetwork* owner = own.owner_of(target.address);
                const auto known = patched.find(target.address);
                exposure.open.push_back({target.address, target.port,
                                         owner == nullptr ? plan.owner : owner->owner,
                                         known == patched.end() ? "unknown" : known->second});
                break;
            }
            case runtime::Reach::refused:
                ++exposure.refused;
                break;
            case runtime::Reach::silent:
                ++exposure.silent;
                break;
            case runtime::Reach::unreachable:
                ++exposure.unreachable;
                break;
            case runtime::Reach::not_asked:
                ++exposure.not_asked;
                break;
        }
    }
    std::ranges::sort(exposure.open, [](const ExposureRow& a, const ExposureRow& b) {
        return std::tuple(rank_of(a.patched), a.address, a.port) <
               std::tuple(rank_of(b.patched), b.address, b.port);
    });
    return exposure;
}

store::Entry exposure_entry(const ExposurePlan& plan, const Exposure& exposure,
                            std::string_view seen_from, std::string_view author, core::Time at) {
    JsonWriter json;
    json.begin_object().key("network").text(plan.network.to_string());
    json.key("owner").text(plan.owner).key("checked_at").time(at);
    json.key("seen_from").text(seen_from);
    json.key("connections").number(std::uint64_t{plan.targets.size()});
    json.key("addresses_of_customers").number(plan.of_customers);
    json.key("refused").number(exposure.refused).key("silent").number(exposure.silent);
    json.key("unreachable").number(exposure.unreachable);
    json.key("not_asked").number(exposure.not_asked);
    json.key("open").begin_array();
    for (std::size_t i = 0; i < std::min(exposure.open.size(), max_exposure_rows); ++i) {
        const ExposureRow& row = exposure.open[i];
        json.begin_object().key("address").text(row.address.to_string());
        json.key("signal").text(signal_of(row.port)).key("owner").text(row.owner);
        json.key("patched").text(row.patched).end_object();
    }
    json.end_array();
    json.key("open_not_listed")
        .number(std::uint64_t{exposure.open.size() -
                              std::min(exposure.open.size(), max_exposure_rows)});
    json.end_object();
    store::Entry entry;
    entry.kind = exposure_kind;
    entry.id = plan.network.to_string();
    entry.at = at;
    entry.author = author;
    entry.subject = plan.network.to_string();
    entry.state = !exposure.open.empty()    ? "exposed"
                  : exposure.not_asked == 0 ? "closed"
                                            : "unknown";
    entry.body = json.take();
    return entry;
}

}  // namespace hitme::console::networks
