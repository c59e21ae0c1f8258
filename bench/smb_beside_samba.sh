#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Part of the suite `smb`: what a full `smbclient -L` costs the server, our sensor beside the distribution's smbd, in the same run and
# taking turns. CPU is utime + stime of all of a server's processes, those that it waited for included. Loopback only; stops
# only what it started. smbd, from packaging/test-packages.txt, runs with private folders and never as a service.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${HITME_BIN_DIR:-$PWD/build/release/bin}
work=$(mktemp -d)
chmod 755 "$work"
pids=()
cleanup() {
    for pid in "${pids[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT

source bench/figures.sh

smbd=$(PATH=$PATH:/usr/sbin command -v smbd || true)
if [ -z "$smbd" ] || ! command -v smbclient >/dev/null; then
    not_measured 'smbclient -L against our sensor and smbd: smbd or smbclient is not installed'
    exit 0
fi

cat >"$work/sensor.toml" <<'TOML'
[sensor]
name = "bench"
syn_watch = false
[[honeypoint]]
ports = [21445]
addresses = ["127.0.0.1"]
mode = "answer"
protocol = "smb"
persona = "samba-4"
TOML
"$bin/hitme-sensor" --config "$work/sensor.toml" --output "$work/sensor.jsonl" >"$work/log" 2>&1 &
sensor=$!
pids+=("$sensor")

samba=$work/samba
mkdir -p "$samba"/{private,state,cache,lock,pid,ncalrpc,public,printers}
cat >"$samba/smb.conf" <<CONF
[global]
workgroup = WORKGROUP
netbios name = FILES01
server role = standalone server
map to guest = bad user
server min protocol = NT1
interfaces = 127.0.0.1/8
bind interfaces only = yes
disable netbios = yes
smb ports = 21446
load printers = no
printcap name = /dev/null
private dir = $samba/private
state directory = $samba/state
cache directory = $samba/cache
lock directory = $samba/lock
pid directory = $samba/pid
ncalrpc dir = $samba/ncalrpc
log file = $samba/log
[print\$]
comment = Printer Drivers
path = $samba/printers
[public]
comment = Public files
path = $samba/public
guest ok = yes
read only = no
CONF
# smbd ends its whole process group with itself: it gets one of its own.
setsid "$smbd" --foreground --no-process-group --configfile="$samba/smb.conf" --debug-stdout >"$work/smbd.log" 2>&1 </dev/null &
pids+=("$!")
wait_listen 21445
wait_listen 21446

# Clock ticks of every process whose command line names that file, and of its children that ended.
ticks_of() {
    local total=0 stat fields process
    for process in /proc/[0-9]*; do
        { tr '\0' ' ' <"$process/cmdline"; } 2>/dev/null | grep -qF -- "$1" || continue
        stat=$(cat "$process/stat" 2>/dev/null) || continue
        read -ra fields <<<"${stat##*) }"
        total=$((total + fields[11] + fields[12] + fields[13] + fields[14]))
    done
    echo "$total"
}
list() { smbclient --configfile=/dev/null --option='client min protocol=NT1' -m "$2" -p "$1" -L 127.0.0.1 -N 2>&1; }
runs=100 # a tick is 10 ms, and ours are few
per_second=$(getconf CLK_TCK)
for dialect in NT1 SMB3_11; do
    ours=0
    theirs=0
    for server in 21445 21446; do # both answer, and are warm
        list $server $dialect | grep -q 'IPC\$ *IPC' || { echo "port $server does not list its shares" >&2; exit 1; }
    done
    for _ in 1 2 3 4 5; do
        before=$(ticks_of "$work/sensor.toml")
        for _ in $(seq $((runs / 5))); do list 21445 $dialect >/dev/null; done
        ours=$((ours + $(ticks_of "$work/sensor.toml") - before))
        before=$(ticks_of "$samba/smb.conf")
        for _ in $(seq $((runs / 5))); do list 21446 $dialect >/dev/null; done
        sleep 0.2 # the last child has ended and was waited for
        theirs=$((theirs + $(ticks_of "$samba/smb.conf") - before))
    done
    milliseconds() { awk -v t="$1" -v r=$runs -v s="$per_second" 'BEGIN { printf "%.3f", 1000 * t / s / r }'; }
    a=$(milliseconds $ours)
    b=$(milliseconds $theirs)
    figure "smb_list_cpu_$dialect" "$a" ms "$b" '<= 0.1 of smbd' \
        "$(awk -v a="$a" -v b="$b" 'BEGIN { print b ? a / b : 9 }')" '<=' 0.1
done
