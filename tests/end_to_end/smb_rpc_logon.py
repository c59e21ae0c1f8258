#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A client that logs on inside a pipe: NTLM in the bind to srvsvc, by impacket, over an anonymous SMB session.

Usage: smb_rpc_logon.py HOST PORT USER PASSWORD LEVEL, a level of [MS-RPCE] 2.2.1.1.8 in words. Prints what the bind and
NetrServerGetInfo level 101 gave.
"""
import sys

from impacket.dcerpc.v5 import rpcrt, srvs, transport

LEVELS = {"connect": rpcrt.RPC_C_AUTHN_LEVEL_CONNECT, "integrity": rpcrt.RPC_C_AUTHN_LEVEL_PKT_INTEGRITY,
          "privacy": rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY}


def main():
    host, port, user, password, level = sys.argv[1:]
    carrier = transport.SMBTransport(host, int(port), r"\srvsvc", remote_host=host)
    client = carrier.get_dce_rpc()
    client.connect()
    client.set_credentials(user, password)
    client.set_auth_level(LEVELS[level])
    try:
        client.bind(srvs.MSRPC_UUID_SRVS)
        print("bind: accepted")
        answer = srvs.hNetrServerGetInfo(client, 101)
        print("call: answered by", answer["InfoStruct"]["ServerInfo101"]["sv101_name"])
    except Exception as error:
        print("refused:", error)


if __name__ == "__main__":
    main()
