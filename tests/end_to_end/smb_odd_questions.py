# SPDX-License-Identifier: Apache-2.0
"""What a careful stranger asks an SMB server to see whether it is one: requests that are none, and what follows from them.

Each question is a connection of its own. Its answer is every frame that came within WAIT, told message by message: command,
status, credit charge, credits, flags, NextCommand, length; of some the body; and whether the connection was ended.
"""
import struct

import smb_probe
from smb_probe import Line, Smb1, Smb2, smb1_header, smb2_negotiate

WAIT = 0.2
FILE_OF_NONE = b"\x07" * 16
SAME_FILE = b"\xff" * 16
EMPTY = struct.pack("<HH", 4, 0)


def everything(line):
    """All frames until nothing comes any more; None at the end where the server has closed."""
    frames = []
    line.socket.settimeout(WAIT)
    try:
        while True:
            frames.append(line.frame())
    except TimeoutError:
        pass
    except OSError:
        frames.append(None)
    line.socket.settimeout(5)
    return frames


def told2(frame, body):
    if frame is None:
        return ["closed"]
    if frame[:4] != b"\xfeSMB":
        return [f"a frame that begins with {frame[:4].hex()}"]
    said = []
    while True:
        charge, status, command, credits, flags, following = struct.unpack_from("<HIHHII", frame, 6)
        message = frame[:following] if following else frame
        said.append(f"{command:#x}: {status:#x} charge {charge} credits {credits} flags {flags:#x} next {following} "
                    f"length {len(message)} {message[64:64 + body].hex()}".rstrip())
        if not following:
            return said
        frame = frame[following:]


class Odd2(Smb2):
    """An SMB2 connection whose every field can be chosen."""

    def header(self, command, **chosen):
        field = {"session": self.session, "tree": self.tree, "id": None, "charge": 1, "credits": 64, "flags": 0, "next": 0} | chosen
        if field["id"] is None:
            field["id"] = self.next
            self.next += max(1, field["charge"])
        return struct.pack("<4sHHIHHIIQIIQ16s", b"\xfeSMB", 64, field["charge"], 0, command, field["credits"], field["flags"],
                           field["next"], field["id"], 0xFEFF, field["tree"], field["session"], bytes(16))

    def send(self, message, body=0):
        try:
            self.line.socket.sendall(struct.pack(">I", len(message)) + message)
        except OSError:
            return ["closed"]
        return [each for frame in everything(self.line) for each in told2(frame, body)]

    def say(self, command, body, show=0, **chosen):
        return self.send(self.header(command, **chosen) + body, show)

    def chain(self, *messages):
        frame = b""
        for at, (command, body, chosen) in enumerate(messages):
            message = self.header(command, **chosen) + body
            if at + 1 < len(messages):
                message += bytes(-len(message) % 8)
                message = message[:20] + struct.pack("<I", len(message)) + message[24:]
            frame += message
        return self.send(frame)


def create(name, access=0x0012019F, disposition=1, options=0, impersonation=2):
    encoded = name.encode("utf-16-le")
    return struct.pack("<HBBIQQIIIIIHHII", 57, 0, 0, impersonation, 0, 0, access, 0, 7, disposition, options, 120, len(encoded),
                       0, 0) + (encoded or b"\0")


def close(file):
    return struct.pack("<HHI16s", 24, 0, 0, file)


def read(file, length=64, offset=0, least=0):
    return struct.pack("<HBBIQ16sIIIHHB", 49, 0x50, 0, length, offset, file, least, 0, 0, 0, 0, 0)


def write(file, data, offset=0):
    return struct.pack("<HHIQ16sIIHHI", 49, 112, len(data), offset, file, 0, 0, 0, 0, 0) + data


def lock(file, *elements, count=None):
    return struct.pack("<HHI16s", 48, len(elements) if count is None else count, 0, file) + \
        b"".join(struct.pack("<QQII", *each, 0) for each in elements)


def notify(file, filter=0x17, most=4096):
    return struct.pack("<HHI16sII", 32, 0, most, file, filter, 0)


def control(code, file=SAME_FILE, data=b"", most=4096):
    return struct.pack("<HHI16sIIIIIIII", 57, 0, code, file, 120, len(data), 0, 120, 0, most, 1, 0) + data


def query(file, kind, level, most):
    return struct.pack("<HBBIHHIII16s", 41, kind, level, most, 0, 0, 0, 0, 0, file)


def set_to(file, level, data):
    return struct.pack("<HBBIHHI16s", 33, 1, level, len(data), 96, 0, 0, file) + data


