#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Real SMB clients against a real sensor: nmap, smbclient, rpcclient and impacket, against every persona.

Two questions of each client: did it get as far, and end as it does with a real server of that kind (what the real ones
print was recorded with Samba 4.17 and, for Windows, follows from what the system is); and does the contact that the
sensor reports say what it was. A program that is not here is named and passed over. Ends with one line of counts.
"""
import concurrent.futures
import errno
import getpass
import os
import re
import shutil
import sys

import smb_lab
from smb_lab import output_of

PASSWORD = "letmein"
# The systems that each persona is: what nmap must print of them.
# name: (SMB1, dialects of SMB2, line of smb-os-discovery, MS08-067, MS17-010)
PERSONAS = {
    "windows-7": (True, ("202", "210"), "Windows 7 Professional 7601 Service Pack 1", False, True),
    "windows-10": (True, ("202", "210", "300", "302", "311"), "Windows 10 Pro 15063", False, False),
    "windows-server-2008-r2": (True, ("202", "210"), "Windows Server 2008 R2 Standard 7601 Service Pack 1", False, True),
    "windows-server-2016": (False, ("202", "210", "300", "302", "311"), None, False, False),
    "windows-xp-sp3": (True, (), "Windows XP", True, True),
    "samba-4": (True, ("202", "210", "300", "302", "311"), "Windows 6.1 (Samba 4.17.12-Debian)", False, False),
    "samba-4-smb2": (False, ("202", "210", "300", "302", "311"), None, False, False),
}
STAGES = ("scan", "probe", "enumeration", "brute_force", "exploit_attempt", "payload_delivery")
EXAMPLES = "/usr/share/doc/python3-impacket/examples"


class Bench:
    """Addresses, one a client and persona, and what is to be checked once the sensor has told all."""

    def __init__(self):
        self.addresses = {persona: [f"127.0.{i + 1}.{n}" for n in range(1, 61)] for i, persona in enumerate(PERSONAS)}
        self.choices = {f"127.0.100.{n}": lines for n, lines in enumerate((
            ['logon_policy = "refuse"'], ['logon_policy = "guest"'],
            ['logon_policy = "accept"', "accept_after_tries = 3"],
            [f'passwords = ["{PASSWORD}"]', 'shares = ["Finance", "Scans"]']), 1)}
        self.used = {persona: 0 for persona in PERSONAS}
        self.jobs = []
        self.pipe_logons = []  # addresses whose contact must name who logged on inside a pipe

    def honeypoints(self):
        def lines(addresses, persona):
            listed = ", ".join(f'"{each}"' for each in addresses)
            return ["ports = [445]", f"addresses = [{listed}]", 'mode = "answer"', 'protocol = "smb"',
                    f'persona = "{persona}"']
        points = [lines(addresses, persona) + [f'passwords = ["{PASSWORD}"]']
                  for persona, addresses in self.addresses.items()]
        return points + [lines([address], "windows-7") + chosen for address, chosen in self.choices.items()]

    def all_addresses(self):
        return [each for group in self.addresses.values() for each in group] + list(self.choices)

    def job(self, persona, program, what, command, stage, expected=(), never=(), seconds=40, given=""):
        address = self.addresses[persona][self.used[persona]]
        self.used[persona] += 1
        full = [part.replace("HOST", address) for part in command]
        self.jobs.append((f"{persona}: {what}", program, full, address, stage, expected, never, seconds, given))


def nmap_jobs(bench):
    nmap = ["nmap", "-n", "-Pn", "-sT", "-p445"]
    never = ("ERROR", "Script execution failed", "oneypot", "ionaea")
    for persona, (smb1, dialects, system, ms08_067, ms17_010) in PERSONAS.items():
        expected = []
        if smb1:
            expected += [r"NT LM 0\.12 \(SMBv1\)", r"smb-security-mode:", r"challenge_response: supported"]
            expected.append(r"OS: " + re.escape(system))
        expected += [rf"\n\|[ _] +{dialect}" for dialect in dialects]
        expected += [r"Distributed File System"] if dialects else []
        if len(dialects) > 1:
            expected += [r"Leasing", r"Multi-credit operations", r"Message signing enabled but not required",
                         r"smb2-time:\s+\|\s+date: \d{4}-"]
        bench.job(persona, "nmap", "nmap -sV and the scripts that ask who it is", nmap + [
            "-sV", "--script", "smb-protocols,smb2-capabilities,smb2-security-mode,smb2-time,smb-security-mode,"
            "smb-os-discovery", "HOST"], "probe" if smb1 else None, expected, never)

        state = lambda script, weak: rf"{script}:\s+\|\s+{'' if weak else 'NOT '}VULNERABLE:"
        expected = []
        if smb1:
            expected = [state("smb-vuln-ms08-067", ms08_067), state("smb-vuln-ms17-010", ms17_010),
                        state("smb-double-pulsar-backdoor", False), state("smb-vuln-conficker", False)]
        bench.job(persona, "nmap", "nmap's checks of weaknesses", nmap + [
            "--script", "smb-vuln-ms08-067,smb-vuln-ms17-010,smb-vuln-conficker,smb-double-pulsar-backdoor",
            "--script-args", "vulns.showall", "HOST"], "probe", expected, never)
        bench.job(persona, "nmap", "nmap smb-vuln-cve2009-3103", nmap + [
            "--script", "smb-vuln-cve2009-3103", "--script-args", "vulns.showall", "HOST"], "exploit_attempt",
            [r"NOT VULNERABLE:"], never)
        bench.job(persona, "nmap", "nmap smb-enum-shares", nmap + ["--script", "smb-enum-shares", "HOST"],
                  "enumeration" if smb1 else "probe", [r"IPC\$:", r"account_used: "] if smb1 else [], never)
        bench.job(persona, "nmap", "nmap smb-brute", nmap + [
            "--script", "smb-brute", "--script-args", "userdb=USERS,passdb=WORDS", "HOST"],
            "brute_force" if smb1 else "probe", [r"smb-brute:"] if smb1 else [], never)


def samba_jobs(bench):
    modes = ("NT1", "SMB2_02", "SMB2_10", "SMB3_00", "SMB3_11", None)
    dialect_of = {"SMB2_02": "202", "SMB2_10": "210", "SMB3_00": "300", "SMB3_11": "311"}
    for persona, (smb1, dialects, *_) in PERSONAS.items():
        def client(mode, *rest):
            return ["smbclient", "--configfile=/dev/null", "--option=client min protocol=NT1",
                    *(["-m", mode] if mode else []), *rest]
        spoken = [mode for mode in modes
                  if (mode == "NT1" and smb1) or (mode is None) or dialect_of.get(mode) in dialects]
        shared = r"public +Disk" if persona.startswith("samba") else r"ADMIN\$ +Disk +Remote Admin"
        for mode in spoken:
            bench.job(persona, "smbclient", f"smbclient -L -N -m {mode or 'default'}", client(mode, "-L", "HOST", "-N"),
                      "enumeration", [r"IPC\$ +IPC", shared])
        for mode in [spoken[0]] + ([spoken[-2]] if spoken[-2] != spoken[0] else []):
            admin = "root" if persona.startswith("samba") else "Administrator"
            hidden = "print$" if persona.startswith("samba") else "ADMIN$"
            bench.job(persona, "smbclient", f"a wrong password, {mode}", client(mode, "-L", "HOST", "-U", admin + "%x"),
                      "probe", [r"session setup failed: NT_STATUS_LOGON_FAILURE"])
            bench.job(persona, "smbclient", f"no such share, {mode}", client(mode, "//HOST/nosuch", "-N"), "probe",
                      [r"NT_STATUS_BAD_NETWORK_NAME"])
            bench.job(persona, "smbclient", f"a hidden share, {mode}", client(mode, f"//HOST/{hidden}", "-N"), "probe",
                      [r"tree connect failed: NT_STATUS_ACCESS_DENIED"])
            bench.job(persona, "smbclient", f"put to a hidden share, {mode}",
                      client(mode, f"//HOST/{hidden}", "-U", f"{admin}%{PASSWORD}", "-c",
                             "put /etc/hostname x.exe; del x.exe"),
                      "payload_delivery", [r"putting file /etc/hostname as \\x\.exe"], [r"NT_STATUS"])
        # What goes on inside an encryption is told as if it were in clear.
        for mode in ("SMB3_00", "SMB3_02", "SMB3_11") if "300" in dialects else ():
            def encrypted(*rest, mode=mode):
                return client(mode, "--client-protection=encrypt", *rest)
            bench.job(persona, "smbclient", f"encrypted, the password, {mode}",
                      encrypted("-L", "HOST", "-U", f"{admin}%{PASSWORD}"), "enumeration", [r"IPC\$ +IPC", shared])
            bench.job(persona, "smbclient", f"encrypted, a wrong password, {mode}",
                      encrypted("-L", "HOST", "-U", f"{admin}%x"), "probe",
                      [r"session setup failed: NT_STATUS_LOGON_FAILURE"])
            bench.job(persona, "smbclient", f"encrypted, put to a hidden share, {mode}",
                      encrypted(f"//HOST/{hidden}", "-U", f"{admin}%{PASSWORD}", "-c",
                                "put /etc/hostname x.exe; del x.exe"),
                      "payload_delivery", [r"putting file /etc/hostname as \\x\.exe"], [r"NT_STATUS"])
        if persona == "samba-4":  # smbd does not offer to sign SMB1, and does where the client asks for it
            bench.job(persona, "smbclient", "signed SMB1, with the password",
                      client("NT1", "--client-protection=sign", "-L", "HOST", "-U", f"root%{PASSWORD}"),
                      "enumeration", [r"IPC\$ +IPC", shared], [r"NT_STATUS_ACCESS_DENIED"])
        bench.job(persona, "rpcclient", "rpcclient, null session",
                  ["rpcclient", "--configfile=/dev/null", "--option=client min protocol=NT1", "-N", "-U", "", "HOST", "-c",
                   "srvinfo;netshareenum;enumdomusers;lsaquery;querydominfo"], "enumeration",
                  [r"platform_id", r"os version", r"netname: " if persona.startswith("samba") else r"WERR_ACCESS_DENIED", r"user:\[", r"Domain Name: "], [r"TIMEOUT", r"PIPE_BROKEN"])


def endpoint_jobs(bench):
    for persona in PERSONAS:
        maps = not persona.startswith("samba") and persona != "windows-xp-sp3"  # XP registers no SAMR
        bench.job(persona, "rpcclient", "rpcclient, the endpoint mapper",
                  ["rpcclient", "--configfile=/dev/null", "--option=client min protocol=NT1", "-N", "-U", "", "HOST", "-c",
                   "epmmap samr; epmlookup"], "enumeration",
                  [r"tower\[\d\] ncacn_np:.*\\lsass" if maps else r"epm_Map returned 382312662",
                   r"epm_Lookup no more entries"], [r"ARRAY_BOUNDS", r"DISCONNECTED"])


def impacket_jobs(bench):
    def example(name, *rest):
        return ["/usr/bin/python3", f"{EXAMPLES}/{name}.py", *rest]
    for persona in PERSONAS:
        samba = persona.startswith("samba")
        admin = ("root" if samba else "Administrator") + f":{PASSWORD}@HOST"
        bench.job(persona, "impacket", "impacket rpcdump", example("rpcdump", "-port", "445", "HOST"), "enumeration",
                  [r"ept_s_not_registered"] if samba else
                  [r"1FF70682-0A51-30E8-076D-740BE8CEE98B v1\.0", r"ncacn_np:\\\\[\w-]+\[\\PIPE\\atsvc\]"])
        bench.job(persona, "impacket", "impacket lookupsid", example("lookupsid", "-no-pass", "anonymous@HOST"),
                  "enumeration", [r"nca_s_op_rng_error" if samba else r"Domain SID is|1: |SidTypeUser|ACCESS_DENIED"])
        bench.job(persona, "impacket", "impacket samrdump", example("samrdump", "-no-pass", "HOST"), "enumeration",
                  [r"Found domain", r"Found user: "])
        bench.job(persona, "impacket", "impacket smbclient", example("smbclient", "-no-pass", "HOST"), "enumeration",
                  [r"IPC\$"], given="shares\nexit\n")
        bench.job(persona, "impacket", "impacket services list", example("services", admin, "list"), "enumeration",
                  [r"Total Services: \d+"])
        # It asks whether the registry's service runs, and starts it where it does not, as on a Windows workstation;
        # that is no execution of anything sent. On Samba it runs.
        bench.job(persona, "impacket", "impacket reg query", example("reg", admin, "query", "-keyName", "HKLM\\SOFTWARE"),
                  "enumeration", [r"HKLM\\SOFTWARE\\?|SOFTWARE\\"])


def rpc_logon_jobs(bench):
    # NTLM in the bind itself. smbd 4.17 denies calls at level connect by default, and serves an ordinary one behind a refused
    # logon as the anonymous session's; Windows serves and refuses them. Signed and sealed calls are served by all, and rpcclient,
    # which checks each signature, believes them.
    for persona in PERSONAS:
        samba = persona.startswith("samba")
        for what, password, level, expected in (
                ("right, connect", PASSWORD, "connect", "access_denied" if samba else "call: answered by"),
                ("wrong, connect", "x", "connect", "call: answered by" if samba else "access_denied"),
                ("right, integrity", PASSWORD, "integrity", "call: answered by"),
                ("wrong, integrity", "x", "integrity", "nca_s_proto_error" if samba else "access_denied"),
                ("right, privacy", PASSWORD, "privacy", "call: answered by")):
            bench.job(persona, "impacket", f"a logon inside a pipe, {what}",
                      ["/usr/bin/python3", os.path.join(os.path.dirname(os.path.abspath(__file__)), "smb_rpc_logon.py"),
                       "HOST", "445", "root" if samba else "Administrator", password, level],
                      None, [r"bind: accepted", expected])
            bench.pipe_logons.append(bench.jobs[-1][3])
        user = ("root" if samba else "Administrator") + f"%{PASSWORD}"
        # It wants the SMB session signed, too, which a Windows XP outside of a domain does not do.
        for how in ("sign", "seal", "spnego,sign", "spnego,seal") if persona != "windows-xp-sp3" else ():
            bench.job(persona, "rpcclient", f"rpcclient, {how}",
                      ["rpcclient", "--configfile=/dev/null", "--option=client min protocol=NT1", "-U", user,
                       f"ncacn_np:HOST[{how}]", "-c", "srvinfo;netshareenumall"],
                      "enumeration", [r"platform_id", r"netname: IPC\$"], [r"TIMEOUT", r"PIPE_BROKEN", r"ACCESS_DENIED"])
        # Tasks are registered over sealed calls: what is in them is told as if they were not. Samba has no such pipe, XP
        # not this interface.
        bench.job(persona, "impacket", "impacket atexec, sealed",
                  ["/usr/bin/python3", f"{EXAMPLES}/atexec.py", user.replace("%", ":") + "@HOST", "whoami"],
                  "probe" if samba or persona == "windows-xp-sp3" else "payload_delivery",
                  [r"OBJECT_NAME_NOT_FOUND" if samba else r"abstract_syntax_not_supported" if persona == "windows-xp-sp3"
                   else r"Creating task"])


def policy_checks(checks, bench):
    """What an operator chose holds, in order: tries of one source count over its connections."""
    refuse, guest, accept, chosen = bench.choices

    def listing(host, who, mode="NT1"):
        return output_of(["smbclient", "--configfile=/dev/null", "--option=client min protocol=NT1", "-m", mode, "-L", host,
                          "-U", who])
    seen = listing(refuse, "mallory%x")
    checks.check("logon_policy refuse: an unknown name is refused", "NT_STATUS_LOGON_FAILURE" in seen, seen)
    seen = listing(guest, "mallory%x")
    checks.check("logon_policy guest: an unknown name is a guest", "ADMIN$" in seen, seen)
    seen = listing(guest, "Administrator%x")
    checks.check("logon_policy guest: a known name is refused", "NT_STATUS_LOGON_FAILURE" in seen, seen)
    tries = [listing(accept, f"Administrator%guess{n}", mode) for n, mode in enumerate(("NT1", "SMB2_10", "NT1"))]
    checks.check("logon_policy accept: three tries in three connections are refused",
                 all("NT_STATUS_LOGON_FAILURE" in each for each in tries), "\n".join(tries))
    for mode in ("NT1", "SMB2_10"):
        seen = output_of(["smbclient", "--configfile=/dev/null", "--option=client min protocol=NT1", "-m", mode,
                          f"//{accept}/ADMIN$", "-U", "Administrator%guess9", "-c", "put /etc/hostname y.exe"])
        checks.check(f"logon_policy accept: the fourth puts a file on ADMIN$, {mode}", "putting file" in seen, seen)
    for mode in ("NT1", "SMB2_10"):
        seen = listing(chosen, f"Administrator%{PASSWORD}", mode)
        checks.check(f"passwords and shares: a right password lists the operator's shares, {mode}",
                     "Finance" in seen and "Scans" in seen and "Users" not in seen, seen)


def isolation_checks(checks, process, address):
    """A decoy that was taken over: its own thread tries to open, to run and to connect."""
    attempts = (
        ("open a file", ("int(*)(const char*,int)", "open", '("/etc/passwd",0)')),
        ("make a file", ("int(*)(const char*,int,int)", "open", '("/tmp/hitme-attempt",65,384)')),
        ("make a socket", ("int(*)(int,int,int)", "socket", "(2,1,0)")),
        ("connect", ("int(*)(int,const char*,int)", "connect", '(3,"\\002\\000\\001\\275\\177\\000\\000\\001\\000\\000\\000\\000\\000\\000\\000\\000",16)')),
        ("send a datagram", ("int(*)(int,const void*,long,int,const void*,int)", "sendto", "(3,1,1,0,1,16)")),
        ("send a message", ("int(*)(int,const void*,int)", "sendmsg", "(3,1,0)")),
        ("run a program", ("int(*)(const char*,void*,void*)", "execve", '("/bin/true",0,0)')),
        ("make a process", ("int(*)(void)", "fork", "()")),
    )
    gave = smb_lab.attempts_of(process, [call for _, call in attempts])
    for (what, _), outcome in zip(attempts, gave):
        checks.check(f"inside a decoy, to {what} is refused", outcome == (-1, errno.EPERM), outcome)
    checks.check("and each attempt was made", len(gave) == len(attempts), gave)
    checks.check("the decoy goes on behind them", "IPC$" in output_of(
        ["smbclient", "--configfile=/dev/null", "-L", address, "-N"]))


def stage_reached(contacts):
    reached = [contact["stage"] for contact in contacts if contact.get("stage")]
    return max(reached, key=STAGES.index, default="none")


def main():
    smb_lab.in_own_network()
    checks = smb_lab.Checks()
    bench = Bench()
    smb_lab.own_addresses(bench.all_addresses())
    here = {"nmap": shutil.which("nmap"), "smbclient": shutil.which("smbclient"), "rpcclient": shutil.which("rpcclient"),
            "impacket": os.path.exists(f"{EXAMPLES}/rpcdump.py")}
    nmap_jobs(bench)
    samba_jobs(bench)
    endpoint_jobs(bench)
    impacket_jobs(bench)
    rpc_logon_jobs(bench)
    with smb_lab.Folder() as folder:
        users, words = os.path.join(folder, "users"), os.path.join(folder, "words")
        with open(users, "w") as file:
            file.write("alpha\nbravo\ncharlie\n")
        with open(words, "w") as file:
            file.write("one\ntwo\nthree\n")
        sensor = smb_lab.Sensor(folder, "clients", bench.honeypoints())
        # Egress is none: what the sensor would begin by itself is dropped, all of this works without, and it never tries.
        way_out = smb_lab.NoWayOut(sensor.process)

        def run(job):
            what, program, command, address, stage, expected, never, seconds, given = job
            if not here[program]:
                return None
            command = [part.replace("USERS", users).replace("WORDS", words) for part in command]
            return output_of(command, seconds, given)

        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            outputs = list(pool.map(run, bench.jobs))
        if here["smbclient"]:
            policy_checks(checks, bench)
        checks.check("the sensor runs as a user of its own, which may begin no connection", way_out.is_apart)
        checks.check("and it never tried to", way_out.tried() == 0, f"{way_out.tried()} packets")
        if shutil.which("gdb"):
            isolation_checks(checks, sensor.process, bench.addresses["windows-10"][-1])
        else:
            checks.skip("an attempt from inside a decoy", "gdb is not installed here")
        contacts = {}
        for event in sensor.stop():
            if event.get("kind") == "contact":
                contacts.setdefault(event["source"], []).append(event)
        for job, seen in zip(bench.jobs, outputs):
            what, program, command, address, stage, expected, never, *_ = job
            if seen is None:
                checks.skip(program, "it is not installed here")
                continue
            lacks = [each for each in expected if not re.search(each, seen)]
            says = [each for each in never if re.search(each, seen)]
            checks.check(what, not lacks and not says, f"lacks {lacks}, says {says}\n{seen}")
            if stage is None:  # version probes of other protocols go to what answers none of them
                continue
            reached = stage_reached(contacts.get(address, []))
            checks.check(f"{what}: told as {stage}", reached == stage,
                         f"{reached}: " + "; ".join(str({key: each.get(key) for key in ("stage", "first_protocol", "labels", "operations", "decoded")})[:900] for each in contacts.get(address, [])))
        for address in bench.pipe_logons if here["impacket"] else ():
            told = str([each.get("decoded") for each in contacts.get(address, [])])
            checks.check(f"a logon inside a pipe names its user, {address}", re.search(r"Administrator|root", told), told)
    checks.end()


if __name__ == "__main__":
    main()
