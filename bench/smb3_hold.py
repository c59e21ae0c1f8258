#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""smb3_hold.py PORT SESSIONS SECONDS plain|encrypted: opens so many SMB sessions of 3.0 with the password "letmein", each with IPC$ and
\\srvsvc open; encrypted: every message from the logon on (AES-128-CCM). Says "done N", holds them and ends. For bench/smb.sh.
"""
import os
import sys
import time

from impacket.smb3structs import SMB2_DIALECT_30, SMB2_SESSION_FLAG_ENCRYPT_DATA
from impacket.smbconnection import SMBConnection


def opened(port, way):
    connection = SMBConnection("127.0.0.1", "127.0.0.1", sess_port=port, preferredDialect=SMB2_DIALECT_30, timeout=30)
    connection.login("Administrator", "letmein")
    # impacket encrypts by this flag, and sets it by itself wherever the server can: in clear only where it is taken away.
    session = connection._SMBConnection._Session
    if way == "encrypted":
        session["SessionFlags"] |= SMB2_SESSION_FLAG_ENCRYPT_DATA
    else:
        session["SessionFlags"] &= ~SMB2_SESSION_FLAG_ENCRYPT_DATA
    tree = connection.connectTree("IPC$")
    connection.openFile(tree, "\\srvsvc")
    return connection


def main():
    port, number, seconds = (int(word) for word in sys.argv[1:4])
    held = [opened(port, sys.argv[4]) for _ in range(number)]
    print("done", len(held), flush=True)
    time.sleep(seconds)
    # Connections end with the program: thousands of logoffs are not what is measured.
    os._exit(0)


if __name__ == "__main__":
    main()
