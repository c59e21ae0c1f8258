#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Could the two field reports have been written? The stories E1, E2, E3, E5 and E6 through the commands that a user uses.

Logs are made here by seed (no network): contacts and heartbeats as JSON lines. Expected values are those of the generator or
of arithmetic beside them. stories_pages.mjs shows E1 and E2 in the browser. Each check says what it expects; the first that fails ends the run. E1 is without its hornet table, and is told
again with an exponential rise of `hitme simulate`.
"""
import datetime
import ipaddress
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

HITME = os.path.abspath(os.path.join(os.environ.get("HITME_BIN_DIR", "build/release/bin"), "hitme"))
POST_A = ["208.23.24.52", "66.100.224.113", "97.89.26.99", "219.158.0.96", "88.178.18.41", "91.142.209.26",
          "189.20.48.210", "212.122.95.217", "131.118.74.244", "84.3.125.99", "81.57.69.99"]
SENSORS = ["consumer-1", "consumer-2", "commercial-1", "commercial-2"]
UTC = datetime.timezone.utc
checks = 0


def time_of(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)


def text_of(when):
    return when.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def run(*words, status=0, text=None):
    done = subprocess.run([HITME, *words], input=text, capture_output=True, text=True, timeout=600)
    if done.returncode != status:
        sys.exit(f"FAIL  hitme {' '.join(words)}: status {done.returncode}, not {status}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout + done.stderr


def expect(what, text, pattern):
    global checks
    if not re.search(pattern, text, re.S):
        sys.exit(f"FAIL  {what}: no match for {pattern}\n--- got:\n{text[-4000:]}")
    checks += 1
    print("ok   ", what)


class Log:
    """Contacts at a rate that changes with time, heartbeats of an hour for every sensor."""

    def __init__(self, seed, start, end):
        self.random = random.Random(seed)
        self.start, self.end = start, end
        self.contacts = []
        self.next_source = 0

    def fresh(self):
        # 198.18.0.0/15 is for measuring (RFC 2544).
        self.next_source += 1
        return f"198.{18 + (self.next_source >> 16)}.{self.next_source >> 8 & 255}.{self.next_source & 255}"

    def arrivals(self, start, end, per_hour, sources=None, most=None):
        """A Poisson process by thinning; per_hour is a function of the time, at most `most`."""
        at, count = start, 0
        while True:
            at += datetime.timedelta(hours=self.random.expovariate(most))
            if at >= end:
                return count
            if self.random.random() * most > per_hour(at):
                continue
            source = sources.pop() if sources else self.fresh()
            self.contacts.append((at, source, self.random.choice(SENSORS)))
            count += 1

    def write(self, path):
        with open(path, "w") as out:
            sequence = dict.fromkeys(SENSORS, 1)
            for sensor in SENSORS:  # what kind of network it stands in, as a sensor announces it
                print(json.dumps({"kind": "sensor_change", "sensor": sensor, "epoch": 1, "sequence": 1, "seen_at": text_of(self.start),
                                  "change": "joined", "network_class": sensor.split("-")[0]}), file=out)
            rows = [(at, source, sensor) for at, source, sensor in self.contacts]
            beat = self.start + datetime.timedelta(hours=1)
            while beat <= self.end:
                rows += [(beat, None, sensor) for sensor in SENSORS]
                beat += datetime.timedelta(hours=1)
            for at, source, sensor in sorted(rows, key=lambda row: (row[0], row[2], row[1] or "")):
                sequence[sensor] += 1
                event = {"sensor": sensor, "epoch": 1, "sequence": sequence[sensor], "seen_at": text_of(at)}
                if source is None:
                    event |= {"kind": "heartbeat", "covers_seconds": 3600}
                else:
                    event |= {"kind": "contact", "transport": "tcp", "source": source, "destination_port": 445,
                              "handshake": "completed", "bytes_in": 0}
                print(json.dumps(event), file=out)


def write_mmdb(path, networks, built):
    """A MaxMind DB (format 2.0) of IPv4 networks: {network: (AS number, AS name, country)}, built at that Unix time."""

    def text(value):
        return bytes([2 << 5 | len(value)]) + value.encode()

    def number(value, size):
        return bytes([{2: 5, 4: 6}[size] << 5 | size]) + value.to_bytes(size, "big")

    def pairs(members):
        return bytes([7 << 5 | len(members)]) + b"".join(text(key) + value for key, value in members.items())

    data, nodes = b"", [[None, None]]
    for network, (asn, name, country) in networks.items():
        network = ipaddress.ip_network(network)
        at = 0
        for bit in range(network.prefixlen):
            side = int(network.network_address) >> (31 - bit) & 1
            if bit == network.prefixlen - 1:
                nodes[at][side] = ("data", len(data))
                break
            if nodes[at][side] is None:
                nodes.append([None, None])
                nodes[at][side] = len(nodes) - 1
            at = nodes[at][side]
        data += pairs({"autonomous_system_number": number(asn, 4), "autonomous_system_organization": text(name),
                       "country": pairs({"iso_code": text(country)})})

    def record(value):
        at = len(nodes) if value is None else len(nodes) + 16 + value[1] if isinstance(value, tuple) else value
        return at.to_bytes(3, "big")

    about = {"binary_format_major_version": number(2, 2), "binary_format_minor_version": number(0, 2),
             "build_epoch": bytes([8, 2]) + built.to_bytes(8, "big"), "database_type": text("made-for-the-story"),
             "description": pairs({"en": text("made")}), "ip_version": number(4, 2), "languages": bytes([1, 4]) + text("en"),
             "node_count": number(len(nodes), 4), "record_size": number(24, 2)}
    with open(path, "wb") as out:
        out.write(b"".join(record(left) + record(right) for left, right in nodes) + bytes(16) + data)
        out.write(b"\xab\xcd\xefMaxMind.com" + pairs(about))


def known_networks(folder):
    """Settings that know two networks: a consumer one in South America and a hosting one in North America."""
    write_mmdb(os.path.join(folder, "networks.mmdb"),
               {"187.10.0.0/16": (64500, "Example Broadband", "BR"), "23.10.0.0/16": (64501, "Example Hosting", "US")},
               int(time_of("2009-01-15T00:00:00").timestamp()))
    with open(os.path.join(folder, "networks.csv"), "w") as out:
        out.write("asn,type,source\n64500,consumer,the story\n64501,hosting,the story\n")
    settings = os.path.join(folder, "hitme.toml")
    with open(settings, "w") as out:
        out.write(f'[geography]\nmmdb = ["{folder}/networks.mmdb"]\nnetworks = "{folder}/networks.csv"\n')
    return settings


class PlacedLog(Log):
    """Sources of the hosting network first, and of the consumer network from `onset` on: nobody is ever connected to."""

    growing = False

    def fresh(self):
        self.next_source += 1
        return f"{'187.10' if self.growing else '23.10'}.{self.next_source >> 8 & 255}.{self.next_source & 255}"


def kept(store, log, name, start=None, config=None):
    path = os.path.join(store, name)
    log.write(path)
    run("import", path, "--store", store)
    words = ["judge", "keep", "--store", store, "--port", "445", "--every", "1h", "--json"]
    if start:
        words += ["--from", text_of(start)]
    if config:
        words += ["--config", config]
    findings = run(*words)
    run("campaign", "follow", "--store", store, "--to", text_of(log.end))
    return findings


def the_campaign(store):
    return json.loads(run("campaign", "list", "--json", "--store", store).splitlines()[0])


def post_a(folder):
    """8 days at 2 an hour, then 48 an hour from 14:25 UTC on 6 November 2008: 11 listed sources and 200 others."""
    store = os.path.join(folder, "e1")
    os.mkdir(store)
    start, onset = time_of("2008-10-29T14:25:00"), time_of("2008-11-06T14:25:00")
    log = Log(1, start, onset)
    log.arrivals(start, onset, lambda at: 2, most=2)
    listed = POST_A + [log.fresh() for _ in range(200)]
    log.random.shuffle(listed)
    at = onset
    while listed:  # 211 gaps of 75 s in the mean: 48 an hour
        log.contacts.append((at, listed.pop(), log.random.choice(SENSORS)))
        at += datetime.timedelta(seconds=log.random.expovariate(1 / 75))
    log.end = at.replace(minute=0, second=0, microsecond=0) + datetime.timedelta(hours=1)
    run("claim", "add", "--store", store, "--who", "rumour", "--said-at", "2008-10-30T13:00:00Z", "--grade", "rumour",
        "--quote", "a worm based on MS08-067", "--subject", "tcp/445")
    run("claim", "add", "--store", store, "--who", "SANS", "--said-at", "2008-11-06T12:00:00Z", "--credit", "SANS",
        "--quote", "the worm is spreading from at least one host", "--subject", "tcp/445", "--source", "061.218.147.066")
    findings = kept(store, log, "post-a.jsonl", onset - datetime.timedelta(hours=48))
    onsets = [json.loads(line) for line in findings.splitlines() if '"question":"onset"' in line]
    rises = [one for one in onsets if one["verdict"] == "rise"]
    if not rises:
        sys.exit(f"FAIL  E1: no onset: {findings[-2000:]}")
    numbers = {one["name"]: one for one in rises[-1]["numbers"]}
    error = abs(numbers["onset"]["value"] / 1000 - onset.timestamp()) / 60
    expect(f"E1 onset within 5 min of 9:25 AM EST ({error:.1f} min)", str(error <= 5), "True")
    ratio = (numbers["baseline_per_h"]["value"] + numbers["excess_per_h"]["value"]) / numbers["baseline_per_h"]["value"]
    expect(f"E1 ratio about 24 ({ratio:.0f})", str(12 <= ratio <= 48), "True")

    rows = [json.loads(line) for line in findings.splitlines() if line.startswith("{")]
    said = {one["question"]: one for one in rows if "question" in one and one["subject"] == "tcp/445"}
    expect("E1 it continued throughout the day", said["persistence"]["verdict"], "^continued$")
    expect("E1 both classes of sensors alike", said["agreement"]["verdict"], "^alike$")
    expect("E1 ladder L2: many sources, and nothing was sent that could be compared", said["worm_ladder"]["verdict"], "^L2$")

    history = os.path.join(store, "445.json")
    with open(history, "w") as out:  # 3 November is missing
        days = {"2008-10-31": 300, "2008-11-01": 310, "2008-11-02": 290, "2008-11-04": 305, "2008-11-05": 300, "2008-11-06": 7000}
        json.dump({str(i): {"date": day, "records": str(n * 9), "targets": "40", "sources": str(n)} for i, (day, n) in enumerate(days.items())}, out)
    imported = ["outside", "import", "isc_port_history", history, "--store", store, "--source", "DShield",
                "--licence", "CC BY-NC-SA 4.0", "--subject", "tcp/445"]
    expect("E1 the port history is imported", run(*imported), '"rows":6,"skipped":0,"skipped_line":null,"skipped_reason":"","level":null,"stored":true')
    expect("E1 and not twice", run(*imported), '"stored":false')
    compared = json.loads(run("outside", "compare", "--store", store, "--subject", "tcp/445", "--from", text_of(onset),
                              "--to", text_of(log.end), "--at", text_of(onset)))
    expect("E1 overlap 0 of 1, ours only 211, theirs only 1",
           f"{compared['overlap']['count']} {compared['ours_only']['count']} {compared['theirs_only']['listed']}",
           r"^0 211 \['61.218.147.66'\]$")
    figures = " ".join(one["verdict"] + ": " + one["figures"] for one in compared["statements"])
    expect("E1 the day is confirmed", figures, "confirmed: .*confirmed by day")
    expect("E1 the minute is not covered", figures, r"not_covered: .*daily data")

    campaign = the_campaign(store)
    expect("E1 rumoured, watched, rising", " ".join(step["state"] for step in campaign["steps"]), "^rumoured (watched )?rising")
    draft = ["advisory", "draft", campaign["id"], "--store", store, "--zone", "America/New_York"]
    text = run(*draft)
    expect("E1 the draft tells since when, in the reader's zone", text, r"2008-11-06 9:2\d AM EST")
    flat = " ".join(text.split())
    expect("E1 it says that it goes on, in every class, and how like a worm", flat,
           r"hours.*The same change in every class of sensors: commercial, consumer\. .*L2, more sources, few probes each \(445 scanning\)")
    expect("E1 'continued throughout the day' is carried",
           run("advisory", "check", "-", "--campaign", campaign["id"], "--store", store,
               text="Scans have continued throughout the day."), "every word is carried")
    expect("E1 a worm's name is not",
           run("advisory", "check", "-", "--campaign", campaign["id"], "--store", store, status=1,
               text="Not yet.\nConficker is here.\n"), "says L2, which names no worm")
    expect("E1 it says what to do", text, "Block 445/tcp at the border")
    expect("E1 it thanks", text, "Thanks to .*SANS")
    expect("E1 judgement is marked", text, r"\[judgement\]")
    expect("E1 the same log gives the same bytes", str(text == run(*draft)), "True")
    expect("E1 'massive' is refused with its figures",
           run("advisory", "check", "-", "--campaign", campaign["id"], "--store", store, status=1,
               text="Not yet.\nThe massive scans of the worms of the past are here.\n"),
           r"-:2:5: \"massive\" is not carried: the onset finding knows a peak of \d+")
    expect("E1 the time of day is carried",
           run("advisory", "check", "-", "--campaign", campaign["id"], "--store", store,
               text="They started to increase dramatically around 9:25 am Eastern."), "every word is carried")


def post_a_doubling(folder):
    """E1 as it was feared: an outbreak of `hitme simulate exponential`, whose doubling time is known. The word may be said."""
    store = os.path.join(folder, "e1-doubling")
    os.mkdir(store)
    truth_path, log_path = os.path.join(store, "truth.json"), os.path.join(store, "log.jsonl")
    with open(log_path, "w") as out:
        out.write(run("simulate", "exponential", "--seed", "2", "--events", "2008-10-29T00:00:00Z", "--truth", truth_path))
    with open(truth_path) as read:
        truth = json.load(read)
    onset, end = (datetime.datetime.fromtimestamp(truth[name] / 1000, UTC) for name in ("t0_ms", "now_ms"))
    run("import", log_path, "--store", store)
    findings = run("judge", "keep", "--store", store, "--port", "445", "--every", "2h", "--json",
                   "--from", text_of(onset - datetime.timedelta(hours=24)))
    rows = [json.loads(line) for line in findings.splitlines() if line.startswith("{")]
    growth = [one for one in rows if one.get("question") == "growth"][-1]
    expect("E1 doubling: the growth is exponential", growth["verdict"], "^exponential$")
    doubling = next(one for one in growth["numbers"] if one["name"] == "doubling_h")
    real = truth["truth"]["doubling_h"]
    expect(f"E1 doubling: the interval {doubling['low']:.1f} to {doubling['high']:.1f} h holds the true {real:.1f} h",
           str(doubling["low"] <= real <= doubling["high"]), "True")
    run("campaign", "follow", "--store", store, "--to", text_of(end))
    campaign = the_campaign(store)
    text = run("advisory", "draft", campaign["id"], "--store", store, "--zone", "America/New_York", "--as-of", text_of(end))
    expect("E1 doubling: the draft says exponential, and that nobody did this", " ".join(text.split()),
           r"SIMULATED: nobody did this.*Growing \(hosts seen per hour over \d+ h\)\. Exponential ")
    check = ["advisory", "check", "-", "--campaign", campaign["id"], "--store", store]
    expect("E1 doubling: 'exponentially' is carried", run(*check, text="Scans of 445/tcp grow exponentially."), "every word is carried")
    expect("E1 doubling: linear is refused, because the finding says otherwise",
           run(*check, status=1, text="Scans of 445/tcp grow linearly."), r'"linearly" is not carried: .* says exponential')
    expect("E1 doubling: the guard lets the draft out",
           run("advisory", "publish", campaign["id"] + ".advisory.1", "--store", store, "--at", text_of(end)), "ALERT|CRITICAL")


def post_b(folder):
    """A line from 1 to 12 an hour in 48 h with a daily swing, ending on Saturday noon, Eastern."""
    store = os.path.join(folder, "e23")
    os.mkdir(store)
    onset, saturday = time_of("2009-01-22T17:00:00"), time_of("2009-01-24T17:00:00")
    start = onset - datetime.timedelta(days=10)
    log = Log(2, start, saturday)

    def swing(at):
        import math
        return 1 + 0.6 * math.sin((at.hour + at.minute / 60 - 9) * math.pi / 12)

    log.arrivals(start, onset, lambda at: swing(at), most=2)
    log.arrivals(onset, saturday, lambda at: swing(at) * (1 + 11 * (at - onset) / (saturday - onset)), most=25)
    run("claim", "add", "--store", store, "--who", "F-Secure", "--said-at", "2009-01-23T12:00:00Z", "--event", "decline",
        "--quote", "it seems to have peaked", "--subject", "tcp/445", "--grade", "measured")
    kept(store, log, "first.jsonl", onset)
    campaign = the_campaign(store)["id"]
    first = run("advisory", "draft", campaign, "--store", store, "--zone", "America/New_York", "--as-of", text_of(saturday))
    expect("E2 new hosts with their interval", first, r"New hosts \(not seen in the 24 hours before\) come every [0-9.]+ min\s+\([0-9.]+-[0-9.]+\)")
    guard = run("advisory", "check", "-", "--campaign", campaign, "--store", store, status=1,
                text="Scanning for port 445/TCP is growing HUGELY, if not EXPONENTIALLY!")
    expect("E2 'exponential' is rejected, and what would carry it is said", guard,
           r'"EXPONENTIALLY" is not carried: .*tcp-445\.growth\.\d+ says .*with the verdict exponential')
    expect("E2 the shape is not resolved", first, r"(shape unresolved|Undetermined)")
    unwrapped = " ".join(first.split())
    expect("E2 both projections to Monday morning", unwrapped,
           r"If it continues until Mon 2009-01-26 8:00 AM EST.*if it stays linear,.*if exponential.*neither is a forecast")
    expect("E2 the claim of F-Secure stands against it", unwrapped,
           r'F-Secure [^"]*"it seems to have peaked" - against what we see \(growing_shape_unresolved\)')
    expect("E2 it is published", run("advisory", "publish", campaign + ".advisory.1", "--store", store, "--at", text_of(saturday)), "ALERT|WATCH")


def post_b_update(folder):
    """The same weekend with more to see: a line from 1 to 60 an hour in 72 h. Friday evening's text, and its update on Sunday."""
    store = os.path.join(folder, "e3")
    os.mkdir(store)
    onset, friday, sunday = time_of("2009-01-22T16:00:00"), time_of("2009-01-23T21:00:00"), time_of("2009-01-25T16:00:00")
    config = known_networks(store)
    log = PlacedLog(3, onset - datetime.timedelta(days=10), friday)

    def rate(at):
        return 1 + 59 * (at - onset) / (sunday - onset)

    log.arrivals(log.start, onset, lambda at: 1, most=1)
    log.growing = True
    log.arrivals(onset, friday, rate, most=25)
    own = run("claim", "add", "--store", store, "--who", "us", "--said-at", "2009-01-23T22:00:00Z", "--event", "growth_exponential",
              "--quote", "growing HUGELY, if not EXPONENTIALLY", "--subject", "tcp/445").split()[0]
    kept(store, log, "first.jsonl", onset, config)
    campaign = the_campaign(store)["id"]
    first = " ".join(run("advisory", "draft", campaign, "--store", store, "--zone", "America/New_York", "--as-of", text_of(friday)).split())
    expect("E3 on Friday the shape was not resolved", first, r"(shape unresolved|Undetermined)")
    run("advisory", "publish", campaign + ".advisory.1", "--store", store, "--at", text_of(friday))
    expect("E3 Monday is its first local moment",
           run("advisory", "remind", campaign, "More analysis and such", "monday", "--store", store, "--zone", "America/New_York",
               "--at", text_of(sunday)), r"2009-01-26T05:00:00Z")

    more = PlacedLog(4, friday, sunday)
    more.growing = True
    more.next_source = log.next_source
    more.arrivals(friday, sunday, rate, most=60)
    kept(store, more, "second.jsonl", friday, config)
    update = ["advisory", "update", campaign + ".advisory.1", "--store", store, "--at", text_of(sunday), "--as-of", text_of(sunday)]
    text = run(*update)
    expect("E3 the update has its date and zone", text, r"\*\* Sun 2009-01-25 11:00 AM EST Update:")
    expect("E3 it says linear, and what it replaces", " ".join(text.split()), r"Update: .*?s\d+ Growing \(hosts seen per hour over \d+ h\)\. Linear 0\.[7-9]\d, [^\[]*\[tcp-445\.growth\.\d+, \d+ h\] "
           r"This replaces s\d+: (growing_shape_unresolved|undetermined)")
    # All of the growth is of the consumer network, by construction; before it came 1 an hour of the hosting network.
    expect("E3 the share of growth by class and continent, with its interval", " ".join(text.split()),
           r"Largest part of the growth: consumer/south_america, (9\d|100) % \(9\d(\.\d)? % to 100 %\)")
    expect("E3 every class is told", run("judge", "attribution", "--store", store, "--port", "445", "--from", text_of(onset),
                                         "--to", text_of(sunday), "--config", config, "--by", "class"),
           r"Largest part of the growth: consumer.*name hosting, hosts \d+, baseline_hosts 2\d\d")
    expect("E3 the original stays and says by what it is superseded", text, r"\(superseded\s+by\s+s\d+\)")
    expect("E3 the feed shows both", run("advisory", "feed", "--store", store), r"advisory\.1:update:1.*<id>urn:hitme:advisory:[^:]*advisory\.1</id>")
    expect("E3 dormancy has a result or says why not", text, r"[Dd]orman|sleep|silent|data for")
    run("claim", "fate", own, "contradicted", "--store", store, "--why", "more data", "--by", "tcp-445.growth.2")
    expect("E3 its own claim fell", run("claim", "list", "--store", store), "EXPONENTIALLY\"  contradicted by tcp-445.growth.2")
    expect("E3 the promise is raised on Monday 00:00",
           run("advisory", "due", "--store", store, "--zone", "America/New_York", "--at", "2009-01-26T05:00:00Z"),
           "due since Mon 2009-01-26 12:00 AM EST: More analysis")


