#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tls_memory.py [NUMBER]: what a TLS connection of each state costs a running hitme-sensor, in KiB of its VmRSS.

In a network namespace of its own, one sensor for each state, warmed by one whole handshake; then NUMBER (500) connections:
  byte         one byte of a ClientHello, and no more
  half hello   half of a ClientHello
  hello        a whole ClientHello; the client never answers what the server said to it
  established  a whole handshake (TLS 1.2, then 1.3), and no request
  failed       what is no TLS: the sensor has closed its side
The last column is what the sensor's own count (answer_memory) allows: how many such connections are answered when each more is listened
to in silence.
"""
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time

PROGRAMS = os.environ.get("HITME_BIN_DIR", "build/release/bin")
PORT = 4433
MOST = 4000


def in_own_network():
    if os.environ.get("HITME_OWN_NETWORK"):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    os.environ["HITME_OWN_NETWORK"] = "1"
    # A sensor that is started by root becomes another user, which a namespace of root alone does not have.
    own = [] if os.geteuid() == 0 else ["--map-root-user"]
    os.execvp("unshare", ["unshare", *own, "--net", sys.executable, *sys.argv])


class Sensor:
    def __init__(self, answer_memory):
        self.folder = tempfile.TemporaryDirectory(prefix="hitme-tls-")
        settings = os.path.join(self.folder.name, "sensor.toml")
        with open(settings, "w") as file:
            file.write(f"""
[sensor]
name = "tls"
syn_watch = false
[limits]
connections_per_source = 100000
connections_per_prefix = 100000
contacts_per_source_and_minute = 1000000
answer_memory = "{answer_memory}"
idle = "5m"
lifetime = "10m"
[[honeypoint]]
ports = [{PORT}]
mode = "answer"
protocol = "https"
persona = "nginx-ubuntu"
""")
        self.process = subprocess.Popen(
            [os.path.join(PROGRAMS, "hitme-sensor"), "--config", settings, "--output",
             os.path.join(self.folder.name, "out.jsonl")], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        for _ in range(50):
            try:
                established(ssl.TLSVersion.TLSv1_2).close()
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise RuntimeError("the sensor did not start")
        time.sleep(0.5)

    def rss(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(next(line for line in file if line.startswith("VmRSS")).split()[1])

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def raw(data):
    client = socket.create_connection(("127.0.0.1", PORT))
    client.sendall(data)
    return client


def context_of(version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    return context


def hello():
    outgoing = ssl.MemoryBIO()
    client = context_of(ssl.TLSVersion.TLSv1_3).wrap_bio(ssl.MemoryBIO(), outgoing)
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def established(version):
    return context_of(version).wrap_socket(socket.create_connection(("127.0.0.1", PORT), timeout=2))


STATES = {
    "byte": lambda: raw(hello()[:1]), "half hello": lambda: raw(hello()[:100]), "hello": lambda: raw(hello()),
    "established 1.2": lambda: established(ssl.TLSVersion.TLSv1_2),
    "established 1.3": lambda: established(ssl.TLSVersion.TLSv1_3), "failed": lambda: raw(b"GET / HTTP/1.0\r\n\r\n"),
}


def answered(begin):
    """How many such connections are open when the next one gets no answer to a whole handshake, to the next 25."""
    sensor = Sensor("8 MiB")
    held = []
    try:
        while len(held) < MOST:
            held.append(begin())
            if len(held) % 25 == 0:
                established(ssl.TLSVersion.TLSv1_3).close()
    except OSError:
        pass
    sensor.end()
    for each in held:
        each.close()
    return len(held)


def main():
    in_own_network()
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"{'state':16} {'KiB each':>9} {'answered within 8 MiB':>22}")
    for name, begin in STATES.items():
        sensor = Sensor("1 GiB")
        before = sensor.rss()
        held = [begin() for _ in range(number)]
        time.sleep(1.5)
        each = (sensor.rss() - before) / number
        sensor.end()
        del held
        print(f"{name:16} {each:9.1f} {answered(begin):22}", flush=True)


if __name__ == "__main__":
    main()
