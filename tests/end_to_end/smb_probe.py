# SPDX-License-Identifier: Apache-2.0
"""Asks an SMB server everything that a stranger can ask without a password, and says what it answered, field by field.

Each question is a connection of its own with the same bytes to every server; its answer is a flat table of names and
values. What changes by itself (times, identifiers, challenges) is told as what it is, not as its value.
"""
import socket
import struct
import time

from impacket import ntlm
from impacket.spnego import SPNEGO_NegTokenInit, SPNEGO_NegTokenResp, TypesMech

DIALECTS = (0x0202, 0x0210, 0x0300, 0x0302, 0x0311)
SMB1_SAMBA = ("NT LANMAN 1.0", "NT LM 0.12")
SMB1_WINDOWS = ("PC NETWORK PROGRAM 1.0", "LANMAN1.0", "Windows for Workgroups 3.1a", "LM1.2X002", "LANMAN2.1",
                "NT LM 0.12")
NO_ANSWER = "closed without an answer"


class Line:
    """One connection: NetBIOS frames out and in."""

    def __init__(self, server):
        self.socket = socket.create_connection(server, timeout=5)
        self.peer = server[0]  # the socket no longer knows it once the server has reset the connection

    def ask(self, message):
        try:
            self.socket.sendall(struct.pack(">I", len(message)) + message)
            return self.frame()
        except OSError:  # reset, ended, or silent for too long
            return b""

    def exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                raise ConnectionError
            data += piece
        return data

    def frame(self):
        return self.exactly(struct.unpack(">I", self.exactly(4))[0] & 0xFFFFFF)

    def close(self):
        self.socket.close()


# ---- what both families say ----

def age(filetime):
    """A time by what it is worth: now, none, or past."""
    if filetime == 0:
        return "none"
    seconds = filetime / 1e7 - 11644473600
    return "now" if abs(seconds - time.time()) < 120 else "another time"


MECHANISMS = {bytes(value): name for name, value in TypesMech.items()}


def mechanisms_of(blob):
    """The mechanisms, and the hint, of the first token of a server (NegTokenInit2)."""
    if not blob:
        return "no token"
    found = [(blob.find(value), name) for value, name in MECHANISMS.items() if blob.find(value) >= 0]
    names = [name.split(" ")[0] for _, name in sorted(found)]
    hint = b"not_defined_in_RFC4178@please_ignore"
    return ", ".join(names) + (", hint" if hint in blob else "") + f", {len(blob)} bytes"


AV_NAMES = {1: "NetBIOS computer", 2: "NetBIOS domain", 3: "DNS computer", 4: "DNS domain", 5: "DNS tree", 6: "flags",
            7: "time"}


def challenge_fields(blob):
    """An NTLM challenge, wherever it stands in the blob."""
    at = blob.find(b"NTLMSSP\0")
    if at < 0:
        return {"token": blob.hex()}
    message = blob[at:]
    flags, = struct.unpack_from("<I", message, 20)
    fields = {"flags": hex(flags), "wrapping": blob[:at].hex()[:0] + f"{at} bytes before NTLM",
              "challenge": "eight bytes" if any(message[24:32]) else "zeros"}
    length, offset = struct.unpack_from("<H2xI", message, 12)
    fields["target"] = message[offset:offset + length].decode("utf-16-le" if flags & 1 else "latin-1")
    if flags & 0x02000000:
        fields["version"] = message[48:56].hex()
    length, offset = struct.unpack_from("<H2xI", message, 40)
    information = message[offset:offset + length]
    order = []
    while len(information) >= 4:
        kind, size = struct.unpack_from("<HH", information)
        value, information = information[4:4 + size], information[4 + size:]
        if kind == 0:
            break
        name = AV_NAMES.get(kind, str(kind))
        order.append(name)
        fields[name] = age(struct.unpack("<Q", value)[0]) if kind == 7 else value.decode("utf-16-le")
    fields["order"] = ", ".join(order)
    return fields


def spnego_of(token):
    wrapped = SPNEGO_NegTokenInit()
    wrapped["MechTypes"] = [TypesMech["NTLMSSP - Microsoft NTLM Security Support Provider"]]
    wrapped["MechToken"] = token
    return wrapped.getData()


def spnego_answer_of(token):
    wrapped = SPNEGO_NegTokenResp()
    wrapped["ResponseToken"] = token
    return wrapped.getData()


