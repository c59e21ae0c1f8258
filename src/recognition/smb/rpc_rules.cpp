// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/rpc_rules.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "recognition/smb/client_shape.h"
#include "recognition/smb/listing_rules.h"
#include "wire/ms08_067.h"
#include "wire/rpc_arguments.h"
#include "wire/rpc_interfaces.h"
#include "wire/smb_text.h"
#include "wire/srvsvc.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;
using wire::RpcArguments;

struct Call {
    const wire::RpcMessage& message;
    const wire::RpcInterface& interface;
    const CallPlace& place;
    RpcMemory& memory;
    Notes& notes;
    std::string name;  ///< of the operation
    RpcArguments arguments;
    std::optional<wire::PathVerdict> path;  ///< of a path call
    bool sealed = false;
    bool told = false;  ///< a phrase says that it was called

    /// What is judged by less than the whole call is never certain.
    bool is_known_in_part() const { return sealed || message.is_cut; }
    std::string argument(std::string_view wanted) const {
        return std::string(arguments.find(wanted).value_or(std::string_view{}));
    }
    Mark mark(std::string value) const {
        return {place.stub, message.stub.size(), std::move(value)};
    }
    Mark mark_of(std::string_view wanted) const {
        for (const wire::RpcArgument& one : arguments.list)
            if (one.name == wanted)
                return {place.stub + one.offset, one.length, std::string(wanted) + " " + one.value};
        return mark(std::string(wanted));
    }
    std::string_view how_known() const {
        return sealed           ? " (sealed)"
               : message.is_cut ? " (of which only the beginning was kept)"
                                : "";
    }
};

bool is_unc(std::string_view text) {
    return text.starts_with("\\\\") && !text.starts_with("\\\\.\\") && !text.starts_with("\\\\?\\");
}

bool is_zero_hex(std::string_view digits) {
    return digits.size() == 16 && digits.find_first_not_of('0') == digits.npos;
}

// "Name value, name value": paths keep their backslashes, unlike RpcArguments::words().
std::string words_of(const RpcArguments& arguments) {
    std::string words;
    for (const wire::RpcArgument& one : arguments.list) {
        if (words.size() > max_value_bytes) break;
        if (!words.empty()) words += ", ";
        words.append(one.name).append(" ").append(one.value);
    }
    return words;
}

void found(Call& call, const Rule& rule, Grade grade, std::vector<Mark> marks, std::string phrase) {
    if (call.is_known_in_part()) grade = std::min(grade, Grade::likely);
    if (call.sealed) marks = {call.mark(call.name + ", sealed")};
    call.notes.found(rule, grade, marks);
    call.notes.raise(Weight::attack, asked_for(call.interface.name, call.place.pipe));
    call.told = true;
    if (phrase.empty()) return;
    phrase += call.how_known();
    call.notes.phrase(Weight::attack, std::move(phrase));
}

// What is told in the words of its answer, once that is seen.
void ask(Call& call, Weight weight, Asked asked) {
    asked.object += call.how_known();
    call.told = true;
    call.notes.phrase(weight, asked.words());
    if (weight == Weight::attack)
        call.notes.raise(weight, asked_for(call.interface.name, call.place.pipe));
    call.memory.asked = std::make_unique<Asked>(std::move(asked));
}

// ---- Server service: paths (smb.md 1.11, 1.12) -------------------------------------------------------------------

std::string path_phrase(const std::string& name, const wire::PathVerdict& verdict) {
    std::string phrase = "called " + name + " with a path of " +
                         std::to_string(verdict.shape.characters) + " characters";
    const bool joined = verdict.kind == wire::PathKind::climbing_prefix;
    if (joined || verdict.in_prefix || verdict.prefix_characters > wire::weaker_path_characters)
        phrase += " and a prefix of " + std::to_string(verdict.prefix_characters);
    if (joined) return phrase + ", which together climb above their root";
    if (verdict.shape.lowest_depth < 0) return phrase + " that climbs above its root";
    if (verdict.kind == wire::PathKind::walk_in_place) return phrase + " that climbs over and over";
    if (verdict.shape.climbs) return phrase + " that climbs";
    return phrase;
}

