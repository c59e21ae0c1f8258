// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/listing_rules.h"

namespace hitme::recognition::smb {
namespace {

// [MS-SRVS] 3.1.4: connections, files and sessions name who is there.
const Rule& of_srvsvc(std::uint16_t opnum) {
    switch (opnum) {
        case 8:
        case 9:
        case 10:
        case 12:
            return rules::session_listing;
        case 15:
        case 16:
        case 36:
            return rules::share_listing;
        default:
            return rules::system_listing;
    }
}

// [MS-SAMR] 3.1.5: groups and aliases with their members; what a domain demands of passwords; else accounts.
const Rule& of_samr(std::uint16_t opnum) {
    switch (opnum) {
        case 8:
        case 44:
        case 46:
        case 56:
            return rules::policy_listing;
        case 11:
        case 15:
        case 16:
        case 19:
        case 20:
        case 25:
        case 27:
        case 28:
        case 33:
        case 39:
            return rules::group_listing;
        default:
            return rules::account_listing;
    }
}

// [MS-LSAD] 3.1.4, [MS-LSAT] 3.1.4.
const Rule& of_lsarpc(std::uint16_t opnum) {
    switch (opnum) {
        case 13:
        case 26:
        case 39:
        case 50:
            return rules::trust_listing;
        case 45:  // LsarGetUserName
            return rules::session_listing;
        case 11:
        case 14:
        case 15:
        case 18:
        case 35:
        case 36:
        case 57:
        case 58:
        case 68:
        case 76:
        case 77:
            return rules::account_listing;
        default:
            return rules::system_listing;
    }
}

}  // namespace

const Rule& listing_rule(std::string_view interface, std::uint16_t opnum) {
    if (interface == "srvsvc") return of_srvsvc(opnum);
    if (interface == "samr") return of_samr(opnum);
    if (interface == "lsarpc") return of_lsarpc(opnum);
    if (interface == "wkssvc")  // [MS-WKST] 3.2.4.2 NetrWkstaUserEnum
        return opnum == 2 ? rules::session_listing : rules::system_listing;
    if (interface == "netlogon")  // [MS-NRPC] 3.5.4.7: trusts; else where domain controllers are
        return opnum == 19 || opnum == 36 || opnum == 40 ? rules::trust_listing
                                                         : rules::host_listing;
    if (interface == "browser") return rules::host_listing;
    if (interface == "winreg") return rules::registry_listing;
    // T1007 of ATT&CK counts scheduled tasks among services.
    if (interface == "svcctl" || interface == "atsvc" || interface == "itaskschedulerservice")
        return rules::service_listing;
    if (interface == "spoolss" || interface == "iremotewinspool" || interface == "netdfs" ||
        interface == "nddeapi")
        return rules::share_listing;
    if (interface == "epmapper" || interface == "mgmt") return rules::endpoint_listing;
    return rules::system_listing;
}

const Rule& rap_listing_rule(std::uint16_t opcode) {
    return opcode == 0 ? rules::share_listing : rules::host_listing;
}

}  // namespace hitme::recognition::smb
