# SPDX-License-Identifier: Apache-2.0
# Writes recognition/smb_smb_conversation: SMB conversations field by field from [MS-CIFS], [MS-SMB2] and C706, no bytes of
# anybody's capture. A piece is: whose it is (0 client, 1 server, 255 missing bytes), its length, its bytes.
import os
import struct

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recognition", "smb_smb_conversation")


def framed(payload):
    return struct.pack(">I", len(payload)) + payload


def smb1(command, words=b"", data=b"", flags2=0xC853, mid=1, pid=0xFEFF, tid=0, uid=0, status=0, flags=0x18):
    header = b"\xffSMB" + bytes([command]) + struct.pack("<IBHH", status, flags, flags2, 0) + b"\0" * 8
    header += struct.pack("<HHHHH", 0, tid, pid, uid, mid)
    return framed(header + bytes([len(words) // 2]) + words + struct.pack("<H", len(data)) + data)


def smb2(command, message_id, body):
    header = b"\xfeSMB" + struct.pack("<HHIHHIIQIIQ", 64, 0, 0, command, 1, 0, 0, message_id, 0, 0, 0)
    return framed(header + b"\0" * 16 + body)


def piece(who, data):
    return bytes([who]) + struct.pack(">H", len(data)) + data


def tree_connect(path):
    return smb1(0x75, b"\xff\0\0\0\0\0\x01\0", b"\0" + path + b"\0?????\0", flags2=0x4853)


def create(name, disposition=1):
    words = b"\xff\0\0\0\0" + struct.pack("<HIII", len(name), 0, 0, 0x2019F) + b"\0" * 8
    words += struct.pack("<IIIII", 0, 7, disposition, 0, 2) + b"\0"
    return smb1(0xA2, words, name + b"\0", flags2=0x4853)


def write(fid, data):
    words = b"\xff\0\0\0" + struct.pack("<HIIHHHHHI", fid, 0, 0, 0, len(data), 0, len(data), 64, 0)
    return smb1(0x2F, words, b"\0" + data)


def ndr_string(text):
    count = len(text) + 1
    out = struct.pack("<III", count, 0, count) + text.encode("utf-16le") + b"\0\0"
    return out + b"\0" * (-len(out) % 4)


def transaction(setup):
    words = struct.pack("<HHHHBBHIHHHHHBB", 0, 0, 65535, 65535, 0, 0, 0, 0, 0, 0, 74, 0, 74, len(setup) // 2, 0)
    return smb1(0x25, words + setup, b"\\PIPE\\\0")


def save(name, pieces):
    with open(os.path.join(FOLDER, name), "wb") as out:
        out.write(b"".join(pieces))


negotiate = smb1(0x72, b"", b"".join(b"\x02" + name + b"\0" for name in [b"NT LM 0.12", b"SMB 2.002"]))
ipc = tree_connect(b"\\\\192.0.2.1\\IPC$")
srvsvc = bytes.fromhex("c84f324b7016d30112785a47bf6ee188")
ndr = bytes.fromhex("045d888aeb1cc9119fe808002b104860")
bind = b"\5\0\x0b\3\x10\0\0\0" + struct.pack("<HHIHHI", 72, 0, 1, 4280, 4280, 0) + b"\1\0\0\0"
bind += struct.pack("<HBB", 0, 1, 0) + srvsvc + struct.pack("<HH", 3, 0) + ndr + struct.pack("<HH", 2, 0)
stub = struct.pack("<I", 0) + ndr_string("\\" + "\u9090" * 250 + "\\..\\..\\" + "A" * 47)
stub += struct.pack("<I", 500) + ndr_string("\\") + struct.pack("<II", 1, 0)
request = b"\5\0\0\3\x10\0\0\0" + struct.pack("<HHIIHH", 24 + len(stub), 0, 2, len(stub), 0, 31) + stub
ping = struct.pack("<HHHHBBHIHHHHHBBH", 12, 0, 1, 0, 0, 0, 0, 15428812, 0, 12, 66, 0, 78, 1, 0, 0x0E)
dialects = struct.pack("<HHHHI", 36, 2, 1, 0, 0) + b"\0" * 24 + struct.pack("<HH", 0x202, 0x210)

os.makedirs(FOLDER, exist_ok=True)
save("path_attack", [piece(0, one) for one in
                     [negotiate, ipc, create(b"\\BROWSER"), write(0x4000, bind), write(0x4000, request)]])
save("admin_share", [piece(0, negotiate), piece(0, tree_connect(b"\\\\192.0.2.1\\ADMIN$")),
                     piece(1, smb1(0x75, b"\xff\0\0\0\0\0\x01\0", b"A:\0\0\0", tid=5, flags=0x98)),
                     piece(0, create(b"\\x.exe", 2) + write(0x4000, b"MZ" + b"\0" * 20))])
save("pool", [piece(0, b"\0\0\xff\xf7\xfeSMB" + b"\0" * 300)])
save("peek", [piece(0, negotiate + ipc + transaction(struct.pack("<HH", 0x23, 0)))])
save("ping", [piece(0, negotiate + ipc + smb1(0x32, ping, b"\0" * 15, mid=65)),
              piece(1, smb1(0x32, mid=81, status=0xC0000002, flags=0x98))])
save("smb2", [piece(0, smb2(0, 0, dialects)),
              piece(0, smb2(3, 1, struct.pack("<HHHH", 9, 0, 72, 34) + "\\\\192.0.2.1\\IPC$".encode("utf-16le"))),
              bytes([255, 0, 9]),
              piece(0, framed(b"\xfcSMB" + struct.pack("<IHHI", 436, 1, 0xFFFF, 0xFFFFFFFF) + b"\0" * 40))])
