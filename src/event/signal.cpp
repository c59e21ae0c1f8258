// SPDX-License-Identifier: Apache-2.0
#include "event/signal.h"

#include "core/text.h"

namespace hitme::event {

std::string Signal::to_string() const {
    return std::string(name_of(transport)) + '/' + std::to_string(port);
}

std::optional<Signal> Signal::parse(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto transport = from_name<Transport>(text.substr(0, slash));
    const auto port = core::parse_unsigned(text.substr(slash + 1), 65535);
    if (!transport || !port) return std::nullopt;
    return Signal{*transport, static_cast<std::uint16_t>(*port)};
}

}  // namespace hitme::event
