#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""impacket, FreeTDS and nmap against every SQL Server persona of a real sensor, with and without TLS.

Each must agree on encryption as with a real server, be refused with error 18456, and be told with its user, machine and
program whether the login came in clear or through TLS, with the fingerprint of the client's hello where there was one.
Ends with one line of counts.
"""
import os
import re
import shutil
import sys

import smb_lab

# What each calls itself: Microsoft's list of builds.
PERSONAS = {
    "mssql-2008r2": ("10.50.6560", "Microsoft SQL Server 2008 R2"), "mssql-2012": ("11.00.7001", "Microsoft SQL Server 2012"),
    "mssql-2014": ("12.00.6024", "Microsoft SQL Server 2014"), "mssql-2017": ("14.00.2027", "Microsoft SQL Server 2017"),
    "mssql-2019": ("15.00.2000", "Microsoft SQL Server 2019"),
}
PASSWORD = "Sommer2026!"
# sha256 of the password, by sha256sum.
DIGEST = "bc39dd530b3a762d086a0031394753e6d75a13efaecd2b32fb20d1eb67942588"
IMPACKET = "/usr/share/doc/python3-impacket/examples/mssqlclient.py"
# What FreeTDS asks of a server, and what its prelogin says then.
FREETDS = {"off": "not supported", "request": "off", "require": "on"}


def freetds(folder, address, encryption):
    """One try of tsql; the settings file is the only way to say which encryption it asks for."""
    settings = os.path.join(folder, f"freetds-{address}-{encryption}.conf")
    with open(settings, "w") as file:
        file.write(f"[decoy]\nhost = {address}\nport = 1433\ntds version = 7.4\nencryption = {encryption}\n")
    return smb_lab.output_of(["env", f"FREETDSCONF={settings}", "tsql", "-S", "decoy", "-U", "sa", "-P", PASSWORD], 30)


def facts_of(events):
    facts = {}
    for event in events:
        for fact in event.get("decoded", []):
            facts.setdefault(fact["name"], []).append(fact["value"])
    return facts


def main():
    smb_lab.in_own_network()
    checks = smb_lab.Checks()
    kinds = ["impacket", "nmap", *("freetds-" + each for each in FREETDS)]
    addresses = {(persona, kind): f"127.0.{p}.{k}" for p, persona in enumerate(PERSONAS, 1)
                 for k, kind in enumerate(kinds, 1)}
    smb_lab.own_addresses(addresses.values())
    has_freetds = shutil.which("tsql") is not None
    if not has_freetds:
        checks.skip("FreeTDS", "tsql is not installed")
    with smb_lab.Folder() as folder:
        sensor = smb_lab.Sensor(folder, "mssql", [
            ["ports = [1433]", f'addresses = ["{address}"]', 'mode = "answer"', 'protocol = "mssql"',
             f'persona = "{persona}"'] for (persona, _), address in addresses.items()])
        for persona, (build, name) in PERSONAS.items():
            address = addresses[persona, "impacket"]
            said = smb_lab.output_of(["/usr/bin/python3", IMPACKET, f"sa:{PASSWORD}@{address}"], 30)
            checks.check(f"{persona}: impacket goes through TLS and is refused as by a server",
                         "Encryption required, switching to TLS" in said and "Login failed for user 'sa'." in said, said)
            # Not its ms-sql-* scripts: those of 7.93 fail against every server on a scanned port (mssql.lua, GetTargetInstances takes
            # two values of a function that returns one).
            said = smb_lab.output_of(["nmap", "-Pn", "-n", "-sV", "-p", "1433", "--script", "ssl-cert",
                                      addresses[persona, "nmap"]], 120)
            checks.check(f"{persona}: nmap names the version", name in said and build in said, said)
            checks.check(f"{persona}: nmap reads the certificate that a server makes for itself",
                         "commonName=SSL_Self_Signed_Fallback" in said, said)
            checks.check(f"{persona}: nmap's script ends without an error", "ERROR" not in said, said)
            for encryption in FREETDS if has_freetds else ():
                said = freetds(folder, addresses[persona, "freetds-" + encryption], encryption)
                checks.check(f"{persona}: FreeTDS with encryption {encryption} is refused with 18456",
                             re.search(r"Msg 18456.*Login failed for user 'sa'", said, re.S), said)
        events = [event for event in sensor.stop() if event.get("kind") == "contact"]
        for (persona, kind), address in addresses.items():
            if kind.startswith("freetds") and not has_freetds:
                continue
            facts = facts_of([event for event in events if event["destination"] == address])
            if kind == "nmap":
                checks.check(f"{persona}: nmap's hello is told", facts.get("tls.ja3"), facts)
                continue
            checks.check(f"{persona}, {kind}: user, machine and program are told",
                         facts.get("mssql.user") == ["sa"] and facts.get("mssql.host") and facts.get("mssql.application"),
                         facts)
            checks.check(f"{persona}, {kind}: the password is told as its hash alone",
                         facts.get("mssql.password_sha256", []) == [DIGEST] and PASSWORD not in str(facts), facts)
            asked = "off" if kind == "impacket" else FREETDS[kind.removeprefix("freetds-")]
            checks.check(f"{persona}, {kind}: what it asked for is told: {asked}", facts.get("mssql.encryption") == [asked], facts)
            checks.check(f"{persona}, {kind}: its hello is told where there is one",
                         bool(facts.get("tls.ja4")) == (asked != "not supported"), facts)
    checks.end()


if __name__ == "__main__":
    sys.exit(main())
