#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The TLS of the https decoys beside that of the servers they stand for, field by field, to a few dozen ClientHellos.

nginx and Apache are run as their packages configure them, in a network of their own, with a certificate as the package ssl-cert makes it;
each hello goes to a server and to its decoy, and version, cipher, session, extensions in their order, messages, curve, signature, alert
and end must be the same. Then curl, openssl s_client and nmap's ssl-enum-ciphers speak with every https persona.
HITME_NGINX, HITME_APACHE: other places of the programs; HITME_APACHE_MODULES: the folder of Apache's modules. What is absent is skipped.
"""
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time

import smb_lab

PORT = 443
# Of the package apache2, mods-available/ssl.conf.
APACHE_SETTINGS = """SSLSessionCache shmcb:{folder}/ssl_scache(512000)
SSLSessionCacheTimeout 300
SSLCipherSuite HIGH:!aNULL
SSLProtocol all -SSLv3
SSLSessionTickets off
"""
# Of the package nginx-common, nginx.conf.
NGINX_SETTINGS = "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on;"
# Of the package ssl-cert, ssleay.cnf.
SNAKE_OIL = """[req]
distinguished_name = name
prompt = no
x509_extensions = v3_req
[name]
commonName = web1
[v3_req]
basicConstraints = CA:FALSE
subjectAltName = DNS:web1
"""
PERSONAS = ["apache-debian", "apache-ubuntu", "nginx-ubuntu", "nginx-panel", "iis-10", "tomcat-9", "router"]

# ---- A client of records ---------------------------------------------------------------------------------------------------------

OLD = [0x0035, 0x002F, 0x0039, 0x0033, 0xC014, 0xC013, 0x0084, 0x0041]
CBC = [0xC028, 0xC027, 0x006B, 0x0067, 0x003D, 0x003C]
GCM = [0xC030, 0xC02F, 0x009F, 0x009E, 0x009D, 0x009C, 0xCCA8, 0xCCAA]
CCM = [0xC0A3, 0xC09F, 0xC0A2, 0xC09E, 0xC0A1, 0xC09D, 0xC0A0, 0xC09C]
NEW = [0x1301, 0x1302, 0x1303, 0x1304]
ALL = NEW + GCM + CBC + CCM + OLD
SIGNATURES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201]


def vector(body, size):
    return len(body).to_bytes(size, "big") + body


def words(numbers):
    return b"".join(struct.pack(">H", number) for number in numbers)


def hello(version=0x0303, ciphers=ALL, versions=None, alpn=None, name="web1", groups=(29, 23, 24, 25), points=True, ticket=True,
          secret=True, then_mac=True, renegotiation=True, signatures=SIGNATURES, share=29, extensions=True, fragment=None,
          session=b"", compression=b"\x00", record=0x0301, status=False, extra=b""):
    found = []
    if name:
        found.append((0, vector(vector(b"\x00" + vector(name.encode(), 2), 2)[2:], 2)))
    if secret:
        found.append((23, b""))
    if fragment:
        found.append((1, bytes([fragment])))
    if renegotiation:
        found.append((0xFF01, b"\x00"))
    if groups:
        found.append((10, vector(words(groups), 2)))
    if points:
        found.append((11, b"\x01\x00"))
    if ticket:
        found.append((35, b""))
    if alpn:
        found.append((16, vector(b"".join(vector(each, 1) for each in alpn), 2)))
    if status:
        found.append((5, b"\x01\x00\x00\x00\x00"))
    if then_mac:
        found.append((22, b""))
    if signatures:
        found.append((13, vector(words(signatures), 2)))
    if versions:
        found.append((43, vector(words(versions), 1)))
        found.append((45, b"\x01\x01"))
        key = os.urandom(32) if share == 29 else b""
        found.append((51, vector(words([share]) + vector(key, 2) if key else b"", 2)))
    body = struct.pack(">H", version) + os.urandom(32) + vector(session, 1) + vector(words(ciphers), 2) + vector(compression, 1)
    if extensions:
        body += vector(b"".join(struct.pack(">H", kind) + vector(data, 2) for kind, data in found), 2)
    return b"\x16" + struct.pack(">H", record) + vector(b"\x01" + vector(body + extra, 3), 2)


def read_answer(sent, address, pieces=1):
    """What comes back within a moment, and how the connection stood then."""
    client = socket.create_connection((address, PORT), timeout=5)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for at in range(0, len(sent), max(1, len(sent) // pieces)):
        client.sendall(sent[at:at + max(1, len(sent) // pieces)])
    client.settimeout(0.25)
    data = b""
    end = "open"
    try:
        while True:
            more = client.recv(65536)
            if not more:
                end = "closed"
                break
            data += more
    except TimeoutError:
        pass
    except ConnectionResetError:
        end = "closed"
    client.close()
    return data, end


def server_hello_of(body):
    told = {"version": body[:2].hex()}
    # RFC 8446 section 4.1.3: this random is a HelloRetryRequest.
    told["retry"] = body[2:34].startswith(bytes.fromhex("cf21ad74e59a6111"))
    # Section 4.1.3 too: what a server of 1.3 says when it speaks less.
    told["downgrade"] = body[26:34].hex() if body[26:33] == b"DOWNGRD" else ""
    at = 34
    told["session"] = body[at]
    at += 1 + body[at]
    told["cipher"], told["compression"] = body[at:at + 2].hex(), body[at + 2]
    at += 5
    told["extensions"] = []
    while at < len(body):
        kind, size = struct.unpack(">HH", body[at:at + 4])
        data = body[at + 4:at + 4 + size]
        # A share's key is another each time.
        told["extensions"].append((kind, data[:2].hex() if kind == 51 else data.hex()))
        at += 4 + size
    return told


def described(answer):
    data, end = answer
    told = {"end": end, "messages": [], "alerts": []}
    handshake = b""
    at = 0
    while at + 5 <= len(data):
        kind, version, size = struct.unpack(">BHH", data[at:at + 5])
        body = data[at + 5:at + 5 + size]
        at += 5 + size
        if kind == 22:
            told.setdefault("record version", f"{version:04x}")
            handshake += body
        elif kind == 21:
            told["alerts"].append((f"{version:04x}", body.hex() if size == 2 else "sealed"))
        else:
            told["messages"].append({20: "change_cipher_spec", 23: "sealed"}.get(kind, kind))
    if data and not data.startswith((b"\x16", b"\x15")):
        return {"end": end, "clear": re.sub(r"(Date|Server): [^\r]*", r"\1", data.decode(errors="replace"))}
    while len(handshake) >= 4:
        kind, size = handshake[0], int.from_bytes(handshake[1:4], "big")
        body, handshake = handshake[4:4 + size], handshake[4 + size:]
        told["messages"].append(kind)
        if kind == 2:
            told.update(server_hello_of(body))
        if kind == 12 and body[0] == 3:  # named_curve
            told["curve"] = body[1:3].hex()
            told["signature"] = body[4 + body[3]:6 + body[3]].hex() if told["version"] == "0303" else ""
        elif kind == 12:
            told["prime"] = body[2:2 + int.from_bytes(body[:2], "big")].hex()
        if kind == 4:
            told["lifetime of the ticket"] = int.from_bytes(body[:4], "big")
    if "cipher" in told and told["cipher"].startswith("13"):
        # How many records the rest lies in depends on lengths of certificate and signature alone.
        told["messages"] = [each for each in told["messages"] if each != "sealed"]
    return told


def probes():
    """By name."""
    tls13 = [0x0304, 0x0303]
    all_protocols = [b"http/0.9", b"http/1.0", b"http/1.1", b"h2"]
    found = {
        "1.3": hello(versions=tls13, session=b"s" * 32), "1.3, reversed": hello(versions=tls13, ciphers=ALL[::-1]),
        "1.3, no share": hello(versions=tls13, share=0), "1.3, P-521 first": hello(versions=tls13, groups=(25, 24, 23), share=0),
        "1.3, only CCM": hello(versions=[0x0304], ciphers=[0x1304]), "1.3, ALPN": hello(versions=tls13, alpn=all_protocols),
        "1.3, ALPN of h2": hello(versions=tls13, alpn=[b"h2"]), "1.3, GREASE": hello(versions=[0x2A2A] + tls13, ciphers=[0x1A1A] + ALL),
        "1.2": hello(), "1.2, reversed": hello(ciphers=ALL[::-1]), "1.2, CBC": hello(ciphers=OLD + CBC),
        "1.2, CBC without encrypt-then-MAC": hello(ciphers=CBC, then_mac=False), "1.2, RSA": hello(ciphers=[0x009D, 0x003D, 0x0035]),
        "1.2, DHE": hello(ciphers=[0x009F, 0x0039]), "1.2, CCM": hello(ciphers=CCM), "1.2, 3DES": hello(ciphers=[0x000A, 0x0016, 0xC012]),
        "1.2, RC4": hello(ciphers=[0x0005, 0x0004]), "1.2, anonymous": hello(ciphers=[0x0034, 0xC018]), "1.2, NULL": hello(ciphers=[0x003B]),
        "1.2, ECDSA": hello(ciphers=[0xC02B, 0xC02C]), "1.2, ARIA": hello(ciphers=[0xC061, 0xC060]),
        "1.2, ALPN": hello(alpn=all_protocols), "1.2, ALPN of h2": hello(alpn=[b"h2"]), "1.2, ALPN of http/1.0": hello(alpn=[b"http/1.0"]),
        "1.2, no name": hello(name=None), "1.2, no ticket": hello(ticket=False), "1.2, no secret": hello(secret=False),
        "1.2, no renegotiation": hello(renegotiation=False), "1.2, no points": hello(points=False), "1.2, no groups": hello(groups=None),
        "1.2, P-384 first": hello(groups=(24, 23, 29)), "1.2, unknown group": hello(groups=(22,), ciphers=[0xC02F, 0x009C]),
        "1.2, fragments": hello(fragment=1), "1.2, bad fragments": hello(fragment=9), "1.2, SHA-1 alone": hello(signatures=[0x0201]),
        "1.2, PSS alone": hello(signatures=[0x0804]), "1.2, no signatures": hello(signatures=None), "1.2, status": hello(status=True),
        "1.2, no extensions": hello(extensions=False), "1.2, session": hello(session=b"x" * 32, ticket=False),
        "1.2, deflate alone": hello(compression=b"\x01"), "1.2, and bytes behind it": hello(extra=b"\x00\x00\x00"),
        "1.1": hello(version=0x0302), "1.0": hello(version=0x0301), "SSL 3": hello(version=0x0300, record=0x0300),
        "1.2, falling back": hello(ciphers=ALL + [0x5600]), "1.1, falling back": hello(version=0x0302, ciphers=OLD + [0x5600]),
        "1.5 of old": hello(version=0x0305), "0.2": hello(version=0x0002), "1.2, no ciphers": hello(ciphers=[]),
        "SSL 2": bytes.fromhex("802e0100020015000000100100800300800700c006004002008004008005008000") + b"\x55" * 16,
        "SSL 2 for 1.0": bytes.fromhex("801c01030100030000001000002f") + b"\x55" * 16,
        "an alert": bytes.fromhex("15030100020228"), "data": bytes.fromhex("1703030005") + b"hello", "heartbeat": bytes.fromhex("18030300030140000a"),
        "a long record": bytes.fromhex("1603014801") + b"\x01", "an empty record": bytes.fromhex("1603010000"),
        "GET in clear": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HEAD in clear": b"HEAD / HTTP/1.0\r\n\r\n",
        "POST in clear": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "OPTIONS in clear": b"OPTIONS / HTTP/1.0\r\n\r\n",
        "CONNECT in clear": b"CONNECT x:1 HTTP/1.0\r\n\r\n", "mail in clear": b"HELO x\r\n", "SSH in clear": b"SSH-2.0-x\r\n",
        "begun in clear": b"GE", "no line in clear": b"\r\n", "a Finished": bytes.fromhex("160303001014") + b"\x00\x00\x0c" + b"x" * 12, "half of one": hello()[:100],
    }
    return found


# ---- Servers ---------------------------------------------------------------------------------------------------------------------


class Server:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def certificate_in(folder):
    settings = os.path.join(folder, "ssleay.cnf")
    with open(settings, "w") as file:
        file.write(SNAKE_OIL)
    key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "certificate.pem")
    subprocess.run(["openssl", "req", "-config", settings, "-new", "-x509", "-days", "3650", "-nodes", "-sha256", "-newkey", "rsa:2048",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


def nginx(program, folder, address, key, certificate):
    settings = os.path.join(folder, "nginx.conf")
    temporary = "".join(f"{each}_temp_path {folder}/{each}; " for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(settings, "w") as file:
        file.write(f"user nobody nogroup; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; events {{}}\n"
                   f"http {{ access_log off; {temporary} {NGINX_SETTINGS} server {{ listen {address}:{PORT} ssl default_server; "
                   f"server_name _; root {folder}; ssl_certificate {certificate}; ssl_certificate_key {key}; }} }}\n")
    return Server([program, "-p", folder, "-c", settings])


def apache(program, modules, folder, address, key, certificate):
    settings = os.path.join(folder, "apache.conf")
    loaded = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n"
                     for name in ("mpm_event", "authz_core", "dir", "socache_shmcb", "ssl"))
    with open(settings, "w") as file:
        file.write(f"ServerRoot {folder}\nDefaultRuntimeDir {folder}\nServerName web1\nUser nobody\nGroup nogroup\nPidFile {folder}/apache.pid\n"
                   f"ErrorLog {folder}/apache.log\nListen {address}:{PORT}\n{loaded}DocumentRoot {folder}\n"
                   + APACHE_SETTINGS.format(folder=folder)
                   + f"<VirtualHost {address}:{PORT}>\nSSLEngine on\nSSLCertificateFile {certificate}\nSSLCertificateKeyFile {key}\n"
                   "</VirtualHost>\n")
    return Server([program, "-f", settings, "-DFOREGROUND"])


def compare(checks, name, server, decoy):
    all_probes = probes()
    differing = []
    for probe, sent in all_probes.items():
        real, ours = described(read_answer(sent, server)), described(read_answer(sent, decoy))
        if real != ours:
            keys = sorted(key for key in {*real, *ours} if real.get(key) != ours.get(key))
            differing.append(f"{probe}: " + "; ".join(f"{key}: {real.get(key)} | {ours.get(key)}" for key in keys))
    checks.check(f"{name}: {len(all_probes)} hellos get the same answers", not differing, "\n".join(differing))
    real, ours = sessions_of(server), sessions_of(decoy)
    # Two processes of Apache fill a cache of their own with what they saw of it: the first is new, and the second may be.
    for each in (real, ours):
        each.update({way: each[way][:1] + each[way][2:] for way in ("with tickets", "by number")})
    checks.check(f"{name}: clients come back as to the server", real == ours, f"{real}\n{ours}")


def sessions_of(address):
    """How openssl s_client comes back: tickets of 1.3 and how long they live, six connections with tickets, six by number."""
    def run(*more):
        return smb_lab.output_of(["openssl", "s_client", "-connect", f"{address}:{PORT}", *more], given="Q\n")

    ways = {way: re.findall(r"^(New|Reused)", run("-tls1_2", "-reconnect", *more), re.M)
            for way, more in {"with tickets": [], "by number": ["-no_ticket"]}.items()}
    ticket = re.findall(r"lifetime hint: \d+", run("-tls1_2"))
    # "Q" ends the client at once: what came before it is not always printed. A pipe that stays open is.
    with subprocess.Popen(["openssl", "s_client", "-connect", f"{address}:{PORT}", "-tls1_3"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as client:
        time.sleep(1)
        client.stdin.close()
        said = client.stdout.read()
    return {**ways, "ticket": ticket, "tickets of 1.3": re.findall(r"lifetime hint: \d+", said)}


def shape_of(certificate_text):
    """A certificate without what is another in each: its name, times, key, signature and the identifier of its key."""
    lines = [line.strip() for line in certificate_text.splitlines()]
    kept = [line for line in lines if not re.match(r"([0-9a-f]{2}:){4,}|([0-9A-F]{2}:){4,}|Not |[0-9a-f:]+$", line)]
    return re.sub(r"(CN ?= ?|DNS:)\S+", r"\1name", "\n".join(kept))


def certificate_of(address, *more):
    said = smb_lab.output_of(["openssl", "s_client", "-connect", f"{address}:{PORT}", "-showcerts", "-cipher", "ALL:@SECLEVEL=0", *more])
    found = re.search(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", said, re.S)
    return smb_lab.output_of(["openssl", "x509", "-noout", "-text"], given=found.group(0)) if found else said


def main():
    smb_lab.in_own_network()
    checks = smb_lab.Checks()
    real = {"nginx": "127.0.1.1", "apache": "127.0.1.2"}
    addresses = {persona: f"127.0.2.{i}" for i, persona in enumerate(PERSONAS, 1)}
    smb_lab.own_addresses([*real.values(), *addresses.values()])
    with smb_lab.Folder() as folder:
        sensor = smb_lab.Sensor(folder, "tls", [
            [f"ports = [{PORT}]", f'addresses = ["{address}"]', 'mode = "answer"', 'protocol = "https"', f'persona = "{persona}"']
            for persona, address in addresses.items()])
        key, certificate = certificate_in(folder)
        servers = []
        nginx_program = os.environ.get("HITME_NGINX") or shutil.which("nginx", path="/usr/sbin:/usr/bin")
        apache_program = os.environ.get("HITME_APACHE") or shutil.which("apache2", path="/usr/sbin:/usr/bin")
        modules = os.environ.get("HITME_APACHE_MODULES", "/usr/lib/apache2/modules")
        if nginx_program:
            servers.append(nginx(nginx_program, folder, real["nginx"], key, certificate))
        else:
            checks.skip("nginx", "it is not installed")
        if apache_program:
            servers.append(apache(apache_program, modules, folder, real["apache"], key, certificate))
        else:
            checks.skip("Apache", "it is not installed")
        time.sleep(2)
        if nginx_program:
            compare(checks, "nginx 1.22", real["nginx"], addresses["nginx-panel"])
        if apache_program:
            compare(checks, "Apache 2.4", real["apache"], addresses["apache-debian"])
            shapes = [shape_of(certificate_of(each)) for each in (real["apache"], addresses["apache-debian"], addresses["nginx-ubuntu"])]
            checks.check("certificates are shaped as ssl-cert's", shapes[0] == shapes[1] == shapes[2], "\n---\n".join(shapes))
        for each in servers:
            each.stop()
        for persona, address in addresses.items():
            url = f"https://{address}/"
            versions = {"tlsv1.2": "1.2"} if persona in ("iis-10", "router") else {"tlsv1.2": "1.2", "tlsv1.3": "1.3"}
            for option in versions:
                said = smb_lab.output_of(["curl", "-sk", "-o", os.devnull, "-w", "%{http_code} %{http_version}", f"--{option}", "--tls-max",
                                          versions[option], "--ciphers", "ALL:@SECLEVEL=0", url])
                checks.check(f"{persona}: curl by TLS {versions[option]}", re.match(r"[2-4]\d\d 1\.1$", said), said)
            said = smb_lab.output_of(["openssl", "s_client", "-connect", f"{address}:{PORT}", "-cipher", "ALL:@SECLEVEL=0"], given="Q\n")
            checks.check(f"{persona}: openssl s_client", "Secure Renegotiation IS" in said and "Cipher is (NONE)" not in said, said)
            if shutil.which("nmap"):
                said = smb_lab.output_of(["nmap", "-Pn", "-n", "-p", str(PORT), "--script", "ssl-enum-ciphers", address], 120)
                order = "client" if persona.startswith(("apache", "tomcat", "router")) else "server"
                checks.check(f"{persona}: nmap's ssl-enum-ciphers", f"cipher preference: {order}" in said, said)
        sensor.stop()
    checks.end()


if __name__ == "__main__":
    main()