def listing(file, pattern):
    encoded = pattern.encode("utf-16-le")
    return struct.pack("<HBBI16sHHI", 33, 37, 0, 0, file, 96, len(encoded), 65536) + encoded


def renamed(name):
    encoded = name.encode("utf-16-le")
    return struct.pack("<B7xQI", 0, 0, len(encoded)) + encoded


def smb2_odd_questions():
    asked = {}

    def ask(title, act, share=None, file=None, dialect=0x0311, access=0x0012019F, disposition=5, options=0):
        def question(server):
            smb = Odd2(server, dialect)
            smb.log_on("", "")
            smb.say(13, EMPTY)  # for credits
            if share is not None:
                smb.connect(share)
            smb.file = FILE_OF_NONE
            if file is not None:
                fields, smb.file = smb.create(file, access, disposition, options)
                if fields["status"] != "0x0":
                    return {"open": fields["status"]}
            answers = act(smb)
            smb.close()
            return {f"answer {at}": each for at, each in enumerate(answers)} | {"answers": len(answers)}
        asked["odd: " + title] = question

    def on_file(title, act, **how):
        name = "odd-" + "".join(letter for letter in title if letter.isalnum()) + ".txt"
        ask(title, act, **({"share": "public", "file": name} | how))

    def on_folder(title, act):
        ask(title, act, share="public", file="", access=0x001200A9, disposition=1, options=1)

    def on_pipe(title, act):
        ask(title, act, share="IPC$", file="srvsvc", disposition=1, options=0x40)

    # Message ids and credits.
    ask("a message id twice", lambda smb: smb.say(13, EMPTY) + smb.say(13, EMPTY, id=smb.next - 1))
    for name, number in (("far ahead", 5000), ("below", 0), ("all ones", 2 ** 64 - 1)):
        ask(f"a message id {name}", lambda smb, number=number: smb.say(13, EMPTY, id=number))
    ask("ids out of order", lambda smb: smb.say(13, EMPTY, id=smb.next + 3) + smb.say(13, EMPTY) + smb.say(13, EMPTY))
    ask("a charge beyond what was granted", lambda smb: smb.say(13, EMPTY, charge=200))
    for credits in (0, 600, 9000):
        ask(f"{credits} credits", lambda smb, credits=credits: smb.say(13, EMPTY, credits=credits) + smb.say(13, EMPTY))
    ask("a charge of three", lambda smb: smb.say(13, EMPTY, charge=3, credits=2) + smb.say(13, EMPTY))
    ask("a charge of three in 2.0.2", lambda smb: smb.say(13, EMPTY, charge=3), dialect=0x0202)
    on_file("300,000 bytes for one credit", lambda smb: smb.say(8, read(smb.file, 300_000)))
    on_folder("300,000 bytes for five credits", lambda smb: smb.say(8, read(smb.file, 300_000), charge=5))

    # Compounds and headers.
    related = {"flags": 4}
    ask("a compound of three echoes", lambda smb: smb.chain((13, EMPTY, {}), (13, EMPTY, {}), (13, EMPTY, {})))
    ask("a compound that reads nothing", lambda smb: smb.chain(
        (5, create("odd-compound.txt", disposition=5), {}), (8, read(SAME_FILE), related), (6, close(SAME_FILE), related)),
        share="public")
    ask("a compound whose open fails", lambda smb: smb.chain(
        (5, create("nosuch.txt"), {}), (8, read(SAME_FILE), related), (6, close(SAME_FILE), related)), share="public")
    on_folder("a compound that would wait", lambda smb: smb.chain((15, notify(smb.file), {}), (13, EMPTY, {})))
    ask("a compound past the end", lambda smb: smb.say(13, EMPTY, next=0x100))
    for name, flags in (("signed", 8), ("an answer", 1), ("async", 2), ("of DFS", 0x10000000), ("replayed", 0x20000000),
                        ("related to none", 4), ("with unknown flags", 0x40000000)):
        ask(f"an echo that is {name}", lambda smb, flags=flags: smb.say(13, EMPTY, flags=flags))
    ask("an echo that is replayed in 2.1", lambda smb: smb.say(13, EMPTY, flags=0x20000000), dialect=0x0210)
    ask("an echo of another size", lambda smb: smb.say(13, struct.pack("<HH", 5, 0)))
    ask("an echo of two bytes", lambda smb: smb.say(13, b"\x04\0"))
    ask("an echo without a body", lambda smb: smb.say(13, b""))
    ask("a session to be bound", lambda smb: smb.say(1, struct.pack("<HBBIIHHQ", 25, 1, 1, 1, 0, 88, 1, 0) + b"x"))
    ask("a share without a server", lambda smb: smb.say(3, struct.pack("<HHHH", 9, 0, 72, 14) + "\\public".encode("utf-16-le")))
    ask("a share by its name alone", lambda smb: smb.say(3, struct.pack("<HHHH", 9, 0, 72, 12) + "public".encode("utf-16-le")))

    # Locks.
    for name, elements in {"exclusive": [(0, 10, 2)], "unlock of none": [(0, 10, 4)], "no flags": [(0, 10, 0)],
                           "both kinds": [(0, 10, 3)], "two that wait": [(0, 1, 2), (5, 1, 2)],
                           "lock and unlock": [(0, 1, 0x12), (5, 1, 4)], "a range that wraps": [(2 ** 64 - 1, 10, 2)]}.items():
        on_file(f"lock: {name}", lambda smb, elements=elements: smb.say(10, lock(smb.file, *elements)))
    on_file("lock: twice", lambda smb: smb.say(10, lock(smb.file, (0, 10, 2))) + smb.say(10, lock(smb.file, (0, 10, 0x12))))
    on_file("lock: none", lambda smb: smb.say(10, lock(smb.file, (0, 10, 2), count=0)))
    on_file("lock: a file that is none", lambda smb: smb.say(10, lock(FILE_OF_NONE, (0, 10, 2))))
    on_folder("lock: a folder", lambda smb: smb.say(10, lock(smb.file, (0, 10, 2))))

    # Notifications and what else waits.
    on_folder("notify: cancelled", lambda smb: smb.say(15, notify(smb.file), 9) + smb.say(12, EMPTY, id=smb.next - 1))
    on_folder("notify: closed", lambda smb: smb.say(15, notify(smb.file), 9) + smb.say(6, close(smb.file)))
    on_folder("notify: logged off", lambda smb: smb.say(15, notify(smb.file), 9) + smb.say(2, EMPTY))
    on_folder("notify: of nothing", lambda smb: smb.say(15, notify(smb.file, filter=0)))
    on_folder("notify: 9 MB", lambda smb: smb.say(15, notify(smb.file, most=9 << 20)))
    on_file("notify: a file", lambda smb: smb.say(15, notify(smb.file)))
    on_folder("notify: a file that is none", lambda smb: smb.say(15, notify(FILE_OF_NONE)))
    on_pipe("read of an empty pipe", lambda smb: smb.say(8, read(smb.file), 9)[:1])

    # Oplocks.
    on_file("oplock break: of a file", lambda smb: smb.say(18, struct.pack("<HBBI16s", 24, 0, 0, 0, smb.file)))
    on_file("oplock break: of none", lambda smb: smb.say(18, struct.pack("<HBBI16s", 24, 0, 0, 0, FILE_OF_NONE)))
    on_file("oplock break: of a lease", lambda smb: smb.say(18, struct.pack("<HHI16sIQ", 36, 0, 0, b"L" * 16, 0, 0)))

    # Opens and names.
    for name, how in {"impersonation 9": {"impersonation": 9}, "unknown options": {"options": 0x80000000},
                      "by its number": {"options": 0x2000}, "delete on close without the right": {"options": 0x1000, "access": 1},
                      "undefined access": {"access": 0x08000000}, "the system's security": {"access": 0x01000000}}.items():
        ask(f"open: {name}", lambda smb, how=how: smb.say(
            5, create("odd-open.txt", **({"disposition": 3} | how)))[0].split(" length")[:1], share="public")
    for name in ("a*", "a?", "a:b:c", ".", "..\\x", "no\\x", "\\x", "a" * 256, "a|b"):
        for disposition in (1, 3):
            ask(f"open: {name[:8]} {disposition}",
                lambda smb, name=name, disposition=disposition: smb.say(5, create(name, disposition=disposition)), share="public")

    # What is told of files, and set.
    for kind, level, most in ((1, 4, 8), (1, 4, 0), (1, 5, 8), (1, 18, 60), (2, 1, 8), (2, 3, 8), (2, 5, 8)):
        on_file(f"query: {kind}.{level} into {most}",
                lambda smb, kind=kind, level=level, most=most: smb.say(16, query(smb.file, kind, level, most)))
    on_file("set: a name above the share", lambda smb: smb.say(17, set_to(smb.file, 10, renamed("..\\z"))), access=0x0013019F)
    on_file("set: an end below zero", lambda smb: smb.say(17, set_to(smb.file, 20, b"\xff" * 8)))
    on_pipe("set: the end of a pipe", lambda smb: smb.say(17, set_to(smb.file, 20, bytes(8))))
    on_folder("listing: no pattern", lambda smb: smb.say(14, listing(smb.file, "")))
    on_folder("listing: a path", lambda smb: smb.say(14, listing(smb.file, "a\\b")))
    on_file("what was written", lambda smb: smb.say(9, write(smb.file, b"hello")) + smb.say(8, read(smb.file), 32) +
            smb.say(8, read(smb.file, 64, 5)) + smb.say(8, read(smb.file, 64, 0, 9)))
    on_file("a write far behind", lambda smb: smb.say(9, write(smb.file, b"x", 2 ** 62)))

    # Control codes.
    on_pipe("control: unknown of a pipe", lambda smb: smb.say(11, control(0x123456, smb.file)))
    on_pipe("control: a look into a pipe", lambda smb: smb.say(11, control(0x11400C, smb.file)))
    ask("control: wait for a pipe", lambda smb: smb.say(11, control(0x110018)), share="IPC$")
    ask("control: a referral to nothing", lambda smb: smb.say(11, control(0x60194)), share="IPC$")
    said = struct.pack("<I16sHHH", 0x7F, bytes(range(16)), 1, 1, 0x300)
    other = said[:4] + bytes(16) + said[20:]
    for name, data, most, share in (("", said, 4096, "IPC$"), (" without a tree", said, 4096, None),
                                    (" into 10 bytes", said, 10, "IPC$"), (" of nothing", b"", 4096, "IPC$"),
                                    (" of another", other, 4096, "IPC$")):
        ask(f"control: a negotiation{name}", lambda smb, data=data, most=most: smb.say(
            11, control(0x140204, data=data, most=most)), share=share, dialect=0x0300)

    # Before a session.
    def bare(title, *messages):
        def question(server):
            smb = Odd2.__new__(Odd2)
            smb.line, smb.next, smb.session, smb.tree = Line(server), 0, 0, 0
            answers = [each for message in messages for each in smb.send(message(smb))]
            smb.close()
            return {f"answer {at}": each.split(" length")[0] for at, each in enumerate(answers)} | {"answers": len(answers)}
        asked["odd: " + title] = question

    def negotiate(*contexts, number=0, flags=0):
        names = struct.pack("<H", 0x0311)
        packed = b""
        for kind, data in contexts:
            packed += bytes(-len(packed) % 8) + struct.pack("<HHI", kind, len(data), 0) + data
        body = struct.pack("<HHHHI16sIHH", 36, 1, 1, 0, 0x7F, bytes(range(16)), 104, len(contexts), 0) + names + bytes(2)
        return lambda smb: smb.header(0, id=number, flags=flags) + body + packed

    whole = (1, struct.pack("<HHH", 1, 32, 1) + bytes(32))
    bare("first a cancel", lambda smb: smb.header(12) + EMPTY)
    bare("first an echo", lambda smb: smb.header(13) + EMPTY)
    bare("first a negotiate with another id", negotiate(whole, number=5))
    bare("first a signed negotiate", negotiate(whole, flags=8))
    bare("no hash", negotiate((1, struct.pack("<HH", 0, 32) + bytes(32))))
    bare("no way of signing", negotiate(whole, (8, struct.pack("<H", 0))))
    return asked