def authenticate(first, challenge_blob, user, password):
    at = challenge_blob.find(b"NTLMSSP\0")
    last, _ = ntlm.getNTLMSSPType3(first, challenge_blob[at:], user, password, "", "", "", use_ntlmv2=True)
    return last.getData()


# ---- SMB2 and SMB3 ----

def smb2_header(command, message_id, session=0, tree=0, credits=1, flags=0):
    return struct.pack("<4sHHIHHIIQIIQ16s", b"\xfeSMB", 64, 1, 0, command, credits, flags, 0, message_id, 0xFEFF, tree,
                       session, bytes(16))


def smb2_negotiate(dialects, with_everything=False, ciphers=(), capabilities=0x7F):
    contexts = []
    if 0x0311 in dialects:
        contexts.append((1, struct.pack("<HHH", 1, 32, 1) + bytes(range(32))))
        if with_everything:
            contexts.append((2, struct.pack("<HHH", 2, 2, 1)))
            contexts.append((3, struct.pack("<HHIHHH", 3, 0, 0, 1, 2, 3)))
            contexts.append((8, struct.pack("<HHH", 2, 2, 1)))
        # Each entry is a context of its own.
        contexts += [(2, struct.pack(f"<H{len(each)}H", len(each), *each)) for each in ciphers]
    body = struct.pack("<HHHHI16s", 36, len(dialects), 1, 0, capabilities, bytes(range(16)))
    names = b"".join(struct.pack("<H", each) for each in dialects)
    packed = b""
    for kind, data in contexts:
        packed += bytes(-len(packed) % 8) + struct.pack("<HHI", kind, len(data), 0) + data
    offset = 64 + len(body) + 8 + len(names)
    padding = bytes(-offset % 8) if packed else b""
    body += struct.pack("<IHH", offset + len(padding) if packed else 0, len(contexts), 0)
    return smb2_header(0, 0) + body + names + padding + packed


def smb2_head(answer):
    if not answer:
        return {"answer": NO_ANSWER}
    if answer[:4] != b"\xfeSMB":
        return {"answer": answer[:4].hex()}
    charge, status, command, credits, flags = struct.unpack_from("<HIHHI", answer, 6)
    return {"status": hex(status), "credit charge": charge, "credits": credits, "flags": hex(flags), "command": command,
            "structure": struct.unpack_from("<H", answer, 64)[0]}


def smb2_negotiate_fields(answer):
    fields = smb2_head(answer)
    if fields.get("structure") != 65:
        return fields | {"body": answer[64:].hex()}
    (_, mode, dialect, count, guid, capabilities, transact, read, write, now, start, offset, length, contexts) = \
        struct.unpack_from("<HHHH16sIIIIQQHHI", answer, 64)
    fields |= {"security mode": mode, "dialect": hex(dialect), "GUID": guid.rstrip(b"\0").decode("latin-1")
               if guid.rstrip(b"\0").isalnum() else "sixteen bytes", "capabilities": hex(capabilities),
               "max transact": transact, "max read": read, "max write": write, "time": age(now), "start": age(start),
               "token offset": offset, "mechanisms": mechanisms_of(answer[offset:offset + length])}
    if dialect == 0x0311:
        at, said = contexts, []
        for _ in range(count):
            at += -at % 8
            kind, size = struct.unpack_from("<HH", answer, at)
            data = answer[at + 8:at + 8 + size]
            at += 8 + size
            said.append(f"{kind}: " + (f"{data[:6].hex()} and {size - 6} bytes of salt" if kind == 1 else data.hex()))
        fields["contexts"] = "; ".join(said)
    else:
        fields["reserved"] = (count, contexts)
    return fields


