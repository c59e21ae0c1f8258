#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the samples of a logon inside DCE/RPC: a bind to srvsvc with an NTLM negotiate ([MS-RPCE] 2.2.2.11, [MS-NLMP]
2.2.1.1), the auth3 that answers the challenge (2.2.1.3), and a call. Run from this folder."""
import struct
import uuid

SRVSVC = uuid.UUID("4b324fc8-1670-01d3-1278-5a47bf6ee188").bytes_le + struct.pack("<I", 3)
NDR = uuid.UUID("8a885d04-1ceb-11c9-9fe8-08002b104860").bytes_le + struct.pack("<I", 2)


def pdu(kind, body, auth=b"", level=2, auth_type=10):
    pad = -len(body) % 4 if auth else 0
    trailer = struct.pack("<BBBBI", auth_type, level, pad, 0, 79231) + auth if auth else b""
    length = 16 + len(body) + pad + len(trailer)
    return struct.pack("<BBBBIHHI", 5, 0, kind, 3, 0x10, length, len(auth), 1) + body + b"\0" * pad + trailer


def negotiate():
    return b"NTLMSSP\0" + struct.pack("<II", 1, 0xE2088297) + b"\0" * 16 + bytes([10, 0, 0x61, 0x4A, 0, 0, 0, 15])


def authenticate(user, domain, host):
    texts = [b"", b"\x01" * 24] + [t.encode("utf-16-le") for t in (domain, user, host)] + [b""]
    at, fields = 64, b""
    for text in texts:
        fields += struct.pack("<HHI", len(text), len(text), at)
        at += len(text)
    return b"NTLMSSP\0" + struct.pack("<I", 3) + fields + struct.pack("<I", 0xE2088297) + b"".join(texts)


def write(name, first, *pdus):
    with open("dialogue/rpc_pipe/" + name, "wb") as out:
        # Which system, caller and pipe; whether logons are answered (an odd second byte), and the size of the pieces.
        out.write(bytes([first, 255]) + b"".join(pdus))


bind = pdu(11, struct.pack("<HHIB3xHBx", 4280, 4280, 0, 1, 0, 1) + SRVSVC + NDR, negotiate())
auth3 = pdu(16, b"\0" * 4, authenticate("ann", "OFFICE", "DESK"))
call = pdu(0, struct.pack("<IHH", 8, 0, 21) + struct.pack("<III", 0, 101, 0))
write("logon-windows", 0, bind, auth3, call)
write("logon-samba", 1, bind, auth3, call)
write("logon-cut", 0, bind, auth3[:40])
