#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The distribution's ssh client, as it comes, against every SSH persona of a real sensor.

It must agree on what it likes best, see the same host key again, be asked for a password, and end as it ends with a real
sshd that refuses; and the contact must say which user tried what, with fingerprints that are worked out here from what the
client itself says that both sides offered. Ends with one line of counts.
"""
import hashlib
import os
import re
import subprocess
import sys

import smb_lab

# Debian 11, Ubuntu 20.04, Debian 10, Ubuntu 18.04, CentOS 7: what each calls itself.
PERSONAS = {
    "ssh-debian-11": "OpenSSH_8.4p1 Debian-5+deb11u1", "ssh-ubuntu-20": "OpenSSH_8.2p1 Ubuntu-4ubuntu0.5",
    "ssh-debian-10": "OpenSSH_7.9p1 Debian-10+deb10u2", "ssh-ubuntu-18": "OpenSSH_7.6p1 Ubuntu-4ubuntu0.3",
    "ssh-centos-7": "OpenSSH_7.4",
}
PASSWORD = "Sommer2026!"
# What else a client may be told to insist on: each cipher and MAC that the personas serve.
INSISTED = (
    ["-c", "aes128-ctr", "-m", "hmac-sha2-256-etm@openssh.com"], ["-c", "aes256-ctr", "-m", "hmac-sha2-512-etm@openssh.com"],
    ["-c", "aes192-ctr", "-m", "hmac-sha2-512"], ["-c", "aes128-gcm@openssh.com"], ["-c", "aes256-gcm@openssh.com"],
    ["-oKexAlgorithms=ecdh-sha2-nistp256", "-oHostKeyAlgorithms=ecdsa-sha2-nistp256"],
    ["-oKexAlgorithms=diffie-hellman-group14-sha256", "-oHostKeyAlgorithms=rsa-sha2-512"],
    ["-oKexAlgorithms=diffie-hellman-group16-sha512", "-oHostKeyAlgorithms=rsa-sha2-256"],
)


def ssh(folder, address, user, options=()):
    """What the client said, itself (-vv) and sshd through it; the password comes from a program, as a desktop's does."""
    asker = os.path.join(folder, "ask")
    if not os.path.exists(asker):
        with open(asker, "w") as file:
            file.write(f"#!/bin/sh\necho '{PASSWORD}'\n")
        os.chmod(asker, 0o755)
    environment = dict(os.environ, SSH_ASKPASS=asker, SSH_ASKPASS_REQUIRE="force", HOME=folder)
    command = ["ssh", "-vv", "-F", "none", "-o", "StrictHostKeyChecking=accept-new",
               "-o", f"UserKnownHostsFile={folder}/known_hosts", *options, f"{user}@{address}", "id"]
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=60)
    except subprocess.TimeoutExpired as late:
        return -1, (late.stderr or b"").decode(errors="replace") + "\n[timed out]"
    return done.returncode, done.stderr.replace("\r", "")


def proposal(said, whose):
    """The lists of a KEXINIT as `ssh -vv` prints them: kex, ciphers, MACs and compressions, ours to it and its to us."""
    part = said.split(f"debug2: {whose} KEXINIT proposal", 1)[1]
    line = lambda name: re.search(rf"^debug2: {name}: (.*)$", part, re.M).group(1)
    return {name: line(name) for name in ("KEX algorithms", "ciphers ctos", "ciphers stoc", "MACs ctos", "MACs stoc",
                                          "compression ctos", "compression stoc")}


def hassh(lists, way):
    """https://github.com/salesforce/hassh: MD5 over the four lists, of the direction that the speaker sends in."""
    text = ";".join((lists["KEX algorithms"], lists["ciphers " + way], lists["MACs " + way], lists["compression " + way]))
    return hashlib.md5(text.encode()).hexdigest()


def main():
    smb_lab.in_own_network()
    checks = smb_lab.Checks()
    addresses = {persona: f"127.0.{n}.1" for n, persona in enumerate(PERSONAS, 1)}
    others = [f"127.0.100.{n}" for n in range(1, len(INSISTED) + 1)]
    smb_lab.own_addresses([*addresses.values(), *others])
    with smb_lab.Folder() as folder:
        def lines(address, persona):
            return ["ports = [22]", f'addresses = ["{address}"]', 'mode = "answer"', 'protocol = "ssh"',
                    f'persona = "{persona}"']
        sensor = smb_lab.Sensor(folder, "ssh", [lines(address, persona) for persona, address in addresses.items()]
                                + [lines(address, "ssh-debian-11") for address in others])
        offered = {}
        for persona, address in addresses.items():
            status, said = ssh(folder, address, "root")
            offered[persona] = said
            checks.check(f"{persona}: the client with its defaults is asked thrice and refused",
                         status == 255 and said.count("Permission denied, please try again.") == 2
                         and f"root@{address}: Permission denied (publickey,password)." in said, said[-3000:])
            checks.check(f"{persona}: it says what it is", PERSONAS[persona] in said, said[:2000])
            checks.check(f"{persona}: what a present client likes best is agreed on",
                         "debug1: kex: algorithm: curve25519-sha256" in said
                         and "debug1: kex: host key algorithm: ssh-ed25519" in said
                         and said.count("cipher: chacha20-poly1305@openssh.com MAC: <implicit>") == 2, said)
            _, again = ssh(folder, address, "root")
            checks.check(f"{persona}: the host key is the same the next time",
                         "is known and matches the ED25519 host key" in again, again)
        for address, options in zip(others, INSISTED):
            status, said = ssh(folder, address, "admin", options)
            checks.check("a client that insists: " + " ".join(options),
                         status == 255 and f"admin@{address}: Permission denied (publickey,password)." in said,
                         said[-3000:])
        events = [event for event in sensor.stop() if event.get("kind") == "contact" and event.get("protocol") == "ssh"]
        for persona, address in addresses.items():
            mine = [event for event in events if event["destination"] == address]
            checks.check(f"{persona}: both connections are told", len({event["source_port"] for event in mine}) == 2, mine)
            if not mine:
                continue
            told = mine[-1]
            facts = {}
            for fact in told.get("decoded", []):
                facts.setdefault(fact["name"], []).append(fact["value"])
            said = offered[persona]
            checks.check(f"{persona}: the client's fingerprint is that of what it offered",
                         facts.get("ssh.hassh") == [hassh(proposal(said, "local client"), "ctos")], facts)
            checks.check(f"{persona}: the decoy's fingerprint is that of what it offered",
                         facts.get("ssh.hassh_server") == [hassh(proposal(said, "peer server"), "stoc")], facts)
            tries = [line for line in facts.get("operation", []) if "password" in line]
            checks.check(f"{persona}: three tries of root by password, each refused",
                         len(tries) == 3 and all('"root"' in line and "FAILURE" in line.upper() for line in tries), facts)
            checks.check(f"{persona}: the password itself is not told", PASSWORD not in str(told), told)
        for address, options in zip(others, INSISTED):
            mine = str([event for event in events if event["destination"] == address])
            checks.check("told as well: " + " ".join(options), '"admin"' in mine, mine)
    checks.end()


if __name__ == "__main__":
    sys.exit(main())
