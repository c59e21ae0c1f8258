#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Response end to end: exports read by other programs, block lists loaded by the real nft and ipset, RADIUS requests answered by
# a real FreeRADIUS, and a drill between two network namespaces in which the adapter really cuts the wire. Loopback and
# namespaces of our own only; stops only what it started.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=${HITME_BIN_DIR:-$PWD/build/release/bin}
hitme=$bin/hitme
checks=tests/end_to_end/response_checks.py
work=$(mktemp -d)
chmod 755 "$work" # the program becomes an ordinary user, who must be able to get to its store
pids=()
cleanup() {
    for pid in "${pids[@]:-}"; do
        [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
    done
    for namespace in ${tools:-} ${decoy:-} ${host:-}; do ip netns del "$namespace" 2>/dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT

passed=0
ok() { passed=$((passed + 1)); echo "ok    $*"; }
fail() { echo "FAIL  $*" >&2; exit 1; }
expect() { # expect WHAT TEXT PATTERN
    grep -qE -- "$3" <<<"$2" || { echo "--- got:"; head -c 3000 <<<"$2"; fail "$1: no match for $3"; }
    ok "$1"
}
wait_for() { # wait_for SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}
start() { # start LOG COMMAND...: in the background; its process number in $started
    local log=$1
    shift
    "$@" >"$log" 2>&1 &
    started=$!
    pids+=("$started")
}
stop() { kill -TERM "$1"; wait "$1" || true; }

# ---- exports: contacts of three sources, one forged, one with hostile text ----
python3 - "$work/log.jsonl" <<'PYTHON'
import base64, datetime, json, sys
now = datetime.datetime.now(datetime.timezone.utc)
hostile = "=cmd|' /C calc'!A1\",\t<script>alert(1)</script>\r\n\x1b[2J$(reboot);`id`\\x\0"
lines = []
def contact(source, minutes, sensor, **more):
    at = (now - datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    lines.append({"kind": "contact", "sensor": sensor, "epoch": 1, "sequence": len(lines) + 1, "seen_at": at, "transport": "tcp",
                  "source": source, "source_port": 50000, "destination": "203.0.113.1", "destination_port": 445,
                  "handshake": "sent_data", "stage": "probe", **more})
for source in ["61.218.147.66", "61.218.147.67", "2a00:1:2:3::9", "45.155.204.9"]:
    for i, sensor in enumerate(["alpha", "beta", "beta"]):
        contact(source, 30 + i, sensor)
contact("45.155.204.9", 20, hostile, labels=[{"name": hostile, "grade": "certain", "attack_ids": ["T1210", hostile]}],
        protocol=hostile, first_bytes=base64.b64encode(hostile.encode()).decode())
for _ in range(50):  # a forged flood makes no indicator and no entry
    contact("61.218.147.70", 10, "alpha", transport="udp", handshake="datagram", destination_port=5060)
    contact("61.218.147.71", 10, "beta", handshake="syn_only")
for private in ["10.9.9.9", "8.8.8.8", "192.0.2.9"]:
    for sensor in ["alpha", "beta", "beta"]:
        contact(private, 15, sensor)
open(sys.argv[1], "w").write("".join(json.dumps(line) + "\n" for line in lines))
PYTHON
$hitme import "$work/log.jsonl" --store "$work/store" >"$work/import.log"
for format in stix misp zeek ecs csv; do
    $hitme export $format --store "$work/store" >"$work/out.$format" 2>"$work/out.log"
    python3 $checks $format "$work/out.$format" >"$work/check.log" 2>&1 || fail "$format: $(cat "$work/check.log")"
    ok "export $format: $(cat "$work/check.log")"
done
# 100 forged contacts, 3 each of a private and of a documentation address, 3 of a public resolver.
$hitme export stix --store "$work/store" >"$work/again.stix" 2>"$work/out.log"
expect 'what makes no indicator is said' "$(cat "$work/out.log")" '6 left out \(reserved\); 3 left out \(resolver\); 100 left out \(unproven\)'
if grep -q '61\.218\.147\.7[01]' "$work"/out.{stix,misp,zeek}; then fail 'a forged source became an indicator'; fi
ok 'a spoofed flood produces no indicator'

# ---- block lists, read by the real tools ----
list() { $hitme export blocklist --store "$work/store" "$@" 2>"$work/list.log"; }
expect 'plain: the four that the default rule names' "$(list | grep -v '^#' | tr '\n' ' ')" \
    '^45\.155\.204\.9 61\.218\.147\.66 61\.218\.147\.67 2a00:1:2:3::/64 $'
expect 'what is left out is counted' "$(cat "$work/list.log")" '4 entries.*2 left out \(reserved\).*1 left out \(resolver\)'
expect 'CIDR: two neighbours are one network' "$(list --form cidr | grep -v '^#' | tr '\n' ' ')" \
    '^45\.155\.204\.9/32 61\.218\.147\.66/31 2a00:1:2:3::/64 $'
tomorrow=$(date -u -d '+25 hours' +%Y-%m-%dT%H:%M:%SZ)
expect 'every entry leaves after its time' "$(list --to "$tomorrow" | grep -vc '^#' || true)" '^0$'
tools=hitme-tools-$$
if [ "$(id -u)" = 0 ] && ip netns add "$tools" 2>/dev/null; then
    list --form nft >"$work/list.nft"
    ip netns exec "$tools" nft -c -f "$work/list.nft" || fail 'nft does not take the list'
    ip netns exec "$tools" nft -f "$work/list.nft"
    ip netns exec "$tools" nft -f "$work/list.nft" || fail 'nft does not take the list twice'
    expect 'nft holds the addresses with timeouts' "$(ip netns exec "$tools" nft list set inet hitme hitme_default_v4 | tr -d '\n')" \
        '45\.155\.204\.9 timeout.*61\.218\.147\.67 timeout'
    expect 'nft holds the networks' "$(ip netns exec "$tools" nft list set inet hitme hitme_default_v6 | tr -d '\n')" '2a00:1:2:3::/64 timeout'
    list --form ipset >"$work/list.ipset"
    if ip netns exec "$tools" ipset restore -exist <"$work/list.ipset" 2>"$work/ipset.log"; then
        ip netns exec "$tools" ipset restore -exist <"$work/list.ipset" || fail 'ipset does not take the list twice'
        expect 'ipset holds the addresses with timeouts' "$(ip netns exec "$tools" ipset list hitme_default_v4)" '^61\.218\.147\.66 timeout [0-9]+'
        expect 'ipset holds the networks' "$(ip netns exec "$tools" ipset list hitme_default_v6)" '^2a00:1:2:3::/64 timeout'
    else
        grep -qE 'Kernel|protocol|not permitted' "$work/ipset.log" || fail "ipset: $(cat "$work/ipset.log")"
        echo 'note: this kernel has no ip_set: the ipset form was not loaded'
    fi
else
    echo 'note: no network namespace can be made here: nft and ipset were not tried'
fi
printf '[[blocklist]]\nname = "edge"\nstage = "probes"\n' >"$work/bad.toml"
expect 'a rule that does not parse is refused with its line' "$($hitme export blocklist --config "$work/bad.toml" --store "$work/store" 2>&1 || true)" 'bad.toml:3.*stage'

# ---- requests to a real FreeRADIUS ----
radius=$work/radius
mkdir -m 755 "$radius"
cat >"$radius/radiusd.conf" <<CONF
prefix = /usr
exec_prefix = /usr
name = hitme
libdir = /usr/lib/freeradius
logdir = $radius
raddbdir = $radius
radacctdir = $radius
confdir = $radius
run_dir = $radius
db_dir = $radius
pidfile = $radius/pid
log {
    destination = stdout
}
security {
    max_attributes = 100
    reject_delay = 0
    status_server = no
}
thread pool {
    start_servers = 1
    max_servers = 2
    min_spare_servers = 1
    max_spare_servers = 2
}
client here {
    ipaddr = 127.0.0.1
    secret = testing123
    require_message_authenticator = yes
}
modules {
    always ok {
        rcode = ok
    }
    always reject {
        rcode = reject
    }
    linelog sessions {
        filename = $radius/asked
        format = "%{Packet-Type} %{Framed-IP-Address} %{Filter-Id}"
    }
}
server hitme {
    listen {
        type = coa
        ipaddr = 127.0.0.1
        port = 25379
        virtual_server = hitme
    }
    recv-coa {
        sessions
        if (&Framed-IP-Address == 127.9.9.9) {
            update reply {
                Error-Cause := Session-Context-Not-Found
                Reply-Message := "no such session"
            }
            reject
        }
        else {
            ok
        }
    }
    send-coa {
        ok
    }
}
CONF
printf 'testing123\n' >"$radius/secret"
printf 'another\n' >"$radius/wrong"
chmod 644 "$radius/secret" "$radius/wrong" # this test's; an operator's belongs to the program's user alone
start "$radius/log" freeradius -fxx -d "$radius" -n radiusd -D /usr/share/freeradius -l stdout
wait_for 30 grep -q 'Ready to process requests' "$radius/log" || fail "freeradius: $(tail -n 5 "$radius/log")"

settings() { # settings RADIUS-SECRET-FILE MORE...
    cat <<TOML
[sensor]
name = "inside"
network_class = "internal"
heartbeat = "1s"
[limits]
idle = "2s"
[[honeypoint]]
ports = [25300]
addresses = ["127.0.0.1"]
[response]
mode = "radius"
dry_run = false
internal = ["127.0.0.0/8"]
never = ["127.0.0.1"]
radius_server = "127.0.0.1:25379"
radius_secret_file = "$1"
radius_isolate = ["Filter-Id=quarantine"]
TOML
}
dashboard=127.0.0.1:25399
in_decoy=() # where the console runs: empty, or a namespace
run_up() { # run_up NAME SETTINGS-FILE: starts a console, opens a session
    start "$work/$1.log" ${in_decoy[@]+"${in_decoy[@]}"} "$hitme" up --config "$2" --store "$work/$1" --dashboard $dashboard
    up=$started
    wait_for 30 grep -q 'token=' "$work/$1.log" || fail "up did not start: $(cat "$work/$1.log")"
    local link
    link=$(grep -oE "http://$dashboard/[^ ]*token=[^ ]*" "$work/$1.log" | head -n 1)
    rm -f "$work/jar"
    ${in_decoy[@]+"${in_decoy[@]}"} curl -s -o /dev/null -c "$work/jar" "$link"
    csrf=$(api me | python3 -c 'import json,sys; print(json.load(sys.stdin)["csrf"])')
}
api() { # api PATH [CURL-OPTION...]
    local path=$1
    shift
    ${in_decoy[@]+"${in_decoy[@]}"} curl -s -m 20 -b "$work/jar" "$@" "http://$dashboard/api/v1/$path"
}
post() { api "$1" -X POST -H "X-Hitme-Csrf: ${csrf:-}" -H 'Content-Type: application/json' -d "$2"; }
touch_from() { printf 'x' | nc -w 1 -s "$1" 127.0.0.1 25300 >/dev/null 2>&1 || true; }
state_of() { api "quarantine?source=$1" | python3 -c 'import json,sys; r=json.load(sys.stdin)["rows"]; print(r[0]["state"] if r else "none")'; }
id_of() { api "quarantine?source=$1" | python3 -c 'import json,sys; print(json.load(sys.stdin)["rows"][0]["id"])'; }
reached() { [ "$(state_of "$1")" = "$2" ]; }

settings "$radius/secret" >"$work/up.toml"
run_up console "$work/up.toml"
touch_from 127.0.0.77
wait_for 8 reached 127.0.0.77 isolated || fail "no isolation: $(api quarantine) $(tail -n 3 "$work/console.log")"
expect 'FreeRADIUS got a Disconnect-Request about the host' "$(cat "$radius/asked")" '^Disconnect-Request 127\.0\.0\.77 quarantine$'
# From the contact to the answer at most five seconds (C-45), by the record's own times.
api 'quarantine?source=127.0.0.77' | python3 -c '
import datetime, json, sys
row = json.load(sys.stdin)["rows"][0]
parse = lambda text: datetime.datetime.fromisoformat(text[:26].rstrip("Z").ljust(26, "0") if "." in text else text[:19])
taken = (parse(row["done_at"]) - parse(row["evidence"]["seen_at"])).total_seconds()
assert 0 <= taken <= 5, taken
print(f"ok    decoy hit to answered request: {taken:.2f} s (at most 5)")' || fail 'the request took too long'
passed=$((passed + 1))
touch_from 127.9.9.9
wait_for 8 reached 127.9.9.9 failed || fail "a NAK is no failure: $(api quarantine)"
expect 'a NAK is said with its cause' "$(api 'quarantine?source=127.9.9.9')" 'NAK: Session-Context-Not-Found; no such session'
touch_from 127.0.0.1 # on the never list
post "quarantine/$(id_of 127.0.0.77)/undo" '{"reason":"cleaned"}' >"$work/undo.log"
wait_for 8 reached 127.0.0.77 released || fail "no undo: $(cat "$work/undo.log") $(api quarantine)"
ok 'undo works'
expect 'an address on the never list was never asked for' "$(state_of 127.0.0.1)" '^none$'
expect 'every step is in the book' "$(api "quarantine/$(id_of 127.0.0.77)" | grep -oE '"state":"[a-z_]+"' | tr '\n' ' ')" \
    'asked.*isolated.*undo_asked.*released'
expect 'the state tells no secret' "$(api quarantine/state)" '"mode":"radius","dry_run":false'

# ---- the list for a firewall needs a token ----
soon=$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ)
token=$(post tokens "{\"label\":\"firewall\",\"scopes\":[\"read:exports\"],\"expires_at\":\"$soon\"}" | python3 -c 'import json,sys; print(json.load(sys.stdin)["token"])')
url="http://$dashboard/api/v1/exports/blocklist?form=nft"
expect 'without a token no list' "$(curl -s -o /dev/null -w '%{http_code}' "$url")" '^401$'
expect 'with its token a firewall gets the list' "$(curl -s -H "Authorization: Bearer $token" "$url")" 'add set inet hitme hitme_default_v4'
expect 'and nothing else' "$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "http://$dashboard/api/v1/quarantine")" '^40[13]$'
stop "$up"

settings "$radius/wrong" >"$work/wrong.toml"
run_up wrong "$work/wrong.toml"
touch_from 127.0.0.78
wait_for 12 reached 127.0.0.78 failed || fail "a wrong secret is no failure: $(api quarantine)"
expect 'a server with another secret isolates nobody' "$(api 'quarantine?source=127.0.0.78')" 'sent within 4s'
if grep -q '127\.0\.0\.78' "$radius/asked"; then fail 'FreeRADIUS took a request with a wrong secret'; fi
ok 'FreeRADIUS drops a request with a wrong authenticator'
stop "$up"

# ---- E4, Monday: six laptops come back infected, each is a case and a request of its own within five seconds ----
settings "$radius/secret" | sed 's/^dry_run = false/dry_run = true\nlimit = 6/' >"$work/monday.toml"
run_up monday "$work/monday.toml"
for laptop in 1 2 3 4 5 6; do touch_from 127.0.3.$laptop; done
for laptop in 1 2 3 4 5 6; do
    wait_for 8 reached 127.0.3.$laptop dry_run || fail "no request for laptop $laptop: $(api quarantine)"
done
api 'quarantine?limit=100' | python3 -c '
import datetime, json, sys
rows = [row for row in json.load(sys.stdin)["rows"] if row["source"].startswith("127.0.3.")]
parse = lambda text: datetime.datetime.fromisoformat(text[:26].rstrip("Z").ljust(26, "0") if "." in text else text[:19])
taken = [(parse(row["at"]) - parse(row["evidence"]["seen_at"])).total_seconds() for row in rows]
assert len(rows) == 6 and len({row["source"] for row in rows}) == 6, rows
assert all(0 <= one <= 5 for one in taken), taken
print(f"ok    E4: six requests, the slowest {max(taken):.2f} s after its contact (at most 5)")' || fail 'not six requests in time'
passed=$((passed + 1))
expect 'E4: six hosts are six cases' "$(api 'cases?limit=100' | grep -oE '"address":"127\.0\.3\.[1-6]"' | sort -u | wc -l)" '^6$'
stop "$up"

# ---- a drill: the adapter really cuts the wire between two namespaces ----
decoy=hitme-decoy-$$
host=hitme-host-$$
if [ "$(id -u)" = 0 ] && ip netns add "$decoy" 2>/dev/null && ip netns add "$host" &&
    ip link add wire0 netns "$decoy" type veth peer name wire0 netns "$host"; then
    for end in "$decoy 10.99.0.1" "$host 10.99.0.2"; do
        set -- $end
        ip netns exec "$1" ip addr add "$2/24" dev wire0
        ip netns exec "$1" ip link set wire0 up
        ip netns exec "$1" ip link set lo up
    done
    ip netns exec "$decoy" nft -f - <<'NFT'
table inet switch {
    set blocked { type ipv4_addr; }
    chain input {
        type filter hook input priority 0;
        ip saddr @blocked drop
    }
}
NFT
    # The switch: a process of its own with the rights that hitme has given up. The adapter tells it over a socket.
    cat >"$work/switch.py" <<'PYTHON'
import ipaddress, json, os, socket, subprocess, sys
path, broken = sys.argv[1:3]
server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
server.bind(path)
os.chmod(path, 0o666)
server.listen()
print("ready", flush=True)
while True:
    connection, _ = server.accept()
    order = json.loads(connection.makefile().readline())
    verb = "add" if order["action"] == "isolate" else "delete"
    if not os.path.exists(broken):
        source = str(ipaddress.ip_address(order["source"]))
        subprocess.run(["nft", verb, "element", "inet", "switch", "blocked", "{", source, "}"], check=False)
    connection.sendall(b"done\n")
    connection.close()
PYTHON
    cat >"$work/adapter" <<ADAPTER
#!/bin/sh
[ "\$(nc -N -w 3 -U "$work/switch.sock")" = done ]
ADAPTER
    chmod 755 "$work/adapter"
    start "$work/switch.log" ip netns exec "$decoy" python3 "$work/switch.py" "$work/switch.sock" "$work/broken"
    wait_for 60 grep -q ready "$work/switch.log" || fail "no switch: $(cat "$work/switch.log")"
    cat >"$work/drill.toml" <<TOML
[sensor]
name = "inside"
network_class = "internal"
heartbeat = "1s"
[limits]
idle = "2s"
[[honeypoint]]
ports = [25300]
addresses = ["10.99.0.1"]
[response]
mode = "program"
dry_run = true
internal = ["10.99.0.0/24"]
program = "$work/adapter"
[drill]
source = "10.99.0.2"
target = "10.99.0.1:25300"
within = "15s"
TOML
    in_decoy=(ip netns exec "$decoy")
    run_up campus "$work/drill.toml"
    drill() { ip netns exec "$host" "$hitme" drill --config "$work/drill.toml" --store "$work/campus" "$@"; }
    told=$(drill) || fail "the drill did not pass: $told $(tail -n 3 "$work/campus.log")"
    sed 's/^/      /' <<<"$told"
    expect 'the drill passes and says its times' "$(tr '\n' ' ' <<<"$told")" \
        '^PASS: 10\.99\.0\.2 touched 10\.99\.0\.1:25300 .*t_detect +[0-9.]+ s .*t_request +[0-9.]+ s .*t_isolated +[0-9.]+ s .*t_released +[0-9.]+ s'
    touch "$work/broken" # the adapter says done, and nothing happens
    told=$(drill) && fail "a broken adapter passed: $told"
    expect 'a broken adapter fails in that run' "$told" 'FAIL.*|said done .* but the test host still reaches the decoy'
    expect 'it says why' "$told" 'but the test host still reaches the decoy'
    rm "$work/broken"
    expect 'both are in the book' "$(api drills | grep -oE '"verdict":"[A-Z]+"' | tr '\n' ' ')" '"FAIL" "verdict":"PASS"'
    expect 'a dry run still asks nobody but drills' "$(api quarantine | grep -oE '"dry_run":(true|false)' | sort -u | tr '\n' ' ')" '^"dry_run":false $'
    # Not one contact of the drills in a count, a list or an export; they are in the store, marked.
    expect 'drill contacts never enter the metrics' "$($hitme report --json --store "$work/campus")" '"total":\{"events":0,"sources":0'
    expect 'nor the roll-ups that the dashboard reads' "$(api now)" '"events":0,'
    $hitme export csv --store "$work/campus" >"$work/drill.csv" 2>"$work/drill.log"
    expect 'nor an export, which says so' "$(cat "$work/drill.log")" '^hitme: 0 contacts; [0-9]+ left out \(drill\)'
    expect 'the stored contacts are marked' "$(api 'contacts?limit=1')" '"origin":"drill".*"simulated":true|"simulated":true.*"origin":"drill"'
    stop "$up"
else
    echo 'note: no network namespace can be made here: the drill was not run'
fi

echo "$passed passed, 0 failed"
