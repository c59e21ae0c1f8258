#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""From an accepted connection on an internal decoy to the message at a local mail server: runs `hitme up` with a mail
channel, knocks from addresses of 127.0.0.0/8, and prints one line "delay SECONDS" a knock, by this machine's clock.

    alert_delay.py HITME [ROUNDS]

Rounds take turns: a connection that closes at once, and one that is held open. Each comes from a new address when the channel's
time for gathering urgent notices (8 s) is over, so that what is measured is a first touch. Then three new addresses touch it a
second apart, each after the message about the one before: "delay SECONDS close". A dead webhook stands beside it all the time:
the last line, "accepted COUNT SECONDS", is how long 500 connections take meanwhile."""
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time

hitme = sys.argv[1]
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 4
here = os.path.dirname(os.path.abspath(__file__))
GATHERING = 8.0  # console/alert/channel_rules.h: urgent_together


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_line(process, seconds):
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    if not ready:
        sys.exit(f"nothing came within {seconds} s")
    return process.stdout.readline()


def knock(source, port):
    client = socket.socket()
    client.bind((source, 0))
    client.connect(("127.0.0.1", port))
    return client


work = tempfile.mkdtemp(prefix="hitme-alert-")
os.chmod(work, 0o755)
mail = subprocess.Popen(["/usr/bin/python3", f"{here}/../receivers/smtp_receiver.py"], stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1)
running = [mail]
try:
    mail_port = int(read_line(mail, 20).split()[1])
    decoy_port, dashboard_port = free_port(), free_port()
    # Takes connections and never answers.
    dead = socket.socket()
    dead.bind(("127.0.0.1", 0))
    dead.listen(64)
    with open(f"{work}/up.toml", "w") as settings:
        settings.write(f"""
[sensor]
name = "inside"
network_class = "internal"
syn_watch = false
[dashboard]
listen = "127.0.0.1:{dashboard_port}"
[[honeypoint]]
ports = [{decoy_port}]
addresses = ["127.0.0.1"]
[[channel]]
name = "mail"
type = "email"
server = "127.0.0.1:{mail_port}"
security = "none"
from = "hitme@example.org"
to = ["soc@example.org"]
[[channel]]
name = "dead"
type = "webhook"
url = "http://127.0.0.1:{dead.getsockname()[1]}/"
""")
    log = open(f"{work}/log", "w")
    up = subprocess.Popen([hitme, "up", "--config", f"{work}/up.toml", "--store", f"{work}/store"],
                          stdout=log, stderr=log)
    running.append(up)
    end = time.monotonic() + 60
    while True:  # a port that takes connections is the only sign from outside; this address is not used again
        try:
            knock("127.0.0.250", decoy_port).close()
            break
        except ConnectionRefusedError:
            if time.monotonic() > end or up.poll() is not None:
                sys.exit(open(f"{work}/log").read())
            time.sleep(0.05)
    read_line(mail, 20)
    last = time.monotonic()
    for turn in range(rounds):
        time.sleep(max(0.0, GATHERING + 0.5 - (time.monotonic() - last)))
        before = time.time()
        client = knock(f"127.0.0.{turn + 2}", decoy_port)
        if turn % 2 == 0:
            client.close()
        got = json.loads(read_line(mail, 30))
        last = time.monotonic()
        client.close()
        print(f"delay {got['at'] - before:.3f} {'closed' if turn % 2 == 0 else 'held'}", flush=True)
    for turn in range(3):
        time.sleep(1.0)
        before = time.time()
        knock(f"127.0.1.{turn + 2}", decoy_port).close()
        got = json.loads(read_line(mail, 30))
        print(f"delay {got['at'] - before:.3f} close", flush=True)
    before = time.monotonic()
    for _ in range(500):
        knock("127.0.0.251", decoy_port).close()
    print(f"accepted 500 {time.monotonic() - before:.3f}")
finally:
    for process in reversed(running):
        process.terminate()
        process.wait()
