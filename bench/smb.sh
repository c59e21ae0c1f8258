#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The suite `smb`: the SMB decoy and what recognises SMB. Loopback only; stops only what it started.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/build/release/bin
captures=$PWD/../shared/captures
work=$(mktemp -d)
pids=()
cleanup() {
    for pid in "${pids[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT

source bench/figures.sh

decoy_settings() { # decoy_settings PORT
    cat <<TOML
[sensor]
name = "bench"
syn_watch = false
[limits]
connections_total = 50000
connections_per_source = 50000
connections_per_prefix = 50000
contacts_per_source_and_minute = 10000000
answer_memory = "256MiB"
lifetime = "1h"
idle = "10m"
[[honeypoint]]
ports = [$1]
addresses = ["127.0.0.1"]
mode = "answer"
protocol = "smb"
TOML
}
ticks_of() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }

# ---- recognition ----
if [ -d "$captures" ]; then
    "$bin/hitme_sensor_test" --gtest_filter='SharedCaptures.HaveTheStage*:SharedCaptures.RaiseNothing*:SharedCaptures.GiveTheCounts*:SharedCapturesCounts.*' >"$work/l" || true
    told=$(grep -o 'captures_equal .*' "$work/l")
    equal=$(value_of captures_equal "$told"); explained=$(value_of explained "$told"); all=${told##* }
    figure captures_equal "$equal" "of $all" - "all, or explained ($explained)" $((equal + explained)) '>=' "$all"
    benign=$(grep -c '^\[       OK \] SharedCaptures.RaiseNothing' "$work/l" || true)
    figure benign_captures_raise_nothing "$benign" 'test passed' - 'zero labels above stage' "$benign" '>=' 1
    told=$(grep -o 'counts_equal .*' "$work/l")
    equal=$(value_of counts_equal "$told"); explained=$(value_of explained "$told"); all=${told##* }
    failed=$(grep -c '^\[  FAILED  \] SharedCaptures.*ms)$' "$work/l" || true)
    figure captures_counts_equal "$equal" "of $all" - "all, or explained ($explained)" $((failed > 0 ? 0 : equal + explained)) '>=' "$all"
    out=$(taskset -c 0 "$bin/bench_decode" "$captures")
    figure decode_smb "$(value_of smb_mb_per_s "$out")" MB/s - '>= 300' "$(value_of smb_mb_per_s "$out")" '>=' 300
    figure decode_other "$(value_of other_gb_per_s "$out")" GB/s - '>= 1' "$(value_of other_gb_per_s "$out")" '>=' 1
    figure decode_packets "$(value_of packets_gb_per_s "$out")" GB/s - '>= 1' "$(value_of packets_gb_per_s "$out")" '>=' 1
else
    not_measured 'recognition (no captures here)'
fi

# ---- the decoy ----
# Dionaea's 545 negotiations a second: the specification's, seen on a machine of this kind.
decoy_settings 21445 >"$work/smb.toml"
for round in 1 2 3; do
    start taskset -c 0 "$bin/hitme-sensor" --config "$work/smb.toml" --output "$work/ours.jsonl"
    wait_listen 21445
    before=$(ticks_of "$started")
    taskset -c 1 "$bin/bench_smb_load" 21445 64 2 negotiate >"$work/l"
    after=$(ticks_of "$started")
    value_of per_s "$(cat "$work/l")" >>"$work/wall"
    awk -v n="$(value_of done "$(cat "$work/l")")" -v t=$((after - before)) 'BEGIN { printf "%.0f\n", n / (t / 100) }' >>"$work/cpu"
    stop "$started"; rm -f "$work/ours.jsonl"
done
figure smb1_negotiate "$(median <"$work/wall")" 1/s 545 '>= 10000' "$(median <"$work/wall")" '>=' 10000
figure smb1_negotiate_per_cpu_second "$(median <"$work/cpu")" 1/s - '>= 10000' "$(median <"$work/cpu")" '>=' 10000

start taskset -c 0 "$bin/hitme-sensor" --config "$work/smb.toml" --output "$work/ours.jsonl"
wait_listen 21445
# The first sessions fill pools that stay; the slope is between 500 and 2,500 sessions.
for sessions in 500 2500; do
    "$bin/bench_smb_load" 21445 $sessions 3 hold >"$work/held" &
    holder=$!
    until grep -qs "^done" "$work/held"; do kill -0 $holder 2>/dev/null || break; sleep 0.1; done
    sleep 1
    rss_kib "$started" >>"$work/rss"
    wait $holder || not_measured "all of $sessions sessions"
    sleep 1
done
kib=$(awk '{ v[NR] = $1 } END { printf "%.1f", (v[2] - v[1]) / 2000 }' "$work/rss")
figure memory_per_smb_session "$kib" KiB - '<= 8 KiB' "$kib" '<=' 8
stop "$started"

# The same of SMB 3.0 behind a logon, in clear and encrypted: a signed session with its keys, and what is told of inside.
if /usr/bin/python3 -c 'import impacket' 2>/dev/null; then
    { decoy_settings 21446; printf 'persona = "windows-server-2016"\npasswords = ["letmein"]\n'; } >"$work/smb3.toml"
    for way in plain encrypted; do
        start taskset -c 0 "$bin/hitme-sensor" --config "$work/smb3.toml" --output "$work/ours.jsonl"
        wait_listen 21446
        rm -f "$work/rss"
        for sessions in 500 1500; do
            : >"$work/held"
            bench/smb3_hold.py 21446 $sessions 3 $way >"$work/held" &
            holder=$!
            until grep -qs "^done" "$work/held"; do kill -0 $holder 2>/dev/null || break; sleep 0.1; done
            sleep 1
            rss_kib "$started" >>"$work/rss"
            wait $holder || not_measured "all of $sessions sessions of SMB 3.0, $way"
            sleep 1
        done
        kib=$(awk '{ v[NR] = $1 } END { printf "%.1f", (v[2] - v[1]) / 1000 }' "$work/rss")
        figure "memory_per_smb3_session_$way" "$kib" KiB - '<= 8 KiB' "$kib" '<=' 8
        stop "$started"; rm -f "$work/ours.jsonl"
    done
else
    not_measured 'memory of SMB 3.0 sessions (no impacket)'
fi

# ---- real clients ----
# nmap, smbclient, rpcclient and impacket against every persona: what they print, and what is told of them.
told=$(HITME_BIN_DIR=$bin tests/end_to_end/smb_clients.py 2>&1) || true
checks=$(grep -c '^ok' <<<"$told" || true)
failed=$(grep -c '^FAIL' <<<"$told" || true)
if [ "$checks" -gt 0 ]; then
    figure real_clients_checks_failed "$failed" "of $((checks + failed))" - '0' "$failed" '<=' 0
else
    not_measured 'real clients (no network namespace, or none is installed)'
fi

# ---- fuzzing ----
# Of the targets in the tree, by the ledger of all runs (docs/fuzzing.md): decoders, and decoys' sessions as a whole.
for room in wire dialogue; do
    targets=$(find "src/$room" -name '*_fuzz.cpp' | wc -l)
    reached=$(script/fuzz --table "${room}_" | awk -v room="${room}_" 'index($1, room) == 1 && $2 >= 1e7 { ++n } END { print n + 0 }')
    figure "fuzz_${room}_targets_with_1e7_executions" "$reached" "of $targets" - 'all' "$reached" '>=' "$targets"
done

# ---- beside smbd ----
bench/smb_beside_samba.sh
