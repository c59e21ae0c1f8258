#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Cases, own networks, allow rules, re-entry watch and dossier as a person at a terminal uses them. First E4, "Monday", from an
# imported log; then the live program on loopback: a touch opens a case, a touch after "cleaned" opens it again within 5 s.
# Loopback only; ends by itself; stops only what it started.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=${HITME_BIN_DIR:-build/release/bin}
hitme=$bin/hitme
work=$(mktemp -d)
chmod 755 "$work"
pids=()
cleanup() {
    for pid in "${pids[@]:-}"; do
        [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap cleanup EXIT

checks=0
ok() { checks=$((checks + 1)); echo "ok    $*"; }
fail() { echo "FAIL  $*" >&2; exit 1; }
expect() { # expect WHAT TEXT PATTERN
    grep -qE -- "$3" <<<"$2" || { echo "--- got:"; head -c 3000 <<<"$2"; fail "$1: no match for $3"; }
    ok "$1"
}
refused() { # refused WHAT STATUS PATTERN COMMAND...
    local what=$1 status=$2 pattern=$3 out code=0
    shift 3
    out=$("$@" 2>&1) || code=$?
    [ "$code" = "$status" ] || fail "$what: exit status $code, not $status: $out"
    expect "$what" "$out" "$pattern"
}
wait_for() { # wait_for SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}

# ---- E4: six laptops return infected, Monday 2009-01-26, 08:00 to 10:00 in Berlin (07:00 to 09:00 UTC) ----
store=$work/monday
printf '[cases]\nlease_files = ["%s/leases"]\nneighbours = false\n' "$work" >"$work/monday.toml"
python3 - "$work" <<'PY'
import datetime, json, sys
work = sys.argv[1]
start = datetime.datetime(2009, 1, 26, 7, 0)
stamp = lambda t: t.strftime("%Y-%m-%dT%H:%M:%SZ")
with open(work + "/lan.jsonl", "w") as log, open(work + "/leases", "w") as leases:
    sequence = 0
    for hour in range(1, 75):  # the sensor listened from Friday 07:00 UTC on
        log.write(json.dumps({"kind": "heartbeat", "sensor": "lan-1", "epoch": 1, "sequence": 1000 + hour,
            "seen_at": stamp(start + datetime.timedelta(hours=hour - 72)), "covers_seconds": 3600}) + "\n")
    for i in range(1, 7):
        came = start + datetime.timedelta(minutes=20 * (i - 1))
        leases.write("lease 10.1.2.%d {\n  starts 1 %s;\n  ends 1 2009/01/26 18:00:00;\n  binding state active;\n"
            "  hardware ethernet 00:1b:77:00:00:0%d;\n  client-hostname \"laptop-%d\";\n}\n"
            % (10 + i, came.strftime("%Y/%m/%d %H:%M:%S"), i, i))
        for again in range(50):
            sequence += 1
            log.write(json.dumps({"kind": "contact", "sensor": "lan-1", "epoch": 1, "sequence": sequence,
                "seen_at": stamp(came + datetime.timedelta(seconds=30 + again)), "transport": "tcp",
                "source": "10.1.2.%d" % (10 + i), "destination": "10.1.0.250", "destination_port": 445,
                "handshake": "sent_data", "bytes_in": 5, "first_bytes": "G1sySjw="}) + "\n")
    # The office's egress, seen by a sensor outside.
    log.write(json.dumps({"kind": "contact", "sensor": "out-1", "epoch": 1, "sequence": 1,
        "seen_at": stamp(start + datetime.timedelta(minutes=30)), "transport": "tcp", "source": "203.0.113.7",
        "destination_port": 445, "handshake": "completed"}) + "\n")
PY
with=(--store "$store" --config "$work/monday.toml")
$hitme sensor class lan-1 internal_lan --from 2009-01-01T00:00:00Z --region 'Berlin' --store "$store" >/dev/null
expect 'the sensor has its class' "$($hitme sensor class --store "$store")" 'lan-1 +internal_lan'
$hitme network add 10.0.0.0/8 --owner 'Example Ltd' "${with[@]}" >/dev/null
$hitme network add 203.0.113.7 --owner 'Office Berlin' --kind nat_egress --inside 10.1.0.0/16 "${with[@]}" >/dev/null
$hitme import "$work/lan.jsonl" --store "$store" >/dev/null
refused 'all addresses are nobody own network' 1 'nobody' $hitme network add 0.0.0.0/0 --owner x "${with[@]}"

expect 'six laptops are six cases' "$($hitme case scan "${with[@]}")" '301 contacts read: 6 cases opened, 0 opened again, 7 sightings'
expect 'a network that is registered later finds what is stored' \
    "$($hitme network add 203.0.113.0/24 --owner 'Example Ltd' "${with[@]}")" '1 sources of it are stored already; 1 looked at'
$hitme network remove 203.0.113.0/24 "${with[@]}" >/dev/null
expect 'nothing is counted twice' "$($hitme case scan "${with[@]}" --to 2009-01-26T07:29:00Z)" ' 0 cases opened'
listed=$($hitme case list "${with[@]}")
[ "$(grep -c '^c-' <<<"$listed")" = 6 ] || fail "six cases listed: $listed"
expect 'a case has its MAC and name of the lease' "$listed" '10\.1\.2\.13 +00:1b:77:00:00:03 +laptop-3 +50 '
case_id=$(grep '10\.1\.2\.11' <<<"$listed" | cut -d' ' -f1)
shown=$($hitme case show "$case_id" "${with[@]}")
expect 'captured bytes are shown as text' "$shown" '\\x1b\[2J<'
grep -q $'\x1b' <<<"$shown" && fail 'an escape byte reached the terminal'
expect 'own networks say that they were sources' "$($hitme network sightings "${with[@]}")" '203\.0\.113\.7 +203\.0\.113\.7/32 +Office Berlin +events'
expect 'the most specific network is named' "$($hitme network list "${with[@]}")" '203\.0\.113\.7/32 +watched +nat_egress +Office Berlin'

watch=$($hitme re-entry add Monday --from 2009-01-26T07:00:00Z --until 2009-01-26T09:00:00Z --json "${with[@]}" | grep -oE 'w-[0-9a-f]{8}')
report=$($hitme re-entry report "$watch" "${with[@]}")
expect 'the report compares' "$report" '^6 hosts touched internal decoys during the watch, none in the 72 h before\. Of 6 devices that arrived during the watch, 6 touched'
expect 'first touch per host' "$report" '2009-01-26T07:20:30Z +10\.1\.2\.12 .* 2009-01-26T07:20:00Z'
expect 'the watch ended by itself' "$($hitme re-entry list "${with[@]}")" "$watch +over"

# A caller in New York asks about the office's address, in his own time.
began=$SECONDS
dossier=$($hitme dossier 203.0.113.7 --at '2009-01-26 02:30' --zone America/New_York "${with[@]}")
[ $((SECONDS - began)) -lt 60 ] || fail 'the dossier took a minute'
expect 'the caller time is converted' "$dossier" 'Asked for +2009-01-26T02:30:00-05:00 \(2009-01-26T07:30:00Z\)'
expect 'the dossier tells whose it is' "$dossier" 'Office Berlin \(nat_egress\)'
expect 'and who is behind it' "$dossier" '10\.1\.2\.16 was 00:1b:77:00:00:06 "laptop-6", by a lease'
expect 'and what is done' "$dossier" "$case_id +new +10\.1\.2\.11 +50 touches"
expect 'and how good the clock is' "$dossier" 'Clock +(the clock|whether)'
expect 'an address that never came is no evidence only with coverage' \
    "$($hitme dossier 192.0.2.99 --at '2009-01-25 12:00' --zone UTC --within 2h "${with[@]}")" 'no_evidence: .*listened for 100\.0 %'
expect 'without coverage it is not covered' \
    "$($hitme dossier 192.0.2.99 --at '2009-02-25 12:00' --zone UTC --within 2h "${with[@]}")" 'not_covered: '
refused 'a time that is none is refused' 1 'is not a time' $hitme dossier 192.0.2.99 --at noon "${with[@]}"

$hitme dossier 203.0.113.7 --at '2009-01-26 08:30' --zone Europe/Berlin --pack "$work/pack.txt" "${with[@]}" >"$work/pack.out"
head=$(grep -oE '[0-9a-f]{64}' "$work/pack.out")
expect 'a good pack is taken' "$($hitme dossier --verify "$work/pack.txt" --head "$head")" '^good: [0-9]+ lines'
# The chain, once more by another program.
python3 - "$work/pack.txt" "$head" <<'PY' || fail 'another program does not find the same chain'
import hashlib, sys
before = "0" * 64
for line in open(sys.argv[1], encoding="utf-8", newline="\n"):
    digits, json = line.rstrip("\n").split(" ", 1)
    before = hashlib.sha256((before + " " + json).encode()).hexdigest()
    assert before == digits
assert before == sys.argv[2]
PY
ok 'sha256 of another program finds the same chain'
sed 's/203\.0\.113\.7/203.0.113.8/' "$work/pack.txt" >"$work/forged.txt"
refused 'a changed pack is refused with its line' 1 'line 1: its hash does not fit' $hitme dossier --verify "$work/forged.txt"
head -n -1 "$work/pack.txt" >"$work/cut.txt"
refused 'a cut pack is refused' 1 'cut off' $hitme dossier --verify "$work/cut.txt"

# ---- states ----
$hitme case set "$case_id" --state contained --owner mia --note '=cmd()' "${with[@]}" >/dev/null
refused 'a state that may not follow is refused' 1 'cannot become new' $hitme case set "$case_id" --state new "${with[@]}"
refused 'benign needs a reason' 1 'benign needs a reason' $hitme case set "$case_id" --state benign "${with[@]}"
expect 'the history names who did it' "$($hitme case show "$case_id" "${with[@]}")" 'contained +owner mia; state contained; note'
expect 'a formula in a note is none in the CSV' "$($hitme case export "${with[@]}")" ",\"'=cmd\(\)\","

# ---- the live program: laptops are addresses of 127.0.0.0/8 ----
live=$work/live
mkdir "$live"
cat >"$work/live.toml" <<TOML
[sensor]
name = "lan-live"
network_class = "internal"
syn_watch = false
[dashboard]
listen = "127.0.0.1:17461"
[cases]
neighbours = false
[[honeypoint]]
ports = [17462]
addresses = ["127.0.0.1"]
TOML
$hitme up --config "$work/live.toml" --store "$live" >"$work/up.log" 2>&1 &
up=$!
pids+=("$up")
wait_for 20 grep -q 'dashboard:' "$work/up.log" || { cat "$work/up.log"; fail 'hitme up did not start'; }
touch_from() { # touch_from ADDRESS: one connection that sends and closes
    python3 - "$1" <<'PY'
import socket, sys
s = socket.create_connection(("127.0.0.1", 17462), 5, (sys.argv[1], 0))
s.sendall(b"\xffSMB")
s.close()
PY
}
count_is() { [ "$($hitme case list --store "$live" | grep -c '^c-')" = "$1" ]; }
state_is() { $hitme case list --search "$1" --store "$live" | grep -qE "^c-[0-9a-f]+ +$2 "; }
for i in 1 2 3 4 5 6; do touch_from 127.0.1.$i; done
wait_for 5 count_is 6 || { cat "$work/up.log"; $hitme case list --store "$live"; fail 'six hosts are not six cases within 5 s'; }
ok 'live: six hosts are six cases within 5 s'
live_case=$($hitme case list --search 127.0.1.1 --store "$live" | grep -oE '^c-[0-9a-f]+')
$hitme case set "$live_case" --state cleaned --note 'wiped' --store "$live" >/dev/null
state_is 127.0.1.1 cleaned || fail 'cleaned is not kept'
touch_from 127.0.1.1
wait_for 5 state_is 127.0.1.1 new || fail 'a touch after cleaned did not open the case within 5 s'
ok 'live: a touch after cleaned opens the case again within 5 s'
expect 'and says so' "$($hitme case show "$live_case" --store "$live")" 'touched again after it was cleaned'
rule=$($hitme allow add 127.0.1.7 --signal tcp/17462 --reason 'our own scanner' --owner mia --expires "$(date -u -d '+1 day' +%FT%TZ)" --json --store "$live" | grep -oE 'r-[0-9a-f]{8}' | head -1)
touch_from 127.0.1.7
hidden_shows() { $hitme allow hidden "$rule" --store "$live" | grep -q '127\.0\.1\.7'; }
wait_for 10 hidden_shows || fail 'the view of hidden contacts does not show it'
ok 'live: what a rule hides is still shown where one asks'
count_is 6 || fail 'an allow rule did not keep a case from opening'
ok 'live: and opened no case'
told_by() { $hitme case show "$live_case" --store "$live" | grep -qE 'internal_host +(high|critical) +dashboard +sent on at once'; }
wait_for 10 told_by || { $hitme case show "$live_case" --store "$live"; fail 'the case does not say who was told'; }
ok 'live: the case says who was told of it, when and by which channel'
incident=$($hitme incident list --source 127.0.1.1 --store "$live" | grep -oE '^i-[0-9a-f-]+' | head -1)
expect 'an incident is shown with its services' "$($hitme incident show "$incident" --store "$live")" 'tcp/17462 +[0-9]+'
expect 'and with who was told, or that nobody was' "$($hitme incident show "$incident" --store "$live")" '^TOLD '

# ---- what of our own can be reached: three planted hosts of eight, and nothing that is not ours ----
refused 'a network that is not ours is not connected to' 1 'not lie within a registered own network' \
    $hitme network check 127.0.5.0/29 --port 17463 --store "$live"
$hitme network add 127.0.5.0/29 --owner Lab --store "$live" >/dev/null
python3 - >"$work/planted" <<'PY' &
import select, socket, sys
hosts = [socket.create_server((f"127.0.5.{n}", 17463)) for n in (1, 3, 6)]
print("ready", flush=True)
left = 3
while left:
    ready, _, _ = select.select(hosts, [], [], 30)
    if not ready:
        break
    for one in ready:
        taken, _ = one.accept()
        print("bytes", len(taken.recv(100)), flush=True)
        left -= 1
PY
planted=$!
pids+=("$planted")
wait_for 10 grep -q ready "$work/planted" || fail 'no host was planted'
reached=$($hitme network check 127.0.5.0/29 --port 17463 --rate 100 --seen-from 'the lab' --store "$live")
expect 'eight connections were tried' "$reached" 'exposed, seen from the lab, 8 connections tried: 5 refused'
for n in 1 3 6; do expect "planted host $n is found" "$reached" "^127\.0\.5\.$n +tcp/17463 +Lab +unknown"; done
[ "$(grep -c '^127.* tcp/17463' <<<"$reached")" = 3 ] || fail 'more than the three is listed'
wait "$planted" || true
[ "$(grep -c '^bytes 0$' "$work/planted")" = 3 ] || { cat "$work/planted"; fail 'a byte was sent'; }
ok 'and not one byte was sent to them'
expect 'what was found is kept' "$($hitme network exposure --store "$live")" '127\.0\.5\.0/29: exposed'
refused 'a rule that hides everything is refused' 1 'hides everything' $hitme allow add --reason x --expires "$(date -u -d '+1 day' +%FT%TZ)" --store "$live"
kill -TERM "$up"
wait "$up" || fail "hitme up ended with $?"

echo "$checks checks passed"