// smb.md 1.12: the worm's path is of letters by chance, and TransactNmPipe carries the whole call. From a paper, no packets are
// known; other programs may do the same, but one that is known by name is another.
void judge_letters(Call& call, const std::vector<Mark>& marks) {
    const wire::PathVerdict& verdict = *call.path;
    if (verdict.kind != wire::PathKind::exploit_shape || !verdict.parsed || verdict.opnum != 31 ||
        !verdict.shape.is_letters || !call.place.in_one_piece ||
        call.notes.command() != "TRANSACTION")
        return;
    for (const event::Label& label : call.notes.so_far().labels)
        if (is_client_rule(label.rule)) return;
    found(call, rules::conficker_letters, Grade::consistent, marks, {});
}

void judge_path(Call& call) {
    if (!call.path) {
        call.notes.found(rules::path_call, Grade::consistent, {call.mark(call.name + ", sealed")});
        return;
    }
    const wire::PathVerdict& verdict = *call.path;
    ++call.memory.path_calls;
    const Mark what{call.place.stub + verdict.shape.offset, verdict.shape.characters * 2,
                    verdict.parsed ? verdict.words : verdict.words + " (unparsed)"};
    std::vector<Mark> marks{what};
    for (std::size_t i = 0; i < std::min<std::size_t>(verdict.shape.climb_offsets.size(), 3); ++i)
        marks.push_back({call.place.stub + verdict.shape.climb_offsets[i], 6, "\\.."});
    const Mark prefix{call.place.stub + verdict.prefix.offset, verdict.prefix.characters * 2,
                      "Prefix of " + std::to_string(verdict.prefix_characters) + " characters"};
    std::string phrase = path_phrase(call.name, verdict);
    switch (verdict.kind) {
        case wire::PathKind::exploit_shape:
            found(call, rules::ms08_067, verdict.parsed ? Grade::certain : Grade::likely, marks,
                  std::move(phrase));
            break;
        case wire::PathKind::climbing_prefix:
            marks.push_back(prefix);
            [[fallthrough]];
        case wire::PathKind::walk_in_place:
            found(call, rules::ms08_067, Grade::likely, marks, std::move(phrase));
            break;
        case wire::PathKind::weaker_shape:
            // A path may be long and of any script; a Prefix names a folder's beginning, and hardly anybody sends one.
            if (verdict.in_prefix)
                found(call, rules::ms06_040, Grade::likely, {prefix}, std::move(phrase));
            else
                found(call, rules::ms06_040, Grade::consistent, marks, std::move(phrase));
            break;
        case wire::PathKind::check:
            call.notes.found(rules::ms08_067_check, Grade::likely, marks);
            call.notes.phrase(Weight::check, std::move(phrase));
            break;
        case wire::PathKind::plain:
            call.notes.found(rules::path_call, Grade::consistent, {what});
            call.notes.phrase(Weight::check, std::move(phrase));
            break;
    }
    // smb.md 1.11: nmap's smb-vuln-conficker asks to canonicalize "\\" and "\\..\\" into a buffer of two bytes.
    constexpr std::uint16_t canonicalize = 31;
    constexpr std::size_t longest_asked = 5;
    if (verdict.parsed && verdict.opnum == canonicalize && verdict.out_length == 2 &&
        verdict.shape.characters <= longest_asked)
        call.notes.found(rules::conficker_check, Grade::likely, {what});
    if (verdict.conficker == wire::ConfickerMark::none) return judge_letters(call, marks);
    // High when the prefix or the end marker is there (1.12); the key byte beside them leaves no doubt.
    const bool both =
        verdict.conficker_prefix && (verdict.conficker_key || verdict.conficker_ending);
    found(call, rules::conficker_code, both ? Grade::certain : Grade::likely,
          {{call.place.stub + verdict.conficker_offset, 7,
            std::string("coded part of variant ") +
                (verdict.conficker == wire::ConfickerMark::a ? "A" : "B")}},
          {});
}

// ---- Listing (1.9) -----------------------------------------------------------------------------------------------

