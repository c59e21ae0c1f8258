// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { read_signal } from "./signal";

test.each([
    ["445", "tcp/445"],
    [" UDP/53 ", "udp/53"],
    ["tcp 22", "tcp/22"],
    ["icmp/8", "icmp/8"],
    ["", ""],
])("%j is read as %j", (typed, signal) => expect(read_signal(typed)).toBe(signal));

test.each(["65536", "tcp", "sctp/5", "44a", "tcp/445 or 1=1", "-1"])("%j is refused", (typed) =>
    expect(read_signal(typed)).toBeUndefined(),
);
