#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The SMTP persona "postfix-debian" beside a running Postfix of Debian 12, reply by reply, and its TLS by openssl s_client.

Skipped where Postfix is not installed: its package would take the place of another mail server, so script/setup does not fetch it.
The live one runs from a folder of its own in a network of its own, and delivers nothing: what is left in its queue goes with the folder.
What may differ stands in MEANT with its reason; all else must be the same. Ends with one line of counts.
"""
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

import smb_lab

PORT = 25
OURS, LIVE = "127.0.1.1", "127.0.2.1"
POSTFIX = shutil.which("postfix", path="/usr/sbin:/sbin")
SNAKE_OIL = ("/etc/ssl/certs/ssl-cert-snakeoil.pem", "/etc/ssl/private/ssl-cert-snakeoil.key")

DIALOGUES = [
    ["EHLO x.example", "QUIT"],
    ["HELO x.example", "NOOP", "NOOP x", "RSET", "RSET x", "HELP", "VRFY root", "VRFY nobodyhere", "VRFY c@d.example", "VRFY", "EXPN root",
     "ETRN x", "ETRN", "TURN", "QUIT x"],
    ["ETRN x", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "DATA", "QUIT"],
    ["EHLO x.example", "MAIL FROM:<a@b.example>", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "RCPT TO:<nosuch@HOSTNAME>",
     "DATA", "DATA x", "RSET", "QUIT"],
    ["EHLO x.example", "MAIL FROM:<a@b.example>", "RCPT TO:<>", "RCPT TO:", "RCPT TO:c", "RCPT", "RCPT TO:<c@d.example> FOO=1", "QUIT"],
    ["EHLO x.example", "MAIL FROM:a@b.example", "RSET", "MAIL FROM:<>", "RSET", "MAIL FROM:<a@b> SIZE=99999999999",
     "MAIL FROM:<a@b.example> BODY=8BITMIME", "RSET", "MAIL FROM:<a@b.example> SIZE=x", "MAIL FROM:<a@b.example> FOO=1", "MAIL",
     "MAIL FROM", "MAIL FROM:", "MAIL TO:<a@b>"],
    ["EHLO", "HELO", "EHLO a b", "ehlo x", "FOO", "", " ", "STARTTLS x", "LHLO x"],
    ["GET / HTTP/1.0"], ["CONNECT x:25 HTTP/1.0"], ["POST / HTTP/1.1"], ["Host: x"],
    ["EHLO x", "RCPT TO:<a@b.example>", "DATA", "BDAT 4", "1234XCLIENT NAME=x", "XFORWARD NAME=x", "DATA", "BDAT", "NOOP"],
    ["BDAT x", "NOOP"],
    [" NOOP", "noop", "NOOP" + " x" * 400],
    ["EHLO " + "a" * 2100, "NOOP"],
    [b"\x00\x01\x02", b"\xff\xfe", b"NOOP\x00x"],
    ["EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nQUIT"],
    ["EHLO [127.0.0.1]", 'MAIL FROM:<"a b"@c.example>', "RCPT TO:<@x.example:c@d.example>", "RCPT TO:<c%d@HOSTNAME>",
     "RCPT TO:<postmaster>", "RCPT TO:<nosuch>", "RCPT TO:<root>", "DATA", "Subject: x\r\n\r\nx\r\n.", "DATA"],
    ["EHLO x", "MAIL FROM:<>", "RCPT TO:<root>", "BDAT 4", "abcdBDAT 2 LAST", "ab", "BDAT 0 LAST"],
    ["FOO"] * 9,
]
# AUTH is another package's: Dovecot's, as many who let people send mail have it.
MEANT = [("AUTH PLAIN LOGIN of EHLO", lambda text: text.replace("250-AUTH PLAIN LOGIN\r\n", "")),
         ("the name of a queue's file", lambda text: re.sub(r"queued as [0-9A-F]{9,12}\b", "queued as ID", text))]
CIPHERS = ["AES128-SHA", "DHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305", "ADH-AES256-GCM-SHA384", "AECDH-AES128-SHA",
           "CAMELLIA128-SHA", "ARIA128-GCM-SHA256", "AES128-CCM", "NULL-SHA"]
GROUPS = ["X25519", "P-256", "P-384", "P-521", "X448", "ffdhe2048", "X448:P-384:X25519"]


class Live:
    """Postfix by Debian's main.cf and master.cf, with other folders, and no chroot."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, "postfix")
        queue, data = (os.path.join(folder, name) for name in ("queue", "data"))
        os.makedirs(os.path.join(queue, "pid"))
        os.makedirs(data)
        shutil.copytree("/etc/postfix", self.folder)
        shutil.copy("/usr/share/postfix/main.cf.debian", os.path.join(self.folder, "main.cf"))
        shutil.chown(data, "postfix")
        with open(os.path.join(self.folder, "main.cf"), "a") as file:
            file.write(f"""
queue_directory = {queue}
data_directory = {data}
myhostname = mail.corp.example
mydestination = $myhostname, localhost.corp.example, localhost
mynetworks = 192.0.2.0/24
inet_interfaces = {LIVE}
smtpd_banner = $myhostname ESMTP $mail_name (Debian/GNU)
biff = no
compatibility_level = 3.6
smtpd_tls_cert_file = {SNAKE_OIL[0]}
smtpd_tls_key_file = {SNAKE_OIL[1]}
smtpd_tls_security_level = may
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
maillog_file = {queue}/log
maillog_file_prefixes = {queue}
""")
        with open(os.path.join(self.folder, "master.cf")) as file:
            lines = file.read()
        with open(os.path.join(self.folder, "master.cf"), "w") as file:
            file.write(re.sub(r"^(\S+\s+(?:inet|unix)\s+\S+\s+\S+\s+)y", r"\1n", lines, flags=re.M))
        self.do("start")

    def do(self, what):
        return smb_lab.output_of([POSTFIX, "-c", self.folder, what], 60)