void judge_listing(Call& call) {
    // Operation 0 of DS setup is what every domain member asks at logon (1.14: benign).
    if (call.interface.name == "dssetup") return;
    if (call.notes.needs(Stage::enumeration))
        call.notes.reach(Stage::enumeration, std::string(call.interface.name) + " " + call.name);
    call.told = true;
    if (call.sealed)
        call.notes.phrase(Weight::listing, "called ", call.name + std::string(call.how_known()));
    else
        call.notes.phrase(Weight::listing, "called ", call.name);
    const Rule& rule = listing_rule(call.interface.name, call.message.opnum);
    if (!call.notes.has(rule))
        call.notes.listed(rule, call.mark(call.name + std::string(call.how_known())));
    auto& listed = call.memory.listed;
    if (std::find(listed.begin(), listed.end(), call.interface.name) == listed.end()) {
        listed.push_back(call.interface.name);
        if (listed.size() >= broad_interfaces) {
            std::string names;
            for (const std::string_view one : listed)
                names += (names.empty() ? "" : ", ") + std::string(one);
            call.notes.found(rules::broad_listing,
                             listed.size() > broad_interfaces ? Grade::likely : Grade::consistent,
                             {call.mark("interfaces " + names)});
        }
    }
    const std::uint16_t opnum = call.message.opnum;
    const bool sids =
        call.interface.name == "lsarpc" && (opnum == 15 || opnum == 57 || opnum == 76);
    if (sids && ++call.memory.sid_lookups == rid_cycling_calls)
        call.notes.found(rules::rid_cycling, Grade::likely,
                         {call.mark(std::to_string(rid_cycling_calls) + " lookups of SIDs")});
}

// ---- Remote execution (1.14) ---------------------------------------------------------------------------------------

bool names_interpreter(std::string_view command) {
    const std::string lower = wire::lower_ascii(command);
    return lower.find("cmd.exe") != lower.npos || lower.find("%comspec%") != lower.npos ||
           lower.starts_with("cmd ") || lower.find("powershell") != lower.npos;
}

// RChangeServiceConfig of an existing service: the program that it runs from now on, where one is given.
void judge_service_change(Call& call) {
    const std::string program = call.argument("lpBinaryPathName");
    if (program.empty()) {
        call.notes.reach(Stage::enumeration, "svcctl " + call.name);
        return;
    }
    const Mark mark = call.mark_of("lpBinaryPathName");
    const bool is_telling = names_interpreter(program) || is_unc(program);
    found(call, rules::service_changed, is_telling ? Grade::certain : Grade::likely, {mark},
          "changed a service to run " + program);
    if (names_interpreter(program)) found(call, rules::smbexec, Grade::likely, {mark}, {});
}

std::string named(std::string_view kind, std::string_view name) {
    return " " + (name.empty() ? "a " + std::string(kind)
                               : "the " + std::string(kind) + " " + std::string(name));
}

// [MS-SCMR] 3.1.4.2, 3.1.4.3: whoever made a service for himself takes it away again.
void judge_service_end(Call& call) {
    if (call.notes.needs(Stage::enumeration))
        call.notes.reach(Stage::enumeration, "svcctl " + call.name);
    if (call.sealed) return;
    constexpr std::string_view stop = "1";  // SERVICE_CONTROL_STOP
    const bool deletes = call.message.opnum == 2;
    const OpenedLast* opened = call.memory.opened.get();
    const std::string service = opened == nullptr ? "" : opened->service;
    const bool is_own =
        call.memory.service_made && (opened == nullptr || service == opened->made_service);
    if (deletes)
        ask(call, Weight::check, {"delete", "deleted", named("service", service)});
    else if (call.argument("dwControl") == stop)
        ask(call, Weight::check, {"stop", "stopped", named("service", service)});
    else
        return;
    if (is_own || call.memory.registry_service_opened) return;
    call.notes.found(rules::service_stopped, Grade::consistent,
                     {call.mark(call.name + (service.empty() ? "" : " of " + service))});
}

