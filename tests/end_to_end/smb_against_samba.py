#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Samba personas beside the distribution's own smbd, field by field, from the same questions (smb_probe.py).

`samba-4` beside an smbd that still speaks SMB1, `samba-4-smb2` beside one with the distribution's default. smbd is given the
persona's names and shares, so that whatever differs is the persona's doing. Differences that are meant stand in MEANT with
their reason and in docs/methods/smb.md; any other one fails.
"""
import concurrent.futures
import re
import shlex
import shutil

import smb_lab

# (question or pattern, field or pattern): why it may differ.
# (pattern of questions, pattern of fields, the persona's value, Samba's value or None for any): why.
NO_CHANNELS = "more channels are not offered, so that what a client says stays in one connection"
NO_GMAC = "GMAC is not there: without a list of signing algorithms both sides sign with CMAC"
SMALL = "a frame of 1 MiB is the most that one connection may make the sensor hold"
MEANT = [
    (r"(negotiate|SMB1 negotiate|ciphers).*", r"max (transact|read|write)", "1048576", "8388608", SMALL),
    (r"negotiate (0x03..|all)", "capabilities", "0x47", "0x4f", NO_CHANNELS),
    (r"(negotiate|ciphers of) 3\.1\.1.*", "capabilities", "0x7", "0xf", NO_CHANNELS),
    (r"negotiate 3\.1\.1 .*", "contexts", r"1: 010020000100 and 32 bytes of salt; 2: 01000200",
     r"1: 010020000100 and 32 bytes of salt; 2: 01000200; 8: 01000200", NO_GMAC),
    ("network interfaces", "status", "0xc00000bb", "0x0", NO_CHANNELS),
    ("network interfaces", "structure|body", None, None, NO_CHANNELS),
    ("SMB1 commands without words, on a disk", "0x80", None, None, "the size of the volume is made up"),
    (r"open pipe \\PIPE\\srvsvc", ".*", None, None,
     "\\PIPE\\ before a pipe's name is passed over, so that careless tools come as far as on Windows"),
]


PASSWORD = "a password that few guess"

# persona, its port, smbd's port, what smbd is told besides names and shares.
PAIRS = [
    ("samba-4", 445, 1445, {"server min protocol": "NT1"}),
    ("samba-4-smb2", 446, 1446, {}),
]


def meant(question, field, ours, theirs):
    for at, which, persona, samba, why in MEANT:
        if re.fullmatch(at, question) and re.fullmatch(which, field) and \
                persona in (None, str(ours)) and samba in (None, str(theirs)):
            return why
    return None


def names_of(server):
    """Computer and workgroup, as the server's own answer to an SMB1 logon says them."""
    import smb_probe
    smb = smb_probe.Smb1(server)
    fields = smb.log_on("", "")
    smb.close()
    return fields["first NetBIOS domain"], fields["first strings"].split(" | ")[2]


def call_questions():
    """Calls of srvsvc and wkssvc by name; each gives the fields of its answer. None where impacket is not here."""
    try:
        from impacket.dcerpc.v5 import srvs, transport, wkst
    except ImportError:
        return {}

    def asked(pipe, interface, call, fields_of):
        def ask(server):
            carrier = transport.SMBTransport(server[0], server[1], pipe, remote_host=server[0])
            client = carrier.get_dce_rpc()
            client.connect()
            client.bind(interface)
            try:
                return {name: str(value) for name, value in fields_of(call(client)).items()}
            finally:
                client.disconnect()
        return ask

    def shares(answer):
        container = answer["InfoStruct"]["ShareInfo"]["Level1"]
        fields = {"status": answer["ErrorCode"], "total": answer["TotalEntries"], "entries": container["EntriesRead"]}
        for at, entry in enumerate(container["Buffer"]):
            fields.update({f"entry {at} {name}": entry[name]
                           for name in ("shi1_netname", "shi1_type", "shi1_remark")})
        return fields

    def parts(path, names):
        def fields(answer):
            info = answer
            for step in path:
                info = info[step]
            return {"status": answer["ErrorCode"], **{name: info[name] for name in names}}
        return fields
    return {
        "NetrShareEnum level 1": asked(r"\srvsvc", srvs.MSRPC_UUID_SRVS, lambda client: srvs.hNetrShareEnum(client, 1), shares),
        "NetrServerGetInfo level 101": asked(
            r"\srvsvc", srvs.MSRPC_UUID_SRVS, lambda client: srvs.hNetrServerGetInfo(client, 101),
            parts(("InfoStruct", "ServerInfo101"), ("sv101_platform_id", "sv101_name", "sv101_version_major",
                                                   "sv101_version_minor", "sv101_type", "sv101_comment"))),
        "NetrWkstaGetInfo level 100": asked(
            r"\wkssvc", wkst.MSRPC_UUID_WKST, lambda client: wkst.hNetrWkstaGetInfo(client, 100),
            parts(("WkstaInfo", "WkstaInfo100"), ("wki100_platform_id", "wki100_computername", "wki100_langroup",
                                                  "wki100_ver_major", "wki100_ver_minor"))),
    }


