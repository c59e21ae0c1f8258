// SPDX-License-Identifier: Apache-2.0
// Context handles that one pipe gave out: what stands behind each, until it is closed or the pipe ends.
//
// Bytes    twenty on the wire: four of attributes (0) and a UUID (C706 section 14.3.11); ours are random, so that they can
//          neither be guessed nor told apart from a real server's.
// Limits   max_handles in one pipe; beyond them open() gives nothing and the call fails for want of resources.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/random.h"

namespace hitme::dialogue::rpc {

constexpr std::size_t max_handles = 64;       // ours; real clients hold three or four
constexpr std::size_t max_handle_name = 256;  // ours: of a service or a key

enum class HandleKind : std::uint8_t {
    sam_server,
    sam_domain,
    sam_builtin,
    sam_user,
    sam_group,
    sam_alias,
    policy,
    service_manager,
    service,
    created_service,  ///< never given out: remembers what the client made in this pipe
    key,
    printer,
    endpoint_list,
};

struct Handle {
    HandleKind kind = HandleKind::policy;
    std::uint32_t number =
        0;             ///< a RID; of a service, whether it was started; of a list, where it goes on
    std::string name;  ///< of a service or a key
};

class Handles {
 public:
    using Id = std::array<std::uint8_t, 20>;

    /// Nothing when there are too many.
    std::optional<Id> open(HandleKind kind, core::Random& random, std::uint32_t number = 0,
                           std::string name = {});
    /// Null for bytes that are no open handle.
    Handle* find(core::Bytes id);
    /// The same, and of that kind.
    Handle* find(core::Bytes id, HandleKind kind);
    void close(core::Bytes id);
    /// True when a handle of that kind has that name, without case.
    bool knows(HandleKind kind, std::string_view name) const;
    std::size_t size() const { return handles_.size(); }
    std::size_t memory() const;

 private:
    std::map<Id, Handle> handles_;
};

}  // namespace hitme::dialogue::rpc
