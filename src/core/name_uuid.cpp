// SPDX-License-Identifier: Apache-2.0
#include "core/name_uuid.h"

#include <algorithm>

#include "core/bytes.h"
#include "core/digest.h"
#include "core/text.h"

namespace hitme::core {

Uuid name_uuid(const Uuid& space, std::string_view name) {
    ByteVector bytes(space.begin(), space.end());
    const auto text = as_bytes(name);
    bytes.insert(bytes.end(), text.begin(), text.end());
    Uuid uuid{};
    const auto digest = sha1(bytes);
    if (!digest) return uuid;
    std::copy_n(digest->begin(), uuid.size(), uuid.begin());
    uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | 0x50);  // version 5
    uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3f) | 0x80);  // variant 10
    return uuid;
}

std::string to_string(const Uuid& uuid) {
    const std::string hex = to_hex(uuid);
    return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' +
           hex.substr(16, 4) + '-' + hex.substr(20);
}

}  // namespace hitme::core
