#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server for tests: prints each message that it took. See README.md."""
import argparse
import base64
import json
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

arguments = argparse.ArgumentParser()
arguments.add_argument("--certificate")
arguments.add_argument("--key")
arguments.add_argument("--user")
arguments.add_argument("--password")
arguments.add_argument("--refuse", help="answer to every text, such as '554 no'")
given = arguments.parse_args()


def tell(thing):
    print(json.dumps(thing), flush=True)


class Handler:
    async def handle_DATA(self, server, session, envelope):
        if given.refuse:
            return given.refuse
        tell({
            "at": time.time(),
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": base64.b64encode(envelope.original_content).decode(),
            "tls": session.ssl is not None,
            "authenticated": bool(session.authenticated),
        })
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == given.user.encode() and data.password == given.password.encode()
    return AuthResult(success=good, handled=good)


more = {}
if given.certificate:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(given.certificate, given.key)
    more |= {"tls_context": context, "require_starttls": True}
if given.user:
    more |= {"authenticator": authenticate, "auth_required": True}


# A free port, which Controller itself cannot choose: its own probe would go to port 0.
import socket  # noqa: E402

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
controller = Controller(Handler(), hostname="127.0.0.1", port=port, **more)
controller.start()
print(f"listening {port}", flush=True)
sys.stdin.read()
controller.stop()
