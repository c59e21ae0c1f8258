#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An HTTP server for tests: prints each request. The path says what it answers: /status/503, /redirect?to=URL,
/long/BYTES, /silent, /file/NAME out of --folder; anything else is 200. See README.md."""
import argparse
import base64
import http.server
import json
import ssl
import sys
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("--certificate")
arguments.add_argument("--key")
arguments.add_argument("--folder")
given = arguments.parse_args()
lock = threading.Lock()
ending = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length)
        with lock:
            print(json.dumps({
                "at": time.time(),
                "method": self.command,
                "path": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": base64.b64encode(body).decode(),
            }), flush=True)
        parts = self.path.split("/")
        status, said, more = 200, b"ok", {}
        if parts[1] == "status":
            status = int(parts[2])
        elif parts[1] == "long":
            said = b"x" * int(parts[2])
        elif parts[1] == "silent":
            ending.wait()
        elif parts[1] == "file" and given.folder:
            try:
                with open(f"{given.folder}/{parts[2].split('?')[0]}", "rb") as file:
                    said = file.read()
            except OSError:
                status = 404
        elif parts[1].startswith("redirect?to="):
            status, more = 302, {"location": self.path.split("=", 1)[1]}
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = answer
    do_POST = answer


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if given.certificate:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(given.certificate, given.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(f"listening {server.server_address[1]}", flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
ending.set()
