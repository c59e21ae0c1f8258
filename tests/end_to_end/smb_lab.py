# SPDX-License-Identifier: Apache-2.0
"""What the SMB tests share: a network of their own, a running sensor, a running Samba, and counted checks.

The network (and the process tree) is a namespace of the test's own: only 127.0.0.0/8 is there, port 445 is free in it,
and whatever was started in it ends with it. Each client speaks to an address of its own and, because that address is
the loopback interface's too, from it: so each contact can be told from the others, and no client's logons count for
another's.
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

PROGRAMS = os.environ.get("HITME_BIN_DIR", "build/release/bin")
SMBD = shutil.which("smbd", path="/usr/sbin:/usr/bin:/sbin:/bin")


def in_own_network():
    """Goes on in a namespace, or says that none can be made and ends the test as skipped."""
    if os.environ.get("HITME_OWN_NETWORK"):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    namespace = ["unshare", "--net", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"]
    tried = subprocess.run([*namespace, "true"], capture_output=True)
    if os.geteuid() != 0 or tried.returncode != 0:
        print("note: no network namespace can be made here: the SMB clients were not tried")
        print("0 passed, 0 failed")
        sys.exit(0)
    environment = dict(os.environ, HITME_OWN_NETWORK="1", LC_ALL="C.UTF-8", TZ="UTC")
    os.execvpe("unshare", [*namespace, "/usr/bin/python3", *sys.argv], environment)


def own_addresses(addresses):
    for address in addresses:
        subprocess.run(["ip", "addr", "add", f"{address}/32", "dev", "lo"], check=True)


class NoWayOut:
    """The packet filter of this namespace counts and drops whatever the user of `process` begins by itself; answers pass."""

    def __init__(self, process):
        with open(f"/proc/{process.pid}/status") as status:
            self.user = int(re.search(r"^Uid:\s+\d+\s+(\d+)", status.read(), re.M).group(1))
        # Whoever tests is root, and goes on: only another user's packets can be told apart.
        self.is_apart = self.user != 0
        rule = f"meta skuid {self.user} ct state new counter drop"
        table = f"table inet way_out {{\nchain out {{\ntype filter hook output priority 0;\n{rule}\n}}\n}}\n"
        subprocess.run(["nft", "-f", "-"], input=table, text=True, check=True)

    def tried(self):
        """Packets that would have begun something."""
        listed = subprocess.run(["nft", "list", "table", "inet", "way_out"], capture_output=True, text=True, check=True).stdout
        return int(re.search(r"counter packets (\d+)", listed).group(1))


def attempts_of(process, calls):
    """What the decoys' thread of a running program gets when it is made to make these calls: the number and errno of each.

    A debugger puts the call into that very thread: no part of the program helps, and none is built otherwise for it.
    """
    script = ["set confirm off"]
    for prototype, name, arguments in calls:
        script += [f"print (({prototype}){name}){arguments}", "print *((int*(*)(void))__errno_location)()"]
    command = ["gdb", "-nx", "-batch", "-p", str(process.pid), "-iex", "set debuginfod enabled off"]
    for line in script:
        command += ["-ex", line]
    numbers = [int(each) for each in re.findall(r"^\$\d+ = (-?\d+)$", output_of(command, 60), re.M)]
    return list(zip(numbers[::2], numbers[1::2]))


def be_called(name, folder):
    """The host's name, in this namespace alone, which resolves as Debian's installer makes it resolve."""
    socket.sethostname(name)
    hosts = os.path.join(folder, "hosts")
    with open(hosts, "w") as file:
        file.write(f"127.0.0.1 localhost\n127.0.1.1 {name}\n")
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)


class Checks:
    def __init__(self):
        self.passed = self.failed = 0
        self.missing = []

    def check(self, what, holds, seen=""):
        if holds:
            self.passed += 1
            print(f"ok    {what}")
        else:
            self.failed += 1
            print(f"FAIL  {what}")
            for line in str(seen).strip().splitlines()[:40]:
                print("      " + line[:1500])
        sys.stdout.flush()
        return holds

    def skip(self, what, why):
        if (what, why) not in self.missing:
            self.missing.append((what, why))
            print(f"note: {what} was not tried: {why}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


def output_of(command, seconds=30, given=""):
    """Both outputs of a program that gets so many seconds at most."""
    try:
        done = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", timeout=seconds)
        return done.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
        return (said.decode(errors="replace") if isinstance(said, bytes) else said) + "\n[timed out]"


class Folder:
    """A temporary folder that the sensor, who becomes an ordinary user, can get into."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="hitme-smb-")
        os.chmod(self.path, 0o755)

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Sensor:
    """hitme-sensor with these HoneyPoints; each is a list of settings lines."""

    def __init__(self, folder, name, honeypoints):
        self.settings = os.path.join(folder, name + ".toml")
        self.outbox = os.path.join(folder, name + ".jsonl")
        self.log = os.path.join(folder, name + ".log")
        with open(self.settings, "w") as file:
            file.write(f'[sensor]\nname = "{name}"\nheartbeat = "1s"\nsyn_watch = false\n')
            # A fast machine asks more than 600 connections a minute from one address.
            file.write("[limits]\ncontacts_per_source_and_minute = 1000000\n")
            for lines in honeypoints:
                file.write("[[honeypoint]]\n" + "\n".join(lines) + "\n")
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [os.path.join(PROGRAMS, "hitme-sensor"), "--config", self.settings, "--output", self.outbox],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 15
        while not any(event.get("kind") == "heartbeat" for event in self.events()):
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError("the sensor did not start: " + open(self.log).read())
            time.sleep(0.05)

    def events(self):
        if not os.path.exists(self.outbox):
            return []
        events = []
        with open(self.outbox, errors="replace") as file:
            for line in file:
                if line.endswith("\n"):
                    events.append(json.loads(line))
        return events

    def stop(self):
        """Ends it in order; its events, whose connections are all finished then."""
        self.process.terminate()
        self.process.wait(timeout=20)
        return self.events()


