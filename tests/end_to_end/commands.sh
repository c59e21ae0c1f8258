#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The programs as a person at a terminal uses them: real processes, real probes, loopback only. Each check says what it
# expects; the first one that fails ends the run with what was seen. Stops only what it started.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=${HITME_BIN_DIR:-build/release/bin}
hitme=$bin/hitme
work=$(mktemp -d)
chmod 755 "$work" # the program becomes an ordinary user, who must be able to get to its store
pids=()
cleanup() {
    for pid in "${pids[@]:-}"; do
        [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
    done
    for namespace in ${decoy:-} ${stranger:-}; do ip netns del "$namespace" 2>/dev/null || true; done
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
refused() { # refused WHAT STATUS PATTERN COMMAND...: ends with that status and says why
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
start() { # start LOG COMMAND...: in the background; its process number in $started
    local log=$1
    shift
    "$@" >"$log" 2>&1 &
    started=$!
    pids+=("$started")
}
stop() { kill -TERM "$1"; wait "$1"; }

# ---- words of the call ----
expect 'version' "$($hitme --version)" '^[0-9]+\.[0-9]+\.[0-9]+$'
refused 'an unknown command is refused' 2 'reprot|subcommand' $hitme reprot
refused 'a time that is none is refused' 2 'is not a time' $hitme report --store "$work" --from noon
diff <($hitme schema --proto) docs/formats/event.proto >/dev/null && ok 'schema --proto is what docs hold'
expect 'config explain' "$($hitme config explain limits.idle)" '30s'

# ---- settings ----
printf '[limits]\nidel = "5s"\n' >"$work/typo.toml"
refused 'an unknown key names line and nearest key' 1 'typo.toml:2.*idel.*idle' $hitme config check "$work/typo.toml"
printf '[limits]\nidle = "0s"\n' >"$work/zero.toml"
refused 'an impossible value is refused by up' 1 'zero.toml:2.*idle' $hitme up --config "$work/zero.toml" --store "$work/none"
printf '192.0.2.0/24,research,A,B,2026-11-01\nnonsense\n' >"$work/benign.csv"
printf '[cases]\nbenign_list = "%s/benign.csv"\n' "$work" >"$work/benign.toml"
refused 'config check reads the benign list, too' 1 'benign.csv:2' $hitme config check "$work/benign.toml"
$hitme config >"$work/example.toml"
expect 'the printed example is good' "$($hitme config check "$work/example.toml")" 'good'

# ---- a replay and an import say the same ----
cat >"$work/log.jsonl" <<'JSON'
{"kind":"contact","sensor":"a","epoch":1,"sequence":1,"seen_at":"2026-03-01T12:00:00Z","transport":"tcp","source":"192.0.2.1","destination_port":445,"handshake":"sent_data","bytes_in":3,"first_bytes":"Zm9v"}
{"kind":"contact","sensor":"b","epoch":1,"sequence":1,"seen_at":"2026-03-01T13:00:00Z","transport":"tcp","source":"192.0.2.1","destination_port":445}
{"kind":"contact","sensor":"a","epoch":1,"sequence":2,"seen_at":"2026-03-02T13:00:00Z","transport":"tcp","source":"192.0.2.1","destination_port":445}
{"kind":"contact","sensor":"a","epoch":1,"sequence":3,"seen_at":"2026-03-03T13:00:01Z","transport":"tcp","source":"192.0.2.1","destination_port":445}
not json
{"kind":"contact","sensor":"a","epoch":1,"sequence":4,"seen_at":"2026-03-03T13:00:02Z","transport":"udp","source":"2001:db8::1","destination_port":5060}
JSON
replayed=$($hitme replay --json "$work/log.jsonl")
# 12:00 is new; 13:00 is not; exactly 24 h later is still seen; 24 h and a second later is new (C-11). The IPv6 host is new.
expect 'replay counts new hosts by the 24-hour rule' "$replayed" '"total":\{"events":5,"sources":2,[^}]*"new_hosts":3,'
expect 'replay names what it skipped' "$replayed" '"skipped":\{"bad_json":1\}'
expect 'replay lists the signal' "$replayed" '"signal":"tcp/445","events":4,"sources":1'
gzip -k "$work/log.jsonl"
expect 'gzip is read through' "$($hitme replay --json "$work/log.jsonl.gz")" '"events":5,"sources":2'
expect 'import stores' "$($hitme import "$work/log.jsonl" --store "$work/imported")" '5 events stored'
expect 'the same file again adds nothing' "$($hitme import "$work/log.jsonl" --store "$work/imported")" '0 events stored, 5 were there already'
reported=$($hitme report --json --store "$work/imported")
for part in total signals skipped sensors; do
    diff <(grep -oE "\"$part\":.*" <<<"$replayed" | head -c 60) <(grep -oE "\"$part\":.*" <<<"$reported" | head -c 60) >/dev/null ||
        fail "report and replay differ in $part: $reported"
done
ok 'report of the import says what replay said'
expect 'report in a zone' "$($hitme report --zone America/New_York --store "$work/imported")" 'Sun 2026-03-01 7:00 AM EST'
expect 'watch prints a frame' "$($hitme watch --once --store "$work/imported")" 'hitme '

# ---- judgement: outbreaks of a known truth, judged from a file, a store and a folder ----
for kind in none linear exponential logistic tapering; do
    mkdir -p "$work/batch"
    $hitme simulate $kind --seed 11 --truth "$work/batch/$kind.json" | gzip >"$work/batch/$kind.csv.gz"
done
for kind in none:no_growth linear:linear exponential:exponential logistic:logistic tapering:tapering; do
    expect "a simulated outbreak is judged: ${kind#*:}" \
        "$($hitme judge growth --events "$work/batch/${kind%:*}.csv.gz" --uptime "$work/batch/${kind%:*}.json" --json)" \
        "\"verdict\":\"${kind#*:}\""
done
{ printf '{"none":'; cat "$work/batch/none.json"; printf ',"tapering":'; cat "$work/batch/tapering.json"; printf '}'; } >"$work/batch/streams.json"
expect 'a folder of streams is judged in one call' "$($hitme judge growth --batch "$work/batch" --json | tr '\n' ' ')" \
    '"name":"none".*"verdict":"no_growth".*"name":"tapering".*"verdict":"tapering"'
$hitme simulate exponential --seed 11 --events 2026-01-05 >"$work/outbreak.jsonl"
$hitme import "$work/outbreak.jsonl" --store "$work/outbreak" >/dev/null
expect 'a simulated log is marked wherever it is told' "$($hitme report --store "$work/outbreak" --port 445)" '^SIMULATED'
expect 'the report says since when' "$($hitme report --store "$work/outbreak" --port 445 --zone America/New_York)" 'Visible onset: [A-Z][a-z]{2} 2026-01-[0-9]{2} .* E[SD]T \(95 %'
expect 'the report has the findings' "$($hitme report --store "$work/outbreak" --port 445 --json)" '"judged":\{"signal":"tcp/445","findings":\[\{'
told=$($hitme report --store "$work/outbreak" --port 445 --zone America/New_York)
expect 'a report of a log that nobody judged tells the chain all the same' "$told" 'Nothing was kept at the time.*judged now every 6 h'
expect 'with what was superseded, and when' "$told" 'Superseded [A-Z][a-z]{2} 2026-01-[0-9]{2} .* E[SD]T: '
expect 'a window that ends before it begins is refused' \
    "$($hitme judge growth --store "$work/imported" --from 2009-11-02T00:00:00Z --to 2009-11-01T00:00:00Z 2>&1 || true)" '--from must lie before --to'
expect 'too little is said to be too little' "$($hitme judge growth --store "$work/imported" --port 445)" 'Not enough data'
# ---- a share package of it: read by other programs, and judged again ----
mkdir -p "$work/shared"
end=$(sed -n 's/.*"seen_at":"\([^"]*\)".*/\1/p' "$work/outbreak.jsonl" | sort | tail -n 1)
printf '33%.0s' $(seq 32) >"$work/key" # one key in a hundred leaves the first 15 bits as they are; this one does not
$hitme export package --store "$work/outbreak" --port 445 --to "$end" --key "$work/key" --licence CC-BY-4.0 --credit 'A. N. Other' \
    >"$work/package.tar" 2>"$work/package.log"
expect 'a package says what became of the sources' "$(cat "$work/package.log")" 'sources: anonymised'
tar --extract --directory "$work/shared" --file "$work/package.tar"
package=$(cd "$work/shared" && echo hitme-tcp-445-*)
python3 - "$work/shared/$package" >"$work/package.log" <<'PYTHON' || fail "the package: $(cat "$work/package.log")"
# The files against their descriptor (Frictionless Data Package 1.0), and the series counted again from the contacts.
import csv, datetime, gzip, hashlib, ipaddress, json, os, sys
folder = sys.argv[1]
descriptor = json.load(open(f"{folder}/datapackage.json"))
for one in descriptor["resources"]:
    data = open(f"{folder}/{one['path']}", "rb").read()
    assert len(data) == one["bytes"] and "sha256:" + hashlib.sha256(data).hexdigest() == one["hash"], one["path"]
assert {one["path"] for one in descriptor["resources"]} | {"datapackage.json"} == set(os.listdir(folder))
rows = list(csv.reader(gzip.open(f"{folder}/tcp-445.csv.gz", "rt")))
fields = next(one for one in descriptor["resources"] if one["path"] == "tcp-445.csv.gz")["schema"]["fields"]
assert rows[0] == [field["name"] for field in fields], rows[0]
hours, hosts, last = {}, {}, {}
for time_ms, sensor, source in rows[1:]:
    assert ipaddress.ip_address(source) not in ipaddress.ip_network("198.18.0.0/15"), "not renamed"
    at = int(time_ms)
    hour = at // 3_600_000
    is_new = source not in last or at - last[source] > 86_400_000
    last[source] = at
    contacts, new = hours.get(hour, (0, 0))
    hours[hour] = (contacts + 1, new + is_new)
    hosts.setdefault(hour, set()).add(source)
for row in csv.DictReader(open(f"{folder}/series.csv")):
    at = datetime.datetime.fromisoformat(row["hour"].replace("Z", "+00:00")).timestamp()
    hour = int(at) // 3600
    counted = (*hours.get(hour, (0, 0)), len(hosts.get(hour, ())))
    assert counted == (int(row["contacts"]), int(row["new_hosts"]), int(row["hosts"])), (row, counted)
print(f"{len(rows) - 1} contacts, {len(hours)} hours")
PYTHON
ok "a package is what its descriptor says, and its hours are those of its contacts: $(cat "$work/package.log")"
again=$($hitme judge growth --batch "$work/shared/$package" --json)
[ "$again" = "$(head -n 1 "$work/shared/$package/verdicts.jsonl")" ] || fail "another verdict: $again"
ok 'the verdict judged again from a package is its own, byte for byte'
expect 'and it is the growth that was simulated' "$again" '"verdict":"exponential"'
refused 'a package without a signal is refused' 1 'of one signal' $hitme export package --store "$work/outbreak"

$hitme simulate sleep --seed 5 --truth "$work/sleep.json" >"$work/sleep.csv"
expect 'hosts that sleep are found' "$($hitme judge dormancy --events "$work/sleep.csv" --uptime "$work/sleep.json" --json)" '"verdict":"scan_then_sleep"'
kept=$($hitme judge keep --store "$work/outbreak" --port 445 --zone America/New_York 2>"$work/keep.log")
expect 'keep walks the log' "$(cat "$work/keep.log")" '[0-9]+ steps, [0-9]+ findings kept'
expect 'a rise is found while the log is walked' "$kept" 'tcp/445  alarm  New hosts on tcp/445 rose'
expect 'its growth is judged at the time' "$kept" 'tcp/445  growth  Growing'
expect 'walking twice keeps nothing twice' "$($hitme judge keep --store "$work/outbreak" --port 445 2>&1 >/dev/null)" ', 0 findings kept'
told=$($hitme report --store "$work/outbreak" --port 445 --zone America/New_York)
expect 'the report tells the confirmed rise' "$told" 'Visible onset: [A-Z][a-z]{2} 2026-01-[0-9]{2} .* E[SD]T'
$hitme simulate exponential --seed 3 --events 2026-01-05 >"$work/second.jsonl"
$hitme import --store "$work/second" "$work/second.jsonl" >/dev/null
$hitme judge keep --store "$work/second" --port 445 >/dev/null 2>&1
expect 'the report tells what was superseded, and when' "$($hitme report --store "$work/second" --port 445 --zone America/New_York)" 'Superseded [A-Z][a-z]{2} 2026-01-[0-9]{2} .* E[SD]T: '
expect 'the report begins with the interval of new hosts' "$told" 'every [0-9.]+ (s|min|h) \('
expect 'the records are in the JSON report' "$($hitme report --store "$work/outbreak" --port 445 --json)" '"kept":\[\{"id":"tcp-445\.'
for what in population reference ladder bias oddities families persistence agreement control spoofed same-event accumulation exposure levelling; do
    expect "judge $what answers" "$($hitme judge $what --store "$work/outbreak" --port 445 --json)" '"method":"[a-z_]+/1".*"sentence":"[^"]'
done
expect 'judge signals tells of every one' "$($hitme judge signals --store "$work/outbreak" --json)" '"method":"signals/1".*"signal":"tcp/445","proof":"verified","events":[1-9]'
expect 'and of what rose' "$($hitme judge signals --store "$work/outbreak")" 'New hosts rose on [1-9][0-9]*: tcp/445'
refused 'of one signal it is not asked' 2 'leave --port out' $hitme judge signals --store "$work/outbreak" --port 445
expect 'a jump is a step and no growth' "$($hitme simulate jump --seed 5 --truth "$work/jump.json" >"$work/jump.csv" && $hitme judge growth --events "$work/jump.csv" --uptime "$work/jump.json" --json)" '"verdict":"step"'
expect 'judge population takes a rate' "$($hitme judge population --store "$work/outbreak" --port 445 --addresses 256 --scan-rate 1,10,100 --json)" '"refusal":null'
refused 'a rate that is none is refused' 2 'is not low,likely,high' $hitme judge population --scan-rate 5,1 --store "$work/outbreak"
$hitme simulate tapering --seed 3 --truth "$work/taper.json" >"$work/taper.csv"
expect 'import keeps when sensors listened' "$($hitme import "$work/taper.csv" --uptime "$work/taper.json" --store "$work/taper" --port 445)" 'taper.json: [1-9][0-9]* heartbeats stored'
refused 'a judgement that is none is refused' 2 'is not growth, onset' $hitme judge groth
refused 'an outbreak that is none is refused' 1 'is not none, linear' $hitme simulate plague
refused 'a folder without streams.json is refused' 1 'streams.json' $hitme judge growth --batch "$work"
refused 'a store that is not there is named' 1 'nowhere' $hitme report --store "$work/nowhere"
refused 'a file of no known form is refused' 1 'commands.sh|form' $hitme replay LICENSE

# ---- the sensor by itself ----
cat >"$work/sensor.toml" <<'TOML'
[sensor]
name = "alone"
[[honeypoint]]
ports = ["25100-25149"]
addresses = ["127.0.0.1", "::1"]
[[honeypoint]]
ports = [25160]
transport = "udp"
addresses = ["127.0.0.1"]
TOML
start "$work/sensor.log" "$bin/hitme-sensor" --config "$work/sensor.toml" --output "$work/sensor.jsonl"
sensor=$started
wait_for 10 grep -q '"kind":"heartbeat"' "$work/sensor.jsonl" || fail "the sensor did not start: $(cat "$work/sensor.log")"
printf 'hello\n' | nc -N -w 2 127.0.0.1 25100
printf 'over v6\n' | nc -N -w 2 ::1 25149
printf 'datagram' | nc -u -w 1 127.0.0.1 25160
nmap -sT -n -Pn -p 25100-25149 127.0.0.1 >/dev/null
wait_for 10 grep -q '"protocol\|datagram"' "$work/sensor.jsonl" || fail 'no datagram'
wait_for 10 sh -c "[ \$(grep -c '\"destination_port\":2514' '$work/sensor.jsonl') -ge 10 ]" || fail 'nmap -sT was not seen whole'
[ "$(ps -o uid= -p "$sensor" | tr -d ' ')" != 0 ] && ok 'the sensor does not run as root'
stop "$sensor"
ok 'the sensor ends in order'
expect 'what was sent is what is kept' "$(cat "$work/sensor.jsonl")" '"first_bytes":"aGVsbG8K"'
expect 'its file replays' "$($hitme replay --json "$work/sensor.jsonl")" '"signal":"udp/25160","events":1,"sources":1'
law=$(tail -n 1 "$work/sensor.jsonl")
count() { sed -n "s/.*\"name\":\"$1\",\"value\":\([0-9]*\).*/\1/p" <<<"$law"; }
zero_or() { local value; value=$(count "$1"); echo "${value:-0}"; }
[ "$(zero_or accepted)" = $(($(zero_or reported) + $(zero_or open) + $(zero_or aggregated))) ] ||
    fail "accepted $(zero_or accepted) = reported $(zero_or reported) + open + aggregated $(zero_or aggregated)"
ok "accepted = reported + open + aggregated ($(zero_or accepted))"

# ---- HoneyPoints that answer ----
cat >"$work/answer.toml" <<'TOML'
[sensor]
name = "answering"
[[honeypoint]]
ports = [25170]
addresses = ["127.0.0.1"]
mode = "answer"
protocol = "smb"
persona = "windows-7"
[[honeypoint]]
ports = [25171]
addresses = ["127.0.0.1"]
mode = "answer"
protocol = "https"
TOML
start "$work/answer.log" "$bin/hitme-sensor" --config "$work/answer.toml" --output "$work/answer.jsonl"
answering=$started
wait_for 10 grep -q '"kind":"heartbeat"' "$work/answer.jsonl" || fail "the answering sensor did not start: $(cat "$work/answer.log")"
expect 'the thread that speaks to strangers is confined' "$(cat "$work/answer.log")" 'calls filtered'
# What the kernel says of it: a thread under a filter (2), with no way back.
confined_threads() { grep -hE '^(Name|Seccomp|NoNewPrivs):' "/proc/$1/task/"*/status | paste - - - | grep -c 'NoNewPrivs:.*1.*Seccomp:.*2' || true; }
expect 'the kernel filters the calls of a thread of the sensor' "$(confined_threads "$answering")" '^1$'
shares=$(timeout 20 smbclient -p 25170 -L 127.0.0.1 -N 2>&1 || true)
expect 'smbclient lists the shares of a machine that does not exist' "$shares" 'IPC\$ *IPC'
for _ in 1 2 3 4 5 6; do
    timeout 20 smbclient -p 25170 -L 127.0.0.1 -U "administrator%guess$_" >/dev/null 2>&1 || true
done
expect 'an https HoneyPoint answers' "$(curl -sk -i -m 10 https://127.0.0.1:25171/.env)" '^HTTP/1.1 40[14]'
stop "$answering"
told=$(cat "$work/answer.jsonl")
expect 'what smbclient asked for is told' "$told" 'srvsvc NetrShareEnum'
expect 'listing is a stage' "$told" '"stage":"enumeration"'
expect 'six passwords are brute force' "$told" '"stage":"brute_force"'
expect 'what went on inside TLS is told' "$told" 'http GET [^"]*/\.env'

# ---- the Personal Edition ----
cat >"$work/up.toml" <<'TOML'
[sensor]
name = "e2e"
heartbeat = "1s"
[[honeypoint]]
ports = [25200]
addresses = ["127.0.0.1"]
TOML
start "$work/up.log" "$hitme" up --config "$work/up.toml" --store "$work/up" --dashboard 127.0.0.1:25299
up=$started
wait_for 20 grep -q 'token=' "$work/up.log" || fail "up did not start: $(cat "$work/up.log")"
refused 'a second instance is refused with the first one'"'"'s number' 1 "$up" \
    "$hitme" up --config "$work/up.toml" --store "$work/up" --dashboard 127.0.0.1:25299
expect 'and of a thread of the Personal Edition' "$(confined_threads "$up")" '^1$'
printf 'GET / HTTP/1.0\r\n\r\n' | nc -N -w 2 127.0.0.1 25200
wait_for 5 sh -c "$hitme report --json --store '$work/up' | grep -q '\"signal\":\"tcp/25200\",\"events\":1'" || fail 'the probe was not stored'
ok 'a probe is in the store within seconds'
link=$(grep -oE 'http://127.0.0.1:25299/[^ ]*token=[^ ]*' "$work/up.log" | head -n 1)
expect 'no page without the link' "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:25299/api/v1/now)" '401'
curl -s -o /dev/null -c "$work/jar" "$link"
expect 'the link opens it' "$(curl -s -b "$work/jar" 'http://127.0.0.1:25299/api/v1/now')" '"events":1'
expect 'a link opens once' "$(curl -s -o /dev/null -w '%{http_code}' "$link")" '401|403'
expect 'another host name is refused' "$(curl -s -o /dev/null -w '%{http_code}' -b "$work/jar" -H 'Host: evil.example' http://127.0.0.1:25299/api/v1/now)" '403|421'
expect 'a malformed question gets 400 and a reason' "$(curl -s -b "$work/jar" 'http://127.0.0.1:25299/api/v1/sources?limt=5')" '"status":400.*limt|limt.*"status":400'
expect 'the report of the API' "$(curl -s -b "$work/jar" 'http://127.0.0.1:25299/api/v1/report')" '"signal":"tcp/25200","events":1'
expect 'metrics' "$(curl -s -b "$work/jar" 'http://127.0.0.1:25299/metrics')" 'hitme_'

# kill -9: what was stored is there once, and nothing is there twice.
before=$($hitme report --json --store "$work/up" | grep -oE '"total":\{"events":[0-9]+')
kill -KILL "$up"
wait "$up" 2>/dev/null || true
start "$work/up2.log" "$hitme" up --config "$work/up.toml" --store "$work/up" --dashboard 127.0.0.1:25299
up=$started
wait_for 20 grep -q 'token=' "$work/up2.log" || fail "up did not start again: $(cat "$work/up2.log")"
[ "$before" = "$($hitme report --json --store "$work/up" | grep -oE '"total":\{"events":[0-9]+')" ] || fail 'kill -9 changed what is stored'
ok 'kill -9 loses and doubles nothing that was stored'
stop "$up"
ok 'up ends in order'

# ---- scans that only a packet socket sees, between two network namespaces of our own ----
decoy=hitme-decoy-$$
stranger=hitme-stranger-$$
if [ "$(id -u)" = 0 ] && ip netns add "$decoy" 2>/dev/null && ip netns add "$stranger" &&
    ip link add wire0 netns "$decoy" type veth peer name wire0 netns "$stranger"; then
    at_decoy() { ip netns exec "$decoy" "$@"; }
    at_stranger() { ip netns exec "$stranger" "$@"; }
    at_decoy ip addr add 198.51.100.1/24 dev wire0
    at_decoy ip link set wire0 up
    at_stranger ip addr add 198.51.100.9/24 dev wire0
    at_stranger ip link set wire0 up
    sed 's/"127.0.0.1", "::1"/"0.0.0.0"/' "$work/sensor.toml" >"$work/scan.toml"
    start "$work/scan.log" ip netns exec "$decoy" "$bin/hitme-sensor" --config "$work/scan.toml" --output "$work/scan.jsonl"
    sensor=$started
    wait_for 10 grep -q '"kind":"heartbeat"' "$work/scan.jsonl" || fail "no sensor in the namespace: $(cat "$work/scan.log")"
    at_stranger nmap -sS -n -Pn -p 25100-25109 198.51.100.1 >/dev/null
    syns() { grep 'syn_only' "$work/scan.jsonl" | grep -oE "\"destination_port\":$1" | sort -u | wc -l; }
    wait_for 15 eval '[ "$(syns "2510[0-9]")" = 10 ]' || fail "nmap -sS: $(syns '2510[0-9]') of 10 bare SYNs"
    ok 'nmap -sS: ten half-open probes are ten contacts'
    # A scanner with its own TCP, from an address that no kernel answers for.
    hardware=$(at_decoy cat /sys/class/net/wire0/address | tr : -)
    at_stranger masscan --wait 1 --rate 200 -e wire0 --router-mac "$hardware" --source-ip 198.51.100.77 \
        -p25110-25119 198.51.100.1 >"$work/masscan.log" 2>&1 || fail "masscan: $(tail -n 2 "$work/masscan.log")"
    wait_for 15 eval '[ "$(syns "2511[0-9]")" = 10 ]' || fail "masscan: $(syns '2511[0-9]') of 10 ports"
    ok 'masscan: ten ports are ten contacts'
    stop "$sensor"
else
    echo 'note: no network namespace can be made here: nmap -sS and masscan were not tried'
fi

# ---- a simulated outbreak against a live sensor, in namespaces that the command makes ----
refused 'simulate --live wants a file' 2 'output' $hitme simulate few --live
if [ "$(id -u)" = 0 ] && ip netns add "hitme-try-$$" 2>/dev/null && ip netns del "hitme-try-$$"; then
    live=$($hitme simulate few --seed 3 --live --output "$work/live.jsonl" --lasting 5s 2>"$work/live.log") ||
        fail "simulate --live: $(tail -n 3 "$work/live.log")"
    expect 'simulate --live: every contact stood and was seen' "$live" '"tried":([0-9]+),"connected":\1,"seen":\1,"interrupted":false'
    hosts=$(grep '"kind":"contact"' "$work/live.jsonl" | grep -oE '"source":"198\.1[89]\.[0-9.]+"' | sort -u | wc -l)
    expect 'simulate --live: from as many addresses as planned' "$live" "\"sources\":$hosts,"
    [ -z "$(ip netns list | grep hitme-live)" ] || fail 'simulate --live left a namespace'
    ok 'simulate --live leaves nothing behind'
else
    echo 'note: no network namespace can be made here: simulate --live was not tried'
fi
# ---- alerts ----
cat >"$work/alerts.toml" <<TOML
[[channel]]
name = "file"
type = "program"
program = "/usr/bin/tee"
arguments = ["$work/got; touch owned"]
[[channel]]
name = "dead"
type = "syslog"
server = "127.0.0.1:1"
over = "tcp"
TOML
expect 'alert list names the channels' "$($hitme alert list --config "$work/alerts.toml" --store "$work/none")" '^file +program +/usr/bin/tee'
expect 'alert test hands a message over' "$($hitme alert test file --config "$work/alerts.toml" --store "$work/none")" 'file: handed over'
expect 'a program gets JSON, and no shell its arguments' "$(cat "$work/got; touch owned")" '^\{"format":"hitme-alert-1".*Test of the channel file'
[ ! -e owned ] || fail 'a shell saw the arguments of a program'
refused 'alert test says why a receiver is dead' 1 'dead: 127.0.0.1:1: Connection refused' $hitme alert test dead --config "$work/alerts.toml" --store "$work/none"
refused 'an unknown channel is said so' 1 'no channel is called' $hitme alert test nobody --config "$work/alerts.toml" --store "$work/none"
delays=$(tests/end_to_end/alert_delay.py "$hitme" 2)
expect 'a first touch inside reaches the mail server' "$delays" '^delay .*held$'
awk '$1 == "delay" && $2 > 2 { exit 1 }' <<<"$delays" || fail "a first touch took longer than 2 s: $delays"
ok 'within two seconds, with a dead webhook beside it'

echo "$checks passed, 0 failed"