def blind(folder):
    """Every sensor's 445 is dropped upstream: nothing is measured, and that is what is said."""
    store = os.path.join(folder, "e5")
    os.mkdir(store)
    log = Log(5, time_of("2009-01-10T00:00:00"), time_of("2009-01-12T00:00:00"))
    log.contacts.append((time_of("2009-01-10T12:00:00"), "198.18.0.1", SENSORS[0]))
    log.write(os.path.join(store, "log.jsonl"))
    run("import", os.path.join(store, "log.jsonl"), "--store", store)
    for sensor in SENSORS:
        run("campaign", "reach", "tcp/445", "unreachable", "--sensor", sensor, "--since", "2009-01-11T00:00:00Z", "--store", store)
    run("claim", "add", "--store", store, "--who", "a colleague", "--said-at", "2009-01-11T06:00:00Z", "--grade", "rumour",
        "--quote", "a worm", "--subject", "tcp/445")
    run("campaign", "follow", "--store", store, "--to", "2009-01-12T00:00:00Z")
    text = run("advisory", "draft", the_campaign(store)["id"], "--store", store, "--zone", "UTC", "--as-of", "2009-01-12T00:00:00Z")
    expect("E5 our sensors are blind since", text, r"Our 445/tcp sensors are blind since 2009-01-11T00:00:00Z")
    expect("E5 no metric", str("come every" not in text and "sources made" not in text), "True")


