// SPDX-License-Identifier: Apache-2.0
#include "wire/rpc_arguments.h"

#include <algorithm>
#include <array>

#include "core/reader.h"
#include "core/text.h"
#include "wire/ms08_067.h"
#include "wire/ndr.h"
#include "wire/srvsvc.h"

namespace hitme::wire {
namespace {

constexpr std::size_t listed_names = 8;  // ours: of a list of names, RIDs or SIDs

// A reader and the list that it fills, so that a call's arguments are straight lines in the order of its IDL.
class Taker {
 public:
    Taker(core::Bytes stub, ByteOrder order, NdrForm form, RpcArguments& out)
        : in(stub, order, form), out_(out) {}

    NdrReader in;

    void add(std::string_view name, std::string value, std::size_t offset, std::size_t length) {
        if (!in.ok() || out_.list.size() >= max_arguments) return;
        if (value.size() > max_argument_bytes) value.resize(max_argument_bytes);
        out_.list.push_back({name, std::move(value), offset, length});
    }
    /// What was read last, from `offset` on.
    void add(std::string_view name, std::string value, std::size_t offset) {
        add(name, std::move(value), offset, in.offset() > offset ? in.offset() - offset : 0);
    }
    void add(const char* name, const NdrText& text) {
        add(name, text.text(max_argument_bytes), text.offset, text.length() * text.width);
    }

    void handle(const char* name) { in.context_handle(name); }
    void number(const char* name) {
        const std::uint32_t value = in.u32(name);
        add(name, std::to_string(value), in.offset() - 4);
    }
    std::uint32_t level(const char* name) {
        const std::uint32_t value = in.level(name);
        add(name, std::to_string(value), in.offset() - 4);
        return value;
    }
    void small_number(const char* name) {
        const std::uint32_t value = in.enumeration(name);
        add(name, std::to_string(value), in.offset() - 2);
    }
    void hex(const char* name, std::size_t length) {
        const std::size_t at = in.offset();
        const auto bytes = in.take(length, name);
        add(name, core::to_hex(bytes), at);
    }
    void wide(const char* name) { add(name, in.wide_string(name)); }
    void narrow(const char* name) { add(name, in.byte_string(name)); }
    void unique_wide(const char* name) {
        if (in.pointer(name) != 0) wide(name);
    }
    void unique_narrow(const char* name) {
        if (in.pointer(name) != 0) narrow(name);
    }
    void skip_unique_wide(const char* name) { in.unique_wide_string(name); }
    /// RPC_UNICODE_STRING at the top level: fixed part, then its characters.
    void unicode(const char* name) {
        const auto header = in.unicode_header(name);
        const auto body = in.unicode_body(header, name);
        if (header.present) add(name, body);
    }

    /// An array of `count` RPC_UNICODE_STRING whose conformance was read: fixed parts, then characters.
    void unicode_list(const char* name, std::uint32_t count) {
        std::array<NdrUnicodeHeader, listed_names> headers;
        for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
            const auto header = in.unicode_header(name);
            if (i < headers.size()) headers[i] = header;
        }
        std::string joined;
        const std::size_t at = in.offset();
        for (std::uint32_t i = 0; i < count && i < headers.size() && in.ok(); ++i) {
            const auto body = in.unicode_body(headers[i], name);
            joined += (i == 0 ? "" : ", ") + body.text(max_argument_bytes);
        }
        if (count > headers.size()) joined += " ...";
        add(name, std::move(joined), at);
    }

