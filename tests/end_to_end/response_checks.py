#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at exports as somebody else's program would.

  response_checks.py stix FILE     the rules of the official JSON schemas of STIX 2.1 for the objects that we write, identifiers
                                   worked out anew, references that lead somewhere
  response_checks.py misp FILE     the core format's members and types
  response_checks.py zeek FILE     header, columns, escapes
  response_checks.py ecs FILE      one object a line, the schema's types
  response_checks.py csv FILE      rows of one width, no cell that a spreadsheet takes for a formula
"""
import csv
import ipaddress
import json
import re
import sys
import uuid

OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
IDENTIFIER = re.compile(
    r"^[a-z][a-z0-9-]+[a-z0-9]--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$")
# schemas/common/timestamp.json of 2.1: three or more decimals where there are any.
TIMESTAMP = re.compile(
    r"^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(\.[0-9]{3,})?Z$")
PROPERTY = re.compile(r"^[a-z0-9_]{3,250}$")

# Of each type: required members, and of every member that may stand there what it must be.
COMMON = {"type": str, "spec_version": str, "id": "id", "created_by_ref": "id", "created": "time", "modified": "time",
          "labels": "texts", "external_references": list}
DOMAIN = {
    "identity": (["name"], {"name": str, "identity_class": str}),
    "attack-pattern": (["name"], {"name": str, "description": str}),
    "malware": (["is_family"], {"name": str, "is_family": bool, "malware_types": "texts"}),
    "indicator": (["pattern", "pattern_type", "valid_from"],
                  {"name": str, "description": str, "indicator_types": "texts", "pattern": str, "pattern_type": str,
                   "pattern_version": str, "valid_from": "time", "valid_until": "time"}),
    "observed-data": (["first_observed", "last_observed", "number_observed", "object_refs"],
                      {"first_observed": "time", "last_observed": "time", "number_observed": int, "object_refs": "ids"}),
    "sighting": (["sighting_of_ref"],
                 {"first_seen": "time", "last_seen": "time", "count": int, "sighting_of_ref": "id",
                  "observed_data_refs": "ids", "where_sighted_refs": "ids"}),
    "relationship": (["relationship_type", "source_ref", "target_ref"],
                     {"relationship_type": str, "source_ref": "id", "target_ref": "id"}),
    "report": (["name", "published", "object_refs"],
               {"name": str, "description": str, "report_types": "texts", "published": "time", "object_refs": "ids"}),
}
OBSERVED = {
    "ipv4-addr": (["value"], {"value": str}),
    "ipv6-addr": (["value"], {"value": str}),
    "network-traffic": (["protocols", "src_ref"], {"src_ref": "id", "dst_port": int, "protocols": "texts"}),
}
VOCABULARY = {
    "identity_class": {"individual", "group", "system", "organization", "class", "unspecified"},
    "indicator_types": {"anomalous-activity", "anonymization", "benign", "compromised", "malicious-activity", "attribution",
                        "unknown"},
    "report_types": {"attack-pattern", "campaign", "identity", "indicator", "intrusion-set", "malware", "observed-data",
                     "threat-actor", "threat-report", "tool", "vulnerability"},
}


def fail(what):
    print(f"FAIL  {what}", file=sys.stderr)
    sys.exit(1)


def need(true, what):
    if not true:
        fail(what)


def check_member(where, name, value, form):
    if form == "id":
        need(isinstance(value, str) and IDENTIFIER.match(value), f"{where}: {name} is no identifier: {value}")
    elif form == "time":
        need(isinstance(value, str) and TIMESTAMP.match(value), f"{where}: {name} is no timestamp: {value}")
    elif form == "ids":
        need(isinstance(value, list) and value, f"{where}: {name} is no list, or empty")
        for one in value:
            check_member(where, name, one, "id")
    elif form == "texts":
        need(isinstance(value, list) and value and all(isinstance(one, str) for one in value), f"{where}: {name}")
    else:
        need(type(value) is form, f"{where}: {name} is no {form.__name__}")
    if name in VOCABULARY:
        need(set(value if isinstance(value, list) else [value]) <= VOCABULARY[name], f"{where}: {name}: {value}")


def stix(path):
    bundle = json.load(open(path, encoding="utf-8"))
    need(set(bundle) == {"type", "id", "objects"} and bundle["type"] == "bundle", "bundle members")
    need(IDENTIFIER.match(bundle["id"]) and bundle["id"].startswith("bundle--"), "bundle id")
    by_id = {}
    for thing in bundle["objects"]:
        where = f"{thing.get('type')} {thing.get('id')}"
        kind = thing.get("type")
        need(kind in DOMAIN or kind in OBSERVED, f"{where}: unknown type")
        required, members = DOMAIN.get(kind) or OBSERVED[kind]
        common = COMMON if kind in DOMAIN else {"type": str, "spec_version": str, "id": "id"}
        always = ["type", "spec_version", "id"] + (["created", "modified"] if kind in DOMAIN else [])
        for name in always + required:
            need(name in thing, f"{where}: {name} is missing")
        for name, value in thing.items():
            need(PROPERTY.match(name) or name == "id", f"{where}: name {name}")
            form = members.get(name, common.get(name))
            need(form is not None, f"{where}: {name} does not belong there")
            check_member(where, name, value, form)
        need(thing["spec_version"] == "2.1" and thing["id"].startswith(kind + "--"), f"{where}: id or version")
        need(thing["id"] not in by_id or by_id[thing["id"]] == thing, f"{where}: stands twice")
        by_id[thing["id"]] = thing
        if kind in DOMAIN:
            need(thing["modified"] >= thing["created"], f"{where}: modified before created")
        if kind == "indicator":
            need(thing["pattern_type"] == "stix", f"{where}: pattern_type")
            got = re.fullmatch(r"\[ipv(4|6)-addr:value (=|ISSUBSET) '([0-9a-f.:/]+)'\]", thing["pattern"])
            need(got, f"{where}: pattern {thing['pattern']}")
            network = ipaddress.ip_network(got[3])
            need(network.is_global, f"{where}: {network} is no public address")
            need(thing["valid_until"] > thing["valid_from"], f"{where}: valid_until")
        if kind == "observed-data":
            need(1 <= thing["number_observed"] <= 999999999, f"{where}: number_observed")
            need(thing["last_observed"] >= thing["first_observed"], f"{where}: last before first")
        if kind == "sighting":
            need(0 <= thing["count"] <= 999999999 and thing["last_seen"] >= thing["first_seen"], f"{where}: count or times")
        if kind == "network-traffic":
            need(0 <= thing["dst_port"] <= 65535, f"{where}: port")
        if kind in OBSERVED:
            contributes = {"ipv4-addr": ["value"], "ipv6-addr": ["value"],
                           "network-traffic": ["start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols"]}[kind]
            name = json.dumps({key: thing[key] for key in contributes if key in thing}, sort_keys=True, separators=(",", ":"))
            need(thing["id"] == f"{kind}--{uuid.uuid5(OBSERVABLES, name)}", f"{where}: identifier of {name}")
        else:
            need(uuid.UUID(thing["id"].split("--")[1]).version == 5, f"{where}: UUID version")
        if kind == "attack-pattern":
            reference = thing["external_references"][0]
            need(reference["source_name"] == "mitre-attack" and re.fullmatch(r"T\d{4}(\.\d{3})?", reference["external_id"]),
                 f"{where}: reference")
    for thing in bundle["objects"]:
        for name, value in thing.items():
            refs = [value] if name.endswith("_ref") else value if name.endswith("_refs") else []
            for ref in refs:
                need(ref in by_id, f"{thing['id']}: {name} leads nowhere: {ref}")
    print(f"stix: {len(bundle['objects'])} objects, "
          f"{sum(1 for one in bundle['objects'] if one['type'] == 'indicator')} indicators")


def misp(path):
    event = json.load(open(path, encoding="utf-8"))["Event"]
    for name in ("uuid", "info", "date", "threat_level_id", "analysis", "timestamp", "distribution"):
        need(isinstance(event.get(name), str), f"Event.{name}")
    need(uuid.UUID(event["uuid"]) and re.fullmatch(r"\d{4}-\d\d-\d\d", event["date"]), "uuid, date")
    need(event["threat_level_id"] in "1234" and event["analysis"] in "012" and event["distribution"] == "0", "levels")
    need(event["published"] is False and event["timestamp"].isdigit(), "published, timestamp")
    for one in event["Attribute"]:
        need(one["type"] == "ip-src" and one["category"] == "Network activity" and isinstance(one["to_ids"], bool), one)
        need(ipaddress.ip_network(one["value"]).is_global and uuid.UUID(one["uuid"]), one)
        need(one["timestamp"].isdigit() and one["comment"].isprintable(), one)
    print(f"misp: {len(event['Attribute'])} attributes")


def zeek(path):
    lines = open(path, "rb").read().split(b"\n")
    need(lines.pop() == b"", "the last line ends")
    need(lines[0] == b"#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc", "header")
    if lines[1].startswith(b"# "):  # Zeek passes over it: what was left out
        need(re.fullmatch(rb"# contacts left out: [a-z_]+ \d+(, [a-z_]+ \d+)*", lines[1]), f"comment: {lines[1]}")
        lines.pop(1)
    for line in lines[1:]:
        need(re.fullmatch(rb"[\t\x20-\x7e]*", line), f"raw bytes: {line}")
        fields = line.split(b"\t")
        need(len(fields) == 4 and all(fields), f"columns: {line}")
        need(not re.search(rb"\\(?!x[0-9a-f]{2})", line), f"escape: {line}")
        network = ipaddress.ip_network(fields[0].decode())
        need(fields[1] == (b"Intel::ADDR" if network.num_addresses == 1 else b"Intel::SUBNET"), f"type: {line}")
    print(f"zeek: {len(lines) - 1} rows")


def ecs(path):
    count = 0
    for line in open(path, encoding="utf-8"):
        one = json.loads(line)
        need(isinstance(one["@timestamp"], str) and one["ecs"]["version"] == "8.11.0", line)
        need(one["event"]["kind"] in ("event", "state"), line)
        if one["event"]["dataset"] == "hitme.contact":
            ipaddress.ip_address(one["source"]["ip"])
            need(one["network"]["transport"] in ("tcp", "udp", "icmp", "other"), line)
            need(isinstance(one["destination"]["port"], int) and isinstance(one["source"]["bytes"], int), line)
        count += 1
    print(f"ecs: {count} lines")


def table(path):
    raw = open(path, "rb").read()
    need(re.fullmatch(rb"[\r\n\x20-\x7e]*", raw), "raw bytes")
    rows = list(csv.reader(raw.decode().splitlines(keepends=True)))
    for row in rows:
        need(len(row) == len(rows[0]), f"width: {row}")
        for cell in row:
            need(not cell or cell[0] not in "=+-@\t\r", f"formula: {cell}")
    print(f"csv: {len(rows) - 1} rows")


{"stix": stix, "misp": misp, "zeek": zeek, "ecs": ecs, "csv": table}[sys.argv[1]](sys.argv[2])
