// SPDX-License-Identifier: Apache-2.0
#include "wire/rpc_interfaces.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hitme::wire {
namespace {

const RpcInterface& interface_of(const char* uuid) {
    const auto* found = find_rpc_interface(*uuid_of(uuid));
    EXPECT_NE(found, nullptr) << uuid;
    return *found;
}

// The rows of smb.md 1.7.
TEST(RpcInterfaces, KnowsTheInterfacesThatStrangersAskFor) {
    struct Row {
        const char* uuid;
        const char* name;
        int major;
        int minor;
        const char* pipe;
    };
    const Row rows[] = {
        {"4b324fc8-1670-01d3-1278-5a47bf6ee188", "srvsvc", 3, 0, "ntsvcs"},
        {"6bffd098-a112-3610-9833-012892020162", "browser", 0, 0, "browser"},
        {"6bffd098-a112-3610-9833-46c3f87e345a", "wkssvc", 1, 0, "wkssvc"},
        {"12345778-1234-abcd-ef00-0123456789ac", "samr", 1, 0, "samr"},
        {"12345778-1234-abcd-ef00-0123456789ab", "lsarpc", 0, 0, "lsass"},
        {"3919286a-b10c-11d0-9ba8-00c04fd92ef5", "dssetup", 0, 0, "lsarpc"},
        {"c681d488-d850-11d0-8c52-00c04fd90f7e", "efsrpc", 1, 0, "netlogon"},
        {"12345678-1234-abcd-ef00-01234567cffb", "netlogon", 1, 0, "netlogon"},
        {"367abb81-9844-35f1-ad32-98f038001003", "svcctl", 2, 0, "svcctl"},
        {"1ff70682-0a51-30e8-076d-740be8cee98b", "atsvc", 1, 0, "atsvc"},
        {"338cd001-2244-31f1-aaaa-900038001003", "winreg", 1, 0, "winreg"},
        {"12345678-1234-abcd-ef00-0123456789ab", "spoolss", 1, 0, "spoolss"},
        {"76f03f96-cdfd-44fc-a22c-64950a001209", "iremotewinspool", 1, 0, "spoolss"},
        {"e1af8308-5d1f-11c9-91a4-08002b14a0fa", "epmapper", 3, 0, "epmapper"},
        {"8d9f4e40-a03d-11ce-8f69-08003e30051b", "pnp", 1, 0, "browser"},
        {"2f5f3220-c126-1076-b549-074d078619da", "nddeapi", 1, 2, "nddeapi"},
        {"afa8bd80-7d8a-11c9-bef4-08002b102989", "mgmt", 1, 0, nullptr},
    };
    for (const auto& row : rows) {
        const auto& found = interface_of(row.uuid);
        EXPECT_EQ(found.name, row.name);
        EXPECT_EQ(found.major, row.major);
        EXPECT_EQ(found.minor, row.minor);
        if (row.pipe) {
            EXPECT_TRUE(is_known_pipe(row.pipe));
            EXPECT_NE(std::ranges::find(found.pipes, row.pipe), found.pipes.end()) << row.pipe;
        }
    }
}

// The rows of smb.md 1.9 and 1.14, by operation number.
TEST(RpcInterfaces, TellsListingsFromTheRest) {
    const auto kind = [](const char* name, std::uint16_t opnum) {
        const auto* interface = find_rpc_interface(std::string_view(name));
        const auto* operation = find_rpc_operation(*interface, opnum);
        return operation ? operation->kind : RpcKind::other;
    };
    const auto all = [&](const char* name, std::initializer_list<int> opnums, RpcKind expected) {
        for (const int opnum : opnums)
            EXPECT_EQ(kind(name, static_cast<std::uint16_t>(opnum)), expected)
                << name << ' ' << opnum;
    };
    all("srvsvc", {8, 9, 12, 15, 16, 21, 24, 28, 36}, RpcKind::listing);
    all("srvsvc", {31, 32}, RpcKind::path);
    all("wkssvc", {0, 2}, RpcKind::listing);
    all("samr",
        {0, 57, 62, 64, 5, 6, 7, 8, 46, 11, 13, 15, 16, 17, 18, 25, 33, 34, 36, 47, 39, 40, 48, 51},
        RpcKind::listing);
    all("lsarpc", {6, 44, 7, 46, 14, 58, 68, 15, 57, 76, 45, 13}, RpcKind::listing);
    all("winreg", {0, 1, 2, 3, 4, 15, 9, 10, 17}, RpcKind::listing);
    all("svcctl", {15, 14, 16, 6}, RpcKind::listing);
    all("svcctl", {12, 19, 2}, RpcKind::service);
    all("spoolss", {0}, RpcKind::listing);
    all("spoolss", {17, 89}, RpcKind::spool);
    all("spoolss", {65}, RpcKind::coercion);
    all("iremotewinspool", {39}, RpcKind::spool);
    all("epmapper", {2}, RpcKind::listing);
    all("atsvc", {0}, RpcKind::task);
    all("itaskschedulerservice", {1, 12}, RpcKind::task);
    all("efsrpc", {0, 4, 5, 6, 7, 12, 13}, RpcKind::coercion);
    all("netlogon", {4, 26}, RpcKind::logon);
    all("dssetup", {9}, RpcKind::exploited);
    all("pnp", {0x36}, RpcKind::exploited);
    all("nddeapi", {12}, RpcKind::exploited);
    all("wkssvc", {22}, RpcKind::exploited);
    all("samr", {1}, RpcKind::other);
    all("samr", {12, 50, 37, 58, 38, 54, 55, 22, 31, 35}, RpcKind::account);
    all("srvsvc", {14, 17, 18}, RpcKind::share);
    all("winreg", {20, 31}, RpcKind::registry);
}

TEST(RpcInterfaces, HasItsOperationsInOrderAndItsUuidsOnce) {
    for (const auto& interface : rpc_interfaces()) {
        EXPECT_TRUE(std::ranges::is_sorted(interface.operations, {}, &RpcOperation::opnum))
            << interface.name;
        EXPECT_EQ(std::ranges::count(rpc_interfaces(), interface.uuid, &RpcInterface::uuid), 1)
            << interface.name;
        EXPECT_EQ(find_rpc_interface(interface.uuid), &interface);
    }
}

TEST(RpcInterfaces, NamesOperations) {
    const auto& srvsvc = interface_of("4b324fc8-1670-01d3-1278-5a47bf6ee188");
    EXPECT_EQ(rpc_operation_name(srvsvc, 31), "NetprPathCanonicalize");
    EXPECT_EQ(rpc_operation_name(srvsvc, 199), "opnum 199");
    EXPECT_EQ(find_rpc_interface(Uuid{}), nullptr);
    EXPECT_EQ(find_rpc_interface(std::string_view("nothing")), nullptr);
}

TEST(RpcInterfaces, MakesOnePipeOfItsSpellings) {
    for (const char* name : {"browser", "\\BROWSER", "\\\\BROWSER", "\\PIPE\\browser",
                             "pipe\\Browser", "\\pipe\\\\BROWSER", "/PIPE/browser"})
        EXPECT_EQ(normal_pipe_name(name), "browser") << name;
    EXPECT_EQ(normal_pipe_name("pipe"), "pipe");
    EXPECT_EQ(normal_pipe_name(""), "");
    EXPECT_EQ(normal_pipe_name(std::string(500, 'A')), std::string(64, 'a'));
    EXPECT_FALSE(is_known_pipe("sql\\query"));
    EXPECT_FALSE(is_known_pipe(""));
}

}  // namespace
}  // namespace hitme::wire
