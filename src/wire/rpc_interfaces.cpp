// SPDX-License-Identifier: Apache-2.0
#include "wire/rpc_interfaces.h"

#include <algorithm>
#include <array>

namespace hitme::wire {
namespace {

constexpr std::size_t max_pipe_name = 64;

consteval std::uint32_t digit(char letter) {
    return static_cast<std::uint32_t>(letter <= '9' ? letter - '0' : letter - 'a' + 10);
}

// "4b324fc8-1670-01d3-1278-5a47bf6ee188", lower case, checked by eye and by a test.
consteval Uuid uuid(const char (&text)[37]) {
    std::array<std::uint8_t, 16> bytes{};
    std::size_t at = 0;
    for (auto& byte : bytes) {
        if (text[at] == '-') ++at;
        byte = static_cast<std::uint8_t>(digit(text[at]) << 4 | digit(text[at + 1]));
        at += 2;
    }
    Uuid made;
    for (std::size_t i = 0; i < 4; ++i) made.time_low = made.time_low << 8 | bytes[i];
    made.time_mid = static_cast<std::uint16_t>(bytes[4] << 8 | bytes[5]);
    made.time_high = static_cast<std::uint16_t>(bytes[6] << 8 | bytes[7]);
    for (std::size_t i = 0; i < 8; ++i) made.node[i] = bytes[8 + i];
    return made;
}

using enum RpcKind;

// [MS-SRVS] 3.1.4
constexpr RpcOperation srvsvc[] = {
    {8, "NetrConnectionEnum", listing},
    {9, "NetrFileEnum", listing},
    {10, "NetrFileGetInfo", listing},
    {11, "NetrFileClose", other},
    {12, "NetrSessionEnum", listing},
    {13, "NetrSessionDel", other},
    {14, "NetrShareAdd", share},
    {15, "NetrShareEnum", listing},
    {16, "NetrShareGetInfo", listing},
    {17, "NetrShareSetInfo", share},
    {18, "NetrShareDel", share},
    {19, "NetrShareDelSticky", share},
    {20, "NetrShareCheck", other},
    {21, "NetrServerGetInfo", listing},
    {22, "NetrServerSetInfo", other},
    {23, "NetrServerDiskEnum", listing},
    {24, "NetrServerStatisticsGet", listing},
    {25, "NetrServerTransportAdd", other},
    {26, "NetrServerTransportEnum", listing},
    {27, "NetrServerTransportDel", other},
    {28, "NetrRemoteTOD", listing},
    {30, "NetprPathType", other},
    {31, "NetprPathCanonicalize", path},
    {32, "NetprPathCompare", path},
    {33, "NetprNameValidate", other},
    {34, "NetprNameCanonicalize", other},
    {35, "NetprNameCompare", other},
    {36, "NetrShareEnumSticky", listing},
    {37, "NetrShareDelStart", other},
    {38, "NetrShareDelCommit", other},
    {39, "NetrpGetFileSecurity", other},
    {40, "NetrpSetFileSecurity", other},
    {41, "NetrServerTransportAddEx", other},
    {43, "NetrDfsGetVersion", other},
    {53, "NetrServerTransportDelEx", other},
    {54, "NetrServerAliasAdd", other},
    {55, "NetrServerAliasEnum", listing},
    {56, "NetrServerAliasDel", other},
    {57, "NetrShareDelEx", share},
};

// [MS-BRWSA] 3.1.4
constexpr RpcOperation browser[] = {
    {0, "I_BrowserrServerEnum", listing},
    {1, "I_BrowserrDebugCall", other},
    {2, "I_BrowserrQueryOtherDomains", listing},
    {3, "I_BrowserrResetNetlogonState", other},
    {4, "I_BrowserrDebugTrace", other},
    {5, "I_BrowserrQueryStatistics", listing},
    {6, "I_BrowserrResetStatistics", other},
    {7, "NetrBrowserStatisticsClear", other},
    {8, "NetrBrowserStatisticsGet", listing},
    {9, "I_BrowserrSetNetlogonState", other},
    {10, "I_BrowserrQueryEmulatedDomains", listing},
};

// [MS-WKST] 3.2.4
constexpr RpcOperation wkssvc[] = {
    {0, "NetrWkstaGetInfo", listing},
    {1, "NetrWkstaSetInfo", other},
    {2, "NetrWkstaUserEnum", listing},
    {5, "NetrWkstaTransportEnum", listing},
    {6, "NetrWkstaTransportAdd", other},
    {7, "NetrWkstaTransportDel", other},
    {8, "NetrUseAdd", other},
    {9, "NetrUseGetInfo", other},
    {10, "NetrUseDel", other},
    {11, "NetrUseEnum", listing},
    {13, "NetrWorkstationStatisticsGet", listing},
    {20, "NetrGetJoinInformation", listing},
    {22, "NetrJoinDomain2", exploited},
    {23, "NetrUnjoinDomain2", other},
    {24, "NetrRenameMachineInDomain2", other},
    {25, "NetrValidateName2", other},
    {26, "NetrGetJoinableOUs2", other},
    {27, "NetrAddAlternateComputerName", other},
    {28, "NetrRemoveAlternateComputerName", other},
    {29, "NetrSetPrimaryComputerName", other},
    {30, "NetrEnumerateComputerNames", listing},
};

// [MS-SAMR] 3.1.5
constexpr RpcOperation samr[] = {
    {0, "SamrConnect", listing},
    {1, "SamrCloseHandle", other},
    {2, "SamrSetSecurityObject", other},
    {3, "SamrQuerySecurityObject", other},
    {5, "SamrLookupDomainInSamServer", listing},
    {6, "SamrEnumerateDomainsInSamServer", listing},
    {7, "SamrOpenDomain", listing},
    {8, "SamrQueryInformationDomain", listing},
    {9, "SamrSetInformationDomain", other},
    {10, "SamrCreateGroupInDomain", other},
    {11, "SamrEnumerateGroupsInDomain", listing},
    {12, "SamrCreateUserInDomain", account},
    {13, "SamrEnumerateUsersInDomain", listing},
    {14, "SamrCreateAliasInDomain", other},
    {15, "SamrEnumerateAliasesInDomain", listing},
    {16, "SamrGetAliasMembership", listing},
    {17, "SamrLookupNamesInDomain", listing},
    {18, "SamrLookupIdsInDomain", listing},
    {19, "SamrOpenGroup", listing},
    {20, "SamrQueryInformationGroup", listing},
    {21, "SamrSetInformationGroup", other},
    {22, "SamrAddMemberToGroup", account},
    {23, "SamrDeleteGroup", other},
    {24, "SamrRemoveMemberFromGroup", other},
    {25, "SamrGetMembersInGroup", listing},
    {26, "SamrSetMemberAttributesOfGroup", other},
    {27, "SamrOpenAlias", listing},
    {28, "SamrQueryInformationAlias", listing},
    {29, "SamrSetInformationAlias", other},
    {30, "SamrDeleteAlias", other},
    {31, "SamrAddMemberToAlias", account},
    {32, "SamrRemoveMemberFromAlias", other},
    {33, "SamrGetMembersInAlias", listing},
    {34, "SamrOpenUser", listing},
    {35, "SamrDeleteUser", account},
    {36, "SamrQueryInformationUser", listing},
    {37, "SamrSetInformationUser", account},
    {38, "SamrChangePasswordUser", account},
    {39, "SamrGetGroupsForUser", listing},
    {40, "SamrQueryDisplayInformation", listing},
    {41, "SamrGetDisplayEnumerationIndex", listing},
    {44, "SamrGetUserDomainPasswordInformation", listing},
    {45, "SamrRemoveMemberFromForeignDomain", other},
    {46, "SamrQueryInformationDomain2", listing},
    {47, "SamrQueryInformationUser2", listing},
    {48, "SamrQueryDisplayInformation2", listing},
    {49, "SamrGetDisplayEnumerationIndex2", listing},
    {50, "SamrCreateUser2InDomain", account},
    {51, "SamrQueryDisplayInformation3", listing},
    {52, "SamrAddMultipleMembersToAlias", other},
    {53, "SamrRemoveMultipleMembersFromAlias", other},
    {54, "SamrOemChangePasswordUser2", account},
    {55, "SamrUnicodeChangePasswordUser2", account},
    {56, "SamrGetDomainPasswordInformation", listing},
    {57, "SamrConnect2", listing},
    {58, "SamrSetInformationUser2", account},
    {62, "SamrConnect4", listing},
    {64, "SamrConnect5", listing},
    {65, "SamrRidToSid", listing},
    {66, "SamrSetDSRMPassword", other},
    {67, "SamrValidatePassword", other},
};

// [MS-LSAD] 3.1.4 and [MS-LSAT] 3.1.4
constexpr RpcOperation lsarpc[] = {
    {0, "LsarClose", other},
    {2, "LsarEnumeratePrivileges", listing},
    {3, "LsarQuerySecurityObject", other},
    {4, "LsarSetSecurityObject", other},
    {6, "LsarOpenPolicy", listing},
    {7, "LsarQueryInformationPolicy", listing},
    {8, "LsarSetInformationPolicy", other},
    {10, "LsarCreateAccount", other},
    {11, "LsarEnumerateAccounts", listing},
    {12, "LsarCreateTrustedDomain", other},
    {13, "LsarEnumerateTrustedDomains", listing},
    {14, "LsarLookupNames", listing},
    {15, "LsarLookupSids", listing},
    {16, "LsarCreateSecret", other},
    {17, "LsarOpenAccount", other},
    {18, "LsarEnumeratePrivilegesAccount", listing},
    {19, "LsarAddPrivilegesToAccount", other},
    {20, "LsarRemovePrivilegesFromAccount", other},
    {23, "LsarGetSystemAccessAccount", other},
    {24, "LsarSetSystemAccessAccount", other},
    {25, "LsarOpenTrustedDomain", other},
    {26, "LsarQueryInfoTrustedDomain", listing},
    {28, "LsarOpenSecret", other},
    {29, "LsarSetSecret", other},
    {30, "LsarQuerySecret", other},
    {31, "LsarLookupPrivilegeValue", listing},
    {32, "LsarLookupPrivilegeName", listing},
    {33, "LsarLookupPrivilegeDisplayName", listing},
    {34, "LsarDeleteObject", other},
    {35, "LsarEnumerateAccountsWithUserRight", listing},
    {36, "LsarEnumerateAccountRights", listing},
    {37, "LsarAddAccountRights", other},
    {38, "LsarRemoveAccountRights", other},
    {39, "LsarQueryTrustedDomainInfo", listing},
    {42, "LsarStorePrivateData", other},
    {43, "LsarRetrievePrivateData", other},
    {44, "LsarOpenPolicy2", listing},
    {45, "LsarGetUserName", listing},
    {46, "LsarQueryInformationPolicy2", listing},
    {47, "LsarSetInformationPolicy2", other},
    {50, "LsarEnumerateTrustedDomainsEx", listing},
    {57, "LsarLookupSids2", listing},
    {58, "LsarLookupNames2", listing},
    {68, "LsarLookupNames3", listing},
    {76, "LsarLookupSids3", listing},
    {77, "LsarLookupNames4", listing},
};

// [MS-DSSP] 3.2.5; 1 to 11 left the document when Windows dropped them after MS04-011
constexpr RpcOperation dssetup[] = {
    {0, "DsRolerGetPrimaryDomainInformation", listing},
    {9, "DsRolerUpgradeDownlevelServer", exploited},
};

// [MS-EFSR] 3.1.4.2
constexpr RpcOperation efsrpc[] = {
    {0, "EfsRpcOpenFileRaw", coercion},
    {1, "EfsRpcReadFileRaw", other},
    {2, "EfsRpcWriteFileRaw", other},
    {3, "EfsRpcCloseRaw", other},
    {4, "EfsRpcEncryptFileSrv", coercion},
    {5, "EfsRpcDecryptFileSrv", coercion},
    {6, "EfsRpcQueryUsersOnFile", coercion},
    {7, "EfsRpcQueryRecoveryAgents", coercion},
    {8, "EfsRpcRemoveUsersFromFile", coercion},
    {9, "EfsRpcAddUsersToFile", coercion},
    {11, "EfsRpcNotSupported", other},
    {12, "EfsRpcFileKeyInfo", coercion},
    {13, "EfsRpcDuplicateEncryptionInfoFile", coercion},
    {15, "EfsRpcAddUsersToFileEx", coercion},
    {16, "EfsRpcFileKeyInfoEx", coercion},
    {18, "EfsRpcGetEncryptedFileMetadata", coercion},
    {19, "EfsRpcSetEncryptedFileMetadata", coercion},
    {21, "EfsRpcEncryptFileExSrv", coercion},
    {22, "EfsRpcQueryProtectors", coercion},
};

// [MS-NRPC] 3.5.4
constexpr RpcOperation netlogon[] = {
    {0, "NetrLogonUasLogon", logon},
    {1, "NetrLogonUasLogoff", logon},
    {2, "NetrLogonSamLogon", logon},
    {3, "NetrLogonSamLogoff", logon},
    {4, "NetrServerReqChallenge", logon},
    {5, "NetrServerAuthenticate", logon},
    {6, "NetrServerPasswordSet", logon},
    {7, "NetrDatabaseDeltas", other},
    {8, "NetrDatabaseSync", other},
    {11, "NetrGetDCName", listing},
    {12, "NetrLogonControl", other},
    {13, "NetrGetAnyDCName", listing},
    {14, "NetrLogonControl2", other},
    {15, "NetrServerAuthenticate2", logon},
    {16, "NetrDatabaseSync2", other},
    {17, "NetrDatabaseRedo", other},
    {18, "NetrLogonControl2Ex", other},
    {19, "NetrEnumerateTrustedDomains", listing},
    {20, "DsrGetDcName", listing},
    {21, "NetrLogonGetCapabilities", logon},
    {26, "NetrServerAuthenticate3", logon},
    {27, "DsrGetDcNameEx", listing},
    {28, "DsrGetSiteName", listing},
    {29, "NetrLogonGetDomainInfo", listing},
    {30, "NetrServerPasswordSet2", logon},
    {31, "NetrServerPasswordGet", logon},
    {34, "DsrGetDcNameEx2", listing},
    {36, "NetrEnumerateTrustedDomainsEx", listing},
    {39, "NetrLogonSamLogonEx", logon},
    {40, "DsrEnumerateDomainTrusts", listing},
    {42, "NetrServerTrustPasswordsGet", logon},
    {45, "NetrLogonSamLogonWithFlags", logon},
    {46, "NetrServerGetTrustInfo", logon},
};

// [MS-SCMR] 3.1.4
constexpr RpcOperation svcctl[] = {
    {0, "RCloseServiceHandle", other},
    {1, "RControlService", service},
    {2, "RDeleteService", service},
    {3, "RLockServiceDatabase", other},
    {4, "RQueryServiceObjectSecurity", other},
    {5, "RSetServiceObjectSecurity", service},
    {6, "RQueryServiceStatus", listing},
    {7, "RSetServiceStatus", other},
    {8, "RUnlockServiceDatabase", other},
    {9, "RNotifyBootConfigStatus", other},
    {11, "RChangeServiceConfigW", service},
    {12, "RCreateServiceW", service},
    {13, "REnumDependentServicesW", listing},
    {14, "REnumServicesStatusW", listing},
    {15, "ROpenSCManagerW", listing},
    {16, "ROpenServiceW", listing},
    {17, "RQueryServiceConfigW", listing},
    {18, "RQueryServiceLockStatusW", listing},
    {19, "RStartServiceW", service},
    {20, "RGetServiceDisplayNameW", listing},
    {21, "RGetServiceKeyNameW", listing},
    {23, "RChangeServiceConfigA", service},
    {24, "RCreateServiceA", service},
    {25, "REnumDependentServicesA", listing},
    {26, "REnumServicesStatusA", listing},
    {27, "ROpenSCManagerA", listing},
    {28, "ROpenServiceA", listing},
    {29, "RQueryServiceConfigA", listing},
    {30, "RQueryServiceLockStatusA", listing},
    {31, "RStartServiceA", service},
    {32, "RGetServiceDisplayNameA", listing},
    {33, "RGetServiceKeyNameA", listing},
    {35, "REnumServiceGroupW", listing},
    {36, "RChangeServiceConfig2A", service},
    {37, "RChangeServiceConfig2W", service},
    {38, "RQueryServiceConfig2A", listing},
    {39, "RQueryServiceConfig2W", listing},
    {40, "RQueryServiceStatusEx", listing},
    {41, "REnumServicesStatusExA", listing},
    {42, "REnumServicesStatusExW", listing},
    {44, "RCreateServiceWOW64A", service},
    {45, "RCreateServiceWOW64W", service},
    {50, "RControlServiceExA", service},
    {51, "RControlServiceExW", service},
    {56, "RQueryServiceConfigEx", listing},
    {60, "RCreateWowService", service},
    {64, "ROpenSCManager2", listing},
};

// [MS-TSCH] 3.2.5.2
constexpr RpcOperation atsvc[] = {
    {0, "NetrJobAdd", task},
    {1, "NetrJobDel", task},
    {2, "NetrJobEnum", listing},
    {3, "NetrJobGetInfo", listing},
};

// [MS-TSCH] 3.2.5.4
constexpr RpcOperation task_scheduler[] = {
    {0, "SchRpcHighestVersion", other},
    {1, "SchRpcRegisterTask", task},
    {2, "SchRpcRetrieveTask", listing},
    {3, "SchRpcCreateFolder", task},
    {4, "SchRpcSetSecurity", task},
    {5, "SchRpcGetSecurity", listing},
    {6, "SchRpcEnumFolders", listing},
    {7, "SchRpcEnumTasks", listing},
    {8, "SchRpcEnumInstances", listing},
    {9, "SchRpcGetInstanceInfo", listing},
    {10, "SchRpcStopInstance", task},
    {11, "SchRpcStop", task},
    {12, "SchRpcRun", task},
    {13, "SchRpcDelete", task},
    {14, "SchRpcRename", task},
    {15, "SchRpcScheduledRuntimes", listing},
    {16, "SchRpcGetLastRunInfo", listing},
    {17, "SchRpcGetTaskInfo", listing},
    {18, "SchRpcGetNumberOfMissedRuns", listing},
    {19, "SchRpcEnableTask", task},
};

// [MS-RRP] 3.1.5
constexpr RpcOperation winreg[] = {
    {0, "OpenClassesRoot", listing},
    {1, "OpenCurrentUser", listing},
    {2, "OpenLocalMachine", listing},
    {3, "OpenPerformanceData", listing},
    {4, "OpenUsers", listing},
    {5, "BaseRegCloseKey", other},
    {6, "BaseRegCreateKey", registry},
    {7, "BaseRegDeleteKey", registry},
    {8, "BaseRegDeleteValue", registry},
    {9, "BaseRegEnumKey", listing},
    {10, "BaseRegEnumValue", listing},
    {11, "BaseRegFlushKey", other},
    {12, "BaseRegGetKeySecurity", other},
    {13, "BaseRegLoadKey", registry},
    {15, "BaseRegOpenKey", listing},
    {16, "BaseRegQueryInfoKey", listing},
    {17, "BaseRegQueryValue", listing},
    {18, "BaseRegReplaceKey", registry},
    {19, "BaseRegRestoreKey", registry},
    {20, "BaseRegSaveKey", registry},
    {21, "BaseRegSetKeySecurity", registry},
    {22, "BaseRegSetValue", registry},
    {23, "BaseRegUnLoadKey", registry},
    {26, "BaseRegGetVersion", other},
    {27, "OpenCurrentConfig", listing},
    {29, "BaseRegQueryMultipleValues", listing},
    {31, "BaseRegSaveKeyEx", registry},
    {32, "OpenPerformanceText", listing},
    {33, "OpenPerformanceNlsText", listing},
    {34, "BaseRegQueryMultipleValues2", listing},
    {35, "BaseRegDeleteKeyEx", registry},
};

// [MS-RPRN] 3.1.4
constexpr RpcOperation spoolss[] = {
    {0, "RpcEnumPrinters", listing},
    {1, "RpcOpenPrinter", other},
    {2, "RpcSetJob", other},
    {3, "RpcGetJob", other},
    {4, "RpcEnumJobs", listing},
    {5, "RpcAddPrinter", spool},
    {6, "RpcDeletePrinter", spool},
    {7, "RpcSetPrinter", spool},
    {8, "RpcGetPrinter", listing},
    {9, "RpcAddPrinterDriver", spool},
    {10, "RpcEnumPrinterDrivers", listing},
    {11, "RpcGetPrinterDriver", listing},
    {12, "RpcGetPrinterDriverDirectory", listing},
    {13, "RpcDeletePrinterDriver", spool},
    {14, "RpcAddPrintProcessor", spool},
    {17, "RpcStartDocPrinter", spool},
    {18, "RpcStartPagePrinter", spool},
    {19, "RpcWritePrinter", spool},
    {20, "RpcEndPagePrinter", spool},
    {21, "RpcAbortPrinter", spool},
    {22, "RpcReadPrinter", other},
    {23, "RpcEndDocPrinter", spool},
    {24, "RpcAddJob", spool},
    {25, "RpcScheduleJob", spool},
    {26, "RpcGetPrinterData", listing},
    {27, "RpcSetPrinterData", other},
    {29, "RpcClosePrinter", other},
    {35, "RpcEnumPorts", listing},
    {36, "RpcEnumMonitors", listing},
    {53, "RpcGetPrinterDriver2", listing},
    {56, "RpcFindClosePrinterChangeNotification", other},
    {62, "RpcRemoteFindFirstPrinterChangeNotification", coercion},
    {65, "RpcRemoteFindFirstPrinterChangeNotificationEx", coercion},
    {67, "RpcRouterRefreshPrinterChangeNotification", other},
    {69, "RpcOpenPrinterEx", other},
    {70, "RpcAddPrinterEx", spool},
    {72, "RpcEnumPrinterData", listing},
    {77, "RpcSetPrinterDataEx", spool},
    {78, "RpcGetPrinterDataEx", listing},
    {79, "RpcEnumPrinterDataEx", listing},
    {84, "RpcDeletePrinterDriverEx", spool},
    {89, "RpcAddPrinterDriverEx", spool},
};

// [MS-PAR] 3.1.4
constexpr RpcOperation spoolss_async[] = {
    {0, "RpcAsyncOpenPrinter", other},           {1, "RpcAsyncAddPrinter", spool},
    {10, "RpcAsyncStartDocPrinter", spool},      {12, "RpcAsyncWritePrinter", spool},
    {14, "RpcAsyncEndDocPrinter", spool},        {20, "RpcAsyncClosePrinter", other},
    {38, "RpcAsyncEnumPrinters", listing},       {39, "RpcAsyncAddPrinterDriver", spool},
    {40, "RpcAsyncEnumPrinterDrivers", listing}, {42, "RpcAsyncDeletePrinterDriver", spool},
};

// C706 appendix O
constexpr RpcOperation epmapper[] = {
    {0, "ept_insert", other},
    {1, "ept_delete", other},
    {2, "ept_lookup", listing},
    {3, "ept_map", listing},
    {4, "ept_lookup_handle_free", other},
    {5, "ept_inq_object", other},
    {6, "ept_mgmt_delete", other},
};

// The Plug and Play interface has no document of its own; the operation is that of MS05-039.
constexpr RpcOperation pnp[] = {
    {2, "PNP_GetVersion", other},
    {10, "PNP_GetDeviceList", listing},
    {54, "PNP_QueryResConfList", exploited},
};

// NetDDE has no document; the operation is that of MS04-031.
constexpr RpcOperation nddeapi[] = {
    {7, "NDdeShareEnumW", listing},
    {12, "NDdeSetTrustedShareW", exploited},
};

// C706 appendix Q
constexpr RpcOperation mgmt[] = {
    {0, "rpc__mgmt_inq_if_ids", listing},          {1, "rpc__mgmt_inq_stats", listing},
    {2, "rpc__mgmt_is_server_listening", listing}, {3, "rpc__mgmt_stop_server_listening", other},
    {4, "rpc__mgmt_inq_princ_name", listing},
};

// [MS-EVEN] 3.1.4
constexpr RpcOperation eventlog[] = {
    {0, "ElfrClearELFW", other},  {1, "ElfrBackupELFW", coercion},
    {2, "ElfrCloseEL", other},    {4, "ElfrNumberOfRecords", listing},
    {7, "ElfrOpenELW", listing},  {9, "ElfrOpenBELW", coercion},
    {10, "ElfrReadELW", listing},
};

// [MS-DFSNM] 3.1.4
constexpr RpcOperation netdfs[] = {
    {0, "NetrDfsManagerGetVersion", listing},
    {1, "NetrDfsAdd", other},
    {2, "NetrDfsRemove", other},
    {4, "NetrDfsGetInfo", listing},
    {5, "NetrDfsEnum", listing},
    {10, "NetrDfsAddFtRoot", coercion},
    {11, "NetrDfsRemoveFtRoot", coercion},
    {12, "NetrDfsAddStdRoot", coercion},
    {13, "NetrDfsRemoveStdRoot", coercion},
    {21, "NetrDfsEnumEx", listing},
};

// [MS-FSRVP] 3.1.4
constexpr RpcOperation fssagent[] = {
    {8, "IsPathSupported", coercion},
    {9, "IsPathShadowCopied", coercion},
};

// [MS-RSP] 3.1.4
constexpr RpcOperation initshutdown[] = {
    {0, "BaseInitiateShutdown", service},
    {1, "BaseAbortShutdown", service},
    {2, "BaseInitiateShutdownEx", service},
};

constexpr std::string_view srvsvc_pipes[] = {"srvsvc", "browser", "wkssvc", "ntsvcs"};
constexpr std::string_view browser_pipes[] = {"browser"};
constexpr std::string_view wkssvc_pipes[] = {"wkssvc", "browser"};
constexpr std::string_view samr_pipes[] = {"samr", "lsass", "lsarpc"};
constexpr std::string_view lsarpc_pipes[] = {"lsarpc", "lsass", "netlogon", "samr"};
constexpr std::string_view dssetup_pipes[] = {"lsarpc", "lsass"};
constexpr std::string_view efsrpc_pipes[] = {"lsarpc", "efsrpc", "lsass", "samr", "netlogon"};
constexpr std::string_view efs_service_pipes[] = {"efsrpc"};
constexpr std::string_view netlogon_pipes[] = {"netlogon", "lsass", "lsarpc"};
constexpr std::string_view svcctl_pipes[] = {"svcctl", "ntsvcs"};
constexpr std::string_view atsvc_pipes[] = {"atsvc"};
constexpr std::string_view winreg_pipes[] = {"winreg"};
constexpr std::string_view spoolss_pipes[] = {"spoolss"};
constexpr std::string_view epmapper_pipes[] = {"epmapper"};
constexpr std::string_view pnp_pipes[] = {"ntsvcs", "browser", "srvsvc"};
constexpr std::string_view nddeapi_pipes[] = {"nddeapi"};
constexpr std::string_view eventlog_pipes[] = {"eventlog"};
constexpr std::string_view netdfs_pipes[] = {"netdfs"};
constexpr std::string_view fssagent_pipes[] = {"fssagentrpc"};
constexpr std::string_view initshutdown_pipes[] = {"initshutdown"};

constexpr RpcInterface interfaces[] = {
    {uuid("4b324fc8-1670-01d3-1278-5a47bf6ee188"), 3, 0, "srvsvc", "Server service", srvsvc_pipes,
     srvsvc},
    {uuid("6bffd098-a112-3610-9833-012892020162"), 0, 0, "browser", "Computer Browser",
     browser_pipes, browser},
    {uuid("6bffd098-a112-3610-9833-46c3f87e345a"), 1, 0, "wkssvc", "Workstation service",
     wkssvc_pipes, wkssvc},
    {uuid("12345778-1234-abcd-ef00-0123456789ac"), 1, 0, "samr", "Security Account Manager",
     samr_pipes, samr},
    {uuid("12345778-1234-abcd-ef00-0123456789ab"), 0, 0, "lsarpc", "Local Security Authority",
     lsarpc_pipes, lsarpc},
    {uuid("3919286a-b10c-11d0-9ba8-00c04fd92ef5"), 0, 0, "dssetup", "Directory Services Setup",
     dssetup_pipes, dssetup},
    {uuid("c681d488-d850-11d0-8c52-00c04fd90f7e"), 1, 0, "efsrpc", "Encrypting File System",
     efsrpc_pipes, efsrpc},
    {uuid("df1941c5-fe89-4e79-bf10-463657acf44d"), 1, 0, "efsrpc", "Encrypting File System",
     efs_service_pipes, efsrpc},
    {uuid("12345678-1234-abcd-ef00-01234567cffb"), 1, 0, "netlogon", "Netlogon", netlogon_pipes,
     netlogon},
    {uuid("367abb81-9844-35f1-ad32-98f038001003"), 2, 0, "svcctl", "Service Control Manager",
     svcctl_pipes, svcctl},
    {uuid("1ff70682-0a51-30e8-076d-740be8cee98b"), 1, 0, "atsvc", "At scheduler", atsvc_pipes,
     atsvc},
    {uuid("86d35949-83c9-4044-b424-db363231fd0c"), 1, 0, "itaskschedulerservice", "Task Scheduler",
     atsvc_pipes, task_scheduler},
    {uuid("338cd001-2244-31f1-aaaa-900038001003"), 1, 0, "winreg", "Remote Registry", winreg_pipes,
     winreg},
    {uuid("12345678-1234-abcd-ef00-0123456789ab"), 1, 0, "spoolss", "Print Spooler", spoolss_pipes,
     spoolss},
    {uuid("76f03f96-cdfd-44fc-a22c-64950a001209"), 1, 0, "iremotewinspool",
     "Print Spooler, asynchronous", spoolss_pipes, spoolss_async},
    {uuid("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0, "epmapper", "Endpoint Mapper",
     epmapper_pipes, epmapper},
    {uuid("8d9f4e40-a03d-11ce-8f69-08003e30051b"), 1, 0, "pnp", "Plug and Play", pnp_pipes, pnp},
    {uuid("2f5f3220-c126-1076-b549-074d078619da"), 1, 2, "nddeapi", "Network DDE", nddeapi_pipes,
     nddeapi},
    {uuid("afa8bd80-7d8a-11c9-bef4-08002b102989"), 1, 0, "mgmt", "RPC management", {}, mgmt},
    {uuid("82273fdc-e32a-18c3-3f78-827929dc23ea"), 0, 0, "eventlog", "Event Log", eventlog_pipes,
     eventlog},
    {uuid("4fc742e0-4a10-11cf-8273-00aa004ae673"), 3, 0, "netdfs", "Distributed File System",
     netdfs_pipes, netdfs},
    {uuid("a8e0653c-2744-4389-a61d-7373df8b2292"), 1, 0, "fssagentrpc", "File Server Shadow Copy",
     fssagent_pipes, fssagent},
    {uuid("894de0c0-0d55-11d3-a322-00c04fa321a1"), 1, 0, "initshutdown", "Remote Shutdown",
     initshutdown_pipes, initshutdown},
};

}  // namespace

std::string_view name_of(RpcKind kind) {
    switch (kind) {
        case other:
            return "other";
        case listing:
            return "listing";
        case logon:
            return "logon";
        case path:
            return "path";
        case service:
            return "service";
        case task:
            return "task";
        case spool:
            return "spool";
        case coercion:
            return "coercion";
        case registry:
            return "registry";
        case account:
            return "account";
        case share:
            return "share";
        case exploited:
            return "exploited";
    }
    return "other";
}

std::span<const RpcInterface> rpc_interfaces() {
    return interfaces;
}

const RpcInterface* find_rpc_interface(const Uuid& uuid) {
    const auto found = std::ranges::find(interfaces, uuid, &RpcInterface::uuid);
    return found == std::end(interfaces) ? nullptr : found;
}

const RpcInterface* find_rpc_interface(std::string_view name) {
    const auto found = std::ranges::find(interfaces, name, &RpcInterface::name);
    return found == std::end(interfaces) ? nullptr : found;
}

const RpcOperation* find_rpc_operation(const RpcInterface& interface, std::uint16_t opnum) {
    const auto found =
        std::ranges::lower_bound(interface.operations, opnum, {}, &RpcOperation::opnum);
    return found == interface.operations.end() || found->opnum != opnum ? nullptr : &*found;
}

std::string rpc_operation_name(const RpcInterface& interface, std::uint16_t opnum) {
    const auto* operation = find_rpc_operation(interface, opnum);
    return operation ? std::string{operation->name} : "opnum " + std::to_string(opnum);
}

std::string normal_pipe_name(std::string_view name) {
    const auto drop_slashes = [&name] {
        while (!name.empty() && (name.front() == '\\' || name.front() == '/'))
            name.remove_prefix(1);
    };
    const auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    };
    drop_slashes();
    constexpr std::string_view folder = "pipe";
    if (name.size() > folder.size() &&
        (name[folder.size()] == '\\' || name[folder.size()] == '/') &&
        std::ranges::equal(name.substr(0, folder.size()), folder, {}, lower)) {
        name.remove_prefix(folder.size());
        drop_slashes();
    }
    std::string normal{name.substr(0, max_pipe_name)};
    std::ranges::transform(normal, normal.begin(), lower);
    return normal;
}

bool is_known_pipe(std::string_view normal_name) {
    return std::ranges::any_of(interfaces, [&](const RpcInterface& interface) {
        return std::ranges::find(interface.pipes, normal_name) != interface.pipes.end();
    });
}

}  // namespace hitme::wire