void judge_service(Call& call) {
    const std::uint16_t opnum = call.message.opnum;
    if (call.interface.name == "svcctl" && (opnum == 1 || opnum == 2 || opnum == 50 || opnum == 51))
        return judge_service_end(call);
    const bool creates = opnum == 12 || opnum == 24 || opnum == 44 || opnum == 45 || opnum == 60;
    const bool starts = opnum == 19 || opnum == 31;
    if (opnum == 11 || opnum == 23) return judge_service_change(call);
    if (!creates && !starts) {
        call.notes.reach(Stage::enumeration, "svcctl " + call.name);
        return;
    }
    const std::string service = call.argument("lpServiceName");
    const std::string program = call.argument("lpBinaryPathName");
    // Starting what answers registry calls lists, and delivers nothing; a run key that is written then says so by itself.
    if (starts && call.memory.registry_service_opened) {
        call.notes.reach(Stage::enumeration, "started RemoteRegistry");
        return;
    }
    if (starts) {
        // Which service was opened is sealed with the rest: it may be any of the system's own.
        const bool is_any = call.sealed && !call.memory.service_made;
        found(call, rules::service, is_any ? Grade::consistent : Grade::likely,
              {call.mark("service started")}, "started a service");
        return;
    }
    call.memory.service_made = true;
    if (!service.empty())
        call.memory.opened_last().made_service = call.memory.opened_last().service = service;
    const Mark mark = call.mark_of("lpBinaryPathName");
    found(call, rules::service, Grade::certain, {call.mark("service " + service), mark},
          service.empty()
              ? "made a service"
              : "made the service " + service + (program.empty() ? "" : " of " + program));
    const std::string lower = wire::lower_ascii(service + " " + program);
    if (lower.find("psexesvc") != lower.npos)
        found(call, rules::psexec, Grade::certain, {mark}, {});
    else if (call.memory.uploaded_program)
        found(call, rules::psexec, Grade::certain, {mark}, {});
    else if (names_interpreter(program))
        found(call, rules::smbexec, Grade::certain, {mark}, {});
    if (lower.find("__output") != lower.npos)
        call.notes.found(rules::impacket, Grade::likely, {mark});
    if (lower.find("perfc") != lower.npos)
        call.notes.family_sign(rules::notpetya, "service", SignWorth::own, mark);
}

void judge_task(Call& call) {
    if (call.interface.name == "atsvc") {
        if (call.message.opnum != 0) return;
        const std::string command = call.argument("Command");
        const Mark mark = call.mark_of("Command");
        found(call, rules::at_job, Grade::certain, {mark},
              "added an at job" + (command.empty() ? "" : ": " + command));
        // smb.md 1.12 and 1.15: the copy and the job that starts that copy, together; any administrator's job may say rundll32.
        const std::string lower = wire::lower_ascii(command);
        if (lower.find("rundll32") == lower.npos) return;
        for (const std::string& library : call.memory.system_libraries)
            if (lower.find(library) != lower.npos)
                found(call, rules::conficker_copy, Grade::likely,
                      {call.mark("library " + library + " written to System32"), mark}, {});
        return;
    }
    const std::string path = call.argument("path");
    const std::string which = path.empty() ? "a task" : "the task " + path;
    if (call.message.opnum == 1) {
        call.memory.task_made = true;
        found(call, rules::scheduled_task, Grade::certain, {call.mark_of("path")},
              "registered " + which);
    } else if (call.message.opnum == 12) {
        // SchRpcRun runs what is there already: the system's own, or what was just registered.
        found(call, rules::scheduled_task, call.memory.task_made ? Grade::certain : Grade::likely,
              {call.mark_of("path")}, "ran " + which);
    }
}

// ---- Weaknesses of other services (1.14) ---------------------------------------------------------------------------