class Smb2:
    """A connection that negotiated one dialect, and what it holds."""

    def __init__(self, server, dialect):
        self.line = Line(server)
        self.next = 1
        self.session = self.tree = 0
        self.line.ask(smb2_negotiate([dialect]))

    def ask(self, command, body, **header):
        header = {"session": self.session, "tree": self.tree} | header
        answer = self.line.ask(smb2_header(command, self.next, **header) + body)
        # An interim answer is followed by the last one.
        while answer[:4] == b"\xfeSMB" and struct.unpack_from("<I", answer, 8)[0] == 0x103:
            answer = self.line.frame()
        self.next += 1
        return answer

    def set_up(self, blob):
        answer = self.ask(1, struct.pack("<HBBIIHHQ", 25, 0, 1, 1, 0, 88, len(blob), 0) + blob, tree=0)
        fields = smb2_head(answer)
        if fields.get("structure") != 9:
            return fields | {"body": answer[64:].hex()}, b""
        self.session, = struct.unpack_from("<Q", answer, 40)
        _, flags, offset, length = struct.unpack_from("<HHHH", answer, 64)
        blob = answer[offset:offset + length]
        return fields | {"session flags": flags, "token offset": offset if length else 0}, blob

    def log_on(self, user, password, raw=False):
        first = ntlm.getNTLMSSPType1("", "", signingRequired=False, use_ntlmv2=True)
        token = first.getData()
        one, blob = self.set_up(token if raw else spnego_of(token))
        fields = {"first " + key: value for key, value in (one | challenge_fields(blob)).items()}
        if not blob:
            return fields
        last = authenticate(first, blob, user, password)
        two, blob = self.set_up(last if raw else spnego_answer_of(last))
        return fields | {"last " + key: value for key, value in two.items()} | {"last token": blob.hex()}

    def connect(self, share):
        path = f"\\\\{self.line.peer}\\{share}".encode("utf-16-le")
        answer = self.ask(3, struct.pack("<HHHH", 9, 0, 72, len(path)) + path, tree=0)
        fields = smb2_head(answer)
        if fields.get("structure") == 16:
            self.tree, = struct.unpack_from("<I", answer, 36)
            _, kind, _, flags, capabilities, access = struct.unpack_from("<HBBIII", answer, 64)
            return fields | {"kind": kind, "share flags": hex(flags), "capabilities": hex(capabilities),
                             "access": hex(access)}
        return fields | {"body": answer[64:].hex()}

    def create(self, name, access=0x0012019F, disposition=1, options=0x40):
        encoded = name.encode("utf-16-le")
        answer = self.ask(5, struct.pack("<HBBIQQIIIIIHHII", 57, 0, 0, 2, 0, 0, access, 0, 7, disposition, options, 120,
                                         len(encoded), 0, 0) + (encoded or b"\0"))
        fields = smb2_head(answer)
        if fields.get("structure") != 89:
            return fields | {"body": answer[64:].hex()}, bytes(16)
        oplock, flags, action = struct.unpack_from("<BBI", answer, 66)
        allocated, size, attributes = struct.unpack_from("<QQI", answer, 64 + 40)
        return fields | {"oplock": oplock, "create flags": flags, "action": action, "allocated": allocated, "size": size,
                         "attributes": hex(attributes)}, answer[64 + 64:64 + 80]

    def close(self):
        self.line.close()


def plain(answer):
    """An answer whose body is told whole."""
    return smb2_head(answer) | ({"body": answer[64:].hex()} if answer else {})


