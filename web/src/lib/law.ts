// SPDX-License-Identifier: Apache-2.0
// The law that a sensor's counters must obey: accepted = reported + open + aggregated + refused. A reader can check the
// sensor with addition, and this page does.
import type { Sensor } from "../api/client";

export interface Term {
    name: string;
    value: number;
}

export interface Law {
    /** False where the sensor does not count `accepted`: nothing can be checked. */
    known: boolean;
    accepted: number;
    terms: Term[];
    sum: number;
    holds: boolean;
}

const counted_terms = ["reported", "aggregated", "refused"];

/** A counter belongs to a term by its name or by its name and a reason: refused, refused_total_limit, refused.memory. */
function belongs(name: string, term: string): boolean {
    return name === term || ["_", ".", ":", "/", "{"].some((mark) => name.startsWith(term + mark));
}

/** A term's value: the counter of that very name, else the sum over its reasons (never both: that would count twice). */
function value_of(sensor: Sensor, term: string): number {
    const total = sensor.counters.find((counter) => counter.name === term);
    if (total) return total.value;
    return sensor.counters
        .filter((counter) => belongs(counter.name, term))
        .reduce((sum, counter) => sum + counter.value, 0);
}

export function check_law(sensor: Sensor): Law {
    const accepted = sensor.counters.find((counter) => counter.name === "accepted");
    const open = sensor.counters.find((counter) => counter.name === "open");
    const terms = counted_terms.map((name) => ({ name, value: value_of(sensor, name) }));
    terms.splice(1, 0, { name: "open", value: open?.value ?? sensor.open_connections });
    const sum = terms.reduce((total, term) => total + term.value, 0);
    return {
        known: accepted !== undefined,
        accepted: accepted?.value ?? 0,
        terms,
        sum,
        holds: accepted !== undefined && accepted.value === sum,
    };
}
