// SPDX-License-Identifier: Apache-2.0
// What the interfaces of a decoy's pipes share: a call, who makes it, and the answer.
//
// Each interface is one function, `Answer answer_NAME(const Call&, Visit&)`. It reads what decides, says what the persona's
// system would say, and does nothing. An operation that the real interface has and ours does not answer in its own shape is
// refused (access_denied()); one that it does not have is a fault (unknown_operation()).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/bytes.h"
#include "core/random.h"
#include "core/time.h"
#include "dialogue/named_pipe.h"
#include "dialogue/rpc/handles.h"
#include "dialogue/smb_machine.h"
#include "wire/dcerpc.h"
#include "wire/ndr.h"
#include "wire/rpc_interfaces.h"

namespace hitme::dialogue::rpc {

// [MS-ERREF] 2.2 and 2.3.1.
constexpr std::uint32_t error_file_not_found = 2;
constexpr std::uint32_t error_access_denied = 5;
constexpr std::uint32_t error_invalid_handle = 6;
constexpr std::uint32_t error_bad_network_path = 53;
constexpr std::uint32_t error_invalid_parameter = 87;
constexpr std::uint32_t error_insufficient_buffer = 122;
constexpr std::uint32_t error_invalid_name = 123;
constexpr std::uint32_t error_invalid_level = 124;
constexpr std::uint32_t error_more_data = 234;
constexpr std::uint32_t error_no_more_items = 259;
constexpr std::uint32_t error_service_does_not_exist = 1060;
constexpr std::uint32_t error_no_such_domain = 1355;
constexpr std::uint32_t rpc_server_unavailable = 1722;
constexpr std::uint32_t error_invalid_printer_name = 1801;
constexpr std::uint32_t nerr_buffer_too_small = 2123;
constexpr std::uint32_t nerr_net_name_not_found = 2310;
constexpr std::uint32_t status_some_not_mapped = 0x0000'0107;
constexpr std::uint32_t status_no_more_entries = 0x8000'001A;
constexpr std::uint32_t status_invalid_info_class = 0xC000'0003;
constexpr std::uint32_t status_invalid_handle = 0xC000'0008;
constexpr std::uint32_t status_access_denied = 0xC000'0022;
constexpr std::uint32_t status_not_implemented = 0xC000'0002;
constexpr std::uint32_t status_no_such_user = 0xC000'0064;
constexpr std::uint32_t status_no_such_group = 0xC000'0066;
constexpr std::uint32_t status_none_mapped = 0xC000'0073;
constexpr std::uint32_t status_insufficient_resources = 0xC000'009A;
constexpr std::uint32_t status_no_such_domain = 0xC000'00DF;
constexpr std::uint32_t status_no_such_alias = 0xC000'0151;

/// One request, whole.
struct Call {
    std::uint16_t opnum = 0;
    core::Bytes stub;
    wire::ByteOrder order = wire::ByteOrder::little;

    wire::NdrReader arguments() const { return wire::NdrReader{stub, order}; }
};

/// Who calls, of what machine, and when.
struct Visit {
    const smb::Machine& machine;
    Caller caller;
    std::string_view pipe;
    core::Time now;
    core::Random& random;
    Handles& handles;

    bool is_user() const { return caller == Caller::user; }
    /// What Windows shows to administrators alone and Samba to everybody.
    bool may_look_closer() const { return is_user() || machine.system->is_samba; }
};

/// A stub, or a fault.
struct Answer {
    core::ByteVector stub;
    std::uint32_t fault = 0;
};

inline Answer refused(std::uint32_t fault) {
    return {{}, fault};
}
inline Answer bad_stub() {
    return refused(wire::rpc_fault_bad_stub);
}
inline Answer unknown_operation() {
    return refused(wire::rpc_fault_operation_range);
}
inline Answer access_denied() {
    return refused(wire::rpc_fault_access_denied);
}

/// For operations without an answer of ours: refused where the interface has them, else a fault.
inline Answer not_answered(std::string_view interface, std::uint16_t opnum) {
    const auto* known = wire::find_rpc_interface(interface);
    return known && wire::find_rpc_operation(*known, opnum) ? access_denied() : unknown_operation();
}

/// An answer in the making: `reply.out` takes the arguments in the order of the IDL, done() the return value.
class Reply {
 public:
    Reply() : out(bytes_) {}
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;

    Answer done(std::uint32_t status) {
        out.u32(status);
        return {std::move(bytes_), 0};
    }
    /// For calls that return nothing.
    Answer done() { return {std::move(bytes_), 0}; }

    void handle(const std::optional<Handles::Id>& id) {
        out.align(4);
        if (id)
            out.bytes(*id);
        else
            out.zeros(20);
    }
    /// An unsigned 64-bit number that is declared as two of 32 (OLD_LARGE_INTEGER, FILETIME).
    void two_halves(std::uint64_t value) {
        out.u32(static_cast<std::uint32_t>(value));
        out.u32(static_cast<std::uint32_t>(value >> 32));
    }

 private:
    core::ByteVector bytes_;

 public:
    wire::NdrWriter out;
};

/// 100 ns since 1601-01-01 ([MS-DTYP] 2.3.3).
inline std::uint64_t file_time(core::Time at) {
    constexpr std::uint64_t from_1601_to_1970 = 11'644'473'600ull * 10'000'000;
    return from_1601_to_1970 + static_cast<std::uint64_t>(core::nanoseconds_of(at) / 100);
}

}  // namespace hitme::dialogue::rpc