def smb2_questions():
    """Name and function of each question; each function is given a server and gives a table."""
    asked = {}

    def negotiate(*dialects, everything=False, ciphers=(), capabilities=0x7F):
        def question(server):
            line = Line(server)
            fields = smb2_negotiate_fields(line.ask(smb2_negotiate(dialects, everything, ciphers, capabilities)))
            line.close()
            return fields
        return question

    for each in DIALECTS:
        asked[f"negotiate {each:#06x}"] = negotiate(each)
    asked["negotiate all"] = negotiate(*DIALECTS)
    asked["negotiate 3.1.1 with encryption, compression and signing"] = negotiate(0x0311, everything=True)
    for name, ciphers in (("CCM, GCM", [(1, 2)]), ("GCM, CCM", [(2, 1)]), ("CCM", [(1,)]), ("256 bits alone", [(3, 4)]),
                          ("all", [(4, 3, 2, 1)]), ("none known", [(9,)]), ("no cipher", [()]), ("two lists", [(1,), (2,)])):
        asked[f"ciphers of 3.1.1: {name}"] = negotiate(0x0311, ciphers=ciphers)
    # Without the client's bits for encryption and more channels.
    for each in (0x0300, 0x0302):
        asked[f"ciphers of {each:#06x}: no bit"] = negotiate(each, capabilities=0x37)
    asked["ciphers of 3.1.1: no list and no bit"] = negotiate(0x0311, capabilities=0x37)
    asked["negotiate nothing known"] = negotiate(0x0333)
    asked["negotiate no dialect"] = negotiate()

    def multi_protocol(*names):
        def question(server):
            line = Line(server)
            fields = smb2_negotiate_fields(line.ask(smb1_negotiate(names, 0xC843)))
            line.close()
            return fields
        return question

    asked["SMB1 negotiate with SMB 2.???"] = multi_protocol("NT LM 0.12", "SMB 2.002", "SMB 2.???")
    asked["SMB1 negotiate with SMB 2.002"] = multi_protocol("NT LM 0.12", "SMB 2.002")

    def logon(dialect, user, password, raw=False):
        def question(server):
            smb = Smb2(server, dialect)
            fields = smb.log_on(user, password, raw)
            smb.close()
            return fields
        return question

    for dialect in (0x0202, 0x0311):
        asked[f"null session {dialect:#06x}"] = logon(dialect, "", "")
        asked[f"unknown user {dialect:#06x}"] = logon(dialect, "mallory", "x")
        asked[f"wrong password {dialect:#06x}"] = logon(dialect, "root", "wrong")
    asked["null session, raw NTLM"] = logon(0x0210, "", "", raw=True)

    def after_null(dialect, act):
        def question(server):
            smb = Smb2(server, dialect)
            smb.log_on("", "")
            fields = act(smb)
            smb.close()
            return fields
        return question

    def without_session(act):
        def question(server):
            smb = Smb2(server, 0x0210)
            fields = act(smb)
            smb.close()
            return fields
        return question

    asked["garbage as security blob"] = without_session(lambda smb: smb.set_up(b"garbage that is no token")[0])
    asked["session setup of another session"] = without_session(
        lambda smb: plain(smb.ask(1, struct.pack("<HBBIIHHQ", 25, 0, 1, 1, 0, 88, 1, 0) + b"x", session=0x1234)))
    asked["tree connect without a session"] = without_session(lambda smb: smb.connect("IPC$"))
    asked["echo without a session"] = without_session(lambda smb: plain(smb.ask(13, struct.pack("<HH", 4, 0))))
    asked["a second negotiate"] = without_session(lambda smb: plain(smb.line.ask(smb2_negotiate([0x0210]))))
    for share in ("IPC$", "public", "print$", "ADMIN$", "nosuch"):
        asked[f"tree connect {share}"] = after_null(0x0311, lambda smb, share=share: smb.connect(share))
    asked["tree connect without a path"] = after_null(
        0x0210, lambda smb: plain(smb.ask(3, struct.pack("<HHHH", 9, 0, 72, 0) + b"\0")))
    asked["echo"] = after_null(0x0210, lambda smb: plain(smb.ask(13, struct.pack("<HH", 4, 0))))
    asked["an unknown command"] = after_null(0x0210, lambda smb: plain(smb.ask(0x13, struct.pack("<HH", 4, 0))))
    asked["a wrong structure size"] = after_null(0x0210, lambda smb: plain(smb.ask(3, struct.pack("<HH", 4, 0))))
    asked["close of a tree that is none"] = after_null(
        0x0210, lambda smb: plain(smb.ask(4, struct.pack("<HH", 4, 0), tree=77)))
    asked["log off"] = after_null(0x0210, lambda smb: plain(smb.ask(2, struct.pack("<HH", 4, 0))))

    def on_share(share, act):
        def connected(smb):
            smb.connect(share)
            return act(smb)
        return after_null(0x0311, connected)

    for pipe in ("srvsvc", "wkssvc", "samr", "lsarpc", "netlogon", "svcctl", "winreg", "spoolss", "atsvc", "epmapper",
                 "browser", "ntsvcs", "eventlog", "efsrpc", "nosuch", "\\PIPE\\srvsvc"):
        asked[f"open pipe {pipe}"] = on_share("IPC$", lambda smb, pipe=pipe: smb.create(pipe)[0])
    asked["open nothing on a share"] = on_share("public", lambda smb: smb.create("nosuch.txt")[0])
    asked["open the share itself"] = on_share("public", lambda smb: smb.create("", options=1)[0])
    asked["open a path above the share"] = on_share("public", lambda smb: smb.create("..\\x")[0])
    asked["DFS referral"] = on_share("IPC$", lambda smb: plain(smb.ask(11, struct.pack(
        "<HHI16sIIIIIIII", 57, 0, 0x00060194, b"\xff" * 16, 120, 8, 0, 120, 0, 4096, 1, 0) +
        struct.pack("<H", 4) + "\\x\0".encode("utf-16-le"))))
    asked["network interfaces"] = on_share("IPC$", lambda smb: plain(smb.ask(11, struct.pack(
        "<HHI16sIIIIIIII", 57, 0, 0x001401FC, b"\xff" * 16, 0, 0, 0, 0, 0, 4096, 1, 0))))
    asked["an unknown control code"] = on_share("IPC$", lambda smb: plain(smb.ask(11, struct.pack(
        "<HHI16sIIIIIIII", 57, 0, 0x00990000, b"\xff" * 16, 0, 0, 0, 0, 0, 4096, 1, 0))))
    asked["read of a file that is none"] = on_share("IPC$", lambda smb: plain(smb.ask(
        8, struct.pack("<HBBIQ16sIIIHHB", 49, 0, 0, 64, 0, b"\x01" * 16, 0, 0, 0, 0, 0, 0))))

    def information(kind, level, share="public"):
        def act(smb):
            _, file = smb.create("", access=0x00120089, options=1)
            answer = smb.ask(16, struct.pack("<HBBIHHIII16s", 41, kind, level, 65536, 0, 0, 0, 0, 0, file))
            fields = smb2_head(answer)
            if (kind, level) == (2, 5) and fields.get("status") == "0x0":
                return fields | {"body": answer[72:].hex()}
            return fields | {"length": len(answer)}
        return on_share(share, act)

    for kind, level in ((2, 1), (2, 3), (2, 5), (2, 7), (2, 11), (1, 4), (1, 5), (1, 18), (1, 34), (3, 0)):
        asked[f"query information {kind}.{level}"] = information(kind, level)
    return asked