 private:
    RpcArguments& out_;
};

// ---- [MS-SRVS], [MS-WKST]

void server_and_level(Taker& call) {
    call.skip_unique_wide("ServerName");
    call.number("Level");
}

void connection_enum(Taker& call) {
    call.skip_unique_wide("ServerName");
    call.unique_wide("Qualifier");
}

void session_enum(Taker& call) {
    call.skip_unique_wide("ServerName");
    call.unique_wide("ClientName");
    call.unique_wide("UserName");
    call.number("Level");
}

void share_get_info(Taker& call) {
    call.skip_unique_wide("ServerName");
    call.wide("NetName");
    call.number("Level");
}

void share_name_of(Taker& call) {
    call.skip_unique_wide("ServerName");
    call.wide("NetName");
}

// SHARE_INFO_2, SHARE_INFO_502_I and SHARE_INFO_503_I begin alike ([MS-SRVS] 2.2.4.24 to 2.2.4.27): name, type, remark,
// permissions, two counts of uses, path, password. The password is never read.
void share_add(Taker& call) {
    call.skip_unique_wide("ServerName");
    const std::uint32_t level = call.level("Level");
    if (call.in.pointer("InfoStruct") == 0) return;
    if (level != 2 && level != 502 && level != 503) {
        call.in.fail(core::Fault::unsupported, "Level");
        return;
    }
    call.in.structure("InfoStruct");
    const bool name = call.in.pointer("netname") != 0;
    call.in.u32("type");
    const bool remark = call.in.pointer("remark") != 0;
    call.in.u32("permissions");
    call.in.u32("max_uses");
    call.in.u32("current_uses");
    const bool path = call.in.pointer("path") != 0;
    call.in.pointer("passwd");
    if (level == 503) call.in.pointer("servername");
    if (level != 2) {
        call.in.u32("reserved");
        call.in.pointer("security_descriptor");
    }
    if (name) call.wide("NetName");
    if (remark) call.in.wide_string("remark");
    if (path) call.wide("Path");
}

void join_domain(Taker& call) {
    call.skip_unique_wide("ServerName");
    // A value is cut at max_argument_bytes; how long it was is what matters (smb.md 1.14).
    const auto measured = [&](const char* name, std::string_view name_of_length,
                              const NdrText& text) {
        if (!call.in.ok()) return;
        call.add(name, text);
        call.add(name_of_length, std::to_string(text.length()), text.offset);
    };
    measured("DomainNameParam", "DomainNameParam_length", call.in.wide_string("DomainNameParam"));
    if (call.in.pointer("MachineAccountOU") != 0)
        measured("MachineAccountOU", "MachineAccountOU_length",
                 call.in.wide_string("MachineAccountOU"));
    if (call.in.pointer("AccountName") != 0)
        measured("AccountName", "AccountName_length", call.in.wide_string("AccountName"));
}

// ---- [MS-SCMR] 3.1.4

void open_manager_w(Taker& call) {
    call.unique_wide("lpMachineName");
    call.unique_wide("lpDatabaseName");
    call.number("dwDesiredAccess");
}

void open_manager_a(Taker& call) {
    call.unique_narrow("lpMachineName");
    call.unique_narrow("lpDatabaseName");
    call.number("dwDesiredAccess");
}

void create_service_w(Taker& call) {
    call.handle("hSCManager");
    call.wide("lpServiceName");
    call.unique_wide("lpDisplayName");
    call.number("dwDesiredAccess");
    call.number("dwServiceType");
    call.number("dwStartType");
    call.number("dwErrorControl");
    call.wide("lpBinaryPathName");
}

void create_service_a(Taker& call) {
    call.handle("hSCManager");
    call.narrow("lpServiceName");
    call.unique_narrow("lpDisplayName");
    call.number("dwDesiredAccess");
    call.number("dwServiceType");
    call.number("dwStartType");
    call.number("dwErrorControl");
    call.narrow("lpBinaryPathName");
}

void change_service_w(Taker& call) {
    call.handle("hService");
    call.number("dwServiceType");
    call.number("dwStartType");
    call.number("dwErrorControl");
    call.unique_wide("lpBinaryPathName");
}

void change_service_a(Taker& call) {
    call.handle("hService");
    call.number("dwServiceType");
    call.number("dwStartType");
    call.number("dwErrorControl");
    call.unique_narrow("lpBinaryPathName");
}

void open_service_w(Taker& call) {
    call.handle("hSCManager");
    call.wide("lpServiceName");
    call.number("dwDesiredAccess");
}

void open_service_a(Taker& call) {
    call.handle("hSCManager");
    call.narrow("lpServiceName");
    call.number("dwDesiredAccess");
}

void start_service(Taker& call, std::uint8_t width) {
    call.handle("hService");
    call.number("argc");
    if (call.in.pointer("argv") == 0) return;
    const std::uint32_t count = call.in.conformance("argv");
    std::uint32_t present = 0;
    for (std::uint32_t i = 0; i < count && call.in.ok(); ++i)
        present += call.in.pointer("argv") != 0 ? 1u : 0u;
    std::string joined;
    const std::size_t at = call.in.offset();
    for (std::uint32_t i = 0; i < present && i < listed_names && call.in.ok(); ++i) {
        const auto text = width == 2 ? call.in.wide_string("argv") : call.in.byte_string("argv");
        joined += (i == 0 ? "" : " ") + text.text(max_argument_bytes);
    }
    call.add("argv", std::move(joined), at);
}
void start_service_w(Taker& call) {
    start_service(call, 2);
}
void start_service_a(Taker& call) {
    start_service(call, 1);
}

void control_service(Taker& call) {
    call.handle("hService");
    call.number("dwControl");
}

// ---- [MS-TSCH] 3.2.5

void job_add(Taker& call) {
    call.skip_unique_wide("ServerName");
    call.in.structure("pAtInfo");
    const std::size_t at = call.in.offset();
    const std::uint64_t time = call.in.word("JobTime");  // milliseconds since midnight, local
    call.add("JobTime", std::to_string(time), at);
    call.number("DaysOfMonth");
    call.in.u8("DaysOfWeek");
    call.in.u8("Flags");
    call.unique_wide("Command");
}

void register_task(Taker& call) {
    call.unique_wide("path");
    call.wide("xml");
}

void task_path(Taker& call) {
    call.wide("path");
}

// ---- [MS-RPRN] 3.1.4, [MS-PAR] 3.1.4

void printer_name(Taker& call) {
    call.unique_wide("pPrinterName");
}

void start_document(Taker& call) {
    call.handle("hPrinter");
    call.level("Level");
    if (call.in.pointer("DocInfo1") == 0) return;
    call.in.structure("DocInfo1");
    const bool name = call.in.pointer("pDocName") != 0;
    const bool file = call.in.pointer("pOutputFile") != 0;
    const bool type = call.in.pointer("pDatatype") != 0;
    if (name) call.wide("pDocName");
    if (file) call.wide("pOutputFile");
    if (type) call.wide("pDatatype");
}

void change_notification(Taker& call) {
    call.handle("hPrinter");
    call.number("fdwFlags");
    call.in.u32("fdwOptions");
    call.unique_wide("pszLocalMachine");
}

// Bytes of a DRIVER_INFO's fixed part behind its first six members ([MS-RPRN] 2.2.1.5), by level. Levels 6 and 8 hold a
// 64-bit member, so the structure is aligned to eight.
std::optional<std::size_t> driver_info_rest(std::uint32_t level, NdrForm form) {
    const bool wide = form == NdrForm::ndr64;
    switch (level) {
        case 2:
            return 0;
        case 3:
            return wide ? 40 : 20;  // three pointers, a count, a pointer
        case 4:
            return wide ? 56 : 28;  // and a count and a pointer
        case 6:
            return wide ? 104 : 64;  // FILETIME, padding, DWORDLONG, four pointers
        case 8:
            return wide ? 176 : 112;  // and eight members, FILETIME, DWORDLONG
        default:
            return std::nullopt;
    }
}

void add_driver(Taker& call) {
    call.unique_wide("pName");
    const std::uint32_t level = call.level("Level");
    if (call.in.pointer("DriverInfo") == 0) return;
    const auto rest = driver_info_rest(level, call.in.form());
    if (!rest) {
        call.in.fail(core::Fault::unsupported, "Level");
        return;
    }
    if (level >= 6) call.in.align(8, "DriverInfo");
    call.in.structure("DriverInfo");
    call.in.u32("cVersion");
    static constexpr const char* names[] = {"pDriverName", "pEnvironment", "pDriverPath",
                                            "pDataFile", "pConfigFile"};
    bool present[std::size(names)] = {};
    for (std::size_t i = 0; i < std::size(names); ++i) present[i] = call.in.pointer(names[i]) != 0;
    call.in.take(*rest, "DriverInfo");
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (present[i]) call.wide(names[i]);
}

// ---- [MS-NRPC] 3.5.4.4

void request_challenge(Taker& call) {
    call.unique_wide("PrimaryName");
    call.wide("ComputerName");
    call.hex("ClientChallenge", 8);
}

void authenticate(Taker& call) {
    call.unique_wide("PrimaryName");
    call.wide("AccountName");
    call.small_number("SecureChannelType");
    call.wide("ComputerName");
    call.hex("ClientCredential", 8);
}

void password_set(Taker& call) {
    call.unique_wide("PrimaryName");
    call.wide("AccountName");
    call.small_number("SecureChannelType");
    call.wide("ComputerName");
}

// ---- [MS-EFSR] 3.1.4.2, [MS-DFSNM], [MS-FSRVP]

void file_name(Taker& call) {
    call.wide("FileName");
}

void standard_root(Taker& call) {
    call.wide("ServerName");
    call.wide("RootShare");
}

void share_name(Taker& call) {
    call.wide("ShareName");
}

// ---- [MS-SAMR] 3.1.5

void samr_connect(Taker& call) {
    call.unique_wide("ServerName");
}

void samr_open_domain(Taker& call) {
    call.handle("ServerHandle");
    call.in.u32("DesiredAccess");
    const std::size_t at = call.in.offset();
    call.add("DomainId", call.in.sid("DomainId"), at);
}

void samr_lookup_domain(Taker& call) {
    call.handle("ServerHandle");
    call.unicode("Name");
}

void samr_lookup_names(Taker& call) {
    call.handle("DomainHandle");
    call.number("Count");
    call.in.conformance("Names");
    call.in.conformance("Names");  // offset
    const std::uint32_t count = call.in.conformance("Names");
    call.unicode_list("Names", count);
}

void samr_lookup_ids(Taker& call) {
    call.handle("DomainHandle");
    call.number("Count");
    call.in.conformance("RelativeIds");
    call.in.conformance("RelativeIds");  // offset
    const std::uint32_t count = call.in.conformance("RelativeIds");
    std::string joined;
    const std::size_t at = call.in.offset();
    for (std::uint32_t i = 0; i < count && call.in.ok(); ++i) {
        const std::uint32_t rid = call.in.u32("RelativeIds");
        if (i < listed_names) joined += (i == 0 ? "" : ", ") + std::to_string(rid);
    }
    if (count > listed_names) joined += " ...";
    call.add("Rids", std::move(joined), at);
}

void samr_open_user(Taker& call) {
    call.handle("DomainHandle");
    call.in.u32("DesiredAccess");
    call.number("Rid");
}

void samr_create_user(Taker& call) {
    call.handle("DomainHandle");
    call.unicode("Name");
}

void samr_create_user2(Taker& call) {
    samr_create_user(call);
    call.number("AccountType");
}

void samr_add_to_group(Taker& call) {
    call.handle("GroupHandle");
    call.number("Rid");
}

void samr_add_to_alias(Taker& call) {
    call.handle("AliasHandle");
    const std::size_t at = call.in.offset();
    call.add("MemberId", call.in.sid("MemberId"), at);
}

// SamrUnicodeChangePasswordUser2: the binding handle is not sent. What follows are the passwords.
void samr_change_password(Taker& call) {
    if (call.in.pointer("ServerName") != 0)
        call.in.unicode_body(call.in.unicode_header("ServerName"), "ServerName");
    call.unicode("UserName");
}

void samr_class(Taker& call) {
    call.handle("Handle");
    call.small_number("InformationClass");
}

// ---- [MS-LSAT] 3.1.4

void policy_class(Taker& call) {
    call.handle("PolicyHandle");
    call.small_number("InformationClass");
}

void names_behind_count(Taker& call) {
    call.number("Count");
    call.unicode_list("Names", call.in.conformance("Names"));
}

void lsa_lookup_names(Taker& call) {
    call.handle("PolicyHandle");
    names_behind_count(call);
}

void sids_of_buffer(Taker& call) {
    call.in.structure("SidEnumBuffer");
    call.number("Entries");
    if (call.in.pointer("SidInfo") == 0) return;
    const std::uint32_t count = call.in.conformance("SidInfo");
    std::uint32_t present = 0;
    for (std::uint32_t i = 0; i < count && call.in.ok(); ++i)
        present += call.in.pointer("Sid") != 0 ? 1u : 0u;
    std::string joined;
    const std::size_t at = call.in.offset();
    for (std::uint32_t i = 0; i < present && i < listed_names && call.in.ok(); ++i) {
        joined += i == 0 ? "" : ", ";
        joined += call.in.sid("Sid");
    }
    if (present > listed_names) joined += " ...";
    call.add("Sids", std::move(joined), at);
}

void lsa_lookup_sids(Taker& call) {
    call.handle("PolicyHandle");
    sids_of_buffer(call);
}

// ---- [MS-RRP] 3.1.5

void reg_key(Taker& call) {
    call.handle("hKey");
    call.unicode("lpSubKey");
}

void reg_value(Taker& call) {
    call.handle("hKey");
    call.unicode("lpValueName");
}

void reg_set_value(Taker& call) {
    call.handle("hKey");
    call.unicode("lpValueName");
    call.number("dwType");
    // Run keys hold a command, which is what one wants to know; REG_SZ and REG_EXPAND_SZ are UTF-16.
    const std::size_t at = call.in.offset() + 4;
    const auto data = call.in.conformant_bytes("lpData");
    call.add("lpData", utf8_of_utf16(data, ByteOrder::little, max_argument_bytes), at);
}

void reg_file(Taker& call) {
    call.handle("hKey");
    call.unicode("lpFile");
}

// ---- C706 appendix O

void endpoint_lookup(Taker& call) {
    call.number("inquiry_type");
}

// Protocol identifiers of a tower's fourth floor (C706 appendix I).
std::string_view protocol_of_floor(std::uint8_t identifier) {
    switch (identifier) {
        case 0x07:
            return "ncacn_ip_tcp";
        case 0x08:
            return "ncadg_ip_udp";
        case 0x0F:
            return "ncacn_np";
        case 0x10:
            return "ncalrpc";
        case 0x1F:
            return "ncacn_http";
        default:
            return "another protocol";
    }
}

// ept_map (C706 appendix O): object, map_tower. A tower (appendix L) has floors of two counted halves each; the first names
// the interface, the fourth how it is to be reached.
void endpoint_map(Taker& call) {
    if (call.in.pointer("object") != 0) call.in.take(16, "object");
    if (call.in.pointer("map_tower") == 0) return;
    call.in.u32("map_tower");
    const std::uint32_t length = call.in.u32("tower_length");
    const std::size_t begin = call.in.offset();
    const auto bytes = call.in.take(length, "tower_octet_string");
    if (!call.in.ok()) return;
    core::Reader floors{bytes};
    const std::uint16_t count = floors.u16le("floors");
    constexpr std::uint16_t most_floors = 8;  // ours; a tower has five or six
    constexpr std::uint8_t of_interface = 0x0D;
    for (std::uint16_t i = 0; i < std::min(count, most_floors) && floors.ok(); ++i) {
        const auto left = floors.take(floors.u16le("lhs_length"), "lhs");
        const std::size_t place = begin + floors.offset() - left.size();
        floors.take(floors.u16le("rhs_length"), "rhs");
        if (!floors.ok() || left.empty()) return;
        if (i == 0 && left.size() >= 17 && left[0] == of_interface) {
            core::Reader in{left.subspan(1)};
            Uuid asked;
            asked.time_low = in.u32le("interface");
            asked.time_mid = in.u16le("interface");
            asked.time_high = in.u16le("interface");
            const auto node = in.take(asked.node.size(), "interface");
            std::copy(node.begin(), node.end(), asked.node.begin());
            const auto* known = find_rpc_interface(asked);
            call.add("interface", known ? std::string(known->name) : to_text(asked), place);
        }
        if (i == 3) call.add("protocol", std::string(protocol_of_floor(left[0])), place);
    }
}

void printers(Taker& call) {
    call.number("Flags");
    call.unique_wide("Name");
    call.number("Level");
}

struct ReaderOf {
    std::string_view interface;
    std::uint16_t opnum;
    void (*read)(Taker&);
};

constexpr ReaderOf readers[] = {
    {"srvsvc", 8, connection_enum},
    {"srvsvc", 12, session_enum},
    {"srvsvc", 14, share_add},
    {"srvsvc", 15, server_and_level},
    {"srvsvc", 16, share_get_info},
    {"srvsvc", 18, share_name_of},
    {"srvsvc", 19, share_name_of},
    {"srvsvc", 21, server_and_level},
    {"srvsvc", 36, server_and_level},
    {"wkssvc", 0, server_and_level},
    {"wkssvc", 2, server_and_level},
    {"wkssvc", 22, join_domain},
    {"samr", 5, samr_lookup_domain},
    {"samr", 7, samr_open_domain},
    {"samr", 8, samr_class},
    {"samr", 12, samr_create_user},
    {"samr", 17, samr_lookup_names},
    {"samr", 18, samr_lookup_ids},
    {"samr", 19, samr_open_user},
    {"samr", 22, samr_add_to_group},
    {"samr", 27, samr_open_user},
    {"samr", 31, samr_add_to_alias},
    {"samr", 34, samr_open_user},
    {"samr", 36, samr_class},
    {"samr", 37, samr_class},
    {"samr", 40, samr_class},
    {"samr", 46, samr_class},
    {"samr", 47, samr_class},
    {"samr", 48, samr_class},
    {"samr", 50, samr_create_user2},
    {"samr", 51, samr_class},
    {"samr", 55, samr_change_password},
    {"samr", 57, samr_connect},
    {"samr", 58, samr_class},
    {"samr", 62, samr_connect},
    {"samr", 64, samr_connect},
    {"lsarpc", 7, policy_class},
    {"lsarpc", 14, lsa_lookup_names},
    {"lsarpc", 15, lsa_lookup_sids},
    {"lsarpc", 46, policy_class},
    {"lsarpc", 57, lsa_lookup_sids},
    {"lsarpc", 58, lsa_lookup_names},
    {"lsarpc", 68, lsa_lookup_names},
    {"lsarpc", 76, sids_of_buffer},
    {"lsarpc", 77, names_behind_count},
    {"efsrpc", 0, file_name},
    {"efsrpc", 4, file_name},
    {"efsrpc", 5, file_name},
    {"efsrpc", 6, file_name},
    {"efsrpc", 7, file_name},
    {"efsrpc", 8, file_name},
    {"efsrpc", 9, file_name},
    {"efsrpc", 12, file_name},
    {"efsrpc", 13, file_name},
    {"netlogon", 4, request_challenge},
    {"netlogon", 5, authenticate},
    {"netlogon", 15, authenticate},
    {"netlogon", 26, authenticate},
    {"netlogon", 6, password_set},
    {"netlogon", 30, password_set},
    {"svcctl", 1, control_service},
    {"svcctl", 11, change_service_w},
    {"svcctl", 12, create_service_w},
    {"svcctl", 15, open_manager_w},
    {"svcctl", 16, open_service_w},
    {"svcctl", 19, start_service_w},
    {"svcctl", 23, change_service_a},
    {"svcctl", 24, create_service_a},
    {"svcctl", 27, open_manager_a},
    {"svcctl", 28, open_service_a},
    {"svcctl", 31, start_service_a},
    {"svcctl", 44, create_service_a},
    {"svcctl", 45, create_service_w},
    {"svcctl", 50, control_service},
    {"svcctl", 51, control_service},
    {"atsvc", 0, job_add},
    {"itaskschedulerservice", 1, register_task},
    {"itaskschedulerservice", 12, task_path},
    {"itaskschedulerservice", 13, task_path},
    {"winreg", 6, reg_key},
    {"winreg", 7, reg_key},
    {"winreg", 8, reg_value},
    {"winreg", 15, reg_key},
    {"winreg", 17, reg_value},
    {"winreg", 20, reg_file},
    {"winreg", 22, reg_set_value},
    {"winreg", 31, reg_file},
    {"spoolss", 0, printers},
    {"spoolss", 1, printer_name},
    {"spoolss", 9, add_driver},
    {"spoolss", 17, start_document},
    {"spoolss", 65, change_notification},
    {"spoolss", 69, printer_name},
    {"spoolss", 89, add_driver},
    {"iremotewinspool", 0, printer_name},
    {"iremotewinspool", 39, add_driver},
    {"epmapper", 2, endpoint_lookup},
    {"epmapper", 3, endpoint_map},
    {"netdfs", 12, standard_root},
    {"netdfs", 13, standard_root},
    {"fssagentrpc", 8, share_name},
    {"fssagentrpc", 9, share_name},
};

// Calls whose size is what gives them away ([smb.md] 1.14).
bool is_known_by_size(const RpcInterface& interface, std::uint16_t opnum) {
    const auto* operation = find_rpc_operation(interface, opnum);
    return operation && operation->kind == RpcKind::exploited;
}

void add_path_words(std::uint16_t opnum, core::Bytes stub, ByteOrder order, NdrForm form,
                    RpcArguments& out) {
    const auto verdict = judge_path_call(opnum, stub, order, form);
    if (!verdict.parsed) out.fault = verdict.fault;
    out.list.push_back({"path", verdict.words, verdict.shape.offset});
    const auto call = decode_path_call(opnum, stub, order, form);
    if (!call || verdict.shape.is_binary || verdict.shape.is_long) return;
    out.list.push_back({opnum == netpr_path_compare ? "PathName1" : "PathName", call->path.text(),
                        call->path.offset});
    if (call->second) out.list.push_back({"PathName2", call->second->text(), call->second->offset});
}

}  // namespace