void judge_netlogon(Call& call) {
    const std::uint16_t opnum = call.message.opnum;
    if (opnum == 4 && is_zero_hex(call.argument("ClientChallenge"))) {
        ++call.memory.zero_challenges;
        // One alone is what a check sends, and what a poor client may; the attempt is a credential of zeros.
        call.notes.found(rules::zerologon_check, Grade::consistent,
                         {call.mark_of("ClientChallenge")});
        call.notes.phrase(Weight::check, "asked netlogon with a challenge of zeros");
    } else if ((opnum == 26 || opnum == 15 || opnum == 5) &&
               is_zero_hex(call.argument("ClientCredential"))) {
        ++call.memory.zero_credentials;
        found(call, rules::zerologon,
              call.memory.zero_challenges > 0 ? Grade::certain : Grade::likely,
              {call.mark_of("ClientCredential")}, "authenticated with a credential of zeros");
    } else {
        call.notes.reach(Stage::probe, "netlogon " + call.name);
    }
}

void judge_spool(Call& call) {
    const std::uint16_t opnum = call.message.opnum;
    const bool asynchronous = call.interface.name != "spoolss";
    if (!asynchronous && (opnum == 1 || opnum == 69)) {
        call.memory.printer_opened = true;
        call.notes.reach(Stage::probe, "spoolss " + call.name);
        return;
    }
    if (!asynchronous && opnum == 17) {
        const std::string file = call.argument("pOutputFile");
        if (const Rule* family = family_of_printed_file(file))
            call.notes.family_sign(*family, "printed file", SignWorth::own,
                                   call.mark_of("pOutputFile"));
        if (!file.empty())
            found(call, rules::ms10_061,
                  call.memory.printer_opened ? Grade::certain : Grade::likely,
                  {call.mark_of("pOutputFile")}, "printed to the file " + file);
        return;
    }
    if (!asynchronous && opnum == 65) {
        const std::string machine = call.argument("pszLocalMachine");
        if (!is_unc(machine)) return;
        // [MS-RPRN] 3.1.4.10.4: the client's own name, as every print client says it.
        const Match own = is_client(unc_host(machine), call.notes.so_far(), call.memory.peers);
        const Mark mark = call.mark_of("pszLocalMachine");
        std::string words = "asked the spooler to report to " + machine;
        if (own == Match::different)
            return found(call, rules::printerbug, Grade::certain, {mark}, std::move(words));
        call.notes.reach(Stage::probe, "spoolss " + call.name);
        if (own == Match::same) return;
        call.notes.found(rules::printer_notification, Grade::consistent, {mark});
        call.notes.phrase(Weight::check, std::move(words));
        call.told = true;
        return;
    }
    if ((!asynchronous && (opnum == 9 || opnum == 89)) || (asynchronous && opnum == 39)) {
        for (const std::string_view name : {"pDriverPath", "pConfigFile", "pDataFile"}) {
            const std::string path = call.argument(name);
            if (!is_unc(path)) continue;
            found(call, rules::printnightmare, Grade::certain, {call.mark_of(name)},
                  "installed a printer driver from " + path);
            return;
        }
        const std::string driver = call.argument("pDriverName");
        const std::string program = call.argument("pDriverPath");
        found(call, rules::driver_added, Grade::consistent, {call.mark_of("pConfigFile")},
              "installed" + named("printer driver", driver) +
                  (program.empty() ? "" : " of " + program));
        return;
    }
    call.notes.reach(Stage::probe, "spoolss " + call.name);
}

void judge_coercion(Call& call) {
    if (call.interface.name == "spoolss") return judge_spool(call);
    const std::string file = call.argument("FileName");
    // Opened at another host: the server would log on there. A share of the server itself is a file.
    const Match own = is_server(unc_host(file), call.notes.so_far(), call.memory.peers);
    if (is_unc(file) && own != Match::same)
        found(call, rules::petitpotam, own == Match::different ? Grade::certain : Grade::likely,
              {call.mark_of("FileName")}, "asked the EFS service to open " + file);
    else
        call.notes.reach(Stage::probe, "EFS " + call.name);
}

// MS06-070: a name that overflows. Nobody's is that long: a DNS name has at most 255 characters (RFC 1035 section 2.3.4), and
// DomainNameParam may hold two, "domain\controller" ([MS-WKST], NetrJoinDomain2). The password beside them is 524 bytes.
constexpr std::size_t long_join_name = 512;