class Samba:
    """smbd of the distribution, with nothing but private folders; never started as a service."""

    def __init__(self, folder, address, port, global_settings, shares):
        self.root = os.path.join(folder, f"samba-{port}")
        for name in ("private", "state", "cache", "lock", "pid", "ncalrpc", "public", "printers"):
            os.makedirs(os.path.join(self.root, name))
        os.chmod(os.path.join(self.root, "public"), 0o777)
        self.settings = os.path.join(self.root, "smb.conf")
        base = {
            "interfaces": f"{address}/8", "bind interfaces only": "yes", "smb ports": port,
            "private dir": self.root + "/private", "state directory": self.root + "/state",
            "cache directory": self.root + "/cache", "lock directory": self.root + "/lock",
            "pid directory": self.root + "/pid", "ncalrpc dir": self.root + "/ncalrpc",
            "log file": self.root + "/log", "passdb backend": f"tdbsam:{self.root}/private/passdb.tdb",
            "server role": "standalone server", "map to guest": "bad user", "disable netbios": "yes",
            "load printers": "no", "printcap name": "/dev/null",
        }
        base.update(global_settings)
        with open(self.settings, "w") as file:
            file.write("[global]\n" + "".join(f"{key} = {value}\n" for key, value in base.items()))
            for name, values in shares.items():
                file.write(f"[{name}]\n")
                file.write("".join(f"{key} = {str(value).format(root=self.root)}\n" for key, value in values.items()))
        self.address, self.port = address, port
        self.process = None

    def add_user(self, name, password):
        subprocess.run(["smbpasswd", "-c", self.settings, "-a", "-s", name], input=f"{password}\n{password}\n",
                       text=True, check=True, capture_output=True)

    def start(self):
        self.log = open(os.path.join(self.root, "out"), "w")
        # smbd ends its whole process group with itself: it must not be ours.
        self.process = subprocess.Popen(
            [SMBD, "--foreground", "--no-process-group", "--configfile=" + self.settings, "--debug-stdout"],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 15
        while True:
            try:
                socket.create_connection((self.address, self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise RuntimeError("smbd did not start: " + open(self.log.name).read())
                time.sleep(0.05)

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        self.process.wait(timeout=20)