std::optional<std::string_view> RpcArguments::find(std::string_view name) const {
    const auto found = std::ranges::find(list, name, &RpcArgument::name);
    if (found == list.end()) return std::nullopt;
    return found->value;
}

std::string RpcArguments::words(std::size_t limit) const {
    std::string words;
    for (const auto& argument : list) {
        if (!words.empty()) words += ", ";
        // The words about a path say what they are themselves.
        if (argument.name != argument.value.substr(0, argument.name.size())) {
            words += argument.name;
            words += ' ';
        }
        words += argument.value;
    }
    return core::printable(words, limit);
}

RpcArguments read_rpc_arguments(const RpcInterface& interface, std::uint16_t opnum,
                                core::Bytes stub, ByteOrder order, NdrForm form) {
    RpcArguments out;
    if (interface.name == "srvsvc" &&
        (opnum == netpr_path_canonicalize || opnum == netpr_path_compare)) {
        add_path_words(opnum, stub, order, form, out);
        return out;
    }
    if (is_known_by_size(interface, opnum))
        out.list.push_back({"stub_length", std::to_string(stub.size()), 0});
    for (const auto& row : readers) {
        if (row.opnum != opnum || row.interface != interface.name) continue;
        Taker call{stub, order, form, out};
        row.read(call);
        if (!call.in.ok()) out.fault = call.in.error();
        break;
    }
    return out;
}

}  // namespace hitme::wire
