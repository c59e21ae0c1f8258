# SPDX-License-Identifier: Apache-2.0
# What every suite shares: how a figure is printed, how a server is started and ended. Sourced, with $work made by the caller.
# figure NAME VALUE UNIT REFERENCE TARGET_TEXT VALUE_COMPARED <=|>= LIMIT
figure() {
    local name=$1 value=$2 unit=$3 reference=$4 target=$5 compared=$6 sense=$7 limit=$8 ratio=null met
    [ "$reference" != - ] && ratio=$(awk -v a="$value" -v b="$reference" 'BEGIN { printf "%.3f", b ? a / b : 0 }')
    met=$(awk -v a="$compared" -v b="$limit" -v s="$sense" 'BEGIN { print ((s == "<=" ? a <= b : a >= b) ? "true" : "false") }')
    if [ -n "${HITME_BENCH_JSON:-}" ]; then
        printf '{"name":"%s","value":%s,"unit":"%s","reference":%s,"ratio":%s,"target":"%s","met":%s}\n' \
            "$name" "$value" "$unit" "$([ "$reference" = - ] && echo null || echo "$reference")" "$ratio" "$target" "$met"
    else
        printf '%-34s %12s %-16s reference %-10s ratio %-7s target %-22s %s\n' \
            "$name" "$value" "$unit" "$reference" "$ratio" "$target" "$([ "$met" = true ] && echo met || echo MISSED)"
    fi
}
not_measured() { echo "script/bench: not measured: $*" >&2; }
value_of() { sed -n "s/.*\b$1[= ]\([0-9.]*\).*/\1/p" <<<"$2" | head -n 1; }
ratio_of() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4f", a / b }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
started=
start() { "$@" >/dev/null 2>"$work/log" & started=$!; pids+=("$started"); }
stop() { kill -TERM "$1" 2>/dev/null && wait "$1" 2>/dev/null || true; }
listens() { ss -Hltn "sport = :$1" | grep -q .; }
wait_listen() { local end=$((SECONDS + 10)); until listens "$1"; do [ $SECONDS -lt $end ] || { cat "$work/log" >&2; return 1; }; sleep 0.01; done; }
rss_kib() { awk '/^Rss:/ { print $2 }' "/proc/$1/smaps_rollup"; }