def compare(checks, persona, ours, theirs, excused):
    import smb_odd_questions
    import smb_probe
    # smbd starts the program behind its pipes when the first one is opened: on a busy machine that takes a while.
    first_call = call_questions().get("NetrShareEnum level 1")
    for _ in range(5 if first_call else 0):
        try:
            first_call(theirs)
            break
        except Exception as error:
            print(f"note: {persona}: smbd's pipes are not ready yet: {type(error).__name__}")
    questions = smb_probe.smb2_questions() | smb_probe.smb1_questions() | call_questions() | \
        smb_odd_questions.smb2_odd_questions() | smb_odd_questions.smb1_odd_questions()

    def answered(ask, server):
        try:
            return ask(server)
        except Exception as error:  # an answer that cannot be read is an answer too
            return {"error": f"{type(error).__name__} {error}"}

    # Both at once: most of the time goes into waiting for what does not come.
    both = concurrent.futures.ThreadPoolExecutor(2)
    for name, ask in questions.items():
        answers = list(both.map(answered, (ask, ask), (ours, theirs)))
        differing = []
        for field in dict.fromkeys([*answers[0], *answers[1]]):
            a, b = answers[0].get(field, "absent"), answers[1].get(field, "absent")
            if a == b:
                continue
            why = meant(name, field, a, b)
            if why is None:
                differing.append(f"{field}: persona {a}, Samba {b}")
            else:
                excused.setdefault(why, []).append(f"{persona}: {name}: {field}")
        checks.check(f"{persona}: {name}: {len(answers[1])} fields", not differing, "\n".join(differing))


# What rpcclient prints of both, by an anonymous caller and behind the password.
PRINTED = ("srvinfo", "querydominfo", "querydominfo 2", "querydominfo 8", "getdompwinfo", "enumdomusers", "enumdomgroups",
           "enumalsgroups domain", "enumalsgroups builtin", "enumdomains", "lookupdomain {workgroup}", "queryuser root",
           "queryuser 0x3e8", "queryusergroups 0x3e8", "querygroup 0x201", "lookupnames root", "lookupnames nobodyhere",
           "lookupsids S-1-1-0", "lookupsids S-1-5-32-544", "samlookupnames domain root", "samlookuprids domain 0x3e8",
           "lsaquery", "lsaenumsid", "enumtrust", "enumprivs", "dsroledominfo", "netshareenum", "netshareenumall",
           "netsharegetinfo public", "netsharegetinfo nosuch", "netconnenum", "netsessenum", "netfileenum", "netdiskenum",
           "wkssvc_wkstagetinfo", "enumprinters", "enumports", "enumdrivers", "svcctl_enum", "winreg_enumkey HKLM",
           "createdomuser mallory", "netshareadd C:\\tmp evil", "chgpasswd root x y")

# (pattern of the command, pattern of a line that only one of both prints): why.
PRINTED_MEANT = [
    (r"querydominfo( 2)?|enumdomusers", r"Total Users:.*|user:\[(?!root).*", "the persona has an account more than this smbd"),
    (r"netshare(enum|enumall|getinfo public)", r"\tpath:.*", "the test's folders are smbd's"),
    ("netdiskenum", "result was WERR_ACCESS_DENIED", "NetrServerDiskEnum has no answer of its own"),
    ("enumports", r"\tPort Name:.*", "a list of ports is empty"),
]


def printed(server, user, command):
    """rpcclient's lines, without what changes by itself: times, the machine's SID, its folders."""
    anonymous = ["-N"] if user == "%" else []
    said = smb_lab.output_of(["rpcclient", "--configfile=/dev/null", "--option=client min protocol=NT1", "-p", str(server[1]),
                              "-U", user, *anonymous, server[0], "-c", command])
    said = re.sub(r"S-1-5-21(-\d+){3}", "S-1-5-21-MACHINE", said)
    said = re.sub(r"\w{3}, \d\d \w{3} 20\d\d \d\d:\d\d:\d\d UTC", "TIME", said)
    said = re.sub(r"(Sequence No:\s+)\d+", r"\1NUMBER", said)
    return [line.rstrip() for line in said.splitlines() if line.strip()]