void judge_join(Call& call) {
    for (const std::string_view name : {"DomainNameParam", "MachineAccountOU", "AccountName"}) {
        const std::string digits = call.argument(std::string(name) + "_length");
        std::size_t characters = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), characters);
        if (characters <= long_join_name) continue;
        Mark mark = call.mark_of(name);
        mark.length = characters * 2;
        mark.value = std::string(name) + " of " + digits + " characters";
        found(call, rules::ms06_070, Grade::likely, {mark},
              "called " + call.name + ", " + mark.value);
        return;
    }
}

void judge_exploited(Call& call) {
    const std::uint16_t opnum = call.message.opnum;
    const std::size_t length = call.message.stub.size();
    const std::string bytes = std::to_string(length) + " bytes of stub";
    const std::string_view name = call.interface.name;
    if (name == "dssetup" && opnum == 9) {
        if (length > 1024)
            found(call, rules::ms04_011, Grade::certain, {call.mark(bytes)},
                  "called " + call.name + " with " + bytes);
    } else if (opnum == 0x36 && call.interface.uuid.time_low == 0x8D9F4E40) {
        found(call, rules::ms05_039, Grade::likely, {call.mark(bytes)},
              "called " + call.name + " with " + bytes);
    } else if (opnum == 12 && name == "nddeapi") {
        found(call, rules::ms04_031, Grade::likely, {call.mark(bytes)},
              "called " + call.name + " with " + bytes);
    } else if (opnum == 22 && name == "wkssvc") {
        judge_join(call);
    }
}

struct Hive {
    std::string_view name;
    std::uint8_t bit;
};
// What holds the secrets of a machine's accounts: hashes in SAM, secrets in SECURITY, and the key to both in SYSTEM (T1003.002).
constexpr Hive hives[] = {{"SAM", 1}, {"SECURITY", 2}, {"SYSTEM", 4}};

// The hive that a key of HKEY_LOCAL_MACHINE lies in, as far as saving the key would give its secrets away.
std::string_view hive_of(std::string_view lower_key) {
    while (lower_key.starts_with('\\')) lower_key.remove_prefix(1);
    const std::string_view first = lower_key.substr(0, lower_key.find('\\'));
    const std::string_view rest = lower_key.substr(std::min(lower_key.size(), first.size() + 1));
    for (const Hive& hive : hives) {
        if (wire::lower_ascii(hive.name) != first) continue;
        if (hive.name != "SYSTEM" || rest.empty() || rest.ends_with("\\lsa")) return hive.name;
    }
    return {};
}

void note_key(Call& call) {
    const std::string key = wire::lower_ascii(call.argument("lpSubKey"));
    if (key.empty()) return;
    if (key.find("currentversion\\run") != key.npos) call.memory.run_key_opened = true;
    const std::string_view hive = hive_of(key);
    if (!hive.empty() || call.memory.opened != nullptr) call.memory.opened_last().hive = hive;
}

// BaseRegSaveKey, BaseRegSaveKeyEx ([MS-RRP] 3.1.5): the key that was opened last goes into a file of the server.
void judge_hive_saved(Call& call) {
    if (call.sealed) return;
    const std::string file = call.argument("lpFile");
    const std::string to = file.empty() ? "" : " to " + file;
    const std::string hive = call.memory.opened == nullptr ? "" : call.memory.opened->hive;
    if (hive.empty()) return ask(call, Weight::check, {"save", "saved", " a registry key" + to});
    std::uint8_t& saved = call.memory.opened->hives_saved;
    for (const Hive& one : hives)
        if (one.name == hive) saved |= one.bit;
    // A backup over the network saves keys, too; SYSTEM alone tells no secret, and more than one of the three is what dumps need.
    const bool is_one = (saved & (saved - 1)) == 0;
    const Grade grade = !is_one            ? Grade::certain
                        : hive == "SYSTEM" ? Grade::consistent
                                           : Grade::likely;
    Mark mark = call.mark_of("lpFile");
    mark.value = "hive " + hive + to;
    found(call, rules::hives_saved, grade, {mark}, {});
    ask(call, Weight::attack, {"save", "saved", " the hive " + hive + to});
}

