// SPDX-License-Identifier: Apache-2.0
// What one RPC call of a client means: listing, checks, attempts on known weaknesses, remote execution (smb.md 1.9, 1.11,
// 1.12, 1.14). A call is judged by the interface of its own context and by its arguments, by its number alone only where the
// rest is sealed: interface and number are not (they stand in the header, C706 section 12.6.4.9); that is never certain.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "recognition/smb/asked.h"
#include "recognition/smb/named_hosts.h"
#include "recognition/smb/notes.h"
#include "wire/dcerpc_calls.h"

namespace hitme::recognition::smb {

constexpr std::uint32_t rid_cycling_calls = 10;  ///< smb.md 1.9: nmap makes 12, enum4linux 120
constexpr std::size_t broad_interfaces = 3;      ///< smb.md 1.9

constexpr std::size_t max_libraries = 4;  ///< ours

/// What was opened last, by its name as it was sent: handles are the server's, and it need not be seen.
struct OpenedLast {
    std::string
        hive;  ///< "SAM", "SYSTEM", "SECURITY" where the key lies in one of them; else empty
    std::string service;  ///< as opened or made
    std::string made_service;
    std::string account;           ///< "bob" as made, or "RID 500" as opened
    bool is_made = false;          ///< the account was made in this conversation
    bool is_powerful = false;      ///< the group: Administrators or Domain Admins
    std::uint8_t hives_saved = 0;  ///< a bit each
};

/// What earlier calls and files of the conversation showed; rules join them.
struct RpcMemory {
    std::vector<std::string_view> listed;  ///< interfaces, names of the table
    std::uint32_t sid_lookups = 0;
    std::uint32_t zero_challenges = 0;
    std::uint32_t zero_credentials = 0;
    std::uint32_t path_calls = 0;
    bool printer_opened = false;
    bool service_made = false;
    bool task_made = false;
    bool run_key_opened = false;
    bool uploaded_program = false;
    /// Base names, in lower case, of libraries written to System32 of an admin share; at most max_libraries.
    std::vector<std::string> system_libraries;
    bool wrote_library = false;
    bool registry_service_opened = false;  ///< the service opened last is RemoteRegistry
    Peers peers;
    std::unique_ptr<OpenedLast> opened;  ///< null until something is opened that rules ask for
    std::unique_ptr<Asked> asked;        ///< by the call that was judged last; its pipe takes it
    OpenedLast& opened_last() {
        if (opened == nullptr) opened = std::make_unique<OpenedLast>();
        return *opened;
    }
    std::size_t memory() const {
        std::size_t bytes = opened == nullptr ? 0 : sizeof(OpenedLast);
        if (opened != nullptr)
            for (const std::string* one :
                 {&opened->hive, &opened->service, &opened->made_service, &opened->account})
                bytes += one->capacity();
        bytes += listed.capacity() * sizeof(std::string_view) +
                 system_libraries.capacity() * sizeof(std::string);
        for (const std::string& one : system_libraries) bytes += one.capacity();
        return bytes;
    }
};

struct CallPlace {
    std::uint64_t stub = 0;     ///< of the stub's first byte, from the message's SMB header
    std::string_view pipe;      ///< its normal name; empty when not known
    bool in_one_piece = false;  ///< one message holds the whole stub
};

/// "asked for SRVSVC over \browser".
std::string asked_for(std::string_view interface, std::string_view pipe);

/// Judges and tells one request. Returns the place of its operation.
std::size_t judge_call(const wire::RpcMessage& call, const CallPlace& place, RpcMemory& memory,
                       Notes& notes);

}  // namespace hitme::recognition::smb