def compare_printed(checks, persona, ours, theirs, workgroup, excused):
    for user in ("%", f"root%{PASSWORD}"):
        for command in PRINTED:
            asked = command.format(workgroup=workgroup)
            mine, live = printed(ours, user, asked), printed(theirs, user, asked)
            odd = [f"- {line}" for line in mine if line not in live] + [f"+ {line}" for line in live if line not in mine]
            left = []
            for line in odd:
                why = next((why for at, which, why in PRINTED_MEANT
                            if re.fullmatch(at, command) and re.fullmatch(which, line[2:])), None)
                if why is None:
                    left.append(line)
                else:
                    excused.setdefault(why, []).append((command, line))
            checks.check(f"{persona}: rpcclient {asked}, {'anonymous' if user == '%' else 'with the password'}", not left,
                         "\n".join(left))


# Everything behind the logon is encrypted, or not done at all.
ENCRYPTED = ("-L {host}", "//{host}/public -c 'put /etc/hostname a.txt; allinfo nosuch; del a.txt'", "//{host}/nosuch -c ls")


def compare_encrypted(checks, persona, ours, theirs):
    def said(server, mode, who, command):
        arguments = shlex.split(command.format(host=server[0]))
        lines = smb_lab.output_of(["smbclient", "--configfile=/dev/null", "-m", mode, "--client-protection=encrypt", "-p",
                                   str(server[1]), *who, *arguments])
        return [re.sub(r"\(.*kb/s\)|[\d.]+ kb/s", "RATE", line.rstrip()) for line in lines.splitlines() if line.strip()]
    for mode in ("SMB2_10", "SMB3_00", "SMB3_02", "SMB3_11"):
        for name, who in (("the password", ("-U", f"root%{PASSWORD}")), ("a wrong password", ("-U", "root%x")),
                          ("no name", ("-N",)), ("an unknown name", ("-U", "mallory%x"))):
            for command in ENCRYPTED:
                mine, live = said(ours, mode, who, command), said(theirs, mode, who, command)
                checks.check(f"{persona}: smbclient that wants encryption, {mode}, {name}: {command}", mine == live,
                             "\n".join([*mine, "Samba:", *live]))


def main():
    smb_lab.in_own_network()
    checks = smb_lab.Checks()
    if smb_lab.SMBD is None:
        checks.skip("the comparison with a live Samba", "smbd is not installed here")
        print("0 passed, 0 failed")
        return
    with smb_lab.Folder() as folder:
        def lines(port, persona):
            return [f"ports = [{port}]", 'addresses = ["127.0.0.1"]', 'mode = "answer"', 'protocol = "smb"',
                    f'persona = "{persona}"', f'passwords = ["{PASSWORD}"]']
        sensor = smb_lab.Sensor(folder, "beside-samba", [lines(port, persona) for persona, port, *_ in PAIRS])
        # One sensor is one machine, whatever system it shows: the names are those of both personas.
        computer, workgroup = names_of(("127.0.0.1", 445))
        smb_lab.be_called(computer.lower(), folder)
        excused = {}
        try:
            for persona, port, live_port, settings in PAIRS:
                live = smb_lab.Samba(folder, "127.0.0.1", live_port,
                                     {"netbios name": computer, "workgroup": workgroup, **settings},
                                     {"print$": {"comment": "Printer Drivers", "path": "{root}/printers"},
                                      "public": {"comment": "Public files", "path": "{root}/public",
                                                 "guest ok": "yes", "read only": "no"}})
                live.add_user("root", PASSWORD)
                live.start()
                try:
                    compare(checks, persona, ("127.0.0.1", port), ("127.0.0.1", live_port), excused)
                    if shutil.which("smbclient"):
                        compare_encrypted(checks, persona, ("127.0.0.1", port), ("127.0.0.1", live_port))
                    else:
                        checks.skip("encrypted sessions", "smbclient is not installed here")
                    if shutil.which("rpcclient"):
                        compare_printed(checks, persona, ("127.0.0.1", port), ("127.0.0.1", live_port), workgroup, excused)
                    else:
                        checks.skip("what rpcclient prints", "it is not installed here")
                finally:
                    live.stop()
        finally:
            sensor.stop()
        for why, where in excused.items():
            print(f"meant: {why} ({len(where)} fields)")
    checks.end()


if __name__ == "__main__":
    main()