# ---- SMB1 ----

def smb1_header(command, flags2, mid=1, tid=0, uid=0):
    return struct.pack("<4sBIBHH8sHHHHH", b"\xffSMB", command, 0, 0x18, flags2, 0, bytes(8), 0, tid, 0xFFFE, uid, mid)


def smb1_negotiate(names, flags2):
    data = b"".join(b"\x02" + name.encode() + b"\0" for name in names)
    return smb1_header(0x72, flags2) + struct.pack("<BH", 0, len(data)) + data


def smb1_head(answer):
    if not answer:
        return {"answer": NO_ANSWER}
    if answer[:4] != b"\xffSMB":
        return {"answer": answer[:4].hex()}
    command, status, flags, flags2 = struct.unpack_from("<BIBH", answer, 4)
    return {"command": hex(command), "status": hex(status), "flags": hex(flags), "flags2": hex(flags2),
            "words": answer[32]}


def smb1_parts(answer):
    count = answer[32] * 2
    return answer[33:33 + count], answer[33 + count + 2:]


def strings_of(data, unaligned):
    """UTF-16 strings, each ended by a NUL; `unaligned` when the first stands at an odd place."""
    text = data[1:] if unaligned else data
    return [each for each in text.decode("utf-16-le", "replace").split("\0")]


def smb1_negotiate_fields(answer):
    fields = smb1_head(answer)
    if fields.get("words") == 1:
        return fields | {"index": struct.unpack_from("<H", answer, 33)[0]}
    if fields.get("words") != 17:
        return fields | {"body": answer[32:].hex()}
    words, data = smb1_parts(answer)
    (index, mode, mpx, circuits, buffer, raw, key, capabilities, now, _, length) = \
        struct.unpack("<HBHHIIIIQhB", words)
    fields |= {"index": index, "security mode": mode, "max mpx": mpx, "max circuits": circuits, "max buffer": buffer,
               "max raw": raw, "session key": "zero" if key == 0 else "a number", "capabilities": hex(capabilities),
               "time": age(now), "challenge bytes": length}
    if capabilities & 0x80000000:
        guid = data[:16].rstrip(b"\0")
        fields |= {"GUID": guid.decode("latin-1") if guid.isalnum() else "sixteen bytes",
                   "mechanisms": mechanisms_of(data[16:])}
    else:
        fields |= {"names": data[length:].decode("utf-16-le", "replace")}
    return fields