void judge_registry(Call& call) {
    const std::uint16_t opnum = call.message.opnum;
    if (opnum == 20 || opnum == 31) return judge_hive_saved(call);
    if (opnum == 22 && call.memory.run_key_opened)
        found(call, rules::run_key, Grade::likely, {call.mark_of("lpValueName")}, "set a run key");
}

// ---- Accounts and shares: [MS-SAMR], [MS-SRVS] --------------------------------------------------------------------

// Groups whose members command the machine or the domain ([MS-DTYP] 2.4.2.4): Administrators, Domain Admins, Enterprise Admins.
bool is_powerful_group(std::string_view rid) {
    return rid == "544" || rid == "512" || rid == "519";
}

// [MS-SAMR] 2.2.6.28: the levels that hold a password.
bool sets_password(std::string_view level) {
    static constexpr std::string_view with_password[] = {"18", "23", "24", "25", "26", "31", "32"};
    return std::find(std::begin(with_password), std::end(with_password), level) !=
           std::end(with_password);
}

void note_account(Call& call) {
    const std::uint16_t opnum = call.message.opnum;
    if (opnum != 19 && opnum != 27 && opnum != 34) return;
    const std::string rid = call.argument("Rid");
    if (rid.empty()) return;
    OpenedLast& opened = call.memory.opened_last();
    if (opnum == 34) {
        if (!opened.is_made) opened.account = "RID " + rid;
    } else {
        opened.is_powerful = is_powerful_group(rid);
    }
}

void judge_account_made(Call& call) {
    const std::string name = call.argument("Name");
    OpenedLast& opened = call.memory.opened_last();
    opened.account = name;
    opened.is_made = true;
    // [MS-SAMR] 2.2.1.12: workstation and server trust accounts, which every join to a domain makes.
    const std::string type = call.argument("AccountType");
    const bool is_machine = type == "128" || type == "256";
    const Mark mark = call.mark_of("Name");
    if (is_machine) {
        call.notes.found(rules::machine_account, Grade::consistent, {mark});
        return ask(call, Weight::check, {"make", "made", named("machine account", name), true});
    }
    found(call, rules::account_made, Grade::likely, {mark}, {});
    ask(call, Weight::attack, {"make", "made", named("account", name), true});
}

void judge_account(Call& call) {
    if (call.sealed) return;
    const std::uint16_t opnum = call.message.opnum;
    if (opnum == 12 || opnum == 50) return judge_account_made(call);
    const OpenedLast* opened = call.memory.opened.get();
    const std::string account =
        named("account", opened == nullptr ? std::string_view{} : opened->account);
    const bool is_own = opened != nullptr && opened->is_made;
    if (opnum == 35) return ask(call, Weight::check, {"delete", "deleted", account, true});
    if (opnum == 37 || opnum == 58) {
        const std::string level = call.argument("InformationClass");
        if (!sets_password(level))
            return ask(call, Weight::check, {"change", "changed", account, true});
        ask(call, Weight::check, {"set", "set", " the password of" + account, true});
        // Of an account that was made just now it says nothing more.
        if (!is_own)
            call.notes.found(rules::account_changed, Grade::consistent,
                             {call.mark_of("InformationClass")});
        return;
    }
    if (opnum == 22 || opnum == 31) {
        const std::string member =
            opnum == 22 ? "RID " + call.argument("Rid") : call.argument("MemberId");
        const bool is_powerful = opened != nullptr && opened->is_powerful;
        call.notes.found(rules::account_changed, is_powerful ? Grade::likely : Grade::consistent,
                         {call.mark_of(opnum == 22 ? "Rid" : "MemberId")});
        return ask(call, Weight::check,
                   {"add", "added",
                    " " + member + (is_powerful ? " to the administrators" : " to a group"), true});
    }
    // Whoever knows the old password changes his own.
    call.notes.found(rules::account_changed, Grade::consistent, {call.mark_of("UserName")});
    ask(call, Weight::check,
        {"change", "changed", " the password of" + named("account", call.argument("UserName")),
         true});
}