def nothing(folder):
    """30 days of background with a daily swing: no campaign, so no draft."""
    import math
    store = os.path.join(folder, "e6")
    os.mkdir(store)
    start, end = time_of("2009-03-01T00:00:00"), time_of("2009-03-31T00:00:00")
    log = Log(6, start, end)
    log.arrivals(start, end, lambda at: 0.5 * (1 + 0.6 * math.sin((at.hour - 9) * math.pi / 12)), most=1)
    path = os.path.join(store, "log.jsonl")
    log.write(path)
    run("import", path, "--store", store)
    run("judge", "keep", "--store", store, "--port", "445", "--every", "6h", "--from", text_of(start + datetime.timedelta(days=8)))
    expect("E6 no campaign", run("campaign", "follow", "--store", store, "--to", text_of(end)), "^hitme: 0 campaigns moved")
    expect("E6 no draft", run("advisory", "draft", "tcp-445.campaign.1", "--store", store, status=1), "no such campaign")


STORIES = {"e1": post_a, "e1-doubling": post_a_doubling, "e2": post_b, "e3": post_b_update, "e5": blind, "e6": nothing}


def main():
    """stories.py [--into FOLDER] [NAME...]: all of them, or those named; their stores stay where a folder is given."""
    words = sys.argv[1:]
    into = words[1] if words[:1] == ["--into"] else None
    folder = into or tempfile.mkdtemp()
    try:
        for name in (words[2:] if into else words) or STORIES:
            STORIES[name](folder)
    finally:
        if not into:
            shutil.rmtree(folder)
    print(f"{checks} checks of the stories passed")


if __name__ == "__main__":
    main()
