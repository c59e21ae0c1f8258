// SPDX-License-Identifier: Apache-2.0
// The main arguments of an RPC call as text: what a person, a rule or a log wants to know of it.
//
// What     the IDL of [MS-SRVS], [MS-WKST], [MS-SAMR], [MS-LSAD], [MS-LSAT], [MS-RRP], [MS-SCMR], [MS-TSCH], [MS-RPRN],
//          [MS-PAR], [MS-NRPC], [MS-EFSR], and C706 for the endpoint mapper. One reader for each operation that has one.
// Depth    names, paths, commands, SIDs, RIDs, levels; never passwords' values or file contents.
// Limits   max_argument_bytes for a value, max_arguments for a call.
// Pure     an argument that cannot be read ends the list; `fault` says why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/dcerpc.h"
#include "wire/rpc_interfaces.h"

namespace hitme::wire {

constexpr std::size_t max_argument_bytes = 512;
constexpr std::size_t max_arguments = 16;

struct RpcArgument {
    std::string_view name;   ///< by the specification: "lpBinaryPathName"
    std::string value;       ///< UTF-8; bytes as hexadecimal digits, numbers in decimal
    std::size_t offset = 0;  ///< in the stub, as near as is known
    std::size_t length = 0;  ///< in the stub, in bytes; of a text without its terminator
};

struct RpcArguments {
    std::vector<RpcArgument> list;
    std::optional<core::ParseError> fault;

    /// The value of that name; nothing when it was not sent.
    std::optional<std::string_view> find(std::string_view name) const;
    /// "lpServiceName PSEXESVC, lpBinaryPathName %SystemRoot%\PSEXESVC.EXE"; printable, at most `limit` bytes.
    std::string words(std::size_t limit = max_argument_bytes) const;
};

// Names that rules ask for:
//   svcctl 12, 24    lpServiceName, lpDisplayName, lpBinaryPathName   11, 23  lpBinaryPathName   16, 28  lpServiceName
//   svcctl 19, 31    argv (joined)             1, 50, 51  dwControl
//   atsvc 0          Command                    ITaskSchedulerService 1    path, xml                 12      path
//   spoolss 1, 69    pPrinterName   17  pDocName, pOutputFile   65  pszLocalMachine
//   spoolss 9, 89, async 39    pName, pDriverName, pDriverPath, pDataFile, pConfigFile
//   netlogon 4, 26, 15, 5      ComputerName, ClientChallenge (hex), ClientCredential (hex), AccountName
//   efsrpc 0, 4, 5, 6, 7, 12, 13    FileName
//   dssetup 9, pnp 0x36, nddeapi 12, wkssvc 22    stub_length (decimal)
//   wkssvc 22        DomainNameParam, MachineAccountOU, AccountName, each also with its characters, as DomainNameParam_length
//   samr 5, 17, 34, 18; lsarpc 14, 58, 68, 15, 57, 76    Name / Names / Rid / Rids / Sids
//   samr 12, 50      Name, AccountType (50)    37, 58  InformationClass    22  Rid    31  MemberId    55  UserName
//   srvsvc 14        NetName, Path             18, 19  NetName
//   winreg 15, 6, 17, 22    lpSubKey, lpValueName      20, 31  lpFile
/// An interface or operation without a reader gives an empty list.
RpcArguments read_rpc_arguments(const RpcInterface& interface, std::uint16_t opnum,
                                core::Bytes stub, ByteOrder order, NdrForm form = NdrForm::ndr);

}  // namespace hitme::wire