void judge_share(Call& call) {
    if (call.sealed) return;
    const std::string share = named("share", call.argument("NetName"));
    const std::string path = call.argument("Path");
    switch (call.message.opnum) {
        case 14:
            return ask(call, Weight::check,
                       {"make", "made", share + (path.empty() ? "" : " of " + path)});
        case 17:
            return ask(call, Weight::check, {"change", "changed", share});
        default:
            return ask(call, Weight::check, {"remove", "removed", share});
    }
}

void judge(Call& call, wire::RpcKind kind) {
    if (call.notes.needs(Stage::probe))
        call.notes.reach(Stage::probe, std::string(call.interface.name) + " " + call.name);
    const bool opens_service = call.message.opnum == 16 || call.message.opnum == 28;
    if (call.interface.name == "winreg") note_key(call);
    if (call.interface.name == "samr") note_account(call);
    if (call.interface.name == "svcctl" && opens_service) {
        const std::string service = call.argument("lpServiceName");
        call.memory.registry_service_opened = wire::lower_ascii(service) == "remoteregistry";
        call.memory.opened_last().service = service;
    }
    switch (kind) {
        case wire::RpcKind::other:
            break;
        case wire::RpcKind::listing:
            judge_listing(call);
            break;
        case wire::RpcKind::logon:
            judge_netlogon(call);
            break;
        case wire::RpcKind::path:
            judge_path(call);
            break;
        case wire::RpcKind::service:
            judge_service(call);
            break;
        case wire::RpcKind::task:
            judge_task(call);
            break;
        case wire::RpcKind::spool:
            judge_spool(call);
            break;
        case wire::RpcKind::coercion:
            judge_coercion(call);
            break;
        case wire::RpcKind::registry:
            judge_registry(call);
            break;
        case wire::RpcKind::account:
            judge_account(call);
            break;
        case wire::RpcKind::share:
            judge_share(call);
            break;
        case wire::RpcKind::exploited:
            judge_exploited(call);
            break;
    }
    if (call.sealed && !call.told)
        call.notes.phrase(kind == wire::RpcKind::other ? Weight::pipe : Weight::check, "called ",
                          call.name + std::string(call.how_known()));
}

}  // namespace

std::string asked_for(std::string_view interface, std::string_view pipe) {
    std::string words = "asked for ";
    for (const char letter : interface)
        words += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    return pipe.empty() ? words : words + " over \\" + std::string(pipe);
}

std::size_t judge_call(const wire::RpcMessage& message, const CallPlace& place, RpcMemory& memory,
                       Notes& notes) {
    const wire::RpcInterface* interface =
        message.interface ? wire::find_rpc_interface(message.interface->uuid) : nullptr;
    constexpr std::uint8_t sealed_level = 6;  // [MS-RPCE] 2.2.1.1.8: packet privacy
    const bool sealed = message.auth_level >= sealed_level;
    if (interface == nullptr) {
        const std::string who =
            message.interface ? wire::to_text(message.interface->uuid) : std::string("unbound");
        notes.reach(Stage::probe, "RPC " + who + " operation " + std::to_string(message.opnum));
        if (!notes.keeps_operations()) return notes.operation("dcerpc", "", "");
        return notes.operation("dcerpc", "opnum " + std::to_string(message.opnum), who);
    }
    Call call{message, *interface, place,
              memory,  notes,      wire::rpc_operation_name(*interface, message.opnum),
              {},      {},         sealed};
    const wire::RpcOperation* operation = wire::find_rpc_operation(*interface, message.opnum);
    const wire::RpcKind kind = operation == nullptr ? wire::RpcKind::other : operation->kind;
    if (!sealed && kind == wire::RpcKind::path)
        call.path = wire::judge_path_call(message.opnum, message.stub, message.order, message.form);
    else if (!sealed)
        call.arguments = wire::read_rpc_arguments(*interface, message.opnum, message.stub,
                                                  message.order, message.form);
    std::string words;
    if (notes.keeps_operations())
        words = sealed ? "sealed" : call.path ? call.path->words : words_of(call.arguments);
    const std::size_t at = notes.operation(interface->name, call.name, words);
    judge(call, kind);
    return at;
}

}  // namespace hitme::recognition::smb
