#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Makes the corpora of the decoders for ssh, tls, rdp, mysql, mssql, postgresql and vnc: made, not recorded.
# Run in this folder.
import os
import struct

P = struct.pack


def put(target, name, data):
    os.makedirs(target, exist_ok=True)
    with open(f"{target}/{name}", "wb") as f:
        f.write(data)


# ssh: RFC 4253
def ssh_string(value):
    return P(">I", len(value)) + value


def ssh_packet(payload):
    padding = 8 - (5 + len(payload)) % 8
    padding += 8 if padding < 4 else 0
    return P(">IB", 1 + len(payload) + padding, padding) + payload + bytes(padding)


lists = [b"curve25519-sha256,ecdh-sha2-nistp256", b"ssh-ed25519", b"aes128-ctr", b"aes128-ctr", b"hmac-sha2-256",
         b"hmac-sha2-256", b"none", b"none", b"", b""]
kexinit = b"\x14" + bytes(16) + b"".join(map(ssh_string, lists)) + b"\0" + bytes(4)
userauth = b"\x32" + ssh_string(b"root") + ssh_string(b"ssh-connection") + ssh_string(b"password") + b"\0" + ssh_string(b"x")
put("wire/ssh", "hello", b"SSH-2.0-client_1 comment\r\n" + ssh_packet(kexinit) + ssh_packet(b"\x1e" + ssh_string(bytes(32))))
put("wire/ssh", "userauth", b"SSH-2.0-c\n" + ssh_packet(userauth) + ssh_packet(b"\x01" + P(">I", 11) + ssh_string(b"bye") + ssh_string(b"")))


# tls: RFC 8446 section 4.1.2
def extension(kind, data):
    return P(">HH", kind, len(data)) + data


name = b"a.example"
extensions = (extension(0, P(">HBH", 3 + len(name), 0, len(name)) + name) + extension(10, P(">HHH", 4, 29, 23)) +
              extension(11, b"\1\0") + extension(13, P(">HHH", 4, 0x403, 0x804)) + extension(16, b"\0\3\2h2") +
              extension(43, b"\4\3\4\3\3"))
body = P(">H", 0x303) + bytes(32) + b"\0" + P(">HHH", 4, 0x1301, 0xC02F) + b"\1\0" + P(">H", len(extensions)) + extensions
hello = b"\1\0" + P(">H", len(body)) + body
put("wire/tls", "one_record", b"\x16\3\1" + P(">H", len(hello)) + hello)
put("wire/tls", "two_records", b"\x16\3\1\0\x20" + hello[:32] + b"\x16\3\1" + P(">H", len(hello) - 32) + hello[32:])
put("wire/tls", "ssl2_form", bytes.fromhex("801f01030100060000001000002f0100c0") + bytes(16))


# rdp: [MS-RDPBCGR] 4.1.1, 2.2.1.3
def tpkt(payload):
    return b"\3\0" + P(">H", 4 + len(payload)) + payload


blocks = (b"\1\xc0\x38\0" + P("<IHHHHII", 0x80004, 1024, 768, 0xCA01, 0xAA03, 0x409, 2600) + "PC".encode("utf-16le").ljust(32, b"\0") +
          b"\2\xc0\x0c\0" + P("<II", 27, 0) + b"\3\xc0\x20\0" + P("<I", 2) + b"rdpdr\0\0\0" + bytes(4) + b"rdpsnd\0\0" + bytes(4))
gcc = bytes.fromhex("000500147c00010000000800100001c000") + b"Duca" + P(">H", 0x8000 | len(blocks)) + blocks
initial = bytes.fromhex("0401010401010101ff") + bytes.fromhex("3003020122") * 3 + b"\x04\x82" + P(">H", len(gcc)) + gcc
put("wire/rdp", "cookie", tpkt(bytes.fromhex("27e00000000000") + b"Cookie: mstshash=eltons\r\n" + b"\1\0\x08\0\x0b\0\0\0"))
put("wire/rdp", "mcs", tpkt(b"\x06\xe0" + bytes(5)) + tpkt(b"\x02\xf0\x80\x7f\x65\x82" + P(">H", len(initial)) + initial) +
    tpkt(bytes.fromhex("02f0800401000100")) + tpkt(bytes.fromhex("02f08028")) + tpkt(bytes.fromhex("02f08038000603ef")) +
    tpkt(bytes.fromhex("02f08064000603eb7003616263")))


# mysql
def mysql_packet(sequence, payload):
    return P("<I", len(payload) | sequence << 24) + payload


put("wire/mysql", "login", mysql_packet(1, P("<IIB", 0x1FA68D, 1 << 24, 33) + bytes(23) + b"pam\0\x03abctest\0mysql_native_password\0\x0a\4name\4pong") +
    mysql_packet(0, b"\3SELECT 1"))
put("wire/mysql", "server", mysql_packet(0, b"\x0a5.7.42\0" + P("<I", 9) + b"saltsalt\0" + P("<HBHHB", 0xF7FF, 33, 2, 0x81FF, 21) + bytes(10) +
    b"saltsaltsalt\0mysql_native_password\0") + mysql_packet(2, b"\xff\x15\x04#28000no"))
put("wire/mysql", "old_form", mysql_packet(1, b"\x85\x24\0\0\0old\0secret"))


# tds: [MS-TDS] 4.1, 2.2.6.4
def tds_packet(kind, payload):
    return P(">BBHHBB", kind, 1, 8 + len(payload), 0, 1, 0) + payload


texts, entries = b"", b""
for value in ("PC", "sa", "", "app", "srv", "", "ODBC", "", "master"):
    entries += P("<HH", 86 + len(texts), len(value))
    texts += value.encode("utf-16le")
login = P("<IIIIIBBBBiI", 0x71000001, 4096, 7, 99, 0, 0xE0, 3, 0, 0, 0, 0) + entries + bytes(6) + bytes(8) + texts
put("wire/tds", "session", bytes.fromhex("1201002f0000010000001a00060100200001020021000103002200040400260001ff0900000000000100b80d000001") +
    tds_packet(0x10, P("<I", 4 + len(login)) + login) + tds_packet(1, P("<IIHQI", 22, 18, 2, 0, 1) + "select 1".encode("utf-16le")))
put("wire/tds", "error", tds_packet(4, b"\xaa\x10\0" + P("<I", 18456) + bytes(12)))


# postgresql
def postgresql_message(kind, body):
    return kind + P(">I", 4 + len(body)) + body


start = P(">I", 0x30000) + b"user\0postgres\0database\0template1\0\0"
put("wire/postgresql", "session", bytes.fromhex("0000000804d2162f") + P(">I", 4 + len(start)) + start +
    postgresql_message(b"p", b"SCRAM-SHA-256\0" + P(">I", 10) + b"n,,n=,r=ab") + postgresql_message(b"Q", b"SELECT 1\0"))
put("wire/postgresql", "error", P(">II", 8, 0x30000) + postgresql_message(b"E", b"SFATAL\0C28P01\0\0"))

# vnc
put("wire/vnc", "version", b"RFB 003.008\n")
put("wire/vnc", "types", b"\2\2\x10")
put("wire/vnc", "reason", b"\0\0\0\0\3no!")

# credssp: [MS-CSSP] 2.2.1
put("wire/credssp", "token", bytes.fromhex("3013a003020106a10c300a3008a00604044e544c4d"))
put("wire/credssp", "error", bytes.fromhex("300ea003020106a407020500c000006d"))
