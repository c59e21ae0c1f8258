#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the corpora of the SMB2, SPNEGO and NTLMSSP fuzz targets. Run in this folder.

The messages are written here field by field, or taken from the published exchange in ../support/smb311_exchange.h.
"""
import os, re, struct

P = struct.pack
published = {m[1]: bytes.fromhex("".join(re.findall(r'"([0-9a-f]+)"', m[2])))
             for m in re.finditer(r"string_view (\w+) =\s*((?:\"[0-9a-f]+\"\s*)+);", open("../support/smb311_exchange.h").read())}

def put(target, name, data):
    os.makedirs(f"wire/{target}", exist_ok=True)
    with open(f"wire/{target}/{name}", "wb") as f:
        f.write(data)

def header(command, next_command=0, flags=0):
    return b"\xfeSMB" + P("<HHIHHIIQIIQ", 64, 1, 0, command, 1, flags, next_command, 1, 0xFEFF, 1, 0x11) + bytes(16)

utf16 = lambda text: text.encode("utf-16-le")
file_id = P("<QQ", 1, 2)

context = lambda name, data, more: P("<IHHHHI", (24 + len(data) + 7) // 8 * 8 if more else 0, 16, 4, 0, 24, len(data)) + name + bytes(4) + data + (bytes(-len(data) % 8) if more else b"")
contexts = context(b"MxAc", b"", True) + context(b"RqLs", bytes(32), True) + context(b"QFid", b"", False)
create = header(5) + P("<HBBIQQIIIIIHHII", 57, 0, 255, 2, 0, 0, 0x12019F, 0x80, 7, 1, 0x40, 120, 12, 136, len(contexts)) + utf16("srvsvc") + bytes(4) + contexts
created = header(5, 0, 1) + P("<HBBI", 89, 0, 0, 1) + bytes(32) + P("<QQII", 4096, 5, 32, 0) + file_id + P("<II", 152, 24) + context(b"QFid", b"", False)
close = header(6) + P("<HHI", 24, 1, 0) + file_id
closed = header(6, 0, 1) + P("<HHI", 60, 1, 0) + bytes(32) + P("<QQI", 4096, 5, 32)
write = header(9) + P("<HHIQ", 49, 112, 5, 4096) + file_id + P("<IIHHI", 0, 0, 0, 0, 1) + b"hello"
read = header(8) + P("<HBBIQ", 49, 80, 0, 1024, 0) + file_id + P("<IIIHH", 1, 0, 0, 0, 0) + b"\0"
got = header(8, 0, 1) + P("<HBBIII", 17, 80, 0, 3, 0, 0) + b"abc"
ioctl = lambda code, data: header(11) + P("<HHI", 57, 0, code) + file_id + P("<IIIIIIII", 120, len(data), 0, 0, 0, 1024, 1, 0) + data
validate = P("<I16sHHHH", 0x7F, bytes(range(16)), 1, 2, 0x202, 0x300)
ioctl_answer = header(11, 0, 1) + P("<HHI", 49, 0, 0x11C017) + file_id + P("<IIIIII", 112, 0, 112, 4, 0, 0) + b"data"

for name, data in {"compound": header(5, 72) + bytes(8) + header(6, 0, 4) + bytes(8), "zeros": b"\xfeSMB" + bytes(60),
                   "async": header(8, 0, 3), "published": published["session_setup_2_answer"]}.items():
    put("smb2_header", name, data)
put("smb2_negotiate", "request", published["negotiate_request"])
put("smb2_negotiate", "response", published["negotiate_response"])
more = b"".join(P("<HHI", kind, len(data), 0) + data + bytes(-len(data) % 8) for kind, data in
                ((5, utf16("host")), (3, P("<HHIHH", 2, 0, 1, 3, 1)), (8, P("<HH", 1, 2)), (1, P("<HHH", 1, 4, 1) + b"salt")))
put("smb2_negotiate", "contexts", header(0) + P("<HHHHI16sIHHHH", 36, 1, 1, 0, 0x7F, bytes(16), 104, 4, 0, 0x311, 0) + more)
for name in ("session_setup_1", "session_setup_1_answer", "session_setup_2", "session_setup_2_answer"):
    put("smb2_session_setup", name, published[name])
put("smb2_tree_connect", "request", header(3) + P("<HHHH", 9, 0, 72, 22) + utf16(r"\\HOST\IPC$")) 
put("smb2_tree_connect", "response", header(3, 0, 1) + P("<HBBIII", 16, 2, 0, 0x30, 0, 0x1F00A9))
put("smb2_create", "request", create)
put("smb2_create", "response", created)
put("smb2_close", "request", close)
put("smb2_close", "response", closed)
for name, data in {"write": write, "written": header(9, 0, 1) + P("<HHIIHH", 17, 0, 5, 0, 0, 0), "read": read, "got": got}.items():
    put("smb2_read_write", name, data)
put("smb2_ioctl", "transceive", ioctl(0x11C017, b"\5\0\x0b\3"))
put("smb2_ioctl", "validate", ioctl(0x140204, validate))
put("smb2_ioctl", "validate_alone", validate)
put("smb2_ioctl", "response", ioctl_answer)
put("smb2_query", "directory", header(14) + P("<HBBI", 33, 37, 1, 0) + file_id + P("<HHI", 96, 2, 65536) + utf16("*"))
put("smb2_query", "info", header(16) + P("<HBBIHHIII", 41, 2, 5, 1000, 104, 0, 4, 0, 0) + file_id + b"abcd")
put("smb2_query", "set", header(17) + P("<HBBIHHI", 33, 1, 13, 1, 96, 0, 0) + file_id + b"\1")
put("smb2_query", "response", header(16, 0, 1) + P("<HHI", 9, 72, 4) + b"abcd")
put("file_information", "smb2", P("<BxxxxxxxQI", 1, 0, 6) + utf16("a.e"))
put("file_information", "smb1", P("<BxxxII", 1, 0, 6) + utf16("a.e"))
put("file_information", "disposition", b"\1")
put("smb2_lock", "one", header(10) + P("<HHI", 48, 1, 0) + file_id + P("<QQII", 5, 7, 0x12, 0))
put("smb2_lock", "two", header(10) + P("<HHI", 48, 2, 0) + file_id + P("<QQIIQQII", 0, 1, 4, 0, 1 << 63, 1, 4, 0))
put("smb3_transform", "encrypted", b"\xfdSMB" + bytes(32) + P("<IHHQ", 80, 0, 1, 7) + bytes(80))
put("smb3_transform", "compressed", b"\xfcSMB" + P("<IHHI", 4096, 1, 0, 16) + bytes(32))
put("smb3_transform", "overflow", b"\xfcSMB" + P("<IHHI", 4096, 1, 0, 0xFFFFFFFF) + bytes(32))
put("spnego", "init_2", published["negotiate_response"][128:128 + 0x140])
put("spnego", "init", published["session_setup_1"][88:])
put("spnego", "challenge", published["session_setup_1_answer"][72:])
put("spnego", "authenticate", published["session_setup_2"][88:])
put("spnego", "completed", published["session_setup_2_answer"][72:])
put("spnego", "hint", bytes.fromhex("604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa32a3028a0261b24") + b"not_defined_in_RFC4178@please_ignore")
put("ntlmssp", "negotiate", published["session_setup_1"][-0x28:])
put("ntlmssp", "challenge", published["session_setup_1_answer"][-0x94:])
put("ntlmssp", "authenticate", published["session_setup_2"][-0x14 - 0x1A6:-0x14])
