// SPDX-License-Identifier: Apache-2.0
#include "console/api/host_guard.h"

#include <algorithm>

#include "core/text.h"

namespace hitme::console::api {
namespace {

constexpr std::uint16_t http_port = 80;

bool is_localhost(std::string_view name) {
    constexpr std::string_view wanted = "localhost";
    return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

}  // namespace

bool host_is_ours(std::string_view host, std::uint16_t port,
                  const std::vector<core::Address>& listening) {
    std::string_view name = host;
    std::string_view port_text;
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        if (end == std::string_view::npos) return false;
        name = host.substr(1, end - 1);
        port_text = host.substr(end + 1);
    } else {
        const auto colon = std::min(host.find(':'), host.size());
        name = host.substr(0, colon);
        port_text = host.substr(colon);
    }
    std::uint64_t named_port = http_port;
    if (!port_text.empty()) {
        const auto number = core::parse_unsigned(port_text.substr(1), 65535);
        if (port_text.front() != ':' || !number) return false;
        named_port = *number;
    }
    if (named_port != port) return false;
    if (is_localhost(name)) return true;
    const auto address = core::Address::parse(name);
    if (!address || address->is_v4() == host.starts_with('[')) return false;
    return address->is_loopback() ||
           std::find(listening.begin(), listening.end(), *address) != listening.end();
}

}  // namespace hitme::console::api
