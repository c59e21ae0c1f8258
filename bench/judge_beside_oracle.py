#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our judgements beside the reference estimators on the same streams, made by the reference's own generator.

    judge_beside_oracle.py ORACLE_FOLDER HITME [STREAMS [FIRST_SEED [onset | growth]]]

Prints `name ours reference` a line: medians in minutes and percent, shares in percent. Needs numpy. STREAMS of each shape
(100 by default); seeds from 15000 on, which are for tuning and testing. Writes to a temporary folder alone.
"""
import gzip
import json
import math
import subprocess
import sys
import tempfile

import numpy as np

oracle, hitme = sys.argv[1:3]
streams = int(sys.argv[3]) if len(sys.argv) > 3 else 100
first_seed = int(sys.argv[4]) if len(sys.argv) > 4 else 15000
sys.path.insert(0, oracle)
sys.dont_write_bytecode = True
import est  # noqa: E402
import gen  # noqa: E402

HOUR = 3600.0
RISES = {"step": "step", "ramp": "linear", "exponential": "exponential"}
KINDS = {"none": "no_growth", "linear": "linear", "exponential": "exponential", "logistic": "logistic", "tapering": "tapering"}


def milliseconds(seconds):
    return int(seconds * 1000)


def address(number):
    """Hosts of a stream are numbers below a million: 5.0.0.0 and up, all of which may be on the Internet."""
    return f"5.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def judged(what, folder):
    """{name: finding} of `hitme judge WHAT --batch`."""
    columns = ["--columns", "t_ms,sensor,src"] if what == "growth" else []
    said = subprocess.run([hitme, "judge", what, "--batch", folder, *columns, "--json"], check=True, capture_output=True, text=True)
    return {finding["name"]: finding for finding in map(json.loads, said.stdout.splitlines())}


def figure(name, ours, reference):
    print(f"{name} {ours:.2f} {reference:.2f}", flush=True)


def onset():
    with tempfile.TemporaryDirectory() as folder:
        entries, truth, theirs = {}, {}, {}
        for word, shape in RISES.items():
            for seed in range(first_seed, first_seed + streams):
                stream = gen.onset_stream(seed, shape)
                name = f"{word}-{seed}"
                began = stream["truth"]["tau"]
                with gzip.open(f"{folder}/{name}.csv.gz", "wt", compresslevel=1) as out:
                    out.write("t_ms\n" + "".join(f"{milliseconds(t)}\n" for t in stream["t"]))
                now = milliseconds(stream["t1"])
                entries[name] = {"t0_ms": 0, "now_ms": now, "uptime_ms": {"0": [[0, now]]}, "watch_from_ms": milliseconds(began - HOUR)}
                truth[name] = began
                alarms = est.glr_monitor(stream["t"], stream["t1"], 6 * 24 * HOUR, first_only=False)
                after = [alarm[0] for alarm in alarms if alarm[0] >= began]
                theirs[name] = None
                if after:
                    found = est.onset(stream["t"], min(stream["t1"], after[0] + 2 * HOUR))
                    theirs[name] = ((after[0] - began) / 60, abs(found["onset"] - began) / 60, found["ci95"][0] <= began <= found["ci95"][1])
        with open(f"{folder}/streams.json", "w") as out:
            json.dump(entries, out)
        findings = judged("onset", folder)
    for word in RISES:
        names = [name for name in truth if name.startswith(word + "-")]
        reference = [theirs[name] for name in names if theirs[name]]
        delays, errors, held = [], [], []
        for name in names:
            finding, began = findings[name], truth[name]
            if finding.get("alarm_at_ms") is None or finding["alarm_at_ms"] / 1000 < began:
                continue
            delays.append((finding["alarm_at_ms"] / 1000 - began) / 60)
            if finding.get("onset_ms") is not None:
                errors.append(abs(finding["onset_ms"] / 1000 - began) / 60)
                held.append(finding["ci95_ms"][0] / 1000 <= began <= finding["ci95_ms"][1] / 1000)
        figure(f"onset_beside_oracle_delay_{word}", np.median(delays), np.median([r[0] for r in reference]))
        figure(f"onset_beside_oracle_error_{word}", np.median(errors), np.median([r[1] for r in reference]))
        figure(f"onset_beside_oracle_coverage_{word}", 100 * np.mean(held), 100 * np.mean([r[2] for r in reference]))
        print(f"{word}: not seen: {len(names) - len(delays)} by us, {len(names) - len(reference)} by the reference", file=sys.stderr)


def growth():
    with tempfile.TemporaryDirectory() as folder:
        entries, truth, theirs = {}, {}, {}
        for kind in KINDS:
            for seed in range(first_seed, first_seed + streams):
                stream = gen.growth_stream(kind, seed)
                name = f"{kind}-{seed}"
                with gzip.open(f"{folder}/{name}.csv.gz", "wt", compresslevel=1) as out:
                    out.write("t_ms,sensor,src\n")
                    out.writelines(f"{milliseconds(e['t'])},{e['sensor']},{address(int(e['src']))}\n" for e in stream["ev"])
                entries[name] = {"t0_ms": milliseconds(stream["t0"]), "now_ms": milliseconds(stream["t1"]),
                                 "uptime_ms": {str(s): [[milliseconds(a), milliseconds(b)] for a, b in spans] for s, spans in stream["up"].items()}}
                truth[name] = (KINDS[kind], stream["truth"].get("doubling_h"))
                verdict = est.growth_verdict(stream)
                low, high = verdict.get("doubling_ci_h") or (None, None)
                theirs[name] = (verdict["verdict"], verdict.get("best"), verdict.get("doubling_h"), low, high)
        with open(f"{folder}/streams.json", "w") as out:
            json.dump(entries, out)
        ours = {}
        for name, finding in judged("growth", folder).items():
            doubling = finding["doubling_if_exponential_h"]
            ours[name] = (finding["verdict"], finding["best"], doubling["value"], *doubling["ci95"])

    def shares(said):
        decisive = set(KINDS.values())
        right = sum(said[name][0] == true for name, (true, _) in truth.items())
        wrong = sum(said[name][0] in decisive and said[name][0] != true for name, (true, _) in truth.items())
        forced = sum(said[name][1] == true for name, (true, _) in truth.items())
        exponential = sum(said[name][0] == "exponential" and true != "exponential" for name, (true, _) in truth.items())
        errors, held = [], []
        for name, (true, doubling) in truth.items():
            _, _, value, low, high = said[name]
            if true == "exponential" and value and math.isfinite(value):
                errors.append(abs(value / doubling - 1))
                held.append((low or 0) <= doubling <= (high or math.inf))
        percent = 100 / len(truth)
        return [("right_forced_percent", forced * percent), ("right_decisive_percent", right * percent), ("wrong_decisive_percent", wrong * percent),
                ("false_exponential_percent", exponential * percent * 5 / 4), ("doubling_error_percent", 100 * np.median(errors)),
                ("doubling_coverage_percent", 100 * np.mean(held))]

    for (name, value), (_, reference) in zip(shares(ours), shares(theirs)):
        figure(f"growth_beside_oracle_{name}", value, reference)


wanted = sys.argv[5:] or ["onset", "growth"]
if "onset" in wanted:
    onset()
if "growth" in wanted:
    growth()
