#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""org.freedesktop.Notifications for tests: prints each Notify. See README.md."""
import json
import sys
import threading

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)


class Service(dbus.service.Object):
    @dbus.service.method("org.freedesktop.Notifications", in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, summary, body, actions, hints, expires):
        print(json.dumps({"app": str(app), "summary": str(summary), "body": str(body),
                          "urgency": int(hints.get("urgency", 1))}), flush=True)
        return 1


name = dbus.service.BusName("org.freedesktop.Notifications", dbus.SessionBus())
service = Service(dbus.SessionBus(), "/org/freedesktop/Notifications")
loop = GLib.MainLoop()


def wait():
    sys.stdin.read()
    loop.quit()


threading.Thread(target=wait, daemon=True).start()
print("listening 0", flush=True)
loop.run()
