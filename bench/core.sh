#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The suite `core`. Ratios are between runs made one after the other here and now, because machines differ and are noisy;
# where it pays, ours and the reference take turns and the medians are compared. Loopback only; stops only what it started.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/build/release/bin
tools=$PWD/../shared/bench
work=$(mktemp -d)
pids=()
cleanup() {
    for pid in "${pids[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT

source bench/figures.sh

sensor_settings() { # sensor_settings PORTS SYN_WATCH
    cat <<TOML
[sensor]
name = "bench"
syn_watch = $2
[limits]
connections_total = 50000
connections_per_source = 50000
connections_per_prefix = 50000
contacts_per_source_and_minute = 10000000
lifetime = "1h"
idle = "10m"
[[honeypoint]]
ports = [$1]
addresses = ["127.0.0.1"]
TOML
}

if [ -d "$tools" ]; then
    mkdir -p "$work/tools"
    for tool in loadgen idleconns floor_epoll ingest_sqlite; do
        g++ -std=c++20 -O2 "$tools/$tool.cpp" -o "$work/tools/$tool" -lsqlite3
    done
fi

# ---- the sensor against the floor ----
if [ -x "$work/tools/loadgen" ]; then
    load() { # load PID PORT CONNS SECONDS: the load client's line
        taskset -c 1 "$work/tools/loadgen" --cpu 1 --port "$2" --pid "$1" --conns "$3" --seconds "$4" --end half --settle 1
    }
    sensor_settings 21001 false >"$work/plain.toml"
    sensor_settings 21002 true >"$work/watch.toml"
    rounds=5
    for round in $(seq $rounds); do
        start taskset -c 0 "$work/tools/floor_epoll" --mode json --port 21000 --log "$work/floor.json"
        wait_listen 21000
        load "$started" 21000 64 2 >"$work/l"; value_of cpu_s_per_100k "$(cat "$work/l")" >>"$work/floor"
        stop "$started"; rm -f "$work/floor.json"
        for kind in plain watch; do
            port=$([ $kind = plain ] && echo 21001 || echo 21002)
            start taskset -c 0 "$bin/hitme-sensor" --config "$work/$kind.toml" --output "$work/ours.jsonl"
            wait_listen $port
            load "$started" $port 64 2 >"$work/l"; value_of cpu_s_per_100k "$(cat "$work/l")" >>"$work/$kind"
            stop "$started"; rm -f "$work/ours.jsonl"
        done
    done
    floor=$(median <"$work/floor"); plain=$(median <"$work/plain"); watch=$(median <"$work/watch")
    figure cpu_per_100k_probes_64 "$plain" s "$floor" '<= 1.15 x floor' "$(ratio_of "$plain" "$floor")" '<=' 1.15
    figure cpu_per_100k_probes_64_syn_watch "$watch" s "$floor" 'information' 0 '<=' 1

    start taskset -c 0 "$bin/hitme-sensor" --config "$work/plain.toml" --output "$work/ours.jsonl"
    wait_listen 21001
    load "$started" 21001 512 4 >"$work/l"
    stop "$started"
    sent=$(value_of sent "$(cat "$work/l")")
    stored=$(grep -c '"bytes_in":64' "$work/ours.jsonl" || true)
    counters=$(tail -n 1 "$work/ours.jsonl")
    counter() { local value; value=$(sed -n "s/.*\"name\":\"$1\",\"value\":\([0-9]*\).*/\1/p" <<<"$counters"); echo "${value:-0}"; } # 0 is left out
    figure lost_at_512_in_flight $((sent - stored)) "of $sent" - 0 $((sent - stored)) '<=' 0
    figure counters_off_by_at_512 $(($(counter accepted) - $(counter reported) - $(counter open) - $(counter aggregated))) contacts - 0 \
        $(($(counter accepted) - $(counter reported) - $(counter open) - $(counter aggregated))) '<=' 0
    rm -f "$work/ours.jsonl"

    start "$bin/hitme-sensor" --config "$work/plain.toml" --output "$work/ours.jsonl"
    wait_listen 21001
    "$work/tools/idleconns" --port 21001 --pid "$started" --steps 0,10000 --hold 2 >"$work/l"
    stop "$started"
    slope=$(value_of rss_kib_per_conn "$(grep slope "$work/l")")
    figure memory_per_idle_connection "$slope" KiB - '<= 1 KiB' "$slope" '<=' 1
else
    not_measured 'the sensor against the floor (no load client here)'
fi

# ---- at rest ----
sensor_settings '"22000-22999"' true >"$work/thousand.toml"
began=$(date +%s%N)
start "$bin/hitme-sensor" --config "$work/thousand.toml" --output "$work/rest.jsonl"
until [ -s "$work/rest.jsonl" ]; do sleep 0.002; done
ready=$(awk -v a="$began" -v b="$(date +%s%N)" 'BEGIN { printf "%.3f", (b - a) / 1e9 }')
listens 22999 || not_measured 'the last of 1,000 ports is not listened on'
figure ready_with_1000_ports "$ready" s - '<= 0.2 s' "$ready" '<=' 0.2
sleep 1
mib=$(awk -v k="$(rss_kib "$started")" 'BEGIN { printf "%.1f", k / 1024 }')
figure memory_at_rest_1000_ports "$mib" MiB - '<= 20 MiB' "$mib" '<=' 20
stop "$started"

# ---- ingest ----
for round in 1 2 3; do
    if [ -x "$work/tools/ingest_sqlite" ]; then
        taskset -c 0 "$work/tools/ingest_sqlite" "$work/floor.db" 1000000 1000 normal int 1 >"$work/l"
        value_of rows_per_s "$(cat "$work/l")" >>"$work/ingest_floor"; rm -f "$work"/floor.db*
    fi
    taskset -c 0 "$bin/bench_ingest" "$work/store" 1000000 >"$work/l"
    value_of rows_per_s "$(cat "$work/l")" >>"$work/ingest"; bytes=$(value_of bytes_per_event "$(cat "$work/l")")
    rm -rf "$work/store"
done
rows=$(median <"$work/ingest")
if [ -s "$work/ingest_floor" ]; then
    floor=$(median <"$work/ingest_floor")
    figure ingest_rows "$rows" rows/s "$floor" '>= 0.7 x floor' "$(ratio_of "$rows" "$floor")" '>=' 0.7
else
    not_measured 'the ingest floor'
    figure ingest_rows "$rows" rows/s - '>= 0.7 x floor' 0 '>=' 0.7
fi
figure ingest_bytes "$bytes" bytes/event - '<= 130' "$bytes" '<=' 130

# A figure of wall time, and beside it the same for each second of processor time where the machine was doing something
# else too: rate_figure NAME UNIT REFERENCE TARGET LIMIT FIELD LINE, with FIELD_m_per_s and FIELD_m_per_cpu_s in LINE.
rate_figure() {
    local wall cpu
    wall=$(value_of "$6_m_per_s" "$7"); cpu=$(value_of "$6_m_per_cpu_s" "$7")
    figure "$1" "$wall" "$2" "$3" "$4" "$wall" '>=' "$5"
    if awk -v w="$wall" -v c="$cpu" 'BEGIN { exit !(c > 1.05 * w) }'; then
        figure "$1_per_cpu_second" "$cpu" "$2" - "$4" "$cpu" '>=' "$5"
    fi
}

# ---- the 24-hour rule ----
taskset -c 0 "$bin/bench_new_hosts" 4000000 >"$work/l"
for mix in repeats flood; do
    out=$(grep "^mix $mix " "$work/l")
    bare=$(value_of bare_map_m_per_s "$out")
    rate_figure "new_hosts_any_port_$mix" 'M events/s' "$bare" '>= 10' 10 any_port "$out"
    rate_figure "new_hosts_per_port_$mix" 'M events/s' "$bare" '>= 10' 10 per_port "$out"
    figure "new_hosts_memory_$mix" "$(value_of bytes_per_live "$out")" bytes/source - '<= 32' "$(value_of bytes_per_live "$out")" '<=' 32
done

# ---- replay ----
out=$(taskset -c 0 "$bin/bench_replay" "$work/replay" 2000000)
rate_figure replay_counted 'M packets/s' - '>= 3' 3 counted "$out"
rate_figure replay_stored 'M packets/s' - '>= 0.3' 0.3 stored "$out"

# ---- the dashboard ----
out=$(web/run end-to-end 2>&1 || true)
kilobytes=$(sed -n 's/.*dashboard_javascript_gzip \([0-9]*\) bytes.*/\1/p' <<<"$out" | head -n 1 | awk '{ printf "%.1f", $1 / 1000 }')
if [ -n "$kilobytes" ]; then
    figure dashboard_javascript "$kilobytes" 'kB gzip' - '<= 150' "$kilobytes" '<=' 150
else
    not_measured 'the JavaScript of the first page'
fi
paint=$(sed -n 's/.*dashboard_first_paint \([0-9]*\) ms.*/\1/p' <<<"$out" | head -n 1)
if [ -n "$paint" ]; then
    figure dashboard_first_paint "$paint" ms - '<= 1000' "$paint" '<=' 1000
else
    not_measured 'the first paint'
fi
