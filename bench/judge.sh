#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The suite `judge`: how often the judgements are right on simulated streams whose truth is known. Nothing listens.
# bench_judge_growth prints one "name value" a line; the table below says what each is held to.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/build/release/bin

source bench/figures.sh

# name, unit, the reference estimators' figure (- where there is none), least and most allowed (- where there is no limit)
limits() {
    cat <<'TABLE'
growth_right_forced_percent         %   92.4  93  -
growth_right_decisive_percent       %   87.6  89  -
growth_wrong_decisive_percent       %   4.2   -   4
growth_false_exponential_percent    %   1.75  -   1.5
growth_said_of_none_percent         %   -     -   1
growth_doubling_error_percent       %   5.1   -   5
growth_doubling_error_p90_percent   %   16.7  -   -
growth_doubling_coverage_percent    %   93    93  98
growth_sensors_changed_percent      %   1.1   -   1
growth_verdict_ms                   ms  150   -   15
growth_verdict_ms_p99               ms  -     -   -
forecast_6h_coverage_percent        %   94    93  98
forecast_6h_coverage80_percent      %   80    74  87
forecast_6h_error_percent           %   19    -   22
forecast_far_coverage_percent       %   90    91  -
forecast_far_coverage80_percent     %   79    70  -
forecast_far_error_percent          %   21    -   25
growth_loud_host_unchanged_percent  %   98.3  99  -
growth_few_hosts_wrong_percent      %   -     -   3
growth_few_hosts_undecided_percent  %   -     50  -
growth_step_right_percent           %   -     90  -
growth_step_wrong_percent           %   -     -   4
growth_step_called_exponential_percent % -    -   1.5
TABLE
}

# figures_of BINARY: its lines as figures, each held to its row of the table; without a row, for information.
figures_of() {
    local out name value unit reference least most sense
    [ -x "$bin/$1" ] || { not_measured "$1 (not built)"; return 0; }
    out=$(nice "$bin/$1")
    while read -r name value; do
        read -r _ unit reference least most < <(limits | awk -v name="$name" '$1 == name') || { unit=- reference=- least=- most=-; }
        case $least/$most in
            -/-) figure "$name" "$value" "$unit" "$reference" 'information' 1 '>=' 0 ;;
            -/*) figure "$name" "$value" "$unit" "$reference" "<= $most" "$value" '<=' "$most" ;;
            */-) figure "$name" "$value" "$unit" "$reference" ">= $least" "$value" '>=' "$least" ;;
            *)
                # Two limits, one comparison: within is 1.
                sense=$(awk -v v="$value" -v a="$least" -v b="$most" 'BEGIN { print (v >= a && v <= b) }')
                figure "$name" "$value" "$unit" "$reference" "$least to $most" "$sense" '>=' 1
                ;;
        esac
    done <<<"$out"
}

# beside_oracle: the same streams judged by us and by the reference estimators in this run; the target is what the table asks
# of its published figures, as a ratio.
beside_oracle() {
    local oracle=$PWD/../shared/oracle name ours reference least most
    [ -d "$oracle" ] && /usr/bin/python3 -c 'import numpy' 2>/dev/null || { not_measured "beside the oracle (no ../shared/oracle, or no numpy)"; return 0; }
    while read -r name ours reference; do
        least=- most=-
        case $name in
            *_delay_step) most=0.905 ;;
            *_delay_ramp) most=0.919 ;;
            *_delay_exponential) most=0.930 ;;
            *_error_step) most=0.897 ;;
            *_right_forced_percent) least=1.006 ;;
            *_right_decisive_percent) least=1.016 ;;
            *_wrong_decisive_percent) most=0.952 ;;
            *_doubling_error_percent) most=0.980 ;;
        esac
        case $least/$most in
            -/-) figure "$name" "$ours" - "$reference" information 1 '>=' 0 ;;
            -/*) figure "$name" "$ours" - "$reference" "ratio <= $most" "$(ratio_of "$ours" "$reference")" '<=' "$most" ;;
            *) figure "$name" "$ours" - "$reference" "ratio >= $least" "$(ratio_of "$ours" "$reference")" '>=' "$least" ;;
        esac
    done < <(nice /usr/bin/python3 bench/judge_beside_oracle.py "$oracle" "$bin/hitme")
}

# real_data: the tests that hold counts and decisive verdicts of the real logs against ../shared/datasets/expected.json.
real_data() {
    local asked=0 equal=0 said binary filter
    [ -e ../shared/datasets/expected.json ] || { not_measured "real data (no ../shared/datasets)"; return 0; }
    while read -r binary filter; do
        [ -x "$bin/$binary" ] || { not_measured "real data ($binary is not built)"; return 0; }
        said=$("$bin/$binary" --gtest_filter="$filter" 2>&1 || true)
        asked=$((asked + $(grep -c '^\[ RUN  ' <<<"$said")))
        equal=$((equal + $(grep -c '^\[       OK' <<<"$said")))
    done <<'TABLE'
hitme_analytics_test Summary.EqualsThePublished*:Onset.AgreesWithTheOracleOnTheRealLog:Growth.SaysOfRealContactsWhatTheOracleSays
hitme_app_test RealLog.*
TABLE
    figure judge_real_data_tests_equal "$equal" tests "$asked" "all $asked" "$equal" '>=' "$((asked > 0 ? asked : 1))"
}

figures_of bench_judge_growth
real_data
# These know their limits themselves.
for judgement in onset dormancy live wide; do
    nice "$bin/bench_judge_$judgement" ${HITME_BENCH_JSON:+--json}
done
beside_oracle
