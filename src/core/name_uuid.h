// SPDX-License-Identifier: Apache-2.0
// Identifiers that follow from a name: UUID version 5 (RFC 9562 section 5.5). The same name gives the same identifier on every
// machine, so what is exported twice is known to be the same.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace hitme::core {

using Uuid = std::array<std::uint8_t, 16>;

/// The identifier of `name` within a namespace; all zero where the system forbids SHA-1.
Uuid name_uuid(const Uuid& space, std::string_view name);
/// "28bb3599-77cd-5a82-a950-b5bc3caf07c4".
std::string to_string(const Uuid& uuid);

}  // namespace hitme::core