def wait_for(address, seconds=30):
    end = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection((address, PORT), timeout=5) as connection:
                return connection.recv(512).decode().split()[1]
        except (OSError, IndexError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def replies(address, lines, name, wait=0.35):
    told = []
    with socket.create_connection((address, PORT), timeout=5) as connection:
        connection.settimeout(wait)
        for line in [None, *lines]:
            if line is not None:
                line = line if isinstance(line, bytes) else line.replace("HOSTNAME", name).encode()
                try:
                    connection.sendall(line + b"\r\n")
                except OSError:
                    told.append("cannot be sent")
                    continue
            said = b""
            try:
                while not said.endswith(b"<closed>"):
                    said += connection.recv(65536) or b"<closed>"
            except TimeoutError:
                pass
            except OSError:
                said += b"<reset>"
            text = said.decode(errors="backslashreplace").replace(name, "HOST")
            for _, mend in MEANT:
                text = mend(text)
            told.append(text)
    return told


def over_tls(address, *arguments):
    """What openssl says of version, cipher, group, signature and refusal."""
    said = smb_lab.output_of(["openssl", "s_client", "-starttls", "smtp", "-connect", f"{address}:{PORT}", *arguments], 15, "QUIT\n")
    told = re.findall(r"^(?:New, .*|Server Temp Key.*|Peer sign.*|Secure Renegotiation.*|No ALPN.*)$", said, re.M)
    return told + re.findall(r"alert number \d+", said)


def main():
    if POSTFIX is None or not all(map(os.path.exists, SNAKE_OIL)):
        print("note: no Postfix, or no certificate of ssl-cert, is installed here: the persona was not compared with it")
        print("0 passed, 0 failed")
        return
    smb_lab.in_own_network()
    smb_lab.own_addresses([OURS, LIVE])
    checks = smb_lab.Checks()
    with tempfile.TemporaryDirectory(prefix="hitme-postfix-") as folder:
        os.chmod(folder, 0o755)
        live = Live(folder)
        sensor = smb_lab.Sensor(folder, "smtp", [[f"ports = [{PORT}]", f'addresses = ["{OURS}"]', 'mode = "answer"', 'protocol = "smtp"',
                                                  'persona = "postfix-debian"']])
        try:
            names = {address: wait_for(address) for address in (OURS, LIVE)}
            for lines in DIALOGUES:
                ours, theirs = (replies(address, lines, names[address]) for address in (OURS, LIVE))
                for line, one, other in zip(["the greeting", *lines], ours, theirs):
                    checks.check(f"the same reply: {str(line)[:60]}", one == other, f"ours {one!r}\nlive {other!r}")
            hellos = [[version, "-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"] for version in ("-tls1", "-tls1_1", "-tls1_2", "-tls1_3")]
            hellos += [["-tls1_2", "-cipher", cipher + ":@SECLEVEL=0"] for cipher in CIPHERS]
            hellos += [["-tls1_3", "-groups", group] for group in GROUPS]
            hellos += [["-alpn", "smtp,http/1.1", "-servername", "x"]]
            for hello in hellos:
                ours, theirs = (over_tls(address, *hello) for address in (OURS, LIVE))
                checks.check(f"the same TLS: {' '.join(hello)}", ours and ours == theirs, f"ours {ours}\nlive {theirs}")
            # Only ours has logons; inside TLS too, and the story tells them.
            smb_lab.output_of(["openssl", "s_client", "-quiet", "-starttls", "smtp", "-connect", f"{OURS}:{PORT}"], 15,
                              "EHLO inside\nAUTH PLAIN AGJvYgBzZWNyZXQ=\nQUIT\n")
        finally:
            live.do("stop")
            events = sensor.stop()
        told = [fact["value"] for event in events if event.get("kind") == "contact" for fact in event.get("decoded", [])
                if fact["name"] == "smtp.user"]
        checks.check("the logon inside TLS is told", "bob" in told, told)
    checks.end()


if __name__ == "__main__":
    main()