class Smb1:
    def __init__(self, server, flags2=0xC843):
        self.line = Line(server)
        self.flags2 = flags2
        self.uid = self.tid = 0
        self.line.ask(smb1_negotiate(SMB1_SAMBA[1:], flags2))

    def ask(self, command, words, data, flags2=None, tid=None):
        message = smb1_header(command, self.flags2 if flags2 is None else flags2, tid=self.tid if tid is None else tid,
                              uid=self.uid)
        return self.line.ask(message + struct.pack("<B", len(words) // 2) + words + struct.pack("<H", len(data)) + data)

    def set_up(self, blob):
        names = "Unix\0Samba\0".encode("utf-16-le")
        padding = b"" if len(blob) % 2 else b"\0"
        words = struct.pack("<BBHHHHIHII", 0xFF, 0, 0, 16644, 2, 1, 0, len(blob), 0, 0x8000D05C)
        answer = self.ask(0x73, words, blob + padding + names)
        fields = smb1_head(answer)
        if fields.get("words") != 4:
            return fields | {"body": answer[32:].hex()}, b""
        self.uid, = struct.unpack_from("<H", answer, 28)
        said, data = smb1_parts(answer)
        action, length = struct.unpack_from("<HH", said, 4)
        texts = strings_of(data[length:], (33 + 8 + 2 + length) % 2)
        return fields | {"AndX": said[:4].hex(), "action": action, "strings": " | ".join(texts)}, data[:length]

    def log_on(self, user, password):
        first = ntlm.getNTLMSSPType1("", "", signingRequired=False, use_ntlmv2=True)
        one, blob = self.set_up(spnego_of(first.getData()))
        fields = {"first " + key: value for key, value in (one | challenge_fields(blob)).items()}
        if not blob:
            return fields
        two, blob = self.set_up(spnego_answer_of(authenticate(first, blob, user, password)))
        return fields | {"last " + key: value for key, value in two.items()} | {"last token": blob.hex()}

    def connect(self, share, service=b"?????"):
        path = f"\\\\{self.line.peer}\\{share}\0".encode("utf-16-le")
        answer = self.ask(0x75, struct.pack("<BBHHH", 0xFF, 0, 0, 8, 1), b"\0" + path + service + b"\0")
        fields = smb1_head(answer)
        if fields.get("status") != "0x0":
            return fields | {"body": answer[32:].hex()}
        self.tid, = struct.unpack_from("<H", answer, 24)
        words, data = smb1_parts(answer)
        return fields | {"said": words[4:].hex(), "data": data.hex()}

    def close(self):
        self.line.close()


# Where each of the 256 commands is asked: user or none, share or none, and numbers of the header that are not the server's.
EMPTY_COMMANDS = {
    "before a logon": (None, None, {}),
    "without a tree": ("", None, {}),
    "of a tree that is none": ("", None, {"tid": 0x1234}),
    "of a user that is none": ("", "public", {"uid": 0x1234}),
    "on IPC$": ("", "IPC$", {}),
    "on a disk": ("", "public", {}),
}
# What they leave is another connection: tree, logon or dialect are gone.
ENDS_WHAT_WAS = (0x71, 0x72, 0x74)


def empty_commands(server, user, share, place):
    """Each command without words and bytes, and an echo behind it; by number, what came before the echo's answer."""
    def ready():
        smb = Smb1(server)
        if user is not None:
            smb.log_on(user, "")
        if share is not None:
            smb.connect(share)
        return smb

    def asked(smb, command):
        header = {"tid": smb.tid, "uid": smb.uid} | place
        echo = smb1_header(0x2B, smb.flags2, mid=2) + struct.pack("<BHH", 1, 1, 0)
        said = []
        try:
            for message in (smb1_header(command, smb.flags2, **header) + bytes(3), echo):
                smb.line.socket.sendall(struct.pack(">I", len(message)) + message)
            while True:
                answer = smb.line.frame()
                if len(answer) >= 32 and answer[4] == 0x2B and struct.unpack_from("<H", answer, 30)[0] == 2:
                    return ", ".join(said) or "no answer"
                if len(answer) < 32:
                    said.append(f"a frame of {len(answer)} bytes")
                    continue
                head = smb1_head(answer)
                kept = [name for name, at in (("tid", 24), ("uid", 28))
                        if struct.unpack_from("<H", answer, at)[0] == header[name]]
                said.append(" ".join(map(str, head.values())) + f" {answer[33:].hex()} {'+'.join(kept)}")
        except OSError:
            return ", ".join([*said, "closed"])

    fields = {}
    smb = ready()
    for command in range(256):
        fields[f"{command:#04x}"] = asked(smb, command)
        if command in ENDS_WHAT_WAS or fields[f"{command:#04x}"].endswith("closed"):
            smb.close()
            smb = ready()
    smb.close()
    return fields


def smb1_questions():
    asked = {}

    def negotiate(names, flags2):
        def question(server):
            line = Line(server)
            fields = smb1_negotiate_fields(line.ask(smb1_negotiate(names, flags2)))
            line.close()
            return fields
        return question

    for title, names in (("Samba's list", SMB1_SAMBA), ("Windows' list", SMB1_WINDOWS), ("NT LM 0.12", SMB1_SAMBA[1:])):
        asked[f"SMB1 negotiate, {title}"] = negotiate(names, 0xC843)
        asked[f"SMB1 negotiate, {title}, plain"] = negotiate(names, 0xC001)
    asked["SMB1 negotiate, nothing known"] = negotiate(("XENIX CORE",), 0xC843)

    def after(user, act):
        def question(server):
            smb = Smb1(server)
            if user is not None:
                smb.log_on(user, "")
            fields = act(smb)
            smb.close()
            return fields
        return question

    def whole(answer):
        return smb1_head(answer) | ({"body": answer[32:].hex()} if answer else {})

    asked["SMB1 null session"] = after(None, lambda smb: smb.log_on("", ""))
    asked["SMB1 unknown user"] = after(None, lambda smb: smb.log_on("mallory", "x"))
    asked["SMB1 wrong password"] = after(None, lambda smb: smb.log_on("root", "wrong"))
    asked["SMB1 garbage as security blob"] = after(None, lambda smb: smb.set_up(b"garbage that is no token")[0])
    asked["SMB1 tree connect without a session"] = after(None, lambda smb: smb.connect("IPC$"))
    for share in ("IPC$", "public", "print$", "ADMIN$", "nosuch"):
        asked[f"SMB1 tree connect {share}"] = after("", lambda smb, share=share: smb.connect(share))
    asked["SMB1 tree connect IPC$ as a disk"] = after("", lambda smb: smb.connect("IPC$", b"A:"))
    for where, (user, share, place) in EMPTY_COMMANDS.items():
        asked[f"SMB1 commands without words, {where}"] = \
            lambda server, user=user, share=share, place=place: empty_commands(server, user, share, place)
    asked["SMB1 echo"] = after("", lambda smb: whole(smb.ask(0x2B, struct.pack("<H", 1), b"hello")))
    asked["SMB1 echo of nothing known"] = after(None, lambda smb: whole(smb.ask(0x2B, struct.pack("<H", 1), b"hello")))
    asked["SMB1 tree disconnect of none"] = after("", lambda smb: whole(smb.ask(0x71, b"", b"", tid=0x1234)))
    asked["SMB1 log off"] = after("", lambda smb: whole(smb.ask(0x74, struct.pack("<BBH", 0xFF, 0, 0), b"")))

    def pipe(name):
        def act(smb):
            smb.connect("IPC$")
            encoded = (name + "\0").encode("utf-16-le")
            words = struct.pack("<BBHBHIIIQIIIIIB", 0xFF, 0, 0, 0, len(encoded) - 2, 0, 0, 0x2019F, 0, 0, 7, 1, 0, 2, 0)
            answer = smb.ask(0xA2, words, b"\0" + encoded)
            fields = smb1_head(answer)
            if fields.get("status") != "0x0":
                return fields | {"body": answer[32:].hex()}
            said, _ = smb1_parts(answer)
            return fields | {"oplock": said[4], "action": said[7:11].hex(), "rest": said[43:].hex()}
        return after("", act)

    for name in ("srvsvc", "\\srvsvc", "\\\\BROWSER", "\\samr", "\\spoolss", "\\nosuch"):
        asked[f"SMB1 open pipe {name}"] = pipe(name)

    def peek(smb):
        smb.connect("IPC$")
        words = struct.pack("<HHHHBBHIHHHHHBBHH", 0, 0, 0xFFFF, 0xFFFF, 0, 0, 0, 0, 0, 0, 74, 0, 74, 2, 0, 0x23, 0)
        return whole(smb.ask(0x25, words, b"\0" + "\\PIPE\\\0".encode("utf-16-le")))

    def ping(smb):
        smb.connect("IPC$")
        words = struct.pack("<HHHHBBHIHHHHHBBH", 12, 0, 1, 0, 0, 0, 0, 0x00EE3401, 0, 12, 66, 0, 78, 1, 0, 0x0E)
        return whole(smb.ask(0x32, words, bytes(13)))

    asked["SMB1 PeekNmPipe of no pipe"] = after("", peek)
    asked["SMB1 TRANS2 session setup"] = after("", ping)
    return asked