# ---- SMB1 ----

def told1(frame, body):
    if frame is None:
        return "closed"
    if frame[:4] != b"\xffSMB":
        return f"a frame that begins with {frame[:4].hex()}"
    command, status, flags, flags2 = struct.unpack_from("<BIBH", frame, 4)
    return f"{command:#x}: {status:#x} flags {flags:#x} {flags2:#x} words {frame[32]} length {len(frame)} " + \
        frame[33:33 + body].hex()


class Odd1(Smb1):
    def send(self, message, body=0):
        try:
            self.line.socket.sendall(struct.pack(">I", len(message)) + message)
        except OSError:
            return ["closed"]
        return [told1(frame, body) for frame in everything(self.line)]

    def say(self, command, words, data, show=0, count=None):
        header = smb1_header(command, self.flags2, tid=self.tid, uid=self.uid)
        return self.send(header + struct.pack("<B", len(words) // 2) + words +
                         struct.pack("<H", len(data) if count is None else count) + data, show)


def text(name):
    return (name + "\0").encode("utf-16-le")


def transaction2(function, parameters, data=b""):
    """Words and bytes of a TRANSACTION2 in one piece."""
    at = 32 + 1 + 30 + 2 + 3
    behind = at + len(parameters)
    words = struct.pack("<HHHHBBHIHHHHHBBH", len(parameters), len(data), 64, 1024, 0, 0, 0, 0, 0, len(parameters), at, len(data),
                        behind, 1, 0, function)
    return words, bytes(3) + parameters + data


def create1(name, disposition):
    encoded = text(name)
    words = struct.pack("<BBHBHIIIQIIIIIB", 0xFF, 0, 0, 0, len(encoded) - 2, 0, 0, 0x2019F, 0, 0, 7, disposition, 0, 2, 0)
    return words, b"\0" + encoded


def smb1_odd_questions():
    asked = {}

    def ask(title, act, share=None, user=""):
        def question(server):
            smb = Odd1(server)
            if user is not None:
                smb.log_on(user, "")
            if share is not None:
                smb.connect(share)
            answers = act(smb)
            smb.close()
            return {f"answer {at}": each for at, each in enumerate(answers)} | {"answers": len(answers)}
        asked["SMB1 odd: " + title] = question

    for level in (0x200, 2, 7, 999):
        for share in ("public", "IPC$"):
            ask(f"volume {level:#x} of {share}", lambda smb, level=level: smb.say(
                0x32, *transaction2(3, struct.pack("<H", level)), 34 if level == 0x200 else 0), share)
    ask("extensions for Unix", lambda smb: smb.say(0x32, *transaction2(4, struct.pack("<HH", 0, 0x200), bytes(12))), "public")
    for name in ("\\a*", "\\a:b", "\\.", "\\..\\x", "\\no\\x"):
        for disposition in (1, 3):
            ask(f"open {name} {disposition}",
                lambda smb, name=name, disposition=disposition: smb.say(0xA2, *create1(name, disposition)), "public")
    for level in (3, 0x103, 0x104, 0x107, 0x200, 999):
        ask(f"set {level:#x} of a file that is none", lambda smb, level=level: smb.say(
            0x32, *transaction2(6, struct.pack("<HI", level, 0) + text("\\nosuch"), bytes(40))), "public")
    ask("folders", lambda smb: [each for command, name in (
        (0x00, "\\odd-1"), (0x00, "\\odd-1"), (0x10, "\\odd-1"), (0x10, "\\nosuch"), (0x00, "\\no\\x"), (0x01, "\\odd-1"),
        (0x01, "\\odd-1")) for each in smb.say(command, b"", b"\4" + text(name))], "public")
    ask("a name that moves", lambda smb: [
        *smb.say(0xA2, *create1("\\odd-a.txt", 3))[:0],
        *smb.say(0x07, struct.pack("<H", 6), b"\4" + text("\\nosuch") + b"\4\0" + text("\\odd-b.txt")),
        *smb.say(0x00, b"", b"\4" + text("\\odd-2")),
        *smb.say(0x07, struct.pack("<H", 0x16), b"\4" + text("\\odd-2") + b"\4\0" + text("\\odd-3")),
        *smb.say(0x10, b"", b"\4" + text("\\odd-2")), *smb.say(0x10, b"", b"\4" + text("\\odd-3")),
        *smb.say(0x01, b"", b"\4" + text("\\odd-3"))], "public")
    ask("200 echoes", lambda smb: [f"{len(smb.say(0x2B, struct.pack('<H', 200), b'x'))} answers"])
    ask("an echo that is an answer", lambda smb: smb.send(
        smb1_header(0x2B, smb.flags2)[:9] + b"\x98" + smb1_header(0x2B, smb.flags2)[10:] + struct.pack("<BHHB", 1, 1, 1, 0x78)))
    ask("more bytes than there are", lambda smb: smb.say(0x2B, struct.pack("<H", 1), b"x", count=500))
    ask("no count of bytes", lambda smb: smb.send(smb1_header(0x2B, smb.flags2) + b"\0"))
    ask("SMB2 behind a session", lambda smb: [each.split(" ")[0] for each in smb.send(smb2_negotiate([0x0210]))])

    def refused(server):
        line = Line(server)
        message = smb_probe.smb1_negotiate(("LANMAN2.1",), 0xC843)
        line.socket.sendall(struct.pack(">I", len(message)) + message)
        answers = [told1(frame, 2) for frame in everything(line)]
        line.close()
        return {f"answer {at}": each for at, each in enumerate(answers)} | {"answers": len(answers)}

    asked["SMB1 odd: no dialect that is spoken"] = refused
    return asked
