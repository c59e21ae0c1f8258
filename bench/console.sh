#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The suite `console`: what a person waits for. A store of HITME_BENCH_CONTACTS contacts (default 100,000,000) in 30 days is
# made once in HITME_BENCH_STORE (default build/bench-store) and used again for a day; then the dashboard's questions and
# look-ups are timed against `hitme up` over loopback, cold (the store's files dropped from the page cache, a program just
# started) and warm. Stops only what it started.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/build/release/bin
contacts=${HITME_BENCH_CONTACTS:-100000000}
store=${HITME_BENCH_STORE:-$PWD/build/bench-store}
work=$(mktemp -d)
chmod 755 "$work"
pids=()
cleanup() {
    for pid in "${pids[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT
source bench/figures.sh

# ---- the store ----
made=$store/made
if ! { [ -e "$made" ] && [ "$(cut -d' ' -f2 "$made")" = "$contacts" ] && [ -n "$(find "$made" -mmin -1440)" ]; }; then
    rm -rf "$store"
    echo "script/bench: making a store of $contacts contacts in $store" >&2
    "$bin/bench_console_store" "$store" "$contacts" >"$work/made"
    cp "$work/made" "$made"
    cat "$made" >&2
fi

# ---- hitme up over it, with one silent HoneyPoint ----
port=17445
cat >"$work/up.toml" <<TOML
[sensor]
name = "bench"
syn_watch = false
user = "$([ "$(id -u)" = 0 ] && echo nobody || id -un)"
[store]
folder = "$store"
keep_days = 36500
quota = "1 TiB"
[dashboard]
listen = "127.0.0.1:$port"
[[honeypoint]]
ports = [17001]
addresses = ["127.0.0.1"]
TOML

drop_from_cache() { # the store's files leave the page cache, as after a restart of the machine
    for file in "$store"/*.db "$store"/sources.snapshot; do [ ! -e "$file" ] || dd if="$file" iflag=nocache count=0 status=none || true; done
}

cookie=
up() { # starts hitme up and signs in
    "$bin/hitme" up --config "$work/up.toml" >"$work/out" 2>"$work/log" &
    started=$!
    pids+=("$started")
    local end=$((SECONDS + 120)) link=
    until link=$(sed -n 's/.*\(http:[^ ]*token=[0-9a-f]*\).*/\1/p' "$work/out" | head -n 1) && [ -n "$link" ]; do
        [ $SECONDS -lt $end ] || { cat "$work/log" >&2; return 1; }
        sleep 0.05
    done
    cookie=$(curl -s -o /dev/null -D - "$link" | sed -n 's/^Set-Cookie: \([^;]*\).*/\1/Ip')
}
ask() { # ask PATH: seconds until the whole answer is here; another status than 200 is noted, and no time
    local told
    told=$(curl -s -o "$work/answer" -w '%{http_code} %{time_total}' -H "Cookie: $cookie" "http://127.0.0.1:$port$1")
    [ "${told%% *}" = 200 ] || { echo "$1 answered ${told%% *}: $(head -c 300 "$work/answer")" >>"$work/refused"; return 1; }
    echo "${told##* }"
}
p95() { sort -n | awk '{ v[NR] = $1 } END { i = int(NR * 0.95 + 0.999999); print v[i < 1 ? 1 : i] * 1000 }'; }

day=$(date -u -d '10 days ago' +%Y-%m-%d)
pages=(
    "/api/v1/now"
    "/api/v1/now?window=30d"
    "/api/v1/series?bin=1h&from=${day}T00:00:00Z&to=$(date -u +%Y-%m-%d)T00:00:00Z"
    "/api/v1/series?bin=1h&signal=tcp/445&from=$(date -u -d '30 days ago' +%Y-%m-%d)T00:00:00Z&to=$(date -u +%Y-%m-%d)T00:00:00Z"
    "/api/v1/sources?limit=50"
    "/api/v1/sources?signal=tcp/445&stage=probe&limit=50"
    "/api/v1/sources?country=US&class=unknown&signal=tcp/445&limit=50"
    "/api/v1/pictures?signal=tcp/445"
    "/api/v1/contacts?limit=50"
    "/api/v1/contacts?signal=tcp/445&limit=50"
    "/api/v1/sensors"
    "/api/v1/findings"
    "/api/v1/campaigns"
    "/api/v1/cases"
    "/api/v1/incidents"
    "/api/v1/advisories"
    "/api/v1/attribution?signal=tcp/445&by=class&limit=8"
    "/api/v1/attribution?signal=tcp/445&by=country"
    "/api/v1/outside/corroboration?subject=tcp/445"
    "/api/v1/alarms?subject=tcp/445"
    "/api/v1/forecast-scores?subject=tcp/445"
    "/api/v1/notices"
    "/api/v1/audit"
    "/api/v1/allow-rules"
    "/api/v1/own-networks"
    "/api/v1/exports/blocklist/rules"
    "/api/v1/channels"
)
address=$(sqlite3 "file:$store/state.db?mode=ro" "SELECT address FROM source_v4 LIMIT 1 OFFSET 1000")
address=$(printf '%d.%d.%d.%d' $((address >> 24 & 255)) $((address >> 16 & 255)) $((address >> 8 & 255)) $((address & 255)))
payload=
lookups() {
    echo "/api/v1/sources/$address"
    echo "/api/v1/contacts?source=$address&limit=50"
    echo "/api/v1/contacts?source=${address%.*}.0/24&limit=50"
    echo "/api/v1/sources?search=${address%.*.*}.0.0/16&limit=50"
    echo "/api/v1/ask?q=$address"
    echo "/api/v1/ask?q=${address%.*}.0/24"
    echo "/api/v1/ask?q=AS4134"
    echo "/api/v1/ask?q=tcp/445"
    echo "/api/v1/dossier?address=$address&at=${day}%2008:00&zone=Europe/Berlin"
    [ -z "$payload" ] || echo "/api/v1/contacts?payload=$payload&limit=50"
    [ -z "$payload" ] || echo "/api/v1/ask?q=$payload"
}

# The very first start finds no snapshot of the sources and walks; every later one reads the file that was left.
rm -f "$store/sources.snapshot"
drop_from_cache
up
for path in "${pages[@]}"; do ask "$path" >>"$work/first_ever" || true; done
stop "$started"
drop_from_cache
up
for path in "${pages[@]}"; do
    took=$(ask "$path") || continue
    echo "$took" >>"$work/cold"
    printf '%s %s\n' "$took" "$path" >>"$work/each_cold"
done
ask "/api/v1/contacts?limit=1" >/dev/null
payload=$(sed -n 's/.*"first_bytes_sha256":"\([0-9a-f]*\)".*/\1/p' "$work/answer" | head -n 1)
lookups | while read -r path; do
    took=$(ask "$path") || continue
    echo "$took" >>"$work/lookup_first"
    printf '%s %s\n' "$took" "$path" >>"$work/each_lookup"
done
for round in $(seq 20); do
    for path in "${pages[@]}"; do
        took=$(ask "$path") || continue
        echo "$took" >>"$work/warm"
        printf '%s %s\n' "$took" "$path" >>"$work/each"
    done
    lookups | while read -r path; do ask "$path" >>"$work/lookup" || true; done
done
stop "$started"

name=$contacts
figure "api_warm_p95_${name}" "$(p95 <"$work/warm")" ms - '<= 200' "$(p95 <"$work/warm")" '<=' 200
figure "api_cold_p95_${name}" "$(p95 <"$work/cold")" ms - '<= 1000' "$(p95 <"$work/cold")" '<=' 1000
slowest=$(sort -n "$work/first_ever" | tail -n 1 | awk '{ print $1 * 1000 }')
figure "api_first_start_slowest_${name}" "$slowest" ms - '<= 1000' "$slowest" '<=' 1000
figure "lookup_first_slowest_${name}" "$(p95 <"$work/lookup_first")" ms - '<= 1000' "$(p95 <"$work/lookup_first")" '<=' 1000
figure "lookup_p95_${name}" "$(p95 <"$work/lookup")" ms - '<= 1000' "$(p95 <"$work/lookup")" '<=' 1000
# What was not answered has no time, and would flatter the others.
touch "$work/refused"
figure "api_not_answered_${name}" "$(wc -l <"$work/refused")" answers - information 1 '>=' 0
sort "$work/refused" | uniq -c | sort -rn | head -n 8 >&2
echo "slowest look-ups, each the first of its kind (seconds):" >&2
sort -rn "$work/each_lookup" | head -n 4 >&2
echo "slowest pages, cold (seconds):" >&2
sort -rn "$work/each_cold" | head -n 4 >&2
echo "slowest pages, warm (seconds):" >&2
sort -rn "$work/each" | awk '!seen[$2]++' | head -n 5 >&2

# ---- an alert ----
# From a connection that is accepted on an internal decoy to the message at a local mail server, the slowest of four first
# touches (two that close at once, two that are held open), with a channel beside it whose receiver never answers.
if told=$(tests/end_to_end/alert_delay.py "$bin/hitme" 4); then
    slowest=$(awk '$1 == "delay" { if ($2 > most) most = $2 } END { print most }' <<<"$told")
    figure alert_accept_to_mail_server "$slowest" s - '<= 2' "$slowest" '<=' 2
    echo "$told" >&2
else
    not_measured 'alert (no mail server could be started)'
fi

# ---- the live feed, contact to pixel, and the page's memory ----
if ! HITME_BENCH_JSON="${HITME_BENCH_JSON:-}" web/run feed --minutes "${HITME_BENCH_FEED_MINUTES:-10}"; then
    not_measured 'the live feed to its end, or a figure of it is missed: see above'
fi

# ---- the stories E1 to E6, through the commands that a user uses ----
# A story that ends by itself before its checks has failed, too: without any "FAIL" its exit status counts as one.
status=0
told=$(tests/end_to_end/stories.py 2>&1) || status=$?
failed=$(grep -c '^FAIL' <<<"$told" || true)
if [ "$failed" = 0 ] && [ "$status" != 0 ]; then failed=1; fi
# E4, Monday, is told with the cases.
status=0
cases=$(tests/end_to_end/cases.sh 2>&1) || status=$?
more=$(grep -c '^FAIL' <<<"$cases" || true)
if [ "$more" = 0 ] && [ "$status" != 0 ]; then more=1; fi
failed=$((failed + more))
figure stories_failed "$failed" checks - '<= 0' "$failed" '<=' 0
tail -n 1 <<<"$told" >&2
